//! Signing in by a provider: the page that sends the browser there, and the one that it comes back to.

use super::{cookie, guard, session as local, sso::provider_of};
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::{
        accept,
        client::{Client, is_same_origin},
        device,
        hosts::Base,
        render,
        widget::sign_in,
    },
    sso::{Asked, Flow, LASTS_MS, Pending, Purpose, Refusal},
    store::{self, Actor, Workspace, engine::Tx, sessions, sso, users},
};
use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use kotae_shared::{Lang, Uuid, api::sso::Provider};
use serde::Deserialize;
use std::sync::Arc;

/// The provider's path.
#[derive(Deserialize)]
pub struct Place {
    workspace: String,
    provider: Uuid,
}

/// What somebody goes to the provider for.
#[derive(Deserialize)]
pub struct Wish {
    /// `prove` or `connect`; nothing: to sign in.
    #[serde(rename = "for")]
    purpose: Option<String>,
}

/// What a provider's answer says in the address.
#[derive(Default, Deserialize)]
pub struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// The longest code that is passed on, in bytes.
const CODE_BYTES: usize = 8 * 1024;

/// Sends the browser to the provider.
pub async fn start(
    State(app): State<App>,
    place: std::result::Result<Path<Place>, PathRejection>,
    wish: std::result::Result<Query<Wish>, QueryRejection>,
    client: Client,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    let Ok(Path(place)) = place else {
        return Err(Error::NotFound);
    };
    let Ok(Query(wish)) = wish else {
        return Err(Error::NotFound);
    };
    let (workspace, lang) = (enter(&app, &place, client).await?, accept::language(&headers));
    let (provider, secret) = provider_of(&app, &workspace, place.provider).await?;
    if !provider.settings.active {
        return Ok(refuse(&app, &workspace, lang, &Refusal::Off));
    }
    let purpose = match wish.purpose.as_deref() {
        None => Purpose::SignIn,
        Some(wish @ ("prove" | "connect")) => {
            // Only from a page of ours, by whoever is signed in.
            if !is_same_origin(&headers, app.url.origin()) {
                return Err(Error::Forbidden);
            }
            let session = signed_in(&app, &workspace, &headers).await?;
            match wish {
                "prove" => Purpose::Prove { session },
                _ => Purpose::Connect { session },
            }
        }
        Some(_) => return Err(Error::NotFound),
    };
    depart(&app, &workspace, (&provider, secret), purpose, (&base, &headers)).await
}

