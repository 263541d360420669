//! Who may call: the workspace of the path, an anonymous caller from our own page, a signed-in user who may do it.

use super::cookie;
use crate::{
    app::App,
    auth::token,
    config::any_contains,
    error::{Error, Result},
    http::{
        accept,
        client::{Client, is_same_origin},
        device,
    },
    store::{Actor, Workspace, restrictions, sessions},
};
use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, request::Parts},
};
use kotae_shared::{Lang, access::Permission, api::admin::CSRF_HEADER};
use serde::Deserialize;
use std::sync::Arc;

/// A session's use is noted when the last note is older than this, in milliseconds.
const NOTE_USE_AFTER_MS: i64 = 5 * 60_000;

/// For how long a proof of who one is opens sensitive changes, in milliseconds.
const PROOF_MS: i64 = 10 * 60_000;

/// Marks a route that only those may use who have just proved who they are.
#[derive(Clone, Copy, Debug)]
pub struct Sensitive;

/// Somebody who is not signed in, or need not be. A changing request must come from our own page.
pub struct Anonymous {
    /// The workspace of the path.
    pub workspace: Arc<Workspace>,
    /// The network address.
    pub client: Client,
    /// What the browser calls itself, in few words.
    pub device: String,
    /// The language of the answer.
    pub lang: Lang,
}

impl FromRequestParts<App> for Anonymous {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let caller = caller(parts, app).await?;
        if !parts.method.is_safe() && csrf(&parts.headers) != Some("1") {
            return Err(Error::Forbidden);
        }
        Ok(caller)
    }
}

/// A signed-in user of the workspace in the path, whose role may do what the route needs.
pub struct Admin {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// The session.
    pub session: sessions::Session,
    /// The network address.
    pub client: Client,
    /// The language of the answer.
    pub lang: Lang,
}

impl Admin {
    /// Refuses who has not proved lately who he is.
    pub fn proved(&self, app: &App) -> Result<()> {
        if app.clock.now_ms() - self.session.proved_at > PROOF_MS {
            return Err(Error::ProveAgain);
        }
        Ok(())
    }

    /// Whom the audit log names.
    pub fn actor(&self) -> Actor {
        Actor::User {
            id: self.session.user.id,
            name: self.session.user.name.clone(),
            address: self.client.0.to_string(),
            categories: self.session.user.categories.clone(),
        }
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Anonymous {
            workspace,
            client,
            lang,
            ..
        } = caller(parts, app).await?;
        let token = cookie::token(app, workspace.name(), &parts.headers).ok_or(Error::SignInRequired)?;
        let key = token::digest(token);
        let found = workspace
            .main()
            .read(move |read| sessions::find(read, &key))
            .await?;
        let session = found.ok_or(Error::SignInRequired)?;
        let given = csrf(&parts.headers).unwrap_or("");
        if !parts.method.is_safe() && !token::same(given, &session.csrf) {
            return Err(Error::Forbidden);
        }
        // A route that names nothing lets nobody in.
        let needed = parts.extensions.get::<Permission>().copied();
        if !needed.is_some_and(|needed| session.user.role.may(needed)) {
            return Err(Error::Forbidden);
        }
        // What is one's own account's stays open: the second factor is set up there.
        if session.needs_factor && needed != Some(Permission::OwnAccount) {
            return Err(Error::FactorRequired);
        }
        let now = app.clock.now_ms();
        if now - session.seen_at > NOTE_USE_AFTER_MS {
            let (id, ends) = (session.id, ends_at(app, session.created_at, now));
            workspace
                .main()
                .write(move |tx| sessions::touch(tx, id, ends))
                .await?;
        }
        let admin = Self {
            workspace,
            session,
            client,
            lang,
        };
        if parts.extensions.get::<Sensitive>().is_some() {
            admin.proved(app)?;
        }
        Ok(admin)
    }
}

/// When a session ends that is used now: after some idle time, and in any case some time after it began.
pub fn ends_at(app: &App, began_at: i64, now: i64) -> i64 {
    let ms = |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    let limits = app.config.sessions;
    now.saturating_add(ms(limits.idle))
        .min(began_at.saturating_add(ms(limits.absolute)))
}

async fn caller(parts: &mut Parts, app: &App) -> Result<Anonymous> {
    #[derive(Deserialize)]
    struct Named {
        workspace: String,
    }
    let Path(named) = Path::<Named>::from_request_parts(parts, app)
        .await
        .map_err(|_| Error::NotFound)?;
    let Ok(client) = Client::from_request_parts(parts, app).await;
    let workspace = enter(app, &named.workspace, client).await?;
    if !parts.method.is_safe() && !is_same_origin(&parts.headers, app.url.origin()) {
        return Err(Error::Forbidden);
    }
    Ok(Anonymous {
        workspace,
        client,
        device: device::of(&parts.headers),
        lang: accept::language(&parts.headers),
    })
}

/// The workspace of a name, when it is in use and its admin screens can be used from this address. Whatever serves something
/// of a workspace to its people begins here.
pub async fn enter(app: &App, name: &str, client: Client) -> Result<Arc<Workspace>> {
    let workspace = app.store.workspace(name).await?;
    if !workspace.is_open(app.clock.now_ms()) {
        return Err(Error::Suspended);
    }
    match workspace.main().read(restrictions::ranges).await? {
        Some(ranges) if !any_contains(&ranges, client.0) => Err(Error::OutsideNetwork),
        _ => Ok(workspace),
    }
}

fn csrf(headers: &HeaderMap) -> Option<&str> {
    headers.get(CSRF_HEADER)?.to_str().ok()
}
