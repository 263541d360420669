//! Forms in the chat: from a question that finds nothing to what the help desk has.

use crate::{admin, chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::forms::{FormEdit, FormPage, FormRecord, Submission, SubmissionPage},
    codec,
    form::{answers::Value as Answer, days::Day},
    look::Look,
    settings::{OfferedForms, StartItem, StartTarget, WidgetSettings},
};
use kotae_tests::{Browser, Engine, Options, Page, Start, axe, pictures, run};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::{By, Key, TypingData, WebElement};
use tokio::time::Instant;

/// Three pages: one that depends on the first, and one with a file.
fn trouble() -> Value {
    json!({ "form": {
        "name": { "ja": "PC の相談", "en": "PC trouble" },
        "intro": { "ja": "パソコンの困りごとを受け付けます。", "en": "Tell us what is wrong with your computer." },
        "pages": [
            { "title": { "ja": "内容", "en": "What it is" }, "fields": [
                { "key": "what", "kind": "long_text", "label": { "ja": "困っていること", "en": "What is wrong" },
                  "required": true, "default_from": "question" },
                { "key": "kind", "kind": "choice", "label": { "ja": "種類", "en": "Kind" }, "required": true, "choices": [
                    { "value": "broken", "label": { "ja": "故障", "en": "Broken" } },
                    { "value": "other", "label": { "ja": "そのほか", "en": "Anything else" } } ] },
                { "key": "model", "kind": "text", "label": { "ja": "機種", "en": "Model" }, "required": true,
                  "pattern": "[A-Z]\\d{2,4}", "pattern_help": { "ja": "A12 のように入力してください。", "en": "Such as A12." },
                  "show_if": { "tests": [{ "field": "kind", "is": "equal", "value": "broken" }] } } ] },
            { "title": { "ja": "写真", "en": "Pictures" }, "fields": [
                { "key": "photo", "kind": "file", "label": { "ja": "写真", "en": "Pictures" }, "most": 2,
                  "show_if": { "tests": [{ "field": "kind", "is": "equal", "value": "broken" }] } } ] },
            { "title": { "ja": "連絡先", "en": "How to reach you" }, "fields": [
                { "key": "mail", "kind": "email", "label": { "ja": "メール", "en": "E-mail" }, "required": true, "default_from": "email" },
                { "key": "ok", "kind": "consent", "required": true,
                  "label": { "ja": "入力した内容を担当者に送ることに同意します", "en": "I agree that this is sent to the help desk" } } ] }
        ] },
        "settings": { "auto_reply": false } })
}

