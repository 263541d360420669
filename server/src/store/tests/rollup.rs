//! The sums of reports are those of the rows.

use super::entry_days::{HOUR, Step, asked, id, kind, step};
use super::*;
use crate::store::engine::{Read, Sql, params};
use kotae_shared::Lang;
use kotae_shared::api::widget::{Event, Visit};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// By day, hour and widget: the columns of `usage_hour` behind its key.
type Hours = BTreeMap<(i64, i64, String), [i64; 10]>;
/// By day, widget and entry: the columns of `topic_day` behind its key.
type Topics = BTreeMap<(i64, String, Uuid), [i64; 5]>;

fn kept(world: &World) -> (Hours, Topics) {
    let read = |read: &Read<'_>| {
        let hours = Sql::new(
            "SELECT day, hour, widget, visits, conversations, questions, answers, candidates, not_found, read_answers,
                self_served, solved, not_solved FROM usage_hour",
        );
        let hours = read.query(hours, params![], |row| {
            let mut sums = [0; 10];
            for (at, sum) in (3..).zip(&mut sums) {
                *sum = row.get(at)?;
            }
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?), sums))
        })?;
        let topics = Sql::new(
            "SELECT day, widget, entry, questions, read_answers, self_served, solved, not_solved FROM topic_day",
        );
        let topics = read.query(topics, params![], |row| {
            let mut sums = [0; 5];
            for (at, sum) in (3..).zip(&mut sums) {
                *sum = row.get(at)?;
            }
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?), sums))
        })?;
        Ok((hours, topics))
    };
    let (hours, topics) = world.workspace().events().read_blocking(read).unwrap();
    // What was taken back leaves a row of nothing.
    (
        hours.into_iter().filter(|(_, sums)| *sums != [0; 10]).collect(),
        topics.into_iter().filter(|(_, sums)| *sums != [0; 5]).collect(),
    )
}

/// Adds the rows of the log up as the words of the module say.
fn added_up(world: &World) -> (Hours, Topics) {
    // Tokyo is nine hours ahead.
    let clock = |at: i64| {
        let there = at + 9 * HOUR;
        (there.div_euclid(24 * HOUR), there.rem_euclid(24 * HOUR) / HOUR)
    };
    let read = |read: &Read<'_>| {
        let (mut hours, mut topics) = (Hours::new(), Topics::new());
        let visits = read.query(Sql::new("SELECT at, widget FROM visit"), params![], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
        })?;
        for (at, widget) in visits {
            let (day, hour) = clock(at);
            hours.entry((day, hour, widget)).or_default()[0] += 1;
        }
        let talks = Sql::new(
            "SELECT MIN(e.at), MIN(v.widget) FROM event e JOIN visit v ON v.id = e.visit GROUP BY e.conversation",
        );
        for (at, widget) in read.query(talks, params![], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
        })? {
            let (day, hour) = clock(at);
            hours.entry((day, hour, widget)).or_default()[1] += 1;
        }
        let questions = Sql::new("SELECT at, widget, outcome, read_entry, solved, candidates FROM question");
        let rows = read.query(questions, params![], |row| {
            Ok((
                row.get::<i64>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<Option<Uuid>>(3)?,
                row.get::<Option<bool>>(4)?,
                row.json::<Vec<(Uuid, u16)>>(5)?,
            ))
        })?;
        for (at, widget, outcome, was_read, solved, candidates) in rows {
            let (day, hour) = clock(at);
            let outcome = match outcome.as_str() {
                "answer" => 3,
                "candidates" => 4,
                _ => 5,
            };
            let became = [
                i64::from(was_read.is_some()),
                i64::from(was_read.is_some() && solved != Some(false)),
                i64::from(solved == Some(true)),
                i64::from(solved == Some(false)),
            ];
            let sums = hours.entry((day, hour, widget.clone())).or_default();
            sums[2] += 1;
            sums[outcome] += 1;
            let best = candidates.first().map(|(entry, _)| *entry);
            let topic = was_read.or(best).unwrap_or_default();
            let about = topics.entry((day, widget, topic)).or_default();
            about[0] += 1;
            for (at, one) in became.into_iter().enumerate() {
                sums[6 + at] += one;
                about[1 + at] += one;
            }
        }
        Ok((hours, topics))
    };
    world.workspace().events().read_blocking(read).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_are_those_of_the_rows(
        steps in prop::collection::vec((step(), 0..15_i64, 0..3_u8), 1..24),
        reversed in any::<bool>(),
    ) {
        let world = world();
        let mut known = std::collections::HashSet::new();
        let mut arriving: Vec<(u32, Step, i64, u8)> = Vec::new();
        for (seq, (step, hours, visit)) in (0_u32..).zip(steps) {
            if let Step::Ask { question, .. } = &step && !known.insert(*question) {
                continue;
            }
            arriving.push((seq, step, hours, visit));
        }
        if reversed {
            arriving.reverse();
        }
        for (seq, step, hours, page) in &arriving {
            world.clock.advance(hours * HOUR);
            let event_id = match step {
                Step::Ask { question, .. } => asked(*question),
                _ => id(1_000 + u128::from(*seq)),
            };
            // Two conversations; the second is of another widget's visit.
            let (talk, widget) = if *page == 2 { (901, "other") } else { (900, "demo") };
            let event = Event { id: event_id, conversation: id(talk), seq: *seq, kind: kind(step) };
            let visit = Visit { id: id(2 + u128::from(*page)), visitor: id(1), page: String::new(), lang: Lang::Ja, claims: Vec::new() };
            let again = [event.clone(), event];
            // Sent twice, as by a bad network.
            world.workspace().events().write_blocking(move |tx| events::record(tx, widget, &visit, &again)).unwrap();
        }
        prop_assert_eq!(kept(&world), added_up(&world));

        // As if all of it had come before there were reports.
        let forget = |tx: &engine::Tx<'_>| {
            for sql in [
                "DELETE FROM usage_hour",
                "DELETE FROM topic_day",
                "UPDATE question SET hour = NULL",
                "UPDATE visit SET day = NULL",
                "UPDATE conversation SET day = NULL",
            ] {
                tx.execute(Sql::new(sql), params![])?;
            }
            Ok(())
        };
        world.workspace().events().write_blocking(forget).unwrap();
        while world.workspace().events().write_blocking(|tx| events::roll_older(tx, 2)).unwrap() == 2 {}
        prop_assert_eq!(kept(&world), added_up(&world));
        // And again, without waiting for anything.
        prop_assert_eq!(world.workspace().events().write_blocking(|tx| events::roll_older(tx, 2)).unwrap(), 0);
    }
}
