//! Forms: from the help desk's draft to what comes in, and back to the visitor.

use crate::{
    harness::{Reply, Server, SignedIn},
    identity::Desk,
    smtp::Smtp,
};
use axum::http::{Method, StatusCode, header};
use kotae::outbox::Worker;
use kotae_shared::{
    Lang, Uuid,
    api::{
        forms::{
            FormEdit, FormPage, FormRecord, FormRow, FormState, Submission, SubmissionPage, SubmissionState,
            Submit, Submitted,
        },
        problem::{Fault, Problem},
        widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    },
    codec,
    form::{
        answers::{Answer, Value as Answered, judge},
        check::Finding,
        days::Day,
    },
};
use mail_parser::MessageParser;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

pub(crate) fn text(key: &str, text: &str) -> Answer {
    Answer {
        key: key.into(),
        value: Answered::Text(text.into()),
    }
}

/// A form of two pages: what it is about, a model that only some are asked for, and where an answer goes.
pub(crate) fn pc() -> Value {
    json!({
        "name": { "ja": "PC の相談", "en": "PC trouble" },
        "pages": [
            { "fields": [
                { "key": "about", "kind": "choice", "label": { "ja": "内容", "en": "About" }, "required": true,
                  "choices": [{ "value": "broken", "label": { "ja": "故障", "en": "Broken" } },
                              { "value": "other", "label": { "ja": "その他" } }] },
                { "key": "model", "kind": "text", "label": { "ja": "機種" }, "required": true, "pattern": "[A-Z]\\d{2,4}",
                  "show_if": { "tests": [{ "field": "about", "is": "equal", "value": "broken" }] } },
            ] },
            { "title": { "ja": "連絡先" }, "fields": [
                { "key": "detail", "kind": "long_text", "label": { "ja": "詳しく" }, "required": true },
                { "key": "name", "kind": "text", "label": { "ja": "お名前" }, "default_from": "name" },
                { "key": "mail", "kind": "email", "label": { "ja": "メール" }, "default_from": "email" },
            ] },
        ],
    })
}

/// A server with an open form.
pub(crate) struct Inbox {
    pub(crate) desk: Desk,
    pub(crate) form: Uuid,
}

impl Inbox {
    pub(crate) async fn open(form: Value, settings: Value) -> Self {
        Self::at(Server::start().await, form, settings).await
    }

    pub(crate) async fn at(server: Server, form: Value, settings: Value) -> Self {
        let desk = Desk::at(server).await;
        let made: FormRecord = created(
            desk.server
                .post(&desk.admin.api("forms"))
                .by(&desk.admin)
                .json(&json!({ "form": form, "settings": settings }))
                .send()
                .await,
        );
        let inbox = Self { desk, form: made.id };
        inbox.set_state("open", made.version).await;
        inbox
    }

    /// The start of another form of the same desk.
    pub(crate) async fn form_beside(&self) -> String {
        let made: FormRecord = created(
            self.call(Method::POST, "forms", &json!({ "form": pc(), "settings": {} }))
                .await,
        );
        let open = json!({ "state": "open", "version": made.version });
        let path = format!("forms/{}/state", made.id);
        assert_eq!(self.call(Method::PUT, &path, &open).await.status, StatusCode::OK);
        let path = format!("forms/{}", made.id);
        let reply = self.desk.call(Method::GET, &path, None).send().await;
        codec::decode::<FormPage>(&reply.body).unwrap().start
    }

    pub(crate) async fn set_state(&self, state: &str, version: u32) -> FormRecord {
        let body = json!({ "state": state, "version": version });
        let reply = self
            .call(Method::PUT, &format!("forms/{}/state", self.form), &body)
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> Reply {
        let (server, who) = (&self.desk.server, &self.desk.admin);
        let call = server.request(method, &who.api(path)).by(who);
        if body.is_null() { call } else { call.json(body) }.send().await
    }

    pub(crate) async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let reply = self.call(Method::GET, path, &Value::Null).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        reply.json()
    }

    /// What a visitor gets.
    pub(crate) async fn page(&self, query: &str, bearer: Option<&str>) -> FormPage {
        let path = format!("forms/{}{query}", self.form);
        let reply = self.desk.call(Method::GET, &path, bearer).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        codec::decode(&reply.body).unwrap()
    }

