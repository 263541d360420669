//! Identity providers, who their people are here, and the sessions that they answer for.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, secrets, sessions, users};
use crate::{
    sso::{Person, Refusal, Tokens},
    vault::Vault,
};
use kotae_shared::{
    Lang,
    access::Role,
    api::{
        admin::{User, UserEdit},
        problem::Fault,
        sso::{LocalSignIn, Provider, ProviderSettings, limits},
    },
};
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// The kinds of secrets: a client's secret, a session's tokens.
const CLIENT: &str = "sso_client";
const TOKENS: &str = "sso_tokens";
/// The setting that says who can sign in with a password.
const LOCAL: &str = "local_sign_in";
/// The password of somebody who signs in by a provider only: no password fits.
pub const NO_PASSWORD: &str = "!sso";
/// How long a session lasts for which the provider gave nothing to ask again with, in milliseconds.
pub const UNCHECKED_MS: i64 = 60 * 60_000;

/// A session that a provider answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoSession {
    /// The session.
    pub session: Uuid,
    /// The provider.
    pub provider: Uuid,
    /// The user's id there.
    pub subject: String,
    /// Without another answer it ends then, in epoch milliseconds.
    pub valid_until: i64,
}

/// All providers, oldest first.
pub fn list(read: &Read<'_>) -> Result<Vec<Provider>> {
    let providers = read.query(LIST, params![], from_row)?;
    let with = |provider: Provider| with_secret(read, provider);
    providers.into_iter().map(with).collect()
}

/// A provider. [`Error::NotFound`] when there is none of this id.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Provider> {
    let found = read.first(BY_ID, params![id], from_row)?;
    with_secret(read, found.ok_or(Error::NotFound)?)
}

/// Our secret at a provider.
pub fn client_secret(read: &Read<'_>, vault: &Vault, id: Uuid) -> Result<Option<String>> {
    let secret = secrets::get(read, vault, CLIENT, &id.to_string())?;
    Ok(secret.and_then(|secret| String::from_utf8(secret).ok()))
}

/// Enters a provider. Its settings were checked before.
pub fn create(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    settings: &ProviderSettings,
    secret: Option<&str>,
) -> Result<Provider> {
    if list(tx)?.len() >= limits::PROVIDERS {
        return Err(Error::field("label", Fault::TooLong(limits::PROVIDERS as u32)));
    }
    let id = tx.new_id();
    tx.execute(INSERT, params![id, &serde_json::to_string(settings)?, tx.now()])?;
    set_secret(tx, vault, id, secret)?;
    let made = get(tx, id)?;
    record(tx, actor, "sso_provider.create", id, None, Some(&made))?;
    Ok(made)
}

/// Changes a provider. [`Error::Conflict`] when somebody else did since `version`. Sessions of an issuer or a client that it
/// no longer is end, and all of one that is switched off.
pub fn update(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    id: Uuid,
    version: u32,
    settings: &ProviderSettings,
    secret: Option<&str>,
) -> Result<Provider> {
    let before = get(tx, id)?;
    if before.version != version {
        return Err(Error::Conflict);
    }
    tx.execute_one(UPDATE, params![id, &serde_json::to_string(settings)?, tx.now()])?;
    set_secret(tx, vault, id, secret)?;
    let old = &before.settings;
    if !settings.active || old.issuer != settings.issuer || old.client_id != settings.client_id {
        end_all(tx, actor, id)?;
    }
    let after = get(tx, id)?;
    record(tx, actor, "sso_provider.update", id, Some(&before), Some(&after))?;
    Ok(after)
}

/// Removes a provider with the sessions that it answers for. Its people keep their users, and find them again when its
/// issuer is entered again.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    end_all(tx, actor, id)?;
    secrets::remove(tx, CLIENT, &id.to_string())?;
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "sso_provider.delete", id, Some(&before), None)
}

/// Who can sign in with a password.
pub fn local(read: &Read<'_>) -> Result<LocalSignIn> {
    let stored = read.first(GET_SETTING, params![LOCAL], |row| row.json(0))?;
    Ok(stored.unwrap_or_default())
}

/// Whether this user can sign in with his password.
pub fn may_sign_in_locally(read: &Read<'_>, user: Uuid) -> Result<bool> {
    Ok(local(read)?.only.is_none_or(|only| only == user))
}

