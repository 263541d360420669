//! What comes in by a form: seen in the inbox, taken, noted, answered, saved as a file, made into an entry.

use crate::{admin, scene::Scene, screens};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Uuid,
    api::{
        forms::{FormPage, Submission, SubmissionPage, SubmissionState, Submit, Submitted},
        widget::Visit,
    },
    codec,
    form::answers::{Answer, Value},
};
use kotae_tests::{Browser, Options, Page, Start, run};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use thirtyfour::{By, Key, WebElement, prelude::ElementQueryable};
use tokio::time::Instant;

/// A form that comes back sooner is taken for a program's.
const HUMAN: Duration = Duration::from_millis(2_200);

/// A form of two pages that is open; its id.
pub(crate) async fn open_form(scene: &Scene) -> Result<String> {
    let form = json!({
        "name": { "ja": "PC の相談", "en": "PC trouble" },
        "pages": [
            { "title": { "ja": "困りごと", "en": "What is wrong" }, "fields": [
                { "key": "about", "kind": "choice", "label": { "ja": "内容", "en": "About" }, "required": true,
                  "choices": [{ "value": "broken", "label": { "ja": "故障", "en": "Broken" } },
                              { "value": "slow", "label": { "ja": "遅い", "en": "Slow" } }] },
                { "key": "model", "kind": "text", "label": { "ja": "機種", "en": "Model" },
                  "show_if": { "tests": [{ "field": "about", "is": "equal", "value": "broken" }] } },
                { "key": "detail", "kind": "long_text", "label": { "ja": "詳しく", "en": "Details" }, "required": true },
                { "key": "photo", "kind": "file", "label": { "ja": "写真", "en": "Photo" } },
            ] },
            { "title": { "ja": "連絡先", "en": "How to reach you" }, "fields": [
                { "key": "name", "kind": "text", "label": { "ja": "お名前", "en": "Name" } },
                { "key": "mail", "kind": "email", "label": { "ja": "メール", "en": "E-mail" } },
                { "key": "ok", "kind": "stars", "label": { "ja": "今の満足度", "en": "How are we doing?" } },
            ] },
        ],
    });
    let made = scene
        .admin
        .send(Method::POST, "forms", Some(json!({ "form": form })))
        .await?;
    let made: serde_json::Value = serde_json::from_str(&made)?;
    let id = made["id"].as_str().context("an id")?.to_owned();
    let state = json!({ "state": "open", "version": 1 });
    scene
        .admin
        .send(Method::PUT, &format!("forms/{id}/state"), Some(state))
        .await?;
    Ok(id)
}

/// Somebody loads the form, takes his time, and sends these answers; what he is told.
pub(crate) async fn submit(
    scene: &Scene,
    form: &str,
    all: Vec<(u128, Vec<Answer>)>,
) -> Result<Vec<Submitted>> {
    let client = reqwest::Client::new();
    let visit = scene.kotae.visit(&scene.key).await?;
    let address = format!("{}w/{}/forms/{form}", scene.kotae.url(), scene.key);
    let page = client.get(&address).header("kotae-visit", &visit).send().await?;
    let page: FormPage = read(codec::decode(&page.error_for_status()?.bytes().await?))?;
    tokio::time::sleep_until(Instant::now() + HUMAN).await;
    let mut told = Vec::new();
    for (id, mut answers) in all {
        // The first one has a picture with it.
        if id == 1 {
            let file = Uuid::from_u128(1_000);
            let query = format!(
                "{address}/files?file={file}&name=screen.png&visitor={}&start={}",
                Uuid::from_u128(id),
                page.start
            );
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::RgbImage::from_pixel(8, 8, image::Rgb([20, 120, 100]))
                .write_to(&mut bytes, image::ImageFormat::Png)?;
            let sent = client
                .post(query)
                .header("kotae-visit", &visit)
                .body(bytes.into_inner())
                .send()
                .await?;
            sent.error_for_status()?;
            answers.push(Answer {
                key: "photo".into(),
                value: Value::Files(vec![file]),
            });
        }
        let submit = Submit {
            id: Uuid::from_u128(id),
            version: page.version,
            visit: Visit {
                page: "https://intra.example.co.jp/it/help".into(),
                visitor: Uuid::from_u128(id),
                ..Visit::default()
            },
            answers,
            start: page.start.clone(),
            ..Submit::default()
        };
        let reply = client
            .post(&address)
            .header("kotae-visit", &visit)
            .body(codec::encode(&submit))
            .send()
            .await?;
        told.push(read(codec::decode(&reply.error_for_status()?.bytes().await?))?);
    }
    Ok(told)
}

