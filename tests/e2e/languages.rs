//! A further language of the widget: one file in the data folder.

use crate::{
    chat,
    embed::{awaits, page},
    scene::Scene,
};
use anyhow::{Context, Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, run};
use serde_json::json;
use thirtyfour::By;

const ZH: &str = "name = \"中文\"\n[words]\nname = \"员工助手\"\nopen = \"打开聊天\"\ngreeting = \"您好。请问有什么可以帮您？\"\n\
    input = \"问题\"\nplaceholder = \"请输入您的问题\"\nmenu = \"菜单\"\nanswer = \"回答\"\nnot_found = \"没有找到答案。\"\n";

fn start() -> Start {
    Start {
        files: vec![("languages/zh.toml", ZH)],
        ..Start::default()
    }
}

async fn language(browser: &Browser) -> Result<Option<String>> {
    Ok(browser.find(By::Tag("html")).await?.attr("lang").await?)
}

#[test]
fn one_file_teaches_the_chat_a_language() -> Result<()> {
    run(async {
        let scene = Scene::new(&start()).await?;
        let chinese = Options {
            languages: "zh-CN,en",
            ..Options::default()
        };
        Browser::run("chinese", &chinese, async |browser| {
            browser.goto(scene.full_page()).await?;
            browser.field("问题").await?;
            browser.shows("您好。请问有什么可以帮您？").await?;
            ensure!(language(browser).await?.as_deref() == Some("zh"));
            // What the file leaves out is English; the choice of another language stays, and the way back is there.
            browser.press("菜单").await?;
            browser.shows("Start over").await?;
            browser.press("日本語").await?;
            chat::input(browser).await?;
            ensure!(language(browser).await?.as_deref() == Some("ja"));
            browser.refresh().await?;
            chat::input(browser).await?;
            browser.press("メニュー").await?;
            browser.button("English").await?;
            browser.press("中文").await?;
            browser.field("问题").await?;
            browser.refresh().await?;
            browser.field("问题").await?;
            browser.press("菜单").await?;
            browser.press("English").await?;
            browser.field("Question").await?;
            browser.no_text("您好。请问有什么可以帮您？").await
        })
        .await
    })
}

#[test]
fn a_page_asks_for_the_language_and_for_another() -> Result<()> {
    run(async {
        let scene = Scene::new(&start()).await?;
        let tag = "<script async src=\"KOTAE/kotae.js\" data-widget=\"KEY\" data-lang=\"zh\"></script><script>Kotae=window.Kotae||function(){(Kotae.q=Kotae.q||[]).push(arguments)}</script>";
        let host = page(&scene, tag, None).await?;
        Browser::run("asked", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            let launcher = chat::launcher(browser).await?;
            let label = launcher.attr("aria-label").await?;
            ensure!(label.as_deref() == Some("打开聊天: 员工助手"), "{label:?}");
            launcher.click().await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.field("问题").await.context("step 0")?;
            browser.enter_default_frame().await?;
            browser.execute("Kotae('setLanguage', 'en')", Vec::new()).await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.field("Question").await.context("step 1")?;
            browser.enter_default_frame().await?;
            browser
                .execute("Kotae('setLanguage', 'zh-TW')", Vec::new())
                .await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.field("问题").await.context("step 2")?;
            awaits(browser, "return document.documentElement.lang", json!("zh")).await
        })
        .await
    })
}
