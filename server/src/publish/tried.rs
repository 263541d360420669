//! The chat with what is not published yet, for who has a preview link.

use super::{beside::Beside, pack, plain, scenarios, to_doc};
use crate::{
    lexicon,
    store::{
        Error, Result, Workspace, audiences, counters,
        engine::Read,
        entries, jobs,
        packs::NewPack,
        preview_links::Opened,
        publications::{self, Agreed, Draft},
        tried_chats::{TriedChat, TriedEntry},
    },
};
use kotae_shared::{
    Uuid,
    api::admin::{EntryWindow, Status},
    pack::Source,
    scenario::play::{Act, Play},
};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

/// What a link shows now. It is made when the knowledge has changed since the last time, outside the writer, and one at a time in a
/// workspace.
pub async fn chat(workspace: &Arc<Workspace>, link: &Opened) -> Result<Arc<TriedChat>> {
    let now = |read: &Read<'_>| Ok((counters::revision(read)?, jobs::moment(read)?, read.now()));
    let (revision, moment, at) = workspace.main().read(now).await?;
    let is_current = |chat: &Arc<TriedChat>| chat.revision == revision && chat.moment == moment;
    if let Some(chat) = workspace.tried_chats().get(link.id, at).filter(is_current) {
        return Ok(chat);
    }
    let _turn = workspace.tried_chats().turn().await;
    if let Some(chat) = workspace.tried_chats().get(link.id, at).filter(is_current) {
        return Ok(chat);
    }
    let (place, wanted) = (Arc::clone(workspace), link.clone());
    let made = tokio::task::spawn_blocking(move || make(&place, &wanted)).await;
    let chat = made.map_err(|error| Error::Internal(error.to_string().into()))??;
    let chat = Arc::new(chat);
    workspace.tried_chats().keep(link.id, Arc::clone(&chat), at);
    Ok(chat)
}

/// What a link showed last, also when the knowledge has changed meanwhile: a page that is open goes on with what it has loaded.
pub async fn last(workspace: &Arc<Workspace>, link: &Opened) -> Result<Arc<TriedChat>> {
    let at = workspace.main().read(|read: &Read<'_>| Ok(read.now())).await?;
    match workspace.tried_chats().get(link.id, at) {
        Some(chat) => Ok(chat),
        None => chat(workspace, link).await,
    }
}

/// A scenario as it would be played, without the ways to what the chat does not have; `None` when nothing of it is left.
pub fn play(chat: &TriedChat, id: Uuid) -> Option<Play> {
    let play = scenarios::play(id, chat.scenarios.get(&id)?)?;
    let hides = |entry: Uuid| !chat.entries.contains_key(&entry);
    let hides_one = |act: &Act| matches!(act, Act::Entry(entry) if hides(*entry));
    if play.steps.iter().any(|step| hides_one(&step.act)) {
        return super::prune::prune(&play, hides);
    }
    Some(play)
}

/// Blocks.
fn make(workspace: &Workspace, link: &Opened) -> Result<TriedChat> {
    let mut chat = TriedChat {
        revision: 0,
        moment: String::new(),
        pack: NewPack::default(),
        bodies: None,
        entries: HashMap::new(),
        codes: HashMap::new(),
        categories: HashSet::new(),
        scenarios: HashMap::new(),
    };
    let mut source = Source::default();
    let words = workspace.main().read_blocking(|read| {
        chat.revision = counters::revision(read)?;
        chat.moment = jobs::moment(read)?;
        let beside = Beside::now(read)?;
        let mut learned: HashMap<Uuid, Vec<String>> = beside.words.learned.iter().cloned().collect();
        let mut used = HashSet::new();
        let mut add = |draft: Draft| {
            if !audiences::admits(&draft.audience, &link.groups) {
                return;
            }
            used.extend(draft.category);
            chat.codes.insert(draft.code.clone(), draft.id);
            let shown = TriedEntry {
                title: draft.title.clone(),
                answer: draft.answer.clone(),
                related: draft.related.clone(),
                follow_up: draft.follow_up,
                audience: draft.audience.clone(),
            };
            chat.entries.insert(draft.id, shown);
            let text = plain::text(&to_doc(&draft.answer));
            let phrases = learned.remove(&draft.id).unwrap_or_default();
            source.entries.push(pack::entry(draft, phrases, text));
        };
        for id in &link.entries {
            // One that is gone since is left out.
            match entries::get(read, *id) {
                Ok(entry) if entry.status != Status::Archived => add(draft_of(entry)),
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        let chosen: HashSet<&Uuid> = link.entries.iter().collect();
        let ready = publications::ready(read)?.into_iter();
        // What begins later is to be tried now; what is over is not.
        let ready: Vec<Agreed> = ready
            .filter(|one| !chosen.contains(&one.entry))
            .filter(|one| entries::window("", &one.until, &chat.moment) != EntryWindow::Expired)
            .map(|one| Agreed::always(one.entry, one.version))
            .collect();
        publications::each_of(read, &ready, &chat.moment, |draft| {
            add(draft);
            Ok(ControlFlow::Continue(()))
        })?;
        chat.scenarios = beside.scenarios()?.into_iter().collect();
        source.categories = pack::used_categories(beside.categories, used);
        Ok(beside.words)
    })?;
    chat.categories = source.categories.iter().map(|category| category.id).collect();
    lexicon::prepare(&mut source, &words.own, words.options);
    (chat.pack, chat.bodies) = pack::build(&source)?;
    Ok(chat)
}

fn draft_of(entry: kotae_shared::api::admin::Entry) -> Draft {
    Draft {
        id: entry.id,
        version: entry.version,
        code: entry.code,
        title: entry.title,
        phrasings: entry.phrasings,
        keywords: entry.keywords,
        category: entry.category,
        answer: entry.answer,
        compiled: false,
        audience: entry.audience,
        related: entry.related,
        follow_up: entry.follow_up,
    }
}
