//! A workspace demands a second factor: whoever has none sets it up before anything else.

use crate::admin;
use anyhow::{Context, Result, ensure};
use hmac::{Hmac, KeyInit, Mac};
use kotae_tests::{Browser, Kotae, Options, Page, Start, axe, run};
use sha1::Sha1;
use std::{
    fmt::Write as _,
    time::{SystemTime, UNIX_EPOCH},
};
use thirtyfour::By;

/// What an authenticator app shows now for a key as people type it (RFC 6238).
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test has the machine's clock"
)]
fn app(key: &str) -> Result<String> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = String::new();
    for letter in key.chars().filter(|letter| !letter.is_whitespace()) {
        let value = letters
            .find(letter)
            .with_context(|| format!("no base32: {key}"))?;
        write!(bits, "{value:05b}")?;
    }
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte)?, 2).context("no byte"))
        .collect::<Result<_>>()?;
    let step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 30;
    let mac = Hmac::<Sha1>::new_from_slice(&bytes)?.chain_update(step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0x0f);
    let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    Ok(format!("{:06}", number % 1_000_000))
}

#[test]
fn whoever_lacks_the_factor_that_is_demanded_sets_it_up_first() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("second-factor", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            demand_and_set_up(browser, &kotae).await
        })
        .await
    })
}

async fn demand_and_set_up(browser: &Browser, kotae: &Kotae) -> Result<()> {
    const DEMANDED: &str = "このワークスペースでは、二段階認証が必要です。";
    admin::open(browser, kotae, "security").await?;
    browser.visible("form .check").await?.click().await?;
    browser.press("保存する").await?;
    browser.shows(DEMANDED).await?;
    admin::open(browser, kotae, "entries").await?;
    browser.shows(DEMANDED).await?;
    axe::check(browser, "a second factor is demanded").await?;
    browser.press("二段階認証を設定する").await?;
    browser.visible(".qr").await?;
    let key = browser.find(By::Css("#second-factor details code")).await?;
    let key = key.prop("textContent").await?.unwrap_or_default();
    admin::fill(browser, "code", &app(&key)?).await?;
    browser.press("確認してオンにする").await?;
    browser.shows("回復コードです。").await?;
    let codes = browser.visible("#second-factor .copy code").await?.text().await?;
    ensure!(codes.lines().count() == 10, "{codes}");
    axe::check(browser, "recovery codes").await?;
    browser.press("保存しました").await?;
    browser.query_gone("#second-factor").await?;
    // What was asked for is there now.
    browser.shows("FAQ").await?;
    let path = browser.current_url().await?;
    ensure!(path.path().ends_with("/entries"), "{path}");
    Ok(())
}
