//! Fields in which something is chosen.

use super::ask::{Place, checked, value};
use crate::{
    browser::set,
    chat::afterwards::forms::Filling,
    dom::{El, div, el, icon},
};
use kotae_shared::form::{Field, Kind, answers::Value, words::Said};

/// More choices than these are a list to open.
pub(super) const AS_BUTTONS: usize = 8;

const STAR: &str = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z";

/// A box or a ring with its words.
fn pick(kind: &str, group: &str, text: &str, on: bool) -> (El, El) {
    let input = el("input").attr("type", kind).attr("name", group);
    set(input.element(), "checked", &on.into());
    let label = el("label").class("k-pick");
    (label.child(input.clone()).child(el("span").text(text)), input)
}

/// What may be written instead of a choice: shown when it is wanted.
fn other(filling: &Filling, text: &str, wanted: bool) -> El {
    let line = el("input")
        .class("k-line")
        .attr("type", "text")
        .attr("aria-label", &filling.says(Said::OtherText));
    set(line.element(), "value", &text.into());
    super::hide(&line, !wanted);
    line
}

/// One of some, with all in sight.
pub(super) fn one(filling: &Filling, field: &Field<String>, id: &str, answer: Option<&Value>) -> Place {
    let chosen = match answer {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let strange = !chosen.is_empty() && field.choices.iter().all(|choice| choice.value != chosen);
    picks(
        filling,
        field,
        ("radio", id),
        &|value| value == chosen,
        strange.then_some(chosen),
        |mut chosen| chosen.pop().map(Value::Text),
    )
}

/// Several of some.
pub(super) fn several(filling: &Filling, field: &Field<String>, id: &str, answer: Option<&Value>) -> Place {
    let chosen: &[String] = match answer {
        Some(Value::Choices(chosen)) => chosen,
        _ => &[],
    };
    let mut strange = chosen
        .iter()
        .filter(|one| field.choices.iter().all(|choice| choice.value != **one));
    let is_chosen = |value: &str| chosen.iter().any(|one| one == value);
    picks(
        filling,
        field,
        ("checkbox", id),
        &is_chosen,
        strange.next().map(String::as_str),
        |chosen| (!chosen.is_empty()).then_some(Value::Choices(chosen)),
    )
}

fn picks(
    filling: &Filling,
    field: &Field<String>,
    (kind, id): (&str, &str),
    is_chosen: &dyn Fn(&str) -> bool,
    strange: Option<&str>,
    made: fn(Vec<String>) -> Option<Value>,
) -> Place {
    let mut shown = div("k-picks");
    let (mut inputs, mut values) = (Vec::new(), Vec::new());
    for choice in &field.choices {
        let (label, input) = pick(kind, id, &choice.label, is_chosen(&choice.value));
        shown = shown.child(label);
        inputs.push(input.clone());
        values.push((input, choice.value.clone()));
    }
    let other = field.other.then(|| {
        let wanted = strange.is_some();
        let (label, input) = pick(kind, id, &filling.says(Said::Other), wanted);
        // A space: it is wanted, and nothing is written yet.
        let line = other(filling, strange.unwrap_or_default().trim(), wanted);
        (label, input, line)
    });
    if let Some((label, input, line)) = &other {
        shown = shown.child(label.clone()).child(line.clone());
        inputs.extend([input.clone(), line.clone()]);
    }
    let read = move || {
        let chosen = values.iter().filter(|(input, _)| checked(input));
        let mut chosen: Vec<String> = chosen.map(|(_, value)| value.clone()).collect();
        if let Some((_, input, line)) = &other {
            let wanted = checked(input);
            super::hide(line, !wanted);
            if wanted {
                let text = value(line);
                chosen.push(if text.is_empty() { " ".into() } else { text });
            }
        }
        made(chosen)
    };
    Place {
        shown,
        inputs,
        read: Box::new(read),
    }
}

/// One of many, in a list to open.
pub(super) fn list(filling: &Filling, field: &Field<String>, answer: Option<&Value>) -> Place {
    let chosen = match answer {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let strange = !chosen.is_empty() && field.choices.iter().all(|choice| choice.value != chosen);
    let option = |value: &str, text: &str| el("option").attr("value", value).text(text);
    let mut list = el("select")
        .class("k-line")
        .child(option("", &filling.says(Said::Choose)));
    for choice in &field.choices {
        list = list.child(option(&choice.value, &choice.label));
    }
    if field.required {
        list = list.attr("aria-required", "true");
    }
    let line = field.other.then(|| {
        list = list.clone().child(option(" ", &filling.says(Said::Other)));
        other(filling, if strange { chosen.trim() } else { "" }, strange)
    });
    set(
        list.element(),
        "value",
        &if strange { " " } else { chosen }.into(),
    );
    let shown = div("k-picks").child(list.clone()).children(line.clone());
    let inputs = [Some(list.clone()), line.clone()].into_iter().flatten().collect();
    let read = move || {
        let mut chosen = value(&list);
        if let Some(line) = &line {
            super::hide(line, chosen != " ");
            let text = value(line);
            if chosen == " " && !text.is_empty() {
                chosen = text;
            }
        }
        (!chosen.is_empty()).then_some(Value::Text(chosen))
    };
    Place {
        shown,
        inputs,
        read: Box::new(read),
    }
}

/// Yes or no.
pub(super) fn yes_no(filling: &Filling, id: &str, answer: Option<&Value>) -> Place {
    let [yes, no] = [(Said::Yes, true), (Said::No, false)].map(|(said, value)| {
        pick(
            "radio",
            id,
            &filling.says(said),
            answer == Some(&Value::Yes(value)),
        )
    });
    let (shown, inputs) = (
        div("k-picks k-row-picks").child(yes.0).child(no.0),
        vec![yes.1, no.1],
    );
    let read = inputs.clone();
    Place {
        shown,
        inputs,
        read: Box::new(move || match read.iter().position(checked)? {
            0 => Some(Value::Yes(true)),
            _ => Some(Value::Yes(false)),
        }),
    }
}

/// An agreement.
pub(super) fn consent(filling: &Filling, field: &Field<String>, answer: Option<&Value>) -> Place {
    let (label, input) = pick("checkbox", "", &field.label, answer == Some(&Value::Yes(true)));
    let (label, input) = if field.required {
        let must = el("span").class("k-must").text(&filling.says(Said::Mandatory));
        (label.child(must), input.attr("aria-required", "true"))
    } else {
        (label, input)
    };
    let read = input.clone();
    Place {
        shown: label,
        inputs: vec![input],
        read: Box::new(move || checked(&read).then_some(Value::Yes(true))),
    }
}

/// A place on a scale.
pub(super) fn scale(filling: &Filling, field: &Field<String>, id: &str, answer: Option<&Value>) -> Place {
    let (low, high) = field.kind.scale().unwrap_or_default();
    let (mut shown, mut inputs) = (div("k-scale"), Vec::new());
    for place in low..=high {
        let number = place.to_string();
        let (face, name) = match field.kind {
            Kind::Stars => (
                icon(STAR),
                filling.fills(Said::Place, &[number.clone(), high.to_string()]),
            ),
            Kind::Faces => (
                self::face(place),
                filling.says(FACES[usize::from(place - 1) % FACES.len()]),
            ),
            _ => (el("span").text(&number), number),
        };
        let input = el("input")
            .attr("type", "radio")
            .attr("name", id)
            .attr("aria-label", &name);
        set(
            input.element(),
            "checked",
            &(answer == Some(&Value::Scale(place))).into(),
        );
        inputs.push(input.clone());
        shown = shown.child(el("label").attr("title", &name).child(input).child(face));
    }
    let kind = match field.kind {
        Kind::Stars => "k-scale k-stars",
        Kind::Faces => "k-scale k-faces",
        _ => "k-scale k-nps",
    };
    let shown = shown.class(kind);
    let [first, last] = &field.ends;
    let ends = (!first.is_empty() || !last.is_empty()).then(|| {
        let end = |text: &str| el("span").text(text);
        div("k-ends k-help").child(end(first)).child(end(last))
    });
    let read = inputs.clone();
    Place {
        shown: div("k-slot").child(shown).children(ends),
        inputs,
        read: Box::new(move || Some(Value::Scale(low + read.iter().position(checked)? as u8))),
    }
}

const FACES: [Said; 5] = [Said::Face1, Said::Face2, Said::Face3, Said::Face4, Said::Face5];

/// A face whose mouth says what it thinks.
fn face(place: u8) -> El {
    let bend = i32::from(place) * 2 - 6;
    let start = 15.max(15 - bend / 2);
    let mouth = ["M8 ", &start.to_string(), "q4 ", &bend.to_string(), " 8 0"].concat();
    icon(&["M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 9.5v.5M15 9.5v.5", &mouth].concat())
}
