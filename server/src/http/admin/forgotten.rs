//! Forgotten passwords.

use super::guard::Anonymous;
use crate::{
    app::App,
    error::{Error, Result},
    http::extract::Json,
    store::{Actor, engine::Tx, mail_server, resets},
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::{
    admin::{ForgotPassword, limits},
    problem::Fault,
};

/// Notes that somebody forgot the password of an account. The answer is the same, and takes as long, whether there is such
/// an account or not: that is looked up later.
pub async fn ask(
    State(app): State<App>,
    caller: Anonymous,
    Json(form): Json<ForgotPassword>,
) -> Result<StatusCode> {
    let email = form.email.trim().to_owned();
    if email.is_empty() {
        return Err(Error::field("email", Fault::Required));
    }
    if email.chars().count() > limits::MAIL {
        return Err(Error::field("email", Fault::TooLong(limits::MAIL as u32)));
    }
    app.resets
        .take(caller.client.0, 1)
        .map_err(|ms| Error::TooMany(u32::try_from(ms.div_euclid(1_000) + 1).unwrap_or(u32::MAX)))?;
    let actor = Actor::SetUp {
        address: caller.client.0.to_string(),
    };
    let note = move |tx: &Tx<'_>| {
        if mail_server::is_set(tx)? {
            resets::ask(tx, &actor, &email)?;
        }
        Ok(())
    };
    caller.workspace.main().write(note).await?;
    Ok(StatusCode::NO_CONTENT)
}
