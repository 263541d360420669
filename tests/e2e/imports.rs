//! An export of another product, as a help desk brings it in: mapped, tried, imported, imported again without a question; a
//! refused row comes back as a file, is mended and imported; the whole import is undone.

use crate::admin;
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, run};
use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};
use thirtyfour::By;

/// Columns in an order and by names of their own, HTML, and a state that we do not know in the last row.
const HEADER: [&str; 6] = ["登録者", "ご案内", "お問い合わせ", "部門", "細目", "公開区分"];
const ROWS: [[&str; 6]; 4] = [
    [
        "佐藤",
        "<p>ポータルの<a href=\"https://portal.example/pw\">再設定</a>から手続きできます。</p><ul><li>社員番号</li><li>生年月日</li></ul>",
        "ログインできなくなったらどうすればいいですか？",
        "IT",
        "アカウント",
        "公開",
    ],
    [
        "佐藤",
        "人事システムの「勤怠」で<b>残りの日数</b>を見られます。",
        "有給は何日残っていますか？",
        "人事",
        "休暇",
        "公開",
    ],
    [
        "鈴木",
        "総務の窓口で、申請書を書いてください。",
        "名刺を追加で作りたい",
        "総務",
        "",
        "公開",
    ],
    [
        "鈴木",
        "月末までに、経費システムで申請してください。",
        "交通費の精算はいつまでですか？",
        "経理",
        "精算",
        "保留中",
    ],
];

#[test]
fn an_export_of_another_product_is_mapped_tried_imported_mended_and_undone() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let files = tempfile::tempdir()?;
        let file = export(files.path(), "other-product.xlsx")?;
        Browser::run("imports", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            map(browser, &kotae, &file).await?;
            good_rows(browser).await?;
            again(browser, &kotae, &file).await?;
            mend(browser, &kotae, files.path()).await?;
            undo(browser, &kotae).await
        })
        .await
    })
}

fn export(folder: &Path, name: &str) -> Result<PathBuf> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(std::iter::once(&HEADER).chain(&ROWS)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell)?;
        }
    }
    let file = folder.join(name);
    book.save(&file)?;
    Ok(file)
}

/// Nobody knows the columns: the question and the answer are guessed, the rest is said.
async fn map(browser: &Browser, kotae: &Kotae, file: &Path) -> Result<()> {
    admin::open(browser, kotae, "transfer").await?;
    choose(browser, file).await?;
    browser.shows("列が何を表すかを選んでください").await?;
    browser.shows("ポータルの").await?;
    let chosen = async |name: &str| -> Result<Option<String>> {
        Ok(browser
            .field(&format!("「{name}」は"))
            .await?
            .prop("value")
            .await?)
    };
    ensure!(
        chosen("お問い合わせ").await?.as_deref() == Some("title"),
        "the question is not guessed"
    );
    ensure!(
        chosen("ご案内").await?.as_deref() == Some("answer"),
        "the answer is not guessed"
    );
    for (column, field) in [("部門", "category"), ("細目", "category"), ("公開区分", "status")] {
        let select = browser.field(&format!("「{column}」は")).await?;
        let option = format!("option[value='{field}']");
        select.find(By::Css(option.as_str())).await?.click().await?;
    }
    browser.press("この対応で確認する").await?;
    browser.shows("選んだ列の対応を使いました").await?;
    browser.shows("2 件の回答が HTML だったので").await?;
    // What is refused is shown first, with the reason.
    browser.shows("1 行にエラーがあります").await?;
    let rows = browser.visible(".rows-table").await?;
    rows.shows("交通費の精算はいつまでですか？").await?;
    rows.shows("見つかりません。").await?;
    browser.press("新規 3").await?;
    let rows = browser.visible(".rows-table").await?;
    rows.shows("名刺を追加で作りたい").await?;
    Ok(())
}

async fn good_rows(browser: &Browser) -> Result<()> {
    browser.press("エラーのない 3 件だけを取り込む").await?;
    browser.shows("取り込みました。新規 3 件、変更 0 件。").await?;
    browser.shows("1 行は取り込めませんでした").await?;
    Ok(())
}

/// The same export once more, a day later: nobody is asked, and nothing comes twice.
async fn again(browser: &Browser, kotae: &Kotae, file: &Path) -> Result<()> {
    admin::open(browser, kotae, "entries").await?;
    browser.press("ログインできなくなったら").await?;
    let answer = browser
        .visible("[name=answer]")
        .await?
        .prop("value")
        .await?
        .unwrap_or_default();
    let wanted =
        "ポータルの[再設定](https://portal.example/pw)から手続きできます。\n\n- 社員番号\n- 生年月日";
    ensure!(answer == wanted, "{answer}");
    admin::open(browser, kotae, "transfer").await?;
    choose(browser, file).await?;
    browser.shows("前に選んだ列の対応を使いました").await?;
    browser.shows("3 行は ID がないので").await?;
    browser.press("変更なし 3").await?;
    browser.shows("タイトルで一致").await?;
    Ok(())
}

/// The refused row as a file with its reason, mended as a spreadsheet would, and imported.
async fn mend(browser: &Browser, kotae: &Kotae, folder: &Path) -> Result<()> {
    browser.press("CSV に書き出す").await?;
    let csv = String::from_utf8(browser.download(".csv").await?)?;
    ensure!(
        csv.contains("取り込めなかった理由") && csv.contains("「公開区分」"),
        "{csv}"
    );
    let mended = folder.join("mended.csv");
    std::fs::write(&mended, csv.replace("保留中", "下書き"))?;
    browser.press("何も取り込まず、直したファイルを選ぶ").await?;
    choose(browser, &mended).await?;
    browser.shows("前に選んだ列の対応を使いました").await?;
    browser.press("1 件を取り込む").await?;
    browser.shows("取り込みました。新規 1 件").await?;
    admin::open(browser, kotae, "entries?status=draft").await?;
    browser.shows("交通費の精算はいつまでですか？").await?;
    Ok(())
}

/// The first import goes as a whole; what somebody wrote since stays.
async fn undo(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries").await?;
    browser.press("名刺を追加で作りたい").await?;
    let title = browser.visible("[name=title]").await?;
    title.send_keys("（あとから直した）").await?;
    browser.press("保存する").await?;
    browser.shows("保存しました").await?;
    admin::open(browser, kotae, "transfer/imports").await?;
    browser.shows("mended.csv").await?;
    let row = browser
        .find(By::XPath("//tr[contains(., 'other-product.xlsx')]//a"))
        .await?;
    row.click().await?;
    browser
        .shows("1 件は、取り込んだあとに変更されています。")
        .await?;
    browser.press("この取り込みを取り消す").await?;
    let dialog = browser.visible("dialog[open]").await?;
    dialog.press("取り消す").await?;
    browser.shows("取り込みを取り消しました。").await?;
    browser.shows("取り消し済み").await?;
    browser.shows("あとから変更").await?;
    admin::open(browser, kotae, "entries?status=archived").await?;
    browser.shows("有給は何日残っていますか？").await?;
    admin::open(browser, kotae, "categories").await?;
    browser.shows("総務").await?;
    browser.no_text("人事").await?;
    Ok(())
}

async fn choose(browser: &Browser, file: &Path) -> Result<()> {
    let input = browser.find(By::Id("import-file")).await?;
    input.send_keys(file.to_string_lossy().as_ref()).await?;
    Ok(())
}
