//! Every route that takes an id, called with ids of another workspace: nothing is found and nothing changes. The rows come
//! from the router's own list: a new route with an id and no row fails.

use crate::harness::{Call, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae::{outbox::Worker, router};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Invited, OutboxPage, SessionRow, Widget},
        forms::{FormPage, Submit},
        sso::ProviderSettings,
        webhooks::{DeliveryPage, NewWebhook},
        widget::{AnswerRequest, Event, EventBatch, EventKind, Visit},
    },
    codec,
    form::answers::{Answer, Value as Answered},
};
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// The other workspace, of which somebody knows every id.
const OTHER: &str = "sales";

/// What stands in the other workspace: the id of one thing of each kind.
struct Other {
    who: SignedIn,
    ids: BTreeMap<&'static str, String>,
    widget: Widget,
}

impl Other {
    async fn of(server: &Server) -> Self {
        server.workspace(OTHER).await;
        let who = server.administrator(OTHER).await;
        let mut ids = BTreeMap::new();
        for (kind, path, body) in [
            ("category", "categories", json!({ "name": "営業" })),
            ("entry", "entries", entry(None)),
            ("draft", "drafts", json!({ "edit": entry(None) })),
            ("notice", "notices", notice(&[])),
            (
                "pinned",
                "pinned",
                json!({ "question": "値引きは誰が決めますか" }),
            ),
            ("synonym", "synonyms", json!({ "terms": ["値引き", "割引"] })),
            ("scenario", "scenarios", scenario("値引きの申請", None)),
            ("form", "forms", form(0, None)),
            ("visitor_field", "visitor-fields", visitor_field("branch")),
            ("letter", "letters", letter()),
            ("provider", "sso/providers", provider(0)),
        ] {
            let reply = server.post(&who.api(path)).by(&who).json(&body).send().await;
            assert_eq!(reply.status, StatusCode::CREATED, "{path}: {}", reply.text());
            ids.insert(kind, reply.json::<Value>()["id"].as_str().unwrap().to_owned());
        }
        let hook = json!({ "name": "社内", "url": "https://127.0.0.1:9/", "events": ["submission.created"] });
        let hook = server
            .post(&who.api("webhooks"))
            .by(&who)
            .json(&hook)
            .send()
            .await;
        assert_eq!(hook.status, StatusCode::CREATED, "{}", hook.text());
        let hook: NewWebhook = hook.json();
        ids.insert("webhook", hook.webhook.id.to_string());
        let invited = server
            .post(&who.api("users?mail=true"))
            .by(&who)
            .json(&user("sato", None));
        let invited: Invited = invited.send().await.json();
        ids.insert("user", invited.user.id.to_string());
        let outbox: OutboxPage = get(server, &who, "outbox").await;
        ids.insert("message", outbox.rows[0].id.to_string());
        let sessions: Vec<SessionRow> = get(server, &who, "account/sessions").await;
        ids.insert("session", sessions[0].id.to_string());
        let upload = server
            .post(&who.api("uploads?name=a.csv"))
            .by(&who)
            .body("a,b\n1,2\n");
        let upload = upload.send().await;
        assert_eq!(upload.status, StatusCode::CREATED, "{}", upload.text());
        let upload: Value = upload.json();
        ids.insert("upload", upload["id"].as_str().unwrap().to_owned());
        ids.insert("file", upload["file"].as_str().unwrap().to_owned());
        let link = server.post(&who.api("preview-links")).by(&who);
        let link = link.json(&json!({})).send().await;
        assert_eq!(link.status, StatusCode::CREATED, "{}", link.text());
        let link: Value = link.json();
        ids.insert("preview", link["link"]["id"].as_str().unwrap().to_owned());
        let address = link["address"].as_str().unwrap();
        ids.insert("token", address.rsplit_once('/').unwrap().1.to_owned());
        let schedule = server.post(&who.api("publish/schedules")).by(&who);
        let schedule = schedule
            .json(&json!({ "at": 1_760_100_000_000_i64 }))
            .send()
            .await;
        assert_eq!(schedule.status, StatusCode::CREATED, "{}", schedule.text());
        let schedule: Value = schedule.json();
        ids.insert("schedule", schedule["id"].as_str().unwrap().to_owned());
        let csv = "title,answer,status\n値上げの決裁,社長です。,draft\n";
        let import = async |path: &str| server.post(&who.api(path)).by(&who).body(csv).send().await;
        let dry: Value = import("import").await.json();
        let done: Value = import(&format!("import?expect={}", dry["token"].as_str().unwrap()))
            .await
            .json();
        ids.insert("check", dry["token"].as_str().unwrap().to_owned());
        ids.insert("import", done["import"].as_str().unwrap().to_owned());
        let publish = server
            .post(&who.api("publish"))
            .by(&who)
            .json(&json!({ "note": "" }));
        assert_eq!(publish.send().await.status, StatusCode::CREATED);
        let widgets: Vec<Widget> = get(server, &who, "widgets").await;
        let widget = widgets.into_iter().next().unwrap();
        ids.insert("widget", widget.id.to_string());
        let kid = server
            .post(&who.api(&format!("widgets/{}/identity", widget.id)))
            .by(&who)
            .json(&json!(null));
        let kid = kid.send().await;
        assert_eq!(kid.status, StatusCode::CREATED, "{}", kid.text());
        ids.insert("kid", kid.json::<Value>()["kid"].as_str().unwrap().to_owned());
        let boot = server.get(&format!("w/{}/boot", widget.key)).send().await;
        let boot: kotae_shared::api::widget::Boot = codec::decode(&boot.body).unwrap();
        ids.insert("hash", boot.pack.unwrap());
        let conversation = Uuid::from_u128(0x00c0_1234);
        let events = EventBatch {
            visit: Visit::default(),
            events: vec![Event {
                id: Uuid::from_u128(0x00e0_1234),
                conversation,
                seq: 0,
                kind: EventKind::Answer {
                    question: None,
                    entry: ids["entry"].parse().unwrap(),
                },
            }],
        };
        let told = server.post(&format!("w/{}/events", widget.key));
        let told = told.body(codec::encode(&events)).send().await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.text());
        ids.insert("conversation", conversation.to_string());
        let open = json!({ "state": "open", "version": 1 });
        let path = who.api(&format!("forms/{}/state", ids["form"]));
        let opened = server
            .request(Method::PUT, &path)
            .by(&who)
            .json(&open)
            .send()
            .await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
        let path = format!("w/{}/forms/{}", widget.key, ids["form"]);
        let page: FormPage = codec::decode(&server.get(&path).send().await.body).unwrap();
        let file = format!(
            "{path}/files?file={}&name=a.txt&visitor={}&start={}",
            FILE,
            Uuid::nil(),
            page.start
        );
        let file = server.post(&file).body("ab").send().await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        // Who is quicker is no person.
        server.clock.advance(3_000);
        let sent = Submit {
            start: page.start,
            ..submit()
        };
        let sent = server.post(&path).body(codec::encode(&sent)).send().await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        ids.insert("submission", submit().id.to_string());
        // An address of this machine is refused, so that it waits.
        Worker::of_webhooks(server.app.clone()).round().await;
        let told: DeliveryPage = get(server, &who, &format!("webhooks/{}/deliveries", hook.webhook.id)).await;
        let delivery = told.rows[0].id;
        let cancel = who.api(&format!("outbox/{delivery}/cancel"));
        assert_eq!(server.post(&cancel).by(&who).send().await.status, StatusCode::OK);
        ids.insert("delivery", delivery.to_string());
        Self { who, ids, widget }
    }
}

