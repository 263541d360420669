//! Twenty people edit the same and different entries at once: nothing that was acknowledged is lost.

use crate::harness::{Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae::store::entries::edit_of;
use kotae_shared::{
    Uuid,
    api::admin::{Entry, EntryEdit, Status, VersionPage},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const EDITORS: usize = 20;
const SHARED: usize = 3;
const ROUNDS: usize = 15;

/// What a save was acknowledged with: the entry, the version, and the word that it added.
type Acknowledged = (Uuid, u32, String);

async fn entry(server: &Server, who: &SignedIn, id: Uuid) -> Entry {
    let call = server.get(&who.api(&format!("entries/{id}"))).by(who);
    call.send().await.json()
}

/// Adds a word, reading anew whenever somebody was faster.
async fn add(server: &Server, who: &SignedIn, id: Uuid, word: &str) -> (Acknowledged, usize) {
    let mut conflicts = 0;
    loop {
        let mut edit: EntryEdit = edit_of(&entry(server, who, id).await);
        edit.keywords.push(word.to_owned());
        let path = who.api(&format!("entries/{id}"));
        let call = server.request(Method::PUT, &path).by(who);
        let reply = call.json(&edit).send().await;
        match reply.status {
            StatusCode::OK => {
                let saved: Entry = reply.json();
                assert!(saved.keywords.iter().any(|other| other == word));
                return ((id, saved.version, word.to_owned()), conflicts);
            }
            StatusCode::CONFLICT => conflicts += 1,
            _ => panic!("{} {}", reply.status, reply.text()),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_editors_lose_nothing() {
    let server = Arc::new(Server::start().await);
    let who = Arc::new(server.administrator("default").await);
    let mut ids = Vec::new();
    for number in 0..SHARED + EDITORS {
        let edit = EntryEdit {
            title: format!("題 {number}"),
            answer: "答え".into(),
            status: Status::Published,
            ..EntryEdit::default()
        };
        let call = server.post(&who.api("entries")).by(&who).json(&edit);
        ids.push(call.send().await.json::<Entry>().id);
    }
    let ids = Arc::new(ids);
    let editors = (0..EDITORS).map(|editor| {
        let (server, who, ids) = (Arc::clone(&server), Arc::clone(&who), Arc::clone(&ids));
        tokio::spawn(async move {
            let (mut done, mut conflicts) = (Vec::new(), 0);
            for round in 0..ROUNDS {
                // By turns one that all change, and one of his own.
                let id = if round % 3 == 2 {
                    ids[SHARED + editor]
                } else {
                    ids[(editor + round) % SHARED]
                };
                let (saved, lost) = add(&server, &who, id, &format!("語{editor}-{round}")).await;
                done.push(saved);
                conflicts += lost;
            }
            (done, conflicts)
        })
    });
    let (mut acknowledged, mut conflicts) = (Vec::new(), 0);
    for editor in editors.collect::<Vec<_>>() {
        let (done, lost) = editor.await.unwrap();
        acknowledged.extend(done);
        conflicts += lost;
    }
    assert_eq!(acknowledged.len(), EDITORS * ROUNDS);
    assert!(conflicts > 0, "nobody met anybody: this shows nothing");

    let mut by_entry: BTreeMap<Uuid, BTreeMap<u32, String>> = BTreeMap::new();
    for (id, version, word) in acknowledged {
        let before = by_entry.entry(id).or_default().insert(version, word);
        assert_eq!(before, None, "a version was given twice");
    }
    for (id, versions) in by_entry {
        // Each acknowledged version is in the history as it was acknowledged, and no other is.
        let mut listed = BTreeSet::new();
        let mut before = String::new();
        loop {
            let path = who.api(&format!("entries/{id}/versions{before}"));
            let page: VersionPage = server.get(&path).by(&who).send().await.json();
            listed.extend(page.items.iter().map(|row| row.version));
            match page.next {
                Some(next) => before = format!("?before={next}"),
                None => break,
            }
        }
        let wanted: BTreeSet<u32> = std::iter::once(1).chain(versions.keys().copied()).collect();
        assert_eq!(listed, wanted);
        let last = entry(&server, &who, id).await;
        assert_eq!(last.version as usize, versions.len() + 1, "no gap and no surplus");
        for (version, word) in &versions {
            let path = who.api(&format!("entries/{id}/versions/{version}"));
            let kept: EntryEdit = server.get(&path).by(&who).send().await.json();
            assert_eq!(kept.keywords.last(), Some(word));
            assert_eq!(
                kept.keywords.len(),
                *version as usize - 1,
                "on top of the one before"
            );
            assert!(last.keywords.contains(word), "what was acknowledged is there now");
        }
    }
}
