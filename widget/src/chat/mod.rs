//! The chat: one struct of signals that every component takes from the context, and what can be done with it.

pub(crate) mod afterwards;
mod deliver;
mod late;
mod notices;
mod start;
pub(crate) mod turn;

use crate::{
    browser::{self, Memory, spawn},
    host::{Host, Message, Wish},
    knowledge::{Knowledge, Offer, Shelf},
    live::Live,
    net::{self, Fault},
    session::{Session, clean},
    texts::{Words, words},
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        notices::Shown,
        widget::{Answer, AnswerRequest, Outcome},
    },
    codec,
    look::Look,
    scenario::play::Play,
    settings::ColorScheme,
};
use std::{cell::RefCell, ops::Deref, rc::Rc};
use turn::{AnswerState, AnswerTurn, Read, Turn, TurnKind};

/// How far the chat has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Settings and pack are on their way.
    Loading,
    /// It can be used.
    Ready,
    /// It could not start.
    Failed,
}

/// The chat. There is one, and it lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Chat(&'static State);

impl Deref for Chat {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What components read and follow.
pub(crate) struct State {
    /// How it looks and what it says.
    pub(crate) look: Live<Look>,
    /// The language.
    pub(crate) lang: Live<Lang>,
    /// The colours that the page asks for, before the design's.
    pub(crate) scheme: Live<Option<ColorScheme>>,
    /// Step of the text size, 0 to 2.
    pub(crate) size: Live<usize>,
    /// How far it has come.
    pub(crate) phase: Live<Phase>,
    /// Whether anything has been published.
    pub(crate) published: Live<bool>,
    /// The start buttons.
    pub(crate) shelves: Live<Vec<Shelf>>,
    /// What is announced.
    pub(crate) notices: Live<Vec<Shown>>,
    /// The words, with the help desk's own among them.
    pub(crate) own: Live<&'static Words>,
    /// The transcript.
    pub(crate) turns: Live<Vec<Turn>>,
    /// What stands in the input.
    pub(crate) typed: Live<String>,
    /// Raised when the focus shall go to the input.
    pub(crate) focus: Live<u32>,
    /// The panel covers the screen.
    pub(crate) full: Live<bool>,
    /// Opened as a page of its own.
    pub(crate) is_page: bool,
    /// In the admin's preview.
    pub(crate) is_preview: bool,
    /// What the page wishes of the look, as the start script checked it.
    pub(crate) wish: String,
    /// No page around the frame can hear it.
    is_alone: bool,
    /// The program's second part is here.
    pub(crate) is_whole: Live<bool>,
    inner: RefCell<Inner>,
}

struct Inner {
    host: Host,
    memory: Memory,
    api: String,
    session: Session,
    knowledge: Option<Knowledge>,
    read: Read,
    next_turn: u32,
    /// Asked before the chat could answer, or by the page for when it is opened.
    waiting: Option<String>,
    /// An entry that the page wants to show.
    entry: Option<Uuid>,
    /// A scenario or a form that the page wants to show.
    wish: Option<Wish>,
    /// The scenarios that were played in this page.
    plays: Vec<Rc<Play>>,
    /// Questions that the page is being asked about.
    asked: Vec<(Uuid, String)>,
    /// The visitor sees it.
    seen: bool,
    /// The announcements that the visitor was told of.
    told: String,
    /// What the page told of the visitor by `setVisitor`.
    claims: Vec<(String, String)>,
    /// Who the visitor has shown to be; 0: nobody known.
    who: u64,
    /// Raised by each token and by its end, so that what was begun with another is dropped.
    proofs: u32,
    /// When the last token was refused.
    refused_at: u64,
    /// Raised by each loading; an earlier one that is still under way changes nothing.
    loads: u32,
    /// It was ready once.
    begun: bool,
}

impl Chat {
    /// The chat of this frame. It loads by [`Chat::start`].
    pub(crate) fn new(host: Host) -> Self {
        let memory = host.memory();
        let lang = start::language(&host, memory);
        let session = start::session(&host, memory, lang);
        let size = memory.get("kotae-size").and_then(|size| size.parse().ok());
        let (is_page, is_preview) = (host.is_page(), host.is_preview());
        let waiting = host.hello("question");
        let entry = start::of_address(&host, "e").and_then(|id| Uuid::try_parse(&id).ok());
        let wish = start::of_address(&host, "f").map(|id| Wish { is_form: true, id });
        Self(Box::leak(Box::new(State {
            look: Live::new(Look::default()),
            lang: Live::new(lang),
            scheme: Live::new(host.hello("scheme").and_then(|name| crate::host::scheme(&name))),
            size: Live::new(size.filter(|&size: &usize| size < 3).unwrap_or(0)),
            phase: Live::new(Phase::Loading),
            published: Live::new(true),
            shelves: Live::new(Vec::new()),
            notices: Live::new(Vec::new()),
            own: Live::new(words(lang)),
            turns: Live::new(Vec::new()),
            typed: Live::new(String::new()),
            focus: Live::new(0),
            full: Live::new(false),
            is_page,
            is_preview,
            wish: host.hello("style").unwrap_or_default(),
            is_alone: is_preview || host.hello("page").is_none(),
            is_whole: Live::new(false),
            inner: RefCell::new(Inner {
                memory,
                api: host.boot("api").unwrap_or_default(),
                host,
                session,
                knowledge: None,
                read: Read::default(),
                next_turn: 0,
                waiting,
                entry,
                wish,
                plays: Vec::new(),
                asked: Vec::new(),
                seen: is_page,
                told: memory.get("kotae-notices").unwrap_or_default(),
                claims: Vec::new(),
                who: 0,
                proofs: 0,
                refused_at: 0,
                loads: 0,
                begun: false,
            }),
        })))
    }

