//! The rows.

use super::{List, bulk::Bulk, query::Wanted, words};
use crate::{
    api, dates,
    draw::Draw,
    lang::{self, t},
    place,
    ui::{BulkBar, CheckAll, CheckOne, EveryId, Sorted, every, sort_head},
};
use kotae_shared::api::{
    admin::limits,
    forms::{SubmissionPage, SubmissionRow, SubmissionSort},
    improve::Person,
};
use leptos::prelude::*;
use std::rc::Rc;
use uuid::Uuid;

/// Submissions that can be selected at most.
const MOST: u32 = 20_000;

/// The list with what is done to the selected ones.
pub(super) fn table(list: List, now: &Wanted, found: &SubmissionPage) -> AnyView {
    let selection = list.selection;
    let ids: Vec<Uuid> = found.items.iter().map(|row| row.id).collect();
    let every_id: EveryId = Rc::new(move || {
        let state = list.state.get_untracked();
        Box::pin(async move {
            let rows = every(MOST, |offset| {
                let path = state.part(offset, limits::PAGE);
                async move { Ok(api::get::<SubmissionPage>(&path).await?.items) }
            })
            .await?;
            list.see(&rows);
            Ok(rows.into_iter().map(|row| row.id).collect())
        })
    });
    let selects = list.may_handle;
    let bar = selects.then(|| {
        let people = found.people.clone();
        view! {
            <BulkBar selection=selection total=found.total ids=ids.clone() every=Some(every_id)>
                <Bulk list=list people=people.clone()/>
            </BulkBar>
        }
    });
    let head = |down: SubmissionSort, up: SubmissionSort, name: &'static str, class: &'static str| {
        let (sorted, next) = match now.sort {
            sort if sort == down => (Sorted::Down, up),
            sort if sort == up => (Sorted::Up, down),
            _ => (Sorted::No, down),
        };
        let to = Wanted {
            sort: next,
            offset: 0,
            ..now.clone()
        };
        sort_head(name, sorted, class, place::href(&to.address()))
    };
    let people = &found.people;
    let rows = found.items.iter().map(|row| line(list, now, people, row));
    view! {
        {bar}
        <div class="table-frame">
            <table class="table inbox-table">
                <thead>
                    <tr>
                        {selects.then(|| view! { <CheckAll ids=ids selection=selection/> })}
                        <th scope="col">{t("内容", "Submission")}</th>
                        <th scope="col">{t("状態", "State")}</th>
                        <th scope="col" class="wide-only">{t("担当者", "Assignee")}</th>
                        {head(SubmissionSort::Newest, SubmissionSort::Oldest, t("受信", "Received"), "nowrap")}
                        {head(SubmissionSort::Updated, SubmissionSort::Waiting, t("最終対応", "Dealt with"), "wide-only nowrap")}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn line(list: List, now: &Wanted, people: &[Person], row: &SubmissionRow) -> AnyView {
    let (id, selection) = (row.id, list.selection);
    let form = row.form_name.get(lang::current()).to_owned();
    let name = format!("#{} {form}", row.number);
    let sender = (!row.sender.is_empty()).then(|| {
        let claimed = (!row.verified).then(|| view! { <span class="claimed">{t("申告", "claimed")}</span> });
        view! { <span class="inbox-sender">{row.sender.clone()} {claimed}</span> }
    });
    let assignee = row.assignee.map(|id| {
        let person = people.iter().find(|person| person.id == id);
        match person {
            Some(person) => person.name.clone(),
            None => t("（今はいない利用者）", "(no longer a user)").to_owned(),
        }
    });
    let check = list
        .may_handle
        .then(|| view! { <CheckOne id=id name=name.clone() selection=selection/> });
    view! {
        <tr class:selected=move || selection.has(id)>
            {check}
            <td>
                <a class="row-link" href=place::href(&now.one(id))>{name}</a>
                <span class="inbox-summary">{row.summary.clone()}</span>
                {sender}
            </td>
            <td><span class=words::tone(row.state)>{words::state(row.state)}</span></td>
            <td class="wide-only">{assignee}</td>
            <td class="nowrap">
                <time datetime=dates::machine(row.created_at)>{dates::full(row.created_at)}</time>
            </td>
            <td class="wide-only nowrap">
                <time datetime=dates::machine(row.updated_at)>{dates::full(row.updated_at)}</time>
            </td>
        </tr>
    }
    .draw()
}
