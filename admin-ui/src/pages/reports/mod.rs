//! Reports: what visitors did in a period, with how each figure is counted.

mod assumption;
mod chart;
mod hours;
mod lists;
mod mail;
mod overview;
mod picture;

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    lang::{self, t},
    place,
    remote::Remote,
    ui::{PageHead, SaveTable},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    access::Permission,
    api::{
        admin::Category,
        reports::{Days, ReportQuery, limits},
        results::By,
    },
};
use leptos::prelude::*;

/// The reports by their addresses, with their names in files.
const REPORTS: [(&str, &str); 4] = [
    ("", "overview"),
    ("entries", "entries"),
    ("questions", "questions"),
    ("scenarios", "scenarios"),
];

/// How time is divided, by its name in addresses; the first is as fits.
const PARTS: [(&str, Option<By>); 4] = [
    ("", None),
    ("day", Some(By::Day)),
    ("week", Some(By::Week)),
    ("month", Some(By::Month)),
];

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    /// Which report, by its address.
    of: &'static str,
    query: Memo<ReportQuery>,
    /// The widgets that the report knows, once it is there.
    widgets: RwSignal<Vec<(String, Localised)>>,
    /// The period that the report is of.
    days: RwSignal<Days>,
}

impl Page {
    fn change(self, change: impl FnOnce(&mut ReportQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        self.app
            .swap(&chosen(api::Query::default(), &query).on(&address(self.of)));
    }

    /// Takes over what every report tells.
    fn know(self, days: &Days, widgets: &[(String, Localised)]) {
        self.days.set(days.clone());
        self.widgets.set(widgets.to_vec());
    }
}

fn address(of: &str) -> String {
    if of.is_empty() {
        "reports".to_owned()
    } else {
        format!("reports/{of}")
    }
}

fn chosen(begin: api::Query, query: &ReportQuery) -> api::Query {
    let by = PARTS.iter().find(|(_, by)| *by == query.by);
    begin
        .with("from", &query.from)
        .with("until", &query.until)
        .maybe("days", (query.days > 0).then_some(query.days))
        .with("widget", &query.widget)
        .maybe("category", query.category)
        .with("by", by.map(|(name, _)| *name).unwrap_or_default())
}

fn read(parameter: impl Fn(&str) -> Option<String>) -> ReportQuery {
    let by = parameter("by").unwrap_or_default();
    ReportQuery {
        from: parameter("from").unwrap_or_default(),
        until: parameter("until").unwrap_or_default(),
        days: parameter("days").and_then(|days| days.parse().ok()).unwrap_or(0),
        widget: parameter("widget").unwrap_or_default(),
        category: parameter("category").and_then(|id| Uuid::parse_str(&id).ok()),
        by: PARTS
            .into_iter()
            .find(|(name, _)| *name == by)
            .and_then(|(_, by)| by),
    }
}

/// The page of a report; an unknown one is the overview.
#[component]
pub(crate) fn Reports(#[prop(optional)] of: String) -> impl IntoView {
    let app = app();
    let (of, name) = REPORTS
        .into_iter()
        .find(|(path, _)| *path == of)
        .unwrap_or(REPORTS[0]);
    let page = Page {
        app,
        of,
        query: Memo::new(move |_| read(|name| app.parameter(name))),
        widgets: RwSignal::new(Vec::new()),
        days: RwSignal::new(Days::default()),
    };
    let body = match of {
        "entries" => view! { <lists::Entries page=page/> }.draw(),
        "questions" => view! { <lists::Questions page=page/> }.draw(),
        "scenarios" => view! { <lists::Scenarios page=page/> }.draw(),
        _ => view! { <overview::Overview page=page/> }.draw(),
    };
    let save = app.may(Permission::ExportQuestions).then(|| {
        let path = move |ending: &'static str| file(page, name, ending);
        view! { <SaveTable path=Callback::new(path) name="report"/> }
    });
    view! {
        <div class="page reports">
            <PageHead title=t("レポート", "Reports")>{save}</PageHead>
            {tabs(page)}
            {filters(page)}
            {body}
        </div>
    }
    .draw()
}

/// The address of a report as a file.
fn file(page: Page, name: &str, ending: &str) -> String {
    let begin = api::Query::default().with("report", name);
    chosen(begin, &page.query.get_untracked()).on(&format!("export/report.{ending}"))
}

/// The address that a report is loaded from.
fn request(page: Page, name: &str) -> String {
    chosen(api::Query::default(), &page.query.get()).on(&format!("reports/{name}"))
}

fn tabs(page: Page) -> AnyView {
    let tab = |(of, _): (&'static str, &str)| {
        let words = match of {
            "entries" => t("FAQ ごと", "Entries"),
            "questions" => t("多い質問", "Questions"),
            "scenarios" => t("シナリオ", "Scenarios"),
            _ => t("概要", "Overview"),
        };
        let href = move || {
            let query = ReportQuery {
                by: None,
                ..page.query.get()
            };
            place::href(&chosen(api::Query::default(), &query).on(&address(of)))
        };
        let current = (page.of == of).then_some("page");
        view! { <a href=href aria-current=current>{words}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t("レポートの種類", "Kinds of reports")>
            {REPORTS.into_iter().map(tab).collect_view()}
        </nav>
    }
    .draw()
}

/// Periods that end today, by their length in days.
const LENGTHS: [u32; 4] = [7, 30, 90, 365];

fn filters(page: Page) -> AnyView {
    let length = |days: u32| {
        let words = match lang::current() {
            Lang::Ja => format!("{days} 日"),
            Lang::En => format!("{days} days"),
        };
        let wanted = if days == limits::DAYS { 0 } else { days };
        let is_now = move || {
            let is_it =
                |query: &ReportQuery| query.from.is_empty() && query.until.is_empty() && query.days == wanted;
            page.query.with(is_it)
        };
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || if is_now() { "true" } else { "false" }
                on:click=move |_| {
                    page.change(|query| {
                        query.from.clear();
                        query.until.clear();
                        query.days = wanted;
                    });
                }
            >
                {words}
            </button>
        }
    };
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    view! {
        <search class="filters">
            <span class="form-actions" role="group" aria-label=t("期間の長さ", "Length of the period")>
                {LENGTHS.into_iter().map(length).collect_view()}
            </span>
            {day(page, "report-from", t("開始日", "From"), |days| days.from.clone(), move |query: &mut ReportQuery, value| {
                    // The last day stays the one that is shown.
                    query.until = page.days.with_untracked(|days| days.until.clone());
                    query.from = value;
                })}
            {day(page, "report-until", t("終了日", "Until"), |days| days.until.clone(), move |query: &mut ReportQuery, value| {
                    query.from = page.days.with_untracked(|days| days.from.clone());
                    query.until = value;
                })}
            {move || widget(page)}
            {move || category(page, categories.get().unwrap_or_default())}
        </search>
    }
    .draw()
}

fn day(
    page: Page,
    id: &'static str,
    label: &'static str,
    get: fn(&Days) -> String,
    set: impl Fn(&mut ReportQuery, String) + 'static,
) -> AnyView {
    view! {
        <label class="day-filter" for=id>
            <span>{label}</span>
            <input
                class="input"
                type="date"
                id=id
                prop:value=move || page.days.with(get)
                on:change=move |event| {
                    let value = event_target_value(&event);
                    page.change(|query| set(query, value));
                }
            />
        </label>
    }
    .draw()
}

/// A choice of widgets, where there are several and the report asks for one.
fn widget(page: Page) -> Option<AnyView> {
    let all = page.widgets.get();
    let now = page.query.with(|query| query.widget.clone());
    if all.len() < 2 || page.of == "entries" {
        return None;
    }
    let options = all.into_iter().map(|(key, name)| {
        let is_now = key == now;
        view! { <option value=key selected=is_now>{name.get(lang::current()).to_owned()}</option> }
    });
    let select = view! {
        <select
            class="select"
            aria-label=t("ウィジェット", "Widget")
            on:change=move |event| {
                let value = event_target_value(&event);
                page.change(|query| query.widget = value);
            }
        >
            <option value="">{t("すべてのウィジェット", "All widgets")}</option>
            {options.collect_view()}
        </select>
    };
    Some(select.draw())
}

/// A choice of categories, where the report is about entries.
fn category(page: Page, all: Vec<Category>) -> Option<AnyView> {
    if all.is_empty() || !matches!(page.of, "" | "entries") {
        return None;
    }
    let now = page.query.with(|query| query.category);
    let depth = |mut at: Option<Uuid>| {
        let mut depth = 0;
        while let Some(one) = at.and_then(|id| all.iter().find(|one| one.id == id)) {
            (depth, at) = (depth + 1, one.parent);
        }
        depth
    };
    let options = all.iter().map(|one| {
        let name = format!("{}{}", "\u{3000}".repeat(depth(one.parent)), one.name);
        view! { <option value=one.id.to_string() selected=now == Some(one.id)>{name}</option> }
    });
    let options = options.collect_view();
    let select = view! {
        <select
            class="select"
            aria-label=t("カテゴリー", "Category")
            on:change=move |event| {
                let value = event_target_value(&event);
                page.change(|query| query.category = Uuid::parse_str(&value).ok());
            }
        >
            <option value="">{t("すべてのカテゴリー", "All categories")}</option>
            {options}
        </select>
    };
    Some(select.draw())
}
