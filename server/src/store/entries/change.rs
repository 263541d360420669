//! New entries and changes of entries.

use super::fields::{
    agreed_after, edit_of, fields, follow_text, is_unapproved, is_unpublished, json_text, release,
    same_for_visitors, search_text, sort_key,
};
use super::known::Known;
use super::{Stored, at_version, count, get, stored};
use crate::store::audit::{self, Actor, Change};
use crate::store::counters;
use crate::store::engine::{Read, Topic, Tx, params, statements};
use crate::store::limits as quotas;
use crate::store::names::{act_name, status_name};
use crate::store::{Error, Result, categories, forms, publications::Agreed, scenarios};
use kotae_shared::Uuid;
use kotae_shared::api::{
    admin::{Entry, EntryEdit, EntryWindow, FollowUp, Restore, Status, limits},
    approval::ReviewAct,
    problem::Fault,
    workspaces::Quota,
};
use kotae_shared::text::fold;
use serde_json::{Map, Value as Json};

/// Why an entry is written: what the audit log calls it, and what it is for a review.
#[derive(Clone, Copy)]
pub(super) struct Deed<'d> {
    pub(super) action: &'d str,
    pub(super) act: Option<ReviewAct>,
    pub(super) comment: &'d str,
    /// The change of many entries that it is a part of.
    pub(super) batch: Option<Uuid>,
}

impl<'d> From<&'d str> for Deed<'d> {
    fn from(action: &'d str) -> Self {
        Self {
            action,
            act: None,
            comment: "",
            batch: None,
        }
    }
}

/// Makes an entry. Its code is made when the edit has none.
pub fn create(tx: &Tx<'_>, actor: &Actor, edit: &EntryEdit) -> Result<Entry> {
    room_for(tx, 1)?;
    check_related(tx, &edit.related)?;
    check_follow_up(tx, edit.follow_up)?;
    let id = insert(tx, actor, "entry.create", edit, &mut Known::new(tx, actor)?)?;
    counters::raise_revision(tx)?;
    get(tx, id)
}

/// Changes an entry. [`Error::Conflict`] when `edit.version` is not its version any more. An edit that changes
/// nothing leaves the version as it is.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &EntryEdit) -> Result<Entry> {
    let before = stored(tx, id)?;
    if edit.version != before.entry.version {
        return Err(Error::Conflict);
    }
    // What an entry leads to may be gone meanwhile; that stops nobody from mending something else.
    let known = &before.entry.related;
    let added = edit.related.iter().filter(|code| !known.contains(code));
    check_related(tx, added)?;
    if edit.follow_up != before.entry.follow_up {
        check_follow_up(tx, edit.follow_up)?;
    }
    if save(
        tx,
        actor,
        "entry.update",
        &before,
        edit,
        &mut Known::new(tx, actor)?,
    )? {
        counters::raise_revision(tx)?;
    }
    get(tx, id)
}

/// Gives an entry what one of its earlier versions said, as a new version. Code, status, owner, review date and time of publication stay, and so
/// does the category when the one of that version is gone. [`Error::Conflict`] when it is no longer at the version that was
/// looked at.
pub fn restore(tx: &Tx<'_>, actor: &Actor, id: Uuid, wish: Restore) -> Result<Entry> {
    let Restore { from, version } = wish;
    let before = stored(tx, id)?;
    if version != before.entry.version {
        return Err(Error::Conflict);
    }
    let old = at_version(tx, id, from)?;
    let category = match old.category {
        Some(category) if !categories::exists(tx, category)? => before.entry.category,
        category => category,
    };
    let edit = EntryEdit {
        code: String::new(),
        category,
        status: before.entry.status,
        owner: before.entry.owner,
        review_on: before.entry.review_on.clone(),
        publish_from: before.entry.publish_from.clone(),
        publish_until: before.entry.publish_until.clone(),
        version,
        ..old
    };
    let mut known = Known::new(tx, actor)?;
    if save(tx, actor, "entry.restore", &before, &edit, &mut known)? {
        counters::raise_revision(tx)?;
    }
    get(tx, id)
}

