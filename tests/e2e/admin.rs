//! What an administrator does with the admin screens.

use anyhow::Result;
use kotae_tests::{
    Browser, Kotae, Page,
    admin_api::{EMAIL, NAME, PASSWORD},
};
use thirtyfour::By;

/// Makes the first administrator by the one-time link; ends signed in.
pub(crate) async fn set_up(browser: &Browser, kotae: &Kotae) -> Result<()> {
    // The screen asks who is signed in, and nobody is; a browser logs every such reply.
    browser.expect_log("401 (Unauthorized)");
    browser.goto(kotae.set_up_link().await?).await?;
    fill(browser, "name", NAME).await?;
    fill(browser, "email", EMAIL).await?;
    fill(browser, "password", PASSWORD).await?;
    submit(browser).await
}

/// Signs in as that administrator.
pub(crate) async fn sign_in(browser: &Browser, kotae: &Kotae) -> Result<()> {
    browser.expect_log("401 (Unauthorized)");
    browser.goto(format!("{}admin/default/", kotae.url())).await?;
    fill(browser, "email", EMAIL).await?;
    fill(browser, "password", PASSWORD).await?;
    submit(browser).await
}

/// Opens a screen by its path below the workspace.
pub(crate) async fn open(browser: &Browser, kotae: &Kotae, path: &str) -> Result<()> {
    browser
        .goto(format!("{}admin/default/{path}", kotae.url()))
        .await?;
    browser.visible("main h1").await?;
    Ok(())
}

/// Replaces what is in an input.
pub(crate) async fn fill(browser: &Browser, name: &str, value: &str) -> Result<()> {
    let field = browser.visible(&format!("[name='{name}']")).await?;
    field.clear().await?;
    field.send_keys(value).await?;
    Ok(())
}

async fn submit(browser: &Browser) -> Result<()> {
    browser.find(By::Css("form [type=submit]")).await?.click().await?;
    // The navigation is there for those who are signed in only.
    browser
        .visible("nav a[href$='/entries'], nav a[href$='entries']")
        .await?;
    Ok(())
}
