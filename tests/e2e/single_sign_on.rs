//! Sign-in by a certified OpenID provider, in a browser: administrators, and visitors of a widget that asks who they are.

use crate::{chat, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    access::Role,
    api::sso::{GroupRole, Provider as Row, ProviderEdit, ProviderSettings, SsoSettings},
};
use kotae_tests::{
    Browser, Options, Page, Start,
    oidc::{CLIENT, Place, Provider, SECRET},
    run,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::By;
use tokio::time::Instant;

const LABEL: &str = "会社のアカウント";
const SECRET_TITLE: &str = "VPNに接続できないときの確認手順";

/// A scene with a provider of which Kotae knows; `None` without one (outside of CI).
async fn stage() -> Result<Option<(Scene, Provider, Row)>> {
    let Some(place) = Place::find()? else {
        ensure!(std::env::var_os("CI").is_none(), "KOTAE_OIDC names no provider");
        return Ok(None);
    };
    let scene = Scene::new(&Start::default()).await?;
    let edit = ProviderEdit {
        settings: ProviderSettings {
            label: LABEL.into(),
            issuer: place.issuer(),
            client_id: CLIENT.into(),
            roles: vec![GroupRole {
                group: "faq".into(),
                role: Role::Editor,
            }],
            ..ProviderSettings::default()
        },
        secret: Some(SECRET.into()),
        version: 0,
    };
    let made = scene
        .admin
        .send(Method::POST, "sso/providers", Some(serde_json::to_value(edit)?))
        .await?;
    let row: Row = serde_json::from_str(&made)?;
    let shown = scene.admin.send(Method::GET, "sso", None).await?;
    let all: SsoSettings = serde_json::from_str(&shown)?;
    let redirect = all.redirect.replace("{id}", &row.id.to_string());
    let provider = place.start(&redirect, &all.after_sign_out).await?;
    Ok(Some((scene, provider, row)))
}

/// Signs in on the provider's own pages.
async fn at_the_provider(browser: &Browser, who: &str) -> Result<()> {
    // They ask for a font of another site and have no icon.
    browser.expect_log("fonts.googleapis.com");
    browser.expect_log("favicon.ico");
    let name = browser.visible("input[name=login]").await?;
    name.send_keys(who).await?;
    browser
        .visible("input[name=password]")
        .await?
        .send_keys("x")
        .await?;
    browser.press("Sign-in").await?;
    // It asks whether Kotae may know.
    browser.press("Continue").await?;
    Ok(())
}

#[test]
fn an_employee_gets_the_role_of_his_group_and_goes() -> Result<()> {
    run(async {
        let Some((scene, provider, _)) = stage().await? else {
            return Ok(());
        };
        let start = format!("{}admin/default/", scene.kotae.url());
        Browser::run("sso-admin", &Options::default(), async |browser| {
            browser.expect_log("401 (Unauthorized)");
            browser.expect_log("403");
            for round in 0..2 {
                browser.goto(&start).await?;
                browser.press(LABEL).await?;
                at_the_provider(browser, "taro")
                    .await
                    .with_context(|| format!("round {round}"))?;
                browser.visible("nav a[href$='entries']").await?;
                // An editor sees no users.
                ensure!(
                    browser
                        .find_all(By::Css("nav a[href$='/users']"))
                        .await?
                        .is_empty()
                );
                browser.press("自分のメニュー").await?;
                browser.shows("編集者").await?;
                browser.press("ログアウト").await?;
                // The provider asks, too.
                browser
                    .visible("button[value=yes], button[autofocus]")
                    .await?
                    .click()
                    .await?;
                browser.goto(&start).await?;
                browser.visible("[name=email]").await?;
                if round == 0 {
                    // Another key signs from now on.
                    provider.rotate().await?;
                }
            }
            // Who is in none of the groups does not get in, and is told so.
            browser.press(LABEL).await?;
            at_the_provider(browser, "nobody").await?;
            browser.shows("グループ").await?;
            Ok(())
        })
        .await
    })
}

/// Visitors sign in by the provider; one entry is for a group.
async fn for_visitors(scene: &Scene, provider: &Row) -> Result<()> {
    let found = scene.admin.send(Method::GET, "entries?q=IT-003", None).await?;
    let found: Value = serde_json::from_str(&found)?;
    let id = found["items"][0]["id"].as_str().context("no entry")?;
    let path = format!("entries/{id}");
    let entry: Value = serde_json::from_str(&scene.admin.send(Method::GET, &path, None).await?)?;
    let mut edit = json!({ "audience": ["人事"] });
    for field in [
        "code",
        "title",
        "phrasings",
        "keywords",
        "category",
        "answer",
        "related",
        "status",
        "version",
    ] {
        edit[field] = entry[field].clone();
    }
    scene.admin.send(Method::PUT, &path, Some(edit)).await?;
    scene.kotae.cli(&["publish"]).await?;
    scene
        .admin
        .configure(&scene.key, |all| {
            all.require_identity = true;
            all.sign_in = Some(provider.id);
        })
        .await
}

/// Waits until the chat is open to somebody who has signed in. Pages may come and go meanwhile.
async fn opened(browser: &Browser) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(20);
    let open = "return !!document.querySelector('.k-composer') && !document.querySelector('.k-sign')";
    loop {
        let found = browser.execute(open, vec![]).await;
        if found.is_ok_and(|found| found.json().as_bool() == Some(true)) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "the chat did not open");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn finds_the_secret(browser: &Browser) -> Result<()> {
    chat::ask(browser, "ＶＰＮ せつぞく できない").await?;
    chat::read(browser, SECRET_TITLE).await?;
    browser.shows("VPNクライアントを再起動してください").await?;
    Ok(())
}

#[test]
fn a_visitor_signs_in_in_a_window_and_the_frame_opens() -> Result<()> {
    run(async {
        let Some((scene, _provider, row)) = stage().await? else {
            return Ok(());
        };
        for_visitors(&scene, &row).await?;
        Browser::run("sso-framed", &Options::default(), async |browser| {
            browser.expect_log("401 (Unauthorized)");
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?.click().await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.shows("ログインが必要です").await?;
            browser.visible(".k-sign a[href]").await?.click().await?;
            let pages = browser.windows().await?;
            ensure!(pages.len() == 2, "no window opened");
            browser.switch_to_window(pages[1].clone()).await?;
            at_the_provider(browser, "hanako").await?;
            browser.shows("この画面を閉じて").await?;
            browser.close_window().await?;
            browser.switch_to_window(pages[0].clone()).await?;
            chat::frame(browser).await?.enter_frame().await?;
            opened(browser).await?;
            finds_the_secret(browser).await?;
            // The tab remembers him for its next page; signing out does not leave him there.
            browser.enter_default_frame().await?;
            browser.refresh().await?;
            chat::launcher(browser).await?.click().await?;
            chat::frame(browser).await?.enter_frame().await?;
            finds_the_secret(browser).await?;
            browser.enter_default_frame().await?;
            browser.execute("Kotae('reset')", vec![]).await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.visible(".k-sign a[href]").await?;
            browser.shows("ログインが必要です").await?;
            // The link speaks the chat's language.
            browser.enter_default_frame().await?;
            browser.execute("Kotae('setLanguage', 'en')", vec![]).await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.shows("Sign in with").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn the_full_page_goes_to_the_provider_and_comes_back() -> Result<()> {
    run(async {
        let Some((scene, _provider, row)) = stage().await? else {
            return Ok(());
        };
        for_visitors(&scene, &row).await?;
        Browser::run("sso-page", &Options::default(), async |browser| {
            browser.expect_log("401 (Unauthorized)");
            browser.goto(scene.full_page()).await?;
            browser.visible(".k-sign a[href]").await?.click().await?;
            at_the_provider(browser, "hanako").await?;
            opened(browser).await?;
            finds_the_secret(browser).await
        })
        .await
    })
}
