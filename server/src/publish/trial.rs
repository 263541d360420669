//! Questions asked of the knowledge as it is written now, before anybody publishes it.

use super::{pack, pinned, plain, to_doc, visible::Whole};
use crate::http::accept::Coding;
use crate::lexicon;
use crate::store::{
    Error, Result, Workspace, audiences, categories, counters,
    engine::Read,
    entries, improve,
    packs::{self, Encoding},
    phrases, publications, synonyms,
    trial::Tried,
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{EntryEdit, EntryName, Status},
        impact::{Files, ImpactChange, ImpactEntry, ImpactSynonyms, One},
        improve::{Asked, Best, limits},
        widget::Outcome,
        words::{MixedTopics, limits as words},
    },
    matcher::Matcher,
    pack::{Pack, Source, SourceEntry, hash_text},
};
use std::{collections::HashSet, ops::ControlFlow, sync::Arc};

/// Asks a question of every entry that is not archived. The matcher is made when the knowledge has changed since the last time,
/// outside the writer and once for all who wait for it.
pub async fn ask(workspace: &Arc<Workspace>, question: String) -> Result<Asked> {
    let matcher = matcher(workspace).await?;
    let read = move |read: &Read<'_>| {
        let found = matcher.ask(&question);
        let mut best = Vec::new();
        for hit in matcher.rank(&question, limits::BEST) {
            let (Some(entry), Some(why)) =
                (matcher.pack().entry(hit.index), matcher.why(&question, hit.index))
            else {
                continue;
            };
            // It may be gone since.
            let Ok(entry) = entries::get(read, entry.id) else {
                continue;
            };
            best.push(Best {
                entry: EntryName {
                    id: entry.id,
                    code: entry.code,
                    title: entry.title,
                },
                status: entry.status,
                found: found.hits.iter().any(|shown| shown.index == hit.index),
                why,
            });
        }
        Ok(Asked {
            outcome: found.outcome,
            best,
        })
    };
    workspace.main().read(read).await
}

/// The matcher of every entry that is not archived, made anew when the knowledge has changed.
pub async fn matcher(workspace: &Arc<Workspace>) -> Result<Arc<Matcher>> {
    let mut kept = workspace.trial().lock().await;
    let read = |read: &Read<'_>| Ok((counters::revision(read)?, read.now()));
    let (revision, now) = workspace.main().read(read).await?;
    if let Some(tried) = kept.as_mut().filter(|tried| tried.revision == revision) {
        tried.used_at = now;
        return Ok(Arc::clone(&tried.matcher));
    }
    let place = Arc::clone(workspace);
    let made = tokio::task::spawn_blocking(move || make(&place));
    let (revision, matcher) = made
        .await
        .map_err(|error| Error::Internal(error.to_string().into()))??;
    let matcher = Arc::new(matcher);
    *kept = Some(Tried {
        revision,
        matcher: Arc::clone(&matcher),
        used_at: now,
    });
    Ok(matcher)
}

/// Blocks.
fn make(workspace: &Workspace) -> Result<(i64, Matcher)> {
    let (revision, source) = source(workspace, ImpactChange::default())?;
    Ok((revision, pack::matcher(&source)?))
}

/// The groups of synonyms whose terms, each by itself, clearly find different entries: what has nothing to do with each other may be
/// tied together there. Asked of what is written without any group of the help desk, or their terms would find the same. Blocks.
pub fn mixed_topics(workspace: &Workspace) -> Result<Vec<MixedTopics>> {
    let (source, groups) = {
        let (_, mut source, _, options) = written(workspace, ImpactChange::default())?;
        lexicon::prepare(&mut source, &[], options);
        (source, workspace.main().read_blocking(synonyms::all)?)
    };
    let matcher = pack::matcher(&source)?;
    let mut left = words::ASKED;
    let mut mixed = Vec::new();
    for group in groups {
        let terms: Vec<&String> = group.terms.iter().chain(&group.finds).collect();
        let Some(rest) = left.checked_sub(terms.len()) else {
            break;
        };
        left = rest;
        let mut found = HashSet::new();
        let mut topics = Vec::new();
        for term in terms {
            let ranking = matcher.ask(term);
            let first = ranking
                .hits
                .first()
                .and_then(|hit| matcher.pack().entry(hit.index));
            if let (Outcome::Answer, Some(entry)) = (ranking.outcome, first)
                && found.insert(entry.id)
            {
                topics.push((term.clone(), entry.title.to_owned()));
            }
        }
        if topics.len() > 1 {
            mixed.push(MixedTopics { id: group.id, topics });
        }
    }
    Ok(mixed)
}

