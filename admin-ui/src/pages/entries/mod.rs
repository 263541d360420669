//! The list of entries. What is shown is kept in the address; what is selected, in the page.

mod bulk;
mod bulk_tools;
mod filters;
pub(crate) mod people;
pub(crate) mod query;
pub(crate) mod status;
mod table;
pub(crate) mod undo;

use crate::draw::Draw;
use crate::{
    app::app,
    lang::{self, number, plural, t},
    pages::categories::Tree,
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, SaveTable, Selection, icon, list_keys},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{BulkResult, Category, EntryPage, EntryQuery},
};
use leptos::prelude::*;
use std::cell::RefCell;

thread_local! {
    /// Where the way back from an entry leads.
    static LAST: RefCell<String> = RefCell::new("entries".into());
}

/// The list as it was last seen, with its filters.
pub(crate) fn last_address() -> String {
    LAST.with_borrow(String::clone)
}

/// The page.
#[component]
pub(crate) fn Entries() -> impl IntoView {
    let app = app();
    let query = Memo::new(move |_| query::read(|name| app.parameter(name)));
    let page = Remote::<EntryPage>::new(move || query::request(&query.get()));
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let tree = Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default());
    let people = people::load();
    let selection = Selection::new();
    let last = RwSignal::new(None::<BulkResult>);
    let may_write = app.session_now().user.role.may(Permission::EditKnowledge);
    Effect::new(move |_| LAST.set(query.with(query::address)));
    list_keys();
    let body = move |shown: EntryPage| {
        if shown.items.is_empty() {
            return nothing(&query.get_untracked(), shown.total);
        }
        let (total, offset) = (shown.total, query.get_untracked().offset);
        let to = move |offset| {
            place::href(&query::address(&EntryQuery {
                offset,
                ..query.get_untracked()
            }))
        };
        view! {
            {may_write.then(|| view! { <bulk::Bar query=query page=page shown=shown.clone() tree=tree people=people selection=selection last=last/> })}
            <table::Table rows=shown.items query=query tree=tree selection=selection/>
            <Pager total=total offset=offset limit=query::PAGE href=Box::new(to)/>
        }
        .draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("FAQ", "FAQ")>
                {app.session_now().user.role.may(Permission::ExportKnowledge).then(|| view! {
                    <SaveTable path=move |ending: &'static str| query::export(&query.get_untracked(), ending) name="faq"/>
                    <a class="button" href=place::href("transfer")>
                        {icon(Icon::Swap)}
                        {t("取り込み・書き出し", "Import and export")}
                    </a>
                })}
                {new_button()}
            </PageHead>
            <filters::Filters query=query tree=tree people=people/>
            <p class="unseen" aria-live="polite">{move || page.get().map(|page| found(page.total))}</p>
            <undo::LastChange last=last page=page/>
            <div class="entries">{page.view(body)}</div>
        </div>
    }
    .draw()
}

fn new_button() -> AnyView {
    if !app().session_now().user.role.may(Permission::EditKnowledge) {
        return ().draw();
    }
    view! {
        <a class="button primary" href=place::href("entries/new")>
            {icon(Icon::Plus)}
            {t("FAQ を追加", "New entry")}
        </a>
    }
    .draw()
}

/// How many there are, in words.
fn found(total: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("{} 件", number(total)),
        Lang::En => format!("{} {}", number(total), plural(total, "entry", "entries")),
    }
}

/// The list is empty: because of the filters, because the page is past the end, or because nothing was written yet.
fn nothing(query: &EntryQuery, total: u32) -> AnyView {
    if total > 0 {
        let first = query::address(&EntryQuery {
            offset: 0,
            ..query.clone()
        });
        return ui::empty(
            Icon::Book,
            t("このページには何もありません", "There is nothing on this page"),
            t("一覧が短くなりました。", "The list has become shorter."),
            view! { <a class="button" href=place::href(&first)>{t("先頭のページへ", "To the first page")}</a> },
        )
        .draw();
    }
    if query::is_filtered(query) {
        return ui::empty(
            Icon::Search,
            t("条件に合う FAQ はありません", "No entry matches"),
            t(
                "言葉を短くするか、絞り込みを外してみてください。",
                "Try fewer words, or take a filter away.",
            ),
            view! {
                <a class="button" href=place::href("entries")>
                    {t("絞り込みをすべて外す", "Clear all filters")}
                </a>
            },
        )
        .draw();
    }
    ui::empty(
        Icon::Book,
        t("FAQ はまだありません", "There are no entries yet"),
        t(
            "Excel などで作った一覧があれば、CSV で取り込めます。1 件ずつ書くこともできます。",
            "If you have a list, for example in Excel, import it as CSV. Or write the first entry by hand.",
        ),
        view! {
            {app().session_now().user.role.may(Permission::EditKnowledge).then(|| view! {
                <a class="button" href=place::href("transfer")>
                    {icon(Icon::Upload)}
                    {t("CSV を取り込む", "Import a CSV file")}
                </a>
            })}
            {new_button()}
        },
    )
    .draw()
}
