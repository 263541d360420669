//! Scheduled jobs: at their times, once for what was missed, by hand, with their history.

use crate::{
    harness::{PASSWORD, Server, SignedIn},
    smtp::Smtp,
};
use axum::http::{Method, StatusCode};
use kotae::{jobs::Scheduler, outbox::Worker, store::engine::Tx};
use kotae_shared::api::{
    admin::{JobName, JobRow, Jobs, OutboxPage},
    problem::Problem,
};
use mail_parser::MessageParser;
use serde_json::json;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

async fn jobs_of(server: &Server, who: &SignedIn) -> Jobs {
    server.get(&who.api("jobs")).by(who).send().await.json()
}

async fn row(server: &Server, who: &SignedIn, job: JobName) -> JobRow {
    let jobs = jobs_of(server, who).await.jobs;
    jobs.into_iter().find(|row| row.job == job).unwrap()
}

async fn sign_in(server: &Server) -> SignedIn {
    let reply = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    SignedIn::from("default", &reply)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_run_at_their_time_and_once_for_all_that_was_missed() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let mut scheduler = Scheduler::new(server.app.clone());
    // The clock stands at 17:53:20 in Tokyo.
    let start = server.app.clock.now_ms();
    let next = scheduler.round().await.unwrap();
    assert_eq!(next, start + 700_000, "five past six");
    assert!(row(&server, &who, JobName::Learn).await.runs.is_empty());
    server.clock.set(next);
    scheduler.round().await;
    let learn = row(&server, &who, JobName::Learn).await;
    assert_eq!((learn.runs.len(), learn.runs[0].due_at), (1, next));
    assert_eq!(
        (learn.runs[0].by_hand, learn.runs[0].error.as_str(), learn.next_at),
        (false, "", Some(next + HOUR))
    );
    // Off for some hours; then off again while a job runs.
    drop(scheduler);
    let data = server.stop().await;
    let server = Server::over(data, |_| {}).await;
    server.clock.set(next + 5 * HOUR + 60_000);
    let who = sign_in(&server).await;
    let workspace = server.app.store.workspace("default").await.unwrap();
    let begun = |tx: &Tx<'_>| {
        let planned = kotae::store::jobs::planned(tx)?;
        kotae::store::jobs::start(tx, planned[0])
    };
    workspace.main().write(begun).await.unwrap();
    drop(workspace);
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    let learn = row(&server, &who, JobName::Learn).await;
    assert_eq!(learn.runs.len(), 2, "one for the five that were missed");
    assert_eq!(learn.next_at, Some(next + 6 * HOUR));
    let runs = row(&server, &who, JobName::Sweep).await.runs;
    assert_eq!(runs.len(), 2, "the interrupted one, and the one for all");
    assert!(runs.iter().all(|run| run.ended_at.is_some()));
    let failed: Vec<_> = runs.iter().filter(|run| !run.error.is_empty()).collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].error.contains("interrupted"));
    scheduler.round().await;
    assert_eq!(row(&server, &who, JobName::Learn).await.runs.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_runs_now_when_asked_and_schedules_are_meant_in_the_workspaces_zone() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    let planned = row(&server, &who, JobName::Retention).await.next_at.unwrap();
    let ask = json!({ "job": "retention" });
    let reply = server.post(&who.api("jobs/run")).by(&who).json(&ask).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(row(&server, &who, JobName::Retention).await.requested);
    scheduler.round().await;
    let after = row(&server, &who, JobName::Retention).await;
    assert_eq!((after.runs.len(), after.requested), (1, false));
    assert!(after.runs[0].by_hand);
    assert_eq!(after.next_at, Some(planned), "its own time stays");
    scheduler.round().await;
    assert_eq!(row(&server, &who, JobName::Retention).await.runs.len(), 1);

    let zone = async |name: &str| {
        let call = server.request(Method::PUT, &who.api("jobs")).by(&who);
        call.json(&json!({ "time_zone": name })).send().await
    };
    let wrong = zone("Mars/Olympus").await;
    assert_eq!(wrong.json::<Problem>().fields[0].field, "time_zone");
    assert_eq!(
        zone("Europe/Berlin").await.json::<Jobs>().time_zone,
        "Europe/Berlin"
    );
    scheduler.round().await;
    let moved = row(&server, &who, JobName::Retention).await.next_at.unwrap();
    assert_eq!(moved - planned, 7 * HOUR, "20 past three in Berlin, in summer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owners_are_reminded_of_the_review_and_what_mail_said_is_deleted_in_time() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(server.app.clone()),
        Worker::new(server.app.clone()),
    );
    scheduler.round().await;
    for (after, mails) in [(90 * DAY, 0), (2 * DAY, 1), (DAY, 1), (7 * DAY, 2)] {
        server.clock.advance(after);
        scheduler.round().await;
        worker.round().await;
        assert_eq!(smtp.received().len(), mails, "{after}");
    }
    let mail = smtp.received().remove(0);
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("[Kotae] 利用者の定期確認の時期です"));
    assert!(parsed.body_text(0).unwrap().contains("/admin/default/users"));

    let forgotten = async |server: &Server| {
        let who = sign_in(server).await;
        let page = server.get(&who.api("outbox?state=sent")).by(&who).send().await;
        let page: OutboxPage = page.json();
        page.rows.iter().filter(|row| row.forgotten).count()
    };
    assert_eq!(forgotten(&server).await, 0);
    server.clock.advance(29 * DAY);
    scheduler.round().await;
    assert_eq!(forgotten(&server).await, 1, "the one of more than 30 days ago");
}
