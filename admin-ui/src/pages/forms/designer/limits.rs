//! The limits of a field, as its kind has them.

use super::{
    desk::Desk,
    edit::{self, At},
    fields::{self, lens},
};
use crate::{draw::Draw, lang::t};
use kotae_shared::form::{Kind, days::Day, limits};
use leptos::prelude::*;

/// What is below this counts from today; else it is a day such as `20270131`.
const DAYS: i64 = 100_000;

/// The least and the most.
pub(super) fn range(desk: Desk, at: At, kind: Kind) -> AnyView {
    let place = at.name();
    if kind == Kind::Date {
        return view! {
            <div class="form-row">
                {day(desk, at, false, ["field-least", "field-least-day"], t("いちばん早い日", "First day"))}
                {day(desk, at, true, ["field-most", "field-most-day"], t("いちばん遅い日", "Last day"))}
            </div>
        }
        .draw();
    }
    let (least, most) = match kind {
        Kind::Number => (t("最小の数", "Least"), t("最大の数", "Most")),
        Kind::Choices => (
            t("選ぶ数（最少）", "Choose at least"),
            t("選ぶ数（最多）", "Choose at most"),
        ),
        Kind::File => (
            t("ファイル数（最少）", "Files at least"),
            t("ファイル数（最多）", "Files at most"),
        ),
        _ => (
            t("文字数（最少）", "Characters at least"),
            t("文字数（最多）", "Characters at most"),
        ),
    };
    view! {
        <div class="form-row">
            {fields::number(
                desk,
                format!("{place}.least"),
                "field-least",
                least,
                lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.least)),
            )}
            {fields::number(
                desk,
                format!("{place}.most"),
                "field-most",
                most,
                lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.most)),
            )}
        </div>
    }
    .draw()
}

/// Digits behind the point.
pub(super) fn decimals(desk: Desk, at: At) -> AnyView {
    let choices = (0..=limits::DECIMALS)
        .map(|digits| (digits.to_string(), digits.to_string()))
        .collect();
    let value = Signal::derive(move || {
        desk.field(at, |field| field.decimals)
            .unwrap_or_default()
            .to_string()
    });
    fields::select(
        desk,
        "field-decimals",
        t("小数点以下の桁数", "Digits behind the point"),
        choices,
        value,
        move |value| {
            if let Ok(digits) = value.parse() {
                desk.change_field(at, "decimals", |field| field.decimals = digits);
            }
        },
    )
}

/// A bound of days: none, so many days from today, or a day.
fn day(desk: Desk, at: At, last: bool, ids: [&'static str; 2], label: &'static str) -> AnyView {
    let place = format!("{}.{}", at.name(), if last { "most" } else { "least" });
    let fault = fields::fault(desk, place.clone());
    let bound = Memo::new(move |_| {
        desk.field(at, |field| if last { field.most } else { field.least })
            .flatten()
    });
    let set = move |bound: Option<i64>| {
        desk.change_field(at, if last { "most" } else { "least" }, |field| {
            *(if last { &mut field.most } else { &mut field.least }) = bound;
        });
    };
    let mode = Memo::new(move |_| match bound.get() {
        None => "none",
        Some(days) if days.abs() < DAYS => "today",
        Some(_) => "day",
    });
    let choices = vec![
        ("none".to_owned(), t("制限なし", "Any").to_owned()),
        (
            "today".to_owned(),
            t("今日から数える", "Counted from today").to_owned(),
        ),
        ("day".to_owned(), t("決まった日", "A certain day").to_owned()),
    ];
    let select = fields::select(
        desk,
        ids[0],
        label,
        choices,
        Signal::derive(move || mode.get().to_owned()),
        move |value| {
            set(match value.as_str() {
                "today" => Some(0),
                "day" => written(&crate::dates::today()),
                _ => None,
            });
        },
    );
    let input = move || match mode.get() {
        "today" => Some(
            view! {
                <label class="field" for=ids[1]>
                    <span class="small quiet">{t("日後（前なら -）", "days later (earlier: -)")}</span>
                    <input
                        class="input"
                        type="number"
                        step="1"
                        id=ids[1]
                        readonly=!desk.may_write
                        prop:value=move || bound.get().unwrap_or_default().to_string()
                        on:change=move |event| set(event_target_value(&event).parse().ok().or(Some(0)))
                    />
                </label>
            }
            .draw(),
        ),
        "day" => Some(
            view! {
                <input
                    class="input"
                    type="date"
                    id=ids[1]
                    aria-label=label
                    readonly=!desk.may_write
                    prop:value=move || bound.get().and_then(shown).unwrap_or_default()
                    on:change=move |event| {
                        if let Some(day) = written(&event_target_value(&event)) {
                            set(Some(day));
                        }
                    }
                />
            }
            .draw(),
        ),
        _ => None,
    };
    view! {
        <div>
            {select}
            {input}
            {fields::below(fault, ids[0])}
        </div>
    }
    .draw()
}

/// `2027-01-31` as a bound has it.
fn written(day: &str) -> Option<i64> {
    Day::parse(day)?;
    day.replace('-', "").parse().ok()
}

/// The other way.
fn shown(bound: i64) -> Option<String> {
    Day::bound(bound, Day(0)).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_and_read() {
        assert_eq!(written("2027-01-31"), Some(20_270_131));
        assert_eq!(shown(20_270_131).as_deref(), Some("2027-01-31"));
        assert_eq!(written("2027-02-31"), None);
        assert_eq!(written(""), None);
    }
}
