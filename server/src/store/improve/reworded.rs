//! Words that found nothing before the same visitor found an entry by others: what may mean the same.

use crate::store::engine::{Read, params, statements};
use crate::store::names::outcome;
use crate::store::{Result, Workspace, entries, synonyms};
use kotae_shared::{
    Uuid,
    api::{
        widget::Outcome,
        words::{SynonymProposal, limits},
    },
    text::fold,
};
use std::collections::{HashMap, HashSet};

/// Newest questions that are looked at.
const WINDOW: u32 = 20_000;
/// Within so long the second question is about the same thing, in milliseconds.
const SOON_MS: i64 = 10 * 60_000;

/// What found nothing and what found an entry afterwards, with how often.
struct Pair {
    said: String,
    then: String,
    entry: Uuid,
    count: u32,
}

/// The most frequent ones, at most [`limits::PROPOSALS`]; none that a group of the help desk has already.
pub async fn reworded(workspace: &Workspace) -> Result<Vec<SynonymProposal>> {
    let pairs = workspace.events().read(pairs).await?;
    workspace.main().read(move |read| named(read, pairs)).await
}

fn pairs(read: &Read<'_>) -> Result<Vec<Pair>> {
    let mut rows = read.query(NEWEST, params![WINDOW], |row| {
        Ok((
            row.get::<Uuid>(0)?,
            row.get::<i64>(1)?,
            row.get::<String>(2)?,
            row.parse(3, outcome)?,
            row.get::<Option<Uuid>>(4)?,
            row.get::<Option<bool>>(5)?,
        ))
    })?;
    rows.reverse();
    // What found nothing last in each conversation.
    let mut open: HashMap<Uuid, (i64, String)> = HashMap::new();
    let mut found: HashMap<(String, Uuid), Pair> = HashMap::new();
    for (conversation, at, text, outcome, read_entry, solved) in rows {
        if outcome == Outcome::NotFound {
            open.insert(conversation, (at, text));
            continue;
        }
        let (Some(entry), Some((asked_at, said))) = (read_entry, open.remove(&conversation)) else {
            continue;
        };
        let (folded, short) = (fold(&said), said.chars().count() <= limits::TERM);
        let other = folded != fold(&text) && text.chars().count() <= limits::TERM;
        if solved == Some(false) || at - asked_at > SOON_MS || !short || !other {
            continue;
        }
        let pair = found.entry((folded, entry)).or_insert(Pair {
            said,
            then: String::new(),
            entry,
            count: 0,
        });
        pair.then = text;
        pair.count += 1;
    }
    let mut pairs: Vec<Pair> = found.into_values().collect();
    pairs.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.said.cmp(&b.said)));
    Ok(pairs)
}

fn named(read: &Read<'_>, pairs: Vec<Pair>) -> Result<Vec<SynonymProposal>> {
    let groups = synonyms::all(read)?;
    let known: HashSet<String> = groups
        .iter()
        .flat_map(|group| &group.terms)
        .map(|term| fold(term))
        .collect();
    let pairs = pairs
        .into_iter()
        .filter(|pair| !known.contains(&fold(&pair.said)));
    let pairs: Vec<Pair> = pairs.take(limits::PROPOSALS).collect();
    let names = entries::names(read, pairs.iter().map(|pair| pair.entry))?;
    let proposal = |pair: Pair| {
        Some(SynonymProposal {
            said: pair.said,
            then: pair.then,
            entry: names.get(&pair.entry)?.clone(),
            count: pair.count,
        })
    };
    Ok(pairs.into_iter().filter_map(proposal).collect())
}

statements! {
    NEWEST = "SELECT conversation, at, text, outcome, read_entry, solved FROM question ORDER BY at DESC, id DESC LIMIT $1";
}
