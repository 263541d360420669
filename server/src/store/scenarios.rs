//! Scenarios: what the help desk wrote, and what of it visitors play.

use super::audit::{self, Actor, Change};
use super::categories::Reach;
use super::counters;
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result, entries, forms, imports, publications::Taken, widgets};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::{
        problem::Fault,
        scenarios::{ScenarioEdit, ScenarioRecord, ScenarioRow, ScenarioState},
        transfer::ImportKind,
    },
    codec,
    scenario::{
        Scenario,
        check::{Finding, Known, check, faults},
        limits,
        play::Play,
    },
    settings::StartTarget,
    text::fold,
};
use std::collections::{HashMap, HashSet};

/// A change of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioChange {
    /// Makes one.
    New(Scenario),
    /// Changes one.
    Edit(Uuid, ScenarioEdit),
}

/// A scenario as a publication has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    scenario: Uuid,
    name: String,
    play: Vec<u8>,
    entries: String,
}

impl Compiled {
    /// What visitors play, and the entries that it leads to.
    pub fn new(play: &Play, entries: &[Uuid]) -> Result<Self> {
        Ok(Self {
            scenario: play.id,
            name: serde_json::to_string(&play.name)?,
            play: codec::encode(play),
            entries: serde_json::to_string(entries)?,
        })
    }
}

/// A published scenario's name, in Japanese and in English, and the entries that it leads to.
pub type Shown = ([String; 2], Vec<Uuid>);

struct Stored {
    id: Uuid,
    scenario: Scenario,
    version: u32,
    published: Option<u32>,
    plays: bool,
    updated_at: i64,
    updated_by: String,
}

impl Stored {
    fn state(&self) -> ScenarioState {
        match self.published {
            None => ScenarioState::New,
            Some(published) if published != self.version => ScenarioState::Changed,
            Some(_) if self.plays => ScenarioState::Published,
            Some(_) => ScenarioState::Withheld,
        }
    }
}

/// All scenarios, by name.
pub fn list(read: &Read<'_>, lang: Lang) -> Result<Vec<ScenarioRow>> {
    let known = Entries::of(read)?;
    let all = read.query(ALL, params![], from_row)?;
    let row = |stored: Stored| ScenarioRow {
        id: stored.id,
        steps: stored.scenario.steps.len() as u32,
        state: stored.state(),
        findings: known.check(&stored.scenario, lang).len() as u32,
        name: stored.scenario.name,
        version: stored.version,
        updated_at: stored.updated_at,
        updated_by: stored.updated_by,
    };
    Ok(all.into_iter().map(row).collect())
}

/// All scenarios with their ids and versions, by name.
pub fn all(read: &Read<'_>) -> Result<Vec<(Uuid, Scenario, u32)>> {
    let all = read.query(ALL, params![], from_row)?.into_iter();
    Ok(all
        .map(|stored| (stored.id, stored.scenario, stored.version))
        .collect())
}

/// The names of all scenarios as they are written, in Japanese and in English.
pub fn names(read: &Read<'_>) -> Result<HashMap<Uuid, [String; 2]>> {
    let name = |of: &Localised| [Lang::Ja, Lang::En].map(|lang| of.get(lang).to_owned());
    let all = all(read)?.into_iter();
    Ok(all.map(|(id, scenario, _)| (id, name(&scenario.name))).collect())
}

/// Who changed each scenario last.
pub fn changed_by(read: &Read<'_>) -> Result<Vec<(Uuid, String)>> {
    let all = read.query(ALL, params![], from_row)?.into_iter();
    Ok(all.map(|stored| (stored.id, stored.updated_by)).collect())
}

/// One scenario.
pub fn get(read: &Read<'_>, id: Uuid, lang: Lang) -> Result<ScenarioRecord> {
    let stored = stored(read, id)?;
    let findings = Entries::of(read)?.check(&stored.scenario, lang);
    let ids = stored.scenario.steps.iter().filter_map(|step| step.entry);
    let mut entries: Vec<_> = entries::names(read, ids)?.into_values().collect();
    entries.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(ScenarioRecord {
        id,
        state: stored.state(),
        scenario: stored.scenario,
        entries,
        findings,
        version: stored.version,
        updated_at: stored.updated_at,
        updated_by: stored.updated_by,
    })
}

/// What is wrong with a scenario as it would be stored.
pub fn findings(read: &Read<'_>, scenario: &Scenario, lang: Lang) -> Result<Vec<Finding>> {
    Ok(Entries::of(read)?.check(scenario, lang))
}

/// Makes a scenario. [`Error::Invalid`] names what is wrong; [`Fault::TooLong`] on `scenarios` when there are too many.
pub fn create(tx: &Tx<'_>, actor: &Actor, scenario: &Scenario) -> Result<Uuid> {
    let key = checked(tx, actor, scenario, None)?;
    let count: u32 = tx.value(COUNT, params![])?;
    if count as usize >= limits::COUNT {
        return Err(Error::field("scenarios", Fault::TooLong(limits::COUNT as u32)));
    }
    let id = tx.new_id();
    let graph = serde_json::to_string(scenario)?;
    tx.execute(INSERT, params![id, &key, &graph, tx.now(), actor.name()])?;
    record(tx, actor, "scenario.create", id, None, Some(scenario))?;
    Ok(id)
}

