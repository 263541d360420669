//! Mail over TLS and STARTTLS, with certificates made for the occasion.

use crate::{
    harness::Server,
    smtp::{Protection, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::outbox::Worker;
use kotae_shared::api::admin::{MailOutcome, MessageState, OutboxPage, SendFaultKind};
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
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
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new() -> Self {
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
    pub(crate) fn file(&self) -> PathBuf {
        let path = self.folder.path().join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    /// A certificate for a name and until a year, with its key.
    fn certificate(&self, name: &str, until: i32) -> (Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        (params.signed_by(&key, &self.issuer).unwrap(), key)
    }

    /// A server's side of it.
    pub(crate) fn acceptor(&self, name: &str, until: i32) -> TlsAcceptor {
        let (certificate, key) = self.certificate(name, until);
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
async fn send(authority: Option<&Authority>, port: u16, security: &str) -> Option<SendFaultKind> {
    let file = authority.map(Authority::file);
    let server = Server::with(|config| {
        config.mail.timeout = Duration::from_secs(5);
        config.mail.ca_file = file;
    })
    .await;
    let who = server.administrator("default").await;
    let form = json!({ "host": "localhost", "port": port, "security": security, "user": CREDENTIALS.0,
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
        assert_eq!(
            send(Some(&authority), smtp.port, security).await,
            None,
            "{security}"
        );
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
            let fault = send(trusted, smtp.port, security).await;
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
    let fault = send(Some(&authority), smtp.port, "start_tls").await;
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

/// A mail server that others have written: aiosmtpd, by a Python that has it.
const SMTPD: &str = r#"
import asyncio, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP

folder, security = sys.argv[1:3]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")

class Handler:
    async def handle_DATA(self, server, session, envelope):
        subject = [line for line in envelope.content.splitlines() if line.startswith(b"Subject:")]
        print("got", session.ssl is not None or security == "tls", session.authenticated, len(subject), flush=True)
        return "250 OK"

def check(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"faq", b"a password in transit")
    return AuthResult(success=right, handled=False)

options = dict(authenticator=check, auth_required=True)
if security == "tls":
    # From the first byte: the listener does it, and the protocol knows nothing of it.
    options |= dict(auth_require_tls=False)
else:
    options |= dict(tls_context=tls, require_starttls=True)

async def main():
    loop = asyncio.get_running_loop()
    factory = lambda: SMTP(Handler(), **options)
    server = await loop.create_server(factory, "127.0.0.1", 0, ssl=tls if security == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs KOTAE_SMTPD: a Python with aiosmtpd"]
async fn a_mail_server_of_others_takes_it_and_a_wrong_certificate_is_refused() {
    use std::io::{BufRead, BufReader};
    let python = std::env::var("KOTAE_SMTPD").unwrap();
    for security in ["tls", "start_tls"] {
        for (name, wanted) in [
            ("localhost", None),
            ("mail.example.com", Some(SendFaultKind::Tls)),
        ] {
            let authority = Authority::new();
            let (certificate, key) = authority.certificate(name, 2099);
            let folder = authority.folder.path();
            std::fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
            std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
            let mut smtpd = std::process::Command::new(&python)
                .args(["-c", SMTPD, folder.to_str().unwrap(), security])
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(smtpd.stdout.take().unwrap()).lines();
            let port = lines.next().unwrap().unwrap().parse().unwrap();
            assert_eq!(
                send(Some(&authority), port, security).await,
                wanted,
                "{security}, {name}"
            );
            drop(smtpd.stdin.take());
            smtpd.wait().unwrap();
            let got: Vec<String> = lines.map(Result::unwrap).collect();
            let expected = if wanted.is_none() { 2 } else { 0 };
            assert_eq!(got.len(), expected, "{security}, {name}: {got:?}");
            assert!(got.iter().all(|line| line == "got True True 1"), "{got:?}");
        }
    }
}
