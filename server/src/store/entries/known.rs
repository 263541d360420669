//! What a transaction that writes entries has to look up, once.

use crate::store::{
    Error, Result, approval,
    audit::Actor,
    categories::{self, Reach},
    engine::Tx,
    jobs, users,
};
use kotae_shared::Uuid;
use kotae_shared::access::Permission;
use kotae_shared::api::problem::Fault;
use std::collections::HashSet;

/// What was looked up in this transaction: categories that exist, users who may own an entry, where the actor may write and whether
/// he may publish, and whether entries need an approval.
pub(super) struct Known {
    exist: HashSet<Uuid>,
    owners: HashSet<Uuid>,
    pub(super) reach: Reach,
    /// Entries need the approval of a second person.
    pub(super) four_eyes: bool,
    /// The actor may publish.
    pub(super) publishes: bool,
    /// The minute by the workspace's clock.
    pub(super) moment: String,
}

impl Known {
    /// Nothing is known yet but what `actor` may.
    pub(super) fn new(tx: &Tx<'_>, actor: &Actor) -> Result<Self> {
        Ok(Self {
            exist: HashSet::new(),
            owners: HashSet::new(),
            reach: Reach::of(tx, actor)?,
            four_eyes: approval::four_eyes(tx)?,
            publishes: users::may(tx, actor, Permission::Publish)?,
            moment: jobs::moment(tx)?,
        })
    }

    /// [`Fault::Unknown`] on `category` when there is none of this id, [`Fault::NotYours`] when the actor may not write in it.
    pub(super) fn check(&mut self, tx: &Tx<'_>, category: Option<Uuid>) -> Result<()> {
        if let Some(id) = category
            && !self.exist.contains(&id)
        {
            if !categories::exists(tx, id)? {
                return Err(Error::field("category", Fault::Unknown));
            }
            self.exist.insert(id);
        }
        self.reach.check("category", category)
    }

    /// [`Fault::Unknown`] on `owner` when nobody with this id may sign in.
    pub(super) fn check_owner(&mut self, tx: &Tx<'_>, owner: Option<Uuid>) -> Result<()> {
        if let Some(user) = owner
            && self.owners.insert(user)
            && !users::is_active(tx, user)?
        {
            return Err(Error::field("owner", Fault::Unknown));
        }
        Ok(())
    }
}
