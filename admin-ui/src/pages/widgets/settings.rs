//! A widget's settings: the form at the left, the widget itself at the right.

use super::{
    access::AccessPart, all_words::AllWords, colours::ColoursPart, conflict::Conflict, contact::ContactPart,
    draft::Draft, embed::Embed, identity::IdentityPart, origins::OriginsPart, pictures::Pictures,
    placing::Placing, preview::Preview, start::StartPart, type_size::TypeSize, words::WordsPart,
};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::app,
    dom,
    lang::{self, t},
    router,
    ui::{Faults, PageHead, note},
};
use kotae_shared::access::Permission;
use kotae_shared::api::{
    admin::Widget,
    problem::{Problem, ProblemCode},
};
use leptos::{ev, prelude::*, task::spawn_local};

/// The page's content.
#[component]
pub(super) fn Settings(widget: Widget) -> impl IntoView {
    let app = app();
    let id = widget.id;
    let draft = Draft::new(widget);
    let newer = RwSignal::new(None::<Widget>);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let dirty = Memo::new(move |_| draft.is_dirty());
    let spoken = RwSignal::new(lang::current());
    router::guard(dirty.into());

    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        newer.set(None);
        let unreadable = draft.unreadable();
        if !unreadable.is_empty() {
            let code = ProblemCode::Invalid;
            return faults.show(&Failure::Problem(Problem {
                code,
                message: code.message(lang::current()).to_owned(),
                fields: unreadable,
            }));
        }
        busy.set(true);
        let edit = untrack(|| draft.edit());
        spawn_local(async move {
            let path = format!("widgets/{id}");
            let result = api::put::<Widget>(&path, &edit).await;
            busy.set(false);
            match result {
                Ok(saved) => {
                    draft.was_saved(&edit.settings, saved);
                    app.say(t(
                        "保存しました。次にチャットを開いた人から反映されます。",
                        "Saved. Visitors see it from the next time they open the chat.",
                    ));
                }
                Err(failure) if failure.code() == Some(ProblemCode::Conflict) => {
                    match api::get::<Widget>(&path).await {
                        Ok(other) => newer.set(Some(other)),
                        Err(failure) => faults.show(&failure),
                    }
                }
                Err(failure) => faults.show(&failure),
            }
        });
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("s")
        {
            event.prevent_default();
            if dirty.get_untracked() {
                save.run(());
            }
        }
    });
    on_cleanup(move || keys.remove());

    let title =
        Signal::derive(move || format!("{}: {}", t("ウィジェット", "Widget"), super::name(&draft.saved())));
    let read_only = !app.session_now().user.role.may(Permission::EditWidgets);
    let state = move || {
        if read_only {
            t("閲覧のみ", "Read only")
        } else if dirty.get() {
            t("未保存の変更があります", "Not saved yet")
        } else {
            t("保存済み", "Saved")
        }
    };
    view! {
        <form
            class="editor widget-settings"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save.run(());
            }
        >
            <div class="editor-head">
                <PageHead title=title>
                    <button
                        type="button"
                        class="button plain to-preview"
                        on:click=|_| dom::scroll_to("#preview-title")
                    >
                        {t("プレビュー", "Preview")}
                    </button>
                    <span class="quiet small" class:unsaved=dirty role="status">{state}</span>
                    {(!read_only)
                        .then(|| {
                            view! {
                                <button
                                    type="submit"
                                    class="button primary"
                                    title="Ctrl+S"
                                    disabled=move || busy.get() || !dirty.get()
                                    aria-busy=move || busy.get().then_some("true")
                                >
                                    <span>{t("保存する", "Save")}</span>
                                </button>
                            }
                        })}
                </PageHead>
                {move || faults.rest().map(|text| note("bad", text))}
                <Conflict newer=newer draft=draft save=save/>
            </div>
            <div class="editor-form">
                <Embed draft=draft/>
                <fieldset class="bare-set flat" disabled=read_only>
                <ColoursPart draft=draft faults=faults/>
                <Pictures draft=draft faults=faults/>
                <TypeSize draft=draft faults=faults/>
                <Placing draft=draft faults=faults/>
                <WordsPart draft=draft faults=faults spoken=spoken/>
                <StartPart draft=draft faults=faults/>
                <AllWords draft=draft faults=faults spoken=spoken/>
                <ContactPart draft=draft faults=faults spoken=spoken/>
                <OriginsPart draft=draft faults=faults/>
                <IdentityPart draft=draft faults=faults/>
                <AccessPart draft=draft faults=faults spoken=spoken/>
                </fieldset>
            </div>
            <div class="editor-side widget-side">
                <Preview draft=draft spoken=spoken/>
            </div>
        </form>
    }
    .draw()
}
