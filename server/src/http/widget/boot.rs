//! What a widget needs to start.

use super::guard::{Caller, Wire};
use crate::{
    error::Result,
    store::{publications, widgets},
};
use kotae_shared::{api::widget::Boot, look::Look};

/// The look and the current pack's hash, both of one state of the data.
pub async fn boot(caller: Caller) -> Result<Wire<Boot>> {
    let key = caller.key;
    let read = caller.workspace.main().read(move |read| {
        let look = Look::of(widgets::by_key(read, &key)?.settings);
        let pack = publications::current(read)?.map(|publication| publication.pack);
        Ok(Boot { look, pack })
    });
    Ok(Wire(read.await?))
}
