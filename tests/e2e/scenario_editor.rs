//! A scenario from the first step to the visitor: built by the keyboard alone, by the mouse, checked, played, saved, published.

use crate::{admin, chat, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Uuid,
    api::scenarios::{ScenarioEdit, ScenarioRecord, ScenarioRow},
    scenario::Kind,
};
use kotae_tests::{Browser, Options, Page, Start, axe, run};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use thirtyfour::{By, Key, WebElement, prelude::ElementQueryable};
use tokio::time::Instant;

const PATIENCE: Duration = Duration::from_secs(20);

async fn press(browser: &Browser, key: impl Into<thirtyfour::TypingData>) -> Result<()> {
    Ok(browser.action_chain().send_keys(key).perform().await?)
}

async fn with(browser: &Browser, modifiers: &[Key], key: impl Into<thirtyfour::TypingData>) -> Result<()> {
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

/// Waits until a script answers `true`.
async fn holds(browser: &Browser, script: &str, what: &str) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = browser.execute(script, Vec::new()).await?;
        if answer.json().as_bool() == Some(true) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until the focus is on what a selector names.
async fn focused(browser: &Browser, css: &str) -> Result<()> {
    let script = format!("return document.activeElement.matches(\"{css}\")");
    holds(browser, &script, &format!("the focus on {css}")).await
}

/// Goes on with Tab until the focus is on what a selector names.
async fn tab_to(browser: &Browser, css: &str) -> Result<()> {
    for _ in 0..60 {
        press(browser, Key::Tab).await?;
        let script = format!("return document.activeElement.matches(\"{css}\")");
        if browser.execute(script, Vec::new()).await?.json().as_bool() == Some(true) {
            return Ok(());
        }
    }
    anyhow::bail!("Tab does not come to {css}")
}

/// Types over what a field says.
async fn type_over(browser: &Browser, text: &str) -> Result<()> {
    with(browser, &[Key::Control], "a").await?;
    press(browser, text).await
}

/// Goes through a list with the arrow keys until it has a value.
async fn choose_value(browser: &Browser, value: &str) -> Result<()> {
    for _ in 0..30 {
        press(browser, Key::Down).await?;
        let script = "return document.activeElement.value";
        if browser.execute(script, Vec::new()).await?.json().as_str() == Some(value) {
            return Ok(());
        }
    }
    anyhow::bail!("the list has no {value}")
}

async fn saved(scene: &Scene, name: &str) -> Result<ScenarioRecord> {
    let rows = scene.admin.send(Method::GET, "scenarios", None).await?;
    let rows: Vec<ScenarioRow> = serde_json::from_str(&rows)?;
    let row = rows
        .iter()
        .find(|row| row.name.ja == name)
        .context("it is not saved")?;
    let path = format!("scenarios/{}", row.id);
    Ok(serde_json::from_str(
        &scene.admin.send(Method::GET, &path, None).await?,
    )?)
}

/// `id>next`, or `id?target,target`, or `id.`, in order.
fn shape(record: &ScenarioRecord) -> String {
    let steps = record.scenario.steps.iter().map(|step| match step.kind {
        Kind::End => format!("{}.", step.id),
        Kind::Choices => {
            let targets: Vec<&str> = step.choices.iter().map(|choice| choice.target.as_str()).collect();
            format!("{}?{}", step.id, targets.join(","))
        }
        _ => format!("{}>{}", step.id, step.next),
    });
    steps.collect::<Vec<_>>().join(" ")
}

/// The widget's preview, entered.
async fn trial(browser: &Browser) -> Result<()> {
    browser.visible("iframe.trial-frame").await?.enter_frame().await?;
    Ok(())
}

async fn stands_at(browser: &Browser, id: &str) -> Result<()> {
    let script = format!("return document.querySelector('.step.standing')?.dataset.id === '{id}'");
    holds(browser, &script, &format!("the mark at {id}")).await
}

#[test]
fn a_scenario_is_built_by_the_keyboard_alone() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let mut made = None;
        Browser::run("scenario-keys", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "scenarios/new").await?;
            focused(browser, "#scenario-name-ja").await?;
            press(browser, "印刷の相談").await?;
            axe::check(browser, "the editor of a new scenario").await?;
            // The first step, and along the connection to the second.
            tab_to(browser, "[data-step='はじめ']").await?;
            press(browser, Key::Right).await?;
            focused(browser, "[data-step='印刷']").await?;
            // Its form: it becomes a choice of two.
            press(browser, Key::Enter).await?;
            focused(browser, "#step-text-ja").await?;
            type_over(browser, "どの階のプリンターですか？").await?;
            with(browser, &[Key::Shift], Key::Tab).await?;
            focused(browser, "#step-kind").await?;
            choose_value(browser, "choices").await?;
            tab_to(browser, "#choice-0-ja").await?;
            press(browser, "3 階").await?;
            press(browser, Key::Enter).await?;
            focused(browser, "#choice-1-ja").await?;
            press(browser, "5 階").await?;
            // The second choice leads nowhere yet: that is counted at once.
            browser.visible("#pane-findings .count.bad").await?;
            // The third level: a new step on the loose choice, and its way on.
            press(browser, Key::Escape).await?;
            focused(browser, "[data-step='印刷']").await?;
            press(browser, "a").await?;
            focused(browser, "#step-text-ja").await?;
            press(browser, "5 階は電源を入れ直してください。").await?;
            press(browser, Key::Escape).await?;
            focused(browser, "[data-step='ステップ1']").await?;
            press(browser, "c").await?;
            focused(browser, "#way-0-target").await?;
            choose_value(browser, "終わり").await?;
            browser.query_gone("#pane-findings .count").await?;
            press(browser, Key::Escape).await?;
            // A copy, deleted again by undo; the copy of what is below has nothing more here.
            press(browser, "d").await?;
            focused(browser, "[data-step='ステップ2']").await?;
            with(browser, &[Key::Control], "z").await?;
            browser.query_gone("[data-step='ステップ2']").await?;
            with(browser, &[Key::Control, Key::Shift], "z").await?;
            browser.visible("[data-step='ステップ2']").await?;
            with(browser, &[Key::Control], "z").await?;
            browser.query_gone("[data-step='ステップ2']").await?;
            // What was selected is gone with the undo: the focus is at the start. Its first choice moves down and comes back.
            focused(browser, "[data-step='はじめ']").await?;
            press(browser, Key::Tab).await?;
            focused(browser, "[data-way]").await?;
            with(browser, &[Key::Alt], Key::Down).await?;
            holds(
                browser,
                "return document.querySelector(\"[data-id='はじめ'] [data-way]\").textContent.includes('そのほか')",
                "the other order",
            )
            .await?;
            with(browser, &[Key::Control], "z").await?;
            // Played from the start, with the mark in the drawing.
            press(browser, Key::Home).await?;
            focused(browser, "[data-step='はじめ']").await?;
            press(browser, "p").await?;
            trial(browser).await?;
            chat::choose(browser, "印刷できない").await?;
            chat::choose(browser, "5 階").await?;
            browser.shows("5 階は電源を入れ直してください。").await?;
            browser.shows("解決しないときは").await?;
            browser.enter_default_frame().await?;
            stands_at(browser, "終わり").await?;
            // The keyboard was in the widget.
            browser.execute("document.querySelector('[data-step]').focus()", Vec::new()).await?;
            with(browser, &[Key::Control], "s").await?;
            browser.shows("シナリオを追加しました。").await?;
            axe::check(browser, "the editor of a scenario").await?;
            let record = saved(&scene, "印刷の相談").await?;
            ensure!(
                shape(&record) == "はじめ?印刷,そのほか 印刷?終わり,ステップ1 ステップ1>終わり そのほか>終わり 終わり.",
                "{}",
                shape(&record)
            );
            ensure!(record.findings.is_empty(), "{:?}", record.findings);
            made = Some(record.id);
            admin::open(browser, &scene.kotae, "publish").await?;
            browser.visible("main form [type=submit]").await?.click().await?;
            browser.shows("公開しました").await?;
            Ok(())
        })
        .await?;
        let id: Uuid = made.context("no scenario")?;
        Browser::run("scenario-keys-played", &Options::default(), async |browser| {
            browser.goto(scene.page()).await?;
            chat::launcher(browser).await?;
            let open = format!("Kotae('openScenario', '{id}')");
            browser.execute(open, Vec::new()).await?;
            chat::frame(browser).await?.enter_frame().await?;
            chat::choose(browser, "印刷できない").await?;
            chat::choose(browser, "5 階").await?;
            browser.shows("5 階は電源を入れ直してください。").await?;
            Ok(())
        })
        .await
    })
}

