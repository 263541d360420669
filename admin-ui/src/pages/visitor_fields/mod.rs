//! Visitor fields: what the help desk wants to know of visitors, and where that comes from.

mod choices;
mod form;
mod words;

use crate::{
    api,
    app::{App, app},
    dates, dom,
    draw::Draw,
    lang::{self, number, t},
    pages::forms::words as of_forms,
    place,
    remote::Remote,
    ui::{self, Cell, Column, Filter, Icon, ListRow, LocalList, PageHead, Selection, icon, one_by_one},
};
use form::Form;
use kotae_shared::{
    Lang,
    access::Permission,
    api::visitor_fields::{VisitorFieldPlace, VisitorFieldRecord, VisitorFieldState},
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use uuid::Uuid;

/// The screen's path.
const PATH: &str = "visitor-fields";

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    list: Remote<Vec<VisitorFieldRecord>>,
    /// The button that moved one: it has the focus again when the list is drawn anew.
    moved: RwSignal<Option<String>>,
    /// The reader may change them.
    may: bool,
}

/// The page. The address says which one is being written: `?edit=ID`, or `?edit=new`.
#[component]
pub(crate) fn VisitorFields() -> impl IntoView {
    let app = app();
    let page = Page {
        app,
        list: Remote::new(|| PATH.into()),
        moved: RwSignal::new(None),
        may: app.session_now().user.role.may(Permission::EditForms),
    };
    let edited = Memo::new(move |_| app.parameter("edit"));
    let done = Callback::new(move |()| {
        page.list.reload();
        app.go(PATH);
        dom::focus_soon("h1");
    });
    let form = move || {
        let id = edited.get()?;
        if id == "new" {
            return page
                .may
                .then(|| view! { <Form record=None may=true done=done/> }.draw());
        }
        let one = Remote::<VisitorFieldRecord>::new(move || format!("{PATH}/{id}"));
        let may = page.may;
        Some(one.view(move |one| view! { <Form record=Some(one) may=may done=done/> }.draw()))
    };
    let body = move |rows: Vec<VisitorFieldRecord>| {
        if rows.is_empty() {
            return (edited.get().is_none()).then(|| nothing(page)).draw();
        }
        if let Some(button) = page.moved.try_update_untracked(Option::take).flatten() {
            request_animation_frame(move || {
                dom::focus(&button);
            });
        }
        table(page)
    };
    view! {
        <div class="page">
            <PageHead title=t("訪問者情報", "Visitor fields")>{page.may.then(add)}</PageHead>
            <p class="page-lead">
                {t(
                    "部署や社員番号など、質問した人について知りたいことを決めます。チャットが受け取るのは、ここで決めた項目だけです。名前とメールアドレスは、はじめから扱えます。",
                    "What you want to know of those who ask, such as a department or an employee number. The chat takes nothing but what is listed here. Name and mail address are built in.",
                )}
            </p>
            {form}
            {page.list.view(body)}
        </div>
    }
    .draw()
}

fn add() -> impl IntoView {
    view! {
        <a class="button primary" href=place::href("visitor-fields?edit=new")>
            {icon(Icon::Plus)}
            {t("項目を追加", "Add a field")}
        </a>
    }
}

fn nothing(page: Page) -> AnyView {
    ui::empty(
        Icon::User,
        t("項目はまだありません", "There are no fields yet"),
        t(
            "たとえば「部署」を追加すると、どの部署からの質問かが受信箱に表示され、フォームにも最初から入ります。",
            "Add “Department”, for example: the inbox then shows where a question comes from, and forms begin with it filled in.",
        ),
        page.may.then(add),
    )
    .draw()
}

fn table(page: Page) -> AnyView {
    let mut columns = vec![
        ("name", t("項目", "Field"), ""),
        ("kind", t("種類", "Kind"), "wide-only"),
        ("sources", t("値の出どころ", "Where values come from"), ""),
        ("kept", t("保存期間", "Kept for"), "nowrap wide-only"),
        ("state", t("状態", "State"), "nowrap"),
        ("updated", t("最終更新", "Last change"), "nowrap wide-only"),
    ];
    if page.may {
        columns.push(("order", t("順番", "Order"), "nowrap"));
    }
    let filters = vec![
        Filter {
            key: "state",
            name: t("状態", "State"),
            all: t("すべての状態", "Any state"),
            choices: vec![
                ("used".into(), t("使用中", "In use").into()),
                ("archived".into(), t("終了", "Archived").into()),
            ],
        },
        Filter {
            key: "source",
            name: t("値の出どころ", "Where values come from"),
            all: t("すべての出どころ", "Any source"),
            choices: words::SOURCES
                .iter()
                .map(|source| (source.key.to_owned(), source.name().to_owned()))
                .collect(),
        },
        Filter {
            key: "personal",
            name: t("個人情報", "Personal data"),
            all: t("個人情報かどうか", "Personal or not"),
            choices: vec![
                ("yes".into(), t("個人情報", "Personal").into()),
                ("no".into(), t("個人情報でない", "Not personal").into()),
            ],
        },
    ];
    let rows = Rc::new(move || {
        let all = page.list.get().unwrap_or_default();
        let last = all.len().saturating_sub(1);
        let order: Vec<Uuid> = all.iter().map(|record| record.id).collect();
        all.into_iter()
            .enumerate()
            .map(|(at, record)| row(page, record, (at, last), &order))
            .collect()
    });
    view! {
        <LocalList
            path=PATH
            label=t("項目を探す", "Search the fields")
            columns=columns.into_iter().map(|(key, name, class)| Column { key, name, class }).collect()
            filters=filters
            rows=rows
            bulk=page.may.then(|| bulk(page))
        />
    }
    .draw()
}

