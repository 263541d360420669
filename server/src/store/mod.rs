//! Everything that lasts. All SQL of Kotae is below this folder, one file per kind of thing.
//!
//! [`Store`] is the data folder: a control database that lists the workspaces, and each [`Workspace`] with two
//! databases of its own. Functions of the files beside this one take a [`engine::Read`] or [`engine::Tx`] and are
//! combined freely inside one [`engine::Engine::read`] or [`engine::Engine::write`]:
//!
//! ```ignore
//! let entry = workspace.main().write(move |tx| entries::create(tx, &actor, &edit)).await?;
//! ```

pub mod approval;
pub mod archive;
pub mod audiences;
pub mod audit;
pub mod beside;
pub mod blobs;
pub mod categories;
pub mod conversations;
pub mod counters;
mod data_dir;
pub mod engine;
pub mod entries;
mod entry_days;
pub mod entry_drafts;
mod erasure;
mod error;
pub mod events;
pub mod factors;
pub mod form_files;
pub mod forms;
pub mod health;
pub mod identity;
pub mod import_mappings;
pub mod imports;
pub mod improve;
pub mod jobs;
pub mod letters;
pub mod limits;
pub mod links;
pub mod mail_server;
pub mod matching;
mod names;
pub mod notices;
mod operators;
pub mod outbox;
pub mod packs;
pub mod phrases;
pub mod pinned;
pub mod presence;
pub mod preview_links;
pub mod publications;
pub mod questions;
pub mod reports;
pub mod resets;
pub mod restrictions;
pub mod reviews;
mod rollup;
pub mod scenarios;
pub mod schedules;
mod schemas;
pub mod secrets;
pub mod sessions;
pub mod sign_in_places;
pub mod similar;
pub mod sso;
pub mod standing;
pub mod submissions;
pub mod synonyms;
#[cfg(test)]
mod tests;
pub mod trial;
pub mod tried_chats;
pub mod uploads;
pub mod users;
pub mod visible_packs;
pub mod visit_values;
pub mod visitor_fields;
pub mod visitor_sign_ins;
pub mod visitor_values;
pub mod visitors;
pub mod webhooks;
pub mod widgets;
pub mod workspaces;

pub use audit::Actor;
pub use data_dir::DataDir;
pub use engine::Sources;
pub use error::{Error, Result};
pub use operators::OPERATORS_WORKSPACE;
use operators::not_the_operators;
pub use standing::EraseRule;

use engine::{Engine, Place};
use kotae_shared::{api::admin::Widget, settings::WidgetSettings};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};
use uuid::Uuid;

/// The name of the workspace that an empty data folder gets.
pub const DEFAULT_WORKSPACE: &str = "default";

/// The data folder, open. One a process.
pub struct Store {
    dir: DataDir,
    sources: Sources,
    control: Engine,
    open: Mutex<HashMap<String, Arc<Workspace>>>,
    /// Held while a workspace is opened or closed, so that its files never have two writers.
    changing: Mutex<()>,
    /// Which workspace a widget's key leads to, as far as was asked. A key never moves.
    keys: Mutex<HashMap<String, String>>,
    /// Which workspace a host name belongs to.
    hosts: Mutex<HashMap<String, String>>,
}

/// A workspace, open. Whoever works with it holds the `Arc`, which keeps it open.
pub struct Workspace {
    id: Uuid,
    name: String,
    main: Engine,
    events: Engine,
    blobs: blobs::Blobs,
    attachments: blobs::Blobs,
    visible_packs: Arc<visible_packs::VisiblePacks>,
    trial: trial::Trial,
    forms: presence::Forms,
    health: health::Health,
    similar: similar::Similar,
    tried_chats: tried_chats::TriedChats,
    used_at: AtomicI64,
    standing: Mutex<standing::Standing>,
    limits: limits::Limits,
    folder: PathBuf,
    operators: bool,
    /// What the control database knows of its audit log.
    anchored: Mutex<audit::Anchored>,
}

impl Workspace {
    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its name, as in addresses.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether visitors and the help desk can use it at `now`.
    pub fn is_open(&self, now: i64) -> bool {
        lock(&self.standing).is_open(now)
    }

    /// The knowledge, the people and the publications.
    pub fn main(&self) -> &Engine {
        &self.main
    }

    /// The visitor events.
    pub fn events(&self) -> &Engine {
        &self.events
    }

    /// The bytes of uploads.
    pub fn blobs(&self) -> &blobs::Blobs {
        &self.blobs
    }

    /// The bytes of files that came with submissions.
    pub fn attachments(&self) -> &blobs::Blobs {
        &self.attachments
    }

    /// The matcher of the knowledge as it is written.
    pub fn trial(&self) -> &trial::Trial {
        &self.trial
    }

    /// Which entries are open in whose form.
    pub fn forms(&self) -> &presence::Forms {
        &self.forms
    }

    /// What the last look at the knowledge found.
    pub fn health(&self) -> &health::Health {
        &self.health
    }