/// What somebody answers.
pub(crate) fn answers(detail: &str, name: &str, mail: &str) -> Vec<Answer> {
    let text = |key: &str, text: &str| Answer {
        key: key.into(),
        value: Value::Text(text.into()),
    };
    let mut all = vec![
        text("about", "broken"),
        text("model", "X-200"),
        text("detail", detail),
    ];
    if !name.is_empty() {
        all.push(text("name", name));
    }
    if !mail.is_empty() {
        all.push(text("mail", mail));
    }
    all.push(Answer {
        key: "ok".into(),
        value: Value::Scale(4),
    });
    all
}

async fn found(scene: &Scene, path: &str) -> Result<Submission> {
    Ok(serde_json::from_str(
        &scene.admin.send(Method::GET, path, None).await?,
    )?)
}

/// Waits until the server has it so.
async fn until(scene: &Scene, path: &str, holds: impl Fn(&Submission) -> bool) -> Result<Submission> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let now = found(scene, path).await?;
        if holds(&now) {
            return Ok(now);
        }
        ensure!(Instant::now() < end, "{path} did not become so: {now:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub(crate) async fn press(browser: &Browser, key: impl Into<thirtyfour::TypingData>) -> Result<()> {
    Ok(browser.action_chain().send_keys(key).perform().await?)
}

