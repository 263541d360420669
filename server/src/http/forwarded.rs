//! What proxies say about the client: `X-Forwarded-For`, or `Forwarded` (RFC 7239).
//!
//! Each proxy adds its hop on the right; everything further left was sent by somebody else and may be a lie. So a header
//! is read from its right end, and only as far as each hop is one that the operator trusts. Its bytes are split at
//! commas alone: a quotation mark or a byte that is no text, which a client put in, cannot hide what the proxy
//! wrote after it.

use crate::config::{Network, ProxyHeader, any_contains};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use std::net::{IpAddr, SocketAddr};

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address: the peer's or, as long as that is a trusted proxy's, the one that it names. A hop that names no
/// address ends the search.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network], by: ProxyHeader) -> IpAddr {
    let mut client = peer.to_canonical();
    if !any_contains(trusted, client) {
        return client;
    }
    let name = match by {
        ProxyHeader::XForwardedFor => X_FORWARDED_FOR,
        ProxyHeader::Forwarded => header::FORWARDED,
    };
    let lines: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    let hops = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(|byte| *byte == b','));
    for hop in hops {
        let named = std::str::from_utf8(hop).ok().and_then(|hop| match by {
            ProxyHeader::XForwardedFor => address(hop.trim()),
            ProxyHeader::Forwarded => forwarded_for(hop),
        });
        let Some(named) = named else { break };
        client = named;
        if !any_contains(trusted, client) {
            break;
        }
    }
    client
}

/// The host name that the nearest proxy says was asked for; `None` unless that proxy is trusted and says so. Only its own
/// word counts, which stands at the right.
pub fn host(peer: IpAddr, headers: &HeaderMap, trusted: &[Network], by: ProxyHeader) -> Option<String> {
    if !any_contains(trusted, peer.to_canonical()) {
        return None;
    }
    let name = match by {
        ProxyHeader::XForwardedFor => X_FORWARDED_HOST,
        ProxyHeader::Forwarded => header::FORWARDED,
    };
    let line = headers.get_all(name).iter().next_back()?.as_bytes();
    let hop = std::str::from_utf8(line.rsplit(|byte| *byte == b',').next()?).ok()?;
    let host = match by {
        ProxyHeader::XForwardedFor => hop.trim(),
        ProxyHeader::Forwarded => pair(hop, "host")?,
    };
    (!host.is_empty()).then(|| host.to_owned())
}

