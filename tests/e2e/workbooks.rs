//! Excel workbooks as a help desk uses them: exported, changed, checked, imported.

use crate::admin;
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, faq, root, run};
use rust_xlsxwriter::Workbook;
use std::path::Path;
use thirtyfour::By;

#[test]
fn a_workbook_is_exported_imported_and_refused_when_it_cannot_be_read() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let demo = root().join(faq::DEMO).canonicalize()?;
        kotae.cli(&["import", &demo.to_string_lossy()]).await?;
        let files = tempfile::tempdir()?;
        Browser::run("workbooks", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            entries(browser, &kotae, files.path()).await?;
            synonyms(browser, &kotae, files.path()).await
        })
        .await
    })
}

async fn entries(browser: &Browser, kotae: &Kotae, files: &Path) -> Result<()> {
    admin::open(browser, kotae, "transfer").await?;
    browser.press("Excel に書き出す").await?;
    let book = browser.download(".xlsx").await?;
    let (whole, half) = (files.join("whole.xlsx"), files.join("half.xlsx"));
    std::fs::write(&whole, &book)?;
    std::fs::write(&half, &book[..book.len() / 2])?;
    choose(browser, &half).await?;
    browser.shows("Excel ファイルを読み取れませんでした").await?;
    browser.press("直したファイルを選ぶ").await?;
    choose(browser, &whole).await?;
    browser.shows("Excel ブックの最初のシート").await?;
    browser.shows("いまの FAQ とすべて同じです").await?;
    // The command line tells the format by the file's ending.
    let named = files.join("named.xlsx");
    kotae.cli(&["export", &named.to_string_lossy()]).await?;
    ensure!(std::fs::read(&named)?.starts_with(b"PK"), "no workbook");
    Ok(())
}

async fn synonyms(browser: &Browser, kotae: &Kotae, files: &Path) -> Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    // A column that nobody knows stands first; the others in an order of their own.
    for (column, [head, cell]) in
        (0..).zip([["メモ", "申請"], ["対象語", ""], ["同義語", "ペンギン便|社内便"]])
    {
        sheet.write_string(0, column, head)?;
        sheet.write_string(1, column, cell)?;
    }
    let file = files.join("synonyms.xlsx");
    book.save(&file)?;
    admin::open(browser, kotae, "synonyms").await?;
    // The navigation has a link of this name too.
    let page = browser.visible("main").await?;
    page.press("取り込み・書き出し").await?;
    browser.shows("登録したすべての同義語").await?;
    choose(browser, &file).await?;
    browser.shows("次の列は使わずに進めます: メモ").await?;
    browser.press("1 組を取り込む").await?;
    browser.shows("取り込みました。新規 1 件").await?;
    browser.press("同義語の一覧を見る").await?;
    browser.shows("ペンギン便").await?;
    Ok(())
}

async fn choose(browser: &Browser, file: &Path) -> Result<()> {
    let input = browser.find(By::Id("import-file")).await?;
    input.send_keys(file.to_string_lossy().as_ref()).await?;
    Ok(())
}
