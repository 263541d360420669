//! From what the help desk wrote to what visitors get: answers as documents, the pack, the switch.
//!
//! The long work (convert, build, compress) happens outside a transaction, on a state of the knowledge whose revision
//! is noted; the switch is one short transaction that fails when the knowledge has another revision by then.

mod links;
pub mod markdown;
mod pack;
mod pinned;
pub mod plain;
pub mod prune;
pub mod scenario_trial;
mod scenarios;
pub mod similar;
#[cfg(test)]
mod tests;
mod tree;
pub mod trial;
pub mod visible;
mod warnings;

pub use markdown::to_doc;

use crate::store::{
    Actor, Error, Result, Workspace, audiences, categories, counters,
    engine::Read,
    improve, matching,
    packs::{self, Encoding},
    phrases, pinned as store_pinned,
    publications::{self, Compiled, Draft, Prepared},
    scenarios as store_scenarios, synonyms,
};
use crate::{lexicon, uploads};
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Publication, PublishPreview, limits},
        pinned::{PinnedReport, limits::REASON},
        problem::Fault,
        uploads::FOLDER,
    },
    pack::{Pack, SourceCategory},
};
use std::{collections::HashSet, ops::ControlFlow};
use visible::Whole;
use warnings::Warnings;

/// How often a publication is prepared anew because somebody changed the knowledge meanwhile.
const ATTEMPTS: u32 = 5;
/// Entries between two reports of progress.
const STEP: usize = 5_000;

/// What a pack takes of an answer, which is Markdown.
pub fn matched_text(answer: &str) -> String {
    pack::body(plain::text(&to_doc(answer)))
}

/// How many bytes of a pack's file a browser is sent.
pub fn sent_bytes(file: &[u8]) -> std::io::Result<usize> {
    pack::brotli(file).map(|bytes| bytes.len())
}

/// What the next publication would change, with warnings in the reader's language. Blocks.
pub fn preview(workspace: &Workspace, lang: Lang) -> Result<PublishPreview> {
    workspace.main().read_blocking(|read| {
        let mut preview = publications::preview(read)?;
        let mut warnings = Warnings::new(lang, crate::store::uploads::hashes(read)?);
        let mut used = HashSet::new();
        publications::each_draft(read, |draft| {
            used.extend(draft.category);
            let converted = (!draft.compiled).then(|| markdown::convert(&draft.answer));
            warnings.look(&draft, converted.as_ref());
            Ok(ControlFlow::Continue(()))
        })?;
        preview.warnings = warnings.finish();
        if let Some(current) = &preview.current {
            let next = pack::categories(&categories::list(read)?, used);
            preview.categories = published_categories(read, current)? != next;
        }
        Ok(preview)
    })
}

/// What somebody says about a publication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Why<'w> {
    pub(crate) note: &'w str,
    pub(crate) force: &'w str,
}

impl<'w> Why<'w> {
    /// `note`: a word on what changed. `force`: why it is published although pinned questions break; empty: then it is not.
    pub fn new(note: &'w str, force: &'w str) -> Self {
        Self { note, force }
    }
}

/// Publishes every entry that is to be: visitors see it from their next boot on. When visitors would notice nothing at
/// all, no publication is made and the current one is returned; an empty first one is made. Blocks.
///
/// [`Fault::TooLong`] on `note`; [`Fault::Pinned`] on `force` when pinned questions break; [`Error::Conflict`] when the knowledge is changed again and again meanwhile.
pub fn publish(
    workspace: &Workspace,
    actor: Actor,
    why: Why<'_>,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<Publication> {
    switch(workspace, actor, why, None, lang, progress)
}

/// Lets visitors see the entries of an earlier publication again, as a new one. What was written stays as it is; categories,
/// words and scenarios are those of now. When visitors would notice nothing, the current publication is returned. Blocks.
///
/// [`Error::NotFound`] when there is no publication `number`; else as [`publish`].
pub fn roll_back(
    workspace: &Workspace,
    actor: Actor,
    number: u32,
    why: Why<'_>,
    lang: Lang,
) -> Result<Publication> {
    switch(workspace, actor, why, Some(number), lang, &mut |_| {})
}

