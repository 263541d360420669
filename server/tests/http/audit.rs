//! The audit log: found whole by the nightly job and by `kotae verify`, and what another tool did to it is named.

use crate::{
    harness::{PASSWORD, Server, SignedIn},
    process::{kotae, run, text},
    smtp::Smtp,
};
use kotae::{
    jobs::Scheduler,
    store::{audit, engine::Read},
};
use kotae_shared::api::admin::{JobName, JobRow, Jobs, OutboxPage};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;

/// Changes a database as another program can.
fn tool(data: &Path, file: &str, sql: &str) {
    let conn = Connection::open(data.join(file)).unwrap();
    conn.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    conn.execute_batch(
        "DROP TRIGGER IF EXISTS audit_is_not_changed; DROP TRIGGER IF EXISTS audit_is_not_deleted;",
    )
    .unwrap();
    conn.execute_batch(sql).unwrap();
}

async fn job(server: &Server, who: &SignedIn) -> JobRow {
    let jobs: Jobs = server.get(&who.api("jobs")).by(who).send().await.json();
    jobs.jobs
        .into_iter()
        .find(|row| row.job == JobName::Audit)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_nightly_look_finds_a_change_and_tells_the_owners() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let smtp = Smtp::start().await;
    smtp.serve(&server, &who).await;
    let mut scheduler = Scheduler::new(server.app.clone());
    scheduler.round().await;
    let night = job(&server, &who).await.next_at.unwrap();
    server.clock.set(night);
    scheduler.round().await;
    let who = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    let run = job(&server, &who).await.runs.remove(0);
    assert!(run.error.is_empty() && run.done > 3, "{run:?}");
    let data = server.app.store.path().to_owned();
    for file in ["default.jsonl", "installation.log.jsonl"] {
        assert!(data.join("audit-heads").join(file).is_file(), "{file}");
    }
    tool(
        &data,
        "workspaces/default/main.db",
        "UPDATE audit SET actor_name = 'nobody' WHERE sequence = 2",
    );
    server.clock.set(job(&server, &who).await.next_at.unwrap());
    scheduler.round().await;
    let who = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    let run = job(&server, &who).await.runs.remove(0);
    assert!(run.error.contains("Record 2 was changed"), "{run:?}");
    let sent: OutboxPage = server.get(&who.api("outbox")).by(&who).send().await.json();
    assert!(
        sent.rows.iter().any(|mail| mail.cause == "audit.broken"),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_ins_exports_and_looks_at_questions_are_noted() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    for (email, password) in [
        ("hanako@default.example", "wrong"),
        ("nobody@default.example", "wrong"),
    ] {
        server.sign_in("default", email, password).await;
    }
    for path in [
        "questions",
        "questions",
        "export/questions.csv",
        "export/entries.csv",
        "export/access.csv",
    ] {
        let reply = server.get(&who.api(path)).by(&who).send().await;
        assert!(reply.status.is_success(), "{path}");
    }
    let workspace = server.app.store.workspace("default").await.unwrap();
    let latest = |read: &Read<'_>| audit::latest(read, 50);
    let all = workspace.main().read(latest).await.unwrap();
    let of = |action: &str| {
        all.iter()
            .filter(|record| record.action == action)
            .collect::<Vec<_>>()
    };
    for (action, times) in [
        ("user.sign_in_refused", 2),
        ("question.view", 1),
        ("question.export", 1),
        ("entry.export", 1),
        ("access_review.export", 1),
    ] {
        assert_eq!(of(action).len(), times, "{action}");
    }
    let refused = of("user.sign_in_refused");
    let reasons: Vec<_> = refused
        .iter()
        .map(|record| record.after.clone().unwrap())
        .collect();
    assert!(
        reasons[0].contains("\"unknown\"") && reasons[1].contains("\"password\""),
        "{reasons:?}"
    );
    assert!(refused[0].object_id.is_empty() && !refused[1].object_id.is_empty());
    assert!(!refused[1].address.is_empty());
}

#[test]
fn the_command_line_names_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(run(&data, &["workspace", "create", "sales"]).status.success());
    let verify = |flags: &[&str]| {
        let mut command = kotae(&data);
        command
            .arg("verify")
            .args(["--data", data.to_str().unwrap()])
            .args(flags);
        command.output().unwrap()
    };
    let whole = verify(&[]);
    assert_eq!(whole.status.code(), Some(0), "{}", text(&whole));
    assert_eq!(String::from_utf8_lossy(&whole.stdout).matches("OK\t").count(), 3);
    tool(
        &data,
        "workspaces/sales/main.db",
        "DELETE FROM audit WHERE sequence = 1",
    );
    tool(
        &data,
        "control.db",
        "UPDATE audit SET action = 'workspace.other' WHERE sequence = 2",
    );
    let broken = verify(&["--json"]);
    assert_eq!(broken.status.code(), Some(1), "{}", text(&broken));
    let found: serde_json::Value = serde_json::from_slice(&broken.stdout).unwrap();
    assert_eq!(found["ok"], false);
    let findings = found["findings"].as_array().unwrap();
    let fault = |workspace: serde_json::Value| {
        let one = findings
            .iter()
            .find(|finding| finding["workspace"] == workspace)
            .unwrap();
        one["report"]["fault"].clone()
    };
    assert_eq!(fault(json!(null)), json!({ "kind": "changed", "sequence": 2 }));
    assert_eq!(
        fault(json!("sales")),
        json!({ "kind": "removed", "from": 1, "to": 1 })
    );
    assert_eq!(fault(json!("default")), json!(null));
    assert_eq!(verify(&["--workspace", "default"]).status.code(), Some(0));
    assert_eq!(verify(&["--workspace", "nowhere"]).status.code(), Some(1));
}
