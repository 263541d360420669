//! Finding things as people do: by what they are called, not by how the page is built.

use anyhow::{Context, Result};
use thirtyfour::{
    By, WebElement,
    error::WebDriverErrorInner,
    prelude::{ElementQueryable, WebDriverResult},
};

/// Finders that wait until the thing is there and visible.
pub trait Page {
    /// A button, link, tab or menu item by its words.
    fn button(&self, name: &str) -> impl Future<Output = Result<WebElement>>;
    /// Presses a button, link, tab or menu item, by its words. A page that is drawn anew in between is asked again:
    /// a press that met nothing was none.
    fn press(&self, name: &str) -> impl Future<Output = Result<()>>;
    /// An input by its label.
    fn field(&self, label: &str) -> impl Future<Output = Result<WebElement>>;
    /// The innermost visible element that has this text.
    fn shows(&self, text: &str) -> impl Future<Output = Result<WebElement>>;
    /// A visible element by CSS selector.
    fn visible(&self, css: &str) -> impl Future<Output = Result<WebElement>>;
    /// Waits until no visible element matches a CSS selector.
    fn query_gone(&self, css: &str) -> impl Future<Output = Result<()>>;
    /// Waits until no visible element has this text.
    fn no_text(&self, text: &str) -> impl Future<Output = Result<()>>;
}

impl<T: ElementQueryable> Page for T {
    async fn button(&self, name: &str) -> Result<WebElement> {
        find(self, &button_path(name), &format!("a button {}", quoted(name))).await
    }

    async fn press(&self, name: &str) -> Result<()> {
        let what = format!("a button {}", quoted(name));
        let path = button_path(name);
        let press = async || {
            let button = self
                .query(By::XPath(path.as_str()))
                .and_displayed()
                .first()
                .await?;
            button.click().await
        };
        settled(press)
            .await
            .with_context(|| format!("{what} did not appear or could not be pressed"))
    }

    async fn field(&self, label: &str) -> Result<WebElement> {
        let label = quoted(label);
        let path = format!(
            ".//*[self::input or self::textarea or self::select][@id = //label[contains(normalize-space(.), {label})]/@for \
             or ancestor::label[contains(normalize-space(.), {label})] or contains(@aria-label, {label}) \
             or @aria-labelledby = //*[contains(normalize-space(.), {label})]/@id]"
        );
        find(self, &path, &format!("a field {label}")).await
    }

    async fn shows(&self, text: &str) -> Result<WebElement> {
        let text = quoted(text);
        let path = format!(
            ".//*[contains(normalize-space(.), {text})][not(*[contains(normalize-space(.), {text})])]"
        );
        find(self, &path, &format!("the text {text}")).await
    }

    async fn visible(&self, css: &str) -> Result<WebElement> {
        let look = async || self.query(By::Css(css)).and_displayed().first().await;
        settled(look)
            .await
            .with_context(|| format!("{css} did not appear"))
    }

    async fn query_gone(&self, css: &str) -> Result<()> {
        let look = async || self.query(By::Css(css)).and_displayed().wait_until_gone().await;
        settled(look).await.with_context(|| format!("{css} stayed"))
    }

    async fn no_text(&self, text: &str) -> Result<()> {
        let text = quoted(text);
        let path = format!("//*[contains(normalize-space(text()), {text})]");
        let look = async || {
            self.query(By::XPath(path.as_str()))
                .and_displayed()
                .wait_until_gone()
                .await
        };
        settled(look)
            .await
            .with_context(|| format!("the text {text} stayed"))
    }
}

/// Where a button, link, tab or menu item with these words is.
fn button_path(name: &str) -> String {
    let name = quoted(name);
    format!(
        ".//*[self::button or self::a or self::summary or @role='button' or @role='link' or @role='tab' or \
         @role='menuitem' or @role='option'][contains(normalize-space(.), {name}) or contains(@aria-label, {name})]"
    )
}

async fn find(page: &impl ElementQueryable, path: &str, what: &str) -> Result<WebElement> {
    let look = async || page.query(By::XPath(path)).and_displayed().first().await;
    settled(look)
        .await
        .with_context(|| format!("{what} did not appear"))
}

/// Looks again, a few times, when the page was drawn anew between finding an element and asking whether it is seen.
async fn settled<T>(look: impl AsyncFn() -> WebDriverResult<T>) -> WebDriverResult<T> {
    for _ in 0..20 {
        match look().await {
            Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
            done => return done,
        }
    }
    look().await
}

/// A text as XPath writes it, which knows no escapes.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
