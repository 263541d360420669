//! Every screen of the admin, in both languages and schemes, wide and narrow: nothing breaks a rule of WCAG that a program
//! can check, and nothing is wider than the screen.

use crate::{admin, operator, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_tests::{
    Browser, Kotae, Options, Page, Start,
    admin_api::{EMAIL, NAME},
    axe, run,
};
use reqwest::Method;
use serde_json::{Value, json};

/// All screens of a workspace, by their paths. Each exists once it has been prepared.
pub(crate) async fn paths(scene: &Scene) -> Result<Vec<String>> {
    let get = async |path: &str| -> Result<Value> {
        Ok(serde_json::from_str(
            &scene.admin.send(Method::GET, path, None).await?,
        )?)
    };
    let first = |list: &Value| list[0]["id"].as_str().map(str::to_owned);
    let entry = first(&get("entries?limit=1").await?["items"]).context("an entry")?;
    let widget = first(&get("widgets").await?).context("a widget")?;
    let users = get("users").await?;
    let user = users[0]["user"]["id"]
        .as_str()
        .or(users[0]["id"].as_str())
        .context("a user")?;
    let mut all: Vec<String> = [
        "",
        "entries",
        "categories",
        "transfer",
        "scenarios",
        "synonyms",
        "transfer?of=categories",
        "transfer?of=synonyms",
        "transfer?of=pinned",
        "transfer/imports",
        "pinned",
        "publish",
        "questions",
        "reports",
        "reports/entries",
        "reports/questions",
        "reports/scenarios",
        "improve",
        "health",
        "forms",
        "forms/new",
        "forms/new?template=pc_trouble",
        "submissions",
        "submissions?q=nothing",
        "files",
        "notices",
        "widgets",
        "sign-in",
        "security",
        "jobs",
        "mail",
        "visitor-fields",
        "visitor-fields?edit=new",
        "letters",
        "letters/new?kind=receipt",
        "webhooks",
        "outbox",
        "users",
        "account",
        "nowhere",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        "entries/new".to_owned(),
        format!("entries/{entry}"),
        format!("entries/{entry}/history"),
        format!("widgets/{widget}"),
        "publish/1".to_owned(),
        "improve/phrases".to_owned(),
        "synonyms?edit=new".to_owned(),
        format!("users/{user}"),
    ]);
    let scenario = first(&get("scenarios").await?).context("a scenario")?;
    all.push(format!("scenarios/{scenario}"));
    all.push("scenarios/new".to_owned());
    let survey = first(&get("forms").await?).context("a form")?;
    all.push(format!("forms/{survey}/results"));
    let letter = first(&get("letters").await?).context("a letter")?;
    all.push(format!("letters/{letter}"));
    let webhook = first(&get("webhooks").await?).context("a webhook")?;
    all.push(format!("webhooks/{webhook}"));
    let form = first(&get("forms").await?).context("a form")?;
    all.push(format!("forms/{form}"));
    all.push(format!("submissions/{}", kotae_shared::Uuid::from_u128(1)));
    let import = first(&get("imports").await?["items"]).context("an import")?;
    all.push(format!("transfer/imports/{import}"));
    Ok(all)
}

/// Something on each list.
pub(crate) async fn prepare(scene: &Scene) -> Result<()> {
    crate::scenario::import(scene).await?;
    let form = crate::inbox::open_form(scene).await?;
    let one = crate::inbox::answers(
        "画面が映りません。\n昨日からです。",
        "鈴木 一郎",
        "ichiro@visitor.example.co.jp",
    );
    let other = crate::inbox::answers("キーボードの A が効きません。", "", "");
    crate::inbox::submit(scene, &form, vec![(1, one), (2, other)]).await?;
    let notice = json!({ "text": { "ja": "明日の夜、停止します。", "en": "Down tomorrow night." },
        "starts_at": 1_700_000_000_000_i64, "ends_at": 4_000_000_000_000_i64 });
    scene.admin.send(Method::POST, "notices", Some(notice)).await?;
    let webhook = json!({ "name": "社内ポータル", "url": "https://hooks.example.co.jp/kotae",
        "events": ["submission.created", "publication.created"] });
    scene.admin.send(Method::POST, "webhooks", Some(webhook)).await?;
    let department = json!({ "field": { "key": "department", "name": { "ja": "部署", "en": "Department" }, "sources": { "page": true, "token": true } } });
    scene
        .admin
        .send(Method::POST, "visitor-fields", Some(department))
        .await?;
    crate::results::survey(scene).await?;
    let kim = json!({ "name": "Kim", "email": "kim@example.co.jp", "lang": "en",
        "time_zone": "Europe/Berlin", "role": "editor", "active": true });
    scene
        .admin
        .send(Method::POST, "users?mail=true", Some(kim))
        .await?;
    Ok(())
}

