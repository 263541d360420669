//! Pages and frames that send the chat what nobody should send: nothing happens, nothing is logged, memory stays.

use crate::{chat, embed, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, host::Host, run};
use std::collections::HashMap;

/// What a forged question says.
const FORGED: &str = "偽の質問";
/// How much more a frame may hold afterwards. One message alone has more.
const HELD: f64 = 8e6;

/// Everything that is no message of ours, or is one with wrong, missing or far too large fields.
const JUNK: &str = "const big = 'x'.repeat(1e7), huge = 'y'.repeat(1e5);
    const ring = {};
    ring.ring = ring;
    const junk = [null, undefined, 0, NaN, 1n, '', 'x', true, [], {}, ring, new Date(), new Map([[1, 2]]), new Uint8Array(8), big,
        { kotae: 2, type: 'ask', value: '偽の質問' }, { kotae: '1', type: 'ask', value: '偽の質問' }, { kotae: 1 }];
    for (const type of [null, undefined, 0, {}, [], ring, huge, '__proto__', 'constructor', 'toString', 'hello', 'nothing'])
        junk.push({ kotae: 1, type });
    for (const value of [undefined, null, 5, {}, ring, '', ' ', huge, new Uint8Array(1e5)]) {
        for (const type of ['ask', 'openEntry', 'openForm', 'openScenario', 'identify', 'setVisitor', 'warm', 'nothing'])
            if (!(type === 'warm' && value)) junk.push({ kotae: 1, type, value });
        junk.push({ kotae: 1, type: 'go', of: value, on: value }, { kotae: 1, type: 'lang', lang: value }, { kotae: 1, type: 'scheme', scheme: value },
            { kotae: 1, type: 'preview', settings: value, lang: value }, { kotae: 1, type: 'full', on: value && 0 },
            { kotae: 1, type: 'update', set: value, wish: value, root: value, page: value },
            { kotae: 1, type: 'update', set: { lang: value, mode: value }, wish: { primary: value, radius: value, z_index: value, position: value } });
    }
    junk.push({ kotae: 1, type: 'ask', value: big }, { kotae: 1, type: 'update', set: { lang: big }, wish: { primary: big }, root: big, page: big },
        { kotae: 1, type: 'update', set: {}, wish: {}, root: 'ja', page: location.href });";

/// Keeps the page's ends of all channels that the loader makes: the most that a page can do.
const CATCH: &str = "<script>
    const Own = MessageChannel;
    window.ports = [];
    window.MessageChannel = function () {
        const channel = new Own();
        window.ports.push(channel.port1);
        return channel;
    };
    </script>";

async fn held(browser: &Browser) -> Result<f64> {
    chat::frame(browser).await?.enter_frame().await?;
    let script =
        "if (window.gc) { gc(); gc(); } return performance.memory ? performance.memory.usedJSHeapSize : 0;";
    let held = browser.execute(script, vec![]).await?;
    browser.enter_default_frame().await?;
    held.json().as_f64().context("no size of memory")
}

async fn still_works(browser: &Browser, scene: &Scene) -> Result<()> {
    chat::frame(browser).await?.enter_frame().await?;
    chat::ask(browser, "パスワード わすれた").await?;
    chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
    browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
    let said = chat::transcript(browser).await?;
    ensure!(!said.contains(FORGED), "{said}");
    scene.logged("パスワード わすれた", |_| true).await?;
    let rows = scene.admin.questions().await?.items;
    let stray: Vec<_> = rows
        .iter()
        .filter(|row| row.text != "パスワード わすれた")
        .collect();
    ensure!(stray.is_empty(), "{stray:#?}");
    let mut said = browser.said().await?;
    // The one word that a page gets which calls a command in vain.
    said.retain(|text| !text.starts_with("Kotae: identify"));
    ensure!(said.is_empty(), "the console says {said:?}");
    browser.enter_default_frame().await?;
    Ok(())
}

