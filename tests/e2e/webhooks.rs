//! An administrator enters a program of the company, tries it, and looks at what it was told.

use crate::{admin, inbox, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_tests::{Browser, Kotae, Options, Page, Start, axe, hook::Hook, run};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::By;

#[test]
fn a_target_is_entered_tried_and_told() -> Result<()> {
    run(async {
        let start = Start {
            settings: vec![("KOTAE_WEBHOOKS_ALLOW", "127.0.0.1".into())],
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let hook = Hook::start().await?;
        Browser::run("webhooks", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            enter(browser, &kotae, hook.url()).await?;
            try_it(browser, &hook).await?;
            exchange(browser).await?;
            told(browser, &kotae).await
        })
        .await
    })
}

async fn enter(browser: &Browser, kotae: &Kotae, address: &str) -> Result<()> {
    admin::open(browser, kotae, "webhooks").await?;
    browser.shows("送信先はまだありません").await?;
    browser.press("送信先を追加").await?;
    // What is missing is said at its field.
    browser.expect_log("422 (Unprocessable Entity)");
    browser.press("保存する").await?;
    browser.visible("[name=name][aria-invalid=true]").await?;
    admin::fill(browser, "name", "社内ポータル").await?;
    admin::fill(browser, "url", address).await?;
    for label in browser.find_all(By::Css("form fieldset .check")).await? {
        if label.text().await?.contains("FAQ の公開") {
            label.click().await?;
        }
    }
    browser.press("保存する").await?;
    browser.shows("いま一度だけ表示します").await?;
    let secret = browser.visible(".note .copy code").await?.text().await?;
    ensure!(secret.starts_with("kwh_"), "{secret}");
    axe::check(browser, "a new target and its secret").await?;
    browser.press("控えました").await?;
    browser.query_gone(".note .copy").await?;
    browser
        .visible("table a[href*='/webhooks/']")
        .await?
        .click()
        .await?;
    browser.shows("シークレット").await?;
    Ok(())
}

async fn try_it(browser: &Browser, hook: &Hook) -> Result<()> {
    browser.press("テストを送る").await?;
    browser.shows("受け取られました。").await?;
    browser.shows("受領しました").await?;
    let told = hook.until(1).await?;
    ensure!(told[0].header("kotae-event") == "ping");
    Ok(())
}

async fn exchange(browser: &Browser) -> Result<()> {
    browser.press("新しいシークレットを作る").await?;
    browser.visible(".note .copy code").await?;
    browser.shows("古いシークレット").await?;
    browser.press("古いシークレットを終了する").await?;
    browser
        .visible("dialog[open] button.danger")
        .await?
        .click()
        .await?;
    browser.button("新しいシークレットを作る").await?;
    Ok(())
}

async fn told(browser: &Browser, kotae: &Kotae) -> Result<()> {
    let path = browser.current_url().await?;
    admin::open(browser, kotae, "publish").await?;
    browser.goto(path.as_str()).await?;
    browser.visible("main h1").await?;
    browser.shows("記録はありません").await?;
    Ok(())
}

#[test]
fn what_was_given_up_is_sent_again_by_a_button() -> Result<()> {
    run(async {
        let start = Start {
            settings: vec![("KOTAE_WEBHOOKS_ALLOW", "127.0.0.1".into())],
            ..Start::default()
        };
        let scene = Scene::new(&start).await?;
        let hook = Hook::start().await?;
        let target = json!({ "name": "社内ポータル", "url": hook.url(), "events": ["submission.created"] });
        let target = scene.admin.send(Method::POST, "webhooks", Some(target)).await?;
        let target: Value = serde_json::from_str(&target)?;
        let secret = target["secret"].as_str().context("a secret")?.to_owned();
        let id = target["webhook"]["id"].as_str().context("an id")?.to_owned();
        // Gone for good: it is given up at once.
        hook.plan([410]);
        let form = inbox::open_form(&scene).await?;
        let answers = inbox::answers("画面が映りません。", "", "");
        inbox::submit(&scene, &form, vec![(1, answers)]).await?;
        hook.until(1).await?;
        Browser::run("webhook-again", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, &format!("webhooks/{id}")).await?;
            // It is recorded when the answer has come.
            let row = async || -> Result<String> {
                let page = scene
                    .admin
                    .send(Method::GET, &format!("webhooks/{id}/deliveries"), None)
                    .await?;
                Ok(serde_json::from_str::<Value>(&page)?["rows"][0]["state"].to_string())
            };
            let end = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
            while row().await? != "\"failed\"" {
                ensure!(
                    tokio::time::Instant::now() < end,
                    "it was not given up: {}",
                    row().await?
                );
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            browser.press("最新の状態にする").await?;
            browser.visible(".delivery .chip.bad").await?;
            browser.visible(".delivery").await?.click().await?;
            browser.shows("410").await?;
            axe::check(browser, "a delivery that was given up").await?;
            browser.press("もう一度送る").await?;
            browser.shows("もう一度送ります。").await?;
            let told = hook.until(2).await?;
            ensure!(told[0].body == told[1].body, "the same, byte for byte");
            ensure!(
                told[0].header("kotae-delivery") != told[1].header("kotae-delivery"),
                "as a new delivery"
            );
            ensure!(told.iter().all(|one| one.is_signed_by(&secret)));
            browser.press("最新の状態にする").await?;
            browser.visible(".delivery .chip.good").await?;
            // The older one stays as it was.
            browser.visible(".delivery .chip.bad").await?;
            Ok(())
        })
        .await
    })
}