/// One of each kind.
fn everything() -> Value {
    let choices = |count: usize| -> Vec<Value> {
        (1..=count)
            .map(|n| json!({ "value": format!("c{n}"), "label": { "ja": format!("選択肢 {n}"), "en": format!("Choice {n}") } }))
            .collect()
    };
    let field = |key: &str, kind: &str, ja: &str, en: &str, more: Value| {
        let mut field = json!({ "key": key, "kind": kind, "label": { "ja": ja, "en": en } });
        let (into, from) = (field.as_object_mut(), more.as_object());
        if let (Some(into), Some(from)) = (into, from) {
            into.extend(from.clone());
        }
        field
    };
    let ends = json!([{ "ja": "まったく勧めない", "en": "Not at all" }, { "ja": "ぜひ勧めたい", "en": "Very likely" }]);
    json!({ "form": {
        "name": { "ja": "すべての項目", "en": "Everything" },
        "intro": { "ja": "いろいろな項目の見本です。", "en": "One field of each kind." },
        "send": { "ja": "", "en": "" },
        "pages": [ { "fields": [
            field("h", "heading", "あなたについて", "About you", json!({ "help": { "ja": "わかる範囲で", "en": "As far as you know" } })),
            field("t", "text", "お名前", "Name", json!({ "required": true, "placeholder": { "ja": "例: 山田 太郎", "en": "Jane Doe" } })),
            field("l", "long_text", "詳しい内容", "Details", json!({ "help": { "ja": "手順や画面の表示を書いてください。", "en": "Steps, and what the screen says." } })),
            field("e", "email", "メール", "E-mail", json!({})),
            field("p", "phone", "電話", "Telephone", json!({})),
            field("n", "number", "台数", "How many", json!({ "least": 1, "most": 10 })),
            field("d", "date", "希望日", "Day", json!({ "least": 0 })),
            field("c", "choice", "ひとつ選ぶ", "Choose one", json!({ "choices": choices(3), "other": true, "required": true })),
            field("cc", "choices", "いくつでも", "Choose some", json!({ "choices": choices(3), "other": true })),
            field("many", "choice", "一覧から", "From a list", json!({ "choices": choices(12) })),
            field("y", "yes_no", "急ぎですか", "Is it urgent?", json!({})),
            field("f", "file", "添付", "Attachments", json!({})),
            field("s", "stars", "満足度", "How good was it?", json!({ "ends": [{ "ja": "悪い", "en": "Bad" }, { "ja": "良い", "en": "Good" }] })),
            field("nps", "nps", "同僚に勧めますか", "Would you recommend it?", json!({ "ends": ends })),
            field("faces", "faces", "いまの気分", "How do you feel?", json!({})),
            field("ok", "consent", "個人情報の取り扱いに同意します", "I agree", json!({ "required": true })),
        ] } ] } })
}

/// Makes a form and opens it for visitors.
pub(crate) async fn open_form(scene: &Scene, edit: Value) -> Result<Uuid> {
    let made = scene.admin.send(Method::POST, "forms", Some(edit)).await?;
    let made: FormRecord = serde_json::from_str(&made)?;
    let state = json!({ "state": "open", "version": made.version });
    scene
        .admin
        .send(Method::PUT, &format!("forms/{}/state", made.id), Some(state))
        .await?;
    Ok(made.id)
}

/// What came in, newest first.
async fn arrived(scene: &Scene) -> Result<Vec<Submission>> {
    let page = scene.admin.send(Method::GET, "submissions", None).await?;
    let page: SubmissionPage = serde_json::from_str(&page)?;
    let mut all = Vec::new();
    for row in page.items {
        let one = scene
            .admin
            .send(Method::GET, &format!("submissions/{}", row.id), None)
            .await?;
        all.push(serde_json::from_str(&one)?);
    }
    Ok(all)
}

async fn value(field: &WebElement) -> Result<String> {
    Ok(field.prop("value").await?.unwrap_or_default())
}

