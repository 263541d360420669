//! Links by which somebody tries the chat with what is not published yet. Only the hash of a link's token is stored.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::sessions::TokenHash;
use super::{Error, Result, entries, users, widgets};
use kotae_shared::api::{
    previews::{PreviewLink, PreviewLinkRequest, limits},
    problem::Fault,
};
use kotae_shared::{Lang, Uuid};
use serde_json::json;
use std::collections::HashMap;

const DAY_MS: i64 = 24 * 3_600_000;

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Opened {
    /// The link.
    pub id: Uuid,
    /// The widget's key.
    pub widget: String,
    /// Entries that are in it whatever their status.
    pub entries: Vec<Uuid>,
    /// The groups as whose member one tries it.
    pub groups: Vec<String>,
    /// When it ends, in epoch milliseconds.
    pub expires_at: i64,
}

struct Stored {
    opened: Opened,
    made_by: Uuid,
    by: String,
    made_at: i64,
    count: u32,
    opened_at: Option<i64>,
}

/// The links that hold, the newest first.
pub fn list(read: &Read<'_>, lang: Lang) -> Result<Vec<PreviewLink>> {
    let mut all = Vec::new();
    for stored in read.query(LIST, params![read.now()], from_row)? {
        if users::is_active(read, stored.made_by)? {
            all.push(stored);
        }
    }
    let ids = all.iter().flat_map(|stored| stored.opened.entries.clone());
    let names = entries::names(read, ids)?;
    let widgets: HashMap<String, String> = widgets::list(read)?
        .into_iter()
        .map(|widget| (widget.key, widget.settings.texts.name.get(lang).to_owned()))
        .collect();
    let view = |stored: Stored| PreviewLink {
        id: stored.opened.id,
        by: stored.by,
        made_at: stored.made_at,
        expires_at: stored.opened.expires_at,
        entries: stored
            .opened
            .entries
            .iter()
            .filter_map(|id| names.get(id).cloned())
            .collect(),
        groups: stored.opened.groups,
        widget: widgets.get(&stored.opened.widget).cloned().unwrap_or_default(),
        opened: stored.count,
        opened_at: stored.opened_at,
    };
    Ok(all.into_iter().map(view).collect())
}

/// What a token opens at a widget; `None` when there is no such link, it has ended or was taken back, or who made it may not sign in any
/// more.
pub fn find(read: &Read<'_>, token: &TokenHash, widget: &str) -> Result<Option<Opened>> {
    let found = read.first(BY_TOKEN, params![token, widget, read.now()], from_row)?;
    match found {
        Some(stored) if users::is_active(read, stored.made_by)? => Ok(Some(stored.opened)),
        _ => Ok(None),
    }
}

/// Whether a link of a widget holds.
pub fn holds(read: &Read<'_>, id: Uuid, widget: &str) -> Result<bool> {
    let found = read.first(BY_ID_OF_WIDGET, params![id, widget, read.now()], from_row)?;
    found.map_or(Ok(false), |stored| users::is_active(read, stored.made_by))
}