/// Which of these questions (name, text, the entry that is to answer) visitors have found now, each with the number of the
/// publication that they have.
pub async fn finds(
    workspace: &Arc<Workspace>,
    questions: Vec<(String, String, Option<Uuid>)>,
) -> Result<improve::Proofs> {
    if questions.is_empty() {
        return Ok(improve::Proofs::new());
    }
    let _alone = workspace.trial().lock().await;
    let place = Arc::clone(workspace);
    let found = tokio::task::spawn_blocking(move || {
        let Some((number, all, groups)) = published(&place)? else {
            return Ok(improve::Proofs::new());
        };
        let is_found = |(_, text, entry): &(String, String, Option<Uuid>)| {
            let groups = groups.as_ref();
            let of_group = groups.filter(|(_, ids)| entry.is_some_and(|id| ids.contains(&id)));
            let matcher = of_group.map_or(&all, |(matcher, _)| matcher);
            pinned::finds(matcher, text, *entry)
        };
        let found = questions.into_iter().filter(is_found);
        Ok(found.map(|(key, ..)| (key, number)).collect())
    });
    found
        .await
        .map_err(|error| Error::Internal(error.to_string().into()))?
}

/// The matcher of those who see every entry, and which are not for everybody.
type OfGroups = (Matcher, HashSet<Uuid>);

/// What visitors have: the publication's number, the matcher of what is for everybody, and, when some entries are for groups,
/// that of somebody in all groups. `None` before the first publication. Blocks.
fn published(workspace: &Workspace) -> Result<Option<(u32, Matcher, Option<OfGroups>)>> {
    let read = |read: &Read<'_>| {
        let Some(current) = publications::current(read)? else {
            return Ok(None);
        };
        let first = packs::get(read, &current.pack, Encoding::Plain)?;
        let pack = Pack::decode(&first).map_err(|_| Error::Corrupt("the current pack".into()))?;
        let bodies = match pack.bodies() {
            Some(hash) => Some(packs::get(read, &hash_text(&hash), Encoding::Plain)?),
            None => None,
        };
        let whole = audiences::whole(read, current.number)?;
        Ok(Some((current.number, first, bodies, whole)))
    };
    let Some((number, first, bodies, whole)) = workspace.main().read_blocking(read)? else {
        return Ok(None);
    };
    let all = pack::matcher_of(&first, bodies)?;
    let groups = match whole {
        None => None,
        Some(whole) => {
            let whole = Whole::decode(&whole)?;
            let ids: HashSet<Uuid> = whole.restricted.iter().map(|(id, _)| *id).collect();
            let mut visible: Vec<Uuid> = ids.iter().copied().collect();
            visible.sort_unstable();
            Some((pack::matcher(&whole.part(&visible))?, ids))
        }
    };
    Ok(Some((number, all, groups)))
}

/// Both files of a pack of the knowledge as it is written now, with a change that was checked but not saved, as [`Files`] reads
/// them, compressed. One at a time in a
/// workspace: each takes the memory of a publication.
pub async fn files(workspace: &Arc<Workspace>, change: ImpactChange, coding: Coding) -> Result<Vec<u8>> {
    let _alone = workspace.trial().lock().await;
    let place = Arc::clone(workspace);
    let made = tokio::task::spawn_blocking(move || {
        let (revision, source) = source(&place, change)?;
        let (first, bodies) = pack::files(&source)?;
        let answers = source.entries.iter().map(|entry| entry.body.chars().count());
        let answers: Vec<usize> = answers.filter(|length| *length > 0).collect();
        let files = Files {
            revision,
            answer: (answers.iter().sum::<usize>() / answers.len().max(1)) as u32,
            first: &first,
            bodies: bodies.as_deref().unwrap_or_default(),
        };
        let plain = files
            .write()
            .ok_or_else(|| Error::Internal("a pack is too large".into()))?;
        Ok(match coding {
            Coding::Brotli => pack::brotli(&plain)?,
            Coding::Gzip => pack::gzip(&plain)?,
            Coding::Identity => plain,
        })
    });
    made.await
        .map_err(|error| Error::Internal(error.to_string().into()))?
}

