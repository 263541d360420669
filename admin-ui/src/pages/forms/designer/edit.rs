//! Changes of a form, as pure functions. None of them changes anything when it cannot be done.

use super::super::words;
use kotae_shared::{
    Localised,
    form::{Choice, Condition, Field, Form, Kind, Page, limits},
};

/// Where a field stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) page: usize,
    pub(super) index: usize,
}

impl At {
    /// As findings name it.
    pub(super) fn name(self) -> String {
        format!("pages.{}.fields.{}", self.page, self.index)
    }
}

pub(super) fn field(form: &Form, at: At) -> Option<&Field> {
    form.pages.get(at.page)?.fields.get(at.index)
}

pub(super) fn field_mut(form: &mut Form, at: At) -> Option<&mut Field> {
    form.pages.get_mut(at.page)?.fields.get_mut(at.index)
}

/// The fields before one: those that its condition can ask.
pub(super) fn before(form: &Form, at: At) -> Vec<&Field> {
    let pages = form.pages.iter().enumerate();
    pages
        .flat_map(|(page, content)| {
            let fields = content.fields.iter().enumerate();
            fields.map(move |(index, field)| (At { page, index }, field))
        })
        .filter(|(place, field)| *place < at && field.kind != Kind::Heading)
        .map(|(_, field)| field)
        .collect()
}

/// Puts a new field at a place.
pub(super) fn add(form: &mut Form, kind: Kind, at: At) -> bool {
    if form.fields().count() >= limits::FIELDS {
        return false;
    }
    let made = new(form, kind);
    insert(form, made, at)
}

fn new(form: &Form, kind: Kind) -> Field {
    let (ja, en) = words::label(kind);
    let choice = |n: usize| Choice {
        value: format!("choice_{n}"),
        label: Localised::new(format!("選択肢 {n}"), format!("Choice {n}")),
    };
    Field {
        key: free_key(form, stem(kind)),
        kind,
        label: Localised::new(ja, en),
        required: kind == Kind::Consent,
        choices: if kind.has_choices() {
            vec![choice(1), choice(2)]
        } else {
            Vec::new()
        },
        default_from: match kind {
            Kind::Email => "email".to_owned(),
            Kind::Hidden => "page".to_owned(),
            _ => String::new(),
        },
        ..Field::default()
    }
}

/// What the keys of a kind begin with.
const fn stem(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::LongText => "detail",
        Kind::Email => "email",
        Kind::Phone => "phone",
        Kind::Number => "number",
        Kind::Date => "day",
        Kind::Choice => "choice",
        Kind::Choices => "choices",
        Kind::YesNo => "yes_no",
        Kind::File => "file",
        Kind::Consent => "agree",
        Kind::Hidden => "hidden",
        Kind::Heading => "heading",
        Kind::Stars => "stars",
        Kind::Nps => "nps",
        Kind::Faces => "faces",
    }
}

/// A key that no field has.
fn free_key(form: &Form, stem: &str) -> String {
    if form.field(stem).is_none() {
        return stem.to_owned();
    }
    let mut number = 2;
    loop {
        let end = format!("_{number}");
        let room = limits::KEY - end.len();
        let key: String = stem.chars().take(room).chain(end.chars()).collect();
        if form.field(&key).is_none() {
            return key;
        }
        number += 1;
    }
}

fn insert(form: &mut Form, field: Field, at: At) -> bool {
    let Some(page) = form.pages.get_mut(at.page) else {
        return false;
    };
    page.fields.insert(at.index.min(page.fields.len()), field);
    true
}

/// Moves a field before the place `to`, as places were before; where it is then.
pub(super) fn move_field(form: &mut Form, from: At, to: At) -> Option<At> {
    field(form, from)?;
    let room = form.pages.get(to.page)?.fields.len();
    let mut to = At {
        index: to.index.min(room),
        ..to
    };
    if from.page == to.page && to.index > from.index {
        to.index -= 1;
    }
    if from == to {
        return None;
    }
    let moved = form.pages[from.page].fields.remove(from.index);
    form.pages[to.page].fields.insert(to.index, moved);
    Some(to)
}

