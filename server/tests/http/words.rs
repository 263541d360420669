//! Synonyms, learned phrases and the settings of matching, over HTTP.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::api::{
    admin::{Entry, EntryEdit, ImportReport, Publication, PublishPreview, Status},
    problem::{Fault, Problem},
    widget::{Boot, Event, EventBatch, EventKind, Outcome, Question, Visit},
    words::{
        Collected, Matching, PhrasePage, PhraseResult, PhraseState, SynonymEdit, SynonymPage, Synonyms,
        limits,
    },
};
use kotae_shared::{
    Lang, Uuid, codec,
    matcher::{Hit, Matcher},
    pack::Pack,
};
use serde_json::json;

async fn send(
    server: &Server,
    who: &SignedIn,
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> Reply {
    let call = server.request(method, &who.api(path)).by(who);
    call.json(body).send().await
}

async fn show(server: &Server, who: &SignedIn, path: &str) -> Reply {
    let reply = server.get(&who.api(path)).by(who).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply
}

fn edit(terms: &[&str], finds: &[&str]) -> SynonymEdit {
    let list = |terms: &[&str]| terms.iter().map(|&term| term.to_owned()).collect();
    SynonymEdit {
        terms: list(terms),
        finds: list(finds),
        version: 0,
    }
}

fn fault(reply: &Reply) -> (String, Fault, String) {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    let problem: Problem = reply.json();
    let field = &problem.fields[0];
    (field.field.clone(), field.fault, field.message.clone())
}

async fn published(server: &Server, who: &SignedIn) -> Publication {
    let reply = send(server, who, Method::POST, "publish", &json!({})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

async fn pending(server: &Server, who: &SignedIn) -> u32 {
    show(server, who, "publish").await.json::<PublishPreview>().words
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_are_made_changed_found_and_deleted() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let made = send(
        &server,
        &who,
        Method::POST,
        "synonyms",
        &edit(&[" 勤怠 ", "ｷﾝﾀｲ", "打刻", ""], &[]),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made: Synonyms = made.json();
    assert_eq!(
        (made.terms.as_slice(), made.version),
        (&["勤怠".to_owned(), "ｷﾝﾀｲ".to_owned(), "打刻".to_owned()][..], 1)
    );
    let one_way = send(
        &server,
        &who,
        Method::POST,
        "synonyms",
        &edit(&["端末"], &["パソコン"]),
    )
    .await;
    assert_eq!(one_way.status, StatusCode::CREATED, "{}", one_way.text());

    let path = format!("synonyms/{}", made.id);
    let stale = send(
        &server,
        &who,
        Method::PUT,
        &path,
        &edit(&["勤怠", "タイムカード"], &[]),
    )
    .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let mut newer = edit(&["勤怠", "タイムカード"], &[]);
    newer.version = 1;
    let changed: Synonyms = send(&server, &who, Method::PUT, &path, &newer).await.json();
    assert_eq!((changed.version, changed.updated_by.as_str()), (2, "鈴木 花子"));

    let all: SynonymPage = show(&server, &who, "synonyms").await.json();
    assert_eq!((all.total, all.items.len()), (2, 2));
    let found: SynonymPage = show(&server, &who, "synonyms?q=%E3%81%9F%E3%81%84%E3%82%80")
        .await
        .json();
    assert_eq!(
        (found.total, found.items[0].id),
        (1, made.id),
        "たいむ finds タイムカード"
    );
    let second: SynonymPage = show(&server, &who, "synonyms?offset=1&limit=1").await.json();
    assert_eq!((second.total, second.items.len()), (2, 1));

    let gone = server
        .request(Method::DELETE, &who.api(&path))
        .by(&who)
        .send()
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let again = server
        .request(Method::DELETE, &who.api(&path))
        .by(&who)
        .send()
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(
        show(&server, &who, "synonyms").await.json::<SynonymPage>().total,
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named_in_both_languages() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let long = "あ".repeat(limits::TERM + 1);
    let many: Vec<String> = (0..=limits::TERMS).map(|number| format!("語{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (wrong, field, wanted) in [
        (edit(&["", " "], &["x"]), "terms", Fault::Required),
        (edit(&["パソコン", "ﾊﾟｿｺﾝ"], &[]), "terms", Fault::TooFew(2)),
        (
            edit(&["a", &long], &[]),
            "terms",
            Fault::TooLong(limits::TERM as u32),
        ),
        (edit(&many, &[]), "terms", Fault::TooLong(limits::TERMS as u32)),
        (
            edit(&many[..30], &many[30..]),
            "finds",
            Fault::TooLong(limits::TERMS as u32),
        ),
        (edit(&["a"], &["b\nc"]), "finds", Fault::BadCharacters),
        (edit(&["a", "ー"], &[]), "terms", Fault::BadCharacters),
    ] {
        let reply = send(&server, &who, Method::POST, "synonyms", &wrong).await;
        let (found, fault, message) = fault(&reply);
        assert_eq!((found.as_str(), fault), (field, wanted), "{wrong:?}");
        assert!(message.contains('。'), "{message}");
    }
    let call = server
        .post(&who.api("synonyms"))
        .by(&who)
        .header("accept-language", "en");
    let english = call.json(&edit(&["one"], &[])).send().await;
    assert!(["At least 2, please.", "2 件以上にしてください。"].contains(&fault(&english).2.as_str()));
    assert_eq!(
        show(&server, &who, "synonyms").await.json::<SynonymPage>().total,
        0
    );
    assert_eq!(pending(&server, &who).await, 0);
}

async fn import(server: &Server, who: &SignedIn, file: &str, expect: Option<&str>) -> Reply {
    let path = expect.map_or("import/synonyms".to_owned(), |token| {
        format!("import/synonyms?expect={token}")
    });
    let call = server.post(&who.api(&path)).by(who);
    call.body(file.to_owned()).send().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_tried_first_and_comes_back_as_it_went_out() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let file = "同義語,対象,備考\r\n勤怠|打刻,,x\r\n端末,パソコン|PC,\r\n打刻|勤怠,,\r\n";
    let dry: ImportReport = import(&server, &who, file, None).await.json();
    assert_eq!(
        (dry.new, dry.unchanged, dry.error_count, dry.applied),
        (2, 1, 0, false),
        "{dry:?}"
    );
    assert_eq!(
        (dry.ignored_columns.as_slice(), dry.rows[1].title.as_str()),
        (&["備考".to_owned()][..], "端末")
    );
    assert_eq!(
        show(&server, &who, "synonyms").await.json::<SynonymPage>().total,
        0
    );
    let done: ImportReport = import(&server, &who, file, Some(&dry.token)).await.json();
    assert!(done.applied, "{done:?}");
    let late = import(&server, &who, file, Some(&dry.token)).await;
    assert_eq!(
        late.status,
        StatusCode::CONFLICT,
        "what is there has changed since the dry run"
    );

    let out = show(&server, &who, "export/synonyms.csv").await.text();
    assert!(out.starts_with("\u{feff}id,terms,finds\r\n"), "{out}");
    let back: ImportReport = import(&server, &who, &out, None).await.json();
    assert_eq!(
        (back.new, back.changed, back.unchanged, back.error_count),
        (0, 0, 2, 0),
        "{back:?}"
    );
    let more = out.replace("勤怠|打刻", "勤怠|打刻|タイムカード");
    let changed: ImportReport = import(&server, &who, &more, None).await.json();
    assert_eq!(
        (changed.changed, changed.rows[0].changes[0].after.as_str()),
        (1, "勤怠|打刻|タイムカード")
    );

    let id = show(&server, &who, "synonyms").await.json::<SynonymPage>().items[0].id;
    let wrong = format!(
        "id,同義語,対象\r\n,一つ,\r\n{id},a|b,\r\n{id},c|d,\r\nnobody,e|f,\r\n,a|{},\r\n",
        "x".repeat(101)
    );
    let report: ImportReport = import(&server, &who, &wrong, None).await.json();
    let places: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.row, error.column.as_str(), error.fault))
        .collect();
    let wanted = [
        (2, "同義語", Fault::TooFew(2)),
        (4, "id", Fault::Duplicate(3)),
        (5, "id", Fault::Unknown),
        (6, "同義語", Fault::TooLong(100)),
    ];
    assert_eq!(places, wanted);
    let refused: ImportReport = import(&server, &who, &wrong, Some(&report.token)).await.json();
    assert!(!refused.applied && refused.error_count == 4);
    let headless: ImportReport = import(&server, &who, "名前\r\nx\r\n", None).await.json();
    assert_eq!(
        (headless.errors[0].column.as_str(), headless.errors[0].fault),
        ("terms", Fault::NoColumn)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_published_with_the_next_publication() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let entry = EntryEdit {
        title: "パソコンの貸出".into(),
        answer: "総務へ".into(),
        status: Status::Published,
        ..EntryEdit::default()
    };
    let made = send(&server, &who, Method::POST, "entries", &entry).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let first = published(&server, &who).await;
    assert_eq!(pending(&server, &who).await, 0);
    assert!(
        show(&server, &who, "matching")
            .await
            .json::<Matching>()
            .built_in_synonyms
    );

    let group = edit(&["計算機", "貸出マシン"], &["パソコン"]);
    assert_eq!(
        send(&server, &who, Method::POST, "synonyms", &group).await.status,
        StatusCode::CREATED
    );
    let off = Matching {
        built_in_synonyms: false,
    };
    let set = send(&server, &who, Method::PUT, "matching", &off).await;
    assert_eq!(set.json::<Matching>(), off);
    assert_eq!(pending(&server, &who).await, 2);
    let second = published(&server, &who).await;
    assert_eq!(pending(&server, &who).await, 0);
    assert_eq!(second.number, first.number + 1);
    let found = |question: &'static str| ask(&server, question);
    assert_eq!(found("貸出マシン").await, ["パソコンの貸出"]);
    assert!(
        found("ノーパソ").await.is_empty(),
        "the dictionary is switched off"
    );
    let on = Matching {
        built_in_synonyms: true,
    };
    send(&server, &who, Method::PUT, "matching", &on).await;
    let second = published(&server, &who).await;
    assert_eq!(found("レンタル").await, ["パソコンの貸出"]);

    // A change that makes no difference for visitors leaves nothing to publish either.
    let elsewhere = edit(&["無関係", "かんけいなし"], &[]);
    assert_eq!(
        send(&server, &who, Method::POST, "synonyms", &elsewhere)
            .await
            .status,
        StatusCode::CREATED
    );
    assert_eq!(pending(&server, &who).await, 1);
    assert_eq!(published(&server, &who).await.number, second.number);
    assert_eq!(pending(&server, &who).await, 0);
}

/// The titles that a widget finds.
async fn ask(server: &Server, question: &str) -> Vec<String> {
    let key = server.widget_key("default").await;
    let boot: Boot = codec::decode(&server.get(&format!("w/{key}/boot")).send().await.body).unwrap();
    let pack = server
        .get(&format!("w/{key}/pack/{}", boot.pack.unwrap()))
        .send()
        .await;
    let matcher = Matcher::new(Pack::decode(&pack.body).unwrap());
    let hits = matcher.ask(question).hits;
    let title = |hit: &Hit| matcher.pack().entry(hit.index).unwrap().title.to_owned();
    hits.iter().map(title).collect()
}

/// A visitor asks, and says that the entry solved it.
async fn solved(server: &Server, number: u128, text: &str, entry: Uuid) {
    let key = server.widget_key("default").await;
    let event = |seq: u32, kind: EventKind| Event {
        id: Uuid::from_u128(number * 10 + u128::from(seq)),
        conversation: Uuid::from_u128(3),
        seq,
        kind,
    };
    let question = Question {
        text: text.into(),
        pack: "0".repeat(64),
        outcome: Outcome::Candidates,
        candidates: Vec::new(),
    };
    let said = EventKind::Feedback {
        question: Some(Uuid::from_u128(number * 10)),
        entry,
        solved: true,
    };
    let batch = EventBatch {
        visit: Visit {
            id: Uuid::from_u128(1),
            visitor: Uuid::from_u128(2),
            page: "https://intranet.example/".into(),
            lang: Lang::Ja,
            claims: Vec::new(),
        },
        events: vec![event(0, EventKind::Question(question)), event(1, said)],
    };
    let sent = server
        .post(&format!("w/{key}/events"))
        .body(codec::encode(&batch));
    assert_eq!(sent.send().await.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_solved_is_proposed_accepted_and_found_again() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let mut edit = EntryEdit {
        title: "VPNの設定".into(),
        answer: "手順書へ".into(),
        status: Status::Published,
        ..EntryEdit::default()
    };
    let vpn: Entry = send(&server, &who, Method::POST, "entries", &edit).await.json();
    edit.title = "会議室の予約".into();
    send(&server, &who, Method::POST, "entries", &edit).await;
    published(&server, &who).await;
    assert!(ask(&server, "ほげほげマークを出したい").await.is_empty());
    solved(&server, 1, "ほげほげマークを出したい", vpn.id).await;
    solved(&server, 2, "ホゲホゲマークを出したい", vpn.id).await;
    solved(&server, 3, "taro@example.co.jp に届かない", vpn.id).await;
    let collected = send(&server, &who, Method::POST, "phrases/collect", &json!({})).await;
    let wanted = Collected {
        questions: 3,
        proposed: 1,
    };
    assert_eq!(collected.json::<Collected>(), wanted);
    let path = format!("phrases?entry={}", vpn.id);
    let page: PhrasePage = show(&server, &who, &path).await.json();
    let phrase = &page.items[0];
    assert_eq!(
        (
            page.total,
            phrase.count,
            phrase.entry.title.as_str(),
            phrase.text.as_str()
        ),
        (1, 2, "VPNの設定", "ほげほげマークを出したい")
    );
    let accept = json!({ "ids": [phrase.id], "state": "accepted" });
    let decided = send(&server, &who, Method::POST, "phrases/decide", &accept).await;
    assert_eq!(decided.json::<PhraseResult>().changed, 1);
    assert_eq!(pending(&server, &who).await, 1);
    published(&server, &who).await;
    assert_eq!(ask(&server, "ほげほげマークを出したい").await, ["VPNの設定"]);
    let back = json!({ "ids": [phrase.id], "state": "refused" });
    send(&server, &who, Method::POST, "phrases/decide", &back).await;
    published(&server, &who).await;
    assert!(ask(&server, "ほげほげマークを出したい").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phrases_are_collected_and_decided() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let none: Collected = send(&server, &who, Method::POST, "phrases/collect", &json!({}))
        .await
        .json();
    assert_eq!(none, Collected::default());
    let page: PhrasePage = show(&server, &who, "phrases?state=accepted").await.json();
    assert_eq!(page.total, 0);
    let unknown = json!({ "ids": ["00000000-0000-7000-8000-000000000000"], "state": PhraseState::Accepted });
    let reply = send(&server, &who, Method::POST, "phrases/decide", &unknown).await;
    assert_eq!(
        (fault(&reply).0, fault(&reply).1),
        ("ids".to_owned(), Fault::Unknown)
    );
    let nothing = json!({ "ids": [], "state": "refused" });
    let result = send(&server, &who, Method::POST, "phrases/decide", &nothing).await;
    assert_eq!(result.json::<PhraseResult>().changed, 0);
    let odd = server.get(&who.api("phrases?state=other")).by(&who).send().await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}
