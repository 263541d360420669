//! A page that tells the chat who is signed in there.

use crate::{
    chat,
    embed::{awaits, page, value},
    scene::Scene,
};
use anyhow::{Context, Result, ensure};
use kotae_shared::api::identity::NewIdentitySecret;
use kotae_tests::{Browser, Options, Page, Start, host::Host, run};
use reqwest::Method;
use serde_json::json;

const SECRET_TITLE: &str = "取締役会の議事録の閲覧手順";
const SECRET_ANSWER: &str = "役員ポータルの書庫にあります";
const QUESTION: &str = "取締役会 議事録";

/// What a customer's server does, in the page: tests have no server of the customer.
const SIGN: &str = r#"<script>
const KID = "THE_KID", SECRET = "THE_SECRET";
window.heard = [];
for (const name of ["ready", "identified", "token-expiring"]) addEventListener("kotae:" + name, () => heard.push(name));
const part = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const json = (value) => part(new TextEncoder().encode(JSON.stringify(value)));
async function token(sub, groups, more) {
  const now = Math.floor(Date.now() / 1000);
  const text = json({ alg: "HS256", typ: "JWT", kid: KID }) + "." + json({ sub, aud: "KEY", iat: now, exp: now + 600, groups, ...more });
  const raw = new TextEncoder().encode(SECRET);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return text + "." + part(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))));
}
async function identify(sub, groups, more) {
  window.Kotae("identify", { token: await token(sub, groups, more) });
}
</script><script async src="KOTAE/kotae.js" data-widget="KEY"></script>"#;

/// An entry for the group `役員`, and a page that can sign.
async fn stage() -> Result<(Scene, Host)> {
    let scene = Scene::new(&Start::default()).await?;
    let widget = scene
        .admin
        .widgets()
        .await?
        .into_iter()
        .find(|widget| widget.key == scene.key);
    let path = format!("widgets/{}/identity", widget.context("no widget")?.id);
    let made: NewIdentitySecret =
        serde_json::from_str(&scene.admin.send(Method::POST, &path, Some(json!({}))).await?)?;
    let entry = json!({
        "title": SECRET_TITLE, "answer": SECRET_ANSWER, "status": "published", "audience": ["役員"],
    });
    scene.admin.send(Method::POST, "entries", Some(entry)).await?;
    scene.admin.send(Method::POST, "publish", Some(json!({}))).await?;
    let tags = SIGN
        .replace("THE_KID", &made.kid)
        .replace("THE_SECRET", &made.secret);
    let host = page(&scene, &tags, None).await?;
    Ok((scene, host))
}

/// How often an event was heard.
fn heard(name: &str) -> String {
    format!("return heard.filter((one) => one === '{name}').length")
}

async fn enter(browser: &Browser) -> Result<()> {
    chat::frame(browser).await?.enter_frame().await?;
    Ok(())
}

#[test]
fn whom_the_page_names_sees_what_is_for_his_groups_until_he_goes() -> Result<()> {
    run(async {
        let (_scene, host) = stage().await?;
        Browser::run("identity", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            chat::open(browser).await?;
            chat::ask(browser, QUESTION).await?;
            browser.visible("[role=log] .k-bot:last-child").await?;
            let said = chat::transcript(browser).await?;
            ensure!(!said.contains(SECRET_TITLE), "nobody known saw it: {said}");

            browser.enter_default_frame().await?;
            value(browser, "identify('u-1', ['役員', '営業'])").await?;
            awaits(browser, &heard("identified"), json!(1)).await?;
            enter(browser).await?;
            ask_until(browser, SECRET_TITLE).await?;
            chat::read(browser, SECRET_TITLE).await?;
            browser.shows(SECRET_ANSWER).await?;

            // Another token of the same person changes nothing that he sees.
            browser.enter_default_frame().await?;
            value(browser, "identify('u-1', ['役員'])").await?;
            awaits(browser, &heard("identified"), json!(2)).await?;
            awaits(browser, &heard("ready"), json!(1)).await?;
            enter(browser).await?;
            browser.shows(SECRET_ANSWER).await?;

            // Somebody else begins anew, without it.
            browser.enter_default_frame().await?;
            value(browser, "identify('u-2', ['営業'])").await?;
            awaits(browser, &heard("identified"), json!(3)).await?;
            enter(browser).await?;
            gone(browser, SECRET_ANSWER).await?;
            chat::ask(browser, QUESTION).await?;
            browser.visible("[role=log] .k-bot:last-child").await?;
            let said = chat::transcript(browser).await?;
            ensure!(!said.contains(SECRET_TITLE), "another visitor saw it: {said}");

            // So does whoever comes after the page's sign-out.
            browser.enter_default_frame().await?;
            value(browser, "identify('u-1', ['役員'])").await?;
            awaits(browser, &heard("identified"), json!(4)).await?;
            enter(browser).await?;
            ask_until(browser, SECRET_TITLE).await?;
            browser.enter_default_frame().await?;
            value(browser, "Kotae('reset')").await?;
            enter(browser).await?;
            gone(browser, SECRET_TITLE).await?;
            chat::ask(browser, QUESTION).await?;
            browser.visible("[role=log] .k-bot:last-child").await?;
            let said = chat::transcript(browser).await?;
            ensure!(
                !said.contains(SECRET_TITLE),
                "it was seen after the sign-out: {said}"
            );
            Ok(())
        })
        .await
    })
}

