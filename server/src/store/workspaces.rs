//! The workspaces of an installation and the widget keys that lead to them (control database).

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::standing::{self, Standing};
use super::{Error, Result, archive::Manifest};
use kotae_shared::api::{problem::Fault, workspaces::Quotas};
use serde_json::json;
use uuid::Uuid;

/// The longest name of a workspace, in characters.
pub const NAME_MAX: usize = 40;

/// A workspace in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Its name: lower-case letters, digits and `-`; part of addresses and of folder names.
    pub name: String,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// Whether it is in use.
    pub standing: Standing,
    /// What it may have.
    pub quotas: Quotas,
    /// Its own host name; empty: none.
    pub host: String,
    /// It is the operators': whoever owns it operates the installation.
    pub operators: bool,
}

/// Whether a name may be one of a workspace.
pub fn check_name(name: &str) -> Result<()> {
    let fault = if name.is_empty() {
        Fault::Required
    } else if name.len() > NAME_MAX {
        Fault::TooLong(NAME_MAX as u32)
    } else if name.starts_with('-')
        || name.ends_with('-')
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        Fault::BadCharacters
    } else {
        return Ok(());
    };
    Err(Error::field("name", fault))
}

/// All workspaces, oldest first.
pub fn list(control: &Read<'_>) -> Result<Vec<Listed>> {
    control.query(LIST, params![], from_row)
}

/// The workspace of a name.
pub fn by_name(control: &Read<'_>, name: &str) -> Result<Listed> {
    control
        .first(BY_NAME, params![name], from_row)?
        .ok_or(Error::NotFound)
}

/// The name of the workspace that a widget's key leads to.
pub fn of_widget(control: &Read<'_>, key: &str) -> Result<String> {
    control.value(OF_WIDGET, params![key])
}

/// Enters a workspace into the list. Its databases are made when it is first opened.
pub(super) fn create(control: &Tx<'_>, actor: &Actor, name: &str) -> Result<Listed> {
    check_name(name)?;
    if control.exists(BY_NAME, params![name])? {
        return Err(Error::field("name", Fault::Taken));
    }
    let made = Listed {
        id: control.new_id(),
        name: name.to_owned(),
        created_at: control.now(),
        standing: Standing::default(),
        quotas: Quotas::default(),
        host: String::new(),
        operators: false,
    };
    control.execute(INSERT, params![made.id, name, made.created_at])?;
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.create",
            kind: "workspace",
            id: &made.id.to_string(),
        },
        audit::NOTHING,
        Some(&json!({ "name": name })),
    )?;
    Ok(made)
}

/// Lets whoever owns a workspace operate the installation.
pub(super) fn give_to_operators(control: &Tx<'_>, actor: &Actor, workspace: Uuid) -> Result<()> {
    control.execute_one(GIVE, params![workspace])?;
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.operators",
            kind: "workspace",
            id: &workspace.to_string(),
        },
        audit::NOTHING,
        Some(&json!({ "operators": true })),
    )
}

/// Lets a widget's key lead to a workspace. [`Fault::Taken`] on `key` when it leads to another one already.
pub(super) fn claim_key(control: &Tx<'_>, actor: &Actor, workspace: Uuid, key: &str) -> Result<()> {
    if control.execute(CLAIM, params![key, workspace, control.now()])? == 1 {
        return audit::record(
            control,
            actor,
            Change {
                action: "widget_key.create",
                kind: "widget_key",
                id: key,
            },
            audit::NOTHING,
            Some(&json!({ "workspace": workspace })),
        );
    }
    let owner: Uuid = control.value(OWNER, params![key])?;
    if owner == workspace {
        Ok(())
    } else {
        Err(Error::field("key", Fault::Taken))
    }
}

/// Whether a widget's key leads anywhere.
pub(super) fn is_claimed(control: &Read<'_>, key: &str) -> Result<bool> {
    control.exists(OWNER, params![key])
}

/// Notes from what a workspace was made.
pub(super) fn imported(control: &Tx<'_>, actor: &Actor, workspace: Uuid, from: &Manifest) -> Result<()> {
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.import",
            kind: "workspace",
            id: &workspace.to_string(),
        },
        audit::NOTHING,
        Some(
            &json!({ "workspace": from.workspace, "id": from.id, "made_at": from.made_at, "kotae": from.kotae }),
        ),
    )
}

/// Notes that a workspace was taken out whole, in its own audit log.
pub(super) fn exported(main: &Tx<'_>, actor: &Actor, workspace: Uuid, passwords: bool) -> Result<()> {
    audit::record(
        main,
        actor,
        Change {
            action: "workspace.export",
            kind: "workspace",
            id: &workspace.to_string(),
        },
        audit::NOTHING,
        Some(&json!({ "passwords": passwords })),
    )
}

fn from_row(row: Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        name: row.get(1)?,
        created_at: row.get(2)?,
        standing: standing::from_row(row, 3)?,
        quotas: row.json(7)?,
        host: row.get::<Option<String>>(8)?.unwrap_or_default(),
        operators: row.get(9)?,
    })
}

statements! {
    LIST = "SELECT id, name, created_at, state, reason, ends_at, erase_at, quotas, host, operators
        FROM workspace ORDER BY id";
    BY_NAME = "SELECT id, name, created_at, state, reason, ends_at, erase_at, quotas, host, operators
        FROM workspace WHERE name = $1";
    OF_WIDGET = "SELECT w.name FROM widget_key k JOIN workspace w ON w.id = k.workspace WHERE k.widget_key = $1";
    GIVE = "UPDATE workspace SET operators = 1 WHERE id = $1";
    INSERT = "INSERT INTO workspace (id, name, created_at) VALUES ($1, $2, $3)";
    CLAIM = "INSERT INTO widget_key (widget_key, workspace, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (widget_key) DO NOTHING";
    OWNER = "SELECT workspace FROM widget_key WHERE widget_key = $1";
}