/// Changes who can. [`Fault::LastOwner`] on `only` when the one who is left is no owner with a password.
pub fn set_local(tx: &Tx<'_>, actor: &Actor, edit: &LocalSignIn) -> Result<()> {
    if let Some(only) = edit.only {
        let account = users::get(tx, only).map_err(|_| Error::field("only", Fault::Unknown))?;
        let password = ![NO_PASSWORD, users::NO_PASSWORD].contains(&account.password.as_str());
        if account.user.role != Role::Owner || account.suspended_at.is_some() || !password {
            return Err(Error::field("only", Fault::LastOwner));
        }
    }
    let before = local(tx)?;
    tx.execute(SET_SETTING, params![LOCAL, &serde_json::to_string(edit)?])?;
    let change = Change {
        action: "local_sign_in.update",
        kind: "sso",
        id: "",
    };
    audit::record(tx, actor, change, Some(&before), Some(edit))
}

/// The role that the provider's table gives to somebody in these groups.
pub fn role_of(settings: &ProviderSettings, groups: &[String]) -> Option<Role> {
    let row = settings.roles.iter().find(|row| groups.contains(&row.group));
    row.map(|row| row.role).or(settings.default_role)
}

/// The user that a person is here, made when he comes for the first time, with the role that his groups give him.
pub fn admit(
    tx: &Tx<'_>,
    actor: &Actor,
    settings: &ProviderSettings,
    person: &Person,
    lang: Lang,
) -> Result<std::result::Result<User, Refusal>> {
    let Some(role) = role_of(settings, &person.groups) else {
        return Ok(Err(Refusal::NoRole));
    };
    if let Err(refusal) = check_domain(settings, person) {
        return Ok(Err(refusal));
    }
    if let Some(known) = user_of(tx, &settings.issuer, &person.subject)? {
        let account = users::get(tx, known)?;
        if account.suspended_at.is_some() {
            return Ok(Err(Refusal::Suspended));
        }
        return follow(tx, actor, account.user, person, role).map(Ok);
    }
    if person.email.is_empty() || crate::auth::invite::check_person(&person.name, &person.email).is_err() {
        return Ok(Err(Refusal::NoMail));
    }
    let user = if let Some(account) = users::by_email(tx, &person.email)? {
        if !settings.link_by_email || !is_verified(settings, person) {
            return Ok(Err(Refusal::MailTaken));
        }
        if account.suspended_at.is_some() {
            return Ok(Err(Refusal::Suspended));
        }
        follow(tx, actor, account.user, person, role)?
    } else {
        let new = users::NewUser {
            name: person.name.clone(),
            email: person.email.clone(),
            password: NO_PASSWORD.to_owned(),
            lang,
            time_zone: "Asia/Tokyo".to_owned(),
            role,
            categories: None,
        };
        match users::create(tx, actor, &new) {
            Err(Error::Invalid(_)) => return Ok(Err(Refusal::Full)),
            made => made?,
        }
    };
    connect(tx, actor, &settings.issuer, &person.subject, user.id)?;
    Ok(Ok(user))
}

/// Ties a person at an issuer to a user. [`Fault::Taken`] on `provider` when he is another user already.
pub fn connect(tx: &Tx<'_>, actor: &Actor, issuer: &str, subject: &str, user: Uuid) -> Result<()> {
    match user_of(tx, issuer, subject)? {
        Some(known) if known == user => return Ok(()),
        Some(_) => return Err(Error::field("provider", Fault::Taken)),
        None => {}
    }
    tx.execute(INSERT_IDENTITY, params![issuer, subject, user, tx.now()])?;
    let change = Change {
        action: "sso_identity.connect",
        kind: "user",
        id: &user.to_string(),
    };
    let after = json!({ "issuer": issuer, "subject": subject });
    audit::record(tx, actor, change, audit::NOTHING, Some(&after))
}

/// The user that a person at an issuer is.
pub fn user_of(read: &Read<'_>, issuer: &str, subject: &str) -> Result<Option<Uuid>> {
    read.first(IDENTITY, params![issuer, subject], |row| row.get(0))
}

/// The users who are tied to a person of a provider.
pub(super) fn users(read: &Read<'_>) -> Result<HashSet<Uuid>> {
    let users = read.query(TIED, params![], |row| row.get(0))?;
    Ok(users.into_iter().collect())
}

/// Whether a user is.
pub(super) fn is_tied(read: &Read<'_>, user: Uuid) -> Result<bool> {
    read.exists(IS_TIED, params![user])
}

/// Forgets who a user is elsewhere: he is deleted.
pub(super) fn forget_user(tx: &Tx<'_>, user: Uuid) -> Result<()> {
    tx.execute(DELETE_IDENTITIES, params![user]).map(drop)
}

