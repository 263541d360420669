//! The help desk arranges its categories: by dragging, by the keyboard, by merging; visitors see the same order.

use crate::{admin, scene::Scene};
use anyhow::{Context, Result, ensure};
use kotae_shared::api::admin::Category;
use kotae_tests::{Browser, Options, Page, Start, run};
use reqwest::Method;
use serde_json::json;
use std::{fmt::Write as _, time::Duration};
use thirtyfour::{By, Key, WebElement, prelude::ElementQueryable};
use tokio::time::Instant;

async fn list(scene: &Scene) -> Result<Vec<Category>> {
    let text = scene.admin.send(Method::GET, "categories", None).await?;
    Ok(serde_json::from_str(&text)?)
}

/// The names at the top, in order.
async fn top(scene: &Scene) -> Result<Vec<String>> {
    let all = list(scene).await?;
    Ok(all
        .into_iter()
        .filter(|category| category.parent.is_none())
        .map(|category| category.name)
        .collect())
}

/// What stands in a category, by its name.
async fn inside(scene: &Scene, name: &str) -> Result<Vec<String>> {
    let all = list(scene).await?;
    let id = all
        .iter()
        .find(|category| category.name == name)
        .map(|category| category.id);
    Ok(all
        .into_iter()
        .filter(|category| category.parent == id && id.is_some())
        .map(|category| category.name)
        .collect())
}

/// Waits until the server has the tree as it is wanted.
async fn until<T: PartialEq + std::fmt::Debug>(wanted: T, look: impl AsyncFn() -> Result<T>) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let found = look().await?;
        if found == wanted {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{found:?} and not {wanted:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

async fn handle(browser: &Browser, name: &str) -> Result<WebElement> {
    let path = format!("//*[contains(@class, 'tree-handle')][contains(@aria-label, '「{name}」')]");
    Ok(browser.query(By::XPath(path)).and_displayed().first().await?)
}

async fn row(browser: &Browser, name: &str) -> Result<WebElement> {
    let path = format!(
        "//li[@data-category][.//*[contains(@class, 'tree-name')]//span[normalize-space(.) = '{name}']]"
    );
    Ok(browser.query(By::XPath(path)).and_displayed().first().await?)
}

/// Gives the focus to a category. Like the drag, it does not mind a tree that is drawn anew.
async fn focus(browser: &Browser, name: &str) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let done = match handle(browser, name).await {
            Ok(handle) => handle.focus().await.map_err(Into::into),
            Err(error) => Err(error),
        };
        if done.is_ok() || Instant::now() > end {
            return done;
        }
    }
}

/// Drags a category to a part of another one's row: 0 its upper edge, 1 its lower one.
async fn drag(browser: &Browser, name: &str, to: &str, part: f64) -> Result<()> {
    // The tree is drawn anew when the server has answered: nothing is pressed until what was found stands still.
    for _ in 0..20 {
        let done = drag_once(browser, name, to, part).await;
        let is_stale = |error: &anyhow::Error| format!("{error:#}").contains("stale element");
        if !done.as_ref().is_err_and(is_stale) {
            return done;
        }
    }
    drag_once(browser, name, to, part).await
}

async fn drag_once(browser: &Browser, name: &str, to: &str, part: f64) -> Result<()> {
    let (from, target) = (handle(browser, name).await?, row(browser, to).await?);
    let area = target.rect().await?;
    let start = from.rect().await?;
    let scroll = browser.execute("return window.scrollY", vec![]).await?;
    let scroll = scroll.json().as_f64().unwrap_or_default();
    let (x, y) = (start.x as i64 + 12, (area.y + area.height * part - scroll) as i64);
    browser
        .action_chain()
        .move_to_element_center(&from)
        .click_and_hold()
        .move_by_offset(0, 8)
        .move_to(x, y)
        .release()
        .perform()
        .await?;
    Ok(())
}