/// Takes a user's entries from him, since he may not sign in any more: each gets a version without owner. How many.
pub fn owner_left(tx: &Tx<'_>, actor: &Actor, user: Uuid) -> Result<u32> {
    let mut known = Known::new(tx, actor)?;
    let mut changed = 0;
    for id in tx.query(OWNED, params![user], |row| row.get::<Uuid>(0))? {
        let before = stored(tx, id)?;
        let edit = EntryEdit {
            owner: None,
            ..edit_of(&before.entry)
        };
        changed += u32::from(save(tx, actor, "entry.owner_left", &before, &edit, &mut known)?);
    }
    if changed > 0 {
        counters::raise_revision(tx)?;
    }
    Ok(changed)
}

/// Gives all entries of a category another one: each gets a version with it. How many.
pub fn change_category(tx: &Tx<'_>, actor: &Actor, from: Uuid, to: Uuid) -> Result<u32> {
    let mut known = Known::new(tx, actor)?;
    let mut changed = 0;
    for id in tx.query(IN_CATEGORY, params![from], |row| row.get::<Uuid>(0))? {
        let before = stored(tx, id)?;
        let edit = EntryEdit {
            category: Some(to),
            ..edit_of(&before.entry)
        };
        changed += u32::from(save(
            tx,
            actor,
            "entry.category_merged",
            &before,
            &edit,
            &mut known,
        )?);
    }
    Ok(changed)
}

/// [`Fault::Unknown`] on `related` when there is no entry of a code. An import may name entries that come further down, so it
/// is not held to this: what is missing then is a warning before the publication.
fn check_related<'c>(tx: &Tx<'_>, codes: impl IntoIterator<Item = &'c String>) -> Result<()> {
    for code in codes {
        if !tx.exists(CODE_TAKEN, params![code])? {
            return Err(Error::field("related", Fault::Unknown));
        }
    }
    Ok(())
}

/// [`Fault::Unknown`] on `follow_up` when it leads nowhere.
fn check_follow_up(read: &Read<'_>, follow_up: Option<FollowUp>) -> Result<()> {
    let known = match follow_up {
        None => true,
        Some(FollowUp::Form(id)) => forms::exists(read, id)?,
        Some(FollowUp::Scenario(id)) => scenarios::exists(read, id)?,
    };
    if known {
        Ok(())
    } else {
        Err(Error::field("follow_up", Fault::Unknown))
    }
}

pub(super) fn room_for(tx: &Tx<'_>, new: usize) -> Result<()> {
    if new > 0 && count(tx)? as usize + new > limits::ENTRIES {
        return Err(Error::field("title", Fault::TooLong(limits::ENTRIES as u32)));
    }
    quotas::room(tx, "title", Quota::Storage, u64::from(new > 0))?;
    quotas::room(tx, "title", Quota::Entries, new as u64)
}

pub(super) fn insert(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    edit: &EntryEdit,
    known: &mut Known,
) -> Result<Uuid> {
    known.check(tx, edit.category)?;
    known.check_owner(tx, edit.owner)?;
    let code = if edit.code.is_empty() {
        make_code(tx)?
    } else if tx.exists(CODE_TAKEN, params![&edit.code])? {
        return Err(Error::field("code", Fault::Taken));
    } else {
        edit.code.clone()
    };
    let release_version = release(known.four_eyes, None, edit.status, 1)?;
    let now = tx.now();
    let mut entry = Entry {
        id: tx.new_id(),
        code,
        title: edit.title.clone(),
        phrasings: edit.phrasings.clone(),
        keywords: edit.keywords.clone(),
        category: edit.category,
        answer: edit.answer.clone(),
        audience: edit.audience.clone(),
        related: edit.related.clone(),
        follow_up: edit.follow_up,
        owner: edit.owner,
        review_on: edit.review_on.clone(),
        publish_from: edit.publish_from.clone(),
        publish_until: edit.publish_until.clone(),
        window: EntryWindow::Open,
        status: edit.status,
        version: 1,
        created_at: now,
        updated_at: now,
        updated_by: actor.name().to_owned(),
        published_version: None,
        unpublished: false,
        unapproved: is_unapproved(edit.status, release_version, 1),
    };
    let agreed = agreed_after(None, &entry, release_version, known.publishes, &known.moment);
    entry.unpublished = is_unpublished(&entry, agreed.as_ref(), release_version);
    let (phrasings, keywords) = (json_text(&entry.phrasings)?, json_text(&entry.keywords)?);
    tx.execute(
        INSERT,
        params![
            entry.id,
            &entry.code,
            &sort_key(&entry.code),
            &entry.title,
            &fold(&entry.title),
            entry.category,
            status_name(entry.status),
            entry.unpublished,
            now,
            &entry.updated_by,
            &phrasings,
            &keywords,
            &entry.answer,
            &json_text(&entry.audience)?,
            &json_text(&entry.related)?,
            entry.owner,
            &entry.review_on,
            release_version,
            actor.id(),
            &entry.publish_from,
            &entry.publish_until,
            &follow_text(entry.follow_up)?,
        ],
    )?;
    set_agreed(tx, entry.id, None, agreed.as_ref())?;
    tx.execute(INSERT_SEARCH, params![entry.id, &search_text(&entry)])?;
    let asked = (entry.status == Status::InReview).then_some(ReviewAct::Asked);
    insert_version(tx, actor, &entry, (&phrasings, &keywords), (asked, "", None))?;
    let after: Map<_, _> = fields(&entry).into_iter().collect();
    record(tx, actor, action, entry.id, None, &after)?;
    Ok(entry.id)
}

