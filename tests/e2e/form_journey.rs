//! The whole way of a form, as people go it: the help desk designs it, a visitor whose question finds nothing fills it in, and it
//! is seen in the inbox, received by mail and told to a program of the company.

use crate::{
    admin, chat,
    form_designer::{outline, stored, with, write},
    inbox::{choose, click, reads},
    scene::Scene,
};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    api::forms::{Submission, SubmissionPage},
    form::{Is, Kind},
};
use kotae_tests::{
    Browser, Options, Page, Start,
    admin_api::{EMAIL, NAME},
    hook::Hook,
    mailbox::Mailbox,
    run,
};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::{By, Key, prelude::ElementQueryable};

const QUESTION: &str = "らくだの飼育当番は誰ですか";
const VISITOR: &str = "taro@visitor.example.co.jp";

#[test]
fn a_form_from_the_designer_to_the_inbox_the_mailboxes_and_a_program() -> Result<()> {
    run(async {
        let start = Start {
            settings: vec![("KOTAE_WEBHOOKS_ALLOW", "127.0.0.1".into())],
            ..Start::default()
        };
        let scene = Scene::new(&start).await?;
        let (mailbox, hook) = (Mailbox::start().await?, Hook::start().await?);
        let mail = json!({ "host": "127.0.0.1", "port": mailbox.port(), "security": "none",
            "sender_name": "社内ヘルプデスク", "sender_address": "faq@example.co.jp" });
        scene.admin.send(Method::PUT, "mail", Some(mail)).await?;
        let target = json!({ "name": "社内ポータル", "url": hook.url(), "events": ["submission.created"], "answers": true });
        let target = scene.admin.send(Method::POST, "webhooks", Some(target)).await?;
        let target: Value = serde_json::from_str(&target)?;
        let secret = target["secret"].as_str().context("a secret")?.to_owned();
        let picture = scene.kotae.data().join("画面.png");
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(40, 30).write_to(&mut png, image::ImageFormat::Png)?;
        std::fs::write(&picture, png.get_ref())?;

        Browser::run("form-journey", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            design(browser, &scene).await?;
            offer(browser, &scene).await?;
            let number = fill_in(browser, &scene, &picture.to_string_lossy()).await?;
            look_in_the_inbox(browser, &scene, &number).await?;
            received(&mailbox, &number).await?;
            told(&hook, &secret, &number, png.get_ref().len()).await
        })
        .await
    })
}

/// Three pages, a file that is asked for when something is broken, an address; open, with somebody who is told.
async fn design(browser: &Browser, scene: &Scene) -> Result<()> {
    admin::open(browser, &scene.kotae, "forms/new").await?;
    browser
        .visible("a[href$='template=blank']")
        .await?
        .click()
        .await?;
    write(browser, "#form-name-ja", "設備の相談").await?;
    write(browser, "#form-name-en", "Equipment").await?;
    // The first question begins with what was asked.
    browser
        .visible("[data-at='pages.0.fields.0']")
        .await?
        .click()
        .await?;
    browser.visible(".field-more summary").await?.click().await?;
    write(browser, "#field-default-from", "question").await?;
    // A choice behind it.
    palette(browser, Kind::Choice).await?;
    write(browser, "#field-label-ja", "種類").await?;
    write(browser, "#choice-0-ja", "故障").await?;
    write(browser, "#choice-1-ja", "そのほか").await?;
    outline(browser, "内容,種類").await?;
    // On a page of its own the file, asked for of what is broken.
    browser.press("ページを追加").await?;
    outline(browser, "内容,種類|").await?;
    palette(browser, Kind::File).await?;
    outline(browser, "内容,種類|ファイル").await?;
    write(browser, "#field-label-ja", "写真").await?;
    browser.press("条件を追加").await?;
    browser.visible("#test-0-field").await?;
    choose(browser, "#test-0-field", "choice").await?;
    choose(browser, "#test-0-is", "Equal").await?;
    browser.visible("#test-0-value").await?;
    choose(browser, "#test-0-value", "choice_1").await?;
    browser.press("ページを追加").await?;
    outline(browser, "内容,種類|写真|").await?;
    palette(browser, Kind::Email).await?;
    outline(browser, "内容,種類|写真|メールアドレス").await?;
    // Who is told.
    browser.visible("#pane-settings").await?.click().await?;
    let row = browser.query(By::Css("[name=notify]")).first().await?;
    click(browser, row).await?;
    with(browser, &[Key::Control], "s").await?;
    let record = stored(scene, 1).await?;
    let pages = &record.form.pages;
    ensure!(pages.len() == 3 && record.settings.auto_reply, "{record:#?}");
    ensure!(pages[0].fields[0].default_from == "question", "{pages:#?}");
    let photo = &pages[1].fields[0];
    let asked = photo.show_if.as_ref().context("a condition")?;
    let test = (
        asked.tests[0].field.as_str(),
        asked.tests[0].is,
        asked.tests[0].value.as_str(),
    );
    ensure!(photo.kind == Kind::File && test == ("choice", Is::Equal, "choice_1"));
    ensure!(record.notified.len() == 1 && record.notified[0].name == NAME);
    browser
        .query_gone("button[disabled][title='先に保存してください']")
        .await?;
    click(browser, browser.button("公開する").await?).await?;
    stored(scene, 2).await?;
    Ok(())
}

