//! Many entries at once, and the way back from it.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::StatusCode;
use kotae::store::{audit, engine::Read, entries::edit_of};
use kotae_shared::{
    Uuid,
    api::{
        admin::{BulkEdit, BulkResult, BulkUndo, Category, Entry, EntryEdit, Status, VersionPage},
        improve::Person,
    },
};
use serde::Serialize;
use serde_json::json;

async fn post<T: Serialize>(server: &Server, who: &SignedIn, path: &str, body: &T) -> Reply {
    server.post(&who.api(path)).by(who).json(body).send().await
}

async fn entry(server: &Server, who: &SignedIn, id: Uuid) -> Entry {
    let call = server.get(&who.api(&format!("entries/{id}"))).by(who);
    call.send().await.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_many_is_taken_back_but_for_what_was_changed_since() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let people: Vec<Person> = server.get(&who.api("people")).by(&who).send().await.json();
    let category: Category = post(&server, &who, "categories", &json!({ "name": "IT" }))
        .await
        .json();
    let mut ids = Vec::new();
    for number in 0..3 {
        let edit = EntryEdit {
            title: format!("題 {number}"),
            keywords: vec!["古い".into()],
            status: Status::Published,
            owner: Some(people[0].id),
            ..EntryEdit::default()
        };
        ids.push(post(&server, &who, "entries", &edit).await.json::<Entry>().id);
    }
    let before = entry(&server, &who, ids[0]).await;
    let bulk = BulkEdit {
        ids: ids.clone(),
        status: Some(Status::InReview),
        category: Some(category.id),
        add_keywords: vec!["新しい".into()],
        remove_keywords: vec!["古い".into()],
        audience: Some(vec!["営業".into()]),
        clear_owner: true,
        ..BulkEdit::default()
    };
    let done: BulkResult = post(&server, &who, "entries/bulk", &bulk).await.json();
    assert_eq!((done.changed, done.skipped), (3, 0));
    let after = entry(&server, &who, ids[0]).await;
    assert_eq!(
        (after.status, after.owner, after.keywords.as_slice()),
        (Status::InReview, None, ["新しい".to_owned()].as_slice())
    );
    // One record an entry, and its history knows that it was not alone.
    let workspace = server.app.store.workspace("default").await.unwrap();
    for id in &ids {
        let object = id.to_string();
        let read = move |read: &Read<'_>| audit::of(read, "entry", &object, 10);
        let records = workspace.main().read(read).await.unwrap();
        let of_bulk = records.iter().filter(|record| record.action == "entry.bulk");
        assert_eq!(of_bulk.count(), 1, "{records:?}");
    }
    let path = who.api(&format!("entries/{}/versions", ids[0]));
    let page: VersionPage = server.get(&path).by(&who).send().await.json();
    assert_eq!((page.items[0].batch, page.items[1].batch), (done.batch, None));

    let edit = EntryEdit {
        title: "その後".into(),
        ..edit_of(&entry(&server, &who, ids[2]).await)
    };
    let path = who.api(&format!("entries/{}", ids[2]));
    let call = server.request(axum::http::Method::PUT, &path).by(&who);
    assert_eq!(call.json(&edit).send().await.status, StatusCode::OK);
    let undo = BulkUndo {
        batch: done.batch.unwrap(),
    };
    let back: BulkResult = post(&server, &who, "entries/bulk/undo", &undo).await.json();
    assert_eq!((back.changed, back.skipped), (2, 1));
    let now = entry(&server, &who, ids[0]).await;
    assert_eq!(
        EntryEdit {
            version: before.version,
            ..edit_of(&now)
        },
        edit_of(&before),
        "all of it, status and owner too"
    );
    assert_eq!(now.version, 3, "as a new version");
    assert_eq!(entry(&server, &who, ids[2]).await.title, "その後");
    // The way back can be taken back; once more there is nothing left to do.
    let again: BulkResult = post(&server, &who, "entries/bulk/undo", &undo).await.json();
    assert_eq!((again.changed, again.skipped, again.batch), (0, 3, None));
    let undo = BulkUndo {
        batch: back.batch.unwrap(),
    };
    let redo: BulkResult = post(&server, &who, "entries/bulk/undo", &undo).await.json();
    assert_eq!(redo.changed, 2);
    assert_eq!(entry(&server, &who, ids[0]).await.keywords, ["新しい".to_owned()]);
    let nothing = BulkUndo {
        batch: Uuid::from_u128(7),
    };
    let reply = post(&server, &who, "entries/bulk/undo", &nothing).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
