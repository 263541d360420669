//! Mail: the outbox, the mail server's settings, and what is sent on which occasion, against a mail server that fails in
//! the ways in which they do.

use crate::{
    harness::{PASSWORD, Server, SignedIn},
    smtp::{Act, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::{
    outbox::Worker,
    store::{engine::Tx, outbox},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{
            Invited, MailOutcome, MailState, MessageState, OutboxPage, OutboxRow, SendFaultKind, Session,
        },
        problem::{Fault, Problem},
    },
};
use mail_parser::MessageParser;
use serde_json::json;
use std::time::Duration;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A server whose mail server has a second for each message.
async fn impatient() -> Server {
    Server::with(|config| config.mail.timeout = Duration::from_secs(1)).await
}

async fn outbox_of(server: &Server, who: &SignedIn) -> OutboxPage {
    server.get(&who.api("outbox")).by(who).send().await.json()
}

/// Invites somebody by mail.
async fn invite(server: &Server, who: &SignedIn, name: &str) -> Invited {
    let form = json!({ "name": name, "email": format!("{name}@default.example"), "lang": "ja",
        "time_zone": "Asia/Tokyo", "role": "editor", "active": true });
    let reply = server
        .post(&who.api("users?mail=true"))
        .by(who)
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

/// The first link in a text.
fn link_in(text: &str) -> String {
    let from = text.find("http").unwrap();
    text[from..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_goes_by_mail_and_its_link_works() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let invited = invite(&server, &who, "sato").await;
    assert!(invited.by_mail && invited.link.is_empty());
    assert!(
        smtp.received().is_empty(),
        "the request does not wait for the mail"
    );
    let mut worker = Worker::new(server.app.clone());
    assert_eq!(worker.round().await, None);

    let mail = smtp.received().remove(0);
    assert_eq!(
        (mail.from.as_str(), mail.to.as_str()),
        ("MAIL FROM:<faq@example.co.jp>", "RCPT TO:<sato@default.example>")
    );
    let page = outbox_of(&server, &who).await;
    let row = &page.rows[0];
    assert_eq!(
        (row.state, row.attempts, row.forgotten, page.counts.sent),
        (MessageState::Sent, 1, true, 1)
    );
    assert_eq!(
        mail.header("Message-ID"),
        format!("<{}@example.co.jp>", row.id),
        "the delivery id"
    );
    // Read by somebody else's parser.
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("[Kotae] Kotae の管理画面に招待されました"));
    assert_eq!(
        parsed.from().unwrap().first().unwrap().name(),
        Some("社内ヘルプデスク")
    );
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(
        parsed.date().unwrap().to_timestamp(),
        server.app.clock.now_ms() / 1_000
    );
    let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
    assert!(text.contains("鈴木 花子 さんが、あなたを"), "{text}");
    assert!(text.contains("権限は「編集者」"), "{text}");
    let link = link_in(&text);
    assert!(html.contains(&format!("href=\"{link}\"")), "{html}");

    let secret = link.split_once('#').unwrap().1;
    let form = json!({ "token": secret, "password": "umeboshi-to-densha" });
    let reply = server
        .post("api/admin/default/password")
        .csrf("1")
        .json(&form)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(reply.json::<Session>().mail);
    worker.round().await;
    assert_eq!(smtp.received().len(), 1, "he knows that he chose a password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_server_messages_wait_and_what_has_become_useless_is_not_sent() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    invite(&server, &who, "sato").await;
    let mut worker = Worker::new(server.app.clone());
    assert_eq!(worker.round().await, None);
    let page = outbox_of(&server, &who).await;
    assert_eq!((page.mail_is_set, page.counts.waiting), (false, 1));
    assert_eq!(page.rows[0].attempts, 0);

    server.clock.advance(24 * HOUR);
    let who = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    invite(&server, &who, "kato").await;
    server.clock.advance(49 * HOUR);
    let who = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    smtp.serve(&server, &who).await;
    worker.round().await;
    assert_eq!(smtp.received().len(), 1, "the first link has ended");
    assert!(smtp.received()[0].to.contains("kato@"));
    let page = outbox_of(&server, &who).await;
    assert_eq!((page.counts.sent, page.counts.failed), (1, 1));
    let fault = page.rows[1].fault.clone().unwrap();
    assert_eq!(fault.kind, SendFaultKind::TooLate);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_mail_server_does_a_message_arrives_under_one_id() {
    let (server, smtp) = (impatient().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let acts = [
        (Act::Greet("554 no service here"), SendFaultKind::Refused),
        (Act::Greet("421 4.3.2 going down"), SendFaultKind::Later),
        (
            Act::Recipient("450 4.2.1 busy, \u{7}try again"),
            SendFaultKind::Later,
        ),
        (Act::Silent, SendFaultKind::Timeout),
        (Act::DropAfterData, SendFaultKind::Unreachable),
        (Act::HangAfterData, SendFaultKind::Timeout),
        (Act::AfterData("451 4.3.0 disk full"), SendFaultKind::Later),
    ];
    let mut worker = Worker::new(server.app.clone());
    invite(&server, &who, "sato").await;
    let mut first = true;
    for (act, wanted) in acts {
        smtp.plan([act]);
        let next = worker.round().await;
        let row = outbox_of(&server, &who).await.rows.remove(0);
        let fault = row.fault.clone().unwrap();
        assert_eq!(fault.kind, wanted, "{act:?}: {fault:?}");
        assert!(!fault.detail.contains('\u{7}'));
        if first {
            // A refusal for good is for people to look at.
            first = false;
            assert_eq!(row.state, MessageState::Failed);
            let retry = who.api(&format!("outbox/{}/retry", row.id));
            let reply = server.post(&retry).by(&who).send().await;
            assert_eq!(reply.json::<OutboxRow>().state, MessageState::Queued);
            continue;
        }
        assert_eq!(row.state, MessageState::Queued);
        let wait = row.next_at - server.app.clock.now_ms();
        assert!((24_000..=6 * HOUR).contains(&wait), "{wait}");
        let before = smtp.connections();
        worker.round().await;
        assert_eq!(smtp.connections(), before, "not before its time");
        server
            .clock
            .advance(next.unwrap().max(row.next_at) - server.app.clock.now_ms());
    }
    worker.round().await;
    let received = smtp.received();
    let row = outbox_of(&server, &who).await.rows.remove(0);
    assert_eq!(row.state, MessageState::Sent);
    assert_eq!(received.len(), 4, "three of them were not acknowledged");
    assert!(received.last().unwrap().acknowledged);
    let id = format!("<{}@example.co.jp>", row.id);
    assert!(received.iter().all(|mail| mail.header("Message-ID") == id));
    assert!(
        received.iter().all(|mail| mail.data == received[0].data),
        "the same to the last byte"
    );
    assert_eq!(worker.round().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_between_commit_and_sending_and_between_sending_and_the_record_loses_nothing() {
    let (server, smtp) = (impatient().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    invite(&server, &who, "sato").await;
    // Committed, not sent: the process ends.
    let data = server.stop().await;
    let server = Server::over(data, |config| config.mail.timeout = Duration::from_secs(1)).await;
    server.clock.advance(MINUTE);
    Worker::new(server.app.clone()).round().await;
    assert_eq!(smtp.received().len(), 1);

    // Taken, and perhaps sent, but not recorded: the process ends.
    let who = SignedIn::from(
        "default",
        &server
            .sign_in("default", "hanako@default.example", PASSWORD)
            .await,
    );
    invite(&server, &who, "kato").await;
    let workspace = server.app.store.workspace("default").await.unwrap();
    let vault = server.app.vault.clone();
    let taken = workspace
        .main()
        .write(move |tx: &Tx<'_>| outbox::claim(tx, &vault, outbox::MAIL, HOUR, 12))
        .await
        .unwrap()
        .unwrap();
    let row = outbox_of(&server, &who).await.rows.remove(0);
    assert_eq!((row.state, row.id), (MessageState::Sending, taken.id));
    let cancel = who.api(&format!("outbox/{}/cancel", row.id));
    let reply = server.post(&cancel).by(&who).send().await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    drop(workspace);
    let data = server.stop().await;
    let server = Server::over(data, |config| config.mail.timeout = Duration::from_secs(1)).await;
    server.clock.advance(MINUTE);
    Worker::new(server.app.clone()).round().await;
    let received = smtp.received();
    assert_eq!(received.len(), 2, "without waiting for the lease's end");
    assert_eq!(
        received[1].header("Message-ID"),
        format!("<{}@example.co.jp>", taken.id)
    );
    Worker::new(server.app.clone()).round().await;
    assert_eq!(smtp.received().len(), 2, "never again after success was recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_last_try_it_is_given_up_and_can_be_tried_or_taken_back_by_hand() {
    let server = Server::with(|config| {
        config.mail.timeout = Duration::from_secs(1);
        config.mail.attempts = 3;
    })
    .await;
    let smtp = Smtp::start().await;
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    invite(&server, &who, "sato").await;
    smtp.plan([Act::Recipient("450 later"); 3]);
    let mut worker = Worker::new(server.app.clone());
    for _ in 0..3 {
        worker.round().await;
        server.clock.advance(5 * MINUTE);
    }
    worker.round().await;
    assert_eq!(smtp.connections(), 3);
    let failed = server
        .get(&who.api("outbox?state=failed"))
        .by(&who)
        .send()
        .await
        .json::<OutboxPage>();
    assert_eq!((failed.total, failed.rows[0].attempts), (1, 3));
    let id = failed.rows[0].id;
    let act = async |what: &str| {
        server
            .post(&who.api(&format!("outbox/{id}/{what}")))
            .by(&who)
            .send()
            .await
    };
    assert_eq!(
        act("cancel").await.json::<OutboxRow>().state,
        MessageState::Cancelled
    );
    worker.round().await;
    assert_eq!(smtp.connections(), 3);
    assert_eq!(act("retry").await.json::<OutboxRow>().state, MessageState::Queued);
    worker.round().await;
    assert_eq!(smtp.received().len(), 1);
    assert_eq!(act("cancel").await.status, StatusCode::CONFLICT, "it is sent");
    assert_eq!(act("retry").await.status, StatusCode::GONE, "its link is deleted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_is_not_asked_for_each_message() {
    let (server, smtp) = (impatient().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    for name in ["a", "b", "c"] {
        invite(&server, &who, name).await;
    }
    smtp.plan([Act::Greet("421 going down")]);
    let mut worker = Worker::new(server.app.clone());
    let next = worker.round().await.unwrap();
    assert_eq!(smtp.connections(), 1);
    server.clock.set(next.max(server.app.clock.now_ms() + MINUTE));
    worker.round().await;
    assert_eq!(smtp.received().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mail_server_is_tried_out_and_its_password_goes_nowhere_else() {
    let smtp = Smtp::with(Some(("kotae", "himitsu-no-kotoba"))).await;
    let server = impatient().await;
    let who = server.administrator("default").await;
    let put = async |form: &serde_json::Value| {
        server
            .request(Method::PUT, &who.api("mail"))
            .by(&who)
            .json(form)
            .send()
            .await
    };
    let test = async || {
        let call = server.post(&who.api("mail/test")).by(&who);
        call.header("accept-language", "en")
            .json(&json!({ "to": "hanako@default.example" }))
            .send()
            .await
    };
    assert_eq!(test().await.status, StatusCode::NOT_FOUND);
    let mut form = json!({ "host": "127.0.0.1", "port": smtp.port, "security": "none", "user": "kotae",
        "sender_address": "faq@example.co.jp" });
    let reply = put(&form).await;
    assert_eq!(reply.json::<Problem>().fields[0].fault, Fault::Required);
    form["password"] = "wrong".into();
    let reply = put(&form).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(!reply.text().contains("wrong"));
    let outcome: MailOutcome = test().await.json();
    let fault = outcome.fault.unwrap();
    assert_eq!(fault.kind, SendFaultKind::SignIn, "{fault:?}");
    assert!(fault.message(Lang::En).contains("user name or the password"));
    assert!(fault.detail.contains("bad credentials"));
    form["password"] = "himitsu-no-kotoba".into();
    assert_eq!(put(&form).await.status, StatusCode::OK);
    assert_eq!(test().await.json::<MailOutcome>().fault, None);
    let mail = smtp.received().remove(0);
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("A test mail from Kotae"));

    // Another name for the sender: the password stays. Another server: it does not go there.
    form.as_object_mut().unwrap().remove("password");
    form["sender_name"] = "FAQ".into();
    assert_eq!(put(&form).await.status, StatusCode::OK);
    assert_eq!(test().await.json::<MailOutcome>().fault, None);
    form["host"] = "localhost".into();
    let reply = put(&form).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "password");
    form["host"] = "smtp.example.co.jp".into();
    form["password"] = "x".into();
    let reply = put(&form).await;
    assert_eq!(reply.json::<Problem>().fields[0].fault, Fault::NotProtected);
    let shown = server.get(&who.api("mail")).by(&who).send().await;
    let state: MailState = shown.json();
    assert_eq!(
        state.server.as_ref().unwrap().host,
        "127.0.0.1",
        "nothing was changed"
    );
    assert!(state.server.unwrap().has_password && !shown.text().contains("himitsu"));

    let workspace = server.app.store.workspace("default").await.unwrap();
    let log = workspace
        .main()
        .read(|read| kotae::store::audit::latest(read, 100))
        .await
        .unwrap();
    let log = format!("{log:?}");
    assert!(log.contains("mail.set") && log.contains("mail.test"));
    assert!(!log.contains("himitsu"));
    let gone = server
        .request(Method::DELETE, &who.api("mail"))
        .by(&who)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        server
            .get(&who.api("mail"))
            .by(&who)
            .send()
            .await
            .json::<MailState>()
            .server,
        None
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_chosen_anew_by_mail_and_nobody_learns_who_has_an_account() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    let forgot = async |email: &str| {
        let form = json!({ "email": email });
        let call = server.post("api/admin/default/password/forgot").csrf("1");
        call.json(&form).send().await
    };
    let mut worker = Worker::new(server.app.clone());
    let nothing = forgot("hanako@default.example").await;
    assert_eq!(
        (nothing.status, nothing.text()),
        (StatusCode::NO_CONTENT, String::new())
    );
    worker.round().await;
    smtp.serve(&server, &who).await;
    for email in ["HANAKO@default.example", "nobody@default.example", "x' OR 1=1"] {
        let reply = forgot(email).await;
        assert_eq!(
            (reply.status, reply.text()),
            (nothing.status, nothing.text()),
            "{email}"
        );
    }
    worker.round().await;
    let received = smtp.received();
    assert_eq!(received.len(), 1);
    assert!(received[0].to.contains("hanako@default.example"));
    let parsed = MessageParser::default()
        .parse(received[0].data.as_bytes())
        .unwrap();
    let link = link_in(&parsed.body_text(0).unwrap());
    let secret = link.split_once('#').unwrap().1.to_owned();
    // Until the link is used nothing has changed.
    let status = async |who: &SignedIn| server.get(&who.api("session")).by(who).send().await.status;
    assert_eq!(status(&who).await, StatusCode::OK);
    let choose = async |password: &str| {
        let form = json!({ "token": secret, "password": password });
        let call = server.post("api/admin/default/password").csrf("1");
        call.json(&form).send().await
    };
    let done = choose("umeboshi-to-densha").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(status(&who).await, StatusCode::UNAUTHORIZED, "sessions end");
    assert_eq!(choose("umeboshi-to-densha-2").await.status, StatusCode::GONE);
    worker.round().await;
    let parsed = smtp.received()[1].data.clone();
    let parsed = MessageParser::default().parse(parsed.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("[Kotae] パスワードが変更されました"));

    // No more than three mails an hour, and an hour for each link.
    server.clock.advance(MINUTE);
    for _ in 0..5 {
        forgot("hanako@default.example").await;
    }
    worker.round().await;
    assert_eq!(smtp.received().len(), 4);
    let newest = smtp.received().pop().unwrap();
    let parsed = MessageParser::default().parse(newest.data.as_bytes()).unwrap();
    let secret = link_in(&parsed.body_text(0).unwrap());
    let secret = secret.split_once('#').unwrap().1;
    server.clock.advance(HOUR);
    let form = json!({ "token": secret, "password": "umeboshi-to-densha-3" });
    let late = server.post("api/admin/default/password").csrf("1");
    assert_eq!(late.json(&form).send().await.status, StatusCode::GONE);
    // Nor does one address ask without end.
    let mut replies = Vec::new();
    for _ in 0..12 {
        replies.push(forgot("nobody@default.example").await.status);
    }
    assert_eq!(replies[0], StatusCode::NO_CONTENT);
    assert_eq!(replies[11], StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_hear_of_sign_ins_from_new_places_and_of_what_is_done_to_their_accounts() {
    let (server, smtp) = (Server::start().await, Smtp::start().await);
    let who = server.administrator("default").await;
    smtp.serve(&server, &who).await;
    let mut worker = Worker::new(server.app.clone());
    let sign_in = async |agent: &str| {
        let form = json!({ "email": "hanako@default.example", "password": PASSWORD });
        let call = server.post("api/admin/default/session").csrf("1");
        let reply = call.header("user-agent", agent).json(&form).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    };
    sign_in("").await;
    worker.round().await;
    assert!(smtp.received().is_empty(), "the same place as before");
    for _ in 0..2 {
        sign_in("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0").await;
    }
    worker.round().await;
    let received = smtp.received();
    assert_eq!(received.len(), 1, "told once");
    let parsed = MessageParser::default()
        .parse(received[0].data.as_bytes())
        .unwrap();
    let text = parsed.body_text(0).unwrap();
    assert!(
        text.contains("端末: Firefox, Linux") && text.contains("127.0.0.1"),
        "{text}"
    );
    assert!(text.contains("/admin/default/account"), "{text}");

    let user = invite(&server, &who, "sato").await.user;
    let change = async |role: &str, active: bool| {
        let form = json!({ "name": "sato", "email": "sato@default.example", "lang": "en",
            "time_zone": "Asia/Tokyo", "role": role, "active": active });
        let path = who.api(&format!("users/{}", user.id));
        let reply = server
            .request(Method::PUT, &path)
            .by(&who)
            .json(&form)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    };
    change("approver", true).await;
    change("approver", true).await;
    change("approver", false).await;
    worker.round().await;
    let subjects: Vec<_> = smtp.received()[2..]
        .iter()
        .map(|mail| mail.header("Subject"))
        .collect();
    assert_eq!(
        subjects,
        [
            "[Kotae] Your role was changed",
            "[Kotae] Your account was suspended"
        ]
    );
}