/// An entry that was checked but not saved, by itself, as [`One`] reads it: the words that it would have for visitors.
pub async fn one(workspace: &Arc<Workspace>, change: ImpactEntry) -> Result<Vec<u8>> {
    let place = Arc::clone(workspace);
    let made = tokio::task::spawn_blocking(move || {
        let ImpactEntry { id, edit } = change;
        let gone = edit.status == Status::Archived;
        let body = pack::body(plain::text(&to_doc(&edit.answer)));
        let read = |read: &Read<'_>| {
            let learned = match id {
                Some(id) => phrases::learned_by(read, id)?,
                None => Vec::new(),
            };
            let used = edit.category.into_iter().collect();
            let source = Source {
                categories: pack::categories(&categories::list(read)?, used),
                entries: vec![SourceEntry {
                    id: id.unwrap_or(Uuid::max()),
                    title: edit.title,
                    phrasings: edit.phrasings,
                    keywords: edit.keywords,
                    learned,
                    category: edit.category,
                    ..SourceEntry::default()
                }],
                ..Source::default()
            };
            let (own, options) = super::words(read)?;
            Ok((counters::revision(read)?, source, own, options))
        };
        let (revision, mut source, own, options) = place.main().read_blocking(read)?;
        let first = if gone {
            Vec::new()
        } else {
            lexicon::prepare(&mut source, &own, options);
            pack::files(&source)?.0
        };
        let one = One {
            revision,
            pack: &first,
            body: &body,
        };
        one.write()
            .ok_or_else(|| Error::Internal("a pack is too large".into()))
    });
    made.await
        .map_err(|error| Error::Internal(error.to_string().into()))?
}

/// What is written, but for archived entries, with a change; the revision is the one without it. Blocks.
fn source(workspace: &Workspace, change: ImpactChange) -> Result<(i64, Source)> {
    let (revision, mut source, own, options) = written(workspace, change)?;
    lexicon::prepare(&mut source, &own, options);
    Ok((revision, source))
}

