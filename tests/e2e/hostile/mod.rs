//! The widget on pages that are not kind to it: it stands where it stands on a plain page, is as large, looks the
//! same, works, and the console stays empty.

mod cases;

use crate::{chat, scene::Scene};
use anyhow::{Context, Result, ensure};
use cases::{CASES, Case};
use image::RgbImage;
use kotae_shared::settings::Launcher;
use kotae_tests::{
    Browser, Options, Page, Start,
    host::{Host, Served},
    picture::{Rect, difference, parts},
    run,
};
use serde_json::json;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// The share of points that may differ: a caret, the edge of a corner.
const TOLERANCE: f64 = 0.004;
/// How long a page may take until it looks as it should.
const PATIENCE: Duration = Duration::from_secs(10);

/// All pages of the table on one host, which the widget allows.
async fn site(scene: &Scene) -> Result<Host> {
    let kotae = scene.kotae.url();
    let mut pages = HashMap::new();
    for case in CASES {
        let tag = case.tag.replace("KOTAE/", kotae);
        let page = format!(
            "<!doctype html><html {}><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>host</title>{}<script async {tag} data-widget=\"{}\" data-lang=\"ja\" data-storage=\"none\"></script></head><body></body></html>",
            case.html, case.head, scene.key
        );
        let policy = case
            .policy
            .map(|policy| policy.replace("KOTAE", kotae.trim_end_matches('/')));
        let inner = format!("/{}", case.name);
        if let Some(sandbox) = case.sandbox {
            let html = format!(
                "<!doctype html><title>outer</title><style>body{{margin:0}}iframe{{border:0;width:100vw;height:100vh;display:block}}</style>\
                 <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><iframe sandbox=\"{sandbox}\" src=\"{inner}\"></iframe>"
            );
            pages.insert(format!("{inner}/outer"), Served { html, policy: None });
        }
        pages.insert(inner, Served { html: page, policy });
    }
    let host = Host::serve("localhost", pages).await?;
    let allow = |all: &mut kotae_shared::settings::WidgetSettings| {
        all.allowed_origins.push(host.origin().to_owned());
        all.design.launcher = Launcher::Labelled;
    };
    scene.admin.configure(&scene.key, allow).await?;
    Ok(host)
}

/// Where launcher, panel and frame are, and how the first two look: the launcher before it is pressed, the panel
/// afterwards.
struct Sight {
    launcher: Rect,
    panel: Rect,
    frame: Rect,
    pictures: [RgbImage; 2],
}

/// A way to look at all pages.
struct View {
    name: &'static str,
    options: Options,
    /// The screen's pixels to one of CSS.
    scale: f64,
    forced: bool,
}

impl View {
    async fn take(&self, browser: &Browser) -> Result<()> {
        let cdp = browser.cdp();
        let (width, height) = (self.options.width, self.options.height);
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": self.scale, "mobile": width < 500 });
        cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        if self.forced {
            let features = json!({ "features": [{ "name": "forced-colors", "value": "active" }, { "name": "prefers-reduced-motion", "value": "reduce" }] });
            cdp.send_raw("Emulation.setEmulatedMedia", features).await?;
        }
        Ok(())
    }
}

/// Opens the page up to its launcher; inside its frame, when it is in one.
async fn visit(browser: &Browser, host: &Host, case: &Case) -> Result<()> {
    let outer = if case.sandbox.is_some() { "/outer" } else { "" };
    browser
        .goto(format!("{}/{}{outer}", host.origin(), case.name))
        .await?;
    inside(browser, case).await?;
    chat::launcher(browser).await?;
    if !case.act.is_empty() {
        browser.execute(case.act, vec![]).await?;
        chat::launcher(browser).await?;
    }
    Ok(())
}

async fn inside(browser: &Browser, case: &Case) -> Result<()> {
    browser.enter_default_frame().await?;
    if case.sandbox.is_some() {
        browser.enter_frame(0).await?;
    }
    Ok(())
}

