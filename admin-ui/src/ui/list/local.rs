//! A list that comes whole: searched, filtered, sorted and divided into pages in the browser. Its state is the address.

use super::{
    BulkBar, CheckAll, CheckOne, SaveShown, Selection, Shown, Sorted, list_keys, shown_now, sort_head,
};
use crate::draw::Draw;
use crate::{
    api::Query,
    app::{App, app},
    lang::t,
    place,
    ui::{self, Icon, Pager, Search, icon},
};
use kotae_shared::{api::admin::limits, text::fold};
use leptos::prelude::*;
use std::{cmp::Ordering, rc::Rc};
use uuid::Uuid;

/// Rows of a page.
const PAGE: usize = 50;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its name in the address.
    pub(crate) key: &'static str,
    /// What its head says.
    pub(crate) name: &'static str,
    /// Classes of its cells: `wide-only`, `nowrap`.
    pub(crate) class: &'static str,
}

/// What a row is compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// A number, a time.
    Number(i64),
    /// A text, folded.
    Text(String),
}

/// A cell: what a file has and a search finds, what it is sorted by, and what is drawn.
#[derive(Clone)]
pub(crate) struct Cell {
    text: String,
    order: Order,
    draw: Option<Rc<dyn Fn() -> AnyView>>,
}

impl Cell {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            order: Order::Text(fold(&text)),
            text,
            draw: None,
        }
    }

    /// A text that is sorted by a number.
    pub(crate) fn number(number: impl Into<i64>, text: impl Into<String>) -> Self {
        Self {
            order: Order::Number(number.into()),
            text: text.into(),
            draw: None,
        }
    }

    /// The same, drawn in another way.
    pub(crate) fn drawn(self, draw: impl Fn() -> AnyView + 'static) -> Self {
        Self {
            draw: Some(Rc::new(draw)),
            ..self
        }
    }

    fn show(&self) -> AnyView {
        match &self.draw {
            Some(draw) => draw(),
            None => self.text.clone().draw(),
        }
    }
}

/// A row.
#[derive(Clone)]
pub(crate) struct ListRow {
    pub(crate) id: Uuid,
    /// What its box is called.
    pub(crate) name: String,
    /// One for each column.
    pub(crate) cells: Vec<Cell>,
    /// The choices of the filters that it belongs to, as `KEY=CHOICE`.
    pub(crate) tags: Vec<String>,
    /// It can be selected.
    pub(crate) selectable: bool,
}

/// A filter: one of its choices, or all.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    /// Its name in the address.
    pub(crate) key: &'static str,
    /// What it is called.
    pub(crate) name: &'static str,
    /// What no choice is called.
    pub(crate) all: &'static str,
    /// Each choice's name in the address and on the screen.
    pub(crate) choices: Vec<(String, String)>,
}

/// What is done to the selected rows; drawn while there are any.
pub(crate) type Bulk = Rc<dyn Fn(Selection) -> AnyView>;

/// The state of a list, as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct State {
    q: String,
    filters: Vec<Option<String>>,
    /// The column's key; with `-` before it the greatest first.
    sort: String,
    offset: usize,
}

impl State {
    fn read(app: App, filters: &[Filter]) -> Self {
        Self {
            q: app.parameter("q").unwrap_or_default(),
            filters: filters.iter().map(|filter| app.parameter(filter.key)).collect(),
            sort: app.parameter("sort").unwrap_or_default(),
            offset: app
                .parameter("offset")
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
        }
    }

    fn is_narrow(&self) -> bool {
        !self.q.is_empty() || self.filters.iter().any(Option::is_some)
    }

    fn address(&self, path: &str, filters: &[Filter]) -> String {
        let mut query = Query::default().with("q", &self.q);
        for (filter, chosen) in filters.iter().zip(&self.filters) {
            query = query.maybe(filter.key, chosen.as_ref());
        }
        query
            .with("sort", &self.sort)
            .maybe("offset", (self.offset > 0).then_some(self.offset))
            .on(path)
    }
}

