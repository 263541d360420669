//! The loop as the help desk sees it: a question finds nothing, appears, finds its entry after one press, and is published.

use crate::{admin, chat};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, admin_api::NAME, run};
use thirtyfour::{By, Key, TypingData, prelude::ElementQueryable};

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
            browser
                .visible("main details[open]")
                .await?
                .shows("何も見つかりません")
                .await?;
            // The first of what came nearest.
            let nearest = browser.visible("main details[open] a[href*='/entries/']").await?;
            title = nearest.text().await?;
            browser.press("言い換えに追加").await?;
            browser.shows("答えられるようになりました").await?;
            // The old result beside the new one; it is done only when visitors have it.
            browser.shows("変更前の結果").await?;
            let open = browser.visible("main details[open]").await?;
            open.shows("何も見つかりません。").await?;
            open.shows(&format!("「{title}」が回答されます。")).await?;
            open.shows("公開待ち").await?;

            admin::open(browser, &kotae, "publish").await?;
            browser.visible("main form [type=submit]").await?.click().await?;
            browser.shows("公開しました。").await?;
            admin::open(browser, &kotae, "improve?state=done").await?;
            browser.shows("対応済み（公開 2）").await?;
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

/// Presses a key, wherever the focus is.
async fn press(browser: &Browser, key: impl Into<TypingData>) -> Result<()> {
    Ok(browser.action_chain().send_keys(key).perform().await?)
}

/// What nobody answers, from the last asked to the first.
const ASKED: [&str; 3] = ["ぐんじょう色のペンギン", "かわうその餌やり", "おおかみの遠吠え"];

#[test]
fn the_list_is_worked_through_with_the_keyboard() -> Result<()> {
    run(async {
        let start = Start {
            demo: true,
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        Browser::run("improve keys", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            browser.goto(&format!("{}w/demo", kotae.url())).await?;
            for question in ASKED.iter().rev() {
                chat::ask(browser, question).await?;
                browser.visible("[role=log]").await?.shows(question).await?;
            }
            admin::open(browser, &kotae, "improve?sort=newest").await?;
            browser.shows(ASKED[0]).await?;
            browser.visible("main h1").await?;
            mine(browser).await?;
            ignored(browser).await?;
            drafted(browser, &kotae).await
        })
        .await
    })
}

/// The text of the line that has the focus.
async fn focused(browser: &Browser) -> Result<String> {
    let text = browser
        .execute("return document.activeElement.innerText", vec![])
        .await?;
    Ok(text.json().as_str().unwrap_or_default().to_owned())
}

/// `j` and `x` choose two, which become hers; the third is found by `/`.
async fn mine(browser: &Browser) -> Result<()> {
    press(browser, "j").await?;
    ensure!(focused(browser).await?.contains(ASKED[0]));
    press(browser, "x").await?;
    press(browser, "j").await?;
    ensure!(focused(browser).await?.contains(ASKED[1]));
    press(browser, "x").await?;
    let bar = browser.visible(".bulk.active").await?;
    bar.shows("2 件を選択中").await?;
    browser
        .visible("select[aria-label=新しい担当者]")
        .await?
        .send_keys(NAME)
        .await?;
    bar.press("変更する").await?;
    browser.shows("2 件を変更しました。").await?;
    browser.query_gone(".bulk.active").await?;
    press(browser, "/").await?;
    press(browser, "おおかみ").await?;
    browser.no_text(ASKED[0]).await?;
    let address = browser.current_url().await?;
    ensure!(
        address
            .query_pairs()
            .any(|(name, value)| name == "q" && value == "おおかみ"),
        "{address}"
    );
    Ok(())
}

/// What is none of our business says why.
async fn ignored(browser: &Browser) -> Result<()> {
    let body = browser.find(By::Css("main h1")).await?;
    body.click().await?;
    press(browser, "j").await?;
    ensure!(focused(browser).await?.contains(ASKED[2]));
    press(browser, "i").await?;
    browser.visible(".improve-reason:focus").await?;
    press(browser, "仕事の質問ではない").await?;
    press(browser, Key::Enter + "").await?;
    browser
        .visible("main details[open]")
        .await?
        .shows("仕事の質問ではない")
        .await?;
    browser
        .query(By::XPath("//summary//*[contains(@class, 'chip')][.='対象外']"))
        .and_displayed()
        .first()
        .await?;
    Ok(())
}

/// One becomes an entry, which leads back.
async fn drafted(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "improve?state=all&q=かわうそ").await?;
    browser.shows(ASKED[1]).await?;
    press(browser, "j").await?;
    press(browser, "n").await?;
    browser.visible("textarea[name=answer]").await?;
    let title = browser.visible("#field-title").await?;
    ensure!(
        title.prop("value").await?.as_deref() == Some(ASKED[1]),
        "the title is not the question"
    );
    browser.button("改善する").await?;
    browser.visible("main a.back").await?.click().await?;
    browser.visible(".improve h1").await?;
    admin::open(browser, kotae, "improve?state=in_progress").await?;
    let line = browser
        .query(By::XPath(format!("//summary[contains(., '{}')]", ASKED[1])))
        .and_displayed()
        .first()
        .await?;
    line.click().await?;
    let open = browser.visible("main details[open]").await?;
    open.shows("FAQ を開く").await?;
    // The draft is what the question finds now.
    open.shows("下書き").await?;
    Ok(())
}
