//! Groups of words that mean the same: the list, and one of them while it is written.

mod form;

use crate::draw::Draw;
use crate::{
    api::Query,
    app::{App, app},
    lang::t,
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, Search, icon},
};
use form::Form;
use kotae_shared::{
    access::Permission,
    api::{
        admin::limits,
        words::{SynonymPage, SynonymProposal, Synonyms},
    },
};
use leptos::prelude::*;

/// Rows of a part.
const LIMIT: u32 = 50;

/// The list in the address's words: `q`, `offset`.
fn query(app: App, offset: u32) -> Query {
    Query::default()
        .with("q", app.parameter("q").unwrap_or_default())
        .with("offset", offset)
}

/// The page. The address says which group is being written: `?edit=ID`, or `?edit=new` with `&terms=` to begin with.
#[component]
pub(crate) fn SynonymsPage() -> impl IntoView {
    let app = app();
    let offset = move || {
        app.parameter("offset")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    let list = Remote::<SynonymPage>::new(move || query(app, offset()).with("limit", LIMIT).on("synonyms"));
    // Who may write in some categories alone may not write what holds for all.
    let user = app.session_now().user;
    let may = user.role.may(Permission::EditKnowledge) && user.categories.is_none();
    let edited = Memo::new(move |_| app.parameter("edit").filter(|_| may));
    let done = Callback::new(move |()| {
        list.reload();
        app.go(&query(app, offset()).on("synonyms"));
    });
    let form = move || {
        let id = edited.get()?;
        if id == "new" {
            let terms = app.parameter("terms").unwrap_or_default().replace('|', "\n");
            return Some(view! { <Form group=None terms=terms done=done/> }.draw());
        }
        let group = Remote::<Synonyms>::new(move || format!("synonyms/{id}"));
        Some(
            group.view(move |group| view! { <Form group=Some(group) terms=String::new() done=done/> }.draw()),
        )
    };
    let go = Callback::new(move |q: String| app.go(&Query::default().with("q", q).on("synonyms")));
    let body = move |page: SynonymPage| table(app, page, may, offset());
    view! {
        <div class="page">
            <PageHead title=t("同義語", "Synonyms")>
                <a class="button" href=place::href("transfer?of=synonyms")>
                    {icon(Icon::Swap)}
                    <span>{t("取り込み・書き出し", "Import and export")}</span>
                </a>
                {may
                    .then(|| {
                        view! {
                            <a class="button primary" href=place::href("synonyms?edit=new")>
                                {icon(Icon::Plus)}
                                <span>{t("同義語を追加", "Add a group")}</span>
                            </a>
                        }
                    })}
            </PageHead>
            <p class="page-lead">
                {t(
                    "社内の言葉や略語を、FAQ の言葉につなげます。一般的な同義語は、はじめから入っています。次の公開から効きます。",
                    "Ties your company's words and abbreviations to those of the entries. Common ones are built in. Takes effect with the next publication.",
                )}
            </p>
            {form}
            {may.then(|| view! { <Proposals/> })}
            <Search
                id="search"
                value=Signal::derive(move || app.parameter("q").unwrap_or_default())
                go=go
                label=t("同義語を探す", "Search synonyms")
                placeholder=t("言葉", "A word")
                max=limits::SEARCH
            />
            {list.view(body)}
        </div>
    }
    .draw()
}

fn table(app: App, page: SynonymPage, may: bool, offset: u32) -> AnyView {
    if page.total == 0 {
        return ui::empty(
            Icon::Swap,
            t("同義語はありません", "There are no synonyms here"),
            t(
                "社内だけの言葉（システムの愛称、部署の略称など）を登録すると、その言葉でも FAQ が見つかります。",
                "Add the words that only your company uses, such as the nicknames of systems, and they find entries too.",
            ),
            (),
        )
        .draw();
    }
    let shared = page.shared;
    let words = |words: &[String]| {
        let word = |word: &String| {
            let twice = shared.contains(word);
            let tone = if twice { "chip warn" } else { "chip bare" };
            let why = twice.then(|| t("（ほかの組にもある）", " (in another group too)"));
            view! { <span class=tone>{word.clone()} {why}</span> }
        };
        itemised(words.iter().map(word).collect_view().draw())
    };
    let row = |group: Synonyms| {
        let href = query(app, offset).with("edit", group.id).on("synonyms");
        let label = format!("{}: {}", t("編集", "Edit"), group.terms.join(" "));
        let kind = if group.finds.is_empty() {
            t("互いに同じ", "Both ways")
        } else {
            t("一方向", "One way")
        };
        view! {
            <tr>
                <td class="cell-title">{words(&group.terms)}</td>
                <td class="nowrap">{kind}</td>
                <td>{words(&group.finds)}</td>
                <td>
                    {may
                        .then(|| {
                            view! {
                                <a class="button small" href=place::href(&href) aria-label=label>
                                    {t("編集", "Edit")}
                                </a>
                            }
                        })}
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("質問の言葉", "What people say")}</th>
                        <th scope="col">{t("向き", "Direction")}</th>
                        <th scope="col">{t("FAQ の言葉", "What entries say")}</th>
                        <th scope="col"><span class="unseen">{t("操作", "Actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager
            total=page.total
            offset=offset
            limit=LIMIT
            href=Box::new(move |to| place::href(&query(app, to).on("synonyms")))
        />
    }
    .draw()
}

fn itemised(words: AnyView) -> AnyView {
    view! { <span class="words">{words}</span> }.draw()
}

/// Words that found nothing before their visitor found an entry by others.
#[component]
fn Proposals() -> impl IntoView {
    let list = Remote::<Vec<SynonymProposal>>::new(|| "synonyms/proposals".into());
    move || {
        let all = list.get().unwrap_or_default();
        (!all.is_empty()).then(|| {
            let row = |one: SynonymProposal| {
                let terms = [one.said.clone(), one.then.clone()].join("|");
                let href = Query::default()
                    .with("edit", "new")
                    .with("terms", terms)
                    .on("synonyms");
                view! {
                    <li>
                        <b>{one.said}</b>
                        " → "
                        {one.then}
                        <span class="quiet small">" ×" {one.count} " " {one.entry.title}</span>
                        " "
                        <a class="button small" href=place::href(&href)>
                            {t("同義語にする", "Make a group")}
                        </a>
                    </li>
                }
            };
            view! {
                <details class="card proposals">
                    <summary>
                        <b>{t("見つからず、言い換えて解決した言葉", "Found nothing, then found in other words")}</b>
                        " "
                        <span class="chip bare">{all.len()}</span>
                    </summary>
                    <ul>{all.into_iter().map(row).collect_view()}</ul>
                </details>
            }
        })
    }
}