/// The screen is there, with what it loads.
async fn settled(browser: &Browser) -> Result<()> {
    browser.visible("main h1").await?;
    browser.query_gone(".skeleton").await
}

pub(crate) async fn check(browser: &Browser, what: &str) -> Result<()> {
    axe::check(browser, what).await?;
    let wide = "const root = document.documentElement;
        return root.scrollWidth <= root.clientWidth ? '' : [...document.querySelectorAll('main *')]
            .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest('.table-frame, pre, [hidden]'))
            .slice(0, 3).map((one) => one.outerHTML.slice(0, 200)).join('\\n') || 'something';";
    let found = browser.execute(wide, vec![]).await?;
    let found = found.json().as_str().unwrap_or_default().to_owned();
    ensure!(found.is_empty(), "{what} is wider than its screen:\n{found}");
    Ok(())
}

fn looks() -> [(&'static str, Options); 2] {
    let look = |width, height, dark, languages| Options {
        width,
        height,
        dark,
        languages,
        ..Options::default()
    };
    [
        ("wide", look(1280, 900, false, "ja")),
        ("narrow", look(375, 812, true, "en-GB,en")),
    ]
}

#[test]
fn every_screen_keeps_the_rules() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        prepare(&scene).await?;
        let paths = paths(&scene).await?;
        for (name, look) in looks() {
            Browser::run(&format!("screens-{name}"), &look, async |browser| {
                browser.expect_log("404");
                browser
                    .goto(format!("{}admin/default/", scene.kotae.url()))
                    .await?;
                browser.visible("[name=email]").await?;
                check(browser, "the sign-in").await?;
                // Who is signed in chooses the language.
                let lang = &look.languages[..2];
                let account =
                    json!({ "name": NAME, "email": EMAIL, "lang": lang, "time_zone": "Asia/Tokyo" });
                scene.admin.send(Method::PUT, "account", Some(account)).await?;
                admin::sign_in(browser, &scene.kotae).await?;
                let mut broken = Vec::new();
                for path in &paths {
                    admin::open(browser, &scene.kotae, path).await?;
                    settled(browser).await.with_context(|| path.clone())?;
                    if let Err(error) = check(browser, path).await {
                        broken.push(format!("{error:#}"));
                    }
                }
                ensure!(broken.is_empty(), "{name}: {}", broken.join("\n\n"));
                Ok(())
            })
            .await?;
        }
        Ok(())
    })
}

#[test]
fn the_operators_screens_keep_the_rules_and_do_what_they_say() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let link = operator::add(&kotae).await?;
        let [(_, wide), (_, narrow)] = looks();
        Browser::run("operator", &wide, async |browser| {
            operator::first_password(browser, &link).await?;
            settled(browser).await?;
            operator::make(browser, "sales").await?;
            check(browser, "the list of workspaces").await?;
            operator::limit(browser, &kotae, "sales").await?;
            check(browser, "a workspace").await?;
            operator::suspend_and_resume(browser, &kotae, "sales").await?;
            operator::end_and_take_back(browser, &kotae, "sales").await
        })
        .await?;
        Browser::run("operator-narrow", &narrow, async |browser| {
            operator::sign_in(browser, &kotae).await?;
            for path in ["installation", "installation/sales"] {
                operator::open(browser, &kotae, path).await?;
                settled(browser).await?;
                check(browser, path).await?;
            }
            Ok(())
        })
        .await
    })
}
