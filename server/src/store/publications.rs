//! Publications: which version of which entry visitors see.
//!
//! A publication is prepared outside a transaction (compile the answers, build and compress the pack) from a read
//! that notes the revision, and [`publish`]ed only when the knowledge is still at that revision.

mod agreed;
mod past;

pub use agreed::{Agreed, agreed, each_of, in_order, is_in_force, next_change, ready, with_chosen};
pub use past::{changes_of, detail, list, past_list};

use super::audit::{self, Actor, Change};
use super::counters;
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::packs::{self, NewPack};
use super::{Error, Result, audiences, beside, improve, jobs, names, pinned, scenarios, webhooks};
use kotae_shared::api::{
    admin::{
        ChangeCounts, ChangeKind, FollowUp, Publication, PublicationCause, PublishChange, PublishPreview,
        limits,
    },
    webhooks::WebhookEvent,
    widget::Answer,
};
use kotae_shared::{Uuid, codec, doc::Doc};
use std::ops::ControlFlow;

#[cfg(test)]
pub(super) use {agreed::STATEMENTS as AGREED_STATEMENTS, past::STATEMENTS as PAST_STATEMENTS};

/// An entry as the next publication would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The entry.
    pub id: Uuid,
    /// The version to publish: the one that last changed what visitors get, or the last one that was approved.
    pub version: u32,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Other ways to ask it.
    pub phrasings: Vec<String>,
    /// Words that should find it.
    pub keywords: Vec<String>,
    /// Its category.
    pub category: Option<Uuid>,
    /// The answer in Markdown.
    pub answer: String,
    /// The answer of this version was compiled for an earlier publication.
    pub compiled: bool,
    /// The groups that it is meant for; none: everybody.
    pub audience: Vec<String>,
    /// The codes of entries that are offered below its answer.
    pub related: Vec<String>,
    /// What is offered below that.
    pub follow_up: Option<FollowUp>,
}

/// What visitors read of a version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    entry: Uuid,
    version: u32,
    title: String,
    doc: Vec<u8>,
    audience: String,
    related: String,
    follow_up: String,
}

impl Compiled {
    /// The compiled answer of a draft.
    pub fn new(draft: &Draft, doc: &Doc) -> Result<Self> {
        Ok(Self {
            entry: draft.id,
            version: draft.version,
            title: draft.title.clone(),
            doc: codec::encode(doc),
            audience: serde_json::to_string(&draft.audience)?,
            related: serde_json::to_string(&draft.related)?,
            follow_up: serde_json::to_string(&draft.follow_up)?,
        })
    }
}

/// A publication, prepared.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// The revision of the knowledge ([`counters::revision`]) that it was prepared from.
    pub revision: i64,
    /// A word on what changed.
    pub note: String,
    /// The pack's first file.
    pub pack: NewPack,
    /// Its second one, if answers have text.
    pub bodies: Option<NewPack>,
    /// The answers of all drafts that were not compiled yet.
    pub answers: Vec<Compiled>,
    /// What the packs of visitors with groups are made from, if entries are meant for groups.
    pub whole: Option<Vec<u8>>,
    /// The uploads that answers show.
    pub files: audiences::Files,
    /// The publication whose entries come back.
    pub restores: Option<u32>,
    /// What it agrees to; `None`: every entry that is to be published, as it is now.
    pub list: Option<Vec<Agreed>>,
    /// The minute by the workspace's clock at which it was prepared: which entries have begun and not ended.
    pub moment: String,
    /// Why it is made.
    pub cause: PublicationCause,
    /// By whom, where that is not the actor.
    pub by: Option<String>,
    /// What it has beside entries, as [`beside`] keeps it.
    pub beside: Vec<u8>,
    /// The changes of synonyms and learned phrases that visitors have then, by their count.
    pub words: Taken<i64>,
    /// The scenarios that were looked at, with their versions.
    pub looked_at: Taken<Vec<(Uuid, u32)>>,
    /// What visitors play, by id.
    pub scenarios: Vec<scenarios::Compiled>,
    /// How the pinned questions went.
    pub pinned: Vec<pinned::Ran>,
    /// Questions that were dealt with, and whether it finds them.
    pub watched: Vec<improve::Watched>,
    /// Those that break, and why it is published nevertheless.
    pub forced: Option<pinned::Forced>,
}

