use super::*;
use crate::tables::TableFormat;
use crate::{
    clock::SettableClock,
    knowledge::export,
    store::{DataDir, Sources, Store},
};
use kotae_shared::api::admin::{EntryQuery, Status};
use proptest::prelude::*;
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
    Place {
        _folder: folder,
        _store: store,
        workspace,
    }
}

fn actor() -> Actor {
    Actor::Cli { user: "test".into() }
}

fn planned(workspace: &Workspace, file: impl Into<Vec<u8>>) -> Plan {
    plan(
        workspace,
        file.into(),
        &Reading::default(),
        &actor(),
        Lang::Ja,
        &mut |_| {},
    )
    .unwrap()
}

fn looked_at(token: &str) -> Accept<'_> {
    Accept {
        expect: Some(token),
        ..Accept::default()
    }
}

impl Place {
    fn import(&self, text: &str) -> ImportReport {
        let plan = planned(&self.workspace, text);
        apply(&self.workspace, plan, Accept::default(), actor()).unwrap()
    }

    fn export(&self) -> String {
        let mut file = Vec::new();
        export::entries(&self.workspace, TableFormat::Csv, &mut file).unwrap();
        String::from_utf8(file).unwrap()
    }

    fn total(&self) -> u32 {
        self.workspace
            .main()
            .read_blocking(|read| entries::list(read, &EntryQuery::default(), kotae_shared::Uuid::nil()))
            .unwrap()
            .total
    }
}

const FILE: &str = "id,category,title,keywords,answer\n\
    IT-001,IT > アカウント,パスワードを忘れた,リセット|再発行,\"一行目\n二行目\"\n\
    IT-002,IT,VPN につながらない,,再起動してください。\n\
    ,人事,有給の残り,,人事システムで見られます。\n";

#[test]
fn new_changed_unchanged() {
    let place = place();
    let report = place.import(FILE);
    assert_eq!(
        (report.new, report.changed, report.unchanged, report.error_count),
        (3, 0, 0, 0)
    );
    assert!(report.applied);
    assert_eq!(
        place.export(),
        "\u{feff}id,category,title,phrasings,keywords,answer,status,audience,related,owner,review_on,publish_from,publish_until\r\n\
        FAQ-0001,人事,有給の残り,,,人事システムで見られます。,published,,,,,,\r\n\
        IT-001,IT > アカウント,パスワードを忘れた,,リセット|再発行,\"一行目\n二行目\",published,,,,,,\r\n\
        IT-002,IT,VPN につながらない,,,再起動してください。,published,,,,,,\r\n"
    );

    let again =
        place.import("id,title,状態\nIT-001,パスワードを忘れたとき,\nIT-002,VPN につながらない,下書き\n");
    assert_eq!((again.new, again.changed, again.unchanged), (0, 2, 0));
    let fields: Vec<_> = again
        .rows
        .iter()
        .map(|row| (row.row, row.changes[0].field.as_str()))
        .collect();
    assert_eq!(fields, [(2, "title"), (3, "status")]);
    let entry = place
        .workspace
        .main()
        .read_blocking(|read| entries::by_code(read, "IT-001"))
        .unwrap()
        .unwrap();
    assert_eq!(entry.title, "パスワードを忘れたとき");
    assert_eq!(
        entry.keywords,
        ["リセット", "再発行"],
        "a column that is absent leaves its field"
    );
    assert_eq!(entry.status, Status::Published);
    assert_eq!(place.import(&place.export()).unchanged, 3);
}

#[test]
fn any_error_applies_nothing_and_names_its_cell() {
    let place = place();
    let report = place.import(
        "コード,タイトル,カテゴリ,状態\nA-1,一,,\nA-1,二,,\nB 1,三,,\nC-1,,,\nD-1,四,IT > ,\nE-1,五,,？\nF-1,六,a>b>c>d>e>f,\n",
    );
    assert!(!report.applied);
    let errors: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.row, error.column.as_str(), error.fault))
        .collect();
    assert_eq!(
        errors,
        [
            (3, "コード", Fault::Duplicate(2)),
            (4, "コード", Fault::BadCharacters),
            (5, "タイトル", Fault::Required),
            (6, "カテゴリ", Fault::Required),
            (7, "状態", Fault::Unknown),
            (8, "カテゴリ", Fault::TooLong(5)),
        ]
    );
    assert_eq!(report.errors[0].message, "2 行目と同じ ID です。");
    assert_eq!(place.total(), 0);
    let no_title = place.import("id,answer\n1,x\n");
    assert_eq!(
        (no_title.errors[0].row, no_title.errors[0].column.as_str()),
        (1, "title")
    );
    let empty = place.import("");
    assert_eq!((empty.errors[0].row, empty.errors[0].fault), (0, Fault::NoHeader));
}