/// Writes what an edit changes; whether it changed anything.
pub(super) fn save<'d>(
    tx: &Tx<'_>,
    actor: &Actor,
    deed: impl Into<Deed<'d>>,
    stored: &Stored,
    edit: &EntryEdit,
    known: &mut Known,
) -> Result<bool> {
    let (deed, before) = (deed.into(), &stored.entry);
    let mut after = Entry {
        title: edit.title.clone(),
        phrasings: edit.phrasings.clone(),
        keywords: edit.keywords.clone(),
        category: edit.category,
        answer: edit.answer.clone(),
        audience: edit.audience.clone(),
        related: edit.related.clone(),
        follow_up: edit.follow_up,
        owner: edit.owner,
        review_on: edit.review_on.clone(),
        publish_from: edit.publish_from.clone(),
        publish_until: edit.publish_until.clone(),
        status: edit.status,
        ..before.clone()
    };
    if !edit.code.is_empty() {
        after.code.clone_from(&edit.code);
    }
    if after == *before {
        return Ok(false);
    }
    known.reach.check("category", before.category)?;
    known.check(tx, after.category)?;
    if after.owner != before.owner {
        known.check_owner(tx, after.owner)?;
    }
    if after.code != before.code && tx.exists(CODE_TAKEN, params![&after.code])? {
        return Err(Error::field("code", Fault::Taken));
    }
    after.version += 1;
    after.updated_at = tx.now();
    actor.name().clone_into(&mut after.updated_by);
    let (content_version, content_by) = if same_for_visitors(before, &after) {
        (stored.content_version, stored.content_by)
    } else {
        (after.version, actor.id())
    };
    let release_version = if deed.act == Some(ReviewAct::Approved) {
        Some(content_version)
    } else {
        let was = (before.status, stored.release_version);
        release(known.four_eyes, Some(was), after.status, content_version)?
    };
    after.unapproved = is_unapproved(after.status, release_version, content_version);
    let begins = after.status == Status::InReview && before.status != Status::InReview;
    let act = deed.act.or(begins.then_some(ReviewAct::Asked));
    // Who only gives an entry another owner agrees to nothing by that.
    let moments = |entry: &Entry| {
        (
            entry.status,
            entry.publish_from.clone(),
            entry.publish_until.clone(),
        )
    };
    let agrees =
        known.publishes && (release_version != stored.release_version || moments(before) != moments(&after));
    let agreed = agreed_after(
        stored.agreed.as_ref(),
        &after,
        release_version,
        agrees,
        &known.moment,
    );
    after.unpublished = is_unpublished(&after, agreed.as_ref(), release_version);
    let (phrasings, keywords) = (json_text(&after.phrasings)?, json_text(&after.keywords)?);
    tx.execute_one(
        UPDATE,
        params![
            after.id,
            &after.code,
            &sort_key(&after.code),
            &after.title,
            &fold(&after.title),
            after.category,
            status_name(after.status),
            after.version,
            content_version,
            after.unpublished,
            after.updated_at,
            &after.updated_by,
            &phrasings,
            &keywords,
            &after.answer,
            &json_text(&after.audience)?,
            &json_text(&after.related)?,
            after.owner,
            &after.review_on,
            release_version,
            content_by,
            &after.publish_from,
            &after.publish_until,
            &follow_text(after.follow_up)?,
        ],
    )?;
    set_agreed(tx, after.id, stored.agreed.as_ref(), agreed.as_ref())?;
    if (
        &after.code,
        &after.title,
        &after.phrasings,
        &after.keywords,
        &after.answer,
    ) != (
        &before.code,
        &before.title,
        &before.phrasings,
        &before.keywords,
        &before.answer,
    ) {
        tx.execute_one(UPDATE_SEARCH, params![after.id, &search_text(&after)])?;
    }
    insert_version(
        tx,
        actor,
        &after,
        (&phrasings, &keywords),
        (act, deed.comment, deed.batch),
    )?;
    let (old, mut new): (Map<_, _>, Map<_, _>) = fields(before)
        .into_iter()
        .zip(fields(&after))
        .filter(|(old, new)| old != new)
        .unzip();
    if !deed.comment.is_empty() {
        new.insert("comment".to_owned(), deed.comment.into());
    }
    record(tx, actor, deed.action, after.id, Some(&old), &new)?;
    Ok(true)
}

