//! The editor of a scenario: the drawing, beside it the form of a step, the trial and what is wrong.

mod canvas;
mod choices;
mod conflict;
mod desk;
mod fields;
mod file;
mod findings;
mod keys;
mod panel;
mod play;
mod step;

use super::words;
use crate::{
    api,
    app::app,
    dom,
    draw::Draw,
    lang::{self, number, t},
    remote::Remote,
    router,
    ui::{BackLink, Faults, PageHead, note},
};
use canvas::{Canvas, Sight};
use conflict::Conflict;
use desk::{Desk, Pane};
use file::FileTools;
use findings::Findings;
use kotae_shared::{
    access::Permission,
    api::{problem::ProblemCode, scenarios::ScenarioRecord},
    scenario::limits,
};
use leptos::{ev, prelude::*, task::spawn_local};
use panel::Panel;
use play::Trial;

/// The page, for a scenario or for a new one (`scenarios/new`).
#[component]
pub(crate) fn ScenarioPage(
    /// `new`, or the id as it stands in the address.
    id: String,
) -> impl IntoView {
    let body = if id == "new" {
        view! { <Editor record=None/> }.draw()
    } else {
        let record = Remote::<ScenarioRecord>::new(move || format!("scenarios/{id}"));
        record.view(|record| view! { <Editor record=Some(record)/> }.draw())
    };
    view! {
        <div class="page wide">
            <BackLink to="scenarios" label=t("シナリオの一覧", "All scenarios")/>
            {body}
        </div>
    }
    .draw()
}

#[component]
fn Editor(record: Option<ScenarioRecord>) -> impl IntoView {
    let app = app();
    let user = app.session_now().user;
    // Scenarios are for the whole knowledge: not for who may write in some categories alone.
    let may_write = user.role.may(Permission::EditKnowledge) && user.categories.is_none();
    let desk = Desk::new(record, may_write);
    spawn_local(async move {
        if let Ok(all) = api::get("forms").await {
            desk.forms.try_set(all);
        }
    });
    let sight = Sight::new();
    let newer = RwSignal::new(None::<ScenarioRecord>);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let dirty = Memo::new(move |_| desk.is_dirty());
    router::guard(dirty.into());
    let is_new = move || desk.record.with(Option::is_none);
    if untrack(is_new) {
        // After the heading, which a page gives the focus.
        request_animation_frame(|| dom::focus_soon("#scenario-name-ja"));
    }
    let save = Callback::new(move |()| {
        if busy.get_untracked() || !may_write {
            return;
        }
        faults.clear();
        newer.set(None);
        busy.set(true);
        let sent = desk.edit();
        let id = desk
            .record
            .with_untracked(|record| record.as_ref().map(|record| record.id));
        spawn_local(async move {
            let result: Result<ScenarioRecord, _> = match id {
                Some(id) => api::put(&format!("scenarios/{id}"), &sent).await,
                None => api::post("scenarios", &sent).await,
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(saved) => {
                    let id = saved.id;
                    let is_new = untrack(is_new);
                    desk.was_saved(&sent.scenario, saved);
                    desk.keep_selection();
                    app.refresh();
                    if is_new {
                        app.say(t("シナリオを追加しました。", "The scenario was added."));
                        app.swap(&format!("scenarios/{id}"));
                    } else {
                        app.say(t("保存しました。", "Saved."));
                    }
                }
                Err(failure) if failure.code() == Some(ProblemCode::Conflict) => {
                    let Some(id) = id else {
                        return faults.show(&failure);
                    };
                    match api::get::<ScenarioRecord>(&format!("scenarios/{id}")).await {
                        Ok(other) => newer.set(Some(other)),
                        Err(failure) => faults.show(&failure),
                    }
                }
                Err(failure) => {
                    faults.show(&failure);
                    if !desk.findings.with_untracked(Vec::is_empty) {
                        desk.pane.set(Pane::Findings);
                    }
                }
            }
        });
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || dom::has_open_dialog() {
            return;
        }
        match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("s", false) => {
                event.prevent_default();
                if dirty.get_untracked() || untrack(is_new) {
                    save.run(());
                }
            }
            ("z", false) => {
                event.prevent_default();
                desk.undo();
            }
            ("z", true) | ("y", false) => {
                event.prevent_default();
                desk.redo();
            }
            _ => {}
        }
    });
    on_cleanup(move || keys.remove());
    let title = Signal::derive(move || {
        desk.record.with(|record| match record {
            Some(record) => record.scenario.name.get(lang::current()).to_owned(),
            None => t("新しいシナリオ", "New scenario").to_owned(),
        })
    });
    let state = move || match (dirty.get(), is_new()) {
        _ if !may_write => t("閲覧のみ", "Read only"),
        (_, true) | (true, _) => t("未保存の変更があります", "Not saved yet"),
        (false, false) => t("保存済み", "Saved"),
    };
    let published = move || {
        desk.record.with(|record| {
            record.as_ref().map(|record| {
                let (tone, word) = words::state(record.state);
                view! { <span class=tone>{word}</span> }
            })
        })
    };
    let button = may_write.then(|| {
        view! {
            <button
                type="button"
                class="button primary"
                title="Ctrl+S"
                disabled=move || busy.get() || !dirty.get() && !is_new()
                aria-busy=move || busy.get().then_some("true")
                on:click=move |_| save.run(())
            >
                <span>{t("保存する", "Save")}</span>
            </button>
        }
    });
    view! {
        <div class="scenario-editor">
            <div class="editor-head">
                <PageHead title=title>
                    {published}
                    <span class="quiet small" class:unsaved=dirty role="status">{state}</span>
                    <FileTools desk=desk/>
                    {button}
                </PageHead>
                {move || faults.rest().map(|text| note("bad", text))}
                <Conflict newer=newer desk=desk save=save/>
            </div>
            {names(desk, faults)}
            <div class="scenario-desk">
                <div class="scenario-graph">
                    <Canvas desk=desk sight=sight/>
                </div>
                <div class="scenario-side">{side(desk, sight)}</div>
            </div>
            <div class="unseen" role="status" aria-live="polite">{move || desk.said.get()}</div>
        </div>
    }
    .draw()
}

