//! Forms: opened, filled in, and sent.

mod drafts;
mod filling;
mod send;
mod survey;
mod uploads;

pub(crate) use filling::{Filling, Part, Stage};
pub(crate) use send::call;
pub(crate) use uploads::{Upload, Uploaded};

use crate::{
    browser,
    chat::{Chat, turn::TurnKind},
    host::Message,
    net::{self, Fault},
};
use kotae_shared::{
    Uuid,
    api::forms::FormPage,
    codec,
    look::{CALLS, Call},
};
use std::{cell::RefCell, rc::Rc};

thread_local! {
    /// The forms of this page. They lie here, so that the first part of the program knows nothing of them.
    static FILLINGS: RefCell<Vec<Rc<Filling>>> = const { RefCell::new(Vec::new()) };
}

impl Chat {
    /// Shows a form. One that is not there is told to the page, and to the visitor as anything that is not found.
    #[inline(never)]
    pub(crate) fn open_form(self, id: &str) {
        match Uuid::try_parse(id) {
            Ok(form) => self.open(form, true),
            Err(_) => self.no_form(id.to_owned()),
        }
    }

    /// Shows a form that follows from what the visitor did.
    pub(super) fn show_form(self, form: Uuid) {
        self.open(form, false);
    }

    /// `is_said`: he chose it, so it stands in the conversation as his words.
    fn open(self, form: Uuid, is_said: bool) {
        // What was begun goes on.
        if let Some(begun) = self.begun(form) {
            return begun.bring();
        }
        let (id, draft) = (form.to_string(), self.draft_of(form));
        let filling = Filling::new(form, draft.unwrap_or_else(browser::new_id));
        self.fetch_form(Rc::clone(&filling), move |found| match found {
            Err(Fault::Status(404)) => self.no_form(id),
            found => {
                // Without it its turn says so, and offers to try again.
                if let (Ok(page), true) = (&found, is_said) {
                    self.say(TurnKind::Mine(page.form.name.clone()));
                }
                if found.is_ok() {
                    self.told_of(&filling, "open");
                }
                filling.wants_focus.set(true);
                self.show_filling(filling);
            }
        });
    }

    /// The forms that the widget offers.
    pub(crate) fn calls(self) -> Vec<Call> {
        let lang = self.lang.now() as usize;
        self.look.peek(|look| {
            let lines = look.words[lang].iter().find(|(place, _)| *place == CALLS);
            let lines = lines.map_or("", |(_, lines)| lines);
            lines.split('\n').filter_map(Call::read).collect()
        })
    }

    fn show_filling(self, filling: Rc<Filling>) {
        let (form, submission) = (filling.form, filling.id);
        FILLINGS.with_borrow_mut(|all| all.push(filling));
        self.say(TurnKind::Form { form, submission });
        self.settle();
    }

    fn no_form(self, id: String) {
        self.hear(Message::Missing("form", id));
        self.nothing(None, Vec::new());
    }

    /// A form in the conversation that was not sent yet.
    fn begun(self, form: Uuid) -> Option<Rc<Filling>> {
        let last = self.turns.peek(|turns| {
            turns.iter().rev().find_map(|turn| match turn.kind {
                TurnKind::Form {
                    form: other,
                    submission,
                } if other == form => Some(submission),
                _ => None,
            })
        });
        let filling = self.filling(form, last?);
        let is_over =
            matches!(filling.stage.now(), Stage::Sent(_) | Stage::Gone) || self.was_sent(filling.id);
        (!is_over).then_some(filling)
    }

    /// What is filled in for a turn of the transcript: as it was left, also on an earlier page.
    pub(crate) fn filling(self, form: Uuid, submission: Uuid) -> Rc<Filling> {
        let known = FILLINGS.with_borrow(|all| all.iter().find(|filling| filling.id == submission).cloned());
        known.unwrap_or_else(|| {
            let filling = Filling::new(form, submission);
            FILLINGS.with_borrow_mut(|all| all.push(Rc::clone(&filling)));
            self.load_form(&filling);
            filling
        })
    }

