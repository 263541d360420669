//! Ctrl+K: one search over screens, entries and questions.

use super::navigation;
use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::app,
    dom,
    lang::t,
    place,
    ui::{Icon, Search, icon},
};
use kotae_shared::{
    access::Permission,
    api::admin::{EntryPage, EntryRow, QuestionPage, QuestionRow, limits},
    text::fold,
};
use leptos::{ev, html::Dialog, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// How many entries, and how many questions, are offered.
const FOUND: u32 = 6;

/// Something that can be opened.
struct Found {
    mark: Icon,
    kind: &'static str,
    name: String,
    href: String,
}

/// The dialog. It opens by the key, and when `asked` changes.
#[component]
pub(super) fn Find(asked: RwSignal<u32>) -> impl IntoView {
    let app = app();
    let dialog = NodeRef::<Dialog>::new();
    let wanted = RwSignal::new(String::new());
    let entries = RwSignal::new(Vec::<EntryRow>::new());
    let questions = RwSignal::new(Vec::<QuestionRow>::new());
    let at = RwSignal::new(0_usize);
    let open = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|_| !dom::has_open_dialog()) {
            wanted.set(String::new());
            entries.set(Vec::new());
            questions.set(Vec::new());
            at.set(0);
            let _ = dialog.show_modal();
            dom::focus("#find");
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let key = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "k" && !event.is_composing() {
            event.prevent_default();
            open();
        }
    });
    on_cleanup(move || key.remove());
    Effect::new(move |_| {
        if asked.get() > 0 {
            open();
        }
    });
    let go = Callback::new(move |text: String| {
        at.set(0);
        wanted.set(text.clone());
        if text.is_empty() {
            entries.set(Vec::new());
            return questions.set(Vec::new());
        }
        let query = Query::default().with("q", &text).with("limit", FOUND);
        // A reply that is late is about words that are gone.
        let holds = move |text: &String| wanted.with_untracked(|now| now == text);
        if untrack(|| app.may(Permission::ReadKnowledge)) {
            let (text, path) = (text.clone(), query.on("entries"));
            spawn_local(async move {
                let page = api::get::<EntryPage>(&path).await.unwrap_or_default();
                if holds(&text) {
                    entries.set(page.items);
                }
            });
        }
        if untrack(|| app.may(Permission::ReadQuestions)) {
            let path = query.on("questions");
            spawn_local(async move {
                let page = api::get::<QuestionPage>(&path).await.unwrap_or_default();
                if holds(&text) {
                    questions.set(page.items);
                }
            });
        }
    });
    let all = move || {
        let text = wanted.with(|text| fold(text));
        let mut all: Vec<Found> = navigation::open(app)
            .into_iter()
            .filter(|(_, _, name)| fold(name).contains(&text))
            .map(|(path, mark, name)| Found {
                mark,
                kind: t("画面", "Screen"),
                name: name.to_owned(),
                href: place::href(path),
            })
            .collect();
        let add = t("FAQ を追加", "Add an entry");
        if app.may(Permission::EditKnowledge) && fold(add).contains(&text) {
            all.push(Found {
                mark: Icon::Plus,
                kind: t("操作", "Action"),
                name: add.to_owned(),
                href: place::href("entries/new"),
            });
        }
        entries.with(|entries| {
            all.extend(entries.iter().map(|row| Found {
                mark: Icon::Book,
                kind: "FAQ",
                name: row.title.clone(),
                href: place::href(&format!("entries/{}", row.id)),
            }));
        });
        questions.with(|questions| {
            all.extend(questions.iter().map(|row| Found {
                mark: Icon::Chat,
                kind: t("質問", "Question"),
                name: row.text.clone(),
                href: place::href(&Query::default().with("q", &row.text).on("questions")),
            }));
        });
        all
    };
    let list = move || {
        let rows = all().into_iter().enumerate();
        rows.map(|(index, found)| {
            let selected = move || if at.get() == index { "true" } else { "false" };
            view! {
                <a
                    class="find-row"
                    id=format!("find-{index}")
                    role="option"
                    tabindex="-1"
                    aria-selected=selected
                    href=found.href
                    on:click=move |_| close()
                >
                    {icon(found.mark)}
                    <span class="find-name">{found.name}</span>
                    <span class="quiet small">{found.kind}</span>
                </a>
            }
        })
        .collect_view()
    };
    let count = move || all().len();
    // The focus stays in the input; what is chosen is told to who cannot see it.
    Effect::new(move |_| {
        let chosen = format!("find-{}", at.get());
        if let Some(input) = document().get_element_by_id("find") {
            for (name, value) in [
                ("role", "combobox"),
                ("aria-expanded", "true"),
                ("aria-controls", "find-list"),
                ("aria-activedescendant", chosen.as_str()),
            ] {
                let _ = input.set_attribute(name, value);
            }
        }
    });
    let shown = move |index: usize| {
        at.set(index);
        dom::scroll_to(&format!("#find-{index}"));
    };
    let press = move |event: ev::KeyboardEvent| {
        let (now, last) = (at.get_untracked(), untrack(count).saturating_sub(1));
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => shown(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => shown(if now == 0 { last } else { now - 1 }),
            "Enter" => {
                let row = document().get_element_by_id(&format!("find-{now}"));
                if let Some(row) = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
                    row.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <dialog
            class="dialog find"
            node_ref=dialog
            aria-label=t("どこでも検索", "Search everywhere")
            on:keydown=press
        >
            <Search
                id="find"
                value=wanted.into()
                go=go
                label=t("画面、FAQ、質問を探す", "Search for screens, entries and questions")
                placeholder=t("画面、FAQ、質問を探す", "Search for screens, entries and questions")
                max=limits::SEARCH
            />
            <div class="find-list" id="find-list" role="listbox" aria-label=t("見つかったもの", "Results")>
                {list}
            </div>
            <p class="quiet small" role="status">
                {move || (count() == 0).then(|| t("見つかりません。", "Nothing was found."))}
            </p>
        </dialog>
    }
    .draw()
}