async fn rect(browser: &Browser, css: &str) -> Result<Rect> {
    let script = "const { x, y, width, height } = document.querySelector('[data-kotae]').shadowRoot.querySelector(arguments[0]).getBoundingClientRect();
        return [x, y, width, height];";
    let found = browser.execute(script, vec![css.into()]).await?;
    let numbers: Vec<f64> = found.convert()?;
    let [x, y, width, height] = numbers[..] else {
        anyhow::bail!("no place of {css}");
    };
    Ok(Rect { x, y, width, height })
}

/// Opens the chat and looks at it. With a model, waits until both look like it, since images and fonts arrive in their own time.
async fn see(browser: &Browser, case: &Case, scale: f64, model: Option<&Sight>) -> Result<Sight> {
    let launcher = rect(browser, "button").await?;
    let first = picture(browser, launcher, scale, model.map(|model| &model.pictures[0])).await?;
    chat::open(browser).await?;
    chat::visible_greeting(browser).await?;
    inside(browser, case).await?;
    let panel = rect(browser, "div").await?;
    let frame = rect(browser, "div > iframe").await?;
    let second = picture(browser, panel, scale, model.map(|model| &model.pictures[1])).await?;
    Ok(Sight {
        launcher,
        panel,
        frame,
        pictures: [first, second],
    })
}

