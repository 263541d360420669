//! Forms.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json, created},
    store::{
        engine::{Read, Tx},
        forms,
    },
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kotae_shared::{
    api::forms::{FormEdit, FormRecord, FormRow, FormStateEdit},
    form::check::Finding,
};

/// All forms.
pub async fn list(admin: Admin) -> Result<Json<Vec<FormRow>>> {
    Ok(Json(admin.workspace.main().read(forms::list).await?))
}

/// One form.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<FormRecord>> {
    let lang = admin.lang;
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| forms::get(read, id, lang)).await?))
}

/// A new form.
pub async fn create(admin: Admin, Json(edit): Json<FormEdit>) -> Result<(StatusCode, Json<FormRecord>)> {
    let (actor, lang) = (admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        let id = forms::create(tx, &actor, &edit)?;
        forms::get(tx, id, lang)
    };
    Ok(created(admin.workspace.main().write(write).await?))
}

/// Changes a form.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<FormEdit>) -> Result<Json<FormRecord>> {
    let (actor, lang) = (admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        forms::update(tx, &actor, id, &edit)?;
        forms::get(tx, id, lang)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Lets visitors have a form, or takes it from them.
pub async fn set_state(
    admin: Admin,
    Id(id): Id,
    Json(edit): Json<FormStateEdit>,
) -> Result<Json<FormRecord>> {
    let (actor, lang) = (admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        forms::set_state(tx, &actor, id, edit)?;
        forms::get(tx, id, lang)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// A draft that is like a form.
pub async fn duplicate(admin: Admin, Id(id): Id) -> Result<(StatusCode, Json<FormRecord>)> {
    let (actor, lang) = (admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        let id = forms::duplicate(tx, &actor, id)?;
        forms::get(tx, id, lang)
    };
    Ok(created(admin.workspace.main().write(write).await?))
}

/// Deletes a form that nobody has filled in.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| forms::delete(tx, &actor, id);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with a form; nothing is stored.
pub async fn check(admin: Admin, Json(edit): Json<FormEdit>) -> Result<Json<Vec<Finding>>> {
    let lang = admin.lang;
    let read = move |read: &Read<'_>| {
        let edit = FormEdit {
            form: edit.form.tidy(),
            ..edit
        };
        forms::findings(read, &edit, lang)
    };
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// A form as a file.
pub async fn file(admin: Admin, Id(id): Id) -> Result<Response> {
    let read = move |read: &Read<'_>| forms::as_file(read, id);
    let file = admin.workspace.main().read(read).await?;
    let text = serde_json::to_string_pretty(&file).map_err(Error::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"form.json\""),
        ),
    ];
    Ok((headers, text).into_response())
}
