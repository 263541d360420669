//! A visitor asks and gets an answer.

use crate::{chat, scene::Scene};
use anyhow::{Result, ensure};
use image::{ImageFormat, RgbImage};
use kotae_tests::{Browser, Options, Page, Start, proxy::Unconnected, run};
use reqwest::Method;
use serde_json::json;
use std::{io::Cursor, time::Duration};
use thirtyfour::Key;
use tokio::time::Instant;

async fn ask_both(browser: &Browser, scene: &Scene) -> Result<()> {
    browser.goto(scene.page()).await?;
    chat::open(browser).await?;
    chat::ask(browser, "パスワード わすれた").await?;
    chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
    browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
    browser.press("解決しない").await?;
    chat::ask(browser, "ＶＰＮ せつぞく できない").await?;
    chat::read(browser, "VPNに接続できないときの確認手順").await?;
    browser.shows("VPNクライアントを再起動してください").await?;

    let row = scene
        .logged("パスワード わすれた", |row| row.solved.is_some())
        .await?;
    ensure!(
        row.solved == Some(false) && row.read.as_ref().is_some_and(|read| read.code == "IT-001"),
        "{row:#?}"
    );
    ensure!(row.page == scene.page(), "{row:#?}");
    let row = scene
        .logged("ＶＰＮ せつぞく できない", |row| row.read.is_some())
        .await?;
    ensure!(
        row.read.as_ref().is_some_and(|read| read.code == "IT-003"),
        "{row:#?}"
    );
    Ok(())
}

#[test]
fn an_employee_asks_on_a_page_of_another_site() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run_in_all("question", &Options::default(), async |browser| {
            ask_both(browser, &scene).await
        })
        .await
    })
}

#[test]
fn everything_works_below_a_path_prefix() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start {
            prefix: "/kotae/".into(),
            ..Start::default()
        })
        .await?;
        ensure!(scene.kotae.url().ends_with("/kotae/"), "{}", scene.kotae.url());
        Browser::run("prefix", &Options::default(), async |browser| {
            ask_both(browser, &scene).await?;
            let stray: Vec<String> = browser
                .requests()
                .into_iter()
                .filter(|url| url.contains("127.0.0.1") && !url.starts_with(scene.kotae.url()))
                .collect();
            ensure!(stray.is_empty(), "asked for outside the prefix: {stray:?}");
            Ok(())
        })
        .await
    })
}

#[test]
fn what_was_not_sent_never_leaves_the_browser() -> Result<()> {
    run(async {
        let proxy = Unconnected::new().await?;
        let start = Start {
            origin: Some(proxy.origin().to_owned()),
            ..Start::default()
        };
        let scene = Scene::behind(&start, proxy).await?;
        Browser::run("unsent", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            let input = chat::input(browser).await?;
            input.send_keys("給与明細のひみつ").await?;
            input.clear().await?;
            // What is sent afterwards takes the same way, so the first text would have come before it.
            chat::ask(browser, "プリンター 印刷").await?;
            scene.logged("プリンター 印刷", |_| true).await?;
            input.send_keys("もうひとつのひみつ" + Key::Escape).await?;
            browser.enter_default_frame().await?;
            browser.goto("about:blank").await?;
            let proxy = scene.proxy.as_ref().expect("the scene is behind a proxy");
            ensure!(proxy.has_seen("プリンター 印刷"), "the proxy sees nothing");
            for secret in ["ひみつ", "給与明細"] {
                ensure!(!proxy.has_seen(secret), "{secret} was sent");
                ensure!(
                    !browser.requests().iter().any(|url| url.contains(secret)),
                    "{secret} was sent"
                );
            }
            Ok(())
        })
        .await
    })
}

