//! The health of the knowledge: each fault is found, mended or let be.

use crate::{
    harness::{Server, SignedIn},
    improve::{asks, send},
    people::member,
};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{Entry, EntryEdit, Status, UserEdit},
        health::{HealthDetail, HealthFinding, HealthKind, HealthPage, LinkFault, limits},
        problem::{Fault, Problem},
        uploads::Upload,
        widget::Outcome,
    },
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn entry(title: &str, phrasings: &[&str], answer: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        phrasings: phrasings.iter().map(|text| (*text).to_owned()).collect(),
        answer: answer.into(),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

struct Room {
    server: Server,
    who: SignedIn,
}

impl Room {
    async fn open() -> Self {
        let server = Server::start().await;
        let who = server.administrator("default").await;
        Self { server, who }
    }

    async fn add(&self, edit: &EntryEdit) -> Entry {
        let reply = send(&self.server, &self.who, Method::POST, "entries", edit).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }

    async fn list(&self, query: &str) -> HealthPage {
        let path = self.who.api(&format!("health{query}"));
        let reply = self.server.get(&path).by(&self.who).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    /// Looks, and waits until that is done.
    async fn look(&self) -> HealthPage {
        let reply = send(&self.server, &self.who, Method::POST, "health", &()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let end = Instant::now() + Duration::from_mins(1);
        loop {
            let page = self.list("").await;
            if !page.running {
                return page;
            }
            assert!(Instant::now() < end, "the look does not end");
            tokio::task::yield_now().await;
        }
    }

    async fn upload(&self) -> Upload {
        let mut png = Vec::new();
        image::RgbImage::from_pixel(4, 4, image::Rgb([1, 2, 3]))
            .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
            .unwrap();
        let path = format!("{}?name=old.png&place=answer", self.who.api("uploads"));
        let reply = self.server.post(&path).by(&self.who).body(png).send().await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }
}

fn of(page: &HealthPage, kind: HealthKind) -> Vec<&HealthFinding> {
    page.items.iter().filter(|finding| finding.kind == kind).collect()
}

fn id(finding: &HealthFinding) -> Uuid {
    finding.entry.as_ref().unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_found() {
    let room = Room::open().await;
    let before = room.list("").await;
    assert!(before.look.is_none() && before.items.is_empty() && before.counts == vec![[0, 0]; 6]);
    let fine = "手順どおりに進めてください。";
    let one = room
        .add(&entry("VPN に接続できない", &["VPN がつながらない"], fine))
        .await;
    let two = room
        .add(&entry("VPN に接続できません", &["VPN がつながらないとき"], fine))
        .await;
    let loser = room
        .add(&entry(
            "会議の準備",
            &[
                "会議の準備をしたい",
                "プロジェクターの貸し出し予約",
                "プロジェクターの予約",
            ],
            fine,
        ))
        .await;
    let winner = room
        .add(&entry(
            "プロジェクターの貸し出し予約",
            &["プロジェクターの予約"],
            fine,
        ))
        .await;
    let bare = room.add(&entry("社員食堂のメニュー", &[], fine)).await;
    let leads = entry(
        "名刺の注文",
        &["名刺がほしい"],
        &format!("[手順](/w/demo/e/{})", Uuid::from_u128(77)),
    );
    let leads = room.add(&leads).await;
    let long = format!(
        "{}ため、ご連絡ください。",
        "申請の内容をたしかめてから次の手順に進む必要があり、".repeat(5)
    );
    let hard = room.add(&entry("出張の申請", &["出張したい"], &long)).await;
    let file = room.upload().await;
    let shown = room.look().await;
    assert!(of(&shown, HealthKind::UnusedFile).is_empty(), "it came just now");
    room.server.clock.advance(2 * 3_600_000);
    let key = room.server.widget_key("default").await;
    asks(&room.server, &key, 1, "見積もり", Outcome::NotFound).await;
    let page = room.look().await;
    assert_eq!(page.look.unwrap().entries, 7);
    assert_eq!(page.look.unwrap().logged, 1);
    assert!(!page.stale);

    let pair = of(&page, HealthKind::Duplicate);
    assert_eq!(pair.len(), 1, "{pair:#?}");
    let HealthDetail::Duplicate { other, likeness } = &pair[0].detail else {
        panic!("{pair:?}")
    };
    assert_eq!((id(pair[0]), other.id), (one.id, two.id));
    assert!((limits::LIKE..=100).contains(likeness));
    assert!(pair[0].message.contains(&two.title));

    let lost = of(&page, HealthKind::Outranked);
    assert_eq!(lost.len(), 1, "{lost:#?}");
    let HealthDetail::OwnWords {
        by,
        lost: count,
        of: all,
        ..
    } = &lost[0].detail
    else {
        panic!("{lost:?}")
    };
    assert_eq!((id(lost[0]), by.id, *all), (loser.id, winner.id, 4));
    assert!(*count >= 1);

    let few = of(&page, HealthKind::Bare);
    assert_eq!(
        few.iter().map(|finding| id(finding)).collect::<Vec<_>>(),
        [bare.id]
    );
    let broken = of(&page, HealthKind::BrokenLink);
    assert_eq!(broken.len(), 1);
    assert_eq!(id(broken[0]), leads.id);
    assert!(matches!(
        &broken[0].detail,
        HealthDetail::Link {
            reason: LinkFault::EntryGone,
            ..
        }
    ));
    let unread = of(&page, HealthKind::Hard);
    assert_eq!(
        unread.iter().map(|finding| id(finding)).collect::<Vec<_>>(),
        [hard.id]
    );
    let unused = of(&page, HealthKind::UnusedFile);
    assert!(matches!(&unused[0].detail, HealthDetail::File { id, .. } if *id == file.id));
    assert_eq!(page.counts, [[1, 0]; 6]);
    assert_eq!(page.total, 6);

    // Chosen, searched, put in order, taken out.
    assert_eq!(room.list("?kind=bare").await.total, 1);
    assert_eq!(room.list("?q=%E7%A4%BE%E5%93%A1").await.total, 1);
    assert_eq!(room.list("?ignored=true").await.total, 0);
    assert_eq!(room.list("?limit=2&offset=4").await.items.len(), 2);
    let long = format!("health?q={}", "a".repeat(201));
    let reply = room.server.get(&room.who.api(&long)).by(&room.who).send().await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    for ending in ["csv", "xlsx"] {
        let path = room.who.api(&format!("export/health.{ending}?kind=bare"));
        let file = room.server.get(&path).by(&room.who).send().await;
        assert!(file.header(header::CONTENT_DISPOSITION).contains("health."));
        if ending == "csv" {
            assert_eq!(file.text().lines().count(), 2, "{}", file.text());
            assert!(file.text().contains(&bare.code));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_used_anywhere_is_not_unused() {
    let room = Room::open().await;
    let file = room.upload().await;
    room.server.clock.advance(2 * 3_600_000);
    assert_eq!(of(&room.look().await, HealthKind::UnusedFile).len(), 1);
    let scenario = json!({ "scenario": { "name": { "ja": "絵を見せる" }, "start": "a", "steps": [
        { "id": "a", "kind": "end", "text": { "ja": format!("![絵](files/{})", file.file) } }] } });
    let made: Value = send(&room.server, &room.who, Method::POST, "scenarios", &scenario)
        .await
        .json();
    assert!(of(&room.look().await, HealthKind::UnusedFile).is_empty());
    // Nor can it be taken away then.
    let path = room.who.api(&format!("uploads/{}", file.id));
    let delete = || room.server.request(Method::DELETE, &path).by(&room.who).send();
    assert_eq!(delete().await.json::<Problem>().fields[0].fault, Fault::InUse);
    let path = room
        .who
        .api(&format!("scenarios/{}", made["id"].as_str().unwrap()));
    room.server
        .request(Method::DELETE, &path)
        .by(&room.who)
        .send()
        .await;
    assert_eq!(of(&room.look().await, HealthKind::UnusedFile).len(), 1);
    assert_eq!(delete().await.status, StatusCode::NO_CONTENT);
    // It is gone from the list without another look.
    assert!(of(&room.list("").await, HealthKind::UnusedFile).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_entries_become_one() {
    let room = Room::open().await;
    let keep = EntryEdit {
        keywords: vec!["VPN".into()],
        ..entry("VPN に接続できない", &["VPN がつながらない"], "a")
    };
    let keep = room.add(&keep).await;
    let gone = EntryEdit {
        keywords: vec!["ｖｐｎ".into(), "リモート".into()],
        ..entry(
            "VPN に接続できません",
            &["VPN がつながらない", "VPN がつながらないとき"],
            "b",
        )
    };
    let gone = room.add(&gone).await;
    room.look().await;
    let wish = json!({ "keep": keep.id, "keep_version": 1, "drop": gone.id, "drop_version": 1 });
    let with = |name: &str, value: Value| {
        let mut other = wish.clone();
        other[name] = value;
        other
    };
    let merge = async |wish: &Value| send(&room.server, &room.who, Method::POST, "health/merge", wish).await;
    assert_eq!(
        merge(&with("drop_version", json!(2))).await.status,
        StatusCode::CONFLICT
    );
    let same = merge(&with("drop", json!(keep.id))).await;
    assert_eq!(same.json::<Problem>().fields[0].field, "drop");
    assert_eq!(
        merge(&with("drop", json!(Uuid::from_u128(5)))).await.status,
        StatusCode::NOT_FOUND
    );
    let one: Entry = merge(&wish).await.json();
    assert_eq!(
        one.phrasings,
        [
            "VPN がつながらない",
            "VPN に接続できません",
            "VPN がつながらないとき"
        ]
    );
    assert_eq!(
        one.keywords,
        ["VPN", "リモート"],
        "the same in other letters is one"
    );
    assert_eq!((one.answer.as_str(), one.status), ("a", Status::Published));
    let path = room.who.api(&format!("entries/{}", gone.id));
    let old: Entry = room.server.get(&path).by(&room.who).send().await.json();
    assert_eq!((old.status, old.answer.as_str()), (Status::Archived, "b"));
    // What was found about entries that have changed is left out until the next look, which finds nothing.
    let page = room.list("").await;
    assert!(page.stale && page.items.is_empty(), "{page:#?}");
    assert!(of(&room.look().await, HealthKind::Duplicate).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_is_let_be_with_a_reason() {
    let room = Room::open().await;
    let bare = room.add(&entry("社員食堂のメニュー", &[], "a")).await;
    let page = room.look().await;
    let key = page.items[0].key.clone();
    let ignore = async |key: &str, reason: &str| {
        let wish = json!({ "key": key, "reason": reason });
        send(&room.server, &room.who, Method::PUT, "health/ignored", &wish).await
    };
    assert_eq!(ignore("bare:nobody", "x").await.status, StatusCode::NOT_FOUND);
    let long = ignore(&key, &"長".repeat(501)).await;
    assert_eq!(long.json::<Problem>().fields[0].fault, Fault::TooLong(500));
    assert_eq!(ignore(&key, " 社内の通称 ").await.status, StatusCode::NO_CONTENT);
    let page = room.list("").await;
    assert_eq!((page.total, page.counts[2]), (0, [0, 1]));
    let left = room.list("?ignored=true").await;
    let why = left.items[0].ignored.as_ref().unwrap();
    assert_eq!((why.reason.as_str(), id(&left.items[0])), ("社内の通称", bare.id));
    // It stays so after another look, and after the server's memory is gone with it.
    assert_eq!(room.look().await.counts[2], [0, 1]);
    assert_eq!(ignore(&key, "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(room.list("").await.counts[2], [1, 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_visitors_asked_is_shown_to_those_who_may_read_it() {
    let room = Room::open().await;
    let fine = "手順どおりに進めてください。";
    room.add(&entry("プリンターで印刷できない", &["印刷できない"], fine))
        .await;
    let behind = room
        .add(&entry(
            "プリンターで印刷できないときの連絡先",
            &["印刷の連絡先"],
            fine,
        ))
        .await;
    let key = room.server.widget_key("default").await;
    for number in 0..u128::from(limits::SELDOM) {
        asks(
            &room.server,
            &key,
            100 + number,
            "プリンターで印刷できない",
            Outcome::Candidates,
        )
        .await;
    }
    let page = room.look().await;
    let lost = of(&page, HealthKind::Outranked);
    assert_eq!(lost.len(), 1, "{page:#?}");
    let HealthDetail::InLog { words, asked, .. } = &lost[0].detail else {
        panic!("{lost:?}")
    };
    assert_eq!(
        (id(lost[0]), words.as_str(), *asked),
        (behind.id, "プリンターで印刷できない", limits::SELDOM)
    );
    let viewer = UserEdit {
        name: "mori".into(),
        email: "mori@default.example".into(),
        lang: Lang::Ja,
        time_zone: "Asia/Tokyo".into(),
        role: Role::Viewer,
        categories: None,
        active: true,
    };
    let (_, reader) = member(&room.server, &room.who, &viewer).await;
    let reply = room.server.get(&reader.api("health")).by(&reader).send().await;
    assert!(reply.json::<HealthPage>().items.is_empty(), "{}", reply.text());
    let reply = send(&room.server, &reader, Method::POST, "health", &()).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}