fn set_agreed(tx: &Tx<'_>, entry: Uuid, before: Option<&Agreed>, after: Option<&Agreed>) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let (from, until) = after.map_or(("", ""), |agreed| (&agreed.from, &agreed.until));
    let version = after.map(|agreed| agreed.version);
    tx.execute_one(AGREE, params![entry, version, from, until])?;
    tx.wake(Topic::Jobs);
    Ok(())
}

fn insert_version(
    tx: &Tx<'_>,
    actor: &Actor,
    entry: &Entry,
    (phrasings, keywords): (&String, &String),
    (act, comment, batch): (Option<ReviewAct>, &str, Option<Uuid>),
) -> Result<()> {
    tx.execute(
        INSERT_VERSION,
        params![
            entry.id,
            entry.version,
            entry.updated_at,
            &entry.updated_by,
            &entry.code,
            &entry.title,
            entry.category,
            status_name(entry.status),
            phrasings,
            keywords,
            &entry.answer,
            &json_text(&entry.audience)?,
            &json_text(&entry.related)?,
            entry.owner,
            &entry.review_on,
            actor.id(),
            act.map_or("", act_name),
            comment,
            batch,
            &entry.publish_from,
            &entry.publish_until,
            &follow_text(entry.follow_up)?,
        ],
    )?;
    Ok(())
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Map<String, Json>>,
    after: &Map<String, Json>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "entry",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, Some(after))
}

/// A code that nobody has.
fn make_code(tx: &Tx<'_>) -> Result<String> {
    loop {
        let code = format!("FAQ-{:04}", counters::add(tx, "code", 1)?);
        if !tx.exists(CODE_TAKEN, params![&code])? {
            return Ok(code);
        }
    }
}

statements! {
    CODE_TAKEN = "SELECT 1 FROM entry WHERE code = $1";
    INSERT = "INSERT INTO entry (id, code, code_key, title, title_key, category, status, version, content_version,
        unpublished, created_at, updated_at, updated_by, phrasings, keywords, answer, audience, related, owner, review_on,
        release_version, content_by, publish_from, publish_until, follow_up)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1, $8, $9, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
    OWNED = "SELECT id FROM entry WHERE owner = $1 ORDER BY id";
    IN_CATEGORY = "SELECT id FROM entry WHERE category = $1 ORDER BY id";
    UPDATE = "UPDATE entry SET code = $2, code_key = $3, title = $4, title_key = $5, category = $6, status = $7,
        version = $8, content_version = $9, unpublished = $10, updated_at = $11, updated_by = $12, phrasings = $13,
        keywords = $14, answer = $15, audience = $16, related = $17, owner = $18, review_on = $19,
        release_version = $20, content_by = $21,
        publish_from = $22, publish_until = $23, follow_up = $24 WHERE id = $1";
    AGREE = "UPDATE entry SET agreed_version = $2, agreed_from = $3, agreed_until = $4 WHERE id = $1";
    INSERT_SEARCH = "INSERT INTO entry_search (entry, folded) VALUES ($1, $2)";
    UPDATE_SEARCH = "UPDATE entry_search SET folded = $2 WHERE entry = $1";
    INSERT_VERSION = "INSERT INTO entry_version (entry, version, at, changed_by, code, title, category, status,
        phrasings, keywords, answer, audience, related, owner, review_on, changed_by_id, act, comment,
        batch, publish_from, publish_until, follow_up)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
}
