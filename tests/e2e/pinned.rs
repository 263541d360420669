//! Pinned questions as the help desk keeps them: made, run, changed, found; and a publication that breaks one is stopped, shown and
//! forced.

use crate::{admin, scene::Scene};
use anyhow::{Result, ensure};
use kotae_shared::api::pinned::PinnedPage;
use kotae_tests::{Browser, Options, Page, Start, run};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::{By, Key, prelude::ElementQueryable};

const QUESTION: &str = "VPNに接続できない";
const TITLE: &str = "VPNに接続できないときの確認手順";

async fn pins(scene: &Scene) -> Result<PinnedPage> {
    let text = scene.admin.send(Method::GET, "pinned", None).await?;
    Ok(serde_json::from_str(&text)?)
}

#[test]
fn a_publication_that_breaks_a_pinned_question_shows_the_difference_and_is_forced_with_a_reason() -> Result<()>
{
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("pinned", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            make(browser, &scene).await?;
            run_and_find(browser, &scene).await?;
            stop_and_force(browser, &scene).await
        })
        .await
    })
}

/// One with an entry, one that must find nothing.
async fn make(browser: &Browser, scene: &Scene) -> Result<()> {
    admin::open(browser, &scene.kotae, "pinned").await?;
    browser.shows("固定した質問はありません").await?;
    browser.press("質問を固定").await?;
    admin::fill(browser, "question", QUESTION).await?;
    browser.visible("#pinned-entry").await?.send_keys(TITLE).await?;
    browser.visible(".start-found").await?.click().await?;
    browser.shows("期待する結果").await?;
    browser.press("固定する").await?;
    browser.shows("固定しました。").await?;
    browser.visible("tbody .row-link").await?;
    admin::open(browser, &scene.kotae, "pinned?edit=new").await?;
    admin::fill(browser, "question", "ラクダの借りかた").await?;
    browser.visible("form.card [type=submit]").await?.click().await?;
    browser.shows("固定しました。").await?;
    ensure!(pins(scene).await?.total == 2);
    Ok(())
}

async fn run_and_find(browser: &Browser, scene: &Scene) -> Result<()> {
    browser.press("いまの下書きで確かめる").await?;
    browser
        .shows("2 件を確かめました。期待と違うもの: 0 件。")
        .await?;
    // What must be found now is another thing.
    browser.press("ラクダの借りかた").await?;
    let question = browser.visible("form.card [name=question]").await?;
    ensure!(question.prop("value").await?.as_deref() == Some("ラクダの借りかた"));
    browser.visible("#pinned-entry").await?.send_keys(TITLE).await?;
    browser.visible(".start-found").await?.click().await?;
    browser.press("保存する").await?;
    browser.shows("変更しました。").await?;
    browser.shows("まだ確かめていない").await?;
    // The address keeps the filter; the keys select what it shows, and only that is asked.
    admin::open(browser, &scene.kotae, "pinned?state=not_run").await?;
    browser.visible("tbody tr").await?;
    ensure!(browser.find_all(By::Css("main .table tbody tr")).await?.len() == 1);
    browser
        .action_chain()
        .send_keys("j")
        .send_keys("x")
        .perform()
        .await?;
    browser.shows("1 件を選択中").await?;
    browser.visible(".bulk").await?.press("確かめる").await?;
    browser
        .shows("1 件を確かめました。期待と違うもの: 1 件。")
        .await?;
    // Back to nothing.
    admin::open(browser, &scene.kotae, "pinned?state=broken").await?;
    browser.visible(".pinned-why summary").await?.click().await?;
    browser
        .visible(".pinned-why")
        .await?
        .shows("見つからない")
        .await?;
    browser.press("ラクダの借りかた").await?;
    browser.press("外す（「見つからない」にする）").await?;
    browser.press("保存する").await?;
    browser.shows("条件に合う質問はありません").await?;
    Ok(())
}

