//! The loader and the files of both front ends.

use super::files::{IMMUTABLE, REVALIDATE, allow_cross_origin};
use crate::{
    app::App,
    error::{Error, Result},
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// `kotae.js`: a page of any site may load it. Kept an hour; then asked for by entity tag.
pub async fn loader(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let file = app.assets.get("www/kotae.js").ok_or(Error::NotFound)?;
    let mut response = file.send(&headers, REVALIDATE);
    let cache = HeaderValue::from_static("public, max-age=3600, stale-while-revalidate=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    allow_cross_origin(&mut response);
    Ok(response)
}

/// `kotae.d.ts`: the loader's commands and events for TypeScript.
pub async fn types(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let file = app.assets.get("www/kotae.d.ts").ok_or(Error::NotFound)?;
    Ok(file.send(&headers, REVALIDATE))
}

/// A file of the widget.
pub async fn widget(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    built(&app, "widget", &file, &headers)
}

/// A file of the admin screens.
pub async fn admin(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Result<Response> {
    built(&app, "admin", &file, &headers)
}

fn built(app: &App, folder: &str, file: &str, headers: &HeaderMap) -> Result<Response> {
    if file == "index.html" {
        return Err(Error::NotFound);
    }
    let file = app
        .assets
        .get(&format!("{folder}/{file}"))
        .ok_or(Error::NotFound)?;
    Ok(file.send(headers, IMMUTABLE))
}