/// Waits until an element says this.
pub(crate) async fn reads(browser: &Browser, css: &str, text: &str) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let script = format!("return document.querySelector(\"{css}\")?.textContent ?? ''");
        let now = browser.execute(script, Vec::new()).await?.json().clone();
        if now.as_str() == Some(text) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{css} says {now}, not {text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What the server said, or why it cannot be read.
fn read<T>(decoded: Result<T, codec::DecodeError>) -> Result<T> {
    decoded.map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Presses a button, over which no message lies.
pub(crate) async fn click(browser: &Browser, button: WebElement) -> Result<()> {
    let script = "document.querySelectorAll('.toast button').forEach((one) => one.click());
        arguments[0].scrollIntoView({ block: 'center' })";
    browser.execute(script, vec![button.to_json()?]).await?;
    Ok(button.click().await?)
}

pub(crate) async fn choose(browser: &Browser, css: &str, value: &str) -> Result<()> {
    browser
        .query(By::Css(format!("{css} option[value='{value}']")))
        .first()
        .await?
        .click()
        .await?;
    Ok(())
}

#[test]
fn what_comes_in_is_dealt_with() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene).await?;
        let sent = vec![
            (
                1,
                answers(
                    "画面が映りません。\n昨日からです。",
                    "鈴木 一郎",
                    "ichiro@visitor.example.co.jp",
                ),
            ),
            (2, answers("キーボードの A が効きません。", "", "")),
            (3, answers("電源が入りません。", "高橋 花", "")),
        ];
        let told = submit(&scene, &form, sent).await?;
        ensure!(told[2].number == 3, "{told:?}");
        // Nobody listens there: a reply waits in the outbox.
        let mail = json!({ "host": "127.0.0.1", "port": 1, "security": "none", "sender_address": "desk@example.co.jp" });
        scene.admin.send(Method::PUT, "mail", Some(mail)).await?;
        Browser::run("inbox", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            reads(browser, ".side-count", "3").await?;
            admin::open(browser, &scene.kotae, "submissions").await?;
            reads(
                browser,
                ".inbox-table tbody tr:first-child .row-link",
                "#3 PC の相談",
            )
            .await?;

            // By keys: to the second, select it, and change it with the third.
            press(browser, "j").await?;
            press(browser, "x").await?;
            press(browser, "j").await?;
            press(browser, "x").await?;
            browser.shows("2 件を選択中").await?;
            choose(browser, ".bulk select[aria-label='状態']", "in_progress").await?;
            browser.press("まとめて変更").await?;
            browser.shows("変更しました。（2 件）").await?;
            let list: SubmissionPage =
                serde_json::from_str(&scene.admin.send(Method::GET, "submissions", None).await?)?;
            ensure!(list.counts == [1, 2, 0, 0], "{:?}", list.counts);

            // The address keeps what is looked at.
            let search = browser.visible("#submissions-search").await?;
            search.send_keys("映りません").await?;
            browser.shows("1 件").await?;
            let address = browser.current_url().await?;
            ensure!(
                address.query().is_some_and(|query| query.starts_with("q=")),
                "{address}"
            );
            browser.press("CSV に書き出す").await?;
            let csv = browser.download("csv").await?;
            let csv = String::from_utf8_lossy(&csv).into_owned();
            ensure!(csv.contains("鈴木 一郎") || csv.contains("映りません"), "{csv}");
            ensure!(!csv.contains("電源が"), "only what was found: {csv}");

            // One of them.
            browser.visible(".inbox-table .row-link").await?.click().await?;
            browser.shows("ichiro@visitor.example.co.jp").await?;
            browser.shows("screen.png").await?;
            browser.shows("4 / 5").await?;
            screens::check(browser, "a submission").await?;
            let path = format!("submissions/{}", Uuid::from_u128(1));
            click(browser, browser.button("自分が担当する").await?).await?;
            choose(browser, "#field-state", "in_progress").await?;
            click(
                browser,
                browser
                    .visible("[aria-labelledby=handle-head] [type=submit]")
                    .await?,
            )
            .await?;
            let now = until(&scene, &path, |now| now.row.assignee.is_some()).await?;
            ensure!(now.row.state == SubmissionState::InProgress, "{:?}", now.row);

            browser
                .field("社内メモ（訪問者には見えません）")
                .await?
                .send_keys("代替機を用意")
                .await?;
            click(browser, browser.button("メモを残す").await?).await?;
            until(&scene, &path, |now| now.notes.len() == 1).await?;

            // Somebody else is faster: nothing is lost, and it is said.
            let version = now.row.version;
            let other = json!({ "state": "new", "assignee": null, "version": version });
            scene.admin.send(Method::PUT, &path, Some(other)).await?;
            choose(browser, "#field-state", "done").await?;
            browser.expect_log("409");
            click(
                browser,
                browser
                    .visible("[aria-labelledby=handle-head] [type=submit]")
                    .await?,
            )
            .await?;
            browser.shows("先に別の人が変更しました").await?;

            click(browser, browser.button("解決しました").await?).await?;
            click(browser, browser.button("返信を送る").await?).await?;
            let now = until(&scene, &path, |now| now.notes.iter().any(|note| note.reply)).await?;
            ensure!(now.notes[1].text.contains("受付番号 1"), "{:?}", now.notes);
            let outbox = scene.admin.send(Method::GET, "outbox", None).await?;
            ensure!(outbox.contains("ichiro@visitor.example.co.jp"), "{outbox}");

            // The entry that would have answered it.
            browser
                .visible("#answering-entry")
                .await?
                .send_keys("パスワード")
                .await?;
            browser.visible(".start-found").await?.click().await?;
            until(&scene, &path, |now| now.answered_by.is_some()).await?;

            // Within what was searched there is no other; back and in again without the search there is.
            admin::open(browser, &scene.kotae, &path).await?;
            browser.visible("main dl.answers").await?;
            browser.visible("main nav a[title=K]").await?;
            press(browser, "k").await?;
            reads(browser, "h1", "#2 PC の相談").await?;
            browser.shows("送った人のメールアドレスが分からない").await?;

            admin::open(browser, &scene.kotae, &path).await?;
            browser.press("これを FAQ にする").await?;
            let title = browser.visible("#field-title").await?;
            ensure!(title.value().await?.as_deref() == Some("画面が映りません。"));
            let answer = browser.visible("textarea[name=answer]").await?;
            ensure!(
                answer
                    .value()
                    .await?
                    .is_some_and(|text| text.contains("対応が終わりました"))
            );
            // Each leads to the other.
            title.send_keys("（社内 PC）").await?;
            click(browser, browser.button("保存する").await?).await?;
            browser.shows("もとになった問い合わせ").await?;
            let now = until(&scene, &path, |now| {
                let by = now.answered_by.as_ref();
                by.is_some_and(|entry| entry.title == "画面が映りません。（社内 PC）")
            })
            .await?;
            screens::check(browser, "an entry that was made from a submission").await?;
            browser.press("#1 PC の相談").await?;
            reads(browser, "h1", "#1 PC の相談").await?;
            ensure!(now.row.entry.is_some());
            admin::open(
                browser,
                &scene.kotae,
                &format!("submissions/{}", Uuid::from_u128(3)),
            )
            .await?;
            browser.press("削除").await?;
            browser.press("削除する").await?;
            reads(
                browser,
                ".inbox-table tbody tr:first-child .row-link",
                "#2 PC の相談",
            )
            .await?;
            press(browser, Key::Escape).await
        })
        .await
    })
}
