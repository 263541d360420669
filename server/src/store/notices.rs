//! Announcements.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::names::{tone, tone_name};
use super::{Error, Result, widgets};
use kotae_shared::api::{
    notices::{Notice, NoticeEdit, Shown, Tone, limits},
    problem::Fault,
};
use kotae_shared::{Lang, Localised, Uuid};

/// All announcements, the latest start first.
pub fn list(read: &Read<'_>) -> Result<Vec<Notice>> {
    read.query(LIST, params![], from_row)
}

/// One announcement.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Notice> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// What a widget shows at this moment, the latest start first.
pub fn shown(read: &Read<'_>, key: &str) -> Result<Vec<Shown>> {
    let all = read.query(NOW, params![read.now()], from_row)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let widget = widgets::by_key(read, key)?.id;
    let meant = |notice: &Notice| notice.widgets.is_empty() || notice.widgets.contains(&widget);
    let shown = all.into_iter().filter(meant).map(|notice| Shown {
        id: notice.id,
        text: [Lang::Ja, Lang::En].map(|lang| notice.text.get(lang).to_owned()),
        warning: notice.tone == Tone::Warning,
        link: notice.link,
    });
    Ok(shown.take(limits::SHOWN as usize).collect())
}

/// Makes an announcement, which was checked before. [`Fault::Unknown`] on `widgets`; [`Fault::TooLong`] on `notices` when
/// there are too many.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &NoticeEdit) -> Result<Notice> {
    check_widgets(tx, edit)?;
    let count: u32 = tx.value(COUNT, params![])?;
    if count as usize >= limits::COUNT {
        return Err(Error::field("notices", Fault::TooLong(limits::COUNT as u32)));
    }
    let id = tx.new_id();
    let widgets = serde_json::to_string(&edit.widgets)?;
    tx.execute(
        INSERT,
        params![
            id,
            &edit.text.ja,
            &edit.text.en,
            tone_name(edit.tone),
            &edit.link,
            edit.starts_at,
            edit.ends_at,
            &widgets,
            tx.now(),
            actor.name(),
        ],
    )?;
    let made = get(tx, id)?;
    audit::record(
        tx,
        actor,
        change("notice.create", &id.to_string()),
        audit::NOTHING,
        Some(&made),
    )?;
    Ok(made)
}

/// Changes an announcement, which was checked before. [`Error::Conflict`] when `edit.version` is not its version any
/// more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &NoticeEdit) -> Result<Notice> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    check_widgets(tx, edit)?;
    let widgets = serde_json::to_string(&edit.widgets)?;
    tx.execute_one(
        UPDATE,
        params![
            id,
            &edit.text.ja,
            &edit.text.en,
            tone_name(edit.tone),
            &edit.link,
            edit.starts_at,
            edit.ends_at,
            &widgets,
            before.version + 1,
            tx.now(),
            actor.name(),
        ],
    )?;
    let after = get(tx, id)?;
    audit::record(
        tx,
        actor,
        change("notice.update", &id.to_string()),
        Some(&before),
        Some(&after),
    )?;
    Ok(after)
}

/// Deletes an announcement: open widgets show it no more within a minute.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    tx.execute_one(DELETE, params![id])?;
    audit::record(
        tx,
        actor,
        change("notice.delete", &id.to_string()),
        Some(&before),
        audit::NOTHING,
    )
}

fn check_widgets(read: &Read<'_>, edit: &NoticeEdit) -> Result<()> {
    for id in &edit.widgets {
        match widgets::get(read, *id) {
            Err(Error::NotFound) => return Err(Error::field("widgets", Fault::Unknown)),
            found => found?,
        };
    }
    Ok(())
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "notice",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        text: Localised {
            ja: row.get(1)?,
            en: row.get(2)?,
        },
        tone: row.parse(3, tone)?,
        link: row.get(4)?,
        starts_at: row.get(5)?,
        ends_at: row.get(6)?,
        widgets: row.json(7)?,
        version: row.get(8)?,
        updated_at: row.get(9)?,
        updated_by: row.get(10)?,
    })
}

statements! {
    LIST = "SELECT id, text_ja, text_en, tone, link, starts_at, ends_at, widgets, version, updated_at, updated_by
        FROM notice ORDER BY starts_at DESC, id DESC";
    BY_ID = "SELECT id, text_ja, text_en, tone, link, starts_at, ends_at, widgets, version, updated_at, updated_by
        FROM notice WHERE id = $1";
    NOW = "SELECT id, text_ja, text_en, tone, link, starts_at, ends_at, widgets, version, updated_at, updated_by
        FROM notice WHERE ends_at > $1 AND starts_at <= $1 ORDER BY starts_at DESC, id DESC";
    COUNT = "SELECT COUNT(*) FROM notice";
    INSERT = "INSERT INTO notice (id, text_ja, text_en, tone, link, starts_at, ends_at, widgets, version, updated_at,
        updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)";
    UPDATE = "UPDATE notice SET text_ja = $2, text_en = $3, tone = $4, link = $5, starts_at = $6, ends_at = $7,
        widgets = $8, version = $9, updated_at = $10, updated_by = $11 WHERE id = $1";
    DELETE = "DELETE FROM notice WHERE id = $1";
}
