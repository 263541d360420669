//! Time and randomness, injected: nothing else in the server asks the system for either.

use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the clock is injected from"
    )]
    fn now_ms(&self) -> i64 {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that a test sets.
#[derive(Debug)]
pub struct SettableClock(AtomicI64);

impl SettableClock {
    /// A clock that stands at `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    /// Puts the clock to `now_ms`.
    pub fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }

    /// Moves the clock by `ms`, back when negative.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for SettableClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Makes ids and secret bytes. Cheap to clone; all clones share one sequence.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    state: Arc<Mutex<State>>,
}

struct State {
    rng: StdRng,
    /// The millisecond of the last id; ids never go back in time even when the clock does.
    last_ms: i64,
    /// Ids made in that millisecond.
    count: u16,
}

impl Ids {
    /// Seeded by the operating system.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with(clock, rand::make_rng())
    }

    /// The same ids and bytes every time. For tests and reproducible demo data only.
    pub fn seeded(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self::with(clock, StdRng::seed_from_u64(seed))
    }

    fn with(clock: Arc<dyn Clock>, rng: StdRng) -> Self {
        let state = State {
            rng,
            last_ms: 0,
            count: 0,
        };
        Self {
            clock,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// A UUIDv7, greater than every one made before by this sequence.
    pub fn id(&self) -> Uuid {
        /// The 12 bits after the time count ids within a millisecond.
        const PER_MS: u16 = 1 << 12;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now_ms();
        if now > state.last_ms {
            (state.last_ms, state.count) = (now, 0);
        } else if state.count + 1 < PER_MS {
            state.count += 1;
        } else {
            (state.last_ms, state.count) = (state.last_ms + 1, 0);
        }
        let mut bytes = [0; 10];
        state.rng.fill_bytes(&mut bytes);
        bytes[..2].copy_from_slice(&state.count.to_be_bytes());
        let ms = u64::try_from(state.last_ms).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
    }

    /// Random bytes that nobody can guess (for tokens and keys).
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.rng.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_even_when_the_clock_stands_or_goes_back() {
        let clock = Arc::new(SettableClock::new(1_700_000_000_000));
        let ids = Ids::seeded(clock.clone(), 1);
        let mut last = ids.id();
        for step in 0..20_000 {
            if step == 10_000 {
                clock.advance(-5_000);
            }
            let next = ids.id();
            assert!(next > last);
            last = next;
        }
        assert_eq!(last.get_version_num(), 7);
        assert_ne!(ids.secret::<16>(), ids.secret::<16>());
    }
}
