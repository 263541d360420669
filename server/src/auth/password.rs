//! Passwords: hashed with Argon2id, a bounded number at a time, in equal time for known and unknown accounts.

use crate::error::{Error, Result};
use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHasher, Version,
    password_hash::phc::{Output, PasswordHash},
};
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    time::Duration,
};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

/// OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB of memory, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What a check said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The password is right.
    Right,
    /// The password is right, but its hash has weaker parameters than today's: store a new one.
    RightButOld,
    /// The password is wrong, or there is no such account.
    Wrong,
}

/// Checks and hashes that may wait for one thread; the rest is refused at once, so that a flood of sign-ins is answered
/// soon and nobody waits for minutes behind it.
const WAITING_PER_THREAD: usize = 32;

/// By how much the threads' niceness is raised on Linux: visitors and everybody who is signed in come first.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// A thread that has had nothing to do for so long gives its memory back.
const IDLE: Duration = Duration::from_secs(10);

/// What Argon2 works in. A thread keeps it between checks: getting 19 MiB from the system and giving them back each time would
/// stop every other thread that needs memory, for as long as this one, of low priority, is kept waiting.
type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// Hashes and checks passwords. Cheap to clone.
///
/// Each hash takes 19 MiB and some 20 ms, so a few threads of their own do it, one after the other and at a low priority:
/// a flood of sign-ins exhausts neither the memory nor the processors.
#[derive(Clone)]
pub struct Passwords {
    jobs: SyncSender<Job>,
    /// The hash that an unknown account's password is checked against, so that the answer takes as long.
    decoy: Arc<OnceLock<String>>,
}

impl Passwords {
    /// At most `at_once` hashes at a time (at least 1). Its threads end when the last clone is gone.
    pub fn new(at_once: usize) -> std::io::Result<Self> {
        let at_once = at_once.max(1);
        let (jobs, waiting) = sync_channel::<Job>(at_once * WAITING_PER_THREAD);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..at_once {
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new()
                .name("passwords".to_owned())
                .spawn(move || work(&waiting))?;
        }
        Ok(Self {
            jobs,
            decoy: Arc::default(),
        })
    }

