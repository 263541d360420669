//! The users of a workspace, for those who manage them.

use super::{account::rows, guard::Admin};
use crate::{
    app::App,
    auth::{invite, token},
    error::Result,
    http::extract::{Id, Json, Query, created},
    mail::{letters, post},
    store::{
        self,
        engine::{Read, Tx},
        factors, sessions, users,
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::{
    Uuid,
    access::Role,
    api::{
        admin::{Invited, LinkQuery, SessionRow, User, UserEdit, UserRow},
        problem::Fault,
    },
};

/// All users, by name.
pub async fn list(admin: Admin) -> Result<Json<Vec<UserRow>>> {
    Ok(Json(admin.workspace.main().read(users::list).await?))
}

/// Makes a user, and the one-time link with which he chooses his password.
pub async fn invite(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<LinkQuery>,
    Json(form): Json<UserEdit>,
) -> Result<(StatusCode, Json<Invited>)> {
    let form = invite::check_user(form)?;
    let vault = app.vault.clone();
    let (secret, base) = (token::new(&app.ids), app.url.join(""));
    let (actor, own, workspace) = (
        admin.actor(),
        admin.session.user.role,
        admin.workspace.name().to_owned(),
    );
    let make = move |tx: &Tx<'_>| {
        may_manage(own, form.role, "role")?;
        let new = users::NewUser {
            name: form.name.clone(),
            email: form.email.clone(),
            password: users::NO_PASSWORD.to_owned(),
            lang: form.lang,
            time_zone: form.time_zone.clone(),
            role: form.role,
            categories: form.categories.clone(),
        };
        let mut user = users::create(tx, &actor, &new)?;
        if !form.active {
            user = users::update(tx, &actor, user.id, &form)?;
        }
        let expires_at = invite::link_for(tx, &actor, user.id, &secret)?;
        let link = invite::address(&base, &workspace, &secret);
        if query.mail {
            let letter = letters::invitation(&user, actor.name(), &workspace, (&link, expires_at));
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(invited(user, link, expires_at, query.mail))
    };
    Ok(created(admin.workspace.main().write(make).await?))
}

/// A link that goes by mail is shown to nobody else.
fn invited(user: User, link: String, expires_at: i64, by_mail: bool) -> Invited {
    Invited {
        user,
        link: if by_mail { String::new() } else { link },
        by_mail,
        expires_at,
    }
}

/// Changes a user, who is told of a new role and of a suspension.
pub async fn update(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Json(form): Json<UserEdit>,
) -> Result<Json<UserRow>> {
    let form = invite::check_user(form)?;
    let (vault, base) = (app.vault.clone(), app.url.join(""));
    let workspace = admin.workspace.name().to_owned();
    let (actor, own) = (admin.actor(), admin.session.user.clone());
    let change = move |tx: &Tx<'_>| {
        may_touch(tx, own.role, id, "role")?;
        may_manage(own.role, form.role, "role")?;
        if id == own.id && !form.active {
            return Err(store::Error::field("active", Fault::Yourself));
        }
        let before = users::row(tx, id)?;
        users::update(tx, &actor, id, &form)?;
        let after = users::row(tx, id)?;
        let by = actor.name();
        if after.active != before.active {
            let letter = letters::standing(&after.user, &base, &workspace, by, after.active);
            post(tx, &actor, &vault, &base, &letter)?;
        }
        if after.active && after.user.role != before.user.role {
            let letter = letters::role(&after.user, &base, &workspace, by, before.user.role);
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(after)
    };
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Deletes a user.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let (actor, own) = (admin.actor(), admin.session.user.clone());
    let change = move |tx: &Tx<'_>| {
        may_touch(tx, own.role, id, "id")?;
        if id == own.id {
            return Err(store::Error::field("id", Fault::Yourself));
        }
        users::delete(tx, &actor, id)
    };
    admin.workspace.main().write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A one-time link for a new password. The password until now and the sessions end.
pub async fn link(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Query(query): Query<LinkQuery>,
) -> Result<(StatusCode, Json<Invited>)> {
    let vault = app.vault.clone();
    let (secret, base) = (token::new(&app.ids), app.url.join(""));
    let (actor, own, workspace) = (
        admin.actor(),
        admin.session.user.clone(),
        admin.workspace.name().to_owned(),
    );
    let make = move |tx: &Tx<'_>| {
        may_touch(tx, own.role, id, "id")?;
        if id == own.id {
            return Err(store::Error::field("id", Fault::Yourself));
        }
        let user = users::get(tx, id)?.user;
        let expires_at = invite::link_for(tx, &actor, id, &secret)?;
        let link = invite::address(&base, &workspace, &secret);
        if query.mail {
            let letter = letters::new_password(&user, Some(actor.name()), &workspace, (&link, expires_at));
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(invited(user, link, expires_at, query.mail))
    };
    Ok(created(admin.workspace.main().write(make).await?))
}

/// A user's sessions.
pub async fn sessions(admin: Admin, Id(id): Id) -> Result<Json<Vec<SessionRow>>> {
    let current = admin.session.id;
    let read = move |read: &Read<'_>| {
        users::get(read, id)?;
        sessions::list(read, id)
    };
    let list = admin.workspace.main().read(read).await?;
    Ok(Json(rows(list, Some(current))))
}

/// Ends all sessions of a user but the one that asks.
pub async fn end_sessions(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let (actor, own, keep) = (admin.actor(), admin.session.user.role, admin.session.id);
    let change = move |tx: &Tx<'_>| {
        may_touch(tx, own, id, "id")?;
        sessions::end_others(tx, &actor, id, Some(keep))
    };
    admin.workspace.main().write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes away the second factor of somebody who has lost it.
pub async fn remove_factor(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let (actor, own) = (admin.actor(), admin.session.user.clone());
    let change = move |tx: &Tx<'_>| {
        may_touch(tx, own.role, id, "id")?;
        if id == own.id {
            return Err(store::Error::field("id", Fault::Yourself));
        }
        factors::remove(tx, &actor, id)?;
        sessions::end_others(tx, &actor, id, None)
    };
    admin.workspace.main().write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether one with the role `own` may do something to the user `id`.
fn may_touch(tx: &Tx<'_>, own: Role, id: Uuid, field: &str) -> store::Result<()> {
    may_manage(own, users::get(tx, id)?.user.role, field)
}

fn may_manage(own: Role, other: Role, field: &str) -> store::Result<()> {
    if own.may_manage(other) {
        Ok(())
    } else {
        Err(store::Error::field(field, Fault::OwnersOnly))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn owners_are_for_owners() {
        assert!(may_manage(Role::Owner, Role::Owner, "role").is_ok());
        assert!(may_manage(Role::Administrator, Role::Editor, "role").is_ok());
        assert!(matches!(
            may_manage(Role::Administrator, Role::Owner, "role").map_err(Error::from),
            Err(Error::Invalid(faults)) if faults == [("role".to_owned(), Fault::OwnersOnly)]
        ));
    }
}