/// Changes a scenario. [`Error::Conflict`] when `edit.version` is not its version any more.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &ScenarioEdit) -> Result<()> {
    let before = stored(tx, id)?;
    if before.version != edit.version {
        return Err(Error::Conflict);
    }
    let after = &edit.scenario;
    let key = checked(tx, actor, after, Some(id))?;
    if before.scenario == *after {
        return Ok(());
    }
    let graph = serde_json::to_string(after)?;
    tx.execute_one(
        UPDATE,
        params![id, &key, &graph, before.version + 1, tx.now(), actor.name()],
    )?;
    record(
        tx,
        actor,
        "scenario.update",
        id,
        Some(&before.scenario),
        Some(after),
    )
}

/// Deletes a scenario; visitors have it until the next publication. [`Fault::InUse`] on `start` while a widget has a button
/// to it.
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    check_reach(tx, actor)?;
    let before = stored(tx, id)?;
    let leads_here = |item: &kotae_shared::settings::StartItem| item.target == StartTarget::Scenario(id);
    if widgets::list(tx)?
        .iter()
        .any(|widget| widget.settings.start.iter().any(leads_here))
    {
        return Err(Error::field("start", Fault::InUse));
    }
    tx.execute_one(DELETE, params![id])?;
    record(tx, actor, "scenario.delete", id, Some(&before.scenario), None)
}

/// Makes and changes scenarios, all or none; what it did.
pub fn apply(tx: &Tx<'_>, actor: &Actor, changes: &[ScenarioChange]) -> Result<Vec<imports::Change>> {
    let mut done = Vec::new();
    for change in changes {
        match change {
            ScenarioChange::New(scenario) => {
                let id = create(tx, actor, scenario)?;
                done.push(imports::Change::made(ImportKind::Scenarios, id, 1));
            }
            ScenarioChange::Edit(id, edit) => {
                let before = stored(tx, *id)?;
                update(tx, actor, *id, edit)?;
                let version = stored(tx, *id)?.version;
                let change = imports::Change::changed(ImportKind::Scenarios, *id, version);
                done.push(change.from(&before.scenario)?);
            }
        }
    }
    Ok(done)
}

/// Whether there is a scenario of this id.
pub(super) fn exists(read: &Read<'_>, id: Uuid) -> Result<bool> {
    read.exists(EXISTS, params![id])
}

/// How many scenarios visitors do not have as they are now.
pub(super) fn unpublished(read: &Read<'_>) -> Result<u32> {
    Ok(read.value::<u32>(COUNT_CHANGED, params![])? + read.value::<u32>(COUNT_GONE, params![])?)
}

/// What the current publication has, by id.
pub fn published(read: &Read<'_>) -> Result<Vec<Compiled>> {
    read.query(PLAYS, params![], |row| {
        Ok(Compiled {
            scenario: row.get(0)?,
            name: row.get(1)?,
            play: row.get(2)?,
            entries: row.get(3)?,
        })
    })
}

/// Puts these, by id, in the place of what visitors played; `taken`: which versions were looked at.
pub(super) fn publish(tx: &Tx<'_>, plays: &[Compiled], taken: &Taken<Vec<(Uuid, u32)>>) -> Result<()> {
    tx.execute(FORGET_PLAYS, params![])?;
    for play in plays {
        tx.execute(
            INSERT_PLAY,
            params![play.scenario, &play.name, &play.play, &play.entries],
        )?;
    }
    settle(tx, taken)
}

/// Notes which versions of scenarios the publication has looked at.
pub(super) fn settle(tx: &Tx<'_>, taken: &Taken<Vec<(Uuid, u32)>>) -> Result<()> {
    match taken {
        Taken::Now => tx.execute(SETTLE, params![]).map(drop),
        Taken::Kept => Ok(()),
        Taken::AsOf(versions) => {
            for (id, version) in versions {
                // It may be gone since.
                tx.execute(SETTLE_AS_OF, params![*id, *version])?;
            }
            Ok(())
        }
    }
}

/// A published scenario, and the entries that it leads to; [`Error::NotFound`] when there is none.
pub fn play(read: &Read<'_>, id: Uuid) -> Result<(Play, Vec<Uuid>)> {
    let found = read.first(PLAY, params![id], |row| {
        let play: Vec<u8> = row.get(0)?;
        let play =
            codec::decode(&play).map_err(|error| Error::corrupt(format_args!("scenario: {error:?}")))?;
        Ok((play, row.json(1)?))
    })?;
    found.ok_or(Error::NotFound)
}

/// The names of published scenarios with the entries that they lead to.
pub fn shown(read: &Read<'_>) -> Result<HashMap<Uuid, Shown>> {
    let all = read.query(NAMES, params![], |row| {
        Ok((row.get::<Uuid>(0)?, (row.json(1)?, row.json(2)?)))
    })?;
    Ok(all.into_iter().collect())
}

