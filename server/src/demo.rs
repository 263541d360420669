//! `--demo`: a FAQ, published, and a widget for the demo intranet page. What exists already is left as it is.

use crate::{
    app::App,
    knowledge::{import, scenarios},
    publish,
    store::{Actor, DEFAULT_WORKSPACE, Workspace, entries, publications},
};
use kotae_shared::{
    Lang, Localised,
    settings::{Contact, Texts, WidgetSettings},
};

/// The key of the demo's widget.
pub const KEY: &str = "demo";

/// An in-house FAQ of a made-up company.
const FAQ: &[u8] = include_bytes!("../data/inhouse-ja.csv");

/// Two scenarios of its help desk.
const SCENARIOS: &[u8] = include_bytes!("../data/scenarios-ja.csv");

/// Loads and publishes the FAQ into an empty first workspace, and makes the widget. Blocks.
pub fn prepare(app: &App) -> anyhow::Result<()> {
    let workspace = app.store.workspace_blocking(DEFAULT_WORKSPACE)?;
    let actor = Actor::SetUp {
        address: String::new(),
    };
    let is_empty = workspace
        .main()
        .read_blocking(|read| Ok(entries::count(read)? == 0 && publications::current(read)?.is_none()))?;
    if is_empty {
        fill(&workspace, &actor)?;
    }
    app.store
        .create_widget(&actor, &workspace, Some(KEY), settings())?;
    Ok(())
}

fn fill(workspace: &Workspace, actor: &Actor) -> anyhow::Result<()> {
    let reading = import::Reading::default();
    let plan = import::plan(workspace, FAQ.to_vec(), &reading, actor, Lang::Ja, &mut |_| {})?;
    let accept = import::Accept {
        file: "faq.csv",
        ..import::Accept::default()
    };
    let report = import::apply(workspace, plan, accept, actor.clone())?;
    anyhow::ensure!(report.applied, "the demo FAQ: {:?}", report.errors);
    let plan = scenarios::plan(workspace, SCENARIOS.to_vec(), Lang::Ja)?;
    let accept = import::Accept {
        file: "scenarios.csv",
        ..import::Accept::default()
    };
    let report = scenarios::apply(workspace, plan, accept, actor.clone())?;
    anyhow::ensure!(report.applied, "the demo scenarios: {:?}", report.errors);
    let note = "デモの FAQ";
    publish::publish(
        workspace,
        actor.clone(),
        publish::Why::new(note, ""),
        Lang::Ja,
        &mut |_| {},
    )?;
    Ok(())
}

fn settings() -> WidgetSettings {
    WidgetSettings {
        texts: Texts {
            name: Localised::new("社内ヘルプ", "Help desk"),
            greeting: Localised::new(
                "こんにちは。IT・総務・人事・経理の手続きについてお答えします。",
                "Hello. Ask me about IT, general affairs, HR and accounting.",
            ),
            ..Texts::default()
        },
        contact: Contact {
            label: Localised::new(
                "ヘルプデスク（平日 9:00–18:00）",
                "Help desk (weekdays 9:00–18:00)",
            ),
            phone: "1120".to_owned(),
            mail: "helpdesk@example.co.jp".to_owned(),
            ..Contact::default()
        },
        ..WidgetSettings::default()
    }
}