async fn get<T: serde::de::DeserializeOwned>(server: &Server, who: &SignedIn, path: &str) -> T {
    server.get(&who.api(path)).by(who).send().await.json()
}

fn entry(category: Option<&str>) -> Value {
    json!({ "title": "値引きの決裁", "answer": "部長です。", "status": "published", "category": category, "version": 0 })
}

/// Port 9 of this machine answers nobody.
fn provider(version: u32) -> Value {
    let settings = ProviderSettings {
        label: "会社".into(),
        issuer: "http://127.0.0.1:9".into(),
        client_id: "kotae".into(),
        ..ProviderSettings::default()
    };
    json!({ "settings": settings, "version": version })
}

fn notice(widgets: &[&str]) -> Value {
    json!({
        "text": { "ja": "本日休業", "en": "" }, "starts_at": 1_760_000_000_000_i64, "ends_at": 1_770_000_000_000_i64, "widgets": widgets,
    })
}

fn scenario(name: &str, entry: Option<&str>) -> Value {
    let steps = match entry {
        None => json!([{ "id": "終", "kind": "end", "text": { "ja": "以上です。" } }]),
        Some(entry) => json!([
            { "id": "始", "kind": "entry", "entry": entry, "next": "終" },
            { "id": "終", "kind": "end" },
        ]),
    };
    json!({ "scenario": { "name": { "ja": name }, "start": steps[0]["id"], "steps": steps }, "version": 0 })
}

