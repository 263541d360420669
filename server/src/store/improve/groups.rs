//! The newest questions that went wrong, in groups.

use crate::store::Result;
use crate::store::engine::{Read, Row, Value, statements};
use crate::store::names::outcome;
use kotae_shared::api::{
    improve::{Handling, ImproveItem, ImproveKind, ImproveQuery, limits},
    widget::Outcome,
};
use kotae_shared::{Uuid, matcher, text::fold};
use std::collections::{HashMap, HashSet, hash_map::Entry};

/// Words of a search that count; a longer search is cut.
const WORDS: usize = 16;
/// A day in milliseconds.
pub(super) const DAY: i64 = 24 * 3_600_000;
/// After so long a visitor has left, in milliseconds.
const LEFT_MS: i64 = limits::LEFT_MINUTES as i64 * 60_000;

/// A question that went wrong.
pub(super) struct Asked {
    id: Uuid,
    at: i64,
    text: String,
    folded: String,
    widget: String,
    kind: ImproveKind,
}

/// The newest questions of a query, newest first; when there are more, the time from which on all are there.
pub(super) fn newest(read: &Read<'_>, query: &ImproveQuery) -> Result<(Vec<Asked>, Option<i64>)> {
    let from = match query.days {
        0 => 0,
        days => read.now() - i64::from(days) * DAY,
    };
    let now = read.now();
    let values: [Value<'_>; 2] = [Value::Int(from), Value::Int(i64::from(limits::WINDOW) + 1)];
    let mut asked: HashMap<Uuid, Asked> = HashMap::new();
    let mut since = None;
    for statement in [NOT_FOUND, NOT_SOLVED, NOT_CHOSEN] {
        let mut part = read.query(statement, &values, |row| from_row(row, now))?;
        if part.len() > limits::WINDOW as usize {
            part.truncate(limits::WINDOW as usize);
            since = since.max(part.last().map(|asked| asked.at));
        }
        asked.extend(part.into_iter().map(|asked| (asked.id, asked)));
    }
    let mut asked: Vec<Asked> = asked.into_values().collect();
    asked.sort_by_key(|asked| std::cmp::Reverse((asked.at, asked.id)));
    Ok((asked, since))
}

fn from_row(row: Row<'_>, now: i64) -> Result<Asked> {
    let at: i64 = row.get(1)?;
    let outcome = row.parse(5, outcome)?;
    let solved: Option<bool> = row.get(6)?;
    let went_on: bool = row.get(7)?;
    Ok(Asked {
        id: row.get(0)?,
        at,
        text: row.get(2)?,
        folded: row.get(3)?,
        widget: row.get(4)?,
        // What a visitor said counts more than what was made of his question.
        kind: match (solved, outcome) {
            (Some(false), _) => ImproveKind::NotSolved,
            (_, Outcome::NotFound) => ImproveKind::NotFound,
            _ if went_on || now - at < LEFT_MS => ImproveKind::NotChosen,
            _ => ImproveKind::Abandoned,
        },
    })
}

/// The words that everything that is searched for has.
pub(super) fn words(q: &str) -> Vec<String> {
    let folded = fold(q);
    let words = folded.split_whitespace().take(WORDS);
    words.map(str::to_owned).collect()
}

/// The groups; `asked` is newest first, and so are they.
pub(super) fn grouped(asked: Vec<Asked>, query: &ImproveQuery) -> Vec<Group> {
    let words = words(&query.q);
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for asked in asked {
        if query.widget.as_ref().is_some_and(|key| *key != asked.widget) {
            continue;
        }
        let subject = matcher::subject(&asked.text);
        let place = match places.entry(subject) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                groups.push(Group {
                    subjects: vec![subject],
                    ..Group::default()
                });
                *place.insert(groups.len() - 1)
            }
        };
        let group = &mut groups[place];
        group.matches |= words.iter().all(|word| asked.folded.contains(word));
        group.add(asked);
    }
    groups
}

/// A subject as it stands in the database.
pub(super) fn name(subject: u64) -> String {
    format!("{subject:016x}")
}

/// Questions about the same.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The numbers of its questions' words ([`matcher::subject`]), that of the newest first.
    subjects: Vec<u64>,
    pub(super) matches: bool,
    /// Newest first.
    times: Vec<i64>,
    texts: Vec<String>,
    known: HashSet<String>,
    pub(super) troubles: [u32; 4],
}

impl Group {
    fn add(&mut self, asked: Asked) {
        self.times.push(asked.at);
        self.troubles[asked.kind as usize] += 1;
        self.say(asked.text, asked.folded);
    }

    fn say(&mut self, text: String, folded: String) {
        if self.texts.len() <= limits::EXAMPLES && self.known.insert(folded) {
            self.texts.push(text);
        }
    }

    /// The number of the newest question's words.
    pub fn subject(&self) -> u64 {
        self.subjects.first().copied().unwrap_or_default()
    }

    /// How many questions there are.
    pub fn count(&self) -> usize {
        self.times.len()
    }

    /// The newest question, as it was typed.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// Takes the questions of another group, which is about the same and whose newest question is older.
    pub fn take(&mut self, other: Self) {
        self.subjects.extend(other.subjects);
        self.times.extend(other.times);
        self.times.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
        self.matches |= other.matches;
        for (ours, theirs) in self.troubles.iter_mut().zip(other.troubles) {
            *ours += theirs;
        }
        for text in other.texts {
            let folded = fold(&text);
            self.say(text, folded);
        }
    }

    /// What is done about it: what was done last about one of its subjects. With the name that this is kept by.
    pub(super) fn handling(&self, handled: &mut HashMap<String, Handling>) -> (String, Handling) {
        let known = self.subjects.iter().map(|subject| name(*subject));
        let known = known.filter_map(|key| handled.remove_entry(&key));
        let newest = known.max_by_key(|(_, handling)| handling.updated_at);
        newest.unwrap_or_else(|| (name(self.subject()), Handling::default()))
    }

    /// As the help desk sees it.
    pub(super) fn with(mut self, key: String, handling: Handling) -> ImproveItem {
        let examples = self.texts.split_off(1.min(self.texts.len()));
        let after = |at: &&i64| **at > handling.updated_at;
        let most = self.troubles.iter().max().copied().unwrap_or_default();
        let kinds = ImproveKind::ALL.into_iter().zip(self.troubles);
        let kind = kinds.into_iter().find(|(_, count)| *count == most);
        ImproveItem {
            key,
            kind: kind.map_or(ImproveKind::NotFound, |(kind, _)| kind),
            text: self.texts.pop().unwrap_or_default(),
            entry: None,
            count: self.times.len() as u32,
            troubles: self.troubles,
            figures: None,
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
    NOT_FOUND = "SELECT id, at, text, folded, widget, outcome, solved, went_on FROM question
        WHERE outcome = 'not_found' AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
    NOT_SOLVED = "SELECT id, at, text, folded, widget, outcome, solved, went_on FROM question
        WHERE solved = 0 AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
    NOT_CHOSEN = "SELECT id, at, text, folded, widget, outcome, solved, went_on FROM question
        WHERE outcome = 'candidates' AND read_entry IS NULL AND at >= $1 ORDER BY at DESC, id DESC LIMIT $2";
}