    /// The hash to store for `password`, as a PHC string that carries its parameters. `salt` is 16 random bytes.
    /// [`Error::Unavailable`] when too many wait.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String> {
        let hash = self.run(move |_| hash_now(&password, &salt)).await?;
        hash.map_err(Error::from)
    }

    /// Checks `password` against the stored hash; `None` (no such account) takes as long and is wrong.
    /// [`Error::Unavailable`] when too many wait.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<Check> {
        let decoy = Arc::clone(&self.decoy);
        self.run(move |memory| {
            if let Some(stored) = stored {
                return check_now(memory, &password, &stored);
            }
            let decoy = decoy.get_or_init(|| hash_now("", &[7; 16]).unwrap_or_default());
            check_now(memory, &password, decoy);
            Check::Wrong
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T> {
        let (done, result) = oneshot::channel();
        let job = Box::new(move |memory: &mut Memory| {
            // Whoever has given up waiting needs no answer.
            if !done.is_closed() {
                let _ = done.send(work(memory));
            }
        });
        self.jobs.try_send(job).map_err(|_| Error::Unavailable)?;
        result.await.map_err(|_| Error::Unavailable)
    }
}

/// A thread's life.
fn work(waiting: &Mutex<Receiver<Job>>) {
    // Where it is refused, sign-ins are only less polite.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICENESS);
    let mut memory = Memory::new();
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv_timeout(IDLE);
        match next {
            // The receiver of a job that panics learns it by the end of its channel.
            Ok(job) => drop(std::panic::catch_unwind(AssertUnwindSafe(|| job(&mut memory)))),
            Err(RecvTimeoutError::Timeout) => memory = Memory::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn today() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same as [`Passwords::hash`] for those who do not wait on a runtime (the command line).
pub fn hash_now(password: &str, salt: &[u8; 16]) -> anyhow::Result<String> {
    let hash: PasswordHash = today()?.hash_password_with_salt(password.as_bytes(), salt)?;
    Ok(hash.to_string())
}

fn check_now(memory: &mut Memory, password: &str, stored: &str) -> Check {
    let Some((hash, params)) = PasswordHash::new(stored).ok().and_then(|parsed| {
        Some((
            hash_like(memory, password, &parsed)?,
            Params::try_from(&parsed).ok()?,
        ))
    }) else {
        return Check::Wrong;
    };
    let (made, kept) = hash;
    if !bool::from(made.ct_eq(kept.as_bytes())) {
        return Check::Wrong;
    }
    if params.m_cost() >= MEMORY_KIB && params.t_cost() >= PASSES {
        Check::Right
    } else {
        Check::RightButOld
    }
}

/// The hash of `password` with the salt and the parameters of a stored one, which are not always today's; and the stored one.
fn hash_like(memory: &mut Memory, password: &str, stored: &PasswordHash) -> Option<(Vec<u8>, Output)> {
    let (salt, kept) = (stored.salt.as_ref()?, stored.hash?);
    let params = Params::try_from(stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = stored
        .version
        .and_then(|version| Version::try_from(version).ok())?;
    memory.resize(params.block_count(), Block::new());
    let argon2 = Argon2::new(algorithm, version, params);
    let mut made = vec![0; kept.len()];
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut made, &mut memory[..])
        .ok()?;
    Some((made, kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_wrong_unknown_and_old() {
        let passwords = Passwords::new(2).unwrap();
        let hash = passwords
            .hash("正しい馬とバッテリー".into(), [1; 16])
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let check = async |password: &str, stored: Option<&str>| {
            passwords
                .check(password.into(), stored.map(Into::into))
                .await
                .unwrap()
        };
        assert_eq!(check("正しい馬とバッテリー", Some(&hash)).await, Check::Right);
        assert_eq!(check("正しい馬とバッテリ", Some(&hash)).await, Check::Wrong);
        assert_eq!(check("", None).await, Check::Wrong);
        assert_eq!(check("x", Some("not a hash")).await, Check::Wrong);

        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, None).unwrap(),
        );
        let old: PasswordHash = weak
            .hash_password_with_salt(b"correct", b"0123456789abcdef")
            .unwrap();
        assert_eq!(check("correct", Some(&old.to_string())).await, Check::RightButOld);
    }

    #[tokio::test]
    async fn a_flood_is_refused_soon_and_those_who_gave_up_cost_nothing() {
        let passwords = Passwords::new(1).unwrap();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (began, begins) = oneshot::channel();
        let busy = passwords.clone();
        let first = tokio::spawn(async move {
            let work = move |_: &mut Memory| {
                let _ = began.send(());
                let _ = held.recv();
            };
            busy.run(work).await
        });
        begins.await.unwrap();
        // The queue is full of those who have gone away meanwhile.
        for _ in 0..WAITING_PER_THREAD {
            let mut waiting = Box::pin(passwords.run(|_| panic!("nobody waits for it")));
            assert!(futures_pending(waiting.as_mut()));
        }
        let refused = passwords.check(String::new(), None).await;
        assert!(matches!(refused, Err(Error::Unavailable)));
        drop(hold);
        first.await.unwrap().unwrap();
        // There is room again as soon as the thread has looked at them.
        while passwords.run(|_| ()).await.is_err() {
            tokio::task::yield_now().await;
        }
        let crash: Result<()> = passwords.run(|_| panic!("of a test")).await;
        assert!(matches!(crash, Err(Error::Unavailable)));
        assert_eq!(passwords.run(|_| 1).await.unwrap(), 1, "the thread lives");
    }

    /// Polls once.
    fn futures_pending(future: std::pin::Pin<&mut impl Future<Output = Result<()>>>) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        future.poll(&mut context).is_pending()
    }
}