/// Takes over what the provider says of a user. The last owner stays one.
fn follow(tx: &Tx<'_>, actor: &Actor, user: User, person: &Person, role: Role) -> Result<User> {
    let name = if person.name.is_empty() {
        user.name.clone()
    } else {
        person.name.clone()
    };
    if user.role == role && user.name == name {
        return Ok(user);
    }
    let edit = |role: Role| UserEdit {
        name: name.clone(),
        email: user.email.clone(),
        lang: user.lang,
        time_zone: user.time_zone.clone(),
        role,
        categories: user.categories.clone().filter(|_| role.can_be_limited()),
        active: true,
    };
    match users::update(tx, actor, user.id, &edit(role)) {
        Err(Error::Invalid(faults)) if faults.iter().any(|(_, fault)| *fault == Fault::LastOwner) => {
            users::update(tx, actor, user.id, &edit(user.role))
        }
        updated => updated,
    }
}

fn is_verified(settings: &ProviderSettings, person: &Person) -> bool {
    person.email_verified.unwrap_or(settings.trust_email)
}

/// Whether somebody of this address may sign in by the provider.
pub fn check_domain(settings: &ProviderSettings, person: &Person) -> std::result::Result<(), Refusal> {
    if settings.domains.is_empty() {
        return Ok(());
    }
    let domain = person.email.rsplit_once('@').map(|(_, domain)| domain);
    let domain = domain.ok_or(Refusal::NoMail)?;
    let listed = settings
        .domains
        .iter()
        .any(|one| one.eq_ignore_ascii_case(domain));
    if listed && is_verified(settings, person) {
        Ok(())
    } else {
        Err(Refusal::Domain)
    }
}

/// Notes that a provider answers for a session, and keeps what it is asked again with.
pub fn begin(
    tx: &Tx<'_>,
    vault: &Vault,
    session: Uuid,
    provider: &Provider,
    subject: &str,
    tokens: &Tokens,
) -> Result<()> {
    let (next, until) = times(&provider.settings, tokens, tx.now());
    tx.execute(
        INSERT_SESSION,
        params![session, provider.id, subject, tx.now(), next, until],
    )?;
    keep_tokens(tx, vault, session, tokens)
}

/// Notes that the provider has answered for a session again. A session that ended meanwhile stays ended.
pub fn checked(
    tx: &Tx<'_>,
    vault: &Vault,
    session: Uuid,
    settings: &ProviderSettings,
    tokens: &Tokens,
) -> Result<()> {
    let (next, until) = times(settings, tokens, tx.now());
    if tx.execute(CHECKED, params![session, tx.now(), next, until])? > 0 {
        keep_tokens(tx, vault, session, tokens)?;
    }
    Ok(())
}

/// Notes that the provider could not be asked; it is asked again at `next`.
pub fn ask_later(tx: &Tx<'_>, session: Uuid, next: i64) -> Result<()> {
    tx.execute(LATER, params![session, next]).map(drop)
}

/// Sessions whose providers should be asked by now, at most `most`.
pub fn due(read: &Read<'_>, most: u32) -> Result<Vec<SsoSession>> {
    read.query(DUE, params![read.now(), most], session_from)
}

/// How a provider answers for a session; `None`: it has nothing to do with it.
pub fn of_session(read: &Read<'_>, session: Uuid) -> Result<Option<SsoSession>> {
    read.first(SESSION, params![session], session_from)
}

/// The tokens of a session.
pub fn tokens(read: &Read<'_>, vault: &Vault, session: Uuid) -> Result<Option<Tokens>> {
    let sealed = secrets::get(read, vault, TOKENS, &session.to_string())?;
    Ok(sealed.and_then(|plain| serde_json::from_slice(&plain).ok()))
}

/// Forgets what belongs to a session that ends.
pub(super) fn forget_session(tx: &Tx<'_>, session: Uuid) -> Result<()> {
    if tx.execute(DELETE_SESSION, params![session])? > 0 {
        secrets::remove(tx, TOKENS, &session.to_string())?;
    }
    Ok(())
}

/// Forgets what belongs to sessions that have ended by themselves.
pub(super) fn sweep(tx: &Tx<'_>) -> Result<()> {
    for session in tx.query(ENDED, params![tx.now()], |row| row.get::<Uuid>(0))? {
        forget_session(tx, session)?;
    }
    Ok(())
}

