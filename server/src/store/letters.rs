//! The words of mails about submissions: what comes with Kotae, as it is or changed, and the workspace's own.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, forms};
use kotae_shared::{
    Localised, Uuid,
    api::{
        forms::limits as sizes,
        letters::{Letter, LetterEdit, limits},
        problem::Fault,
    },
    form::tidy,
    letters::{BuiltIn, LetterKind, built_in, unknown},
};
use serde_json::{Value, json};

/// A row as it is stored.
struct Stored {
    id: Uuid,
    kind: LetterKind,
    name: Localised,
    subject: Localised,
    text: Localised,
    version: u32,
    updated_at: i64,
    updated_by: String,
}

/// All letters: those that come with Kotae in their order, then the others by name.
pub fn list(read: &Read<'_>) -> Result<Vec<Letter>> {
    let mut stored = read.query(ALL, params![], from_row)?;
    let used = forms::letters(read)?;
    let mut all = Vec::new();
    for letter in built_in() {
        let row = stored.iter().position(|row| row.id == letter.id);
        all.push(as_it_comes(letter, row.map(|at| stored.swap_remove(at))));
    }
    stored.sort_by(|one, other| one.name.ja.cmp(&other.name.ja).then(one.id.cmp(&other.id)));
    all.extend(stored.into_iter().map(own));
    for letter in &mut all {
        letter.forms = used.iter().filter(|id| **id == letter.id).count() as u32;
    }
    Ok(all)
}

/// One letter.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Letter> {
    let all = list(read)?;
    all.into_iter()
        .find(|letter| letter.id == id)
        .ok_or(Error::NotFound)
}

/// A letter of a kind. One that is gone since is as if it had never been named.
pub fn of_kind(read: &Read<'_>, id: Uuid, kind: LetterKind) -> Result<Option<Letter>> {
    let found = match get(read, id) {
        Ok(letter) => Some(letter),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok(found.filter(|letter| letter.kind == kind))
}

/// Writes a letter of one's own. [`Error::Invalid`] names what is wrong.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &LetterEdit) -> Result<Letter> {
    let all = list(tx)?;
    let edit = checked(&all, None, edit)?;
    // A form chooses its receipt; there is one notice for all of them.
    if edit.kind == LetterKind::Notice {
        return Err(Error::field("kind", Fault::Unknown));
    }
    let own = all.iter().filter(|letter| !letter.built_in);
    if own.count() >= limits::LETTERS {
        return Err(Error::field("name", Fault::TooLong(limits::LETTERS as u32)));
    }
    let id = tx.new_id();
    insert(tx, actor, id, &edit, 1)?;
    record(tx, actor, "letter.create", id, None, Some(&shown(&edit)))?;
    get(tx, id)
}

/// Changes a letter. [`Error::Conflict`] when `edit.version` is not its version any more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &LetterEdit) -> Result<Letter> {
    let all = list(tx)?;
    let before = all.iter().find(|letter| letter.id == id).ok_or(Error::NotFound)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    if before.kind != edit.kind {
        return Err(Error::field("kind", Fault::Unknown));
    }
    let edit = checked(&all, Some(id), edit)?;
    if (&before.name, &before.subject, &before.text) == (&edit.name, &edit.subject, &edit.text) {
        return Ok(before.clone());
    }
    let old = shown(&edit_of(before));
    replace(tx, actor, id, &stripped(id, edit.clone()), before.version)?;
    record(tx, actor, "letter.update", id, Some(&old), Some(&shown(&edit)))?;
    get(tx, id)
}

/// Deletes a letter, or lets one that comes with Kotae say again what it did. [`Fault::InUse`] on `id` while a form uses it.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    let old = shown(&edit_of(&before));
    if before.built_in {
        if !before.changed {
            return Ok(());
        }
        // Its version goes on: whoever has an older one open is told so.
        let nothing = LetterEdit {
            kind: before.kind,
            ..LetterEdit::default()
        };
        replace(tx, actor, id, &nothing, before.version)?;
        return record(tx, actor, "letter.reset", id, Some(&old), None);
    }
    if before.forms > 0 {
        return Err(Error::field("id", Fault::InUse));
    }
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "letter.delete", id, Some(&old), None)
}

fn as_it_comes(letter: BuiltIn, row: Option<Stored>) -> Letter {
    let pick = |own: Option<&Localised>, comes: Localised| match own {
        Some(own) if *own != Localised::default() => own.clone(),
        _ => comes,
    };
    let stored = row.as_ref();
    let nothing = Localised::default();
    Letter {
        id: letter.id,
        kind: letter.kind,
        built_in: true,
        changed: stored.is_some_and(|row| [&row.name, &row.subject, &row.text] != [&nothing; 3]),
        name: pick(stored.map(|row| &row.name), letter.name),
        subject: pick(stored.map(|row| &row.subject), letter.subject),
        text: pick(stored.map(|row| &row.text), letter.text),
        forms: 0,
        version: stored.map_or(0, |row| row.version),
        updated_at: stored.map_or(0, |row| row.updated_at),
        updated_by: row.map(|row| row.updated_by).unwrap_or_default(),
    }
}

