//! The boxes that select rows.

use super::Selection;
use crate::draw::Draw;
use crate::lang::t;
use leptos::prelude::*;
use uuid::Uuid;

/// The head of the column: selects all rows that are shown, or none of them.
#[component]
pub(crate) fn CheckAll(
    /// The rows that are shown and can be selected.
    #[prop(into)]
    ids: Signal<Vec<Uuid>>,
    selection: Selection,
) -> impl IntoView {
    view! {
        <th class="cell-check" scope="col">
            <label class="cell-hit">
                <input
                    type="checkbox"
                    aria-label=t("このページをすべて選択", "Select all on this page")
                    prop:disabled=move || ids.with(Vec::is_empty)
                    prop:checked=move || ids.with(|ids| !ids.is_empty() && selection.has_all(ids))
                    prop:indeterminate=move || {
                        ids.with(|ids| selection.has_any(ids) && !selection.has_all(ids))
                    }
                    on:change=move |event| {
                        let chosen = event_target_checked(&event);
                        ids.with_untracked(|ids| selection.set(ids, chosen));
                    }
                />
            </label>
        </th>
    }
    .draw()
}

/// The cell that selects a row.
#[component]
pub(crate) fn CheckOne(
    id: Uuid,
    /// What the row is called.
    #[prop(into)]
    name: String,
    selection: Selection,
    /// The reader may not do anything with it.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let label = format!("{} {name}", t("選択:", "Select:"));
    view! {
        <td class="cell-check">
            <label class="cell-hit">
                <input
                    type="checkbox"
                    aria-label=label
                    disabled=disabled
                    prop:checked=move || selection.has(id)
                    on:change=move |event| selection.set(&[id], event_target_checked(&event))
                />
            </label>
        </td>
    }
    .draw()
}
