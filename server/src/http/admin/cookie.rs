//! The session's cookie.

use crate::{app::App, http::cookies::find};
use axum::http::{HeaderMap, HeaderValue};

/// Its name. Each workspace has one of its own, so that one browser can be signed in to several.
fn name(app: &App, workspace: &str) -> String {
    format!("{}kotae-session-{workspace}", host(app))
}

/// The prefix `__Host-` makes browsers refuse a cookie that another host or a plain connection planted; below a path,
/// where it cannot be used, `__Secure-` at least refuses plain connections.
fn host(app: &App) -> &'static str {
    match (app.url.is_https(), app.url.prefix()) {
        (true, "/") => "__Host-",
        (true, _) => "__Secure-",
        (false, _) => "",
    }
}

/// The session's token that the browser sent.
pub fn token<'a>(app: &App, workspace: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    find(headers, &name(app, workspace))
}

/// The name of the cookie of a sign-in by a provider: one a sign-in, so that two windows do not disturb each other.
fn pending_name(app: &App, name: &str) -> String {
    format!("{}kotae-sso-{name}", host(app))
}

/// The sign-in that the browser says is under way.
pub fn pending<'a>(app: &App, name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    find(headers, &pending_name(app, name))
}

/// `Set-Cookie` that keeps a sign-in under way for so many seconds. `Lax`: it must come back with the provider's answer,
/// which is a navigation from another site.
pub fn keep_pending(app: &App, name: &str, sealed: &str, seconds: i64) -> HeaderValue {
    let secure = if app.url.is_https() { "; Secure" } else { "" };
    let cookie = format!(
        "{}={sealed}; Path={}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
        pending_name(app, name),
        app.url.prefix(),
    );
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
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
