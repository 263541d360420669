//! Pinned questions: what each must find, and how it went last.

mod difference;
mod form;
mod proposals;
mod query;
mod table;

pub(crate) use difference::Broken;

use crate::draw::Draw;
use crate::{
    api,
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
        admin::{Entry, limits},
        pinned::{Pinned, PinnedChosen, PinnedPage, PinnedQuery, PinnedReport, PinnedState},
    },
};
use leptos::{prelude::*, task::spawn_local};
use proposals::Proposals;
use std::rc::Rc;
use uuid::Uuid;

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    query: Memo<PinnedQuery>,
    list: Remote<PinnedPage>,
    selection: Selection,
    running: RwSignal<bool>,
    /// The reader may change them.
    may: bool,
}

impl Page {
    /// Asks these, or all when there are none, of what the next publication would have.
    fn run(self, ids: Vec<Uuid>) {
        let app = self.app;
        self.running.set(true);
        spawn_local(async move {
            match api::post::<PinnedReport>("pinned/run", &PinnedChosen { ids }).await {
                Ok(report) => {
                    app.say(said(report));
                    self.list.reload();
                }
                Err(failure) => app.fail(&failure),
            }
            self.running.try_set(false);
        });
    }
}

/// The page. The address says which one is being written: `?edit=ID`, or `?edit=new`.
#[component]
pub(crate) fn PinnedQuestions() -> impl IntoView {
    let app = app();
    list_keys();
    let query = Memo::new(move |_| query::read(|name| app.parameter(name)));
    let page = Page {
        app,
        query,
        list: Remote::new(move || query::request(&query.get())),
        selection: Selection::new(),
        running: RwSignal::new(false),
        may: app.session_now().user.role.may(Permission::EditKnowledge),
    };
    let may = page.may;
    let edited = Memo::new(move |_| {
        let new = app.parameter("new").map(|_| "new".to_owned());
        app.parameter("edit").or(new).filter(|_| may)
    });
    let done = Callback::new(move |()| {
        page.list.reload();
        app.go(&query::address(&query.get_untracked()));
    });
    let form = move || {
        let id = edited.get()?;
        if id == "new" {
            return Some(view! { <Form pinned=None done=done/> }.draw());
        }
        let one = Remote::<Pinned>::new(move || format!("pinned/{id}"));
        Some(one.view(move |one| view! { <Form pinned=Some(one) done=done/> }.draw()))
    };
    view! {
        <div class="page">
            <PageHead title=t("固定した質問", "Pinned questions")>
                {may
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                disabled=page.running
                                aria-busy=move || page.running.get().then_some("true")
                                on:click=move |_| page.run(Vec::new())
                            >
                                <span>{t("いまの下書きで確かめる", "Run against the drafts")}</span>
                            </button>
                            <a class="button primary" href=place::href("pinned?edit=new")>
                                {icon(Icon::Plus)}
                                {t("質問を固定", "Pin a question")}
                            </a>
                        }
                    })}
            </PageHead>
            <p class="page-lead">
                {t(
                    "公開のたびに、実際の検索で確かめます。期待と違う結果になる公開は止まり、理由を書けば続けられます。",
                    "Each publication asks them as visitors would. One that breaks any is stopped, unless a reason is given.",
                )}
            </p>
            {form}
            {move || {
                (may && app.may(Permission::ReadQuestions))
                    .then(|| view! { <Proposals done=Callback::new(move |()| page.list.reload())/> })
            }}
            <Filters page=page/>
            {page.list.view(move |shown| table::table(page, shown))}
        </div>
    }
    .draw()
}

/// The search, the filters and the file of what is shown.
#[component]
fn Filters(page: Page) -> impl IntoView {
    let app = app();
    let query = page.query;
    let go = move |changed: PinnedQuery, swap: bool| {
        let to = query::address(&PinnedQuery { offset: 0, ..changed });
        if swap { app.swap(&to) } else { app.go(&to) }
    };
    let search = Callback::new(move |q: String| {
        go(
            PinnedQuery {
                q,
                ..query.get_untracked()
            },
            true,
        );
    });
    let state_changed = move |event: web_sys::Event| {
        let key = event_target_value(&event);
        let state = query::STATES.into_iter().find(|(_, name)| *name == key);
        go(
            PinnedQuery {
                state: state.map(|(state, _)| state),
                ..query.get_untracked()
            },
            false,
        );
    };
    let option = move |(state, key): (PinnedState, &'static str)| {
        view! {
            <option value=key prop:selected=move || query.with(|query| query.state == Some(state))>
                {table::state_name(state)}
            </option>
        }
    };
    // The entry's filter comes by links; its chip takes it away.
    let wanted = Memo::new(move |_| query.with(|query| query.entry));
    let of_entry = move || {
        wanted.get().map(|id| {
            let entry = Remote::<Entry>::new(move || format!("entries/{id}"));
            let title = move || entry.get().map(|entry| entry.title).unwrap_or_default();
            let without = move |_| {
                go(
                    PinnedQuery {
                        entry: None,
                        ..query.get_untracked()
                    },
                    false,
                );
            };
            view! {
                <button type="button" class="button small filter-chip" on:click=without>
                    <span>{t("FAQ: ", "Entry: ")} {title}</span>
                    {icon(Icon::Close)}
                    <span class="unseen">{t("この絞り込みを外す", "Take this filter away")}</span>
                </button>
            }
        })
    };
    let clear = move || {
        query.with(query::is_filtered).then(|| {
            view! {
                <a class="button plain small" href=place::href("pinned")>
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
                label=t("固定した質問を探す", "Search pinned questions")
                placeholder=t("質問の言葉", "Words of the question")
                max=limits::SEARCH
            />
            <select
                class="select"
                aria-label=t("前回の結果", "Last result")
                class:chosen=move || query.with(|query| query.state.is_some())
                on:change=state_changed
            >
                <option value="" prop:selected=move || query.with(|query| query.state.is_none())>
                    {t("すべての結果", "Any result")}
                </option>
                {query::STATES.map(option).collect_view()}
            </select>
            {of_entry}
            {clear}
            <SaveShown
                name="pinned"
                table=Rc::new(move || table::shown(query.get_untracked()))
            />
        </search>
    }
    .draw()
}

/// Nothing is shown: because of the filters, or since there are none yet.
fn nothing(query: &PinnedQuery) -> AnyView {
    if query::is_filtered(query) || query.offset > 0 {
        return ui::empty(
            Icon::Search,
            t("条件に合う質問はありません", "No question matches"),
            t(
                "言葉を短くするか、絞り込みを外してみてください。",
                "Try fewer words, or take a filter away.",
            ),
            view! { <a class="button" href=place::href("pinned")>{t("すべて表示", "Show all")}</a> },
        )
        .draw();
    }
    ui::empty(
        Icon::Check,
        t("固定した質問はありません", "There are no pinned questions here"),
        t(
            "よくある質問と、最初に出るべき FAQ を決めておくと、公開のたびに確かめます。",
            "Say which entry a question must bring first; every publication makes sure of it.",
        ),
        (),
    )
    .draw()
}

fn said(report: PinnedReport) -> String {
    let (total, broken) = (number(report.total), number(report.broken));
    match lang::current() {
        Lang::Ja => format!("{total} 件を確かめました。期待と違うもの: {broken} 件。"),
        Lang::En => format!("{total} asked, {broken} broken."),
    }
}
