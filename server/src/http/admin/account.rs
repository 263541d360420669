//! One's own account.

use super::{
    guard::Admin,
    session::{check_password, describe},
};
use crate::{
    app::App,
    auth::{invite, password::Check},
    error::{Error, Result},
    http::extract::Json,
    store::{sessions, users},
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::{
    admin::{AccountEdit, PasswordEdit, Session, limits},
    problem::Fault,
};

/// Changes name, mail address and language.
pub async fn edit(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<AccountEdit>,
) -> Result<Json<Session>> {
    let edit = AccountEdit {
        name: form.name.trim().to_owned(),
        email: form.email.trim().to_owned(),
        lang: form.lang,
    };
    invite::check_person(&edit.name, &edit.email)?;
    let (actor, id) = (admin.actor(), admin.session.user.id);
    let user = admin
        .workspace
        .main()
        .write(move |tx| users::edit(tx, &actor, id, &edit))
        .await?;
    describe(&app, &admin.workspace, user, admin.session.csrf)
        .await
        .map(Json)
}

/// Changes the password; other sessions of the user end.
pub async fn password(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<PasswordEdit>,
) -> Result<StatusCode> {
    let user = &admin.session.user;
    check_password(
        "new",
        &form.new,
        &[&user.name, &user.email, admin.workspace.name()],
    )?;
    if form.current.len() > limits::PASSWORD_MAX * 4 {
        return Err(Error::field("current", Fault::WrongPassword));
    }
    // A stolen session must not become a way to guess the password either.
    if let Some(ms) = app
        .throttle
        .wait_ms(admin.workspace.name(), &user.email, admin.client.0)
    {
        return Err(Error::TooMany(
            u32::try_from(ms.div_euclid(1000) + 1).unwrap_or(u32::MAX),
        ));
    }
    let id = user.id;
    let stored = admin
        .workspace
        .main()
        .read(move |read| users::get(read, id))
        .await?
        .password;
    if app.passwords.check(form.current, Some(stored)).await? == Check::Wrong {
        app.throttle
            .failed(admin.workspace.name(), &user.email, admin.client.0);
        return Err(Error::field("current", Fault::WrongPassword));
    }
    let hash = app.passwords.hash(form.new, app.ids.secret()).await?;
    let (actor, keep) = (admin.actor(), admin.session.id);
    let change = move |tx: &crate::store::engine::Tx<'_>| {
        users::set_password(tx, &actor, id, &hash)?;
        sessions::end_others(tx, &actor, id, Some(keep))
    };
    admin.workspace.main().write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}
