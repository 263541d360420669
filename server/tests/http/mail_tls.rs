//! Mail over TLS and STARTTLS, with certificates made for the occasion.

use crate::{
    harness::Server,
    smtp::{Protection, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::outbox::Worker;
use kotae_shared::api::admin::{MailOutcome, MessageState, OutboxPage, SendFaultKind};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

const CREDENTIALS: (&str, &str) = ("faq", "a password in transit");

/// An authority of a company's own.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The file that a configuration names.
    fn file(&self) -> PathBuf {
        let path = self.folder.path().join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    /// A server's side, for a name and until a year.
    fn acceptor(&self, name: &str, until: i32) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What sending a trial mail, and then one from the outbox, comes to.
async fn send(authority: Option<&Authority>, smtp: &Smtp, security: &str) -> Option<SendFaultKind> {
    let file = authority.map(Authority::file);
    let server = Server::with(|config| {
        config.mail.timeout = Duration::from_secs(5);
        config.mail.ca_file = file;
    })
    .await;
    let who = server.administrator("default").await;
    let form = json!({ "host": "localhost", "port": smtp.port, "security": security, "user": CREDENTIALS.0,
        "password": CREDENTIALS.1, "sender_name": "社内ヘルプデスク", "sender_address": "faq@example.co.jp" });
    let reply = server
        .request(Method::PUT, &who.api("mail"))
        .by(&who)
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let form = json!({ "to": "hanako@example.co.jp" });
    let tried = server
        .post(&who.api("mail/test"))
        .by(&who)
        .json(&form)
        .send()
        .await;
    let tried: MailOutcome = tried.json();
    let invite = json!({ "name": "佐藤", "email": "sato@default.example", "lang": "ja",
        "time_zone": "Asia/Tokyo", "role": "editor", "active": true });
    let reply = server
        .post(&who.api("users?mail=true"))
        .by(&who)
        .json(&invite)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    Worker::new(server.app.clone()).round().await;
    let page: OutboxPage = server.get(&who.api("outbox")).by(&who).send().await.json();
    let row = &page.rows[0];
    let fault = tried.fault.map(|fault| fault.kind);
    assert_eq!(
        row.fault.as_ref().map(|fault| fault.kind),
        fault,
        "the trial tells the truth: {row:?}"
    );
    let expected = if fault.is_none() {
        MessageState::Sent
    } else {
        MessageState::Queued
    };
    assert_eq!(row.state, expected);
    fault
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_goes_by_tls_and_starttls_where_the_certificate_is_right() {
    let authority = Authority::new();
    let right = authority.acceptor("localhost", 2099);
    for (security, protection) in [
        ("tls", Protection::Tls(right.clone())),
        ("start_tls", Protection::StartTls(right)),
    ] {
        let smtp = Smtp::protected(Some(CREDENTIALS), protection).await;
        assert_eq!(send(Some(&authority), &smtp, security).await, None, "{security}");
        let received = smtp.received();
        assert_eq!(received.len(), 2);
        assert!(received.iter().all(|mail| mail.protected));
        let open = smtp.in_the_open();
        assert!(
            open.iter()
                .all(|line| line.starts_with("EHLO") || line == "STARTTLS"),
            "{open:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_certificate_and_a_server_without_protection_get_nothing() {
    let (authority, other) = (Authority::new(), Authority::new());
    let right = authority.acceptor("localhost", 2099);
    let cases = [
        ("nobody vouches for it", None, right.clone()),
        ("another authority's", Some(&other), right),
        (
            "another name's",
            Some(&authority),
            authority.acceptor("mail.example.com", 2099),
        ),
        ("expired", Some(&authority), authority.acceptor("localhost", 2021)),
    ];
    for (why, trusted, acceptor) in cases {
        for (security, protection) in [
            ("tls", Protection::Tls(acceptor.clone())),
            ("start_tls", Protection::StartTls(acceptor.clone())),
        ] {
            let smtp = Smtp::protected(Some(CREDENTIALS), protection).await;
            let fault = send(trusted, &smtp, security).await;
            assert_eq!(fault, Some(SendFaultKind::Tls), "{why}, {security}");
            assert!(smtp.received().is_empty(), "{why}, {security}");
            assert!(
                !smtp.in_the_open().iter().any(|line| line.starts_with("AUTH")),
                "{why}"
            );
        }
    }
    // One in the middle that takes the offer of STARTTLS away gets neither the password nor the message.
    let smtp = Smtp::with(Some(CREDENTIALS)).await;
    let fault = send(Some(&authority), &smtp, "start_tls").await;
    assert!(fault.is_some());
    assert!(smtp.received().is_empty());
    let open = smtp.in_the_open();
    assert!(
        open.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"),
        "{open:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_does_not_go_where_only_the_machine_gets() {
    let server = Server::with(|config| config.mail.timeout = Duration::from_secs(5)).await;
    let who = server.administrator("default").await;
    for host in ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"] {
        let form = json!({ "host": host, "port": 25, "security": "tls",
            "sender_name": "x", "sender_address": "faq@example.co.jp" });
        let reply = server
            .request(Method::PUT, &who.api("mail"))
            .by(&who)
            .json(&form)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let tried = server
            .post(&who.api("mail/test"))
            .by(&who)
            .json(&json!({ "to": "hanako@example.co.jp" }))
            .send()
            .await;
        let tried: MailOutcome = tried.json();
        assert_eq!(tried.fault.unwrap().kind, SendFaultKind::OutOfReach, "{host}");
    }
}