#[test]
fn a_publication_by_the_command_line_shows_in_the_next_boot() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("cli-publish", &Options::default(), async |browser| {
            browser.goto(scene.full_page()).await?;
            chat::ask(browser, "ラクダの借りかた").await?;
            let row = scene.logged("ラクダの借りかた", |_| true).await?;
            ensure!(row.read.is_none(), "{row:#?}");
            let more = tempfile::Builder::new().suffix(".csv").tempfile()?;
            std::fs::write(
                more.path(),
                "id,category,title,keywords,answer\nGA-900,総務,ラクダの借り方,らくだ,総務部の飼育係に電話してください。\n",
            )?;
            scene.kotae.cli(&["import", &more.path().to_string_lossy()]).await?;
            scene.kotae.cli(&["publish"]).await?;
            browser.refresh().await?;
            chat::ask(browser, "ラクダの借りかた").await?;
            chat::read(browser, "ラクダの借り方").await?;
            browser.shows("飼育係に電話してください").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn who_was_not_helped_says_why_and_goes_back() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        for key in ["department", "employee-id"] {
            let field =
                json!({ "field": { "key": key, "name": { "ja": key }, "sources": { "page": true } } });
            scene
                .admin
                .send(Method::POST, "visitor-fields", Some(field))
                .await?;
        }
        Browser::run("reason", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            let tell = "Kotae('setVisitor', { department: '営業部', 'employee-id': 1234, hidden: {} })";
            browser.execute(tell, Vec::new()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "パスワード わすれた").await?;
            browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
            browser.press("解決しない").await?;
            browser.shows("どこが合いませんでしたか").await?;
            browser.press("情報が古い").await?;
            browser.shows("回答の改善に役立てます").await?;
            let row = scene
                .logged("パスワード わすれた", |row| !row.reason.is_empty())
                .await?;
            ensure!(row.reason == "情報が古い" && row.solved == Some(false), "{row:?}");
            let values = row.values.iter();
            let values: Vec<_> = values.map(|one| (one.key.as_str(), one.value.as_str())).collect();
            ensure!(
                values == [("department", "営業部"), ("employee-id", "1234")],
                "{row:?}"
            );
            // What was chosen last is taken back; what came before stays.
            browser.press("メニュー").await?;
            browser.shows("ひとつ前に戻る").await?.click().await?;
            browser
                .no_text("登録済みの携帯電話に確認コードが届きます")
                .await?;
            browser.shows("カテゴリから探す").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn an_answer_leads_to_related_questions_and_its_images_grow() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let mut image = Cursor::new(Vec::new());
        RgbImage::new(40, 30).write_to(&mut image, ImageFormat::Png)?;
        let image = image.into_inner();
        let file = scene.admin.upload_image("answer", image).await?;
        let entry = json!({
            "title": "複合機の紙づまり",
            "answer": format!("図のカバーを開けます。\n\n![カバーの図](files/{file})"),
            "status": "published",
            "related": ["IT-005"],
        });
        scene.admin.send(Method::POST, "entries", Some(entry)).await?;
        let note = json!({ "note": "" });
        scene.admin.send(Method::POST, "publish", Some(note)).await?;
        Browser::run_in_all("related", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::open(browser).await?;
            chat::ask(browser, "複合機の紙づまり").await?;
            chat::read(browser, "複合機の紙づまり").await?;
            browser.shows("図のカバーを開けます").await?;

            let image = browser.button("カバーの図").await?;
            let expanded = async || {
                Ok::<_, anyhow::Error>(image.attr("aria-expanded").await?.as_deref() == Some("true"))
            };
            let end = Instant::now() + Duration::from_secs(15);
            while !expanded().await? {
                ensure!(Instant::now() < end, "the image does not grow");
                image.click().await?;
            }
            image.send_keys("" + Key::Escape).await?;
            ensure!(!expanded().await?, "Escape makes it small");
            chat::input(browser).await?;

            browser.shows("関連する質問").await?;
            let link = browser.visible("[role=log] a[href^='#e/']").await?;
            ensure!(
                link.text().await? == "プリンターで印刷できない場合",
                "it opens here, and says nothing else"
            );
            link.click().await?;
            chat::read(browser, "プリンターで印刷できない場合").await?;
            browser.button("解決した").await?;
            Ok(())
        })
        .await
    })
}
