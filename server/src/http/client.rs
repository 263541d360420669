//! Who is at the other end of a request: its network address, and whether our own page sent it.

use super::accept::text;
use crate::{app::App, config::Network};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
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

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<Peer>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        Ok(Self(behind(peer, &parts.headers, &app.config.trusted_proxies)))
    }
}

/// Reads `X-Forwarded-For` from the right: each trusted hop vouches for the one before it.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let lists = headers.get_all("x-forwarded-for");
    let lists: Vec<&str> = lists.iter().filter_map(|value| value.to_str().ok()).collect();
    for item in lists.iter().flat_map(|list| list.split(',')).rev() {
        if !is_trusted(client) {
            break;
        }
        let Ok(address) = item.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
    }
    client
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
    fn only_trusted_proxies_are_believed() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
        let forwarded = headers(&[("x-forwarded-for", "1.1.1.1, 192.0.2.9, 10.0.0.2")]);
        assert_eq!(behind(proxy, &forwarded, &trusted).to_string(), "192.0.2.9");
        assert_eq!(behind(proxy, &forwarded, &[]), proxy);
        let outside: IpAddr = "198.51.100.1".parse().unwrap();
        assert_eq!(behind(outside, &forwarded, &trusted), outside);
        assert_eq!(
            behind(proxy, &headers(&[("x-forwarded-for", "rubbish")]), &trusted),
            proxy
        );
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
