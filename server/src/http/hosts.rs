//! Host names of workspaces: under one that belongs to a workspace there is that workspace alone, under any other everything as
//! ever. One layer around all routes, which looks at the path as the router does.

use super::{accept::text, client::Peer, forwarded};
use crate::{app::App, config::PublicUrl, error::Error};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{Extensions, HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::convert::Infallible;

/// Where the browser has reached us: under the host name of a workspace, or at the public address.
#[derive(Clone, Debug)]
pub struct Base(pub PublicUrl);

impl FromRequestParts<App> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let own = parts.extensions.get::<Self>().cloned();
        Ok(own.unwrap_or_else(|| Self(app.url.clone())))
    }
}

/// Answers 404 to what belongs to another workspace than the host name does.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some((host, own)) = named(&app, request.extensions(), request.headers()) else {
        return next.run(request).await;
    };
    request.extensions_mut().insert(Base(app.url.at(&host)));
    let path = request.uri().path();
    let below = path.strip_prefix(app.url.prefix()).unwrap_or(path);
    let parts: Vec<&str> = below.trim_start_matches('/').split('/').collect();
    // Names have no characters that a path writes in more than one way; one that is written otherwise is not found.
    let belongs = match parts.as_slice() {
        ["admin"] | ["admin", ""] => {
            return Redirect::to(&app.url.path(&format!("admin/{own}/"))).into_response();
        }
        ["admin", name, ..] | ["api", "admin", name, ..] => *name == own,
        ["w", key, ..] => {
            matches!(app.store.workspace_of_widget(key).await, Ok(found) if found.name() == own)
        }
        ["operator" | "demo", ..] => false,
        _ => true,
    };
    if belongs {
        next.run(request).await
    } else {
        Error::NotFound.into_response()
    }
}

/// The workspace that the host name of a request belongs to.
pub fn workspace(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<String> {
    named(app, extensions, headers).map(|(_, own)| own)
}

/// The host name and its workspace.
fn named(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<(String, String)> {
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    let named = peer.and_then(|peer| {
        forwarded::host(
            peer,
            headers,
            &app.config.trusted_proxies,
            app.config.proxy_header,
        )
    });
    let named = named.or_else(|| text(headers, header::HOST).map(str::to_owned))?;
    let host = bare(&named);
    let own = app.store.workspace_of_host(&host)?;
    Some((host, own))
}

/// A host as it is compared: without a port and a dot at its end, in lower case.
fn bare(host: &str) -> String {
    let host = host.trim();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_without_port_case_and_dot() {
        for (given, host) in [
            ("FAQ.example", "faq.example"),
            ("faq.example:8443", "faq.example"),
            ("faq.example.:80", "faq.example"),
            ("[::1]:80", "[::1]"),
            ("faq.example:x", "faq.example:x"),
        ] {
            assert_eq!(bare(given), host);
        }
    }
}
