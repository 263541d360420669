//! Entries have somebody who keeps them right, and a day on which they are looked at again.

use crate::{
    harness::{Reply, Server, SignedIn},
    people::member,
    smtp::Smtp,
};
use axum::http::{Method, StatusCode};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use kotae::{jobs::Scheduler, outbox::Worker, store::audit};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{
            BulkEdit, BulkResult, Entry, EntryEdit, EntryPage, Field, ImportReport, Publication, Restore,
            Status, UserEdit, VersionPage,
        },
        improve::Person,
        problem::{Fault, Problem},
    },
};
use mail_parser::MessageParser;
use serde::Serialize;
use serde_json::json;

const DAY: i64 = 86_400_000;

async fn read(server: &Server, who: &SignedIn, path: &str) -> Reply {
    server.get(&who.api(path)).by(who).send().await
}

async fn send<T: Serialize>(server: &Server, who: &SignedIn, method: Method, path: &str, body: &T) -> Reply {
    server
        .request(method, &who.api(path))
        .by(who)
        .json(body)
        .send()
        .await
}

fn fault(reply: &Reply) -> (String, Fault) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let problem: Problem = reply.json();
    (problem.fields[0].field.clone(), problem.fields[0].fault)
}

fn user(name: &str, lang: Lang, role: Role) -> UserEdit {
    UserEdit {
        name: name.into(),
        email: format!("{}@default.example", name.to_lowercase()),
        lang,
        time_zone: "Asia/Tokyo".into(),
        role,
        active: true,
        categories: None,
    }
}

/// The day that it is in Tokyo, so many days on.
fn day(server: &Server, after: i64) -> String {
    let now = Timestamp::from_millisecond(server.app.clock.now_ms()).unwrap();
    let today: Date = now.to_zoned(TimeZone::get("Asia/Tokyo").unwrap()).date();
    today.checked_add(after.days()).unwrap().to_string()
}

fn written(title: &str, owner: Option<Uuid>, review_on: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: "答え。".into(),
        status: Status::Published,
        owner,
        review_on: review_on.into(),
        ..EntryEdit::default()
    }
}