/// When a provider is asked next, and until when the session lasts without an answer.
fn times(settings: &ProviderSettings, tokens: &Tokens, now: i64) -> (i64, i64) {
    let recheck = i64::from(settings.recheck_minutes) * 60_000;
    if tokens.refresh.is_none() {
        return (i64::MAX, now.saturating_add(UNCHECKED_MS));
    }
    let grace = i64::from(settings.grace_minutes) * 60_000;
    (now.saturating_add(recheck), now.saturating_add(recheck + grace))
}

fn keep_tokens(tx: &Tx<'_>, vault: &Vault, session: Uuid, tokens: &Tokens) -> Result<()> {
    secrets::put(
        tx,
        vault,
        TOKENS,
        &session.to_string(),
        &serde_json::to_vec(tokens)?,
    )
}

fn end_all(tx: &Tx<'_>, actor: &Actor, provider: Uuid) -> Result<()> {
    for session in tx.query(OF_PROVIDER, params![provider], |row| row.get::<Uuid>(0))? {
        match sessions::end(tx, actor, session) {
            Err(Error::NotFound) => forget_session(tx, session)?,
            ended => ended?,
        }
    }
    Ok(())
}

fn set_secret(tx: &Tx<'_>, vault: &Vault, id: Uuid, secret: Option<&str>) -> Result<()> {
    match secret {
        None => Ok(()),
        Some("") => secrets::remove(tx, CLIENT, &id.to_string()),
        Some(secret) => secrets::put(tx, vault, CLIENT, &id.to_string(), secret.as_bytes()),
    }
}

fn with_secret(read: &Read<'_>, provider: Provider) -> Result<Provider> {
    Ok(Provider {
        has_secret: read.exists(HAS_SECRET, params![CLIENT, &provider.id.to_string()])?,
        ..provider
    })
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Provider>,
    after: Option<&Provider>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "sso_provider",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn from_row(row: Row<'_>) -> Result<Provider> {
    Ok(Provider {
        id: row.get(0)?,
        settings: row.json(1)?,
        version: row.get(2)?,
        has_secret: false,
    })
}

fn session_from(row: Row<'_>) -> Result<SsoSession> {
    Ok(SsoSession {
        session: row.get(0)?,
        provider: row.get(1)?,
        subject: row.get(2)?,
        valid_until: row.get(3)?,
    })
}

statements! {
    LIST = "SELECT id, settings, version FROM sso_provider ORDER BY created_at, id";
    BY_ID = "SELECT id, settings, version FROM sso_provider WHERE id = $1";
    INSERT = "INSERT INTO sso_provider (id, settings, version, created_at, updated_at) VALUES ($1, $2, 1, $3, $3)";
    UPDATE = "UPDATE sso_provider SET settings = $2, version = version + 1, updated_at = $3 WHERE id = $1";
    DELETE = "DELETE FROM sso_provider WHERE id = $1";
    HAS_SECRET = "SELECT 1 FROM secret WHERE kind = $1 AND id = $2";
    GET_SETTING = "SELECT value FROM setting WHERE name = $1";
    SET_SETTING = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    IDENTITY = "SELECT user_id FROM sso_identity WHERE issuer = $1 AND subject = $2";
    TIED = "SELECT DISTINCT user_id FROM sso_identity";
    IS_TIED = "SELECT 1 FROM sso_identity WHERE user_id = $1";
    INSERT_IDENTITY = "INSERT INTO sso_identity (issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4)";
    DELETE_IDENTITIES = "DELETE FROM sso_identity WHERE user_id = $1";
    INSERT_SESSION = "INSERT INTO sso_session (session, provider, subject, checked_at, next_check, valid_until)
        VALUES ($1, $2, $3, $4, $5, $6)";
    CHECKED = "UPDATE sso_session SET checked_at = $2, next_check = $3, valid_until = $4 WHERE session = $1";
    LATER = "UPDATE sso_session SET next_check = $2 WHERE session = $1";
    DUE = "SELECT session, provider, subject, valid_until FROM sso_session WHERE next_check <= $1
        ORDER BY next_check, session LIMIT $2";
    SESSION = "SELECT session, provider, subject, valid_until FROM sso_session WHERE session = $1";
    OF_PROVIDER = "SELECT session FROM sso_session WHERE provider = $1";
    DELETE_SESSION = "DELETE FROM sso_session WHERE session = $1";
    ENDED = "SELECT x.session FROM sso_session x LEFT JOIN session s ON s.id = x.session
        WHERE s.id IS NULL OR s.expires_at <= $1";
}