/// What a publication takes of something that changes beside entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Taken<T> {
    /// All as it is now.
    #[default]
    Now,
    /// What visitors have already.
    Kept,
    /// What was there at an earlier moment.
    AsOf(T),
}

/// Every entry of the next publication whose time has begun and not ended, by code; stops when `each` breaks or fails.
pub fn each_draft(read: &Read<'_>, mut each: impl FnMut(Draft) -> Result<ControlFlow<()>>) -> Result<()> {
    read.each(DRAFTS, params![&jobs::moment(read)?], |row| each(draft(row)?))
}

fn draft(row: Row<'_>) -> Result<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        version: row.get(1)?,
        code: row.get(2)?,
        title: row.get(3)?,
        phrasings: row.json(4)?,
        keywords: row.json(5)?,
        category: row.get(6)?,
        answer: row.get(7)?,
        compiled: row.get(8)?,
        audience: row.json(9)?,
        related: row.json(10)?,
        follow_up: row.json(11)?,
    })
}

/// What the next publication would change in entries. `warnings` is empty and `categories` not set: the store does
/// not judge texts and does not read packs.
pub fn preview(read: &Read<'_>) -> Result<PublishPreview> {
    let changes = read.query(CHANGES, params![limits::PUBLISH_CHANGES as u32], |row| {
        let (draft, published): (bool, Option<u32>) = (row.get(3)?, row.get(4)?);
        Ok(PublishChange {
            id: row.get(0)?,
            code: row.get(1)?,
            title: row.get(2)?,
            kind: match (draft, published) {
                (true, None) => ChangeKind::Added,
                (true, Some(_)) => ChangeKind::Changed,
                (false, _) => ChangeKind::Removed,
            },
            published,
            version: Some(row.get(5)?),
            people: Vec::new(),
            at: Some(row.get(6)?),
            publish_from: row.get(7)?,
            publish_until: row.get(8)?,
        })
    })?;
    let mut changes = changes;
    for change in &mut changes {
        let upto = change.version.unwrap_or(u32::MAX);
        change.people = past::people(read, change.id, change.published.unwrap_or(0), upto)?;
    }
    Ok(PublishPreview {
        current: current(read)?,
        entries: read.value(COUNT_DRAFTS, params![&jobs::moment(read)?])?,
        total_changes: super::entries::count_unpublished(read)?,
        changes,
        categories: false,
        words: u32::try_from(counters::unpublished_words(read)?).unwrap_or(0),
        scenarios: scenarios::unpublished(read)?,
        others: Vec::new(),
        warnings: Vec::new(),
    })
}

/// Publishes, in one step: stores the pack and the answers, lists the versions and switches visitors to them.
/// [`Error::Conflict`] when the knowledge was changed since it was prepared.
pub fn publish(tx: &Tx<'_>, actor: &Actor, prepared: &Prepared) -> Result<Publication> {
    counters::expect_revision(tx, prepared.revision)?;
    for answer in &prepared.answers {
        tx.execute(
            INSERT_ANSWER,
            params![
                answer.entry,
                answer.version,
                &answer.title,
                &answer.doc,
                &answer.audience,
                &answer.related,
                &answer.follow_up
            ],
        )?;
    }
    let before = current(tx)?;
    // What not everybody may see any more is not to be had by the address of an earlier pack either.
    let narrows = prepared.list.is_some() || tx.exists(NARROWS, params![])?;
    match &prepared.list {
        Some(list) => agreed::agree(tx, list)?,
        None => agreed::agree_to_all(tx)?,
    }
    agreed::switch(tx, &prepared.moment)?;
    // Times that begin or end later.
    tx.wake(Topic::Jobs);
    let versions = shown(tx)?;
    let earlier = match &before {
        Some(before) => self::versions(tx, before.number)?,
        None => Vec::new(),
    };
    let changes = past::count(&earlier, &versions);
    if tx.exists(WITHOUT_ANSWER, params![])? {
        return Err(Error::internal("a publication lacks the answer of an entry"));
    }
    packs::make_current(tx, &prepared.pack, prepared.bodies.as_ref())?;
    if narrows {
        packs::drop_retired(tx)?;
    }
    counters::publish_words(tx, &prepared.words)?;
    scenarios::publish(tx, &prepared.scenarios, &prepared.looked_at)?;
    let number = before.as_ref().map_or(0, |before| before.number) + 1;
    audiences::publish(tx, number, prepared.whole.as_deref(), &prepared.files)?;
    let publication = Publication {
        number,
        at: tx.now(),
        by: prepared.by.clone().unwrap_or_else(|| actor.name().to_owned()),
        note: prepared.note.clone(),
        entries: versions.len() as u32,
        pack: prepared.pack.hash.clone(),
        pack_bytes: prepared.pack.brotli.len() as u32,
        restores: prepared.restores,
        changes: Some(changes),
        cause: prepared.cause,
    };
    beside::keep(tx, number, &prepared.beside)?;
    let windows = agreed::with_bounds(tx)?;
    let windows = (!windows.is_empty()).then(|| codec::encode(&windows));
    tx.execute(
        INSERT,
        params![
            publication.number,
            publication.at,
            &publication.by,
            &publication.note,
            prepared.revision,
            &publication.pack,
            publication.pack_bytes,
            publication.entries,
            &codec::encode(&versions),
            publication.restores,
            changes.added,
            changes.changed,
            changes.removed,
            names::cause_name(publication.cause),
            windows.as_ref(),
        ],
    )?;
    let change = Change {
        action: if prepared.restores.is_some() {
            "publication.rollback"
        } else {
            "publication.create"
        },
        kind: "publication",
        id: &publication.number.to_string(),
    };
    audit::record(tx, actor, change, before.as_ref(), Some(&publication))?;
    let told = serde_json::json!({
        "number": number, "cause": publication.cause, "restores": publication.restores, "entries": publication.entries,
        "changes": changes,
    });
    webhooks::tell(tx, WebhookEvent::PublicationCreated, None, &told)?;
    pinned::note(tx, &prepared.pinned)?;
    improve::settle(tx, actor, publication.number, &prepared.watched)?;
    if let Some(forced) = &prepared.forced {
        pinned::record_forced(tx, actor, publication.number, forced)?;
    }
    Ok(publication)
}

