//! The designer of a form: the outline, beside it what is said of a part, the settings, and the preview.

mod choices;
mod condition;
mod conflict;
mod desk;
mod edit;
mod fields;
mod limits;
mod outline;
mod panel;
mod pattern;
mod preview;
mod settings;

use super::{
    templates::{self, Template},
    words,
};
use crate::{
    api,
    app::{App, app},
    dates, dom,
    draw::Draw,
    lang::{self, t},
    place,
    remote::Remote,
    router,
    ui::{BackLink, Confirm, Icon, PageHead, icon, note},
};
use conflict::Conflict;
use desk::{Desk, Pane};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        forms::{FormEdit, FormRecord, FormState, FormStateEdit},
        problem::ProblemCode,
    },
};
use leptos::{ev, prelude::*, task::spawn_local};
use outline::Outline;
use panel::Panel;
use preview::Preview;
use settings::Settings;
use std::cell::RefCell;

thread_local! {
    /// What the next new form begins as: it came from a file.
    static BEGINNING: RefCell<Option<FormEdit>> = const { RefCell::new(None) };
}

/// Lets the next new form begin as what a file has.
pub(super) fn begin_with(edit: FormEdit) {
    BEGINNING.set(Some(edit));
}

/// The page, for a form or for a new one (`forms/new`, `forms/new?template=help_desk`).
#[component]
pub(crate) fn FormPage(
    /// `new`, or the id as it stands in the address.
    id: String,
) -> impl IntoView {
    let app = app();
    let body = if id == "new" {
        let read = BEGINNING.take();
        // The choice of a template is an address of its own, so that Back leads to it.
        let begin = move || {
            let key = app.parameter("template");
            let named = templates::ALL.iter().find(|one| Some(one.key) == key.as_deref());
            match (read.clone(), key.as_deref()) {
                (Some(edit), None) => Some(edit),
                (_, Some("blank")) => Some(templates::blank()),
                _ => named.map(Template::edit),
            }
        };
        let begin = Memo::new(move |_| begin());
        let body = move || match begin.get() {
            Some(edit) => view! { <Designer record=None begin=edit/> }.draw(),
            None => start(),
        };
        body.draw()
    } else {
        let record = Remote::<FormRecord>::new(move || format!("forms/{id}"));
        record.view(|record| view! { <Designer record=Some(record) begin=FormEdit::default()/> }.draw())
    };
    view! {
        <div class="page wide">
            <BackLink to="forms" label=t("フォームの一覧", "All forms")/>
            {body}
        </div>
    }
    .draw()
}

/// What a new form can begin as.
fn start() -> AnyView {
    let card = |key: &'static str, name: String, words: &'static str| {
        view! {
            <li class="card template">
                <a class="template-link" href=place::href(&format!("forms/new?template={key}"))>
                    {name}
                </a>
                <p class="quiet small">{words}</p>
            </li>
        }
    };
    let all = templates::ALL.iter().map(|one| {
        let name = one.edit().form.name.get(lang::current()).to_owned();
        card(one.key, name, one.explanation())
    });
    let blank = card(
        "blank",
        t("白紙から", "Blank").to_owned(),
        t("質問 1 つから始めます。", "Begins with one question."),
    );
    view! {
        <PageHead title=t("新しいフォーム", "New form")/>
        <p class="page-lead">
            {t("見本を選んで始めます。内容はすべて変えられます。", "Choose what to begin with; all of it can be changed.")}
        </p>
        <ul class="plain templates">{all.collect_view()} {blank}</ul>
    }
    .draw()
}

#[component]
fn Designer(record: Option<FormRecord>, begin: FormEdit) -> impl IntoView {
    let app = app();
    let may_write = app.session_now().user.role.may(Permission::EditForms);
    let desk = Desk::new(record, begin, may_write);
    let newer = RwSignal::new(None::<FormRecord>);
    let busy = RwSignal::new(false);
    let is_new = Memo::new(move |_| desk.record.with(Option::is_none));
    let dirty = Memo::new(move |_| desk.is_dirty());
    router::guard(dirty.into());
    let save = saver(app, desk, newer, busy);
    keys(desk, save);
    let title = Signal::derive(move || {
        desk.record.with(|record| match record {
            Some(record) => record.form.name.get(lang::current()).to_owned(),
            None => t("新しいフォーム", "New form").to_owned(),
        })
    });
    let state = move || match (dirty.get(), is_new.get()) {
        _ if !may_write => t("閲覧のみ", "Read only"),
        (_, true) | (true, _) => t("未保存の変更があります", "Not saved yet"),
        (false, false) => t("保存済み", "Saved"),
    };
    let standing = move || {
        desk.record.with(|record| {
            record.as_ref().map(|record| {
                let (tone, word) = words::state(record.state);
                view! { <span class=tone>{word}</span> }
            })
        })
    };
    let tools = may_write.then(|| {
        view! {
            <button
                type="button"
                class="button icon"
                title="Ctrl+Z"
                aria-label=t("元に戻す", "Undo")
                disabled=move || !desk.can_undo()
                on:click=move |_| desk.undo()
            >
                {icon(Icon::Back)}
            </button>
            <button
                type="button"
                class="button icon"
                title="Ctrl+Shift+Z"
                aria-label=t("やり直す", "Redo")
                disabled=move || !desk.can_redo()
                on:click=move |_| desk.redo()
            >
                {icon(Icon::Again)}
            </button>
        }
    });
    let button = may_write.then(|| {
        view! {
            <button
                type="button"
                class="button primary"
                title="Ctrl+S"
                disabled=move || busy.get() || !dirty.get() && !is_new.get()
                aria-busy=move || busy.get().then_some("true")
                on:click=move |_| save.run(())
            >
                <span>{t("保存する", "Save")}</span>
            </button>
        }
    });
    view! {
        <div class="designer">
            <div class="editor-head">
                <PageHead title=title>
                    {standing}
                    <span class="quiet small" class:unsaved=dirty role="status">{state}</span>
                    {tools}
                    <Actions desk=desk dirty=dirty/>
                    {button}
                </PageHead>
                {move || desk.faults.rest().map(|text| note("bad", text))}
                <Conflict newer=newer desk=desk save=save/>
            </div>
            <div class="designer-desk">
                <Outline desk=desk/>
                <div class="designer-side">{side(desk)}</div>
            </div>
            <div class="unseen" role="status" aria-live="polite">{move || desk.said.get()}</div>
        </div>
    }
    .draw()
}

