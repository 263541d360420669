//! How much a workspace has, and whether there is room for more.

use super::{MB, views};
use crate::store::engine::{self, Read, Sql, Tx, params, statements};
use crate::store::{Error, Result, Workspace, jobs};
use kotae_shared::api::{
    problem::Fault,
    workspaces::{Quota, Quotas, Usage},
};
use std::sync::{Arc, atomic::Ordering};

/// [`Fault::Quota`] on `field` when `new` more of it would be more than the workspace may have. In the transaction that adds
/// them, so that two at once do not pass.
pub(in crate::store) fn room(main: &Tx<'_>, field: &str, quota: Quota, new: u64) -> Result<()> {
    let Some(limit) = main.limits().quotas().get(quota) else {
        return Ok(());
    };
    let has = match quota {
        Quota::Entries => count(main, ENTRIES)?,
        Quota::Users => count(main, USERS)?,
        Quota::Storage => bytes(main)?,
        Quota::PageViews => 0,
    };
    let limit_in = if quota == Quota::Storage {
        limit * MB
    } else {
        limit
    };
    if new > 0 && has + new > limit_in {
        return Err(Error::field(field, Fault::Quota(quota, limit)));
    }
    Ok(())
}

fn count(main: &Read<'_>, sql: Sql<'_>) -> Result<u64> {
    main.value::<i64>(sql, params![]).map(|count| count.max(0) as u64)
}

/// Bytes of the databases, the uploads and the files of visitors.
fn bytes(main: &Read<'_>) -> Result<u64> {
    Ok(main.limits().databases() + count(main, UPLOADED)? + count(main, ATTACHED)?)
}

impl Workspace {
    /// What it may have.
    pub fn quotas(&self) -> Quotas {
        self.limits.quotas()
    }

    /// Counts a page with a widget that was opened. In memory at first: see [`Workspace::note_views`].
    pub fn view(&self) {
        self.limits.view();
    }

    /// Looks how large its databases are. Blocks.
    pub(in crate::store) fn measure(&self) {
        let size = |kind: &str| {
            let file = engine::file(&self.folder, kind);
            let with = |end: &str| {
                let mut name = file.clone().into_os_string();
                name.push(end);
                std::fs::metadata(name).map_or(0, |found| found.len())
            };
            with("") + with("-wal")
        };
        self.limits.measured(size("main") + size("events"));
    }

    /// What it has. Blocks.
    pub fn usage_blocking(&self) -> Result<Usage> {
        self.measure();
        let (mut usage, zone) = self.main.read_blocking(|main| {
            let usage = Usage {
                entries: count(main, ENTRIES)?,
                users: count(main, USERS)?,
                storage: bytes(main)?.div_ceil(MB),
                page_views: 0,
            };
            Ok((usage, jobs::time_zone(main)?))
        })?;
        let noted = self
            .events
            .read_blocking(|events| views::of_this_month(events, &zone))?;
        usage.page_views = noted + self.limits.0.views.load(Ordering::Relaxed);
        Ok(usage)
    }

    /// [`Workspace::usage_blocking`] on a thread of its own.
    pub async fn usage(self: &Arc<Self>) -> Result<Usage> {
        let workspace = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || workspace.usage_blocking());
        task.await
            .unwrap_or_else(|error| Err(Error::internal(format_args!("measuring: {error}"))))
    }
}

/// Which quotas owners were told of in which period: level (80 or 100) by quota, with the month for page views.
pub fn told(main: &Read<'_>, quota: Quota) -> Result<(u32, String)> {
    let stored = main.first(GET_TOLD, params![&told_name(quota)], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// Notes that they were.
pub fn set_told(main: &Tx<'_>, quota: Quota, level: u32, period: &str) -> Result<()> {
    let value = serde_json::to_string(&(level, period)).map_err(Error::internal)?;
    main.execute(SET_TOLD, params![&told_name(quota), &value])?;
    Ok(())
}

/// The period in which owners are told once: the month for page views; else there is one.
pub fn period(main: &Read<'_>, quota: Quota) -> Result<String> {
    match quota {
        Quota::PageViews => views::month(main.now(), &jobs::time_zone(main)?),
        _ => Ok(String::new()),
    }
}

fn told_name(quota: Quota) -> String {
    format!("quota_told.{}", quota.tag())
}

statements! {
    ENTRIES = "SELECT COUNT(*) FROM entry";
    USERS = "SELECT COUNT(*) FROM users";
    UPLOADED = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM upload";
    ATTACHED = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM form_file";
    GET_TOLD = "SELECT value FROM setting WHERE name = $1";
    SET_TOLD = "INSERT INTO setting (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}
