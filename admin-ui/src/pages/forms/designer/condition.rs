//! When a field is shown, as sentences about the fields before it.

use super::{
    super::words,
    desk::Desk,
    edit::{self, At},
    fields,
};
use crate::{
    dom,
    draw::Draw,
    lang::{self, t},
    ui::{Choice, Icon, icon},
};
use kotae_shared::form::{Condition, Field, Is, Kind, Test, limits};
use leptos::prelude::*;

/// The part of a field's form.
pub(super) fn condition(desk: Desk, at: At) -> AnyView {
    // What the sentences look like; what is typed in them is not among it.
    let shape = Memo::new(move |_| {
        desk.doc.with(|doc| {
            let before: Vec<(String, String, Kind, Vec<Choice>)> =
                edit::before(&doc.form, at).into_iter().map(described).collect();
            let tests = edit::field(&doc.form, at).and_then(|field| field.show_if.clone());
            let tests = tests.map(|asked| {
                let tests = asked.tests.into_iter().map(|test| (test.field, test.is));
                (asked.any, tests.collect::<Vec<_>>())
            });
            (before, tests)
        })
    });
    let body = move || {
        let (before, tests) = shape.get();
        let (any, tests) = tests.unwrap_or_default();
        let many = tests.len() > 1;
        let first = before.first().map(|(key, ..)| key.clone());
        let add = move |_| {
            let Some(first) = first.clone() else { return };
            desk.change_field(at, "", |field| {
                let asked = field.show_if.get_or_insert_with(Condition::default);
                if asked.tests.len() < limits::TESTS {
                    asked.tests.push(Test {
                        field: first,
                        is: Is::Answered,
                        value: String::new(),
                    });
                }
            });
            let last = desk.field(at, |field| {
                field.show_if.as_ref().map_or(0, |asked| asked.tests.len())
            });
            let last = last.unwrap_or(1).saturating_sub(1);
            request_animation_frame(move || {
                dom::focus(&format!("#test-{last}-field"));
            });
        };
        let rows = tests
            .into_iter()
            .enumerate()
            .map(|(index, (asked, is))| test(desk, at, index, &asked, is, &before));
        let rows = rows.collect_view();
        let how = many.then(|| {
            let change = move |event: web_sys::Event| {
                let any = event_target_value(&event) == "any";
                desk.change_field(at, "", |field| {
                    if let Some(asked) = &mut field.show_if {
                        asked.any = any;
                    }
                });
            };
            view! {
                <select
                    class="select small"
                    aria-label=t("条件のまとめ方", "How conditions go together")
                    disabled=!desk.may_write
                    on:change=change
                >
                    <option value="all" prop:selected=!any>{t("すべて満たすとき", "all of them hold")}</option>
                    <option value="any" prop:selected=any>{t("どれかを満たすとき", "one of them holds")}</option>
                </select>
            }
        });
        let button = (desk.may_write && !before.is_empty()).then(|| {
            view! {
                <button type="button" class="button small" id="test-add" on:click=add>
                    {icon(Icon::Plus)}
                    <span>{t("条件を追加", "Add a condition")}</span>
                </button>
            }
        });
        let none = if before.is_empty() {
            t(
                "前に欄がないため、いつも表示されます。",
                "It is always shown: there is no field before it.",
            )
        } else {
            t("いつも表示されます。", "It is always shown.")
        };
        let empty = desk.field(at, |field| field.show_if.is_none()).unwrap_or(true);
        view! {
            {empty.then(|| view! { <p class="quiet small">{none}</p> })}
            {how}
            <ol class="plain tests">{rows}</ol>
            {button}
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t("表示する条件", "Shown if")}</legend>
            {body}
        </fieldset>
    }
    .draw()
}

