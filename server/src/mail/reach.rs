//! To which addresses mail may go. A workspace's administrator names the mail server, but it is the installation that connects:
//! he must not reach what only the machine itself reaches, such as a cloud's metadata service.

use crate::config::{Network, any_contains};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Metadata services that lie outside of the link-local ranges.
const METADATA: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// The first address of `all` at which a mail server may lie; `None` when any of them is one at which it may not, so
/// that a name with one good and one bad address is no way around. `allowed`: ranges that were configured.
pub fn first(all: &[IpAddr], allowed: &[Network]) -> Option<IpAddr> {
    let may = |address: &IpAddr| any_contains(allowed, address.to_canonical()) || is_ordinary(*address);
    if all.iter().all(may) {
        all.first().copied()
    } else {
        None
    }
}

fn is_ordinary(address: IpAddr) -> bool {
    let address = plain(address);
    let is_link_local = match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_broadcast() || address.octets()[0] == 0,
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !(is_link_local || address.is_unspecified() || address.is_multicast() || METADATA.contains(&address))
}

/// IPv4 that is written as IPv6, also by way of NAT64 (RFC 6052) and 6to4 (RFC 3056).
pub(crate) fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let parts = six.segments();
    let inner =
        |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)));
    match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => inner(high, low),
        _ => address.to_canonical(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_machine_reaches_is_out_of_reach() {
        let first = |all: &[&str], allowed: &[&str]| {
            let all: Vec<IpAddr> = all.iter().map(|text| text.parse().unwrap()).collect();
            let allowed: Vec<Network> = allowed.iter().map(|text| text.parse().unwrap()).collect();
            first(&all, &allowed).map(|address| address.to_string())
        };
        for bad in [
            "169.254.169.254",
            "169.254.0.1",
            "fe80::1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "fd00:ec2::254",
            "100.100.100.200",
            "192.0.0.192",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
        ] {
            assert_eq!(first(&[bad], &[]), None, "{bad}");
            assert_eq!(first(&["192.0.2.1", bad], &[]), None, "{bad} beside a good one");
        }
        for good in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.25",
            "192.0.2.1",
            "2001:db8::25",
            "fd12::25",
        ] {
            assert_eq!(first(&[good], &[]).as_deref(), Some(good));
        }
        assert_eq!(
            first(&["169.254.10.25"], &["169.254.10.0/24"]).as_deref(),
            Some("169.254.10.25")
        );
        assert_eq!(first(&[], &[]), None);
    }
}