    /// A form that somebody took a minute to fill in.
    pub(crate) async fn filled(&self, id: u128, answers: Vec<Answer>) -> Submit {
        let page = self.page("", None).await;
        self.desk.server.clock.advance(MINUTE);
        Submit {
            id: Uuid::from_u128(id),
            version: page.version,
            visit: Visit {
                page: "https://intra.example.co.jp/it".into(),
                visitor: Uuid::from_u128(id),
                ..Visit::default()
            },
            answers,
            start: page.start,
            ..Submit::default()
        }
    }

    pub(crate) async fn send(&self, submit: &Submit, bearer: Option<&str>) -> Reply {
        let path = format!("forms/{}", self.form);
        let call = self.desk.call(Method::POST, &path, bearer);
        call.body(codec::encode(submit)).send().await
    }

    pub(crate) async fn sent(&self, submit: &Submit, bearer: Option<&str>) -> Submitted {
        let reply = self.send(submit, bearer).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", problem(&reply));
        codec::decode(&reply.body).unwrap()
    }

    pub(crate) async fn list(&self, query: &str) -> SubmissionPage {
        self.get(&format!("submissions{query}")).await
    }

    pub(crate) async fn one(&self, id: u128) -> Submission {
        self.get(&format!("submissions/{}", Uuid::from_u128(id))).await
    }
}

