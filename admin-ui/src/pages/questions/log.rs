//! The list, which grows at its end.

use super::{item::Item, query};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dom,
    lang::{self, number, t},
};
use kotae_shared::{
    Lang,
    api::admin::{QuestionPage, QuestionQuery, QuestionRow},
};
use leptos::{prelude::*, task::spawn_local};

/// The questions of a state of the log.
#[component]
pub(super) fn Log(
    /// The newest of them.
    first: QuestionPage,
    query: QuestionQuery,
) -> impl IntoView {
    let app = app();
    let rows = RwSignal::new(first.items);
    let next = RwSignal::new(first.next);
    let busy = RwSignal::new(false);
    let query = StoredValue::new(query);
    let more = move |_| {
        let part = QuestionQuery {
            before: next.get_untracked(),
            ..query.get_value()
        };
        busy.set(true);
        spawn_local(async move {
            let result = api::get::<QuestionPage>(&query::request(&part)).await;
            // Another state of the log may be shown by now.
            if busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(page) => {
                    let known = rows.with_untracked(Vec::len);
                    rows.update(|rows| rows.extend(page.items));
                    next.set(page.next);
                    request_animation_frame(move || {
                        dom::focus(&format!(".log > li:nth-child({}) summary", known + 1));
                    });
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let count = move || shown(rows.with(Vec::len) as u32, next.with(Option::is_some));
    view! {
        <div class="log-frame">
            <ol class="log" aria-label=t("質問の一覧", "Questions")>
                <For each=move || rows.get() key=|row: &QuestionRow| row.id let:row>
                    <Item row=row/>
                </For>
            </ol>
        </div>
        <div class="pager">
            <span>{count}</span>
            {move || {
                next.with(Option::is_some)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                disabled=busy
                                aria-busy=move || busy.get().then_some("true")
                                on:click=more
                            >
                                <span>{t("さらに表示", "Show more")}</span>
                            </button>
                        }
                    })
            }}
        </div>
    }
    .draw()
}

fn shown(count: u32, more: bool) -> String {
    let count = number(count);
    match (lang::current(), more) {
        (Lang::Ja, true) => format!("新しい順に {count} 件を表示"),
        (Lang::Ja, false) => format!("{count} 件すべてを表示"),
        (Lang::En, true) => format!("The newest {count} are shown"),
        (Lang::En, false) => format!("All {count} are shown"),
    }
}
