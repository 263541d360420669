//! What the server does by itself while it runs: gives memory back, deletes what has ended.

use crate::{
    app::App,
    knowledge::learning,
    lexicon,
    sso::recheck,
    store::{Actor, Result, packs, sessions, visitors},
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
        if let Err(error) = recheck::run(&app).await {
            tracing::warn!(?error, "Could not ask identity providers about sessions");
        }
        if round.is_multiple_of(REST) {
            lexicon::rest();
        }
        let store = Arc::clone(&app.store);
        // A failed thread is the same as a round that found nothing to do.
        let _ = tokio::task::spawn_blocking(move || store.tidy(IDLE_MS)).await;
    }
}

/// Deletes old packs and ended sessions of every workspace, and looks for phrases to learn. Erases workspaces whose time
/// has come.
pub async fn sweep(app: &App) -> Result<()> {
    let store = Arc::clone(&app.store);
    let erase = move || store.erase_due(&Actor::Job("housekeeping"));
    if let Ok(erased) = tokio::task::spawn_blocking(erase).await {
        for name in erased? {
            tracing::warn!(workspace = name, "Erased a workspace whose time had come");
        }
    }
    for listed in app.store.workspaces().await? {
        let workspace = app.store.workspace(&listed.name).await?;
        let work = |tx: &crate::store::engine::Tx<'_>| {
            let job = Actor::Job("housekeeping");
            packs::sweep(tx, &job)?;
            sessions::sweep(tx, &job)
        };
        workspace.main().write(work).await?;
        workspace.events().write(visitors::sweep).await?;
        let learn = move || learning::collect(&workspace, &Actor::Job("housekeeping"));
        if let Ok(learned) = tokio::task::spawn_blocking(learn).await {
            learned?;
        }
    }
    Ok(())
}
