//! A form that is being filled in.

use super::Upload;
use crate::{browser, live::Live};
use kotae_shared::{
    Lang, Uuid,
    api::{
        forms::{FormPage, Submitted},
        problem::Fault,
    },
    form::{
        Field, Kind, Purpose,
        answers::{self, Answer, Faults, Value},
        days::Day,
        words::{self, Said},
    },
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The form is on its way.
    Loading,
    /// It did not come.
    Unreached,
    /// Visitors do not have it any more.
    Gone,
    /// It can be filled in.
    Open,
    /// It is stored.
    Sent(Submitted),
}

/// A form that is being filled in.
pub(crate) struct Filling {
    /// The form.
    pub(crate) form: Uuid,
    /// The submission's id: sent again it stays one submission.
    pub(crate) id: Uuid,
    /// How far it has come; each change draws it anew.
    pub(crate) stage: Live<Stage>,
    /// What was answered, as it was typed.
    pub(crate) answers: RefCell<Vec<Answer>>,
    /// The files.
    pub(crate) uploads: RefCell<Vec<Rc<Upload>>>,
    /// The page that is shown.
    pub(crate) at: Cell<usize>,
    /// The conversation goes along.
    pub(crate) share: Cell<bool>,
    /// The field that people do not see.
    pub(crate) website: RefCell<String>,
    /// What is wrong, by the field's key.
    pub(crate) faults: Live<Faults>,
    /// What is said of the whole.
    pub(crate) note: Live<String>,
    /// It is being sent.
    pub(crate) busy: Live<bool>,
    /// It could not be sent, and will be again.
    pub(crate) waits: Cell<bool>,
    /// How often it was tried.
    pub(crate) tries: Cell<u32>,
    /// The focus goes to what is drawn next, since the visitor did something for it.
    pub(crate) wants_focus: Cell<bool>,
    /// He was asked to fill it in.
    pub(crate) was_asked: Cell<bool>,
    /// The language in which it was asked for.
    pub(super) lang: Cell<Lang>,
    /// When it came.
    pub(super) came_at: Cell<u64>,
    page: RefCell<Option<Rc<FormPage>>>,
}

/// A page of a form of which something is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    /// Which one it is, from 1.
    pub(crate) number: usize,
    /// How many there are.
    pub(crate) count: usize,
    /// The one before.
    pub(crate) before: Option<usize>,
    /// The one after.
    pub(crate) after: Option<usize>,
}

impl Filling {
    pub(super) fn new(form: Uuid, id: Uuid) -> Rc<Self> {
        Rc::new(Self {
            form,
            id,
            stage: Live::new(Stage::Loading),
            answers: RefCell::default(),
            uploads: RefCell::default(),
            at: Cell::new(0),
            share: Cell::new(false),
            website: RefCell::default(),
            faults: Live::default(),
            note: Live::default(),
            busy: Live::new(false),
            waits: Cell::new(false),
            tries: Cell::new(0),
            wants_focus: Cell::new(false),
            was_asked: Cell::new(false),
            lang: Cell::new(Lang::Ja),
            came_at: Cell::new(0),
            page: RefCell::default(),
        })
    }

    /// The form, when it is here.
    pub(crate) fn page(&self) -> Option<Rc<FormPage>> {
        self.page.borrow().clone()
    }

    pub(super) fn came(&self, page: Rc<FormPage>) {
        self.came_at.set(browser::now_ms());
        *self.page.borrow_mut() = Some(page);
    }

    /// Draws it anew.
    pub(crate) fn draw(&self) {
        if self.page().is_none() {
            return;
        }
        let stage = self.stage.now();
        let stays = matches!(stage, Stage::Sent(_) | Stage::Gone);
        self.stage.set(if stays { stage } else { Stage::Open });
    }

    /// Draws it with the focus, where it stands.
    pub(super) fn bring(&self) {
        self.wants_focus.set(true);
        self.draw();
    }

    /// It was asked for in another language.
    pub(crate) fn speaks_other(&self, lang: Lang) -> bool {
        self.page().is_some() && self.lang.get() != lang
    }

    /// It is over.
    pub(super) fn end(&self) {
        self.waits.set(false);
        self.stage.set(Stage::Gone);
        for upload in self.uploads.borrow().iter() {
            upload.stop();
        }
    }

    pub(crate) fn is_survey(&self) -> bool {
        self.page().is_some_and(|page| page.purpose == Purpose::Survey)
    }

    /// A word of the form.
    pub(crate) fn says(&self, said: Said) -> String {
        let page = self.page.borrow();
        let words = page.as_ref().and_then(|page| page.words.get(said as usize));
        words.cloned().unwrap_or_default()
    }

    /// The same, with what stands in its places.
    pub(crate) fn fills(&self, said: Said, values: &[String]) -> String {
        words::fill(&self.says(said), values)
    }

    /// What is said of a fault.
    pub(crate) fn sentence(&self, field: Option<&Field<String>>, fault: Fault) -> String {
        if let Some(field) =
            field.filter(|field| fault == Fault::NotPattern && !field.pattern_help.is_empty())
        {
            return field.pattern_help.clone();
        }
        let (said, values) = words::said(fault).unwrap_or((Said::WrongType, Vec::new()));
        self.fills(said, &values)
    }