/// Notes that changes of synonyms, learned phrases and scenarios make no difference for visitors.
/// [`Error::Conflict`] when the knowledge was changed since it was prepared.
pub fn words_make_no_difference(tx: &Tx<'_>, prepared: &Prepared) -> Result<()> {
    counters::expect_revision(tx, prepared.revision)?;
    counters::publish_words(tx, &prepared.words)?;
    if let Some(current) = current(tx)? {
        beside::keep(tx, current.number, &prepared.beside)?;
    }
    scenarios::settle(tx, &prepared.looked_at)
}

/// The publication that visitors see.
pub fn current(read: &Read<'_>) -> Result<Option<Publication>> {
    read.first(CURRENT, params![], from_row)
}

/// The revision of the knowledge that the current publication was made from; `None` before the first one. Another
/// revision now does not yet mean that visitors would notice a difference.
pub fn current_revision(read: &Read<'_>) -> Result<Option<i64>> {
    read.first(CURRENT_REVISION, params![], |row| row.get(0))
}

/// Which version of which entry visitors see, by id.
fn shown(read: &Read<'_>) -> Result<Vec<(Uuid, u32)>> {
    read.query(VERSIONS_NOW, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Which version of which entry a publication has, by id. [`Error::NotFound`] when there is no such publication.
pub fn versions(read: &Read<'_>, number: u32) -> Result<Vec<(Uuid, u32)>> {
    let bytes: Option<Vec<u8>> = read.first(VERSIONS, params![number], |row| row.get(0))?;
    let bytes = bytes.ok_or(Error::NotFound)?;
    codec::decode(&bytes).map_err(|error| Error::corrupt(format_args!("versions: {error:?}")))
}

/// An answer that visitors see.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What they read.
    pub answer: Answer,
    /// The groups that it is meant for; none: everybody.
    pub audience: Vec<String>,
    /// The entries that are offered below it, as far as visitors see them at all.
    pub related: Vec<Related>,
    /// What is offered below that, if visitors have it.
    pub follow_up: Option<FollowUp>,
}

/// An entry that another one's answer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The entry.
    pub entry: Uuid,
    /// Its title.
    pub title: String,
    /// The groups that it is meant for; none: everybody.
    pub audience: Vec<String>,
}