async fn at(browser: &Browser, css: &str) -> Result<WebElement> {
    browser.visible(css).await
}

/// Drags from one thing to another, as a hand does: by way of the middle.
async fn drag(browser: &Browser, from: &WebElement, to: &WebElement) -> Result<()> {
    from.scroll_into_view().await?;
    holds(
        browser,
        "return document.getAnimations().length === 0",
        "the rest of the drawing",
    )
    .await?;
    let chain = browser
        .action_chain()
        .click_and_hold_element(from)
        .move_by_offset(12, 8);
    Ok(chain.move_to_element_center(to).release().perform().await?)
}

#[test]
fn a_scenario_is_built_by_the_mouse() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let look = Options {
            width: 1700,
            height: 1000,
            ..Options::default()
        };
        Browser::run("scenario-mouse", &look, async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "scenarios").await?;
            browser.press("新しいシナリオ").await?;
            at(browser, "#scenario-name-ja").await?.send_keys("マウスで作る").await?;
            // A line from a choice to another step: the first choice leads to the same step as the second.
            let dot = at(browser, "[data-id='はじめ'] .step-way:nth-child(1) .step-dot").await?;
            let other = at(browser, "[data-id='そのほか'] .step-main").await?;
            drag(browser, &dot, &other).await?;
            holds(
                browser,
                "return document.querySelector(\"[data-id='はじめ'] [data-way]\").textContent.includes('行き先 そのほか')",
                "the line",
            )
            .await?;
            // Nothing leads to the other one any more: a warning, which leads to it.
            at(browser, "#pane-findings").await?.click().await?;
            at(browser, ".finding-rows .finding.warn").await?.click().await?;
            focused(browser, "[data-step='印刷']").await?;
            at(browser, "button[title='Ctrl+Z']").await?.click().await?;
            // A choice more, from which a new step is drawn by its loose dot.
            at(browser, "[data-id='はじめ'] .step-main").await?.click().await?;
            at(browser, "#choice-add").await?.click().await?;
            at(browser, "#choice-2-ja").await?.send_keys("紙がつまった").await?;
            at(browser, "[data-id='はじめ'] .step-way:nth-child(3) .step-dot").await?.click().await?;
            at(browser, "[data-id='ステップ1']").await?;
            at(browser, "#step-text-ja").await?.send_keys("ふたを開けて紙を取り除いてください。").await?;
            let dot = at(browser, "[data-id='ステップ1'] .step-dot").await?;
            let end = at(browser, "[data-id='終わり'] .step-main").await?;
            drag(browser, &dot, &end).await?;
            // The entry of a step is found by a search.
            at(browser, "[data-id='印刷'] .step-main").await?.click().await?;
            let kinds = at(browser, "#step-kind").await?;
            kinds.query(By::Css("option[value=entry]")).first().await?.click().await?;
            at(browser, "#step-entry").await?.send_keys("VPN").await?;
            at(browser, ".start-found").await?.click().await?;
            at(browser, ".step-entry a").await?;
            // The last choice is dragged to the first place.
            at(browser, "[data-id='はじめ'] .step-main").await?.click().await?;
            let grip = at(browser, "[data-choice='2'] .choice-grip").await?;
            let first = at(browser, "[data-choice='0'] .choice-grip").await?;
            drag(browser, &grip, &first).await?;
            holds(
                browser,
                "return document.querySelector('#choice-0-ja').value === '紙がつまった'",
                "the other order of choices",
            )
            .await?;
            // A step that others lead to is deleted after they were named.
            at(browser, "[data-id='終わり'] .step-main").await?.click().await?;
            browser.press("ステップを削除").await?;
            browser.shows("がここへつながっています").await?;
            browser.press("削除する").await?;
            browser.query_gone("[data-id='終わり']").await?;
            // With faults it is not saved, and that is said.
            browser.expect_log("422");
            browser.press("保存する").await?;
            at(browser, ".note.bad").await?;
            at(browser, ".finding-rows .finding.bad").await?;
            at(browser, "button[title='Ctrl+Z']").await?.click().await?;
            at(browser, "[data-id='終わり']").await?;
            browser.press("保存する").await?;
            browser.shows("シナリオを追加しました。").await?;
            let record = saved(&scene, "マウスで作る").await?;
            ensure!(
                shape(&record) == "はじめ?ステップ1,印刷,そのほか ステップ1>終わり 印刷>終わり そのほか>終わり 終わり.",
                "{}",
                shape(&record)
            );
            // A press on the step where it shall begin, and the answer of its entry.
            at(browser, "[data-id='印刷'] .step-main").await?.click().await?;
            browser.press("ここから試す").await?;
            trial(browser).await?;
            browser.shows("VPN").await?;
            browser.enter_default_frame().await?;
            stands_at(browser, "印刷").await?;
            conflict(browser, &scene, &record).await
        })
        .await
    })
}

/// Somebody else saves first.
async fn conflict(browser: &Browser, scene: &Scene, record: &ScenarioRecord) -> Result<()> {
    let mut edit = ScenarioEdit {
        scenario: record.scenario.clone(),
        version: record.version,
    };
    edit.scenario.steps[3].text.ja = "別の人が書きました。".into();
    let path = format!("scenarios/{}", record.id);
    scene.admin.send(Method::PUT, &path, Some(json!(edit))).await?;
    at(browser, "[data-id='そのほか'] .step-main")
        .await?
        .click()
        .await?;
    at(browser, "#pane-edit").await?.click().await?;
    let text = at(browser, "#step-text-ja").await?;
    text.clear().await?;
    text.send_keys("自分が書きました。").await?;
    browser.expect_log("409");
    browser.press("保存する").await?;
    browser.shows("このシナリオを変更しました").await?;
    browser.shows("別の人が書きました。").await?;
    browser.press("自分の入力で上書きする").await?;
    browser.shows("保存しました。").await?;
    let now = saved(scene, "マウスで作る").await?;
    ensure!(now.version == record.version + 2);
    ensure!(now.scenario.steps[3].text.ja == "自分が書きました。");
    Ok(())
}
