//! Groups of words that mean the same: the list, and one of them while it is written.

mod built_in;
mod form;
mod query;
mod table;

use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::{App, app},
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, SaveShown, Search, Selection, icon, list_keys},
};
use form::Form;
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::limits,
        words::{MixedTopics, SynonymKind, SynonymPage, SynonymProposal, SynonymQuery, Synonyms},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    query: Memo<SynonymQuery>,
    list: Remote<SynonymPage>,
    selection: Selection,
    /// Groups that may mix topics, once somebody has asked.
    mixed: RwSignal<Option<Vec<MixedTopics>>>,
    /// The reader may change them.
    may: bool,
}

/// The page. The address says which group is being written: `?edit=ID`, or `?edit=new` with `&terms=` to begin with.
#[component]
pub(crate) fn SynonymsPage() -> impl IntoView {
    let app = app();
    list_keys();
    let query = Memo::new(move |_| query::read(|name| app.parameter(name)));
    // Who may write in some categories alone may not write what holds for all.
    let user = app.session_now().user;
    let page = Page {
        app,
        query,
        list: Remote::new(move || query::request(&query.get())),
        selection: Selection::new(),
        mixed: RwSignal::new(None),
        may: user.role.may(Permission::EditKnowledge) && user.categories.is_none(),
    };
    let may = page.may;
    let edited = Memo::new(move |_| app.parameter("edit").filter(|_| may));
    let done = Callback::new(move |()| {
        page.list.reload();
        app.go(&query::address(&query.get_untracked()));
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
            {move || {
                (may && app.may(Permission::ReadQuestions)).then(|| view! { <Proposals/> })
            }}
            <Filters page=page/>
            {page.list.view(move |shown| table::table(page, shown))}
            <built_in::BuiltIn/>
        </div>
    }
    .draw()
}

/// The search, the filters, and the file of what is shown.
#[component]
fn Filters(page: Page) -> impl IntoView {
    let app = page.app;
    let query = page.query;
    let go = move |changed: SynonymQuery, swap: bool| {
        let to = query::address(&SynonymQuery { offset: 0, ..changed });
        if swap { app.swap(&to) } else { app.go(&to) }
    };
    let search = Callback::new(move |q: String| {
        go(
            SynonymQuery {
                q,
                ..query.get_untracked()
            },
            true,
        );
    });
    let kind_changed = move |event: web_sys::Event| {
        let key = event_target_value(&event);
        let kind = query::KINDS.into_iter().find(|(_, name)| *name == key);
        go(
            SynonymQuery {
                kind: kind.map(|(kind, _)| kind),
                ..query.get_untracked()
            },
            false,
        );
    };
    let shared_changed = move |event: web_sys::Event| {
        go(
            SynonymQuery {
                shared: event_target_checked(&event),
                ..query.get_untracked()
            },
            false,
        );
    };
    let option = move |(kind, key): (SynonymKind, &'static str)| {
        view! {
            <option value=key prop:selected=move || query.with(|query| query.kind == Some(kind))>
                {table::kind_name(kind)}
            </option>
        }
    };
    let clear = move || {
        query.with(query::is_filtered).then(|| {
            view! {
                <a class="button plain small" href=place::href("synonyms")>
                    {icon(Icon::Close)}
                    {t("絞り込みを外す", "Clear")}
                </a>
            }
        })
    };
    view! {
        <search class="filters">
            <Search
                id="search"
                value=Signal::derive(move || query.with(|query| query.q.clone()))
                go=search
                label=t("同義語を探す", "Search synonyms")
                placeholder=t("言葉", "A word")
                max=limits::SEARCH
            />
            <select
                class="select"
                aria-label=t("向き", "Direction")
                class:chosen=move || query.with(|query| query.kind.is_some())
                on:change=kind_changed
            >
                <option value="" prop:selected=move || query.with(|query| query.kind.is_none())>
                    {t("すべての向き", "Any direction")}
                </option>
                {query::KINDS.map(option).collect_view()}
            </select>
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=move || query.with(|query| query.shared)
                    on:change=shared_changed
                />
                {t("ほかの組と重なる言葉", "Words in another group too")}
            </label>
            {clear}
            {page.may.then(|| view! { <Topics page=page/> })}
            <SaveShown name="synonyms" table=Rc::new(move || table::shown(query.get_untracked()))/>
        </search>
    }
    .draw()
}

/// Looks for groups whose words mean different things.
#[component]
fn Topics(page: Page) -> impl IntoView {
    let busy = RwSignal::new(false);
    let look = move |_| {
        busy.set(true);
        spawn_local(async move {
            match api::get::<Vec<MixedTopics>>("synonyms/topics").await {
                Ok(mixed) => {
                    let count = number(mixed.len() as u32);
                    page.app.say(match (lang::current(), mixed.is_empty()) {
                        (Lang::Ja, true) => "話題の混ざった組は見つかりませんでした。".to_owned(),
                        (Lang::En, true) => "No group seems to mix topics.".to_owned(),
                        (Lang::Ja, false) => format!("話題が混ざっているかもしれない組: {count} 組。"),
                        (Lang::En, false) => format!("Groups that may mix topics: {count}."),
                    });
                    page.mixed.try_set(Some(mixed));
                }
                Err(failure) => page.app.fail(&failure),
            }
            busy.try_set(false);
        });
    };
    let found = move || {
        let first = page.mixed.with(|mixed| mixed.as_ref()?.first().cloned())?;
        let term = first
            .topics
            .first()
            .map(|(term, _)| term.clone())
            .unwrap_or_default();
        let links = page.mixed.with(|mixed| {
            let link = |group: &MixedTopics| {
                let terms: Vec<&str> = group.topics.iter().map(|(term, _)| term.as_str()).collect();
                let href = Query::default().with("edit", group.id).on("synonyms");
                view! {
                    <li>
                        <a href=place::href(&href)>{terms.join(" / ")}</a>
                    </li>
                }
            };
            mixed.iter().flatten().map(link).collect_view()
        });
        // The page may show none of them.
        (!term.is_empty()).then(|| {
            view! {
                <details class="mixed-topics">
                    <summary>{t("話題が混ざっているかもしれない組", "Groups that may mix topics")}</summary>
                    <ul class="plain">{links}</ul>
                </details>
            }
        })
    };
    view! {
        <button
            type="button"
            class="button small"
            disabled=busy
            aria-busy=move || busy.get().then_some("true")
            on:click=look
        >
            <span>{t("話題の混ざりを調べる", "Look for mixed topics")}</span>
        </button>
        {found}
    }
    .draw()
}

/// Nothing is shown: because of the filters, or since there are none yet.
fn nothing(query: &SynonymQuery) -> AnyView {
    if query::is_filtered(query) || query.offset > 0 {
        return ui::empty(
            Icon::Search,
            t("条件に合う同義語はありません", "No group matches"),
            t(
                "言葉を短くするか、絞り込みを外してみてください。",
                "Try fewer words, or take a filter away.",
            ),
            view! { <a class="button" href=place::href("synonyms")>{t("すべて表示", "Show all")}</a> },
        )
        .draw();
    }
    ui::empty(
        Icon::Swap,
        t("同義語はありません", "There are no synonyms here"),
        t(
            "社内だけの言葉（システムの愛称、部署の略称など）を登録すると、その言葉でも FAQ が見つかります。",
            "Add the words that only your company uses, such as the nicknames of systems, and they find entries too.",
        ),
        (),
    )
    .draw()
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
