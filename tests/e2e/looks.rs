//! Languages, colour schemes, narrow screens.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_shared::settings::WidgetSettings;
use kotae_tests::{Browser, Options, Page, Start, root, run};
use std::{fs, time::Duration};
use thirtyfour::By;
use tokio::time::Instant;

#[test]
fn the_chat_speaks_the_visitors_language_and_switches() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let english = Options {
            languages: "en-GB,en",
            ..Options::default()
        };
        Browser::run("language", &english, async |browser| {
            browser.goto(scene.full_page()).await?;
            browser.field("Question").await?;
            browser.press("Menu").await?;
            browser.press("日本語").await?;
            chat::input(browser).await?;
            let lang = browser.find(By::Tag("html")).await?.attr("lang").await?;
            ensure!(
                lang.as_deref() == Some("ja"),
                "the page says that it is in {lang:?}"
            );
            Ok(())
        })
        .await
    })
}

#[test]
fn the_chat_is_dark_when_the_system_is() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("dark", &Options::default(), async |browser| {
            browser.goto(scene.full_page()).await?;
            chat::input(browser).await?;
            let light = brightness(browser).await?;
            browser
                .look(&Options {
                    dark: true,
                    ..Options::default()
                })
                .await?;
            let end = Instant::now() + Duration::from_secs(5);
            while brightness(browser).await? > 80.0 {
                ensure!(Instant::now() < end, "it stays light");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            ensure!(light > 200.0, "it was dark before: {light}");
            Ok(())
        })
        .await
    })
}

#[test]
fn a_page_shows_the_size_the_ground_and_the_launcher_that_were_designed() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let image = fs::read(root().join("docs/images/demo.png"))?;
        let image = scene.admin.upload_image("design", image).await?;
        let design = |all: &mut WidgetSettings| {
            all.design.width = 500;
            all.design.height = 420;
            all.design.light.ground = "#ffeedd".into();
            all.design.launcher_image = image;
        };
        scene.admin.configure(&scene.key, design).await?;
        Browser::run("designed", &Options::default(), async |browser| {
            browser.goto(scene.host.origin()).await?;
            let launcher = chat::launcher(browser).await?;
            let image = launcher.find(By::Css("iframe")).await?;
            let address = image.attr("src").await?.unwrap_or_default();
            ensure!(address.ends_with("/launcher"), "the launcher shows {address}");
            launcher.click().await?;
            // Wherever a transition is, its end decides.
            let panel = "const panel = document.querySelector('[data-kotae]').shadowRoot.querySelector('[role=dialog]');
                panel.style.transition = 'none';
                return [panel.offsetWidth, panel.offsetHeight, getComputedStyle(panel).backgroundColor].join(' ');";
            let panel = browser.execute(panel, vec![]).await?.json().to_string();
            ensure!(panel == "\"500 420 rgb(255, 238, 221)\"", "the panel is {panel}");
            Ok(())
        })
        .await
    })
}

#[test]
fn nothing_is_wider_than_a_narrow_screen() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let narrow = Options {
            width: 320,
            height: 640,
            ..Options::default()
        };
        Browser::run("narrow", &narrow, async |browser| {
            browser.goto(scene.full_page()).await?;
            chat::ask(browser, "パスワード わすれた").await?;
            chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            let over = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let over = browser.execute(over, vec![]).await?.json().as_i64();
            ensure!(
                over == Some(0),
                "the page can be scrolled sideways by {over:?} pixels"
            );
            Ok(())
        })
        .await
    })
}

/// How bright the page behind the transcript is, 0 to 255.
async fn brightness(browser: &Browser) -> Result<f64> {
    let script = "let one = document.querySelector('[role=log]');
        for (; one; one = one.parentElement) {
            const color = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
            if (color.length < 4 || color[3] > 0) return (color[0] + color[1] + color[2]) / 3;
        }
        return 255;";
    let found = browser.execute(script, vec![]).await?;
    Ok(found.json().as_f64().unwrap_or(f64::NAN))
}
