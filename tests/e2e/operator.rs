//! What an installation's operator does with the screens at `/operator/`.

use crate::admin;
use anyhow::{Context, Result, ensure};
use kotae_tests::{
    Browser, Kotae, Page,
    admin_api::{NAME, PASSWORD},
};
use thirtyfour::{By, WebElement};

const EMAIL: &str = "ops@example.co.jp";

/// Makes an operator by the command line; the link by which a password is chosen.
pub(crate) async fn add(kotae: &Kotae) -> Result<String> {
    let said = kotae
        .cli(&["operator", "add", "--email", EMAIL, "--name", NAME])
        .await?;
    let link = said.split_whitespace().find(|word| word.contains("/password#"));
    Ok(link.with_context(|| format!("no link in {said}"))?.to_owned())
}

/// Chooses a password by the link; ends on the list of workspaces.
pub(crate) async fn first_password(browser: &Browser, link: &str) -> Result<()> {
    browser.expect_log("401 (Unauthorized)");
    browser.goto(link).await?;
    browser.visible("[type=password]").await?;
    for field in browser.find_all(By::Css("[type=password]")).await? {
        field.send_keys(PASSWORD).await?;
    }
    browser.visible("form [type=submit]").await?.click().await?;
    browser.shows("ワークスペースを作る").await?;
    Ok(())
}

pub(crate) async fn sign_in(browser: &Browser, kotae: &Kotae) -> Result<()> {
    browser.expect_log("401 (Unauthorized)");
    browser.goto(format!("{}operator/", kotae.url())).await?;
    admin::fill(browser, "email", EMAIL).await?;
    admin::fill(browser, "password", PASSWORD).await?;
    browser.visible("form [type=submit]").await?.click().await?;
    browser.visible("main table").await?;
    Ok(())
}

pub(crate) async fn open(browser: &Browser, kotae: &Kotae, path: &str) -> Result<()> {
    browser
        .goto(format!("{}admin/operator/{path}", kotae.url()))
        .await?;
    browser.visible("main h1").await?;
    Ok(())
}

/// Makes a workspace, whose first administrator gets a link.
pub(crate) async fn make(browser: &Browser, name: &str) -> Result<()> {
    let row = format!("//main//td//a[. = '{name}']");
    for bad in ["Sales!", "default"] {
        browser.expect_log("422");
        browser.expect_log("409");
        admin::fill(browser, "name", bad).await?;
        browser.press("作る").await?;
        browser
            .visible(".field-error")
            .await
            .with_context(|| bad.to_owned())?;
    }
    admin::fill(browser, "name", name).await?;
    browser.press("作る").await?;
    browser.shows("作成しました").await?;
    browser.shows(&format!("admin/{name}/setup#")).await?;
    ensure!(
        !browser.find_all(By::XPath(row)).await?.is_empty(),
        "it is not in the list"
    );
    Ok(())
}

/// Sets limits and a host name.
pub(crate) async fn limit(browser: &Browser, kotae: &Kotae, name: &str) -> Result<()> {
    open(browser, kotae, &format!("installation/{name}")).await?;
    admin::fill(browser, "users", "three").await?;
    card(browser, "上限とホスト名").await?.press("保存する").await?;
    browser.visible(".field-error").await?;
    for (field, value) in [
        ("users", "3"),
        ("entries", "1000"),
        ("host", "sales.example.co.jp"),
    ] {
        admin::fill(browser, field, value).await?;
    }
    card(browser, "上限とホスト名").await?.press("保存する").await?;
    browser.shows("保存しました").await?;
    open(browser, kotae, "installation").await?;
    browser.shows("sales.example.co.jp").await?;
    browser.shows("0 / 1,000").await?;
    open(browser, kotae, &format!("installation/{name}")).await?;
    browser.visible("[name=host]").await?;
    Ok(())
}

pub(crate) async fn suspend_and_resume(browser: &Browser, kotae: &Kotae, name: &str) -> Result<()> {
    open(browser, kotae, &format!("installation/{name}")).await?;
    admin::fill(browser, "reason", "請求の確認中").await?;
    browser.press("停止する").await?;
    yes(browser, "停止する").await?;
    browser.shows("停止中").await?;
    browser.shows("請求の確認中").await?;
    browser.press("利用を再開する").await?;
    browser.shows("利用中").await?;
    Ok(())
}

pub(crate) async fn end_and_take_back(browser: &Browser, kotae: &Kotae, name: &str) -> Result<()> {
    open(browser, kotae, &format!("installation/{name}")).await?;
    let day = "const field = document.querySelector('[name=ends]');
        field.value = '2099-03-31'; field.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.visible("[name=ends]").await?;
    browser.execute(day, vec![]).await?;
    // Another name than its own ends nothing.
    browser.expect_log("422");
    admin::fill(browser, "confirm", "default").await?;
    browser.press("終了する").await?;
    yes(browser, "終了する").await?;
    browser.visible(".field-error").await?;
    admin::fill(browser, "confirm", name).await?;
    browser.press("終了する").await?;
    yes(browser, "終了する").await?;
    browser.shows("終了予定").await?;
    browser.shows("2099/04/").await?;
    browser.press("利用を再開する").await?;
    browser.shows("利用中").await?;
    Ok(())
}

/// The card with this heading.
async fn card(browser: &Browser, heading: &str) -> Result<WebElement> {
    let path = format!("//section[contains(@class, 'card')][h2[. = '{heading}']]");
    browser
        .find(By::XPath(path))
        .await
        .with_context(|| format!("no card {heading}"))
}

/// Says yes to the question.
async fn yes(browser: &Browser, act: &str) -> Result<()> {
    let dialog = browser.visible("dialog[open]").await?;
    dialog.press(act).await?;
    browser.query_gone("dialog[open]").await
}