/// What stores the form.
fn saver(app: App, desk: Desk, newer: RwSignal<Option<FormRecord>>, busy: RwSignal<bool>) -> Callback<()> {
    Callback::new(move |()| {
        if busy.get_untracked() || !desk.may_write {
            return;
        }
        desk.faults.clear();
        newer.set(None);
        busy.set(true);
        let sent = desk.edit();
        let id = desk
            .record
            .with_untracked(|record| record.as_ref().map(|record| record.id));
        spawn_local(async move {
            let result: Result<FormRecord, _> = match id {
                Some(id) => api::put(&format!("forms/{id}"), &sent).await,
                None => api::post("forms", &sent).await,
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(saved) => {
                    let made = saved.id;
                    desk.was_saved(&sent, saved);
                    if id.is_none() {
                        app.say(t("フォームを追加しました。", "The form was added."));
                        app.swap(&format!("forms/{made}"));
                    } else {
                        app.say(t("保存しました。", "Saved."));
                    }
                }
                Err(failure) if failure.code() == Some(ProblemCode::Conflict) => {
                    let Some(id) = id else {
                        return desk.faults.show(&failure);
                    };
                    match api::get::<FormRecord>(&format!("forms/{id}")).await {
                        Ok(other) => newer.set(Some(other)),
                        Err(failure) => desk.faults.show(&failure),
                    }
                }
                Err(failure) => {
                    let first = failure.fields().first().map(|field| field.field.clone());
                    desk.faults.show(&failure);
                    reach(desk, &first.unwrap_or_default());
                }
            }
        });
    })
}

/// Shows the part of which something is said at `place`.
fn reach(desk: Desk, place: &str) {
    let mut parts = place.split('.');
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok());
    match parts.next() {
        Some("settings") => desk.pane.set(Pane::Settings),
        Some("pages") => {
            let Some(page) = number(parts.next()) else { return };
            let index = parts
                .next()
                .filter(|part| *part == "fields")
                .and_then(|_| number(parts.next()));
            desk.pane.set(Pane::Edit);
            desk.choose(match index {
                Some(index) => desk::Chosen::Field(edit::At { page, index }),
                None => desk::Chosen::Page(page),
            });
        }
        Some(_) => {
            desk.pane.set(Pane::Edit);
            desk.choose(desk::Chosen::Form);
        }
        None => {}
    }
    dom::focus_soon(".designer [aria-invalid='true']");
}

