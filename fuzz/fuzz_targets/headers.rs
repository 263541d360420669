//! What a stranger may write into the headers of a request, and an operator into a list of ranges: nothing of it panics, hides what
//! the nearest proxy says, or makes somebody a proxy.
//!
//! The files are the server's own, taken in one by one: the server as a whole would be fuzzed with its database.

#![no_main]

#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../server/src/http/accept.rs"]
mod accept;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../server/src/http/cookies.rs"]
mod cookies;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../server/src/http/forwarded.rs"]
mod forwarded;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../server/src/config/net.rs"]
mod net;

/// The name by which those files know the ranges.
mod config {
    pub(crate) use crate::net::{Network, ProxyHeader, any_contains};
}

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use config::{Network, ProxyHeader};
use libfuzzer_sys::fuzz_target;
use std::net::IpAddr;

const PROXY: &str = "10.0.0.1";
const STRANGER: &str = "198.51.100.1";
const CLIENT: &str = "192.0.2.9";

fuzz_target!(|bytes: &[u8]| {
    let lines: Vec<HeaderValue> = bytes
        .split(|byte| *byte == b'\n')
        .filter_map(|line| HeaderValue::from_bytes(line).ok())
        .collect();
    proxies(&lines);
    browser(&lines);
    if let Ok(text) = std::str::from_utf8(bytes) {
        range(text);
    }
});

fn proxies(lines: &[HeaderValue]) {
    let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().expect("a range")];
    let address = |text: &str| text.parse::<IpAddr>().expect("an address");
    for (by, for_name, host_name, own_for, own_host) in [
        (
            ProxyHeader::XForwardedFor,
            "x-forwarded-for",
            "x-forwarded-host",
            CLIENT.to_owned(),
            "faq.example".to_owned(),
        ),
        (
            ProxyHeader::Forwarded,
            "forwarded",
            "forwarded",
            format!("for={CLIENT}"),
            format!("for={CLIENT};host=faq.example"),
        ),
    ] {
        let with = |name: &'static str, own: &str| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(HeaderName::from_static(name), line.clone());
            }
            // A proxy adds its word to the last line, or as a line of its own.
            let own = HeaderValue::from_str(own).expect("plain");
            headers.append(HeaderName::from_static(name), own);
            headers
        };
        let headers = with(for_name, &own_for);
        assert_eq!(forwarded::client(address(PROXY), &headers, &trusted, by), address(CLIENT));
        assert_eq!(
            forwarded::client(address(STRANGER), &headers, &trusted, by),
            address(STRANGER),
            "a stranger is who he is"
        );
        let mut joined = lines.last().map_or_else(Vec::new, |line| line.as_bytes().to_vec());
        joined.extend_from_slice(b", ");
        joined.extend_from_slice(own_for.as_bytes());
        if let Ok(line) = HeaderValue::from_bytes(&joined) {
            let headers = HeaderMap::from_iter([(HeaderName::from_static(for_name), line)]);
            assert_eq!(forwarded::client(address(PROXY), &headers, &trusted, by), address(CLIENT));
        }
        let headers = with(host_name, &own_host);
        let host = |peer| forwarded::host(address(peer), &headers, &trusted, by);
        assert_eq!(host(PROXY).as_deref(), Some("faq.example"));
        assert_eq!(host(STRANGER), None);
        // Without the proxy's own word whatever is there is read, or not.
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HeaderName::from_static(for_name), line.clone());
        }
        let _ = forwarded::client(address(PROXY), &headers, &trusted, by);
        let _ = forwarded::host(address(PROXY), &headers, &trusted, by);
    }
}

fn browser(lines: &[HeaderValue]) {
    for line in lines {
        let of = |name: HeaderName| HeaderMap::from_iter([(name, line.clone())]);
        if let Some(value) = cookies::find(&of(header::COOKIE), "kotae-session-default") {
            assert!(!value.contains(';'), "a value ends with its pair");
        }
        let mut first = b"kotae-session-default=token; ".to_vec();
        first.extend_from_slice(line.as_bytes());
        let headers = HeaderMap::from_iter([(
            header::COOKIE,
            HeaderValue::from_bytes(&first).expect("both are values"),
        )]);
        let found = cookies::find(&headers, "kotae-session-default");
        // A header that is no text has no cookies at all.
        assert!(matches!(found, Some("token") | None));
        assert_eq!(found.is_none(), headers[header::COOKIE].to_str().is_err());
        let _ = accept::language(&of(header::ACCEPT_LANGUAGE));
        let _ = accept::Coding::best(&of(header::ACCEPT_ENCODING));
        let _ = accept::matches_etag(&of(header::IF_NONE_MATCH), "\"x\"");
    }
}

fn range(text: &str) {
    let Ok(range) = text.parse::<Network>() else { return };
    let shown = range.to_string();
    assert_eq!(shown.parse::<Network>(), Ok(range), "as it is shown it is read");
    let address = shown.split('/').next().expect("an address");
    let address: IpAddr = address.parse().expect("an address");
    assert!(range.contains(address));
    assert!(config::any_contains(&[range], address));
}
