//! Where a widget offers forms, and what is refused.

use crate::forms::{Inbox, faults as visitor_faults, pc};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Entry, FollowUp, Widget},
        forms::{FormRecord, FormState},
        problem::{Fault, Problem},
        widget::{Answer, AnswerRequest, Visit},
    },
    codec,
    doc::{Block, Inline},
    form::words::Said,
    look::{CALLS, Call, Moment},
    settings::StartTarget,
};
use serde_json::{Value, json};

/// Publishes something, so that the widget has more than a greeting.
async fn publish(inbox: &Inbox) {
    let (server, who) = (&inbox.desk.server, &inbox.desk.admin);
    let entry = json!({ "title": "VPN", "answer": "入れ直します。", "status": "published" });
    let made = server.post(&who.api("entries")).by(who).json(&entry).send().await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let done = server
        .post(&who.api("publish"))
        .by(who)
        .json(&json!({}))
        .send()
        .await;
    assert!(done.status.is_success(), "{}", done.text());
}

async fn configure(inbox: &Inbox, part: &str, value: Value) -> crate::harness::Reply {
    let widgets: Vec<Widget> = inbox.get("widgets").await;
    let mut settings = serde_json::to_value(&widgets[0].settings).unwrap();
    settings[part] = value;
    let edit = json!({ "settings": settings, "version": widgets[0].version });
    inbox
        .call(Method::PUT, &format!("widgets/{}", widgets[0].id), &edit)
        .await
}

