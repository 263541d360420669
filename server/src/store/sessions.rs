//! Sign-in sessions. Only the hash of a session's token is stored.

use super::Result;
use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{factors, sso, users};
use kotae_shared::api::admin::User;
use serde_json::json;
use uuid::Uuid;

/// A SHA-256 hash of a token.
pub type TokenHash = [u8; 32];

/// A session to be made.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The hash of the token in the cookie.
    pub token: TokenHash,
    /// The value that proves a request to come from our page.
    pub csrf: String,
    /// Who signed in.
    pub user: Uuid,
    /// The network address of the sign-in.
    pub address: String,
    /// What the browser calls itself, in few words; may be empty.
    pub device: String,
    /// When it ends, in epoch milliseconds.
    pub expires_at: i64,
    /// When he last proved who he is, in epoch milliseconds.
    pub proved_at: i64,
}

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names the session in lists and the audit log.
    pub id: Uuid,
    /// The value that proves a request to come from our page.
    pub csrf: String,
    /// The user.
    pub user: User,
    /// The network address of the sign-in.
    pub address: String,
    /// What the browser calls itself, in few words; may be empty.
    pub device: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, about (see [`touch`]).
    pub seen_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When who holds it last proved who he is.
    pub proved_at: i64,
    /// He must set up a second factor first; whom a provider signed in need not. Known of the session that is
    /// [found](find) alone.
    pub needs_factor: bool,
}

/// Begins a session.
pub fn create(tx: &Tx<'_>, actor: &Actor, new: &NewSession) -> Result<Uuid> {
    let id = tx.new_id();
    tx.execute(
        INSERT,
        params![
            id,
            &new.token,
            &new.csrf,
            new.user,
            &new.address,
            tx.now(),
            new.expires_at,
            &new.device,
            new.proved_at,
        ],
    )?;
    audit::record(
        tx,
        actor,
        change("session.create", &id.to_string()),
        audit::NOTHING,
        Some(&json!({ "user": new.user, "address": new.address, "expires_at": new.expires_at })),
    )?;
    Ok(id)
}

/// The session of a token with its user; `None` when there is none, it has ended, the user may not sign in, or the provider
/// who answers for it has not for too long.
pub fn find(read: &Read<'_>, token: &TokenHash) -> Result<Option<Session>> {
    let found = read.first(BY_TOKEN, params![token, read.now()], from_row)?;
    let Some(mut session) = found else { return Ok(None) };
    let answered = sso::of_session(read, session.id)?;
    if answered
        .as_ref()
        .is_some_and(|answered| answered.valid_until <= read.now())
    {
        return Ok(None);
    }
    session.needs_factor = answered.is_none() && factors::is_missing(read, session.user.id)?;
    if let Some(categories) = &mut session.user.categories {
        *categories = users::categories_of(read, session.user.id)?;
    }
    Ok(Some(session))
}

/// The sessions of a user that have not ended, newest first.
pub fn list(read: &Read<'_>, user: Uuid) -> Result<Vec<Session>> {
    read.query(OF_USER, params![user, read.now()], from_row)
}

/// Notes that a session was used and moves its end. Call it when `seen_at` is minutes old, not on each request.
pub fn touch(tx: &Tx<'_>, session: Uuid, expires_at: i64) -> Result<()> {
    tx.execute_one(TOUCH, params![session, tx.now(), expires_at])
}

/// Notes that who holds a session has proved once more who he is. From now on it is known by this token alone: whoever had
/// the earlier one has not proved anything.
pub fn prove(tx: &Tx<'_>, actor: &Actor, session: Uuid, token: &TokenHash) -> Result<()> {
    tx.execute_one(PROVE, params![session, tx.now(), token])?;
    audit::record(
        tx,
        actor,
        change("session.prove", &session.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Notes that who holds a session could not prove who he is.
pub fn proof_refused(tx: &Tx<'_>, actor: &Actor, session: Uuid) -> Result<()> {
    audit::record(
        tx,
        actor,
        change("session.prove_refused", &session.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Whose session it is, when it has not ended.
pub fn user_of(read: &Read<'_>, session: Uuid) -> Result<Option<Uuid>> {
    read.first(USER_OF, params![session, read.now()], |row| row.get(0))
}

/// Ends a session of a user. [`super::Error::NotFound`] when he has no such session.
pub fn end_of(tx: &Tx<'_>, actor: &Actor, user: Uuid, session: Uuid) -> Result<()> {
    let own = tx.query(IDS_OF_USER, params![user], |row| row.get::<Uuid>(0))?;
    if !own.contains(&session) {
        return Err(super::Error::NotFound);
    }
    end(tx, actor, session)
}

/// Ends a session.
pub fn end(tx: &Tx<'_>, actor: &Actor, session: Uuid) -> Result<()> {
    tx.execute_one(END, params![session])?;
    sso::forget_session(tx, session)?;
    audit::record(
        tx,
        actor,
        change("session.end", &session.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Ends all sessions of a user but `keep`; how many there were.
pub fn end_others(tx: &Tx<'_>, actor: &Actor, user: Uuid, keep: Option<Uuid>) -> Result<u64> {
    let ended = tx.query(IDS_OF_USER, params![user], |row| row.get::<Uuid>(0))?;
    let mut count = 0;
    for session in ended.into_iter().filter(|id| Some(*id) != keep) {
        end(tx, actor, session)?;
        count += 1;
    }
    Ok(count)
}

/// Deletes sessions that have ended by themselves; how many there were.
pub fn sweep(tx: &Tx<'_>, actor: &Actor) -> Result<u64> {
    sso::sweep(tx)?;
    let ended = tx.execute(SWEEP, params![tx.now()])?;
    if ended > 0 {
        let after = json!({ "ended": ended });
        audit::record(
            tx,
            actor,
            change("session.sweep", ""),
            audit::NOTHING,
            Some(&after),
        )?;
    }
    Ok(ended)
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "session",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        csrf: row.get(1)?,
        address: row.get(2)?,
        created_at: row.get(3)?,
        seen_at: row.get(4)?,
        expires_at: row.get(5)?,
        device: row.get(6)?,
        proved_at: row.get(7)?,
        needs_factor: false,
        user: users::user_at(row, 8)?,
    })
}

statements! {
    INSERT = "INSERT INTO session (id, token_hash, csrf, user_id, address, created_at, seen_at, expires_at, device,
        proved_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)";
    BY_TOKEN = "SELECT s.id, s.csrf, s.address, s.created_at, s.seen_at, s.expires_at, s.device, s.proved_at, u.id, u.name,
        u.email, u.lang, u.time_zone, u.role, u.limited FROM session s JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.suspended_at IS NULL";
    OF_USER = "SELECT s.id, s.csrf, s.address, s.created_at, s.seen_at, s.expires_at, s.device, s.proved_at, u.id, u.name,
        u.email, u.lang, u.time_zone, u.role, u.limited FROM session s JOIN users u ON u.id = s.user_id
        WHERE s.user_id = $1 AND s.expires_at > $2
        ORDER BY s.created_at DESC, s.id DESC";
    IDS_OF_USER = "SELECT id FROM session WHERE user_id = $1";
    USER_OF = "SELECT user_id FROM session WHERE id = $1 AND expires_at > $2";
    TOUCH = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1";
    PROVE = "UPDATE session SET proved_at = $2, token_hash = $3 WHERE id = $1";
    END = "DELETE FROM session WHERE id = $1";
    SWEEP = "DELETE FROM session WHERE expires_at <= $1";
}
