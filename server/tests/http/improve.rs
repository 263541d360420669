//! Questions that the knowledge should answer better, over HTTP.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae::store::trial::REST_MS;
use kotae_shared::api::{
    admin::{Entry, EntryEdit, Status},
    improve::{Asked, Handling, ImprovePage, ImproveState},
    problem::Problem,
    widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
};
use kotae_shared::{Lang, Uuid, codec};
use serde_json::json;

pub(crate) async fn send(
    server: &Server,
    who: &SignedIn,
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(body).send().await
}

async fn list(server: &Server, who: &SignedIn, query: &str) -> ImprovePage {
    let path = format!("improve{query}");
    let reply = server.get(&who.api(&path)).by(who).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

pub(crate) async fn asks(server: &Server, key: &str, number: u128, text: &str, outcome: Outcome) {
    let question = EventKind::Question(Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome,
        candidates: Vec::new(),
    });
    tells(server, key, number, question).await;
}

pub(crate) async fn tells(server: &Server, key: &str, number: u128, kind: EventKind) {
    let batch = EventBatch {
        visit: Visit {
            id: Uuid::from_u128(1),
            visitor: Uuid::from_u128(2),
            page: String::new(),
            lang: Lang::Ja,
            claims: Vec::new(),
        },
        events: vec![Event {
            id: Uuid::from_u128(number),
            conversation: Uuid::from_u128(3),
            seq: 0,
            kind,
        }],
    };
    let call = server.post(&format!("w/{key}/events"));
    let reply = call.body(codec::encode(&batch)).send().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_about_the_same_are_one_group() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    assert_eq!(list(&server, &who, "").await.total, 0);
    asks(&server, &key, 10, "入館証をなくした", Outcome::NotFound).await;
    asks(&server, &key, 11, "VPNに接続したい", Outcome::Candidates).await;
    asks(&server, &key, 12, "ＶＰＮ 接続", Outcome::NotFound).await;
    asks(&server, &key, 13, "答えがある", Outcome::Answer).await;

    let page = list(&server, &who, "").await;
    assert_eq!((page.total, page.states), (2, [2, 0, 0, 0]));
    let vpn = &page.items[0];
    assert_eq!((vpn.count, vpn.troubles), (2, [1, 0, 1]), "{vpn:?}");
    assert_eq!(
        (vpn.text.as_str(), vpn.examples.len(), vpn.again),
        ("ＶＰＮ 接続", 1, 0)
    );
    assert_eq!((page.since, page.people.len()), (None, 1));
    for (query, count) in [
        ("?trouble=not_found", 2),
        ("?trouble=abandoned", 1),
        ("?trouble=not_solved", 0),
        ("?q=vpn", 1),
        ("?widget=other", 0),
        ("?state=new&days=7&sort=newest", 2),
        ("?state=done", 0),
        ("?offset=1", 2),
    ] {
        assert_eq!(list(&server, &who, query).await.total, count, "{query}");
    }
    assert_eq!(list(&server, &who, "?offset=1").await.items.len(), 1);
    let long = format!("improve?q={}", "a".repeat(201));
    let reply = server.get(&who.api(&long)).by(&who).send().await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_has_a_state_and_somebody_whose_it_is() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    asks(&server, &key, 10, "VPNに接続したい", Outcome::NotFound).await;
    let me = list(&server, &who, "").await.people[0].id;

    let edit = json!({ "text": "vpn 接続", "state": "in_progress", "assignee": me, "version": 0 });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let handling: Handling = reply.json();
    assert_eq!((handling.version, handling.assignee), (1, Some(me)));
    let stale = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);

    let mine = list(&server, &who, &format!("?assignee={me}&state=in_progress")).await;
    assert_eq!((mine.total, mine.states), (1, [0, 1, 0, 0]));
    assert_eq!(mine.items[0].handling, handling);

    // A user of nowhere, as one of another workspace is here.
    server.workspace("sales").await;
    let other = server.administrator("sales").await;
    let stranger = list(&server, &other, "").await.people[0].id;
    let edit = json!({ "text": "vpn 接続", "state": "done", "assignee": stranger, "version": 1 });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.json::<Problem>().fields[0].field, "assignee");
    assert_eq!(list(&server, &who, "?state=done").await.total, 0);
    assert_eq!(list(&server, &other, "").await.total, 0);

    let edit = json!({ "text": " ", "state": "done" });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "text");
    let edit = json!({ "text": "vpn 接続", "state": "ignored", "version": 1 });
    let done: Handling = send(&server, &who, Method::PUT, "improve", &edit).await.json();
    assert_eq!(
        (done.state, done.assignee, done.version),
        (ImproveState::Ignored, None, 2)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_asked_of_what_is_written_now() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let ask = json!({ "text": "社員証を落とした" });
    let before: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!((before.outcome, before.best.len()), (Outcome::NotFound, 0));

    let mut edit = EntryEdit {
        title: "入館カードの再発行".into(),
        answer: "総務へ届け出てください。".into(),
        ..EntryEdit::default()
    };
    let made: Entry = send(&server, &who, Method::POST, "entries", &edit).await.json();
    edit.phrasings = vec!["社員証を落とした".into()];
    (edit.code, edit.version) = (made.code, made.version);
    let path = format!("entries/{}", made.id);
    send(&server, &who, Method::PUT, &path, &edit).await;

    let after: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!(after.outcome, Outcome::Answer);
    let best = &after.best[0];
    assert_eq!(
        (best.entry.id, best.status, best.found),
        (made.id, Status::Draft, true)
    );
    assert!(!best.why.parts.is_empty());

    // What was made for it is kept for the next question, and let go when none comes.
    let workspace = server.app.store.workspace("default").await.unwrap();
    let tidy = async || {
        let store = server.app.store.clone();
        tokio::task::spawn_blocking(move || store.tidy(REST_MS * 10))
            .await
            .unwrap();
        workspace.trial().lock().await.is_some()
    };
    server.clock.advance(REST_MS - 1);
    assert!(tidy().await);
    server.clock.advance(1);
    assert!(!tidy().await);
    let again: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!(again.outcome, Outcome::Answer);
}
