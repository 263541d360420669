//! Webhooks: what a program of the company is told, how it can be sure of it, and what becomes of it when that program fails in
//! the ways in which they do.

use crate::{
    forms::{Inbox, good, pc, text},
    harness::{PASSWORD, Server, SignedIn},
    process::Kotae,
    receiver::{Act, Receiver},
    smtp::{self, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::{
    clock::Clock as _,
    outbox::Worker,
    store::{engine::Tx, outbox},
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{MessageState, SendFaultKind},
        forms::Submit,
        webhooks::{Delivery, DeliveryPage, DeliveryRow, NewWebhook, Webhook, WebhookEvent, WebhookTry},
    },
};
use serde_json::json;
use std::{
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

use WebhookEvent::{MailFailed, PublicationCreated, SubmissionCreated, SubmissionUpdated};

/// A server that reaches this machine, and gives a receiver a second.
pub(crate) async fn reaching() -> Server {
    Server::with(|config| {
        config.webhooks.allow = vec!["127.0.0.0/8".parse().unwrap()];
        config.webhooks.timeout = Duration::from_secs(1);
    })
    .await
}

async fn log(server: &Server, who: &SignedIn, webhook: Uuid, query: &str) -> DeliveryPage {
    let path = who.api(&format!("webhooks/{webhook}/deliveries{query}"));
    server.get(&path).by(who).send().await.json()
}

async fn show(server: &Server, who: &SignedIn, webhook: Uuid) -> Webhook {
    let path = who.api(&format!("webhooks/{webhook}"));
    server.get(&path).by(who).send().await.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_is_told_signed_and_its_answers_only_to_who_shall_have_them() {
    let inbox = Inbox::at(reaching().await, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let (plain, full) = (Receiver::start().await, Receiver::start().await);
    let first = plain
        .enter(server, who, &[SubmissionCreated, SubmissionUpdated], false)
        .await;
    let second = full.enter(server, who, &[SubmissionCreated], true).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    assert!(plain.told().is_empty(), "the visitor does not wait for it");
    let mut worker = Worker::of_webhooks(server.app.clone());
    assert_eq!(worker.round().await, None);

    let told = plain.told().remove(0);
    assert_eq!(told.target, "/hook?key=k");
    assert_eq!(told.signed_by(&first.secret), 1);
    assert_eq!(told.signed_by(&second.secret), 0);
    // As anybody would check it at a command line.
    let seconds = (server.app.clock.now_ms() / 1_000).to_string();
    assert_eq!(told.header("kotae-timestamp"), seconds);
    let openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", &first.secret, "-r"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    if let Ok(mut openssl) = openssl {
        use std::io::Write as _;
        let mut stdin = openssl.stdin.take().unwrap();
        stdin
            .write_all(&[seconds.as_bytes(), b".", &told.body].concat())
            .unwrap();
        drop(stdin);
        let printed = String::from_utf8(openssl.wait_with_output().unwrap().stdout).unwrap();
        let hex = printed.split(' ').next().unwrap();
        assert_eq!(told.header("kotae-signature"), format!("v1={hex}"));
    }
    assert_eq!(told.header("kotae-event"), "submission.created");
    assert_eq!(told.header("content-type"), "application/json");
    let body = told.json();
    assert_eq!(
        (body["version"].as_u64(), body["event"].as_str()),
        (Some(1), Some("submission.created"))
    );
    assert_eq!(
        (body["workspace"].as_str(), body["at"].as_str()),
        (Some("default"), Some("2025-10-09T08:54:20Z"))
    );
    let data = &body["data"];
    assert_eq!(
        (data["number"].as_u64(), data["state"].as_str()),
        (Some(1), Some("new"))
    );
    assert_eq!(data["form"]["name"]["en"], "PC trouble");
    let place = format!("admin/default/submissions/{}", Uuid::from_u128(1));
    assert!(data["url"].as_str().unwrap().ends_with(&place), "{data}");
    let all = String::from_utf8(told.body.clone()).unwrap();
    for secret in ["answers", "X12", "taro@", "映りません"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    let body = full.told().remove(0).json();
    assert_eq!(body["id"], told.json()["id"], "the same event");
    assert_eq!(body["data"]["answers"][1]["key"], "model");
    assert_eq!(body["data"]["answers"][1]["label"], "機種");

    let path = who.api(&format!("submissions/{}", Uuid::from_u128(1)));
    let done = json!({ "state": "done", "version": 1 });
    let reply = server
        .request(Method::PUT, &path)
        .by(who)
        .json(&done)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    let spam = Submit {
        website: "x".into(),
        ..inbox.filled(2, good()).await
    };
    inbox.sent(&spam, None).await;
    // What was stored once is told once.
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    worker.round().await;
    let events: Vec<_> = plain
        .told()
        .iter()
        .map(|told| told.header("kotae-event").to_owned())
        .collect();
    assert_eq!(events, ["submission.created", "submission.updated"]);
    assert_eq!(plain.told()[1].json()["data"]["state"], "done");
    assert_eq!(full.told().len(), 1);

    // Neither the secret nor what was written is in the log of changes, or to be had again.
    let shown = server.get(&who.api("webhooks")).by(who).send().await.text();
    assert!(!shown.contains("kwh_"), "{shown}");
    let workspace = server.app.store.workspace("default").await.unwrap();
    let read = |read: &kotae::store::engine::Read<'_>| kotae::store::audit::latest(read, 100);
    let log = format!("{:?}", workspace.main().read(read).await.unwrap());
    assert!(
        log.contains("webhook.create") && !log.contains("kwh_") && !log.contains("key=k"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_receiver_does_a_delivery_arrives_under_one_id() {
    let inbox = Inbox::at(reaching().await, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    let hook = receiver.enter(server, who, &[SubmissionCreated], true).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let redirect = Act::Answer(
        "307 Temporary Redirect",
        format!("Location: {}\r\n", elsewhere.url()),
        "",
    );
    let busy = Act::Answer("503 Service Unavailable", "Retry-After: 3600\r\n".into(), "");
    let broken = Act::Answer("500 Oops", String::new(), "stack \u{7} trace");
    let acts = [
        (broken, SendFaultKind::Status, true),
        (redirect, SendFaultKind::Redirected, true),
        (Act::status("404 Not Found"), SendFaultKind::Status, true),
        (Act::Silent, SendFaultKind::Timeout, false),
        (Act::HangAfterRequest, SendFaultKind::Timeout, true),
        (Act::Drop, SendFaultKind::Unreachable, true),
        (Act::EndlessHead, SendFaultKind::Unreachable, true),
        (busy, SendFaultKind::Status, true),
    ];
    let mut worker = Worker::of_webhooks(server.app.clone());
    let mut came = 0;
    let mut who = who.clone();
    for (act, wanted, arrives) in acts {
        receiver.plan([act.clone()]);
        let next = worker.round().await.unwrap();
        came += usize::from(arrives);
        let row = log(server, &who, hook.webhook.id, "").await.rows.remove(0);
        let last = row.last.clone().unwrap();
        assert_eq!(last.fault.as_ref().unwrap().kind, wanted, "{act:?}: {last:?}");
        assert!(!last.response.contains('\u{7}'), "{last:?}");
        assert_eq!(receiver.told().len(), came, "{act:?}");
        assert_eq!(row.state, MessageState::Queued);
        let wait = row.next_at - server.app.clock.now_ms();
        assert!((24_000..=6 * HOUR).contains(&wait), "{wait}");
        let before = receiver.connections();
        worker.round().await;
        assert_eq!(receiver.connections(), before, "not before its time");
        let now = server.app.clock.now_ms();
        server.clock.advance(next.max(row.next_at) - now);
        let again = server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await;
        who = SignedIn::from("default", &again);
    }
    assert!(elsewhere.told().is_empty(), "a redirect is not followed");
    // However long an answer is, what counts is how it begins.
    receiver.plan([Act::Endless]);
    assert_eq!(worker.round().await, None);
    let told = receiver.told();
    assert_eq!(told.len(), came + 1);
    assert!(
        told.iter()
            .all(|one| one.id() == told[0].id() && one.body == told[0].body)
    );
    assert!(told.iter().all(|one| one.signed_by(&hook.secret) == 1));
    assert_ne!(
        told[0].header("kotae-timestamp"),
        told[1].header("kotae-timestamp")
    );

    let row = log(server, &who, hook.webhook.id, "").await.rows.remove(0);
    assert_eq!((row.state, row.attempts), (MessageState::Sent, 9));
    assert_eq!(row.id.to_string(), told[0].id());
    let path = who.api(&format!("deliveries/{}", row.id));
    let all: Delivery = server.get(&path).by(&who).send().await.json();
    assert_eq!(all.tries.len(), 9);
    assert_eq!(
        (all.tries[0].status, all.tries[0].response.len()),
        (Some(200), 1_000)
    );
    assert_eq!(
        (all.tries[8].status, all.tries[8].response.as_str()),
        (Some(500), "stack  trace")
    );
    assert_eq!(all.body.unwrap().as_bytes(), told[0].body);
    server.clock.advance(24 * HOUR);
    Worker::of_webhooks(server.app.clone()).round().await;
    assert_eq!(
        receiver.told().len(),
        came + 1,
        "never again after success was recorded"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_last_try_it_is_given_up_and_can_be_sent_again_by_hand() {
    let server = Server::with(|config| {
        config.webhooks.allow = vec!["127.0.0.1".parse().unwrap()];
        config.webhooks.attempts = 2;
    })
    .await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let receiver = Receiver::start().await;
    let hook = receiver
        .enter(server, who, &[SubmissionCreated], false)
        .await
        .webhook;
    for id in 1..=2 {
        inbox.sent(&inbox.filled(id, good()).await, None).await;
    }
    let mut worker = Worker::of_webhooks(server.app.clone());
    // The second is not wanted any more.
    receiver.plan(["500 a", "410 Gone", "500 b"].map(Act::status));
    worker.round().await;
    server.clock.advance(5 * MINUTE);
    assert_eq!(worker.round().await, None);
    assert_eq!(receiver.connections(), 3);
    let failed = log(server, who, hook.id, "?state=failed").await;
    assert_eq!((failed.total, failed.rows.len()), (2, 2));
    assert_eq!((failed.rows[0].attempts, failed.rows[1].attempts), (1, 2));
    let shown = show(server, who, hook.id).await;
    assert_eq!((shown.failed, shown.waiting, shown.failures), (2, 0, 3));

    let replay = async |id: Uuid| {
        let path = who.api(&format!("deliveries/{id}/replay"));
        server.post(&path).by(who).send().await
    };
    let reply = replay(failed.rows[1].id).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made: DeliveryRow = reply.json();
    assert_ne!(made.id, failed.rows[1].id);
    assert_eq!(
        replay(made.id).await.status,
        StatusCode::CONFLICT,
        "it waits anyway"
    );
    worker.round().await;
    let told = receiver.told();
    assert_eq!(told[3].id(), made.id.to_string());
    assert_eq!(told[3].body, told[0].body);
    assert_eq!(show(server, who, hook.id).await.failures, 0);
    // What was taken can be sent again, too; a month later its body is gone.
    assert_eq!(replay(made.id).await.status, StatusCode::CREATED);
    server.clock.advance(31 * 24 * HOUR);
    let again = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    let who = &SignedIn::from("default", &again);
    let mut scheduler = kotae::jobs::Scheduler::new(server.app.clone());
    scheduler.round().await;
    let run = json!({ "job": "retention" });
    let reply = server.post(&who.api("jobs/run")).by(who).json(&run).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    scheduler.round().await;
    let replay = who.api(&format!("deliveries/{}/replay", made.id));
    assert_eq!(server.post(&replay).by(who).send().await.status, StatusCode::GONE);
    let path = who.api(&format!("deliveries/{}", made.id));
    let old: Delivery = server.get(&path).by(who).send().await.json();
    assert!(
        old.row.forgotten && old.body.is_none() && old.tries.is_empty(),
        "{old:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_does_not_answer_holds_up_no_other_and_each_hears_in_order() {
    let server = Server::with(|config| {
        config.webhooks.allow = vec!["127.0.0.1".parse().unwrap()];
        config.webhooks.timeout = Duration::from_secs(1);
        config.limits.submissions_per_minute = 100;
    })
    .await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let (deaf, good_one) = (Receiver::start().await, Receiver::start().await);
    let hook = deaf.enter(server, who, &[SubmissionCreated], false).await.webhook;
    good_one.enter(server, who, &[SubmissionCreated], false).await;
    deaf.plan([Act::Silent]);
    for id in 1..=30 {
        inbox.sent(&inbox.filled(id, good()).await, None).await;
    }
    let mut worker = Worker::of_webhooks(server.app.clone());
    let next = worker.round().await.unwrap();
    assert_eq!(deaf.connections(), 1, "it is left alone");
    let numbers = |receiver: &Receiver| -> Vec<u64> {
        let told = receiver.told();
        told.iter()
            .map(|told| told.json()["data"]["number"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(numbers(&good_one), (1..=30).collect::<Vec<_>>());
    assert_eq!(show(server, who, hook.id).await.waiting, 30);
    server.clock.advance(next - server.app.clock.now_ms());
    worker.round().await;
    server.clock.advance(MINUTE);
    worker.round().await;
    let again = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    let who = &SignedIn::from("default", &again);
    let mut all = numbers(&deaf);
    all.sort_unstable();
    assert_eq!(all, (1..=30).collect::<Vec<_>>());

    // One that is switched off hears nothing, and of what waited when it is on again.
    let edit = |active: bool, version: u32| {
        json!({ "name": "a", "url": deaf.url(), "events": ["submission.created"],
        "active": active, "version": version })
    };
    let put = async |active: bool, version: u32| {
        let path = who.api(&format!("webhooks/{}", hook.id));
        let reply = server
            .request(Method::PUT, &path)
            .by(who)
            .json(&edit(active, version))
            .send()
            .await;
        reply.status
    };
    assert_eq!(put(false, 1).await, StatusCode::OK);
    assert_eq!(put(true, 1).await, StatusCode::CONFLICT);
    inbox.sent(&inbox.filled(31, good()).await, None).await;
    assert_eq!(worker.round().await, None);
    assert_eq!(put(true, 2).await, StatusCode::OK);
    worker.round().await;
    assert_eq!((deaf.told().len(), good_one.told().len()), (30, 31));
    // What waits for one that is removed is taken back.
    inbox.sent(&inbox.filled(32, good()).await, None).await;
    deaf.plan([Act::status("500 later")]);
    worker.round().await;
    let path = who.api(&format!("webhooks/{}", hook.id));
    let gone = server.request(Method::DELETE, &path).by(who).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    server.clock.advance(HOUR);
    assert_eq!(worker.round().await, None);
    assert_eq!(deaf.told().len(), 31);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_secrets_sign_while_one_is_exchanged_and_a_test_says_how_it_went() {
    let server = reaching().await;
    let who = server.administrator("default").await;
    let receiver = Receiver::start().await;
    let hook = receiver.enter(&server, &who, &[PublicationCreated], false).await;
    let path = |what: &str| who.api(&format!("webhooks/{}/{what}", hook.webhook.id));
    let test = async || -> WebhookTry {
        let reply = server.post(&path("test")).by(&who).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    };
    let tried = test().await;
    assert_eq!(
        (tried.status, tried.response.as_str(), tried.fault),
        (Some(200), "taken", None)
    );
    let end = async || {
        server
            .request(Method::DELETE, &path("secret"))
            .by(&who)
            .send()
            .await
            .status
    };
    assert_eq!(end().await, StatusCode::CONFLICT, "the only one");
    let add = async || server.post(&path("secret")).by(&who).send().await;
    let second: NewWebhook = add().await.json();
    assert_eq!(second.webhook.secrets.len(), 2);
    assert_eq!(add().await.status, StatusCode::UNPROCESSABLE_ENTITY, "a third");
    test().await;
    assert_eq!(end().await, StatusCode::OK);
    test().await;
    let told = receiver.told();
    let signed = |index: usize| {
        (
            told[index].signed_by(&hook.secret),
            told[index].signed_by(&second.secret),
        )
    };
    assert_eq!([signed(0), signed(1), signed(2)], [(1, 0), (1, 1), (0, 1)]);
    assert!(told.iter().all(|told| told.header("kotae-event") == "ping"));
    receiver.plan([Act::Drop]);
    assert_eq!(test().await.fault.unwrap().kind, SendFaultKind::Unreachable);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publications_and_mails_that_were_given_up_are_told() {
    let (server, smtp, receiver) = (reaching().await, Smtp::start().await, Receiver::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let hook = receiver
        .enter(&server, &who, &[PublicationCreated, MailFailed], false)
        .await;
    let entry = json!({ "title": "有給は何日ですか", "answer": "二十日です。", "status": "published" });
    let reply = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&entry)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let reply = server
        .post(&who.api("publish"))
        .by(&who)
        .json(&json!({ "note": "" }))
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let form = json!({ "name": "sato", "email": "sato@default.example", "lang": "ja", "time_zone": "Asia/Tokyo",
        "role": "editor", "active": true });
    let reply = server
        .post(&who.api("users?mail=true"))
        .by(&who)
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED);
    smtp.plan([smtp::Act::Recipient("550 nobody here")]);
    Worker::new(server.app.clone()).round().await;
    Worker::of_webhooks(server.app.clone()).round().await;
    let told = receiver.told();
    assert!(told.iter().all(|told| told.signed_by(&hook.secret) == 1));
    let data = |index: usize| told[index].json()["data"].clone();
    assert_eq!(told[0].header("kotae-event"), "publication.created");
    assert_eq!(
        (data(0)["number"].as_u64(), data(0)["changes"]["added"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(told[1].header("kotae-event"), "mail.failed");
    assert_eq!(
        (data(1)["cause"].as_str(), data(1)["fault"].as_str()),
        (Some("user.invite"), Some("refused"))
    );
    assert!(!String::from_utf8(told[1].body.clone()).unwrap().contains("sato"));
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_commit_and_send_and_between_send_and_record_nothing_is_lost() {
    let receiver = Receiver::start().await;
    let server = reaching().await;
    let now = kotae::clock::SystemClock.now_ms();
    server.clock.set(now - 10 * MINUTE);
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, inbox.desk.admin.clone());
    let hook = receiver.enter(server, &who, &[SubmissionCreated], true).await;
    for id in 1..=3 {
        let mut answers = good();
        answers[3] = text("mail", &format!("visitor{id}@example.com"));
        inbox.sent(&inbox.filled(id, answers).await, None).await;
    }
    let folder = inbox.desk.server.stop().await;
    let data = folder.path().join("kotae-data");
    let file = folder.path().join("kotae.toml");
    std::fs::write(&file, "[webhooks]\nallow = ['127.0.0.1']\n").unwrap();
    let flags = ["--config", file.to_str().unwrap()];

    // What happened is written, and of its messages nothing has arrived.
    receiver.plan([Act::Silent]);
    let kotae = Kotae::under(&[], &data, &flags, 1);
    until("a connection", || receiver.connections() == 1).await;
    assert!(receiver.told().is_empty());
    drop(kotae);
    // The first has arrived, and Kotae does not know it.
    receiver.plan([Act::HangAfterRequest]);
    let kotae = Kotae::under(&[], &data, &flags, 1);
    until("the first delivery", || receiver.told().len() == 1).await;
    drop(kotae);
    let kotae = Kotae::under(&[], &data, &flags, 1);
    until("all deliveries", || {
        receiver.told().iter().filter(|told| told.acknowledged).count() == 3
    })
    .await;
    assert!(kotae.terminate(), "what was sent is recorded");
    let told = receiver.told();
    assert_eq!(told.len(), 4, "one twice, as the first was not acknowledged");
    assert!(told.iter().all(|told| told.signed_by(&hook.secret) == 1));
    let twice = told.iter().filter(|one| one.id() == told[0].id()).count();
    assert_eq!(twice, 2, "under the same id");
    let mut ids: Vec<_> = told.iter().map(|told| told.id().to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);

    let server = Server::over(Arc::clone(&folder), |_| {}).await;
    server.clock.set(now);
    let page = log(&server, &who, hook.webhook.id, "").await;
    assert!(
        page.rows.iter().all(|row| row.state == MessageState::Sent),
        "{:?}",
        page.rows
    );
    Worker::of_webhooks(server.app.clone()).round().await;
    assert_eq!(receiver.told().len(), 4, "and never again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_taken_is_given_back_to_the_next_process() {
    let inbox = Inbox::at(reaching().await, pc(), json!({})).await;
    let receiver = Receiver::start().await;
    let server = &inbox.desk.server;
    let hook = receiver
        .enter(server, &inbox.desk.admin, &[SubmissionCreated], false)
        .await
        .webhook;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    receiver.plan([Act::status("500 later")]);
    Worker::of_webhooks(server.app.clone()).round().await;
    server.clock.advance(MINUTE);
    let workspace = server.app.store.workspace("default").await.unwrap();
    let vault = server.app.vault.clone();
    let claim = move |tx: &Tx<'_>| outbox::claim(tx, &vault, &hook.id.to_string(), HOUR, 12);
    let taken = workspace.main().write(claim).await.unwrap().unwrap();
    // A worker for mail does not touch it.
    Worker::new(server.app.clone()).round().await;
    assert_eq!(receiver.told().len(), 1);
    Worker::of_webhooks(server.app.clone()).round().await;
    assert_eq!(
        receiver.told()[1].id(),
        taken.id.to_string(),
        "without waiting for the lease's end"
    );
}
