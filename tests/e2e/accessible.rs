//! Every state of the widget, held to the rules of WCAG that a program can check, and what a screen reader is told.

use crate::{chat, embed, scene::Scene};
use anyhow::{Context, Result};
use kotae_shared::{Lang, api::notices::NoticeEdit, lang::Localised, words::words};
use kotae_tests::{Browser, Options, Page, Start, axe, root, run};
use reqwest::Method;
use serde_json::json;
use std::fs;
use thirtyfour::{By, Key, prelude::ElementQueryable};

/// The entry whose answer has everything that an answer can have.
const RICH: &str = "出張の手配と精算のながれ";
/// A part of its answer.
const RICH_TEXT: &str = "三営業日以内に申請";

/// The demo FAQ, an answer with everything in it, and an announcement.
async fn scene(attributes: &str) -> Result<Scene> {
    let scene = Scene::with(&Start::default(), None, attributes, |_| {}).await?;
    let image = fs::read(root().join("docs/images/demo.png"))?;
    let image = scene.admin.upload_image("answer", image).await?;
    let answer = format!(
        "## 手配\n\n出発の前に、**三営業日以内に申請**してください。[規程](https://intranet.example.co.jp/rules)もご覧ください。\n\n\
         1. 上長の承認を得る\n2. 予約する\n   - 宿\n   - 切符\n\n| 区分 | 上限 |\n|---|---:|\n| 国内 | 12,000 円 |\n| 海外 | 25,000 円 |\n\n\
         ```sh\ntrip new --from tokyo --to osaka\n```\n\n> 領収書は必ず保管してください。\n\n---\n\n![申請の画面](files/{image})\n\n`TRIP-1` を使います。"
    );
    let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
    let mut rows = csv::Writer::from_path(file.path())?;
    rows.write_record(["id", "category", "title", "answer"])?;
    rows.write_record(["GA-900", "総務", RICH, &answer])?;
    rows.flush()?;
    scene
        .kotae
        .cli(&["import", &file.path().to_string_lossy()])
        .await?;
    scene.kotae.cli(&["publish"]).await?;
    let notice = NoticeEdit {
        text: Localised::new("今夜 22 時から停止します。", "Down from 22:00 tonight."),
        link: "https://status.example.co.jp/".into(),
        starts_at: 946_684_800_000,
        ends_at: 4_102_444_800_000,
        ..NoticeEdit::default()
    };
    let notice = serde_json::to_value(notice)?;
    scene.admin.send(Method::POST, "notices", Some(notice)).await?;
    Ok(scene)
}

/// Goes through all states of the chat that the browser is in, and holds each to the rules.
async fn tour(browser: &Browser, lang: Lang) -> Result<()> {
    let words = words(lang);
    let check = async |state: &str| axe::check(browser, state).await;
    let say = async |text: &str| -> Result<()> {
        let input = browser.field(words.input).await?;
        input.send_keys(text.to_owned() + Key::Enter).await?;
        browser.visible("[role=log]").await?.shows(text).await?;
        Ok(())
    };
    let input = browser.field(words.input).await?;
    browser.visible(".k-notice").await?;
    check("the greeting with an announcement").await?;
    browser.press(words.dismiss).await?;
    browser.query_gone(".k-notice").await?;
    input.send_keys("パスワード").await?;
    browser.visible("[role=option]").await?;
    check("suggestions").await?;
    input.send_keys("" + Key::Down).await?;
    browser.visible("[role=option][aria-selected=true]").await?;
    check("a suggestion that the arrow keys have reached").await?;
    input.send_keys("" + Key::Escape).await?;
    input.clear().await?;
    say("申請したい").await?;
    browser.visible("[role=log] mark").await?;
    check("candidates").await?;
    say(RICH).await?;
    chat::read(browser, RICH).await?;
    browser.shows(RICH_TEXT).await?;
    browser.visible("[role=log] table").await?;
    check("an answer with headings, lists, a table, code, a quotation and an image").await?;
    // It is fetched when it is scrolled to.
    let image = browser
        .query(By::Css("[role=log] article button img"))
        .first()
        .await?;
    image.scroll_into_view().await?;
    browser.visible("[role=log] article button img").await?;
    image.click().await?;
    check("an image that was enlarged").await?;
    browser
        .action_chain()
        .send_keys("" + Key::Escape)
        .perform()
        .await?;
    browser
        .visible("[role=log] article:last-of-type")
        .await?
        .press(words.not_solved_button)
        .await?;
    browser.field(words.reason_hint).await?;
    check("not solved, with the reasons").await?;
    browser.press(words.reason_unclear).await?;
    browser.shows(words.reason_thanks).await?;
    check("thanks for the reason").await?;
    say("パスワード わすれた").await?;
    chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
    browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
    let cards = browser.find_all(By::Css("[role=log] article")).await?;
    let last = cards.last().context("no answer")?;
    last.press(words.solved).await?;
    browser.shows(words.thanks).await?;
    say("ラクダの借りかた").await?;
    browser
        .shows(words.not_found.split(['。', '.']).next().unwrap_or_default())
        .await?;
    check("nothing found").await?;
    browser
        .query(By::Css("[role=log] .k-bot:last-of-type .k-row"))
        .first()
        .await?
        .click()
        .await?;
    check("a category or an entry from there").await?;
    browser.press(words.menu).await?;
    browser.visible("[role=menu] [tabindex]").await?;
    check("the menu").await?;
    browser.press(words.size_largest).await?;
    check("the largest letters").await?;
    browser
        .action_chain()
        .send_keys("" + Key::Escape)
        .perform()
        .await?;
    Ok(())
}