/// Scenarios are for the whole knowledge: not for who may write in some categories alone ([`Fault::NotYours`]).
fn check_reach(read: &Read<'_>, actor: &Actor) -> Result<()> {
    Reach::of(read, actor)?.check("scenario", None)
}

/// Checks what is to be stored as `id`, and gives the key of its name.
fn checked(read: &Read<'_>, actor: &Actor, scenario: &Scenario, id: Option<Uuid>) -> Result<String> {
    check_reach(read, actor)?;
    let found = faults(&findings(read, scenario, Lang::Ja)?);
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let key = name_key(&scenario.name);
    let other: Option<Uuid> = read.first(BY_NAME, params![&key], |row| row.get(0))?;
    if other.is_some_and(|other| Some(other) != id) {
        return Err(Error::field("name", Fault::Taken));
    }
    Ok(key)
}

/// By what scenarios of one name are found.
pub fn name_key(name: &Localised) -> String {
    fold(name.get(Lang::Ja))
}

/// Which entries are to be published.
pub struct Entries {
    published: HashMap<Uuid, bool>,
    forms: HashSet<Uuid>,
}

impl Entries {
    /// As it is now.
    pub fn of(read: &Read<'_>) -> Result<Self> {
        let all = read.query(ENTRIES, params![], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<bool>(1)?))
        })?;
        Ok(Self {
            published: all.into_iter().collect(),
            forms: forms::ids(read)?,
        })
    }

    /// What is known of one.
    pub fn known(&self, id: Uuid) -> Known {
        match self.published.get(&id) {
            Some(true) => Known::Published,
            Some(false) => Known::Hidden,
            None => Known::Missing,
        }
    }

    fn check(&self, scenario: &Scenario, lang: Lang) -> Vec<Finding> {
        check(
            scenario,
            lang,
            |id| self.known(*id),
            |form| self.forms.contains(&form),
        )
    }
}

fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    action: &str,
    id: Uuid,
    before: Option<&Scenario>,
    after: Option<&Scenario>,
) -> Result<()> {
    let change = Change {
        action,
        kind: "scenario",
        id: &id.to_string(),
    };
    audit::record(tx, actor, change, before, after)?;
    counters::raise_revision(tx)
}

fn stored(read: &Read<'_>, id: Uuid) -> Result<Stored> {
    read.first(BY_ID, params![id], from_row)?.ok_or(Error::NotFound)
}

fn from_row(row: Row<'_>) -> Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        scenario: row.json(1)?,
        version: row.get(2)?,
        published: row.get(3)?,
        updated_at: row.get(4)?,
        updated_by: row.get(5)?,
        plays: row.get(6)?,
    })
}

statements! {
    ALL = "SELECT s.id, s.graph, s.version, s.published_version, s.updated_at, s.updated_by,
        CASE WHEN p.scenario IS NULL THEN 0 ELSE 1 END
        FROM scenario s LEFT JOIN scenario_play p ON p.scenario = s.id ORDER BY s.name_key";
    BY_ID = "SELECT s.id, s.graph, s.version, s.published_version, s.updated_at, s.updated_by,
        CASE WHEN p.scenario IS NULL THEN 0 ELSE 1 END
        FROM scenario s LEFT JOIN scenario_play p ON p.scenario = s.id WHERE s.id = $1";
    BY_NAME = "SELECT id FROM scenario WHERE name_key = $1";
    EXISTS = "SELECT 1 FROM scenario WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM scenario";
    COUNT_CHANGED = "SELECT COUNT(*) FROM scenario WHERE published_version IS NULL OR published_version <> version";
    COUNT_GONE = "SELECT COUNT(*) FROM scenario_play p
        WHERE NOT EXISTS (SELECT 1 FROM scenario s WHERE s.id = p.scenario)";
    INSERT = "INSERT INTO scenario (id, name_key, graph, version, updated_at, updated_by) VALUES ($1, $2, $3, 1, $4, $5)";
    UPDATE = "UPDATE scenario SET name_key = $2, graph = $3, version = $4, updated_at = $5, updated_by = $6 WHERE id = $1";
    DELETE = "DELETE FROM scenario WHERE id = $1";
    PLAYS = "SELECT scenario, name, play, entries FROM scenario_play ORDER BY scenario";
    PLAY = "SELECT play, entries FROM scenario_play WHERE scenario = $1";
    NAMES = "SELECT scenario, name, entries FROM scenario_play";
    FORGET_PLAYS = "DELETE FROM scenario_play";
    INSERT_PLAY = "INSERT INTO scenario_play (scenario, name, play, entries) VALUES ($1, $2, $3, $4)";
    SETTLE = "UPDATE scenario SET published_version = version WHERE published_version IS NULL OR published_version <> version";
    SETTLE_AS_OF = "UPDATE scenario SET published_version = $2 WHERE id = $1
        AND (published_version IS NULL OR published_version < $2)";
    ENTRIES = "SELECT id, CASE WHEN release_version IS NULL THEN 0 ELSE 1 END FROM entry";
}