/// Key, label, kind and what can be chosen of a field that can be asked.
fn described(field: &Field) -> (String, String, Kind, Vec<Choice>) {
    let lang = lang::current();
    let label = field.label.get(lang);
    let label = if label.is_empty() { &field.key } else { label }.to_owned();
    let values = match field.kind {
        Kind::YesNo => vec![
            ("yes".to_owned(), t("はい", "Yes").to_owned()),
            ("no".to_owned(), t("いいえ", "No").to_owned()),
        ],
        Kind::Consent => vec![("yes".to_owned(), t("同意した", "agreed").to_owned())],
        kind if kind.has_choices() => {
            let choices = field.choices.iter();
            choices
                .map(|choice| (choice.value.clone(), choice.label.get(lang).to_owned()))
                .collect()
        }
        kind => {
            let (low, high) = kind.scale().unwrap_or((1, 0));
            (low..=high)
                .map(|place| (place.to_string(), place.to_string()))
                .collect()
        }
    };
    (field.key.clone(), label, field.kind, values)
}

/// One sentence.
fn test(
    desk: Desk,
    at: At,
    index: usize,
    asked: &str,
    is: Is,
    before: &[(String, String, Kind, Vec<Choice>)],
) -> AnyView {
    let place = move |name: &str| format!("{}.show_if.tests.{index}.{name}", at.name());
    let number = index + 1;
    let change = move |name: &'static str, change: Box<dyn FnOnce(&mut Test)>| {
        desk.change_field(at, &format!("show_if.{index}.{name}"), |field| {
            let test = field
                .show_if
                .as_mut()
                .and_then(|asked| asked.tests.get_mut(index));
            if let Some(test) = test {
                change(test);
            }
        });
    };
    let known = before.iter().find(|(key, ..)| key == asked);
    let lost = known.is_none().then(|| {
        let text = format!("{asked} {}", t("（前にありません）", "(not before it)"));
        view! { <option value=asked.to_owned() prop:selected=true>{text}</option> }
    });
    let options = before.iter().map(|(key, label, ..)| {
        view! { <option value=key.clone() prop:selected=key == asked>{label.clone()}</option> }
    });
    let kind = known.map(|(_, _, kind, _)| *kind);
    let ways: Vec<Is> = [Is::Equal, Is::NotEqual, Is::Containing, Is::Answered, Is::NotAnswered]
        .into_iter()
        .filter(|way| match way {
            Is::Containing => kind.is_some_and(|kind| kind.is_text() || kind.has_choices()),
            Is::Equal | Is::NotEqual => kind != Some(Kind::File),
            Is::Answered | Is::NotAnswered => true,
        } || *way == is)
        .collect();
    let own_ways = ways.clone();
    let firsts: Vec<(String, Option<String>)> = before
        .iter()
        .map(|(key, _, _, values)| (key.clone(), values.first().map(|(value, _)| value.clone())))
        .collect();
    let values = known.map(|(.., values)| values.clone()).unwrap_or_default();
    let first_value = values.first().map(|(value, _)| value.clone());
    let field_changed = move |event: web_sys::Event| {
        let key = event_target_value(&event);
        let first = firsts
            .iter()
            .find(|(other, _)| *other == key)
            .and_then(|(_, first)| first.clone());
        change(
            "field",
            Box::new(move |test| {
                test.field = key;
                // What is compared with belongs to the field.
                match (test.is, first) {
                    (Is::Answered | Is::NotAnswered, _) => test.value.clear(),
                    (Is::Containing, Some(first)) => {
                        test.is = Is::Equal;
                        test.value = first;
                    }
                    (_, first) => test.value = first.unwrap_or_default(),
                }
            }),
        );
        refocus(index, "field");
    };
    let is_changed = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        let Some(way) = own_ways.iter().copied().find(|way| format!("{way:?}") == chosen) else {
            return;
        };
        let first = first_value.clone();
        change(
            "is",
            Box::new(move |test| {
                test.is = way;
                if matches!(way, Is::Answered | Is::NotAnswered) {
                    test.value.clear();
                } else if test.value.is_empty() {
                    test.value = first.unwrap_or_default();
                }
            }),
        );
        refocus(index, "is");
    };
    let is_options = ways.into_iter().map(|way| {
        view! { <option value=format!("{way:?}") prop:selected=way == is>{words::is(way)}</option> }
    });
    let value = move || {
        desk.field(at, |field| {
            let asked = field.show_if.as_ref()?;
            asked.tests.get(index).map(|test| test.value.clone())
        })
        .flatten()
        .unwrap_or_default()
    };
    let value_fault = fields::fault(desk, place("value"));
    let field_fault = fields::fault(desk, place("field"));
    let label = format!("{} {number}: {}", t("条件", "Condition"), t("比べる値", "value"));
    let compared = if matches!(is, Is::Answered | Is::NotAnswered) {
        ().draw()
    } else if values.is_empty() || is == Is::Containing {
        let kind = match kind {
            Some(Kind::Date) => "date",
            _ => "text",
        };
        view! {
            <input
                class="input"
                type=kind
                id=format!("test-{index}-value")
                aria-label=label
                autocomplete="off"
                maxlength=limits::VALUE
                readonly=!desk.may_write
                prop:value=value
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change("value", Box::new(move |test| test.value = text));
                }
                on:blur=move |_| desk.part()
                aria-invalid=move || value_fault.with(Option::is_some).then_some("true")
                aria-describedby=format!("test-{index}-value-error")
            />
        }
        .draw()
    } else {
        let options = move || {
            let now = value();
            let lost = (!values.iter().any(|(key, _)| *key == now)).then(|| {
                let text = if now.is_empty() {
                    t("（選ぶ）", "(choose)").to_owned()
                } else {
                    now.clone()
                };
                view! { <option value=now.clone() prop:selected=true>{text}</option> }
            });
            let all = values.iter().map(|(key, name)| {
                view! { <option value=key.clone() prop:selected=*key == now>{name.clone()}</option> }
            });
            view! { {lost} {all.collect_view()} }
        };
        view! {
            <select
                class="select"
                id=format!("test-{index}-value")
                aria-label=label
                disabled=!desk.may_write
                on:change=move |event| {
                    let text = event_target_value(&event);
                    change("value", Box::new(move |test| test.value = text));
                }
            >
                {options}
            </select>
        }
        .draw()
    };
    let remove = move |_| {
        desk.change_field(at, "", |field| {
            if let Some(asked) = &mut field.show_if {
                if index < asked.tests.len() {
                    asked.tests.remove(index);
                }
                if asked.tests.is_empty() {
                    field.show_if = None;
                }
            }
        });
        dom::focus_soon("#test-add");
    };
    view! {
        <li class="test">
            <select
                class="select"
                id=format!("test-{index}-field")
                aria-label=format!("{} {number}: {}", t("条件", "Condition"), t("欄", "field"))
                disabled=!desk.may_write
                on:change=field_changed
                aria-invalid=move || field_fault.with(Option::is_some).then_some("true")
                aria-describedby=format!("test-{index}-field-error")
            >
                {lost}
                {options.collect_view()}
            </select>
            <select
                class="select"
                id=format!("test-{index}-is")
                aria-label=format!("{} {number}: {}", t("条件", "Condition"), t("比べ方", "how"))
                disabled=!desk.may_write
                on:change=is_changed
            >
                {is_options.collect_view()}
            </select>
            {compared}
            {desk
                .may_write
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button plain small icon"
                            aria-label=format!("{} {number}: {}", t("条件", "Condition"), t("削除", "delete"))
                            on:click=remove
                        >
                            {icon(Icon::Close)}
                        </button>
                    }
                })}
            {fields::below(field_fault, format!("test-{index}-field"))}
            {fields::below(value_fault, format!("test-{index}-value"))}
        </li>
    }
    .draw()
}

/// The sentence is drawn anew; the focus stays where it was.
fn refocus(index: usize, what: &'static str) {
    request_animation_frame(move || {
        dom::focus(&format!("#test-{index}-{what}"));
    });
}
