//! A visit in headless Chromium: from the press on the launcher to an input that can be used, and what the page
//! around the chat has to bear meanwhile.
//!
//! `cargo xtask bench browser`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::{Context, Result};
use kotae_tests::{
    AdminApi, Browser, Kotae, Options, Start, faq,
    host::{self, Host},
    root,
};
use serde_json::json;
use std::{collections::HashMap, fmt::Write as _, time::Duration};

/// Visits that count of each kind; one more goes before them.
const ROUNDS: usize = 30;
/// Visits over the slow line.
const SLOW_ROUNDS: usize = 10;
/// "Fast 3G" of Chrome's developer tools: 1.44 Mbit/s down, 675 kbit/s up, 562.5 ms for each request.
const FAST_3G: (f64, f64, f64) = (562.5, 180_000.0, 84_375.0);
const PATIENCE: Duration = Duration::from_mins(1);

/// Watches the page: its long tasks, and of frames that were long the loader's part. `visit` gives the time from a press until
/// the chat can be used; without the pointer's way to the launcher, during which a real visitor's chat already loads.
const WATCH: &str = "<script>
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
    window.scripts = [];
    new PerformanceObserver((list) => {
        for (const frame of list.getEntries())
            for (const { sourceURL, duration } of frame.scripts) if (sourceURL.includes('kotae.js')) window.scripts.push(duration);
    }).observe({ type: 'long-animation-frame', buffered: true });
    window.launcher = () => {
        const host = document.querySelector('[data-kotae]');
        return host && host.shadowRoot.querySelector('button:not([hidden])');
    };
    window.visit = (done) => {
        if (!launcher()) return setTimeout(visit, 20, done);
        const pressed = performance.now();
        addEventListener('kotae:ready', () => done(performance.now() - pressed));
        launcher().click();
    };
    </script>";

/// One visit; one script for all of it, so that the driver does not load the page with questions.
const VISIT: &str = "visit(arguments[0])";
/// As long on the page without the chat.
const REST: &str = "setTimeout(arguments[0], 1500)";

/// How the line and the machine are.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Warm,
    Cold,
    Slow,
}

fn main() -> Result<()> {
    kotae_tests::run(async {
        let kotae = Kotae::start(&Start::default()).await?;
        let admin = AdminApi::set_up(&kotae).await?;
        let faq = root().join(faq::DEMO);
        kotae.cli(&["import", &faq.to_string_lossy()]).await?;
        kotae.cli(&["publish"]).await?;
        let key = admin
            .widgets()
            .await?
            .first()
            .context("there is no widget")?
            .key
            .clone();
        let page = host::intranet_page(kotae.url(), &key, "data-storage=\"none\"");
        let with = page.replace("</title>", &format!("</title>{WATCH}"));
        let start = with.find("<script async").context("no tag")?;
        let end = start + with[start..].find("</script>").context("no tag")? + "</script>".len();
        let without = format!("{}{}", &with[..start], &with[end..]);
        let host = Host::start(HashMap::from([("/", with), ("/without", without)]), None).await?;
        let allow = |all: &mut kotae_shared::settings::WidgetSettings| {
            all.allowed_origins.push(host.origin().to_owned());
        };
        admin.configure(&key, allow).await?;

        let mut text = String::from(
            "| press on the launcher to usable input | p50 | p95 | most | visits |\n|---|---|---|---|---|\n",
        );
        for (kind, name, rounds) in [
            (Kind::Warm, "warm cache", ROUNDS),
            (Kind::Cold, "cold cache", ROUNDS),
            (
                Kind::Slow,
                "cold cache, \"Fast 3G\", 4 times slower CPU",
                SLOW_ROUNDS,
            ),
        ] {
            let times = visits(&host, kind, rounds).await?;
            let share = |share: f64| times[((share * times.len() as f64).ceil() as usize).max(1) - 1];
            let _ = writeln!(
                text,
                "| {name} | {:.0} ms | {:.0} ms | {:.0} ms | {} |",
                share(0.5),
                share(0.95),
                share(1.0),
                times.len()
            );
        }
        let Burden { ours, plain, scripts } = burden(&host).await?;
        let told = |tasks: &[f64]| match tasks.iter().copied().reduce(f64::max) {
            None => "none".to_owned(),
            Some(longest) => format!("{}, the longest {longest:.0} ms", tasks.len()),
        };
        let _ = write!(
            text,
            "\nTasks of the host page's main thread over 50 ms at a 4 times slower CPU, in {SLOW_ROUNDS} visits from the page's start until the chat can be used: {}; \
             of the same page without the tag: {}. A visit's longest script of the loader, where a frame took over 50 ms: least {:.0} ms, middle {:.0} ms, most {:.0} ms.\n",
            told(&ours),
            told(&plain),
            scripts[0],
            scripts[scripts.len() / 2],
            scripts[scripts.len() - 1]
        );
        println!("\n{text}");
        if let Some(file) = std::env::var_os("KOTAE_BENCH_TABLE") {
            std::fs::write(file, text)?;
        }
        Ok(())
    })
}