    /// Loads a form (again).
    pub(crate) fn load_form(self, filling: &Rc<Filling>) {
        let filling = Rc::clone(filling);
        self.fetch_form(Rc::clone(&filling), move |found| {
            if found.is_ok() && filling.waits.get() {
                self.send_form(&filling);
            }
        });
    }

    /// Gives a form as the server has it now, with what is known of the visitor. What was typed stays.
    fn fetch_form(self, filling: Rc<Filling>, then: impl FnOnce(Result<Rc<FormPage>, Fault>) + 'static) {
        let lang = self.lang.now();
        filling.lang.set(lang);
        let id = filling.form.to_string();
        let url = self.look(|inner| [&inner.api, "forms/", &id, "?lang=", lang.tag()].concat());
        browser::spawn(async move {
            // Another version of Kotae: it is as if it had not come.
            let found = net::get(&url)
                .await
                .and_then(|bytes| codec::decode::<FormPage>(&bytes).map_err(|_| Fault::Unreached));
            then(match found {
                Ok(page) => Ok(self.take_form(&filling, page)),
                Err(fault) => {
                    // One that is here can be filled in further.
                    if fault == Fault::Status(404) {
                        filling.stage.set(Stage::Gone);
                    } else if filling.page().is_none() {
                        filling.stage.set(Stage::Unreached);
                    }
                    Err(fault)
                }
            });
        });
    }

    /// A form has come.
    pub(in crate::chat) fn take_form(self, filling: &Rc<Filling>, page: FormPage) -> Rc<FormPage> {
        let page = Rc::new(page);
        let is_first = filling.page().is_none();
        filling.came(Rc::clone(&page));
        if is_first && !self.restore(filling) {
            filling.fill(&self.known_of_visitor());
        }
        filling.draw();
        page
    }

    /// What the page and the conversation tell: for fields that take it over.
    fn known_of_visitor(self) -> Vec<(String, String)> {
        let mut known = vec![(
            "page".to_owned(),
            self.look(|inner| inner.session.visit().page.clone()),
        )];
        known.extend(self.last_question().map(|text| ("question".to_owned(), text)));
        known.extend(self.current_claims());
        known
    }

    /// What the visitor asked last, in his words.
    pub(crate) fn last_question(self) -> Option<String> {
        self.turns.peek(|turns| {
            let question = |kind: &TurnKind| match kind {
                TurnKind::Candidates { question, .. } => Some(*question),
                TurnKind::NotFound { question, .. } => *question,
                TurnKind::Answer(answer) => answer.question,
                _ => None,
            };
            let last = turns.iter().rev().find_map(|turn| question(&turn.kind))?;
            let first = turns.iter().position(|turn| question(&turn.kind) == Some(last))?;
            match &turns.get(first.checked_sub(1)?)?.kind {
                TurnKind::Mine(text) => Some(text.clone()),
                _ => None,
            }
        })
    }

    /// Tells the page what became of a form.
    fn told_of(self, filling: &Filling, value: &str) {
        let host = self.look(|inner| inner.host.clone());
        let form = filling.form.to_string();
        let name = if filling.is_survey() { "survey" } else { "form" };
        host.emit(name, &[(name, &form), ("value", value)]);
    }

    /// Forms of a conversation that is over are forgotten.
    pub(super) fn forget_forms(self) {
        FILLINGS.with_borrow_mut(|all| {
            for filling in all.drain(..) {
                filling.end();
            }
        });
        self.keep_drafts(&[]);
    }

    /// Shows a form that is being written, in the place of the conversation. The same form again keeps what was typed.
    pub(in crate::chat) fn try_form(self, page: FormPage, at: Option<usize>) {
        let known = FILLINGS.with_borrow(|all| all.iter().find(|filling| filling.form == page.id).cloned());
        let is_new = known.is_none();
        let filling = known.unwrap_or_else(|| Filling::new(page.id, browser::new_id()));
        if is_new || !matches!(filling.stage.now(), Stage::Open) {
            FILLINGS.with_borrow_mut(Vec::clear);
            self.begin_again();
        }
        filling.at.set(at.unwrap_or_else(|| filling.at.get()));
        self.take_form(&filling, page);
        if FILLINGS.with_borrow(Vec::is_empty) {
            self.show_filling(filling);
        }
    }
}
