//! What the knowledge should answer better: questions that went wrong, in groups, and entries that need somebody; and what the
//! help desk does about each.
//!
//! The groups are made from the newest questions alone, at most [`kotae_shared::api::improve::limits::WINDOW`] of each reason,
//! whatever is asked for: what is read and thought over is bounded, nothing has to be kept beside the log, and what counts as the
//! same can change with the matcher. A list is made in three steps, since two databases have a part in it, and what is said of
//! similar groups is between them: [`gather`], [`Gathered::groups`], [`page`].

mod groups;
mod handling;
mod last;
mod of_entries;
mod reworded;
mod watch;

pub use groups::Group;
pub use handling::{Proofs, bulk, draft, get as handling_of, handle, is_group, key};
pub use last::last_asked;
pub use reworded::reworded;
pub use watch::{WATCHED, Watched, settle, watched};

use super::engine::Read;
use super::{Result, Workspace, entry_days, users, widgets};
use groups::{grouped, newest};
use kotae_shared::api::improve::{
    Handling, ImproveItem, ImproveKind, ImprovePage, ImproveQuery, ImproveSort, WidgetName,
    limits::{FIGURE_DAYS, SAID},
};
use of_entries::Told;
use std::collections::HashMap;

#[cfg(test)]
pub(super) use {
    groups::STATEMENTS as OF_EVENTS, handling::STATEMENTS, last::STATEMENTS as OF_LAST,
    of_entries::STATEMENTS as OF_ENTRIES, reworded::STATEMENTS as OF_REWORDED, watch::STATEMENTS as OF_WATCH,
};

/// What the events tell, before it is known what is done about it.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Questions of the same words, the group with the newest one first. Some may be made one ([`Group::take`]).
    pub groups: Vec<Group>,
    since: Option<i64>,
    told: Told,
}

/// Reads the events for a query.
pub async fn gather(workspace: &Workspace, query: &ImproveQuery) -> Result<Gathered> {
    // Nobody asks an entry at a widget.
    let with_entries = query.widget.is_none();
    let due = if with_entries {
        workspace.main().read(of_entries::due).await?
    } else {
        Vec::new()
    };
    let query = query.clone();
    let read = move |read: &Read<'_>| {
        let (asked, since) = newest(read, &query)?;
        let mut told = Told::default();
        if with_entries {
            told.seen = entry_days::seen(read, FIGURE_DAYS)?;
            told.seldom = entry_days::seldom_solved(read, FIGURE_DAYS, SAID)?;
            for entry in due {
                told.due
                    .insert(entry, entry_days::figures(read, entry, FIGURE_DAYS)?);
            }
        }
        Ok(Gathered {
            groups: grouped(asked, &query),
            since,
            told,
        })
    };
    workspace.events().read(read).await
}

/// Of what was gathered, what `query` wants: `limit` of them after the first `offset`.
pub async fn page(
    workspace: &Workspace,
    gathered: Gathered,
    query: &ImproveQuery,
    offset: usize,
    limit: usize,
) -> Result<ImprovePage> {
    let query = query.clone();
    let read = move |read: &Read<'_>| {
        let mut page = chosen(read, gathered, &query)?;
        page.items = page.items.into_iter().skip(offset).take(limit).collect();
        Ok(page)
    };
    let mut page = workspace.main().read(read).await?;
    let entries: Vec<_> = page
        .items
        .iter()
        .filter_map(|item| item.entry.as_ref())
        .map(|entry| entry.id)
        .collect();
    if entries.is_empty() {
        return Ok(page);
    }
    let read = move |read: &Read<'_>| {
        let figures = entries
            .into_iter()
            .map(|entry| Ok((entry, entry_days::figures(read, entry, FIGURE_DAYS)?)));
        figures.collect::<Result<HashMap<_, _>>>()
    };
    let figures = workspace.events().read(read).await?;
    for item in &mut page.items {
        let of = item.entry.as_ref().and_then(|entry| figures.get(&entry.id));
        item.figures = of.copied();
    }
    Ok(page)
}

fn chosen(main: &Read<'_>, gathered: Gathered, query: &ImproveQuery) -> Result<ImprovePage> {
    let mut handled = handling::all(main)?;
    let mut page = ImprovePage {
        since: gathered.since,
        people: users::people(main)?,
        widgets: widgets::list(main)?
            .into_iter()
            .map(|widget| WidgetName {
                key: widget.key,
                name: widget.settings.texts.name,
            })
            .collect(),
        ..ImprovePage::default()
    };
    let mut all: Vec<ImproveItem> = Vec::new();
    for group in gathered.groups {
        let (key, handling) = group.handling(&mut handled);
        if group.matches {
            all.push(group.with(key, handling));
        }
    }
    if query.widget.is_none() {
        all.extend(of_entries::items(main, &gathered.told, query, &mut handled)?);
    }
    if query.assignee.is_some() {
        all.retain(|item| item.handling.assignee == query.assignee);
    }
    let is_in = |state: &Handling| query.state.is_none_or(|wanted| wanted == state.state);
    for item in &all {
        let of_kind = query.kind.is_none_or(|kind| is_of(item, kind));
        if of_kind {
            page.states[item.handling.state as usize] += 1;
        }
        if is_in(&item.handling) {
            for kind in ImproveKind::ALL {
                page.kinds[kind as usize] += u32::from(is_of(item, kind));
            }
        }
    }
    all.retain(|item| is_in(&item.handling) && query.kind.is_none_or(|kind| is_of(item, kind)));
    match query.sort {
        ImproveSort::Frequent => {
            all.sort_by_key(|item| std::cmp::Reverse((weight(item, query.kind), item.last_at)));
        }
        ImproveSort::Newest => all.sort_by_key(|item| std::cmp::Reverse(item.last_at)),
    }
    page.total = all.len() as u32;
    page.items = all;
    Ok(page)
}

fn is_of(item: &ImproveItem, kind: ImproveKind) -> bool {
    match item.troubles.get(kind as usize) {
        Some(count) if item.entry.is_none() => *count > 0,
        _ => item.kind == kind,
    }
}

/// How much something counts: its questions, of one reason alone when that was asked for.
fn weight(item: &ImproveItem, kind: Option<ImproveKind>) -> u32 {
    let of_kind = kind.and_then(|kind| item.troubles.get(kind as usize).copied());
    match of_kind {
        Some(count) if item.entry.is_none() => count,
        _ => item.count,
    }
}