    /// Which groups of questions are about the same.
    pub fn similar(&self) -> &similar::Similar {
        &self.similar
    }

    /// What preview links show.
    pub fn tried_chats(&self) -> &tried_chats::TriedChats {
        &self.tried_chats
    }

    /// The packs of visitors who may see more than everybody.
    pub fn visible_packs(&self) -> &Arc<visible_packs::VisiblePacks> {
        &self.visible_packs
    }

    fn close(&self) {
        if let Err(error) = self.note_views() {
            tracing::warn!(%error, workspace = self.name, "Could not write down page views");
        }
        self.events.close();
        self.main.close();
    }
}

impl Store {
    /// Opens the data folder's control database, and makes the first workspace when there is none. Blocks.
    pub fn open(dir: DataDir, sources: Sources) -> Result<Self> {
        // What a stop in the middle left of an import.
        match std::fs::remove_dir_all(dir.staging("")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let control = Engine::open(
            &Place {
                file: engine::file(dir.path(), "control"),
                label: "control".into(),
                copies: dir.copies(),
                readers: 2,
            },
            &schemas::CONTROL,
            sources.clone(),
        )?;
        let store = Self {
            dir,
            sources,
            control,
            open: Mutex::default(),
            changing: Mutex::default(),
            keys: Mutex::default(),
            hosts: Mutex::default(),
        };
        store.load_hosts()?;
        if store.control.read_blocking(workspaces::list)?.is_empty() {
            let actor = Actor::SetUp {
                address: String::new(),
            };
            store.create_workspace(actor, DEFAULT_WORKSPACE)?;
        }
        Ok(store)
    }

    /// The data folder.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where time and ids come from.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The control database.
    pub fn control(&self) -> &Engine {
        &self.control
    }

    /// All workspaces that can be opened, oldest first: one that is being erased is not among them.
    pub async fn workspaces(&self) -> Result<Vec<workspaces::Listed>> {
        let mut all = self.control.read(workspaces::list).await?;
        all.retain(|listed| listed.standing.state != standing::State::Erasing);
        Ok(all)
    }

    /// Makes a workspace and its databases. Blocks (see [`workspaces::check_name`] for what a name may be).
    pub fn create_workspace(&self, actor: Actor, name: &str) -> Result<Arc<Workspace>> {
        not_the_operators(name)?;
        self.make_way(name)?;
        let listed = {
            let name = name.to_owned();
            self.control
                .write_blocking(move |tx| workspaces::create(tx, &actor, &name))?
        };
        self.workspace_blocking(&listed.name)
    }

    /// The workspace of a name, opened when it is not. [`Error::NotFound`] when there is none.
    pub async fn workspace(self: &Arc<Self>, name: &str) -> Result<Arc<Workspace>> {
        if let Some(open) = self.opened(name) {
            return Ok(open);
        }
        let (store, name) = (Arc::clone(self), name.to_owned());
        let task = tokio::task::spawn_blocking(move || store.workspace_blocking(&name));
        task.await
            .unwrap_or_else(|error| Err(Error::internal(format_args!("opening a workspace: {error}"))))
    }

    /// [`Store::workspace`] for code outside the async runtime. Blocks.
    pub fn workspace_blocking(&self, name: &str) -> Result<Arc<Workspace>> {
        if let Some(open) = self.opened(name) {
            return Ok(open);
        }
        let _changing = lock(&self.changing);
        // Somebody else may have opened it while we waited.
        if let Some(open) = self.opened(name) {
            return Ok(open);
        }
        let listed = self
            .control
            .read_blocking(|control| workspaces::by_name(control, name))?;
        if listed.standing.state == standing::State::Erasing {
            return Err(Error::NotFound);
        }
        let workspace = Arc::new(self.open_workspace(listed)?);
        if workspace.main.read_blocking(widgets::list)?.is_empty() {
            let actor = Actor::SetUp {
                address: String::new(),
            };
            self.create_widget(&actor, &workspace, None, WidgetSettings::default())?;
        }
        lock(&self.open).insert(name.to_owned(), Arc::clone(&workspace));
        Ok(workspace)
    }

    /// Makes a widget with the given key, or with one that nobody can guess. [`Fault::Taken`] on `key` when another
    /// workspace has it; the widget of this workspace that has it already is returned as it is. Blocks.
    ///
    /// [`Fault::Taken`]: kotae_shared::api::problem::Fault::Taken
    pub fn create_widget(
        &self,
        actor: &Actor,
        workspace: &Workspace,
        key: Option<&str>,
        settings: WidgetSettings,
    ) -> Result<Widget> {
        let key = key.map_or_else(|| widgets::random_key(&self.sources), str::to_owned);
        widgets::check_key(&key)?;
        // First the key, then the widget: what a crash can leave behind is a key that leads to no widget.
        let (id, claimed, by) = (workspace.id, key.clone(), actor.clone());
        self.control
            .write_blocking(move |tx| workspaces::claim_key(tx, &by, id, &claimed))?;
        let by = actor.clone();
        workspace
            .main
            .write_blocking(move |tx| match widgets::by_key(tx, &key) {
                Err(Error::NotFound) => widgets::create(tx, &by, &key, &settings),
                found => found,
            })
    }

    /// The workspace that a widget's key leads to. [`Error::NotFound`] when it leads nowhere.
    pub async fn workspace_of_widget(self: &Arc<Self>, key: &str) -> Result<Arc<Workspace>> {
        let known = lock(&self.keys).get(key).cloned();
        let name = if let Some(name) = known {
            name
        } else {
            let asked = key.to_owned();
            let name = self
                .control
                .read(move |control| workspaces::of_widget(control, &asked))
                .await?;
            lock(&self.keys).insert(key.to_owned(), name.clone());
            name
        };
        self.workspace(&name).await
    }

    /// Closes workspaces that nobody has used for `idle_ms`, and gives back memory of the others. Blocks; returns
    /// how many were closed.
    pub fn tidy(&self, idle_ms: i64) -> usize {
        let _changing = lock(&self.changing);
        let now = self.sources.clock.now_ms();
        let mut closing = Vec::new();
        lock(&self.open).retain(|_, workspace| {
            workspace.main.shrink();
            workspace.events.shrink();
            workspace.trial.rest(now);
            workspace.tried_chats.rest(now);
            // Nobody can take another `Arc` while the map is locked: one holder means only the map has it.
            let idle = now - workspace.used_at.load(Ordering::Relaxed) >= idle_ms
                && Arc::strong_count(workspace) == 1;
            if idle {
                closing.push(Arc::clone(workspace));
            }
            !idle
        });
        self.control.shrink();
        for workspace in self.open_now() {
            if let Err(error) = workspace.note_views() {
                tracing::warn!(%error, workspace = workspace.name, "Could not write down page views");
            }
            self.anchor_or_warn(&workspace);
            workspace.measure();
        }
        for workspace in &closing {
            self.anchor_or_warn(workspace);
            workspace.close();
        }
        closing.len()
    }

    /// Finishes the writes that were accepted and closes every database. Blocks; call it when no request runs.
    pub fn close(&self) {
        let _changing = lock(&self.changing);
        let all: Vec<_> = lock(&self.open).drain().map(|(_, workspace)| workspace).collect();
        for workspace in all {
            self.anchor_or_warn(&workspace);
            workspace.close();
        }
        self.control.close();
    }

    fn anchor_or_warn(&self, workspace: &Workspace) {
        if let Err(error) = self.anchor(workspace) {
            tracing::warn!(%error, workspace = workspace.name, "Could not note how far the audit log has come");
        }
    }

    /// The workspaces that are open now. Asking does not keep them open.
    pub fn open_now(&self) -> Vec<Arc<Workspace>> {
        lock(&self.open).values().cloned().collect()
    }

    fn opened(&self, name: &str) -> Option<Arc<Workspace>> {
        let open = lock(&self.open);
        let workspace = open.get(name)?;
        workspace
            .used_at
            .store(self.sources.clock.now_ms(), Ordering::Relaxed);
        Some(Arc::clone(workspace))
    }

    fn open_workspace(&self, listed: workspaces::Listed) -> Result<Workspace> {
        let folder = self.dir.workspace(&listed.name);
        let place = |kind: &str, readers| Place {
            file: engine::file(&folder, kind),
            label: format!("{}-{kind}", listed.name),
            copies: self.dir.copies(),
            readers,
        };
        let sources = self.sources.of(&listed.name);
        sources.limits.set(listed.quotas);
        let open = |kind, readers, schema| Engine::open(&place(kind, readers), schema, sources.clone());
        let main = open("main", 4, &schemas::MAIN)?;
        let known = main.read_blocking(uploads::hashes)?;
        let attached = main.read_blocking(form_files::hashes)?;
        sources.limits.set_zone(&main.read_blocking(jobs::time_zone)?);
        let workspace = Workspace {
            main,
            blobs: blobs::Blobs::open(folder.join("uploads"), &known)?,
            attachments: blobs::Blobs::open(folder.join("attachments"), &attached)?,
            visible_packs: Arc::new(visible_packs::VisiblePacks::open(folder.join("packs"))?),
            trial: trial::Trial::default(),
            forms: presence::Forms::default(),
            health: health::Health::default(),
            similar: similar::Similar::default(),
            tried_chats: tried_chats::TriedChats::default(),
            events: open("events", 2, &schemas::EVENTS)?,
            id: listed.id,
            used_at: AtomicI64::new(self.sources.clock.now_ms()),
            name: listed.name,
            standing: Mutex::new(listed.standing),
            limits: sources.limits.clone(),
            operators: listed.operators,
            anchored: Mutex::default(),
            folder,
        };
        workspace.measure();
        Ok(workspace)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
