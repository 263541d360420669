//! Widgets and their settings. Keys are unique in the installation: see [`super::Store::create_widget`].

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, Sources, forms, scenarios, sso, uploads};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{Widget, WidgetEdit},
    problem::Fault,
};
use kotae_shared::settings::{Access, StartTarget, WidgetSettings};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// The longest key, in characters.
pub const KEY_MAX: usize = 40;

/// Whether a key may be one of a widget: letters, digits, `-` and `_`.
pub fn check_key(key: &str) -> Result<()> {
    let fault = if key.is_empty() {
        Fault::Required
    } else if key.len() > KEY_MAX {
        Fault::TooLong(KEY_MAX as u32)
    } else if key
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        return Ok(());
    } else {
        Fault::BadCharacters
    };
    Err(Error::field("key", fault))
}

/// A key that nobody can guess: 20 letters and digits.
pub(super) fn random_key(sources: &Sources) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 20] = sources.ids.secret();
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte % 32)]);
    bytes.into_iter().map(letter).collect()
}

/// All widgets, oldest first.
pub fn list(read: &Read<'_>) -> Result<Vec<Widget>> {
    read.query(LIST, params![], from_row)
}

/// One widget.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Widget> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

/// The widget of a key.
pub fn by_key(read: &Read<'_>, key: &str) -> Result<Widget> {
    read.first(BY_KEY, params![key], from_row)?.ok_or(Error::NotFound)
}

/// Whom a widget serves, and when: the part of its settings that each request of a visitor asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Gate {
    /// From where, how and when.
    pub access: Access,
    /// Only visitors who have shown who they are.
    pub require_identity: bool,
    /// The identity provider by which they can sign in.
    pub sign_in: Option<Uuid>,
}

/// The gate of the widget of a key. The rest of its settings is skipped.
pub fn gate(read: &Read<'_>, key: &str) -> Result<Gate> {
    read.first(SETTINGS, params![key], |row| row.json(0))?
        .ok_or(Error::NotFound)
}

/// Changes a widget's settings, which were checked before. [`Error::Conflict`] when `edit.version` is not its
/// version any more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &WidgetEdit) -> Result<Widget> {
    let before = get(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if before.settings == edit.settings {
        return Ok(before);
    }
    check_references(tx, &edit.settings)?;
    let settings = serde_json::to_string(&edit.settings).map_err(Error::internal)?;
    tx.execute_one(UPDATE, params![id, &settings, before.version + 1, tx.now()])?;
    audit::record(
        tx,
        actor,
        change("widget.update", &id.to_string()),
        Some(&before.settings),
        Some(&edit.settings),
    )?;
    get(tx, id)
}

/// The categories that start buttons lead to.
pub(super) fn named_categories(settings: &WidgetSettings) -> impl Iterator<Item = Uuid> {
    settings.start.iter().filter_map(|item| match item.target {
        StartTarget::Category(id) => Some(id),
        _ => None,
    })
}

/// Lets the start buttons of all widgets lead to other categories, since theirs go; the ids of the widgets that had any. Of two
/// buttons that would lead to the same one the first stays.
pub(super) fn change_categories(
    tx: &Tx<'_>,
    actor: &Actor,
    others: &BTreeMap<Uuid, Uuid>,
) -> Result<Vec<Uuid>> {
    let mut changed = Vec::new();
    for widget in list(tx)? {
        if !named_categories(&widget.settings).any(|id| others.contains_key(&id)) {
            continue;
        }
        let mut settings = widget.settings.clone();
        for item in &mut settings.start {
            if let StartTarget::Category(id) = &mut item.target
                && let Some(other) = others.get(id)
            {
                *id = *other;
            }
        }
        let mut seen = HashSet::new();
        settings.start.retain(|item| match item.target {
            StartTarget::Category(id) => seen.insert(id),
            _ => true,
        });
        let text = serde_json::to_string(&settings).map_err(Error::internal)?;
        tx.execute_one(UPDATE, params![widget.id, &text, widget.version + 1, tx.now()])?;
        audit::record(
            tx,
            actor,
            change("widget.update", &widget.id.to_string()),
            Some(&widget.settings),
            Some(&settings),
        )?;
        changed.push(widget.id);
    }
    Ok(changed)
}

