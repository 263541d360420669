use super::*;
use crate::{
    clock::SettableClock,
    store::{DataDir, Sources, Store},
};
use kotae_shared::api::admin::EntryEdit;
use std::sync::Arc;

struct Place {
    _folder: tempfile::TempDir,
    _store: Store,
    workspace: Arc<Workspace>,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources::new(Arc::new(SettableClock::new(1_790_000_000_000)));
    let store = Store::open(DataDir::open(folder.path()).unwrap(), sources).unwrap();
    let workspace = store.workspace_blocking("default").unwrap();
    let entry = EntryEdit {
        code: "IT-001".into(),
        title: "パスワードの再設定".into(),
        answer: "受付に電話します。".into(),
        status: Status::Published,
        ..EntryEdit::default()
    };
    workspace
        .main()
        .write_blocking(move |tx| entries::create(tx, &actor(), &entry))
        .unwrap();
    Place {
        _folder: folder,
        _store: store,
        workspace,
    }
}

fn looked_at(token: &str) -> Accept<'_> {
    Accept {
        expect: Some(token),
        ..Accept::default()
    }
}

fn actor() -> Actor {
    Actor::Cli { user: "test".into() }
}

impl Place {
    fn plan(&self, file: &str) -> Plan {
        plan(&self.workspace, file.into(), Lang::Ja).unwrap()
    }

    fn import(&self, file: &str) -> ImportReport {
        let plan = self.plan(file);
        let token = plan.report.token.clone();
        apply(&self.workspace, plan, looked_at(&token), actor()).unwrap()
    }

    fn csv(&self) -> String {
        let mut file = Vec::new();
        export_table(&self.workspace, TableFormat::Csv, &mut file).unwrap();
        String::from_utf8(file).unwrap()
    }

    fn json(&self) -> String {
        let mut file = Vec::new();
        export_json(&self.workspace, &mut file).unwrap();
        String::from_utf8(file).unwrap()
    }

    /// The places of a file's errors.
    fn errors(&self, file: &str) -> Vec<(u32, String, Fault)> {
        let report = self.import(file);
        assert!(!report.applied);
        let errors = report.errors.into_iter();
        errors
            .map(|error| (error.row, error.column, error.fault))
            .collect()
    }
}

const FILE: &str = "シナリオ,ステップ,種類,本文,ラベル,次,FAQ,URL\n\
    パスワード,始め,分岐,どちらですか？,,,,\n\
    ,,選択肢,,社内 PC,説明,,\n\
    ,,選択肢,,そのほか,窓口,,\n\
    ,説明,FAQ,こちらです。,,終わり,IT-001,\n\
    ,窓口,リンク,窓口へどうぞ。,窓口を開く,終わり,,https://desk.example.co.jp/\n\
    ,終わり,終了,=以上です。,,,,\n";