/// Waits until the focus is on something that `script` finds true of `document.activeElement`.
async fn focused(browser: &Browser, script: &str) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(10);
    let script = format!("const it = document.activeElement; return {script}");
    loop {
        let found = browser.execute(script.as_str(), Vec::new()).await?;
        if found.json().as_bool() == Some(true) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "the focus is not where {script}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Presses keys where the focus is.
async fn keys(browser: &Browser, keys: impl Into<TypingData>) -> Result<()> {
    browser.active_element().await?.send_keys(keys).await?;
    Ok(())
}

fn offer(form: Uuid) -> OfferedForms {
    OfferedForms {
        not_found: Some(form),
        not_solved: Some(form),
    }
}

#[test]
fn from_a_question_without_an_answer_to_the_help_desk() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, trouble()).await?;
        scene
            .admin
            .configure(&scene.key, |all| all.forms = offer(form))
            .await?;
        let picture = scene.kotae.data().join("screen.png");
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(40, 30).write_to(&mut png, image::ImageFormat::Png)?;
        std::fs::write(&picture, png.into_inner())?;
        Browser::run_in_all("form", &Options::default(), async |browser| {
            let before = arrived(&scene).await?.len();
            browser.goto(scene.page()).await?;
            let listen = "window.heard = [];
                addEventListener('kotae:form', ({ detail }) => heard.push(detail.value));";
            browser.execute(listen, Vec::new()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "らくだの飼育当番").await?;
            browser.shows("見つかりませんでした").await?;
            browser.press("PC の相談").await?;
            // It has what was asked, and the focus is on its name.
            focused(browser, "it.tagName === 'H2'").await?;
            let what = browser.field("困っていること").await?;
            ensure!(value(&what).await? == "らくだの飼育当番");
            browser.shows("1 / 2 ページ").await?;
            axe::check(browser, "a form").await?;

            // What is missing is said beside it, and gets the focus.
            browser.press("次へ").await?;
            browser.shows("入力してください。").await?;
            focused(
                browser,
                "it.type === 'radio' && it.getAttribute('aria-invalid') === 'true'",
            )
            .await?;
            axe::check(browser, "a form with a fault").await?;
            browser.field("故障").await?.click().await?;
            // What depends on it appears; there is a page more.
            browser.shows("1 / 3 ページ").await?;
            let model = browser.field("機種").await?;
            model.send_keys("x").await?;
            browser.press("次へ").await?;
            browser.shows("A12 のように入力してください。").await?;
            model.clear().await?;
            model.send_keys("A12").await?;
            browser.no_text("A12 のように入力してください。").await?;

            // The panel is closed and opened again, and the page is left: what was typed stays.
            model.send_keys("" + Key::Escape).await?;
            browser.enter_default_frame().await?;
            if browser.keeps() {
                browser.goto(scene.page()).await?;
                browser.execute(listen, Vec::new()).await?;
            }
            chat::open(browser).await?;
            let model = browser.field("機種").await?;
            ensure!(value(&model).await? == "A12");
            model.send_keys("" + Key::Enter).await?;
            browser.shows("2 / 3 ページ").await?;
            let file = browser.find(By::Css("input[type=file]")).await?;
            file.send_keys(picture.to_string_lossy().as_ref()).await?;
            browser.button("「screen.png」を外す").await?;
            axe::check(browser, "a form with a file").await?;
            browser.press("戻る").await?;
            browser.shows("1 / 3 ページ").await?;
            browser.press("次へ").await?;
            browser.button("「screen.png」を外す").await?;
            browser.press("次へ").await?;
            browser.shows("3 / 3 ページ").await?;
            browser
                .field("メール")
                .await?
                .send_keys("ｔａｒｏ@example.co.jp")
                .await?;
            browser.field("会話も担当者に見せる").await?.click().await?;
            browser.press("送信する").await?;
            browser.shows("送信するには同意が必要です。").await?;
            browser.field("同意します").await?.click().await?;
            browser.press("送信する").await?;
            browser.shows("受付番号").await?;
            axe::check(browser, "a form that was sent").await?;

            let all = arrived(&scene).await?;
            ensure!(all.len() == before + 1, "{all:#?}");
            let one = &all[0];
            let number = browser.find(By::Css(".k-number strong")).await?.text().await?;
            ensure!(number == one.row.number.to_string(), "{number}");
            let text = |key: &str| {
                one.answers
                    .iter()
                    .find(|answer| answer.key == key)
                    .map(|answer| answer.value.clone())
            };
            ensure!(text("what") == Some(Answer::Text("らくだの飼育当番".into())));
            ensure!(text("model") == Some(Answer::Text("A12".into())));
            ensure!(text("mail") == Some(Answer::Text("taro@example.co.jp".into())));
            ensure!(
                one.files.len() == 1 && one.files[0].name == "screen.png",
                "{:?}",
                one.files
            );
            ensure!(one.questions == ["らくだの飼育当番"], "{:?}", one.questions);
            browser.enter_default_frame().await?;
            let heard = browser.execute("return heard.join(' ')", Vec::new()).await?;
            let heard = heard.json().as_str().unwrap_or_default();
            ensure!(heard.ends_with("sent"), "{heard}");
            if !browser.keeps() {
                return Ok(());
            }

            // The next page says that it was sent; it is not sent again.
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            browser.shows("受付番号").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn a_form_that_meets_no_network_is_stored_once() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, trouble()).await?;
        Browser::run("form-offline", &Options::default(), async |browser| {
            let cdp = browser.cdp();
            let network = |offline: bool| {
                cdp.send_raw(
                    "Network.emulateNetworkConditions",
                    json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
                )
            };
            browser.goto(format!("{}/f/{form}", scene.full_page())).await?;
            browser.field("困っていること").await?.send_keys("画面が映らない").await?;
            browser.field("そのほか").await?.click().await?;
            browser.press("次へ").await?;
            browser.field("メール").await?.send_keys("a@example.co.jp").await?;
            browser.field("同意します").await?.click().await?;
            browser.expect_log("ERR_INTERNET_DISCONNECTED");
            cdp.send_raw("Network.enable", json!({})).await?;
            network(true).await?;
            browser.press("送信する").await?;
            browser.shows("送信できませんでした").await?;
            network(false).await?;
            browser.execute("dispatchEvent(new Event('online'))", Vec::new()).await?;
            browser.shows("受付番号").await?;
            ensure!(arrived(&scene).await?.len() == 1);
            Ok(())
        })
        .await
    })
}

