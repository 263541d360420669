//! Files of other products come in, come in again, are refused in part, and are taken back.

use crate::harness::{Reply, Server, SignedIn};
use axum::http::{Method, StatusCode};
use kotae_shared::api::{
    admin::{Category, Entry, EntryPage, EntryRow, ImportReport, Status},
    problem::{Fault, Problem},
    transfer::{
        ChangeState, ImportDetail, ImportRowPage, ImportsPage, MappingFrom, RowKind, RowNote, Undone,
    },
};
use serde_json::{Value, json};

/// An export as products of help desks write it: two levels of categories, HTML, words that only they know.
const FOREIGN: &str = "お問い合わせ,ご案内,部門,細目,探す言葉,登録者\r\n\
    VPN につながりません,<p>再起動してください。</p><ul><li>電源を切る</li><li>入れる</li></ul>,IT,ネットワーク,\"VPN、接続\",佐藤\r\n\
    有給は何日ありますか？,\"人事システムの<a href=\"\"https://hr.example/\"\">残り</a>で見られます。\",人事,休暇,有休,佐藤\r\n\
    名刺がほしい,総務へ申請してください。,総務,,名刺,鈴木\r\n";
const MAP: &str = "title,answer,category,category,keywords,-";

async fn check(server: &Server, who: &SignedIn, query: &str, file: &str) -> ImportReport {
    let path = who.api(&format!("import?{query}"));
    let reply = server.post(&path).by(who).body(file.to_owned()).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn apply(server: &Server, who: &SignedIn, query: &str, file: &str) -> ImportReport {
    let dry = check(server, who, query, file).await;
    let report = check(
        server,
        who,
        &format!("{query}&expect={}&file=faq.csv", dry.token),
        file,
    )
    .await;
    assert!(report.applied, "{report:?}");
    report
}

async fn get<T: serde::de::DeserializeOwned>(server: &Server, who: &SignedIn, path: &str) -> T {
    let reply = server.get(&who.api(path)).by(who).send().await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply.json()
}

async fn send(server: &Server, who: &SignedIn, method: Method, path: &str, body: Value) -> Reply {
    server
        .request(method, &who.api(path))
        .by(who)
        .json(&body)
        .send()
        .await
}

async fn entry(server: &Server, who: &SignedIn, q: &str) -> Entry {
    let page: EntryPage = get(server, who, &format!("entries?q={q}")).await;
    let row: &EntryRow = page
        .items
        .first()
        .unwrap_or_else(|| panic!("nothing is called {q}"));
    get(server, who, &format!("entries/{}", row.id)).await
}

fn undo(id: kotae_shared::Uuid) -> String {
    format!("imports/{id}/undo")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_export_is_mapped_once_and_known_from_then_on() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let asked = check(&server, &who, "", FOREIGN).await;
    assert!(asked.asks && asked.blocked && asked.token.is_empty());
    assert_eq!(asked.mapping, MappingFrom::Guessed);
    let guess: Vec<_> = asked
        .columns
        .iter()
        .map(|one| one.field.map_or("", |field| field.tag()))
        .collect();
    assert_eq!(guess, ["title", "answer", "", "", "", ""], "{:?}", asked.columns);
    assert_eq!(asked.columns[0].samples[0], "VPN につながりません");

    let mapping = json!({
        "headers": asked.columns.iter().map(|one| one.name.clone()).collect::<Vec<_>>(),
        "fields": ["title", "answer", "category", "category", "keywords", null],
    });
    let kept = send(&server, &who, Method::PUT, "import/mapping", mapping.clone()).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
    let dry = check(&server, &who, &format!("columns={MAP}"), FOREIGN).await;
    assert_eq!((dry.new, dry.html, dry.error_count), (3, 2, 0), "{dry:?}");
    let first = apply(&server, &who, &format!("columns={MAP}"), FOREIGN).await;
    assert_eq!((first.new, first.by_title), (3, 0));
    let vpn = entry(&server, &who, "VPN").await;
    assert_eq!(vpn.answer, "再起動してください。\n\n- 電源を切る\n- 入れる");
    assert_eq!(vpn.keywords, ["VPN", "接続"]);
    let tree: Vec<Category> = get(&server, &who, "categories").await;
    let names: Vec<_> = tree.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["IT", "ネットワーク", "人事", "休暇", "総務"]);
    let paid = entry(&server, &who, "有給").await;
    assert_eq!(
        paid.answer,
        "人事システムの[残り](https://hr.example/)で見られます。"
    );

    // The same export later: nobody is asked, and nothing comes twice.
    let changed = FOREIGN.replace("総務へ申請してください。", "総務の窓口へ。");
    let again = check(&server, &who, "", &changed).await;
    assert_eq!(again.mapping, MappingFrom::Remembered);
    assert_eq!(
        (again.new, again.changed, again.unchanged, again.by_title),
        (0, 1, 2, 3)
    );
    let rows: ImportRowPage = get(
        &server,
        &who,
        &format!("import/checks/{}?kind=changed", again.token),
    )
    .await;
    assert_eq!(rows.total, 1);
    assert_eq!(rows.items[0].notes, [RowNote::ByTitle]);
    assert_eq!(rows.items[0].changes[0].after, "総務の窓口へ。");

    // Another order of the columns is another file.
    let other = FOREIGN.replace("お問い合わせ,ご案内", "ご案内,お問い合わせ");
    assert!(check(&server, &who, "", &other).await.asks);
    // One that is known can be read otherwise all the same, and forgotten.
    let as_it_is = check(&server, &who, "html=false", FOREIGN).await;
    assert_eq!((as_it_is.html, as_it_is.changed), (0, 2));
    let forgotten = send(
        &server,
        &who,
        Method::POST,
        "import/mapping/forget",
        json!({ "headers": mapping["headers"] }),
    );
    assert_eq!(forgotten.await.status, StatusCode::NO_CONTENT);
    assert!(check(&server, &who, "", FOREIGN).await.asks);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_many_shapes_come_in() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    // Its names are known: nobody is asked.
    let known = "No.,大分類,中分類,質問,回答,類似質問1,類似質問2,更新日\n1,経理,精算,交通費はいつ払われますか,25 日です。,交通費,電車代,2026/1/1\n";
    let dry = check(&server, &who, "", known).await;
    assert_eq!(
        (dry.mapping, dry.new, dry.error_count),
        (MappingFrom::Names, 1, 0),
        "{dry:?}"
    );
    assert_eq!(dry.ignored_columns, ["更新日"]);
    // A line above the header; tabs; in English.
    let report = "Knowledge export 2026-11-01\t\t\n\nTags\tAnswer\tQuestion\na,b\t<b>Restart</b> it\tHow do I restart?\n";
    let dry = check(&server, &who, "", report).await;
    assert_eq!((dry.header, dry.new, dry.html), (3, 1, 1), "{dry:?}");
    // No header: asked, with a guess; the letters of the columns stand for names.
    let bare = "複合機が動きません。どうすればいいですか？,電源を入れ直してから、総務へ連絡してください。\n会議室はどこで予約しますか？,ポータルの「会議室」から予約できます。\n";
    let asked = check(&server, &who, "", bare).await;
    assert!(asked.asks && asked.header == 0);
    assert_eq!(asked.columns[0].name, "A");
    let dry = check(&server, &who, "columns=title,answer&header=0", bare).await;
    assert_eq!((dry.new, dry.mapping), (2, MappingFrom::Given));
    // What somebody says must fit the file.
    let wrong = check(&server, &who, "columns=title", bare).await;
    assert_eq!(wrong.errors[0].fault, Fault::CellCount(1));
    let twice = check(&server, &who, "columns=title,title", bare).await;
    assert_eq!(twice.errors[0].fault, Fault::SameColumn);
    let path = who.api("import?columns=titel");
    let unknown = server.post(&path).by(&who).body("a").send().await;
    assert_eq!(unknown.json::<Problem>().fields[0].field, "columns");
    let unnamed = json!({ "headers": ["a", "b"], "fields": ["answer", null] });
    let refused = send(&server, &who, Method::PUT, "import/mapping", unnamed).await;
    assert_eq!(refused.json::<Problem>().fields[0].fault, Fault::NoColumn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_rows_come_back_as_a_file_and_in_again() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let file = "ID,質問,回答,状態,メモ\nA-1,一,答え,公開,x\nA-2,,答え,公開,=1+1\nA-3,三,答え,？,z\n";
    let dry = check(&server, &who, "", file).await;
    assert_eq!(
        (dry.new, dry.refused, dry.error_count, dry.blocked),
        (1, 2, 2, false)
    );
    let none = check(&server, &who, &format!("expect={}", dry.token), file).await;
    assert!(!none.applied, "all or nothing is the rule");
    let some = check(&server, &who, &format!("expect={}&partial=true", dry.token), file).await;
    assert!(some.applied && some.new == 1 && some.import.is_some());
    let list: ImportsPage = get(&server, &who, "imports").await;
    assert_eq!((list.total, list.items[0].new, list.items[0].refused), (1, 1, 2));

    let path = who.api(&format!("import/checks/{}/refused.csv", dry.token));
    let refused = server.get(&path).by(&who).send().await;
    assert_eq!(
        refused.text(),
        "\u{feff}取り込めなかった理由,ID,質問,回答,状態,メモ\r\n\
        「質問」入力してください。,A-2,,答え,公開,'=1+1\r\n\
        「状態」見つかりません。,A-3,三,答え,？,z\r\n"
    );
    let mended = refused.text().replace("A-2,,", "A-2,二,").replace('？', "下書き");
    let back = check(&server, &who, "", &mended).await;
    assert_eq!((back.new, back.refused), (2, 0), "{:?}", back.errors);
    assert_eq!(back.ignored_columns, ["メモ"], "our own column is no news");
    let book = server.get(&path.replace(".csv", ".xlsx")).by(&who).send().await;
    assert!(book.body.starts_with(b"PK"));
    let page: ImportRowPage = get(
        &server,
        &who,
        &format!("import/checks/{}?kind=refused&limit=1", dry.token),
    )
    .await;
    assert_eq!(
        (page.total, page.items.len(), page.items[0].kind),
        (2, 1, RowKind::Refused)
    );
    let found: ImportRowPage = get(
        &server,
        &who,
        &format!("import/checks/{}?q=見つかりません", dry.token),
    )
    .await;
    assert_eq!(found.items[0].code, "A-3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_without_an_id_are_told_by_their_titles() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    let twice = "質問,回答\n同じ,一\n別,二\n同じ,三\n";
    let dry = check(&server, &who, "", twice).await;
    assert_eq!(dry.errors[0].fault, Fault::DuplicateTitle(2));
    for code in ["A-1", "A-2"] {
        let edit =
            json!({ "code": code, "title": "ふたつ", "answer": "x", "status": "published", "version": 0 });
        send(&server, &who, Method::POST, "entries", edit).await;
    }
    let dry = check(&server, &who, "", "質問,回答\nふたつ,y\n").await;
    assert_eq!(dry.errors[0].fault, Fault::SeveralTitled);
    let dry = check(&server, &who, "", "ID,質問,回答\nA-2,ふたつ,y\n").await;
    assert_eq!((dry.changed, dry.error_count), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_undone_as_a_whole() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    apply(
        &server,
        &who,
        "",
        "ID,質問,回答,カテゴリ\nA-1,一,元の答え,IT\nA-2,二,元の答え,IT\n",
    )
    .await;
    let file = "ID,質問,回答,カテゴリ\nA-1,一,新しい答え,IT\nA-2,二,新しい答え,IT\nA-3,三,答え,新設 > 下\nA-4,四,答え,新設\n";
    let second = apply(&server, &who, "", file).await;
    let id = second.import.unwrap();
    // A publication in between, and an edit of one of them.
    let published = send(&server, &who, Method::POST, "publish", json!({})).await;
    assert_eq!(published.status, StatusCode::CREATED, "{}", published.text());
    let edited = entry(&server, &who, "A-2").await;
    let edit = json!({ "title": "二", "answer": "人が直した", "category": edited.category, "status": "published", "version": 2 });
    let saved = send(
        &server,
        &who,
        Method::PUT,
        &format!("entries/{}", edited.id),
        edit,
    )
    .await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());

    let detail: ImportDetail = get(&server, &who, &format!("imports/{id}")).await;
    assert_eq!((detail.as_imported, detail.changed_since), (3, 1));
    assert_eq!(
        (detail.record.file.as_str(), detail.record.by.as_str()),
        ("faq.csv", "鈴木 花子")
    );
    assert_eq!(
        (detail.since[0].code.as_str(), detail.since[0].by.as_str()),
        ("A-2", "鈴木 花子")
    );
    let undone: Undone = send(&server, &who, Method::POST, &undo(id), json!({}))
        .await
        .json();
    assert_eq!(
        undone,
        Undone {
            restored: 1,
            ended: 2,
            categories: 2,
            kept: 1
        }
    );
    let first = entry(&server, &who, "A-1").await;
    assert_eq!(
        (first.answer.as_str(), first.version, first.unpublished),
        ("元の答え", 3, true)
    );
    assert_eq!(entry(&server, &who, "A-2").await.answer, "人が直した");
    assert_eq!(entry(&server, &who, "A-3").await.status, Status::Archived);
    let tree: Vec<Category> = get(&server, &who, "categories").await;
    assert_eq!(tree.len(), 1, "what the import made and is empty went: {tree:?}");
    let detail: ImportDetail = get(&server, &who, &format!("imports/{id}")).await;
    assert_eq!(
        (detail.as_imported, detail.changed_since, detail.undone),
        (0, 1, 3)
    );
    assert!(detail.record.undone.is_some());

    // The one that was changed since goes back too when it is chosen; then nothing is left to undo.
    let also = json!({ "also": [edited.id] });
    let more: Undone = send(&server, &who, Method::POST, &undo(id), also).await.json();
    assert_eq!((more.restored, more.kept), (1, 0));
    assert_eq!(entry(&server, &who, "A-2").await.answer, "元の答え");
    let nothing: Undone = send(&server, &who, Method::POST, &undo(id), json!({ "all": true }))
        .await
        .json();
    assert_eq!(nothing, Undone::default());

    // What undoing ended comes back with the file, instead of staying in the archive.
    let again = check(&server, &who, "", file).await;
    assert_eq!((again.new, again.changed), (0, 4));
    let rows: ImportRowPage = get(&server, &who, &format!("import/checks/{}?q=A-3", again.token)).await;
    assert_eq!(rows.items[0].notes, [RowNote::Revived]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_change_meanwhile_stays_and_only_stops_what_it_touches() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    apply(&server, &who, "", "ID,質問,回答\nA-1,一,a\nA-2,二,b\nA-3,三,c\n").await;
    let file = "ID,質問,回答\nA-1,一,新\n,新しい質問,x\n";
    let dry = check(&server, &who, "", file).await;
    let expect = format!("expect={}", dry.token);
    let save = async |code: &str, answer: &str| {
        let now = entry(&server, &who, code).await;
        let edit =
            json!({ "title": now.title, "answer": answer, "status": "published", "version": now.version });
        let saved = send(&server, &who, Method::PUT, &format!("entries/{}", now.id), edit).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    };
    save("A-3", "途中の変更").await;
    let applied = check(&server, &who, &expect, file).await;
    assert!(applied.applied, "another entry stops nothing");
    assert_eq!(entry(&server, &who, "A-3").await.answer, "途中の変更");

    let file = "ID,質問,回答\nA-1,一,さらに新\n";
    let dry = check(&server, &who, "", file).await;
    save("A-1", "途中の変更").await;
    let path = who.api(&format!("import?expect={}", dry.token));
    let late = server.post(&path).by(&who).body(file).send().await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(entry(&server, &who, "A-1").await.answer, "途中の変更");
    // A title that somebody takes meanwhile.
    let file = "質問,回答\nまだない質問,x\n";
    let dry = check(&server, &who, "", file).await;
    let made = json!({ "title": "まだない質問", "answer": "先", "status": "draft", "version": 0 });
    send(&server, &who, Method::POST, "entries", made).await;
    let path = who.api(&format!("import?expect={}", dry.token));
    let late = server.post(&path).by(&who).body(file).send().await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn categories_and_pinned_questions_go_out_and_come_in() {
    let server = Server::start().await;
    let who = server.administrator("default").await;
    apply(&server, &who, "", "ID,質問,回答\nIT-1,VPN につながらない,x\n").await;
    let run = async |kind: &str, file: &str| -> ImportReport {
        let path = who.api(&format!("import/{kind}"));
        let dry: ImportReport = server
            .post(&path)
            .by(&who)
            .body(file.to_owned())
            .send()
            .await
            .json();
        let path = format!("{path}?expect={}&partial=true&file=x.csv", dry.token);
        let reply = server.post(&path).by(&who).body(file.to_owned()).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    };
    let export = async |path: &str| server.get(&who.api(path)).by(&who).send().await.text();

    let report = run(
        "categories",
        "カテゴリー,並び順\nIT > VPN,\n人事,\nIT > 端末,1\nIT > VPN,\n a > > b,\n",
    )
    .await;
    assert_eq!((report.new, report.refused), (3, 2), "{:?}", report.errors);
    let faults: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.row, error.fault))
        .collect();
    assert_eq!(faults, [(5, Fault::Duplicate(2)), (6, Fault::Required)]);
    let tree: Vec<Category> = get(&server, &who, "categories").await;
    let names = |tree: &[Category]| tree.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&tree), ["IT", "端末", "VPN", "人事"]);
    let csv = export("export/categories.csv").await;
    let same = run("categories", &csv).await;
    assert_eq!(
        (same.new, same.changed, same.unchanged, same.import),
        (0, 0, 4, None)
    );
    // Renamed, moved, arranged; and all of it taken back.
    let other = csv
        .replace("IT > VPN,2", "VPN,1")
        .replace("人事,2", "人事・労務,3")
        .replace(",IT,1", ",IT,2");
    let moved = run("categories", &other).await;
    let tree: Vec<Category> = get(&server, &who, "categories").await;
    assert_eq!(names(&tree), ["VPN", "IT", "端末", "人事・労務"]);
    let id = moved.import.unwrap();
    let back: Undone = send(&server, &who, Method::POST, &undo(id), json!({}))
        .await
        .json();
    assert_eq!(back.kept, 0, "{back:?}");
    assert_eq!(export("export/categories.csv").await, csv);

    let report = run(
        "pinned",
        "質問,期待するID\nVPN が切れる,IT-1\n社長の年収,見つからない\n給与,X-9\n社長の年収,\n",
    )
    .await;
    assert_eq!((report.new, report.refused), (2, 2), "{:?}", report.errors);
    let csv = export("export/pinned.csv").await;
    assert!(
        csv.contains("VPN が切れる,IT-1,VPN につながらない") && csv.contains("社長の年収,not found,"),
        "{csv}"
    );
    let same = run("pinned", &csv).await;
    assert_eq!(
        (same.unchanged, same.import, same.ignored_columns.len()),
        (2, None, 0)
    );
    let changed = run("pinned", "question,expected\n社長の年収,IT-1\n").await;
    let id = changed.import.unwrap();
    let detail: ImportDetail = get(&server, &who, &format!("imports/{id}")).await;
    assert_eq!(detail.first[0].state, ChangeState::AsImported);
    let back: Undone = send(&server, &who, Method::POST, &undo(id), json!({}))
        .await
        .json();
    assert_eq!(back.restored, 1);
    assert_eq!(export("export/pinned.csv").await, csv);

    let synonyms = run("synonyms", "terms,finds\nチャリ|自転車,\n").await;
    let id = synonyms.import.unwrap();
    let back: Undone = send(&server, &who, Method::POST, &undo(id), json!({}))
        .await
        .json();
    assert_eq!(back.ended, 1);
    assert!(!export("export/synonyms.csv").await.contains("チャリ"));
    let list: ImportsPage = get(&server, &who, "imports").await;
    assert!(
        list.items.iter().filter(|one| one.undone.is_some()).count() == 3,
        "{list:?}"
    );
}
