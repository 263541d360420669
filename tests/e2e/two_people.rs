//! Two people look after the same entries: one writes, the other approves; and both write at once.

use crate::admin;
use anyhow::{Context, Result, ensure};
use kotae_tests::{
    AdminApi, Browser, Kotae, Options, Page, Start,
    admin_api::{NAME, PASSWORD},
    faq, root, run,
};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::{By, Key};

const TITLE: &str = "VPNに接続できないときの確認手順";
const RIGHT: &str = "VPNクライアントを再起動してください";
const EDITOR: &str = "佐藤 次郎";

/// The demo FAQ, and an editor beside the administrator; the link by which the editor chooses a password.
async fn desk(kotae: &Kotae, role: &str) -> Result<(AdminApi, String)> {
    let api = AdminApi::set_up(kotae).await?;
    let file = root().join(faq::DEMO);
    kotae.cli(&["import", &file.to_string_lossy()]).await?;
    kotae.cli(&["publish"]).await?;
    let user = json!({ "name": EDITOR, "email": "sato@example.co.jp", "lang": "ja",
        "time_zone": "Asia/Tokyo", "role": role, "active": true });
    let invited: Value = serde_json::from_str(&api.send(Method::POST, "users", Some(user)).await?)?;
    let link = invited["link"].as_str().context("a link")?.to_owned();
    Ok((api, link))
}

/// The editor chooses a password and is signed in.
async fn join(browser: &Browser, link: &str) -> Result<()> {
    browser.expect_log("401 (Unauthorized)");
    browser.goto(link).await?;
    browser.visible("[type=password]").await?;
    for field in browser.find_all(By::Css("[type=password]")).await? {
        field.send_keys(PASSWORD).await?;
    }
    browser.visible("form [type=submit]").await?.click().await?;
    browser.visible("nav a[href$='/entries']").await?;
    Ok(())
}

async fn open_entry(browser: &Browser, kotae: &Kotae) -> Result<()> {
    admin::open(browser, kotae, "entries?q=IT-003").await?;
    browser.press(TITLE).await?;
    browser.visible("textarea[name=answer]").await?;
    Ok(())
}

async fn save(browser: &Browser) -> Result<()> {
    browser
        .visible(".editor-head [type=submit]:enabled")
        .await?
        .click()
        .await?;
    Ok(())
}

/// What a visitor would read.
async fn published(api: &AdminApi) -> Result<String> {
    let list: Value = serde_json::from_str(&api.send(Method::GET, "entries?q=IT-003&limit=1", None).await?)?;
    let id = list["items"][0]["id"].as_str().context("an id")?.to_owned();
    let entry: Value = serde_json::from_str(&api.send(Method::GET, &format!("entries/{id}"), None).await?)?;
    let version = entry["published_version"].as_u64().context("a version")?;
    let path = format!("entries/{id}/versions/{version}");
    let edit: Value = serde_json::from_str(&api.send(Method::GET, &path, None).await?)?;
    Ok(edit["answer"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn an_answer_is_published_when_a_second_person_has_approved_it() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let (api, link) = desk(&kotae, "editor").await?;
        Browser::run("four-eyes-editor", &Options::default(), async |editor| {
            Browser::run("four-eyes", &Options::default(), async |approver| {
                admin::sign_in(approver, &kotae).await?;
                admin::open(approver, &kotae, "security").await?;
                approver
                    .field("ほかの人の承認を必須にする")
                    .await?
                    .click()
                    .await?;
                approver
                    .visible("section:has([name=four_eyes]) [type=submit]:enabled")
                    .await?
                    .click()
                    .await?;
                approver.shows("保存しました。").await?;

                join(editor, &link).await?;
                open_entry(editor, &kotae).await?;
                admin::fill(editor, "answer", "電話してください。").await?;
                admin::fill(editor, "comment", "番号を確かめてください").await?;
                editor.press("保存してレビューを依頼する").await?;
                editor.shows("レビューを依頼しました").await?;
                editor.shows("承認者の確認を待っています").await?;
                kotae.cli(&["publish"]).await?;
                ensure!(
                    published(&api).await?.contains(RIGHT),
                    "visitors have what was approved"
                );

                // The approver finds it, reads what changed, and sends it back.
                admin::open(approver, &kotae, "").await?;
                approver.shows("承認待ちの FAQ が 1 件あります").await?;
                approver.press("確認する").await?;
                approver.press(TITLE).await?;
                approver.shows("番号を確かめてください").await?;
                approver.press("公開中の内容との違いを見る").await?;
                approver.visible(".difference ins").await?;
                let shown = approver.visible(".split-main").await?.text().await?;
                ensure!(shown.contains("電話してください"), "{shown}");
                approver.press("FAQ に戻る").await?;
                approver.press("差し戻す").await?;
                approver.expect_log("422");
                approver.shows("入力してください").await?;
                admin::fill(approver, "comment", "内線番号にしてください").await?;
                approver.press("差し戻す").await?;
                approver.shows("差し戻しました").await?;

                // The editor sees why, mends it and asks again.
                open_entry(editor, &kotae).await?;
                editor.shows("内線番号にしてください").await?;
                admin::fill(editor, "answer", "内線 1234 に電話してください。").await?;
                editor.press("保存してレビューを依頼する").await?;
                editor.shows("レビューを依頼しました").await?;

                admin::open(approver, &kotae, "entries?to_approve=true").await?;
                approver.press(TITLE).await?;
                approver.press("承認する").await?;
                approver.shows("承認しました").await?;
                kotae.cli(&["publish"]).await?;
                ensure!(
                    published(&api).await?.contains("内線 1234"),
                    "what was approved is published"
                );
                approver.press("履歴を見る").await?;
                for said in ["内線番号にしてください", "差し戻し", "承認", "レビューを依頼"]
                {
                    approver.shows(said).await?;
                }
                Ok(())
            })
            .await
        })
        .await
    })
}

