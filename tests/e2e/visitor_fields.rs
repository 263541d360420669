//! Visitor fields: defined by an administrator, told by a page, filled into a form, and seen in the inbox.

use crate::{admin, chat, forms, scene::Scene, screens};
use anyhow::{Result, ensure};
use kotae_shared::{
    api::{forms::SubmissionPage, visitor_fields::VisitorFieldRecord},
    form::Kind,
    visitor::Mark,
};
use kotae_tests::{Browser, Options, Page, Start, pictures, run};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use thirtyfour::{By, Key};
use tokio::time::Instant;

async fn defined(scene: &Scene) -> Result<Vec<VisitorFieldRecord>> {
    let all = scene.admin.send(Method::GET, "visitor-fields", None).await?;
    Ok(serde_json::from_str(&all)?)
}

/// With `KOTAE_SHOTS` a picture for people to look at.
async fn shot(browser: &Browser, name: &str) -> Result<()> {
    if std::env::var_os("KOTAE_SHOTS").is_some() {
        let file = pictures().join("visitor-fields").join(format!("{name}.png"));
        browser.picture(&file).await?;
    }
    Ok(())
}

#[test]
fn a_field_is_defined_told_by_the_page_filled_in_and_seen_with_its_mark() -> Result<()> {
    run(async {
        let attributes = "data-visitor-department=\"人事部\"";
        let scene = Scene::with(&Start::default(), None, attributes, |_| {}).await?;
        Browser::run("visitor-fields", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            define(browser, &scene).await?;
            let fields = json!([{ "key": "where", "kind": "choice", "label": { "ja": "所属" }, "default_from": "department",
                    "choices": [{ "value": "人事部", "label": { "ja": "人事部" } }, { "value": "it", "label": { "ja": "IT 部" } }] },
                { "key": "what", "kind": "text", "label": { "ja": "ご用件" } }]);
            let form = json!({ "form": { "name": { "ja": "人事への相談" }, "pages": [{ "fields": fields }] } });
            let form = forms::open_form(&scene, form).await?;
            browser.goto(scene.page()).await?;
            browser.execute("Kotae('setVisitor', { floor: 3 })", vec![]).await?;
            chat::open(browser).await?;
            browser.enter_default_frame().await?;
            browser
                .execute(&format!("Kotae('openForm', '{form}')"), vec![])
                .await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.shows("ご用件").await?;
            browser.visible("form .k-ask input:checked").await?;
            let script = "return document.querySelector('form .k-ask input:checked').labels[0].textContent.trim()";
            let chosen = browser.execute(script, vec![]).await?;
            ensure!(chosen.json().as_str() == Some("人事部"), "{chosen:?}");
            browser.press("送信する").await?;
            browser.shows("受付番号").await?;
            browser.enter_default_frame().await?;
            seen(browser, &scene).await
        })
        .await
    })
}

async fn define(browser: &Browser, scene: &Scene) -> Result<()> {
    admin::open(browser, &scene.kotae, "visitor-fields").await?;
    browser.shows("項目はまだありません").await?;
    shot(browser, "empty").await?;
    browser.press("項目を追加").await?;
    admin::fill(browser, "name.ja", "部署").await?;
    browser.press("保存する").await?;
    // What is missing is said at its field, without asking the server.
    browser.visible("[name=key][aria-invalid=true]").await?;
    admin::fill(browser, "key", "department").await?;
    let kind = browser.visible("[name=kind]").await?;
    browser
        .execute(
            "arguments[0].value = 'Choice'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
            vec![kind.to_json()?],
        )
        .await?;
    browser.press("選択肢を追加").await?;
    browser.visible("#choice-0-ja").await?.send_keys("人事部").await?;
    browser.press("選択肢を追加").await?;
    browser.visible("#choice-1-ja").await?.send_keys("IT 部").await?;
    browser.visible("#choice-1-value").await?.send_keys("it").await?;
    shot(browser, "form").await?;
    screens::check(browser, "the form of a visitor field").await?;
    browser.press("保存する").await?;
    browser.shows("項目を保存しました").await?;
    let all = defined(scene).await?;
    ensure!(all.len() == 1 && all[0].field.kind == Kind::Choice, "{all:?}");
    ensure!(all[0].field.choices[0].value == "人事部", "{all:?}");
    for key in ["office", "floor"] {
        let field = json!({ "field": { "key": key, "name": { "ja": key }, "sources": { "token": true },
            "personal": true, "purpose": { "ja": "席を探すため" }, "retention_days": 90 } });
        scene
            .admin
            .send(Method::POST, "visitor-fields", Some(field))
            .await?;
    }
    // By the keyboard: the last one goes up, and keeps the focus.
    browser.refresh().await?;
    let last = format!("#up-{}", defined(scene).await?[2].id);
    browser.visible(&last).await?.send_keys("" + Key::Enter).await?;
    let end = Instant::now() + Duration::from_secs(15);
    while defined(scene).await?[1].field.key != "floor" {
        ensure!(Instant::now() < end, "it did not move");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    browser.visible(&format!("{last}:focus")).await?;
    shot(browser, "list").await
}

async fn seen(browser: &Browser, scene: &Scene) -> Result<()> {
    let page = scene.admin.send(Method::GET, "submissions", None).await?;
    let page: SubmissionPage = serde_json::from_str(&page)?;
    let id = page.items[0].id;
    admin::open(browser, &scene.kotae, &format!("submissions/{id}")).await?;
    browser.shows("ページの申告（未確認）").await?;
    let facts = browser
        .find(By::Css("[aria-labelledby=sender-head]"))
        .await?
        .text()
        .await?;
    ensure!(facts.contains("部署") && facts.contains("人事部"), "{facts}");
    ensure!(!facts.contains("floor"), "the page may not give it: {facts}");
    shot(browser, "inbox").await?;
    let one = scene
        .admin
        .send(Method::GET, &format!("submissions/{id}"), None)
        .await?;
    let one: kotae_shared::api::forms::Submission = serde_json::from_str(&one)?;
    ensure!(
        one.values.len() == 1 && one.values[0].mark == Mark::Claimed,
        "{:?}",
        one.values
    );
    screens::check(browser, "a submission with visitor fields").await
}
