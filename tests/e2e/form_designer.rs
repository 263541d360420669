//! A form from the first field to the visitor: by mouse and by keyboard, checked, saved, opened, as a file, and by two people.

use crate::{
    admin,
    inbox::{choose, click, press, reads},
    scene::Scene,
    screens,
};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    api::forms::{FormEdit, FormRecord, FormRow, FormState},
    form::{Is, Kind},
};
use kotae_tests::{Browser, Options, Page, Start, run};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use thirtyfour::{By, Key, prelude::ElementQueryable};
use tokio::time::Instant;

pub(crate) async fn with(
    browser: &Browser,
    modifiers: &[Key],
    key: impl Into<thirtyfour::TypingData>,
) -> Result<()> {
    let mut chain = browser.action_chain();
    for modifier in modifiers {
        chain = chain.key_down(modifier.clone());
    }
    chain = chain.send_keys(key);
    for modifier in modifiers.iter().rev() {
        chain = chain.key_up(modifier.clone());
    }
    Ok(chain.perform().await?)
}

/// Types over what a field says.
pub(crate) async fn write(browser: &Browser, css: &str, text: &str) -> Result<()> {
    let field = browser.visible(css).await?;
    field.focus().await?;
    with(browser, &[Key::Control], "a").await?;
    press(browser, text).await
}

/// The fields as the outline has them, pages divided by `|`.
pub(crate) async fn outline(browser: &Browser, wanted: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('.outline-fields')].map((page) =>
        [...page.querySelectorAll('.outline-row > span')].map((one) => one.textContent).join(',')).join('|')";
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let now = browser.execute(script, Vec::new()).await?.json().clone();
        if now.as_str() == Some(wanted) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "the outline has {now}, not {wanted}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn forms(scene: &Scene) -> Result<Vec<FormRow>> {
    Ok(serde_json::from_str(
        &scene.admin.send(Method::GET, "forms", None).await?,
    )?)
}

