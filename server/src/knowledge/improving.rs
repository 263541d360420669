//! The list of what the knowledge should answer better, and what is done about it.

use crate::{
    publish::{similar, trial},
    store::{Result, Workspace, engine::Read, improve},
};
use kotae_shared::api::{
    admin::limits::PAGE,
    improve::{ImproveEdit, ImprovePage, ImproveQuery, ImproveRef},
};
use std::sync::Arc;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// A page of the list.
pub async fn page(workspace: &Arc<Workspace>, query: &ImproveQuery) -> Result<ImprovePage> {
    let limit = match query.limit {
        0 => DEFAULT_LIMIT,
        limit => limit.min(PAGE),
    };
    part(workspace, query, query.offset as usize, limit as usize).await
}

/// The whole list.
pub async fn all(workspace: &Arc<Workspace>, query: &ImproveQuery) -> Result<ImprovePage> {
    part(workspace, query, 0, usize::MAX).await
}

async fn part(
    workspace: &Arc<Workspace>,
    query: &ImproveQuery,
    offset: usize,
    limit: usize,
) -> Result<ImprovePage> {
    let mut gathered = improve::gather(workspace, query).await?;
    gathered.groups = similar::merge(workspace, gathered.groups).await?;
    improve::page(workspace, gathered, query, offset, limit).await
}

/// Which of these groups of questions visitors have found now. Names of entries, and names of nothing, are left out.
pub async fn proofs(workspace: &Arc<Workspace>, items: Vec<ImproveRef>) -> Result<improve::Proofs> {
    let read = move |read: &Read<'_>| {
        let mut questions = Vec::new();
        for item in items {
            let Ok(key) = improve::key(read, &item.key, &item.text) else {
                continue;
            };
            if improve::is_group(&key) {
                let entry = improve::handling_of(read, &key)?.entry;
                questions.push((key, item.text, entry));
            }
        }
        Ok(questions)
    };
    let questions = workspace.main().read(read).await?;
    trial::finds(workspace, questions).await
}

/// Whether visitors have this group of questions found now, by the entry that the change names, if any.
pub async fn proof(workspace: &Arc<Workspace>, edit: &ImproveEdit) -> Result<improve::Proofs> {
    let (key, text, entry) = (edit.key.clone(), edit.text.clone(), edit.entry);
    let read = move |read: &Read<'_>| {
        let key = improve::key(read, &key, &text)?;
        let entry = match entry {
            Some(entry) => Some(entry),
            None => improve::handling_of(read, &key)?.entry,
        };
        Ok(if improve::is_group(&key) {
            vec![(key, text, entry)]
        } else {
            Vec::new()
        })
    };
    let questions = workspace.main().read(read).await?;
    trial::finds(workspace, questions).await
}
