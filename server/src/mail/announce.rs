//! What the owners of a workspace are told of it: that it ends, that this was taken back, that a quota is nearly used up. And
//! what the owners of entries are told of them.

use super::{letters, post};
use crate::{
    publish::{Also, Told},
    store::{
        Actor, Result, Store, Workspace,
        engine::{Read, Tx},
        entries, jobs, limits, outbox, pinned,
        standing::{Standing, State},
        users, webhooks,
    },
    vault::Vault,
};
use kotae_shared::{
    access::Role,
    api::{
        admin::User,
        audit::ChainFault,
        pinned::{PinnedQuery, PinnedState},
        publishing::ScheduleStop,
        workspaces::Near,
    },
};
use std::sync::Arc;

/// Tells the owners when an end was set or taken back. Blocks.
pub fn standing(
    store: &Store,
    name: &str,
    before: &Standing,
    actor: &Actor,
    (vault, base): (&Vault, &str),
) -> Result<()> {
    let workspace = store.workspace_blocking(name)?;
    let now = workspace.standing();
    let ends = now.state == State::Ending;
    if *before == now || !(ends || before.state == State::Ending) {
        return Ok(());
    }
    let (actor, vault, base, name) = (actor.clone(), vault.clone(), base.to_owned(), name.to_owned());
    let dates = (now.ends_at, now.erase_at);
    workspace.main().write_blocking(move |tx| {
        for owner in owners(tx)? {
            let letter = letters::ending(&owner, &base, &name, ends.then_some(dates));
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(())
    })
}

/// Tells the owners of quotas of which four fifths, or all, are used: of each level once. How many letters that were.
pub async fn quotas(
    workspace: &Workspace,
    near: Vec<Near>,
    actor: Actor,
    (vault, base): (Vault, String),
) -> Result<u64> {
    let name = workspace.name().to_owned();
    let work = move |tx: &Tx<'_>| {
        let mut sent = 0;
        for quota in kotae_shared::api::workspaces::Quota::ALL {
            let period = limits::period(tx, quota)?;
            let (told, when) = limits::told(tx, quota)?;
            let told = if when == period { told } else { 0 };
            let found = near.iter().find(|near| near.quota == quota);
            let level = found.map_or(0, |near| if near.used >= near.limit { 100 } else { 80 });
            if level == told {
                continue;
            }
            let mut told_somebody = level < told;
            if let Some(near) = found.filter(|_| level > told) {
                told_somebody |= webhooks::tell_of_quota(tx, near, level)?;
                for owner in owners(tx)? {
                    let letter = letters::quota(&owner, &base, &name, near);
                    if post(tx, &actor, &vault, &base, &letter)? {
                        sent += 1;
                        told_somebody = true;
                    }
                }
            }
            // Without a mail server the next run tries again.
            if told_somebody {
                limits::set_told(tx, quota, level, &period)?;
            }
        }
        Ok(sent)
    };
    workspace.main().write(work).await
}

/// Tells the owners of entries whose review date has come, each in one letter, and none who was told in the last `again_ms`
/// milliseconds. How many letters that were.
pub async fn entry_reviews(
    workspace: &Workspace,
    actor: Actor,
    again_ms: i64,
    (vault, base): (Vault, String),
) -> Result<u64> {
    let name = workspace.name().to_owned();
    let work = move |tx: &Tx<'_>| {
        let people = users::list(tx)?;
        let mut sent = 0;
        for due in entries::due(tx, &jobs::today(tx)?)? {
            let owner = people.iter().find(|row| row.user.id == due.owner);
            // Who has never signed in yet has other mail to read first.
            let Some(owner) = owner.filter(|row| row.active && !row.waiting) else {
                continue;
            };
            let since = tx.now() - again_ms;
            if outbox::count_since(tx, &owner.user.email, letters::causes::ENTRY_REVIEW, since)? > 0 {
                continue;
            }
            let letter = letters::entry_review(&owner.user, &base, &name, &due);
            sent += u64::from(post(tx, &actor, &vault, &base, &letter)?);
        }
        Ok(sent)
    };
    workspace.main().write(work).await
}

/// Tells the owners that records of an audit log do not fit: of the workspace's, or (`true`) of the installation's. Blocks.
pub fn audit_broken(
    workspace: &Workspace,
    faults: &[(bool, ChainFault)],
    actor: Actor,
    (vault, base): (Vault, String),
) -> Result<()> {
    let (name, faults) = (workspace.name().to_owned(), faults.to_vec());
    workspace.main().write_blocking(move |tx| {
        for owner in owners(tx)? {
            let letter = letters::audit_broken(&owner, &base, &name, &faults);
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(())
    })
}

/// What tells the owners, in the transaction of a publication that times made, of pinned questions that it breaks.
pub fn broken_by_windows(workspace: &Workspace, actor: Actor, (vault, base): (Vault, String)) -> Also {
    let name = workspace.name().to_owned();
    Arc::new(move |tx, publication, broken| {
        if broken.is_empty() {
            return Ok(());
        }
        for owner in owners(tx)? {
            let letter = letters::broken_by_windows(&owner, &base, &name, (publication, broken));
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(())
    })
}

/// What tells who scheduled a publication that it was stopped, and the owners when he may not publish any more.
pub fn schedule_stopped(workspace: &Workspace, actor: Actor, (vault, base): (Vault, String)) -> Told {
    let name = workspace.name().to_owned();
    Arc::new(move |tx, stored, why| match why {
        ScheduleStop::Pinned(count) => {
            let query = PinnedQuery {
                state: Some(PinnedState::Broken),
                ..PinnedQuery::default()
            };
            let named: Vec<String> = pinned::list(tx, &query)?
                .items
                .into_iter()
                .map(|one| one.question)
                .collect();
            let user = users::get(tx, stored.made_by)?.user;
            let broken = (named.as_slice(), count as usize);
            let letter = letters::schedule_stopped(&user, &base, &name, stored, broken);
            post(tx, &actor, &vault, &base, &letter).map(drop)
        }
        ScheduleStop::Person => {
            for owner in owners(tx)? {
                let letter = letters::schedule_of_somebody(&owner, &base, &name, stored);
                post(tx, &actor, &vault, &base, &letter)?;
            }
            Ok(())
        }
    })
}

fn owners(read: &Read<'_>) -> Result<Vec<User>> {
    let people = users::list(read)?.into_iter();
    let owners = people.filter(|row| row.active && !row.waiting && row.user.role == Role::Owner);
    Ok(owners.map(|row| row.user).collect())
}
