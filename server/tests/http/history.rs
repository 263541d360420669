//! What an entry was and what was published, and the way back to both.

use crate::{harness::Reply, identity::Desk};
use axum::http::StatusCode;
use kotae::store::{
    audit::{self, Record},
    engine::Read,
};
use kotae_shared::{
    api::{
        admin::{
            Category, ChangeCounts, ChangeKind, Entry, EntryEdit, Field, Publication, PublicationDetail,
            PublicationPage, PublishPreview, Restore, Status, VersionPage,
        },
        widget::Answer,
    },
    codec,
};
use serde::Serialize;
use serde_json::json;

impl Desk {
    async fn read(&self, path: &str) -> Reply {
        self.server
            .get(&self.admin.api(path))
            .by(&self.admin)
            .send()
            .await
    }

    async fn post<T: Serialize>(&self, path: &str, body: &T) -> Reply {
        let call = self.server.post(&self.admin.api(path)).by(&self.admin);
        call.json(body).send().await
    }

    async fn records(&self, kind: &'static str, id: String) -> Vec<Record> {
        let workspace = self.server.app.store.workspace("default").await.unwrap();
        let read = move |read: &Read<'_>| audit::of(read, kind, &id, 10);
        workspace.main().read(read).await.unwrap()
    }

    async fn publish_with(&self, note: &str) -> Publication {
        self.create("publish", &json!({ "note": note })).await.json()
    }

    /// What a visitor reads.
    async fn text(&self, entry: &Entry) -> Option<String> {
        let reply = self.answer(entry.id, None).await;
        (reply.status == StatusCode::OK).then(|| {
            let answer: Answer = codec::decode(&reply.body).unwrap();
            format!("{:?}", answer.doc)
        })
    }
}