pub(crate) async fn stored(scene: &Scene, version: u32) -> Result<FormRecord> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        if let Some(row) = forms(scene).await?.first().filter(|row| row.version >= version) {
            let text = scene
                .admin
                .send(Method::GET, &format!("forms/{}", row.id), None)
                .await?;
            return Ok(serde_json::from_str(&text)?);
        }
        ensure!(Instant::now() < end, "version {version} was not stored");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn a_form_is_designed_by_mouse_and_by_keyboard() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("form-designer", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "forms/new").await?;
            browser
                .visible("a[href$='template=blank']")
                .await?
                .click()
                .await?;
            write(browser, "#form-name-ja", "機器の相談").await?;
            write(browser, "#form-name-en", "Equipment").await?;

            // By mouse: a choice behind the first field, a file, and both dragged to new pages.
            browser
                .visible(".outline-item .outline-row")
                .await?
                .click()
                .await?;
            click(
                browser,
                browser.visible(".palette-kinds button:nth-child(7)").await?,
            )
            .await?;
            write(browser, "#field-label-ja", "症状").await?;
            write(browser, "#choice-0-ja", "故障").await?;
            click(
                browser,
                browser.visible(".palette-kinds button:nth-child(10)").await?,
            )
            .await?;
            outline(browser, "内容,症状,ファイル").await?;
            for _ in 0..2 {
                browser.press("ページを追加").await?;
            }
            outline(browser, "内容,症状,ファイル||").await?;
            let grip = browser
                .query(By::Css(".outline-item:nth-child(3) .outline-grip"))
                .first()
                .await?;
            let end = browser
                .query(By::Css(".outline-page:nth-child(2) .outline-end"))
                .first()
                .await?;
            browser
                .action_chain()
                .move_to_element_center(&grip)
                .click_and_hold()
                .move_by_offset(0, 12)
                .move_to_element_center(&end)
                .release()
                .perform()
                .await?;
            outline(browser, "内容,症状|ファイル|").await?;

            // Its condition, as a sentence.
            browser.press("条件を追加").await?;
            browser.visible("#test-0-field").await?;
            choose(browser, "#test-0-field", "choice").await?;
            choose(browser, "#test-0-is", "Equal").await?;
            browser.visible("#test-0-value").await?;
            choose(browser, "#test-0-value", "choice_1").await?;

            // By keyboard: the first field below the second, copied, and the copy two pages on.
            let first = browser.visible("[data-at='pages.0.fields.0']").await?;
            first.focus().await?;
            press(browser, Key::Enter).await?;
            with(browser, &[Key::Alt], Key::Down).await?;
            outline(browser, "症状,内容|ファイル|").await?;
            with(browser, &[Key::Control], "z").await?;
            outline(browser, "内容,症状|ファイル|").await?;
            with(browser, &[Key::Control, Key::Shift], "z").await?;
            outline(browser, "症状,内容|ファイル|").await?;
            browser
                .visible("[data-at='pages.0.fields.1']")
                .await?
                .click()
                .await?;
            browser.press("複製").await?;
            outline(browser, "症状,内容,内容|ファイル|").await?;
            for wanted in [
                "症状,内容|内容,ファイル|",
                "症状,内容|ファイル,内容|",
                "症状,内容|ファイル|内容",
            ] {
                with(browser, &[Key::Alt], Key::Down).await?;
                outline(browser, wanted).await?;
            }
            press(browser, Key::Delete).await?;
            outline(browser, "症状,内容|ファイル|").await?;
            browser.visible("[data-at='page 2']").await?.click().await?;
            click(
                browser,
                browser.visible(".palette-kinds button:nth-child(3)").await?,
            )
            .await?;
            outline(browser, "症状,内容|ファイル|メールアドレス").await?;

            // What is wrong stands at its field while it is written.
            browser
                .visible("[data-at='pages.0.fields.1']")
                .await?
                .click()
                .await?;
            write(browser, "#field-label-en", " ").await?;
            write(browser, "#field-label-ja", " ").await?;
            browser.shows("確認が必要: 1 件").await?;
            browser.visible("#field-label-ja[aria-invalid=true]").await?;
            screens::check(browser, "the designer").await?;
            write(browser, "#field-label-ja", "詳しく").await?;
            browser.query_gone("#field-label-ja[aria-invalid=true]").await?;

            with(browser, &[Key::Control], "s").await?;
            let record = stored(&scene, 1).await?;
            let form = &record.form;
            ensure!(form.pages.len() == 3 && form.name.en == "Equipment", "{form:#?}");
            let file = &form.pages[1].fields[0];
            ensure!(file.kind == Kind::File, "{file:?}");
            let asked = file.show_if.as_ref().context("a condition")?;
            ensure!(
                (
                    asked.tests[0].field.as_str(),
                    asked.tests[0].is,
                    asked.tests[0].value.as_str()
                ) == ("choice", Is::Equal, "choice_1"),
                "{asked:?}"
            );
            browser
                .query_gone("button[disabled][title='先に保存してください']")
                .await?;
            click(browser, browser.button("公開する").await?).await?;
            let record = stored(&scene, 2).await?;
            ensure!(record.state == FormState::Open, "{:?}", record.state);

            // Somebody else is faster: who, what, and mine is still there.
            let mut theirs = record.form.clone();
            theirs.intro.ja = "別の人の説明".into();
            let edit = json!({ "form": theirs, "settings": record.settings, "version": record.version });
            let path = format!("forms/{}", record.id);
            scene.admin.send(Method::PUT, &path, Some(edit)).await?;
            browser.visible(".outline-whole").await?.click().await?;
            write(browser, "#form-thanks-ja", "ありがとうございました").await?;
            browser.expect_log("409");
            with(browser, &[Key::Control], "s").await?;
            browser.shows("このフォームを変更しました").await?;
            browser.shows("別の人の説明").await?;
            let thanks = browser.visible("#form-thanks-ja").await?;
            ensure!(thanks.value().await?.as_deref() == Some("ありがとうございました"));
            click(browser, browser.button("自分の入力で上書きする").await?).await?;
            let record = stored(&scene, 4).await?;
            ensure!(
                record.form.thanks.ja == "ありがとうございました",
                "{:?}",
                record.form
            );

            // What is not saved is not lost by a link.
            write(browser, "#form-thanks-ja", "別のお礼").await?;
            browser.visible("a.back").await?.click().await?;
            browser.shows("保存していない変更があります").await?;
            browser.press("キャンセル").await?;
            with(browser, &[Key::Control], "z").await?;
            browser.shows("保存済み").await?;

            // Settings.
            browser.visible("#pane-settings").await?.click().await?;
            write(browser, "#reply-subject-ja", "受付 {nummer}").await?;
            browser.expect_log("422");
            with(browser, &[Key::Control], "s").await?;
            browser.visible("#reply-subject-ja[aria-invalid=true]").await?;
            write(browser, "#reply-subject-ja", "受付 {number}").await?;
            let row = browser.query(By::Css("[name=notify]")).first().await?;
            click(browser, row).await?;
            screens::check(browser, "the settings of a form").await?;
            with(browser, &[Key::Control], "s").await?;
            let record = stored(&scene, 5).await?;
            ensure!(record.notified.len() == 1 && record.settings.reply.subject.ja == "受付 {number}");

            // As a file, and from it.
            click(
                browser,
                browser
                    .visible("button[aria-label='このフォームを JSON に書き出す']")
                    .await?,
            )
            .await?;
            let file = browser.download("json").await?;
            let mut edit: FormEdit = serde_json::from_slice(&file)?;
            ensure!(edit.form == record.form && edit.settings.notify.is_empty());
            edit.form.name.ja = "取り込んだフォーム".into();
            let path = scene.kotae.data().join("form.json");
            std::fs::write(&path, serde_json::to_string(&edit)?)?;
            admin::open(browser, &scene.kotae, "forms").await?;
            reads(browser, "main .row-link", "機器の相談").await?;
            browser
                .query(By::Css("#form-json"))
                .first()
                .await?
                .send_keys(path.to_string_lossy())
                .await?;
            browser.visible("#form-name-ja").await?;
            with(browser, &[Key::Control], "s").await?;
            let end = Instant::now() + Duration::from_secs(15);
            while forms(&scene).await?.len() < 2 {
                ensure!(Instant::now() < end, "the file became no form");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            // In the list: the new one is copied and deleted.
            admin::open(browser, &scene.kotae, "forms?q=取り込んだ").await?;
            reads(browser, "main .row-link", "取り込んだフォーム").await?;
            press(browser, "j").await?;
            press(browser, "x").await?;
            browser.press("複製").await?;
            browser.shows("取り込んだフォーム（コピー）").await?;
            ensure!(forms(&scene).await?.len() == 3);
            Ok(())
        })
        .await
    })
}