/// The list.
#[component]
pub(crate) fn LocalList(
    /// The screen's path; begins the file's name, too.
    path: &'static str,
    /// What is searched.
    label: &'static str,
    columns: Vec<Column>,
    #[prop(optional)] filters: Vec<Filter>,
    /// All rows, in their first order. Reactive.
    rows: Rc<dyn Fn() -> Vec<ListRow>>,
    #[prop(optional_no_strip)] bulk: Option<Bulk>,
) -> impl IntoView {
    let app = app();
    list_keys();
    let selection = Selection::new();
    let columns = StoredValue::new(columns);
    let filters = StoredValue::new(filters);
    let rows = StoredValue::new_local(rows);
    let bulk = StoredValue::new_local(bulk);
    let state = Memo::new(move |_| filters.with_value(|filters| State::read(app, filters)));
    let address = move |state: &State| filters.with_value(|filters| state.address(path, filters));
    let found = move || {
        let all = rows.with_value(|rows| rows());
        let narrow = state.get();
        filters.with_value(|filters| columns.with_value(|columns| find(all, &narrow, filters, columns)))
    };
    let search = Callback::new(move |q: String| {
        app.swap(&address(&State {
            q,
            offset: 0,
            ..state.get_untracked()
        }));
    });
    let select = move |at: usize, filter: &Filter| {
        let change = move |event: web_sys::Event| {
            let value = event_target_value(&event);
            let mut changed = state.get_untracked();
            changed.offset = 0;
            if let Some(slot) = changed.filters.get_mut(at) {
                *slot = (!value.is_empty()).then_some(value);
            }
            app.go(&address(&changed));
        };
        let chosen = move || state.with(|state| state.filters.get(at).cloned().flatten());
        let option = |(key, name): (String, String)| {
            let own = key.clone();
            view! {
                <option value=key prop:selected=move || chosen().as_ref() == Some(&own)>
                    {name}
                </option>
            }
        };
        view! {
            <select
                class="select"
                aria-label=filter.name
                class:chosen=move || chosen().is_some()
                on:change=change
            >
                <option value="" prop:selected=move || chosen().is_none()>
                    {filter.all}
                </option>
                {filter.choices.clone().into_iter().map(option).collect_view()}
            </select>
        }
    };
    let selects = filters.with_value(|filters| {
        filters
            .iter()
            .enumerate()
            .map(|(at, filter)| select(at, filter))
            .collect_view()
    });
    let clear = move || {
        state.with(State::is_narrow).then(|| {
            view! {
                <a class="button plain small" href=place::href(path)>
                    {icon(Icon::Close)}
                    {t("絞り込みを外す", "Clear")}
                </a>
            }
        })
    };
    let shown = Rc::new(move || {
        let cells = |row: ListRow| row.cells.into_iter().map(|cell| cell.text).collect();
        shown_now(Shown {
            columns: columns
                .with_value(|columns| columns.iter().map(|column| column.name.to_owned()).collect()),
            rows: untrack(found).into_iter().map(cells).collect(),
        })
    });
    let body = move || {
        let all = found();
        let now = state.get_untracked();
        if all.is_empty() {
            return nothing(path).draw();
        }
        let total = all.len();
        // A list that became shorter shows its last page.
        let offset = now.offset.min((total - 1) / PAGE * PAGE);
        let part: Vec<ListRow> = all.into_iter().skip(offset).take(PAGE).collect();
        let ids: Vec<Uuid> = part
            .iter()
            .filter(|row| row.selectable)
            .map(|row| row.id)
            .collect();
        let bar = bulk.get_value().map(|bulk| {
            let every: super::bulk::EveryId = Rc::new(move || {
                let ids = untrack(found)
                    .into_iter()
                    .filter(|row| row.selectable)
                    .map(|row| row.id)
                    .collect();
                Box::pin(async move { Ok(ids) })
            });
            let bulk = StoredValue::new_local(bulk);
            view! {
                <BulkBar selection=selection total=total as u32 ids=ids.clone() every=Some(every)>
                    {move || bulk.with_value(|bulk| bulk(selection))}
                </BulkBar>
            }
        });
        let selects = bar.is_some();
        let heads = columns.with_value(|columns| {
            let head = |column: &Column| {
                let sorted = match now.sort.strip_prefix('-') {
                    Some(key) if key == column.key => Sorted::Down,
                    None if now.sort == column.key => Sorted::Up,
                    _ => Sorted::No,
                };
                let sort = match sorted {
                    Sorted::Up => format!("-{}", column.key),
                    _ => column.key.to_owned(),
                };
                let to = address(&State {
                    sort,
                    offset: 0,
                    ..now.clone()
                });
                sort_head(column.name, sorted, column.class, place::href(&to))
            };
            columns.iter().map(head).collect_view()
        });
        let line = move |row: ListRow| {
            let classes =
                columns.with_value(|columns| columns.iter().map(|column| column.class).collect::<Vec<_>>());
            let id = row.id;
            let cells = row
                .cells
                .iter()
                .zip(classes)
                .map(|(cell, class)| view! { <td class=class>{cell.show()}</td> })
                .collect_view();
            view! {
                <tr class:selected=move || selection.has(id)>
                    {selects.then(|| view! { <CheckOne id=id name=row.name selection=selection disabled=!row.selectable/> })}
                    {cells}
                </tr>
            }
        };
        let to = move |offset: u32| {
            place::href(&address(&State {
                offset: offset as usize,
                ..state.get_untracked()
            }))
        };
        view! {
            {bar}
            <div class="table-frame">
                <table class="table">
                    <thead>
                        <tr>
                            {selects.then(|| view! { <CheckAll ids=ids selection=selection/> })}
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{part.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            <Pager total=total as u32 offset=offset as u32 limit=PAGE as u32 href=Box::new(to)/>
        }
        .draw()
    };
    view! {
        <search class="filters">
            <Search
                id="list-search"
                value=Signal::derive(move || state.with(|state| state.q.clone()))
                go=search
                label=label
                placeholder=label
                max=limits::SEARCH
            />
            {selects}
            {clear}
            <SaveShown name=path table=shown/>
        </search>
        {body}
    }
    .draw()
}

fn nothing(path: &'static str) -> impl IntoView {
    ui::empty(
        Icon::Search,
        t("条件に合うものはありません", "Nothing matches"),
        t(
            "言葉を短くするか、絞り込みを外してみてください。",
            "Try fewer words, or take a filter away.",
        ),
        view! {
            <a class="button" href=place::href(path)>
                {t("絞り込みをすべて外す", "Clear all filters")}
            </a>
        },
    )
}

/// The rows that a state shows, in its order.
fn find(mut all: Vec<ListRow>, state: &State, filters: &[Filter], columns: &[Column]) -> Vec<ListRow> {
    let folded = fold(&state.q);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let wanted: Vec<String> = filters
        .iter()
        .zip(&state.filters)
        .filter_map(|(filter, chosen)| Some(format!("{}={}", filter.key, chosen.as_ref()?)))
        .collect();
    all.retain(|row| {
        wanted.iter().all(|tag| row.tags.contains(tag))
            && (words.is_empty() || {
                let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
                let text = fold(&texts.join(" "));
                words.iter().all(|word| text.contains(word))
            })
    });
    let (key, down) = match state.sort.strip_prefix('-') {
        Some(key) => (key, true),
        None => (state.sort.as_str(), false),
    };
    if let Some(at) = columns.iter().position(|column| column.key == key) {
        all.sort_by(|a, b| {
            let order = match (a.cells.get(at), b.cells.get(at)) {
                (Some(a), Some(b)) => a.order.cmp(&b.order),
                _ => Ordering::Equal,
            };
            if down { order.reverse() } else { order }
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u128, name: &str, age: i64, tag: &str) -> ListRow {
        ListRow {
            id: Uuid::from_u128(id),
            name: name.into(),
            cells: vec![Cell::text(name), Cell::number(age, age.to_string())],
            tags: vec![format!("team={tag}")],
            selectable: true,
        }
    }

    fn names(q: &str, team: Option<&str>, sort: &str) -> Vec<String> {
        let columns = [("name", "Name"), ("age", "Age")].map(|(key, name)| Column { key, name, class: "" });
        let filters = [Filter {
            key: "team",
            name: "Team",
            all: "Any",
            choices: Vec::new(),
        }];
        let state = State {
            q: q.into(),
            filters: vec![team.map(str::to_owned)],
            sort: sort.into(),
            offset: 0,
        };
        let all = vec![
            row(1, "サトウ", 30, "it"),
            row(2, "Kim", 9, "hr"),
            row(3, "Abe", 100, "it"),
        ];
        let found = find(all, &state, &filters, &columns);
        found.into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn finds_filters_and_sorts() {
        assert_eq!(names("", None, ""), ["サトウ", "Kim", "Abe"]);
        assert_eq!(names("さとう", None, ""), ["サトウ"]);
        assert_eq!(names("ｋｉｍ 9", None, ""), ["Kim"]);
        assert_eq!(names("", Some("it"), "name"), ["Abe", "サトウ"]);
        // As numbers, not as texts.
        assert_eq!(names("", None, "age"), ["Kim", "サトウ", "Abe"]);
        assert_eq!(names("", None, "-age"), ["Abe", "サトウ", "Kim"]);
        assert_eq!(names("", None, "nonsense").len(), 3);
    }

    #[test]
    fn the_state_survives_the_address() {
        let filters = [Filter {
            key: "team",
            name: "Team",
            all: "Any",
            choices: Vec::new(),
        }];
        let state = State {
            q: "a b".into(),
            filters: vec![Some("it".into())],
            sort: "-age".into(),
            offset: 50,
        };
        assert_eq!(
            state.address("users", &filters),
            "users?q=a%20b&team=it&sort=-age&offset=50"
        );
        assert!(state.is_narrow());
        assert_eq!(State::default().address("users", &filters), "users");
    }
}
