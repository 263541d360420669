//! The form, and saving it.

use super::{
    conflict::Conflict,
    draft::Draft,
    files::{Files, Sender},
    preview::Preview,
    related::Related,
    settings::Settings,
};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dom,
    impact::ImpactPanel,
    lang::{self, t},
    pages::categories::Tree,
    router,
    ui::{Faults, PageHead, TextArea, TextInput, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Entry, limits},
        impact::{ImpactChange, ImpactEntry},
        improve::Person,
        problem::ProblemCode,
    },
};
use leptos::{ev, prelude::*, task::spawn_local};

/// The editor of an entry, or of a new one.
#[component]
pub(super) fn Editor(
    draft: Draft,
    entry: Option<Entry>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
) -> impl IntoView {
    let app = app();
    let entry = RwSignal::new(entry);
    let newer = RwSignal::new(None::<Entry>);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let dirty = Memo::new(move |_| draft.is_dirty());
    router::guard(dirty.into());
    if entry.with_untracked(Option::is_none) {
        dom::focus_soon("#field-title");
    }

    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        newer.set(None);
        busy.set(true);
        let sent = untrack(|| draft.edit());
        let id = entry.with_untracked(|entry| entry.as_ref().map(|entry| entry.id));
        spawn_local(async move {
            let result: Result<Entry, _> = match id {
                Some(id) => api::put(&format!("entries/{id}"), &sent).await,
                None => api::post("entries", &sent).await,
            };
            busy.set(false);
            match result {
                Ok(saved) => {
                    draft.was_saved(&sent, &saved);
                    app.refresh();
                    if id.is_none() {
                        app.say(t("FAQ を追加しました。", "The entry was added."));
                        app.swap(&format!("entries/{}", saved.id));
                    } else {
                        entry.set(Some(saved));
                        app.say(t("保存しました。", "Saved."));
                    }
                }
                Err(failure) => {
                    if failure.code() == Some(ProblemCode::Conflict)
                        && let Some(id) = id
                    {
                        match api::get::<Entry>(&format!("entries/{id}")).await {
                            Ok(other) => newer.set(Some(other)),
                            Err(failure) => faults.show(&failure),
                        }
                    } else {
                        faults.show(&failure);
                    }
                }
            }
        });
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("s")
        {
            event.prevent_default();
            if dirty.get_untracked() && !dom::has_open_dialog() {
                save.run(());
            }
        }
    });
    on_cleanup(move || keys.remove());

    let user = StoredValue::new(app.session_now().user);
    // What he may not change is shown, and says so.
    let read_only = Memo::new(move |_| {
        let category = entry.with(|entry| entry.as_ref().map(|entry| entry.category));
        user.with_value(|user| match category {
            Some(category) => !tree.with(|tree| tree.is_open_to(user, category)),
            None => !user.role.may(Permission::EditKnowledge),
        })
    });
    let impact = Signal::derive(move || ImpactChange {
        entry: Some(ImpactEntry {
            id: entry.with(|entry| entry.as_ref().map(|entry| entry.id)),
            edit: draft.edit(),
        }),
        synonyms: None,
    });
    let sender = Sender::new(draft);
    let title = Signal::derive(move || {
        entry.with(|entry| match entry {
            Some(entry) => entry.title.clone(),
            None => t("新しい FAQ", "New entry").to_owned(),
        })
    });
    let state = move || match (dirty.get(), entry.with(Option::is_some)) {
        _ if read_only.get() => t("閲覧のみ", "Read only"),
        (true, _) => t("未保存の変更があります", "Not saved yet"),
        (false, true) => t("保存済み", "Saved"),
        (false, false) => "",
    };
    view! {
        <form
            class="editor"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if dirty.get_untracked() {
                    save.run(());
                }
            }
        >
            <div class="editor-head">
                <PageHead title=title>
                    <span class="quiet small" class:unsaved=dirty role="status">{state}</span>
                    {move || {
                        (!read_only.get())
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
                            })
                    }}
                </PageHead>
                {move || faults.rest().map(|text| note("bad", text))}
                <Conflict newer=newer draft=draft entry=entry tree=tree people=people save=save/>
            </div>
            <fieldset class="editor-form bare-set" disabled=read_only>
                <TextInput
                    name="title"
                    label=t("タイトル", "Title")
                    value=draft.title
                    faults=faults
                    max=limits::TITLE
                    help=t(
                        "質問を 1 行で。候補として表示されます。",
                        "The question in one line. Visitors choose by it.",
                    )
                />
                <div class="form-row">
                    <TextArea
                        name="phrasings"
                        label=t("言い換え", "Other phrasings")
                        value=draft.phrasings
                        faults=faults
                        optional=true
                        rows=3
                        help=per_line(t("同じ質問の別の聞き方。", "Other ways to ask it."))
                    />
                    <TextArea
                        name="keywords"
                        label=t("キーワード", "Keywords")
                        value=draft.keywords
                        faults=faults
                        optional=true
                        rows=3
                        help=per_line(t("見つけるための言葉。", "Words that should find it."))
                    />
                </div>
                <div
                    class="answer-field"
                    on:paste=move |event| {
                        let data = event.clipboard_data();
                        if sender.take(data.and_then(|data| data.files())) {
                            event.prevent_default();
                        }
                    }
                    on:drop=move |event| {
                        if sender.take(event.data_transfer().and_then(|data| data.files())) {
                            event.prevent_default();
                        }
                    }
                >
                <TextArea
                    name="answer"
                    label=t("答え", "Answer")
                    value=draft.answer
                    faults=faults
                    rows=12
                    max=limits::ANSWER
                />
                </div>
                <Files sender=sender/>
                <MarkdownHelp/>
            </fieldset>
            <div class="editor-side">
                <fieldset class="bare-set" disabled=read_only>
                    <Settings draft=draft entry=entry tree=tree people=people faults=faults/>
                </fieldset>
                <fieldset class="bare-set" disabled=read_only>
                    <Related draft=draft faults=faults/>
                </fieldset>
                <Preview draft=draft/>
                <ImpactPanel change=impact/>
            </div>
        </form>
    }
    .draw()
}

fn per_line(text: &str) -> String {
    match lang::current() {
        Lang::Ja => format!("{text}1 行に 1 つ。"),
        Lang::En => format!("{text} One a line."),
    }
}

/// What Markdown can do here, on demand.
#[component]
fn MarkdownHelp() -> impl IntoView {
    let rows = [
        ("## …", t("見出し", "Heading")),
        ("**…**", t("強調", "Emphasis")),
        ("- …", t("箇条書き", "List")),
        ("1. …", t("番号つきの手順", "Numbered steps")),
        ("[…](https://…)", t("リンク", "Link")),
        ("![…](https://…)", t("画像", "Image")),
        ("`…`", t("コマンドやコード", "Command or code")),
        ("> …", t("引用", "Quotation")),
        ("| … | … |", t("表", "Table")),
    ];
    let rows = rows.map(|(sign, name)| {
        view! {
            <div>
                <dt>
                    <code>{sign}</code>
                </dt>
                <dd>{name}</dd>
            </div>
        }
    });
    view! {
        <details class="markdown-help">
            <summary>{t("書き方（Markdown）", "How to write it (Markdown)")}</summary>
            <dl>{rows.collect_view()}</dl>
        </details>
    }
    .draw()
}
