//! The loop as the help desk sees it: a question finds nothing, appears, finds its entry after one press, and is published.

use crate::{admin, chat};
use anyhow::Result;
use kotae_tests::{Browser, Kotae, Options, Page, Start, run};
use thirtyfour::{By, prelude::ElementQueryable};

/// No entry of the demo FAQ has these words.
const QUESTION: &str = "ぐんじょう色のペンギン";

#[test]
fn a_question_that_found_nothing_is_answered_after_one_press_and_a_publication() -> Result<()> {
    run(async {
        let start = Start {
            demo: true,
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let mut title = String::new();
        Browser::run("improve", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            let demo = format!("{}demo/", kotae.url());
            browser.goto(&demo).await?;
            chat::open(browser).await?;
            chat::ask(browser, QUESTION).await?;
            browser.enter_default_frame().await?;

            admin::open(browser, &kotae, "improve").await?;
            let line = browser
                .query(By::XPath(format!("//summary[contains(., '{QUESTION}')]")))
                .and_displayed()
                .first()
                .await?;
            line.click().await?;
            browser.shows("何も見つかりません").await?;
            // The first of what came nearest.
            let nearest = browser.visible("main details[open] a[href*='/entries/']").await?;
            title = nearest.text().await?;
            browser.button("言い換えに追加").await?.click().await?;
            browser.shows("答えられるようになりました").await?;
            browser.shows("対応済み").await?;

            admin::open(browser, &kotae, "publish").await?;
            browser.visible("main form [type=submit]").await?.click().await?;
            browser.shows("公開しました。").await?;
            Ok(())
        })
        .await?;
        // Somebody else asks the same, and has the answer at once.
        Browser::run("improved", &Options::default(), async |browser| {
            browser.goto(format!("{}w/demo", kotae.url())).await?;
            chat::ask(browser, QUESTION).await?;
            let log = browser.visible("[role=log]").await?;
            log.shows(&title).await?;
            browser.button("解決した").await?;
            Ok(())
        })
        .await
    })
}
