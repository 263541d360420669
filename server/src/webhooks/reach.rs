//! To which addresses webhooks go. An administrator of a workspace names the target, but it is the installation that connects,
//! perhaps from within the company's network: what only that reaches is out of reach unless the operator allows it.

use crate::{
    config::{Network, any_contains},
    mail::reach,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a target lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The address.
    pub address: IpAddr,
    /// The operator has named it, so that it needs no encryption.
    pub allowed: bool,
}

/// The first address of `all`; `None` when any of them is one at which a target may not lie, so that a name with one good and
/// one bad address is no way around. `allowed`: ranges that were configured.
pub fn first(all: &[IpAddr], allowed: &[Network]) -> Option<Reached> {
    reach::first(all, allowed)?;
    let named = |address: &IpAddr| any_contains(allowed, address.to_canonical());
    if !all.iter().all(|address| named(address) || is_public(*address)) {
        return None;
    }
    all.first().map(|address| Reached {
        address: *address,
        allowed: named(address),
    })
}

/// Whether an address belongs to the whole world (IANA's registries of special addresses).
fn is_public(address: IpAddr) -> bool {
    match reach::plain(address) {
        IpAddr::V4(four) => is_public_v4(four),
        IpAddr::V6(six) => is_public_v6(six),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_for_tests = a == 198 && matches!(b, 18 | 19);
    let is_protocol = (a, b, c) == (192, 0, 0);
    !(address.is_private()
        || address.is_loopback()
        || address.is_documentation()
        || is_shared
        || is_for_tests
        || is_protocol
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // 2000::/3 is what is given out; within it 2001::/23 is for protocols (Teredo among them) and 2001:db8::/32 for papers.
    parts[0] & 0xe000 == 0x2000
        && !(parts[0] == 0x2001 && parts[1] < 0x200)
        && !(parts[0] == 0x2001 && parts[1] == 0xdb8)
        && !(parts[0] == 0x3fff && parts[1] < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(all: &[&str], allowed: &[&str]) -> Option<(String, bool)> {
        let all: Vec<IpAddr> = all.iter().map(|text| text.parse().unwrap()).collect();
        let allowed: Vec<Network> = allowed.iter().map(|text| text.parse().unwrap()).collect();
        first(&all, &allowed).map(|found| (found.address.to_string(), found.allowed))
    }

    #[test]
    fn only_the_world_is_reached_unless_the_operator_says_more() {
        for bad in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.25",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "fd12::25",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert_eq!(reached(&[bad], &[]), None, "{bad}");
            assert_eq!(
                reached(&["203.0.114.1", bad], &[]),
                None,
                "{bad} beside a good one"
            );
        }
        for good in ["8.8.8.8", "203.0.114.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert_eq!(reached(&[good], &[]), Some((good.to_owned(), false)));
        }
        let inside = reached(&["10.1.2.3"], &["10.1.0.0/16"]);
        assert_eq!(inside, Some(("10.1.2.3".to_owned(), true)));
        assert_eq!(reached(&["10.2.2.3"], &["10.1.0.0/16"]), None);
        assert_eq!(reached(&[], &[]), None);
    }
}