/// Sends the browser to a provider, and keeps in it what ties the answer to it.
pub async fn depart(
    app: &App,
    workspace: &Workspace,
    (provider, secret): (&Provider, Option<String>),
    purpose: Purpose,
    (base, headers): (&Base, &HeaderMap),
) -> Result<Response> {
    let now = app.clock.now_ms();
    let pending = Pending::new(&app.ids, provider.id, purpose, now);
    let flow = flow(app, base, workspace, (provider, secret));
    let to = match flow.begin(&pending).await {
        Ok(to) => to,
        Err(refusal) => {
            let lang = accept::language(headers);
            return Ok(match &pending.purpose {
                Purpose::Visit { widget, .. } => refuse_visit(app, widget, lang, &refusal),
                _ => refuse(app, workspace, lang, &refusal),
            });
        }
    };
    let sealed = pending.seal(&app.vault, &app.ids, workspace.name())?;
    let name = Pending::name_of(&pending.state).unwrap_or_default();
    let cookie = cookie::keep_pending(app, name, &sealed, LASTS_MS / 1_000);
    let to = HeaderValue::from_str(&to).map_err(Error::internal)?;
    Ok((
        StatusCode::SEE_OTHER,
        [
            (header::LOCATION, to),
            (header::SET_COOKIE, cookie),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
    )
        .into_response())
}

/// What the provider sends the browser back to. It answers with a page that goes on by itself: only a request that comes
/// from our own page carries the session's `Strict` cookie.
pub async fn callback(
    State(app): State<App>,
    place: std::result::Result<Path<Place>, PathRejection>,
    answer: std::result::Result<Query<Answer>, QueryRejection>,
    client: Client,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    let Ok(Path(place)) = place else {
        return Err(Error::NotFound);
    };
    let lang = accept::language(&headers);
    let answer = answer.map_or_else(|_| Answer::default(), |Query(answer)| answer);
    let state = answer.state.clone().unwrap_or_default();
    let name = Pending::name_of(&state).unwrap_or_default();
    let pending = pending(&app, &place, &state, &headers);
    let visit = match &pending {
        Ok(Pending {
            purpose: Purpose::Visit { widget, .. },
            ..
        }) => Some(widget.clone()),
        _ => None,
    };
    let workspace = match visit {
        // The address ranges of the admin screens are not those of a widget, which has let him begin.
        Some(_) => enter_as_visitor(&app, &place, client).await?,
        None => enter(&app, &place, client).await?,
    };
    let done = finish(
        &app,
        &workspace,
        place.provider,
        (pending, answer),
        client,
        (&base, &headers),
    )
    .await?;
    let mut response = match done {
        Ok(Done::SignedIn(cookie)) => {
            let mut page = onward(
                &app,
                &workspace,
                lang,
                lang.pick("ログインしました。", "You are signed in."),
            );
            page.headers_mut().append(header::SET_COOKIE, cookie);
            page
        }
        Ok(Done::Proved(cookie)) => {
            let text = lang.pick(
                "本人確認ができました。この画面を閉じて、元の画面で操作を続けてください。",
                "It is you. Please close this window and go on in the one before.",
            );
            ([(header::SET_COOKIE, cookie)], Html(render::note(lang, text))).into_response()
        }
        Ok(Done::Connected) => onward(&app, &workspace, lang, lang.pick("つなぎました。", "Connected.")),
        Ok(Done::Visits(Some(widget))) => {
            let next = app.url.path(&format!("w/{widget}"));
            let text = lang.pick("ログインしました。", "You are signed in.");
            Html(render::onward(lang, text, &next)).into_response()
        }
        Ok(Done::Visits(None)) => {
            let text = lang.pick(
                "ログインしました。この画面を閉じて、元の画面のチャットに戻ってください。",
                "You are signed in. Please close this window and go back to the chat in the one before.",
            );
            Html(render::note(lang, text)).into_response()
        }
        Err(refusal) => match visit {
            Some(widget) => refuse_visit(&app, &widget, lang, &refusal),
            None => refuse(&app, &workspace, lang, &refusal),
        },
    };
    let set = response.headers_mut();
    if !name.is_empty() {
        set.append(header::SET_COOKIE, cookie::keep_pending(&app, name, "", 0));
    }
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What came of it.
enum Done {
    SignedIn(HeaderValue),
    /// With the session's new cookie.
    Proved(HeaderValue),
    Connected,
    /// A visitor; where his widget's own page waits, its key.
    Visits(Option<String>),
}

/// The sign-in that the browser says is under way, if it is.
fn pending(
    app: &App,
    place: &Place,
    state: &str,
    headers: &HeaderMap,
) -> std::result::Result<Pending, Refusal> {
    let sealed = Pending::name_of(state).and_then(|name| cookie::pending(app, name, headers));
    let now = app.clock.now_ms();
    let sealed = sealed.ok_or(Refusal::State)?;
    Pending::open(sealed, state, &app.vault, &place.workspace, now)
}

async fn finish(
    app: &App,
    workspace: &Arc<Workspace>,
    provider: Uuid,
    (pending, answer): (std::result::Result<Pending, Refusal>, Answer),
    client: Client,
    (base, headers): (&Base, &HeaderMap),
) -> Result<std::result::Result<Done, Refusal>> {
    let now = app.clock.now_ms();
    let (provider, secret) = provider_of(app, workspace, provider).await?;
    let state = answer.state.unwrap_or_default();
    let pending = match pending {
        Ok(pending) if pending.provider == provider.id => pending,
        Ok(_) => return Ok(Err(Refusal::State)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !app.sso.use_up(&state, now) {
        return Ok(Err(Refusal::Used));
    }
    if let Some(error) = answer.error {
        return Ok(Err(Refusal::of_provider(&error)));
    }
    let Some(code) = answer.code.filter(|code| code.len() <= CODE_BYTES) else {
        return Ok(Err(Refusal::BadAnswer));
    };
    if !provider.settings.active {
        return Ok(Err(Refusal::Off));
    }
    let flow = flow(app, base, workspace, (&provider, secret));
    let asked = match flow.finish(&pending, &code, answer.iss.as_deref()).await {
        Ok(asked) => asked,
        Err(refusal) => {
            note(workspace, client, "", &refusal).await?;
            return Ok(Err(refusal));
        }
    };
    match pending.purpose {
        Purpose::SignIn => sign_in(app, workspace, provider, asked, client, headers).await,
        Purpose::Prove { session } => prove(app, workspace, provider, asked, session, client).await,
        Purpose::Connect { session } => connect(workspace, provider, asked, session, client).await,
        Purpose::Visit { widget, code, back } => {
            let done = sign_in::complete(app, workspace, &provider, asked, (&widget, &code)).await?;
            Ok(done.map(|()| Done::Visits(back.then_some(widget))))
        }
    }
}

async fn sign_in(
    app: &App,
    workspace: &Arc<Workspace>,
    provider: Provider,
    asked: Asked,
    client: Client,
    headers: &HeaderMap,
) -> Result<std::result::Result<Done, Refusal>> {
    let now = app.clock.now_ms();
    let proved_at = asked.signed_in_at.map_or(0, |at| at.min(now));
    let (lang, vault) = (accept::language(headers), app.vault.clone());
    let (base, name) = (app.url.join(""), workspace.name().to_owned());
    let (token, new) = local::new_session(app, (client, device::of(headers)), Uuid::nil(), proved_at);
    let setup = Actor::SetUp {
        address: client.0.to_string(),
    };
    let work = move |tx: &Tx<'_>| {
        let user = match sso::admit(tx, &setup, &provider.settings, &asked.person, lang)? {
            Ok(user) => user,
            Err(refusal) => {
                let refused = users::RefusedSignIn {
                    email: asked.person.email.clone(),
                    device: new.device.clone(),
                    reason: refusal.code(),
                };
                users::sign_in_refused(tx, &setup, &refused)?;
                return Ok(Err(refusal));
            }
        };
        let actor = local::actor_of(&user, client);
        let new = sessions::NewSession { user: user.id, ..new };
        let session = local::record(tx, &actor, &vault, (&base, &name), (&user, client), &new)?;
        sso::begin(
            tx,
            &vault,
            session,
            &provider,
            &asked.person.subject,
            &asked.tokens,
        )?;
        Ok(Ok(()))
    };
    Ok(workspace.main().write(work).await?.map(|()| {
        let lasts = app.config.sessions.absolute.as_secs();
        Done::SignedIn(cookie::keep(app, workspace.name(), &token, lasts))
    }))
}

/// Notes that the holder of a session has signed in at the provider anew.
async fn prove(
    app: &App,
    workspace: &Arc<Workspace>,
    provider: Provider,
    asked: Asked,
    session: Uuid,
    client: Client,
) -> Result<std::result::Result<Done, Refusal>> {
    let vault = app.vault.clone();
    let token = token::new(&app.ids);
    let key = token::digest(&token);
    let lasts = app.config.sessions.absolute.as_secs();
    let cookie = cookie::keep(app, workspace.name(), &token, lasts);
    let work = move |tx: &Tx<'_>| {
        let Some(user) = holder(tx, session)? else {
            return Ok(Err(Refusal::State));
        };
        let person = &asked.person;
        if sso::user_of(tx, &provider.settings.issuer, &person.subject)? != Some(user.id) {
            return Ok(Err(Refusal::SomebodyElse));
        }
        sessions::prove(tx, &local::actor_of(&user, client), session, &key)?;
        sso::checked(tx, &vault, session, &provider.settings, &asked.tokens)?;
        Ok(Ok(Done::Proved(cookie)))
    };
    workspace.main().write(work).await.map_err(Error::from)
}

/// Ties the provider's person to the user of a session.
async fn connect(
    workspace: &Arc<Workspace>,
    provider: Provider,
    asked: Asked,
    session: Uuid,
    client: Client,
) -> Result<std::result::Result<Done, Refusal>> {
    let work = move |tx: &Tx<'_>| {
        let Some(user) = holder(tx, session)? else {
            return Ok(Err(Refusal::State));
        };
        let (issuer, subject) = (&provider.settings.issuer, &asked.person.subject);
        match sso::connect(tx, &local::actor_of(&user, client), issuer, subject, user.id) {
            Err(store::Error::Invalid(_)) => Ok(Err(Refusal::SomebodyElse)),
            done => done.map(|()| Ok(Done::Connected)),
        }
    };
    workspace.main().write(work).await.map_err(Error::from)
}

fn holder(tx: &Tx<'_>, session: Uuid) -> store::Result<Option<kotae_shared::api::admin::User>> {
    let user = sessions::user_of(tx, session)?;
    let account = user.map(|user| users::get(tx, user)).transpose()?;
    let active = account.filter(|account| account.suspended_at.is_none());
    Ok(active.map(|account| account.user))
}

/// A refusal that the provider's answer led to, in the audit log.
async fn note(workspace: &Workspace, client: Client, email: &str, refusal: &Refusal) -> Result<()> {
    let (actor, email) = (
        Actor::SetUp {
            address: client.0.to_string(),
        },
        email.to_owned(),
    );
    let reason = refusal.code();
    let refused = users::RefusedSignIn {
        email,
        device: String::new(),
        reason,
    };
    tracing::warn!(code = refusal.code(), "A sign-in by a provider was refused");
    workspace
        .main()
        .write(move |tx| users::sign_in_refused(tx, &actor, &refused))
        .await
        .map_err(Error::from)
}

async fn enter_as_visitor(app: &App, place: &Place, client: Client) -> Result<Arc<Workspace>> {
    throttle(app, client)?;
    let workspace = app.store.workspace(&place.workspace).await?;
    if workspace.is_open(app.clock.now_ms()) {
        Ok(workspace)
    } else {
        Err(Error::Suspended)
    }
}

fn throttle(app: &App, client: Client) -> Result<()> {
    // Each start and each answer may cost a question to the provider.
    let slow = |wait: i64| Error::TooMany(u32::try_from(wait.div_euclid(1_000) + 1).unwrap_or(u32::MAX));
    app.addresses.take(client.0, 1).map_err(slow)
}

async fn enter(app: &App, place: &Place, client: Client) -> Result<Arc<Workspace>> {
    throttle(app, client)?;
    guard::enter(app, &place.workspace, client).await
}

async fn signed_in(app: &App, workspace: &Workspace, headers: &HeaderMap) -> Result<Uuid> {
    let token = cookie::token(app, workspace.name(), headers).ok_or(Error::SignInRequired)?;
    let key = token::digest(token);
    let found = workspace
        .main()
        .read(move |read| sessions::find(read, &key))
        .await?;
    Ok(found.ok_or(Error::SignInRequired)?.id)
}

/// A sign-in at a provider, which sends the browser back to the host that it came from: the cookie lies there.
fn flow<'a>(
    app: &'a App,
    Base(url): &Base,
    workspace: &Workspace,
    (provider, secret): (&'a Provider, Option<String>),
) -> Flow<'a> {
    let (name, id) = (workspace.name(), provider.id);
    Flow {
        sso: &app.sso,
        settings: &provider.settings,
        secret,
        redirect: url.join(&format!("admin/{name}/sso/{id}/callback")),
        now: app.clock.now_ms(),
    }
}

fn home(app: &App, workspace: &Workspace) -> String {
    app.url.path(&format!("admin/{}/", workspace.name()))
}

fn onward(app: &App, workspace: &Workspace, lang: Lang, text: &str) -> Response {
    Html(render::onward(lang, text, &home(app, workspace))).into_response()
}

fn refuse(app: &App, workspace: &Workspace, lang: Lang, refusal: &Refusal) -> Response {
    let back = lang.pick("ログイン画面に戻る", "Back to the sign-in screen");
    let page = render::refused(
        lang,
        &refusal.message(lang),
        refusal.code(),
        (back, &home(app, workspace)),
    );
    (refusal.status(), Html(page)).into_response()
}

/// The page that says to a visitor why he is not signed in.
pub fn refuse_visit(app: &App, widget: &str, lang: Lang, refusal: &Refusal) -> Response {
    let back = lang.pick("チャットに戻る", "Back to the chat");
    let href = app.url.path(&format!("w/{widget}"));
    let page = render::refused(lang, &refusal.message(lang), refusal.code(), (back, &href));
    (refusal.status(), Html(page)).into_response()
}
