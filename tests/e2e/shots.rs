//! Pictures of every screen, for people to look at: `cargo xtask shots`.

use crate::{admin, chat, scene::Scene, screens};
use anyhow::Result;
use kotae_tests::{
    Browser, Engine, Options, Page, Start,
    admin_api::{EMAIL, NAME},
    pictures, run,
};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

/// One way to look at everything.
struct View {
    name: String,
    options: Options,
    japanese: bool,
}

fn views() -> Vec<View> {
    let mut views = Vec::new();
    for (languages, japanese) in [("ja", true), ("en-GB,en", false)] {
        for dark in [false, true] {
            for (width, height) in [(1280, 900), (768, 1024), (375, 812)] {
                let name = format!(
                    "{}-{}-{width}",
                    &languages[..2],
                    if dark { "dark" } else { "light" }
                );
                views.push(View {
                    name,
                    options: Options {
                        engine: Engine::Chromium,
                        width,
                        height,
                        dark,
                        languages,
                    },
                    japanese,
                });
            }
        }
    }
    let only = std::env::var("KOTAE_SHOTS").unwrap_or_default();
    views.retain(|view| only.is_empty() || only.split(',').any(|only| view.name.starts_with(only)));
    views
}

#[test]
#[ignore = "makes pictures for people, checks nothing"]
fn all() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        screens::prepare(&scene).await?;
        for view in views() {
            Browser::run(&format!("shots-{}", view.name), &view.options, async |browser| {
                widget(browser, &scene, &view).await?;
                screens(browser, &scene, &view).await
            })
            .await?;
        }
        Ok(())
    })
}

async fn widget(browser: &Browser, scene: &Scene, view: &View) -> Result<()> {
    let say = |ja, en| if view.japanese { ja } else { en };
    browser.goto(scene.page()).await?;
    if !view.japanese {
        // The host page is Japanese; a page of an English desk says so.
        browser
            .execute(
                "document.documentElement.lang = 'en'; Kotae('setLanguage', 'en')",
                vec![],
            )
            .await?;
    }
    chat::launcher(browser).await?;
    shot(browser, view, "widget-1-launcher").await?;
    chat::launcher(browser).await?.click().await?;
    chat::frame(browser).await?.enter_frame().await?;
    let input = browser.field(say("質問", "Question")).await?;
    shot(browser, view, "widget-2-greeting").await?;
    input.send_keys("パスワード").await?;
    browser.visible("[role=option]").await?;
    shot(browser, view, "widget-3-suggestions").await?;
    input.clear().await?;
    for (name, question) in [
        ("widget-4-candidates", "申請"),
        ("widget-6-not-found", "ラクダの借りかた"),
    ] {
        input
            .send_keys(question.to_owned() + thirtyfour::Key::Enter)
            .await?;
        browser.visible("[role=log]").await?.shows(question).await?;
        shot(browser, view, name).await?;
    }
    input
        .send_keys("パスワード わすれた" + thirtyfour::Key::Enter)
        .await?;
    chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
    browser.shows("確認コード").await?;
    shot(browser, view, "widget-5-answer").await?;
    browser.press(say("解決しない", "not yet")).await?;
    shot(browser, view, "widget-7-not-solved").await?;
    browser.goto(scene.full_page()).await?;
    browser.field(say("質問", "Question")).await?;
    shot(browser, view, "widget-8-full-page").await
}

async fn screens(browser: &Browser, scene: &Scene, view: &View) -> Result<()> {
    browser
        .goto(format!("{}admin/default/", scene.kotae.url()))
        .await?;
    browser.visible("[name=email]").await?;
    shot(browser, view, "admin-1-sign-in").await?;
    // Who is signed in chooses the language.
    let lang = &view.options.languages[..2];
    let account = json!({ "name": NAME, "email": EMAIL, "lang": lang, "time_zone": "Asia/Tokyo" });
    scene.admin.send(Method::PUT, "account", Some(account)).await?;
    admin::sign_in(browser, &scene.kotae).await?;
    for path in screens::paths(scene).await? {
        admin::open(browser, &scene.kotae, &path).await?;
        let name: Vec<_> = path
            .split('/')
            .map(|part| if part.len() == 36 { "one" } else { part })
            .collect();
        let name = if path.is_empty() {
            "home".to_owned()
        } else {
            name.join("-")
        };
        shot(browser, view, &format!("admin-{name}")).await?;
    }
    Ok(())
}

async fn shot(browser: &Browser, view: &View, screen: &str) -> Result<()> {
    // Pictures only: what still moves or loads may settle.
    tokio::time::sleep(Duration::from_millis(400)).await;
    browser
        .picture(&pictures().join(format!("{screen}-{}.png", view.name)))
        .await
}
