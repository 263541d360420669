//! The answer that a visitor chose. Serving it writes the log.

use super::{
    check,
    guard::{Admitted, Caller, Wire},
    known, preview,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::accept,
    publish::{prune::prune, visible},
    store::{
        audiences,
        engine::{Read, Tx},
        events, forms,
        publications::{self, Related},
        scenarios, visit_values, widgets,
    },
    uploads::address::resolve,
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use kotae_shared::{
    Uuid,
    api::{
        admin::FollowUp,
        widget::{Answer, AnswerRequest, ENTRY_LINK, Event, EventKind, FORM_LINK, SCENARIO_LINK},
    },
    doc::{Block, Inline},
    words::words,
};

/// The published answer, after the log has it.
pub async fn answer(
    State(app): State<App>,
    Admitted(caller): Admitted,
    headers: HeaderMap,
    Wire(request): Wire<AnswerRequest>,
) -> Result<Wire<Answer>> {
    check::visit(&request.visit)?;
    check::seq(request.seq)?;
    caller.spend(&app, request.visit.visitor, 1)?;
    let entry = request.entry;
    let key = caller.key.clone();
    let tried = match &caller.preview {
        Some(link) => Some(preview::answer(&caller, link, entry).await?),
        None => None,
    };
    let read = caller.workspace.main().read(move |read| {
        let shown = tried.map_or_else(|| publications::answer(read, entry), Ok)?;
        let own = match shown.related.as_slice() {
            [] => None,
            _ => widgets::by_key(read, &key)?
                .settings
                .words
                .get("related")
                .cloned(),
        };
        let follow = match shown.follow_up {
            None => None,
            Some(follow_up) => follow(read, follow_up)?,
        };
        Ok((shown, own.unwrap_or_default(), follow))
    });
    let (shown, own, follow) = read.await?;
    let publications::Shown {
        mut answer,
        audience,
        related,
        follow_up: _,
    } = shown;
    let closed = caller.gate.require_identity;
    // An entry that he may not see is not there.
    if !audiences::admits(&audience, caller.groups()) {
        return Err(Error::NotFound);
    }
    let base = app.url.path(&format!("w/{}/", caller.key));
    // What is tried may show files that visitors do not have.
    let who = match (&caller.preview, &caller.visitor) {
        (Some(link), _) => Some(link.id),
        (None, Some(visitor)) if closed || !audience.is_empty() => Some(visitor.id),
        (None, _) => None,
    };
    match who {
        Some(who) => resolve(&mut answer.doc, &base, &signed_for(&app, &caller.key, who)),
        None => resolve(&mut answer.doc, &base, &|_| String::new()),
    }
    let seen = related
        .iter()
        .filter(|other| audiences::admits(&other.audience, caller.groups()));
    let lang = request.visit.lang;
    let third = accept::text(&headers, header::ACCEPT_LANGUAGE).and_then(|tag| app.languages.get(tag));
    let heading = || match lang.pick(&own.ja, &own.en) {
        "" => third
            .map_or(words(lang), |language| &language.words)
            .related
            .to_owned(),
        own => own.to_owned(),
    };
    answer.doc.blocks.extend(offered(seen, heading));
    if let Some(follow) = follow
        && admitted(&caller, &follow).await?
    {
        answer.doc.blocks.push(Block::Paragraph(vec![Inline::Link {
            href: follow.href,
            text: vec![Inline::Text(follow.name[lang as usize].clone())],
        }]));
    }
    if !request.preview && caller.preview.is_none() {
        let event = Event {
            id: request.event,
            conversation: request.conversation,
            seq: request.seq,
            kind: EventKind::Answer {
                question: request.question,
                entry,
            },
        };
        let values = known::of_visit(&caller, &request.visit).await?;
        let (key, visit) = (caller.key, request.visit);
        let write = move |tx: &Tx<'_>| {
            visit_values::keep(tx, visit.id, &values)?;
            events::record(tx, &key, &visit, &[event])
        };
        caller.workspace.events().write(write).await?;
    }
    Ok(Wire(answer))
}

/// What an answer leads to.
struct Follow {
    href: String,
    /// In Japanese and in English.
    name: [String; 2],
    /// The scenario, with the entries that it leads to.
    scenario: Option<(Uuid, Vec<Uuid>)>,
}

/// What follows an answer, if visitors have it now.
fn follow(read: &Read<'_>, follow_up: FollowUp) -> crate::store::Result<Option<Follow>> {
    Ok(match follow_up {
        FollowUp::Form(id) => {
            let form = forms::offered(read)?.into_iter().find(|form| form.id == id);
            form.map(|form| Follow {
                href: format!("{FORM_LINK}{id}"),
                name: form.name,
                scenario: None,
            })
        }
        FollowUp::Scenario(id) => scenarios::shown(read)?.remove(&id).map(|(name, entries)| Follow {
            href: format!("{SCENARIO_LINK}{id}"),
            name,
            scenario: Some((id, entries)),
        }),
    })
}

/// Whether a visitor may have it: a scenario of which nothing is left for him is not there.
async fn admitted(caller: &Caller, follow: &Follow) -> Result<bool> {
    let Some((id, entries)) = &follow.scenario else {
        return Ok(true);
    };
    let current = caller.workspace.main().read(publications::current).await?;
    let Some(publication) = current else {
        return Ok(false);
    };
    let audiences = visible::audiences(&caller.workspace, publication.number).await?;
    let seen = audiences.visible(caller.groups());
    if !audiences.hides_one(entries, &seen) {
        return Ok(true);
    }
    let id = *id;
    let (play, _) = caller
        .workspace
        .main()
        .read(move |read| scenarios::play(read, id))
        .await?;
    Ok(prune(&play, |entry| audiences.hides_entry(entry, &seen)).is_some())
}

/// Signs the addresses of a widget's files for a visitor's session or a preview link.
pub(super) fn signed_for<'a>(app: &'a App, key: &'a str, who: Uuid) -> impl Fn(&str) -> String + 'a {
    let now_ms = app.clock.now_ms();
    move |file| app.signer.sign(key, file, who, now_ms)
}

/// A heading and a link to each, below the answer. The widget opens what they lead to within the conversation.
fn offered<'r>(related: impl Iterator<Item = &'r Related>, heading: impl FnOnce() -> String) -> Vec<Block> {
    let link = |other: &Related| Inline::Link {
        href: format!("{ENTRY_LINK}{}", other.entry),
        text: vec![Inline::Text(other.title.clone())],
    };
    let items: Vec<_> = related
        .map(|other| vec![Block::Paragraph(vec![link(other)])])
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![
        Block::Heading {
            level: 3,
            text: vec![Inline::Text(heading())],
        },
        Block::List { start: None, items },
    ]
}
