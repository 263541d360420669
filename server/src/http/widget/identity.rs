//! A visitor shows who he is.

use super::guard::{Caller, Newcomer, Wire};
use crate::{
    app::App,
    auth::{
        token,
        visitor_token::{Refusal, SKEW_S, Unchecked},
    },
    error::{Error, Result},
    store::{
        Workspace,
        engine::{Read, Tx},
        identity,
        visitors::{self, NewVisitor},
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::identity::{Identified, Identify};

/// Exchanges a visitor token for a session, which ends with the token. The same token may come again: whoever holds it is
/// that visitor until it ends, and each time he gets a session of his own.
pub async fn identify(
    State(app): State<App>,
    Newcomer(caller): Newcomer,
    Wire(request): Wire<Identify>,
) -> Result<Wire<Identified>> {
    let unchecked = Unchecked::read(&request.token).map_err(Error::Token)?;
    let kid = unchecked.kid.clone();
    let (vault, key, asked) = (app.vault.clone(), caller.key.clone(), kid.clone());
    let find = move |read: &Read<'_>| identity::secret(read, &vault, &key, &asked);
    let secret = caller.workspace.main().read(find).await?;
    let secret = secret.ok_or(Error::Token(Refusal::UnknownKey))?;
    let now_s = app.clock.now_ms().div_euclid(1_000);
    let claims = unchecked
        .check(&secret, &caller.key, now_s)
        .map_err(Error::Token)?;
    let new = NewVisitor {
        widget: caller.key.clone(),
        origin: origin(&kid),
        subject: claims.subject,
        name: claims.name,
        email: claims.email,
        groups: claims.groups,
        fields: claims.fields,
        expires_at: (claims.expires_at_s + SKEW_S) * 1_000,
    };
    let issued = issue(&app, &caller.workspace, new).await?;
    // Retiring a secret ends its sessions; it must not overtake this one.
    let (key, origin) = (caller.key, origin(&kid));
    let vault = app.vault.clone();
    let find = move |read: &Read<'_>| identity::secret(read, &vault, &key, &kid);
    if caller.workspace.main().read(find).await?.is_none() {
        let end = move |tx: &Tx<'_>| visitors::end_of_origin(tx, &origin);
        caller.workspace.events().write(end).await?;
        return Err(Error::Token(Refusal::UnknownKey));
    }
    Ok(Wire(issued))
}

/// Begins the session of a visitor of whom somebody has made sure who he is.
pub async fn issue(app: &App, workspace: &Workspace, new: NewVisitor) -> Result<Identified> {
    let bearer = token::new(&app.ids);
    let lasts = (new.expires_at - app.clock.now_ms()).div_euclid(1_000);
    let hash = token::digest(&bearer);
    let who = token::digest(&format!("{}\n{}", new.widget, new.subject));
    let who = who
        .iter()
        .take(8)
        .fold(0, |who, byte| who << 8 | u64::from(*byte));
    let create = move |tx: &Tx<'_>| visitors::create(tx, &hash, &new);
    workspace.events().write(create).await?;
    Ok(Identified {
        bearer,
        lasts: u32::try_from(lasts).unwrap_or(0),
        // 0 stands for nobody.
        who: who | 1,
    })
}

/// Ends the session.
pub async fn leave(caller: Caller) -> Result<StatusCode> {
    if let Some(visitor) = caller.visitor {
        let end = move |tx: &Tx<'_>| visitors::end(tx, visitor.id);
        caller.workspace.events().write(end).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// How sessions name the secret that they come from.
pub fn origin(kid: &str) -> String {
    format!("token:{kid}")
}