fn switch(
    workspace: &Workspace,
    actor: Actor,
    why: Why<'_>,
    restores: Option<u32>,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<Publication> {
    let (note, reason) = (why.note.trim(), why.force.trim());
    if reason.chars().count() > REASON {
        return Err(Error::field("force", Fault::TooLong(REASON as u32)));
    }
    if note.chars().count() > limits::NOTE {
        return Err(Error::field("note", Fault::TooLong(limits::NOTE as u32)));
    }
    let mut attempt = 1;
    loop {
        let (mut prepared, current) = prepare(workspace, note, restores, lang, progress)?;
        if current.is_none() {
            prepared.forced = allowed(workspace, &prepared.pinned, reason)?;
        }
        progress(lang.pick("切り替えています", "Switching"));
        let actor = actor.clone();
        let result = workspace.main().write_blocking(move |tx| match current {
            // Going back looks at no entry as it is now.
            Some(current) if prepared.restores.is_some() => Ok(current),
            Some(current) => {
                publications::words_make_no_difference(tx, prepared.revision)?;
                improve::settle(tx, &actor, current.number, &prepared.watched)?;
                Ok(current)
            }
            None => publications::publish(tx, &actor, &prepared),
        });
        match result {
            Err(Error::Conflict) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

/// How the pinned questions would go with the next publication, or these of them; notes it, and publishes nothing. Blocks.
pub fn run_pinned(workspace: &Workspace, only: &[Uuid], lang: Lang) -> Result<PinnedReport> {
    let (mut prepared, _) = prepare(workspace, "", None, lang, &mut |_| {})?;
    if !only.is_empty() {
        let only: HashSet<&Uuid> = only.iter().collect();
        prepared.pinned.retain(|one| only.contains(&one.id));
    }
    let (total, broken) = (prepared.pinned.len(), broken(&prepared.pinned).len());
    workspace
        .main()
        .write_blocking(move |tx| store_pinned::note(tx, &prepared.pinned))?;
    Ok(PinnedReport {
        total: total as u32,
        broken: broken as u32,
    })
}

fn broken(ran: &[store_pinned::Ran]) -> Vec<store_pinned::Ran> {
    ran.iter().filter(|one| !one.passed).cloned().collect()
}

/// What is forced, if anything. Without a reason for it, how the questions went is noted, and [`Fault::Pinned`] says how many.
fn allowed(
    workspace: &Workspace,
    ran: &[store_pinned::Ran],
    reason: &str,
) -> Result<Option<store_pinned::Forced>> {
    let broken = broken(ran);
    if broken.is_empty() {
        return Ok(None);
    }
    if reason.is_empty() {
        let ran = ran.to_vec();
        workspace
            .main()
            .write_blocking(move |tx| store_pinned::note(tx, &ran))?;
        return Err(Error::field("force", Fault::Pinned(broken.len() as u32)));
    }
    Ok(Some(store_pinned::Forced {
        reason: reason.to_owned(),
        broken,
    }))
}

/// The next publication, and the current one when the next one would be the same.
fn prepare(
    workspace: &Workspace,
    note: &str,
    restores: Option<u32>,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<(Prepared, Option<Publication>)> {
    let mut prepared = Prepared {
        note: note.to_owned(),
        restores,
        ..Prepared::default()
    };
    let mut whole = Whole::default();
    let mut published = None;
    let mut pins = Vec::new();
    let mut watched = Vec::new();
    let mut same_scenarios = false;
    let mut same_entries = false;
    let preview = workspace.main().read_blocking(|read| {
        prepared.revision = counters::revision(read)?;
        let preview = publications::preview(read)?;
        let mut learned = phrases::learned(read)?;
        (whole.own, whole.options) = words(read)?;
        pins = store_pinned::all(read)?;
        watched = improve::watched(read)?;
        same_entries = match restores {
            Some(number) => publications::same_entries(read, number)?,
            None => preview.total_changes == 0,
        };
        let mut used = HashSet::new();
        let take = |draft: Draft| {
            used.extend(draft.category);
            let doc = to_doc(&draft.answer);
            if !draft.compiled {
                prepared.answers.push(Compiled::new(&draft, &doc)?);
            }
            let files = if draft.audience.is_empty() {
                &mut prepared.files.public
            } else {
                whole.restricted.push((draft.id, draft.audience.clone()));
                &mut prepared.files.restricted
            };
            if draft.answer.contains(FOLDER) {
                uploads::address::each(&doc, &mut |file| {
                    files.insert(file.to_owned());
                });
            }
            let phrases = learned.remove(&draft.id).unwrap_or_default();
            whole
                .source
                .entries
                .push(pack::entry(draft, phrases, plain::text(&doc)));
            let done = whole.source.entries.len();
            if done.is_multiple_of(STEP) {
                let total = preview.entries;
                progress(&match lang {
                    Lang::Ja => format!("{total} 件のうち {done} 件の回答を準備しました"),
                    Lang::En => format!("{done} of {total} answers prepared"),
                });
            }
            Ok(ControlFlow::Continue(()))
        };
        match restores {
            Some(number) => publications::each_past(read, number, take)?,
            None => publications::each_draft(read, take)?,
        }
        whole.source.categories = pack::categories(&categories::list(read)?, used);
        let entries: HashSet<Uuid> = whole.source.entries.iter().map(|entry| entry.id).collect();
        let restricted = whole.restricted.iter().map(|(id, _)| *id).collect();
        prepared.scenarios = scenarios::compile(read, &entries, &restricted, &mut prepared.files)?;
        same_scenarios = prepared.scenarios == store_scenarios::published(read)?;
        if let Some(current) = &preview.current {
            published = audiences::whole(read, current.number)?;
        }
        Ok(preview)
    })?;
    prepared.whole = if whole.restricted.is_empty() {
        None
    } else {
        Some(whole.encode()?)
    };
    progress(lang.pick("読みと同義語を調べています", "Looking up readings and synonyms"));
    let asked = pinned::Asked::new(pins, watched, &whole);
    let source = whole.part(&[]);
    progress(lang.pick("検索データを作っています", "Building the knowledge pack"));
    (prepared.pack, prepared.bodies) = pack::build(&source)?;
    progress(lang.pick("固定した質問を確かめています", "Asking the pinned questions"));
    (prepared.pinned, prepared.watched) = asked.ask(&prepared.pack, prepared.bodies.as_ref())?;
    let same_whole = published == prepared.whole;
    let same = |current: &Publication| {
        same_entries && same_whole && same_scenarios && current.pack == prepared.pack.hash
    };
    let current = preview.current.filter(same);
    Ok((prepared, current))
}

/// What a publication knows about words beside the built-in tables: the help desk's groups, and what of the tables counts.
fn words(read: &Read<'_>) -> Result<(Vec<lexicon::Group>, lexicon::Options)> {
    let own = synonyms::all(read)?;
    let own = own
        .into_iter()
        .map(|group| lexicon::Group::new(group.terms, group.finds));
    let options = lexicon::Options {
        built_in_synonyms: matching::get(read)?.built_in_synonyms,
        readings: true,
    };
    Ok((own.collect(), options))
}

/// The categories of a publication; none when its pack cannot be read any more.
fn published_categories(read: &Read<'_>, of: &Publication) -> Result<Vec<SourceCategory>> {
    if let Some(whole) = audiences::whole(read, of.number)? {
        return Ok(Whole::decode(&whole)?.source.categories);
    }
    let bytes = match packs::get(read, &of.pack, Encoding::Plain) {
        Err(Error::NotFound) => return Ok(Vec::new()),
        bytes => bytes?,
    };
    let Ok(pack) = Pack::decode(&bytes) else {
        return Ok(Vec::new());
    };
    let all = pack.categories();
    let of = |index: u32| all.get(index as usize).map(|parent| parent.id);
    let list = all.iter().map(|category| SourceCategory {
        id: category.id,
        parent: category.parent.and_then(of),
        name: category.name.clone(),
    });
    Ok(list.collect())
}
