//! Pinned questions: kept, run by publications, and published over with a reason that stays.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::api::{
    admin::{Entry, Publication},
    pinned::{Pinned, PinnedPage, PinnedReport},
    problem::{Fault, Problem},
};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

async fn send(server: &Server, who: &SignedIn, method: Method, path: &str, body: Value) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(&body).send().await
}

async fn list(server: &Server, who: &SignedIn, query: &str) -> PinnedPage {
    let path = who.api(&format!("pinned{query}"));
    let reply = server.get(&path).by(who).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

fn fault(reply: &Reply) -> (String, Fault) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let field = reply.json::<Problem>().fields.swap_remove(0);
    (field.field, field.fault)
}

async fn entry(server: &Server, who: &SignedIn, title: &str) -> Entry {
    let edit = json!({ "title": title, "answer": "手順です。", "status": "published", "version": 0 });
    let made = send(server, who, Method::POST, "entries", edit).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn pin(server: &Server, who: &SignedIn, question: &str, entry: Option<&Entry>) -> Pinned {
    let edit = json!({ "question": question, "entry": entry.map(|entry| entry.id) });
    let made = send(server, who, Method::POST, "pinned", edit).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinned_questions_are_made_changed_found_and_deleted() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let vpn = entry(&server, &who, "VPN に接続できない").await;
    let first = pin(&server, &who, " VPN がつながらない ", Some(&vpn)).await;
    assert_eq!(
        (first.question.as_str(), first.version),
        ("VPN がつながらない", 1)
    );
    assert_eq!(first.entry.as_ref().unwrap().title, vpn.title);
    let nothing = pin(&server, &who, "社長の年収", None).await;
    assert_eq!(nothing.entry, None);

    let same = json!({ "question": "ｖｐｎ がつながらない" });
    let taken = send(&server, &who, Method::POST, "pinned", same).await;
    assert_eq!(fault(&taken), ("question".into(), Fault::Taken));
    for (edit, field, wanted) in [
        (json!({ "question": "  " }), "question", Fault::Required),
        (
            json!({ "question": "あ".repeat(301) }),
            "question",
            Fault::TooLong(300),
        ),
        (
            json!({ "question": "印刷", "entry": first.id }),
            "entry",
            Fault::NoEntry,
        ),
    ] {
        let refused = send(&server, &who, Method::POST, "pinned", edit).await;
        assert_eq!(fault(&refused), (field.into(), wanted));
    }

    let path = format!("pinned/{}", first.id);
    let edit = |version: u32| json!({ "question": "VPN の使い方", "entry": vpn.id, "version": version });
    let stale = send(&server, &who, Method::PUT, &path, edit(7)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let changed: Pinned = send(&server, &who, Method::PUT, &path, edit(1)).await.json();
    assert_eq!((changed.version, changed.question.as_str()), (2, "VPN の使い方"));

    assert_eq!(list(&server, &who, "").await.total, 2);
    assert_eq!(list(&server, &who, "?q=vpn").await.items[0].id, first.id);
    let of_entry = list(&server, &who, &format!("?entry={}", vpn.id)).await;
    assert_eq!((of_entry.total, of_entry.items[0].id), (1, first.id));
    assert_eq!(list(&server, &who, "?offset=1&limit=1").await.items.len(), 1);

    let gone = server
        .request(Method::DELETE, &who.api(&path))
        .by(&who)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(list(&server, &who, "").await.total, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publication_that_breaks_one_is_stopped_and_forced_with_a_reason() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let vpn = entry(&server, &who, "VPN に接続できない").await;
    pin(&server, &who, "VPN に接続できない", Some(&vpn)).await;
    pin(&server, &who, "パスワードを忘れた", None).await;
    let publish = async |body: Value| send(&server, &who, Method::POST, "publish", body).await;
    let first = publish(json!({})).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let page = list(&server, &who, "").await;
    assert!(page.items.iter().all(|one| one.last.as_ref().unwrap().passed));

    let password = entry(&server, &who, "パスワードを忘れた").await;
    let ran = send(&server, &who, Method::POST, "pinned/run", json!({})).await;
    assert_eq!(ran.json::<PinnedReport>(), PinnedReport { total: 2, broken: 1 });
    let stopped = publish(json!({ "note": "追加" })).await;
    assert_eq!(fault(&stopped), ("force".into(), Fault::Pinned(1)));
    let broken = list(&server, &who, "?state=broken").await;
    assert_eq!(broken.total, 1);
    let run = broken.items[0].last.as_ref().unwrap();
    assert_eq!(
        (run.passed, run.came.as_ref().map(|entry| entry.id)),
        (false, Some(password.id))
    );
    // Why the one came, and that the question was meant to find nothing.
    let why = run.why.as_ref().unwrap();
    assert!(why.came.as_ref().unwrap().score > 0 && why.expected.is_none());
    let too_long = publish(json!({ "force": "あ".repeat(501) })).await;
    assert_eq!(fault(&too_long), ("force".into(), Fault::TooLong(500)));

    let forced = publish(json!({ "force": "窓口で答えることにした" })).await;
    assert_eq!(forced.status, StatusCode::CREATED, "{}", forced.text());
    assert_eq!(forced.json::<Publication>().number, 2);
    let file = server.data.path().join("kotae-data/workspaces/default/main.db");
    let main = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT value_after FROM audit WHERE action = 'publication.force' AND object_id = '2'";
    let after: String = main.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(after.contains("窓口で答えることにした"), "{after}");
    assert!(after.contains("パスワードを忘れた"), "{after}");

    // What was forced is broken still: going back to where it was not needs no reason, coming again does.
    let back = |to: u32| format!("publications/{to}/rollback");
    let fine = send(&server, &who, Method::POST, &back(1), json!({})).await;
    assert_eq!(fine.status, StatusCode::CREATED, "{}", fine.text());
    let stopped = send(&server, &who, Method::POST, &back(2), json!({})).await;
    assert_eq!(fault(&stopped), ("force".into(), Fault::Pinned(1)));
    let forced = send(
        &server,
        &who,
        Method::POST,
        &back(2),
        json!({ "force": "やはり要る" }),
    )
    .await;
    assert_eq!(forced.status, StatusCode::CREATED, "{}", forced.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_filtered_sorted_and_changed_many_at_once() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let vpn = entry(&server, &who, "い VPN に接続できない").await;
    let mail = entry(&server, &who, "あ メールが届かない").await;
    let publish = send(&server, &who, Method::POST, "publish", json!({})).await;
    assert_eq!(publish.status, StatusCode::CREATED);
    let b = pin(&server, &who, "B VPN に接続できない", Some(&vpn)).await;
    let a = pin(&server, &who, "A メールが届かない", Some(&mail)).await;
    server.clock.advance(60_000);
    let c = pin(&server, &who, "C VPN に接続できない", None).await;
    // Only these two are asked.
    let run = json!({ "ids": [b.id, c.id] });
    let ran = send(&server, &who, Method::POST, "pinned/run", run).await;
    assert_eq!(ran.json::<PinnedReport>(), PinnedReport { total: 2, broken: 1 });
    let ids = async |query: &str| {
        let page = list(&server, &who, query).await;
        assert_eq!(page.total as usize, page.items.len(), "{query}");
        page.items.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    for (query, wanted) in [
        ("", vec![a.id, b.id, c.id]),
        ("?down=true", vec![c.id, b.id, a.id]),
        ("?sort=entry", vec![c.id, a.id, b.id]),
        ("?sort=result", vec![c.id, a.id, b.id]),
        ("?sort=updated&down=true", vec![c.id, b.id, a.id]),
        ("?state=passed", vec![b.id]),
        ("?state=broken", vec![c.id]),
        ("?state=not_run", vec![a.id]),
        ("?state=not_run&q=vpn", vec![]),
    ] {
        let mut found = ids(query).await;
        if query.contains("updated") {
            // The first two came in the same moment.
            assert_eq!(found.remove(0), c.id);
            continue;
        }
        assert_eq!(found, wanted, "{query}");
    }

    let delete = async |ids: Value| {
        let body = json!({ "ids": ids });
        send(&server, &who, Method::POST, "pinned/delete", body).await
    };
    let refused = delete(json!([a.id, vpn.id])).await;
    assert_eq!(fault(&refused), ("ids".into(), Fault::Unknown));
    assert_eq!(list(&server, &who, "").await.total, 3);
    assert_eq!(delete(json!([a.id, c.id])).await.status, StatusCode::OK);
    assert_eq!(ids("").await, [b.id]);
}