/// The entry loses what the question found it by; publishing is stopped, says what comes instead and why, and is forced.
async fn stop_and_force(browser: &Browser, scene: &Scene) -> Result<()> {
    let found = scene.admin.send(Method::GET, "entries?q=IT-003", None).await?;
    let found: Value = serde_json::from_str(&found)?;
    let id = &found["items"][0]["id"];
    let archive = json!({ "ids": [id], "status": "archived" });
    scene
        .admin
        .send(Method::POST, "entries/bulk", Some(archive))
        .await?;
    browser.expect_log("422");
    admin::open(browser, &scene.kotae, "publish").await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    let difference = browser.visible(".differences").await?;
    let text = difference.text().await?;
    ensure!(
        text.contains(QUESTION) && text.contains(TITLE) && text.contains("公開される内容に含まれていません"),
        "{text}"
    );
    // What came instead has its reason, or nothing came.
    ensure!(text.contains("に一致") || text.contains("見つからない"), "{text}");
    browser
        .field("期待と違うまま公開する理由")
        .await?
        .send_keys("窓口で答えることにした")
        .await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.shows("公開しました。").await?;
    // The command line, too, stops, says what, and takes a reason.
    let again = json!({ "ids": [id], "status": "published" });
    scene
        .admin
        .send(Method::POST, "entries/bulk", Some(again))
        .await?;
    scene.kotae.cli(&["publish"]).await?;
    let archive = json!({ "ids": [id], "status": "archived" });
    scene
        .admin
        .send(Method::POST, "entries/bulk", Some(archive))
        .await?;
    let refused = scene.kotae.cli(&["publish"]).await;
    let said = format!(
        "{:#}",
        refused.err().map_or_else(String::new, |error| error.to_string())
    );
    ensure!(
        said.contains(QUESTION) && said.contains("--force-reason"),
        "{said}"
    );
    scene
        .kotae
        .cli(&["publish", "--force-reason", "the desk answers it"])
        .await?;
    Ok(())
}

#[test]
fn many_pinned_questions_are_searched_sorted_selected_on_all_pages_and_deleted() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        for number in 0..120 {
            let body = json!({ "question": format!("質問{number:03} の番号") });
            scene.admin.send(Method::POST, "pinned", Some(body)).await?;
        }
        Browser::run("pinned-many", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "pinned").await?;
            browser.shows("全 120 件中 1–50 件").await?;
            let first =
                async || -> Result<String> { Ok(browser.visible("tbody .row-link").await?.text().await?) };
            ensure!(first().await?.contains("質問000"));
            browser.visible("th a.sort").await?.click().await?;
            browser
                .query(By::XPath("//tbody//a[contains(., '質問119')]"))
                .and_displayed()
                .first()
                .await?;
            ensure!(
                browser
                    .current_url()
                    .await?
                    .query()
                    .unwrap_or_default()
                    .contains("down=true")
            );
            browser.action_chain().send_keys("/").perform().await?;
            browser
                .action_chain()
                .send_keys("質問11")
                .send_keys("" + Key::Enter)
                .perform()
                .await?;
            browser.shows("全 10 件中 1–10 件").await?;
            // The file has just those, in their order.
            browser.press("表示中の内容を CSV に書き出す").await?;
            let file = String::from_utf8(browser.download(".csv").await?)?;
            let lines: Vec<&str> = file.lines().collect();
            ensure!(
                lines.len() == 11 && lines[1].contains("質問119") && lines[10].contains("質問110"),
                "{file}"
            );
            browser.press("絞り込みを外す").await?;
            browser.shows("全 120 件中 1–50 件").await?;
            browser
                .visible("thead input[type=checkbox]")
                .await?
                .click()
                .await?;
            browser.shows("50 件を選択中").await?;
            browser.press("120 件すべて選択").await?;
            browser.shows("120 件を選択中").await?;
            browser.visible(".bulk").await?.press("削除").await?;
            browser.visible("dialog[open] .primary").await?.click().await?;
            browser.shows("固定した質問はありません").await?;
            ensure!(pins(&scene).await?.total == 0);
            Ok(())
        })
        .await
    })
}
