//! Slows down those who guess passwords, without letting anyone lock another person out for long.

use crate::clock::Clock;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Failures that cost nothing: people mistype.
const FREE: u32 = 5;
/// The first wait; it doubles with each further failure.
const FIRST_WAIT_MS: i64 = 2_000;
/// The longest wait for one account. Short on purpose: an attacker who keeps failing can keep its owner waiting no
/// longer than this, while he himself gets no more than one guess in this time.
const ACCOUNT_WAIT_MS: i64 = 60_000;
/// The longest wait for one address.
const ADDRESS_WAIT_MS: i64 = 15 * 60_000;
/// An address may stand for a whole office, so it gets more free failures.
const ADDRESS_FREE: u32 = 30;
/// Failures are forgotten after so long without one.
const FORGET_MS: i64 = 30 * 60_000;
/// How many accounts and addresses are remembered at most; the oldest go first.
const REMEMBERED: usize = 20_000;

/// What the failures of one account or address have come to.
#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    count: u32,
    last_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Workspace and folded mail address, whether such an account exists or not.
    Account(String, String),
    /// An IPv4 address, or the first 64 bits of an IPv6 one (which one customer holds whole).
    Address(u128),
}

/// Counts failed sign-ins in memory. A restart forgets them, which costs a guesser more than it gives.
pub struct Throttle {
    clock: Arc<dyn Clock>,
    failures: Mutex<HashMap<Key, Failures>>,
}

impl Throttle {
    /// Nobody has failed yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            failures: Mutex::default(),
        }
    }

    /// Milliseconds until `email` from `address` may try again; `None`: now.
    pub fn wait_ms(&self, workspace: &str, email: &str, address: IpAddr) -> Option<i64> {
        let now = self.clock.now_ms();
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys(workspace, email, address)
            .iter()
            .filter_map(|key| Some(until(key, *failures.get(key)?)? - now))
            .max()
            .filter(|wait| *wait > 0)
    }

    /// Notes a failed try.
    pub fn failed(&self, workspace: &str, email: &str, address: IpAddr) {
        let now = self.clock.now_ms();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(workspace, email, address) {
            let seen = failures.entry(key).or_default();
            if now - seen.last_ms > FORGET_MS {
                seen.count = 0;
            }
            *seen = Failures {
                count: seen.count.saturating_add(1),
                last_ms: now,
            };
        }
        if failures.len() > REMEMBERED {
            forget_half(&mut failures);
        }
    }

    /// Notes a success: the account starts afresh. The address does not, else one own account would let its
    /// holder guess others for ever.
    pub fn succeeded(&self, workspace: &str, email: &str, address: IpAddr) {
        let [account, _] = keys(workspace, email, address);
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&account);
    }
}

fn keys(workspace: &str, email: &str, address: IpAddr) -> [Key; 2] {
    let number = match address.to_canonical() {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits() >> 64 << 64,
    };
    [
        Key::Account(workspace.to_owned(), email.trim().to_lowercase()),
        Key::Address(number),
    ]
}

/// The moment from which `key` may try again; `None`: it never had to wait.
fn until(key: &Key, seen: Failures) -> Option<i64> {
    let (free, longest) = match key {
        Key::Account(..) => (FREE, ACCOUNT_WAIT_MS),
        Key::Address(_) => (ADDRESS_FREE, ADDRESS_WAIT_MS),
    };
    if seen.count < free {
        return None;
    }
    let doublings = (seen.count - free).min(20);
    Some(seen.last_ms + (FIRST_WAIT_MS << doublings).min(longest))
}

fn forget_half(failures: &mut HashMap<Key, Failures>) {
    let mut times: Vec<i64> = failures.values().map(|seen| seen.last_ms).collect();
    let middle = times.len() / 2;
    let (_, &mut cut, _) = times.select_nth_unstable(middle);
    failures.retain(|_, seen| seen.last_ms > cut);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SettableClock;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 9));

    fn throttle() -> (Arc<SettableClock>, Throttle) {
        let clock = Arc::new(SettableClock::new(1_700_000_000_000));
        (clock.clone(), Throttle::new(clock))
    }

    #[test]
    fn waits_double_up_to_a_minute_for_an_account() {
        let (clock, throttle) = throttle();
        for _ in 0..FREE - 1 {
            throttle.failed("default", "a@example.com", HOME);
        }
        assert_eq!(throttle.wait_ms("default", "a@example.com", HOME), None);
        throttle.failed("default", "a@example.com", HOME);
        assert_eq!(
            throttle.wait_ms("default", " A@Example.com", ELSEWHERE),
            Some(2_000)
        );
        throttle.failed("default", "a@example.com", HOME);
        assert_eq!(throttle.wait_ms("default", "a@example.com", HOME), Some(4_000));
        for _ in 0..20 {
            throttle.failed("default", "a@example.com", ELSEWHERE);
        }
        assert_eq!(throttle.wait_ms("default", "a@example.com", HOME), Some(60_000));
        assert_eq!(throttle.wait_ms("other", "a@example.com", HOME), None);
        clock.advance(60_000);
        assert_eq!(throttle.wait_ms("default", "a@example.com", HOME), None);
        throttle.succeeded("default", "a@example.com", HOME);
        throttle.failed("default", "a@example.com", HOME);
        assert_eq!(throttle.wait_ms("default", "a@example.com", HOME), None);
    }

    #[test]
    fn an_address_that_tries_many_accounts_waits_too_and_is_forgotten_later() {
        let (clock, throttle) = throttle();
        for n in 0..60 {
            throttle.failed("default", &format!("{n}@example.com"), HOME);
        }
        assert_eq!(
            throttle.wait_ms("default", "new@example.com", HOME),
            Some(15 * 60_000)
        );
        assert_eq!(throttle.wait_ms("default", "new@example.com", ELSEWHERE), None);
        clock.advance(FORGET_MS + 1);
        throttle.failed("default", "x@example.com", HOME);
        assert_eq!(throttle.wait_ms("default", "x@example.com", HOME), None);
    }

    #[test]
    fn memory_is_bounded() {
        let (clock, throttle) = throttle();
        for n in 0..(REMEMBERED + 100) {
            clock.advance(1);
            throttle.failed("default", &format!("{n}@example.com"), HOME);
        }
        assert!(throttle.failures.lock().unwrap().len() <= REMEMBERED + 1);
    }
}
