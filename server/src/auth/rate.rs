//! How often a visitor may write, so that one cannot fill the log or slow the others.

use crate::clock::Clock;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Keys remembered at most. A key whose allowance is whole again is forgotten first.
const REMEMBERED: usize = 50_000;

/// An allowance for each key, by the generic cell rate algorithm (ITU-T I.371): `per_minute` on average, and as many
/// at once.
pub struct Rate<K> {
    clock: Arc<dyn Clock>,
    /// Microseconds between two requests at the average rate.
    interval_us: i64,
    /// How far ahead of the average a key may be, in microseconds.
    tolerance_us: i64,
    /// When each key's allowance is whole again ("theoretical arrival time").
    whole_at_us: Mutex<HashMap<K, i64>>,
}

impl<K: Eq + Hash> Rate<K> {
    /// `per_minute` requests a minute for each key; at least 1.
    pub fn new(clock: Arc<dyn Clock>, per_minute: u32) -> Self {
        let interval_us = 60_000_000 / i64::from(per_minute.max(1));
        Self {
            clock,
            interval_us,
            tolerance_us: 60_000_000 - interval_us,
            whole_at_us: Mutex::default(),
        }
    }

    /// Takes `cost` from the key's allowance. `Err`: nothing was taken; try again after so many milliseconds.
    pub fn take(&self, key: K, cost: u32) -> Result<(), i64> {
        let now = self.clock.now_ms().saturating_mul(1_000);
        let mut table = self.whole_at_us.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= REMEMBERED && !table.contains_key(&key) {
            make_room(&mut table, now);
        }
        // After the clock went back, an allowance is at most a minute away from being whole.
        let latest = now.saturating_add(60_000_000);
        let whole_at = table.get(&key).map_or(now, |at| (*at).clamp(now, latest));
        let ahead = whole_at - now + self.interval_us.saturating_mul(i64::from(cost.max(1)) - 1);
        if ahead > self.tolerance_us {
            return Err((ahead - self.tolerance_us).div_euclid(1_000) + 1);
        }
        table.insert(key, now + ahead + self.interval_us);
        Ok(())
    }
}

fn make_room<K: Eq + Hash>(table: &mut HashMap<K, i64>, now: i64) {
    table.retain(|_, at| *at > now);
    if table.len() >= REMEMBERED {
        // Everyone is busy, which is a flood of made-up keys: start afresh; the ceiling for each address stays.
        table.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SettableClock;

    #[test]
    fn a_burst_then_the_average() {
        let clock = Arc::new(SettableClock::new(1_700_000_000_000));
        let rate = Rate::new(clock.clone(), 60);
        for _ in 0..60 {
            assert_eq!(rate.take("a", 1), Ok(()));
        }
        let wait = rate.take("a", 1).unwrap_err();
        assert!((900..=1_001).contains(&wait), "{wait}");
        assert_eq!(rate.take("b", 1), Ok(()), "another key has its own allowance");
        clock.advance(wait);
        assert_eq!(rate.take("a", 1), Ok(()));
        assert!(rate.take("a", 1).is_err());
        clock.advance(60_000);
        assert_eq!(rate.take("a", 60), Ok(()));
        assert!(rate.take("a", 1).is_err());
    }

    #[test]
    fn a_clock_that_goes_back_does_not_lock_out() {
        let clock = Arc::new(SettableClock::new(1_700_000_000_000));
        let rate = Rate::new(clock.clone(), 60);
        for _ in 0..60 {
            rate.take("a", 1).unwrap();
        }
        clock.advance(-3_600_000);
        let wait = rate.take("a", 1).unwrap_err();
        assert!(wait <= 60_001, "{wait}");
    }

    #[test]
    fn memory_is_bounded() {
        let clock = Arc::new(SettableClock::new(1_700_000_000_000));
        let rate = Rate::new(clock, 60);
        for n in 0..REMEMBERED + 10 {
            rate.take(n, 1).unwrap();
        }
        assert!(rate.whole_at_us.lock().unwrap().len() <= REMEMBERED);
    }
}