/// The value of a name in one element of `Forwarded`, without quotation marks.
fn pair<'e>(element: &'e str, wanted: &str) -> Option<&'e str> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    Some(bare.unwrap_or(value))
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    address(pair(element, "for")?)
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`; IPv4 in IPv6 form as IPv4.
fn address(text: &str) -> Option<IpAddr> {
    let in_brackets = || {
        text.strip_prefix('[')?
            .strip_suffix(']')?
            .parse()
            .ok()
            .map(IpAddr::V6)
    };
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address = text.parse().ok().or_else(in_brackets).or_else(with_port)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROXY: &str = "10.0.0.1";

    fn of(by: ProxyHeader, peer: &str, lines: &[&[u8]]) -> String {
        let name = match by {
            ProxyHeader::XForwardedFor => X_FORWARDED_FOR,
            ProxyHeader::Forwarded => header::FORWARDED,
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(&name, HeaderValue::from_bytes(line).unwrap());
        }
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        client(peer.parse().unwrap(), &headers, &trusted, by).to_string()
    }

    #[test]
    fn the_rightmost_hop_that_is_not_trusted_is_the_client() {
        let of = |peer, line: &str| of(ProxyHeader::XForwardedFor, peer, &[line.as_bytes()]);
        for (peer, line, client) in [
            (PROXY, "1.1.1.1, 192.0.2.9, 10.0.0.2", "192.0.2.9"),
            (PROXY, "192.0.2.9", "192.0.2.9"),
            (PROXY, "192.0.2.9:4711", "192.0.2.9"),
            (PROXY, "[2001:db8::9]:4711", "2001:db8::9"),
            (PROXY, "2001:DB8:0::9", "2001:db8::9"),
            (PROXY, "::ffff:192.0.2.9", "192.0.2.9"),
            ("::ffff:10.0.0.1", "192.0.2.9", "192.0.2.9"),
            ("fd00::1", "192.0.2.9", "192.0.2.9"),
            // All are trusted: the first.
            (PROXY, "10.3.3.3, 10.2.2.2", "10.3.3.3"),
            // Not a proxy of ours: whatever it says.
            ("198.51.100.1", "192.0.2.9", "198.51.100.1"),
            // A trusted hop that names nobody is as far as one can see.
            (PROXY, "192.0.2.9, rubbish", PROXY),
            (PROXY, "192.0.2.9, unknown, 10.0.0.2", "10.0.0.2"),
            (PROXY, "192.0.2.9,", PROXY),
            (PROXY, "", PROXY),
        ] {
            assert_eq!(of(peer, line), client, "{peer}: {line}");
        }
    }

    #[test]
    fn forwarded_is_read_likewise() {
        let of = |line: &str| of(ProxyHeader::Forwarded, PROXY, &[line.as_bytes()]);
        for (line, client) in [
            ("for=192.0.2.9", "192.0.2.9"),
            (
                "for=1.1.1.1, For=\"192.0.2.9:80\";proto=https;by=10.0.0.1",
                "192.0.2.9",
            ),
            (
                "proto=https; for=\"[2001:db8::9]:80\", for=10.0.0.2",
                "2001:db8::9",
            ),
            ("for=\"1.1.1.1, for=192.0.2.9", "192.0.2.9"),
            ("for=1.1.1.1, for=_hidden", PROXY),
            ("for=1.1.1.1, proto=https", PROXY),
        ] {
            assert_eq!(of(line), client, "{line}");
        }
    }

    #[test]
    fn only_the_header_that_was_set_counts_and_lines_follow_each_other() {
        let (xff, forwarded) = (ProxyHeader::XForwardedFor, ProxyHeader::Forwarded);
        let lines: [&[u8]; 2] = [b"1.1.1.1", b"192.0.2.9, 10.0.0.2"];
        assert_eq!(of(xff, PROXY, &lines), "192.0.2.9");
        assert_eq!(of(xff, PROXY, &[b"10.5.5.5", b"10.0.0.2"]), "10.5.5.5");
        assert_eq!(of(xff, PROXY, &[b"\xff\"; , 192.0.2.9"]), "192.0.2.9");
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("192.0.2.9"));
        let trusted: Vec<Network> = vec![PROXY.parse().unwrap()];
        let peer: IpAddr = PROXY.parse().unwrap();
        assert_eq!(client(peer, &headers, &trusted, forwarded), peer);
    }

    proptest! {
        /// Whatever a client sends, the proxy's own entry at the right end decides.
        #[test]
        fn no_header_hides_what_the_proxy_adds(
            sent in proptest::collection::vec(proptest::collection::vec(32_u8..=255, 0..60), 0..4),
            address: u32, same_line: bool, new: bool,
        ) {
            let real = IpAddr::from(address.to_be_bytes());
            prop_assume!(!any_contains(&["10.0.0.0/8".parse().unwrap()], real));
            let by = if new { ProxyHeader::Forwarded } else { ProxyHeader::XForwardedFor };
            let mut lines: Vec<Vec<u8>> = sent.into_iter()
                .map(|line| line.into_iter().filter(|byte| *byte != 127).collect())
                .collect();
            let entry = if new { format!("for={real}") } else { real.to_string() };
            match lines.last_mut() {
                Some(last) if same_line => last.extend(format!(", {entry}").bytes()),
                _ => lines.push(entry.into_bytes()),
            }
            let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(of(by, PROXY, &lines), real.to_string());
        }
    }
}
