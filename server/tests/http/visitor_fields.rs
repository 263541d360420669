//! Visitor fields: what they may be, who changes them, and that two who do so meet.

use crate::harness::{Call, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    api::{
        problem::{Fault, Problem},
        visitor_fields::VisitorFieldRecord,
    },
    form::Kind,
    visitor::limits,
};
use serde_json::{Value, json};

/// A field that the page may give.
pub(crate) fn field(key: &str, more: Value) -> Value {
    let mut field = json!({ "key": key, "name": { "ja": key }, "sources": { "page": true } });
    for (name, value) in more.as_object().into_iter().flatten() {
        field[name] = value.clone();
    }
    json!({ "field": field })
}

/// Makes a field.
pub(crate) async fn make(server: &Server, who: &SignedIn, key: &str, more: Value) -> VisitorFieldRecord {
    let made = server.post(&who.api("visitor-fields")).by(who);
    let made = made.json(&field(key, more)).send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn put<'a>(server: &'a Server, path: &str) -> Call<'a> {
    server.request(Method::PUT, path)
}

async fn all(server: &Server, who: &SignedIn) -> Vec<VisitorFieldRecord> {
    server.get(&who.api("visitor-fields")).by(who).send().await.json()
}

fn keys(all: &[VisitorFieldRecord]) -> Vec<&str> {
    all.iter().map(|one| one.field.key.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_field_is_named_in_the_readers_language() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    for (body, name, fault) in [
        (field("", json!({})), "key", Fault::Required),
        (field("Branch", json!({})), "key", Fault::NotKey),
        (field("email", json!({})), "key", Fault::Taken),
        (
            field("a", json!({ "name": { "ja": "" } })),
            "name.ja",
            Fault::Required,
        ),
        (
            field("a", json!({ "kind": "choice" })),
            "choices",
            Fault::Required,
        ),
        (field("a", json!({ "kind": "file" })), "kind", Fault::WrongType),
        (field("a", json!({ "sources": {} })), "sources", Fault::Required),
        (
            field("a", json!({ "personal": true })),
            "purpose.ja",
            Fault::Required,
        ),
        (
            field("a", json!({ "retention_days": 9_999 })),
            "retention_days",
            Fault::OutOfRange(0, limits::RETENTION_DAYS.into()),
        ),
    ] {
        for (tag, words) in [("ja", false), ("en", true)] {
            let call = server.post(&who.api("visitor-fields")).by(&who);
            let reply = call.header("accept-language", tag).json(&body).send().await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let problem: Problem = reply.json();
            let found = problem.fields.iter().find(|one| one.field == name);
            let found = found.unwrap_or_else(|| panic!("{body}: {problem:?}"));
            assert_eq!(found.fault, fault, "{body}");
            assert_eq!(found.message.is_ascii(), words, "{}", found.message);
        }
    }
    assert!(all(&server, &who).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_is_changed_moved_and_archived() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let first = make(&server, &who, "department", json!({})).await;
    let second = make(&server, &who, "branch", json!({})).await;
    make(&server, &who, "floor", json!({ "kind": "number" })).await;
    let twice = server.post(&who.api("visitor-fields")).by(&who);
    let twice = twice.json(&field("branch", json!({}))).send().await;
    assert_eq!(twice.json::<Problem>().fields[0].fault, Fault::Taken);

    // One who saw an earlier version is told, and changes nothing.
    let path = who.api(&format!("visitor-fields/{}", second.id));
    let mut edit = field("branch", json!({ "kind": "number" }));
    edit["version"] = json!(1);
    let changed = put(&server, &path).by(&who).json(&edit).send().await;
    assert_eq!(changed.json::<VisitorFieldRecord>().version, 2);
    edit["field"]["kind"] = json!("date");
    let late = put(&server, &path).by(&who).json(&edit).send().await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    edit["version"] = json!(2);
    edit["field"]["key"] = json!("shop");
    let renamed = put(&server, &path).by(&who).json(&edit).send().await;
    assert_eq!(renamed.json::<Problem>().fields[0].fault, Fault::Fixed);

    let place = format!("{path}/place");
    let moved = put(&server, &place).by(&who).json(&json!({ "before": first.id }));
    let moved: Vec<VisitorFieldRecord> = moved.send().await.json();
    assert_eq!(keys(&moved), ["branch", "department", "floor"]);
    let last = put(&server, &place).by(&who).json(&json!({ "before": null }));
    let last: Vec<VisitorFieldRecord> = last.send().await.json();
    assert_eq!(keys(&last), ["department", "floor", "branch"]);

    let state = put(&server, &format!("{path}/state")).by(&who);
    let state = state
        .json(&json!({ "archived": true, "version": 2 }))
        .send()
        .await;
    assert!(state.json::<VisitorFieldRecord>().archived);
    let branch = all(&server, &who).await.pop().unwrap();
    assert_eq!((branch.field.kind, branch.archived), (Kind::Number, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_so_many_in_use() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let mut last = None;
    for number in 0..limits::FIELDS {
        last = Some(make(&server, &who, &format!("f{number}"), json!({})).await);
    }
    let more = || {
        server
            .post(&who.api("visitor-fields"))
            .by(&who)
            .json(&field("more", json!({})))
    };
    let refused: Problem = more().send().await.json();
    assert_eq!(refused.fields[0].field, "fields");
    let last = last.unwrap();
    let path = who.api(&format!("visitor-fields/{}/state", last.id));
    let archive = |archived: bool, version: u32| {
        let body = json!({ "archived": archived, "version": version });
        put(&server, &path).by(&who).json(&body).send()
    };
    assert_eq!(archive(true, 1).await.status, StatusCode::OK);
    assert_eq!(more().send().await.status, StatusCode::CREATED);
    assert_eq!(archive(false, 2).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
