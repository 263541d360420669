//! The page's side of the widget: its commands and modes, and what of a conversation outlives a page.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, host::Host, run};
use serde_json::json;
use std::{collections::HashMap, time::Duration};
use thirtyfour::By;
use tokio::time::Instant;

/// A page with these tags, on a host of its own that the widget allows.
pub(crate) async fn page(scene: &Scene, tags: &str, policy: Option<&str>) -> Result<Host> {
    let kotae = scene.kotae.url();
    let tags = tags.replace("KOTAE/", kotae).replace("KEY", &scene.key);
    let html = format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>host</title></head><body>{tags}</body></html>"
    );
    let origin = kotae.trim_end_matches('/');
    let policy = policy.map(|policy| policy.replace("KOTAE", origin));
    let host = Host::start(HashMap::from([("/", html)]), policy).await?;
    scene
        .admin
        .configure(&scene.key, |all| {
            all.allowed_origins.push(host.origin().to_owned());
        })
        .await?;
    Ok(host)
}

pub(crate) async fn value(browser: &Browser, script: &str) -> Result<serde_json::Value> {
    Ok(browser.execute(script, Vec::new()).await?.json().clone())
}

/// Waits until a script of the page gives what is awaited.
pub(crate) async fn awaits(browser: &Browser, script: &str, awaited: serde_json::Value) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let found = value(browser, script).await?;
        if found == awaited {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{script}: {found}, not {awaited}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The plainest tag.
pub(crate) const TAG: &str = "<script async src=\"KOTAE/kotae.js\" data-widget=\"KEY\"></script>";

#[test]
fn a_conversation_outlives_its_page_unless_nothing_may_be_kept() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let kept = page(&scene, TAG, None).await?;
        let unkept = page(&scene, &TAG.replace("async", "async data-storage=\"none\""), None).await?;
        Browser::run("reload", &Options::default(), async |browser| {
            for (host, stays) in [(&kept, true), (&unkept, false)] {
                browser.goto(host.origin()).await?;
                chat::open(browser).await?;
                chat::ask(browser, "パスワード わすれた").await?;
                chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
                browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
                browser.press("解決した").await?;
                browser.enter_default_frame().await?;
                browser.refresh().await?;
                chat::open(browser).await?;
                if stays {
                    browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
                }
                let said = chat::transcript(browser).await?;
                ensure!(said.contains("わすれた") == stays, "{said}");
                browser.enter_default_frame().await?;
            }
            let rows = scene.admin.questions().await?;
            let asked = rows.items.iter().filter(|row| row.text == "パスワード わすれた");
            ensure!(
                asked.count() == 2,
                "a conversation that came back was logged again"
            );
            Ok(())
        })
        .await
    })
}

#[test]
fn what_happened_without_the_network_is_sent_once_by_the_next_page() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("offline", &Options::default(), async |browser| {
            let cdp = browser.cdp();
            let network = |offline: bool| {
                cdp.send_raw(
                    "Network.emulateNetworkConditions",
                    json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
                )
            };
            browser.goto(scene.full_page()).await?;
            chat::ask(browser, "ＶＰＮ せつぞく できない").await?;
            chat::read(browser, "VPNに接続できないときの確認手順").await?;
            browser.shows("VPNクライアントを再起動してください").await?;
            browser.expect_log("ERR_INTERNET_DISCONNECTED");
            cdp.send_raw("Network.enable", json!({})).await?;
            network(true).await?;
            // Matching goes on, and what was seen is shown.
            chat::ask(browser, "VPN 接続できない").await?;
            chat::read(browser, "VPNに接続できないときの確認手順").await?;
            browser.visible("article:last-of-type").await?;
            network(false).await?;
            browser.refresh().await?;
            let row = scene.logged("VPN 接続できない", |_| true).await?;
            let rows = scene.admin.questions().await?.items;
            let copies = rows.iter().filter(|other| other.text == row.text).count();
            ensure!(copies == 1, "{rows:#?}");
            Ok(())
        })
        .await
    })
}

