//! An address range such as `10.0.0.0/8`.

use std::{net::IpAddr, str::FromStr};

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: u128,
    bits: u32,
    v4: bool,
}

impl Network {
    /// Whether `address` lies in it. An IPv4 address in IPv6 form counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (value, v4) = number(address);
        self.v4 == v4 && (value ^ self.base) & mask(self.bits, v4) == 0
    }
}

fn number(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), true),
        IpAddr::V6(v6) => (v6.to_bits(), false),
    }
}

/// The bits that count; a range of length 0 covers every address.
fn mask(bits: u32, v4: bool) -> u128 {
    let width = if v4 { 32 } else { 128 };
    let all = if v4 { u128::from(u32::MAX) } else { u128::MAX };
    all & u128::MAX.checked_shl(width - bits).unwrap_or(0)
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address
            .trim()
            .parse()
            .map_err(|_| "not an address such as 10.0.0.0/8")?;
        let (base, v4) = number(address);
        let width = if v4 { 32 } else { 128 };
        let bits = match bits {
            None => width,
            Some(bits) => bits
                .trim()
                .parse()
                .ok()
                .filter(|bits| *bits <= width)
                .ok_or("not a prefix length")?,
        };
        Ok(Self { base, bits, v4 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains() {
        let net: Network = "10.1.0.0/16".parse().unwrap();
        assert!(net.contains("10.1.2.3".parse().unwrap()));
        assert!(net.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!net.contains("10.2.0.0".parse().unwrap()));
        assert!(!net.contains("fd00::1".parse().unwrap()));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("192.0.2.1".parse().unwrap()));
        let six: Network = "::1".parse().unwrap();
        assert!(six.contains("::1".parse().unwrap()) && !six.contains("::2".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
    }
}
