//! Learning from what visitors said: solved questions become proposed phrases of the entries that solved them.

use crate::store::{Actor, Error, Result, Workspace, events, phrases};
use kotae_shared::api::words::Collected;

/// Questions looked at in one transaction.
const BATCH: u32 = 500;

/// Looks at every solved question that was not looked at before. Each is looked at once, however often and from where
/// this is called. Blocks.
pub fn collect(workspace: &Workspace, actor: &Actor) -> Result<Collected> {
    let mut all = Collected::default();
    loop {
        let seen = workspace.main().read_blocking(phrases::seen)?;
        let solved = workspace
            .events()
            .read_blocking(|read| events::solved(read, seen, BATCH))?;
        if solved.is_empty() {
            return Ok(all);
        }
        let actor = actor.clone();
        let proposed = workspace
            .main()
            .write_blocking(move |tx| phrases::propose(tx, &actor, seen, &solved));
        match proposed {
            Ok(collected) => {
                all.questions += collected.questions;
                all.proposed += collected.proposed;
            }
            // Somebody else looks at them at the same time.
            Err(Error::Conflict) => return Ok(all),
            Err(error) => return Err(error),
        }
    }
}