    /// Fills in what is known: what the visitor has shown of himself first, then what his page says, then what the form gives.
    pub(super) fn fill(&self, known: &[(String, String)]) {
        let Some(page) = self.page() else { return };
        let usual = answers::defaults(&page.form, &[]);
        let said = answers::defaults(&page.form, known);
        let of = |all: &[Answer], key: &str| all.iter().find(|answer| answer.key == key).cloned();
        let fields = page.form.fields().filter_map(|field| {
            let shown = of(&page.filled, &field.key);
            if shown == of(&usual, &field.key) {
                of(&said, &field.key)
            } else {
                shown
            }
        });
        *self.answers.borrow_mut() = fields.collect();
    }

    /// An answer.
    pub(crate) fn answer(&self, key: &str) -> Option<Value> {
        let answers = self.answers.borrow();
        let found = answers.iter().find(|answer| answer.key == key);
        found.map(|answer| answer.value.clone())
    }

    /// The visitor answers something, or nothing any more.
    pub(crate) fn put(&self, key: &str, value: Option<Value>) {
        let mut answers = self.answers.borrow_mut();
        answers.retain(|answer| answer.key != key);
        answers.extend(value.map(|value| Answer {
            key: key.to_owned(),
            value,
        }));
    }

    /// What the fields are that are shown, by their places in the form.
    pub(crate) fn shown(&self) -> Vec<bool> {
        let page = self.page();
        page.map_or_else(Vec::new, |page| {
            answers::shown(&page.form, &self.answers.borrow())
        })
    }

    /// All that is wrong with what was answered.
    pub(super) fn judge(&self) -> Faults {
        let Some(page) = self.page() else {
            return Faults::new();
        };
        let asked = |answer: &&Answer| page.form.field(&answer.key).is_some();
        // A form that was changed meanwhile may not ask any more what was answered.
        let given: Vec<Answer> = self.answers.borrow().iter().filter(asked).cloned().collect();
        answers::judge(&page.form, &given, Day(page.today))
            .err()
            .unwrap_or_default()
    }

    /// Where the page that is shown stands among those of which something is shown.
    pub(crate) fn part(&self) -> Part {
        let Some(page) = self.page() else {
            return Part::default();
        };
        let mut shown = self.shown().into_iter();
        let seen = page.form.pages.iter().map(|page| {
            let fields = page.fields.iter();
            // All of them are counted off.
            let seen = fields.filter(|field| shown.next() == Some(true) && field.kind != Kind::Hidden);
            seen.count() > 0
        });
        let seen: Vec<usize> = seen
            .enumerate()
            .filter(|(_, seen)| *seen)
            .map(|(at, _)| at)
            .collect();
        let mut place = seen.iter().position(|page| *page >= self.at.get());
        if place.is_none() {
            place = seen.len().checked_sub(1);
        }
        let Some(place) = place else {
            return Part::default();
        };
        self.at.set(seen[place]);
        Part {
            number: place + 1,
            count: seen.len(),
            before: place.checked_sub(1).map(|place| seen[place]),
            after: seen.get(place + 1).copied(),
        }
    }

    /// On which page a field stands.
    fn page_of(&self, key: &str) -> Option<usize> {
        let page = self.page()?;
        let pages = &page.form.pages;
        pages
            .iter()
            .position(|page| page.fields.iter().any(|field| field.key == key))
    }

    /// Says what is wrong on the page that is shown; whether it is in order.
    pub(crate) fn check_page(&self) -> bool {
        let faults = self.judge();
        let here = faults
            .into_iter()
            .filter(|(key, _)| self.page_of(key) == Some(self.at.get()));
        self.mark(here.collect())
    }

    /// Shows faults; whether there are none. The first page with one is shown.
    pub(super) fn mark(&self, faults: Faults) -> bool {
        let first = faults.iter().find_map(|(key, _)| self.page_of(key));
        let good = faults.is_empty();
        self.note.set(if good {
            String::new()
        } else if let Some((_, fault)) = faults.iter().find(|(key, _)| self.page_of(key).is_none()) {
            self.sentence(None, *fault)
        } else {
            self.fills(Said::Check, &[faults.len().to_string()])
        });
        self.faults.set(faults);
        if let Some(first) = first.filter(|first| *first != self.at.get()) {
            self.at.set(first);
            self.bring();
        }
        good
    }

    /// What was wrong and is not any more is not said any more.
    pub(crate) fn check_again(&self) {
        if self.faults.peek(Vec::is_empty) {
            return;
        }
        let now = self.judge();
        let old = self.faults.now();
        let left = old.into_iter().filter_map(|(key, _)| {
            let fault = now.iter().find(|(other, _)| *other == key)?;
            Some((key, fault.1))
        });
        let left: Faults = left.collect();
        if left.is_empty() {
            self.note.set(String::new());
        }
        self.faults.set(left);
    }
}
