//! A scenario, from the help desk's file to the visitor's last step.

use crate::{admin, chat, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_shared::{
    Localised,
    api::{admin::ImportReport, scenarios::ScenarioRow},
    settings::{StartItem, StartTarget},
};
use kotae_tests::{Browser, Options, Page, Start, axe, root, run};
use reqwest::Method;

const FILE: &str = "server/data/scenarios-ja.csv";

/// Imports the demo's scenarios.
pub(crate) async fn import(scene: &Scene) -> Result<()> {
    let file = std::fs::read(root().join(FILE))?;
    let dry: ImportReport = serde_json::from_str(&scene.admin.import("import/scenarios", &file).await?)?;
    ensure!(dry.new == 2 && dry.error_count == 0 && !dry.applied, "{dry:#?}");
    let path = format!("import/scenarios?expect={}", dry.token);
    let done: ImportReport = serde_json::from_str(&scene.admin.import(&path, &file).await?)?;
    ensure!(done.applied, "{done:#?}");
    Ok(())
}

/// Imports the demo's scenarios, publishes them, and puts a button to the first one.
async fn prepare(scene: &Scene) -> Result<Vec<ScenarioRow>> {
    import(scene).await?;
    let rows = scene.admin.send(Method::GET, "scenarios", None).await?;
    let rows: Vec<ScenarioRow> = serde_json::from_str(&rows)?;
    let password = rows.iter().find(|row| row.name.ja.contains("パスワード"));
    let target = StartTarget::Scenario(password.context("no scenario")?.id);
    let button = StartItem {
        target,
        label: Localised::default(),
    };
    scene
        .admin
        .configure(&scene.key, |settings| settings.start = vec![button])
        .await?;
    scene.kotae.cli(&["publish"]).await?;
    Ok(rows)
}

#[test]
fn scenarios_alone_are_published_on_the_screen() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        import(&scene).await?;
        Browser::run("publish-scenarios", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            browser.shows("未公開の変更が 2 件あります").await?;
            admin::open(browser, &scene.kotae, "publish").await?;
            browser.shows("シナリオ 2 件").await?;
            browser.visible("main form [type=submit]").await?.click().await?;
            browser.shows("公開しました").await?;
            browser.shows("変更はありません").await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn a_visitor_goes_through_a_scenario_and_comes_back_to_it() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let rows = prepare(&scene).await?;
        Browser::run_in_all("scenario", &Options::default(), async |browser| {
            // The scenario that is not there.
            browser.expect_log("404");
            browser.goto(scene.page()).await?;
            let listen = "window.steps = [];
                addEventListener('kotae:scenario', ({ detail }) => steps.push(detail.value));
                addEventListener('kotae:error', ({ detail }) => steps.push(detail.message));";
            browser.execute(listen, Vec::new()).await?;
            chat::open(browser).await?;
            // The button has the scenario's name.
            chat::choose(browser, "パスワードを忘れた").await?;
            browser.shows("どのパスワードですか").await?;
            axe::check(browser, "a step of a scenario").await?;
            chat::choose(browser, "社内パソコン・メール").await?;
            chat::choose(browser, "5 回以上間違えた").await?;
            browser.shows("一時的にロックされているかもしれません").await?;
            browser.shows("30分待つか").await?;
            // After the answer the way on.
            chat::choose(browser, "「パスワードを忘れた」を続ける").await?;
            browser.shows("ヘルプデスク（内線 1120）へ").await?;
            // Begins again, and asks in his own words.
            chat::choose(browser, "最初からやり直す").await?;
            ensure!(
                chat::transcript(browser)
                    .await?
                    .matches("どのパスワードですか")
                    .count()
                    == 2
            );
            let log = browser.visible("[role=log] .k-bot:last-child").await?;
            log.press("そのほか").await?;
            browser.shows("入力欄に書いてください").await?;
            chat::ask(browser, "ＶＰＮ せつぞく できない").await?;
            chat::read(browser, "VPNに接続できないときの確認手順").await?;
            let log = browser.visible("[role=log] .k-way-on:last-child").await?;
            log.press("を続ける").await?;
            ensure!(chat::transcript(browser).await?.matches("内線 1120").count() == 2);
            axe::check(browser, "a step of a scenario").await?;

            // The page plays another one, and one that is not there.
            browser.enter_default_frame().await?;
            let wifi = rows.iter().find(|row| row.name.ja.contains("Wi-Fi"));
            let open = format!("Kotae('openScenario', '{}')", wifi.context("no scenario")?.id);
            browser.execute(open, Vec::new()).await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.shows("順番に確認しましょう").await?;
            chat::choose(browser, "だれも使えない").await?;
            let link = browser.visible("a.k-chip").await?;
            ensure!(link.attr("target").await?.as_deref() == Some("_blank"));
            browser.enter_default_frame().await?;
            let unknown = "Kotae('openScenario', '00000000-0000-7000-8000-000000000000')";
            browser.execute(unknown, Vec::new()).await?;
            chat::frame(browser).await?.enter_frame().await?;
            browser.shows("見つかりませんでした").await?;
            browser.enter_default_frame().await?;
            let steps = browser.execute("return steps.join(' ')", Vec::new()).await?;
            let wanted = "どれ 試した ロック 終わり どれ 自由 終わり はじめに 範囲 障害 no such scenario";
            ensure!(steps.json().as_str() == Some(wanted), "{:?}", steps.json());
            Ok(())
        })
        .await
    })
}