/// Moves a field up or down by one, over the end of a page to the next one; where it is then.
pub(super) fn step(form: &mut Form, at: At, down: bool) -> Option<At> {
    let fields = form.pages.get(at.page)?.fields.len();
    let to = match (down, at.index) {
        (false, 0) => {
            let page = at.page.checked_sub(1)?;
            let index = form.pages[page].fields.len();
            At { page, index }
        }
        (false, index) => At {
            index: index - 1,
            ..at
        },
        (true, index) if index + 1 < fields => At {
            index: index + 2,
            ..at
        },
        (true, _) => At {
            page: at.page + 1,
            index: 0,
        },
    };
    move_field(form, at, to)
}

/// Copies a field behind itself; where the copy is.
pub(super) fn duplicate(form: &mut Form, at: At) -> Option<At> {
    if form.fields().count() >= limits::FIELDS {
        return None;
    }
    let mut copy = field(form, at)?.clone();
    copy.key = free_key(form, &copy.key);
    let to = At {
        index: at.index + 1,
        ..at
    };
    insert(form, copy, to).then_some(to)
}

/// Deletes a field.
pub(super) fn remove(form: &mut Form, at: At) -> bool {
    let there = field(form, at).is_some();
    if there {
        form.pages[at.page].fields.remove(at.index);
    }
    there
}

/// Adds a page at the end; its place.
pub(super) fn add_page(form: &mut Form) -> Option<usize> {
    if form.pages.len() >= limits::PAGES {
        return None;
    }
    form.pages.push(Page::default());
    Some(form.pages.len() - 1)
}

/// Deletes a page with its fields.
pub(super) fn remove_page(form: &mut Form, page: usize) -> bool {
    let can = form.pages.len() > 1 && page < form.pages.len();
    if can {
        form.pages.remove(page);
    }
    can
}

/// Moves a page up or down by one; where it is then.
pub(super) fn step_page(form: &mut Form, page: usize, down: bool) -> Option<usize> {
    let to = if down { page + 1 } else { page.checked_sub(1)? };
    if to >= form.pages.len() {
        return None;
    }
    form.pages.swap(page, to);
    Some(to)
}

/// Gives a field another key; conditions that ask it follow.
pub(super) fn set_key(form: &mut Form, at: At, key: &str) {
    let Some(field) = field_mut(form, at) else {
        return;
    };
    let old = std::mem::replace(&mut field.key, key.to_owned());
    // Of two with one key nobody knows which is meant.
    if old.is_empty() || form.field(&old).is_some() {
        return;
    }
    let fields = form.pages.iter_mut().flat_map(|page| &mut page.fields);
    let conditions = fields.filter_map(|field| field.show_if.as_mut());
    for test in conditions.flat_map(|condition: &mut Condition| &mut condition.tests) {
        if test.field == old {
            key.clone_into(&mut test.field);
        }
    }
}

/// Makes a field ask for something else: what does not belong to that goes.
pub(super) fn set_kind(field: &mut Field, kind: Kind) {
    field.kind = kind;
    let asks = !matches!(kind, Kind::Hidden | Kind::Heading);
    if !asks {
        field.required = false;
    }
    if !is_written(kind) {
        field.pattern.clear();
        field.pattern_help = Localised::default();
    }
    if !is_written(kind) && kind != Kind::Number {
        field.placeholder = Localised::default();
    }
    // A limit means something else for each kind.
    (field.least, field.most) = (None, None);
    if kind != Kind::Number {
        field.decimals = 0;
    }
    if !kind.has_choices() {
        field.choices.clear();
        field.other = false;
    } else if field.choices.is_empty() {
        field.choices = new(&Form::default(), kind).choices;
    }
    if kind.scale().is_none() {
        field.ends = Default::default();
    }
    field.default.clear();
    if !starts(kind) {
        field.default_from.clear();
    }
}

/// Whether a visitor writes in it.
pub(super) const fn is_written(kind: Kind) -> bool {
    kind.is_text() && !matches!(kind, Kind::Hidden)
}

/// Whether it has limits.
pub(super) const fn is_sized(kind: Kind) -> bool {
    is_written(kind) || matches!(kind, Kind::Number | Kind::Date | Kind::Choices | Kind::File)
}

/// Whether something can be there at first.
pub(super) const fn starts(kind: Kind) -> bool {
    !matches!(kind, Kind::Heading | Kind::File | Kind::Consent)
}

