//! The form, and saving it.

use super::{
    autosave::{Autosave, Offers},
    draft::Draft,
    files::{Files, Sender},
    follow_up::FollowUpPart,
    meeting::Meeting,
    presence::{Others, Watch},
    preview::Preview,
    related::Related,
    review::ReviewCard,
    saving::Saving,
    settings::Settings,
    sources::Sources,
    toolbar::{self, Toolbar},
};
use crate::draw::Draw;
use crate::{
    app::app,
    dom,
    impact::ImpactPanel,
    lang::t,
    pages::{categories::Tree, publish::TryIt},
    router,
    ui::{ChipsInput, Faults, PageHead, TextArea, TextInput, note},
};
use kotae_shared::{
    access::Permission,
    api::{
        admin::{Entry, limits},
        impact::{ImpactChange, ImpactEntry},
        improve::Person,
    },
};
use leptos::{ev, prelude::*};
use uuid::Uuid;

/// What follows a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Stay,
    /// A review is asked for, with a comment.
    Ask(String),
}

/// The editor of an entry, or of a new one.
#[component]
pub(super) fn Editor(
    draft: Draft,
    entry: Option<Entry>,
    /// The submission that a new one is made from.
    source: Option<Uuid>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
) -> impl IntoView {
    let app = app();
    let entry = RwSignal::new(entry);
    let newer = RwSignal::new(None::<Entry>);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let dirty = Memo::new(move |_| draft.is_dirty());
    let autosave = Autosave::begin(draft, entry, dirty);
    let writes = app.session_now().user.role.may(Permission::EditKnowledge);
    let watch = Watch::begin(draft, entry, writes);
    autosave.then(Callback::new(move |()| watch.ask()));
    // What the server keeps is not lost.
    let at_risk = Memo::new(move |_| dirty.get() && !autosave.is_safe());
    router::guard(at_risk.into());
    if entry.with_untracked(Option::is_none) {
        dom::focus_soon("#field-title");
    } else if let Some(field) = untrack(|| app.parameter("field")).and_then(|name| field(&name)) {
        dom::focus_soon(field);
    }

    let saving = Saving {
        app,
        draft,
        entry,
        newer,
        source,
        faults,
        busy,
        autosave,
    };
    let save = Callback::new(move |next| saving.save(next));
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("s")
        {
            event.prevent_default();
            if dirty.get_untracked() && !dom::has_open_dialog() {
                save.run(Next::Stay);
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
        _ if read_only.get() => t("閲覧のみ", "Read only").to_owned(),
        (true, _) => {
            let kept = autosave
                .state()
                .map(|kept| format!("・{kept}"))
                .unwrap_or_default();
            format!("{}{kept}", t("未保存の変更があります", "Not saved yet"))
        }
        (false, true) => t("保存済み", "Saved").to_owned(),
        (false, false) => String::new(),
    };
    view! {
        <form
            class="editor"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if dirty.get_untracked() {
                    save.run(Next::Stay);
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
                <Others watch=watch meet=Callback::new(move |()| saving.fetch())/>
                <Offers autosave=autosave meet=Callback::new(move |newer| saving.meet(newer))/>
                <Meeting newer=newer draft=draft entry=entry tree=tree people=people save=save/>
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
                    <ChipsInput
                        name="phrasings"
                        label=t("言い換え", "Other phrasings")
                        value=draft.phrasings
                        faults=faults
                        optional=true
                        most=limits::PHRASES
                        longest=limits::PHRASE
                        help=t(
                            "同じ質問の別の聞き方を入れて Enter。一覧も貼り付けられます。",
                            "Another way to ask it, then Enter. A list can be pasted.",
                        )
                    />
                    <ChipsInput
                        name="keywords"
                        label=t("キーワード", "Keywords")
                        value=draft.keywords
                        faults=faults
                        optional=true
                        commas=true
                        most=limits::PHRASES
                        longest=limits::PHRASE
                        help=t(
                            "見つけるための言葉を入れて Enter か「、」。一覧も貼り付けられます。",
                            "A word that should find it, then Enter or a comma. A list can be pasted.",
                        )
                    />
                </div>
                <div
                    class="answer-field"
                    on:keydown=move |event| _ = toolbar::key(&event)
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
                    tools=view! { <Toolbar sender=sender/> }.draw()
                />
                </div>
                <Files sender=sender/>
                <MarkdownHelp/>
            </fieldset>
            <div class="editor-side">
                <ReviewCard draft=draft entry=entry dirty=dirty read_only=read_only save=save/>
                <fieldset class="bare-set" disabled=read_only>
                    <Settings draft=draft entry=entry tree=tree people=people faults=faults/>
                </fieldset>
                <fieldset class="bare-set" disabled=read_only>
                    <Related draft=draft faults=faults/>
                    <FollowUpPart draft=draft faults=faults/>
                </fieldset>
                <Sources entry=Signal::derive(move || entry.with(|entry| entry.as_ref().map(|entry| entry.id)))/>
                <Preview draft=draft/>
                <TryIt entry=Signal::derive(move || entry.with(|entry| entry.as_ref().map(|entry| entry.id)))/>
                <ImpactPanel change=impact/>
            </div>
        </form>
    }
    .draw()
}

/// The input that `entries/ID?field=NAME` leads to.
fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => "#field-title",
        "phrasings" => "#field-phrasings",
        "keywords" => "#field-keywords",
        "answer" => "#field-answer",
        "follow_up" => "#field-follow-up",
        "related" => "#related-items button, #related-entry",
        _ => return None,
    })
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
