//! Publishing a part of what waits, and publishing at a set time.

use crate::{
    harness::{Reply, SignedIn},
    identity::Desk,
    people::member,
    smtp::Smtp,
};
use axum::http::{Method, StatusCode};
use kotae::{jobs::Scheduler, outbox::Worker};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{
            ChangeKind, Entry, EntryEdit, Publication, PublicationCause, PublicationPage, PublishPreview,
            Status, UserEdit,
        },
        problem::{Fault, Problem},
        publishing::{OtherKind, Schedule, ScheduleStop},
        widget::Answer,
    },
    codec,
};
use mail_parser::MessageParser;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

fn entry(title: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: format!("{title}の答え"),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

impl Desk {
    async fn send(&self, who: &SignedIn, method: Method, path: &str, body: &Value) -> Reply {
        let call = self.server.request(method, &who.api(path)).by(who);
        call.json(body).send().await
    }

    async fn ask(&self, path: &str, body: &Value) -> Reply {
        self.send(&self.admin, Method::POST, path, body).await
    }

    async fn preview(&self) -> PublishPreview {
        let path = self.admin.api("publish");
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    async fn schedules(&self) -> Vec<Schedule> {
        let path = self.admin.api("publish/schedules");
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    async fn published(&self, query: &str) -> PublicationPage {
        let path = self.admin.api(&format!("publications{query}"));
        self.server.get(&path).by(&self.admin).send().await.json()
    }

    fn hour(&self, hours: i64) -> i64 {
        self.server.app.clock.now_ms() + hours * HOUR
    }

    async fn says(&self, entry: Uuid) -> String {
        let reply = self.answer(entry, None).await;
        if reply.status != StatusCode::OK {
            return String::new();
        }
        format!("{:?}", codec::decode::<Answer>(&reply.body).unwrap().doc)
    }
}

fn fault(reply: &Reply) -> (String, Fault) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let field = reply.json::<Problem>().fields.swap_remove(0);
    (field.field, field.fault)
}

fn user(name: &str, role: Role, active: bool) -> UserEdit {
    UserEdit {
        name: name.into(),
        email: format!("{}@default.example", name.to_lowercase()),
        lang: Lang::En,
        time_zone: "Asia/Tokyo".into(),
        role,
        active,
        categories: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_preview_names_who_changed_what_and_a_part_of_it_is_published() {
    let desk = Desk::open().await;
    let vpn: Entry = desk.create("entries", &entry("VPN")).await.json();
    let mail: Entry = desk.create("entries", &entry("メール")).await.json();
    desk.publish().await;
    let (_, kim) = member(&desk.server, &desk.admin, &user("Kim", Role::Editor, true)).await;
    desk.change(&vpn, |edit| edit.answer = "一度目".into()).await;
    let edit = EntryEdit {
        version: 2,
        answer: "二度目".into(),
        code: vpn.code.clone(),
        ..entry("VPN")
    };
    let path = format!("entries/{}", vpn.id);
    let saved = desk
        .server
        .request(Method::PUT, &kim.api(&path))
        .by(&kim)
        .json(&edit);
    assert_eq!(saved.send().await.status, StatusCode::OK);
    desk.change(&mail, |edit| edit.status = Status::Archived).await;
    let new: Entry = desk.create("entries", &entry("印刷")).await.json();
    desk.create("categories", &json!({ "name": "総務" })).await;
    desk.create("synonyms", &json!({ "terms": ["印刷", "プリント"], "finds": [] }))
        .await;
    let scenario = json!({ "scenario": { "name": { "ja": "困ったら" }, "start": "終",
        "steps": [{ "id": "終", "kind": "end", "text": { "ja": "以上です。" } }] }, "version": 0 });
    desk.create("scenarios", &scenario).await;

    let preview = desk.preview().await;
    let of = |id: Uuid| preview.changes.iter().find(|change| change.id == id).unwrap();
    assert_eq!(
        (of(vpn.id).kind, of(vpn.id).published, of(vpn.id).version),
        (ChangeKind::Changed, Some(1), Some(3))
    );
    assert_eq!(of(vpn.id).people, ["Kim", "鈴木 花子"], "the last one first");
    assert_eq!(of(mail.id).kind, ChangeKind::Removed);
    assert_eq!((of(new.id).kind, of(new.id).published), (ChangeKind::Added, None));
    let named: Vec<_> = preview
        .others
        .iter()
        .map(|other| (other.of, other.name.as_str(), other.by.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (OtherKind::Synonyms, "印刷・プリント", "鈴木 花子"),
            (OtherKind::Scenario, "困ったら", "鈴木 花子")
        ],
        "a category without entries is nothing for visitors"
    );

    for (only, field, wanted) in [
        (json!({}), "only", Fault::Required),
        (
            json!({ "entries": [Uuid::from_u128(5)] }),
            "only.entries",
            Fault::NoEntry,
        ),
    ] {
        let refused = desk.ask("publish", &json!({ "only": only })).await;
        assert_eq!(fault(&refused), (field.into(), wanted));
    }
    let part = json!({ "only": { "entries": [vpn.id, mail.id] } });
    let made: Publication = desk.ask("publish", &part).await.json();
    assert_eq!((made.cause, made.entries), (PublicationCause::Part, 1));
    assert_eq!(desk.titles().await, ["VPN"]);
    assert!(desk.says(vpn.id).await.contains("二度目") && desk.says(mail.id).await.is_empty());
    let rest = desk.preview().await;
    assert_eq!(
        (rest.total_changes, rest.words, rest.scenarios, rest.others.len()),
        (1, 1, 1, 2),
        "all else still waits"
    );
    let words = json!({ "only": { "words": true, "scenarios": true } });
    desk.ask("publish", &words).await;
    let rest = desk.preview().await;
    assert_eq!((rest.total_changes, rest.words, rest.scenarios), (1, 0, 0));
    assert!(rest.others.is_empty());
    desk.publish().await;
    assert_eq!(desk.preview().await.waiting(), 0);
    assert_eq!(desk.titles().await, ["VPN", "印刷"]);

    let all = desk.published("").await;
    assert_eq!((all.items.len(), all.people.len()), (4, 1));
    assert_eq!(desk.published("?by=Kim").await.items.len(), 0);
    let none = format!("?since={}", desk.hour(1));
    assert!(desk.published(&none).await.items.is_empty());
    let until = format!("?by=鈴木 花子&to={}", desk.hour(1)).replace(' ', "%20");
    assert_eq!(desk.published(&until).await.items.len(), 4);
    let path = desk.admin.api("export/publications.csv");
    let file = desk.server.get(&path).by(&desk.admin).send().await.text();
    assert!(file.lines().count() == 5 && file.contains("一部の公開"), "{file}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_ready_when_it_was_scheduled_is_published_at_its_time() {
    let desk = Desk::open().await;
    let mut scheduler = Scheduler::new(desk.server.app.clone());
    let vpn: Entry = desk.create("entries", &entry("VPN")).await.json();
    let mail: Entry = desk.create("entries", &entry("メール")).await.json();
    desk.publish().await;
    let nothing = json!({ "at": desk.hour(2) });
    let empty = desk.ask("publish/schedules", &nothing).await;
    assert_eq!(fault(&empty), ("only".into(), Fault::Required), "nothing waits");
    for one in [&vpn, &mail] {
        desk.change(one, |edit| edit.answer = "新しい規程".into()).await;
    }
    let new: Entry = desk.create("entries", &entry("印刷")).await.json();
    desk.create("synonyms", &json!({ "terms": ["印刷", "プリント"], "finds": [] }))
        .await;
    let past = desk
        .ask("publish/schedules", &json!({ "at": desk.hour(-1) }))
        .await;
    assert_eq!(fault(&past), ("at".into(), Fault::Passed));
    let wish = json!({ "at": desk.hour(2), "note": "四月の改定" });
    let made = desk.ask("publish/schedules", &wish).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made: Schedule = made.json();
    assert_eq!(
        (made.total_changes, made.words, made.categories),
        (3, true, false)
    );
    assert_eq!((made.by.as_str(), made.at % 60_000), ("鈴木 花子", 0));

    // Later changes are not in it, and are shown not to be.
    desk.change(&vpn, |edit| edit.answer = "まだ書きかけ".into())
        .await;
    // What somebody publishes meanwhile stays.
    desk.change(&mail, |edit| edit.answer = "急ぎの訂正".into()).await;
    desk.ask("publish", &json!({ "only": { "entries": [mail.id] } }))
        .await;
    let listed = desk.schedules().await.remove(0);
    let flags = |id: Uuid| {
        let change = listed.changes.iter().find(|one| one.change.id == id).unwrap();
        (change.newer, change.overtaken)
    };
    assert_eq!(flags(vpn.id), (true, false));
    assert_eq!(flags(mail.id), (true, true));
    assert_eq!(flags(new.id), (false, false));

    // Another time.
    let path = format!("publish/schedules/{}", made.id);
    let later = json!({ "at": desk.hour(3), "note": "四月の改定", "version": 1 });
    let moved = desk.send(&desk.admin, Method::PUT, &path, &later).await;
    assert_eq!(moved.json::<Schedule>().version, 2);
    let stale = desk.send(&desk.admin, Method::PUT, &path, &later).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    scheduler.round().await;
    desk.server.clock.advance(2 * HOUR);
    scheduler.round().await;
    assert_eq!(desk.schedules().await.len(), 1, "not at its first time");
    // Off at its time: it is made when Kotae is back.
    desk.server.clock.advance(5 * HOUR);
    scheduler.round().await;
    assert!(desk.schedules().await.is_empty());
    let last = desk.published("").await.items.remove(0);
    assert_eq!(
        (last.cause, last.by.as_str(), last.note.as_str()),
        (PublicationCause::Schedule, "鈴木 花子", "四月の改定")
    );
    assert!(desk.says(vpn.id).await.contains("新しい規程"));
    assert!(desk.says(mail.id).await.contains("急ぎの訂正"));
    assert_eq!(desk.titles().await, ["VPN", "メール", "印刷"]);
    let rest = desk.preview().await;
    assert_eq!((rest.total_changes, rest.words), (1, 0), "what was written later");

    // One that is taken back is not made.
    let wish = json!({ "at": desk.hour(1) });
    let again: Schedule = desk.ask("publish/schedules", &wish).await.json();
    let path = format!("publish/schedules/{}", again.id);
    let gone = desk.send(&desk.admin, Method::DELETE, &path, &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    desk.server.clock.advance(2 * HOUR);
    scheduler.round().await;
    assert!(desk.says(vpn.id).await.contains("新しい規程"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinned_questions_stop_it_and_who_scheduled_it_is_told() {
    let (desk, smtp) = (Desk::open().await, Smtp::start().await);
    smtp.serve(&desk.server, &desk.admin).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(desk.server.app.clone()),
        Worker::new(desk.server.app.clone()),
    );
    let (_, approver) = member(&desk.server, &desk.admin, &user("Ann", Role::Approver, true)).await;
    worker.round().await;
    let before = smtp.received().len();
    desk.create("pinned", &json!({ "question": "社長の年収", "entry": null }))
        .await;
    desk.create("entries", &entry("社長の年収")).await;
    let wish = json!({ "at": desk.hour(1) });
    let made: Schedule = desk
        .send(&approver, Method::POST, "publish/schedules", &wish)
        .await
        .json();
    scheduler.round().await;
    desk.server.clock.advance(2 * HOUR);
    scheduler.round().await;
    assert!(desk.titles().await.is_empty());
    let stopped = desk.schedules().await.remove(0);
    assert_eq!(stopped.stopped, Some(ScheduleStop::Pinned(1)));
    worker.round().await;
    let mails = smtp.received();
    assert_eq!(mails.len(), before + 1);
    let mail = mails.last().unwrap();
    assert!(mail.to.contains("ann@"), "{}", mail.to);
    let parsed = MessageParser::default().parse(mail.data.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap();
    assert!(
        text.contains("社長の年収") && text.contains("/admin/default/publish"),
        "{text}"
    );
    // It is not tried again and again.
    scheduler.round().await;
    worker.round().await;
    assert_eq!(smtp.received().len(), before + 1);

    let path = format!("publish/schedules/{}/publish", made.id);
    let refused = desk.ask(&path, &json!({})).await;
    assert_eq!(fault(&refused), ("force".into(), Fault::Pinned(1)));
    let forced = desk.ask(&path, &json!({ "force": "公開情報になった" })).await;
    assert_eq!(forced.status, StatusCode::CREATED, "{}", forced.text());
    assert_eq!(desk.titles().await, ["社長の年収"]);
    assert!(desk.schedules().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_scheduled_who_may_not_publish_any_more_is_stopped_and_the_owners_are_told() {
    let (desk, smtp) = (Desk::open().await, Smtp::start().await);
    smtp.serve(&desk.server, &desk.admin).await;
    let (mut scheduler, mut worker) = (
        Scheduler::new(desk.server.app.clone()),
        Worker::new(desk.server.app.clone()),
    );
    let (id, approver) = member(&desk.server, &desk.admin, &user("Ann", Role::Approver, true)).await;
    worker.round().await;
    let before = smtp.received().len();
    let new: Entry = desk.create("entries", &entry("印刷")).await.json();
    let wish = json!({ "at": desk.hour(10) });
    let made: Schedule = desk
        .send(&approver, Method::POST, "publish/schedules", &wish)
        .await
        .json();
    scheduler.round().await;
    let edit = serde_json::to_value(user("Ann", Role::Editor, true)).unwrap();
    let path = format!("users/{id}");
    let changed = desk.send(&desk.admin, Method::PUT, &path, &edit).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    scheduler.round().await;
    let stopped = desk.schedules().await.remove(0);
    assert_eq!(
        stopped.stopped,
        Some(ScheduleStop::Person),
        "long before its time"
    );
    worker.round().await;
    let mails = smtp.received();
    let of_owner: Vec<_> = mails[before..]
        .iter()
        .filter(|mail| mail.to.contains("hanako@"))
        .collect();
    assert_eq!(of_owner.len(), 1);
    // Somebody who may sets a time, and answers for it.
    let path = format!("publish/schedules/{}", made.id);
    let edit = json!({ "at": desk.hour(1), "version": 1 });
    let taken: Schedule = desk.send(&desk.admin, Method::PUT, &path, &edit).await.json();
    assert_eq!((taken.by.as_str(), taken.stopped), ("鈴木 花子", None));
    desk.server.clock.advance(2 * HOUR);
    scheduler.round().await;
    assert!(desk.says(new.id).await.contains("印刷の答え"));
}
