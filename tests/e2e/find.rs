//! The admin's search over everything.

use crate::admin;
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, run};
use thirtyfour::By;
use thirtyfour::{Key, prelude::ElementQueryable};

#[test]
fn ctrl_k_leads_to_an_entry_by_the_keyboard_alone() -> Result<()> {
    run(async {
        let start = Start {
            demo: true,
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        Browser::run("find", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            let body = browser.find(By::Tag("body")).await?;
            body.send_keys(Key::Control + "k").await?;
            let input = browser.visible("#find").await?;
            // Without words there are the screens.
            browser.visible("#find-list").await?.shows("カテゴリー").await?;
            input.send_keys("多要素認証").await?;
            browser
                .query(By::XPath("//*[@id='find-0'][contains(., '多要素認証')]"))
                .and_displayed()
                .first()
                .await?;
            let active = input.attr("aria-activedescendant").await?;
            ensure!(active.as_deref() == Some("find-0"), "{active:?}");
            input.send_keys("" + Key::Enter).await?;
            browser
                .query(By::XPath("//main//h1[contains(., '多要素認証')]"))
                .and_displayed()
                .first()
                .await?;
            ensure!(browser.current_url().await?.path().contains("/entries/"));
            Ok(())
        })
        .await
    })
}
