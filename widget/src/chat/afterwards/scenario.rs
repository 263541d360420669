//! Plays scenarios.

use crate::{
    browser,
    chat::{
        Chat,
        turn::{Stage, TurnKind},
    },
    host::{Message, Wish},
    net::{self, Fault},
};
use kotae_shared::{
    Uuid, codec,
    scenario::play::{Act, Play},
};
use std::rc::Rc;

impl Chat {
    /// Shows the scenario or the form that the page or a button wants.
    #[inline(never)]
    pub(crate) fn grant(self, wish: Wish) {
        if wish.is_form {
            self.open_form(&wish.id);
        } else {
            self.play(wish.id);
        }
    }

    /// Begins a scenario. One that is not there is told to the page, and to the visitor as anything that is not found.
    fn play(self, id: String) {
        let Ok(scenario) = Uuid::try_parse(&id) else {
            self.no_scenario(id);
            return;
        };
        self.load_play(scenario, move |found| match found {
            Ok(play) => {
                let name = &play.name[self.lang.now() as usize];
                self.take(&play, name, 0);
            }
            Err(Fault::Status(404)) => self.no_scenario(id),
            // Its turn says so, and offers to try again.
            Err(_) => self.say(TurnKind::Scenario {
                scenario,
                step: 0,
                stage: Stage::Open,
            }),
        });
    }

    fn no_scenario(self, id: String) {
        self.hear(Message::Missing("scenario", id));
        self.nothing(None, Vec::new());
    }

    /// A scenario that was played in this page.
    pub(crate) fn known_play(self, scenario: Uuid) -> Option<Rc<Play>> {
        self.look(|inner| inner.plays.iter().find(|play| play.id == scenario).cloned())
    }

    /// Gives a scenario, from the server if need be.
    pub(crate) fn load_play(self, scenario: Uuid, then: impl FnOnce(Result<Rc<Play>, Fault>) + 'static) {
        if let Some(play) = self.known_play(scenario) {
            return then(Ok(play));
        }
        let url = self.look(|inner| [&inner.api, "scenarios/", &scenario.to_string()].concat());
        browser::spawn(async move {
            let found = net::get(&url).await.and_then(|bytes| {
                // Another version of Kotae: it is as if it had not come.
                let play = codec::decode::<Play>(&bytes).map_err(|_| Fault::Unreached)?;
                let play = Rc::new(play);
                self.change(|inner| inner.plays.push(Rc::clone(&play)));
                Ok(play)
            });
            then(found);
        });
    }

    /// The visitor chose a way on, in these words.
    pub(crate) fn take(self, play: &Play, words: &str, step: u16) {
        self.say(TurnKind::Mine(words.to_owned()));
        self.go_to(play, step);
        self.settle();
    }

    /// Shows a step, and those that follow without the visitor.
    fn go_to(self, play: &Play, mut at: u16) {
        // What was checked does not go round in a circle; whatever comes, this ends.
        for _ in 0..=play.steps.len() {
            let Some(step) = play.steps.get(usize::from(at)) else {
                return;
            };
            let id = browser::new_id();
            self.change(|inner| inner.session.scenario(id, play.id, step.id.clone()));
            let host = self.look(|inner| inner.host.clone());
            host.emit(
                "scenario",
                &[("scenario", &play.id.to_string()), ("value", &step.id)],
            );
            self.say(TurnKind::Scenario {
                scenario: play.id,
                step: at,
                stage: match step.act {
                    Act::Text => Stage::Passed,
                    Act::End => Stage::Ended,
                    _ => Stage::Open,
                },
            });
            match (&step.act, step.next) {
                (Act::Text, Some(next)) => at = next,
                (Act::Entry(entry), _) => {
                    match self.known(|knowledge| knowledge.offer(*entry)) {
                        Some(offer) => self.show(&offer, None, Vec::new()),
                        None => self.nothing(None, Vec::new()),
                    }
                    return;
                }
                (Act::Form(form), _) => return self.show_form(*form),
                (Act::Question, _) => {
                    self.focus_input();
                    return;
                }
                _ => return,
            }
        }
    }

    /// After anything else was said within a scenario that has not ended: the way back to it.
    #[inline(never)]
    pub(in crate::chat) fn offer_to_go_on(self) {
        self.await_silence();
        let left = self.turns.peek(|turns| {
            let mut scenes = turns.iter().rev().map(|turn| match turn.kind {
                TurnKind::Scenario {
                    scenario,
                    step,
                    stage,
                } => Some((scenario, step, stage)),
                _ => None,
            });
            // The last turn is a step itself: it has its own ways on.
            if scenes.next()?.is_some() {
                return None;
            }
            scenes.flatten().next()
        });
        if let Some((scenario, step, Stage::Open | Stage::Left)) = left {
            let stage = Stage::Left;
            self.say(TurnKind::Scenario {
                scenario,
                step,
                stage,
            });
        }
    }
}