/// Ctrl+S, Ctrl+Z and their like.
fn keys(desk: Desk, save: Callback<()>) {
    let keys = window_event_listener(ev::keydown, move |event| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || dom::has_open_dialog() {
            return;
        }
        match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("s", false) => {
                event.prevent_default();
                if untrack(|| desk.is_dirty()) || desk.record.with_untracked(Option::is_none) {
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
}

/// What is done to the stored form as a whole.
#[component]
fn Actions(desk: Desk, dirty: Memo<bool>) -> impl IntoView {
    let app = app();
    let set = move |state: FormState| {
        let Some((id, version)) = desk
            .record
            .with_untracked(|record| record.as_ref().map(|record| (record.id, record.version)))
        else {
            return;
        };
        spawn_local(async move {
            let edit = FormStateEdit { state, version };
            match api::put::<FormRecord>(&format!("forms/{id}/state"), &edit).await {
                Ok(record) => {
                    if desk.record.try_get_untracked().is_none() {
                        return;
                    }
                    desk.rebase(record);
                    app.say(match state {
                        FormState::Open => t("公開しました。", "Open now."),
                        FormState::Archived => t("終了しました。", "Archived."),
                        FormState::Draft => t("下書きに戻しました。", "A draft again."),
                    });
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let export = move |_| {
        let edit = desk.doc.with_untracked(|doc| {
            let mut file = doc.clone();
            // People are of one workspace.
            file.settings.notify.clear();
            file
        });
        let Ok(text) = serde_json::to_string_pretty(&edit) else {
            return;
        };
        let parts = js_sys::Array::of1(&text.into());
        let kind = web_sys::BlobPropertyBag::new();
        kind.set_type("application/json");
        if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) {
            dom::save(&blob, &format!("form-{}.json", dates::today()));
        }
    };
    let duplicate = move |id| {
        app.leave(move || {
            spawn_local(async move {
                match api::post::<FormRecord>(&format!("forms/{id}/duplicate"), &()).await {
                    Ok(copy) => {
                        app.go(&format!("forms/{}", copy.id));
                        app.say(t("複製しました。", "Duplicated."));
                    }
                    Err(failure) => app.fail(&failure),
                }
            });
        });
    };
    let remove = move |id| {
        app.ask(Confirm {
            title: t("フォームを削除しますか？", "Delete this form?").into(),
            text: t(
                "受信のあるフォームは削除できません。終了にしてください。",
                "A form that was filled in stays; archive it instead.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&format!("forms/{id}")).await {
                        Ok(()) => {
                            app.say(t("削除しました。", "Deleted."));
                            app.leave(move || app.go("forms"));
                        }
                        Err(failure) => {
                            let words = failure.fields().first().map(|field| field.message.clone());
                            app.complain(words.unwrap_or_else(|| failure.message()));
                        }
                    }
                });
            }),
        });
    };
    let stored = Memo::new(move |_| {
        desk.record
            .with(|record| record.as_ref().map(|record| (record.id, record.state)))
    });
    let acts = move || {
        let (id, state) = stored.get().filter(|_| desk.may_write)?;
        let (to, words) = match state {
            FormState::Open => (FormState::Archived, t("終了する", "Archive")),
            FormState::Draft | FormState::Archived => (FormState::Open, t("公開する", "Open it")),
        };
        let saved = move || {
            dirty
                .get()
                .then(|| t("先に保存してください", "Please save it first"))
        };
        Some(view! {
            <button
                type="button"
                class="button"
                disabled=dirty
                title=saved
                on:click=move |_| set(to)
            >
                {words}
            </button>
            <details class="menu">
                <summary class="button icon" aria-label=t("その他の操作", "More")>{icon(Icon::Menu)}</summary>
                <div class="menu-list">
                    <button type="button" class="button plain" on:click=move |_| duplicate(id)>
                        {t("複製", "Duplicate")}
                    </button>
                    <a class="button plain" href=place::href(&format!("submissions?form={id}"))>
                        {t("受信を見る", "Submissions")}
                    </a>
                    <button type="button" class="button plain danger" on:click=move |_| remove(id)>
                        {t("削除", "Delete")}
                    </button>
                </div>
            </details>
        })
    };
    view! {
        <button
            type="button"
            class="button"
            aria-label=t("このフォームを JSON に書き出す", "Export this form as JSON")
            on:click=export
        >
            {icon(Icon::Download)}
            <span>"JSON"</span>
        </button>
        {acts}
    }
    .draw()
}

/// The tabs beside the outline.
fn side(desk: Desk) -> AnyView {
    const ORDER: [(Pane, &str); 3] = [
        (Pane::Edit, "#pane-edit"),
        (Pane::Settings, "#pane-settings"),
        (Pane::Preview, "#pane-preview"),
    ];
    let tab = move |pane: Pane, id: &'static str, name: &'static str| {
        let bad = move || {
            (pane == Pane::Settings && desk.faults.of("settings").is_some())
                .then(|| view! { <i class="outline-bad">{icon(Icon::Alert)}</i> })
        };
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
                {name} {bad}
            </button>
        }
        .draw()
    };
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
    let count = move || {
        let found = desk.findings.with(Vec::len);
        (found > 0).then(|| match lang::current() {
            Lang::Ja => format!("確認が必要: {found} 件"),
            Lang::En => format!("To look at: {found}"),
        })
    };
    let first = move |_| {
        let place = desk
            .findings
            .with_untracked(|found| found.first().map(|finding| finding.field.clone()));
        if let Some(place) = place {
            reach(desk, &place);
        }
    };
    let found = move || {
        count().map(|text| {
            view! {
                <button type="button" class="button small findings-first" on:click=first>
                    {icon(Icon::Alert)}
                    <span>{text}</span>
                </button>
            }
        })
    };
    view! {
        <div class="tabs" role="tablist" aria-label=t("フォームの編集", "Edit the form") on:keydown=keys>
            {tab(Pane::Edit, "pane-edit", t("内容", "Content"))}
            {tab(Pane::Settings, "pane-settings", t("設定", "Settings"))}
            {tab(Pane::Preview, "pane-preview", t("プレビュー", "Preview"))}
        </div>
        {found}
        {part(Pane::Edit, "pane-edit", view! { <Panel desk=desk/> }.draw())}
        {part(Pane::Settings, "pane-settings", view! { <Settings desk=desk/> }.draw())}
        {part(Pane::Preview, "pane-preview", view! { <Preview desk=desk/> }.draw())}
    }
    .draw()
}
