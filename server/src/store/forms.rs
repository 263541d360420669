//! Forms: what the help desk lays out, version by version. Visitors have an open one as soon as it is saved.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::names::{form_state, form_state_name, purpose, purpose_name};
use super::{Error, Result, letters, users, widgets};
use kotae_shared::{
    Lang, Localised, Uuid,
    access::{Permission, Role},
    api::{
        forms::{
            FormEdit, FormLetter, FormRecord, FormRow, FormSettings, FormState, FormStateEdit, SurveyRule,
            limits as sizes,
        },
        improve::Person,
        problem::Fault,
    },
    form::{
        Form, Purpose,
        check::{Finding, check, faults},
        limits, tidy,
    },
    letters::{LetterKind, Place, unknown},
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A form as visitors get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it is for.
    pub purpose: Purpose,
    /// What it asks.
    pub form: Form,
    /// The version of what it asks.
    pub version: u32,
    /// What becomes of what comes in.
    pub settings: FormSettings,
}

struct Stored {
    name: Localised,
    purpose: Purpose,
    state: FormState,
    settings: FormSettings,
    version: u32,
    definition: u32,
    updated_at: i64,
    updated_by: String,
}

/// All forms, by name: Japanese, as they are sorted by their bytes.
pub fn list(read: &Read<'_>) -> Result<Vec<FormRow>> {
    let counts: Vec<(Uuid, String, u32)> = read.query(COUNTS, params![], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let count = |form: Uuid, states: &[&str]| {
        let found = counts
            .iter()
            .filter(|(of, state, _)| *of == form && states.contains(&state.as_str()));
        found.map(|(_, _, count)| count).sum()
    };
    let mut rows = read.query(LIST, params![], |row| {
        let stored = from_row(row)?;
        let id = row.get(8)?;
        Ok(FormRow {
            id,
            name: stored.name,
            purpose: stored.purpose,
            state: stored.state,
            submissions: count(id, &["new", "in_progress", "done"]),
            open: count(id, &["new", "in_progress"]),
            version: stored.version,
            updated_at: stored.updated_at,
            updated_by: stored.updated_by,
        })
    })?;
    rows.sort_by(|one, other| one.name.ja.cmp(&other.name.ja));
    Ok(rows)
}

/// One form.
pub fn get(read: &Read<'_>, id: Uuid, lang: Lang) -> Result<FormRecord> {
    let stored = stored(read, id)?;
    let form = definition(read, id, stored.definition)?;
    let notified = handlers(read)?
        .into_iter()
        .filter(|person| stored.settings.notify.contains(&person.id));
    Ok(FormRecord {
        id,
        purpose: stored.purpose,
        findings: check(&form, stored.purpose, lang),
        form,
        notified: notified.collect(),
        settings: stored.settings,
        state: stored.state,
        version: stored.version,
        updated_at: stored.updated_at,
        updated_by: stored.updated_by,
    })
}

/// A form that visitors have; [`Error::NotFound`] when they do not have it.
pub fn opened(read: &Read<'_>, id: Uuid) -> Result<Opened> {
    let stored = stored(read, id)?;
    if stored.state != FormState::Open {
        return Err(Error::NotFound);
    }
    Ok(Opened {
        purpose: stored.purpose,
        form: definition(read, id, stored.definition)?,
        version: stored.definition,
        settings: stored.settings,
    })
}

/// A form that visitors have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub id: Uuid,
    /// What it is called, in Japanese and in English.
    pub name: [String; 2],
    /// When visitors are asked; `None`: it is no survey.
    pub survey: Option<SurveyRule>,
}

/// The forms that visitors have.
pub fn offered(read: &Read<'_>) -> Result<Vec<Offered>> {
    let all = read.query(LIST, params![], |row| Ok((row.get(8)?, from_row(row)?)))?;
    let open = all
        .into_iter()
        .filter(|(_, stored)| stored.state == FormState::Open);
    let offered = open.map(|(id, stored): (Uuid, Stored)| Offered {
        id,
        name: [Lang::Ja, Lang::En].map(|lang| stored.name.get(lang).to_owned()),
        survey: (stored.purpose == Purpose::Survey).then_some(stored.settings.survey),
    });
    Ok(offered.collect())
}

