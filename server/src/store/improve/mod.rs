//! Questions that the knowledge should answer better, in groups, and what the help desk does about each group.
//!
//! The groups are made from the newest questions alone, at most [`kotae_shared::api::improve::limits::WINDOW`], whatever is asked for: what is read and
//! thought over is bounded, nothing has to be kept beside the log, and what counts as the same can change with the matcher.

mod groups;
mod last;
mod reworded;

pub use last::last_asked;
pub use reworded::reworded;

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::names::{improve_state, improve_state_name};
use super::{Error, Result, Workspace, users};
use groups::{Group, grouped, name, newest};
use kotae_shared::api::{
    admin::limits::PAGE,
    improve::{Handling, ImproveEdit, ImprovePage, ImproveQuery, ImproveSort, ImproveState},
    problem::Fault,
};
use kotae_shared::matcher;
use std::collections::HashMap;

#[cfg(test)]
pub(super) use {
    groups::STATEMENTS as OF_EVENTS, last::STATEMENTS as OF_LAST, reworded::STATEMENTS as OF_REWORDED,
};

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;

/// A page of the groups. The search counts a group when one of its questions has the words.
pub async fn page(workspace: &Workspace, query: &ImproveQuery) -> Result<ImprovePage> {
    let wanted = query.clone();
    let (groups, since) = workspace
        .events()
        .read(move |read| {
            let (asked, since) = newest(read, &wanted)?;
            Ok((grouped(asked, &wanted), since))
        })
        .await?;
    let query = query.clone();
    workspace
        .main()
        .read(move |read| chosen(read, groups, since, &query))
        .await
}

fn chosen(
    main: &Read<'_>,
    groups: Vec<(String, Group)>,
    since: Option<i64>,
    query: &ImproveQuery,
) -> Result<ImprovePage> {
    let mut handled: HashMap<String, Handling> = main
        .query(ALL, params![], |row| Ok((row.get(0)?, handling(row)?)))?
        .into_iter()
        .collect();
    let mut page = ImprovePage {
        since,
        people: users::people(main)?,
        ..ImprovePage::default()
    };
    let mut found = Vec::new();
    for (subject, group) in groups {
        let handling = handled.remove(&subject).unwrap_or_default();
        if query.assignee.is_some() && query.assignee != handling.assignee {
            continue;
        }
        page.states[handling.state as usize] += 1;
        if query.state.is_none_or(|state| state == handling.state) {
            found.push(group.with(handling));
        }
    }
    // Stable, and the groups come newest first.
    if query.sort == ImproveSort::Frequent {
        found.sort_by_key(|group| std::cmp::Reverse(group.count));
    }
    page.total = found.len() as u32;
    let limit = match query.limit {
        0 => DEFAULT_LIMIT,
        limit => limit.min(PAGE),
    };
    let part = found.into_iter().skip(query.offset as usize);
    page.items = part.take(limit as usize).collect();
    Ok(page)
}

/// Changes what is done about the group that a question belongs to. [`Fault::Unknown`] on `assignee` when there is no such user,
/// [`Error::Conflict`] when `edit.version` is not its version any more.
pub fn handle(tx: &Tx<'_>, actor: &Actor, edit: &ImproveEdit) -> Result<Handling> {
    let subject = name(matcher::subject(&edit.text));
    let before = get(tx, &subject)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if (before.state, before.assignee) == (edit.state, edit.assignee) {
        return Ok(before);
    }
    if let Some(user) = edit.assignee.filter(|user| before.assignee != Some(*user)) {
        match users::get(tx, user) {
            Ok(account) if account.suspended_at.is_none() => {}
            Ok(_) | Err(Error::NotFound) => return Err(Error::field("assignee", Fault::Unknown)),
            Err(error) => return Err(error),
        }
    }
    tx.execute(
        SET,
        params![
            &subject,
            &edit.text,
            improve_state_name(edit.state),
            edit.assignee,
            before.version + 1,
            tx.now(),
            actor.name()
        ],
    )?;
    let after = get(tx, &subject)?;
    let change = Change {
        action: "improve.handle",
        kind: "handling",
        id: &subject,
    };
    let value = |handling: &Handling| {
        serde_json::json!({
            "text": edit.text, "state": improve_state_name(handling.state), "assignee": handling.assignee,
        })
    };
    audit::record(tx, actor, change, Some(&value(&before)), Some(&value(&after)))?;
    Ok(after)
}

fn get(read: &Read<'_>, subject: &str) -> Result<Handling> {
    Ok(read
        .first(BY_SUBJECT, params![subject], handling)?
        .unwrap_or_default())
}

fn handling(row: Row<'_>) -> Result<Handling> {
    let state: ImproveState = row.parse(1, improve_state)?;
    Ok(Handling {
        state,
        assignee: row.get(2)?,
        version: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
    })
}

statements! {
    BY_SUBJECT = "SELECT subject, state, assignee, version, updated_at, updated_by FROM handling WHERE subject = $1";
    ALL = "SELECT subject, state, assignee, version, updated_at, updated_by FROM handling";
    SET = "INSERT INTO handling (subject, text, state, assignee, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (subject) DO UPDATE SET text = excluded.text, state = excluded.state,
        assignee = excluded.assignee, version = excluded.version, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by";
}