fn form(version: u32, notify: Option<&str>) -> Value {
    let fields = json!([{ "key": "text", "kind": "long_text", "label": { "ja": "内容" } },
        { "key": "files", "kind": "file", "label": { "ja": "資料" } }]);
    json!({ "form": { "name": { "ja": "値引きの相談" }, "pages": [{ "fields": fields }] },
        "settings": { "notify": notify.as_slice() }, "version": version })
}

fn visitor_field(key: &str) -> Value {
    json!({ "field": { "key": key, "name": { "ja": "支店" }, "sources": { "page": true } } })
}

const FILE: Uuid = Uuid::from_u128(88);

fn submit() -> Submit {
    Submit {
        id: Uuid::from_u128(77),
        version: 1,
        answers: vec![
            Answer {
                key: "text".into(),
                value: Answered::Text("一割引きたい".into()),
            },
            Answer {
                key: "files".into(),
                value: Answered::Files(vec![FILE]),
            },
        ],
        ..Submit::default()
    }
}

fn letter() -> Value {
    json!({ "kind": "reply", "name": { "ja": "決まり文句" }, "text": { "ja": "{name} 様" }, "version": 1 })
}

fn user(name: &str, categories: Option<&[&str]>) -> Value {
    json!({
        "name": name, "email": format!("{name}@example.co.jp"), "lang": "ja", "time_zone": "Asia/Tokyo", "role": "editor",
        "categories": categories, "active": true,
    })
}

