//! Asks providers again whether the sessions that they answer for may go on.

use super::{Flow, Refusal};
use crate::{
    app::App,
    error::{Error, Result},
    http::admin::sso::provider_of,
    store::{
        self, Actor, Workspace,
        engine::{Read, Tx},
        sessions,
        sso::{self, SsoSession},
    },
};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Sessions that are asked about in one round.
const AT_ONCE: u32 = 200;
/// A provider that could not be reached is asked again after so many milliseconds.
const AGAIN_MS: i64 = 60_000;
/// Workspaces whose providers are asked at the same time.
const SIDE_BY_SIDE: usize = 8;

/// Asks about every session whose time has come, in the workspaces that are in use: in another one a session that was not asked
/// about ends by itself. How many ended.
pub async fn run(app: &App) -> u32 {
    let mut ended = 0;
    let mut waiting = app.store.open_now().into_iter();
    let mut asking = JoinSet::new();
    loop {
        // A provider that takes its time holds up its own workspace alone.
        while asking.len() < SIDE_BY_SIDE
            && let Some(workspace) = waiting.next()
        {
            let app = app.clone();
            asking.spawn(async move { of_workspace(&app, &workspace).await });
        }
        match asking.join_next().await {
            Some(Ok(count)) => ended += count,
            Some(Err(error)) => tracing::error!(%error, "Asking a provider about sessions broke off"),
            None => return ended,
        }
    }
}

/// How many of its sessions ended. A fault in one holds up no other; it is asked about again in the next round.
async fn of_workspace(app: &App, workspace: &Arc<Workspace>) -> u32 {
    let name = workspace.name();
    let due = match workspace.main().read(|read| sso::due(read, AT_ONCE)).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, workspace = name, "Sessions of single sign-on could not be read");
            return 0;
        }
    };
    let mut ended = 0;
    for held in due {
        match ask(app, workspace, held).await {
            Ok(has_ended) => ended += u32::from(has_ended),
            Err(error) => tracing::error!(?error, workspace = name, "A session could not be checked"),
        }
    }
    ended
}

/// Whether the session ended.
async fn ask(app: &App, workspace: &Arc<Workspace>, held: SsoSession) -> Result<bool> {
    let (session, vault, now) = (held.session, app.vault.clone(), app.clock.now_ms());
    let find = move |read: &Read<'_>| sso::tokens(read, &vault, session);
    let tokens = workspace.main().read(find).await?;
    let (provider, secret) = match provider_of(app, workspace, held.provider).await {
        Ok(found) => found,
        Err(Error::NotFound) => return end(workspace, session).await,
        Err(error) => return Err(error),
    };
    let Some(tokens) = tokens else {
        return end(workspace, session).await;
    };
    let flow = Flow {
        sso: &app.sso,
        settings: &provider.settings,
        secret,
        redirect: String::new(),
        now,
    };
    let (person, tokens) = match flow.refresh(&tokens, &held.subject).await {
        Ok(answer) => answer,
        // Nobody said no: the session lasts as long as its grace.
        Err(Refusal::Unreachable | Refusal::BadAnswer | Refusal::Client | Refusal::BadAddress) => {
            workspace
                .main()
                .write(move |tx| sso::ask_later(tx, session, now + AGAIN_MS))
                .await?;
            return Ok(false);
        }
        Err(refusal) => {
            tracing::info!(code = refusal.code(), "A provider ended a session");
            return end(workspace, session).await;
        }
    };
    let vault = app.vault.clone();
    let work = move |tx: &Tx<'_>| {
        let Some(_) = sessions::user_of(tx, session)? else {
            return Ok(false);
        };
        if let Some(person) = person {
            // What his groups say now counts at once.
            let admitted = sso::admit(tx, &JOB, &provider.settings, &person, kotae_shared::Lang::Ja)?;
            if admitted.is_err() {
                sessions::end(tx, &JOB, session)?;
                return Ok(true);
            }
        }
        sso::checked(tx, &vault, session, &provider.settings, &tokens)?;
        Ok(false)
    };
    workspace.main().write(work).await.map_err(Error::from)
}

const JOB: Actor = Actor::Job("sso");

async fn end(workspace: &Workspace, session: kotae_shared::Uuid) -> Result<bool> {
    let work = move |tx: &Tx<'_>| match sessions::end(tx, &JOB, session) {
        Err(store::Error::NotFound) => Ok(false),
        ended => ended.map(|()| true),
    };
    workspace.main().write(work).await.map_err(Error::from)
}
