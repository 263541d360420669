//! What visitors did with entries by day: the numbers that are kept are those of the rows.

use super::*;
use crate::clock::Clock;
use crate::store::engine::{Read, Sql, params};
use kotae_shared::Lang;
use kotae_shared::api::widget::{Candidate, Event, EventKind, Outcome, Question, Visit};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(super) const HOUR: i64 = 3_600_000;
/// Conversation of every event here.
const TALK: u128 = 900;

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// What a visitor does; questions and entries by small numbers.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Ask {
        question: u8,
        offered: Vec<u8>,
    },
    Read {
        question: Option<u8>,
        entry: u8,
    },
    Say {
        question: Option<u8>,
        entry: u8,
        solved: bool,
    },
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let question = prop_oneof![3 => (0..4_u8).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        (0..4_u8, prop::collection::vec(0..4_u8, 0..4))
            .prop_map(|(question, offered)| Step::Ask { question, offered }),
        (question.clone(), 0..4_u8).prop_map(|(question, entry)| Step::Read { question, entry }),
        (question, 0..4_u8, any::<bool>()).prop_map(|(question, entry, solved)| Step::Say {
            question,
            entry,
            solved
        }),
    ]
}

fn entry(n: u8) -> Uuid {
    id(50 + u128::from(n))
}

pub(super) fn asked(n: u8) -> Uuid {
    id(10 + u128::from(n))
}

pub(super) fn kind(step: &Step) -> EventKind {
    match step {
        Step::Ask { offered, .. } => EventKind::Question(Question {
            text: "VPN".into(),
            pack: "hash".into(),
            outcome: Outcome::Candidates,
            candidates: offered
                .iter()
                .map(|n| Candidate {
                    entry: entry(*n),
                    score: 500,
                })
                .collect(),
        }),
        Step::Read { question, entry: of } => EventKind::Answer {
            question: question.map(asked),
            entry: entry(*of),
        },
        Step::Say {
            question,
            entry: of,
            solved,
        } => EventKind::Feedback {
            question: question.map(asked),
            entry: entry(*of),
            solved: *solved,
        },
    }
}

/// By entry and day: shown, chosen, solved, not solved.
type Days = BTreeMap<(Uuid, i64), [i64; 4]>;

/// Adds the steps up as the module's words say, without looking at how it does it. With the hours at which they came.
fn added_up(steps: &[(Step, i64)], with_direct: bool) -> Days {
    let mut days = Days::new();
    let mut add = |entry: Uuid, day: i64, at: usize| days.entry((entry, day)).or_default()[at] += 1;
    // Tokyo is nine hours ahead.
    let day = |at: i64| (at + 9 * HOUR).div_euclid(24 * HOUR);
    for question in 0..4_u8 {
        let first = steps.iter().find_map(|(step, at)| match step {
            Step::Ask {
                question: of,
                offered,
            } if *of == question => Some((offered, day(*at))),
            _ => None,
        });
        let Some((offered, day)) = first else { continue };
        let mut offered = offered.clone();
        offered.sort_unstable();
        offered.dedup();
        for one in offered {
            add(entry(one), day, 0);
        }
        let read = steps.iter().rev().find_map(|(step, _)| match step {
            Step::Read { question: of, entry } if *of == Some(question) => Some(*entry),
            _ => None,
        });
        if let Some(read) = read {
            add(entry(read), day, 1);
        }
        let said = steps.iter().rev().find_map(|(step, _)| match step {
            Step::Say {
                question: of,
                entry,
                solved,
            } if *of == Some(question) => Some((*entry, *solved)),
            _ => None,
        });
        if let Some((of, solved)) = said {
            add(entry(of), day, if solved { 2 } else { 3 });
        }
    }
    for (step, at) in steps.iter().filter(|_| with_direct) {
        match step {
            Step::Read {
                question: None,
                entry: of,
            } => {
                add(entry(*of), day(*at), 0);
                add(entry(*of), day(*at), 1);
            }
            Step::Say {
                question: None,
                entry: of,
                solved,
            } => add(entry(*of), day(*at), if *solved { 2 } else { 3 }),
            _ => {}
        }
    }
    days
}

fn kept(world: &World) -> Days {
    let read = |read: &Read<'_>| {
        let sql = Sql::new("SELECT entry, day, shown, chosen, solved, not_solved FROM entry_day");
        read.query(sql, params![], |row| {
            let counts = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok(((row.get(0)?, row.get(1)?), counts))
        })
    };
    let all = world.workspace().events().read_blocking(read).unwrap();
    // What was taken back leaves a row of nothing.
    all.into_iter().filter(|(_, counts)| *counts != [0; 4]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn days_of_entries_are_what_the_rows_say(steps in prop::collection::vec((step(), 0..15_i64), 1..24), turned in any::<bool>()) {
        let world = world();
        let mut done = Vec::new();
        let mut known = std::collections::HashSet::new();
        for (seq, (step, hours)) in (0_u32..).zip(steps) {
            if let Step::Ask { question, .. } = &step && !known.insert(*question) {
                continue;
            }
            world.clock.advance(hours * HOUR);
            done.push((seq, step, world.clock.now_ms()));
        }
        // In another order of arrival, what came last in the visit still counts: all at once then.
        let at_once = turned.then(|| world.clock.now_ms());
        let mut arriving = done.clone();
        if turned {
            arriving.reverse();
        }
        for (seq, step, at) in &arriving {
            if at_once.is_none() {
                world.clock.set(*at);
            }
            let id = match step {
                Step::Ask { question, .. } => asked(*question),
                _ => id(1_000 + u128::from(*seq)),
            };
            let event = Event { id, conversation: self::id(TALK), seq: *seq, kind: kind(step) };
            let visit = Visit { id: self::id(2), visitor: self::id(1), page: String::new(), lang: Lang::Ja, claims: Vec::new() };
            world.workspace().events().write_blocking(move |tx| events::record(tx, "demo", &visit, &[event])).unwrap();
        }
        let steps: Vec<(Step, i64)> =
            done.into_iter().map(|(_, step, at)| (step, at_once.unwrap_or(at))).collect();
        prop_assert_eq!(kept(&world), added_up(&steps, true));

        // As if all of it had come before there were days of entries.
        let forget = |tx: &engine::Tx<'_>| {
            tx.execute(Sql::new("DELETE FROM entry_day"), params![])?;
            tx.execute(Sql::new("UPDATE question SET day = NULL, said_entry = NULL"), params![])
        };
        let questions = world.workspace().events().write_blocking(forget).unwrap();
        let mut counted = 0;
        loop {
            let part = world.workspace().events().write_blocking(|tx| events::count_older(tx, 2)).unwrap();
            counted += u64::from(part);
            if part < 2 {
                break;
            }
        }
        prop_assert!(counted <= questions + 1);
        prop_assert_eq!(kept(&world), added_up(&steps, false));
    }
}
