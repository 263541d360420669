//! The rows.

use super::{Selection, query, status};
use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::t,
    pages::categories::Tree,
    place,
    ui::{Sorted, sort_head},
};
use kotae_shared::api::admin::{EntryQuery, EntryRow, EntrySort};
use leptos::prelude::*;
use uuid::Uuid;

/// The table.
#[component]
pub(super) fn Table(
    rows: Vec<EntryRow>,
    query: Memo<EntryQuery>,
    tree: Memo<Tree>,
    selection: Selection,
) -> impl IntoView {
    let user = StoredValue::new(app().session_now().user);
    let may_change =
        move |category| tree.with(|tree| user.with_value(|user| tree.is_open_to(user, category)));
    let places: Vec<(Uuid, Option<Uuid>)> = rows.iter().map(|row| (row.id, row.category)).collect();
    // Those that can be chosen, once the categories are known.
    let ids = Memo::new(move |_| {
        let open = places.iter().filter(|(_, category)| may_change(*category));
        open.map(|(id, _)| *id).collect::<Vec<Uuid>>()
    });
    let head = |sort: EntrySort, name: &'static str| sort_link(&query.get_untracked(), sort, name);
    view! {
        <div class="table-frame">
            <table class="table entries-table">
                <thead>
                    <tr>
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
                        {head(EntrySort::Code, t("ID", "ID"))}
                        {head(EntrySort::Title, t("タイトル", "Title"))}
                        <th scope="col">{t("カテゴリー", "Category")}</th>
                        <th scope="col">{t("状態", "Status")}</th>
                        <th scope="col">{t("担当者", "Owner")}</th>
                        {head(EntrySort::Updated, t("更新", "Changed"))}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|entry| row(entry, tree, selection, ids)).collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

/// A press on the column that the list is sorted by turns it round.
fn sort_link(query: &EntryQuery, sort: EntrySort, name: &'static str) -> impl IntoView + use<> {
    let current = query.sort == sort;
    let to = query::address(&EntryQuery {
        sort,
        reverse: current && !query.reverse,
        offset: 0,
        ..query.clone()
    });
    // The newest change stands first.
    let falls = (sort == EntrySort::Updated) != query.reverse;
    let sorted = match (current, falls) {
        (false, _) => Sorted::No,
        (true, false) => Sorted::Up,
        (true, true) => Sorted::Down,
    };
    sort_head(name, sorted, "", place::href(&to))
}

fn row(entry: EntryRow, tree: Memo<Tree>, selection: Selection, open: Memo<Vec<Uuid>>) -> impl IntoView {
    let id = entry.id;
    let category = move || {
        entry
            .category
            .map(|id| tree.with(|tree| tree.path(id)))
            .unwrap_or_default()
    };
    let label = format!("{} {}", t("選択:", "Select:"), entry.title);
    view! {
        <tr class:selected=move || selection.has(id)>
            <td class="cell-check">
                <label class="cell-hit">
                    <input
                        type="checkbox"
                        aria-label=label
                        prop:disabled=move || !open.with(|ids| ids.contains(&id))
                        prop:checked=move || selection.has(id)
                        on:change=move |event| selection.set(&[id], event_target_checked(&event))
                    />
                </label>
            </td>
            <td class="cell-code mono">{entry.code}</td>
            <td class="cell-title">
                <a class="row-link" href=place::href(&format!("entries/{id}"))>{entry.title}</a>
            </td>
            <td class="cell-category" title=category>{category}</td>
            <td class="cell-status">
                {status::chip(entry.status)}
                {entry.unpublished.then(status::unpublished_chip)}
                {entry.unapproved.then(status::unapproved_chip)}
                {status::window_chip(entry.window, &entry.publish_from, &entry.publish_until)}
                {entry.review_due.then(|| status::review_chip(&entry.review_on))}
            </td>
            <td class="cell-owner">{entry.owner}</td>
            <td class="cell-changed">
                <time datetime=dates::machine(entry.updated_at)>{dates::full(entry.updated_at)}</time>
                <span class="quiet">{entry.updated_by}</span>
            </td>
        </tr>
    }
    .draw()
}