#[test]
fn the_page_commands_it_and_may_say_no() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let tags = format!(
            "<script>
            window.Kotae = window.Kotae || function () {{ (Kotae.q = Kotae.q || []).push(arguments) }};
            window.heard = [];
            window.bar = false;
            for (const name of ['ready', 'error', 'open', 'close', 'question', 'answer', 'before-question'])
              addEventListener('kotae:' + name, (event) => heard.push(name + ':' + (event.detail.form || event.detail.widget)));
            addEventListener('kotae:before-open', (event) => bar && event.preventDefault());
            addEventListener('kotae:before-question', (event) => bar && event.preventDefault());
            Kotae('on', 'open', (detail) => heard.push('on:' + detail.widget));
            </script>{}",
            TAG.replace("async", "async data-id=\"help\" style=\"--kotae-primary:#aa0033;--kotae-radius:99px\"")
        );
        let host = page(&scene, &tags, None).await?;
        Browser::run_in_all("commands", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            let button = chat::launcher(browser).await?;
            let color = button.css_value("background-color").await?;
            ensure!(color.contains("170, 0, 51"), "the page's colour is not taken: {color}");

            value(browser, "window.bar = true; Kotae('open'); Kotae('openForm', 'F-1');").await?;
            ensure!(button.attr("aria-expanded").await?.as_deref() == Some("false"));
            value(browser, "Kotae('open'); window.bar = false; Kotae('open'); window.bar = true; Kotae('ask', 'プリンター 印刷')").await?;
            awaits(browser, "return heard.includes('before-question:help')", json!(true)).await?;
            value(browser, "window.bar = false; Kotae('ask', 'パスワード わすれた')").await?;
            awaits(browser, "return heard.includes('question:help')", json!(true)).await?;
            // What waited for the panel is not there.
            awaits(browser, "return heard.includes('error:F-1')", json!(true)).await?;
            ensure!(value(browser, "return heard.includes('on:help')").await? == json!(true));
            chat::frame(browser).await?.enter_frame().await?;
            let said = chat::transcript(browser).await?;
            ensure!(said.contains("わすれた") && !said.contains("プリンター"), "{said}");
            browser.enter_default_frame().await?;

            value(browser, "Kotae('close'); Kotae('update', {position: 'top-left', offsetX: 40})").await?;
            let place = "const one = document.querySelector('[data-kotae]').shadowRoot.querySelector('button');
                return [one.style.top, one.style.left]";
            awaits(browser, place, json!(["24px", "40px"])).await?;

            // Taken out and put in again, it goes on; shut down, it is gone; booted, it is back.
            value(browser, "const host = document.querySelector('[data-kotae]'); host.remove(); document.documentElement.append(host);").await?;
            chat::open(browser).await?;
            if browser.keeps() {
                browser.shows("わすれた").await?;
            }
            browser.enter_default_frame().await?;
            value(browser, "Kotae('shutdown')").await?;
            awaits(browser, "return document.querySelectorAll('[data-kotae]').length", json!(0)).await?;
            value(browser, &format!("Kotae('boot', {{widget: '{}'}})", scene.key)).await?;
            chat::launcher(browser).await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn two_widgets_of_which_one_is_part_of_the_page() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let inline = TAG.replace(
            "async",
            "data-id=\"inline\" data-mode=\"inline\" data-target=\"#here\"",
        );
        let bubble = TAG.replace("async", "data-id=\"bubble\"");
        let tags = format!("<div id=\"here\" style=\"height:560px;width:400px\"></div>{inline}{bubble}");
        let host = page(&scene, &tags, None).await?;
        Browser::run_in_all("inline", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            chat::launcher(browser).await?;
            browser.find(By::Css("#here > [data-kotae=inline]")).await?;
            chat::frame(browser).await?.enter_frame().await?;
            chat::ask(browser, "パスワード わすれた").await?;
            chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
            let close = browser.find_all(By::Css("[aria-label=チャットを閉じる]")).await?;
            ensure!(close.is_empty(), "a part of the page cannot be closed");
            browser.enter_default_frame().await?;
            value(browser, "Kotae('open', {widget: 'bubble'})").await?;
            let open = "return [...document.querySelectorAll('[data-kotae]')].map((one) => one.shadowRoot.querySelector('.on') && one.dataset.kotae)";
            awaits(browser, open, json!(["inline", "bubble"])).await
        })
        .await
    })
}

#[test]
fn an_entry_has_an_address_of_its_own() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run_in_all("entry", &Options::default(), async |browser| {
            browser.goto(scene.full_page()).await?;
            chat::ask(browser, "パスワード わすれた").await?;
            chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            let row = scene
                .logged("パスワード わすれた", |row| row.read.is_some())
                .await?;
            let entry = row.read.map(|read| read.id.to_string()).unwrap_or_default();
            value(browser, "localStorage.clear()").await?;
            browser.goto(format!("{}/e/{entry}", scene.full_page())).await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            browser
                .goto(format!("{}/e/{}", scene.full_page(), uuid_of_nothing()))
                .await?;
            browser.shows("申し訳ありません").await?;
            Ok(())
        })
        .await
    })
}

const fn uuid_of_nothing() -> &'static str {
    "01890000-0000-7000-8000-000000000000"
}

#[test]
fn a_page_that_kotae_does_not_answer_says_so_if_it_wants() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        // To a page that is not allowed the frame says nothing, as a server that is down.
        let tags = TAG.replace("async", "async data-down=\"チャットは休止中です\"");
        let tags = tags
            .replace("KOTAE/", scene.kotae.url())
            .replace("KEY", &scene.key);
        let html =
            format!("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>host</title>{tags}");
        let host = Host::start(HashMap::from([("/", html)]), None).await?;
        Browser::run("down", &Options::default(), async |browser| {
            browser.expect_log("does not answer");
            browser.expect_log("frame-ancestors");
            browser.expect_log("postMessage");
            browser.goto(host.origin()).await?;
            let button =
                "const button = document.querySelector('[data-kotae]')?.shadowRoot.querySelector('button');
                return button && !button.hidden ? button.textContent : ''";
            awaits(browser, button, json!("チャットは休止中です")).await?;
            // Once the page is allowed, a press brings the chat.
            scene
                .admin
                .configure(&scene.key, |all| {
                    all.allowed_origins.push(host.origin().to_owned());
                })
                .await?;
            let press = "document.querySelector('[data-kotae]').shadowRoot.querySelector('button').click()";
            browser.execute(press, Vec::new()).await?;
            let open = "const panel = document.querySelector('[data-kotae]').shadowRoot.querySelector('div');
                return panel.className";
            awaits(browser, open, json!("on ")).await
        })
        .await
    })
}
