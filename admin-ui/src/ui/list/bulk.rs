//! The line above a list: how many there are, or what to do with those that are selected.

use super::Selection;
use crate::draw::Draw;
use crate::{
    api::Failure,
    app::app,
    lang::{self, number, plural, t},
};
use kotae_shared::Lang;
use leptos::{prelude::*, task::spawn_local};
use std::{pin::Pin, rc::Rc};
use uuid::Uuid;

/// Asks for the ids of everything that a list finds, on all its pages.
pub(crate) type EveryId = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Vec<Uuid>, Failure>>>>>;

/// The line. What is in it is shown while something is selected.
#[component]
pub(crate) fn BulkBar(
    selection: Selection,
    /// How many the list finds.
    total: u32,
    /// Those on this page that can be selected.
    ids: Vec<Uuid>,
    /// A way to all of them, when there is one.
    #[prop(optional_no_strip)]
    every: Option<EveryId>,
    children: ChildrenFn,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let any = Memo::new(move |_| selection.count() > 0);
    let every = StoredValue::new_local(every);
    let offer_all = move || {
        let more = total as usize > selection.count() && selection.has_all(&ids) && any.get();
        let every = every.get_value().filter(|_| more)?;
        let label = match lang::current() {
            Lang::Ja => format!("{} 件すべて選択", number(total)),
            Lang::En => format!("Select all {}", number(total)),
        };
        let select = move |_| {
            busy.set(true);
            let ids = every();
            spawn_local(async move {
                let ids = ids.await;
                busy.try_set(false);
                match ids {
                    Ok(ids) => selection.set(&ids, true),
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        Some(view! {
            <button type="button" class="button small" disabled=busy on:click=select>
                {label}
            </button>
        })
    };
    let tools = move || {
        any.get().then(|| {
            view! {
                {children()}
                <button type="button" class="button plain small" on:click=move |_| selection.clear()>
                    {t("選択を外す", "Clear the selection")}
                </button>
            }
        })
    };
    view! {
        <div class="bulk" class:active=any>
            <p class="bulk-count" aria-live="polite">
                {move || if any.get() { selected(selection.count()) } else { found(total) }}
            </p>
            {offer_all}
            {tools}
        </div>
    }
    .draw()
}

/// The rows of a list that the server sends in parts, at most `most`: `part` asks for those from an offset on.
pub(crate) async fn every<T, F>(most: u32, part: impl Fn(u32) -> F) -> Result<Vec<T>, Failure>
where
    F: Future<Output = Result<Vec<T>, Failure>>,
{
    let mut rows = Vec::new();
    while rows.len() < most as usize {
        let next = part(rows.len() as u32).await?;
        if next.is_empty() {
            break;
        }
        rows.extend(next);
    }
    rows.truncate(most as usize);
    Ok(rows)
}

fn selected(count: usize) -> String {
    let count = number(count as u32);
    match lang::current() {
        Lang::Ja => format!("{count} 件を選択中"),
        Lang::En => format!("{count} selected"),
    }
}

fn found(total: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("{} 件", number(total)),
        Lang::En => format!("{} {}", number(total), plural(total, "row", "rows")),
    }
}
