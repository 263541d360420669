//! What was found, as somebody reads it now.

use super::words;
use crate::store::{
    Result, Workspace, counters,
    engine::Read,
    health::{self as store, Found},
    uploads,
};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::limits::PAGE,
        health::{HealthDetail, HealthFinding, HealthKind, HealthPage, HealthQuery, HealthSort},
    },
    text::fold,
};
use std::{cmp::Reverse, collections::HashSet};

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// A page. `log`: the reader may see what visitors asked.
pub async fn page(workspace: &Workspace, query: HealthQuery, lang: Lang, log: bool) -> Result<HealthPage> {
    let (found, running) = workspace.health().last();
    let Some(found) = found else {
        return Ok(HealthPage {
            running,
            counts: vec![[0, 0]; HealthKind::ALL.len()],
            ..HealthPage::default()
        });
    };
    let read = move |read: &Read<'_>| {
        let all = current(read, &found, lang, log)?;
        let counts = HealthKind::ALL.map(|kind| {
            let here = || all.iter().filter(move |finding| finding.kind == kind);
            let ignored = here().filter(|finding| finding.ignored.is_some()).count();
            [(here().count() - ignored) as u32, ignored as u32]
        });
        let chosen = chosen(all, &query);
        let limit = if query.limit == 0 {
            DEFAULT_LIMIT
        } else {
            query.limit.min(PAGE)
        };
        Ok(HealthPage {
            look: Some(found.look),
            running,
            stale: counters::revision(read)? != found.revision,
            counts: counts.to_vec(),
            total: chosen.len() as u32,
            items: chosen
                .into_iter()
                .skip(query.offset as usize)
                .take(limit as usize)
                .collect(),
        })
    };
    workspace.main().read(read).await
}

/// All findings that a query finds, in its order. Blocks.
pub fn ordered(
    workspace: &Workspace,
    query: &HealthQuery,
    lang: Lang,
    log: bool,
) -> Result<Vec<HealthFinding>> {
    let (found, _) = workspace.health().last();
    let Some(found) = found else { return Ok(Vec::new()) };
    let query = query.clone();
    workspace
        .main()
        .read_blocking(move |read| Ok(chosen(current(read, &found, lang, log)?, &query)))
}

/// The findings about what is still as it was when it was looked at, in sentences, with why some are let be.
fn current(read: &Read<'_>, found: &Found, lang: Lang, log: bool) -> Result<Vec<HealthFinding>> {
    let versions = store::versions(read)?;
    let mut ignored = store::ignored(read)?;
    let files: HashSet<Uuid> = uploads::list(read)?.into_iter().map(|upload| upload.id).collect();
    let is_same = |id: Uuid, version: u32| versions.get(&id).is_some_and(|(now, _)| *now == version);
    let mut all = Vec::new();
    for finding in &found.findings {
        let entry = finding.entry.as_ref();
        let same = entry.is_none_or(|entry| is_same(entry.id, entry.version));
        let rest = match &finding.detail {
            HealthDetail::Duplicate { other, .. } => is_same(other.id, other.version),
            HealthDetail::OwnWords { by, .. } => is_same(by.id, by.version),
            HealthDetail::InLog { by, .. } => log && is_same(by.id, by.version),
            HealthDetail::File { id, .. } => files.contains(id),
            _ => true,
        };
        if same && rest {
            all.push(HealthFinding {
                message: words::sentence(finding, lang),
                ignored: ignored.remove(&finding.key),
                ..finding.clone()
            });
        }
    }
    Ok(all)
}

fn chosen(all: Vec<HealthFinding>, query: &HealthQuery) -> Vec<HealthFinding> {
    let folded = fold(&query.q);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let has = |finding: &HealthFinding| {
        let entry = finding.entry.as_ref();
        let text = entry.map_or_else(String::new, |entry| format!("{} {} ", entry.code, entry.title));
        let text = fold(&(text + &finding.message));
        words.iter().all(|word| text.contains(word))
    };
    let mut chosen: Vec<HealthFinding> = all
        .into_iter()
        .filter(|finding| finding.ignored.is_some() == query.ignored)
        .filter(|finding| query.kind.is_none_or(|kind| kind == finding.kind))
        .filter(has)
        .collect();
    let name = |finding: &HealthFinding| match (&finding.entry, &finding.detail) {
        (Some(entry), _) => entry.title.clone(),
        (None, HealthDetail::File { name, .. }) => name.clone(),
        _ => String::new(),
    };
    let code = |finding: &HealthFinding| finding.entry.as_ref().map(|entry| entry.code.clone());
    // What weighs most of each kind comes first; kinds are not weighed against each other.
    match query.sort {
        HealthSort::Weight => chosen.sort_by_key(|finding| (finding.kind, Reverse(finding.weight))),
        HealthSort::Name => chosen.sort_by_cached_key(|finding| (name(finding), finding.kind)),
        HealthSort::Code => chosen.sort_by_cached_key(|finding| (code(finding), finding.kind)),
    }
    chosen
}

/// The finding of a key, as the last look found it.
pub fn known(found: &Found, key: &str) -> Option<HealthFinding> {
    found.findings.iter().find(|finding| finding.key == key).cloned()
}
