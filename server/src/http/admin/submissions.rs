//! What visitors sent by forms.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query, created},
        uploads,
    },
    knowledge::submissions as table,
    store::{
        Workspace,
        engine::{Read, Tx},
        form_files,
        submissions::{self, Mailing},
        visitor_values,
    },
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::forms::{
        EntrySubmissions, NewNote, NewReply, Submission, SubmissionEdit, SubmissionPage, SubmissionQuery,
    },
};
use serde::Deserialize;
use std::sync::Arc;

/// A part of the list.
pub async fn list(admin: Admin, Query(query): Query<SubmissionQuery>) -> Result<Json<SubmissionPage>> {
    let read = move |read: &Read<'_>| submissions::page(read, &query);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// One submission. What a visitor wrote is personal: the audit log notes who looks at it, before he sees it.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Submission>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        submissions::viewed(tx, &actor, id)?;
        submissions::get(tx, id)
    };
    let found = admin.workspace.main().write(write).await?;
    Ok(Json(whole(&admin, found).await?))
}

/// Changes where it stands and who deals with it.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<SubmissionEdit>) -> Result<Json<Submission>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        submissions::edit(tx, &actor, id, edit)?;
        submissions::get(tx, id)
    };
    let found = admin.workspace.main().write(write).await?;
    Ok(Json(whole(&admin, found).await?))
}

/// The submissions that lead to an entry.
pub async fn of_entry(admin: Admin, Id(id): Id) -> Result<Json<EntrySubmissions>> {
    let find = move |read: &Read<'_>| submissions::of_entry(read, id);
    Ok(Json(admin.workspace.main().read(find).await?))
}

/// Writes a note to it.
pub async fn note(
    admin: Admin,
    Id(id): Id,
    Json(new): Json<NewNote>,
) -> Result<(StatusCode, Json<Submission>)> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        submissions::note(tx, &actor, id, &new.text)?;
        submissions::get(tx, id)
    };
    let found = admin.workspace.main().write(write).await?;
    Ok(created(whole(&admin, found).await?))
}

/// Sends the visitor a mail.
pub async fn reply(
    State(app): State<App>,
    admin: Admin,
    Id(id): Id,
    Json(reply): Json<NewReply>,
) -> Result<(StatusCode, Json<Submission>)> {
    let actor = admin.actor();
    let mailing = mailing(&app, &admin.workspace);
    let write = move |tx: &Tx<'_>| {
        submissions::reply(tx, &actor, id, &reply, &mailing)?;
        submissions::get(tx, id)
    };
    let found = admin.workspace.main().write(write).await?;
    Ok(created(whole(&admin, found).await?))
}

/// Deletes it.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let workspace = Arc::clone(&admin.workspace);
    let work = move || workspace.erase_files(move |tx| Ok(((), submissions::delete(tx, &actor, id)?)));
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)??;
    Ok(StatusCode::NO_CONTENT)
}

/// The place of a file.
#[derive(Deserialize)]
pub struct Named {
    id: Uuid,
    number: u32,
}

/// A file of a submission: always to be saved, whatever it is, and kept by no cache. Noted as a look at the submission.
pub async fn file(admin: Admin, named: std::result::Result<Path<Named>, PathRejection>) -> Result<Response> {
    let Path(Named { id, number }) = named.map_err(|_| Error::NotFound)?;
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        let found = form_files::at(tx, id, number)?;
        submissions::viewed(tx, &actor, id)?;
        Ok(found)
    };
    let (file, kind, hash) = admin.workspace.main().write(write).await?;
    let workspace = Arc::clone(&admin.workspace);
    let read = tokio::task::spawn_blocking(move || workspace.attachments().get(&hash));
    let bytes = read.await.map_err(Error::internal)??;
    Ok(uploads::attachment(bytes, &file.name, kind))
}

/// Those that a query finds, as a table. Noted in the audit log: it is a file with personal data.
pub async fn export(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<SubmissionQuery>,
) -> Result<Response> {
    let may = admin.session.user.role.may(Permission::ReadPersonal);
    let (actor, lang, form) = (admin.actor(), admin.lang, query.form);
    let wanted = query.clone();
    let write = move |tx: &Tx<'_>| {
        // What cannot be asked is refused before anything is sent.
        submissions::part(tx, &wanted, 1)?;
        submissions::exported(tx, &actor, form)
    };
    admin.workspace.main().write(write).await?;
    let slot = tables::slot(&app).await?;
    let workspace = admin.workspace;
    Ok(download::table("submissions", format, slot, move |pipe| {
        table::export(&workspace, query, (lang, may), format, pipe)?;
        Ok(())
    }))
}

/// With what was asked before, which is in the database of events, and what is known of the sender.
async fn whole(admin: &Admin, mut found: Submission) -> Result<Submission> {
    let workspace = &admin.workspace;
    if let Some(conversation) = found.conversation {
        let read = move |read: &Read<'_>| submissions::questions(read, conversation);
        found.questions = workspace.events().read(read).await?;
    }
    let id = found.row.id;
    let read = move |read: &Read<'_>| Ok((visitor_values::fields(read)?, submissions::values(read, id)?));
    let (fields, values) = workspace.main().read(read).await?;
    let may = admin.session.user.role.may(Permission::ReadPersonal);
    found.values = fields.show(&values, admin.lang, may);
    Ok(found)
}

/// What letters need.
pub fn mailing(app: &App, workspace: &Workspace) -> Mailing {
    Mailing {
        vault: app.vault.clone(),
        base: app.url.join(""),
        workspace: workspace.name().to_owned(),
    }
}