fn options(width: u32, height: u32, dark: bool, languages: &'static str) -> Options {
    Options {
        width,
        height,
        dark,
        languages,
        ..Options::default()
    }
}

#[test]
fn every_state_on_a_page_keeps_the_rules() -> Result<()> {
    run(async {
        let scene = scene("").await?;
        Browser::run_in_all("axe-framed", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?;
            axe::check(browser, "the page with the launcher").await?;
            chat::open(browser).await?;
            browser.enter_default_frame().await?;
            axe::check(browser, "the page with the open panel").await?;
            chat::frame(browser).await?.enter_frame().await?;
            tour(browser, Lang::Ja).await
        })
        .await
    })
}

#[test]
fn every_state_keeps_them_in_the_dark_in_english_and_on_a_narrow_screen() -> Result<()> {
    run(async {
        let scene = scene("data-color-scheme=\"dark\" data-lang=\"en\"").await?;
        let narrow = options(320, 640, true, "en-GB,en");
        Browser::run("axe-dark-en", &narrow, async |browser| {
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?.click().await?;
            axe::check(browser, "the page under the panel").await?;
            chat::frame(browser).await?.enter_frame().await?;
            tour(browser, Lang::En).await
        })
        .await?;
        for (name, look) in [
            ("dark", options(1280, 900, true, "ja")),
            ("narrow", options(320, 640, false, "ja")),
        ] {
            Browser::run(&format!("axe-page-{name}"), &look, async |browser| {
                browser.goto(scene.full_page()).await?;
                tour(browser, Lang::Ja).await
            })
            .await
            .context(name)?;
        }
        Ok(())
    })
}

#[test]
fn the_states_without_a_server_keep_them_too() -> Result<()> {
    run(async {
        let scene = scene("").await?;
        Browser::run("axe-errors", &Options::default(), async |browser| {
            let words = words(Lang::Ja);
            let cdp = browser.cdp();
            let block = async |part: &str| -> Result<()> {
                cdp.send_raw("Network.enable", json!({})).await?;
                let urls = if part.is_empty() {
                    vec![]
                } else {
                    vec![format!("*{part}*")]
                };
                cdp.send_raw("Network.setBlockedURLs", json!({ "urls": urls }))
                    .await?;
                Ok(())
            };
            browser.expect_log("ERR_BLOCKED_BY_CLIENT");
            browser.expect_log("Failed to fetch");
            for (part, shown) in [("/boot", words.start_failed), (".wasm", "Reload")] {
                block(part).await?;
                browser.goto(scene.full_page()).await?;
                browser.shows(shown).await?;
                axe::check(browser, &format!("{part} does not come")).await?;
            }
            block("").await?;
            browser.goto(scene.full_page()).await?;
            chat::input(browser).await?;
            block("/answers").await?;
            chat::ask(browser, RICH).await?;
            chat::read(browser, RICH).await?;
            browser.shows(words.answer_failed).await?;
            axe::check(browser, "an answer that does not come").await
        })
        .await
    })
}

#[test]
fn a_part_of_the_page_keeps_them_too() -> Result<()> {
    run(async {
        let scene = scene("").await?;
        let tags = format!(
            "<main><h1>社内ポータル</h1><div id=\"here\" style=\"height:560px;width:400px\"></div></main>{}",
            embed::TAG.replace("async", "data-mode=\"inline\" data-target=\"#here\"")
        );
        let host = embed::page(&scene, &tags, None).await?;
        Browser::run("axe-inline", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            chat::frame(browser).await?;
            axe::check(browser, "the page around the chat").await?;
            chat::frame(browser).await?.enter_frame().await?;
            tour(browser, Lang::Ja).await
        })
        .await
    })
}