/// Presses the kind in the palette.
async fn palette(browser: &Browser, kind: Kind) -> Result<()> {
    let place = Kind::ALL.iter().position(|one| *one == kind).context("a kind")?;
    let button = format!(".palette-kinds button:nth-child({})", place + 1);
    click(browser, browser.visible(&button).await?).await
}

/// The widget has its button where nothing is found.
async fn offer(browser: &Browser, scene: &Scene) -> Result<()> {
    let widgets = scene.admin.widgets().await?;
    let widget = widgets.first().context("a widget")?;
    admin::open(browser, &scene.kotae, &format!("widgets/{}", widget.id)).await?;
    let form = stored(scene, 2).await?.id;
    let choice = browser
        .query(By::Css("select[name='forms.not_found']"))
        .first()
        .await?;
    let script = "arguments[0].closest('details')?.setAttribute('open', ''); arguments[0].scrollIntoView({ block: 'center' })";
    browser.execute(script, vec![choice.to_json()?]).await?;
    choose(browser, "select[name='forms.not_found']", &form.to_string()).await?;
    browser.press("保存する").await?;
    let end = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
    loop {
        let widgets = scene.admin.widgets().await?;
        if widgets
            .iter()
            .any(|widget| widget.settings.forms.not_found == Some(form))
        {
            return Ok(());
        }
        ensure!(
            tokio::time::Instant::now() < end,
            "the widget's settings were not saved"
        );
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

/// A visitor asks, finds nothing, fills in what is offered, and learns the number.
async fn fill_in(browser: &Browser, scene: &Scene, picture: &str) -> Result<String> {
    browser.goto(scene.page()).await?;
    chat::open(browser).await?;
    chat::ask(browser, QUESTION).await?;
    browser.shows("見つかりませんでした").await?;
    browser.press("設備の相談").await?;
    let what = browser.field("内容").await?;
    ensure!(
        what.prop("value").await?.as_deref() == Some(QUESTION),
        "it does not begin with the question"
    );
    // Without the condition there are two pages.
    browser.field("そのほか").await?.click().await?;
    browser.shows("1 / 2 ページ").await?;
    browser.field("故障").await?.click().await?;
    browser.shows("1 / 3 ページ").await?;
    browser.press("次へ").await?;
    browser.shows("2 / 3 ページ").await?;
    browser
        .find(By::Css("input[type=file]"))
        .await?
        .send_keys(picture)
        .await?;
    browser.button("「画面.png」を外す").await?;
    browser.press("次へ").await?;
    browser.shows("3 / 3 ページ").await?;
    browser.field("メールアドレス").await?.send_keys(VISITOR).await?;
    browser.press("送信する").await?;
    browser.shows("受付番号").await?;
    let number = browser.find(By::Css(".k-number strong")).await?.text().await?;
    browser.enter_default_frame().await?;
    Ok(number)
}

async fn look_in_the_inbox(browser: &Browser, scene: &Scene, number: &str) -> Result<()> {
    admin::open(browser, &scene.kotae, "submissions").await?;
    let link = ".inbox-table tbody tr:first-child .row-link";
    reads(browser, link, &format!("#{number} 設備の相談")).await?;
    browser.visible(link).await?.click().await?;
    browser.visible("main dl.answers").await?;
    for text in [QUESTION, "故障", "画面.png", VISITOR] {
        browser.shows(text).await?;
    }
    let list: SubmissionPage =
        serde_json::from_str(&scene.admin.send(Method::GET, "submissions", None).await?)?;
    ensure!(list.items.len() == 1, "{list:#?}");
    let path = format!("submissions/{}", list.items[0].id);
    let one: Submission = serde_json::from_str(&scene.admin.send(Method::GET, &path, None).await?)?;
    ensure!(one.files.len() == 1 && one.row.number.to_string() == number);
    Ok(())
}

/// The visitor's receipt and the notice to who wants to know.
async fn received(mailbox: &Mailbox, number: &str) -> Result<()> {
    let receipt = mailbox.mail_for(VISITOR, "設備の相談").await?;
    ensure!(
        receipt.subject == format!("[{number}] 設備の相談を受け付けました"),
        "{receipt:#?}"
    );
    ensure!(receipt.auto_submitted == "auto-replied", "{receipt:#?}");
    let notice = mailbox.mail_for(EMAIL, "設備の相談").await?;
    ensure!(
        notice.subject == format!("[Kotae] 設備の相談（受付番号 {number}）"),
        "{notice:#?}"
    );
    ensure!(notice.text.contains("/admin/default/submissions/"), "{notice:#?}");
    for mail in [&receipt, &notice] {
        let says = format!("受付番号: {number}");
        ensure!(
            mail.text.contains(&says) && mail.html.contains(&says),
            "{mail:#?}"
        );
        // The address may be somebody else's.
        ensure!(!mail.text.contains("らくだ") && !mail.html.contains("らくだ"));
    }
    ensure!(receipt.id != notice.id);
    let mails = mailbox.mails();
    let to_the_visitor = mails.iter().filter(|mail| mail.to.iter().any(|to| to == VISITOR));
    ensure!(to_the_visitor.count() == 1, "{mails:#?}");
    Ok(())
}

async fn told(hook: &Hook, secret: &str, number: &str, bytes: usize) -> Result<()> {
    let told = hook.until(1).await?;
    let one = &told[0];
    ensure!(told.len() == 1 && one.header("kotae-event") == "submission.created");
    ensure!(one.is_signed_by(secret), "{one:?}");
    ensure!(!one.is_signed_by("kwh_another"));
    let body = one.json()?;
    ensure!(body["data"]["number"].as_u64() == number.parse().ok(), "{body:#}");
    let answers = body["data"]["answers"].as_array().context("answers")?;
    let texts: Vec<&Value> = answers.iter().map(|answer| &answer["value"]).collect();
    ensure!(
        texts.contains(&&json!(QUESTION)) && texts.contains(&&json!(VISITOR)),
        "{body:#}"
    );
    let file = answers
        .iter()
        .find(|answer| answer["kind"] == "file")
        .context("the file")?;
    ensure!(file["value"][0]["name"] == "画面.png", "{file:#}");
    ensure!(
        file["value"][0]["bytes"]
            .as_u64()
            .is_some_and(|size| size > 0 && size <= 4 * bytes as u64),
        "{file:#}"
    );
    Ok(())
}
