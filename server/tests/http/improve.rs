//! Questions that the knowledge should answer better, over HTTP.

use crate::harness::{PASSWORD, Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae::store::trial::REST_MS;
use kotae_shared::api::{
    admin::{BulkResult, Entry, EntryEdit, EntryPage, Status},
    improve::{Asked, Figures, Handling, ImproveItem, ImproveKind, ImprovePage, ImproveState},
    problem::Problem,
    widget::{Candidate, Event, EventBatch, EventKind, Outcome, Question, Visit},
};
use kotae_shared::{Lang, Uuid, codec};
use serde_json::json;

pub(crate) async fn send(
    server: &Server,
    who: &SignedIn,
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(body).send().await
}

async fn list(server: &Server, who: &SignedIn, query: &str) -> ImprovePage {
    let path = format!("improve{query}");
    let reply = server.get(&who.api(&path)).by(who).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

pub(crate) async fn asks(server: &Server, key: &str, number: u128, text: &str, outcome: Outcome) {
    let question = EventKind::Question(Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome,
        candidates: Vec::new(),
    });
    tells(server, key, number, question).await;
}

pub(crate) async fn tells(server: &Server, key: &str, number: u128, kind: EventKind) {
    tells_at(server, key, (number, 0), kind).await;
}

/// An event with its place in the visit.
async fn tells_at(server: &Server, key: &str, (number, seq): (u128, u32), kind: EventKind) {
    let batch = EventBatch {
        visit: Visit {
            id: Uuid::from_u128(1),
            visitor: Uuid::from_u128(2),
            page: String::new(),
            lang: Lang::Ja,
            claims: Vec::new(),
        },
        events: vec![Event {
            id: Uuid::from_u128(number),
            conversation: Uuid::from_u128(3),
            seq,
            kind,
        }],
    };
    let call = server.post(&format!("w/{key}/events"));
    let reply = call.body(codec::encode(&batch)).send().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_about_the_same_are_one_group() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    assert_eq!(list(&server, &who, "").await.total, 0);
    asks(&server, &key, 10, "入館証をなくした", Outcome::NotFound).await;
    asks(&server, &key, 11, "VPNに接続したい", Outcome::Candidates).await;
    asks(&server, &key, 12, "ＶＰＮ 接続", Outcome::NotFound).await;
    asks(&server, &key, 13, "答えがある", Outcome::Answer).await;

    let page = list(&server, &who, "").await;
    assert_eq!((page.total, page.states), (2, [2, 0, 0, 0, 0]));
    assert_eq!(page.kinds, [2, 0, 1, 0, 0, 0, 0]);
    let vpn = &page.items[0];
    assert_eq!((vpn.count, vpn.troubles), (2, [1, 0, 1, 0]), "{vpn:?}");
    assert_eq!(
        (vpn.text.as_str(), vpn.examples.len(), vpn.again),
        ("ＶＰＮ 接続", 1, 0)
    );
    assert_eq!((page.since, page.people.len()), (None, 1));
    for (query, count) in [
        ("?kind=not_found", 2),
        ("?kind=not_chosen", 1),
        ("?kind=abandoned", 0),
        ("?kind=not_solved", 0),
        ("?q=vpn", 1),
        ("?widget=other", 0),
        ("?state=new&days=7&sort=newest", 2),
        ("?state=done", 0),
        ("?offset=1", 2),
    ] {
        assert_eq!(list(&server, &who, query).await.total, count, "{query}");
    }
    assert_eq!(list(&server, &who, "?offset=1").await.items.len(), 1);
    let long = format!("improve?q={}", "a".repeat(201));
    let reply = server.get(&who.api(&long)).by(&who).send().await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_has_a_state_and_somebody_whose_it_is() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    asks(&server, &key, 10, "VPNに接続したい", Outcome::NotFound).await;
    let me = list(&server, &who, "").await.people[0].id;

    let edit = json!({ "text": "vpn 接続", "state": "in_progress", "assignee": me, "version": 0 });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let handling: Handling = reply.json();
    assert_eq!((handling.version, handling.assignee), (1, Some(me)));
    let stale = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);

    let mine = list(&server, &who, &format!("?assignee={me}&state=in_progress")).await;
    assert_eq!((mine.total, mine.states), (1, [0, 1, 0, 0, 0]));
    assert_eq!(mine.items[0].handling, handling);

    // A user of nowhere, as one of another workspace is here.
    server.workspace("sales").await;
    let other = server.administrator("sales").await;
    let stranger = list(&server, &other, "").await.people[0].id;
    let edit = json!({ "text": "vpn 接続", "state": "done", "assignee": stranger, "version": 1 });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.json::<Problem>().fields[0].field, "assignee");
    assert_eq!(list(&server, &who, "?state=done").await.total, 0);
    assert_eq!(list(&server, &other, "").await.total, 0);

    let edit = json!({ "text": " ", "state": "done" });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "text");
    let edit = json!({ "text": "vpn 接続", "state": "ignored", "version": 1, "reason": " " });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "reason");
    let edit = json!({ "text": "vpn 接続", "key": "no such", "state": "new", "version": 1 });
    let reply = send(&server, &who, Method::PUT, "improve", &edit).await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "key");
    let edit = json!({ "text": "vpn 接続", "state": "ignored", "version": 1, "reason": "総務の話" });
    let done: Handling = send(&server, &who, Method::PUT, "improve", &edit).await.json();
    assert_eq!(
        (done.state, done.assignee, done.version, done.reason.as_str()),
        (ImproveState::Ignored, None, 2, "総務の話")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_asked_of_what_is_written_now() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let ask = json!({ "text": "社員証を落とした" });
    let before: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!((before.outcome, before.best.len()), (Outcome::NotFound, 0));

    let mut edit = EntryEdit {
        title: "入館カードの再発行".into(),
        answer: "総務へ届け出てください。".into(),
        ..EntryEdit::default()
    };
    let made: Entry = send(&server, &who, Method::POST, "entries", &edit).await.json();
    edit.phrasings = vec!["社員証を落とした".into()];
    (edit.code, edit.version) = (made.code, made.version);
    let path = format!("entries/{}", made.id);
    send(&server, &who, Method::PUT, &path, &edit).await;

    let after: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!(after.outcome, Outcome::Answer);
    let best = &after.best[0];
    assert_eq!(
        (best.entry.id, best.status, best.found),
        (made.id, Status::Draft, true)
    );
    assert!(!best.why.parts.is_empty());

    // What was made for it is kept for the next question, and let go when none comes.
    let workspace = server.app.store.workspace("default").await.unwrap();
    let tidy = async || {
        let store = server.app.store.clone();
        tokio::task::spawn_blocking(move || store.tidy(REST_MS * 10))
            .await
            .unwrap();
        workspace.trial().lock().await.is_some()
    };
    server.clock.advance(REST_MS - 1);
    assert!(tidy().await);
    server.clock.advance(1);
    assert!(!tidy().await);
    let again: Asked = send(&server, &who, Method::POST, "improve/ask", &ask)
        .await
        .json();
    assert_eq!(again.outcome, Outcome::Answer);
}

