//! Visitor fields: what the help desk wants to know of visitors. Their values lie with what they belong to.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use kotae_shared::{
    Uuid,
    api::{
        problem::Fault,
        visitor_fields::{VisitorFieldEdit, VisitorFieldPlace, VisitorFieldRecord, VisitorFieldState},
    },
    visitor::{VisitorField, limits},
};
use serde_json::{Value, json};

/// All fields in their order, the archived ones too.
pub fn list(read: &Read<'_>) -> Result<Vec<VisitorFieldRecord>> {
    read.query(ALL, params![], from_row)
}

/// One field.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<VisitorFieldRecord> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// Makes a field, at the end. [`Error::Invalid`] names what is wrong.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &VisitorFieldEdit) -> Result<Uuid> {
    let field = checked(&edit.field)?;
    let all = list(tx)?;
    if all.len() >= limits::ALL {
        return Err(Error::field("fields", Fault::TooLong(limits::ALL as u32)));
    }
    room(&all)?;
    if all.iter().any(|one| one.field.key == field.key) {
        return Err(Error::field("key", Fault::Taken));
    }
    let id = tx.new_id();
    let definition = text(&field)?;
    tx.execute(
        INSERT,
        params![
            id,
            &field.key,
            &definition,
            all.len() as u32,
            tx.now(),
            actor.name()
        ],
    )?;
    record(tx, actor, "visitor_field.create", id, None, Some(&json!(field)))?;
    Ok(id)
}

/// Changes a field. [`Error::Conflict`] when `edit.version` is not its version any more, [`Fault::Fixed`] on another key:
/// values are kept under it.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &VisitorFieldEdit) -> Result<()> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    let field = checked(&edit.field)?;
    if before.field.key != field.key {
        return Err(Error::field("key", Fault::Fixed));
    }
    if before.field == field {
        return Ok(());
    }
    let definition = text(&field)?;
    tx.execute_one(
        UPDATE,
        params![id, &definition, before.version + 1, tx.now(), actor.name()],
    )?;
    record(
        tx,
        actor,
        "visitor_field.update",
        id,
        Some(&json!(before.field)),
        Some(&json!(field)),
    )
}

/// Archives a field, or takes it back into use.
pub fn set_state(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: VisitorFieldState) -> Result<()> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if before.archived == edit.archived {
        return Ok(());
    }
    if !edit.archived {
        room(&list(tx)?)?;
    }
    tx.execute_one(
        SET_STATE,
        params![id, edit.archived, before.version + 1, tx.now(), actor.name()],
    )?;
    let of = |archived: bool| json!({ "key": before.field.key, "archived": archived });
    record(
        tx,
        actor,
        "visitor_field.state",
        id,
        Some(&of(before.archived)),
        Some(&of(edit.archived)),
    )
}

/// Moves a field. [`Fault::Unknown`] on `before` for one that there is not.
pub fn place(tx: &Tx<'_>, actor: &Actor, id: Uuid, place: VisitorFieldPlace) -> Result<()> {
    let before: Vec<Uuid> = list(tx)?.into_iter().map(|one| one.id).collect();
    if !before.contains(&id) {
        return Err(Error::NotFound);
    }
    let mut after: Vec<Uuid> = before.iter().copied().filter(|other| *other != id).collect();
    let at = match place.before {
        // Before itself is where it is.
        Some(other) if other == id => return Ok(()),
        Some(other) => after
            .iter()
            .position(|one| *one == other)
            .ok_or_else(|| Error::field("before", Fault::Unknown))?,
        None => after.len(),
    };
    after.insert(at, id);
    if after == before {
        return Ok(());
    }
    for (position, one) in (0_u32..).zip(&after) {
        tx.execute_one(SET_PLACE, params![*one, position])?;
    }
    record(
        tx,
        actor,
        "visitor_field.place",
        id,
        Some(&json!(before)),
        Some(&json!(after)),
    )
}

fn room(all: &[VisitorFieldRecord]) -> Result<()> {
    if all.iter().filter(|one| !one.archived).count() >= limits::FIELDS {
        return Err(Error::field("fields", Fault::TooLong(limits::FIELDS as u32)));
    }
    Ok(())
}

fn checked(field: &VisitorField) -> Result<VisitorField> {
    let field = field.tidy();
    let faults = field.faults();
    if faults.is_empty() {
        Ok(field)
    } else {
        Err(Error::Invalid(faults))
    }
}

fn text(field: &VisitorField) -> Result<String> {
    serde_json::to_string(field).map_err(Error::internal)
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "visitor_field",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn from_row(row: Row<'_>) -> Result<VisitorFieldRecord> {
    Ok(VisitorFieldRecord {
        id: row.get(0)?,
        field: row.json(1)?,
        archived: row.get(2)?,
        version: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
    })
}

statements! {
    ALL = "SELECT id, definition, archived, version, updated_at, updated_by FROM visitor_field ORDER BY position, id";
    BY_ID = "SELECT id, definition, archived, version, updated_at, updated_by FROM visitor_field WHERE id = $1";
    INSERT = "INSERT INTO visitor_field (id, field_key, definition, position, archived, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, 0, 1, $5, $6)";
    UPDATE = "UPDATE visitor_field SET definition = $2, version = $3, updated_at = $4, updated_by = $5 WHERE id = $1";
    SET_STATE = "UPDATE visitor_field SET archived = $2, version = $3, updated_at = $4, updated_by = $5 WHERE id = $1";
    SET_PLACE = "UPDATE visitor_field SET position = $2 WHERE id = $1";
}
