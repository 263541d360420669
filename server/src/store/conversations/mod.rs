//! One conversation as the visitor had it, put together from its events, the names of what they are about, and the forms that
//! were sent with it.

mod told;

#[cfg(test)]
pub(super) use told::STATEMENTS as OF_EVENTS;
pub use told::{Told, told};

use super::audit::{self, Actor, Change};
use super::engine::{Read, Tx, params, statements};
use super::{
    Result, entries, forms, scenarios,
    visitor_values::{self, Stored},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::{
        admin::{CandidateRow, EntryName},
        conversations::{Conversation, Turn, Visited, What, limits},
    },
};
use std::collections::{HashMap, HashSet};
use told::Event;

/// Within so long the same person's looks are one record, in milliseconds.
const VIEW_MS: i64 = 3_600_000;

/// The same with names, and the forms that were sent with it, for a reader of a language who may see what is personal or may
/// not.
pub fn named(read: &Read<'_>, told: Told, (lang, may): (Lang, bool)) -> Result<Conversation> {
    let fields = visitor_values::fields(read)?;
    let show = |(visited, known): (Visited, Vec<Stored>)| Visited {
        values: fields.show(&known, lang, may),
        ..visited
    };
    let mut ids = HashSet::new();
    for (_, event) in &told.turns {
        match event {
            Event::Question(asked) => ids.extend(asked.candidates.iter().map(|(entry, _)| *entry)),
            Event::Choice(entry) | Event::Answer(entry) | Event::Said(entry, _) => {
                ids.insert(*entry);
            }
            Event::Reason(_) | Event::Step(..) => {}
        }
    }
    let names = entries::names(read, ids)?;
    let written: HashMap<Uuid, _> = if told
        .turns
        .iter()
        .any(|(_, event)| matches!(event, Event::Step(..)))
    {
        let all = scenarios::all(read)?.into_iter();
        all.map(|(id, scenario, _)| (id, scenario)).collect()
    } else {
        HashMap::new()
    };
    let name = |id: Uuid| {
        names.get(&id).cloned().unwrap_or(EntryName {
            id,
            code: String::new(),
            title: String::new(),
        })
    };
    let more = told.turns.len() > limits::TURNS as usize;
    let turns = told.turns.into_iter().take(limits::TURNS as usize);
    let mut turns: Vec<Turn> = turns
        .map(|(at, event)| Turn {
            at,
            what: match event {
                Event::Question(asked) => What::Question {
                    text: asked.text,
                    outcome: asked.outcome,
                    candidates: asked
                        .candidates
                        .into_iter()
                        .map(|(entry, score)| CandidateRow {
                            entry: name(entry),
                            score,
                        })
                        .collect(),
                    pack: asked.pack,
                },
                Event::Choice(entry) => What::Chosen { entry: name(entry) },
                Event::Answer(entry) => What::Answer { entry: name(entry) },
                Event::Said(entry, solved) => What::Said {
                    entry: name(entry),
                    solved,
                },
                Event::Reason(text) => What::Reason { text },
                Event::Step(id, step) => {
                    let scenario = written.get(&id);
                    let found =
                        scenario.and_then(|scenario| scenario.steps.iter().find(|one| one.id == step));
                    What::Step {
                        scenario: scenario.map(|scenario| scenario.name.clone()).unwrap_or_default(),
                        text: found
                            .map_or_else(|| Localised::new(step.clone(), ""), |found| found.text.clone()),
                    }
                }
            },
        })
        .collect();
    let sent = read.query(SENT, params![told.id], |row| {
        Ok((
            row.get::<i64>(0)?,
            row.get::<Uuid>(1)?,
            row.get::<u32>(2)?,
            row.get::<Uuid>(3)?,
        ))
    })?;
    for (at, submission, number, form) in sent {
        let form = forms::get(read, form, Lang::Ja).map(|record| record.form.name);
        let what = What::Sent {
            submission,
            number,
            form: form.unwrap_or_default(),
        };
        // Behind what had come before it: forms have no number of the visit.
        let place = turns
            .iter()
            .rposition(|turn| turn.at <= at)
            .map_or(0, |last| last + 1);
        turns.insert(place, Turn { at, what });
    }
    Ok(Conversation {
        id: told.id,
        at: told.at,
        widget: told.widget,
        visits: told.visits.into_iter().map(show).collect(),
        turns,
        more,
    })
}

/// Notes that somebody looked at a conversation: once an hour and person, since a page is loaded again and again.
pub fn viewed(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let object = id.to_string();
    let known: u32 = tx.value(VIEWED, params![&object, actor.id(), tx.now() - VIEW_MS])?;
    if known > 0 {
        return Ok(());
    }
    let change = Change {
        action: "conversation.view",
        kind: "conversation",
        id: &object,
    };
    audit::record(tx, actor, change, audit::NOTHING, audit::NOTHING)
}

statements! {
    VIEWED = "SELECT COUNT(*) FROM audit WHERE object_kind = 'conversation' AND object_id = $1
        AND action = 'conversation.view' AND actor_id = $2 AND at > $3";
    SENT = "SELECT created_at, id, number, form FROM submission WHERE conversation = $1 ORDER BY created_at, id";
}
