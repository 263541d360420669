//! Keys, input methods and focus.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Engine, Options, Page, Start, run};
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

/// What a browser sends while an input method composes 「パスワード」 and Enter takes it: kinds and, of keys, name, code and
/// `isComposing`. A later Enter is the visitor's own.
const ORDERS: [(&str, &str); 4] = [
    (
        "Chrome",
        "down Process 229 false; start; update; input; up a 229 true; down ArrowDown 229 true; down Enter 229 true; update; input; end; up Enter 13 false",
    ),
    (
        "Firefox",
        "down Process 229 false; start; update; input; up Process 229 true; down Process 229 true; down Process 229 true; end; input; up Process 229 false",
    ),
    (
        "Safari",
        "start; update; input; down a 229 true; up a 65 true; down ArrowDown 229 true; input; end; down Enter 229 false; up Enter 13 false",
    ),
    // An Enter that says itself that it belongs to the composition, and one that only comes inside it.
    (
        "others",
        "start; update; input; down Enter 13 true; down Enter 13 false; input; end; up Enter 13 false",
    ),
];

/// Sends such an order to the focused input, whose text is the composed one from the first `input` on. Gives the keys
/// whose default was prevented, which the input method would have missed.
const DISPATCH: &str = "const [order, text] = arguments;
    const input = document.activeElement;
    const taken = [];
    for (const step of order.split('; ')) {
        const [kind, key, code, composing] = step.split(' ');
        const is = composing === 'true';
        let event;
        if (kind === 'down' || kind === 'up') {
            event = new KeyboardEvent('key' + kind, { key, isComposing: is, bubbles: true, cancelable: true });
            for (const name of ['keyCode', 'which']) Object.defineProperty(event, name, { value: Number(code) });
        } else if (kind === 'input') {
            input.value = text;
            event = new InputEvent('input', { data: text, inputType: 'insertCompositionText', bubbles: true });
        } else event = new CompositionEvent('composition' + kind, { data: text, bubbles: true });
        if (!input.dispatchEvent(event)) taken.push(step);
    }
    return taken;";

#[test]
fn no_browsers_order_of_events_sends_before_the_composition_is_over() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run_in_all("ime-orders", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            for (name, order) in ORDERS {
                let text = format!("パスワード {name}");
                let input = chat::input(browser).await?;
                input.click().await?;
                let taken = browser
                    .execute(DISPATCH, vec![order.into(), text.as_str().into()])
                    .await?;
                ensure!(
                    taken.json() == &json!([]),
                    "{name}: the chat took {}",
                    taken.json()
                );
                browser.visible("[role=listbox] [role=option]").await?;
                let chosen = browser.find_all(By::Css("[aria-selected=true]")).await?;
                ensure!(
                    chosen.is_empty(),
                    "{name}: a key of the composition chose a suggestion"
                );
                let value = input.prop("value").await?;
                ensure!(value.as_deref() == Some(&text), "{name}: the input has {value:?}");
                let said = chat::transcript(browser).await?;
                ensure!(!said.contains(&text), "{name}: the composition was sent");
                // The next Enter is meant.
                press(browser, Key::Enter).await?;
                browser.visible("[role=log]").await?.shows(&text).await?;
                let value = input.prop("value").await?;
                ensure!(value.as_deref() == Some(""), "{name}: {value:?} stayed");
                scene.logged(&text, |_| true).await?;
            }
            Ok(())
        })
        .await?;
        let rows = scene.admin.questions().await?.items;
        let sent = ORDERS.len() * Engine::all().len();
        ensure!(rows.len() == sent, "a question was sent twice: {rows:#?}");
        Ok(())
    })
}

#[test]
fn the_chat_is_used_by_keys_alone_and_gives_the_focus_back() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run_in_all("keyboard", &Options::default(), async |browser| {
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