async fn calls(inbox: &Inbox, lang: Lang) -> Vec<Call> {
    let look = inbox.desk.boot(None).await.look;
    let lines = look.words[lang as usize]
        .iter()
        .find(|(place, _)| *place == CALLS);
    lines.map_or_else(Vec::new, |(_, lines)| {
        lines.lines().filter_map(Call::read).collect()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_offers_open_forms_alone() {
    let inbox = Inbox::open(pc(), json!({})).await;
    publish(&inbox).await;
    let form = inbox.form;
    let done = configure(&inbox, "forms", json!({ "not_found": form, "not_solved": null })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let start = json!([{ "target": { "form": form } }]);
    let done = configure(&inbox, "start", start).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());

    let offered = calls(&inbox, Lang::En).await;
    assert_eq!(
        (offered.len(), offered[0].moment, offered[0].form),
        (1, Moment::NotFound, form)
    );
    assert_eq!(offered[0].name, "PC trouble");
    let look = inbox.desk.boot(None).await.look;
    let names = ["PC の相談", "PC trouble"].map(str::to_owned);
    assert_eq!(look.start, [(StartTarget::Form(form), names)]);

    // What leads to it keeps it from being deleted, though nobody has filled it in.
    let refused: Problem = inbox
        .call(Method::DELETE, &format!("forms/{form}"), &Value::Null)
        .await
        .json();
    assert_eq!(refused.fields[0].fault, Fault::InUse);

    let record: FormRecord = inbox.get(&format!("forms/{form}")).await;
    let record = inbox.set_state("archived", record.version).await;
    assert_eq!(record.state, FormState::Archived);
    assert!(calls(&inbox, Lang::Ja).await.is_empty());
    assert!(inbox.desk.boot(None).await.look.start.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_not_there_is_not_offered() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let nobody = Uuid::from_u128(9);
    for (part, value, field) in [
        ("forms", json!({ "not_found": nobody }), "forms.not_found"),
        ("forms", json!({ "not_solved": nobody }), "forms.not_solved"),
        ("start", json!([{ "target": { "form": nobody } }]), "start.0"),
    ] {
        let refused = configure(&inbox, part, value).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let refused: Problem = refused.json();
        assert_eq!(
            (refused.fields[0].field.as_str(), refused.fields[0].fault),
            (field, Fault::Unknown)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surveys_ask_as_their_rules_say() {
    let stars = json!({
        "name": { "ja": "満足度" },
        "pages": [{ "fields": [{ "key": "stars", "kind": "stars", "label": { "ja": "いかがでしたか" } }] }],
    });
    let inbox = Inbox::open(stars.clone(), json!({ "survey": { "after_answer": true } })).await;
    publish(&inbox).await;
    // An inquiry asks nobody.
    assert!(calls(&inbox, Lang::Ja).await.is_empty());
    let record: FormRecord = inbox.get(&format!("forms/{}", inbox.form)).await;
    let edit = |rule: Value| json!({ "purpose": "survey", "form": stars, "settings": { "survey": rule }, "version": record.version });
    let path = format!("forms/{}", inbox.form);
    let bad = edit(json!({ "percent": 0, "every_days": 400 }));
    let refused: Problem = inbox.call(Method::PUT, &path, &bad).await.json();
    let fields: Vec<&str> = refused.fields.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["settings.survey.percent", "settings.survey.every_days"]);

    let rule = json!({ "after_answer": true, "after_conversation": true, "percent": 25, "every_days": 7 });
    let done = inbox.call(Method::PUT, &path, &edit(rule)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let asked = calls(&inbox, Lang::Ja).await;
    let moments: Vec<Moment> = asked.iter().map(|call| call.moment).collect();
    assert_eq!(moments, [Moment::Answered, Moment::Over]);
    assert_eq!((asked[0].percent, asked[0].days), (25, 7));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_brings_its_words_and_its_day() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let (ja, en) = (
        inbox.page("?lang=ja", None).await,
        inbox.page("?lang=en", None).await,
    );
    assert_eq!(ja.words[Said::Next as usize], "次へ");
    assert_eq!(en.words[Said::Next as usize], "Next");
    assert!(en.today > 20_000, "{}", en.today);
    let mut submit = inbox.filled(1, Vec::new()).await;
    submit.version = en.version;
    let refused = inbox.send(&submit, None).await;
    let named: Vec<String> = visitor_faults(&refused)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(named, ["answers.about", "answers.detail"]);
}

/// Where the last block of an entry's answer leads, and in which words, if it is a link.
async fn follows(inbox: &Inbox, entry: Uuid, lang: Lang) -> Option<(String, String)> {
    let request = AnswerRequest {
        visit: Visit {
            lang,
            ..Visit::default()
        },
        event: Uuid::from_u128(1),
        conversation: Uuid::from_u128(2),
        seq: 0,
        question: None,
        entry,
        preview: true,
    };
    let call = inbox.desk.call(Method::POST, "answers", None);
    let reply = call.body(codec::encode(&request)).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let answer: Answer = codec::decode(&reply.body).unwrap();
    match answer.doc.blocks.last()? {
        Block::Paragraph(inlines) => match inlines.as_slice() {
            [Inline::Link { href, text }] => match text.as_slice() {
                [Inline::Text(text)] => Some((href.clone(), text.clone())),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_leads_to_a_form_that_is_open() {
    let inbox = Inbox::open(pc(), json!({})).await;
    let form = inbox.form;
    let entry = |follow_up: Value| json!({ "title": "PC", "answer": "再起動します。", "status": "published", "follow_up": follow_up });
    for nowhere in [
        json!({ "form": Uuid::from_u128(9) }),
        json!({ "scenario": Uuid::from_u128(9) }),
    ] {
        let refused = inbox.call(Method::POST, "entries", &entry(nowhere)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text()
        );
        let refused: Problem = refused.json();
        assert_eq!(refused.fields[0].field, "follow_up");
    }
    let made: Entry = inbox
        .call(Method::POST, "entries", &entry(json!({ "form": form })))
        .await
        .json();
    assert_eq!(made.follow_up, Some(FollowUp::Form(form)));
    let done = inbox.call(Method::POST, "publish", &json!({})).await;
    assert!(done.status.is_success(), "{}", done.text());
    let to = |name: &str| Some((format!("#f/{form}"), name.to_owned()));
    assert_eq!(follows(&inbox, made.id, Lang::Ja).await, to("PC の相談"));
    assert_eq!(follows(&inbox, made.id, Lang::En).await, to("PC trouble"));

    // A change of it alone is a change for visitors, and the history says so.
    let edit = json!({ "title": "PC", "answer": "再起動します。", "status": "published", "version": 1 });
    let changed: Entry = inbox
        .call(Method::PUT, &format!("entries/{}", made.id), &edit)
        .await
        .json();
    assert_eq!((changed.follow_up, changed.unpublished), (None, true));
    let history: Value = inbox.get(&format!("entries/{}/versions", made.id)).await;
    assert!(history.to_string().contains("follow_up"), "{history}");
    assert_eq!(
        follows(&inbox, made.id, Lang::Ja).await,
        to("PC の相談"),
        "not published yet"
    );

    // A form that is closed is withheld at once.
    let record: FormRecord = inbox.get(&format!("forms/{form}")).await;
    inbox.set_state("archived", record.version).await;
    assert_eq!(follows(&inbox, made.id, Lang::Ja).await, None);
}
