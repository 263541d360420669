//! The words of mails: changed, tried with an example, taken back, one's own, chosen by a form, and put into a reply.

use crate::{
    admin,
    form_designer::{with, write},
    inbox::{self, choose, click},
    scene::Scene,
    screens,
};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Uuid,
    api::{forms::FormRecord, letters::Letter},
    letters::RECEIPT,
};
use kotae_tests::{Browser, Options, Page, Start, mailbox::Mailbox, run};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use thirtyfour::Key;
use tokio::time::Instant;

async fn letter(scene: &Scene, id: &str) -> Result<Letter> {
    let found = scene
        .admin
        .send(Method::GET, &format!("letters/{id}"), None)
        .await?;
    Ok(serde_json::from_str(&found)?)
}

/// The letters of the workspace, once they are so.
async fn until(scene: &Scene, what: &str, holds: impl Fn(&[Letter]) -> bool) -> Result<Vec<Letter>> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let all = scene.admin.send(Method::GET, "letters", None).await?;
        let all: Vec<Letter> = serde_json::from_str(&all)?;
        if holds(&all) {
            return Ok(all);
        }
        ensure!(Instant::now() < end, "{what}: {all:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn the_words_of_mails_are_written_chosen_and_sent() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let mailbox = Mailbox::start().await?;
        let mail = json!({ "host": "127.0.0.1", "port": mailbox.port(), "security": "none",
            "sender_address": "faq@example.co.jp" });
        scene.admin.send(Method::PUT, "mail", Some(mail)).await?;
        let form = inbox::open_form(&scene).await?;
        Browser::run("letters", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "letters").await?;
            browser.press("標準の受付メール").await?;
            // What cannot stand in braces is named while it is written.
            write(browser, "[name='subject.ja']", "受付 {nummer}").await?;
            browser.shows("{nummer} はここでは使えません。").await?;
            browser.expect_log("422");
            browser.press("保存する").await?;
            browser.visible("[name='subject.ja'][aria-invalid=true]").await?;
            write(browser, "[name='subject.ja']", "【受付 {number}】{form}").await?;
            browser.shows("【受付 128】PC の相談").await?;
            screens::check(browser, "the words of a receipt").await?;
            browser.press("保存する").await?;
            browser.shows("文面を保存しました。").await?;
            let now = letter(&scene, &RECEIPT.to_string()).await?;
            ensure!(
                now.subject.ja == "【受付 {number}】{form}" && now.changed,
                "{now:#?}"
            );

            own_reply(browser, &scene).await?;
            own_receipt(browser, &scene, &form).await?;

            // Taken back.
            admin::open(browser, &scene.kotae, &format!("letters/{RECEIPT}")).await?;
            browser.press("初期の文面に戻す").await?;
            browser
                .visible("dialog[open] button.danger")
                .await?
                .click()
                .await?;
            until(&scene, "taken back", |all| !all[0].changed).await?;
            screens::check(browser, "the words of mails").await?;

            reply(browser, &scene, &form).await?;
            let receipt = mailbox.mail_for("ichiro@visitor.example.co.jp", "休暇").await?;
            ensure!(receipt.subject == "休暇 1", "{receipt:#?}");
            ensure!(receipt.text.starts_with("人事部で確認します。"), "{receipt:#?}");
            let reply = mailbox.mail_for("ichiro@visitor.example.co.jp", "お返事").await?;
            ensure!(reply.subject == "お返事 1", "{reply:#?}");
            ensure!(
                reply.text.contains("受付番号 1 の「PC の相談」について"),
                "{reply:#?}"
            );
            Ok(())
        })
        .await
    })
}

/// A template of one's own for replies.
async fn own_reply(browser: &Browser, scene: &Scene) -> Result<()> {
    admin::open(browser, &scene.kotae, "letters/new?kind=reply").await?;
    write(browser, "[name='name.ja']", "あとで連絡").await?;
    write(browser, "[name='subject.ja']", "お返事 {number}").await?;
    write(
        browser,
        "[name='text.ja']",
        "受付番号 {number} の「{form}」について、あとで連絡します。{by}",
    )
    .await?;
    browser.shows("佐藤 葵").await?;
    browser.press("保存する").await?;
    until(scene, "a reply of one's own", |all| all.len() == 6).await?;
    Ok(())
}

/// A receipt of one's own, which the form chooses.
async fn own_receipt(browser: &Browser, scene: &Scene, form: &str) -> Result<()> {
    admin::open(browser, &scene.kotae, "letters/new?kind=receipt").await?;
    write(browser, "[name='name.ja']", "休暇用").await?;
    write(browser, "[name='subject.ja']", "休暇 {number}").await?;
    write(browser, "[name='text.ja']", "人事部で確認します。").await?;
    browser.press("保存する").await?;
    let all = until(scene, "a receipt of one's own", |all| all.len() == 7).await?;
    let own = all
        .iter()
        .find(|letter| letter.name.ja == "休暇用")
        .context("it")?
        .id;
    admin::open(browser, &scene.kotae, &format!("forms/{form}")).await?;
    browser.visible("#pane-settings").await?.click().await?;
    browser
        .visible(&format!("#form-receipt option[value='{own}']"))
        .await?;
    choose(browser, "#form-receipt", &own.to_string()).await?;
    with(browser, &[Key::Control], "s").await?;
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let record = scene
            .admin
            .send(Method::GET, &format!("forms/{form}"), None)
            .await?;
        let record: FormRecord = serde_json::from_str(&record)?;
        if record.settings.receipt == Some(own) {
            return Ok(());
        }
        ensure!(
            Instant::now() < end,
            "the receipt was not chosen: {:#?}",
            record.settings
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A submission comes in, and is answered with the template.
async fn reply(browser: &Browser, scene: &Scene, form: &str) -> Result<()> {
    let answers = inbox::answers("画面が映りません。", "", "ichiro@visitor.example.co.jp");
    inbox::submit(scene, form, vec![(1, answers)]).await?;
    let path = format!("submissions/{}", Uuid::from_u128(1));
    admin::open(browser, &scene.kotae, &path).await?;
    click(browser, browser.button("あとで連絡").await?).await?;
    let text = browser.visible("#field-reply-text").await?;
    ensure!(
        text.value()
            .await?
            .is_some_and(|text| text.contains("受付番号 1 の「PC の相談」について")),
    );
    click(browser, browser.button("返信を送る").await?).await?;
    browser.shows("返信を送信箱に入れました。").await?;
    Ok(())
}
