//! A group of synonyms is tried on what people asked, saved, published, and helps.

use crate::{admin, chat};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, run};
use thirtyfour::{By, prelude::ElementQueryable};

/// No entry of the demo FAQ and no built-in synonym has it.
const NICKNAME: &str = "ぐんじょうペンギン";

#[test]
fn a_nickname_is_tied_to_an_entrys_words_and_finds_it() -> Result<()> {
    run(async {
        let start = Start {
            demo: true,
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        Browser::run("synonyms", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            browser.goto(format!("{}demo/", kotae.url())).await?;
            chat::open(browser).await?;
            chat::ask(browser, NICKNAME).await?;
            browser.enter_default_frame().await?;
            write(browser, &kotae).await?;
            admin::open(browser, &kotae, "publish").await?;
            browser.visible("main form [type=submit]").await?.click().await?;
            browser.shows("公開しました。").await?;
            Ok(())
        })
        .await?;
        Browser::run("synonyms-found", &Options::default(), async |browser| {
            browser.goto(format!("{}w/demo", kotae.url())).await?;
            chat::ask(browser, NICKNAME).await?;
            let log = browser.visible("[role=log]").await?;
            log.shows("VPN").await?;
            Ok(())
        })
        .await
    })
}

async fn write(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "synonyms?edit=new").await?;
    admin::fill(browser, "terms", &format!("{NICKNAME}\nVPN")).await?;
    browser.press("質問ログで試す").await?;
    browser.shows("見つかるようになる").await?;
    let gained = browser.visible(".impact details li").await?.text().await?;
    ensure!(gained.contains(NICKNAME) && gained.contains("VPN"), "{gained}");
    // What is written then is tried without a press: two topics in one group.
    admin::fill(browser, "terms", &format!("{NICKNAME}\nVPN\nパスワードを忘れた")).await?;
    browser
        .shows("別の話題の言葉が混ざっているかもしれません。")
        .await?;
    admin::fill(browser, "terms", &format!("{NICKNAME}\nVPN")).await?;
    browser.press("保存する").await?;
    browser
        .query(By::XPath(format!("//main//td//*[contains(., '{NICKNAME}')]")))
        .and_displayed()
        .first()
        .await?;
    // The same in an entry, for a keyword; nothing of it is saved.
    admin::open(browser, kotae, "entries").await?;
    browser.visible("tbody a").await?.click().await?;
    browser
        .visible("[name=keywords]")
        .await?
        .send_keys(NICKNAME)
        .await?;
    browser.press("質問ログで試す").await?;
    browser.shows("別の FAQ が先になる").await?;
    Ok(())
}