async fn made(server: &Server, who: &SignedIn, edit: &EntryEdit) -> Entry {
    let reply = send(server, who, Method::POST, "entries", edit).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

async fn shown(server: &Server, who: &SignedIn, query: &str) -> Vec<String> {
    let page: EntryPage = read(server, who, &format!("entries?{query}")).await.json();
    page.items.into_iter().map(|row| row.title).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_shows_and_filters_owners_and_reviews_and_a_change_of_them_is_nothing_for_visitors() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let (kim, editor) = member(&server, &who, &user("Kim", Lang::En, Role::Editor)).await;
    let people: Vec<Person> = read(&server, &editor, "people").await.json();
    assert_eq!(people.len(), 2, "the administrator and Kim");
    assert!(people.iter().any(|one| one.id == kim && one.name == "Kim"));

    let due = made(
        &server,
        &editor,
        &written("期限の日", Some(kim), &day(&server, 0)),
    )
    .await;
    let later = made(&server, &editor, &written("明日", Some(kim), &day(&server, 1))).await;
    made(&server, &editor, &written("担当なし", None, "")).await;
    let old = EntryEdit {
        status: Status::Archived,
        ..written("しまったもの", Some(kim), "2020-01-01")
    };
    made(&server, &editor, &old).await;

    let of_kim = format!("owner={kim}");
    assert_eq!(
        shown(&server, &who, &of_kim).await,
        ["期限の日", "明日", "しまったもの"]
    );
    assert_eq!(shown(&server, &who, "unowned=true").await, ["担当なし"]);
    assert_eq!(shown(&server, &who, "review_due=true").await, ["期限の日"]);
    assert_eq!(
        shown(&server, &who, &format!("{of_kim}&review_due=true&q=期限")).await,
        ["期限の日"]
    );
    let page: EntryPage = read(&server, &who, "entries").await.json();
    let rows: Vec<_> = page
        .items
        .iter()
        .map(|row| (row.owner.as_str(), row.review_due))
        .collect();
    assert_eq!(rows, [("Kim", true), ("Kim", false), ("", false), ("Kim", false)]);
    // It is six in the evening; the day ends at midnight in Tokyo.
    server.clock.advance(DAY / 24 * 7);
    assert_eq!(
        shown(&server, &who, "review_due=true").await,
        ["期限の日", "明日"]
    );

    let published = send(&server, &who, Method::POST, "publish", &json!({ "note": "" })).await;
    let _: Publication = published.json();
    let path = format!("entries/{}", later.id);
    let before: Entry = read(&server, &who, &path).await.json();
    assert!(!before.unpublished);
    let edit = EntryEdit {
        version: before.version,
        code: before.code.clone(),
        ..written("明日", None, &day(&server, 90))
    };
    let after: Entry = send(&server, &editor, Method::PUT, &path, &edit).await.json();
    assert_eq!((after.owner, after.unpublished, after.version), (None, false, 2));
    let versions: VersionPage = read(&server, &who, &format!("{path}/versions")).await.json();
    assert_eq!(versions.items[0].changed, [Field::Owner, Field::ReviewOn]);
    // The way back is one to the text alone.
    let restore = Restore { from: 1, version: 2 };
    let restored = send(
        &server,
        &editor,
        Method::POST,
        &format!("{path}/restore"),
        &restore,
    )
    .await;
    let restored: Entry = restored.json();
    assert_eq!((restored.owner, restored.review_on), (None, day(&server, 90)));

    let workspace = server.app.store.workspace("default").await.unwrap();
    let id = due.id.to_string();
    let records = workspace
        .main()
        .read(move |read| audit::of(read, "entry", &id, 10))
        .await
        .unwrap();
    assert!(format!("{records:?}").contains(&kim.to_string()), "{records:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_can_sign_in_owns_and_a_day_is_one() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let (kim, _) = member(&server, &who, &user("Kim", Lang::En, Role::Editor)).await;
    let (_, viewer) = member(&server, &who, &user("Vera", Lang::Ja, Role::Viewer)).await;
    let refused = async |edit: &EntryEdit| fault(&send(&server, &who, Method::POST, "entries", edit).await);
    let nobody = Uuid::from_u128(9);
    assert_eq!(
        refused(&written("a", Some(nobody), "")).await,
        ("owner".into(), Fault::Unknown)
    );
    for wrong in [
        "2026/01/02",
        "2026-1-2",
        "2026-02-30",
        "明日",
        "20260102",
        "-02026-01-02",
    ] {
        let found = refused(&written("a", None, wrong)).await;
        assert_eq!(found, ("review_on".into(), Fault::NotDate), "{wrong}");
    }
    let first = made(&server, &who, &written("1", None, "")).await;
    let second = made(&server, &who, &written("2", None, "")).await;
    let bulk = BulkEdit {
        ids: vec![first.id, second.id],
        owner: Some(kim),
        ..BulkEdit::default()
    };
    let not_yours = send(&server, &viewer, Method::POST, "entries/bulk", &bulk).await;
    assert_eq!(not_yours.status, StatusCode::FORBIDDEN);
    let both = BulkEdit {
        clear_owner: true,
        ..bulk.clone()
    };
    let both = fault(&send(&server, &who, Method::POST, "entries/bulk", &both).await);
    assert_eq!(both.0, "clear_owner");
    let unknown = BulkEdit {
        owner: Some(nobody),
        ..bulk.clone()
    };
    let unknown = fault(&send(&server, &who, Method::POST, "entries/bulk", &unknown).await);
    assert_eq!(unknown, ("owner".into(), Fault::Unknown));
    assert_eq!(
        shown(&server, &who, "unowned=true").await.len(),
        2,
        "nothing was changed"
    );
    let done: BulkResult = send(&server, &who, Method::POST, "entries/bulk", &bulk)
        .await
        .json();
    assert_eq!(done.changed, 2);

    // Who is suspended keeps none, and gets none; who is deleted neither.
    let mut edit = user("Kim", Lang::En, Role::Editor);
    edit.active = false;
    let reply = send(&server, &who, Method::PUT, &format!("users/{kim}"), &edit).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(shown(&server, &who, "unowned=true").await, ["1", "2"]);
    let suspended = fault(&send(&server, &who, Method::POST, "entries/bulk", &bulk).await);
    assert_eq!(suspended, ("owner".into(), Fault::Unknown));
    edit.active = true;
    send(&server, &who, Method::PUT, &format!("users/{kim}"), &edit).await;
    send(&server, &who, Method::POST, "entries/bulk", &bulk).await;
    assert!(shown(&server, &who, "unowned=true").await.is_empty());
    let gone = server
        .request(Method::DELETE, &who.api(&format!("users/{kim}")))
        .by(&who)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    let left: Entry = read(&server, &who, &format!("entries/{}", first.id)).await.json();
    assert_eq!(
        (left.owner, left.version),
        (None, 5),
        "with a version for each step"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_names_owners_by_mail_address() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let (kim, _) = member(&server, &who, &user("Kim", Lang::En, Role::Editor)).await;
    let import = async |path: &str, file: &str| {
        let call = server.post(&who.api(path)).by(&who);
        call.body(file.to_owned()).send().await.json::<ImportReport>()
    };
    let file = "id,質問,担当者,見直し日\nA-1,題,KIM@default.example,2026/4/1\nA-2,別の題,,\n";
    let dry = import("import", file).await;
    assert_eq!((dry.new, dry.error_count), (2, 0));
    let done = import(&format!("import?expect={}", dry.token), file).await;
    assert!(done.applied);
    let page: EntryPage = read(&server, &who, &format!("entries?owner={kim}")).await.json();
    assert_eq!((page.total, page.items[0].review_on.as_str()), (1, "2026-04-01"));
    let export = read(&server, &who, "export/entries.csv").await.text();
    assert!(
        export.contains(",kim@default.example,2026-04-01,,\r\n"),
        "{export}"
    );
    assert_eq!(
        import("import", &export).await.unchanged,
        2,
        "what was exported changes nothing"
    );
    // A file of a list has what the list shows, in its order, whatever its page.
    let listed = async |query: &str| {
        let file = read(&server, &who, &format!("export/entries.csv?{query}"))
            .await
            .text();
        let rows = file.lines().skip(1);
        rows.map(|row| row.split(',').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&format!("owner={kim}")).await, ["A-1"]);
    assert_eq!(listed("q=題&reverse=true&offset=1&limit=1").await, ["A-2", "A-1"]);
    assert_eq!(listed("q=nothing").await, [""; 0]);
    let long = read(
        &server,
        &who,
        &format!("export/entries.csv?q={}", "x".repeat(600)),
    )
    .await;
    assert_eq!(long.status, 422);
    // Without the columns they stay; an empty cell takes away; the difference names the address.
    assert_eq!(import("import", "id,title\nA-1,題\n").await.unchanged, 1);
    let cleared = import("import", "id,title,owner\nA-1,題,\n").await;
    let change = &cleared.rows[0].changes[0];
    assert_eq!(
        (change.field.as_str(), change.before.as_str()),
        ("owner", "kim@default.example")
    );
    let wrong = import(
        "import",
        "id,title,owner,review_on\nA-1,題,nobody@example.com,あした\n",
    )
    .await;
    let faults: Vec<_> = wrong
        .errors
        .iter()
        .map(|error| (error.column.as_str(), error.fault))
        .collect();
    assert_eq!(faults, [("owner", Fault::Unknown), ("review_on", Fault::NotDate)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owners_are_mailed_what_is_due_in_their_language_once_a_week() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let (kim, _) = member(&server, &who, &user("Kim", Lang::En, Role::Editor)).await;
    let (taro, _) = member(&server, &who, &user("Taro", Lang::Ja, Role::Editor)).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(server.app.clone()),
        Worker::new(server.app.clone()),
    );
    scheduler.round().await;
    worker.round().await;
    let before = smtp.received().len();
    for number in 0..12 {
        made(
            &server,
            &who,
            &written(&format!("VPN {number:02}"), Some(kim), &day(&server, 0)),
        )
        .await;
    }
    made(&server, &who, &written("旅費", Some(taro), &day(&server, 3))).await;
    made(&server, &who, &written("担当なし", None, &day(&server, 0))).await;
    for (after, mails) in [
        (DAY, 1),
        (DAY, 1),
        (DAY, 2),
        (4 * DAY, 2),
        (2 * DAY, 3),
        (2 * DAY, 4),
    ] {
        server.clock.advance(after);
        scheduler.round().await;
        worker.round().await;
        let mails_now = smtp.received().len() - before;
        assert_eq!(mails_now, mails, "{after}");
    }
    let letters: Vec<_> = smtp.received().into_iter().skip(before).collect();
    let text = |at: usize| {
        let parsed = MessageParser::default()
            .parse(letters[at].data.as_bytes())
            .unwrap();
        let body = parsed.body_text(0).unwrap().into_owned();
        (letters[at].to.clone(), parsed.subject().unwrap().to_owned(), body)
    };
    let (to, subject, body) = text(0);
    assert!(to.contains("kim@default.example"), "{to}");
    assert_eq!(subject, "[Kotae] 12 entries are due for review");
    assert!(body.contains("VPN 09") && !body.contains("VPN 10"), "{body}");
    assert!(body.contains("and 2 more"), "{body}");
    assert!(
        body.contains(&format!("/admin/default/entries?owner={kim}&review_due=true")),
        "{body}"
    );
    let (to, subject, body) = text(1);
    assert!(to.contains("taro@default.example"), "{to}");
    assert_eq!(subject, "[Kotae] 見直し日が来た FAQ が 1 件あります");
    assert!(body.contains("旅費") && !body.contains("担当なし"), "{body}");
}
