//! What visitor fields have: taken from the page, the token and forms, shown with how sure it is, masked, and deleted.

use crate::{
    forms::{Inbox, text},
    harness::SignedIn,
    table::People,
    visitor_fields::make,
};
use axum::http::{Method, StatusCode};
use kotae::jobs::Scheduler;
use kotae_shared::{
    Uuid,
    api::{
        admin::{QuestionPage, QuestionRow},
        forms::Submission,
        widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    },
    codec,
    form::answers::Answer,
    visitor::{Mark, VisitorValue},
};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3_600_000;

/// A form whose fields begin with visitor fields.
fn form() -> Value {
    let field = |key: &str, kind: &str, from: &str| json!({ "key": key, "kind": kind, "label": { "ja": key }, "default_from": from });
    json!({ "name": { "ja": "相談" }, "pages": [{ "fields": [
        field("detail", "text", ""),
        field("where", "text", "department"),
        field("number", "text", "staff-number"),
        field("rank", "text", "rank"),
        field("silent", "hidden", "rank"),
        field("other", "text", "unknown"),
    ] }] })
}

async fn inbox() -> Inbox {
    let inbox = Inbox::open(form(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let all = json!({ "page": true, "token": true, "forms": true });
    let department = json!({ "name": { "ja": "部署", "en": "Department" }, "sources": all });
    make(server, who, "department", department).await;
    let number = json!({ "name": { "ja": "社員番号" }, "personal": true, "purpose": { "ja": "本人確認" },
        "sources": { "page": true, "token": true }, "retention_days": 30 });
    make(server, who, "staff-number", number).await;
    let rank = json!({ "kind": "number", "sources": { "token": true, "hidden": true } });
    make(server, who, "rank", rank).await;
    inbox
}

fn claims(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    all.iter().map(pair).collect()
}

/// Key, value, mark and whether it is masked.
fn values(found: &[VisitorValue]) -> Vec<(&str, &str, Mark, bool)> {
    let mut all = Vec::new();
    for value in found {
        all.push((value.key.as_str(), value.shown.as_str(), value.mark, value.masked));
    }
    all
}

/// Logs a question.
async fn ask(inbox: &Inbox, id: u128, claimed: &[(&str, &str)], bearer: Option<&str>) {
    let visit = Visit {
        id: Uuid::from_u128(id),
        visitor: Uuid::from_u128(id),
        page: "https://intra.example.co.jp/".into(),
        claims: claims(claimed),
        ..Visit::default()
    };
    let question = Question {
        text: format!("質問 {id}"),
        pack: "0".repeat(64),
        outcome: Outcome::NotFound,
        candidates: Vec::new(),
    };
    let event = Event {
        id: Uuid::from_u128(id + 1_000),
        conversation: Uuid::from_u128(id),
        seq: 0,
        kind: EventKind::Question(question),
    };
    let batch = EventBatch {
        visit,
        events: vec![event],
    };
    let call = inbox.desk.call(Method::POST, "events", bearer);
    let reply = call.body(codec::encode(&batch)).send().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
}

async fn logged(inbox: &Inbox, who: &SignedIn) -> Vec<QuestionRow> {
    let page = inbox.desk.server.get(&who.api("questions")).by(who).send().await;
    page.json::<QuestionPage>().items
}

async fn seen(inbox: &Inbox, who: &SignedIn, id: u128) -> Submission {
    let path = who.api(&format!("submissions/{}", Uuid::from_u128(id)));
    inbox.desk.server.get(&path).by(who).send().await.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_a_field_is_for_is_taken_and_what_is_signed_wins() {
    let inbox = inbox().await;
    let told = [
        ("department", "営業部"),
        ("staff-number", "123"),
        // No field, and one that the page may not fill.
        ("shoe-size", "27"),
        ("rank", "9"),
    ];
    ask(&inbox, 1, &told, None).await;
    let bearer = inbox
        .desk
        .visitor_with(json!({ "sub": "u-1", "department": "経理部", "rank": 3, "shoe-size": "27" }))
        .await;
    ask(&inbox, 2, &told, Some(&bearer)).await;
    let all = logged(&inbox, &inbox.desk.admin).await;
    assert_eq!(
        values(&all[1].values),
        [
            ("department", "営業部", Mark::Claimed, false),
            ("staff-number", "123", Mark::Claimed, false),
        ]
    );
    assert_eq!(
        values(&all[0].values),
        [
            ("department", "経理部", Mark::Verified, false),
            ("staff-number", "123", Mark::Claimed, false),
            ("rank", "3", Mark::Verified, false),
        ]
    );
    // A later page of the same visit that says something else does not take away what was signed.
    ask(&inbox, 2, &[("department", "人事部")], None).await;
    let all = logged(&inbox, &inbox.desk.admin).await;
    let kept = all.iter().find(|row| row.text == "質問 2").unwrap();
    assert_eq!(kept.values[0].shown, "経理部");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_begins_with_what_is_known_and_keeps_it() {
    let inbox = inbox().await;
    let bearer = inbox
        .desk
        .visitor_with(json!({ "sub": "u-1", "department": "経理部", "rank": 3 }))
        .await;
    let page = inbox.page("", Some(&bearer)).await;
    let answers: Vec<(&str, &Answer)> = page.filled.iter().map(|one| (one.key.as_str(), one)).collect();
    let keys: Vec<&str> = answers.iter().map(|(key, _)| *key).collect();
    // What the visitor shall not see is in no field that he sees.
    assert_eq!(keys, ["where", "silent"]);
    let from = |key: &str| page.form.field(key).unwrap().default_from.clone();
    assert_eq!(from("number"), "staff-number");
    assert_eq!((from("rank"), from("other")), (String::new(), String::new()));
    assert_eq!(from("silent"), "rank");

    let mut sent = inbox
        .filled(7, vec![text("detail", "相談です"), text("where", "総務部")])
        .await;
    sent.visit.claims = claims(&[("staff-number", "55"), ("shoe-size", "27")]);
    inbox.sent(&sent, None).await;
    let found = inbox.one(7).await;
    assert_eq!(
        values(&found.values),
        [
            ("department", "総務部", Mark::Asked, false),
            ("staff-number", "55", Mark::Claimed, false),
        ]
    );
    assert!(found.from.fields.is_empty());
    assert_eq!(found.values[0].name.en, "Department");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_personal_is_masked_for_who_may_not_see_it() {
    let inbox = inbox().await;
    let server = &inbox.desk.server;
    server.workspace("sales").await;
    let people = People::of(server).await;
    ask(
        &inbox,
        1,
        &[("department", "営業部"), ("staff-number", "98765")],
        None,
    )
    .await;
    let mut sent = inbox.filled(7, vec![text("detail", "相談です")]).await;
    sent.visit.claims = claims(&[("department", "営業部"), ("staff-number", "98765")]);
    inbox.sent(&sent, None).await;
    for (role, sees) in [
        ("owner", true),
        ("agent", true),
        ("analyst", false),
        ("editor", false),
    ] {
        let who = people.session("default", role, DAY).await;
        let rows = logged(&inbox, &who).await;
        let number = &rows[0].values[1];
        assert_eq!(
            (number.masked, number.value.as_str()),
            (!sees, if sees { "98765" } else { "" })
        );
        assert_eq!(rows[0].values[0].shown, "営業部", "{role}");
        if role != "editor" {
            assert_eq!(seen(&inbox, &who, 7).await.values[1].masked, !sees, "{role}");
        }
    }
    for (role, sees) in [("owner", true), ("analyst", false)] {
        let who = people.session("default", role, DAY).await;
        for file in ["export/submissions.csv", "export/questions.csv"] {
            let reply = server.get(&who.api(file)).by(&who).send().await;
            let file = reply.text();
            assert_eq!(reply.status, StatusCode::OK, "{file}");
            assert_eq!(file.contains("98765"), sees, "{role}: {file}");
            assert!(file.contains("営業部") && file.contains("申告"), "{file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_are_kept_for_the_days_of_their_field() {
    let inbox = inbox().await;
    let server = &inbox.desk.server;
    ask(
        &inbox,
        1,
        &[("department", "営業部"), ("staff-number", "123")],
        None,
    )
    .await;
    let mut sent = inbox.filled(7, vec![text("detail", "相談です")]).await;
    sent.visit.claims = claims(&[("department", "営業部"), ("staff-number", "123")]);
    inbox.sent(&sent, None).await;
    server.workspace("sales").await;
    let people = People::of(server).await;
    let known = async || {
        let who = people.session("default", "owner", DAY).await;
        let rows = logged(&inbox, &who).await;
        let found = seen(&inbox, &who, 7).await;
        (rows[0].values.len(), found.values.len())
    };
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    server.clock.advance(29 * DAY);
    scheduler.round().await;
    assert_eq!(known().await, (2, 2));
    server.clock.advance(2 * DAY);
    scheduler.round().await;
    assert_eq!(known().await, (1, 1));
}
