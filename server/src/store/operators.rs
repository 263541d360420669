//! The operators' workspace, and whether a workspace is in use.

use super::{Actor, Error, Result, Store, Workspace, lock, standing, workspaces};
use kotae_shared::api::problem::Fault;
use std::sync::Arc;

/// The name of the operators' workspace.
pub const OPERATORS_WORKSPACE: &str = "operator";

impl Workspace {
    /// How it stands.
    pub fn standing(&self) -> standing::Standing {
        lock(&self.standing).clone()
    }

    /// Whether whoever owns it operates the installation.
    pub fn is_operators(&self) -> bool {
        self.operators
    }
}

impl Store {
    /// Makes the operators' workspace when there is none. Blocks. [`Fault::Taken`] on `name` when a workspace of another
    /// kind has the name.
    pub fn operators_workspace(&self, actor: &Actor) -> Result<Arc<Workspace>> {
        let all = self.control.read_blocking(workspaces::list)?;
        if let Some(listed) = all.into_iter().find(|listed| listed.operators) {
            return self.workspace_blocking(&listed.name);
        }
        let by = actor.clone();
        self.control.write_blocking(move |tx| {
            let made = workspaces::create(tx, &by, OPERATORS_WORKSPACE)?;
            workspaces::give_to_operators(tx, &by, made.id)
        })?;
        self.workspace_blocking(OPERATORS_WORKSPACE)
    }

    /// Changes whether a workspace is in use; the operators' always is. Blocks.
    pub fn set_standing(&self, actor: Actor, name: &str, new: standing::Standing) -> Result<()> {
        let workspace = self.workspace_blocking(name)?;
        if workspace.operators && new.state != standing::State::Active {
            return Err(Error::field("name", Fault::InUse));
        }
        let (id, set) = (workspace.id, new.clone());
        self.control
            .write_blocking(move |tx| standing::set(tx, &actor, id, &set))?;
        *lock(&workspace.standing) = new;
        Ok(())
    }

    /// Removes what a stop in the middle of an import left under a name that no workspace has.
    pub(super) fn make_way(&self, name: &str) -> Result<()> {
        let _changing = lock(&self.changing);
        let known = self
            .control
            .read_blocking(|control| workspaces::by_name(control, name));
        if workspaces::check_name(name).is_ok() && matches!(known, Err(Error::NotFound)) {
            super::archive::remove_unlisted(&self.dir.workspace(name))?;
        }
        Ok(())
    }
}

/// The operators' workspace is made in its own way alone.
pub(super) fn not_the_operators(name: &str) -> Result<()> {
    if name == OPERATORS_WORKSPACE {
        return Err(Error::field("name", Fault::Taken));
    }
    Ok(())
}
