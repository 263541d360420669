//! Tests of the store as a whole.

use super::*;
use crate::clock::{Ids, SettableClock};
use tempfile::TempDir;

mod crash;
mod entry_days;
mod knowledge;
mod large;
mod people;
mod phrases;
mod postgres;
mod publishing;
mod rollup;
mod submissions;
mod uploads;
mod visitors;
mod workspaces_apart;

/// A store in a temporary folder with a clock that stands.
pub(super) struct World {
    pub(super) store: Arc<Store>,
    pub(super) clock: Arc<SettableClock>,
    pub(super) temp: TempDir,
}

pub(super) const START: i64 = 1_750_000_000_000;

pub(super) fn world() -> World {
    world_of(7)
}

/// A world whose ids and keys are its own.
pub(super) fn world_of(seed: u64) -> World {
    let temp = tempfile::tempdir().unwrap();
    let clock = Arc::new(SettableClock::new(START));
    let sources = Sources::with(clock.clone(), Ids::seeded(clock.clone(), seed));
    let store = Store::open(DataDir::open(temp.path()).unwrap(), sources).unwrap();
    World {
        store: Arc::new(store),
        clock,
        temp,
    }
}

impl World {
    pub(super) fn workspace(&self) -> Arc<Workspace> {
        self.store.workspace_blocking(DEFAULT_WORKSPACE).unwrap()
    }

    /// A write to the default workspace's main database.
    pub(super) fn main<T: Send + 'static>(
        &self,
        write: impl FnOnce(&engine::Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace().main().write_blocking(write)
    }
}

pub(super) fn cli() -> Actor {
    Actor::Cli { user: "test".into() }
}