fn vpn() -> EntryEdit {
    EntryEdit {
        title: "VPN につながらない".into(),
        keywords: vec!["VPN".into()],
        answer: "再起動してください。".into(),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_version_comes_back_as_a_new_one() {
    let desk = Desk::open().await;
    let first: Entry = desk.create("entries", &vpn()).await.json();
    desk.change(&first, |edit| edit.answer = "間違い。".into()).await;
    desk.change(&first, |edit| {
        edit.title = "VPN".into();
        edit.status = Status::Draft;
    })
    .await;
    let path = format!("entries/{}", first.id);

    let page: VersionPage = desk.read(&format!("{path}/versions")).await.json();
    let shown: Vec<_> = page
        .items
        .iter()
        .map(|row| (row.version, row.changed.clone()))
        .collect();
    assert_eq!(
        shown,
        [
            (3, vec![Field::Title, Field::Status]),
            (2, vec![Field::Answer]),
            (1, vec![])
        ]
    );
    assert_eq!(page.next, None);
    let older: VersionPage = desk.read(&format!("{path}/versions?before=3")).await.json();
    assert_eq!(older.items, page.items[1..]);
    let whole: EntryEdit = desk.read(&format!("{path}/versions/1")).await.json();
    assert_eq!(
        (whole.answer.as_str(), whole.version),
        ("再起動してください。", 1)
    );
    assert_eq!(
        desk.read(&format!("{path}/versions/9")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        desk.read(&format!("{path}/versions/x")).await.status,
        StatusCode::NOT_FOUND
    );

    let restore = format!("{path}/restore");
    let stale = desk.post(&restore, &Restore { from: 1, version: 2 }).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let unknown = desk.post(&restore, &Restore { from: 7, version: 3 }).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let restored = desk.post(&restore, &Restore { from: 1, version: 3 }).await;
    assert_eq!(restored.status, StatusCode::OK, "{}", restored.text());
    let restored: Entry = restored.json();
    assert_eq!(
        (restored.title.as_str(), restored.answer.as_str()),
        ("VPN につながらない", "再起動してください。")
    );
    // What is published does not change by it.
    assert_eq!((restored.version, restored.status), (4, Status::Draft));
    assert_eq!(restored.code, first.code);
    // Nothing is different: no version, no record.
    let again: Entry = desk.post(&restore, &Restore { from: 1, version: 4 }).await.json();
    assert_eq!(again, restored);

    let records = desk.records("entry", first.id.to_string()).await;
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(
        actions,
        ["entry.create", "entry.update", "entry.update", "entry.restore"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_publication_comes_back_and_nothing_written_is_lost() {
    let desk = Desk::open().await;
    let kept: Entry = desk.create("entries", &vpn()).await.json();
    let other = EntryEdit {
        title: "プリンター".into(),
        answer: "紙を入れます。".into(),
        ..vpn()
    };
    let withdrawn: Entry = desk.create("entries", &other).await.json();
    desk.publish_with("最初").await;
    let pack = desk.boot(None).await.pack;

    desk.change(&kept, |edit| edit.answer = "間違った手順。".into())
        .await;
    desk.change(&withdrawn, |edit| edit.status = Status::Archived)
        .await;
    let added = EntryEdit {
        title: "経費".into(),
        answer: "経理へ。".into(),
        ..vpn()
    };
    let added: Entry = desk.create("entries", &added).await.json();
    let second = desk.publish_with("三つ変えた").await;
    let counts = ChangeCounts {
        added: 1,
        changed: 1,
        removed: 1,
    };
    assert_eq!((second.number, second.changes), (2, Some(counts)));
    assert!(desk.text(&kept).await.unwrap().contains("間違った手順"));

    let detail: PublicationDetail = desk.read("publications/1").await.json();
    assert!(!detail.current && detail.wider.is_empty());
    assert_eq!((detail.total_changes, detail.total_back), (2, 3));
    let back: Vec<_> = detail.back.iter().map(|row| (row.id, row.kind)).collect();
    assert_eq!(
        back,
        [
            (kept.id, ChangeKind::Changed),
            (withdrawn.id, ChangeKind::Added),
            (added.id, ChangeKind::Removed)
        ]
    );

    let wish = json!({ "note": "手順が間違っていた" });
    let third: Publication = desk.create("publications/1/rollback", &wish).await.json();
    assert_eq!(
        (third.number, third.restores, third.changes),
        (3, Some(1), Some(counts))
    );
    // Visitors have just what they had.
    assert_eq!(desk.boot(None).await.pack, pack);
    assert!(desk.text(&kept).await.unwrap().contains("再起動"));
    assert!(desk.text(&withdrawn).await.is_some());
    assert_eq!(desk.text(&added).await, None);
    // What was written is still there, and stands as a change that is not published.
    let now: Entry = desk.read(&format!("entries/{}", kept.id)).await.json();
    assert_eq!(
        (now.answer.as_str(), now.version, now.published_version),
        ("間違った手順。", 2, Some(1))
    );
    let preview: PublishPreview = desk.read("publish").await.json();
    assert_eq!(preview.total_changes, 3);

    // What is there already is not published again.
    let same: Publication = desk.create("publications/1/rollback", &wish).await.json();
    assert_eq!(same.number, 3);
    let page: PublicationPage = desk.read("publications").await.json();
    let shown: Vec<_> = page
        .items
        .iter()
        .map(|one| (one.number, one.note.as_str()))
        .collect();
    assert_eq!(shown, [(3, "手順が間違っていた"), (2, "三つ変えた"), (1, "最初")]);
    let older: PublicationPage = desk.read("publications?before=2").await.json();
    assert_eq!(older.items, page.items[2..]);
    let records = desk.records("publication", "3".into()).await;
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["publication.rollback"]);

    let unknown = desk.post("publications/9/rollback", &wish).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let long = desk
        .post("publications/2/rollback", &json!({ "note": "x".repeat(501) }))
        .await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The next publication has what was written.
    assert_eq!(desk.publish_with("").await.changes, Some(counts));
    assert!(desk.text(&added).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_back_is_told_what_more_people_would_see() {
    let desk = Desk::open().await;
    let entry: Entry = desk.create("entries", &vpn()).await.json();
    desk.publish_with("").await;
    desk.change(&entry, |edit| edit.audience = vec!["人事".into()])
        .await;
    desk.publish_with("").await;
    assert_eq!(desk.text(&entry).await, None);
    let detail: PublicationDetail = desk.read("publications/1").await.json();
    let wider: Vec<_> = detail.wider.iter().map(|name| name.id).collect();
    assert_eq!(wider, [entry.id]);
    let own: PublicationDetail = desk.read("publications/2").await.json();
    assert!(own.current && own.back.is_empty() && own.wider.is_empty());
    desk.create("publications/1/rollback", &json!({})).await;
    assert!(desk.text(&entry).await.is_some());
    // And narrower again: the pack that everybody had is gone at once.
    let open = desk.boot(None).await.pack.unwrap();
    desk.create("publications/2/rollback", &json!({})).await;
    assert_eq!(desk.text(&entry).await, None);
    let fetched = desk
        .call(axum::http::Method::GET, &format!("pack/{open}"), None)
        .send()
        .await;
    assert_eq!(fetched.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_entries_get_and_lose_keywords_groups_and_category_at_once() {
    let desk = Desk::open().await;
    let category: Category = desk.create("categories", &json!({ "name": "IT" })).await.json();
    let mut ids = Vec::new();
    for title in ["VPN", "メール"] {
        let edit = EntryEdit {
            title: title.into(),
            category: Some(category.id),
            ..vpn()
        };
        let entry: Entry = desk.create("entries", &edit).await.json();
        ids.push(entry.id);
    }
    let change = json!({
        "ids": ids, "add_keywords": [" 在宅 ", "在宅", "VPN"], "clear_category": true, "audience": ["人事"],
    });
    let reply = desk.post("entries/bulk", &change).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let entry: Entry = desk.read(&format!("entries/{}", ids[1])).await.json();
    assert_eq!(entry.keywords, ["VPN", "在宅"]);
    assert_eq!((entry.category, entry.audience), (None, vec!["人事".to_owned()]));
    let change = json!({ "ids": ids, "remove_keywords": ["VPN"], "audience": [] });
    assert_eq!(desk.post("entries/bulk", &change).await.status, StatusCode::OK);
    let entry: Entry = desk.read(&format!("entries/{}", ids[0])).await.json();
    assert_eq!(entry.keywords, ["在宅"]);
    assert!(entry.audience.is_empty());

    let many: Vec<String> = (0..100).map(|n| format!("語{n}")).collect();
    for wrong in [
        json!({ "ids": ids, "add_keywords": many }),
        json!({ "ids": ids, "add_keywords": ["長".repeat(201)] }),
        json!({ "ids": ids, "clear_category": true, "category": category.id }),
    ] {
        let refused = desk.post("entries/bulk", &wrong).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text()
        );
    }
    let same: Entry = desk.read(&format!("entries/{}", ids[0])).await.json();
    assert_eq!(same, entry);
}