/// All forms, open or not.
pub fn ids(read: &Read<'_>) -> Result<HashSet<Uuid>> {
    let all = read.query(LIST, params![], |row| row.get(8))?;
    Ok(all.into_iter().collect())
}

/// Whether there is such a form, open or not.
pub fn exists(read: &Read<'_>, id: Uuid) -> Result<bool> {
    read.exists(EXISTS, params![id])
}

/// What a form asked in a version; [`Error::NotFound`] when it asked nothing new in that one.
pub fn definition(read: &Read<'_>, id: Uuid, version: u32) -> Result<Form> {
    read.first(DEFINITION, params![id, version], |row| row.json(0))?
        .ok_or(Error::NotFound)
}

/// All that a form ever asked, the newest version first.
pub fn definitions(read: &Read<'_>, id: Uuid) -> Result<Vec<Form>> {
    read.query(DEFINITIONS, params![id], |row| row.json(0))
}

/// What is wrong with a form, and with what is said of it, as fields with faults.
pub fn findings(read: &Read<'_>, edit: &FormEdit, lang: Lang) -> Result<Vec<Finding>> {
    let mut found = check(&edit.form, edit.purpose, lang);
    let settings = settings_faults(read, &edit.settings)?;
    let more = settings.into_iter().map(|(field, fault)| Finding {
        message: fault.message(lang),
        field,
        key: String::new(),
        fault,
        warning: false,
    });
    found.extend(more);
    Ok(found)
}

/// Makes a form, a draft. [`Error::Invalid`] names what is wrong.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &FormEdit) -> Result<Uuid> {
    let edit = checked(tx, edit)?;
    let count: u32 = tx.value(COUNT, params![])?;
    if count as usize >= limits::COUNT {
        return Err(Error::field("forms", Fault::TooLong(limits::COUNT as u32)));
    }
    let id = tx.new_id();
    let name = json_text(&edit.form.name)?;
    let settings = json_text(&edit.settings)?;
    let purpose = purpose_name(edit.purpose);
    tx.execute(
        INSERT,
        params![id, &name, purpose, &settings, tx.now(), actor.name()],
    )?;
    let definition = json_text(&edit.form)?;
    tx.execute(INSERT_VERSION, params![id, 1_u32, &definition])?;
    record(tx, actor, "form.create", id, None, Some(&json!(edit)))?;
    Ok(id)
}

/// Changes a form. [`Error::Conflict`] when `edit.version` is not its version any more. What it asks is kept in each version
/// that changed it.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &FormEdit) -> Result<()> {
    let before = stored(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    let edit = checked(tx, edit)?;
    let asked = definition(tx, id, before.definition)?;
    if (before.purpose, &before.settings, &asked) == (edit.purpose, &edit.settings, &edit.form) {
        return Ok(());
    }
    let version = before.version + 1;
    let mut definition = before.definition;
    if asked != edit.form {
        let text = json_text(&edit.form)?;
        tx.execute(INSERT_VERSION, params![id, version, &text])?;
        definition = version;
    }
    let name = json_text(&edit.form.name)?;
    let settings = json_text(&edit.settings)?;
    tx.execute_one(
        UPDATE,
        params![
            id,
            &name,
            purpose_name(edit.purpose),
            &settings,
            version,
            definition,
            tx.now(),
            actor.name()
        ],
    )?;
    let old = json!({ "purpose": before.purpose, "form": asked, "settings": before.settings });
    let new = json!({ "purpose": edit.purpose, "form": edit.form, "settings": edit.settings });
    record(tx, actor, "form.update", id, Some(&old), Some(&new))
}

