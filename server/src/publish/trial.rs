//! Questions asked of the knowledge as it is written now, before anybody publishes it.

use super::{pack, plain, to_doc, words};
use crate::lexicon;
use crate::store::{
    Error, Result, Workspace, categories, counters, engine::Read, entries, phrases, trial::Tried,
};
use kotae_shared::{
    api::{
        admin::{EntryName, Status},
        improve::{Asked, Best, limits},
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

async fn matcher(workspace: &Arc<Workspace>) -> Result<Arc<Matcher>> {
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
    let (revision, mut source, own, options) = workspace.main().read_blocking(|read| {
        let mut learned = phrases::learned(read)?;
        let (own, options) = words(read)?;
        let mut source = Source::default();
        let mut used = HashSet::new();
        entries::each(read, |entry| {
            if entry.status != Status::Archived {
                used.extend(entry.category);
                source.entries.push(SourceEntry {
                    id: entry.id,
                    title: entry.title,
                    phrasings: entry.phrasings,
                    keywords: entry.keywords,
                    learned: learned.remove(&entry.id).unwrap_or_default(),
                    category: entry.category,
                    body: pack::body(plain::text(&to_doc(&entry.answer))),
                    ..SourceEntry::default()
                });
            }
            Ok(ControlFlow::Continue(()))
        })?;
        source.categories = pack::categories(&categories::list(read)?, used);
        Ok((counters::revision(read)?, source, own, options))
    })?;
    lexicon::prepare(&mut source, &own, options);
    Ok((revision, pack::matcher(&source)?))
}
