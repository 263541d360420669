//! Announcements: from the help desk's form to what an open widget asks for.

use crate::harness::{Server, SignedIn};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Localised, Uuid,
    api::{
        admin::Widget,
        notices::{Notice, NoticeEdit, Shown, Tone},
        problem::{Fault, Problem, ProblemCode},
    },
    codec,
};

const NOW: i64 = 1_760_000_000_000;
const HOUR: i64 = 3_600_000;

fn maintenance() -> NoticeEdit {
    NoticeEdit {
        text: Localised::new(
            "今夜 22 時からメールが止まります。",
            "Mail stops at 22:00 tonight.",
        ),
        tone: Tone::Warning,
        link: "https://status.example.co.jp/".into(),
        starts_at: NOW + HOUR,
        ends_at: NOW + 2 * HOUR,
        ..NoticeEdit::default()
    }
}

async fn shown(server: &Server, key: &str) -> Vec<Shown> {
    let reply = server.get(&format!("w/{key}/notices")).send().await;
    assert_eq!(reply.status, StatusCode::OK);
    codec::decode(&reply.body).unwrap()
}

async fn post(server: &Server, who: &SignedIn, edit: &NoticeEdit) -> crate::harness::Reply {
    let call = server.post(&who.api("notices")).by(who);
    call.header("accept-language", "en").json(edit).send().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_shown_between_its_start_and_its_end() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let made = post(&server, &who, &maintenance()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let notice: Notice = made.json();
    assert!(shown(&server, &key).await.is_empty(), "not yet");
    server.clock.advance(HOUR);
    let seen = shown(&server, &key).await;
    assert_eq!((seen[0].id, seen[0].warning), (notice.id, true));
    let text = maintenance().text;
    assert_eq!(seen[0].text, [text.ja, text.en]);

    let path = format!("w/{key}/notices");
    let first = server.get(&path).send().await;
    assert_eq!(first.header(header::CACHE_CONTROL), "no-cache");
    let tag = first.header(header::ETAG).to_owned();
    let again = server.get(&path).header("if-none-match", &tag).send().await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));

    let edit = NoticeEdit {
        text: Localised::new("22 時 30 分からになりました。", ""),
        version: notice.version,
        ..maintenance()
    };
    let own = who.api(&format!("notices/{}", notice.id));
    let changed = server
        .request(Method::PUT, &own)
        .by(&who)
        .json(&edit)
        .send()
        .await;
    assert_eq!(changed.json::<Notice>().version, 2);
    let again = server.get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(again.status, StatusCode::OK, "the tag follows the content");
    let stale = server
        .request(Method::PUT, &own)
        .by(&who)
        .json(&edit)
        .send()
        .await;
    assert_eq!(stale.json::<Problem>().code, ProblemCode::Conflict);

    server.clock.advance(HOUR);
    assert!(shown(&server, &key).await.is_empty(), "over");
    let gone = server.request(Method::DELETE, &own).by(&who).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let list: Vec<Notice> = server.get(&who.api("notices")).by(&who).send().await.json();
    assert!(list.is_empty());
    let log = server.app.store.workspace("default").await.unwrap();
    let id = notice.id.to_string();
    let records = log
        .main()
        .read(move |read| kotae::store::audit::of(read, "notice", &id, 9))
        .await
        .unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["notice.create", "notice.update", "notice.delete"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_for_some_widgets_is_shown_by_those_alone() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let first: Widget = server
        .get(&who.api("widgets"))
        .by(&who)
        .send()
        .await
        .json::<Vec<_>>()
        .remove(0);
    let (app, settings) = (server.app.clone(), first.settings.clone());
    let make = move || {
        let workspace = app.store.workspace_blocking("default").unwrap();
        let actor = kotae::store::Actor::Job("test");
        app.store
            .create_widget(&actor, &workspace, Some("second"), settings)
            .unwrap()
    };
    let second = tokio::task::spawn_blocking(make).await.unwrap();
    let edit = NoticeEdit {
        starts_at: NOW,
        widgets: vec![second.id],
        ..maintenance()
    };
    assert_eq!(post(&server, &who, &edit).await.status, StatusCode::CREATED);
    assert!(shown(&server, &first.key).await.is_empty());
    assert_eq!(shown(&server, "second").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_notice_is_refused_field_by_field() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let bad = NoticeEdit {
        link: "ftp://x".into(),
        ends_at: NOW,
        ..maintenance()
    };
    let problem: Problem = post(&server, &who, &bad).await.json();
    let faults: Vec<_> = problem
        .fields
        .iter()
        .map(|field| (field.field.as_str(), field.fault))
        .collect();
    assert_eq!(faults, [("link", Fault::NotUrl), ("ends_at", Fault::EndsTooSoon)]);
    assert_eq!(problem.fields[1].message, "The end must be later than the start.");
    let nowhere = NoticeEdit {
        widgets: vec![Uuid::from_u128(5)],
        ..maintenance()
    };
    let problem: Problem = post(&server, &who, &nowhere).await.json();
    assert_eq!(
        (problem.fields[0].field.as_str(), problem.fields[0].fault),
        ("widgets", Fault::Unknown)
    );
    let list: Vec<Notice> = server.get(&who.api("notices")).by(&who).send().await.json();
    assert!(list.is_empty(), "nothing was changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn start_buttons_and_words_are_checked_and_reach_the_widget() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let widget: Widget = server
        .get(&who.api("widgets"))
        .by(&who)
        .send()
        .await
        .json::<Vec<_>>()
        .remove(0);
    let category = server
        .post(&who.api("categories"))
        .by(&who)
        .json(&serde_json::json!({ "name": "IT" }));
    let category: kotae_shared::api::admin::Category = category.send().await.json();
    let save = async |change: serde_json::Value| {
        let mut settings = serde_json::to_value(&widget.settings).unwrap();
        for (name, value) in change.as_object().unwrap() {
            settings[name] = value.clone();
        }
        let path = who.api(&format!("widgets/{}", widget.id));
        let edit = serde_json::json!({ "settings": settings, "version": widget.version });
        server
            .request(Method::PUT, &path)
            .by(&who)
            .json(&edit)
            .send()
            .await
    };
    let first = async |change: serde_json::Value| {
        let problem: Problem = save(change).await.json();
        (problem.fields[0].field.clone(), problem.fields[0].fault)
    };
    let nobody = Uuid::from_u128(9);
    for target in ["category", "entry", "scenario", "form"] {
        let start = serde_json::json!({ "start": [{ "target": { target: nobody } }] });
        assert_eq!(first(start).await, ("start.0".into(), Fault::Unknown), "{target}");
    }
    let many: Vec<_> = (0..9)
        .map(|n| serde_json::json!({ "target": { "entry": Uuid::from_u128(n) } }))
        .collect();
    assert_eq!(
        first(serde_json::json!({ "start": many })).await,
        ("start".into(), Fault::TooLong(8))
    );
    let words = serde_json::json!({ "words": { "sned": { "ja": "x", "en": "" } } });
    assert_eq!(first(words).await, ("settings.words.sned".into(), Fault::Unknown));
    let words = serde_json::json!({ "words": { "more": { "ja": "もっと", "en": "" } } });
    assert_eq!(first(words).await, ("words.more.ja".into(), Fault::Blanks(1)));

    let saved = save(serde_json::json!({
        "start": [{ "target": { "category": category.id }, "label": { "ja": "IT のこと", "en": "" } }],
        "words": { "send": { "ja": "送る", "en": "Send" } },
    }));
    let saved = saved.await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    let boot = server.get(&format!("w/{}/boot", widget.key)).send().await;
    let boot: kotae_shared::api::widget::Boot = codec::decode(&boot.body).unwrap();
    assert_eq!(boot.look.start.len(), 1);
    let own: Vec<&str> = boot.look.words[0].iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        (own, boot.look.words[1].len()),
        (vec!["送る"], 0),
        "only what differs"
    );
}
