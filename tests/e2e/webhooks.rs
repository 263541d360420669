//! An administrator enters a program of the company, tries it, and looks at what it was told.

use crate::admin;
use anyhow::{Context, Result, ensure};
use axum::{Router, http::HeaderMap, routing::post};
use kotae_tests::{Browser, Kotae, Options, Page, Start, axe, run};
use std::sync::{Arc, Mutex};
use thirtyfour::By;

type Heard = Arc<Mutex<Vec<HeaderMap>>>;

/// A program on this machine; its address.
async fn receiver(heard: Heard) -> Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/hook", listener.local_addr()?);
    let take = move |headers: HeaderMap, _body: String| async move {
        if let Ok(mut heard) = heard.lock() {
            heard.push(headers);
        }
        "受領しました"
    };
    let app = Router::new().route("/hook", post(take));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

#[test]
fn a_target_is_entered_tried_and_told() -> Result<()> {
    run(async {
        let start = Start {
            settings: vec![("KOTAE_WEBHOOKS_ALLOW", "127.0.0.1".into())],
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let heard = Heard::default();
        let address = receiver(Arc::clone(&heard)).await?;
        Browser::run("webhooks", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            enter(browser, &kotae, &address).await?;
            try_it(browser, &heard).await?;
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

async fn try_it(browser: &Browser, heard: &Heard) -> Result<()> {
    browser.press("テストを送る").await?;
    browser.shows("受け取られました。").await?;
    browser.shows("受領しました").await?;
    let event = {
        let heard = heard.lock().ok().context("the receiver panicked")?;
        heard
            .first()
            .and_then(|headers| headers.get("kotae-event").cloned())
    };
    ensure!(event.is_some_and(|event| event == "ping"));
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