/// A question that was offered this entry.
fn offered(text: &str, entry: Uuid) -> EventKind {
    EventKind::Question(Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome: Outcome::Candidates,
        candidates: vec![Candidate { entry, score: 300 }],
    })
}

async fn publish(server: &Server, who: &SignedIn) {
    let reply = send(server, who, Method::POST, "publish", &json!({ "note": "" })).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
}

async fn make(server: &Server, who: &SignedIn, edit: &EntryEdit) -> Entry {
    let reply = send(server, who, Method::POST, "entries", edit).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_left_is_told_apart_from_who_asked_something_else() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    tells_at(
        &server,
        &key,
        (10, 1),
        offered("VPNに接続したい", Uuid::from_u128(50)),
    )
    .await;
    let kinds = list(&server, &who, "").await.kinds;
    assert_eq!(kinds[..4], [0, 0, 1, 0], "still there, for all that is known");
    server.clock.advance(30 * MINUTE);
    assert_eq!(list(&server, &who, "").await.kinds[..4], [0, 0, 0, 1]);
    assert_eq!(list(&server, &who, "?kind=abandoned").await.total, 1);
    // She asks something else after all, in the same conversation; what comes late from before changes nothing.
    tells_at(&server, &key, (9, 0), offered("Wi-Fiの設定", Uuid::from_u128(50))).await;
    assert_eq!(list(&server, &who, "?kind=abandoned").await.total, 1);
    tells_at(&server, &key, (11, 2), offered("経費の締切", Uuid::from_u128(50))).await;
    let page = list(&server, &who, "?sort=newest").await;
    let kinds: Vec<_> = page
        .items
        .iter()
        .map(|item| (item.text.as_str(), item.kind))
        .collect();
    assert!(
        kinds.contains(&("VPNに接続したい", ImproveKind::NotChosen)),
        "{kinds:?}"
    );
    assert!(
        kinds.contains(&("経費の締切", ImproveKind::NotChosen)),
        "{kinds:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_in_other_words_are_one_group_and_stay_so() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let others = [
        "有給休暇の申請方法",
        "経費精算の締切はいつですか",
        "プリンターで印刷できない",
        "健康診断の予約",
        "名刺を注文したい",
        "会議室の予約を取り消したい",
        "VPNに接続できません",
    ];
    for (number, text) in (10..).zip(others) {
        asks(&server, &key, number, text, Outcome::NotFound).await;
    }
    asks(&server, &key, 30, "パスワード忘れた", Outcome::NotFound).await;
    asks(&server, &key, 31, "PW を忘れました", Outcome::NotFound).await;
    let page = list(&server, &who, "?q=忘れ").await;
    assert_eq!((page.total, page.items[0].count), (1, 2), "{page:?}");
    let group = &page.items[0];
    let edit = json!({ "key": group.key, "text": group.text, "state": "in_progress", "version": 0 });
    send(&server, &who, Method::PUT, "improve", &edit).await;
    // A newer one in other words gives the group its text, and it is still in progress.
    server.clock.advance(MINUTE);
    asks(&server, &key, 32, "パスワードわすれた", Outcome::NotFound).await;
    let page = list(&server, &who, "").await;
    assert_eq!(page.total, others.len() as u32 + 1, "{:?}", page.items);
    let group = &page.items[0];
    assert_eq!((group.count, group.text.as_str()), (3, "パスワードわすれた"));
    assert_eq!((group.handling.state, group.again), (ImproveState::InProgress, 1));
    assert_eq!(group.examples.len(), 2);
    // The workspace's own synonyms count as well.
    asks(&server, &key, 33, "がちゃぽん 接続できません", Outcome::NotFound).await;
    assert_eq!(list(&server, &who, "").await.total, others.len() as u32 + 2);
    let synonyms = json!({ "terms": ["がちゃぽん", "VPN"], "finds": [], "version": 0 });
    let made = send(&server, &who, Method::POST, "synonyms", &synonyms).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(list(&server, &who, "").await.total, others.len() as u32 + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_done_when_a_publication_finds_it_and_comes_back_when_one_does_not() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    asks(&server, &key, 10, "ぐんじょう色のペンギン", Outcome::NotFound).await;
    let mut edit = EntryEdit {
        title: "入館カードの再発行".into(),
        answer: "総務へ届け出てください。".into(),
        status: Status::Published,
        ..EntryEdit::default()
    };
    let made = make(&server, &who, &edit).await;
    publish(&server, &who).await;

    edit.phrasings = vec!["ぐんじょう色のペンギン".into()];
    (edit.code, edit.version) = (made.code.clone(), made.version);
    let path = format!("entries/{}", made.id);
    send(&server, &who, Method::PUT, &path, &edit).await;
    let handle = json!({ "text": "ぐんじょう色のペンギン", "state": "done", "entry": made.id, "version": 0 });
    let waiting: Handling = send(&server, &who, Method::PUT, "improve", &handle).await.json();
    assert_eq!(
        (waiting.state, waiting.publication),
        (ImproveState::Waiting, None)
    );
    publish(&server, &who).await;
    let page = list(&server, &who, "").await;
    let done = &page.items[0].handling;
    assert_eq!(
        (done.state, done.publication, done.lost),
        (ImproveState::Done, Some(2), None)
    );
    assert_eq!(page.states, [0, 0, 0, 1, 0]);

    // Somebody takes the words out again.
    let entry: Entry = server.get(&who.api(&path)).by(&who).send().await.json();
    edit.phrasings.clear();
    edit.version = entry.version;
    send(&server, &who, Method::PUT, &path, &edit).await;
    publish(&server, &who).await;
    let page = list(&server, &who, "?state=new").await;
    let lost = &page.items[0].handling;
    assert_eq!(
        (lost.state, lost.publication, lost.lost),
        (ImproveState::New, None, Some(3))
    );

    // What visitors have already is done at once; what the named entry does not answer is not.
    let other = make(
        &server,
        &who,
        &EntryEdit {
            title: "名刺の注文".into(),
            ..EntryEdit::default()
        },
    )
    .await;
    let handle = json!({ "text": "入館カードの再発行", "state": "done", "entry": other.id, "version": 0 });
    let waiting: Handling = send(&server, &who, Method::PUT, "improve", &handle).await.json();
    assert_eq!(waiting.state, ImproveState::Waiting);
    let handle = json!({ "text": "入館カードの再発行", "state": "done", "entry": made.id, "version": 1 });
    let done: Handling = send(&server, &who, Method::PUT, "improve", &handle).await.json();
    assert_eq!((done.state, done.publication), (ImproveState::Done, Some(3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_that_need_somebody_are_on_the_same_list() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    let edit = |title: &str, review_on: &str| EntryEdit {
        title: title.into(),
        answer: "答え".into(),
        review_on: review_on.into(),
        status: Status::Published,
        ..EntryEdit::default()
    };
    let due = make(&server, &who, &edit("VPNの接続", "2024-01-01")).await;
    let poor = make(&server, &who, &edit("経費精算", "")).await;
    let good = make(&server, &who, &edit("有給休暇", "2099-01-01")).await;
    let unseen = make(&server, &who, &edit("社史の閲覧", "")).await;
    publish(&server, &who).await;
    assert_eq!(list(&server, &who, "").await.kinds, [0, 0, 0, 0, 1, 0, 0]);
    server.clock.advance(30 * DAY);
    let reply = server
        .sign_in("default", "hanako@default.example", PASSWORD)
        .await;
    let who = SignedIn::from("default", &reply);
    let mut number = 100;
    for (entry, solved) in [(&poor, 2), (&good, 3)] {
        for at in 0..5 {
            let asked = number;
            tells(&server, &key, asked, offered(&entry.title, entry.id)).await;
            let question = Some(Uuid::from_u128(asked));
            let (entry, solved) = (entry.id, at < solved);
            tells(&server, &key, asked + 1, EventKind::Answer { question, entry }).await;
            tells(
                &server,
                &key,
                asked + 2,
                EventKind::Feedback {
                    question,
                    entry,
                    solved,
                },
            )
            .await;
            number += 10;
        }
    }
    tells(
        &server,
        &key,
        90,
        EventKind::Answer {
            question: None,
            entry: due.id,
        },
    )
    .await;
    let page = list(&server, &who, "").await;
    assert_eq!(page.kinds[4..], [1, 1, 1], "{:?}", page.items);
    let of = |kind: ImproveKind| page.items.iter().find(|item| item.kind == kind).unwrap();
    let low = of(ImproveKind::LowSolved);
    assert_eq!((low.entry.as_ref().unwrap().id, low.count), (poor.id, 3));
    let figures = Figures {
        shown: 5,
        chosen: 5,
        solved: 2,
        not_solved: 3,
    };
    assert_eq!(low.figures, Some(figures));
    assert_eq!(of(ImproveKind::NeverShown).entry.as_ref().unwrap().id, unseen.id);
    let review = of(ImproveKind::ReviewDue);
    assert_eq!((review.entry.as_ref().unwrap().id, review.count), (due.id, 1));
    for (query, count) in [
        ("?kind=low_solved", 1),
        ("?kind=never_shown&q=社史", 1),
        ("?kind=never_shown&q=VPN", 0),
        (&format!("?kind=review_due&q={}", due.code), 1),
        ("?kind=review_due&widget=demo", 0),
        ("?kind=review_due&days=7", 1),
    ] {
        assert_eq!(list(&server, &who, query).await.total, count, "{query}");
    }

    // Many at once, and all or none.
    let item =
        |item: &ImproveItem| json!({ "key": item.key, "text": item.text, "version": item.handling.version });
    let items: Vec<_> = page.items.iter().map(item).collect();
    let me = page.people[0].id;
    let edit = json!({ "items": items, "assignee": me, "state": "in_progress" });
    let reply = send(&server, &who, Method::POST, "improve/bulk", &edit).await;
    let count = page.items.len() as u32;
    assert_eq!(reply.json::<BulkResult>().changed, count, "{}", reply.text());
    let again = send(&server, &who, Method::POST, "improve/bulk", &edit).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let mine = list(&server, &who, &format!("?state=in_progress&assignee={me}")).await;
    assert_eq!(mine.total, count);
    let reply = send(
        &server,
        &who,
        Method::POST,
        "improve/bulk",
        &json!({ "items": [], "state": "ignored" }),
    )
    .await;
    assert_eq!(reply.json::<Problem>().fields[0].field, "reason");

    // What is shown, as a table.
    let csv = server
        .get(&who.api("export/improve.csv?kind=low_solved"))
        .by(&who)
        .send()
        .await;
    let text = csv.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("解決率が低い,経費精算"), "{text}");
    // The review is done when the date is moved.
    let mut moved = due.clone();
    moved.review_on = "2099-01-01".into();
    let edit = EntryEdit {
        title: moved.title,
        answer: moved.answer,
        review_on: moved.review_on,
        status: Status::Published,
        version: due.version,
        ..EntryEdit::default()
    };
    send(&server, &who, Method::PUT, &format!("entries/{}", due.id), &edit).await;
    assert_eq!(list(&server, &who, "?kind=review_due").await.total, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_becomes_a_draft() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let key = server.widget_key("default").await;
    asks(&server, &key, 10, "社員証を落とした", Outcome::NotFound).await;
    let item = list(&server, &who, "").await.items.remove(0);
    let of = json!({ "key": item.key, "text": item.text, "version": 0 });
    let draft = json!({ "of": of, "phrasings": ["カードをなくした"] });
    let reply = send(&server, &who, Method::POST, "improve/draft", &draft).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made: Entry = reply.json();
    assert_eq!(
        (made.title.as_str(), made.status),
        ("社員証を落とした", Status::Draft)
    );
    assert_eq!((made.phrasings.len(), made.answer.as_str()), (1, ""));
    let item = list(&server, &who, "").await.items.remove(0);
    assert_eq!(
        (item.handling.state, item.handling.entry),
        (ImproveState::InProgress, Some(made.id))
    );
    // Somebody else has done so meanwhile: nothing is made.
    let again = send(&server, &who, Method::POST, "improve/draft", &draft).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let entries: EntryPage = server.get(&who.api("entries")).by(&who).send().await.json();
    assert_eq!(entries.total, 1);
}