async fn picture(browser: &Browser, rect: Rect, scale: f64, model: Option<&RgbImage>) -> Result<RgbImage> {
    let end = Instant::now() + PATIENCE;
    let mut last: Option<RgbImage> = None;
    loop {
        let now = parts(browser, &[rect], scale)
            .await?
            .pop()
            .context("no picture")?;
        let is_done = match (model, &last) {
            (Some(model), _) => difference(model, &now) <= TOLERANCE,
            (None, Some(last)) => difference(last, &now) <= TOLERANCE / 4.0,
            (None, None) => false,
        };
        if is_done || Instant::now() > end {
            return Ok(now);
        }
        last = Some(now);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn compare(sight: &Sight, model: &Sight) -> Result<()> {
    for (what, one, other) in [
        ("launcher", sight.launcher, model.launcher),
        ("panel", sight.panel, model.panel),
        ("frame", sight.frame, model.frame),
    ] {
        ensure!(
            one.is_like(&other),
            "the {what} is {one:?}, on a plain page {other:?}"
        );
    }
    for (at, what) in ["launcher", "panel"].into_iter().enumerate() {
        let difference = difference(&sight.pictures[at], &model.pictures[at]);
        ensure!(
            difference <= TOLERANCE,
            "{:.1} % of the {what}'s picture differ",
            difference * 100.0
        );
    }
    Ok(())
}

/// Chrome's own word about such a frame, which is the page's affair.
const OF_THE_SANDBOX: &str = "can escape its sandboxing";

/// Goes through pages of the table, each compared with the plain one.
async fn through(name: &str, view: &View, only: &[&str]) -> Result<()> {
    let scene = Scene::new(&Start::default()).await?;
    let host = site(&scene).await?;
    Browser::run(name, &view.options, async |browser| {
        browser.expect_log(OF_THE_SANDBOX);
        view.take(browser).await?;
        let mut model = None;
        for case in CASES {
            if model.is_some() && !only.is_empty() && !only.contains(&case.name) {
                continue;
            }
            let context = || format!("the page `{}` ({})", case.name, view.name);
            let sight = async {
                visit(browser, &host, case).await?;
                let sight = see(browser, case, view.scale, model.as_ref()).await?;
                if let Some(model) = &model {
                    compare(&sight, model)?;
                }
                chat::frame(browser).await?.enter_frame().await?;
                chat::ask(browser, "パスワード わすれた").await?;
                chat::read(browser, "パスワードを忘れた場合の再設定方法").await?;
                browser.shows("登録済みの携帯電話に確認コードが届きます").await?;
                let mut said = browser.said().await?;
                said.retain(|text| !text.contains(OF_THE_SANDBOX));
                ensure!(said.is_empty(), "the console says {said:?}");
                let faults = browser.faults().await?;
                ensure!(faults.is_empty(), "the pages logged {faults:?}");
                Ok(sight)
            };
            let sight = sight.await.with_context(context)?;
            fits(&sight, view).with_context(context)?;
            model = model.or(Some(sight));
        }
        // Framed on another site, it lives without cookies.
        let cookies = browser.cdp().send_raw("Storage.getCookies", json!({})).await?;
        ensure!(cookies["cookies"] == json!([]), "cookies were set: {cookies}");
        Ok(())
    })
    .await
}

/// Nothing sticks out of the window, and the launcher can be hit.
fn fits(sight: &Sight, view: &View) -> Result<()> {
    let (width, height) = (f64::from(view.options.width), f64::from(view.options.height));
    for rect in [sight.launcher, sight.panel, sight.frame] {
        let is_within = rect.x >= 0.0
            && rect.y >= 0.0
            && rect.x + rect.width <= width + 0.5
            && rect.y + rect.height <= height + 0.5;
        ensure!(is_within, "{rect:?} does not fit into {width} by {height}");
    }
    ensure!(sight.launcher.width >= 44.0 && sight.launcher.height >= 44.0);
    ensure!(sight.panel.height >= 240.0, "{:?}", sight.panel);
    if width < 480.0 {
        ensure!(
            sight.panel.width >= width && sight.panel.height >= height,
            "a small screen is not filled: {:?}",
            sight.panel
        );
    }
    Ok(())
}

fn view(name: &'static str, width: u32, height: u32) -> View {
    View {
        name,
        options: Options {
            width,
            height,
            ..Options::default()
        },
        scale: 1.0,
        forced: false,
    }
}

#[test]
fn no_page_moves_hides_or_recolours_it() -> Result<()> {
    run(through("hostile", &view("1280 by 900", 1280, 900), &[]))
}

#[test]
fn nor_on_a_screen_of_320_pixels() -> Result<()> {
    run(through("hostile-320", &view("320 by 640", 320, 640), &[]))
}

#[test]
fn a_window_zoomed_to_200_percent_is_enough() -> Result<()> {
    // What a browser makes of a window of 1280 by 900 at 200 %.
    let zoomed = View {
        scale: 2.0,
        ..view("200 %", 640, 450)
    };
    run(through(
        "hostile-zoom",
        &zoomed,
        &["all-unset", "all-hidden", "zoomed-body"],
    ))
}

#[test]
fn forced_colours_keep_it_visible() -> Result<()> {
    run(async {
        let forced = View {
            forced: true,
            ..view("forced colours", 1280, 900)
        };
        through("hostile-forced", &forced, &["all-unset", "all-hidden"]).await
    })
}

#[test]
fn a_sandbox_without_an_origin_gets_no_launcher_and_one_word_why() -> Result<()> {
    run(async {
        let scene = Scene::new(&Start::default()).await?;
        let tag = format!(
            "<script src=\"{}kotae.js\" data-widget=\"{}\"></script>",
            scene.kotae.url(),
            scene.key
        );
        let inner = format!(
            "<!doctype html><title>inner</title><p id=\"own\">own</p>{tag}{tag}<script>window.ran = true</script>"
        );
        let outer =
            "<!doctype html><title>outer</title><iframe sandbox=\"allow-scripts\" src=\"/inner\"></iframe>";
        let page = |html: String| Served { html, policy: None };
        let pages = HashMap::from([
            ("/".to_owned(), page(outer.into())),
            ("/inner".to_owned(), page(inner)),
        ]);
        let host = Host::serve("localhost", pages).await?;
        let allow = |all: &mut kotae_shared::settings::WidgetSettings| {
            all.allowed_origins.push(host.origin().to_owned());
        };
        scene.admin.configure(&scene.key, allow).await?;
        Browser::run("sandbox", &Options::default(), async |browser| {
            browser.goto(host.origin()).await?;
            browser.enter_frame(0).await?;
            browser.visible("#own").await?;
            let left = "return [window.ran, typeof window.Kotae, document.querySelectorAll('[data-kotae]').length, document.body.inert]";
            let left = browser.execute(left, vec![]).await?.json().clone();
            ensure!(left == json!([true, "function", 0, false]), "{left}");
            let said = browser.said().await?;
            ensure!(
                matches!(&said[..], [one] if one.contains("allow-same-origin")),
                "the console says {said:?}"
            );
            let framed = format!("{}w/", scene.kotae.url());
            ensure!(!browser.requests().iter().any(|url| url.starts_with(&framed)), "the chat was asked for");
            Ok(())
        })
        .await
    })
}