/// Every statement of the store with the schema it is for and a name.
pub(super) fn statements(dialect: engine::Dialect) -> Vec<(&'static engine::Schema, String, String)> {
    use schemas::{CONTROL, EVENTS, MAIN};
    type File<'a> = (
        &'a [&'static engine::Schema],
        &'a str,
        &'a [(&'a str, engine::Sql<'static>)],
    );
    let files: [File<'_>; 92] = [
        (&[&MAIN], "approval", crate::store::approval::STATEMENTS),
        (&[&CONTROL, &MAIN], "audit", audit::STATEMENTS),
        (&[&CONTROL, &MAIN], "audit::chain", audit::CHAIN_STATEMENTS[0]),
        (&[&CONTROL, &MAIN], "audit::cut", audit::CHAIN_STATEMENTS[1]),
        (&[&CONTROL, &MAIN], "audit::erase", audit::CHAIN_STATEMENTS[2]),
        (&[&CONTROL, &MAIN], "audit::state", audit::CHAIN_STATEMENTS[3]),
        (&[&CONTROL, &MAIN], "audit::verify", audit::CHAIN_STATEMENTS[4]),
        (&[&CONTROL], "audit::witness", audit::WITNESS_STATEMENTS),
        (&[&MAIN], "audit::settings", audit::SETTINGS_STATEMENTS),
        (&[&MAIN], "audiences", audiences::STATEMENTS),
        (&[&MAIN], "categories", categories::STATEMENTS),
        (&[&MAIN], "categories::merge", categories::MERGE_STATEMENTS),
        (&[&MAIN, &EVENTS], "counters", counters::STATEMENTS),
        (&[&MAIN], "entries", entries::STATEMENTS),
        (&[&MAIN], "entry_drafts", crate::store::entry_drafts::STATEMENTS),
        (&[&MAIN], "entries::approval", entries::APPROVAL_STATEMENTS),
        (&[&MAIN], "entries::bulk", entries::BULK_STATEMENTS),
        (&[&MAIN], "entries::change", entries::CHANGE_STATEMENTS),
        (&[&MAIN], "entries::history", entries::HISTORY_STATEMENTS),
        (&[&MAIN], "entries::review", entries::REVIEW_STATEMENTS),
        (&[&MAIN], "entries::list", entries::LIST_STATEMENTS),
        (&[&EVENTS], "events", events::STATEMENTS),
        (&[&EVENTS], "visitors", crate::store::visitors::STATEMENTS),
        (&[&MAIN], "health", crate::store::health::STATEMENTS),
        (&[&EVENTS], "questions", questions::STATEMENTS),
        (&[&EVENTS], "entry_days", crate::store::entry_days::STATEMENTS),
        (&[&MAIN], "conversations", crate::store::conversations::STATEMENTS),
        (
            &[&EVENTS],
            "conversations::told",
            crate::store::conversations::OF_EVENTS,
        ),
        (&[&EVENTS], "rollup", crate::store::rollup::STATEMENTS),
        (&[&MAIN], "reports", crate::store::reports::STATEMENTS),
        (&[&EVENTS], "reports::sums", crate::store::reports::OF_EVENTS),
        (&[&MAIN], "import_mappings", import_mappings::STATEMENTS),
        (&[&MAIN], "imports", imports::STATEMENTS),
        (&[&MAIN], "imports::undo", imports::UNDO_STATEMENTS),
        (&[&MAIN], "improve", improve::STATEMENTS),
        (&[&MAIN], "improve::of_entries", improve::OF_ENTRIES),
        (&[&MAIN], "improve::watch", improve::OF_WATCH),
        (&[&EVENTS], "improve::groups", improve::OF_EVENTS),
        (&[&EVENTS], "improve::last", improve::OF_LAST),
        (&[&EVENTS], "improve::reworded", improve::OF_REWORDED),
        (
            &[&EVENTS],
            "visitor_sign_ins",
            crate::store::visitor_sign_ins::STATEMENTS,
        ),
        (&[&MAIN], "identity", identity::STATEMENTS),
        (&[&MAIN], "notices", notices::STATEMENTS),
        (&[&MAIN], "mail_server", mail_server::STATEMENTS),
        (&[&MAIN], "matching", matching::STATEMENTS),
        (&[&MAIN], "outbox", outbox::STATEMENTS),
        (&[&MAIN], "letters", crate::store::letters::STATEMENTS),
        (&[&MAIN], "webhooks", crate::store::webhooks::STATEMENTS),
        (
            &[&MAIN],
            "webhooks::events",
            crate::store::webhooks::EVENT_STATEMENTS,
        ),
        (
            &[&MAIN],
            "webhooks::deliveries",
            crate::store::webhooks::DELIVERY_STATEMENTS,
        ),
        (&[&MAIN], "packs", packs::STATEMENTS),
        (&[&MAIN], "phrases", super::phrases::STATEMENTS),
        (&[&MAIN], "publications", publications::STATEMENTS),
        (&[&MAIN], "publications::past", publications::PAST_STATEMENTS),
        (&[&MAIN], "publications::agreed", publications::AGREED_STATEMENTS),
        (&[&MAIN], "beside", crate::store::beside::STATEMENTS),
        (&[&MAIN], "schedules", crate::store::schedules::STATEMENTS),
        (&[&MAIN], "preview_links", crate::store::preview_links::STATEMENTS),
        (&[&MAIN], "widgets", widgets::STATEMENTS),
        (&[&MAIN], "jobs", jobs::STATEMENTS),
        (&[&MAIN], "links", links::STATEMENTS),
        (&[&MAIN], "reviews", reviews::STATEMENTS),
        (&[&MAIN], "restrictions", restrictions::STATEMENTS),
        (&[&MAIN], "factors", factors::STATEMENTS),
        (&[&MAIN], "secrets", secrets::STATEMENTS),
        (&[&MAIN], "resets", resets::STATEMENTS),
        (&[&MAIN], "sessions", sessions::STATEMENTS),
        (&[&MAIN], "sign_in_places", sign_in_places::STATEMENTS),
        (&[&MAIN], "sso", crate::store::sso::STATEMENTS),
        (&[&MAIN], "uploads", super::uploads::STATEMENTS),
        (&[&EVENTS], "visit_values", crate::store::visit_values::STATEMENTS),
        (
            &[&MAIN],
            "submissions::values",
            crate::store::submissions::VALUE_STATEMENTS,
        ),
        (
            &[&MAIN],
            "visitor_fields",
            crate::store::visitor_fields::STATEMENTS,
        ),
        (&[&MAIN], "scenarios", scenarios::STATEMENTS),
        (&[&MAIN], "form_files", crate::store::form_files::STATEMENTS),
        (&[&MAIN], "forms", crate::store::forms::STATEMENTS),
        (
            &[&MAIN],
            "submissions::list",
            crate::store::submissions::LIST_STATEMENTS,
        ),
        (
            &[&MAIN],
            "submissions::handle",
            crate::store::submissions::HANDLE_STATEMENTS,
        ),
        (
            &[&MAIN],
            "submissions::receive",
            crate::store::submissions::RECEIVE_STATEMENTS,
        ),
        (
            &[&MAIN],
            "submissions::results",
            crate::store::submissions::RESULT_STATEMENTS,
        ),
        (&[&MAIN], "submissions", crate::store::submissions::STATEMENTS),
        (
            &[&EVENTS],
            "submissions::questions",
            crate::store::submissions::OF_EVENTS,
        ),
        (&[&MAIN], "pinned", crate::store::pinned::STATEMENTS),
        (
            &[&MAIN],
            "pinned::proposals",
            crate::store::pinned::PROPOSAL_STATEMENTS,
        ),
        (&[&MAIN], "synonyms", synonyms::STATEMENTS),
        (&[&MAIN], "users", users::STATEMENTS),
        (&[&CONTROL], "workspaces", workspaces::STATEMENTS),
        (&[&CONTROL], "standing", standing::STATEMENTS),
        (&[&CONTROL], "limits", limits::STATEMENTS),
        (&[&MAIN], "limits::usage", limits::OF_MAIN),
        (&[&EVENTS], "limits::views", limits::OF_EVENTS),
        (&[&MAIN], "erasure", super::erasure::STATEMENTS),
    ];
    let mut all = Vec::new();
    for (schemas, file, statements) in files {
        for schema in schemas {
            for (name, sql) in statements {
                all.push((*schema, format!("{file}::{name}"), sql.text().to_owned()));
            }
        }
    }
    for (number, sql) in entries::variants(dialect).into_iter().enumerate() {
        all.push((&MAIN, format!("entries::list #{number}"), sql));
    }
    for (number, sql) in super::uploads::usages(dialect).into_iter().enumerate() {
        all.push((&MAIN, format!("uploads #{number}"), sql));
    }
    for (number, sql) in synonyms::variants(dialect).into_iter().enumerate() {
        all.push((&MAIN, format!("synonyms #{number}"), sql));
    }
    for (number, sql) in crate::store::pinned::variants(dialect).into_iter().enumerate() {
        all.push((&MAIN, format!("pinned #{number}"), sql));
    }
    for (number, sql) in crate::store::submissions::variants(dialect)
        .into_iter()
        .enumerate()
    {
        all.push((&MAIN, format!("submissions #{number}"), sql));
    }
    for (number, sql) in questions::variants(dialect).into_iter().enumerate() {
        all.push((&EVENTS, format!("questions #{number}"), sql));
    }
    all
}
