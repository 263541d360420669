//! What visitors did with each entry on each day, kept in the transaction of their events, so that nobody has to read the log
//! for it.
//!
//! A question counts under the day on which it came, by the workspace's clock, whenever its answer and its feedback come: as
//! shown for each entry that it was offered, as chosen for the entry that was opened last, as solved or not for the one of which
//! the visitor said so last. An answer that was opened without a question (by a link, a start button) counts as shown and
//! chosen, and what is said of it each time, under the day of the event. So the numbers follow from the rows of `question` and
//! `event` alone; a test adds those up and compares.

use super::engine::{Read, Tx, params, statements};
use super::{Error, Result};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::Uuid;
use kotae_shared::api::improve::Figures;
use std::collections::HashSet;

/// The day of a moment in a time zone, in days since 1970-01-01.
pub(super) fn day(at: i64, zone: &TimeZone) -> Result<i64> {
    Ok(day_and_hour(at, zone)?.0)
}

/// The same, and the hour that a clock there shows.
pub(super) fn day_and_hour(at: i64, zone: &TimeZone) -> Result<(i64, i64)> {
    let moment = Timestamp::from_millisecond(at).map_err(Error::internal)?;
    let ahead = i64::from(zone.to_offset(moment).seconds());
    let seconds = at.div_euclid(1_000) + ahead;
    Ok((seconds.div_euclid(86_400), seconds.rem_euclid(86_400) / 3_600))
}

/// The day that it is.
pub(super) fn today(read: &Read<'_>) -> Result<i64> {
    day(read.now(), &read.limits().zone())
}

/// What is added to a day of an entry; less than nothing when somebody changed his mind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) shown: i64,
    pub(super) chosen: i64,
    pub(super) solved: i64,
    pub(super) not_solved: i64,
}

impl Change {
    /// So many more visitors opened it.
    pub(super) fn chosen(by: i64) -> Self {
        Self {
            chosen: by,
            ..Self::default()
        }
    }

    /// So many more visitors said whether it solved their question.
    pub(super) fn said(solved: bool, by: i64) -> Self {
        let (yes, no) = if solved { (by, 0) } else { (0, by) };
        Self {
            solved: yes,
            not_solved: no,
            ..Self::default()
        }
    }
}

/// Counts.
pub(super) fn add(tx: &Tx<'_>, entry: Uuid, day: i64, change: Change) -> Result<()> {
    let Change {
        shown,
        chosen,
        solved,
        not_solved,
    } = change;
    tx.execute(ADD, params![entry, day, shown, chosen, solved, not_solved])?;
    if shown > 0 || chosen > 0 {
        tx.execute(SEEN, params![entry, day])?;
    }
    Ok(())
}

/// Counts what a question was offered: each entry once.
pub(super) fn offered(tx: &Tx<'_>, entries: impl Iterator<Item = Uuid>, day: i64) -> Result<()> {
    let change = Change {
        shown: 1,
        ..Change::default()
    };
    let mut known = HashSet::new();
    for entry in entries {
        if known.insert(entry) {
            add(tx, entry, day, change)?;
        }
    }
    Ok(())
}

/// An opening without a question (`said`: `None`), or what was said of it.
pub(super) fn without_question(tx: &Tx<'_>, entry: Uuid, said: Option<bool>) -> Result<()> {
    let change = match said {
        Some(solved) => Change::said(solved, 1),
        None => Change {
            shown: 1,
            chosen: 1,
            ..Change::default()
        },
    };
    add(tx, entry, today(tx)?, change)
}

/// What visitors did with an entry in the last `days` days, today among them.
pub(super) fn figures(read: &Read<'_>, entry: Uuid, days: u32) -> Result<Figures> {
    let since = today(read)? - i64::from(days) + 1;
    let found = read.first(OF_ENTRY, params![entry, since], |row| {
        let count = |at| Ok::<u32, Error>(u32::try_from(row.get::<i64>(at)?).unwrap_or(0));
        Ok(Figures {
            shown: count(0)?,
            chosen: count(1)?,
            solved: count(2)?,
            not_solved: count(3)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// The entries that somebody was offered or opened in the last `days` days.
pub(super) fn seen(read: &Read<'_>, days: u32) -> Result<HashSet<Uuid>> {
    let since = today(read)? - i64::from(days) + 1;
    let seen = read.query(SEEN_SINCE, params![since], |row| row.get(0))?;
    Ok(seen.into_iter().collect())
}

/// Entries of which in the last `days` days at least `least` visitors said something, and less than half that they solved their
/// question; the one with most who did not comes first.
pub(super) fn seldom_solved(read: &Read<'_>, days: u32, least: u32) -> Result<Vec<(Uuid, u32)>> {
    let since = today(read)? - i64::from(days) + 1;
    read.query(SELDOM, params![since, least], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

statements! {
    ADD = "INSERT INTO entry_day (entry, day, shown, chosen, solved, not_solved) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (entry, day) DO UPDATE SET shown = entry_day.shown + excluded.shown,
        chosen = entry_day.chosen + excluded.chosen, solved = entry_day.solved + excluded.solved,
        not_solved = entry_day.not_solved + excluded.not_solved";
    SEEN = "INSERT INTO entry_seen (entry, day) VALUES ($1, $2)
        ON CONFLICT (entry) DO UPDATE SET day = excluded.day WHERE entry_seen.day < excluded.day";
    OF_ENTRY = "SELECT CAST(COALESCE(SUM(shown), 0) AS BIGINT), CAST(COALESCE(SUM(chosen), 0) AS BIGINT),
        CAST(COALESCE(SUM(solved), 0) AS BIGINT), CAST(COALESCE(SUM(not_solved), 0) AS BIGINT)
        FROM entry_day WHERE entry = $1 AND day >= $2";
    SEEN_SINCE = "SELECT entry FROM entry_seen WHERE day >= $1";
    SELDOM = "SELECT entry, CAST(SUM(not_solved) AS BIGINT) FROM entry_day
        WHERE day >= $1 AND (solved > 0 OR not_solved > 0) GROUP BY entry
        HAVING SUM(solved) + SUM(not_solved) >= $2 AND SUM(solved) < SUM(not_solved)
        ORDER BY SUM(not_solved) DESC, entry";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_by_the_workspaces_clock() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(day(at("1970-01-01T14:59:59Z"), &tokyo).unwrap(), 0);
        assert_eq!(day(at("1970-01-01T15:00:00Z"), &tokyo).unwrap(), 1);
        assert_eq!(day(at("1970-01-01T15:00:00Z"), &TimeZone::UTC).unwrap(), 0);
        assert_eq!(day(at("1969-12-31T23:00:00Z"), &TimeZone::UTC).unwrap(), -1);
        assert_eq!(day_and_hour(at("1970-01-01T15:00:00Z"), &tokyo).unwrap(), (1, 0));
        // The hour that comes twice when daylight saving ends, and the one that never comes when it begins.
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let hour = |text: &str| day_and_hour(at(text), &berlin).unwrap().1;
        assert_eq!(
            [
                hour("2026-10-25T00:30:00Z"),
                hour("2026-10-25T01:30:00Z"),
                hour("2026-10-25T02:30:00Z")
            ],
            [2, 2, 3]
        );
        assert_eq!(
            [hour("2026-03-29T00:59:59Z"), hour("2026-03-29T01:00:00Z")],
            [1, 3]
        );
    }
}
