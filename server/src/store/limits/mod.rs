//! What a workspace may have and what it has: quotas, and the host name of its own.

mod usage;
mod views;

pub(super) use usage::room;
pub use usage::{period, set_told, told};
#[cfg(test)]
pub(in crate::store) use {usage::STATEMENTS as OF_MAIN, views::STATEMENTS as OF_EVENTS};

use super::audit::{self, Actor, Change};
use super::engine::{Tx, params, statements};
use super::{Error, Result, Store, lock, workspaces};
use jiff::tz::TimeZone;
use kotae_shared::api::{
    problem::Fault,
    workspaces::{Quota, Quotas},
};
use serde_json::json;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// A megabyte, as quotas count it.
pub const MB: u64 = 1_000_000;
/// The longest host name.
const HOST_MAX: usize = 253;
/// The largest quota.
const MOST: u64 = 1_000_000_000_000;

/// What the databases of a workspace know of its limits. Clones share it.
#[derive(Clone, Default)]
pub struct Limits(Arc<Inner>);

#[derive(Default)]
struct Inner {
    quotas: Mutex<Quotas>,
    /// Bytes of the databases' files when they were last looked at.
    databases: AtomicU64,
    /// Pages that were opened and not written down yet.
    views: AtomicU64,
    /// By whose clock days are counted; none yet: UTC.
    zone: Mutex<Option<TimeZone>>,
}

impl Limits {
    /// What it may have.
    pub fn quotas(&self) -> Quotas {
        *self.0.quotas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, quotas: Quotas) {
        *self.0.quotas.lock().unwrap_or_else(PoisonError::into_inner) = quotas;
    }

    /// The workspace's time zone.
    pub(super) fn zone(&self) -> TimeZone {
        let zone = self.0.zone.lock().unwrap_or_else(PoisonError::into_inner);
        zone.clone().unwrap_or(TimeZone::UTC)
    }

    pub(super) fn set_zone(&self, name: &str) {
        let zone = TimeZone::get(name).ok();
        *self.0.zone.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    pub(super) fn measured(&self, bytes: u64) {
        self.0.databases.store(bytes, Ordering::Relaxed);
    }

    fn databases(&self) -> u64 {
        self.0.databases.load(Ordering::Relaxed)
    }

    fn view(&self) {
        self.0.views.fetch_add(1, Ordering::Relaxed);
    }
}

impl Store {
    /// Changes what a workspace may have, and its host name (empty: none). Blocks. [`Fault::Taken`] on `host` when another
    /// workspace has it.
    pub fn set_limits(&self, actor: Actor, name: &str, quotas: Quotas, host: &str) -> Result<()> {
        for quota in Quota::ALL {
            if quotas.get(quota).is_some_and(|limit| limit > MOST) {
                return Err(Error::field(quota.tag(), Fault::OutOfRange(0, MOST as i64)));
            }
        }
        let host = check_host(host)?;
        let workspace = self.workspace_blocking(name)?;
        let (id, new) = (workspace.id, host.clone());
        self.control
            .write_blocking(move |tx| set(tx, &actor, id, quotas, &new))?;
        workspace.limits.set(quotas);
        self.load_hosts()
    }

    /// The name of the workspace that a host name belongs to; `host` is in lower case and without a port.
    pub fn workspace_of_host(&self, host: &str) -> Option<String> {
        lock(&self.hosts).get(host).cloned()
    }

    /// The host name of a workspace.
    pub fn host_of_workspace(&self, name: &str) -> Option<String> {
        let hosts = lock(&self.hosts);
        let found = hosts.iter().find(|(_, own)| own.as_str() == name);
        found.map(|(host, _)| host.clone())
    }

    pub(super) fn load_hosts(&self) -> Result<()> {
        let all = self.control.read_blocking(workspaces::list)?;
        let with_host = all.into_iter().filter(|listed| !listed.host.is_empty());
        *lock(&self.hosts) = with_host.map(|listed| (listed.host, listed.name)).collect();
        Ok(())
    }
}

/// A host name in the form in which it is compared. No port, no address, at least one dot.
fn check_host(host: &str) -> Result<String> {
    let host = host.trim().to_ascii_lowercase();
    if host.is_empty() {
        return Ok(host);
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = host.len() <= HOST_MAX && host.contains('.') && host.split('.').all(is_label);
    // The last label of a name is never a number; that of an address is.
    let is_address = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if is_name && !is_address {
        Ok(host)
    } else {
        Err(Error::field("host", Fault::NotHost))
    }
}

fn set(control: &Tx<'_>, actor: &Actor, workspace: Uuid, quotas: Quotas, host: &str) -> Result<()> {
    let (old_quotas, old_host) = control
        .first(GET, params![workspace], |row| {
            Ok((
                row.json::<Quotas>(0)?,
                row.get::<Option<String>>(1)?.unwrap_or_default(),
            ))
        })?
        .ok_or(Error::NotFound)?;
    if (old_quotas, old_host.as_str()) == (quotas, host) {
        return Ok(());
    }
    if !host.is_empty() && control.exists(OTHER_HOST, params![workspace, host])? {
        return Err(Error::field("host", Fault::Taken));
    }
    let text = serde_json::to_string(&quotas).map_err(Error::internal)?;
    control.execute_one(SET, params![workspace, &text, (!host.is_empty()).then_some(host)])?;
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.limits",
            kind: "workspace",
            id: &workspace.to_string(),
        },
        Some(&json!({ "quotas": old_quotas, "host": old_host })),
        Some(&json!({ "quotas": quotas, "host": host })),
    )
}

statements! {
    GET = "SELECT quotas, host FROM workspace WHERE id = $1";
    OTHER_HOST = "SELECT 1 FROM workspace WHERE id <> $1 AND host = $2";
    SET = "UPDATE workspace SET quotas = $2, host = $3 WHERE id = $1";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_told_from_addresses_and_rubbish() {
        assert_eq!(check_host(" FAQ.Example.co.jp ").unwrap(), "faq.example.co.jp");
        assert_eq!(check_host("").unwrap(), "");
        for wrong in [
            "faq",
            "192.0.2.1",
            "faq.example.co.jp:8080",
            "https://faq.example",
            "faq..example",
            "-a.example",
            "日本.example",
            "a/b.example",
        ] {
            assert!(check_host(wrong).is_err(), "{wrong}");
        }
    }
}
