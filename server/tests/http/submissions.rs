//! What comes in by forms that was not meant well, comes twice, or comes while something breaks.

use crate::{
    forms::{Inbox, faults, good, pc, text},
    harness::Server,
    people,
    process::Kotae,
    smtp::{Act, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::{clock::Clock as _, outbox::Worker};
use kotae_shared::{
    Uuid,
    access::Role,
    api::{
        admin::{MessageState, OutboxPage},
        forms::{EntrySubmissions, Submission, SubmissionState, Submit},
        problem::{Fault, Problem},
    },
    form::answers::{Answer, Value},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, RngSeed, TestRunner},
};
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const HOUR: i64 = 60 * 60_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_twice_it_is_stored_once() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let submit = inbox.filled(1, good()).await;
    let first = inbox.sent(&submit, None).await;
    // However often the network repeats it, and though the form is closed meanwhile.
    for _ in 0..20 {
        assert_eq!(inbox.sent(&submit, None).await, first);
    }
    let (one, other) = (inbox.filled(2, good()).await, inbox.filled(2, good()).await);
    let both = tokio::join!(inbox.sent(&one, None), inbox.sent(&other, None));
    assert_eq!(both.0, both.1, "at the same moment");
    assert_eq!(both.0.number, 2);
    inbox.set_state("archived", 2).await;
    assert_eq!(inbox.sent(&submit, None).await, first);
    assert_eq!(inbox.list("").await.items.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_programs_send_is_kept_as_spam_and_told_to_nobody() {
    let smtp = Smtp::start().await;
    let inbox = Inbox::open(pc(), json!({})).await;
    smtp.serve(&inbox.desk.server, &inbox.desk.admin).await;
    let trapped = Submit {
        website: "https://spam.example".into(),
        ..inbox.filled(1, good()).await
    };
    let sent = inbox.sent(&trapped, None).await;
    assert_eq!((sent.number, sent.mail), (1, false), "it does not learn of it");
    let page = inbox.page("", None).await;
    let quick = Submit {
        id: Uuid::from_u128(2),
        start: page.start,
        ..inbox.filled(2, good()).await
    };
    inbox.desk.server.clock.advance(-60_000 + 1_999);
    inbox.sent(&quick, None).await;
    let list = inbox.list("").await;
    assert_eq!(list.counts, [0, 0, 0, 2]);
    assert!(list.items.iter().all(|row| row.state == SubmissionState::Spam));
    Worker::new(inbox.desk.server.app.clone()).round().await;
    assert!(smtp.received().is_empty());

    let forged = Submit {
        start: "AAAA".into(),
        ..inbox.filled(3, good()).await
    };
    assert_eq!(
        inbox.send(&forged, None).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    let old = inbox.filled(4, good()).await;
    inbox.desk.server.clock.advance(31 * 24 * HOUR);
    assert_eq!(
        inbox.send(&old, None).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brakes_hold_a_visitor_and_a_widget() {
    let server = Server::with(|config| {
        config.limits.submissions_per_minute = 2;
        config.limits.widget_submissions_per_minute = 3;
    })
    .await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let submit = inbox.filled(1, good()).await;
    let with = |id: u128, visitor: u128| {
        let mut next = submit.clone();
        next.id = Uuid::from_u128(id);
        next.visit.visitor = Uuid::from_u128(visitor);
        next
    };
    for (id, visitor, wanted) in [(1, 1, 200), (2, 1, 200), (3, 1, 429), (4, 2, 200), (5, 3, 429)] {
        let got = inbox.send(&with(id, visitor), None).await;
        assert_eq!(got.status.as_u16(), wanted, "{id}");
    }
    assert_eq!(inbox.list("").await.items.len(), 3);
    inbox.desk.server.clock.advance(60_000);
    assert_eq!(inbox.send(&with(5, 3), None).await.status, StatusCode::OK);
    // A body that is larger than any form.
    let huge = Submit {
        answers: vec![text("detail", &"あ".repeat(200_000))],
        ..with(6, 6)
    };
    assert_eq!(
        inbox.send(&huge, None).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_do_not_fill_a_mailbox_and_never_go_to_ourselves() {
    let smtp = Smtp::start().await;
    let server = Server::with(|config| config.limits.submissions_per_minute = 100).await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    smtp.serve(&inbox.desk.server, &inbox.desk.admin).await;
    let to = |mail: &str| {
        let mut answers = good();
        answers[3] = text("mail", mail);
        answers
    };
    let mut told = Vec::new();
    for id in 0..5 {
        let mail = if id % 2 == 0 {
            "Taro@visitor.example"
        } else {
            "taro@visitor.example"
        };
        let submit = inbox.filled(id + 1, to(mail)).await;
        told.push(inbox.sent(&submit, None).await.mail);
    }
    assert_eq!(told, [true, true, true, false, false]);
    let own = inbox.filled(10, to("FAQ@example.co.jp")).await;
    assert!(!inbox.sent(&own, None).await.mail, "our own sender");
    inbox.desk.server.clock.advance(HOUR);
    let later = inbox.filled(11, to("taro@visitor.example")).await;
    assert!(inbox.sent(&later, None).await.mail);
    Worker::new(inbox.desk.server.app.clone()).round().await;
    assert_eq!(smtp.received().len(), 4);
}

fn wild() -> impl Strategy<Value = Submit> {
    let texts = prop_oneof![
        select(vec!["broken", "other", "X12", "a@b.example", "", "\u{0}", "あ\n"]).prop_map(str::to_owned),
        "\\PC{0,20}",
    ];
    let value = prop_oneof![
        texts.clone().prop_map(Value::Text),
        vec(texts, 0..3).prop_map(Value::Choices),
        any::<bool>().prop_map(Value::Yes),
        vec(any::<u128>().prop_map(Uuid::from_u128), 0..3).prop_map(Value::Files),
        any::<u8>().prop_map(Value::Scale),
    ];
    let key = select(vec![
        "about", "model", "detail", "name", "mail", "colour", "", "問",
    ]);
    let answer = (key, value).prop_map(|(key, value)| Answer {
        key: key.into(),
        value,
    });
    let answers = prop_oneof![
        3 => vec(answer.clone(), 0..8),
        1 => vec(answer, 0..3).prop_map(|more| good().into_iter().chain(more).collect()),
    ];
    (any::<u128>(), answers, 0_u32..4, any::<bool>()).prop_map(|(id, answers, version, known)| Submit {
        id: Uuid::from_u128(id),
        answers,
        version: if known { 1 } else { version },
        ..Submit::default()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_comes_is_stored_as_the_form_wants_it_or_named_and_not_stored() {
    let server = Server::with(|config| {
        config.limits.submissions_per_minute = 1_000_000;
        config.limits.widget_submissions_per_minute = 1_000_000;
    })
    .await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let base = inbox.filled(1, Vec::new()).await;
    let handle = tokio::runtime::Handle::current();
    let mut stored = 0;
    let config = Config {
        cases: 400,
        failure_persistence: None,
        // The same cases each time.
        rng_seed: RngSeed::Fixed(20_260_101),
        ..Config::default()
    };
    let counted = std::cell::Cell::new(0);
    let run = |wild: Submit| {
        let submit = Submit {
            start: base.start.clone(),
            visit: base.visit.clone(),
            ..wild
        };
        let reply = tokio::task::block_in_place(|| handle.block_on(inbox.send(&submit, None)));
        match reply.status {
            StatusCode::OK => counted.set(counted.get() + 1),
            StatusCode::NOT_FOUND => prop_assert_ne!(submit.version, 1),
            StatusCode::UNPROCESSABLE_ENTITY => {
                for (field, _) in faults(&reply) {
                    let key = field
                        .strip_prefix("answers")
                        .unwrap_or("-")
                        .trim_start_matches('.');
                    let named = key.is_empty()
                        || ["about", "model", "detail", "name", "mail", "colour", "問"].contains(&key);
                    prop_assert!(named, "{}", field);
                }
            }
            other => prop_assert!(false, "{}", other),
        }
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&wild(), run) {
        panic!("{failure}");
    }
    let mut before = String::new();
    loop {
        let page = inbox.list(&format!("?limit=100{before}")).await;
        for row in &page.items {
            let found = inbox.one(row.id.as_u128()).await;
            let today = kotae_shared::form::days::Day(20_000);
            let again = kotae_shared::form::answers::judge(&found.asked, &found.answers, today);
            assert_eq!(again, Ok(found.answers.clone()));
            stored += 1;
        }
        match page.next {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    assert_eq!(stored, counted.get(), "what was refused is not there");
    assert!(stored > 0, "some were good");

    // Another workspace's form is not here.
    inbox.desk.server.workspace("sales").await;
    let sales = inbox.desk.server.widget_key("sales").await;
    let path = format!("w/{sales}/forms/{}", inbox.form);
    let foreign = Submit {
        answers: good(),
        id: Uuid::from_u128(9),
        ..base
    };
    let body = kotae_shared::codec::encode(&foreign);
    let reply = inbox.desk.server.post(&path).body(body).send().await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let nameless = Submit {
        id: Uuid::nil(),
        ..foreign
    };
    assert_eq!(
        faults(&inbox.send(&nameless, None).await),
        [("id".to_owned(), Fault::Required)]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_cut_off_or_forged_is_refused_and_not_stored() {
    let server = Server::with(|config| config.limits.submissions_per_minute = 1_000_000).await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let whole = inbox.filled(1, good()).await;
    let body = kotae_shared::codec::encode(&whole);
    let path = format!("w/{}/forms/{}", inbox.desk.key, inbox.form);
    for length in 0..body.len() {
        let cut = body[..length].to_vec();
        let reply = inbox.desk.server.post(&path).body(cut).send().await;
        assert_eq!(
            reply.status,
            StatusCode::BAD_REQUEST,
            "{length} of {} bytes",
            body.len()
        );
    }
    // Another start by one letter, one of another form, and none.
    let other = Inbox::form_beside(&inbox).await;
    let mut starts: Vec<String> = (0..whole.start.len())
        .map(|at| {
            let mut letters: Vec<char> = whole.start.chars().collect();
            letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
            letters.into_iter().collect()
        })
        .collect();
    starts.extend([String::new(), "あ".into(), "A".repeat(1_000), other]);
    for start in starts {
        let forged = Submit {
            start: start.clone(),
            ..whole.clone()
        };
        let status = inbox.send(&forged, None).await.status;
        assert_eq!(status, StatusCode::PRECONDITION_REQUIRED, "{start}");
    }
    assert!(inbox.list("").await.items.is_empty());
    inbox.sent(&whole, None).await;
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_commit_and_send_and_between_send_and_record_no_receipt_is_lost() {
    let smtp = Smtp::start().await;
    let server = Server::start().await;
    let now = kotae::clock::SystemClock.now_ms();
    server.clock.set(now - 10 * 60_000);
    let inbox = Inbox::at(server, pc(), json!({})).await;
    smtp.serve(&inbox.desk.server, &inbox.desk.admin).await;
    for id in 1..=3 {
        let mut answers = good();
        answers[3] = text("mail", &format!("visitor{id}@example.com"));
        assert!(inbox.sent(&inbox.filled(id, answers).await, None).await.mail);
    }
    let (who, key) = (inbox.desk.admin.clone(), inbox.desk.key.clone());
    let again = inbox.filled(1, good()).await;
    let form = inbox.form;
    let folder = inbox.desk.server.stop().await;
    let data = folder.path().join("kotae-data");

    smtp.plan([Act::Silent]);
    let kotae = Kotae::under(&[], &data, &[], 1);
    until("a connection", || smtp.connections() == 1).await;
    drop(kotae);
    smtp.plan([Act::HangAfterData]);
    let kotae = Kotae::under(&[], &data, &[], 1);
    until("the first receipt", || smtp.received().len() == 1).await;
    drop(kotae);
    let kotae = Kotae::under(&[], &data, &[], 1);
    until("all receipts", || {
        smtp.received().iter().filter(|mail| mail.acknowledged).count() == 3
    })
    .await;
    assert!(kotae.terminate());
    let received = smtp.received();
    assert_eq!(received.len(), 4, "one twice");
    let mut ids: Vec<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "under one id");

    let server = Server::over(Arc::clone(&folder), |_| {}).await;
    server.clock.set(now);
    let page: OutboxPage = server.get(&who.api("outbox")).by(&who).send().await.json();
    assert!(page.rows.iter().all(|row| row.state == MessageState::Sent));
    // A browser that never heard of it sends again.
    let path = format!("w/{key}/forms/{form}");
    let body = kotae_shared::codec::encode(&again);
    let reply = server.post(&path).body(body).send().await;
    assert_eq!(reply.status, StatusCode::OK);
    Worker::new(server.app.clone()).round().await;
    assert_eq!(smtp.received().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_at_one_is_noted_once_an_hour() {
    let inbox = Inbox::open(pc(), json!({})).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let workspace = inbox.desk.server.app.store.workspace("default").await.unwrap();
    let looks = async || {
        let read = |read: &kotae::store::engine::Read<'_>| kotae::store::audit::latest(read, 100);
        let all = workspace.main().read(read).await.unwrap();
        let looks = all
            .into_iter()
            .filter(|record| record.action == "submission.view");
        looks.collect::<Vec<_>>()
    };
    inbox.list("").await;
    assert!(looks().await.is_empty(), "the list shows nobody's answers");
    inbox.one(1).await;
    inbox.one(1).await;
    let first = looks().await;
    assert_eq!(first.len(), 1);
    assert_eq!(
        (first[0].object_kind.as_str(), first[0].object_id.as_str()),
        ("submission", Uuid::from_u128(1).to_string().as_str())
    );
    assert!(first[0].actor_id.is_some() && !format!("{first:?}").contains("画面が"));
    inbox.desk.server.clock.advance(HOUR + 1);
    inbox.one(1).await;
    assert_eq!(looks().await.len(), 2, "an hour later it is another look");
    let gone = format!("submissions/{}", Uuid::from_u128(9));
    let reply = inbox.call(Method::GET, &gone, &serde_json::Value::Null).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(looks().await.len(), 2, "what is not there cannot be looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_has_pages_orders_and_days() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let mut times = Vec::new();
    for id in 1..=5 {
        inbox.sent(&inbox.filled(id, good()).await, None).await;
        times.push(inbox.list("?limit=1").await.items[0].created_at);
    }
    let numbers = async |query: &str| {
        let page = inbox.list(query).await;
        (
            page.items.iter().map(|row| row.number).collect::<Vec<_>>(),
            page.total,
        )
    };
    assert_eq!(numbers("").await, (vec![5, 4, 3, 2, 1], 5));
    assert_eq!(numbers("?sort=oldest&limit=2&offset=2").await, (vec![3, 4], 5));
    assert_eq!(
        numbers(&format!("?since={}&until={}", times[1], times[3])).await,
        (vec![3, 2], 2)
    );
    // What is dealt with moves in the order of that.
    inbox.desk.server.clock.advance(HOUR);
    let path = format!("submissions/{}", Uuid::from_u128(2));
    let edit = json!({ "state": "done", "assignee": null, "version": 1 });
    inbox.call(Method::PUT, &path, &edit).await;
    assert_eq!(numbers("?sort=updated&limit=2").await, (vec![2, 5], 5));
    assert_eq!(numbers("?sort=waiting&limit=2").await, (vec![1, 3], 5));
    assert_eq!(numbers("?state=done").await, (vec![2], 1));
    // From one to the next and back, whatever the order is.
    for (sort, turned, wanted) in [("newest", "oldest", (2, 4)), ("oldest", "newest", (4, 2))] {
        let place = format!("{}-{}", times[2], Uuid::from_u128(3).simple());
        let next = numbers(&format!("?sort={sort}&before={place}&limit=1")).await.0;
        let last = numbers(&format!("?sort={turned}&before={place}&limit=1")).await.0;
        assert_eq!((next[0], last[0]), wanted);
    }
    // A file has all of it, whatever page was looked at.
    let path = "export/submissions.csv?sort=oldest&offset=3";
    let table = inbox
        .call(Method::GET, path, &serde_json::Value::Null)
        .await
        .text();
    let first: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    let first: Vec<&&str> = first.iter().filter(|cell| cell.parse::<u32>().is_ok()).collect();
    assert_eq!(first, [&"1", &"2", &"3", &"4", &"5"]);
    let session: serde_json::Value = inbox.get("session").await;
    assert_eq!(session["open_submissions"], 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_entry_that_would_have_answered_it_is_kept() {
    let inbox = Inbox::open(pc(), json!({})).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let path = format!("submissions/{}", Uuid::from_u128(1));
    let put = async |entry: Option<Uuid>, version: u32| {
        let edit = json!({ "state": "new", "assignee": null, "entry": entry, "version": version });
        inbox.call(Method::PUT, &path, &edit).await
    };
    let unknown: Problem = put(Some(Uuid::from_u128(77)), 1).await.json();
    assert_eq!(
        (unknown.fields[0].field.as_str(), unknown.fields[0].fault),
        ("entry", Fault::Unknown)
    );
    let entry = json!({ "title": "画面が映らない", "answer": "電源を確かめます。", "status": "draft", "version": 0,
        "phrasings": [], "keywords": [] });
    let made: serde_json::Value = inbox.call(Method::POST, "entries", &entry).await.json();
    let entry: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let linked: Submission = put(Some(entry), 1).await.json();
    let named = linked.answered_by.unwrap();
    assert_eq!((named.id, named.title.as_str()), (entry, "画面が映らない"));
    assert_eq!(inbox.list("").await.items[0].entry, Some(entry));
    let gone: Submission = put(None, 2).await.json();
    assert_eq!((gone.answered_by, gone.row.version), (None, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_made_from_a_submission_and_it_lead_to_each_other() {
    let inbox = Inbox::open(pc(), json!({})).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let entry = json!({ "title": "画面が映らないときは", "answer": "電源を確かめます。", "status": "draft" });
    let id = Uuid::from_u128(1);
    let path = format!("entries?submission={id}");
    let made: serde_json::Value = crate::forms::created(inbox.call(Method::POST, &path, &entry).await);
    let made: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let now = inbox.one(1).await;
    assert_eq!((now.row.entry, now.row.version), (Some(made), 2));
    assert_eq!(now.answered_by.unwrap().title, "画面が映らないときは");
    let back: EntrySubmissions = inbox.get(&format!("entries/{made}/submissions")).await;
    assert_eq!((back.total, back.items[0].id, back.items[0].number), (1, id, 1));
    // One that is gone meanwhile keeps nobody from writing an entry.
    let path = format!("entries?submission={}", Uuid::from_u128(77));
    let _: serde_json::Value = crate::forms::created(inbox.call(Method::POST, &path, &entry).await);
    // Who may not deal with submissions makes no link.
    let server = &inbox.desk.server;
    let (_, editor) = people::member(server, &inbox.desk.admin, &people::edit("kato", Role::Editor)).await;
    let path = editor.api(&format!("entries?submission={id}"));
    let refused = server.post(&path).by(&editor).json(&entry).send().await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(inbox.one(1).await.row.version, 2);
}
