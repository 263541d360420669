//! Users by their mail addresses, as a file names the owners of entries.

use crate::store::{Result, engine::Read, users};
use kotae_shared::Uuid;
use std::collections::HashMap;

/// The users of a workspace.
pub(in crate::knowledge) struct People {
    /// Those who may own an entry, by their address in small letters.
    by_address: HashMap<String, Uuid>,
    addresses: HashMap<Uuid, String>,
}

impl People {
    /// Everybody who is there.
    pub(in crate::knowledge) fn new(read: &Read<'_>) -> Result<Self> {
        let rows = users::list(read)?;
        let active = rows.iter().filter(|row| row.active);
        Ok(Self {
            by_address: active
                .map(|row| (row.user.email.to_lowercase(), row.user.id))
                .collect(),
            addresses: rows
                .into_iter()
                .map(|row| (row.user.id, row.user.email))
                .collect(),
        })
    }

    /// Who has an address and may sign in.
    pub(super) fn find(&self, address: &str) -> Option<Uuid> {
        self.by_address.get(&address.to_lowercase()).copied()
    }

    /// The address of an owner; empty when there is none.
    pub(in crate::knowledge) fn address(&self, owner: Option<Uuid>) -> &str {
        let address = owner.and_then(|id| self.addresses.get(&id));
        address.map_or("", String::as_str)
    }
}
