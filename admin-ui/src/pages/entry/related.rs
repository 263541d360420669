//! The entries that are offered below the answer, in an order of one's own.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    api::{self, Query},
    dom,
    lang::t,
    ui::{Faults, FindEntry, Icon, icon},
};
use kotae_shared::api::admin::{EntryPage, EntryRow, limits};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashMap;

/// What the part's pieces share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct List {
    codes: RwSignal<Vec<String>>,
    /// Titles by code, as far as they were asked for; an empty one: there is no such entry.
    titles: RwSignal<HashMap<String, String>>,
    faults: Faults,
}

/// The part of the form.
#[component]
pub(super) fn Related(draft: Draft, faults: Faults) -> impl IntoView {
    let list = List {
        codes: draft.related,
        titles: RwSignal::new(HashMap::new()),
        faults,
    };
    Effect::new(move |_| list.learn());
    let choose = Callback::new(move |row: EntryRow| list.add(row, &draft.code.get_untracked()));
    let rows = move || {
        let codes = list.codes.get();
        let count = codes.len();
        let rows = codes.into_iter().enumerate();
        rows.map(|(at, code)| row(list, at, count, code)).collect_view()
    };
    let fault = move || {
        faults.of("related").map(|message| {
            view! {
                <p class="field-error" role="alert">
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    };
    let is_full = Memo::new(move |_| list.codes.with(Vec::len) >= limits::RELATED);
    view! {
        <section class="card related-part">
            <h2>{t("関連する質問", "Related questions")}</h2>
            <p class="field-help">
                {t(
                    "答えの下に、この順で表示します（10 件まで）。公開されていないものは表示しません。",
                    "Shown below the answer in this order, ten at most. What is not published is left out.",
                )}
            </p>
            <ol class="start-items" id="related-items">{rows}</ol>
            {fault}
            <div hidden=is_full>
                <FindEntry id="related-entry" label=t("質問を足す", "Add a question") published=false choose=choose/>
            </div>
        </section>
    }
    .draw()
}

fn row(list: List, at: usize, count: usize, code: String) -> AnyView {
    let name = move |code: &str| match list.titles.with(|titles| titles.get(code).cloned()) {
        None => code.to_owned(),
        Some(title) if title.is_empty() => format!("{code} {}", t("（ありません）", "(does not exist)")),
        Some(title) => title,
    };
    let shown = {
        let code = code.clone();
        move || name(&code)
    };
    let tool = |word: &'static str, mark: Icon, side: &'static str, off: bool, press: Box<dyn Fn()>| {
        let code = code.clone();
        view! {
            <button
                type="button"
                class="button plain icon small"
                data-related=format!("{at}-{side}")
                title=word
                aria-label=move || format!("{}: {word}", name(&code))
                disabled=off
                on:click=move |_| press()
            >
                {icon(mark)}
            </button>
        }
    };
    let up = tool(
        t("上へ", "Move up"),
        Icon::ArrowUp,
        "up",
        at == 0,
        Box::new(move || list.swap(at, at - 1, "up")),
    );
    let down = tool(
        t("下へ", "Move down"),
        Icon::ArrowDown,
        "down",
        at + 1 >= count,
        Box::new(move || list.swap(at, at + 1, "down")),
    );
    let remove = tool(
        t("外す", "Remove"),
        Icon::Close,
        "remove",
        false,
        Box::new(move || list.remove(at)),
    );
    view! {
        <li class="start-item">
            <span class="start-name">{icon(Icon::Book)} <span>{shown}</span></span>
            <span class="start-tools">{up} {down} {remove}</span>
        </li>
    }
    .draw()
}

impl List {
    /// Asks for the titles that are not known yet.
    fn learn(self) {
        let known = |code: &String| self.titles.with_untracked(|titles| titles.contains_key(code));
        let unknown: Vec<String> = self
            .codes
            .with(|codes| codes.iter().filter(|code| !known(code)).cloned().collect());
        for code in unknown {
            spawn_local(async move {
                let query = Query::default().with("q", &code).with("limit", limits::PAGE);
                if let Ok(page) = api::get::<EntryPage>(&query.on("entries")).await {
                    let is_all = page.total as usize <= page.items.len();
                    let found = page.items.into_iter().find(|row| row.code == code);
                    let title = match found {
                        Some(row) => row.title,
                        // Among more than a page it may be there.
                        None if !is_all => code.clone(),
                        None => String::new(),
                    };
                    self.titles.update(|titles| _ = titles.insert(code, title));
                }
            });
        }
    }

    fn add(self, row: EntryRow, own: &str) {
        self.faults.mended("related");
        self.titles
            .update(|titles| _ = titles.insert(row.code.clone(), row.title));
        self.codes.update(|codes| {
            if row.code != own && !codes.contains(&row.code) {
                codes.push(row.code);
            }
        });
    }

    fn remove(self, at: usize) {
        self.faults.mended("related");
        self.codes.update(|codes| {
            if at < codes.len() {
                codes.remove(at);
            }
        });
        dom::focus_soon("#related-items button, #related-entry");
    }

    fn swap(self, at: usize, with: usize, side: &'static str) {
        self.faults.mended("related");
        self.codes.update(|codes| codes.swap(at, with));
        // The focus stays on the button that was pressed; at the end, where it rests, on the other one.
        request_animation_frame(move || {
            let other = if side == "up" { "down" } else { "up" };
            if !dom::focus(&format!("[data-related='{with}-{side}']:enabled")) {
                dom::focus(&format!("[data-related='{with}-{other}']"));
            }
        });
    }
}
