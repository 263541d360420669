//! Questions asked of the knowledge as it is written now, before anybody publishes it.

use super::{pack, plain, to_doc};
use crate::http::accept::Coding;
use crate::lexicon;
use crate::store::{
    Error, Result, Workspace, categories, counters, engine::Read, entries, phrases, synonyms, trial::Tried,
};
use kotae_shared::{
    Uuid,
    api::{
        admin::{EntryEdit, EntryName, Status},
        impact::{Files, ImpactChange, ImpactSynonyms},
        improve::{Asked, Best, limits},
        widget::Outcome,
        words::{MixedTopics, limits as words},
    },
    matcher::Matcher,
    pack::{Source, SourceEntry},
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

/// Both files of a pack of the knowledge as it is written now, with a change that was checked but not saved, as [`Files`] reads
/// them, compressed. One at a time in a
/// workspace: each takes the memory of a publication.
pub async fn files(workspace: &Arc<Workspace>, change: ImpactChange, coding: Coding) -> Result<Vec<u8>> {
    let _alone = workspace.trial().lock().await;
    let place = Arc::clone(workspace);
    let made = tokio::task::spawn_blocking(move || {
        let (revision, source) = source(&place, change)?;
        let (first, bodies) = pack::files(&source)?;
        let files = Files {
            revision,
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