#[test]
fn categories_are_dragged_moved_by_keys_renamed_and_taken_back_and_visitors_see_their_order() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        for (name, parent) in [
            ("甲", None),
            ("乙", None),
            ("丙", None),
            ("乙の一", Some("乙")),
            ("乙の二", Some("乙")),
        ] {
            let parent = match parent {
                None => None,
                Some(name) => list(&scene)
                    .await?
                    .into_iter()
                    .find(|one| one.name == name)
                    .map(|one| one.id),
            };
            let body = json!({ "name": name, "parent": parent });
            scene.admin.send(Method::POST, "categories", Some(body)).await?;
        }
        let before = top(&scene).await?;
        let with = |rest: &[&str]| {
            let mut all: Vec<String> = before
                .iter()
                .filter(|name| !["甲", "乙", "丙"].contains(&name.as_str()))
                .cloned()
                .collect();
            all.extend(names(rest));
            all
        };
        Browser::run("categories", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "categories").await?;
            // Dragged between two, behind the last one, and into one.
            drag(browser, "丙", "甲", 0.1).await?;
            until(with(&["丙", "甲", "乙"]), async || top(&scene).await).await?;
            browser.shows("「丙」を動かしました。").await?;
            drag(browser, "甲", "乙", 0.5).await?;
            until(names(&["乙の一", "乙の二", "甲"]), async || {
                inside(&scene, "乙").await
            })
            .await?;
            browser.shows("「甲」を動かしました。").await?;
            // Not into what lies in itself.
            drag(browser, "乙", "乙の一", 0.5).await?;
            until(with(&["丙", "乙"]), async || top(&scene).await).await?;

            // What went last is taken back, where it was.
            browser.press("元に戻す").await?;
            until(with(&["丙", "甲", "乙"]), async || top(&scene).await).await?;

            // By the keyboard alone; it keeps the focus, so that the next key is for it, too.
            focus(browser, "乙の二").await?;
            let press = async |key: Key| -> Result<()> {
                Ok(browser
                    .action_chain()
                    .key_down(Key::Alt)
                    .send_keys("" + key)
                    .key_up(Key::Alt)
                    .perform()
                    .await?)
            };
            press(Key::Up).await?;
            until(names(&["乙の二", "乙の一"]), async || {
                inside(&scene, "乙").await
            })
            .await?;
            browser
                .query(By::Css(".unseen[role=status]"))
                .with_text("「乙の二」:「乙」の中、2 個中 1 番目。")
                .first()
                .await?;
            press(Key::Left).await?;
            until(with(&["丙", "甲", "乙", "乙の二"]), async || {
                top(&scene).await
            })
            .await?;
            press(Key::Up).await?;
            press(Key::Right).await?;
            until(names(&["乙の二"]), async || inside(&scene, "甲").await).await?;
            let focused = async || {
                let script = "return document.activeElement?.getAttribute('aria-label')?.includes('乙の二')";
                Ok(browser.execute(script, vec![]).await?.json().as_bool())
            };
            until(Some(true), focused).await.context("the focus was lost")?;

            // Renamed in place.
            browser.action_chain().send_keys("" + Key::F2).perform().await?;
            let input = browser.visible(".tree-rename input").await?;
            input.clear().await?;
            input.send_keys("乙の弐" + Key::Enter).await?;
            until(names(&["乙の弐"]), async || inside(&scene, "甲").await).await?;
            // A name that is there already is said at the name.
            focus(browser, "丙").await?;
            browser.action_chain().send_keys("" + Key::F2).perform().await?;
            let input = browser.visible(".tree-rename input").await?;
            input.clear().await?;
            input.send_keys("甲" + Key::Enter).await?;
            browser.expect_log("422");
            browser.visible(".tree-rename .field-error").await?;
            input.send_keys("" + Key::Escape).await?;
            browser.query_gone(".tree-rename").await?;

            // The order of the chat is the order of the tree.
            let all = list(&scene).await?;
            let first = all
                .iter()
                .find(|one| one.name == before[0])
                .context("the first")?;
            let body = json!({ "before": null, "parent": null });
            scene
                .admin
                .send(Method::PUT, &format!("categories/{}/place", first.id), Some(body))
                .await?;
            scene.admin.send(Method::POST, "publish", Some(json!({}))).await?;
            let shown = order_in_the_chat(browser, &scene).await?;
            let wanted: Vec<String> = with(&[]).into_iter().skip(1).chain([before[0].clone()]).collect();
            ensure!(
                shown.len() > 2 && wanted.starts_with(&shown),
                "{shown:?} of {wanted:?}"
            );
            Ok(())
        })
        .await
    })
}

