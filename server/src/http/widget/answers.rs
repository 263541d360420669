//! The answer that a visitor chose. Serving it writes the log.

use super::{
    check,
    guard::{Admitted, Wire},
    preview,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::accept,
    store::{
        audiences, events,
        publications::{self, Related},
        widgets,
    },
    uploads::address::resolve,
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use kotae_shared::{
    Uuid,
    api::widget::{Answer, AnswerRequest, ENTRY_LINK, Event, EventKind},
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
        Ok((shown, own.unwrap_or_default()))
    });
    let (shown, own) = read.await?;
    let publications::Shown {
        mut answer,
        audience,
        related,
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
        let (key, visit) = (caller.key, request.visit);
        caller
            .workspace
            .events()
            .write(move |tx| events::record(tx, &key, &visit, &[event]))
            .await?;
    }
    Ok(Wire(answer))
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
