//! A visitor signs in at the company's identity provider, in a window of his own. The frame makes a code, the window that it opens
//! signs in for it, and the frame exchanges it for a session: neither needs the other's window, nor a cookie in the frame.
//!
//! Only a page of ours opens that window ([`start`] asks for it), so a code that somebody sends to another leads to nothing.

use super::{
    guard::{Caller, Newcomer, Wire},
    identity::issue,
};
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::{
        accept,
        admin::{sso::provider_of, sso_pages},
        hosts::Base,
    },
    sso::{Asked, Purpose, Refusal},
    store::{
        self, Workspace,
        engine::{Read, Tx},
        sso,
        visitor_sign_ins::{self, LASTS_MS},
        visitors::{self, NewVisitor, Visitor},
        widgets,
    },
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderName},
    response::Response,
};
use kotae_shared::{
    Uuid,
    api::{
        identity::{Exchange, Identified, SignInCode},
        sso::Provider,
    },
};
use serde::Deserialize;

/// The longest code that is looked up, in bytes: ours have 43.
const CODE: usize = 64;

/// The code of a window's address.
#[derive(Deserialize)]
pub struct Place {
    code: String,
}

/// Where the window goes in the end.
#[derive(Default, Deserialize)]
pub struct Wish {
    /// To the widget's own page, which waits there; else it says that it can be closed.
    back: Option<u8>,
}

/// A frame begins to wait.
pub async fn begin(State(app): State<App>, Newcomer(caller): Newcomer) -> Result<Wire<SignInCode>> {
    provider(&app, &caller.workspace, caller.gate.sign_in).await?;
    let (code, ticket) = (token::new(&app.ids), token::new(&app.ids));
    let hashes = (token::digest(&code), token::digest(&ticket));
    let key = caller.key;
    let work = move |tx: &Tx<'_>| visitor_sign_ins::begin(tx, &hashes.0, &hashes.1, &key);
    caller.workspace.events().write(work).await?;
    let lasts = u32::try_from(LASTS_MS / 1_000).unwrap_or(u32::MAX);
    Ok(Wire(SignInCode { code, ticket, lasts }))
}

/// Exchanges a code for a session, once somebody has signed in for it.
pub async fn exchange(
    State(app): State<App>,
    Newcomer(caller): Newcomer,
    Wire(request): Wire<Exchange>,
) -> Result<Wire<Option<Identified>>> {
    let (provider, _) = provider(&app, &caller.workspace, caller.gate.sign_in).await?;
    let hashes = (token::digest(&request.code), token::digest(&request.ticket));
    let key = caller.key;
    let work = move |tx: &Tx<'_>| visitor_sign_ins::take(tx, &hashes.0, &hashes.1, &key);
    let Some(new) = caller.workspace.events().write(work).await? else {
        return Ok(Wire(None));
    };
    // The widget's provider may have become another one meanwhile.
    if new.origin != origin(provider.id) {
        return Err(Error::NotFound);
    }
    issue(&app, &caller.workspace, new)
        .await
        .map(|issued| Wire(Some(issued)))
}

/// Sends the window to the provider.
pub async fn start(
    State(app): State<App>,
    Path(place): Path<Place>,
    wish: std::result::Result<Query<Wish>, QueryRejection>,
    caller: Caller,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    let back = wish.is_ok_and(|Query(wish)| wish.back == Some(1));
    // A code that somebody else began and sends opens his frame, not the reader's: the link must have been pressed in a page of ours.
    // Nothing but this header says so of a link, and browsers send it to https and loopback alone; without it nobody goes on.
    if accept::text(&headers, HeaderName::from_static("sec-fetch-site")) != Some("same-origin") {
        return Err(Error::Forbidden);
    }
    let (provider, secret) = provider(&app, &caller.workspace, caller.gate.sign_in).await?;
    let (hash, key) = (token::digest(&place.code), caller.key.clone());
    let waits = move |read: &Read<'_>| visitor_sign_ins::waits(read, &hash, &key);
    if place.code.len() > CODE || !caller.workspace.events().read(waits).await? {
        return Ok(sso_pages::refuse_visit(
            &app,
            &caller.key,
            accept::language(&headers),
            &Refusal::State,
        ));
    }
    let purpose = Purpose::Visit {
        widget: caller.key,
        code: place.code,
        back,
    };
    sso_pages::depart(
        &app,
        &caller.workspace,
        (&provider, secret),
        purpose,
        (&base, &headers),
    )
    .await
}

/// The provider has said who sits before the window of a code.
pub async fn complete(
    app: &App,
    workspace: &Workspace,
    provider: &Provider,
    asked: Asked,
    (widget, code): (&str, &str),
) -> Result<std::result::Result<(), Refusal>> {
    let key = widget.to_owned();
    let gate = workspace
        .main()
        .read(move |read| widgets::gate(read, &key))
        .await?;
    if gate.sign_in != Some(provider.id) {
        return Ok(Err(Refusal::Off));
    }
    let person = asked.person;
    if let Err(refusal) = sso::check_domain(&provider.settings, &person) {
        return Ok(Err(refusal));
    }
    let new = NewVisitor {
        widget: widget.to_owned(),
        origin: origin(provider.id),
        // Another issuer may call somebody else the same.
        subject: format!("{} {}", provider.settings.issuer, person.subject),
        name: person.name,
        email: person.email,
        groups: person.groups,
        fields: std::collections::BTreeMap::new(),
        expires_at: app.clock.now_ms().saturating_add(sso::UNCHECKED_MS),
    };
    let hash = token::digest(code);
    let work = move |tx: &Tx<'_>| visitor_sign_ins::complete(tx, &hash, &new);
    let waited = workspace.events().write(work).await?;
    Ok(if waited { Ok(()) } else { Err(Refusal::State) })
}

/// Ends the sessions of visitors whom a provider has made sure of: it was removed, switched off, or is another one.
pub async fn end_all(workspace: &Workspace, provider: Uuid) -> Result<()> {
    let origin = origin(provider);
    let end = move |tx: &Tx<'_>| {
        visitor_sign_ins::forget_completed(tx)?;
        visitors::end_of_origin(tx, &origin)
    };
    workspace.events().write(end).await?;
    Ok(())
}

/// What people call the provider by which a widget's visitors can sign in, if there is one.
pub(super) async fn label(workspace: &Workspace, id: Option<Uuid>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let find = move |read: &Read<'_>| match sso::get(read, id) {
        Ok(provider) => Ok(provider.settings.active.then_some(provider.settings.label)),
        Err(store::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    };
    workspace.main().read(find).await.map_err(Error::from)
}

/// What the link to it says, in Japanese and in English.
pub(super) fn press(label: &str) -> [String; 2] {
    [format!("{label}でログイン"), format!("Sign in with {label}")]
}

/// The widget's provider with our secret there; 404 when it has none that is active.
async fn provider(app: &App, workspace: &Workspace, id: Option<Uuid>) -> Result<(Provider, Option<String>)> {
    let found = provider_of(app, workspace, id.ok_or(Error::NotFound)?).await?;
    if found.0.settings.active {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// Whether a visitor's session does not come from another provider than the widget's.
pub(super) fn still_counts(visitor: &Visitor, provider: Option<Uuid>) -> bool {
    let origin = &visitor.who.origin;
    !origin.starts_with("sso:") || provider.is_some_and(|provider| *origin == self::origin(provider))
}

fn origin(provider: Uuid) -> String {
    format!("sso:{provider}")
}