/// Whether a widget leads to a form.
pub(super) fn leads_to_form(read: &Read<'_>, form: Uuid) -> Result<bool> {
    let leads = |settings: &WidgetSettings| {
        let buttons = settings.start.iter().map(|item| item.target);
        buttons
            .into_iter()
            .any(|target| target == StartTarget::Form(form))
            || [settings.forms.not_found, settings.forms.not_solved].contains(&Some(form))
    };
    Ok(list(read)?.iter().any(|widget| leads(&widget.settings)))
}

/// What settings name must be there: [`Fault::Unknown`].
fn check_references(read: &Read<'_>, settings: &WidgetSettings) -> Result<()> {
    let design = &settings.design;
    let mut faults = Vec::new();
    for (field, file) in [
        ("design.logo", &design.logo),
        ("design.avatar", &design.avatar),
        ("design.launcher_image", &design.launcher_image),
    ] {
        if !file.is_empty() && matches!(uploads::by_file(read, file), Err(Error::NotFound)) {
            faults.push((field.to_owned(), Fault::Unknown));
        }
    }
    for (index, item) in settings.start.iter().enumerate() {
        let known = match item.target {
            StartTarget::Category(id) => read.exists(CATEGORY, params![id])?,
            StartTarget::Entry(id) => read.exists(ENTRY, params![id])?,
            StartTarget::Scenario(id) => scenarios::exists(read, id)?,
            StartTarget::Form(id) => forms::exists(read, id)?,
        };
        if !known {
            faults.push((format!("start.{index}"), Fault::Unknown));
        }
    }
    for (field, form) in [
        ("forms.not_found", settings.forms.not_found),
        ("forms.not_solved", settings.forms.not_solved),
    ] {
        if let Some(form) = form
            && !forms::exists(read, form)?
        {
            faults.push((field.to_owned(), Fault::Unknown));
        }
    }
    if let Some(provider) = settings.sign_in
        && matches!(sso::get(read, provider), Err(Error::NotFound))
    {
        faults.push(("sign_in".to_owned(), Fault::Unknown));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Makes a widget whose key was claimed in the control database.
pub(super) fn create(tx: &Tx<'_>, actor: &Actor, key: &str, settings: &WidgetSettings) -> Result<Widget> {
    let text = serde_json::to_string(settings).map_err(Error::internal)?;
    let id = tx.new_id();
    tx.execute(INSERT, params![id, key, &text, tx.now()])?;
    audit::record(
        tx,
        actor,
        change("widget.create", &id.to_string()),
        audit::NOTHING,
        Some(&json!({ "key": key, "settings": settings })),
    )?;
    get(tx, id)
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "widget",
        id,
    }
}

fn from_row(row: Row<'_>) -> Result<Widget> {
    Ok(Widget {
        id: row.get(0)?,
        key: row.get(1)?,
        settings: row.json(2)?,
        version: row.get(3)?,
    })
}

/// Gives a widget another key, in a workspace that is being made.
pub(super) fn rename(tx: &Tx<'_>, old: &str, new: &str) -> Result<()> {
    tx.execute(RENAME_IN_SUBMISSIONS, params![old, new])?;
    tx.execute(RENAME_IN_FILES, params![old, new])?;
    tx.execute_one(RENAME, params![old, new])
}

statements! {
    RENAME_IN_FILES = "UPDATE form_file SET widget = $2 WHERE widget = $1";
    RENAME_IN_SUBMISSIONS = "UPDATE submission SET widget = $2 WHERE widget = $1";
    RENAME = "UPDATE widget SET widget_key = $2 WHERE widget_key = $1";
    LIST = "SELECT id, widget_key, settings, version FROM widget ORDER BY id";
    BY_ID = "SELECT id, widget_key, settings, version FROM widget WHERE id = $1";
    BY_KEY = "SELECT id, widget_key, settings, version FROM widget WHERE widget_key = $1";
    SETTINGS = "SELECT settings FROM widget WHERE widget_key = $1";
    UPDATE = "UPDATE widget SET settings = $2, version = $3, updated_at = $4 WHERE id = $1";
    CATEGORY = "SELECT 1 FROM category WHERE id = $1";
    ENTRY = "SELECT 1 FROM entry WHERE id = $1";
    INSERT = "INSERT INTO widget (id, widget_key, settings, version, created_at, updated_at)
        VALUES ($1, $2, $3, 1, $4, $4)";
}
