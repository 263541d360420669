//! From a file to an answer and back into the log, over HTTP.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode, header};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{
            BulkEdit, BulkResult, Category, Entry, EntryEdit, EntryPage, ImportReport, Publication,
            PublishPreview, QuestionPage, Session, Status, WORKBOOK, Widget, WidgetEdit,
        },
        problem::{Fault, Problem},
        widget::{
            Answer, AnswerRequest, Boot, Candidate, Event, EventBatch, EventKind, Outcome, Question, Visit,
        },
    },
    codec,
    matcher::Matcher,
    pack::{Bodies, Pack, hash_text},
    settings::WidgetSettings,
};
use std::io::Read;

const FAQ: &str = "id,category,title,keywords,answer\r\n\
    IT-001,IT,パスワードを忘れた場合の再設定方法,パスワードリセット|再発行,ポータルから**再設定**できます。\r\n\
    IT-003,IT,VPNに接続できないときの確認手順,リモートアクセス,クライアントを再起動してください。\r\n\
    GA-001,総務,会議室の予約方法,,\"'=SUM(A1) と\r\n書きます。\"\r\n";

async fn import(server: &Server, who: &SignedIn, file: &str, expect: Option<&str>) -> Reply {
    let path = expect.map_or("import".to_owned(), |token| format!("import?expect={token}"));
    server
        .post(&who.api(&path))
        .by(who)
        .body(file.to_owned())
        .send()
        .await
}

