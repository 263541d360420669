//! Where webhooks come to their bounds: a quota that is nearly used up, and a target that has too much waiting for it.

use crate::{
    forms::{Inbox, good, pc},
    installation::limit,
    receiver::Receiver,
    webhooks::reaching,
};
use axum::http::StatusCode;
use kotae::{jobs::Scheduler, outbox::Worker, store::outbox};
use kotae_shared::api::{
    admin::{MessageState, SendFaultKind},
    webhooks::{DeliveryPage, WebhookEvent},
    workspaces::Quotas,
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_that_is_nearly_used_up_is_told_once_a_level() {
    let server = reaching().await;
    let who = server.administrator("default").await;
    let receiver = Receiver::start().await;
    let hook = receiver
        .enter(&server, &who, &[WebhookEvent::QuotaNear], false)
        .await;
    let quotas = Quotas {
        entries: Some(5),
        ..Quotas::default()
    };
    limit(&server, "default", quotas, "").await;
    let write = async |title: &str| {
        let entry = json!({ "title": title, "answer": "答え", "status": "draft" });
        let reply = server
            .post(&who.api("entries"))
            .by(&who)
            .json(&entry)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    };
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    let mut worker = Worker::of_webhooks(server.app.clone());
    let mut look = async || {
        let run = json!({ "job": "quotas" });
        let reply = server.post(&who.api("jobs/run")).by(&who).json(&run).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        scheduler.round().await;
        worker.round().await;
    };
    for title in ["一", "二", "三"] {
        write(title).await;
    }
    look().await;
    assert!(receiver.told().is_empty(), "three of five are not near");
    write("四").await;
    look().await;
    look().await;
    write("五").await;
    look().await;
    look().await;
    let told = receiver.told();
    assert_eq!(told.len(), 2, "each level once");
    for (one, (used, percent)) in told.iter().zip([(4, 80), (5, 100)]) {
        assert_eq!(one.signed_by(&hook.secret), 1);
        assert_eq!(one.header("kotae-event"), "quota.near");
        let data = one.json()["data"].clone();
        assert_eq!(
            data,
            json!({ "quota": "entries", "used": used, "limit": 5, "percent": percent })
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_for_a_target_is_given_up_and_nothing_else_is_lost() {
    let inbox = Inbox::at(reaching().await, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let hook = receiver
        .enter(server, who, &[WebhookEvent::SubmissionCreated], false)
        .await
        .webhook;
    other
        .enter(server, who, &[WebhookEvent::SubmissionCreated], false)
        .await;
    // It does not take the first.
    receiver.plan([crate::receiver::Act::status("503 Service Unavailable")]);
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    Worker::of_webhooks(server.app.clone()).round().await;
    assert_eq!((receiver.told().len(), other.told().len()), (1, 1));
    // As much waits for it as may, copies of the one that waits, until tomorrow.
    let file = server.data.path().join("kotae-data/workspaces/default/main.db");
    let base = rusqlite::Connection::open(&file).unwrap();
    base.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let columns: Vec<String> = base
        .prepare("SELECT name FROM pragma_table_info('outbox') WHERE name <> 'id'")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let values = columns.join(", ").replace("next_at", "next_at + 86400000");
    let columns = columns.join(", ");
    base.execute_batch(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 50001)
        INSERT INTO outbox (id, {columns}) SELECT randomblob(16), {values} FROM outbox, n
        WHERE target = '{}' AND state = 'queued'",
        hook.id
    ))
    .unwrap();
    inbox.sent(&inbox.filled(2, good()).await, None).await;
    Worker::of_webhooks(server.app.clone()).round().await;
    let path = format!("webhooks/{}/deliveries", hook.id);
    let page: DeliveryPage = inbox.get(&format!("{path}?state=failed")).await;
    assert_eq!(page.total, 1, "{:?}", page.rows);
    let row = &page.rows[0];
    assert_eq!((row.state, row.attempts), (MessageState::Failed, 0));
    let workspace = server.app.store.workspace("default").await.unwrap();
    let id = row.id;
    let message = workspace
        .main()
        .read(move |read| outbox::get(read, id))
        .await
        .unwrap();
    assert_eq!(message.fault.unwrap().kind, SendFaultKind::Overflow);
    let waiting: DeliveryPage = inbox.get(&format!("{path}?state=queued")).await;
    assert!(waiting.total >= 50_000, "those that wait still do");
    // Neither the submission nor what others are told of it.
    assert_eq!(inbox.list("").await.items.len(), 2);
    assert_eq!(other.told().len(), 2);
}
