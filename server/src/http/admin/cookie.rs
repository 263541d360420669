//! The session's cookie.

use crate::{app::App, http::accept::text};
use axum::http::{HeaderMap, HeaderValue, header};

/// Its name. Each workspace has one of its own, so that one browser can be signed in to several.
fn name(app: &App, workspace: &str) -> String {
    // The prefix `__Host-` makes browsers refuse a cookie that another host or a plain connection planted; below a path,
    // where it cannot be used, `__Secure-` at least refuses plain connections.
    let host = match (app.url.is_https(), app.url.prefix()) {
        (true, "/") => "__Host-",
        (true, _) => "__Secure-",
        (false, _) => "",
    };
    format!("{host}kotae-session-{workspace}")
}

/// The session's token that the browser sent.
pub fn token<'a>(app: &App, workspace: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(app, workspace);
    let pairs = text(headers, header::COOKIE)?.split(';');
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// `Set-Cookie` that keeps a token for so many seconds.
pub fn keep(app: &App, workspace: &str, token: &str, seconds: u64) -> HeaderValue {
    let secure = if app.url.is_https() { "; Secure" } else { "" };
    let cookie = format!(
        "{}={token}; Path={}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}",
        name(app, workspace),
        app.url.prefix(),
    );
    // Token, name and prefix hold plain characters only.
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

/// `Set-Cookie` that makes the browser forget.
pub fn forget(app: &App, workspace: &str) -> HeaderValue {
    keep(app, workspace, "", 0)
}