#[test]
fn a_form_is_filled_in_with_the_keyboard_alone() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, trouble()).await?;
        let options = Options {
            width: 320,
            height: 640,
            languages: "en-GB,en",
            ..Options::default()
        };
        Browser::run("form-keyboard", &options, async |browser| {
            browser.goto(format!("{}/f/{form}", scene.full_page())).await?;
            browser.field("What is wrong").await?;
            focused(browser, "it.tagName === 'H2'").await?;
            keys(browser, "" + Key::Tab).await?;
            focused(browser, "it.tagName === 'TEXTAREA'").await?;
            keys(browser, "No picture").await?;
            keys(browser, "" + Key::Tab).await?;
            keys(browser, " ").await?;
            focused(browser, "it.type === 'radio' && it.checked").await?;
            keys(browser, "" + Key::Down).await?;
            keys(browser, "" + Key::Tab).await?;
            focused(browser, "it.type === 'submit'").await?;
            keys(browser, "" + Key::Enter).await?;
            focused(browser, "it.tagName === 'H3'").await?;
            keys(browser, "" + Key::Tab).await?;
            keys(browser, "nobody").await?;
            keys(browser, "" + Key::Enter).await?;
            browser.shows("not an e-mail address").await?;
            focused(browser, "it.type === 'email'").await?;
            keys(browser, "@example.co.jp").await?;
            keys(browser, "" + Key::Tab).await?;
            keys(browser, " ").await?;
            let wide = "return document.documentElement.scrollWidth <= innerWidth
                && document.querySelector('.k-log').scrollWidth <= document.querySelector('.k-log').clientWidth";
            ensure!(browser.execute(wide, Vec::new()).await?.json().as_bool() == Some(true), "it is too wide");
            axe::check(browser, "a form of 320 pixels").await?;
            keys(browser, "" + Key::Enter).await?;
            browser.shows("Your number").await?;
            ensure!(arrived(&scene).await?.len() == 1);
            Ok(())
        })
        .await
    })
}

