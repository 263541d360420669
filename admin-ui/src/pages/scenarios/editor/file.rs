//! This one scenario as a file, out and in. What comes in is not saved yet, and can be undone.

use super::desk::{Desk, Shown};
use crate::{
    api::{self, Query},
    app::app,
    dates, dom,
    draw::Draw,
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang, Uuid,
    access::Permission,
    api::{
        admin::{EntryPage, EntryRow, Status, limits},
        scenarios::{FileScenario, ScenarioFile},
    },
    scenario::{check::Known, limits::IMPORT_BYTES},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashMap;
use wasm_bindgen_futures::JsFuture;

/// The buttons.
#[component]
pub(super) fn FileTools(desk: Desk) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let export = move |_| {
        let Some(text) = written(desk) else {
            return;
        };
        let parts = js_sys::Array::of1(&text.into());
        let kind = web_sys::BlobPropertyBag::new();
        kind.set_type("application/json");
        if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) {
            dom::save(&blob, &format!("scenario-{}.json", dates::today()));
        }
    };
    let choose = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let told = if file.size() > IMPORT_BYTES as f64 {
                Err(t("ファイルが大きすぎます。", "The file is too large.").to_owned())
            } else {
                let text = JsFuture::from(file.text())
                    .await
                    .ok()
                    .and_then(|text| text.as_string());
                take(desk, &text.unwrap_or_default()).await
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match told {
                Ok(words) => app.say(words),
                Err(words) => app.complain(words),
            }
        });
        // The same file can be chosen again when it was mended.
        input.set_value("");
    };
    let may_export = app.session_now().user.role.may(Permission::ExportKnowledge);
    view! {
        {may_export
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button"
                        aria-label=t("このシナリオを JSON に書き出す", "Export this scenario as JSON")
                        on:click=export
                    >
                        {icon(Icon::Download)}
                        <span>"JSON"</span>
                    </button>
                }
            })}
        {desk
            .may_write
            .then(|| {
                view! {
                    <label class="button file-button" aria-busy=move || busy.get().then_some("true")>
                        {icon(Icon::Upload)}
                        <span>{t("取り込む", "Import")}</span>
                        <input
                            class="unseen"
                            type="file"
                            id="scenario-json"
                            accept=".json"
                            aria-label=t("JSON ファイルの内容に置き換える", "Replace it with a JSON file")
                            disabled=busy
                            on:change=choose
                        />
                    </label>
                }
            })}
    }
    .draw()
}

/// The scenario as it stands here, entries by their codes.
fn written(desk: Desk) -> Option<String> {
    let codes = desk.entries.get_untracked();
    let scenario = desk.scenario.get_untracked();
    // An entry that is gone has no code; its id says at least which one it was.
    let scenario = scenario
        .try_map(|id| {
            Some(
                codes
                    .get(&id)
                    .map_or_else(|| id.to_string(), |entry| entry.code.clone()),
            )
        })
        .ok()?;
    let id = desk
        .record
        .with_untracked(|record| record.as_ref().map(|record| record.id));
    let file = ScenarioFile {
        scenarios: vec![FileScenario { id, scenario }],
    };
    serde_json::to_string_pretty(&file).ok()
}

/// Puts a file's scenario in the place of the one that is edited: the one with its id or name, else the only one.
async fn take(desk: Desk, text: &str) -> Result<String, String> {
    let file: ScenarioFile = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let words = t("シナリオの JSON として読めません", "This is no JSON of scenarios");
        format!("{words}: {error}")
    })?;
    let own = desk
        .record
        .with_untracked(|record| record.as_ref().map(|record| record.id));
    let name = desk.scenario.with_untracked(|scenario| scenario.name.clone());
    let mut all = file.scenarios;
    let at = all
        .iter()
        .position(|one| one.id.is_some() && one.id == own)
        .or_else(|| all.iter().position(|one| one.scenario.name == name))
        .or_else(|| (all.len() == 1).then_some(0));
    let Some(at) = at else {
        return Err(match lang::current() {
            Lang::Ja => format!(
                "ファイルにはシナリオが {} 件あり、このシナリオが見つかりません。一覧の「取り込む」をお使いください。",
                all.len()
            ),
            Lang::En => format!(
                "The file has {} scenarios, none of them this one. Please import it in the list.",
                all.len()
            ),
        });
    };
    let scenario = all.swap_remove(at).scenario.tidy();
    let mut found: HashMap<String, Uuid> = HashMap::new();
    let codes = scenario.steps.iter().filter_map(|step| step.entry.clone());
    for code in codes.collect::<std::collections::BTreeSet<String>>() {
        if let Some(row) = entry(&code).await {
            let known = if row.status == Status::Published {
                Known::Published
            } else {
                Known::Hidden
            };
            desk.learn(
                row.id,
                Shown {
                    code: row.code,
                    title: row.title,
                    known,
                },
            );
            found.insert(code, row.id);
        }
    }
    let mut lost = Vec::new();
    // A step without its entry is a finding; the rest of the file need not wait for it.
    let scenario = scenario.try_map(|code| {
        let id = found.get(&code).copied();
        if id.is_none() {
            lost.push(code);
        }
        Some(id.unwrap_or_else(Uuid::nil))
    });
    let Ok(mut scenario) = scenario else {
        return Err(String::new());
    };
    for step in &mut scenario.steps {
        step.entry = step.entry.filter(|id| !id.is_nil());
    }
    desk.change("", |now| *now = scenario);
    desk.keep_selection();
    Ok(match (lang::current(), lost.len()) {
        (Lang::Ja, 0) => "取り込みました。まだ保存していません。".to_owned(),
        (Lang::Ja, _) => format!("取り込みました。見つからない FAQ: {}", lost.join("、")),
        (Lang::En, 0) => "Imported; not saved yet.".to_owned(),
        (Lang::En, _) => format!("Imported. Entries that were not found: {}", lost.join(", ")),
    })
}

async fn entry(code: &str) -> Option<EntryRow> {
    let query = Query::default().with("q", code).with("limit", limits::PAGE);
    let page = api::get::<EntryPage>(&query.on("entries")).await.ok()?;
    page.items.into_iter().find(|row| row.code == code)
}