/// Makes a link, and gives its id. The request was checked. [`Fault::NoEntry`] on `entries`, [`Fault::Unknown`] on `widget`,
/// [`Fault::TooLong`] on `links` when too many hold. Only a user makes one.
pub fn create(tx: &Tx<'_>, actor: &Actor, token: &TokenHash, request: &PreviewLinkRequest) -> Result<Opened> {
    let Actor::User {
        id: made_by, name, ..
    } = actor
    else {
        return Err(Error::internal("only a user makes a preview link"));
    };
    let count: u32 = tx.value(COUNT, params![tx.now()])?;
    if count as usize >= limits::LINKS {
        return Err(Error::field("links", Fault::TooLong(limits::LINKS as u32)));
    }
    let names = entries::names(tx, request.entries.iter().copied())?;
    if request.entries.iter().any(|id| !names.contains_key(id)) {
        return Err(Error::field("entries", Fault::NoEntry));
    }
    let all = widgets::list(tx)?;
    let widget = all
        .iter()
        .find(|widget| request.widget.is_none_or(|id| id == widget.id))
        .ok_or_else(|| Error::field("widget", Fault::Unknown))?;
    let days = if request.days == 0 {
        limits::USUAL_DAYS
    } else {
        request.days
    };
    let made = Opened {
        id: tx.new_id(),
        widget: widget.key.clone(),
        entries: request.entries.clone(),
        groups: request.groups.clone(),
        expires_at: tx.now() + i64::from(days) * DAY_MS,
    };
    tx.execute(
        INSERT,
        params![
            made.id,
            token,
            &made.widget,
            &serde_json::to_string(&made.entries)?,
            &serde_json::to_string(&made.groups)?,
            *made_by,
            name,
            tx.now(),
            made.expires_at,
        ],
    )?;
    record(tx, actor, "preview_link.create", &made, true)?;
    Ok(made)
}

/// Takes a link back.
pub fn revoke(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = read_one(tx, id)?;
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "preview_link.revoke", &before, false)
}

/// Notes that a link was opened. No change by the help desk, so nothing for the audit log.
pub fn note(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    tx.execute(NOTE, params![id, tx.now()]).map(drop)
}

/// Deletes links that have ended by themselves; how many there were.
pub fn sweep(tx: &Tx<'_>) -> Result<u64> {
    tx.execute(SWEEP, params![tx.now()])
}

fn read_one(read: &Read<'_>, id: Uuid) -> Result<Opened> {
    let found = read.first(BY_ID, params![id], from_row)?;
    Ok(found.ok_or(Error::NotFound)?.opened)
}

fn record(tx: &Tx<'_>, actor: &Actor, action: &str, of: &Opened, is_new: bool) -> Result<()> {
    let value = json!({
        "widget": of.widget, "entries": of.entries, "groups": of.groups, "expires_at": of.expires_at,
    });
    let change = Change {
        action,
        kind: "preview_link",
        id: &of.id.to_string(),
    };
    let (before, after) = if is_new {
        (None, Some(&value))
    } else {
        (Some(&value), None)
    };
    audit::record(tx, actor, change, before, after)
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    Ok(Stored {
        opened: Opened {
            id: row.get(0)?,
            widget: row.get(1)?,
            entries: row.json(2)?,
            groups: row.json(3)?,
            expires_at: row.get(4)?,
        },
        made_by: row.get(5)?,
        by: row.get(6)?,
        made_at: row.get(7)?,
        count: row.get(8)?,
        opened_at: row.get(9)?,
    })
}

statements! {
    LIST = "SELECT id, widget, entries, audience, expires_at, made_by, made_by_name, made_at, opened, opened_at
        FROM preview_link WHERE expires_at > $1 ORDER BY made_at DESC, id DESC";
    BY_TOKEN = "SELECT id, widget, entries, audience, expires_at, made_by, made_by_name, made_at, opened, opened_at
        FROM preview_link WHERE token_hash = $1 AND widget = $2 AND expires_at > $3";
    BY_ID_OF_WIDGET = "SELECT id, widget, entries, audience, expires_at, made_by, made_by_name, made_at, opened, opened_at
        FROM preview_link WHERE id = $1 AND widget = $2 AND expires_at > $3";
    BY_ID = "SELECT id, widget, entries, audience, expires_at, made_by, made_by_name, made_at, opened, opened_at
        FROM preview_link WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM preview_link WHERE expires_at > $1";
    INSERT = "INSERT INTO preview_link (id, token_hash, widget, entries, audience, made_by, made_by_name, made_at,
        expires_at, opened) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)";
    NOTE = "UPDATE preview_link SET opened = opened + 1, opened_at = $2 WHERE id = $1";
    DELETE = "DELETE FROM preview_link WHERE id = $1";
    SWEEP = "DELETE FROM preview_link WHERE expires_at <= $1";
}