/// The answer of an entry that visitors see; [`Error::NotFound`] when they see none.
pub fn answer(read: &Read<'_>, entry: Uuid) -> Result<Shown> {
    let found = read.first(ANSWER, params![entry], |row| {
        let doc: Vec<u8> = row.get(1)?;
        let answer = Answer {
            entry,
            title: row.get(0)?,
            doc: codec::decode(&doc).map_err(|error| Error::corrupt(format_args!("answer: {error:?}")))?,
        };
        Ok((answer, row.json(2)?, row.json::<Vec<String>>(3)?, row.json(4)?))
    })?;
    let (answer, audience, codes, follow_up) = found.ok_or(Error::NotFound)?;
    let mut related = Vec::with_capacity(codes.len());
    for code in codes {
        related.extend(read.first(RELATED, params![&code], |row| {
            Ok(Related {
                entry: row.get(0)?,
                title: row.get(1)?,
                audience: row.json(2)?,
            })
        })?);
    }
    Ok(Shown {
        answer,
        audience,
        related,
        follow_up,
    })
}

fn from_row(row: Row<'_>) -> Result<Publication> {
    Ok(Publication {
        number: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        note: row.get(3)?,
        entries: row.get(4)?,
        pack: row.get(5)?,
        pack_bytes: row.get(6)?,
        restores: row.get(7)?,
        changes: match row.get::<Option<u32>>(8)? {
            Some(added) => Some(ChangeCounts {
                added,
                changed: row.get(9)?,
                removed: row.get(10)?,
            }),
            None => None,
        },
        cause: row.parse(11, names::cause)?,
    })
}

statements! {
    DRAFTS = "SELECT e.id, v.version, e.code, v.title, v.phrasings, v.keywords, c.id, v.answer,
        CASE WHEN a.entry IS NULL THEN 0 ELSE 1 END, v.audience, v.related, v.follow_up
        FROM entry e JOIN entry_version v ON v.entry = e.id AND v.version = e.release_version
        LEFT JOIN category c ON c.id = v.category
        LEFT JOIN answer a ON a.entry = e.id AND a.version = e.release_version
        WHERE e.publish_from <= $1 AND (e.publish_until = '' OR e.publish_until > $1)
        ORDER BY e.code_key, e.id";
    CHANGES = "SELECT e.id, e.code, COALESCE(v.title, e.title), CASE WHEN e.release_version IS NULL THEN 0 ELSE 1 END,
        e.agreed_version, COALESCE(e.release_version, e.version), COALESCE(v.at, e.updated_at), e.publish_from,
        e.publish_until
        FROM entry e LEFT JOIN entry_version v ON v.entry = e.id AND v.version = e.release_version
        WHERE e.unpublished = 1 ORDER BY e.code_key, e.id LIMIT $1";
    COUNT_DRAFTS = "SELECT COUNT(*) FROM entry WHERE release_version IS NOT NULL AND publish_from <= $1
        AND (publish_until = '' OR publish_until > $1)";
    INSERT_ANSWER = "INSERT INTO answer (entry, version, title, doc, audience, related, follow_up) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (entry, version) DO NOTHING";
    NARROWS = "SELECT 1 FROM entry e JOIN answer a ON a.entry = e.id AND a.version = e.published_version
        JOIN entry_version v ON v.entry = e.id AND v.version = e.release_version
        WHERE e.unpublished = 1 AND v.audience <> '[]' AND v.audience <> a.audience LIMIT 1";
    VERSIONS_NOW = "SELECT id, published_version FROM entry WHERE published_version IS NOT NULL ORDER BY id";
    WITHOUT_ANSWER = "SELECT 1 FROM entry e WHERE e.published_version IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM answer a WHERE a.entry = e.id AND a.version = e.published_version) LIMIT 1";
    INSERT = "INSERT INTO publication (number, at, published_by, note, revision, pack, pack_bytes, entries, versions,
        restores, added, changed, removed, cause, windows)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    CURRENT = "SELECT number, at, published_by, note, entries, pack, pack_bytes, restores, added, changed, removed, cause
        FROM publication ORDER BY number DESC LIMIT 1";
    CURRENT_REVISION = "SELECT revision FROM publication ORDER BY number DESC LIMIT 1";
    VERSIONS = "SELECT versions FROM publication WHERE number = $1";
    ANSWER = "SELECT a.title, a.doc, a.audience, a.related, a.follow_up FROM entry e JOIN answer a ON a.entry = e.id AND a.version = e.published_version
        WHERE e.id = $1";
    RELATED = "SELECT e.id, a.title, a.audience FROM entry e JOIN answer a ON a.entry = e.id AND a.version = e.published_version
        WHERE e.code = $1";
}
