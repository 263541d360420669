//! The help desk of a large company: everything that it does day by day, with 10,000 entries.

use crate::{admin, chat};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, admin_api::NAME, faq, run};
use thirtyfour::{By, Key, prelude::ElementQueryable};

const ENTRIES: usize = 10_000;
/// No entry has these words.
const QUESTION: &str = "ぐんじょう色のペンギン";
/// One of the demo's, for one of the sites.
const TITLE: &str = "VPNに接続できないときの確認手順（拠点 57）";

#[test]
fn ten_thousand_entries_are_found_changed_improved_and_published() -> Result<()> {
    run(async {
        let start = Start {
            demo: true,
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("faq.csv");
        faq::write(&file, ENTRIES)?;
        Browser::run("large", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            kotae.cli(&["import", &file.to_string_lossy()]).await?;
            kotae.cli(&["publish"]).await?;
            browser.goto(format!("{}w/demo", kotae.url())).await?;
            chat::ask(browser, QUESTION).await?;
            browser.visible("[role=log]").await?.shows(QUESTION).await?;
            found(browser, &kotae).await?;
            many(browser, &kotae).await?;
            improved(browser, &kotae).await?;
            written(browser, &kotae).await?;
            published(browser, &kotae).await
        })
        .await?;
        Browser::run("large-visitor", &Options::default(), async |browser| {
            browser.goto(format!("{}w/demo", kotae.url())).await?;
            chat::ask(browser, QUESTION).await?;
            browser.button("解決した").await?;
            Ok(())
        })
        .await
    })
}

/// Words and filters find one of them; the order goes both ways; the search over everything opens it.
async fn found(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries").await?;
    browser.shows("10,000 件").await?;
    browser
        .visible("main input[type=search]")
        .await?
        .send_keys("VPN 拠点 57")
        .await?;
    browser.button(TITLE).await?;
    browser.no_text("10,000 件").await?;
    admin::open(browser, kotae, "entries?sort=title&reverse=true&offset=9950").await?;
    browser
        .visible("th[aria-sort=descending] a")
        .await?
        .click()
        .await?;
    browser.visible("th[aria-sort=ascending]").await?;
    let keys = browser.action_chain().key_down(Key::Control);
    keys.send_keys("k").key_up(Key::Control).perform().await?;
    let search = browser.active_element().await?;
    search.send_keys("VPN 確認手順 拠点 57").await?;
    browser.visible("dialog[open]").await?.shows("拠点 57").await?;
    search.send_keys(Key::Escape + "").await?;
    Ok(())
}

/// All that a filter finds are handed to somebody at once.
async fn many(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=拠点 57").await?;
    let all = browser.visible(".entries thead input[type=checkbox]").await?;
    all.click().await?;
    let owner = browser.visible("[aria-label='新しい担当者']").await?;
    owner.send_keys(NAME).await?;
    let change = browser.visible(".bulk-move button:enabled").await?;
    change.click().await?;
    browser.visible("dialog .primary").await?.click().await?;
    browser.shows("50 件を変更しました").await?;
    Ok(())
}

/// What found nothing is answered by one press, and the proof is seen.
async fn improved(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "improve").await?;
    let line = By::XPath(format!("//summary[contains(., '{QUESTION}')]"));
    let line = browser.query(line).and_displayed().first().await?;
    line.click().await?;
    browser.press("言い換えに追加").await?;
    browser.shows("答えられるようになりました").await?;
    Ok(())
}

/// An entry is written anew, and what that does to the questions is seen before it is saved.
async fn written(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=VPN 確認手順 拠点 57").await?;
    browser.press(TITLE).await?;
    let keywords = browser.visible("[name=keywords]").await?;
    keywords
        .send_keys(format!("ぐんじょう{}", Key::Enter.value()))
        .await?;
    browser.press("質問ログで試す").await?;
    let impact = browser.visible(".impact").await?;
    impact.shows("件").await?;
    browser.press("保存する").await?;
    browser.shows("保存しました。").await?;
    Ok(())
}

/// What changed is seen and goes out.
async fn published(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "publish").await?;
    browser.shows("未公開の変更 2 件").await?;
    let changes = browser.visible("main table").await?.text().await?;
    ensure!(changes.contains("拠点 57"), "{changes}");
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.shows("公開しました。").await?;
    Ok(())
}