#[test]
fn what_the_server_refuses_is_said_at_the_fields() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, trouble()).await?;
        let button = StartItem {
            target: StartTarget::Form(form),
            label: Localised::default(),
        };
        scene
            .admin
            .configure(&scene.key, |all| all.start = vec![button])
            .await?;
        Browser::run("form-refused", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            // A start button without a label has the form's name.
            chat::choose(browser, "PC の相談").await?;
            browser
                .field("困っていること")
                .await?
                .send_keys("音が出ない")
                .await?;
            browser.field("そのほか").await?.click().await?;
            browser.press("次へ").await?;
            browser
                .field("メール")
                .await?
                .send_keys("a@example.co.jp")
                .await?;
            browser.field("同意します").await?.click().await?;
            // Meanwhile the help desk closes it.
            let record = scene
                .admin
                .send(Method::GET, &format!("forms/{form}"), None)
                .await?;
            let record: FormRecord = serde_json::from_str(&record)?;
            let state = |state: &str, version| json!({ "state": state, "version": version });
            let path = format!("forms/{form}/state");
            browser.expect_log("404");
            scene
                .admin
                .send(Method::PUT, &path, Some(state("archived", record.version)))
                .await?;
            browser.press("送信する").await?;
            browser.shows("受付を終了しました").await?;
            ensure!(arrived(&scene).await?.is_empty());
            Ok(())
        })
        .await
    })
}

/// One question: two presses.
fn survey() -> Value {
    json!({ "purpose": "survey", "form": {
        "name": { "ja": "回答の満足度" },
        "pages": [{ "fields": [{ "key": "stars", "kind": "stars", "label": { "ja": "いかがでしたか" }, "required": true }] }] },
        "settings": { "anonymous": true, "survey": { "after_answer": true, "every_days": 7 } } })
}

#[test]
fn a_survey_asks_once_and_needs_two_presses() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        open_form(&scene, survey()).await?;
        Browser::run("survey", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            let listen = "window.heard = [];
                addEventListener('kotae:survey', ({ detail }) => heard.push(detail.value));";
            browser.execute(listen, Vec::new()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "ＶＰＮ せつぞく できない").await?;
            chat::read(browser, "VPNに接続できないときの確認手順").await?;
            browser.press("解決した").await?;
            browser.shows("いかがでしたか").await?;
            axe::check(browser, "a survey").await?;
            // The radio buttons lie over their stars.
            browser
                .find(By::Css("[aria-label='4 / 5']"))
                .await?
                .click()
                .await?;
            browser.press("送信する").await?;
            browser.shows("ご回答ありがとうございました").await?;
            let all = arrived(&scene).await?;
            ensure!(
                all.len() == 1 && all[0].answers[0].value == Answer::Scale(4),
                "{all:#?}"
            );
            ensure!(all[0].questions.is_empty() && all[0].from.subject.is_empty());
            browser.enter_default_frame().await?;
            let heard = browser.execute("return heard.join(' ')", Vec::new()).await?;
            ensure!(heard.json().as_str() == Some("open sent"), "{:?}", heard.json());

            // The next page does not ask again.
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "パスワード わすれた").await?;
            chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
            let last = browser.visible("article:last-of-type").await?;
            last.press("解決した").await?;
            browser.shows("お役に立ててうれしいです").await?;
            browser.query_gone(".k-stars").await
        })
        .await
    })
}

#[test]
fn an_answer_and_a_preview_lead_to_a_form() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, trouble()).await?;
        let entry = json!({ "title": "らくだの飼育当番", "answer": "総務が決めます。", "status": "published",
            "follow_up": { "form": form } });
        scene.admin.send(Method::POST, "entries", Some(entry)).await?;
        scene.kotae.cli(&["publish"]).await?;
        let edit: FormEdit = serde_json::from_value(trouble())?;
        let page = FormPage::tried(Uuid::from_u128(1), &edit, Day(20_000), Lang::Ja);
        let look = codec::encode(&Look::of(WidgetSettings::default()));
        let arguments = vec![
            json!(codec::encode(&page)),
            json!(look),
            json!(format!("{}w/{}", scene.kotae.url(), scene.key)),
        ];
        Browser::run("form-follows", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "らくだの飼育当番").await?;
            chat::read(browser, "らくだの飼育当番").await?;
            axe::check(browser, "what follows an answer").await?;
            browser.press("PC の相談").await?;
            browser.field("困っていること").await?;

            // The help desk tries what it writes; nothing is stored.
            admin::sign_in(browser, &scene.kotae).await?;
            let frame = "const [form, look, address] = arguments;
                const frame = document.createElement('iframe');
                frame.id = 'trial';
                frame.width = 400;
                frame.height = 700;
                frame.onload = () => frame.contentWindow.postMessage({ kotae: 1, type: 'preview', lang: 'ja', page: 0,
                    settings: new Uint8Array(look), form: new Uint8Array(form) }, location.origin);
                frame.src = address;
                document.body.prepend(frame);";
            browser.execute(frame, arguments).await?;
            browser.find(By::Id("trial")).await?.enter_frame().await?;
            browser.field("困っていること").await?.send_keys("試し").await?;
            browser.field("そのほか").await?.click().await?;
            browser.press("次へ").await?;
            browser.field("メール").await?.send_keys("a@example.co.jp").await?;
            browser.field("同意します").await?.click().await?;
            browser.press("送信する").await?;
            browser.shows("実際には送信されていません").await?;
            ensure!(arrived(&scene).await?.is_empty());
            Ok(())
        })
        .await
    })
}