fn own(row: Stored) -> Letter {
    Letter {
        id: row.id,
        kind: row.kind,
        name: row.name,
        subject: row.subject,
        text: row.text,
        built_in: false,
        changed: false,
        forms: 0,
        version: row.version,
        updated_at: row.updated_at,
        updated_by: row.updated_by,
    }
}

/// What is stored of a change: of a letter that comes with Kotae only what differs.
fn stripped(id: Uuid, edit: LetterEdit) -> LetterEdit {
    let Some(comes) = built_in().into_iter().find(|letter| letter.id == id) else {
        return edit;
    };
    let differing =
        |own: Localised, comes: &Localised| if own == *comes { Localised::default() } else { own };
    LetterEdit {
        name: differing(edit.name, &comes.name),
        subject: differing(edit.subject, &comes.subject),
        text: differing(edit.text, &comes.text),
        ..edit
    }
}

fn checked(all: &[Letter], id: Option<Uuid>, edit: &LetterEdit) -> Result<LetterEdit> {
    let edit = LetterEdit {
        name: tidy(&edit.name),
        subject: tidy(&edit.subject),
        text: tidy(&edit.text),
        ..edit.clone()
    };
    let mut found = Vec::new();
    let nothing = Localised::default();
    let others = || {
        all.iter()
            .filter(|letter| Some(letter.id) != id && letter.kind == edit.kind)
    };
    if edit.name == nothing {
        found.push(("name.ja".to_owned(), Fault::Required));
    }
    if edit.text == nothing {
        found.push(("text.ja".to_owned(), Fault::Required));
    }
    if edit.subject == nothing && edit.kind != LetterKind::Reply {
        found.push(("subject.ja".to_owned(), Fault::Required));
    }
    for (field, text, other) in [
        ("name.ja", &edit.name.ja, false),
        ("name.en", &edit.name.en, true),
    ] {
        let is_taken = || {
            let of = |letter: &Letter| {
                if other {
                    letter.name.en.clone()
                } else {
                    letter.name.ja.clone()
                }
            };
            !text.is_empty() && others().any(|letter| of(letter) == *text)
        };
        let fault = line_fault(text, limits::NAME).or_else(|| is_taken().then_some(Fault::Taken));
        found.extend(fault.map(|fault| (field.to_owned(), fault)));
    }
    for (lang, text) in [("ja", &edit.subject.ja), ("en", &edit.subject.en)] {
        let fault = line_fault(text, sizes::SUBJECT).or_else(|| {
            unknown(text, edit.kind.subject_places().collect::<Vec<_>>().into_iter())
                .map(|_| Fault::BadPlaceholder)
        });
        found.extend(fault.map(|fault| (format!("subject.{lang}"), fault)));
    }
    for (lang, text) in [("ja", &edit.text.ja), ("en", &edit.text.en)] {
        let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let fault = if text.chars().count() > sizes::LETTER {
            Some(Fault::TooLong(sizes::LETTER as u32))
        } else if text.chars().any(strange) {
            Some(Fault::BadCharacters)
        } else {
            unknown(text, edit.kind.places().iter().copied()).map(|_| Fault::BadPlaceholder)
        };
        found.extend(fault.map(|fault| (format!("text.{lang}"), fault)));
    }
    if found.is_empty() {
        Ok(edit)
    } else {
        Err(Error::Invalid(found))
    }
}

fn line_fault(text: &str, most: usize) -> Option<Fault> {
    if text.chars().count() > most {
        Some(Fault::TooLong(most as u32))
    } else {
        text.chars().any(char::is_control).then_some(Fault::BadCharacters)
    }
}

fn edit_of(letter: &Letter) -> LetterEdit {
    LetterEdit {
        kind: letter.kind,
        name: letter.name.clone(),
        subject: letter.subject.clone(),
        text: letter.text.clone(),
        version: letter.version,
    }
}

fn replace(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &LetterEdit, version: u32) -> Result<()> {
    tx.execute(DELETE, params![id])?;
    insert(tx, actor, id, edit, version + 1)
}

fn insert(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &LetterEdit, version: u32) -> Result<()> {
    let text = |text: &Localised| serde_json::to_string(text).map_err(Error::internal);
    tx.execute(
        INSERT,
        params![
            id,
            edit.kind.tag(),
            &text(&edit.name)?,
            &text(&edit.subject)?,
            &text(&edit.text)?,
            version,
            tx.now(),
            actor.name()
        ],
    )?;
    Ok(())
}

fn shown(edit: &LetterEdit) -> Value {
    json!({ "kind": edit.kind, "name": edit.name, "subject": edit.subject, "text": edit.text })
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
        kind: "letter",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        kind: row.parse(1, LetterKind::from_tag)?,
        name: row.json(2)?,
        subject: row.json(3)?,
        text: row.json(4)?,
        version: row.get(5)?,
        updated_at: row.get(6)?,
        updated_by: row.get(7)?,
    })
}

statements! {
    ALL = "SELECT id, kind, name, subject, text, version, updated_at, updated_by FROM letter ORDER BY id";
    INSERT = "INSERT INTO letter (id, kind, name, subject, text, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DELETE = "DELETE FROM letter WHERE id = $1";
}
