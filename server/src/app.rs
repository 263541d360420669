//! The application as a value: the state that every handler shares, made from settings and a clock.

use crate::{
    assets::Assets,
    auth::{password::Passwords, rate::Rate, throttle::Throttle},
    clock::{Clock, Ids},
    config::{Config, PublicUrl},
    http::widget::{frame::Frames, signer::Signer},
    knowledge::import::findings::Checks,
    languages::Languages,
    sso::Sso,
    store::{DataDir, Sources, Store},
    vault::Vault,
    webhooks::Client as Webhooks,
};
use kotae_shared::Uuid;
use std::{
    net::IpAddr,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Semaphore;

/// Imports and exports at the same time; each may hold a file of 100 MB or a reader.
const FILES_AT_ONCE: usize = 2;

/// Packs that are made at the same time: each takes a core and the memory of a whole publication.
const PACKS_AT_ONCE: usize = 2;
/// Files of visitors that come in at the same time: each holds a thread for as long as its network takes.
const FORM_FILES_AT_ONCE: usize = 64;
/// Requests for a new password that one address may make in a minute. A whole office may stand behind it.
const RESETS_PER_MINUTE: u32 = 10;

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

/// The inside of [`App`].
pub struct State {
    /// The settings.
    pub config: Config,
    /// Where Kotae is reached from outside.
    pub url: PublicUrl,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Ids,
    /// Everything that lasts.
    pub store: Arc<Store>,
    /// The built front ends.
    pub assets: Assets,
    /// Seals and opens stored secrets.
    pub vault: Vault,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Slows down guessers of passwords.
    pub throttle: Throttle,
    /// What one visitor of one widget may ask for.
    pub visitors: Rate<(String, Uuid)>,
    /// Requests for a new password by one address.
    pub resets: Rate<IpAddr>,
    /// Certificates (PEM) that are trusted for mail servers beside the system's.
    pub authorities: Option<Vec<u8>>,
    /// Forms that one visitor of one widget may send.
    pub submissions: Rate<(String, Uuid)>,
    /// Forms that all visitors of one widget may send together.
    pub widget_submissions: Rate<String>,
    /// What one address may ask for.
    pub addresses: Rate<IpAddr>,
    /// Imports and exports that may run at the same time.
    pub files: Arc<Semaphore>,
    /// Files of visitors that may come in at the same time.
    pub form_files: Arc<Semaphore>,
    /// Dry runs of imports that somebody may be looking through.
    pub checks: Checks,
    /// Packs that may be made at the same time for visitors with groups.
    pub packs: Arc<Semaphore>,
    /// Signs the addresses of files that not everybody may have.
    pub signer: Signer,
    /// Languages of the widget beside Japanese and English.
    pub languages: Languages,
    /// Frame documents that were made.
    pub frames: Frames,
    /// Identity providers, as far as they are known.
    pub sso: Sso,
    /// Sends to webhooks.
    pub webhooks: Webhooks,
    stopping: AtomicBool,
}

/// Makes the application with the front ends that are embedded. `config.listen` is the address that was bound, so that
/// the default public address is the right one. Blocks while it opens the data folder.
pub fn build(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<App> {
    let assets = Assets::load(config.public_url().prefix());
    build_with(config, clock, assets)
}

/// [`build`] with other front ends.
pub fn build_with(config: Config, clock: Arc<dyn Clock>, assets: Assets) -> anyhow::Result<App> {
    let limits = config.limits;
    let authorities = config.mail.authorities()?;
    let languages = Languages::load(&config.languages())?;
    let url = config.public_url();
    let sources = Sources::new(Arc::clone(&clock));
    let ids = sources.ids.clone();
    let store = Store::open(DataDir::open(&config.data)?, sources)?;
    let vault = Vault::open(config.key.clone(), &config.data, ids.secret())?;
    Ok(App(Arc::new(State {
        assets,
        vault,
        store: Arc::new(store),
        url,
        passwords: Passwords::new(limits.password_checks)?,
        throttle: Throttle::new(Arc::clone(&clock)),
        visitors: Rate::new(Arc::clone(&clock), limits.visitor_per_minute),
        submissions: Rate::new(Arc::clone(&clock), limits.submissions_per_minute),
        widget_submissions: Rate::new(Arc::clone(&clock), limits.widget_submissions_per_minute),
        resets: Rate::new(Arc::clone(&clock), RESETS_PER_MINUTE),
        authorities,
        addresses: Rate::new(Arc::clone(&clock), limits.address_per_minute),
        files: Arc::new(Semaphore::new(FILES_AT_ONCE)),
        form_files: Arc::new(Semaphore::new(FORM_FILES_AT_ONCE)),
        checks: Checks::new(Arc::clone(&clock)),
        packs: Arc::new(Semaphore::new(PACKS_AT_ONCE)),
        signer: Signer::new(ids.secret()),
        languages,
        frames: Frames::default(),
        sso: Sso::default(),
        webhooks: Webhooks::default(),
        stopping: AtomicBool::new(false),
        ids,
        clock,
        config,
    })))
}

impl App {
    /// Says to load balancers that no new requests should come.
    pub fn begin_stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether a stop has begun.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}
