//! What a visitor does with the widget.

use anyhow::{Context, Result};
use kotae_tests::{Browser, Page};
use std::time::Duration;
use thirtyfour::{By, Key, WebElement, prelude::ElementQueryable};
use tokio::time::Instant;

const PATIENCE: Duration = Duration::from_secs(20);

/// The launcher on a host page, once it is drawn.
pub(crate) async fn launcher(browser: &Browser) -> Result<WebElement> {
    in_shadow(browser, "button:not([hidden])").await
}

/// The chat's frame on a host page.
pub(crate) async fn frame(browser: &Browser) -> Result<WebElement> {
    in_shadow(browser, "iframe").await
}

async fn in_shadow(browser: &Browser, css: &str) -> Result<WebElement> {
    let script = "for (const one of document.querySelectorAll('*')) {
        const found = one.shadowRoot && one.shadowRoot.querySelector(arguments[0]);
        if (found) return found;
    }
    return null;";
    let end = Instant::now() + PATIENCE;
    loop {
        let found = browser.execute(script, vec![css.into()]).await?;
        if !found.json().is_null() {
            return Ok(found.element()?);
        }
        anyhow::ensure!(Instant::now() < end, "the widget drew no {css} on the page");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Presses the launcher and goes into the frame.
pub(crate) async fn open(browser: &Browser) -> Result<()> {
    launcher(browser).await?.click().await?;
    frame(browser).await?.enter_frame().await?;
    input(browser).await?;
    Ok(())
}

/// The input, once the chat can be used.
pub(crate) async fn input(browser: &Browser) -> Result<WebElement> {
    browser.field("質問").await.context("the chat did not start")
}

/// Waits until the transcript has its first words.
pub(crate) async fn visible_greeting(browser: &Browser) -> Result<WebElement> {
    browser.visible("[role=log] > *").await
}

/// Types a question and sends it with Enter.
pub(crate) async fn ask(browser: &Browser, question: &str) -> Result<()> {
    let input = input(browser).await?;
    input.send_keys(question).await?;
    input.send_keys("" + Key::Enter).await?;
    browser.visible("[role=log]").await?.shows(question).await?;
    Ok(())
}

/// What the transcript says.
pub(crate) async fn transcript(browser: &Browser) -> Result<String> {
    Ok(browser.find(By::Css("[role=log]")).await?.text().await?)
}

/// Gets to the answer with this title: it is shown at once when the matcher is sure, else it is one of the
/// candidates and chosen there.
pub(crate) async fn read(browser: &Browser, title: &str) -> Result<()> {
    let title = format!("[contains(normalize-space(.), '{title}')]");
    let heading = format!("//*[@role='log']//*[self::h2 or self::h3 or self::h4]{title}");
    let candidate = format!("//*[@role='log']//button{title}");
    let found = browser
        .query(By::XPath(&heading))
        .or(By::XPath(&candidate))
        .and_displayed()
        .first()
        .await;
    let found = found.with_context(|| format!("neither an answer nor a candidate {title}"))?;
    if found.tag_name().await? == "button" {
        found.click().await?;
        browser
            .query(By::XPath(&heading))
            .and_displayed()
            .first()
            .await
            .context("the answer did not come")?;
    }
    Ok(())
}

/// Chooses a candidate by words of its title.
pub(crate) async fn choose(browser: &Browser, title: &str) -> Result<()> {
    browser.visible("[role=log]").await?.press(title).await?;
    Ok(())
}
