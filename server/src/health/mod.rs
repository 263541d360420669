//! The health of the knowledge: what a careful editor would mend. `docs/health.md` has the measures.
//!
//! A look reads everything once, works outside of the writer on a blocking thread, and is kept in memory ([`store::health::Found`]);
//! sentences, and what was let be, are added when somebody reads it.

mod alike;
mod links;
mod page;
mod words;

pub use page::{known, ordered, page};
pub use words::kind;

use crate::{
    publish::{to_doc, trial},
    store::{
        Error, Result, Workspace, counters, entries,
        health::{self as store, Found},
        improve, uploads,
    },
};
use alike::Own;
use kotae_shared::{
    Uuid,
    api::{
        admin::{Entry, Status},
        health::{HealthDetail, HealthEntry, HealthFinding, HealthKind, HealthLook, limits},
        uploads::Upload,
    },
    readable,
};
use links::Links;
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

/// A file that came so lately, in milliseconds, may belong to a text that is not saved yet.
const NEW_FILE_MS: i64 = 60 * 60_000;

/// Looks at the knowledge in the background, unless somebody's look is under way. `origin` and `prefix` are where this server is
/// reached, to know its own addresses in answers.
pub fn begin(workspace: &Arc<Workspace>, origin: String, prefix: String) {
    if !workspace.health().begin() {
        return;
    }
    let workspace = Arc::clone(workspace);
    tokio::spawn(async move {
        let ended = Ended(Arc::clone(&workspace));
        match look(&workspace, origin, prefix).await {
            Ok(found) => ended.0.health().end(Some(found)),
            Err(error) => {
                tracing::warn!(%error, workspace = workspace.name(), "Could not look at the knowledge's health");
            }
        }
    });
}

/// Whatever happens to a look, the next one can begin.
struct Ended(Arc<Workspace>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.health().end(None);
    }
}

/// A look.
pub async fn look(workspace: &Arc<Workspace>, origin: String, prefix: String) -> Result<Found> {
    let matcher = trial::matcher(workspace).await?;
    let logged = workspace
        .events()
        .read(|read| improve::last_asked(read, limits::LOGGED));
    let logged = logged.await?;
    let place = Arc::clone(workspace);
    let work = move || {
        let mut input = read(&place, origin, prefix)?;
        let (own, asked) = alike::own_words(&matcher, &input.own);
        let mut all = std::mem::take(&mut input.found);
        all.extend(alike::duplicates(&own, &input.named));
        all.extend(alike::outranked(&own, &input.named));
        all.extend(alike::behind(
            &alike::in_log(&matcher, &logged),
            &own,
            &input.named,
        ));
        let (findings, cut) = heaviest(all);
        let now = place.main().read_blocking(|read| Ok(read.now()))?;
        Ok(Found {
            revision: input.revision,
            look: HealthLook {
                at: now,
                took_ms: u32::try_from(now - input.now).unwrap_or(0),
                entries: input.own.len() as u32,
                asked,
                logged: logged.len() as u32,
                cut,
            },
            findings,
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal(error.to_string().into()))?
}

/// What a look works on.
struct Input {
    revision: i64,
    now: i64,
    /// What each entry is found by.
    own: Vec<Own>,
    /// The entries by id.
    named: HashMap<Uuid, HealthEntry>,
    /// What can be said of each entry by itself.
    found: Vec<HealthFinding>,
}

/// Reads everything once. Blocks.
fn read(workspace: &Workspace, origin: String, prefix: String) -> Result<Input> {
    let name = workspace.name().to_owned();
    workspace.main().read_blocking(move |read| {
        let mut input = Input {
            revision: counters::revision(read)?,
            now: read.now(),
            own: Vec::new(),
            named: HashMap::new(),
            found: Vec::new(),
        };
        let mut links = Links::new(
            origin,
            prefix,
            name,
            store::widget_keys(read)?,
            uploads::hashes(read)?,
        );
        let mut used = HashSet::new();
        entries::each(read, |entry| {
            links::hashes(&entry.answer, &mut used);
            let named = named(&entry);
            links.know(&named);
            if entry.status == Status::Archived {
                return Ok(ControlFlow::Continue(()));
            }
            let doc = to_doc(&entry.answer);
            let reading = readable::read(&doc);
            if !reading.hard.is_empty() {
                let weight = reading.weight();
                let detail = HealthDetail::Hard {
                    ja: reading.ja,
                    hard: reading.hard,
                };
                input
                    .found
                    .push(finding("hard", HealthKind::Hard, &named, detail, weight));
            }
            if entry.phrasings.is_empty() && entry.keywords.is_empty() {
                // What visitors have already matters most, and of that what has little else to be found by.
                let published = u32::from(entry.status == Status::Published) * 1_000;
                let weight = published + 200_u32.saturating_sub(entry.title.chars().count() as u32);
                input.found.push(finding(
                    "bare",
                    HealthKind::Bare,
                    &named,
                    HealthDetail::Bare,
                    weight,
                ));
            }
            links.look(&named, &doc, &entry.related);
            input.own.push(Own::of(&entry));
            input.named.insert(entry.id, named);
            Ok(ControlFlow::Continue(()))
        })?;
        input.found.extend(links.finish());
        for text in store::texts_with_uploads(read)? {
            links::hashes(&text, &mut used);
        }
        let unused = uploads::list(read)?.into_iter().filter(|upload| {
            let hash = upload.file.split('.').next().unwrap_or_default();
            !used.contains(hash) && input.now - upload.created_at >= NEW_FILE_MS
        });
        input.found.extend(unused.map(unused_file));
        Ok(input)
    })
}

fn named(entry: &Entry) -> HealthEntry {
    HealthEntry {
        id: entry.id,
        code: entry.code.clone(),
        title: entry.title.clone(),
        status: entry.status,
        version: entry.version,
    }
}

fn finding(
    name: &str,
    kind: HealthKind,
    entry: &HealthEntry,
    detail: HealthDetail,
    weight: u32,
) -> HealthFinding {
    HealthFinding {
        key: format!("{name}:{}", entry.id),
        kind,
        entry: Some(entry.clone()),
        detail,
        weight,
        message: String::new(),
        ignored: None,
    }
}

fn unused_file(upload: Upload) -> HealthFinding {
    HealthFinding {
        key: format!("file:{}", upload.id),
        kind: HealthKind::UnusedFile,
        entry: None,
        weight: upload.bytes,
        detail: HealthDetail::File {
            id: upload.id,
            name: upload.name,
            file: upload.file,
            bytes: upload.bytes,
            created_at: upload.created_at,
        },
        message: String::new(),
        ignored: None,
    }
}

/// The findings of each kind that weigh most, the heaviest first, and whether there were more.
fn heaviest(mut all: Vec<HealthFinding>) -> (Vec<HealthFinding>, bool) {
    all.sort_by(|one, other| {
        (one.kind, Reverse(one.weight), &one.key).cmp(&(other.kind, Reverse(other.weight), &other.key))
    });
    let mut counts = HashMap::new();
    let before = all.len();
    all.retain(|finding| {
        let count: &mut usize = counts.entry(finding.kind).or_default();
        *count += 1;
        *count <= limits::FINDINGS
    });
    let cut = all.len() < before;
    (all, cut)
}
