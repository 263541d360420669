//! The whole journey, by hand from the first start to the log: what a help desk does on its first day.

use crate::{admin, chat};
use anyhow::{Result, ensure};
use kotae_tests::{
    Browser, Kotae, Options, Page, Start, axe, faq,
    host::{self, Host},
    root, run,
};
use std::collections::HashMap;
use thirtyfour::By;

const QUESTIONS: [&str; 3] = ["パスワード わすれた", "ＶＰＮ せつぞく できない", "申請したい"];

#[test]
fn from_nothing_to_an_answer_and_its_place_in_the_log() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        Browser::run("journey", &Options::default(), async |browser| {
            admin::set_up(browser, &kotae).await?;
            import(browser, &kotae).await?;
            publish(browser, &kotae).await?;
            let (key, host) = allow(browser, &kotae).await?;
            let page = format!("{}/{key}", host.origin());
            browser.goto(&page).await?;
            visit(browser).await?;
            read_the_log(browser, &kotae, &page, &key).await
        })
        .await
    })
}

async fn import(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "transfer").await?;
    let file = root().join(faq::DEMO).canonicalize()?;
    browser
        .find(By::Id("import-file"))
        .await?
        .send_keys(file.to_string_lossy().as_ref())
        .await?;
    browser.press("95 件を取り込む").await?;
    browser.shows("取り込みました").await?;
    Ok(())
}

async fn publish(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "publish").await?;
    browser.visible("main form [type=submit]").await?.click().await?;
    browser.shows("公開番号").await?;
    Ok(())
}

/// Lets a page of another site show the widget; gives the widget's key and that page.
async fn allow(browser: &Browser, kotae: &Kotae) -> Result<(String, Host)> {
    admin::open(browser, kotae, "widgets").await?;
    let tag = browser.shows("data-widget=").await?.text().await?;
    let key = tag
        .split("data-widget=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned();
    ensure!(!key.is_empty(), "no key in the script tag {tag}");
    let page = host::intranet_page(kotae.url(), &key, "");
    let policy = host::strict_policy(kotae.url().trim_end_matches('/'));
    let path: &'static str = Box::leak(format!("/{key}").into_boxed_str());
    let host = Host::start(HashMap::from([(path, page)]), Some(policy)).await?;
    admin::fill(browser, "allowed_origins", host.origin()).await?;
    browser.press("保存").await?;
    browser.shows("保存しました").await?;
    Ok((key, host))
}

async fn visit(browser: &Browser) -> Result<()> {
    chat::open(browser).await?;
    chat::ask(browser, QUESTIONS[0]).await?;
    chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
    browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
    browser.press("解決しない").await?;
    chat::ask(browser, QUESTIONS[1]).await?;
    chat::read(browser, "VPNに接続できないときの確認手順").await?;
    browser.shows("VPNクライアントを再起動してください").await?;
    // A question that may mean several things offers candidates, and the visitor chooses.
    chat::ask(browser, QUESTIONS[2]).await?;
    chat::choose(browser, "仮払金の申請").await?;
    browser.shows("高額な出張などは仮払申請書を").await?;
    axe::check(browser, "the chat").await?;
    browser.enter_default_frame().await?;
    axe::check(browser, "the host page with the widget").await
}

async fn read_the_log(browser: &Browser, kotae: &Kotae, page: &str, key: &str) -> Result<()> {
    admin::open(browser, kotae, "questions").await?;
    for question in QUESTIONS {
        browser.visible("main").await?.shows(question).await?;
    }
    browser.press("CSV").await?;
    let bytes = browser.download(".csv").await?;
    ensure!(bytes.starts_with(b"\xef\xbb\xbf"), "the file has no BOM");
    let text = String::from_utf8(bytes)?;
    ensure!(text.contains("\r\n"), "the file has no CRLF");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>()?;
    ensure!(rows.len() == QUESTIONS.len(), "{rows:#?}");
    // Newest first. Columns: time, question, outcome, candidates, read, solved, page, widget, conversation.
    let expected = [
        (QUESTIONS[2], "候補", "AC-009", ""),
        (QUESTIONS[1], "回答", "IT-003", ""),
        (QUESTIONS[0], "回答", "IT-001", "未解決"),
    ];
    for (row, (question, outcome, code, solved)) in rows.iter().zip(expected) {
        let cells = [&row[1], &row[2], &row[4], &row[5], &row[6], &row[7]];
        ensure!(
            cells == [question, outcome, code, solved, page, key],
            "{question}: {row:#?}"
        );
        ensure!(
            row[3].split(") ").any(|candidate| candidate.starts_with(code)),
            "{question}: {row:#?}"
        );
        ensure!(
            row[0].len() == "2026-11-22 14:05:09".len() && row[8] == rows[0][8],
            "{question}: {row:#?}"
        );
    }
    Ok(())
}
