//! From what the help desk wrote to what visitors get: answers as documents, the pack, the switch.
//!
//! The long work (convert, build, compress) happens outside a transaction, on a state of the knowledge whose revision
//! is noted; the switch is one short transaction that fails when the knowledge has another revision by then.

mod beside;
mod frozen;
mod links;
pub mod markdown;
mod others;
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
pub mod tried;
pub mod visible;
mod warnings;

pub use markdown::to_doc;

use crate::store::{
    Actor, Error, Result, Workspace, audiences, categories, counters,
    engine::{Read, Tx},
    entries, improve, jobs, matching,
    packs::{self, Encoding},
    pinned as store_pinned,
    publications::{self, Agreed, Compiled, Draft, Prepared, Taken},
    scenarios as store_scenarios, schedules, synonyms,
};
use crate::{lexicon, uploads};
use beside::Beside;
use frozen::Frozen;
use kotae_shared::{
    Lang, Uuid,
    api::{
        admin::{Publication, PublicationCause, PublishPreview, limits},
        pinned::{PinnedReport, limits::REASON},
        problem::Fault,
        publishing::{PublishPart, Schedule, ScheduleEdit, ScheduleRequest, ScheduleStop, limits::PART},
        uploads::FOLDER,
    },
    pack::{Pack, SourceCategory},
};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};
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
        let mut lists = None;
        if let Some(current) = &preview.current {
            let next = pack::categories(&categories::list(read)?, used);
            let published = published_categories(read, current)?;
            preview.categories = published != next;
            lists = Some((published, next));
        }
        if preview.categories || preview.words > 0 || preview.scenarios > 0 {
            let lists = lists.as_ref().filter(|_| preview.categories);
            let lists = lists.map(|(old, new)| (old.as_slice(), new.as_slice()));
            preview.others = others::others(read, lists, lang)?;
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

/// What a publication is to have.
#[derive(Clone, Debug)]
enum Wanted {
    /// Everything that is to be published, as it is now.
    Ready,
    /// The entries of an earlier publication.
    Past(u32),
    /// What is agreed to, since times have begun and ended.
    Windows,
    /// What is agreed to, with some of the changes.
    Part(PublishPart),
    /// What is agreed to, with the changes that were kept for a set time.
    Frozen(Box<Frozen>),
}

/// Is done in the transaction that publishes; gets the publication and the pinned questions that it breaks.
pub type Also = Arc<dyn Fn(&Tx<'_>, &Publication, &[store_pinned::Ran]) -> Result<()> + Send + Sync>;

/// An order to publish.
struct Order<'w> {
    wanted: Wanted,
    why: Why<'w>,
    also: Option<Also>,
    /// By whom, where that is not the actor.
    by: Option<String>,
}

impl<'w> Order<'w> {
    fn new(wanted: Wanted, why: Why<'w>) -> Self {
        Self {
            wanted,
            why,
            also: None,
            by: None,
        }
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
    switch(workspace, actor, &Order::new(Wanted::Ready, why), lang, progress)
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
    let order = Order::new(Wanted::Past(number), why);
    switch(workspace, actor, &order, lang, &mut |_| {})
}

/// Makes the publication of entries whose times have begun or ended since the current one, and of nothing else that was written
/// meanwhile; `None` when there are none. Pinned questions that it breaks do not stop it: what is out of date must go. Blocks.
pub fn follow_windows(workspace: &Workspace, actor: Actor, also: Also) -> Result<Option<Publication>> {
    let due = workspace.main().read_blocking(|read| {
        let next = publications::next_change(read)?;
        Ok(next.is_some_and(|at| at <= read.now()))
    })?;
    if !due {
        return Ok(None);
    }
    let order = Order {
        wanted: Wanted::Windows,
        why: Why::new("", "The time of entries began or ended."),
        also: Some(also),
        by: None,
    };
    switch(workspace, actor, &order, Lang::Ja, &mut |_| {}).map(Some)
}

/// Publishes some of the changes; everything else stays as visitors have it. Blocks.
///
/// [`Fault::Required`] on `only` when there is nothing in it, [`Fault::NoEntry`] and [`Fault::TooLong`] on `only.entries`; else as
/// [`publish`].
pub fn publish_part(
    workspace: &Workspace,
    actor: Actor,
    part: PublishPart,
    why: Why<'_>,
    lang: Lang,
) -> Result<Publication> {
    check_part(workspace, &part)?;
    switch(
        workspace,
        actor,
        &Order::new(Wanted::Part(part), why),
        lang,
        &mut |_| {},
    )
}

fn check_part(workspace: &Workspace, part: &PublishPart) -> Result<()> {
    if part.is_empty() {
        return Err(Error::field("only", Fault::Required));
    }
    if part.entries.len() > PART {
        return Err(Error::field("only.entries", Fault::TooLong(PART as u32)));
    }
    let known = workspace
        .main()
        .read_blocking(|read| entries::names(read, part.entries.iter().copied()))?;
    if part.entries.iter().any(|id| !known.contains_key(id)) {
        return Err(Error::field("only.entries", Fault::NoEntry));
    }
    Ok(())
}

/// Keeps what is ready now, or a part of it, for a publication at a set time. Blocks.
///
/// [`Fault::Required`] on `only` when nothing would change; [`Fault::TooLong`] on `note`; else as [`schedules::create`] and
/// [`publish_part`].
pub fn schedule(workspace: &Workspace, actor: Actor, request: &ScheduleRequest) -> Result<Schedule> {
    if let Some(part) = &request.only {
        check_part(workspace, part)?;
    }
    let note = request.note.trim().to_owned();
    if note.chars().count() > limits::NOTE {
        return Err(Error::field("note", Fault::TooLong(limits::NOTE as u32)));
    }
    let (at, only) = (request.at, request.only.clone());
    // In the writer, so that nothing comes between reading and keeping; it copies versions, not texts.
    workspace.main().write_blocking(move |tx| {
        let frozen = Frozen::now(tx, only.as_ref())?;
        let stored = schedules::create(tx, &actor, at, &note, visible::pack_up(&frozen)?)?;
        frozen.view(tx, &stored)
    })
}

/// The publications at set times, with what each has.
pub fn scheduled(read: &Read<'_>) -> Result<Vec<Schedule>> {
    let all = schedules::list(read)?;
    let view = |stored: &schedules::Stored| visible::unpack::<Frozen>(&stored.frozen)?.view(read, stored);
    all.iter().map(view).collect()
}

/// Gives one another time.
pub fn reschedule(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &ScheduleEdit) -> Result<Schedule> {
    if edit.note.chars().count() > limits::NOTE {
        return Err(Error::field("note", Fault::TooLong(limits::NOTE as u32)));
    }
    let stored = schedules::update(tx, actor, id, edit)?;
    visible::unpack::<Frozen>(&stored.frozen)?.view(tx, &stored)
}

/// Publishes one now, whatever its time. Blocks. As [`publish`].
pub fn publish_scheduled(
    workspace: &Workspace,
    actor: Actor,
    id: Uuid,
    force: &str,
    lang: Lang,
) -> Result<Publication> {
    let stored = workspace.main().read_blocking(|read| schedules::get(read, id))?;
    run_scheduled(workspace, actor, &stored, None, force, lang)
}

fn run_scheduled(
    workspace: &Workspace,
    actor: Actor,
    stored: &schedules::Stored,
    by: Option<String>,
    force: &str,
    lang: Lang,
) -> Result<Publication> {
    let frozen: Frozen = visible::unpack(&stored.frozen)?;
    let (id, version) = (stored.id, stored.version);
    let order = Order {
        wanted: Wanted::Frozen(Box::new(frozen)),
        why: Why::new(&stored.note, force),
        also: Some(Arc::new(move |tx, _, _| schedules::done(tx, id, version))),
        by,
    };
    switch(workspace, actor, &order, lang, &mut |_| {})
}

/// Tells somebody, in the transaction that stops a scheduled publication.
pub type Told = Arc<dyn Fn(&Tx<'_>, &schedules::Stored, ScheduleStop) -> Result<()> + Send + Sync>;

/// Makes the publications whose time has come, and stops those that must not be made: pinned questions break, or who scheduled one may not
/// publish any more. How many were made. Blocks.
pub fn follow_schedules(workspace: &Workspace, actor: &Actor, told: &Told) -> Result<u64> {
    let mut made = 0;
    for stored in workspace.main().read_blocking(schedules::due)? {
        let maker = stored.made_by;
        let may = workspace
            .main()
            .read_blocking(|read| schedules::may_publish(read, maker))?;
        let stop = if may {
            let by = Some(stored.by.clone());
            match run_scheduled(workspace, actor.clone(), &stored, by, "", Lang::Ja) {
                Ok(_) => {
                    made += 1;
                    continue;
                }
                Err(error) => pinned_fault(error)?,
            }
        } else {
            ScheduleStop::Person
        };
        let (actor, told) = (actor.clone(), Arc::clone(told));
        workspace.main().write_blocking(move |tx| {
            // Somebody may have changed it or taken it back meanwhile.
            match schedules::get(tx, stored.id) {
                Ok(now) if now.version == stored.version => {}
                Ok(_) | Err(Error::NotFound) => return Ok(()),
                Err(error) => return Err(error),
            }
            schedules::stop(tx, &actor, stored.id, stop)?;
            told(tx, &stored, stop)
        })?;
    }
    Ok(made)
}

/// How many pinned questions an error is about; any other error goes on.
fn pinned_fault(error: Error) -> Result<ScheduleStop> {
    if let Error::Invalid(faults) = &error
        && let [(_, Fault::Pinned(broken))] = faults.as_slice()
    {
        return Ok(ScheduleStop::Pinned(*broken));
    }
    Err(error)
}

fn switch(
    workspace: &Workspace,
    actor: Actor,
    order: &Order<'_>,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<Publication> {
    let (note, reason) = (order.why.note.trim(), order.why.force.trim());
    if reason.chars().count() > REASON {
        return Err(Error::field("force", Fault::TooLong(REASON as u32)));
    }
    if note.chars().count() > limits::NOTE {
        return Err(Error::field("note", Fault::TooLong(limits::NOTE as u32)));
    }
    let mut attempt = 1;
    loop {
        let (mut prepared, current) = prepare(workspace, &order.wanted, lang, progress)?;
        note.clone_into(&mut prepared.note);
        prepared.by.clone_from(&order.by);
        if current.is_none() {
            prepared.forced = allowed(workspace, &prepared.pinned, reason)?;
        }
        progress(lang.pick("切り替えています", "Switching"));
        let (actor, also) = (actor.clone(), order.also.clone());
        let result = workspace.main().write_blocking(move |tx| {
            let publication = if let Some(current) = current {
                // Going back looks at no entry as it is now.
                if prepared.restores.is_none() {
                    publications::words_make_no_difference(tx, &prepared)?;
                    improve::settle(tx, &actor, current.number, &prepared.watched)?;
                }
                current
            } else {
                publications::publish(tx, &actor, &prepared)?
            };
            if let Some(also) = also {
                let broken = prepared.forced.as_ref().map(|forced| forced.broken.as_slice());
                also(tx, &publication, broken.unwrap_or_default())?;
            }
            Ok(publication)
        });
        match result {
            Err(Error::Conflict) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

/// How the pinned questions would go with the next publication, or these of them; notes it, and publishes nothing. Blocks.
pub fn run_pinned(workspace: &Workspace, only: &[Uuid], lang: Lang) -> Result<PinnedReport> {
    let (mut prepared, _) = prepare(workspace, &Wanted::Ready, lang, &mut |_| {})?;
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

/// What a publication agrees to (`None`: everything that is ready), and what it has beside entries.
fn list_of(
    read: &Read<'_>,
    wanted: &Wanted,
    prepared: &mut Prepared,
) -> Result<(Option<Vec<Agreed>>, Beside)> {
    match wanted {
        Wanted::Ready => Ok((None, Beside::now(read)?)),
        Wanted::Past(number) => {
            prepared.restores = Some(*number);
            Ok((Some(publications::past_list(read, *number)?), Beside::now(read)?))
        }
        Wanted::Windows => {
            prepared.cause = PublicationCause::Window;
            let list = Some(publications::agreed(read)?);
            let Some(kept) = Beside::kept(read)? else {
                return Ok((list, Beside::now(read)?));
            };
            (prepared.words, prepared.looked_at) = (Taken::Kept, Taken::Kept);
            Ok((list, kept))
        }
        Wanted::Part(part) => {
            prepared.cause = PublicationCause::Part;
            let list = Some(publications::with_chosen(read, &part.entries)?);
            let now = Beside::now(read)?;
            // An earlier Kotae has published: it is not known what visitors have, so they get all of it.
            let Some(mut beside) = Beside::kept(read)? else {
                return Ok((list, now));
            };
            if part.categories {
                beside.categories = now.categories;
            }
            if part.words {
                beside.words = now.words;
            } else {
                prepared.words = Taken::Kept;
            }
            if part.scenarios {
                beside.scenarios = now.scenarios;
            } else {
                prepared.looked_at = Taken::Kept;
            }
            Ok((list, beside))
        }
        Wanted::Frozen(frozen) => {
            prepared.cause = PublicationCause::Schedule;
            let (list, beside) = frozen.list(read, prepared)?;
            Ok((Some(list), beside))
        }
    }
}

/// The next publication, and the current one when the next one would be the same.
fn prepare(
    workspace: &Workspace,
    wanted: &Wanted,
    lang: Lang,
    progress: &mut dyn FnMut(&str),
) -> Result<(Prepared, Option<Publication>)> {
    let mut prepared = Prepared::default();
    let mut whole = Whole::default();
    let mut published = None;
    let mut pins = Vec::new();
    let mut watched = Vec::new();
    let mut same_scenarios = false;
    let mut same_entries = false;
    let preview = workspace.main().read_blocking(|read| {
        prepared.revision = counters::revision(read)?;
        prepared.moment = jobs::moment(read)?;
        let preview = publications::preview(read)?;
        let (list, beside) = list_of(read, wanted, &mut prepared)?;
        prepared.beside = beside.encode()?;
        let scenarios = beside.scenarios()?;
        let mut learned: HashMap<Uuid, Vec<String>> = beside.words.learned.into_iter().collect();
        (whole.own, whole.options) = (beside.words.own, beside.words.options);
        pins = store_pinned::all(read)?;
        watched = improve::watched(read)?;
        same_entries = match &list {
            Some(list) => publications::is_in_force(read, list, &prepared.moment)?,
            None => preview.total_changes == 0,
        };
        let categories: HashSet<Uuid> = beside.categories.iter().map(|category| category.id).collect();
        let mut used = HashSet::new();
        let take = |mut draft: Draft| {
            draft.category.take_if(|category| !categories.contains(category));
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
        match &list {
            Some(list) => publications::each_of(read, list, &prepared.moment.clone(), take)?,
            None => publications::each_draft(read, take)?,
        }
        whole.source.categories = pack::used_categories(beside.categories, used);
        let entries: HashSet<Uuid> = whole.source.entries.iter().map(|entry| entry.id).collect();
        let restricted = whole.restricted.iter().map(|(id, _)| *id).collect();
        prepared.scenarios = scenarios::compile(scenarios, &entries, &restricted, &mut prepared.files)?;
        same_scenarios = prepared.scenarios == store_scenarios::published(read)?;
        if let Some(current) = &preview.current {
            published = audiences::whole(read, current.number)?;
        }
        prepared.list = list;
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