#[test]
fn a_widget_that_asks_who_one_is_says_so_and_opens_for_a_good_token() -> Result<()> {
    run(async {
        let (scene, host) = stage().await?;
        scene
            .admin
            .configure(&scene.key, |all| all.require_identity = true)
            .await?;
        Browser::run("identity-required", &Options::default(), async |browser| {
            browser.expect_log("401");
            browser.expect_log("the token was refused");
            browser.goto(host.origin()).await?;
            chat::open(browser).await?;
            browser.shows("ログインが必要です").await?;
            ensure!(
                chat::input(browser).await?.attr("disabled").await?.is_some(),
                "the input is open"
            );
            browser.enter_default_frame().await?;
            // What is no token is said to the page's author.
            value(
                browser,
                "console.warn = (...said) => { window.warned = said.join(' ') }",
            )
            .await?;
            value(browser, "window.Kotae('identify', {})").await?;
            let warned = "return (window.warned || '').includes('identify: {token} is missing')";
            awaits(browser, warned, json!(true)).await?;
            // A token that has ended is refused, and the page is asked for another.
            value(browser, "identify('u-1', [], { iat: 1, exp: 2 })").await?;
            awaits(browser, &heard("token-expiring"), json!(1)).await?;
            value(browser, "identify('u-1', ['役員'])").await?;
            awaits(browser, &heard("identified"), json!(1)).await?;
            enter(browser).await?;
            gone(browser, "ログインが必要です").await?;
            ask_until(browser, SECRET_TITLE).await?;
            chat::read(browser, SECRET_TITLE).await?;
            browser.shows(SECRET_ANSWER).await?;
            // Told before the chat is there, nobody is turned away first.
            browser.enter_default_frame().await?;
            browser.refresh().await?;
            value(browser, "identify('u-1', ['役員'])").await?;
            chat::open(browser).await?;
            awaits_input(browser).await?;
            let said = chat::transcript(browser).await?;
            ensure!(!said.contains("ログインが必要です"), "{said}");
            Ok(())
        })
        .await
    })
}

/// Asks again until what the visitor may see now is here.
async fn ask_until(browser: &Browser, title: &str) -> Result<()> {
    let end = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
    loop {
        awaits_input(browser).await?;
        browser.visible("[role=log]").await?;
        chat::ask(browser, QUESTION).await?;
        browser.visible("[role=log] .k-bot:last-child").await?;
        if chat::transcript(browser).await?.contains(title) {
            return Ok(());
        }
        ensure!(tokio::time::Instant::now() < end, "{title} did not come");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

async fn awaits_input(browser: &Browser) -> Result<()> {
    let end = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
    while chat::input(browser).await?.attr("disabled").await?.is_some() {
        ensure!(tokio::time::Instant::now() < end, "the input stays closed");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn gone(browser: &Browser, text: &str) -> Result<()> {
    let end = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
    // While something else is loaded there is no transcript at all.
    while !chat::transcript(browser)
        .await
        .is_ok_and(|said| !said.contains(text))
    {
        ensure!(tokio::time::Instant::now() < end, "{text} stays");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(())
}
