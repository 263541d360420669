//! Drafts of entries, and who has which form open.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::extract::{Id, Json, Query, created},
    store::{
        engine::{Read, Tx},
        entries, entry_drafts,
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::drafts::{DraftEdit, DraftQuery, DraftSaved, EntryDraft, Here, Presence};

/// One's own drafts.
pub async fn list(admin: Admin, Query(query): Query<DraftQuery>) -> Result<Json<Vec<EntryDraft>>> {
    let user = admin.session.user.id;
    let read = move |read: &Read<'_>| entry_drafts::list(read, user, query.entry);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Keeps what was typed in the form of a new entry.
pub async fn create(admin: Admin, Json(draft): Json<DraftEdit>) -> Result<(StatusCode, Json<DraftSaved>)> {
    let user = admin.session.user.id;
    let change = move |tx: &Tx<'_>| entry_drafts::create(tx, user, &draft.edit);
    Ok(created(admin.workspace.main().write(change).await?))
}

/// Keeps what was typed in the form of an entry.
pub async fn update(admin: Admin, Id(id): Id, Json(draft): Json<DraftEdit>) -> Result<Json<DraftSaved>> {
    let user = admin.session.user.id;
    let change = move |tx: &Tx<'_>| entry_drafts::keep(tx, user, id, &draft.edit);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Throws a draft away.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let user = admin.session.user.id;
    let change = move |tx: &Tx<'_>| entry_drafts::forget(tx, user, id);
    if admin.workspace.main().write(change).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::NotFound)
    }
}

/// Notes that a form is open; who else has the entry open, and at which version it is.
pub async fn presence(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Json(here): Json<Here>,
) -> Result<Json<Presence>> {
    let read = move |read: &Read<'_>| entries::get(read, id);
    let entry = admin.workspace.main().read(read).await?;
    let user = &admin.session.user;
    let forms = admin.workspace.forms();
    Ok(Json(Presence {
        version: entry.version,
        updated_at: entry.updated_at,
        updated_by: entry.updated_by,
        others: forms.note(id, (user.id, &user.name), here, app.clock.now_ms()),
    }))
}