/// A value for a further choice.
pub(super) fn free_value(field: &Field) -> String {
    let mut number = field.choices.len() + 1;
    loop {
        let value = format!("choice_{number}");
        if !field.choices.iter().any(|choice| choice.value == value) {
            return value;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{
        Lang,
        form::{Is, Purpose, Test, check::check},
    };

    fn form() -> Form {
        let mut form = Form {
            name: Localised::new("名", ""),
            pages: vec![Page::default(), Page::default()],
            ..Form::default()
        };
        for (kind, page) in [(Kind::Text, 0), (Kind::Choice, 0), (Kind::Text, 1)] {
            assert!(add(&mut form, kind, At { page, index: 9 }));
        }
        form
    }

    fn keys(form: &Form) -> String {
        let page = |page: &Page| {
            let keys = page.fields.iter().map(|field| field.key.as_str());
            keys.collect::<Vec<_>>().join(",")
        };
        form.pages.iter().map(page).collect::<Vec<_>>().join("|")
    }

    const fn at(page: usize, index: usize) -> At {
        At { page, index }
    }

    #[test]
    fn each_new_field_is_a_good_one() {
        for kind in Kind::ALL {
            let mut form = form();
            assert!(add(&mut form, kind, at(1, 0)));
            assert_eq!(check(&form, Purpose::Inquiry, Lang::Ja), [], "{kind:?}");
            for other in Kind::ALL {
                let field = field_mut(&mut form, at(1, 0)).expect("a field");
                set_kind(field, other);
                assert_eq!(check(&form, Purpose::Inquiry, Lang::Ja), [], "{kind:?} {other:?}");
            }
        }
    }

    #[test]
    fn fields_move_over_the_ends_of_pages() {
        let mut form = form();
        assert_eq!(keys(&form), "text,choice|text_2");
        assert_eq!(step(&mut form, at(0, 0), true), Some(at(0, 1)));
        assert_eq!(keys(&form), "choice,text|text_2");
        assert_eq!(step(&mut form, at(0, 1), true), Some(at(1, 0)));
        assert_eq!(keys(&form), "choice|text,text_2");
        assert_eq!(step(&mut form, at(1, 1), true), None);
        assert_eq!(step(&mut form, at(1, 0), false), Some(at(0, 1)));
        assert_eq!(step(&mut form, at(0, 0), false), None);
        assert_eq!(move_field(&mut form, at(1, 0), at(0, 0)), Some(at(0, 0)));
        assert_eq!(keys(&form), "text_2,choice,text|");
        assert_eq!(move_field(&mut form, at(0, 0), at(0, 3)), Some(at(0, 2)));
        assert_eq!(move_field(&mut form, at(0, 0), at(0, 1)), None);
        assert_eq!(move_field(&mut form, at(0, 7), at(0, 1)), None);
        assert_eq!(keys(&form), "choice,text,text_2|");
    }

    #[test]
    fn conditions_follow_a_key() {
        let mut form = form();
        let test = Test {
            field: "choice".into(),
            is: Is::Equal,
            value: "choice_1".into(),
        };
        form.pages[1].fields[0].show_if = Some(Condition {
            any: false,
            tests: vec![test],
        });
        set_key(&mut form, at(0, 1), "about");
        assert_eq!(check(&form, Purpose::Inquiry, Lang::Ja), []);
        // A key that is there twice is left alone.
        set_key(&mut form, at(0, 0), "about");
        set_key(&mut form, at(0, 0), "x");
        let asked = form.pages[1].fields[0].show_if.as_ref().expect("a condition");
        assert_eq!(asked.tests[0].field, "about");
        assert_eq!(before(&form, at(1, 0)).len(), 2);
    }

    #[test]
    fn copies_have_keys_of_their_own() {
        let mut form = form();
        assert_eq!(duplicate(&mut form, at(0, 0)), Some(at(0, 1)));
        assert_eq!(keys(&form), "text,text_3,choice|text_2");
        assert!(remove(&mut form, at(0, 1)) && !remove(&mut form, at(0, 9)));
        assert_eq!(add_page(&mut form), Some(2));
        assert_eq!(step_page(&mut form, 2, false), Some(1));
        assert_eq!(keys(&form), "text,choice||text_2");
        assert!(remove_page(&mut form, 1) && remove_page(&mut form, 0));
        assert!(!remove_page(&mut form, 0), "one stays");
    }
}
