//! What a visitor did, in batches.

use super::{
    check,
    guard::{Admitted, Wire},
    known,
};
use crate::{
    app::App,
    error::Result,
    store::{engine::Tx, events, visit_values},
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::widget::EventBatch;

/// Stores each event once; of who tries a preview link none. The reply comes after the commit.
pub async fn events(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Wire(batch): Wire<EventBatch>,
) -> Result<StatusCode> {
    check::batch(&batch)?;
    caller.spend(&app, batch.visit.visitor, batch.events.len())?;
    if !batch.events.is_empty() && caller.preview.is_none() {
        let values = known::of_visit(&caller, &batch.visit).await?;
        let key = caller.key;
        let store = move |tx: &Tx<'_>| {
            visit_values::keep(tx, batch.visit.id, &values)?;
            events::record(tx, &key, &batch.visit, &batch.events)
        };
        caller.workspace.events().write(store).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