/// The times of so many visits, sorted, in milliseconds.
async fn visits(host: &Host, kind: Kind, rounds: usize) -> Result<Vec<f64>> {
    let browser = Browser::start(&Options::default()).await?;
    browser.set_script_timeout(PATIENCE).await?;
    if kind == Kind::Slow {
        slow_down(&browser, true).await;
    }
    let mut times = Vec::new();
    for round in 0..=rounds {
        if kind != Kind::Warm {
            browser
                .cdp()
                .send_raw("Network.clearBrowserCache", json!({}))
                .await?;
        }
        browser.goto(format!("{}/", host.origin())).await?;
        let time = browser.execute_async(VISIT, vec![]).await?;
        // The first one starts processes of the browser, and fills the cache where it counts.
        if round > 0 {
            times.push(time.json().as_f64().context("no time")?);
        }
        browser.goto("about:blank").await?;
    }
    browser.quit().await?;
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// What the page had to bear, in milliseconds.
#[derive(Default)]
struct Burden {
    /// Long tasks of the page with the chat.
    ours: Vec<f64>,
    /// Of the same page without it.
    plain: Vec<f64>,
    /// Of each visit the loader's longest script in a frame that was long for whatever reason; 0 when there was none.
    scripts: Vec<f64>,
}

async fn burden(host: &Host) -> Result<Burden> {
    let browser = Browser::start(&Options::default()).await?;
    browser.set_script_timeout(PATIENCE).await?;
    slow_down(&browser, false).await;
    let mut all = Burden::default();
    for round in 0..=SLOW_ROUNDS {
        for (path, script) in [("/", VISIT), ("/without", REST)] {
            browser.goto(format!("{}{path}", host.origin())).await?;
            browser.execute_async(script, vec![]).await?;
            let found = browser
                .execute("return [window.tasks, window.scripts]", vec![])
                .await?;
            let [tasks, scripts]: [Vec<f64>; 2] = found.convert()?;
            // The first one starts processes of the browser.
            if round > 0 {
                let list = if path == "/" {
                    &mut all.ours
                } else {
                    &mut all.plain
                };
                list.extend(tasks);
                if path == "/" {
                    all.scripts.push(scripts.into_iter().fold(0.0, f64::max));
                }
            }
            browser.goto("about:blank").await?;
        }
    }
    browser.quit().await?;
    all.scripts.sort_by(f64::total_cmp);
    Ok(all)
}

/// Four times slower, in the page and in the frame; over "Fast 3G" when asked for.
async fn slow_down(browser: &Browser, line: bool) {
    browser
        .tell_all("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))
        .await;
    if line {
        let (latency, down, up) = FAST_3G;
        let line = json!({ "offline": false, "latency": latency, "downloadThroughput": down, "uploadThroughput": up });
        browser.tell_all("Network.emulateNetworkConditions", line).await;
    }
}
