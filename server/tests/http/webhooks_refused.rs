//! What webhooks do not do: go where only the installation reaches, or take what cannot be.

use crate::{
    forms::{Inbox, good, pc},
    harness::{Server, SignedIn},
    mail_tls::Authority,
    process::Kotae,
    receiver::Receiver,
    webhooks::reaching,
};
use axum::http::{Method, StatusCode};
use kotae::clock::Clock as _;
use kotae_shared::api::{
    admin::SendFaultKind,
    problem::{Fault, Problem},
    webhooks::{NewWebhook, WebhookEvent, WebhookTry},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn target(url: &str) -> Value {
    json!({ "name": "社内システム", "url": url, "events": ["submission.created"] })
}

async fn enter(server: &Server, who: &SignedIn, url: &str) -> NewWebhook {
    let reply = server
        .post(&who.api("webhooks"))
        .by(who)
        .json(&target(url))
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{url}: {}", reply.text());
    reply.json()
}

async fn tried(server: &Server, who: &SignedIn, url: &str) -> (Option<u16>, Option<SendFaultKind>) {
    let hook = enter(server, who, url).await.webhook;
    let path = who.api(&format!("webhooks/{}/test", hook.id));
    let tried: WebhookTry = server.post(&path).by(who).send().await.json();
    let path = who.api(&format!("webhooks/{}", hook.id));
    server.request(Method::DELETE, &path).by(who).send().await;
    (tried.status, tried.fault.map(|fault| fault.kind))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_the_machine_reaches_is_not_reached() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let receiver = Receiver::start().await;
    let port = receiver.port;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00:ec2::254]",
    ] {
        let (status, fault) = tried(&server, &who, &format!("https://{host}:{port}/")).await;
        assert_eq!((status, fault), (None, Some(SendFaultKind::OutOfReach)), "{host}");
    }
    assert_eq!(receiver.connections(), 0);
    let plain = server
        .post(&who.api("webhooks"))
        .by(&who)
        .json(&target(&receiver.url()));
    let problem: Problem = plain.send().await.json();
    assert_eq!(
        (problem.fields[0].field.as_str(), problem.fields[0].fault),
        ("url", Fault::NotHttps)
    );

    // An operator allows some of it, and no more.
    let server = Server::with(|config| config.webhooks.allow = vec!["10.0.0.0/8".parse().unwrap()]).await;
    let who = server.administrator("default").await;
    assert_eq!(
        tried(&server, &who, &receiver.url()).await.1,
        Some(SendFaultKind::OutOfReach)
    );
    let server = reaching().await;
    let who = server.administrator("default").await;
    assert_eq!(tried(&server, &who, &receiver.url()).await, (Some(200), None));
    // One whose certificate nobody vouches for gets nothing.
    let secure = Receiver::secure(Authority::new().acceptor("localhost", 2099)).await;
    let address = format!("https://localhost:{}/", secure.port);
    assert_eq!(tried(&server, &who, &address).await.1, Some(SendFaultKind::Tls));
    assert_eq!((secure.connections(), secure.told().len()), (1, 0));
    // Who does not speak TLS at all gets nothing either.
    let plain = format!("https://127.0.0.1:{port}/");
    let fault = tried(&server, &who, &plain).await.1;
    assert!(
        matches!(fault, Some(SendFaultKind::Tls | SendFaultKind::Unreachable)),
        "{fault:?}"
    );
    assert_eq!(receiver.told().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_of_the_company_is_told_over_tls() {
    let authority = Authority::new();
    let receiver = Receiver::secure(authority.acceptor("localhost", 2099)).await;
    let server = reaching().await;
    server.clock.set(kotae::clock::SystemClock.now_ms() - 600_000);
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let hook = enter(server, who, &format!("https://localhost:{}/hook", receiver.port)).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let folder = inbox.desk.server.stop().await;
    let file = folder.path().join("kotae.toml");
    std::fs::write(&file, "[webhooks]\nallow = ['127.0.0.1', '::1']\n").unwrap();
    let authority = format!("SSL_CERT_FILE={}", authority.file().display());
    let flags = ["--config", file.to_str().unwrap()];
    let kotae = Kotae::under(&["env", &authority], &folder.path().join("kotae-data"), &flags, 1);
    let begun = Instant::now();
    while receiver.told().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1));
        tokio::task::yield_now().await;
    }
    drop(kotae);
    assert_eq!(receiver.told()[0].signed_by(&hook.secret), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_a_target_is_named_and_nothing_changes() {
    let server = reaching().await;
    let who = server.administrator("default").await;
    let long = format!("https://a.example/{}", "a".repeat(2_000));
    let cases = [
        (
            json!({ "name": "", "url": "", "events": [] }),
            vec!["name", "url", "events"],
        ),
        (
            json!({ "name": "a\u{7}", "url": "x", "events": ["quota.near"] }),
            vec!["name", "url"],
        ),
        (
            json!({ "name": "a", "url": long, "events": ["quota.near"] }),
            vec!["url"],
        ),
        (
            json!({ "name": "a", "url": "https://u:p@a.example/", "events": ["quota.near"] }),
            vec!["url"],
        ),
        (
            json!({ "name": "a", "url": "file:///etc/passwd", "events": ["quota.near"] }),
            vec!["url"],
        ),
        (
            json!({ "name": "a", "url": "https://a.example/", "events": ["ping"] }),
            vec!["events.0", "events"],
        ),
        (
            json!({ "name": "a", "url": "https://a.example/", "events": ["entry.eaten"] }),
            vec!["events[0]"],
        ),
        (
            json!({ "name": "a", "url": "https://a.example/", "events": [], "color": 1 }),
            vec!["color"],
        ),
        (
            json!({ "name": "a", "url": "https://a.example/", "events": [], "kind": "pigeon" }),
            vec!["kind"],
        ),
    ];
    for (body, wanted) in cases {
        let reply = server
            .post(&who.api("webhooks"))
            .by(&who)
            .json(&body)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let problem: Problem = reply.json();
        let fields: Vec<_> = problem.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, wanted, "{body}");
    }
    let listed: Vec<Value> = server.get(&who.api("webhooks")).by(&who).send().await.json();
    assert!(listed.is_empty());
    for number in 0..20 {
        enter(&server, &who, &format!("https://a{number}.example/")).await;
    }
    let more = server
        .post(&who.api("webhooks"))
        .by(&who)
        .json(&target("https://b.example/"));
    assert_eq!(
        more.send().await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the 21st"
    );
    assert!(WebhookEvent::CHOICES.len() < 20);
}
