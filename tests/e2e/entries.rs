//! Who looks after which entry: the help desk hands entries to somebody, and looks for those whose review date has come.

use crate::admin;
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, admin_api::NAME, faq, root, run};

const TITLE: &str = "VPNに接続できないときの確認手順";

#[test]
fn entries_are_handed_to_somebody_and_found_when_their_day_has_come() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("entries", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            let file = root().join(faq::DEMO);
            kotae.cli(&["import", &file.to_string_lossy()]).await?;
            kotae.cli(&["publish"]).await?;
            one(browser, &kotae).await?;
            found(browser, &kotae).await?;
            many(browser, &kotae).await
        })
        .await
    })
}

/// An owner and a day that has passed, in the editor.
async fn one(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=IT-003").await?;
    browser.press(TITLE).await?;
    browser.visible("textarea[name=answer]").await?;
    browser.shows("この内容が公開されています").await?;
    choose(browser, "select[name=owner]", NAME).await?;
    // As the browser's own calendar does it: a date field takes no free text.
    let set = "const field = document.querySelector('[name=review_on]'); field.value = '2020-04-01';
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.execute(set, vec![]).await?;
    browser.press("保存する").await?;
    browser.shows("保存しました。").await?;
    // Visitors have what they had.
    browser.shows("この内容が公開されています").await?;
    browser.press("履歴を見る").await?;
    browser.visible(".difference ins").await?;
    browser.shows("担当者・見直し日").await?;
    let shown = browser.visible(".split-main").await?.text().await?;
    ensure!(shown.contains(NAME) && shown.contains("2020-04-01"), "{shown}");
    Ok(())
}

/// Chooses from a list by what is shown.
async fn choose(browser: &Browser, list: &str, name: &str) -> Result<()> {
    let list = browser.visible(list).await?;
    list.send_keys(name).await?;
    Ok(())
}

/// The list finds it, and its address can be shared.
async fn found(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries").await?;
    browser.field("見直し日が来た").await?.click().await?;
    browser.shows("1 件").await?;
    let row = browser.visible(".entries tbody tr").await?.text().await?;
    ensure!(
        row.contains(TITLE) && row.contains(NAME) && row.contains("見直し"),
        "{row}"
    );
    admin::open(browser, kotae, "entries?review_due=true&unowned=true").await?;
    browser.shows("条件に合う FAQ はありません").await?;
    Ok(())
}

/// A page of the list is handed over at once.
async fn many(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?unowned=true").await?;
    browser
        .visible(".entries thead input[type=checkbox]")
        .await?
        .click()
        .await?;
    choose(browser, "[aria-label='新しい担当者']", NAME).await?;
    browser
        .visible(".bulk-move button:enabled")
        .await?
        .click()
        .await?;
    // So many are asked about first.
    browser.visible("dialog .primary").await?.click().await?;
    browser.shows("50 件を変更しました").await?;
    // With the one of before.
    admin::open(browser, kotae, "entries").await?;
    choose(browser, ".filters [aria-label='担当者']", NAME).await?;
    browser.shows("51 件").await?;
    Ok(())
}
