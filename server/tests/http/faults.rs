//! The real binary, while the mail server and the webhooks' targets fail in all the ways in which they do and it is killed in between:
//! what came in by a form is there, and everybody hears of it.

use crate::{
    forms::{Inbox, good, pc, text},
    harness::{Server, SignedIn},
    process::{Kotae, ask, ask_as},
    receiver::{self, Receiver},
    smtp::{Act, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::{clock::Clock as _, outbox::Worker};
use kotae_shared::{
    Uuid,
    api::{
        admin::{MessageState, OutboxPage, SendFaultKind},
        forms::{FormRecord, Submit},
        webhooks::{DeliveryPage, WebhookEvent},
    },
    codec,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const MINUTE: i64 = 60_000;
/// What waits long is waited for in milliseconds here.
const SETTINGS: &str = "[mail]\ntimeout_seconds = 1\nattempts = 30\nfirst_wait_ms = 10\n\
    [webhooks]\nallow = ['127.0.0.1']\ntimeout_seconds = 1\nattempts = 30\nfirst_wait_ms = 10\n";

async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !done().await {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        tokio::task::yield_now().await;
    }
}

/// A port on which nobody listens.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A prepared folder, and what visitors are about to send.
struct Scene {
    folder: Arc<TempDir>,
    settings: PathBuf,
    who: SignedIn,
    path: String,
    submits: Vec<Submit>,
}

impl Scene {
    /// A form that three visitors have filled in and not sent.
    async fn of(inbox: Inbox) -> Self {
        let mut submits = Vec::new();
        for id in 1..=3 {
            let mut answers = good();
            answers[3] = text("mail", &format!("visitor{id}@example.com"));
            submits.push(inbox.filled(id, answers).await);
        }
        let (who, path) = (
            inbox.desk.admin.clone(),
            format!("w/{}/forms/{}", inbox.desk.key, inbox.form),
        );
        let folder = inbox.desk.server.stop().await;
        let settings = folder.path().join("kotae.toml");
        std::fs::write(&settings, SETTINGS).unwrap();
        Self {
            folder,
            settings,
            who,
            path,
            submits,
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("kotae-data")
    }

    /// The real binary.
    fn run(&self) -> Kotae {
        let flags = ["--config", path(&self.settings)];
        Kotae::under(&[], &self.data(), &flags, 1)
    }

    /// Sends them all; each is acknowledged.
    async fn send(&self, kotae: &Kotae) {
        for submit in &self.submits {
            let address = format!("{}{}", kotae.base(), self.path);
            let (status, _) = ask(Method::POST, &address, codec::encode(submit)).await.unwrap();
            assert_eq!(status, 200);
        }
    }

    /// What the API says.
    async fn get<T: serde::de::DeserializeOwned>(&self, kotae: &Kotae, path: &str) -> T {
        let address = format!("{}{}", kotae.base(), self.who.api(path));
        let (status, body) = ask_as(&self.who, Method::GET, &address).await.unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    async fn post(&self, kotae: &Kotae, path: &str) {
        let address = format!("{}{}", kotae.base(), self.who.api(path));
        let (status, body) = ask_as(&self.who, Method::POST, &address).await.unwrap();
        assert!((200..300).contains(&status), "{}", String::from_utf8_lossy(&body));
    }

    /// The server in this process, once the binary has ended; all three submissions are there.
    async fn look(&self) -> Server {
        let server = Server::over(Arc::clone(&self.folder), |_| {}).await;
        server.clock.set(kotae::clock::SystemClock.now_ms());
        for submit in &self.submits {
            let path = self.who.api(&format!("submissions/{}", submit.id));
            let reply = server.get(&path).by(&self.who).send().await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        }
        server
    }
}

fn path(of: &Path) -> &str {
    of.to_str().unwrap()
}

/// How often each id came, which must be with the same content.
fn counted<'a>(all: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> BTreeMap<&'a str, usize> {
    let mut found: BTreeMap<&str, (&[u8], usize)> = BTreeMap::new();
    for (id, content) in all {
        let (first, count) = found.entry(id).or_insert((content, 0));
        assert_eq!(*first, content, "the same to the last byte: {id}");
        *count += 1;
    }
    found.into_iter().map(|(id, (_, count))| (id, count)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_and_notices_arrive_whatever_the_mail_server_does_and_whenever_it_is_killed() {
    let server = Server::start().await;
    server.clock.set(kotae::clock::SystemClock.now_ms() - 5 * MINUTE);
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let own: Value = inbox.get("session").await;
    let own: Uuid = own["user"]["id"].as_str().unwrap().parse().unwrap();
    let form = format!("forms/{}", inbox.form);
    let record: FormRecord = inbox.get(&form).await;
    let edit = json!({ "form": record.form, "settings": { "notify": [own] }, "version": record.version });
    let edited = inbox.call(Method::PUT, &form, &edit).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());
    let port = free_port();
    Smtp::set(&inbox.desk.server, &inbox.desk.admin, port).await;
    let scene = Scene::of(inbox).await;

    // Nobody listens: it is stored, acknowledged, and tried.
    let kotae = scene.run();
    scene.send(&kotae).await;
    until("a try that was refused", async || {
        let page: OutboxPage = scene.get(&kotae, "outbox").await;
        let kind = |row: &kotae_shared::api::admin::OutboxRow| row.fault.as_ref().map(|fault| fault.kind);
        page.rows.len() == 6
            && page
                .rows
                .iter()
                .any(|row| kind(row) == Some(SendFaultKind::Unreachable))
    })
    .await;
    drop(kotae);

    // Killed while the mail server has not even said its name …
    let smtp = Smtp::at(port).await;
    smtp.plan([Act::Silent]);
    let kotae = scene.run();
    until("a connection", async || smtp.connections() == 1).await;
    drop(kotae);
    // … and when the first has arrived, and is not recorded.
    smtp.plan([Act::HangAfterData]);
    let kotae = scene.run();
    until("the first mail", async || smtp.received().len() == 1).await;
    drop(kotae);

    smtp.plan([
        Act::Greet("421 4.3.2 going down"),
        Act::Recipient("450 4.2.1 busy"),
        Act::Silent,
        Act::DropAfterData,
        Act::HangAfterData,
        Act::AfterData("451 4.3.0 disk full"),
        Act::Recipient("550 5.1.1 no such mailbox"),
    ]);
    let kotae = scene.run();
    let page = async || -> OutboxPage { scene.get(&kotae, "outbox").await };
    until("all but one", async || {
        let counts = page().await.counts;
        (counts.waiting, counts.sent, counts.failed) == (0, 5, 1)
    })
    .await;
    // What was refused for good is for people to look at.
    let failed = page()
        .await
        .rows
        .into_iter()
        .find(|row| row.state == MessageState::Failed);
    let id = failed.unwrap().id;
    scene.post(&kotae, &format!("outbox/{id}/retry")).await;
    until("the last one", async || page().await.counts.sent == 6).await;
    assert!(kotae.terminate());
    let check = || {
        let received = smtp.received();
        let ids: Vec<String> = received.iter().map(|mail| mail.header("Message-ID")).collect();
        let all = ids.iter().zip(&received);
        let found = counted(all.map(|(id, mail)| (id.as_str(), mail.data.as_bytes())));
        assert_eq!(found.len(), 6, "three receipts and three notices: {found:?}");
        assert_eq!(received.len(), 10, "four of them were not acknowledged");
        let taken = received.iter().filter(|mail| mail.acknowledged).count();
        assert_eq!(taken, 6, "and each was taken once");
        for id in 1..=3 {
            let to = format!("RCPT TO:<visitor{id}@example.com>");
            let mails = received.iter().filter(|mail| mail.acknowledged && mail.to == to);
            assert_eq!(mails.count(), 1, "{to}");
        }
    };
    check();

    // Never again, when it starts anew and when everything is sent a second time by the visitors' browsers.
    let kotae = scene.run();
    scene.send(&kotae).await;
    assert!(kotae.terminate());
    let server = scene.look().await;
    Worker::new(server.app.clone()).round().await;
    check();
    let page: OutboxPage = server
        .get(&scene.who.api("outbox"))
        .by(&scene.who)
        .send()
        .await
        .json();
    assert!(
        page.rows.len() == 6 && page.rows.iter().all(|row| row.state == MessageState::Sent),
        "{:?}",
        page.rows
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_arrive_whatever_the_target_does_and_whenever_it_is_killed() {
    use receiver::Act;
    let server = crate::webhooks::reaching().await;
    server.clock.set(kotae::clock::SystemClock.now_ms() - 5 * MINUTE);
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (elsewhere, port) = (Receiver::start().await, free_port());
    let edit = json!({ "name": "社内システム", "url": format!("http://127.0.0.1:{port}/hook"),
        "events": [WebhookEvent::SubmissionCreated], "answers": true });
    let hook: Value = crate::forms::created(inbox.call(Method::POST, "webhooks", &edit).await);
    let (secret, hook) = (
        hook["secret"].as_str().unwrap().to_owned(),
        hook["webhook"]["id"].as_str().unwrap().to_owned(),
    );
    let scene = Scene::of(inbox).await;
    let deliveries = format!("webhooks/{hook}/deliveries");

    let kotae = scene.run();
    scene.send(&kotae).await;
    until("a try that was refused", async || {
        let page: DeliveryPage = scene.get(&kotae, &deliveries).await;
        page.rows.iter().any(|row| {
            let fault = row.last.as_ref().and_then(|last| last.fault.as_ref());
            fault.is_some_and(|fault| fault.kind == SendFaultKind::Unreachable)
        })
    })
    .await;
    drop(kotae);

    let receiver = Receiver::at(port).await;
    receiver.plan([Act::Silent]);
    let kotae = scene.run();
    until("a connection", async || receiver.connections() == 1).await;
    drop(kotae);
    receiver.plan([Act::HangAfterRequest]);
    let kotae = scene.run();
    until("the first delivery", async || receiver.told().len() == 1).await;
    drop(kotae);

    let redirect = Act::Answer(
        "307 Temporary Redirect",
        format!("Location: {}\r\n", elsewhere.url()),
        "",
    );
    receiver.plan([
        Act::status("500 Oops"),
        redirect,
        Act::Silent,
        Act::HangAfterRequest,
        Act::Drop,
        Act::status("503 Service Unavailable"),
        Act::status("410 Gone"),
    ]);
    let kotae = scene.run();
    let page = async || -> DeliveryPage { scene.get(&kotae, &deliveries).await };
    let count = async |state: MessageState| page().await.rows.iter().filter(|row| row.state == state).count();
    until("all but one", async || {
        (count(MessageState::Sent).await, count(MessageState::Failed).await) == (2, 1)
    })
    .await;
    let gone = page()
        .await
        .rows
        .into_iter()
        .find(|row| row.state == MessageState::Failed);
    let gone = gone.unwrap().id;
    scene.post(&kotae, &format!("deliveries/{gone}/replay")).await;
    until("the last one", async || count(MessageState::Sent).await == 3).await;
    assert!(kotae.terminate());
    let check = || {
        let told = receiver.told();
        let found = counted(told.iter().map(|one| (one.id(), one.body.as_slice())));
        assert_eq!(
            found.len(),
            4,
            "three, of which one went again by hand: {found:?}"
        );
        assert!(told.iter().all(|one| one.signed_by(&secret) == 1));
        let taken: Vec<_> = told.iter().filter(|one| one.acknowledged).collect();
        assert_eq!(taken.len(), 3, "each was taken once");
        let mut numbers: Vec<u64> = taken
            .iter()
            .map(|one| one.json()["data"]["number"].as_u64().unwrap())
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(told.len(), 10, "all but those that said nothing came");
        assert!(elsewhere.told().is_empty(), "a redirect is not followed");
    };
    check();
    let kotae = scene.run();
    scene.send(&kotae).await;
    assert!(kotae.terminate());
    let server = scene.look().await;
    Worker::of_webhooks(server.app.clone()).round().await;
    check();
}