#[test]
fn two_who_edit_at_once_are_told_and_put_it_together() -> Result<()> {
    run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let (api, link) = desk(&kotae, "editor").await?;
        Browser::run("together-other", &Options::default(), async |other| {
            Browser::run("together", &Options::default(), async |own| {
                join(other, &link).await?;
                admin::sign_in(own, &kotae).await?;
                for browser in [own, other] {
                    open_entry(browser, &kotae).await?;
                }
                // Before anything is saved.
                other.shows(&format!("{NAME} がこの FAQ を開いています")).await?;

                // Different fields come together by themselves.
                admin::fill(other, "title", "VPN の直し方").await?;
                save(other).await?;
                other.shows("保存しました。").await?;
                let word = own.visible("[name=keywords]").await?;
                word.send_keys(format!("在宅勤務{}", Key::Enter.value())).await?;
                // The one who was second is told while he writes.
                own.shows("にこの FAQ を保存しました").await?;
                own.expect_log("409");
                save(own).await?;
                own.shows(&format!("{EDITOR} の変更（タイトル）と合わせました"))
                    .await?;
                let title = own.visible("[name=title]").await?.value().await?;
                ensure!(title.as_deref() == Some("VPN の直し方"), "{title:?}");

                // The same field is a choice; lists can have both.
                admin::fill(own, "answer", "自分の答え。").await?;
                save(own).await?;
                own.no_text("未保存の変更があります").await?;
                admin::fill(other, "answer", "ほかの人の答え。").await?;
                other
                    .visible("[name=keywords]")
                    .await?
                    .send_keys(format!("社外、{}", Key::Tab.value()))
                    .await?;
                other.expect_log("409");
                save(other).await?;
                other.shows("どちらを残すか選んでください").await?;
                let meeting = other.visible(".meeting").await?.text().await?;
                ensure!(
                    meeting.contains("自分の答え")
                        && meeting.contains("ほかの人の答え")
                        && meeting.contains(NAME),
                    "{meeting}"
                );
                other
                    .visible(".meeting-field:last-of-type label:last-of-type input")
                    .await?
                    .click()
                    .await?;
                other.press("選んだ内容で保存する").await?;
                other.shows("保存しました。").await?;
                let answer = other.visible("[name=answer]").await?.value().await?;
                ensure!(answer.as_deref() == Some("自分の答え。"), "{answer:?}");
                let list: Value =
                    serde_json::from_str(&api.send(Method::GET, "entries?q=IT-003", None).await?)?;
                let id = list["items"][0]["id"].as_str().context("an id")?;
                let entry: Value =
                    serde_json::from_str(&api.send(Method::GET, &format!("entries/{id}"), None).await?)?;
                let words = entry["keywords"].to_string();
                ensure!(words.contains("在宅勤務") && words.contains("社外"), "{words}");
                ensure!(entry["title"] == "VPN の直し方", "{entry}");
                Ok(())
            })
            .await
        })
        .await
    })
}