pub(crate) fn created<T: serde::de::DeserializeOwned>(reply: Reply) -> T {
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

/// What the widget was told.
pub(crate) fn problem(reply: &Reply) -> String {
    let problem = codec::decode::<Problem>(&reply.body);
    format!("{problem:?}")
}

pub(crate) fn faults(reply: &Reply) -> Vec<(String, Fault)> {
    assert_eq!(
        reply.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        problem(reply)
    );
    let problem: Problem = codec::decode(&reply.body).unwrap();
    let fields = problem.fields.into_iter();
    fields.map(|field| (field.field, field.fault)).collect()
}

pub(crate) fn good() -> Vec<Answer> {
    vec![
        text("about", "broken"),
        text("model", "X12"),
        text("detail", "画面が映りません。\n昨日からです。"),
        text("mail", "taro@visitor.example.co.jp"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inquiry_comes_in_is_dealt_with_and_answered() {
    let smtp = Smtp::start().await;
    let server = Server::start().await;
    let inbox = Inbox::at(server, pc(), json!({})).await;
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    smtp.serve(server, who).await;
    let own: Value = inbox.get("session").await;
    let own: Uuid = own["user"]["id"].as_str().unwrap().parse().unwrap();
    let record: FormRecord = inbox.get(&format!("forms/{}", inbox.form)).await;
    let settings = json!({ "notify": [own], "reply": { "subject": { "ja": "受付 {number}" }, "text": { "ja": "{form}を {date} に受け付けました。" } } });
    let edit = json!({ "form": record.form, "settings": settings, "version": record.version });
    let edited = inbox
        .call(Method::PUT, &format!("forms/{}", inbox.form), &edit)
        .await;
    let edited: FormRecord = edited.json();
    assert_eq!((edited.version, edited.notified.len()), (3, 1));

    let page = inbox.page("?lang=en", None).await;
    assert_eq!(
        (page.version, page.form.name.as_str()),
        (1, "PC trouble"),
        "what it asks has not changed"
    );
    assert_eq!(page.form.pages[0].fields[0].choices[1].label, "その他");
    // The same judge as the server's.
    let today = Day::parse("2026-01-01").unwrap();
    assert_eq!(
        judge(&page.form, &[text("about", "broken")], today)
            .unwrap_err()
            .len(),
        2
    );

    let wrong = inbox
        .filled(1, vec![text("about", "broken"), text("model", "x")])
        .await;
    assert_eq!(
        faults(&inbox.send(&wrong, None).await),
        [
            ("answers.model".to_owned(), Fault::NotPattern),
            ("answers.detail".to_owned(), Fault::Required)
        ]
    );
    assert!(inbox.list("").await.items.is_empty());

    let submit = inbox.filled(1, good()).await;
    let sent = inbox.sent(&submit, None).await;
    assert_eq!(
        sent,
        Submitted {
            number: 1,
            mail: true
        }
    );
    let mut worker = Worker::new(server.app.clone());
    worker.round().await;
    let mut mails = smtp.received();
    assert_eq!(mails.len(), 2);
    mails.sort_by_key(|mail| mail.to.clone());
    let (notice, receipt) = (&mails[0], &mails[1]);
    assert_eq!(receipt.to, "RCPT TO:<taro@visitor.example.co.jp>");
    assert_eq!(receipt.header("Auto-Submitted"), "auto-replied");
    let parsed = MessageParser::default().parse(receipt.data.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("受付 1"));
    let body = parsed.body_text(0).unwrap();
    assert!(
        body.contains("PC の相談を 2025/10/09 に受け付けました。"),
        "{body}"
    );
    assert!(!body.contains("画面が"), "what he wrote stays here");
    assert_eq!(notice.header("Auto-Submitted"), "auto-generated");
    let parsed = MessageParser::default().parse(notice.data.as_bytes()).unwrap();
    let body = parsed.body_text(0).unwrap();
    assert!(
        body.contains(&format!("submissions/{}", submit.id)) && !body.contains("画面が"),
        "{body}"
    );

    let list = inbox.list("").await;
    assert_eq!(list.counts, [1, 0, 0, 0]);
    let row = &list.items[0];
    assert_eq!(
        (row.summary.as_str(), row.sender.as_str(), row.verified),
        (
            "画面が映りません。 昨日からです。",
            "taro@visitor.example.co.jp",
            false
        )
    );
    let found = inbox.one(1).await;
    assert_eq!(
        found.answers,
        good(),
        "as the form has them, without what was not answered"
    );
    assert_eq!(found.page, "https://intra.example.co.jp/it");

    let path = format!("submissions/{}", submit.id);
    let edit = json!({ "state": "in_progress", "assignee": own, "version": 1 });
    let taken: Submission = inbox.call(Method::PUT, &path, &edit).await.json();
    assert_eq!(
        (taken.row.state, taken.row.assignee, taken.row.version),
        (SubmissionState::InProgress, Some(own), 2)
    );
    assert_eq!(
        inbox.call(Method::PUT, &path, &edit).await.status,
        StatusCode::CONFLICT
    );
    let edit = json!({ "state": "done", "assignee": Uuid::from_u128(5), "version": 2 });
    let unknown: Problem = inbox.call(Method::PUT, &path, &edit).await.json();
    assert_eq!(unknown.fields[0].fault, Fault::Unknown);

    let note = json!({ "text": " 代替機を手配\r\nします " });
    let noted: Submission = created(inbox.call(Method::POST, &format!("{path}/notes"), &note).await);
    assert_eq!(noted.notes[0].text, "代替機を手配\nします");
    let reply = json!({ "text": "代わりの PC を送りました。" });
    let replied: Submission = created(inbox.call(Method::POST, &format!("{path}/reply"), &reply).await);
    assert!(replied.notes[1].reply && !replied.notes[0].reply);
    worker.round().await;
    let mail = smtp.received().pop().unwrap();
    assert_eq!(mail.to, "RCPT TO:<taro@visitor.example.co.jp>");
    assert_eq!(mail.header("Auto-Submitted"), "no", "a person wrote it");
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some("Re: [1] PC の相談"));
    assert!(parsed.body_text(0).unwrap().contains("代わりの PC"));

    for (query, wanted) in [
        ("?state=in_progress", 1),
        ("?state=new", 0),
        ("?unassigned=true", 0),
        ("?q=%E6%98%A0%E3%82%8A%20taro", 1),
        ("?q=1", 1),
        ("?q=%E3%83%97%E3%83%AA%E3%83%B3%E3%82%BF%E3%83%BC", 0),
    ] {
        assert_eq!(inbox.list(query).await.items.len(), wanted, "{query}");
    }
    let table = inbox
        .call(
            Method::GET,
            &format!("export/submissions.csv?form={}", inbox.form),
            &Value::Null,
        )
        .await
        .text();
    assert!(table.contains("受付番号,日時,フォーム"), "{table}");
    assert!(
        table.contains("詳しく,お名前,メール") && table.contains(",故障,X12,"),
        "{table}"
    );
    let audit = server.app.store.workspace("default").await.unwrap();
    let audit = audit
        .main()
        .read(|read| kotae::store::audit::latest(read, 100))
        .await
        .unwrap();
    let actions: Vec<_> = audit.iter().map(|record| record.action.as_str()).collect();
    for action in [
        "submission.export",
        "submission.reply",
        "submission.note",
        "submission.update",
        "form.state",
    ] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    let told = format!("{audit:?}");
    assert!(
        !told.contains("画面が") && !told.contains("代替機"),
        "no answers in the audit log"
    );

    assert_eq!(
        inbox.call(Method::DELETE, &path, &Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        inbox.call(Method::GET, &path, &Value::Null).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_keeps_the_version_that_it_was_filled_in_with() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let early = inbox.filled(1, good()).await;
    let path = format!("forms/{}", inbox.form);
    let record: FormRecord = inbox.get(&path).await;
    let mut form = record.form.clone();
    form.pages[1].fields.remove(0);
    let edit = |version: u32| json!({ "form": form, "settings": { "anonymous": false }, "version": version });
    let changed: FormRecord = inbox.call(Method::PUT, &path, &edit(2)).await.json();
    assert_eq!(changed.version, 3);
    let stale = inbox.call(Method::PUT, &path, &edit(2)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let same: FormRecord = inbox.call(Method::PUT, &path, &edit(3)).await.json();
    assert_eq!(same.version, 3, "nothing to change");

    // Loaded before, sent after.
    inbox.sent(&early, None).await;
    let late = inbox.filled(2, vec![text("about", "other")]).await;
    assert_eq!(late.version, 3);
    inbox.sent(&late, None).await;
    assert_eq!(inbox.one(1).await.asked.pages[1].fields.len(), 3);
    assert_eq!(inbox.one(2).await.asked.pages[1].fields.len(), 2);
    let never = Submit {
        id: Uuid::from_u128(3),
        version: 2,
        ..late
    };
    assert_eq!(inbox.send(&never, None).await.status, StatusCode::NOT_FOUND);
    // A column for each field that there ever was.
    let table = inbox
        .call(
            Method::GET,
            &format!("export/submissions.csv?form={}", inbox.form),
            &Value::Null,
        )
        .await
        .text();
    assert!(table.contains("お名前,メール,詳しく"), "{table}");

    // It is archived while somebody fills it in, and cannot be deleted.
    let open = inbox.filled(4, vec![text("about", "other")]).await;
    inbox.set_state("archived", 3).await;
    assert_eq!(inbox.send(&open, None).await.status, StatusCode::NOT_FOUND);
    let used: Problem = inbox.call(Method::DELETE, &path, &Value::Null).await.json();
    assert_eq!(used.fields[0].fault, Fault::InUse);
    let rows: Vec<FormRow> = inbox.get("forms").await;
    assert_eq!(
        (rows[0].state, rows[0].submissions, rows[0].open),
        (FormState::Archived, 2, 2)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_checked_copied_and_taken_elsewhere() {
    let inbox = Inbox::open(pc(), json!({ "retention_days": 30, "auto_reply": false })).await;
    let mut bad = pc();
    bad["pages"][0]["fields"][1]["key"] = "about".into();
    bad["pages"][1]["fields"][0]["show_if"] = json!({ "tests": [{ "field": "mail", "is": "answered" }] });
    let settings = json!({ "notify": [Uuid::from_u128(9)], "retention_days": 9_999,
        "reply": { "text": { "ja": "{name} 様" } } });
    let body = json!({ "form": bad, "settings": settings });
    let found: Vec<Finding> = inbox.call(Method::POST, "forms/check", &body).await.json();
    let places: Vec<_> = found
        .iter()
        .map(|finding| (finding.field.as_str(), finding.fault))
        .collect();
    assert_eq!(
        places,
        [
            ("pages.0.fields.1.key", Fault::Taken),
            ("pages.1.fields.0.show_if.tests.0.field", Fault::LooksAhead),
            ("settings.reply.text.ja", Fault::BadPlaceholder),
            ("settings.notify.0", Fault::Unknown),
            ("settings.retention_days", Fault::OutOfRange(0, 3_653)),
        ]
    );
    let refused: Problem = inbox.call(Method::POST, "forms", &body).await.json();
    assert_eq!(refused.fields.len(), 5);
    let unknown = inbox
        .call(
            Method::POST,
            "forms",
            &json!({ "form": { "name": {}, "pages": [], "colour": 1 } }),
        )
        .await;
    assert_eq!(unknown.json::<Problem>().fields[0].field, "form.colour");

    let path = format!("forms/{}", inbox.form);
    let copy: FormRecord = created(
        inbox
            .call(Method::POST, &format!("{path}/duplicate"), &Value::Null)
            .await,
    );
    assert_eq!(copy.form.name.ja, "PC の相談（コピー）");
    assert_eq!((copy.state, copy.settings.retention_days), (FormState::Draft, 30));
    let hidden = inbox.desk.call(Method::GET, &format!("forms/{}", copy.id), None);
    assert_eq!(hidden.send().await.status, StatusCode::NOT_FOUND, "a draft");

    let file = inbox
        .call(Method::GET, &format!("{path}/file"), &Value::Null)
        .await;
    assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    let edit: FormEdit = file.json();
    inbox.desk.server.workspace("sales").await;
    let sales: SignedIn = inbox.desk.server.administrator("sales").await;
    let there = inbox.desk.server.post(&sales.api("forms")).by(&sales).json(&edit);
    let there: FormRecord = created(there.send().await);
    assert_eq!(
        (there.form, there.purpose, there.settings),
        (edit.form, edit.purpose, edit.settings)
    );
    let gone = inbox
        .call(Method::DELETE, &format!("forms/{}", copy.id), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_it_is_known_claimed_or_nobody() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let bearer = inbox.desk.visitor("u-1", &["営業"]).await;
    let known = inbox.filled(1, good()).await;
    let conversation = Uuid::from_u128(50);
    let question = Event {
        id: Uuid::from_u128(51),
        conversation,
        seq: 0,
        kind: EventKind::Question(Question {
            text: "画面が真っ暗".into(),
            pack: "0".repeat(64),
            outcome: Outcome::NotFound,
            candidates: Vec::new(),
        }),
    };
    let batch = EventBatch {
        visit: known.visit.clone(),
        events: vec![question],
    };
    let logged = inbox.desk.call(Method::POST, "events", None);
    let logged = logged.body(codec::encode(&batch)).send().await;
    assert_eq!(logged.status, StatusCode::NO_CONTENT);
    let known = Submit {
        conversation: Some(conversation),
        ..known
    };
    inbox.sent(&known, Some(&bearer)).await;
    let found = inbox.one(1).await;
    assert!(found.from.verified && found.row.verified);
    assert_eq!(
        (found.from.subject.as_str(), found.from.groups.as_slice()),
        ("u-1", ["営業".to_owned()].as_slice())
    );
    assert_eq!(found.questions, ["画面が真っ暗"]);

    let mut claimed = inbox.filled(2, good()).await;
    claimed.visit.claims = vec![
        ("name".into(), "自称 花子".into()),
        ("email".into(), "no address".into()),
        ("department".into(), "経理".into()),
    ];
    claimed.visit.lang = Lang::En;
    inbox.sent(&claimed, None).await;
    let found = inbox.one(2).await;
    assert!(!found.from.verified);
    assert_eq!(
        (found.from.name.as_str(), found.from.email.as_str(), found.lang),
        ("自称 花子", "", Lang::En)
    );

    let path = format!("forms/{}", inbox.form);
    let record: FormRecord = inbox.get(&path).await;
    let edit = json!({ "form": record.form, "settings": { "anonymous": true }, "version": record.version });
    inbox.call(Method::PUT, &path, &edit).await;
    let page = inbox.page("", Some(&bearer)).await;
    assert!(page.anonymous && page.filled.is_empty());
    let mut nobody = inbox
        .filled(3, vec![text("about", "other"), text("detail", "匿名で")])
        .await;
    nobody.visit.claims = vec![("name".into(), "自称 花子".into())];
    nobody.conversation = Some(conversation);
    let bearer = inbox.desk.visitor("u-1", &["営業"]).await;
    inbox.sent(&nobody, Some(&bearer)).await;
    let found = inbox.one(3).await;
    assert_eq!(found.from, kotae_shared::api::forms::Sender::default());
    assert_eq!((found.conversation, found.row.sender.as_str()), (None, ""));
    let nowhere = json!({ "text": "返信" });
    let reply = inbox
        .call(
            Method::POST,
            &format!("submissions/{}/reply", nobody.id),
            &nowhere,
        )
        .await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "reply_to");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn submissions_are_kept_as_long_as_the_form_says() {
    let inbox = Inbox::open(pc(), json!({ "retention_days": 30 })).await;
    inbox.sent(&inbox.filled(1, good()).await, None).await;
    let day = 24 * 60 * MINUTE;
    inbox.desk.server.clock.advance(29 * day);
    inbox.sent(&inbox.filled(2, good()).await, None).await;
    inbox.desk.server.clock.advance(day);
    let workspace = inbox.desk.server.app.store.workspace("default").await.unwrap();
    let sweep = |tx: &kotae::store::engine::Tx<'_>| {
        let (count, _) = kotae::store::submissions::sweep(tx, &kotae::store::Actor::Job("retention"))?;
        Ok(count)
    };
    assert_eq!(workspace.main().write(sweep).await.unwrap(), 1);
    assert_eq!(workspace.main().write(sweep).await.unwrap(), 0);
    let left = workspace
        .main()
        .read(|read| {
            kotae::store::submissions::part(read, &kotae_shared::api::forms::SubmissionQuery::default(), 9)
        })
        .await
        .unwrap()
        .0;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0.id, Uuid::from_u128(2));
}
