//! The help desk tries a draft in the chat, publishes some of the changes, and sets times for others.

use crate::{admin, chat};
use anyhow::{Context, Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, faq, root, run};
use thirtyfour::{By, prelude::ElementQueryable};

const OLD: &str = "VPNクライアントを再起動してください";
const NEW: &str = "新しい VPN の入口は staff-vpn です。";
const QUESTION: &str = "ＶＰＮ せつぞく できない";
const TITLE: &str = "VPNに接続できないときの確認手順";

#[test]
fn changes_are_tried_chosen_and_scheduled() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("publishing", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            let file = root().join(faq::DEMO);
            kotae.cli(&["import", &file.to_string_lossy()]).await?;
            kotae.cli(&["publish"]).await?;
            tried(browser, &kotae).await?;
            chosen(browser, &kotae).await?;
            scheduled(browser, &kotae).await?;
            timed(browser, &kotae).await
        })
        .await
    })
}

/// A change that is saved and not published is read in the chat of a link, and nowhere else.
async fn tried(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=IT-003").await?;
    browser.press(TITLE).await?;
    browser.visible("textarea[name=answer]").await?;
    admin::fill(browser, "answer", NEW).await?;
    browser.press("保存する").await?;
    browser.shows("保存しました").await?;
    browser.visible(".try-it summary").await?.click().await?;
    browser.press("リンクを作る").await?;
    let link = browser.visible(".try-it .note a.button").await?;
    let address = link.attr("href").await?.context("no address")?;
    browser.shows("有効なリンク").await?;
    browser.goto(&address).await?;
    browser.shows("公開前の確認").await?;
    chat::ask(browser, QUESTION).await?;
    chat::read(browser, TITLE).await?;
    browser.shows(NEW).await?;
    let key = address
        .split("/w/")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .context("no key")?;
    browser.goto(format!("{}w/{key}", kotae.url())).await?;
    chat::ask(browser, QUESTION).await?;
    chat::read(browser, TITLE).await?;
    browser.shows(OLD).await?;
    let said = chat::transcript(browser).await?;
    ensure!(!said.contains(NEW), "{said}");
    // The one question of the visitor, not the one of the link.
    admin::open(browser, kotae, "questions").await?;
    browser.shows("1 件").await?;
    Ok(())
}

/// The difference is looked at, and one of two changes is published.
async fn chosen(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries/new").await?;
    admin::fill(browser, "title", "社員食堂の時間").await?;
    admin::fill(browser, "answer", "11 時から 14 時です。").await?;
    browser
        .visible("label:has(> input[name=status][value=published])")
        .await?
        .click()
        .await?;
    browser.press("保存する").await?;
    browser.shows("追加しました").await?;
    admin::open(browser, kotae, "publish").await?;
    browser.shows("未公開の変更 2 件").await?;
    let row = browser.query(By::XPath(format!("//tr[contains(., '{TITLE}')]")));
    row.first().await?.press("差分を見る").await?;
    let difference = browser.visible(".change-open .difference").await?.text().await?;
    ensure!(difference.contains("staff-vpn"), "{difference}");
    browser
        .visible("input[aria-label='社員食堂の時間 を公開する']")
        .await?
        .click()
        .await?;
    browser.shows("選んだ FAQ 1 件だけを公開します").await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.shows("公開しました").await?;
    browser.shows("一部の公開").await?;
    browser.shows("未公開の変更 1 件").await?;
    Ok(())
}

/// What is left is scheduled, seen, and taken back.
async fn scheduled(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "publish").await?;
    browser.shows("日時を予約").await?.click().await?;
    set(browser, "at", "2098-04-01T09:00").await?;
    browser.expect_log("422");
    browser.press("公開を予約する").await?;
    // That is too far ahead.
    browser.visible(".field-error").await?;
    set_ahead(browser, "at").await?;
    browser.press("公開を予約する").await?;
    browser.shows("公開の予約").await?;
    browser
        .visible(".schedule details summary")
        .await?
        .click()
        .await?;
    browser
        .visible(".schedule details")
        .await?
        .shows("社員食堂の時間")
        .await?;
    browser.press("予約を取り消す").await?;
    browser.visible("dialog .danger").await?.click().await?;
    browser.shows("予約を取り消しました").await?;
    Ok(())
}

/// An entry that begins later says so, in the editor and in the list.
async fn timed(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=社員食堂").await?;
    browser.press("社員食堂の時間").await?;
    browser.visible("[name=publish_from]").await?;
    set(browser, "publish_from", "2098-04-01T09:00").await?;
    browser.press("保存する").await?;
    browser.shows("2098-04-01 09:00 に自動で表示されます").await?;
    admin::open(browser, kotae, "entries?window=scheduled").await?;
    browser.shows("1 件").await?;
    let row = browser.visible(".entries tbody tr").await?.text().await?;
    ensure!(
        row.contains("社員食堂の時間") && row.contains("公開予約"),
        "{row}"
    );
    Ok(())
}

/// As the browser's own calendar does it: such a field takes no free text.
async fn set(browser: &Browser, name: &str, value: &str) -> Result<()> {
    let script = "const field = document.querySelector(`[name=${arguments[0]}]`); field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.visible(&format!("[name={name}]")).await?;
    browser.execute(script, vec![name.into(), value.into()]).await?;
    Ok(())
}

/// Tomorrow.
async fn set_ahead(browser: &Browser, name: &str) -> Result<()> {
    let script = "const at = new Date(Date.now() + 86400000); const two = (n) => String(n).padStart(2, '0');
        return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T09:00`;";
    let at: String = browser.execute(script, vec![]).await?.convert()?;
    set(browser, name, &at).await
}
