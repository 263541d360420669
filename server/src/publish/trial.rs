//! Questions asked of the knowledge as it is written now, before anybody publishes it.

use super::{pack, plain, to_doc, words};
use crate::lexicon;
use crate::store::{Result, Workspace, categories, counters, engine::Read, entries, phrases};
use kotae_shared::{
    api::{
        admin::{EntryName, Status},
        improve::{Asked, Best, limits},
    },
    matcher::Matcher,
    pack::{self as format, Bodies, Pack, Source, SourceEntry},
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
    let revision = workspace.main().read(counters::revision).await?;
    if let Some((of, matcher)) = &*kept
        && *of == revision
    {
        return Ok(Arc::clone(matcher));
    }
    let place = Arc::clone(workspace);
    let made = tokio::task::spawn_blocking(move || make(&place));
    let (revision, matcher) = made.await.map_err(pack::internal)??;
    let matcher = Arc::new(matcher);
    *kept = Some((revision, Arc::clone(&matcher)));
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
    let bodies = format::build_bodies(&source).map_err(pack::internal)?;
    let first = format::build(&source, None).map_err(pack::internal)?;
    let mut matcher = Matcher::new(Pack::decode(&first).map_err(pack::internal)?);
    if let Some(bodies) = bodies {
        matcher.sharpen(Bodies::decode(bodies).map_err(pack::internal)?);
    }
    Ok((revision, matcher))
}
