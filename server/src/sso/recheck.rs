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

/// Sessions that are asked about in one round.
const AT_ONCE: u32 = 200;
/// A provider that could not be reached is asked again after so many milliseconds.
const AGAIN_MS: i64 = 60_000;

/// Asks about every session whose time has come, in the workspaces that are in use: in another one a session that was not asked
/// about ends by itself. How many ended.
pub async fn run(app: &App) -> Result<u32> {
    let mut ended = 0;
    for workspace in app.store.open_now() {
        let due = workspace.main().read(|read| sso::due(read, AT_ONCE)).await?;
        for held in due {
            ended += u32::from(ask(app, &workspace, held).await?);
        }
    }
    Ok(ended)
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
