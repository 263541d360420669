//! What is asked for, and when: nothing that the visitor has no need of yet.

use crate::{chat, embed, scene::Scene};
use anyhow::{Result, ensure};
use kotae_tests::{Browser, Options, Page, Start, run};

/// What was asked of the server, without its origin and the widget's key.
fn asked(browser: &Browser, scene: &Scene) -> Vec<String> {
    let all = browser.requests();
    let ours = all.iter().filter_map(|url| url.strip_prefix(scene.kotae.url()));
    ours.map(|path| path.replace(&scene.key, "KEY")).collect()
}

#[test]
fn each_part_is_asked_for_when_it_is_needed_and_not_before() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        for attributes in ["async", "async data-load=\"click\""] {
            let host = embed::page(&scene, &embed::TAG.replace("async", attributes), None).await?;
            Browser::run_in_all("weight", &Options::default(), async |browser| {
                browser.goto(host.origin()).await?;
                chat::launcher(browser).await?;
                // The page comes to rest, and so would everything that loads by itself when it is idle.
                let rest =
                    "const done = arguments[0]; requestIdleCallback(() => requestIdleCallback(() => done()))";
                browser.execute_async(rest, vec![]).await?;
                let before = asked(browser, &scene);
                ensure!(
                    before == ["kotae.js", "w/KEY"],
                    "before the first act: {before:?}"
                );
                chat::open(browser).await?;
                let input = chat::input(browser).await?;
                input.send_keys("パスワード").await?;
                browser.visible("[role=option]").await?;
                input.clear().await?;
                let opened = asked(browser, &scene);
                let is_late = |path: &String| path.contains("afterwards-");
                ensure!(!opened.iter().any(is_late), "before the first answer: {opened:?}");
                ensure!(!opened.iter().any(|path| path.contains("answers")), "{opened:?}");
                chat::ask(browser, "パスワード わすれた").await?;
                chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
                browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
                browser.press("解決した").await?;
                browser.shows("お役に立ててうれしいです").await?;
                let all = asked(browser, &scene);
                let place = |part: &str| all.iter().position(|path| path.contains(part));
                ensure!(
                    place("answers").is_some() && place("answers") < place("afterwards-"),
                    "the second part came before the answer: {all:?}"
                );
                // Its program and its style sheet, under one name.
                for ending in [".wasm", ".css"] {
                    let of_it = |path: &&String| is_late(path) && path.ends_with(ending);
                    let times = all.iter().filter(of_it).count();
                    ensure!(
                        times == 1,
                        "the second part's {ending} was asked for {times} times: {all:?}"
                    );
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    })
}
