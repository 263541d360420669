//! Health, for load balancers, containers and `kotae healthcheck`.

use crate::{
    app::App,
    error::{Error, Result},
};
use axum::extract::State;

/// The process lives. Says nothing about its data.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Requests can be served: the data can be read and no stop has begun. 503 otherwise.
pub async fn readyz(State(app): State<App>) -> Result<&'static str> {
    if app.is_stopping() {
        return Err(Error::Unavailable);
    }
    app.store.workspaces().await?;
    Ok("ready\n")
}