    fn look<R>(self, look: impl FnOnce(&Inner) -> R) -> R {
        look(&self.0.inner.borrow())
    }

    fn change<R>(self, change: impl FnOnce(&mut Inner) -> R) -> R {
        change(&mut self.0.inner.borrow_mut())
    }

    /// The words of the visitor's language.
    pub(crate) fn words(self) -> &'static Words {
        self.own.get()
    }

    /// The same, without following later changes.
    pub(crate) fn words_now(self) -> &'static Words {
        self.own.now()
    }

    /// Sends what the visitor typed.
    pub(crate) fn ask(self, typed: &str) {
        let Some(text) = clean(typed) else { return };
        if self.phase.now() != Phase::Ready {
            self.change(|inner| inner.waiting = Some(text.to_owned()));
            return;
        }
        let id = browser::new_id();
        self.change(|inner| inner.asked.push((id, text.to_owned())));
        if self.is_alone {
            self.go(id, true);
            return;
        }
        let of = id.to_string();
        let host = self.look(|inner| inner.host.clone());
        let fields = [("name", "question"), ("of", of.as_str())];
        host.post_with("before", &fields, &self.told(&of, text));
        // A page that says nothing lets it pass.
        browser::after(200, move || self.go(id, true));
    }

    /// What the page hears of a question: its id, and what was asked if the help desk allows it.
    fn told<'a>(self, id: &'a str, text: &'a str) -> Vec<(&'static str, &'a str)> {
        let mut told = vec![("question", id)];
        if self.look.peek(|look| look.tell_questions) {
            told.push(("text", text));
        }
        told
    }

    /// The page lets a question pass, or does not.
    fn go(self, id: Uuid, on: bool) {
        let asked = self.change(|inner| {
            let at = inner.asked.iter().position(|(asked, _)| *asked == id)?;
            Some(inner.asked.swap_remove(at).1)
        });
        let Some(text) = asked.as_deref().filter(|_| on) else {
            return;
        };
        let found = self.change(|inner| {
            let knowledge = inner.knowledge.as_ref()?;
            let found = knowledge.ask(text);
            let session = &mut inner.session;
            session.question(id, text, &knowledge.hash, found.outcome, found.candidates.clone());
            Some(found)
        });
        let Some(found) = found else { return };
        self.say(TurnKind::Mine(text.to_owned()));
        self.look(|inner| {
            let id = id.to_string();
            inner.host.emit("question", &self.told(&id, text));
        });
        match (found.outcome, found.offers.split_first()) {
            (Outcome::Answer, Some((best, others))) => self.show(best, Some(id), others.to_vec()),
            (Outcome::Candidates, Some(_)) => {
                self.say(TurnKind::Candidates {
                    question: id,
                    offers: found.offers,
                });
                self.settle();
            }
            _ => self.nothing(Some(id), found.nearest),
        }
    }

    /// The visitor chose one of a question's candidates.
    pub(crate) fn choose(self, offer: &Offer, question: Option<Uuid>, others: Vec<Offer>) {
        if let Some(question) = question {
            let id = browser::new_id();
            self.change(|inner| inner.session.choice(id, question, offer.entry));
        }
        self.say(TurnKind::Mine(offer.title.clone()));
        self.show(offer, question, others);
    }

    /// The visitor found nothing, or none of the candidates was right.
    pub(crate) fn nothing(self, question: Option<Uuid>, nearest: Vec<Offer>) {
        self.say(TurnKind::NotFound { question, nearest });
        if let Some(question) = question {
            self.emit("noanswer", &[("question", question)]);
        }
        self.settle();
    }

    /// Shows an entry that a link or the page leads to. When it is what was shown last, as after a reload, it stays.
    pub(super) fn open_entry(self, entry: Uuid) {
        let is_last = self.turns.peek(|turns| {
            matches!(turns.last().map(|turn| &turn.kind), Some(TurnKind::Answer(answer)) if answer.entry == entry)
        });
        if is_last {
            return;
        }
        match self.look(|inner| inner.knowledge.as_ref()?.offer(entry)) {
            Some(offer) => self.choose(&offer, None, Vec::new()),
            None => self.nothing(None, Vec::new()),
        }
    }

    /// Shows what lies in a category.
    pub(crate) fn browse(self, shelf: &Shelf) {
        self.say(TurnKind::Mine(shelf.name.clone()));
        self.say(TurnKind::Browse {
            shelf: shelf.index,
            name: shelf.name.clone(),
        });
        self.settle();
    }

    /// The categories and entries directly in a category.
    pub(crate) fn content(self, shelf: u32) -> (Vec<Shelf>, Vec<Offer>) {
        self.look(|inner| {
            let knowledge = inner.knowledge.as_ref()?;
            Some((knowledge.shelves(Some(shelf)), knowledge.entries(shelf)))
        })
        .unwrap_or_default()
    }

    /// The address of an upload.
    pub(crate) fn file(self, name: &str) -> String {
        self.look(|inner| [&inner.api, "files/", name].concat())
    }

    /// What the pack has of a category or an entry.
    pub(crate) fn known<T>(self, look: impl FnOnce(&Knowledge) -> Option<T>) -> Option<T> {
        self.look(|inner| look(inner.knowledge.as_ref()?))
    }

    /// Entries that what stands in the input may lead to. Nothing leaves the browser.
    pub(crate) fn suggest(self, typed: &str) -> Vec<Offer> {
        self.look(|inner| Some(inner.knowledge.as_ref()?.suggest(clean(typed)?)))
            .unwrap_or_default()
    }

    /// Begins another conversation, at the visitor's wish.
    pub(crate) fn restart(self) {
        self.begin_again();
        self.focus_input();
    }

    fn begin_again(self) {
        self.forget_conversation();
        self.settle();
    }

    fn forget_conversation(self) {
        let id = browser::new_id();
        self.change(|inner| inner.session.restart(id));
        self.turns.set(Vec::new());
        self.typed.set(String::new());
    }

    /// Sets the step of the text size.
    pub(crate) fn resize(self, step: usize) {
        self.size.set(step);
        let step = ["0", "1", "2"][step.min(2)];
        self.look(|inner| inner.memory.set("kotae-size", step));
    }

    /// Asks the page around the frame to close the panel.
    pub(crate) fn close(self) {
        self.look(|inner| inner.host.post("close", &[]));
    }

    /// Moves the focus to the input; not on a phone, where that would cover half of the chat by a keyboard.
    pub(crate) fn focus_input(self) {
        self.focus.update(|focus| *focus += 1);
    }

    /// Asks for an answer that did not arrive again.
    pub(crate) fn retry(self, turn: &AnswerTurn) {
        if let Some(request) = turn.request.clone() {
            self.fetch(request, turn.state.clone());
        }
    }

    fn hear(self, message: Message) {
        match message {
            Message::Open { full, focus } => {
                self.full.set(full);
                self.change(|inner| inner.seen = true);
                self.ask_waiting();
                self.ask_notices();
                if focus {
                    self.focus_input();
                }
            }
            Message::Close => self.change(|inner| inner.seen = false),
            Message::Full(full) => self.full.set(full),
            Message::Ask(text) => self.ask(&text),
            Message::Entry(entry) => {
                self.change(|inner| inner.entry = Some(entry));
                self.ask_waiting();
            }
            Message::Wish(wish) => {
                self.change(|inner| inner.wish = Some(wish));
                self.ask_waiting();
            }
            Message::Missing(kind, id) => self.look(|inner| {
                let message = ["no such ", kind].concat();
                let fields = [("message", message.as_str())];
                inner.host.post_with("error", &fields, &[(kind, &id)]);
            }),
            Message::Claims(claims) => self.later(move || self.claim(&claims)),
            Message::Identify(value) => self.await_identity(value),
            Message::Go(question, on) => self.go(question, on),
            Message::Lang => {
                // The last word counts, the visitor's or the page's.
                let lang = self.look(|inner| {
                    inner.memory.set("kotae-lang", "");
                    start::language(&inner.host, inner.memory)
                });
                self.lang.set(lang);
                self.change(|inner| inner.session.speak(lang));
            }
            Message::Scheme(scheme) => self.scheme.set(scheme),
            Message::Reset => {
                self.begin_again();
                if self.look(|inner| inner.who) != 0 {
                    self.later(move || self.sign_out());
                }
            }
            Message::Preview(message) => self.later(move || self.preview(&message)),
        }
    }

    fn show(self, offer: &Offer, question: Option<Uuid>, others: Vec<Offer>) {
        let event = browser::new_id();
        let (state, request) = self.change(|inner| {
            if let Some(doc) = inner.read.get(offer.entry) {
                let state = AnswerState::Here(doc);
                inner.session.seen_again(event, question, offer.entry);
                return (state, None);
            }
            let request = inner.session.answer(event, question, offer.entry);
            (AnswerState::Loading, Some(request))
        });
        let state = Live::new(state);
        self.say(TurnKind::Answer(Box::new(AnswerTurn {
            entry: offer.entry,
            title: offer.title.clone(),
            question,
            others,
            request: request.clone(),
            state: state.clone(),
            solved: Live::new(None),
            is_old: false,
        })));
        match request {
            Some(request) => self.fetch(request, state),
            None => self.settle(),
        }
        self.emit("answer", &[("entry", offer.entry)]);
    }

    fn fetch(self, request: AnswerRequest, state: Live<AnswerState>) {
        state.set(AnswerState::Loading);
        let url = self.look(|inner| inner.api.clone()) + "answers";
        spawn(async move {
            let reply = net::post(&url, &codec::encode(&request)).await;
            state.set(match reply.as_deref().map(codec::decode::<Answer>) {
                Ok(Ok(answer)) => {
                    let doc = Rc::new(answer.doc);
                    self.change(|inner| inner.read.keep(answer.entry, Rc::clone(&doc)));
                    AnswerState::Here(doc)
                }
                Err(Fault::Status(404 | 410)) => AnswerState::Gone,
                Err(Fault::Status(401)) => {
                    self.later(move || self.lapse());
                    AnswerState::Failed
                }
                _ => AnswerState::Failed,
            });
            self.settle();
        });
    }

    fn say(self, kind: TurnKind) {
        let id = self.change(|inner| {
            inner.next_turn += 1;
            inner.next_turn
        });
        self.turns.update(|turns| turns.push(Turn { id, kind }));
        self.note();
    }

    pub(crate) fn emit(self, name: &str, ids: &[(&str, Uuid)]) {
        let host = self.look(|inner| inner.host.clone());
        let texts: Vec<_> = ids.iter().map(|(name, id)| (*name, id.to_string())).collect();
        let fields: Vec<_> = texts.iter().map(|(name, id)| (*name, id.as_str())).collect();
        host.emit(name, &fields);
    }
}
