//! Scenarios: from the help desk's graph to what a visitor may play.

use crate::{harness::Reply, identity::Desk};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Localised, Uuid,
    api::{
        admin::{Entry, EntryEdit, ImportReport, PublishPreview, Status},
        problem::{Fault, Problem},
        scenarios::{ScenarioRecord, ScenarioRow, ScenarioState, ScenarioTrial},
        widget::{Event, EventBatch, EventKind, Visit},
    },
    codec,
    scenario::{
        check::Finding,
        play::{Act, Play},
    },
    settings::{StartItem, StartTarget},
};
use serde_json::{Value, json};

fn entry(title: &str, audience: &[&str]) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: format!("{title}の回答です。"),
        status: Status::Published,
        audience: audience.iter().map(|group| (*group).to_owned()).collect(),
        ..EntryEdit::default()
    }
}

/// One that asks, and leads to an entry.
fn graph(name: &str, entry: Uuid) -> Value {
    json!({
        "name": { "ja": name, "en": "" }, "start": "問い",
        "steps": [
            { "id": "問い", "kind": "choices", "text": { "ja": "**どちら**ですか？", "en": "Which one?" },
              "choices": [{ "label": { "ja": "手順" }, "target": "手順" }, { "label": { "ja": "終わる" }, "target": "終" }] },
            { "id": "手順", "kind": "entry", "entry": entry, "next": "終" },
            { "id": "終", "kind": "end", "text": { "ja": "以上です。" } },
        ],
    })
}