/// What a route is called with: the kind of the id in its path, and a body that would be taken.
enum Row {
    /// JSON, or nothing.
    Of(&'static str, Value),
    /// The widget's binary form, and the kind of the id in its path.
    Bytes(&'static str, Vec<u8>),
    /// The id is read by the page in the browser alone.
    OnlyShown,
}

#[expect(clippy::match_same_arms, reason = "a table is read by its groups")]
fn row(method: &str, path: &str, ids: &BTreeMap<&'static str, String>, widget: &Widget) -> Option<Row> {
    let none = Value::Null;
    Some(
        match (
            method,
            path.strip_prefix("api/admin/{workspace}/").unwrap_or(path),
        ) {
            ("DELETE", "account/sessions/{id}") => Row::Of("session", none),
            ("GET" | "DELETE", "users/{id}" | "users/{id}/sessions" | "users/{id}/second-factor") => {
                Row::Of("user", none)
            }
            ("PUT", "users/{id}") => Row::Of("user", user("tanaka", None)),
            ("POST", "users/{id}/link") => Row::Of("user", none),
            ("POST", "outbox/{id}/retry" | "outbox/{id}/cancel") => Row::Of("message", none),
            ("GET" | "DELETE", "webhooks/{id}") | ("POST", "webhooks/{id}/secret" | "webhooks/{id}/test") => {
                Row::Of("webhook", none)
            }
            ("GET" | "DELETE", "letters/{id}") => Row::Of("letter", none),
            ("PUT", "letters/{id}") => Row::Of("letter", letter()),
            ("PUT", "webhooks/{id}") => {
                let edit = json!({ "name": "a", "url": "https://a.example", "events": ["quota.near"], "version": 1 });
                Row::Of("webhook", edit)
            }
            ("DELETE", "webhooks/{id}/secret") | ("GET", "webhooks/{id}/deliveries") => {
                Row::Of("webhook", none)
            }
            ("GET", "deliveries/{id}") | ("POST", "deliveries/{id}/replay") => Row::Of("delivery", none),
            (
                "GET",
                "entries/{id}"
                | "entries/{id}/review"
                | "entries/{id}/submissions"
                | "entries/{id}/versions"
                | "entries/{id}/versions/{version}",
            ) => Row::Of("entry", none),
            ("PUT", "drafts/{id}") => Row::Of("draft", json!({ "edit": entry(None) })),
            ("DELETE", "drafts/{id}") => Row::Of("draft", none),
            ("POST", "entries/{id}/presence") => Row::Of("entry", json!({ "form": Uuid::nil() })),
            ("POST", "entries/{id}/review") => Row::Of("entry", json!({ "version": 1 })),
            // Where it belongs, the entry is not in review.
            ("POST", "entries/{id}/decision") => Row::Of("entry", json!({ "approve": true, "version": 1 })),
            ("GET", "imports/{id}") => Row::Of("import", none),
            ("POST", "imports/{id}/undo") => Row::Of("import", json!({})),
            (
                "GET",
                "import/checks/{check}"
                | "import/checks/{check}/refused.csv"
                | "import/checks/{check}/refused.xlsx",
            ) => Row::Of("check", none),
            ("POST", "entries/{id}/restore") => Row::Of("entry", json!({ "from": 1, "version": 1 })),
            ("PUT", "entries/{id}") => {
                let mut edit = entry(None);
                edit["version"] = json!(1);
                Row::Of("entry", edit)
            }
            // A number, not an id: the own workspace has none, the other one has the first.
            ("GET", "publications/{number}") => Row::Of("entry", none),
            ("POST", "publications/{number}/rollback") => Row::Of("entry", json!({ "note": "" })),
            ("PUT", "publish/schedules/{id}") => {
                Row::Of("schedule", json!({ "at": 1_760_200_000_000_i64, "version": 1 }))
            }
            // Refused, so that it is still there for the next row.
            ("POST", "publish/schedules/{id}/publish") => {
                Row::Of("schedule", json!({ "force": "長".repeat(501) }))
            }
            ("DELETE", "publish/schedules/{id}") => Row::Of("schedule", none),
            ("DELETE", "preview-links/{id}") => Row::Of("preview", none),
            ("GET", "w/{key}/preview/{token}" | "w/{key}/preview/{token}/e/{entry}") => {
                Row::Of("token", none)
            }
            ("PUT", "categories/{id}") => Row::Of("category", json!({ "name": "総務" })),
            ("DELETE", "categories/{id}") => Row::Of("category", none),
            ("PUT", "categories/{id}/name") => Row::Of("category", json!({ "name": "総務" })),
            ("PUT", "categories/{id}/place") => Row::Of("category", json!({})),
            ("GET", "categories/{id}/merge") => Row::Of("category", none),
            ("POST", "categories/{id}/merge") => {
                Row::Of("category", json!({ "into": Uuid::nil(), "expect": merge() }))
            }
            ("PUT", "notices/{id}") => {
                let mut edit = notice(&[]);
                edit["version"] = json!(1);
                Row::Of("notice", edit)
            }
            ("DELETE", "notices/{id}") => Row::Of("notice", none),
            ("PUT", "pinned/{id}") => Row::Of("pinned", json!({ "question": "a", "version": 1 })),
            ("GET" | "DELETE", "pinned/{id}") => Row::Of("pinned", none),
            ("GET", "synonyms/{id}") => Row::Of("synonym", none),
            ("PUT", "synonyms/{id}") => Row::Of("synonym", json!({ "terms": ["a", "b"], "version": 1 })),
            ("PUT", "sso/providers/{id}") => Row::Of("provider", provider(1)),
            ("DELETE", "sso/providers/{id}") | ("POST", "sso/providers/{id}/test") => {
                Row::Of("provider", none)
            }
            (
                "GET",
                "admin/{workspace}/sso/{provider}/start" | "admin/{workspace}/sso/{provider}/callback",
            ) => Row::Of("provider", none),
            ("DELETE", "synonyms/{id}") => Row::Of("synonym", none),
            ("GET" | "DELETE", "scenarios/{id}") | ("GET", "w/{key}/scenarios/{id}") => {
                Row::Of("scenario", none)
            }
            ("PUT", "scenarios/{id}") => {
                let mut edit = scenario("割引の申請", None);
                edit["version"] = json!(1);
                Row::Of("scenario", edit)
            }
            ("DELETE", "uploads/{id}") => Row::Of("upload", none),
            ("GET", "files/{file}" | "w/{key}/files/{file}") => Row::Of("file", none),
            ("GET", "w/{key}/pack/{hash}") => Row::Of("hash", none),
            ("GET", "w/{key}/e/{entry}" | "w/{key}/f/{form}") => Row::OnlyShown,
            ("GET", "w/{key}/sign-in/{code}") => Row::Of("provider", none),
            ("GET" | "DELETE", "forms/{id}") | ("GET", "forms/{id}/file" | "w/{key}/forms/{id}") => {
                Row::Of("form", none)
            }
            ("GET", "visitor-fields/{id}") => Row::Of("visitor_field", none),
            ("PUT", "visitor-fields/{id}") => {
                let mut edit = visitor_field("branch");
                edit["version"] = json!(1);
                Row::Of("visitor_field", edit)
            }
            ("PUT", "visitor-fields/{id}/state") => {
                Row::Of("visitor_field", json!({ "archived": true, "version": 1 }))
            }
            ("PUT", "visitor-fields/{id}/place") => Row::Of("visitor_field", json!({ "before": null })),
            ("GET", "forms/{id}/results") => Row::Of("form", none),
            ("GET", "forms/{id}/texts") => Row::Of("form", none),
            ("PUT", "forms/{id}") => Row::Of("form", form(2, None)),
            ("PUT", "forms/{id}/state") => Row::Of("form", json!({ "state": "open", "version": 2 })),
            ("POST", "forms/{id}/duplicate") => Row::Of("form", none),
            ("POST", "w/{key}/forms/{id}") => Row::Bytes("form", codec::encode(&submit())),
            ("GET", "conversations/{id}") => Row::Of("conversation", none),
            ("GET" | "DELETE", "submissions/{id}") => Row::Of("submission", none),
            ("GET", "submissions/{id}/files/{number}") => Row::Of("submission", none),
            ("POST", "w/{key}/forms/{id}/files") => Row::Bytes("form", b"ab".to_vec()),
            ("PUT", "submissions/{id}") => Row::Of("submission", json!({ "state": "done", "version": 1 })),
            ("POST", "submissions/{id}/notes" | "submissions/{id}/reply") => {
                Row::Of("submission", json!({ "text": "見ました" }))
            }
            ("POST", "w/{key}/answers") => Row::Bytes(
                "entry",
                codec::encode(&AnswerRequest {
                    entry: ids["entry"].parse().unwrap(),
                    visit: Visit::default(),
                    event: Uuid::from_u128(1),
                    conversation: Uuid::from_u128(2),
                    seq: 0,
                    question: None,
                    preview: false,
                }),
            ),
            ("GET" | "POST", "widgets/{id}" | "widgets/{id}/identity") => Row::Of("widget", none),
            ("PUT", "widgets/{id}") => {
                Row::Of("widget", json!({ "settings": {}, "version": widget.version }))
            }
            ("DELETE", "widgets/{id}/identity/{kid}") => Row::Of("widget", none),
            _ => return None,
        },
    )
}

/// Routes whose body names things: each with a body that names one of the other workspace.
fn bodies(ids: &BTreeMap<&'static str, String>, own: &Own) -> Vec<(Method, String, Value)> {
    let id = |kind: &str| ids[kind].as_str();
    let start = json!([{ "target": { "entry": id("entry") } }, { "target": { "category": id("category") } }]);
    let plays = json!([{ "target": { "scenario": id("scenario") } }]);
    let mut edit = entry(Some(id("category")));
    edit["version"] = json!(1);
    vec![
        (
            Method::POST,
            "entries/bulk".into(),
            json!({ "ids": [id("entry")], "status": "archived" }),
        ),
        (
            Method::POST,
            "entries/bulk".into(),
            json!({ "ids": [own.entry], "category": id("category") }),
        ),
        (Method::POST, "entries".into(), entry(Some(id("category")))),
        (Method::PUT, format!("entries/{}", own.entry), edit),
        (
            Method::POST,
            "categories".into(),
            json!({ "name": "x", "parent": id("category") }),
        ),
        (
            Method::PUT,
            format!("categories/{}/place", own.category),
            json!({ "parent": id("category") }),
        ),
        (
            Method::PUT,
            format!("categories/{}/place", own.category),
            json!({ "before": id("category") }),
        ),
        (
            Method::POST,
            format!("categories/{}/merge", own.category),
            json!({ "into": id("category"), "expect": merge() }),
        ),
        (
            Method::POST,
            "health/merge".into(),
            json!({ "keep": own.entry, "keep_version": 1, "drop": id("entry"), "drop_version": 1 }),
        ),
        (Method::POST, "notices".into(), notice(&[id("widget")])),
        (
            Method::POST,
            "preview-links".into(),
            json!({ "entries": [id("entry")] }),
        ),
        (
            Method::POST,
            "preview-links".into(),
            json!({ "widget": id("widget") }),
        ),
        (
            Method::POST,
            "publish".into(),
            json!({ "only": { "entries": [id("entry")] } }),
        ),
        (
            Method::POST,
            "publish/schedules".into(),
            json!({ "at": 1_760_100_000_000_i64, "only": { "entries": [id("entry")] } }),
        ),
        (
            Method::POST,
            "users".into(),
            user("kato", Some(&[id("category")])),
        ),
        (Method::POST, "forms".into(), form(0, Some(id("user")))),
        (
            Method::PUT,
            format!("visitor-fields/{}/place", own.visitor_field),
            json!({ "before": id("visitor_field") }),
        ),
        (
            Method::POST,
            "phrases/decide".into(),
            json!({ "ids": [id("entry")], "state": "accepted" }),
        ),
        (
            Method::POST,
            "synonyms/delete".into(),
            json!({ "ids": [id("synonym")] }),
        ),
        (
            Method::POST,
            "pinned/delete".into(),
            json!({ "ids": [id("pinned")] }),
        ),
        (
            Method::POST,
            "pinned/proposals".into(),
            json!({ "ids": [id("pinned")], "state": "accepted" }),
        ),
        (
            Method::PUT,
            format!("widgets/{}", own.widget.id),
            json!({ "settings": { "start": start }, "version": own.widget.version }),
        ),
        (
            Method::PUT,
            format!("widgets/{}", own.widget.id),
            json!({ "settings": { "start": plays }, "version": own.widget.version }),
        ),
        (
            Method::PUT,
            format!("widgets/{}", own.widget.id),
            json!({ "settings": { "start": [{ "target": { "form": id("form") } }] }, "version": own.widget.version }),
        ),
        (
            Method::PUT,
            format!("widgets/{}", own.widget.id),
            json!({ "settings": { "forms": { "not_found": id("form"), "not_solved": null } }, "version": own.widget.version }),
        ),
        (
            Method::POST,
            "entries".into(),
            json!({ "title": "別の会社のフォーム", "follow_up": { "form": id("form") } }),
        ),
        (
            Method::POST,
            "scenarios".into(),
            scenario("別の会社の FAQ", Some(id("entry"))),
        ),
        (
            Method::PUT,
            format!("widgets/{}", own.widget.id),
            json!({ "settings": { "design": { "logo": id("file").replace(".csv", ".png") } }, "version": own.widget.version }),
        ),
        (
            Method::DELETE,
            format!("widgets/{}/identity/{}", own.widget.id, id("kid")),
            Value::Null,
        ),
    ]
}

/// Somebody's own workspace.
struct Own {
    who: SignedIn,
    entry: Uuid,
    category: Uuid,
    visitor_field: Uuid,
    widget: Widget,
}

/// A merge that moves nothing.
fn merge() -> Value {
    json!({ "entries": 0, "moved": [], "merged": [], "people": [], "widgets": [] })
}

fn call<'a>(server: &'a Server, who: &SignedIn, method: &Method, path: &str, body: &Value) -> Call<'a> {
    let call = server.request(method.clone(), path).by(who);
    if body.is_null() && method != Method::POST {
        call
    } else {
        call.json(body)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_another_workspace_lead_nowhere() {
    let server = Server::start().await;
    let other = Other::of(&server).await;
    let who = server.administrator("default").await;
    let made = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&entry(None))
        .send()
        .await;
    let category = server
        .post(&who.api("categories"))
        .by(&who)
        .json(&json!({ "name": "自社" }))
        .send()
        .await;
    let field = server
        .post(&who.api("visitor-fields"))
        .by(&who)
        .json(&visitor_field("office"))
        .send()
        .await;
    let widgets: Vec<Widget> = get(&server, &who, "widgets").await;
    let id = |made: &Value| made["id"].as_str().unwrap().parse().unwrap();
    let own = Own {
        entry: id(&made.json()),
        category: id(&category.json()),
        visitor_field: id(&field.json()),
        widget: widgets.into_iter().next().unwrap(),
        who,
    };
    let before = dump(&server);
    let mut wrong = Vec::new();
    let mut check = |name: &str, got: StatusCode, wanted: &[u16]| {
        let after = dump(&server);
        if !wanted.contains(&got.as_u16()) {
            wrong.push(format!("{name}: {got}"));
        }
        for (table, rows) in &after {
            if before.get(table) != Some(rows) {
                wrong.push(format!("{name} changed {table}"));
            }
        }
    };
    let mut known = Vec::new();
    for route in router::routes() {
        let name = format!("{} {}", route.method, route.path);
        let takes_id = route.path.split('/').any(|part| {
            // A language is the installation's.
            let is_no_id = ["{workspace}", "{key}", "{*file}", "{*screen}", "{tag}"].contains(&part);
            part.starts_with('{') && !is_no_id
        }) && !route.path.starts_with("assets/")
            && !route.path.starts_with("demo/")
            // An operator names other workspaces on purpose; nobody else passes (see `installation`).
            && !route.path.contains("/installation/");
        let row = row(route.method.as_str(), route.path, &other.ids, &other.widget);
        if !takes_id && row.is_none() {
            continue;
        }
        let row = row.unwrap_or_else(|| panic!("{name} has no row in the table"));
        let kind = match &row {
            Row::Of(kind, _) | Row::Bytes(kind, _) => *kind,
            Row::OnlyShown => "entry",
        };
        let fill = |workspace: &str, key: &str| {
            route
                .path
                .replace("{workspace}", workspace)
                .replace("{key}", key)
                .replace("{provider}", &other.ids["provider"])
                .replace("{kid}", &other.ids["kid"])
                .replace("{file}", &other.ids["file"])
                .replace("{hash}", &other.ids["hash"])
                .replace("{token}", &other.ids["token"])
                .replace("{entry}", &other.ids["entry"])
                .replace("{check}", &other.ids["check"])
                .replace("{code}", "x")
                .replace("{id}", &other.ids[kind])
                .replace("{version}", "1")
                .replace("{number}", "1")
        };
        let send = async |who: &SignedIn, path: String| match &row {
            Row::Bytes(_, bytes) => {
                server
                    .request(route.method.clone(), &path)
                    .body(bytes.clone())
                    .send()
                    .await
            }
            Row::Of(_, body) => {
                let call = call(&server, who, &route.method, &path, body);
                // As from a page of ours.
                call.header("sec-fetch-site", "same-origin").send().await
            }
            Row::OnlyShown => server.get(&path).send().await,
        };
        let reply = send(&own.who, fill("default", &own.widget.key)).await;
        let wanted: &[u16] = if matches!(row, Row::OnlyShown) {
            &[200]
        } else {
            &[404]
        };
        check(&name, reply.status, wanted);
        known.push((route.method.clone(), name, fill(OTHER, &other.widget.key), row));
    }
    for (method, path, body) in bodies(&other.ids, &own) {
        let reply = call(&server, &own.who, &method, &own.who.api(&path), &body)
            .send()
            .await;
        check(&format!("{method} {path} {body}"), reply.status, &[404, 422]);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    // The same calls reach what they name where it belongs, so that the table tests what it says. What deletes comes last.
    known.sort_by_key(|(method, name, ..)| (*method == Method::DELETE, name.contains("account/sessions")));
    for (method, name, path, row) in known {
        let call = match &row {
            Row::Bytes(_, bytes) => server.request(method, &path).body(bytes.clone()),
            Row::Of(_, body) => {
                call(&server, &other.who, &method, &path, body).header("sec-fetch-site", "same-origin")
            }
            Row::OnlyShown => server.get(&path),
        };
        let reply = call.send().await;
        // A user who was deleted has no sessions and no factor any more.
        // The answer to a sign-in that nobody began is refused.
        // Codes of frames that wait are tried at another widget in `visitor_sign_in`; this widget has no provider.
        let gone = name.contains("users/{id}/") || name.ends_with("/callback") || name.ends_with("/{code}");
        assert!(
            gone || !matches!(reply.status.as_u16(), 400 | 401 | 403 | 404),
            "{name}: {} {}",
            reply.status,
            reply.text()
        );
    }
    assert_ne!(dump(&server), before, "a dump shows changes");
}

/// All rows of all databases as text, by file and table.
fn dump(server: &Server) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let data = server.data.path().join("kotae-data");
    let workspaces = data.join("workspaces");
    let mut files = vec![data.join("control.db")];
    for workspace in ["default", OTHER] {
        files.extend(["main.db", "events.db"].map(|file| workspaces.join(workspace).join(file)));
        let uploads = workspaces.join(workspace).join("uploads");
        all.insert(uploads.display().to_string(), names(&uploads).join(" "));
    }
    for file in files {
        let open = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        for table in tables(&open) {
            all.insert(format!("{} {table}", file.display()), rows(&open, &table));
        }
    }
    all
}

fn tables(open: &Connection) -> Vec<String> {
    let mut query = open
        // What an index of texts has lies in tables of its own, which are read like the others.
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name",
        )
        .unwrap();
    let names = query.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn rows(open: &Connection, table: &str) -> String {
    let mut query = open
        .prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2"))
        .or_else(|_| open.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1")))
        .unwrap();
    let columns = query.column_count();
    let mut rows = query.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            let value: ValueRef<'_> = row.get_ref(column).unwrap();
            let _ = write!(text, "{value:?} ");
        }
        text.push('\n');
    }
    text
}

/// The files below a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for item in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if item.path().is_dir() {
                waiting.push(item.path());
            }
            found.push(item.path().display().to_string());
        }
    }
    found.sort();
    found
}
