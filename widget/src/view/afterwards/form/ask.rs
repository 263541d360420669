//! A field of a form: what it is called, where it is answered, and what is wrong with the answer.

use super::{choose, files::files};
use crate::{
    browser::{get, set},
    chat::{Chat, afterwards::forms::Filling},
    dom::{El, div, el},
};
use kotae_shared::form::{Field, Kind, answers::Value, days::Day, words::Said};
use std::rc::Rc;

/// A field that is shown.
pub(super) struct Ask {
    pub(super) key: String,
    pub(super) root: El,
    /// What takes the focus, the first one first.
    pub(super) inputs: Vec<El>,
    fault: El,
    read: Box<dyn Fn() -> Option<Value>>,
    /// Its answer is taken over in another way.
    is_silent: bool,
}

/// Where a field is answered.
pub(super) struct Place {
    pub(super) shown: El,
    pub(super) inputs: Vec<El>,
    pub(super) read: Box<dyn Fn() -> Option<Value>>,
}

impl Ask {
    /// Takes over what stands in it.
    pub(super) fn take(&self, filling: &Filling) {
        if !self.is_silent {
            filling.put(&self.key, (self.read)());
        }
    }

    /// Says what is wrong, or nothing any more.
    pub(super) fn mark(&self, fault: Option<String>) {
        super::hide(&self.fault, fault.is_none());
        for input in &self.inputs {
            let _ = input
                .clone()
                .attr("aria-invalid", if fault.is_some() { "true" } else { "false" });
        }
        self.fault.element().set_text_content(fault.as_deref());
    }
}

/// A field as it is filled in so far.
pub(super) fn ask(chat: Chat, filling: &Rc<Filling>, field: &Field<String>) -> Ask {
    let id = [&filling.id.to_string(), "-", &field.key].concat();
    let name = |tag: &str| {
        let name = el(tag).class("k-label").text(&field.label);
        if field.required && field.kind != Kind::Consent {
            name.child(el("span").class("k-must").text(&filling.says(Said::Mandatory)))
        } else {
            name
        }
    };
    let described = [&id, "-h ", &id, "-f"].concat();
    let help = (!field.help.is_empty()).then(|| {
        el("p")
            .class("k-help")
            .attr("id", &[&id, "-h"].concat())
            .text(&field.help)
    });
    let fault = el("p")
        .class("k-fault")
        .attr("id", &[&id, "-f"].concat())
        .attr("hidden", "");
    let answer = filling.answer(&field.key);
    let mut is_silent = false;
    let none = || Place {
        shown: div("k-slot"),
        inputs: Vec::new(),
        read: Box::new(|| None),
    };
    // Several things to press have one name together.
    let group = |role: &str, place: Place| {
        let shown = el("fieldset")
            .attr("role", role)
            .child(name("legend"))
            .children(help.clone())
            .child(place.shown)
            .child(fault.clone());
        let shown = if field.required && role != "group" {
            shown.attr("aria-required", "true")
        } else {
            shown
        };
        Place { shown, ..place }
    };
    let single = |place: Place| {
        let input = place.inputs.first().cloned();
        let label = name("label").attr("for", &id);
        let _ = input.map(|input| input.attr("id", &id));
        let shown = div("k-one")
            .child(label)
            .children(help.clone())
            .child(place.shown)
            .child(fault.clone());
        Place { shown, ..place }
    };
    let place = match field.kind {
        Kind::Heading => {
            is_silent = true;
            let shown = el("h3").text(&field.label);
            Place {
                shown: div("k-one").child(shown).children(help.clone()),
                ..none()
            }
        }
        Kind::Hidden => {
            is_silent = true;
            none()
        }
        Kind::Choice if field.choices.len() > choose::AS_BUTTONS => {
            single(choose::list(filling, field, answer.as_ref()))
        }
        Kind::Choice => group("radiogroup", choose::one(filling, field, &id, answer.as_ref())),
        Kind::Choices => group("group", choose::several(filling, field, &id, answer.as_ref())),
        Kind::YesNo => group("radiogroup", choose::yes_no(filling, &id, answer.as_ref())),
        Kind::Stars | Kind::Nps | Kind::Faces => {
            group("radiogroup", choose::scale(filling, field, &id, answer.as_ref()))
        }
        Kind::Consent => {
            let place = choose::consent(filling, field, answer.as_ref());
            let shown = div("k-one")
                .child(place.shown)
                .children(help.clone())
                .child(fault.clone());
            Place { shown, ..place }
        }
        Kind::File => {
            is_silent = true;
            group("group", files(chat, filling, field))
        }
        _ => single(line(field, answer.as_ref(), filling)),
    };
    let inputs = place.inputs.into_iter().map(|input| {
        // What is no element of the page is described by nothing.
        let described = if help.is_some() {
            &described
        } else {
            &[&id, "-f"].concat()
        };
        input.attr("aria-describedby", described)
    });
    let inputs: Vec<El> = inputs.collect();
    Ask {
        key: field.key.clone(),
        root: div("k-ask").child(place.shown),
        inputs,
        fault,
        read: place.read,
        is_silent,
    }
}

/// A field to write in.
fn line(field: &Field<String>, answer: Option<&Value>, filling: &Filling) -> Place {
    let is_long = field.kind == Kind::LongText;
    let mut input = el(if is_long { "textarea" } else { "input" }).class("k-line");
    // The kind of input, its keyboard, and what the browser may fill in.
    let (kind, mode, fills) = match field.kind {
        Kind::Email => ("email", "email", "email"),
        Kind::Phone => ("tel", "tel", "tel"),
        Kind::Number => ("text", "decimal", "off"),
        Kind::Date => ("date", "", "off"),
        _ => (
            "text",
            "",
            if field.default_from == "name" {
                "name"
            } else {
                "off"
            },
        ),
    };
    if is_long {
        input = input.attr("rows", "4");
    } else {
        input = input.attr("type", kind).attr("autocomplete", fills);
    }
    for (name, value) in [("inputmode", mode), ("placeholder", &field.placeholder)] {
        if !value.is_empty() {
            input = input.attr(name, value);
        }
    }
    if field.required {
        input = input.attr("aria-required", "true");
    }
    if field.kind == Kind::Date
        && let Some(page) = filling.page()
    {
        for (name, bound) in [("min", field.least), ("max", field.most)] {
            if let Some(day) = bound.and_then(|bound| Day::bound(bound, Day(page.today))) {
                input = input.attr(name, &day.text());
            }
        }
    }
    if let Some(Value::Text(text)) = answer {
        set(input.element(), "value", &text.as_str().into());
    }
    let read = input.clone();
    Place {
        shown: input.clone(),
        inputs: vec![input],
        read: Box::new(move || {
            Some(value(&read))
                .filter(|text| !text.is_empty())
                .map(Value::Text)
        }),
    }
}

/// What stands in an input.
pub(super) fn value(input: &El) -> String {
    get(input.element(), "value").as_string().unwrap_or_default()
}

/// Whether an input is chosen.
pub(super) fn checked(input: &El) -> bool {
    get(input.element(), "checked").is_truthy()
}
