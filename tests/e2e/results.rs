//! The results of a survey, as somebody looks at them.

use crate::{admin, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Uuid,
    api::forms::{FormPage, Submit},
    codec,
    form::answers::{Answer, Value as Answered},
};
use kotae_tests::{Browser, Options, Page, Start, axe, run};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::By;

/// A survey with some answers; the path of its results.
pub(crate) async fn survey(scene: &Scene) -> Result<String> {
    let form = json!({ "purpose": "survey", "form": { "name": { "ja": "ヘルプデスクの満足度", "en": "Help desk satisfaction" }, "pages": [{ "fields": [
        { "key": "nps", "kind": "nps", "label": { "ja": "同僚に勧めますか", "en": "Would you recommend it to a colleague?" } },
        { "key": "stars", "kind": "stars", "label": { "ja": "全体の満足度", "en": "Satisfaction on the whole" } },
        { "key": "why", "kind": "choices", "label": { "ja": "よかった点", "en": "What was good" }, "choices": [
            { "value": "fast", "label": { "ja": "回答が速い", "en": "Quick answers" } },
            { "value": "kind", "label": { "ja": "対応がていねい", "en": "Friendly people" } },
            { "value": "easy", "label": { "ja": "わかりやすい", "en": "Easy to understand" } }] },
        { "key": "minutes", "kind": "number", "label": { "ja": "解決までの時間（分）", "en": "Minutes until it was solved" } },
        { "key": "word", "kind": "long_text", "label": { "ja": "ひとこと", "en": "A word" } },
    ] }] }, "settings": { "auto_reply": false }, "version": 0 });
    let made: Value = serde_json::from_str(&scene.admin.send(Method::POST, "forms", Some(form)).await?)?;
    let id = made["id"].as_str().context("no id")?.to_owned();
    let open = json!({ "state": "open", "version": 1 });
    scene
        .admin
        .send(Method::PUT, &format!("forms/{id}/state"), Some(open))
        .await?;
    let visit = scene.kotae.visit(&scene.key).await?;
    let url = format!("{}w/{}/forms/{id}", scene.kotae.url(), scene.key);
    let client = reqwest::Client::new();
    let page = client
        .get(&url)
        .header("kotae-visit", &visit)
        .send()
        .await?
        .bytes()
        .await?;
    let page: FormPage = codec::decode(&page).ok().context("no form")?;
    let rows = [
        (10, 5, "fast,kind", "12", "とても助かりました。"),
        (9, 4, "fast", "30", ""),
        (7, 4, "easy", "45", "電話がつながりにくいです。"),
        (3, 2, "", "180", "時間がかかりました。"),
    ];
    for (number, (nps, stars, why, minutes, word)) in rows.into_iter().enumerate() {
        let answer = |key: &str, value| Answer {
            key: key.into(),
            value,
        };
        let mut answers = vec![
            answer("nps", Answered::Scale(nps)),
            answer("stars", Answered::Scale(stars)),
            answer("minutes", Answered::Text(minutes.into())),
        ];
        if !why.is_empty() {
            answers.push(answer(
                "why",
                Answered::Choices(why.split(',').map(str::to_owned).collect()),
            ));
        }
        if !word.is_empty() {
            answers.push(answer("word", Answered::Text(word.into())));
        }
        let submit = Submit {
            id: Uuid::from_u128(0x5000 + number as u128),
            version: page.version,
            answers,
            start: page.start.clone(),
            ..Submit::default()
        };
        let sent = client
            .post(&url)
            .header("kotae-visit", &visit)
            .body(codec::encode(&submit))
            .send()
            .await?;
        ensure!(sent.status().is_success(), "{}", sent.status());
        // Nobody is that quick: it is kept as spam until somebody says that it is none.
        let state = json!({ "state": "new", "version": 1 });
        scene
            .admin
            .send(Method::PUT, &format!("submissions/{}", submit.id), Some(state))
            .await?;
    }
    Ok(format!("forms/{id}/results"))
}

#[test]
fn a_survey_is_looked_at_filtered_and_read() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let path = survey(&scene).await?;
        Browser::run("results", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, &path).await?;
            browser.shows("ヘルプデスクの満足度 の結果").await?;
            browser.shows("回答 4 件").await?;
            browser.shows("+25.0").await?;
            browser.shows("66.75").await?;
            // A count, its bar and its share.
            let row = browser
                .find(By::XPath("//tr[th='回答が速い']"))
                .await?
                .text()
                .await?;
            ensure!(row.contains('2') && row.contains("66.7%"), "{row}");
            browser.press("月").await?;
            browser.visible("button[aria-pressed=true]").await?;
            browser.visible(".texts summary").await?.click().await?;
            browser.shows("電話がつながりにくいです。").await?;
            axe::check(browser, "the results of a survey").await?;
            let address = browser.current_url().await?;
            ensure!(
                address.query().is_some_and(|query| query.contains("by=month")),
                "{address}"
            );
            // Before anybody answered.
            admin::open(browser, &scene.kotae, &format!("{path}?until=2020-01-01")).await?;
            browser.shows("回答はまだありません").await?;
            browser.press("絞り込みを解除").await?;
            browser.shows("回答 4 件").await?;
            Ok(())
        })
        .await
    })
}
