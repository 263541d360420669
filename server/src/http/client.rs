//! Who is at the other end of a request: its network address, and whether our own page sent it.

use super::{accept::text, forwarded};
use crate::app::App;
use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, header, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
};

/// The address at the other end of the connection: a client's or a proxy's.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The client's address: the connection's, or what trusted proxies say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// The address that a request came from. Everything that throttles, records or restricts by address asks here.
    pub fn of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let peer = extensions
            .get::<Peer>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        let config = &app.config;
        Self(forwarded::client(
            peer,
            headers,
            &config.trusted_proxies,
            config.proxy_header,
        ))
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.extensions, &parts.headers))
    }
}

/// Whether the browser, if one sent this, says that a page of ours did. A program sends neither header.
pub fn is_same_origin(headers: &HeaderMap, own: &str) -> bool {
    if let Some(site) = text(headers, header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else { return false };
    // Somebody may reach us by another name than the public one; then the page came from that name too.
    let host = text(headers, header::HOST);
    origin == own || host.is_some() && origin.split_once("://").map(|(_, host)| host) == host
}

/// Whether the browser says that a page of another origin asks. Who typed an address or follows a bookmark is no page.
pub fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = text(headers, header::HeaderName::from_static("sec-fetch-site"));
    matches!(site, Some("cross-site" | "same-site"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn other_sites_are_told_apart() {
        let own = "https://faq.example";
        assert!(is_same_origin(&headers(&[]), own));
        assert!(is_same_origin(&headers(&[("origin", own)]), own));
        assert!(is_same_origin(
            &headers(&[("sec-fetch-site", "same-origin")]),
            own
        ));
        assert!(is_same_origin(
            &headers(&[("origin", "http://localhost:1"), ("host", "localhost:1")]),
            own
        ));
        assert!(!is_same_origin(
            &headers(&[("origin", "https://evil.example"), ("host", "faq.example")]),
            own
        ));
        assert!(!is_same_origin(
            &headers(&[("origin", "null"), ("host", "faq.example")]),
            own
        ));
        assert!(!is_same_origin(
            &headers(&[("origin", own), ("sec-fetch-site", "same-site")]),
            own
        ));
        assert!(!is_same_origin(&headers(&[("sec-fetch-site", "none")]), own));
    }
}
