//! What the installation does by itself while it runs: gives memory back, erases workspaces. What each workspace does is
//! in [`crate::jobs`].

use crate::{
    app::App,
    lexicon,
    sso::recheck,
    store::{Actor, Result},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};

/// How often memory is given back.
const TIDY: Duration = Duration::from_secs(30);
/// A workspace that nobody has used for so long is closed, in milliseconds.
const IDLE_MS: i64 = 10 * 60_000;
/// Tables of words that nobody has used for so many rounds are let go: about five minutes.
const REST: u32 = 10;
/// Ended things are deleted once in so many rounds: about hourly.
const ROUNDS: u32 = 120;

/// Runs until it is dropped.
pub async fn run(app: App) {
    let mut ticks = interval(TIDY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut round = 0_u32;
    loop {
        ticks.tick().await;
        round = round.wrapping_add(1);
        if round % ROUNDS == 1
            && let Err(error) = sweep(&app).await
        {
            tracing::warn!(%error, "Could not delete what has ended");
        }
        recheck::run(&app).await;
        if round.is_multiple_of(REST) {
            lexicon::rest();
        }
        app.checks.rest();
        let store = Arc::clone(&app.store);
        // A failed thread is the same as a round that found nothing to do.
        let _ = tokio::task::spawn_blocking(move || store.tidy(IDLE_MS)).await;
    }
}

/// Erases workspaces whose time has come.
pub async fn sweep(app: &App) -> Result<()> {
    let store = Arc::clone(&app.store);
    let erase = move || store.erase_due(&Actor::Job("housekeeping"));
    if let Ok(erased) = tokio::task::spawn_blocking(erase).await {
        for name in erased? {
            tracing::warn!(workspace = name, "Erased a workspace whose time had come");
        }
    }
    Ok(())
}
