//! What mails about submissions say: changed, taken back, one's own, chosen by a form, and what cannot stand in them.

use crate::{
    forms::{Inbox, created, good, pc},
    harness::{Reply, Server},
    smtp::{Received, Smtp},
};
use axum::http::{Method, StatusCode};
use kotae::outbox::Worker;
use kotae_shared::{
    Uuid,
    api::{
        forms::{FormEdit, FormRecord},
        letters::Letter,
        problem::{Fault, Problem},
    },
    letters::{LetterKind, NOTICE, RECEIPT},
};
use mail_parser::MessageParser;
use serde_json::{Value, json};

/// An inbox with a mail server, whose administrator is told of submissions.
async fn desk(smtp: &Smtp) -> Inbox {
    let inbox = Inbox::at(Server::start().await, pc(), json!({})).await;
    smtp.serve(&inbox.desk.server, &inbox.desk.admin).await;
    let own: Value = inbox.get("session").await;
    set(&inbox, json!({ "notify": [own["user"]["id"]] })).await;
    inbox
}

/// Changes the settings of the form.
async fn set(inbox: &Inbox, settings: Value) -> FormRecord {
    let path = format!("forms/{}", inbox.form);
    let record: FormRecord = inbox.get(&path).await;
    let edit = json!({ "form": record.form, "settings": settings, "version": record.version });
    let reply = inbox.call(Method::PUT, &path, &edit).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn change(inbox: &Inbox, letter: Uuid, edit: Value) -> Letter {
    let path = format!("letters/{letter}");
    let before: Letter = inbox.get(&path).await;
    let mut whole = json!({ "kind": before.kind, "name": before.name, "subject": before.subject,
        "text": before.text, "version": before.version });
    for (key, value) in edit.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let reply = inbox.call(Method::PUT, &path, &whole).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

/// What was refused, by its fields.
fn faults(reply: &Reply) -> Vec<(String, Fault)> {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let problem: Problem = reply.json();
    let fields = problem.fields.into_iter();
    fields.map(|one| (one.field, one.fault)).collect()
}

struct Read {
    to: String,
    subject: String,
    text: String,
    html: String,
    raw: String,
}

fn read(mail: &Received) -> Read {
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    Read {
        to: mail.to.clone(),
        subject: parsed.subject().unwrap().to_owned(),
        text: parsed.body_text(0).unwrap().replace("\r\n", "\n"),
        html: parsed.body_html(0).unwrap().into_owned(),
        raw: mail.data.clone(),
    }
}

/// Sends one, and gives the receipt and the notice that went out.
async fn mails(inbox: &Inbox, smtp: &Smtp, id: u128) -> (Read, Read) {
    let before = smtp.received().len();
    inbox.sent(&inbox.filled(id, good()).await, None).await;
    Worker::new(inbox.desk.server.app.clone()).round().await;
    let mut new: Vec<Read> = smtp.received()[before..].iter().map(read).collect();
    assert_eq!(new.len(), 2);
    new.sort_by_key(|mail| !mail.to.contains("taro@"));
    let notice = new.pop().unwrap();
    (new.pop().unwrap(), notice)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_and_notices_say_what_somebody_wrote_and_are_taken_back() {
    let smtp = Smtp::start().await;
    let inbox = desk(&smtp).await;
    let all: Vec<Letter> = inbox.get("letters").await;
    assert_eq!(all.len(), 5);
    assert!(
        all.iter()
            .all(|one| one.built_in && !one.changed && one.version == 0)
    );
    let (receipt, notice) = mails(&inbox, &smtp, 1).await;
    assert_eq!(receipt.subject, "[1] PC の相談を受け付けました");
    assert_eq!(notice.subject, "[Kotae] PC の相談（受付番号 1）");
    assert!(!notice.text.contains("X12"), "nothing that was written");

    let text = json!({ "ja": "受け付けました <b>{form}</b>\n\n番号は {number} です。", "en": "Got {form}." });
    let changed = change(&inbox, RECEIPT, json!({ "text": text })).await;
    assert!(changed.built_in && changed.changed && changed.version == 1);
    assert_eq!(
        changed.subject.ja, "[{number}] {form}を受け付けました",
        "the rest as it was"
    );
    let told = json!({ "subject": { "ja": "新着 {number}: {question}" },
        "text": { "ja": "{name} さんから\n{question}\n\n{answers}\n\n{link}" } });
    change(&inbox, NOTICE, told).await;
    let (receipt, notice) = mails(&inbox, &smtp, 2).await;
    assert!(
        receipt
            .text
            .starts_with("受け付けました <b>PC の相談</b>\n\n番号は 2 です。\n"),
        "{}",
        receipt.text
    );
    assert!(receipt.html.contains("&lt;b&gt;PC の相談&lt;/b&gt;") && !receipt.html.contains("<b>"));
    assert_eq!(
        notice.subject, "新着 2: 画面が映りません。 昨日からです。",
        "one line"
    );
    assert!(
        notice.text.starts_with("画面が映りません。"),
        "without the line of a name that nobody gave: {}",
        notice.text
    );
    assert!(
        notice
            .text
            .contains("内容: 故障\n機種: X12\n詳しく: 画面が映りません。\n昨日からです。\n"),
        "{}",
        notice.text
    );
    assert!(
        notice.text.contains("/admin/default/submissions/"),
        "{}",
        notice.text
    );

    // What the form says itself goes before.
    let settings = json!({ "reply": { "subject": { "ja": "フォームの件名 {number}" } } });
    let record = set(&inbox, settings).await;
    assert_eq!(record.settings.receipt, None);

    let reset = async |id: Uuid| {
        inbox
            .call(Method::DELETE, &format!("letters/{id}"), &Value::Null)
            .await
            .status
    };
    assert_eq!(reset(RECEIPT).await, StatusCode::NO_CONTENT);
    assert_eq!(reset(RECEIPT).await, StatusCode::NO_CONTENT, "twice is once");
    let now: Letter = inbox.get(&format!("letters/{RECEIPT}")).await;
    assert!(!now.changed && now.text == all[0].text && now.version == 2);
    // Who has an older one open is told so.
    let stale = json!({ "kind": "receipt", "name": changed.name, "subject": changed.subject, "text": changed.text,
        "version": changed.version });
    let refused = inbox
        .call(Method::PUT, &format!("letters/{RECEIPT}"), &stale)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let log = audit(&inbox).await;
    for action in ["letter.update", "letter.reset"] {
        assert!(log.contains(action), "{log}");
    }
}

async fn audit(inbox: &Inbox) -> String {
    let workspace = inbox.desk.server.app.store.workspace("default").await.unwrap();
    let latest = |read: &kotae::store::engine::Read<'_>| kotae::store::audit::latest(read, 100);
    format!("{:?}", workspace.main().read(latest).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_chooses_its_receipt_and_what_is_chosen_stays() {
    let smtp = Smtp::start().await;
    let inbox = desk(&smtp).await;
    let record: FormRecord = inbox.get(&format!("forms/{}", inbox.form)).await;
    let notify = record.settings.notify.clone();
    let edit = json!({ "kind": "receipt", "name": { "ja": "休暇用" }, "subject": { "ja": "休暇 {number}" },
        "text": { "ja": "人事部で確認します。" } });
    let own: Letter = created(inbox.call(Method::POST, "letters", &edit).await);
    assert!(!own.built_in && own.forms == 0 && own.version == 1);
    set(&inbox, json!({ "receipt": own.id, "notify": notify })).await;
    let (receipt, _) = mails(&inbox, &smtp, 1).await;
    assert_eq!(receipt.subject, "休暇 1");
    assert!(
        receipt.text.starts_with("人事部で確認します。\n"),
        "{}",
        receipt.text
    );
    let path = format!("letters/{}", own.id);
    assert_eq!(inbox.get::<Letter>(&path).await.forms, 1);
    let kept = inbox.call(Method::DELETE, &path, &Value::Null).await;
    assert_eq!(faults(&kept), [("id".to_owned(), Fault::InUse)]);
    // A copy chooses the same; a file goes to other workspaces, which do not have it.
    let copy: FormRecord = created(
        inbox
            .call(
                Method::POST,
                &format!("forms/{}/duplicate", inbox.form),
                &Value::Null,
            )
            .await,
    );
    assert_eq!(copy.settings.receipt, Some(own.id));
    let file: FormEdit = inbox.get(&format!("forms/{}/file", inbox.form)).await;
    assert_eq!(file.settings.receipt, None);
    let gone = inbox
        .call(Method::DELETE, &format!("forms/{}", copy.id), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    // Neither one that there is not, nor one that is none.
    let record: FormRecord = inbox.get(&format!("forms/{}", inbox.form)).await;
    for wrong in [Uuid::from_u128(77), NOTICE] {
        let edit =
            json!({ "form": record.form, "settings": { "receipt": wrong }, "version": record.version });
        let refused = inbox
            .call(Method::PUT, &format!("forms/{}", inbox.form), &edit)
            .await;
        assert_eq!(
            faults(&refused),
            [("settings.receipt".to_owned(), Fault::Unknown)]
        );
    }
    set(&inbox, json!({ "notify": notify })).await;
    let gone = inbox.call(Method::DELETE, &path, &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let (receipt, _) = mails(&inbox, &smtp, 2).await;
    assert_eq!(receipt.subject, "[2] PC の相談を受け付けました");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_stand_in_a_letter_is_named_and_nothing_changes() {
    let smtp = Smtp::start().await;
    let inbox = desk(&smtp).await;
    let whole =
        json!({ "kind": "receipt", "name": { "ja": "a" }, "subject": { "ja": "b" }, "text": { "ja": "c" } });
    let with = |key: &str, value: Value| {
        let mut edit = whole.clone();
        edit[key] = value;
        edit
    };
    let long = "あ".repeat(4_001);
    for (edit, field, fault) in [
        (
            with("text", json!({ "ja": "{nummer}" })),
            "text.ja",
            Fault::BadPlaceholder,
        ),
        (
            with("text", json!({ "ja": "c", "en": "{answers}" })),
            "text.en",
            Fault::BadPlaceholder,
        ),
        (
            with("subject", json!({ "ja": "{name}" })),
            "subject.ja",
            Fault::BadPlaceholder,
        ),
        (
            with("subject", json!({ "ja": "x\r\nBcc: a@example.com" })),
            "subject.ja",
            Fault::BadCharacters,
        ),
        (
            with("text", json!({ "ja": "a\u{7}" })),
            "text.ja",
            Fault::BadCharacters,
        ),
        (
            with("text", json!({ "ja": long })),
            "text.ja",
            Fault::TooLong(4_000),
        ),
        (with("name", json!({ "ja": " " })), "name.ja", Fault::Required),
        (
            with("name", json!({ "ja": "標準の受付メール" })),
            "name.ja",
            Fault::Taken,
        ),
        (with("text", json!({})), "text.ja", Fault::Required),
        (with("subject", json!({})), "subject.ja", Fault::Required),
    ] {
        let refused = inbox.call(Method::POST, "letters", &edit).await;
        assert_eq!(faults(&refused), [(field.to_owned(), fault)], "{edit}");
    }
    let all: Vec<Letter> = inbox.get("letters").await;
    assert_eq!(all.len(), 5);
    // A notice has answers in its text, and not in its subject.
    let notice = json!({ "kind": "notice", "name": { "ja": "n" }, "subject": { "ja": "{answers}" }, "text": { "ja": "{answers}" } });
    let refused = inbox.call(Method::POST, "letters", &notice).await;
    assert_eq!(
        faults(&refused),
        [("subject.ja".to_owned(), Fault::BadPlaceholder)]
    );
    // The kind of one stays.
    let other = json!({ "kind": "reply", "name": { "ja": "x" }, "text": { "ja": "x" }, "version": 0 });
    let refused = inbox
        .call(Method::PUT, &format!("letters/{RECEIPT}"), &other)
        .await;
    assert_eq!(faults(&refused)[0].0, "kind");
    // As many as there may be.
    for number in 0..50 {
        let edit =
            json!({ "kind": "reply", "name": { "ja": format!("定型文 {number}") }, "text": { "ja": "x" } });
        let _: Letter = created(inbox.call(Method::POST, "letters", &edit).await);
    }
    let edit = json!({ "kind": "reply", "name": { "ja": "もうひとつ" }, "text": { "ja": "x" } });
    let refused = inbox.call(Method::POST, "letters", &edit).await;
    assert_eq!(faults(&refused), [("name".to_owned(), Fault::TooLong(50))]);

    // What a visitor writes adds no header, no markup, and does not make a mail too long to be sent.
    let told = json!({ "subject": { "ja": "{question}" }, "text": { "ja": "{answers}{answers}{answers}{answers}{answers}{answers}" } });
    change(&inbox, NOTICE, told).await;
    let mut answers = good();
    let wild = format!(
        "x\r\nBcc: everybody@example.com\n{}",
        "<script>&{number}".repeat(200)
    );
    answers[2] = crate::forms::text("detail", &wild);
    let before = smtp.received().len();
    inbox.sent(&inbox.filled(9, answers).await, None).await;
    Worker::new(inbox.desk.server.app.clone()).round().await;
    let new: Vec<Read> = smtp.received()[before..].iter().map(read).collect();
    assert_eq!(new.len(), 2);
    let notice = new.iter().find(|mail| !mail.to.contains("taro@")).unwrap();
    let head = notice.raw.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    assert!(!notice.html.contains("<script>") && notice.html.contains("&lt;script&gt;&amp;{number}"));
    assert!(notice.text.chars().count() < 21_000);
    assert_eq!(LetterKind::ALL.len(), 3);
}
