//! The rows, and what can be done to the selected ones.

use super::{Page, difference::difference, difference::named, nothing, query};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    dates,
    lang::{self, number, t},
    place,
    ui::{BulkBar, CheckAll, CheckOne, Confirm, EveryId, Pager, Shown, ShownSoon, Sorted, every, sort_head},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryName, limits::PAGE},
        pinned::{
            Pinned, PinnedChanged, PinnedChosen, PinnedPage, PinnedQuery, PinnedSort, PinnedState, limits,
        },
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use uuid::Uuid;

/// How they went, in a word.
pub(super) fn state_name(state: PinnedState) -> &'static str {
    match state {
        PinnedState::Broken => t("期待と違う", "Broken"),
        PinnedState::Passed => t("期待どおり", "As expected"),
        PinnedState::NotRun => t("まだ確かめていない", "Not run yet"),
    }
}

fn state_of(one: &Pinned) -> PinnedState {
    match &one.last {
        None => PinnedState::NotRun,
        Some(run) if run.passed => PinnedState::Passed,
        Some(_) => PinnedState::Broken,
    }
}

/// The list.
pub(super) fn table(page: Page, shown: PinnedPage) -> AnyView {
    let now = page.query.get_untracked();
    if shown.items.is_empty() {
        return nothing(&now);
    }
    let (total, offset, selection) = (shown.total, now.offset, page.selection);
    let ids: Vec<Uuid> = shown.items.iter().map(|one| one.id).collect();
    let head = |sort: PinnedSort, name: &'static str, class: &'static str| {
        let sorted = match (now.sort == sort, now.down) {
            (false, _) => Sorted::No,
            (true, false) => Sorted::Up,
            (true, true) => Sorted::Down,
        };
        let to = query::address(&PinnedQuery {
            sort,
            down: sorted == Sorted::Up,
            offset: 0,
            ..now.clone()
        });
        sort_head(name, sorted, class, place::href(&to))
    };
    let bar = page.may.then(|| {
        let every: EveryId = Rc::new(move || {
            let query = page.query.get_untracked();
            Box::pin(async move {
                let all = all(query).await?;
                Ok(all.into_iter().map(|one| one.id).collect())
            })
        });
        view! {
            <BulkBar selection=selection total=total ids=ids.clone() every=Some(every)>
                <button
                    type="button"
                    class="button small"
                    disabled=page.running
                    on:click=move |_| page.run(selection.ids())
                >
                    {t("確かめる", "Run")}
                </button>
                <button type="button" class="button small danger" on:click=move |_| delete(page, selection.ids())>
                    {t("削除", "Delete")}
                </button>
            </BulkBar>
        }
    });
    let heads = view! {
        {page.may.then(|| view! { <CheckAll ids=ids selection=selection/> })}
        {head(PinnedSort::Question, t("質問", "Question"), "")}
        {head(PinnedSort::Entry, t("期待する結果", "Expected"), "")}
        {head(PinnedSort::Result, t("前回の結果", "Last result"), "")}
        {head(PinnedSort::Updated, t("更新", "Changed"), "wide-only")}
    };
    let rows = shown
        .items
        .into_iter()
        .map(|one| row(page, &now, one))
        .collect_view();
    view! {
        {bar}
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager
            total=total
            offset=offset
            limit=query::PAGE
            href=Box::new(move |offset| {
                place::href(&query::address(&PinnedQuery {
                    offset,
                    ..page.query.get_untracked()
                }))
            })
        />
    }
    .draw()
}

fn row(page: Page, now: &PinnedQuery, one: Pinned) -> AnyView {
    let (id, selection) = (one.id, page.selection);
    let state = state_of(&one);
    let tone = match state {
        PinnedState::Broken => "chip bad",
        PinnedState::Passed => "chip good",
        PinnedState::NotRun => "chip bare",
    };
    let ran = one
        .last
        .as_ref()
        .map(|run| view! { <span class="quiet small">{dates::full(run.at)}</span> });
    let why = difference(&one).map(|difference| {
        view! {
            <details class="pinned-why">
                <summary>{t("違いと理由", "The difference, and why")}</summary>
                {difference}
            </details>
        }
    });
    let question = if page.may {
        let href = place::href(&query::edit(now, id));
        view! { <a class="row-link" href=href data-noscroll="">{one.question.clone()}</a> }.draw()
    } else {
        view! { <span class="row-link" tabindex="-1">{one.question.clone()}</span> }.draw()
    };
    view! {
        <tr class:selected=move || selection.has(id)>
            {page.may.then(|| view! { <CheckOne id=id name=one.question.clone() selection=selection/> })}
            <td class="cell-title">{question}</td>
            <td>{named(one.entry.as_ref())}</td>
            <td>
                <span class=tone>{state_name(state)}</span>
                " "
                {ran}
                {why}
            </td>
            <td class="nowrap wide-only">
                <time datetime=dates::machine(one.updated_at)>{dates::full(one.updated_at)}</time>
                " "
                <span class="quiet">{one.updated_by}</span>
            </td>
        </tr>
    }
    .draw()
}

fn delete(page: Page, ids: Vec<Uuid>) {
    let app = page.app;
    let count = number(ids.len() as u32);
    app.ask(Confirm {
        title: t("固定した質問を削除しますか？", "Delete these pinned questions?").into(),
        text: match lang::current() {
            Lang::Ja => format!("{count} 件を削除します。元には戻せません。"),
            Lang::En => format!("{count} will be deleted. This cannot be undone."),
        },
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            spawn_local(async move {
                match api::post::<PinnedChanged>("pinned/delete", &PinnedChosen { ids }).await {
                    Ok(_) => {
                        page.selection.clear();
                        app.say(t("削除しました。", "Deleted."));
                    }
                    Err(failure) => app.fail(&failure),
                }
                page.list.reload();
            });
        }),
    });
}

/// Everything that a query finds.
async fn all(query: PinnedQuery) -> Result<Vec<Pinned>, Failure> {
    every(limits::PINNED as u32, |offset| {
        let part = PinnedQuery {
            offset,
            limit: PAGE,
            ..query.clone()
        };
        async move { Ok(api::get::<PinnedPage>(&query::request(&part)).await?.items) }
    })
    .await
}

/// The same as a table.
pub(super) fn shown(query: PinnedQuery) -> ShownSoon {
    Box::pin(async move {
        let title = |entry: Option<&EntryName>| match entry {
            Some(entry) => format!("{} {}", entry.code, entry.title),
            None => t("見つからない", "Nothing found").to_owned(),
        };
        let rows = all(query).await?.into_iter().map(|one| {
            let state = state_of(&one);
            let run = one.last.as_ref();
            vec![
                one.question.clone(),
                title(one.entry.as_ref()),
                state_name(state).to_owned(),
                run.map(|run| title(run.came.as_ref())).unwrap_or_default(),
                run.map(|run| dates::full(run.at)).unwrap_or_default(),
                dates::full(one.updated_at),
                one.updated_by,
            ]
        });
        Ok(Shown {
            columns: [
                t("質問", "Question"),
                t("期待する結果", "Expected"),
                t("前回の結果", "Last result"),
                t("最初に出た FAQ", "What came first"),
                t("確かめた日時", "Run at"),
                t("更新日時", "Changed at"),
                t("更新した人", "Changed by"),
            ]
            .map(str::to_owned)
            .into(),
            rows: rows.collect(),
        })
    })
}