/// Lets visitors have a form, or takes it from them.
pub fn set_state(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: FormStateEdit) -> Result<()> {
    let before = stored(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if before.state == edit.state {
        return Ok(());
    }
    let state = form_state_name(edit.state);
    tx.execute_one(
        SET_STATE,
        params![id, state, before.version + 1, tx.now(), actor.name()],
    )?;
    let of = |state: FormState| json!({ "state": state });
    record(
        tx,
        actor,
        "form.state",
        id,
        Some(&of(before.state)),
        Some(&of(edit.state)),
    )
}

/// Makes a draft that is like a form.
pub fn duplicate(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<Uuid> {
    let mut edit = as_file(tx, id)?;
    let settings = stored(tx, id)?.settings;
    (edit.settings.notify, edit.settings.receipt) = (settings.notify, settings.receipt);
    // Whoever is gone cannot be told.
    let people = handlers(tx)?;
    let is_there = |user: &Uuid| people.iter().any(|person| person.id == *user);
    edit.settings.notify.retain(is_there);
    let name = &mut edit.form.name;
    for (text, end) in [(&mut name.ja, "（コピー）"), (&mut name.en, " (copy)")] {
        if !text.is_empty() {
            let room = limits::NAME - end.chars().count();
            *text = text.chars().take(room).chain(end.chars()).collect();
        }
    }
    create(tx, actor, &edit)
}

/// A form as a file: without the people and the letters of this workspace.
pub fn as_file(read: &Read<'_>, id: Uuid) -> Result<FormEdit> {
    let stored = stored(read, id)?;
    Ok(FormEdit {
        purpose: stored.purpose,
        form: definition(read, id, stored.definition)?,
        settings: FormSettings {
            notify: Vec::new(),
            receipt: None,
            ..stored.settings
        },
        version: 0,
    })
}

/// Deletes a form. [`Fault::InUse`] on `id` while there are submissions, or something leads to it: it can be archived.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = stored(tx, id)?;
    if tx.exists(HAS_SUBMISSIONS, params![id])? || widgets::leads_to_form(tx, id)? {
        return Err(Error::field("id", Fault::InUse));
    }
    let asked = definition(tx, id, before.definition)?;
    tx.execute(DELETE_VERSIONS, params![id])?;
    tx.execute_one(DELETE, params![id])?;
    let old = json!({ "purpose": before.purpose, "form": asked, "settings": before.settings });
    record(tx, actor, "form.delete", id, Some(&old), None)
}

/// The forms whose submissions are kept for so many days only.
pub(super) fn retentions(read: &Read<'_>) -> Result<Vec<(Uuid, u32)>> {
    let all = read.query(LIST, params![], |row| Ok((row.get(8)?, from_row(row)?)))?;
    let days = all
        .into_iter()
        .map(|(id, stored)| (id, stored.settings.retention_days));
    Ok(days.filter(|(_, days)| *days > 0).collect())
}

/// The letters that forms have chosen, one for each form that has.
pub(super) fn letters(read: &Read<'_>) -> Result<Vec<Uuid>> {
    let all = read.query(LIST, params![], from_row)?;
    Ok(all
        .into_iter()
        .filter_map(|stored| stored.settings.receipt)
        .collect())
}

/// Who may deal with submissions, by name.
pub fn handlers(read: &Read<'_>) -> Result<Vec<Person>> {
    let all = read.query(PEOPLE, params![], |row| {
        let role = row.parse(2, Role::from_tag)?;
        let person = Person {
            id: row.get(0)?,
            name: row.get(1)?,
        };
        Ok(role.may(Permission::HandleSubmissions).then_some(person))
    })?;
    Ok(all.into_iter().flatten().collect())
}

/// What is to be stored.
fn checked(read: &Read<'_>, edit: &FormEdit) -> Result<FormEdit> {
    let edit = FormEdit {
        form: edit.form.tidy(),
        settings: tidied(&edit.settings),
        ..edit.clone()
    };
    let found = faults(&findings(read, &edit, Lang::Ja)?);
    if found.is_empty() {
        Ok(edit)
    } else {
        Err(Error::Invalid(found))
    }
}

fn tidied(settings: &FormSettings) -> FormSettings {
    let letter = |letter: &FormLetter| FormLetter {
        subject: tidy(&letter.subject),
        text: tidy(&letter.text),
    };
    FormSettings {
        reply: letter(&settings.reply),
        notice: letter(&settings.notice),
        ..settings.clone()
    }
}

fn settings_faults(read: &Read<'_>, settings: &FormSettings) -> Result<Vec<(String, Fault)>> {
    let mut found = Vec::new();
    for (name, letter, kind) in [
        ("reply", &settings.reply, LetterKind::Receipt),
        ("notice", &settings.notice, LetterKind::Notice),
    ] {
        for (part, text, most) in [
            ("subject", &letter.subject, sizes::SUBJECT),
            ("text", &letter.text, sizes::LETTER),
        ] {
            for (lang, text) in [("ja", &text.ja), ("en", &text.en)] {
                let is_line = part == "subject";
                let strange = |c: char| c.is_control() && (is_line || !matches!(c, '\n' | '\t'));
                let fault = if text.chars().count() > most {
                    Some(Fault::TooLong(most as u32))
                } else if text.chars().any(strange) {
                    Some(Fault::BadCharacters)
                } else {
                    let places: Vec<Place> = if is_line {
                        kind.subject_places().collect()
                    } else {
                        kind.places().to_vec()
                    };
                    unknown(text, places.into_iter()).map(|_| Fault::BadPlaceholder)
                };
                found.extend(fault.map(|fault| (format!("settings.{name}.{part}.{lang}"), fault)));
            }
        }
    }
    if let Some(receipt) = settings.receipt
        && letters::of_kind(read, receipt, LetterKind::Receipt)?.is_none()
    {
        found.push(("settings.receipt".to_owned(), Fault::Unknown));
    }
    if settings.notify.len() > sizes::NOTIFIED {
        found.push((
            "settings.notify".to_owned(),
            Fault::TooLong(sizes::NOTIFIED as u32),
        ));
    } else {
        let people = handlers(read)?;
        for (index, user) in settings.notify.iter().enumerate() {
            let field = || format!("settings.notify.{index}");
            if settings.notify[..index].contains(user) {
                found.push((field(), Fault::Taken));
            } else if !people.iter().any(|person| person.id == *user) && !is_user(read, *user)? {
                found.push((field(), Fault::Unknown));
            }
        }
    }
    let rule = settings.survey;
    if !(1..=100).contains(&rule.percent) {
        found.push(("settings.survey.percent".to_owned(), Fault::OutOfRange(1, 100)));
    }
    if rule.every_days > sizes::SURVEY_DAYS {
        found.push((
            "settings.survey.every_days".to_owned(),
            Fault::OutOfRange(0, sizes::SURVEY_DAYS.into()),
        ));
    }
    if settings.retention_days > sizes::RETENTION_DAYS {
        found.push((
            "settings.retention_days".to_owned(),
            Fault::OutOfRange(0, sizes::RETENTION_DAYS.into()),
        ));
    }
    Ok(found)
}

/// Who may not sign in any more can stay: he is told nothing.
fn is_user(read: &Read<'_>, id: Uuid) -> Result<bool> {
    match users::get(read, id) {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
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
        kind: "form",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn json_text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn stored(read: &Read<'_>, id: Uuid) -> Result<Stored> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    Ok(Stored {
        name: row.json(0)?,
        purpose: row.parse(1, purpose)?,
        state: row.parse(2, form_state)?,
        settings: row.json(3)?,
        version: row.get(4)?,
        definition: row.get(5)?,
        updated_at: row.get(6)?,
        updated_by: row.get(7)?,
    })
}

statements! {
    LIST = "SELECT name, purpose, state, settings, version, definition, updated_at, updated_by, id FROM form ORDER BY id";
    BY_ID = "SELECT name, purpose, state, settings, version, definition, updated_at, updated_by, id FROM form WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM form";
    COUNTS = "SELECT form, state, COUNT(*) FROM submission GROUP BY form, state";
    DEFINITION = "SELECT definition FROM form_version WHERE form = $1 AND version = $2";
    DEFINITIONS = "SELECT definition FROM form_version WHERE form = $1 ORDER BY version DESC";
    INSERT = "INSERT INTO form (id, name, purpose, state, settings, version, definition, updated_at, updated_by)
        VALUES ($1, $2, $3, 'draft', $4, 1, 1, $5, $6)";
    INSERT_VERSION = "INSERT INTO form_version (form, version, definition) VALUES ($1, $2, $3)";
    UPDATE = "UPDATE form SET name = $2, purpose = $3, settings = $4, version = $5, definition = $6, updated_at = $7,
        updated_by = $8 WHERE id = $1";
    SET_STATE = "UPDATE form SET state = $2, version = $3, updated_at = $4, updated_by = $5 WHERE id = $1";
    HAS_SUBMISSIONS = "SELECT 1 FROM submission WHERE form = $1 LIMIT 1";
    DELETE_VERSIONS = "DELETE FROM form_version WHERE form = $1";
    EXISTS = "SELECT 1 FROM form WHERE id = $1";
    DELETE = "DELETE FROM form WHERE id = $1";
    PEOPLE = "SELECT id, name, role FROM users WHERE suspended_at IS NULL ORDER BY name, id";
}
