//! The results of a form: what came in, added up.

mod question;
mod texts;
mod times;

pub(in crate::pages) use times::label;

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    lang::{self, number, t},
    remote::Remote,
    ui::{self, BackLink, Icon, PageHead, SaveTable},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::results::{By, Results, ResultsQuery},
};
use leptos::prelude::*;

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
    form: StoredValue<String>,
    query: Memo<ResultsQuery>,
    results: Remote<Results>,
}

impl Page {
    fn change(self, change: impl FnOnce(&mut ResultsQuery)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        let path = self.form.with_value(|id| format!("forms/{id}/results"));
        self.app.swap(&chosen(api::Query::default(), &query).on(&path));
    }
}

fn chosen(begin: api::Query, query: &ResultsQuery) -> api::Query {
    let by = PARTS.iter().find(|(_, by)| *by == query.by);
    begin
        .with("from", &query.from)
        .with("until", &query.until)
        .with("widget", &query.widget)
        .with("by", by.map(|(name, _)| *name).unwrap_or_default())
}

fn read(parameter: impl Fn(&str) -> Option<String>) -> ResultsQuery {
    let by = parameter("by").unwrap_or_default();
    ResultsQuery {
        from: parameter("from").unwrap_or_default(),
        until: parameter("until").unwrap_or_default(),
        widget: parameter("widget").unwrap_or_default(),
        by: PARTS
            .into_iter()
            .find(|(name, _)| *name == by)
            .and_then(|(_, by)| by),
    }
}

/// The page.
#[component]
pub(crate) fn ResultsPage(id: String) -> impl IntoView {
    let app = app();
    let query = Memo::new(move |_| read(|name| app.parameter(name)));
    let path = format!("forms/{id}/results");
    let form = StoredValue::new(id);
    let page = Page {
        app,
        form,
        query,
        results: Remote::new(move || chosen(api::Query::default(), &query.get()).on(&path)),
    };
    let title = Signal::derive(move || {
        let name = page
            .results
            .get()
            .map(|results| results.name.get(lang::current()).to_owned());
        match (lang::current(), name) {
            (_, None) => t("結果", "Results").to_owned(),
            (Lang::Ja, Some(name)) => format!("{name} の結果"),
            (Lang::En, Some(name)) => format!("Results of {name}"),
        }
    });
    let may_save = app.session_now().user.role.may(Permission::ExportSubmissions);
    let address = move |ending: &'static str| {
        let begin = form.with_value(|id| api::Query::default().with("form", id));
        chosen(begin, &query.get_untracked()).on(&format!("export/results.{ending}"))
    };
    view! {
        <div class="page">
            <BackLink to="forms" label=t("フォーム", "Forms")/>
            <PageHead title=title>
                {may_save.then(|| view! { <SaveTable path=Callback::new(address) name="results"/> })}
            </PageHead>
            {filters(page)}
            {page.results.view(move |results| all(page, results))}
        </div>
    }
    .draw()
}

fn filters(page: Page) -> AnyView {
    let day = |id: &'static str,
               label: &'static str,
               get: fn(&ResultsQuery) -> String,
               set: fn(&mut ResultsQuery, String)| {
        view! {
            <label class="day-filter" for=id>
                <span>{label}</span>
                <input
                    class="input"
                    type="date"
                    id=id
                    prop:value=move || page.query.with(get)
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        page.change(|query| set(query, value));
                    }
                />
            </label>
        }
    };
    let widgets = move || {
        let all = page
            .results
            .get()
            .map(|results| results.widgets)
            .unwrap_or_default();
        let now = page.query.with(|query| query.widget.clone());
        (all.len() > 1).then(|| {
            let options = all.into_iter().map(|(key, name)| {
                let is_now = key == now;
                view! { <option value=key selected=is_now>{name.get(lang::current()).to_owned()}</option> }
            });
            view! {
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
            }
        })
    };
    let clear = move || {
        page.query
            .with(|query| *query != ResultsQuery::default())
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| page.change(|query| *query = ResultsQuery::default())
                    >
                        {t("絞り込みを解除", "Clear")}
                    </button>
                }
            })
    };
    view! {
        <search class="filters">
            {day("results-from", t("開始日", "From"), |query| query.from.clone(), |query, value| query.from = value)}
            {day("results-until", t("終了日", "Until"), |query| query.until.clone(), |query, value| query.until = value)}
            {widgets}
            {clear}
        </search>
    }
    .draw()
}

fn all(page: Page, results: Results) -> AnyView {
    if results.total == 0 {
        let text = t(
            "この期間に届いたものはありません。迷惑と判定されたものは数えません。",
            "Nothing came in this time. What looks like spam does not count.",
        );
        return ui::empty(
            Icon::List,
            t("回答はまだありません", "No responses yet"),
            text,
            (),
        )
        .draw();
    }
    let total = results.total;
    let head = match lang::current() {
        Lang::Ja => format!("回答 {} 件", number(total)),
        Lang::En if total == 1 => "1 response".to_owned(),
        Lang::En => format!("{} responses", number(total)),
    };
    let questions = results
        .questions
        .into_iter()
        .map(|one| question::question(page, total, one));
    view! {
        <p class="results-total">{head}</p>
        {times::times(page, results.by, results.times)}
        {questions.collect_view()}
    }
    .draw()
}

/// A share in percent, with one digit behind the point.
fn percent(count: u32, of: u32) -> String {
    if of == 0 {
        return "–".into();
    }
    format!("{:.1}%", 100.0 * f64::from(count) / f64::from(of))
}

/// A bar of a share; figures stand beside it.
fn bar(count: u32, of: u32) -> AnyView {
    let share = if of == 0 {
        0.0
    } else {
        f64::from(count) / f64::from(of)
    };
    view! { <span class="share" aria-hidden="true"><i style=("--share", format!("{share:.4}"))></i></span> }
        .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_digit() {
        assert_eq!(
            (percent(1, 3), percent(0, 5), percent(0, 0)),
            ("33.3%".into(), "0.0%".into(), "–".into())
        );
        let query = read(|name| (name == "by").then(|| "week".into()));
        assert_eq!(query.by, Some(By::Week));
    }
}
