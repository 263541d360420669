//! What a change would do to the questions that were asked last.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        accept::Coding,
        extract::{Json, Query},
    },
    knowledge::validate,
    publish::trial,
    store::improve,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use kotae_shared::api::impact::{ImpactChange, ImpactEntry, ImpactQuery, Logged, limits};
use std::sync::Arc;

/// The questions that were asked last.
pub async fn questions(admin: Admin, Query(query): Query<ImpactQuery>) -> Result<Json<Vec<Logged>>> {
    let limit = match query.limit {
        0 => limits::USUAL,
        some => some.min(limits::QUESTIONS),
    };
    let events = admin.workspace.events();
    Ok(Json(
        events.read(move |read| improve::last_asked(read, limit)).await?,
    ))
}

/// An entry as it would be, by itself; checked like one that is saved, and not saved.
pub async fn entry(admin: Admin, Json(mut entry): Json<ImpactEntry>) -> Result<Response> {
    entry.edit = validate::entry(&entry.edit).map_err(Error::Invalid)?;
    let mut response = trial::one(&admin.workspace, entry).await?.into_response();
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A pack of the knowledge as it is written, with a change that is checked like one that is saved, and is not saved.
pub async fn pack(
    State(app): State<App>,
    admin: Admin,
    headers: HeaderMap,
    Json(mut change): Json<ImpactChange>,
) -> Result<Response> {
    if let Some(entry) = &mut change.entry {
        entry.edit = validate::entry(&entry.edit).map_err(Error::Invalid)?;
    }
    if let Some(synonyms) = &mut change.synonyms
        && let Some(edit) = &mut synonyms.edit
    {
        *edit = validate::synonyms(edit).map_err(Error::Invalid)?;
    }
    let _slot = super::tables::slot(&app).await?;
    let workspace = Arc::clone(&admin.workspace);
    let coding = Coding::best(&headers);
    let bytes = trial::files(&workspace, change, coding).await?;
    let mut response = bytes.into_response();
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(name) = coding.name() {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok(response)
}
