//! Files for a form, one at a time, before the form itself: so that one that broke off is sent again alone.
//!
//! The bytes go to the disk as they come. What the file is says its content, when all of it is there.

use super::{
    form_start,
    guard::{Admitted, Wire},
};
use crate::{
    app::App,
    error::{Error, Result},
    http::extract::{Id, Query},
    store::{
        Workspace,
        blobs::Unfinished,
        engine::{Read, Tx},
        form_files::{self, NewFile},
        forms,
    },
    uploads::identify,
};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::header,
};
use http_body_util::BodyExt;
use kotae_shared::{
    api::{
        forms::{FileQuery, SubmissionFile, limits},
        problem::Fault,
    },
    form::Kind,
};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Stores a file; the same one again when it is there already.
pub async fn upload(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Id(form): Id,
    Query(query): Query<FileQuery>,
    request: Request,
) -> Result<Wire<SubmissionFile>> {
    if query.name.chars().count() > limits::FILE_NAME {
        return Err(Error::field("name", Fault::TooLong(limits::FILE_NAME as u32)));
    }
    let visitor = caller
        .visitor
        .as_ref()
        .map_or(query.visitor, |visitor| visitor.id);
    let (id, widget) = (query.file, caller.key.clone());
    let read = move |read: &Read<'_>| {
        if let Some(known) = form_files::known(read, id, (form, &widget, visitor))? {
            return Ok(Err(known));
        }
        let asked = forms::opened(read, form)?.form;
        let takes = asked.fields().any(|field| field.kind == Kind::File);
        Ok(Ok(takes))
    };
    match caller.workspace.main().read(read).await? {
        Err(known) => return Ok(Wire(known)),
        Ok(false) => return Err(Error::field("file", Fault::NotHere)),
        Ok(true) => {}
    }
    if query.file.is_nil() {
        return Err(Error::field("file", Fault::Required));
    }
    let now = app.clock.now_ms();
    form_start::read(&app.vault, &caller.key, form, &query.start, now).ok_or(Error::NoVisit)?;
    caller.spend(&app, visitor, 1)?;
    let most = app.config.limits.form_file_bytes;
    let said = request.headers().get(header::CONTENT_LENGTH);
    let said = said.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|said| said > most) {
        return Err(too_long(most));
    }
    let slot = Arc::clone(&app.form_files).acquire_owned().await;
    let slot = slot.map_err(|_| Error::Unavailable)?;
    let unfinished = received(&caller.workspace, request.into_body(), most).await?;
    drop(slot);
    let slot = Arc::clone(&app.files).acquire_owned().await;
    let slot = slot.map_err(|_| Error::Unavailable)?;
    let (workspace, room) = (Arc::clone(&caller.workspace), app.config.limits.form_files_bytes);
    let work = move || {
        let _slot = slot;
        let new = |hash: String, kind, name| NewFile {
            id,
            form,
            widget: caller.key,
            visitor,
            hash,
            kind,
            name,
            bytes: unfinished.bytes(),
        };
        if unfinished.bytes() == 0 {
            return Err(Error::field("file", Fault::Required));
        }
        let (kind, name) =
            identify(&unfinished.read()?, &query.name).ok_or_else(|| Error::field("file", Fault::BadFile))?;
        let new = new(unfinished.hash(), kind, name);
        keep(&workspace, unfinished, new, room)
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?
        .map(Wire)
}

/// First the bytes, then the row: what a crash can leave behind is a file that the next start takes. Blocks.
fn keep(workspace: &Workspace, unfinished: Unfinished, new: NewFile, room: u64) -> Result<SubmissionFile> {
    let _change = workspace.attachments().change();
    let hash = new.hash.clone();
    workspace.attachments().keep(unfinished, &hash)?;
    let add = move |tx: &Tx<'_>| form_files::add(tx, &new, room);
    let added = workspace.main().write_blocking(add);
    if added.is_err() {
        // There is no row for it, unless another one has the same content.
        let known = hash.clone();
        let used = workspace
            .main()
            .read_blocking(move |read| form_files::is_used(read, &known))?;
        if !used {
            workspace.attachments().remove(&hash)?;
        }
    }
    Ok(added?)
}

/// The bytes of a body in a file that is not kept yet.
async fn received(workspace: &Arc<Workspace>, mut body: Body, most: u64) -> Result<Unfinished> {
    let (sender, mut receiver) = mpsc::channel::<Bytes>(4);
    let writer = Arc::clone(workspace);
    let writing = tokio::task::spawn_blocking(move || {
        let mut file = writer.attachments().begin()?;
        while let Some(bytes) = receiver.blocking_recv() {
            file.write(&bytes)?;
        }
        Ok::<_, crate::store::Error>(file)
    });
    let mut size = 0;
    // Whatever breaks off here drops the sender, and with what was written the file.
    while let Some(frame) = body.frame().await {
        let Ok(bytes) = frame.map_err(|_| Error::Malformed)?.into_data() else {
            continue;
        };
        size += bytes.len() as u64;
        if size > most {
            return Err(too_long(most));
        }
        if sender.send(bytes).await.is_err() {
            // Its own error says why.
            break;
        }
    }
    drop(sender);
    Ok(writing.await.map_err(Error::internal)??)
}

fn too_long(most: u64) -> Error {
    Error::field("file", Fault::TooLong(u32::try_from(most).unwrap_or(u32::MAX)))
}
