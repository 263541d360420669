//! The newest questions that went wrong, in groups.

use crate::store::Result;
use crate::store::engine::{Read, Row, Sql, Value, statements};
use crate::store::names::outcome;
use kotae_shared::api::{
    improve::{Handling, ImproveGroup, ImproveQuery, Trouble, limits},
    widget::Outcome,
};
use kotae_shared::{matcher, text::fold};
use std::collections::{HashMap, HashSet, hash_map::Entry};

/// Words of a search that count; a longer search is cut.
const WORDS: usize = 16;
/// A day in milliseconds.
const DAY: i64 = 24 * 3_600_000;

/// A question that went wrong.
pub(super) struct Asked {
    at: i64,
    text: String,
    folded: String,
    widget: String,
    trouble: Trouble,
}

/// The newest questions of a query, newest first; the time of the oldest one when there are more.
pub(super) fn newest(read: &Read<'_>, query: &ImproveQuery) -> Result<(Vec<Asked>, Option<i64>)> {
    let from = match query.days {
        0 => 0,
        days => read.now() - i64::from(days) * DAY,
    };
    let values: [Value<'_>; 2] = [Value::Int(from), Value::Int(i64::from(limits::WINDOW) + 1)];
    let mut asked = read.query(statement(query.trouble), &values, from_row)?;
    let more = asked.len() > limits::WINDOW as usize;
    asked.truncate(limits::WINDOW as usize);
    let since = asked.last().filter(|_| more).map(|asked| asked.at);
    Ok((asked, since))
}

fn statement(trouble: Option<Trouble>) -> Sql<'static> {
    match trouble {
        None => ANY,
        Some(Trouble::NotFound) => NOT_FOUND,
        Some(Trouble::NotSolved) => NOT_SOLVED,
        Some(Trouble::Abandoned) => ABANDONED,
    }
}

fn from_row(row: Row<'_>) -> Result<Asked> {
    let outcome = row.parse(4, outcome)?;
    let solved: Option<bool> = row.get(5)?;
    Ok(Asked {
        at: row.get(0)?,
        text: row.get(1)?,
        folded: row.get(2)?,
        widget: row.get(3)?,
        // What a visitor said counts more than what was made of his question.
        trouble: match (solved, outcome) {
            (Some(false), _) => Trouble::NotSolved,
            (_, Outcome::NotFound) => Trouble::NotFound,
            _ => Trouble::Abandoned,
        },
    })
}

/// The groups with their subjects; `asked` is newest first.
pub(super) fn grouped(asked: Vec<Asked>, query: &ImproveQuery) -> Vec<(String, Group)> {
    let folded = fold(&query.q);
    let words: Vec<&str> = folded.split_whitespace().take(WORDS).collect();
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut groups: Vec<(String, Group)> = Vec::new();
    for asked in asked {
        if query.widget.as_ref().is_some_and(|key| *key != asked.widget) {
            continue;
        }
        let subject = matcher::subject(&asked.text);
        let place = match places.entry(subject) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                groups.push((name(subject), Group::default()));
                *place.insert(groups.len() - 1)
            }
        };
        let group = &mut groups[place].1;
        group.matches |= words.iter().all(|word| asked.folded.contains(word));
        group.add(asked);
    }
    groups.retain(|(_, group)| group.matches);
    groups
}

/// A subject as it stands in the database.
pub(super) fn name(subject: u64) -> String {
    format!("{subject:016x}")
}

/// Questions about the same.
#[derive(Default)]
pub(super) struct Group {
    matches: bool,
    /// Newest first.
    times: Vec<i64>,
    texts: Vec<String>,
    known: HashSet<String>,
    troubles: [u32; 3],
}

impl Group {
    fn add(&mut self, asked: Asked) {
        self.times.push(asked.at);
        self.troubles[asked.trouble as usize] += 1;
        if self.texts.len() <= limits::EXAMPLES && self.known.insert(asked.folded) {
            self.texts.push(asked.text);
        }
    }

    /// As the help desk sees it.
    pub(super) fn with(mut self, handling: Handling) -> ImproveGroup {
        let examples = self.texts.split_off(1.min(self.texts.len()));
        let after = |at: &&i64| **at > handling.updated_at;
        ImproveGroup {
            text: self.texts.pop().unwrap_or_default(),
            count: self.times.len() as u32,
            troubles: self.troubles,
            last_at: self.times.first().copied().unwrap_or_default(),
            examples,
            again: if handling.version == 0 {
                0
            } else {
                self.times.iter().take_while(after).count() as u32
            },
            handling,
        }
    }
}

// The conditions stand as they do in the partial indexes.
statements! {
    ANY = "SELECT at, text, folded, widget, outcome, solved FROM question
        WHERE (outcome = 'not_found' OR solved = 0 OR (outcome = 'candidates' AND read_entry IS NULL)) AND at >= $1
        ORDER BY at DESC, id DESC LIMIT $2";
    NOT_FOUND = "SELECT at, text, folded, widget, outcome, solved FROM question
        WHERE outcome = 'not_found' AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
    NOT_SOLVED = "SELECT at, text, folded, widget, outcome, solved FROM question
        WHERE solved = 0 AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
    ABANDONED = "SELECT at, text, folded, widget, outcome, solved FROM question
        WHERE outcome = 'candidates' AND read_entry IS NULL AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
}
