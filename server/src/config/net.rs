//! Address ranges such as `10.0.0.0/8`, and what proxies say.

use ipnet::IpNet;
use std::{fmt, net::IpAddr, str::FromStr};

/// The header in which trusted proxies name the client. Only one is read: a proxy that writes the one passes the other on as
/// the client sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpNet);

impl Network {
    /// Whether `address` lies in it. An IPv4 address in IPv6 form (`::ffff:10.0.0.1`) counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// Whether `address` lies in one of them.
pub fn any_contains(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let net = match text.split_once('/') {
            None => {
                let address: IpAddr = text.parse().map_err(|_| "not an address such as 10.0.0.0/8")?;
                IpNet::from(address)
            }
            Some(_) => text.parse().map_err(|_| "not a range such as 10.0.0.0/8")?,
        };
        canonical(net).map(|net| Self(net.trunc()))
    }
}

/// A range of IPv4 addresses in IPv6 form means those addresses.
fn canonical(net: IpNet) -> Result<IpNet, &'static str> {
    let Some(v4) = (match net {
        IpNet::V6(v6) => v6.addr().to_ipv4_mapped(),
        IpNet::V4(_) => None,
    }) else {
        return Ok(net);
    };
    let bits = net.prefix_len().checked_sub(96);
    bits.and_then(|bits| IpNet::new(IpAddr::V4(v4), bits).ok())
        .ok_or("write IPv4 ranges as such")
}

impl fmt::Display for Network {
    /// The range as people write it: one address without its length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(f)
        } else {
            self.0.fmt(f)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contains() {
        let net: Network = "10.1.0.0/16".parse().unwrap();
        assert!(net.contains("10.1.2.3".parse().unwrap()));
        assert!(net.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!net.contains("10.2.0.0".parse().unwrap()));
        assert!(!net.contains("fd00::1".parse().unwrap()));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("192.0.2.1".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        let six: Network = "::1".parse().unwrap();
        assert!(six.contains("::1".parse().unwrap()) && !six.contains("::2".parse().unwrap()));
        let mapped: Network = "::ffff:10.0.0.0/104".parse().unwrap();
        assert!(mapped.contains("10.9.9.9".parse().unwrap()));
        for bad in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "::/129",
            "::ffff:10.0.0.0/90",
            "10.0.0.0/-1",
            "x",
        ] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn is_written_in_one_way() {
        for (text, written) in [
            ("10.1.2.3/8", "10.0.0.0/8"),
            (" 192.0.2.7 ", "192.0.2.7"),
            ("192.0.2.7/32", "192.0.2.7"),
            ("2001:DB8:0:0::1/32", "2001:db8::/32"),
            ("::1/128", "::1"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
        ] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), written);
        }
    }

    proptest! {
        /// A range has its first address, reads back as it was written, and agrees with counting bits.
        #[test]
        fn agrees_with_its_bits(base: u128, other: u128, bits in 0_u8..=128, near: bool) {
            let shift = 128 - u32::from(bits);
            let mask = u128::MAX.checked_shl(shift).unwrap_or(0);
            let other = if near { base & mask | other & !mask } else { other };
            let (base, address) = (IpAddr::from(base.to_be_bytes()), IpAddr::from(other.to_be_bytes()));
            if let Ok(net) = format!("{base}/{bits}").parse::<Network>()
                && base.to_canonical() == base && address.to_canonical() == address
            {
                prop_assert!(net.contains(base));
                prop_assert_eq!(net.to_string().parse::<Network>(), Ok(net));
                let IpAddr::V6(first) = base else { unreachable!() };
                prop_assert_eq!(net.contains(address), (first.to_bits() ^ other) & mask == 0);
            }
        }

        #[test]
        fn any_text_is_a_range_or_refused(text in "\\PC{0,40}") {
            if let Ok(net) = text.parse::<Network>() {
                prop_assert_eq!(net.to_string().parse::<Network>(), Ok(net));
            }
        }
    }
}