async fn publish(server: &Server, who: &SignedIn) -> Publication {
    let reply = server
        .post(&who.api("publish"))
        .by(who)
        .json(&serde_json::json!({ "note": "はじめて" }))
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

async fn imported_and_published(server: &Server) -> SignedIn {
    let who = server.administrator("default").await;
    let dry: ImportReport = import(server, &who, FAQ, None).await.json();
    assert_eq!((dry.new, dry.error_count, dry.applied), (3, 0, false), "{dry:?}");
    let done: ImportReport = import(server, &who, FAQ, Some(&dry.token)).await.json();
    assert!(done.applied, "{done:?}");
    publish(server, &who).await;
    who
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_finds_its_answer_and_the_help_desk_sees_it() {
    let server = Server::start().await;
    let who = imported_and_published(&server).await;
    let key = server.widget_key("default").await;
    let boot: Boot = codec::decode(&server.get(&format!("w/{key}/boot")).send().await.body).unwrap();
    let hash = boot.pack.unwrap();
    let pack = server.get(&format!("w/{key}/pack/{hash}")).send().await;
    assert_eq!(
        pack.header(header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    let mut matcher = Matcher::new(Pack::decode(&pack.body).unwrap());
    let hash = hash_text(&matcher.pack().bodies().unwrap());
    let bodies = server.get(&format!("w/{key}/pack/{hash}")).send().await;
    assert!(matcher.sharpen(Bodies::decode(bodies.body.to_vec()).unwrap()));
    let ranking = matcher.ask("ぱすわーど わすれた");
    let best = matcher.pack().entry(ranking.hits[0].index).unwrap().id;

    let visit = Visit {
        id: Uuid::from_u128(1),
        visitor: Uuid::from_u128(2),
        page: "https://intranet.example/".into(),
        lang: Lang::Ja,
        claims: Vec::new(),
    };
    let (asked, conversation) = (Uuid::from_u128(10), Uuid::from_u128(3));
    let send = async |id: u128, seq: u32, kind: EventKind| {
        let batch = EventBatch {
            visit: visit.clone(),
            events: vec![Event {
                id: Uuid::from_u128(id),
                conversation,
                seq,
                kind,
            }],
        };
        let reply = server
            .post(&format!("w/{key}/events"))
            .body(codec::encode(&batch))
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    };
    let question = Question {
        text: "ぱすわーど わすれた".into(),
        pack: hash,
        outcome: Outcome::Candidates,
        candidates: vec![Candidate {
            entry: best,
            score: 700,
        }],
    };
    send(10, 0, EventKind::Question(question)).await;
    send(
        11,
        1,
        EventKind::Choice {
            question: asked,
            entry: best,
        },
    )
    .await;
    let request = AnswerRequest {
        visit: visit.clone(),
        event: Uuid::from_u128(12),
        conversation,
        seq: 2,
        question: Some(asked),
        entry: best,
        preview: false,
    };
    let answer = server
        .post(&format!("w/{key}/answers"))
        .body(codec::encode(&request))
        .send()
        .await;
    let answer: Answer = codec::decode(&answer.body).unwrap();
    assert_eq!(answer.title, "パスワードを忘れた場合の再設定方法");
    send(
        13,
        3,
        EventKind::Feedback {
            question: Some(asked),
            entry: best,
            solved: false,
        },
    )
    .await;

    let log: QuestionPage = server
        .get(&who.api("questions?filter=not_solved"))
        .by(&who)
        .send()
        .await
        .json();
    assert_eq!(log.counts, [1, 0, 1, 0]);
    let row = &log.items[0];
    assert_eq!(
        (row.text.as_str(), row.solved),
        ("ぱすわーど わすれた", Some(false))
    );
    assert_eq!(row.read.as_ref().unwrap().code, "IT-001");
    let csv = server.get(&who.api("export/questions.csv")).by(&who).send().await;
    assert!(
        csv.text().starts_with("\u{feff}日時 (UTC),質問,"),
        "{}",
        csv.text()
    );
    assert!(
        csv.text()
            .contains(",ぱすわーど わすれた,候補,IT-001 (700),IT-001,未解決,https://intranet.example/"),
        "{}",
        csv.text()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pack_comes_in_each_encoding_and_keeps_for_a_week() {
    let server = Server::start().await;
    let who = imported_and_published(&server).await;
    let key = server.widget_key("default").await;
    let boot: Boot = codec::decode(&server.get(&format!("w/{key}/boot")).send().await.body).unwrap();
    let path = format!("w/{key}/pack/{}", boot.pack.unwrap());
    let plain = server.get(&path).send().await;
    let brotli = server
        .get(&path)
        .header("accept-encoding", "gzip, br")
        .send()
        .await;
    assert_eq!(brotli.header(header::CONTENT_ENCODING), "br");
    let mut bytes = Vec::new();
    brotli::Decompressor::new(&brotli.body[..], 4096)
        .read_to_end(&mut bytes)
        .unwrap();
    assert_eq!(bytes, plain.body);
    let gzip = server
        .get(&path)
        .header("accept-encoding", "gzip, deflate")
        .send()
        .await;
    assert_eq!(
        (gzip.header(header::CONTENT_ENCODING), gzip.header(header::VARY)),
        ("gzip", "Accept-Encoding")
    );
    bytes.clear();
    flate2::read::GzDecoder::new(&gzip.body[..])
        .read_to_end(&mut bytes)
        .unwrap();
    assert_eq!(bytes, plain.body);

    let page: EntryPage = server.get(&who.api("entries?q=VPN")).by(&who).send().await.json();
    let archive = BulkEdit {
        ids: vec![page.items[0].id],
        status: Some(Status::Archived),
        category: None,
        ..BulkEdit::default()
    };
    let changed: BulkResult = server
        .post(&who.api("entries/bulk"))
        .by(&who)
        .json(&archive)
        .send()
        .await
        .json();
    assert_eq!(changed.changed, 1);
    let preview: PublishPreview = server.get(&who.api("publish")).by(&who).send().await.json();
    assert_eq!((preview.total_changes, preview.entries), (1, 2));
    assert_eq!(
        server
            .get(&who.api("session"))
            .by(&who)
            .send()
            .await
            .json::<Session>()
            .unpublished,
        1
    );
    assert_eq!(publish(&server, &who).await.number, 2);
    let mut scheduler = kotae::jobs::Scheduler::new(server.app.clone());
    let next = scheduler.round().await.unwrap();
    server.clock.set(next.max(server.app.clock.now_ms() + 3_600_000));
    scheduler.round().await;
    assert_eq!(
        server.get(&path).send().await.status,
        StatusCode::OK,
        "widgets that are open still need it"
    );
    server.clock.advance(8 * 24 * 3_600_000);
    scheduler.round().await;
    assert_eq!(server.get(&path).send().await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_guarded_against_formulas_and_comes_back_unchanged() {
    let server = Server::start().await;
    let who = imported_and_published(&server).await;
    let export = async || server.get(&who.api("export/entries.csv")).by(&who).send().await;
    let first = export().await;
    assert_eq!(first.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(first.header(header::CONTENT_DISPOSITION).contains("entries.csv"));
    let text = first.text();
    assert!(text.starts_with('\u{feff}') && text.contains("\r\n"), "{text}");
    assert!(
        text.contains("'=SUM(A1)") && !text.contains(",=") && !text.contains("\"="),
        "{text}"
    );
    let again: ImportReport = import(&server, &who, &text, None).await.json();
    assert_eq!(
        (again.new, again.changed, again.error_count),
        (0, 0, 0),
        "{again:?}"
    );
    assert_eq!(export().await.body, first.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_comes_back_unchanged_and_one_that_cannot_be_read_is_refused() {
    let server = Server::start().await;
    let who = imported_and_published(&server).await;
    let export = server.get(&who.api("export/entries.xlsx")).by(&who).send().await;
    assert!(
        export
            .header(header::CONTENT_TYPE)
            .ends_with("spreadsheetml.sheet")
    );
    assert!(
        export
            .header(header::CONTENT_DISPOSITION)
            .contains("entries.xlsx")
    );
    let check = async |path: &str, file: &[u8]| {
        let call = server.post(&who.api(path)).by(&who);
        call.body(file.to_vec()).send().await.json::<ImportReport>()
    };
    let again = check("import", &export.body).await;
    assert_eq!(again.encoding, WORKBOOK);
    assert_eq!((again.new, again.changed, again.error_count), (0, 0, 0));
    assert!(again.unchanged > 0, "{again:?}");
    for broken in [&export.body[..export.body.len() / 2], b"PK\x03\x04"] {
        for path in ["import", "import/synonyms", "import/scenarios"] {
            let refused = check(path, broken).await;
            let faults: Vec<_> = refused.errors.iter().map(|error| error.fault).collect();
            assert_eq!(faults, [Fault::BadWorkbook], "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_no_longer_fits_or_has_an_error_changes_nothing() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let dry: ImportReport = import(&server, &who, FAQ, None).await.json();
    let entry = EntryEdit {
        code: "IT-001".into(),
        title: "その間に増えた質問".into(),
        answer: "x".into(),
        ..EntryEdit::default()
    };
    let made = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&entry)
        .send()
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(
        import(&server, &who, FAQ, Some(&dry.token)).await.status,
        StatusCode::CONFLICT
    );
    let broken = format!("{FAQ}IT-001,IT,同じコード,,x\r\n");
    let report: ImportReport = import(&server, &who, &broken, None).await.json();
    assert_eq!(report.errors[0].fault, Fault::Duplicate(2));
    let applied: ImportReport = import(&server, &who, &broken, Some(&report.token)).await.json();
    assert!(!applied.applied && applied.error_count == 1);
    let page: EntryPage = server.get(&who.api("entries")).by(&who).send().await.json();
    assert_eq!(page.total, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_are_checked_and_two_people_do_not_overwrite_each_other() {
    let server = Server::start().await;
    let who = imported_and_published(&server).await;
    let page: EntryPage = server
        .get(&who.api("entries?q=会議室"))
        .by(&who)
        .send()
        .await
        .json();
    let path = who.api(&format!("entries/{}", page.items[0].id));
    let entry: Entry = server.get(&path).by(&who).send().await.json();
    let edit = EntryEdit {
        title: "会議室の予約と取り消し".into(),
        answer: entry.answer.clone(),
        status: entry.status,
        version: entry.version,
        ..EntryEdit::default()
    };
    let put = async |edit: &EntryEdit| {
        server
            .request(Method::PUT, &path)
            .by(&who)
            .json(edit)
            .send()
            .await
    };
    assert_eq!(put(&edit).await.json::<Entry>().version, entry.version + 1);
    assert_eq!(
        put(&edit).await.status,
        StatusCode::CONFLICT,
        "the version is an old one now"
    );
    let long = EntryEdit {
        title: "あ".repeat(201),
        version: entry.version + 1,
        ..edit
    };
    let reply = put(&long).await;
    let problem: Problem = reply.json();
    assert_eq!(
        (reply.status.as_u16(), problem.fields[0].field.as_str()),
        (422, "title")
    );
    let big = server
        .post(&who.api("entries"))
        .by(&who)
        .header("content-type", "application/json")
        .body(vec![b' '; 1_100_000])
        .send()
        .await;
    assert_eq!(big.status, StatusCode::PAYLOAD_TOO_LARGE);
    let odd = server
        .post(&who.api("entries"))
        .by(&who)
        .json(&serde_json::json!({ "title": "x", "colour": "red" }))
        .send()
        .await;
    assert_eq!(
        (
            odd.status.as_u16(),
            odd.json::<Problem>().fields[0].field.as_str()
        ),
        (422, "colour")
    );

    let categories: Vec<Category> = server.get(&who.api("categories")).by(&who).send().await.json();
    let full = server
        .request(
            Method::DELETE,
            &who.api(&format!("categories/{}", categories[0].id)),
        )
        .by(&who)
        .send()
        .await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", full.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn allowed_origins_reach_the_frames_policy() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let widgets: Vec<Widget> = server.get(&who.api("widgets")).by(&who).send().await.json();
    let path = who.api(&format!("widgets/{}", widgets[0].id));
    let edit = async |origins: &[&str], version: u32| {
        let allowed_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        let settings = WidgetSettings {
            allowed_origins,
            ..WidgetSettings::default()
        };
        server
            .request(Method::PUT, &path)
            .by(&who)
            .json(&WidgetEdit { settings, version })
            .send()
            .await
    };
    let bad = edit(&["https://a.example; script-src *"], widgets[0].version).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bad.text());
    let good = edit(&["https://intranet.example.co.jp"], widgets[0].version).await;
    assert_eq!(good.status, StatusCode::OK, "{}", good.text());
    let frame = server.get(&format!("w/{}", widgets[0].key)).send().await;
    assert!(
        frame
            .header(header::CONTENT_SECURITY_POLICY)
            .ends_with("frame-ancestors 'self' https://intranet.example.co.jp")
    );
    let boot = server.get(&format!("w/{}/boot", widgets[0].key)).send().await;
    codec::decode::<Boot>(&boot.body).unwrap();
    let says = boot.body.windows(8).any(|part| part == b"intranet");
    assert!(!says, "nobody else's business");
}
