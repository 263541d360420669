//! What a change would do to the questions that were asked, before anybody saves it.

use crate::{
    harness::{Server, SignedIn},
    improve::{asks, send, tells},
};
use axum::http::{Method, StatusCode};
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, EntryEdit, Status},
        impact::{Files, ImpactChange, ImpactEntry, ImpactSynonyms, Logged},
        problem::Problem,
        widget::{EventKind, Outcome},
        words::{SynonymEdit, SynonymPage, SynonymProposal, Synonyms},
    },
    matcher::Matcher,
    pack::{Bodies, Pack},
};

async fn matcher(server: &Server, who: &SignedIn, change: &ImpactChange) -> (i64, Matcher) {
    let reply = send(server, who, Method::POST, "impact/pack", change).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let files = Files::read(&reply.body).unwrap();
    let mut matcher = Matcher::new(Pack::decode(files.first).unwrap());
    assert!(matcher.sharpen(Bodies::decode(files.bodies.to_vec()).unwrap()));
    (files.revision, matcher)
}

fn first(matcher: &Matcher, question: &str) -> Option<Uuid> {
    let found = matcher.ask(question);
    Some(matcher.pack().entry(found.hits.first()?.index)?.id)
}

fn written(title: &str) -> EntryEdit {
    EntryEdit {
        title: title.into(),
        answer: "再起動してください。".into(),
        status: Status::Published,
        ..EntryEdit::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_questions_come_newest_first_and_once_each() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let key = server.widget_key("default").await;
    for (number, text) in [(1, "ＶＰＮ"), (2, "経費"), (3, "vpn"), (4, "印刷")] {
        server.clock.advance(1_000);
        asks(&server, &key, number, text, Outcome::NotFound).await;
    }
    let list = async |query: &str| {
        let path = owner.api(&format!("impact/questions{query}"));
        server.get(&path).by(&owner).send().await.json::<Vec<Logged>>()
    };
    let all: Vec<(String, u32)> = list("")
        .await
        .into_iter()
        .map(|one| (one.text, one.count))
        .collect();
    let expected = [("印刷", 1), ("vpn", 2), ("経費", 1)];
    assert_eq!(all, expected.map(|(text, count)| (text.to_owned(), count)));
    assert_eq!(list("?limit=1").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_found_nothing_are_proposed_with_those_that_found_an_entry() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let entry: Entry = send(&server, &owner, Method::POST, "entries", &written("VPN"))
        .await
        .json();
    let proposals = async || {
        let call = server.get(&owner.api("synonyms/proposals")).by(&owner);
        call.send().await.json::<Vec<SynonymProposal>>()
    };
    let reads = async |number: u128, question: u128| {
        let answer = EventKind::Answer {
            question: Some(Uuid::from_u128(question)),
            entry: entry.id,
        };
        tells(&server, &key, number, answer).await;
    };
    // The nickname finds nothing, then the real name does; much later is another matter.
    asks(&server, &key, 1, "トンネルくん", Outcome::NotFound).await;
    asks(&server, &key, 2, "VPN", Outcome::Answer).await;
    reads(3, 2).await;
    asks(&server, &key, 4, "遠くの言葉", Outcome::NotFound).await;
    server.clock.advance(11 * 60_000);
    asks(&server, &key, 5, "VPN", Outcome::Answer).await;
    reads(6, 5).await;
    let found = proposals().await;
    assert_eq!(found.len(), 1, "{found:?}");
    let one = &found[0];
    assert_eq!(
        (one.said.as_str(), one.then.as_str(), one.entry.id, one.count),
        ("トンネルくん", "VPN", entry.id, 1)
    );
    // A group that has the word settles it; a word in two groups is pointed out.
    for terms in [["トンネルくん", "VPN"], ["ｔｕｎｎｅｌ", "vpn"]] {
        let edit = SynonymEdit {
            terms: terms.map(str::to_owned).to_vec(),
            ..SynonymEdit::default()
        };
        send(&server, &owner, Method::POST, "synonyms", &edit).await;
    }
    assert!(proposals().await.is_empty());
    let page = server
        .get(&owner.api("synonyms"))
        .by(&owner)
        .send()
        .await
        .json::<SynonymPage>();
    assert_eq!(page.shared, ["VPN", "vpn"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_tried_and_nothing_is_saved() {
    let server = Server::start().await;
    let owner = server.administrator("default").await;
    let mut entries = Vec::new();
    for title in ["VPN につながらない", "有給休暇の申請", "名刺の注文"] {
        let reply = send(&server, &owner, Method::POST, "entries", &written(title)).await;
        entries.push(reply.json::<Entry>());
    }
    let (revision, plain) = matcher(&server, &owner, &ImpactChange::default()).await;
    assert_eq!(first(&plain, "在宅のとき"), None);
    assert_eq!(first(&plain, "有給"), Some(entries[1].id));

    let entry = |id, edit| ImpactChange {
        entry: Some(ImpactEntry { id, edit }),
        synonyms: None,
    };
    let mut edit = written("VPN につながらない");
    edit.keywords = vec!["在宅".into()];
    let change = entry(Some(entries[0].id), edit.clone());
    let (same, changed) = matcher(&server, &owner, &change).await;
    assert_eq!(same, revision);
    assert_eq!(changed.pack().len(), 3);
    assert_eq!(first(&changed, "在宅のとき"), Some(entries[0].id));
    // A new one, and one that is taken away.
    let new = entry(None, written("入館証をなくした"));
    assert_eq!(
        first(&matcher(&server, &owner, &new).await.1, "入館証"),
        Some(Uuid::max())
    );
    edit.status = Status::Archived;
    let gone = entry(Some(entries[0].id), edit);
    assert_eq!(first(&matcher(&server, &owner, &gone).await.1, "VPN"), None);

    // A new group of synonyms, then without one that is there.
    let words = SynonymEdit {
        terms: vec!["テレワーク".into(), "VPN".into()],
        ..SynonymEdit::default()
    };
    let group = |id, edit| ImpactChange {
        entry: None,
        synonyms: Some(ImpactSynonyms { id, edit }),
    };
    let with = matcher(&server, &owner, &group(None, Some(words.clone())))
        .await
        .1;
    assert_eq!(first(&with, "テレワークで つながらない"), Some(entries[0].id));
    assert_eq!(first(&with, "テレワーク"), Some(entries[0].id));
    let saved: Synonyms = send(&server, &owner, Method::POST, "synonyms", &words)
        .await
        .json();
    let without = matcher(&server, &owner, &group(Some(saved.id), None)).await.1;
    assert_eq!(first(&without, "テレワーク"), None);

    let kept = server.get(&owner.api(&format!("entries/{}", entries[0].id)));
    assert_eq!(kept.by(&owner).send().await.json::<Entry>(), entries[0]);
    let bad = send(
        &server,
        &owner,
        Method::POST,
        "impact/pack",
        &entry(None, EntryEdit::default()),
    )
    .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.json::<Problem>().fields[0].field, "title");
}
