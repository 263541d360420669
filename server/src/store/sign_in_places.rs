//! Where users have signed in from: which browser, in which network. A sign-in from elsewhere is told to the user by mail.

use super::Result;
use super::engine::{Tx, params, statements};
use std::net::IpAddr;
use uuid::Uuid;

/// A place that was not used for so long is forgotten, in milliseconds.
const KEEP_MS: i64 = 180 * 24 * 3_600_000;

/// Notes a sign-in; whether the user has signed in before, but never with this browser or never from this network.
pub fn note(tx: &Tx<'_>, user: Uuid, device: &str, address: IpAddr) -> Result<bool> {
    let network = network(address);
    let is_first = !tx.exists(ANY, params![user])?;
    let is_known =
        tx.exists(DEVICE, params![user, device])? && tx.exists(NETWORK, params![user, &network])?;
    tx.execute(NOTE, params![user, device, &network, tx.now()])?;
    Ok(!is_first && !is_known)
}

/// Forgets the places of a user who is deleted.
pub(super) fn forget(tx: &Tx<'_>, user: Uuid) -> Result<()> {
    tx.execute(FORGET, params![user])?;
    Ok(())
}

/// Forgets places that were not used for long; how many.
pub fn sweep(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(SWEEP, params![tx.now() - KEEP_MS])
}

/// The network of an address: addresses change within it, for example in a train. 24 bits of IPv4, 48 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

statements! {
    ANY = "SELECT 1 FROM sign_in_place WHERE user_id = $1 LIMIT 1";
    DEVICE = "SELECT 1 FROM sign_in_place WHERE user_id = $1 AND device = $2 LIMIT 1";
    NETWORK = "SELECT 1 FROM sign_in_place WHERE user_id = $1 AND network = $2 LIMIT 1";
    NOTE = "INSERT INTO sign_in_place (user_id, device, network, seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, device, network) DO UPDATE SET seen_at = excluded.seen_at";
    FORGET = "DELETE FROM sign_in_place WHERE user_id = $1";
    SWEEP = "DELETE FROM sign_in_place WHERE seen_at < $1";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(of("2001:db8:1:2::3"), "2001:db8:1::/48");
    }
}
