//! The outbox of the real binary, which is killed (SIGKILL) in the two worst moments.

use crate::{
    harness::Server,
    process::Kotae,
    smtp::{Act, Smtp},
};
use axum::http::StatusCode;
use kotae::clock::Clock as _;
use kotae_shared::api::admin::{MessageState, OutboxPage};
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_before_sending_and_before_the_record_loses_nothing_and_repeats_one_id() {
    let smtp = Smtp::start().await;
    let server = Server::start().await;
    // Links are good for three days from now.
    let now = kotae::clock::SystemClock.now_ms();
    server.clock.set(now);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    for name in ["sato", "kato", "ito"] {
        let form = json!({ "name": name, "email": format!("{name}@default.example"), "lang": "ja",
            "time_zone": "Asia/Tokyo", "role": "editor", "active": true });
        let reply = server
            .post(&who.api("users?mail=true"))
            .by(&who)
            .json(&form)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    }
    let folder = server.stop().await;
    let data = folder.path().join("kotae-data");

    // Committed, and the mail server has not even said its name.
    smtp.plan([Act::Silent]);
    let kotae = Kotae::under(&[], &data, &[], 1);
    until("a connection", || smtp.connections() == 1).await;
    assert!(smtp.received().is_empty());
    drop(kotae);

    // The first one has arrived, and Kotae does not know it.
    smtp.plan([Act::HangAfterData]);
    let kotae = Kotae::under(&[], &data, &[], 1);
    until("the first message", || smtp.received().len() == 1).await;
    drop(kotae);

    let kotae = Kotae::under(&[], &data, &[], 1);
    until("all messages", || {
        let received = smtp.received();
        received.iter().filter(|mail| mail.acknowledged).count() == 3
    })
    .await;
    assert!(kotae.terminate(), "what was sent is recorded");
    let received = smtp.received();
    assert_eq!(received.len(), 4, "one twice, as the first was not acknowledged");
    let twice = received
        .iter()
        .filter(|mail| mail.header("Message-ID") == received[0].header("Message-ID"))
        .count();
    assert_eq!(twice, 2, "under the same id");
    let mut ids: Vec<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);

    let server = Server::over(Arc::clone(&folder), |_| {}).await;
    server.clock.set(now);
    let page: OutboxPage = server.get(&who.api("outbox")).by(&who).send().await.json();
    assert!(
        page.rows.iter().all(|row| row.state == MessageState::Sent),
        "{:?}",
        page.rows
    );
    kotae::outbox::Worker::new(server.app.clone()).round().await;
    assert_eq!(smtp.received().len(), 4, "and never again");
}
