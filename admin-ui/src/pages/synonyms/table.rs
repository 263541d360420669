//! The rows, and what can be done to the selected ones.

use super::{Page, nothing, query};
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
        admin::limits::PAGE,
        words::{
            SynonymKind, SynonymPage, SynonymQuery, SynonymSort, Synonyms, SynonymsChanged, SynonymsChosen,
            limits,
        },
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use uuid::Uuid;

/// Which way a group works, in a word.
pub(super) fn kind_name(kind: SynonymKind) -> &'static str {
    match kind {
        SynonymKind::TwoWay => t("互いに同じ", "Both ways"),
        SynonymKind::OneWay => t("一方向", "One way"),
    }
}

fn kind_of(group: &Synonyms) -> SynonymKind {
    if group.finds.is_empty() {
        SynonymKind::TwoWay
    } else {
        SynonymKind::OneWay
    }
}

/// The list.
pub(super) fn table(page: Page, shown: SynonymPage) -> AnyView {
    let now = page.query.get_untracked();
    if shown.items.is_empty() {
        return nothing(&now);
    }
    let (total, offset, selection) = (shown.total, now.offset, page.selection);
    let ids: Vec<Uuid> = shown.items.iter().map(|group| group.id).collect();
    let head = |sort: SynonymSort, name: &'static str, class: &'static str| {
        let sorted = match (now.sort == sort, now.down) {
            (false, _) => Sorted::No,
            (true, false) => Sorted::Up,
            (true, true) => Sorted::Down,
        };
        let to = query::address(&SynonymQuery {
            sort,
            down: sorted == Sorted::Up,
            offset: 0,
            ..now.clone()
        });
        sort_head(name, sorted, class, place::href(&to))
    };
    let bar = page.may.then(|| {
        let all_ids: EveryId = Rc::new(move || {
            let query = page.query.get_untracked();
            Box::pin(async move { Ok(all(query).await?.into_iter().map(|group| group.id).collect()) })
        });
        view! {
            <BulkBar selection=selection total=total ids=ids.clone() every=Some(all_ids)>
                <button type="button" class="button small danger" on:click=move |_| delete(page, selection.ids())>
                    {t("削除", "Delete")}
                </button>
            </BulkBar>
        }
    });
    let heads = view! {
        {page.may.then(|| view! { <CheckAll ids=ids selection=selection/> })}
        {head(SynonymSort::Terms, t("質問の言葉", "What people say"), "")}
        <th scope="col">{t("向き", "Direction")}</th>
        <th scope="col">{t("FAQ の言葉", "What entries say")}</th>
        {head(SynonymSort::Updated, t("更新", "Changed"), "wide-only")}
        {page.may.then(|| view! { <th scope="col"><span class="unseen">{t("操作", "Actions")}</span></th> })}
    };
    let twice = shown.shared;
    let rows = shown
        .items
        .into_iter()
        .map(|group| row(page, &now, &twice, group));
    view! {
        {bar}
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager
            total=total
            offset=offset
            limit=query::PAGE
            href=Box::new(move |offset| {
                place::href(&query::address(&SynonymQuery {
                    offset,
                    ..page.query.get_untracked()
                }))
            })
        />
    }
    .draw()
}

fn words(words: &[String], twice: &[String]) -> AnyView {
    let word = |word: &String| {
        let again = twice.contains(word);
        let tone = if again { "chip warn" } else { "chip bare" };
        let why = again.then(|| t("（ほかの組にもある）", " (in another group too)"));
        view! { <span class=tone>{word.clone()} {why}</span> }
    };
    let words = words.iter().map(word).collect_view();
    view! { <span class="words">{words}</span> }.draw()
}

fn row(page: Page, now: &SynonymQuery, twice: &[String], group: Synonyms) -> AnyView {
    let (id, selection) = (group.id, page.selection);
    let name = group.terms.join(" ");
    let edit = if page.may {
        let href = place::href(&query::edit(now, id));
        let label = format!("{}: {name}", t("編集", "Edit"));
        view! {
            <a class="row-link button small" href=href data-noscroll="" aria-label=label>
                {t("編集", "Edit")}
            </a>
        }
        .draw()
    } else {
        ().draw()
    };
    let mixed = move || {
        page.mixed.with(|mixed| {
            let found = mixed.as_ref()?.iter().find(|group| group.id == id)?;
            let item = |(term, title): &(String, String)| {
                view! { <li>{format!("「{term}」→「{title}」")}</li> }
            };
            let items = found.topics.iter().map(item).collect_view();
            Some(view! {
                <div class="small">
                    <span class="chip warn">{t("話題が混ざっているかもしれません", "May mix topics")}</span>
                    <ul class="plain quiet">{items}</ul>
                </div>
            })
        })
    };
    view! {
        <tr class:selected=move || selection.has(id)>
            {page.may.then(|| view! { <CheckOne id=id name=name selection=selection/> })}
            <td class="cell-title">{words(&group.terms, twice)} {mixed}</td>
            <td class="nowrap">{kind_name(kind_of(&group))}</td>
            <td>{words(&group.finds, &[])}</td>
            <td class="nowrap wide-only">
                <time datetime=dates::machine(group.updated_at)>{dates::full(group.updated_at)}</time>
                " "
                <span class="quiet">{group.updated_by}</span>
            </td>
            {page.may.then(|| view! { <td>{edit}</td> })}
        </tr>
    }
    .draw()
}

fn delete(page: Page, ids: Vec<Uuid>) {
    let count = number(ids.len() as u32);
    page.app.ask(Confirm {
        title: t("同義語を削除しますか？", "Delete these groups?").into(),
        text: match lang::current() {
            Lang::Ja => format!("{count} 組を削除します。元には戻せません。次の公開から効かなくなります。"),
            Lang::En => {
                format!("{count} will be deleted. This cannot be undone, and takes effect with the next publication.")
            }
        },
        act: t("削除する", "Delete"),
        danger: true,
        yes: Box::new(move || {
            spawn_local(async move {
                match api::post::<SynonymsChanged>("synonyms/delete", &SynonymsChosen { ids }).await {
                    Ok(_) => {
                        page.selection.clear();
                        page.app.refresh();
                        page.app.say(t("削除しました。", "Deleted."));
                    }
                    Err(failure) => page.app.fail(&failure),
                }
                page.list.reload();
            });
        }),
    });
}

/// Everything that a query finds.
async fn all(query: SynonymQuery) -> Result<Vec<Synonyms>, Failure> {
    every(limits::GROUPS as u32, |offset| {
        let part = SynonymQuery {
            offset,
            limit: PAGE,
            ..query.clone()
        };
        async move { Ok(api::get::<SynonymPage>(&query::request(&part)).await?.items) }
    })
    .await
}

/// The same as a table.
pub(super) fn shown(query: SynonymQuery) -> ShownSoon {
    Box::pin(async move {
        let rows = all(query).await?.into_iter().map(|group| {
            vec![
                group.terms.join(" | "),
                kind_name(kind_of(&group)).to_owned(),
                group.finds.join(" | "),
                dates::full(group.updated_at),
                group.updated_by,
            ]
        });
        Ok(Shown {
            columns: [
                t("質問の言葉", "What people say"),
                t("向き", "Direction"),
                t("FAQ の言葉", "What entries say"),
                t("更新日時", "Changed at"),
                t("更新した人", "Changed by"),
            ]
            .map(str::to_owned)
            .into(),
            rows: rows.collect(),
        })
    })
}