#[test]
#[ignore = "makes pictures for people, checks nothing"]
fn pictures_of_forms() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let form = open_form(&scene, everything()).await?;
        let short = open_form(&scene, trouble()).await?;
        scene
            .admin
            .configure(&scene.key, |all| all.forms = offer(short))
            .await?;
        for (languages, ja) in [("ja", true), ("en-GB,en", false)] {
            for (dark, width, height) in [(false, 1280, 2600), (true, 375, 2600), (false, 320, 800)] {
                let options = Options {
                    engine: Engine::Chromium,
                    width,
                    height,
                    dark,
                    languages,
                };
                let name = format!(
                    "{}-{}-{width}",
                    &languages[..2],
                    if dark { "dark" } else { "light" }
                );
                Browser::run(&format!("form-shots-{name}"), &options, async |browser| {
                    let shot = async |screen: &str| -> Result<()> {
                        tokio::time::sleep(Duration::from_millis(500)).await;
                        browser
                            .picture(&pictures().join(format!("{screen}-{name}.png")))
                            .await
                    };
                    browser.goto(format!("{}/f/{form}", scene.full_page())).await?;
                    browser.visible("form").await?;
                    browser.expect_log("422");
                    browser
                        .find(By::Css("[type=file]"))
                        .await?
                        .send_keys("/etc/hostname")
                        .await?;
                    shot("form-1").await?;
                    browser.press(if ja { "送信する" } else { "Send" }).await?;
                    shot("form-2-faults").await?;
                    browser.goto(scene.full_page()).await?;
                    browser
                        .field(if ja { "質問" } else { "Question" })
                        .await?
                        .send_keys("らくだの飼育当番" + Key::Enter)
                        .await?;
                    browser
                        .button(if ja { "PC の相談" } else { "PC trouble" })
                        .await?;
                    shot("form-3-offered").await?;
                    browser.press(if ja { "PC の相談" } else { "PC trouble" }).await?;
                    browser
                        .field(if ja { "故障" } else { "Broken" })
                        .await?
                        .click()
                        .await?;
                    shot("form-4-pages").await?;
                    browser
                        .field(if ja { "そのほか" } else { "Anything else" })
                        .await?
                        .click()
                        .await?;
                    browser.press(if ja { "次へ" } else { "Next" }).await?;
                    browser
                        .visible(".k-form:last-child [type=email]")
                        .await?
                        .send_keys("a@b.jp")
                        .await?;
                    browser
                        .visible(".k-form:last-child [type=checkbox]")
                        .await?
                        .click()
                        .await?;
                    shot("form-5-last").await?;
                    browser
                        .visible(".k-form:last-child [type=submit]")
                        .await?
                        .click()
                        .await?;
                    browser.visible(".k-number").await?;
                    shot("form-6-sent").await
                })
                .await?;
            }
        }
        Ok(())
    })
}