#[test]
fn what_was_shown_is_what_is_applied() {
    let place = place();
    let shown = planned(&place.workspace, FILE);
    let token = shown.report.token.clone();
    place.import("id,title\nIT-001,ほかの人の項目\n");
    let late = planned(&place.workspace, FILE);
    assert!(matches!(
        apply(&place.workspace, late, looked_at(&token), actor()),
        Err(Error::Conflict)
    ));
    assert!(matches!(
        apply(&place.workspace, shown, looked_at(&token), actor()),
        Err(Error::Conflict)
    ));
    assert_eq!(place.total(), 1);
    let fresh = planned(&place.workspace, FILE);
    let token = fresh.report.token.clone();
    assert!(
        apply(&place.workspace, fresh, looked_at(&token), actor())
            .unwrap()
            .applied
    );
}

#[test]
fn files_as_excel_saves_them() {
    let text = "ＩＤ,カテゴリ,質問,言い換え,回答,ステータス\r\n\
        ＩＴ－１,IT＞ＶＰＮ,①VPNに接続できない,\"つながらない|\"\"切れる\"\"\",\"一行目\n二行目\",公開\r\n\
        ,,-5℃の部屋,,'=SUM(A1),下書き\r\n";
    let tabs = text.replace(',', "\t");
    let semicolons = text.replace(',', ";");
    let (sjis, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    let utf_16: Vec<u8> = format!("\u{feff}{tabs}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let expected = "\u{feff}id,category,title,phrasings,keywords,answer,status,audience,related,owner,review_on,publish_from,publish_until\r\n\
        FAQ-0001,,'-5℃の部屋,,,'=SUM(A1),draft,,,,,,\r\n\
        IT-1,IT > ＶＰＮ,①VPNに接続できない,\"つながらない|\"\"切れる\"\"\",,\"一行目\n二行目\",published,,,,,,\r\n";
    for (file, encoding, separator) in [
        (sjis.into_owned(), "Shift_JIS", ","),
        (utf_16, "UTF-16LE", "\t"),
        (format!("\u{feff}{semicolons}").into_bytes(), "UTF-8 (BOM)", ";"),
    ] {
        let place = place();
        let plan = planned(&place.workspace, file);
        assert_eq!(
            (plan.report.encoding.as_str(), plan.report.separator.as_str()),
            (encoding, separator)
        );
        assert!(
            apply(&place.workspace, plan, Accept::default(), actor())
                .unwrap()
                .applied,
            "{encoding}"
        );
        assert_eq!(place.export(), expected, "{encoding}");
    }
}

#[test]
fn a_row_that_was_cut_does_not_empty_an_answer() {
    let place = place();
    place.import(FILE);
    let before = place.export();
    // A line break that nobody quoted.
    let report = place.import("id,title,answer\nIT-001,パスワード\nを忘れた,新しい回答\n");
    let errors: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.row, error.fault))
        .collect();
    assert_eq!(errors, [(2, Fault::CellCount(3)), (3, Fault::CellCount(3))]);
    let report = place.import("id,title,answer\nIT-001,パスワード,\"新しい回答\nIT-002,VPN,x\n");
    let error = &report.errors[0];
    assert_eq!(
        (error.row, error.column.as_str(), error.fault),
        (2, "answer", Fault::OpenQuote)
    );
    assert_eq!(place.export(), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn export_import_export_is_identical(
        rows in prop::collection::vec(
            ("[=+@'あA|]{1,8}", "[-=＝\"',;\n\t|\\\\あa]{0,20}", prop::collection::vec("[|\\\\'=あa,]{1,6}", 0..4)),
            1..6,
        )
    ) {
        let place = place();
        let edits: Vec<EntryChange> = rows
            .into_iter()
            .filter_map(|(title, answer, keywords)| {
                let edit = kotae_shared::api::admin::EntryEdit { title, answer, keywords, ..Default::default() };
                crate::knowledge::validate::entry(&edit).ok().map(EntryChange::New)
            })
            .collect();
        place.workspace.main().write_blocking(move |tx| entries::apply(tx, &actor(), &edits)).unwrap();
        let first = place.export();
        let report = place.import(&first);
        prop_assert_eq!((report.new, report.changed, report.error_count), (0, 0, 0), "{:?}", report);
        let other = super::tests::place();
        let report = other.import(&first);
        prop_assert_eq!(report.error_count, 0, "{:?}", report.errors);
        prop_assert_eq!(other.export(), first);
    }
}
