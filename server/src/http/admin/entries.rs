//! Entries: list, edit, bulk changes, and the preview of an answer.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::extract::{Id, Json, Query, created},
    knowledge::validate,
    publish::markdown,
    store::{
        engine::{Read, Tx},
        entries, entry_drafts, submissions, users,
    },
    uploads::address::resolve,
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::IntoResponse,
};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::{
        admin::{
            BulkEdit, BulkResult, BulkUndo, Entry, EntryEdit, EntryPage, EntryQuery, PreviewRequest, Restore,
            VersionPage, VersionQuery, limits,
        },
        drafts::Source,
        improve::Person,
        problem::Fault,
    },
    doc::Doc,
};
use serde::Deserialize;

/// A page of the list.
pub async fn list(admin: Admin, Query(query): Query<EntryQuery>) -> Result<Json<EntryPage>> {
    check(&query)?;
    let asks = admin.session.user.id;
    Ok(Json(
        admin
            .workspace
            .main()
            .read(move |read| entries::list(read, &query, asks))
            .await?,
    ))
}

/// Refuses a search that is too long.
pub(super) fn check(query: &EntryQuery) -> Result<()> {
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    Ok(())
}

/// Who may own an entry.
pub async fn people(admin: Admin) -> Result<Json<Vec<Person>>> {
    Ok(Json(admin.workspace.main().read(users::people).await?))
}

/// One entry.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Entry>> {
    Ok(Json(
        admin
            .workspace
            .main()
            .read(move |read| entries::get(read, id))
            .await?,
    ))
}

/// A new entry.
pub async fn create(
    admin: Admin,
    Query(source): Query<Source>,
    Json(edit): Json<EntryEdit>,
) -> Result<(StatusCode, Json<Entry>)> {
    let edit = validate::entry(&edit).map_err(Error::Invalid)?;
    let user = &admin.session.user;
    if source.submission.is_some() && !user.role.may(Permission::HandleSubmissions) {
        return Err(Error::Forbidden);
    }
    let (actor, user) = (admin.actor(), user.id);
    let change = move |tx: &Tx<'_>| {
        if let Some(draft) = source.draft {
            entry_drafts::forget(tx, user, draft)?;
        }
        let entry = entries::create(tx, &actor, &edit)?;
        if let Some(submission) = source.submission {
            submissions::made_from(tx, &actor, submission, entry.id)?;
        }
        Ok(entry)
    };
    Ok(created(admin.workspace.main().write(change).await?))
}

/// A change of an entry.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<EntryEdit>) -> Result<Json<Entry>> {
    let edit = validate::entry(&edit).map_err(Error::Invalid)?;
    let (actor, user) = (admin.actor(), admin.session.user.id);
    let change = move |tx: &Tx<'_>| {
        let entry = entries::update(tx, &actor, id, &edit)?;
        entry_drafts::forget(tx, user, id)?;
        Ok(entry)
    };
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// The same change to many entries, all or none.
pub async fn bulk(admin: Admin, Json(edit): Json<BulkEdit>) -> Result<Json<BulkResult>> {
    let edit = validate::bulk(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    Ok(Json(
        admin
            .workspace
            .main()
            .write(move |tx| entries::bulk(tx, &actor, &edit))
            .await?,
    ))
}

/// Takes a change of many entries back.
pub async fn undo_bulk(admin: Admin, Json(undo): Json<BulkUndo>) -> Result<Json<BulkResult>> {
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| entries::undo_bulk(tx, &actor, undo.batch);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// What an entry was, the newest version first.
pub async fn versions(
    admin: Admin,
    Id(id): Id,
    Query(query): Query<VersionQuery>,
) -> Result<Json<VersionPage>> {
    let read = move |read: &Read<'_>| entries::versions(read, id, query.before);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// The version that a path names.
#[derive(Deserialize)]
pub struct Named {
    id: Uuid,
    version: u32,
}

/// An entry as it was at a version.
pub async fn version(
    admin: Admin,
    named: std::result::Result<Path<Named>, PathRejection>,
) -> Result<Json<EntryEdit>> {
    let Path(Named { id, version }) = named.map_err(|_| Error::NotFound)?;
    let read = move |read: &Read<'_>| entries::at_version(read, id, version);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Gives an entry what an earlier version of it said.
pub async fn restore(admin: Admin, Id(id): Id, Json(wish): Json<Restore>) -> Result<Json<Entry>> {
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| entries::restore(tx, &actor, id, wish);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// An answer as visitors would see it.
pub async fn preview(
    State(app): State<App>,
    admin: Admin,
    Json(request): Json<PreviewRequest>,
) -> Result<impl IntoResponse> {
    if request.answer.chars().count() > limits::ANSWER {
        return Err(Error::field("answer", Fault::TooLong(limits::ANSWER as u32)));
    }
    let mut doc = markdown::to_doc(&request.answer);
    let base = format!("api/admin/{}/", admin.workspace.name());
    resolve(&mut doc, &app.url.path(&base), &|_| String::new());
    Ok(Json::<Doc>(doc))
}