#[test]
fn a_hostile_page_sends_everything_to_the_window_and_over_the_port() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let host = embed::page(&scene, &format!("{CATCH}{}", embed::TAG), None).await?;
        Browser::run_in_all("messages", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            chat::launcher(browser).await?;
            // Before the program is there, and afterwards.
            let to_window = format!(
                "{JUNK} const inner = document.querySelector('[data-kotae]').shadowRoot.querySelector('iframe').contentWindow;
                for (const one of junk) inner.postMessage(one, '*');
                const channel = new Own();
                channel.port1.onmessage = () => {{ window.taken = true }};
                inner.postMessage({{ kotae: 1, type: 'hello', set: {{ open: 'true' }}, wish: {{}} }}, '*', [channel.port2]);
                window.postMessage({{ kotae: 1, type: 'design', design: {{}} }}, '*');"
            );
            let over_port = format!("{JUNK} for (const one of junk) window.ports.at(-1).postMessage(one);");
            let own = |script: &str| script.replace("new Own()", "new window.MessageChannel()");
            browser.execute(own(&to_window), vec![]).await?;
            browser.execute(&over_port, vec![]).await?;
            chat::open(browser).await?;
            browser.enter_default_frame().await?;
            let before = held(browser).await?;
            browser.execute(own(&to_window), vec![]).await?;
            browser.execute(over_port.replace(".at(-1)", "[0]"), vec![]).await?;
            still_works(browser, &scene).await?;
            let after = held(browser).await?;
            ensure!(after - before < HELD, "the frame holds {before} bytes before and {after} after");
            let taken = browser.execute("return !!window.taken", vec![]).await?;
            ensure!(taken.json() == false, "a second channel was taken");
            let button = chat::launcher(browser).await?;
            ensure!(button.attr("aria-expanded").await?.as_deref() == Some("true"));
            Ok(())
        })
        .await
    })
}

#[test]
fn a_hostile_frame_beside_it_reaches_nothing() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let attack = format!(
            "<!doctype html><title>sibling</title><p>sibling</p><script>{JUNK}
            window.attack = () => {{
                const goals = [parent, top];
                for (let at = 0; at < parent.length; at++) if (parent[at] !== window) goals.push(parent[at]);
                for (const goal of goals) {{
                    for (const one of junk) goal.postMessage(one, '*');
                    for (const type of ['hello', 'design', 'close', 'preview', 'event']) {{
                        const {{ port1, port2 }} = new MessageChannel();
                        port1.onmessage = () => {{ window.taken = true }};
                        goal.postMessage({{ kotae: 1, type, set: {{ open: 'true' }}, wish: {{}}, design: {{}}, words: [], css: '*{{}}', name: 'answer' }}, '*', [port2]);
                    }}
                }}
                return goals.length;
            }};</script>"
        );
        let sibling = Host::start_at("127.0.0.1", HashMap::from([("/", attack)]), None).await?;
        let tags = format!("<iframe src=\"{}/\"></iframe>{}", sibling.origin(), embed::TAG);
        let host = embed::page(&scene, &tags, None).await?;
        Browser::run_in_all("sibling", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            chat::launcher(browser).await?;
            browser.enter_frame(0).await?;
            browser.execute("return window.attack()", vec![]).await?;
            browser.enter_default_frame().await?;
            let button = chat::launcher(browser).await?;
            ensure!(
                button.attr("aria-expanded").await?.as_deref() == Some("false"),
                "it was opened"
            );
            button.click().await?;
            still_works(browser, &scene).await?;
            browser.enter_frame(0).await?;
            let taken = browser.execute("return !!window.taken", vec![]).await?;
            ensure!(taken.json() == false, "the frame beside got an answer");
            Ok(())
        })
        .await
    })
}

#[test]
fn a_page_that_is_not_allowed_frames_nothing() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let html = format!(
            "<!doctype html><title>thief</title><iframe src=\"{}\"></iframe><script>
            const {{ port1, port2 }} = new MessageChannel();
            port1.onmessage = () => {{ window.taken = true }};
            document.querySelector('iframe').onload = (event) => {{
                event.target.contentWindow.postMessage({{ kotae: 1, type: 'hello', set: {{}}, wish: {{}} }}, '*', [port2]);
                window.loaded = true;
            }};</script>",
            scene.full_page()
        );
        let thief = Host::start(HashMap::from([("/", html)]), None).await?;
        Browser::run("thief", &Options::default(), async |browser| {
            browser.expect_log("frame-ancestors");
            browser.expect_log("ERR_BLOCKED_BY_RESPONSE");
            browser.goto(thief.origin()).await?;
            embed::awaits(browser, "return !!window.loaded", true.into()).await?;
            let said = browser.said().await?;
            ensure!(
                said.iter().any(|text| text.contains("frame-ancestors")),
                "{said:?}"
            );
            let taken = browser.execute("return !!window.taken", vec![]).await?;
            ensure!(
                taken.json() == false,
                "the chat spoke to a page that is not allowed"
            );
            Ok(())
        })
        .await
    })
}