fn row(page: Page, record: VisitorFieldRecord, (at, last): (usize, usize), order: &[Uuid]) -> ListRow {
    let field = &record.field;
    let name = field.name.get(lang::current()).to_owned();
    let (key, personal) = (field.key.clone(), field.personal);
    let href = place::href(&format!("{PATH}?edit={}", record.id));
    let named = {
        let (name, key) = (name.clone(), key.clone());
        move || {
            view! {
                <a class="row-link" href=href.clone()>{name.clone()}</a>
                <span class="quiet small cell-note mono">{key.clone()}</span>
                {personal.then(|| view! { <span class="chip">{t("個人情報", "Personal")}</span> })}
            }
            .draw()
        }
    };
    let sources = words::sources(field.sources);
    let kept = words::kept(field.retention_days);
    let (tone, state, tag) = if record.archived {
        ("chip bare", t("終了", "Archived"), "state=archived")
    } else {
        ("chip good", t("使用中", "In use"), "state=used")
    };
    let changed = format!("{} {}", dates::full(record.updated_at), record.updated_by);
    let mut tags = vec![
        tag.to_owned(),
        format!("personal={}", if personal { "yes" } else { "no" }),
    ];
    let of = words::SOURCES
        .iter()
        .filter(|source| (source.is_on)(field.sources));
    tags.extend(of.map(|source| format!("source={}", source.key)));
    let mut cells = vec![
        Cell::text(format!("{name} {key}")).drawn(named),
        Cell::text(of_forms::kind(field.kind)),
        Cell::text(sources),
        Cell::number(i64::from(field.retention_days), kept),
        Cell::text(state).drawn(move || view! { <span class=tone>{state}</span> }.draw()),
        Cell::number(record.updated_at, changed),
    ];
    if page.may {
        let id = record.id;
        let up = at.checked_sub(1).and_then(|at| order.get(at).copied());
        // Before the one behind the next.
        let down = order.get(at + 2).copied();
        let own = name.clone();
        cells.push(Cell::number(at as i64, number(at as u32 + 1)).drawn(move || {
            let to = |before| VisitorFieldPlace { before };
            let (up, down) = (up.map(|up| to(Some(up))), (at < last).then(|| to(down)));
            view! {
                {mover(page, id, &own, true, up)}
                {mover(page, id, &own, false, down)}
            }
            .draw()
        }));
    }
    ListRow {
        id: record.id,
        name,
        cells,
        tags,
        selectable: page.may,
    }
}

/// A button that moves a field; `to` is `None` when it cannot go further.
fn mover(page: Page, id: Uuid, name: &str, is_up: bool, to: Option<VisitorFieldPlace>) -> AnyView {
    let label = match (lang::current(), is_up) {
        (Lang::Ja, true) => format!("「{name}」を上へ"),
        (Lang::Ja, false) => format!("「{name}」を下へ"),
        (Lang::En, true) => format!("Move {name} up"),
        (Lang::En, false) => format!("Move {name} down"),
    };
    let own = format!("{}-{id}", if is_up { "up" } else { "down" });
    let focused = format!("#{own}");
    let press = move |_| {
        let Some(place) = to else { return };
        let focused = focused.clone();
        spawn_local(async move {
            match api::put::<Vec<VisitorFieldRecord>>(&format!("{PATH}/{id}/place"), &place).await {
                Ok(_) => {
                    page.moved.set(Some(focused));
                    page.list.reload();
                }
                Err(failure) => page.app.fail(&failure),
            }
        });
    };
    view! {
        <button
            type="button"
            class="button plain small icon"
            id=own
            aria-label=label
            aria-disabled=to.is_none().then_some("true")
            on:click=press
        >
            {icon(if is_up { Icon::ArrowUp } else { Icon::ArrowDown })}
        </button>
    }
    .draw()
}

/// The buttons for the selected fields.
fn bulk(page: Page) -> Rc<dyn Fn(Selection) -> AnyView> {
    Rc::new(move |selection| {
        let set = move |archived: bool, said: &'static str| {
            let all = page.list.get().unwrap_or_default();
            let act = move |id: Uuid| {
                let version = all
                    .iter()
                    .find(|record| record.id == id)
                    .map_or(0, |record| record.version);
                let edit = VisitorFieldState { archived, version };
                async move {
                    api::put::<VisitorFieldRecord>(&format!("{PATH}/{id}/state"), &edit)
                        .await
                        .map(drop)
                }
            };
            let done = move || {
                selection.clear();
                page.list.reload();
            };
            one_by_one(page.app, selection.ids(), said, act, done);
        };
        view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| set(true, t("終了しました。", "Archived."))
            >
                {t("終了する", "Archive")}
            </button>
            <button
                type="button"
                class="button small"
                on:click=move |_| set(false, t("使用中に戻しました。", "In use again."))
            >
                {t("使用中に戻す", "Use again")}
            </button>
        }
        .draw()
    })
}
