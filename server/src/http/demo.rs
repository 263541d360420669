//! The demo intranet page, with `--demo` only.

use super::files::REVALIDATE;
use crate::{
    app::App,
    error::{Error, Result},
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Redirect, Response},
};

/// A strict policy of a host page: what the widget needs of it is `script-src` and `frame-src`.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; frame-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);

/// `demo`: the same with a slash, so that relative addresses work.
pub async fn slash(State(app): State<App>) -> Result<Redirect> {
    if app.config.demo {
        Ok(Redirect::permanent(&app.url.path("demo/")))
    } else {
        Err(Error::NotFound)
    }
}

/// `demo/`.
pub async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    send(&app, "index.html", &headers)
}

/// A file of the page.
pub async fn file(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response> {
    send(&app, &name, &headers)
}

fn send(app: &App, name: &str, headers: &HeaderMap) -> Result<Response> {
    if !app.config.demo {
        return Err(Error::NotFound);
    }
    let file = app
        .assets
        .get(&format!("www/demo/{name}"))
        .ok_or(Error::NotFound)?;
    let mut response = file.send(headers, REVALIDATE);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}
