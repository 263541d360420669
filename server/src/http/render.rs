//! Writes errors in the caller's form: JSON for the admin, the widget's binary form for the widget, a plain
//! page for a person with a browser. Each group of routes has one of these as a layer.

use super::accept;
use crate::error::Error;
use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kotae_shared::{Lang, codec};

/// Errors as JSON.
pub async fn json(request: Request, next: Next) -> Response {
    let lang = accept::language(request.headers());
    let response = next.run(request).await;
    finish(response, |error| {
        let body = serde_json::to_vec(&error.problem(lang)).unwrap_or_default();
        ("application/json", body)
    })
}

/// Errors in the widget's binary form.
pub async fn binary(request: Request, next: Next) -> Response {
    let lang = accept::language(request.headers());
    let response = next.run(request).await;
    finish(response, |error| {
        (codec::MEDIA_TYPE, codec::encode(&error.problem(lang)))
    })
}

/// Errors as a small page.
pub async fn page(request: Request, next: Next) -> Response {
    let lang = accept::language(request.headers());
    let response = next.run(request).await;
    finish(response, |error| {
        let message = error.problem(lang).message;
        ("text/html; charset=utf-8", note(lang, &message).into_bytes())
    })
}

/// A page with one sentence, which must hold no markup. No style: it shares the strictest CSP.
pub fn note(lang: Lang, message: &str) -> String {
    let lang = lang.tag();
    format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Kotae</title><h1>Kotae</h1><p>{message}</p></html>"
    )
}

/// [`note`] that goes on to `next` by itself, and has a link for browsers that do not. Both hold no markup.
pub fn onward(lang: Lang, message: &str, next: &str) -> String {
    let (tag, go) = (lang.tag(), lang.pick("次へ", "Continue"));
    format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"refresh\" content=\"0;url={next}\"><title>Kotae</title><h1>Kotae</h1><p>{message}</p>\
         <p><a href=\"{next}\">{go}</a></p></html>"
    )
}

/// [`note`] with a way back and a word that names the case. None holds markup.
pub fn refused(lang: Lang, message: &str, code: &str, back: (&str, &str)) -> String {
    let (tag, (label, href)) = (lang.tag(), back);
    let title = lang.pick("ログインできませんでした", "You could not be signed in");
    format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} - Kotae</title><h1>{title}</h1><p>{message}</p><p><a href=\"{href}\">{label}</a></p>\
         <p><small>sso:{code}</small></p></html>"
    )
}

fn finish(response: Response, body: impl FnOnce(&Error) -> (&'static str, Vec<u8>)) -> Response {
    let error = match response.extensions().get::<Error>() {
        Some(error) => error.clone(),
        // Statuses that a library wrote: a timeout, a body over the limit, a panic.
        None => match response.status() {
            StatusCode::REQUEST_TIMEOUT => Error::Timeout,
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
            StatusCode::INTERNAL_SERVER_ERROR => Error::internal(anyhow::anyhow!("a handler failed")),
            _ => return response,
        },
    };
    if let Error::Internal(cause) = &error {
        tracing::error!(error = format!("{cause:#}"), "A request failed inside the server");
    }
    let (kind, bytes) = body(&error);
    let (parts, _) = response.into_parts();
    let mut written = (parts.status, [(header::CONTENT_TYPE, kind)], bytes).into_response();
    for (name, value) in &parts.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            written.headers_mut().insert(name, value.clone());
        }
    }
    written
}