#[test]
fn a_table_goes_in_and_comes_out_again() {
    let place = place();
    let report = place.import(FILE);
    assert!(report.applied, "{:?}", report.errors);
    assert_eq!(
        (report.new, report.rows[0].row, report.rows[0].title.as_str()),
        (1, 2, "パスワード")
    );
    for file in [place.csv(), place.json()] {
        let again = place.import(&file);
        assert_eq!(
            (again.applied, again.unchanged, again.changed, again.new),
            (true, 1, 0, 0),
            "{file}"
        );
    }
    let csv = place.csv();
    assert!(csv.contains("'=以上です。") && csv.contains("IT-001"), "{csv}");
    assert!(place.json().contains(r#""entry": "IT-001""#));
    // A file with another graph changes the one of its name, and says step by step how.
    let changed = place.import(&FILE.replace("窓口へどうぞ。", "窓口で聞いてください。"));
    assert_eq!((changed.applied, changed.changed), (true, 1));
    let change = &changed.rows[0].changes[0];
    assert_eq!(change.field, "窓口");
    assert!(change.after.contains("聞いて"));
}

#[test]
fn errors_name_row_and_column_and_change_nothing() {
    let place = place();
    let file = FILE
        .replace("終わり,IT-001", "どこか,IT-999")
        .replace("https://desk", "ftp://desk");
    assert_eq!(
        place.errors(&file),
        [
            (5, "FAQ".to_owned(), Fault::NoEntry),
            (5, "次".to_owned(), Fault::NoStep),
            (6, "URL".to_owned(), Fault::NotUrl),
        ]
    );
    let message = place.plan(&file).report.errors[1].message.clone();
    assert!(
        message.contains("「説明」") && message.contains("「どこか」"),
        "{message}"
    );
    assert_eq!(
        place.errors("シナリオ,ステップ,種類\n,a,終了\nx,a,なぞ\ny,,選択肢\n"),
        [
            (2, "シナリオ".to_owned(), Fault::NoParent),
            (3, "種類".to_owned(), Fault::Unknown),
            (4, "ステップ".to_owned(), Fault::NoParent),
        ]
    );
    let loops = "シナリオ,ステップ,種類,本文,次\nx,a,文章,一,b\nx,b,文章,二,a\n";
    assert_eq!(place.errors(loops), [(2, "ステップ".to_owned(), Fault::NoExit)]);
    let dead = "シナリオ,ステップ,種類,本文\nx,a,文章,一\n";
    assert_eq!(place.errors(dead), [(2, "next".to_owned(), Fault::DeadEnd)]);
    assert_eq!(
        place.errors("シナリオ,ステップ\nx,a\n"),
        [(1, "kind".to_owned(), Fault::NoColumn)]
    );
    let broken = place.import("{\n \"scenarios\": [ { \"id\": 5 } ]\n}");
    assert_eq!(
        (broken.errors[0].row, broken.errors[0].fault),
        (2, Fault::NotJson)
    );
    let json =
        r#"{"scenarios":[{"scenario":{"name":{"ja":"x"},"start":"b","steps":[{"id":"a","kind":"end"}]}}]}"#;
    assert_eq!(
        place.errors(json),
        [(0, "scenarios.0.scenario.start".to_owned(), Fault::NoStep)]
    );
    assert!(place.csv().trim_end().ends_with("url"), "nothing was stored");
}

#[test]
fn a_name_stands_once_and_an_old_dry_run_is_refused() {
    let place = place();
    let one = r#"{"scenario":{"name":{"ja":"x"},"start":"a","steps":[{"id":"a","kind":"end"}]}}"#;
    let twice = format!(r#"{{"scenarios":[{one},{one}]}}"#);
    assert_eq!(
        place.errors(&twice),
        [(0, "scenarios.1.scenario.name".to_owned(), Fault::Taken)]
    );
    let file = format!(r#"{{"scenarios":[{one}]}}"#);
    let dry = place.plan(&file).report.token;
    assert!(place.import(&file).applied);
    let late = apply(&place.workspace, place.plan(&file), looked_at(&dry), actor());
    assert!(matches!(late, Err(Error::Conflict)));
    // An id of another place is no reason to refuse: the name decides.
    let moved = file.replace(
        r#"{"scenario""#,
        r#"{"id":"00000000-0000-7000-8000-000000000000","scenario""#,
    );
    assert_eq!(place.import(&moved).unchanged, 1);
}

#[test]
fn names_in_english_alone_and_any_first_step_come_back_by_a_table_too() {
    let place = place();
    let of = |name: &str| {
        format!(
            r#"{{"scenario":{{"name":{{"en":"{name}"}},"start":"b","steps":[{{"id":"a","kind":"end","text":{{"en":"Bye"}}}},
            {{"id":"b","kind":"text","text":{{"en":"Hi"}},"next":"a"}}]}}}}"#
        )
    };
    let file = format!(r#"{{"scenarios":[{},{}]}}"#, of("Reset"), of("Lock"));
    let report = place.import(&file);
    assert!(report.applied && report.new == 2, "{:?}", report.errors);
    let again = place.import(&place.csv());
    assert_eq!((again.applied, again.unchanged), (true, 2), "{}", place.csv());
}

#[test]
fn a_table_without_end_is_not_read_to_its_end() {
    let place = place();
    let rows = |count: usize, row: &dyn Fn(usize) -> String| {
        let rows: String = (0..count).map(row).collect();
        place.errors(&format!("シナリオ,ステップ,種類\n{rows}"))
    };
    let many = rows(limits::COUNT + 5, &|at| format!("S{at},a,end\n"));
    assert_eq!((many.len(), many[0].0), (5, limits::COUNT as u32 + 2));
    assert_eq!(many[0].2, Fault::TooLong(limits::COUNT as u32));
    let long = rows(limits::STEPS + 2, &|at| format!("S,{at},end\n"));
    assert_eq!((long.len(), long[0].2), (2, Fault::TooLong(limits::STEPS as u32)));
}