/// What the scenario is called.
fn names(desk: Desk, faults: Faults) -> AnyView {
    let found = Memo::new(move |_| {
        let here = desk.findings.with(|found| {
            let one = found
                .iter()
                .find(|finding| finding.step.is_empty() && finding.field.starts_with("name"));
            // Nobody has had the time to name a new one.
            one.filter(|_| desk.record.with(Option::is_some) || desk.is_dirty())
                .map(|finding| finding.message.clone())
        });
        here.or_else(|| faults.of("name"))
    });
    let field = |id: &'static str, label: &'static str, tag: &'static str, en: bool| {
        let value = move || {
            desk.scenario.with(|scenario| {
                let name = if en { &scenario.name.en } else { &scenario.name.ja };
                name.clone()
            })
        };
        let input = move |event: web_sys::Event| {
            let text = event_target_value(&event);
            faults.mended("name");
            desk.change(id, |scenario| {
                let name = if en {
                    &mut scenario.name.en
                } else {
                    &mut scenario.name.ja
                };
                *name = text;
            });
        };
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    class="input"
                    id=id
                    lang=tag
                    autocomplete="off"
                    maxlength=limits::NAME
                    readonly=!desk.may_write
                    prop:value=value
                    on:input=input
                    on:blur=move |_| desk.part()
                    aria-invalid=move || (!en && found.with(Option::is_some)).then_some("true")
                    aria-describedby=(!en).then_some("scenario-name-error")
                />
                {(!en).then(|| fields::below(found, "scenario-name-error".into()))}
            </div>
        }
        .draw()
    };
    view! {
        <div class="form-row scenario-names">
            {field("scenario-name-ja", t("シナリオ名（日本語）", "Name (Japanese)"), "ja", false)}
            {field("scenario-name-en", t("シナリオ名（英語）", "Name (English)"), "en", true)}
        </div>
    }
    .draw()
}

/// The tabs beside the drawing.
fn side(desk: Desk, sight: Sight) -> AnyView {
    let count = move || {
        let (all, errors) = desk.findings.with(|found| {
            let errors = found.iter().any(|finding| !finding.warning);
            (found.len() as u32, errors)
        });
        let tone = if errors { "count bad" } else { "count" };
        (all > 0).then(|| view! { <span class=tone>{number(all)}</span> })
    };
    let tab = move |pane: Pane, id: &'static str, name: &'static str| {
        view! {
            <button
                type="button"
                role="tab"
                id=id
                aria-controls=format!("{id}-panel")
                aria-selected=move || (desk.pane.get() == pane).to_string()
                tabindex=move || if desk.pane.get() == pane { "0" } else { "-1" }
                on:click=move |_| desk.pane.set(pane)
            >
                {name}
                {(pane == Pane::Findings).then_some(count)}
            </button>
        }
        .draw()
    };
    const ORDER: [(Pane, &str); 3] = [
        (Pane::Edit, "#pane-edit"),
        (Pane::Play, "#pane-play"),
        (Pane::Findings, "#pane-findings"),
    ];
    let keys = move |event: web_sys::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => ORDER.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let now = desk.pane.get_untracked();
        let at = ORDER
            .iter()
            .position(|(pane, _)| *pane == now)
            .unwrap_or_default();
        let (pane, id) = ORDER[(at + by) % ORDER.len()];
        desk.pane.set(pane);
        dom::focus_soon(id);
    };
    let part = move |pane: Pane, id: &'static str, body: AnyView| {
        view! {
            <div
                role="tabpanel"
                id=format!("{id}-panel")
                aria-labelledby=id
                hidden=move || desk.pane.get() != pane
            >
                {body}
            </div>
        }
        .draw()
    };
    view! {
        <div class="tabs" role="tablist" aria-label=t("ステップの編集と確認", "Edit and check")  on:keydown=keys>
            {tab(Pane::Edit, "pane-edit", t("ステップ", "Step"))}
            {tab(Pane::Play, "pane-play", t("試す", "Try"))}
            {tab(Pane::Findings, "pane-findings", t("確認", "Check"))}
        </div>
        {part(Pane::Edit, "pane-edit", view! { <Panel desk=desk sight=sight/> }.draw())}
        {part(Pane::Play, "pane-play", view! { <Trial desk=desk/> }.draw())}
        {part(Pane::Findings, "pane-findings", view! { <Findings desk=desk/> }.draw())}
    }
    .draw()
}
