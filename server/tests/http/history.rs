//! What an entry was and what was published, and the way back to both.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae::store::audit;
use kotae_shared::api::admin::{Entry, EntryEdit, Field, Restore, Status, VersionPage};
use serde::Serialize;

/// The help desk at work.
struct Desk {
    server: Server,
    who: SignedIn,
}

impl Desk {
    async fn open() -> Self {
        let server = Server::start().await;
        let who = server.administrator("default").await;
        Self { server, who }
    }

    async fn get(&self, path: &str) -> Reply {
        self.server.get(&self.who.api(path)).by(&self.who).send().await
    }

    async fn send<T: Serialize>(&self, method: Method, path: &str, body: &T) -> Reply {
        let call = self.server.request(method, &self.who.api(path)).by(&self.who);
        call.json(body).send().await
    }

    async fn post<T: Serialize>(&self, path: &str, body: &T) -> Reply {
        self.send(Method::POST, path, body).await
    }

    async fn create(&self, edit: &EntryEdit) -> Entry {
        let reply = self.post("entries", edit).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        reply.json()
    }

    /// Changes an entry, as the editor does.
    async fn change(&self, entry: &Entry, change: impl FnOnce(&mut EntryEdit)) -> Entry {
        let mut edit = EntryEdit {
            code: entry.code.clone(),
            title: entry.title.clone(),
            phrasings: entry.phrasings.clone(),
            keywords: entry.keywords.clone(),
            category: entry.category,
            answer: entry.answer.clone(),
            audience: entry.audience.clone(),
            related: entry.related.clone(),
            status: entry.status,
            version: entry.version,
        };
        change(&mut edit);
        let reply = self
            .send(Method::PUT, &format!("entries/{}", entry.id), &edit)
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
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
    let first = desk.create(&vpn()).await;
    let second = desk.change(&first, |edit| edit.answer = "間違い。".into()).await;
    let third = desk
        .change(&second, |edit| {
            edit.title = "VPN".into();
            edit.status = Status::Draft;
        })
        .await;
    let path = format!("entries/{}", first.id);

    let page: VersionPage = desk.get(&format!("{path}/versions")).await.json();
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
    let older: VersionPage = desk.get(&format!("{path}/versions?before=3")).await.json();
    assert_eq!(older.items, page.items[1..]);
    let whole: EntryEdit = desk.get(&format!("{path}/versions/1")).await.json();
    assert_eq!(
        (whole.answer.as_str(), whole.version),
        ("再起動してください。", 1)
    );
    assert_eq!(
        desk.get(&format!("{path}/versions/9")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        desk.get(&format!("{path}/versions/x")).await.status,
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
    assert_eq!(restored.code, third.code);
    // Nothing is different: no version, no record.
    let again: Entry = desk.post(&restore, &Restore { from: 1, version: 4 }).await.json();
    assert_eq!(again, restored);

    let id = first.id.to_string();
    let workspace = desk.server.app.store.workspace("default").await.unwrap();
    let records = workspace
        .main()
        .read(move |read| audit::of(read, "entry", &id, 10))
        .await
        .unwrap();
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(
        actions,
        ["entry.create", "entry.update", "entry.update", "entry.restore"]
    );
}
