//! The inbox: what visitors sent by forms, as a list and one by one.

mod bulk;
mod filters;
mod one;
mod query;
mod table;
mod words;

pub(crate) use one::SubmissionPage;

use crate::{
    app::{App, app},
    draw::Draw,
    lang::{number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, SaveTable, Selection, icon, list_keys},
};
use kotae_shared::{
    Localised,
    access::Permission,
    api::forms::{FormRow, SubmissionPage as Found, SubmissionRow, SubmissionState},
};
use leptos::prelude::*;
use query::Wanted;
use std::collections::HashMap;
use uuid::Uuid;

/// What the parts of the list share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct List {
    app: App,
    state: Memo<Wanted>,
    found: Remote<Found>,
    forms: Memo<Vec<(Uuid, Localised)>>,
    selection: Selection,
    /// The rows that were seen, which are changed from what they were.
    seen: StoredValue<HashMap<Uuid, SubmissionRow>>,
    may_handle: bool,
    may_delete: bool,
}

impl List {
    /// Remembers what was loaded.
    fn see(self, rows: &[SubmissionRow]) {
        self.seen
            .update_value(|seen| seen.extend(rows.iter().map(|row| (row.id, row.clone()))));
    }
}

/// The list.
#[component]
pub(crate) fn Submissions() -> impl IntoView {
    let app = app();
    list_keys();
    let state = Memo::new(move |_| Wanted::read(|name| app.parameter(name)));
    let role = app.session_now().user.role;
    let forms = Remote::<Vec<FormRow>>::new(|| "forms".into());
    let list = List {
        app,
        state,
        found: Remote::new(move || state.with(Wanted::request)),
        forms: Memo::new(move |_| {
            let forms = forms.get().unwrap_or_default();
            forms.into_iter().map(|form| (form.id, form.name)).collect()
        }),
        selection: Selection::new(),
        seen: StoredValue::new(HashMap::new()),
        may_handle: role.may(Permission::HandleSubmissions),
        may_delete: role.may(Permission::EditForms),
    };
    let export = role.may(Permission::ExportSubmissions).then(|| {
        view! {
            <SaveTable
                path=move |ending: &'static str| state.with_untracked(|state| state.export(ending))
                name="submissions"
            />
        }
    });
    let body = move |found: Found| {
        list.see(&found.items);
        let now = state.get_untracked();
        if found.items.is_empty() {
            return view! { {tabs(&now, found.counts)} {nothing(&now, found.counts)} }.draw();
        }
        let to = move |offset| {
            let state = state.get_untracked();
            place::href(&Wanted { offset, ..state }.address())
        };
        view! {
            {tabs(&now, found.counts)}
            {table::table(list, &now, &found)}
            <Pager total=found.total offset=now.offset limit=query::PAGE href=Box::new(to)/>
        }
        .draw()
    };
    let refresh = move |_| {
        list.found.reload();
        app.refresh();
    };
    view! {
        <div class="page">
            <PageHead title=t("受信箱", "Inbox")>
                <button type="button" class="button" on:click=refresh>
                    {t("最新にする", "Refresh")}
                </button>
                {export}
            </PageHead>
            <filters::Filters list=list/>
            {list.found.view(body)}
        </div>
    }
    .draw()
}

/// The states, with how many there are in each.
fn tabs(now: &Wanted, counts: [u32; 4]) -> AnyView {
    let tab = |state: Option<SubmissionState>, name: &'static str, count: u32| {
        let to = Wanted {
            state,
            offset: 0,
            ..now.clone()
        };
        view! {
            <a
                href=place::href(&to.address())
                aria-current=(state == now.state).then_some("page")
                data-noscroll=""
            >
                {name} " " <span class="count">{number(count)}</span>
            </a>
        }
    };
    let all = tab(None, t("すべて", "All"), counts.iter().sum());
    let states = query::STATES
        .into_iter()
        .zip(counts)
        .map(|(state, count)| tab(Some(state), words::state(state), count));
    view! {
        <nav class="tabs" aria-label=t("状態で絞り込み", "Filter by state")>
            {all} {states.collect_view()}
        </nav>
    }
    .draw()
}

/// The list is empty: because of the filters, or because nobody has sent anything yet.
fn nothing(now: &Wanted, counts: [u32; 4]) -> AnyView {
    if counts.iter().all(|count| *count == 0) && !now.is_narrow() {
        return ui::empty(
            Icon::Mail,
            t("まだ何も届いていません", "Nothing has come yet"),
            t(
                "フォームを公開すると、訪問者が送った内容が新しい順にここに並びます。",
                "Once a form is open, what visitors send appears here, newest first.",
            ),
            view! {
                <a class="button" href=place::href("forms")>
                    {icon(Icon::Edit)}
                    {t("フォームへ", "To the forms")}
                </a>
            },
        )
        .draw();
    }
    let plain = Wanted {
        state: now.state,
        ..Wanted::default()
    };
    let clear = now.is_narrow().then(|| {
        view! {
            <a class="button" href=place::href(&plain.address())>
                {t("絞り込みをすべて外す", "Clear all filters")}
            </a>
        }
    });
    ui::empty(
        Icon::Search,
        t("条件に合うものはありません", "Nothing matches"),
        if now.is_narrow() {
            t(
                "言葉を短くするか、絞り込みを外してみてください。",
                "Try fewer words, or take a filter away.",
            )
        } else {
            t("この状態のものはありません。", "There is none in this state.")
        },
        clear,
    )
    .draw()
}
