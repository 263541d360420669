//! What was published before.

use crate::draw::Draw;
use crate::{
    api::Query,
    app::{App, app},
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::SaveTable,
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{ChangeCounts, Publication, PublicationCause, PublicationPage},
};
use leptos::prelude::*;

/// The list, the newest first; `?before=N` continues it, `?by=NAME&since=DAY&until=DAY` narrows it.
#[component]
pub(super) fn Past(
    /// Counts publications: the list follows.
    published: Signal<u32>,
) -> impl IntoView {
    let app = app();
    let list = Remote::<PublicationPage>::new(move || {
        published.track();
        wanted(app)
            .maybe("before", app.parameter("before"))
            .on("publications")
    });
    let narrowed = move || {
        ["by", "since", "until"]
            .iter()
            .any(|name| app.parameter(name).is_some())
    };
    list.view(move |page: PublicationPage| {
        if page.people.is_empty() {
            return ().draw();
        }
        let older = page.next.map(|next| {
            let address = kept(app).with("before", next).on("publish");
            view! {
                <a class="button small" href=place::href(&address)>
                    {t("これより前の公開", "Earlier publications")}
                </a>
            }
        });
        view! {
            <div class="section-head">
                <h2>{t("公開の履歴", "Publications")}</h2>
                {app.may(Permission::ExportKnowledge).then(|| view! {
                    <SaveTable path=move |ending: &str| wanted(app).on(&format!("export/publications.{ending}")) name="publications"/>
                })}
            </div>
            <Filters people=page.people.clone()/>
            {(page.items.is_empty() && narrowed()).then(|| view! {
                <p class="quiet">{t("条件に合う公開はありません。", "No publication fits.")}</p>
            })}
            <div class="table-frame">
                <table class="table changes-table past">
                    <thead>
                        <tr>
                            <th scope="col">{t("公開番号", "Number")}</th>
                            <th scope="col">{t("日時", "When")}</th>
                            <th scope="col">{t("公開した人", "By")}</th>
                            <th scope="col">{t("変更", "Changes")}</th>
                            <th scope="col">{t("メモ", "Note")}</th>
                        </tr>
                    </thead>
                    <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {older}
        }
        .draw()
    })
}

const DAY_MS: i64 = 24 * 3_600_000;

/// The filters of the address, for another address.
fn kept(app: App) -> Query {
    ["by", "since", "until"]
        .into_iter()
        .fold(Query::default(), |query, name| {
            query.maybe(name, app.parameter(name))
        })
}

/// The filters of the address, for a request: days of the reader's calendar become times.
fn wanted(app: App) -> Query {
    let day = |name: &str| dates::from_input(&format!("{}T00:00", app.parameter(name)?));
    Query::default()
        .maybe("by", app.parameter("by"))
        .maybe("since", day("since"))
        .maybe("to", day("until").map(|begins| begins + DAY_MS))
}

/// By whom and when. Each change becomes a new address.
#[component]
fn Filters(people: Vec<String>) -> impl IntoView {
    let app = app();
    let go = move |changed: &'static str, value: String| {
        let of = |name: &'static str| {
            let value = if name == changed {
                Some(value.clone())
            } else {
                app.parameter(name)
            };
            value.unwrap_or_default()
        };
        let query = Query::default()
            .with("by", of("by"))
            .with("since", of("since"))
            .with("until", of("until"));
        app.go(&query.on("publish"));
    };
    let options = people.into_iter().map(|name| {
        let chosen = app.parameter("by").is_some_and(|by| by == name);
        view! { <option value=name.clone() prop:selected=chosen>{name.clone()}</option> }
    });
    let day = move |name: &'static str, label: &'static str| {
        view! {
            <label class="toggle">
                {label}
                <input
                    class="input small"
                    type="date"
                    prop:value=app.parameter(name).unwrap_or_default()
                    on:change=move |event| go(name, event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <search class="filters">
            <select
                class="select"
                aria-label=t("公開した人", "Published by")
                on:change=move |event| go("by", event_target_value(&event))
            >
                <option value="">{t("すべての人", "Anybody")}</option>
                {options.collect_view()}
            </select>
            {day("since", t("この日から", "From"))}
            {day("until", t("この日まで", "To"))}
        </search>
    }
    .draw()
}

fn row(one: Publication) -> impl IntoView {
    view! {
        <tr>
            <td class="cell-code">
                <a href=place::href(&format!("publish/{}", one.number))>{name(one.number)}</a>
            </td>
            <td class="cell-code">
                <time datetime=dates::machine(one.at)>{dates::full(one.at)}</time>
            </td>
            <td>{by(&one)}</td>
            <td class="cell-code">{one.changes.map(counts)}</td>
            <td>{one.restores.map(restored)} {one.note.clone()}</td>
        </tr>
    }
    .draw()
}

/// Who published it, and why, where that was not by hand and all of it.
pub(super) fn by(of: &Publication) -> AnyView {
    let cause = (of.cause != PublicationCause::Person).then(|| {
        view! { <span class="chip">{of.cause.name(lang::current())}</span> }
    });
    // Nobody did: the job's name says nothing to people.
    let by = (of.cause != PublicationCause::Window).then(|| of.by.clone());
    view! { {by} " " {cause} }.draw()
}

/// A publication by its number.
pub(super) fn name(of: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("第 {of} 回"),
        Lang::En => format!("No. {of}"),
    }
}

fn restored(of: u32) -> impl IntoView {
    let text = match lang::current() {
        Lang::Ja => format!("第 {of} 回に戻した"),
        Lang::En => format!("Back to no. {of}"),
    };
    view! { <span class="chip">{text}</span> }
}

fn counts(of: ChangeCounts) -> String {
    let parts = [
        (of.added, t("追加", "added")),
        (of.changed, t("変更", "changed")),
        (of.removed, t("公開終了", "removed")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, word)| said(count, word)).collect();
    if parts.is_empty() {
        return t("FAQ 以外", "Not the entries").to_owned();
    }
    parts.join(t("・", ", "))
}

fn said(count: u32, word: &str) -> String {
    match lang::current() {
        Lang::Ja => format!("{word} {}", number(count)),
        Lang::En => format!("{} {word}", number(count)),
    }
}