impl Desk {
    async fn rows(&self) -> Vec<ScenarioRow> {
        let path = self.admin.api("scenarios");
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    async fn play(&self, id: Uuid, bearer: Option<&str>) -> Reply {
        self.call(Method::GET, &format!("scenarios/{id}"), bearer)
            .send()
            .await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scenario_is_published_with_what_it_leads_to() {
    let desk = Desk::open().await;
    let password: Entry = desk
        .create("entries", &entry("パスワードの再設定", &[]))
        .await
        .json();
    desk.publish().await;
    let body = json!({ "scenario": graph("パスワード", password.id) });
    let made: ScenarioRecord = desk.create("scenarios", &body).await.json();
    assert_eq!(
        (made.state, made.version, made.entries.len()),
        (ScenarioState::New, 1, 1)
    );
    assert_eq!(
        desk.play(made.id, None).await.status,
        StatusCode::NOT_FOUND,
        "not yet"
    );
    let path = desk.admin.api("publish");
    let preview: PublishPreview = desk.server.get(&path).by(&desk.admin).send().await.json();
    assert_eq!((preview.scenarios, preview.total_changes), (1, 0));

    desk.set(|widget| {
        widget.settings.start = vec![StartItem {
            target: StartTarget::Scenario(made.id),
            label: Localised::default(),
        }];
    })
    .await;
    desk.publish().await;
    assert_eq!(desk.rows().await[0].state, ScenarioState::Published);
    let played = desk.play(made.id, None).await;
    let path = format!("w/{}/scenarios/{}", desk.key, made.id);
    let again = desk
        .server
        .get(&path)
        .header("if-none-match", played.header(header::ETAG));
    assert_eq!(again.send().await.status, StatusCode::NOT_MODIFIED);
    let play: Play = codec::decode(&played.body).unwrap();
    assert_eq!(play.name, ["パスワード", "パスワード"]);
    assert!(matches!(&play.steps[0].act, Act::Choices(choices) if choices.len() == 2 && choices[0].1 == 1));
    assert_eq!(play.steps[1].act, Act::Entry(password.id));
    assert_ne!(play.steps[0].text[0], play.steps[0].text[1]);
    let look = desk.boot(None).await.look;
    assert_eq!(
        look.start[0].1,
        ["パスワード", "パスワード"],
        "a button has its name"
    );

    // The button must go before the scenario.
    let path = desk.admin.api(&format!("scenarios/{}", made.id));
    let used = desk
        .server
        .request(Method::DELETE, &path)
        .by(&desk.admin)
        .send()
        .await;
    assert_eq!(used.json::<Problem>().fields[0].fault, Fault::InUse);
    desk.set(|widget| widget.settings.start.clear()).await;
    let gone = desk
        .server
        .request(Method::DELETE, &path)
        .by(&desk.admin)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        desk.play(made.id, None).await.status,
        StatusCode::OK,
        "until the next publication"
    );
    desk.publish().await;
    assert_eq!(desk.play(made.id, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_leads_to_what_a_visitor_may_not_see_is_not_there() {
    let desk = Desk::open().await;
    let ranks: Entry = desk
        .create("entries", &entry("評価ランク表", &["人事"]))
        .await
        .json();
    let draft = EntryEdit {
        status: Status::Draft,
        ..entry("下書き", &[])
    };
    let draft: Entry = desk.create("entries", &draft).await.json();
    let body = json!({ "scenario": graph("評価の相談", ranks.id) });
    let secret: ScenarioRecord = desk.create("scenarios", &body).await.json();
    let body = json!({ "scenario": graph("準備中", draft.id) });
    let early: ScenarioRecord = desk.create("scenarios", &body).await.json();
    assert!(early.findings[0].warning && early.findings[0].fault == Fault::HiddenEntry);
    let button = |id| StartItem {
        target: StartTarget::Scenario(id),
        label: Localised::default(),
    };
    desk.set(|widget| widget.settings.start = vec![button(secret.id), button(early.id)])
        .await;
    desk.publish().await;
    let bearer = desk.visitor("u-2", &["人事"]).await;
    assert_eq!(desk.play(secret.id, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.play(secret.id, Some(&bearer)).await.status, StatusCode::OK);
    assert!(desk.boot(None).await.look.start.is_empty());
    assert_eq!(desk.boot(Some(&bearer)).await.look.start.len(), 1);
    assert_eq!(
        desk.play(early.id, Some(&bearer)).await.status,
        StatusCode::NOT_FOUND
    );
    let states: Vec<_> = desk.rows().await.iter().map(|row| (row.id, row.state)).collect();
    assert!(states.contains(&(early.id, ScenarioState::Withheld)));
    assert!(states.contains(&(secret.id, ScenarioState::Published)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ways_to_what_a_visitor_may_not_see_are_left_out() {
    let desk = Desk::open().await;
    let ranks: Entry = desk
        .create("entries", &entry("評価ランク表", &["人事"]))
        .await
        .json();
    let vpn: Entry = desk.create("entries", &entry("VPN", &[])).await.json();
    let mut both = graph("相談", ranks.id);
    let steps = both["steps"].as_array_mut().unwrap();
    steps[1]["text"] = json!({ "ja": "査定の話です。" });
    steps.push(json!({ "id": "VPN", "kind": "entry", "entry": vpn.id, "next": "終" }));
    steps[0]["choices"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "label": { "ja": "接続" }, "target": "VPN" }));
    let made: ScenarioRecord = desk
        .create("scenarios", &json!({ "scenario": both }))
        .await
        .json();
    desk.set(|widget| {
        widget.settings.start = vec![StartItem {
            target: StartTarget::Scenario(made.id),
            label: Localised::default(),
        }];
    })
    .await;
    desk.publish().await;
    let bearer = desk.visitor("u-2", &["人事"]).await;
    let whole: Play = codec::decode(&desk.play(made.id, Some(&bearer)).await.body).unwrap();
    assert_eq!(whole.steps.len(), 4);
    let reply = desk.play(made.id, None).await;
    let some: Play = codec::decode(&reply.body).unwrap();
    let ids: Vec<_> = some.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["問い", "終", "VPN"]);
    for secret in ["手順", "査定"] {
        let told = reply
            .body
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!told, "{secret}");
    }
    assert_eq!(desk.boot(None).await.look.start.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_name_their_fields_and_a_dry_run_changes_nothing() {
    let desk = Desk::open().await;
    let entry: Entry = desk.create("entries", &entry("VPN", &[])).await.json();
    let mut bad = graph("x", entry.id);
    bad["steps"][0]["choices"][0]["target"] = json!("どこか");
    bad["steps"][1]["next"] = json!("");
    let post = |path: &str, body: &Value| {
        let call = desk.server.post(&desk.admin.api(path)).by(&desk.admin);
        call.header("accept-language", "ja").json(body)
    };
    let found: Vec<Finding> = post("scenarios/check", &bad).send().await.json();
    assert_eq!(found[0].about, "どこか");
    let refused = post("scenarios", &json!({ "scenario": bad })).send().await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<_> = refused
        .json::<Problem>()
        .fields
        .into_iter()
        .map(|field| field.field)
        .collect();
    assert_eq!(fields, ["steps.0.choices.0.target", "steps.1.next"]);
    assert!(desk.rows().await.is_empty());

    // The same name, and an old version.
    let good = json!({ "scenario": graph("x", entry.id) });
    let made: ScenarioRecord = desk.create("scenarios", &good).await.json();
    let twice = post("scenarios", &good).send().await;
    assert_eq!(twice.json::<Problem>().fields[0].fault, Fault::Taken);
    let path = desk.admin.api(&format!("scenarios/{}", made.id));
    let put = |body: Value| {
        desk.server
            .request(Method::PUT, &path)
            .by(&desk.admin)
            .json(&body)
    };
    let old = json!({ "scenario": graph("y", entry.id), "version": 0 });
    assert_eq!(put(old).send().await.status, StatusCode::CONFLICT);
    let new = json!({ "scenario": graph("y", entry.id), "version": 1 });
    let changed: ScenarioRecord = put(new).send().await.json();
    assert_eq!((changed.version, changed.scenario.name.ja.as_str()), (2, "y"));

    // Out, and in again by a file.
    for name in ["scenarios.csv", "scenarios.json"] {
        let path = desk.admin.api(&format!("export/{name}"));
        let file = desk.server.get(&path).by(&desk.admin).send().await;
        assert!(file.header(header::CONTENT_DISPOSITION).contains(name));
        let import = desk.admin.api("import/scenarios");
        let report = desk
            .server
            .post(&import)
            .by(&desk.admin)
            .body(file.body.clone())
            .send()
            .await;
        let report: ImportReport = report.json();
        assert_eq!((report.unchanged, report.error_count), (1, 0), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_has_the_steps() {
    let desk = Desk::open().await;
    let event = |step: &str| Event {
        id: Uuid::from_u128(7),
        conversation: Uuid::from_u128(8),
        seq: 0,
        kind: EventKind::Scenario {
            scenario: Uuid::from_u128(9),
            step: step.into(),
        },
    };
    let send = async |step: &str| {
        let batch = EventBatch {
            visit: Visit::default(),
            events: vec![event(step)],
        };
        let call = desk.call(Method::POST, "events", None);
        call.body(codec::encode(&batch)).send().await.status
    };
    assert_eq!(send("問い").await, StatusCode::NO_CONTENT);
    assert_eq!(send("").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(&"長".repeat(41)).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_finished_is_tried() {
    let desk = Desk::open().await;
    let all = entry("だれでも", &[]);
    let draft = EntryEdit {
        status: Status::Draft,
        answer: "![絵](https://example.com/a.png) **下書き**の回答です。".into(),
        ..entry("下書き", &[])
    };
    let shown: Entry = desk.create("entries", &all).await.json();
    let hidden: Entry = desk.create("entries", &draft).await.json();
    let few: Entry = desk.create("entries", &entry("一部の人", &["人事"])).await.json();
    desk.publish().await;
    let step = |id: &str, more: Value| {
        let mut step = json!({ "id": id, "kind": "text", "text": { "ja": format!("{id}です") } });
        step.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        step
    };
    let choice = |target: &str| json!({ "label": { "ja": target }, "target": target });
    let scenario = json!({ "name": { "ja": "" }, "start": "問い", "steps": [
        step("問い", json!({ "kind": "choices", "choices": [choice("全"), choice("下"), choice("限"), choice("無"), choice("害"), choice("")] })),
        step("全", json!({ "kind": "entry", "entry": shown.id, "next": "問い" })),
        step("下", json!({ "kind": "entry", "entry": hidden.id, "next": "ない" })),
        step("限", json!({ "kind": "entry", "entry": few.id })),
        step("無", json!({ "kind": "entry" })),
        step("害", json!({ "kind": "link", "url": "javascript:alert(1)", "label": { "ja": "押す" } })),
    ]});
    let path = desk.admin.api("scenarios/play");
    let post = |body: Value| desk.server.post(&path).by(&desk.admin).json(&body).send();
    let trial: ScenarioTrial = post(json!({ "scenario": scenario })).await.json();
    assert_eq!(
        trial.widget.as_ref().map(|widget| widget.key.as_str()),
        Some(desk.key.as_str())
    );
    let steps = &trial.play.steps;
    let named = |id: &str| steps.iter().find(|step| step.id == id).unwrap();
    assert_eq!(named("全").act, Act::Entry(shown.id), "the widget fetches it");
    // What the widget would not get is said by the step itself, and one goes on from there.
    for (id, words) in [("下", "下書き"), ("限", "一部の人の回答です")] {
        assert_eq!(named(id).act, Act::Question, "{id}");
        assert!(format!("{:?}", named(id).text[0]).contains(words), "{id}");
    }
    assert!(format!("{:?}", named("無").text[0]).contains("まだ選ばれていません"));
    // No address of ours runs a script of a scenario.
    assert_eq!(named("害").act, Act::Text);
    assert!(!format!("{steps:?}").contains("javascript"));
    // Every way leads somewhere: in the end to a step that says that nothing follows.
    let last = steps.last().unwrap();
    assert_eq!(last.act, Act::End);
    assert!(format!("{:?}", last.text[0]).contains("まだ作られていません"));
    let Act::Choices(choices) = &steps[0].act else {
        panic!("{:?}", steps[0].act)
    };
    assert!(choices.iter().all(|(_, to)| usize::from(*to) < steps.len()));
    assert!(
        steps[1..]
            .iter()
            .all(|step| step.next.is_some() || step.act == Act::End)
    );

    // From a step in the middle; from one that is not there, from the start.
    let from: ScenarioTrial = post(json!({ "scenario": scenario, "start": "下" })).await.json();
    assert_eq!(from.play.steps[0].id, "下");
    let from: ScenarioTrial = post(json!({ "scenario": scenario, "start": "ない" }))
        .await
        .json();
    assert_eq!(from.play.steps[0].id, "問い");
    let empty = json!({ "scenario": { "name": { "ja": "" }, "start": "", "steps": [] } });
    assert_eq!(post(empty).await.json::<Problem>().fields[0].field, "steps");
    let many: Vec<Value> = (0..501).map(|at| step(&format!("s{at}"), json!({}))).collect();
    let many = json!({ "scenario": { "name": { "ja": "" }, "start": "", "steps": many } });
    assert_eq!(
        post(many).await.json::<Problem>().fields[0].fault,
        Fault::TooLong(500)
    );
    assert!(desk.rows().await.is_empty(), "nothing was stored");
}
