//! What a screen reader is told, and where the focus goes.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, run};
use serde_json::json;
use thirtyfour::{By, Key};

/// Keeps every text that appears in a live region after the region itself: what a screen reader announces.
const LISTEN: &str = "window.announced = [];
    new MutationObserver((changes) => {
        for (const { type, target, addedNodes } of changes) {
            const element = target.nodeType === 1 ? target : target.parentElement;
            const region = element && element.closest('[aria-live],[role=log],[role=status],[role=alert]');
            if (!region || region.getAttribute('aria-live') === 'off' || element.closest('[aria-hidden=true]')) continue;
            const texts = type === 'characterData' ? [target.data] : [...addedNodes].map((node) =>
                node.nodeType === 1 && node.matches('[aria-live=off],[aria-hidden=true]') ? '' : node.textContent);
            window.announced.push(...texts.filter((text) => text.trim()));
        }
    }).observe(document, { subtree: true, childList: true, characterData: true });";

/// How often texts with these words were announced.
async fn announced(browser: &Browser, words: &str) -> Result<usize> {
    let all = browser.execute("return window.announced", vec![]).await?;
    let all: Vec<String> = all.convert()?;
    Ok(all.iter().filter(|text| text.contains(words)).count())
}

#[test]
fn each_reply_is_announced_once_and_history_not_at_all() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("announced", &Options::default(), async |browser| {
            let cdp = browser.cdp();
            cdp.send_raw("Page.enable", json!({})).await?;
            cdp.send_raw(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": LISTEN }),
            )
            .await?;
            browser.goto(scene.full_page()).await?;
            chat::ask(browser, "パスワード わすれた").await?;
            chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            browser.press("解決しない").await?;
            browser.shows("お役に立てず申し訳ありません").await?;
            chat::ask(browser, "ラクダの借りかた").await?;
            browser.shows("ぴったりの回答が見つかりませんでした").await?;
            let said = [
                "わすれた",
                "登録済みの携帯電話に確認コードが届きます",
                "お役に立てず申し訳ありません",
                "ラクダの借りかた",
                "ぴったりの回答が見つかりませんでした",
            ];
            for words in said {
                let times = announced(browser, words).await?;
                ensure!(times == 1, "「{words}」 was announced {times} times");
            }
            // How many suggestions there are is said, not each of them.
            chat::input(browser).await?.send_keys("パスワード").await?;
            browser.visible("[role=option]").await?;
            ensure!(
                announced(browser, "候補が").await? > 0,
                "the suggestions were not announced"
            );
            ensure!(
                announced(browser, "再設定方法").await? <= 2,
                "suggestions are read out one by one"
            );
            // The next page shows the conversation, and reads none of it.
            browser.refresh().await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            browser.shows("ぴったりの回答が見つかりませんでした").await?;
            for words in said {
                let times = announced(browser, words).await?;
                ensure!(
                    times == 0,
                    "「{words}」 of an earlier page was read again {times} times"
                );
            }
            Ok(())
        })
        .await
    })
}

/// What has the focus, by its name.
const FOCUSED: &str = "const one = document.activeElement;
    return one.getAttribute('aria-label') || one.getAttribute('title') || one.textContent.trim();";

#[test]
fn the_focus_goes_in_the_order_of_reading_and_back() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run_in_all("focus", &Options::default(), async |browser| {
            let press = async |key: Key| -> Result<()> {
                Ok(browser.action_chain().send_keys("" + key).perform().await?)
            };
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?;
            // A script that opens it leaves the focus where it is.
            let news = browser.find(By::Id("news")).await?;
            news.focus().await?;
            browser.execute("Kotae('open')", vec![]).await?;
            chat::frame(browser).await?.enter_frame().await?;
            chat::input(browser).await?;
            browser.visible(".k-chip").await?;
            browser.enter_default_frame().await?;
            let on_news = "return document.activeElement.id";
            ensure!(
                browser.execute(on_news, vec![]).await?.json() == "news",
                "the focus was taken"
            );
            // The visitor goes in, from the top: menu, close, transcript, its buttons, input.
            chat::frame(browser).await?.enter_frame().await?;
            browser.button("メニュー").await?.focus().await?;
            let mut order = Vec::new();
            for _ in 0..40 {
                let name = browser.execute(FOCUSED, vec![]).await?;
                let name = name.json().as_str().unwrap_or_default().to_owned();
                let is_last = name == "質問";
                order.push(name);
                if is_last {
                    break;
                }
                press(Key::Tab).await?;
            }
            ensure!(
                order.starts_with(&["メニュー".into(), "チャットを閉じる".into(), "会話".into()]),
                "{order:?}"
            );
            ensure!(
                order.last().is_some_and(|name| name == "質問") && order.len() > 4,
                "{order:?}"
            );
            // The menu takes the focus and gives it back; so does the panel, also to an element of the page.
            let menu = browser.button("メニュー").await?;
            menu.focus().await?;
            press(Key::Enter).await?;
            browser.visible("[role=menu] [tabindex]:focus").await?;
            press(Key::Escape).await?;
            browser.visible("[aria-haspopup=menu]:focus").await?;
            press(Key::Escape).await?;
            browser.enter_default_frame().await?;
            crate::embed::awaits(browser, on_news, "news".into()).await
        })
        .await
    })
}
