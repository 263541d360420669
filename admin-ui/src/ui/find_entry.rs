//! A search for one entry.

use super::{Icon, Search, icon};
use crate::draw::Draw;
use crate::{
    api::{self, Query},
    lang::t,
};
use kotae_shared::api::admin::{EntryPage, EntryRow, limits};
use leptos::{prelude::*, task::spawn_local};

/// How many entries a search offers.
const FOUND: u32 = 6;

/// The search, and what it found as buttons; it is empty again when one was pressed.
#[component]
pub(crate) fn FindEntry(
    /// The element's id.
    id: &'static str,
    label: &'static str,
    /// Whether drafts are left out.
    published: bool,
    /// Hears which one.
    choose: Callback<EntryRow>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<EntryRow>::new());
    let go = Callback::new(move |text: String| {
        wanted.set(text.clone());
        if text.is_empty() {
            return found.set(Vec::new());
        }
        spawn_local(async move {
            let query = Query::default()
                .with("q", &text)
                .maybe("status", published.then_some("published"))
                .with("limit", FOUND);
            let page = api::get::<EntryPage>(&query.on("entries"))
                .await
                .unwrap_or_default();
            // A reply that is late is about words that are gone.
            if wanted.with_untracked(|now| *now == text) {
                found.set(page.items);
            }
        });
    });
    let rows = move || {
        let offer = move |row: EntryRow| {
            let title = row.title.clone();
            view! {
                <li>
                    <button
                        type="button"
                        class="button plain start-found"
                        on:click=move |_| {
                            choose.run(row.clone());
                            wanted.set(String::new());
                            found.set(Vec::new());
                        }
                    >
                        {icon(Icon::Plus)}
                        <span>{title}</span>
                    </button>
                </li>
            }
        };
        found.get().into_iter().map(offer).collect_view()
    };
    let nothing = move || {
        (found.with(Vec::is_empty) && wanted.with(|text| !text.is_empty())).then(|| {
            view! { <p class="quiet small">{t("見つかりません。", "Nothing was found.")}</p> }
        })
    };
    view! {
        <div class="field" role="group" aria-label=label>
            <span class="field-name">{label}</span>
            <Search
                id=id
                value=wanted.into()
                go=go
                label=label
                placeholder=t("タイトルや言葉で探す", "Search by title or words")
                max=limits::SEARCH
            />
            <ul class="start-results">{rows}</ul>
            <div role="status">{nothing}</div>
        </div>
    }
    .draw()
}
