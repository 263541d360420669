//! Reports, as somebody reads them: what was asked in the chat is there, by mouse and by keyboard, and as files.

use crate::{admin, chat, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, admin_api, axe, run};
use thirtyfour::{By, Key};

#[test]
fn what_was_asked_is_counted_drawn_and_saved() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        Browser::run("reports", &Options::default(), async |browser| {
            browser.goto(scene.full_page()).await?;
            for question in ["パスワードを忘れた", "ぐんじょう色のペンギン"] {
                chat::ask(browser, question).await?;
                scene.logged(question, |_| true).await?;
            }
            admin::sign_in(browser, &scene.kotae).await?;
            browser.press("レポート").await?;
            browser.visible(".report-figures").await?;
            let card = async |name: &str| -> Result<String> {
                let path = format!("//li[*[@class='report-name'][.='{name}']]");
                Ok(browser.find(By::XPath(path)).await?.text().await?)
            };
            for (name, count) in [
                ("訪問", "1"),
                ("会話", "1"),
                ("質問", "2"),
                ("見つからなかった質問", "1"),
            ] {
                let text = card(name).await?;
                ensure!(text.lines().nth(1) == Some(count), "{name}: {text}");
            }
            // The last day by the keyboard alone.
            let chart = browser.visible(".chart").await?;
            chart.send_keys("" + Key::End).await?;
            let said = browser.visible(".chart-said").await?.text().await?;
            ensure!(said.ends_with(": 2"), "{said}");
            ensure!(
                chart.attr("aria-valuetext").await? == Some(said.clone()),
                "{said}"
            );
            axe::check(browser, "the overview of the reports").await?;

            // As files: the drawing in two kinds, the figures as a table.
            browser.press("グラフを SVG で保存").await?;
            let drawing = String::from_utf8(browser.download(".svg").await?)?;
            ensure!(
                drawing.starts_with("<svg") && !drawing.contains("var("),
                "{drawing}"
            );
            browser.press("グラフを PNG で保存").await?;
            let picture = browser.download(".png").await?;
            ensure!(picture.starts_with(b"\x89PNG"), "no PNG");
            browser.press("CSV に書き出す").await?;
            let table = String::from_utf8(browser.download(".csv").await?)?;
            ensure!(table.contains("自己解決率"), "{table}");

            // A shorter period, in the address; then one in which nothing was.
            browser.press("7 日").await?;
            browser.visible("button[aria-pressed=true]").await?;
            let address = browser.current_url().await?;
            ensure!(
                address.query().is_some_and(|query| query.contains("days=7")),
                "{address}"
            );
            admin::open(browser, &scene.kotae, "reports?from=2020-01-01&until=2020-01-31").await?;
            browser.shows("この期間の利用はありません").await?;
            browser.press("30 日").await?;

            browser.press("多い質問").await?;
            let link = browser.button("ぐんじょう色のペンギン").await?;
            link.click().await?;
            browser.shows("質問ログ").await?;
            browser.shows("ぐんじょう色のペンギン").await?;

            // The assumption is stated, changed, and refused where it cannot be.
            admin::open(browser, &scene.kotae, "reports").await?;
            browser.shows("自己解決した質問の 50% が").await?;
            browser.visible(".reports details > summary").await?;
            browser.press("前提を変える").await?;
            let percent = browser.field("問い合わせになったはずの割合").await?;
            percent.clear().await?;
            percent.send_keys("120").await?;
            browser.expect_log("422");
            let save = async || {
                browser
                    .visible(".report-assumption [type=submit]")
                    .await?
                    .click()
                    .await
                    .map_err(anyhow::Error::from)
            };
            save().await?;
            browser.visible("[aria-invalid=true]").await?;
            let percent = browser.field("問い合わせになったはずの割合").await?;
            percent.clear().await?;
            percent.send_keys("30").await?;
            save().await?;
            browser.shows("自己解決した質問の 30% が").await?;

            // Weekly to nobody is refused at the people; then to oneself.
            let label = async |words: &str| -> Result<()> {
                let path = format!("//form//label[contains(normalize-space(.), '{words}')]");
                Ok(browser.find(By::XPath(path)).await?.click().await?)
            };
            label("毎週").await?;
            browser.press("メールの設定を保存").await?;
            browser.visible(".report-people .field-error").await?;
            label(admin_api::NAME).await?;
            browser.press("メールの設定を保存").await?;
            browser.shows("メールの設定を保存しました。").await?;
            axe::check(browser, "the overview with its forms").await?;
            Ok(())
        })
        .await
    })
}