/// The same before words are looked up: the revision, the entries, the groups of synonyms, and what counts of the built-in ones.
fn written(
    workspace: &Workspace,
    change: ImpactChange,
) -> Result<(i64, Source, Vec<lexicon::Group>, lexicon::Options)> {
    let ImpactChange { mut entry, synonyms } = change;
    workspace.main().read_blocking(|read| {
        let mut learned = phrases::learned(read)?;
        let (own, options) = super::words(read)?;
        let own = match synonyms {
            Some(synonyms) => with_group(read, synonyms)?,
            None => own,
        };
        let mut source = Source::default();
        let mut used = HashSet::new();
        let mut add = |id, edit: EntryEdit| {
            if edit.status == Status::Archived {
                return;
            }
            used.extend(edit.category);
            source.entries.push(SourceEntry {
                id,
                title: edit.title,
                phrasings: edit.phrasings,
                keywords: edit.keywords,
                learned: learned.remove(&id).unwrap_or_default(),
                category: edit.category,
                body: pack::body(plain::text(&to_doc(&edit.answer))),
                ..SourceEntry::default()
            });
        };
        entries::each(read, |stored| {
            // In its place: of two that are as good the first one wins.
            match entry.take_if(|entry| entry.id == Some(stored.id)) {
                Some(entry) => add(stored.id, entry.edit),
                None => add(stored.id, entries::edit_of(&stored)),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        // What has no id yet is no other's.
        if let Some(entry) = entry.take_if(|entry| entry.id.is_none()) {
            add(Uuid::max(), entry.edit);
        }
        source.categories = pack::categories(&categories::list(read)?, used);
        Ok((counters::revision(read)?, source, own, options))
    })
}

/// The help desk's groups with a change of one.
fn with_group(read: &Read<'_>, change: ImpactSynonyms) -> Result<Vec<lexicon::Group>> {
    let all = synonyms::all(read)?.into_iter();
    let others = all.filter(|group| Some(group.id) != change.id);
    let others = others.map(|group| lexicon::Group::new(group.terms, group.finds));
    let changed = change.edit.into_iter();
    Ok(others
        .chain(changed.map(|edit| lexicon::Group::new(edit.terms, edit.finds)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::matcher::{Averages, Changed, First};
    use serde::Deserialize;

    const DOCS: &str = include_str!("../../../tests/bench/inhouse-ja/docs.jsonl");
    const QUERIES: &str = include_str!("../../../tests/bench/inhouse-ja/queries.jsonl");

    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        title: String,
        #[serde(default)]
        keywords: Vec<String>,
        #[serde(default)]
        body: String,
        #[serde(default)]
        q: String,
    }

    fn lines(text: &str) -> Vec<Line> {
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn source() -> Source {
        let entry = |(id, line): (u128, Line)| SourceEntry {
            id: Uuid::from_u128(id),
            title: line.title,
            keywords: line.keywords,
            body: line.body,
            ..SourceEntry::default()
        };
        Source {
            entries: (1..).zip(lines(DOCS)).map(entry).collect(),
            ..Source::default()
        }
    }

    fn prepared(mut source: Source) -> Source {
        lexicon::prepare(&mut source, &[], lexicon::Options::default());
        source
    }

    fn first(matcher: &Matcher, question: &str) -> Option<Uuid> {
        let hits = matcher.ask(question).hits;
        hits.first()
            .map(|hit| matcher.pack().entry(hit.index).unwrap().id)
    }

    /// What an entry would do is the same whether it is put into the matcher that is there or all is made anew.
    #[test]
    fn one_entry_that_would_change_is_asked_as_if_all_were_made_anew() {
        let questions = lines(QUERIES);
        let base = pack::matcher(&prepared(source())).unwrap();
        let bodies: Vec<usize> = source()
            .entries
            .iter()
            .map(|entry| entry.body.chars().count())
            .collect();
        let averages = Averages::of(base.pack(), (bodies.iter().sum::<usize>() / bodies.len()) as u32);
        let (mut asked, mut other, mut moved) = (0, 0, 0);
        for at in (0..source().entries.len()).step_by(18) {
            let question = &questions[(at * 7 + 3) % questions.len()].q;
            for way in 0..4 {
                let mut after = source();
                let new = way == 3;
                if new {
                    let mut made = after.entries[at].clone();
                    made.id = Uuid::max();
                    after.entries.push(made);
                }
                let place = if new { after.entries.len() - 1 } else { at };
                let entry = &mut after.entries[place];
                match way {
                    0 => entry.phrasings.push(question.clone()),
                    1 => entry.keywords.clear(),
                    2 => entry.body = question.repeat(3),
                    _ => entry.title.clone_from(question),
                }
                let alone = Source {
                    entries: vec![entry.clone()],
                    ..Source::default()
                };
                let body = entry.body.clone();
                let alone = Pack::decode(&pack::files(&prepared(alone)).unwrap().0).unwrap();
                let changed = Changed::new(&alone, &body, &averages);
                let whole = pack::matcher(&prepared(after)).unwrap();
                let instead = (!new).then_some(at as u32);
                for line in &questions {
                    let wanted = first(&whole, &line.q);
                    let got = match base.first_if(&line.q, instead, Some(&changed)) {
                        First::Nothing => None,
                        First::Entry(index) => Some(base.pack().entry(index).unwrap().id),
                        First::Changed => Some(whole.pack().entry(place as u32).unwrap().id),
                    };
                    asked += 1;
                    other += u32::from(got != wanted);
                    moved += u32::from(wanted != first(&base, &line.q));
                }
            }
        }
        // The average lengths move a little with one entry of a hundred.
        assert!(other * 1_000 < asked, "{other} of {asked}");
        assert!(moved > 10, "the changes change nothing: {moved}");
    }

    #[test]
    fn an_entry_that_would_be_gone_is_not_found() {
        let base = pack::matcher(&prepared(source())).unwrap();
        for line in lines(QUERIES) {
            let Some(id) = first(&base, &line.q) else { continue };
            let at = base.pack().index_of(id);
            assert_ne!(base.first_if(&line.q, at, None), First::Entry(at.unwrap()));
            assert_eq!(base.first_if(&line.q, None, None), First::Entry(at.unwrap()));
        }
    }
}
