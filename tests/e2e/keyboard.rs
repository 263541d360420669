//! Keys, input methods and focus.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, run};
use serde_json::json;
use thirtyfour::{By, Key};

/// Presses a key as a person does, wherever the focus is, also in a frame of another site.
async fn press(browser: &Browser, key: impl Into<thirtyfour::TypingData>) -> Result<()> {
    Ok(browser.action_chain().send_keys(key).perform().await?)
}

#[test]
fn enter_that_ends_a_composition_does_not_send() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("ime", &Options::default(), async |browser| {
            browser.goto(scene.full_page()).await?;
            let input = chat::input(browser).await?;
            input.click().await?;
            let cdp = browser.cdp();
            cdp.send_raw("Input.imeSetComposition", json!({ "text": "ぱすわーど", "selectionStart": 5, "selectionEnd": 5 }))
                .await?;
            // The key that takes the composition reaches the page as "Process", key code 229.
            let process = |kind: &str| {
                json!({ "type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229 })
            };
            cdp.send_raw("Input.dispatchKeyEvent", process("rawKeyDown")).await?;
            cdp.send_raw("Input.insertText", json!({ "text": "パスワード" })).await?;
            cdp.send_raw("Input.dispatchKeyEvent", process("keyUp")).await?;
            ensure!(input.prop("value").await?.as_deref() == Some("パスワード"), "the composition was lost");
            ensure!(!chat::transcript(browser).await?.contains("パスワード"), "the composition was sent");
            press(browser, Key::Enter).await?;
            browser.visible("[role=log]").await?.shows("パスワード").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn the_chat_is_used_by_keys_alone_and_gives_the_focus_back() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("keyboard", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?;
            let news = browser.find(By::Id("news")).await?;
            news.focus().await?;
            press(browser, Key::Tab).await?;
            press(browser, Key::Enter).await?;
            chat::frame(browser).await?.enter_frame().await?;
            chat::input(browser).await?;
            press(browser, "VPN").await?;
            browser.visible("[role=listbox] [role=option]").await?;
            press(browser, Key::Down).await?;
            browser.visible("[role=option][aria-selected=true]").await?;
            // The first Escape closes the suggestions, the second the panel.
            press(browser, Key::Escape).await?;
            browser.query_gone("[role=listbox] [role=option]").await?;
            ensure!(
                chat::input(browser).await?.prop("value").await?.as_deref() == Some("VPN"),
                "the text was lost"
            );
            press(browser, Key::Enter).await?;
            browser.visible("[role=log]").await?.shows("VPN").await?;
            press(browser, Key::Escape).await?;
            browser.enter_default_frame().await?;
            let launcher = chat::launcher(browser).await?;
            let expanded = launcher.attr("aria-expanded").await?;
            ensure!(
                expanded.as_deref() == Some("false"),
                "Escape did not close the panel"
            );
            let has_focus = "return document.activeElement && document.activeElement.shadowRoot \
                && document.activeElement.shadowRoot.activeElement === arguments[0]";
            let has_focus = browser.execute(has_focus, vec![launcher.to_json()?]).await?;
            ensure!(
                has_focus.json() == true,
                "the focus did not go back to the launcher"
            );
            Ok(())
        })
        .await
    })
}
