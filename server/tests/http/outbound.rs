//! The server makes no connection that nobody configured. Watched by `strace`: without it the test says so and passes; where
//! the variable `CI` is set it fails instead.

#![cfg(target_os = "linux")]

use crate::process::{Kotae, ask, run, text};
use axum::http::Method;
use kotae_shared::{
    api::widget::{AnswerRequest, Visit},
    codec,
};
use std::process::Command;

/// The calls by which a packet can leave.
const CALLS: &str = "trace=connect,sendto,sendmsg,sendmmsg";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_the_machine_in_a_whole_journey() {
    let folder = tempfile::tempdir().unwrap();
    let (data, trace) = (folder.path().join("data"), folder.path().join("calls"));
    let can_watch = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !can_watch.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "this test needs strace");
        eprintln!("strace cannot be used here: what the server connects to was not watched");
        return;
    }
    let file = trace.to_str().unwrap();
    let server = Kotae::under(
        &["strace", "-f", "-qq", "-e", CALLS, "-o", file],
        &data,
        &["--demo"],
        3,
    );
    let base = server.base().to_owned();
    let get = async |path: &str| {
        ask(Method::GET, &format!("{base}{path}"), Vec::new())
            .await
            .unwrap()
    };
    for path in [
        "healthz",
        "readyz",
        "demo/",
        "kotae.js",
        "w/demo",
        "w/demo/boot",
        "w/demo/notices",
        "admin/default/",
    ] {
        // Without built front ends their pages are missing; nothing may fail.
        assert!(matches!(get(path).await.0, 200 | 404 | 503), "{path}");
    }
    let wish = AnswerRequest {
        visit: Visit::default(),
        event: uuid(1),
        conversation: uuid(2),
        seq: 0,
        question: None,
        entry: uuid(3),
        preview: false,
    };
    let reply = ask(
        Method::POST,
        &format!("{base}w/demo/answers"),
        codec::encode(&wish),
    )
    .await;
    assert_eq!(reply.unwrap().0, 404);
    for command in [
        &["publish", "--note", "x"][..],
        &["user", "add", "--email", "sato@example.co.jp", "--name", "佐藤"],
        &["secrets", "rotate"],
    ] {
        let done = run(&data, command);
        assert!(done.status.success(), "{}", text(&done));
    }
    assert!(server.terminate());
    let calls = std::fs::read_to_string(&trace).unwrap();
    // An address makes a call one that leaves: what goes back to a client has none.
    let out: Vec<&str> = calls
        .lines()
        .filter(|call| call.contains("sa_family=AF_INET"))
        .collect();
    assert!(out.is_empty(), "{out:#?}");
}

fn uuid(number: u128) -> kotae_shared::Uuid {
    kotae_shared::Uuid::from_u128(number)
}