/// The categories that the chat begins with.
async fn order_in_the_chat(browser: &Browser, scene: &Scene) -> Result<Vec<String>> {
    browser.goto(scene.full_page()).await?;
    browser.field("質問").await?;
    let tops = top(scene).await?;
    let mut shown = Vec::new();
    for button in browser.find_all(By::Css("[role=log] button")).await? {
        let text = button.text().await?.trim().to_owned();
        if tops.contains(&text) {
            shown.push(text);
        }
    }
    Ok(shown)
}

#[test]
fn a_merge_says_what_moves_before_it_does() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let before = list(&scene).await?;
        let used: Vec<&Category> = before
            .iter()
            .filter(|category| category.parent.is_none() && category.entries > 0)
            .collect();
        let [from, into] = [used[0], used[1]];
        Browser::run("categories-merge", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "categories").await?;
            browser
                .press(&format!("「{}」を別のカテゴリーに統合", from.name))
                .await?;
            let choice = browser.visible("#field-into").await?;
            choice.send_keys(&into.name).await?;
            browser.press("統合の内容を確認").await?;
            let dialog = browser.visible("dialog[open]").await?;
            let text = dialog.text().await?;
            ensure!(
                text.contains(&format!("FAQ {} 件が「{}」に移ります", from.entries, into.name)),
                "{text}"
            );
            dialog.press("統合する").await?;
            browser.shows("統合しました。").await?;
            until(false, async || {
                Ok(list(&scene).await?.iter().any(|one| one.id == from.id))
            })
            .await?;
            let after = list(&scene).await?;
            let now = after.iter().find(|one| one.id == into.id).context("it stays")?;
            ensure!(now.entries == into.entries + from.entries, "{now:?}");
            browser
                .query_gone(&format!("[data-category='{}']", from.id))
                .await?;
            Ok(())
        })
        .await
    })
}

#[test]
fn two_thousand_categories_are_arranged_as_ten_are() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        // 40 with 48 below each.
        let mut file = String::from("id,category,title,answer,status\r\n");
        for top in 0..40 {
            for below in 0..48 {
                writeln!(
                    file,
                    "C-{top}-{below},部門{top:02} > 分類{top:02}-{below:02},題{top}-{below},答え,draft\r"
                )?;
            }
        }
        let report = scene.admin.import("import", file.as_bytes()).await?;
        let report: serde_json::Value = serde_json::from_str(&report)?;
        let token = report["token"].as_str().context("a token")?;
        scene
            .admin
            .import(&format!("import?expect={token}"), file.as_bytes())
            .await?;
        let all = list(&scene).await?.len();
        ensure!((1_960..=2_000).contains(&all), "{all} categories");
        Browser::run("categories-many", &Options::default(), async |browser| {
            admin::sign_in(browser, &scene.kotae).await?;
            admin::open(browser, &scene.kotae, "categories").await?;
            // Only the top is open.
            row(browser, "部門39").await?;
            let rows = browser.find_all(By::Css(".tree > [data-category]")).await?.len();
            ensure!(rows < 100, "{rows} rows");
            browser.visible("#search").await?.send_keys("分類20-07").await?;
            row(browser, "分類20-07").await?;
            browser
                .query(By::XPath("//li[@data-category][contains(., '部門39')]"))
                .wait_until_gone()
                .await?;
            handle(browser, "分類20-07").await?.focus().await?;
            let up = browser
                .action_chain()
                .key_down(Key::Alt)
                .send_keys("" + Key::Up)
                .key_up(Key::Alt);
            up.perform().await?;
            until(Some(6), async || {
                let names = inside(&scene, "部門20").await?;
                Ok(names.iter().position(|name| name == "分類20-07"))
            })
            .await?;
            Ok(())
        })
        .await
    })
}
