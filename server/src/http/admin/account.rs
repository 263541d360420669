//! One's own account.

use super::{
    guard::Admin,
    session::{check_password, describe, kept, slow_down},
};
use crate::{
    app::App,
    auth::{invite, password::Check, token},
    error::{Error, Result},
    http::extract::{Id, Json},
    mail::{letters, post},
    store::{sessions, users},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{AccountEdit, PasswordEdit, Session, SessionRow, limits},
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
        time_zone: form.time_zone,
    };
    invite::check_person(&edit.name, &edit.email)?;
    invite::check_time_zone(&edit.time_zone)?;
    // Whoever has the address can ask for the password to be reset.
    if edit.email != admin.session.user.email {
        admin.proved(&app)?;
    }
    let (actor, id) = (admin.actor(), admin.session.user.id);
    let user = admin
        .workspace
        .main()
        .write(move |tx| users::edit(tx, &actor, id, &edit))
        .await?;
    let asked = (admin.session.csrf, admin.session.needs_factor);
    describe(&app, &admin.workspace, user, asked).await.map(Json)
}

/// Changes the password; other sessions of the user end.
pub async fn password(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<PasswordEdit>,
) -> Result<impl IntoResponse> {
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
    slow_down(&app, &admin.workspace, &user.email, admin.client)?;
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
    let (actor, keep, to) = (admin.actor(), admin.session.id, user.clone());
    let (vault, base) = (app.vault.clone(), app.url.join(""));
    let (name, address) = (admin.workspace.name().to_owned(), admin.client.0.to_string());
    let token = token::new(&app.ids);
    let key = token::digest(&token);
    let change = move |tx: &crate::store::engine::Tx<'_>| {
        users::set_password(tx, &actor, id, &hash)?;
        sessions::prove(tx, &actor, keep, &key)?;
        sessions::end_others(tx, &actor, id, Some(keep))?;
        let letter = letters::password_changed(&to, &base, &name, (&address, tx.now()));
        post(tx, &actor, &vault, &base, &letter)?;
        Ok(())
    };
    admin.workspace.main().write(change).await?;
    Ok((StatusCode::NO_CONTENT, kept(&app, &admin.workspace, &token)))
}

/// One's own sessions.
pub async fn sessions(admin: Admin) -> Result<Json<Vec<SessionRow>>> {
    let (user, current) = (admin.session.user.id, admin.session.id);
    let list = admin
        .workspace
        .main()
        .read(move |read| sessions::list(read, user))
        .await?;
    Ok(Json(rows(list, Some(current))))
}

/// Ends one of one's own sessions.
pub async fn end_session(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let (actor, user) = (admin.actor(), admin.session.user.id);
    admin
        .workspace
        .main()
        .write(move |tx| sessions::end_of(tx, &actor, user, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one's own sessions but this one.
pub async fn end_others(admin: Admin) -> Result<StatusCode> {
    let (actor, user, keep) = (admin.actor(), admin.session.user.id, admin.session.id);
    admin
        .workspace
        .main()
        .write(move |tx| sessions::end_others(tx, &actor, user, Some(keep)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sessions as the screens list them.
pub(super) fn rows(sessions: Vec<sessions::Session>, current: Option<Uuid>) -> Vec<SessionRow> {
    let row = |session: sessions::Session| SessionRow {
        current: Some(session.id) == current,
        id: session.id,
        device: session.device,
        address: session.address,
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
    };
    sessions.into_iter().map(row).collect()
}
