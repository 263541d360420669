//! A wrong answer was published: the help desk takes the chat back, then mends the entry by its history.

use crate::{admin, chat};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, faq, root, run};

const WRONG: &str = "紙の申請書を総務部へ出してください。";
const RIGHT: &str = "VPNクライアントを再起動してください";
const QUESTION: &str = "ＶＰＮ せつぞく できない";
const TITLE: &str = "VPNに接続できないときの確認手順";

#[test]
fn a_wrong_answer_is_taken_back_and_mended() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("history", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            let key = key(browser, &kotae).await?;
            let file = root().join(faq::DEMO);
            kotae.cli(&["import", &file.to_string_lossy()]).await?;
            publish(browser, &kotae).await?;
            spoil(browser, &kotae).await?;
            publish(browser, &kotae).await?;
            ask(browser, &kotae, &key, WRONG).await?;
            go_back(browser, &kotae).await?;
            ask(browser, &kotae, &key, RIGHT).await?;
            restore(browser, &kotae).await?;
            publish(browser, &kotae).await?;
            ask(browser, &kotae, &key, RIGHT).await
        })
        .await
    })
}

async fn key(browser: &Browser, kotae: &Kotae) -> Result<String> {
    admin::open(browser, kotae, "widgets").await?;
    let tag = browser.shows("data-widget=").await?.text().await?;
    let key = tag
        .split("data-widget=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    ensure!(key.is_some(), "no key in the script tag {tag}");
    Ok(key.unwrap_or_default().to_owned())
}

async fn publish(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "publish").await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.shows("公開しました").await?;
    Ok(())
}

async fn open_entry(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=IT-003").await?;
    browser.press(TITLE).await?;
    browser.visible("textarea[name=answer]").await?;
    Ok(())
}

async fn spoil(browser: &Browser, kotae: &Kotae) -> Result<()> {
    open_entry(browser, kotae).await?;
    admin::fill(browser, "answer", WRONG).await?;
    browser.press("保存する").await?;
    browser.shows("保存しました。").await?;
    Ok(())
}

async fn go_back(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "publish").await?;
    browser.shows("変更 1").await?;
    browser.press("第 1 回").await?;
    browser.shows("この公開に戻すと変わる FAQ").await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.visible("dialog .danger").await?.click().await?;
    browser.shows("第 1 回の内容に戻しました").await?;
    browser.shows("第 1 回に戻した").await?;
    // What was written is still to be published.
    browser.shows("未公開の変更 1 件").await?;
    Ok(())
}

async fn restore(browser: &Browser, kotae: &Kotae) -> Result<()> {
    open_entry(browser, kotae).await?;
    browser.press("履歴を見る").await?;
    browser.visible(".difference ins").await?;
    let shown = browser.visible(".difference").await?.text().await?;
    ensure!(shown.contains("総務部"), "{shown}");
    browser.press("版 1").await?;
    browser.press("この版に戻す").await?;
    browser.visible("dialog .primary").await?.click().await?;
    browser.shows("版 3 として戻しました").await?;
    Ok(())
}

/// What a visitor reads now.
async fn ask(browser: &Browser, kotae: &Kotae, key: &str, answer: &str) -> Result<()> {
    browser.goto(format!("{}w/{key}", kotae.url())).await?;
    chat::ask(browser, QUESTION).await?;
    chat::read(browser, TITLE).await?;
    browser.shows(answer).await?;
    Ok(())
}
