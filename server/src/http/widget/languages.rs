//! The words of a language beside Japanese and English, which the widget learns when somebody reads it.

use super::guard::Caller;
use crate::{
    app::App,
    error::{Error, Result},
    http::files::REVALIDATE,
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    tag: String,
}

/// Pairs of a place in [`NAMES`](kotae_shared::words::NAMES) and a text.
pub async fn words(
    State(app): State<App>,
    _: Caller,
    Path(Named { tag }): Path<Named>,
    headers: HeaderMap,
) -> Result<Response> {
    let language = app.languages.get(&tag).ok_or(Error::NotFound)?;
    Ok(language.lesson.send(&headers, REVALIDATE))
}
