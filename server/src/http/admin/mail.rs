//! The mail server of a workspace.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::extract::Json,
    mail::{Server, check, compose},
    store::{
        engine::{Read, Tx},
        mail_server,
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::admin::{MailEdit, MailOutcome, MailState, MailTest, SendFault, SendFaultKind};

/// How it is set.
pub async fn show(admin: Admin) -> Result<Json<MailState>> {
    Ok(Json(admin.workspace.main().read(mail_server::state).await?))
}

/// Sets it.
pub async fn set(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<MailEdit>,
) -> Result<Json<MailState>> {
    let form = check::check(form)?;
    let (actor, vault) = (admin.actor(), app.vault.clone());
    let change = move |tx: &Tx<'_>| {
        mail_server::set(tx, &actor, &vault, &form)?;
        mail_server::state(tx)
    };
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Forgets it.
pub async fn remove(admin: Admin) -> Result<StatusCode> {
    let actor = admin.actor();
    admin
        .workspace
        .main()
        .write(move |tx| mail_server::remove(tx, &actor))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a mail to try it out, now, and says how that went.
pub async fn test(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<MailTest>,
) -> Result<Json<MailOutcome>> {
    let to = form.to.trim().to_owned();
    if let Some(fault) = check::address_fault(&to) {
        return Err(Error::field("to", fault));
    }
    let vault = app.vault.clone();
    let load = move |read: &Read<'_>| mail_server::with_password(read, &vault);
    let Some((settings, password)) = admin.workspace.main().read(load).await? else {
        return Err(Error::NotFound);
    };
    let mail = compose::trial(&settings, app.ids.id(), &*app.clock, (&to, admin.lang));
    let server = Server {
        settings,
        password,
        authorities: app.authorities.clone(),
        allowed: app.config.mail.allow.clone(),
        timeout: app.config.mail.timeout.min(app.config.limits.request_timeout / 2),
    };
    let fault = match mail {
        Some(mail) => server.send(mail).await.err().map(|(fault, _)| fault),
        None => Some(SendFault {
            kind: SendFaultKind::Malformed,
            detail: String::new(),
        }),
    };
    let (actor, done) = (admin.actor(), fault.is_none());
    admin
        .workspace
        .main()
        .write(move |tx| mail_server::tested(tx, &actor, &to, done))
        .await?;
    Ok(Json(MailOutcome { fault }))
}
