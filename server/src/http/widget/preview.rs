//! The chat by a preview link: with what is not published yet, for who has the link, and without a trace in any log.
//!
//! The link's document gives its requests the link's token in the place of a visit token; [`super::guard`] knows it by that, and every
//! handler asks the caller whether he tries a link. What visitors get is not touched by any of it.

use super::{
    answers,
    boot::label_of,
    calls, frame,
    guard::{Caller, Wire},
};
use crate::{
    app::App,
    auth::token,
    error::{Error, Result},
    http::accept,
    publish::{self, tried},
    store::{
        self, Workspace,
        engine::{Read, Tx},
        packs::Encoding,
        preview_links::{self, Opened},
        publications::{Related, Shown},
        scenarios,
        tried_chats::TriedChat,
        widgets,
    },
    uploads::address::resolve,
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::widget::{Answer, Boot},
    look::Look,
    scenario::play::Play,
    settings::{StartTarget, WidgetSettings},
};
use serde::Deserialize;

/// What stands before a link's token where a visit token would be.
const MARK: &str = "p.";

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    token: String,
}

/// The link whose token a request shows in the place of a visit token; `None` when it shows none, [`Error::NoVisit`] when the link does not
/// hold at this widget.
pub(super) async fn shown(workspace: &Workspace, key: &str, visit: &str) -> Result<Option<Opened>> {
    let Some(shown) = visit.strip_prefix(MARK) else {
        return Ok(None);
    };
    let (hash, key) = (token::digest(shown), key.to_owned());
    let find = move |read: &Read<'_>| preview_links::find(read, &hash, &key);
    workspace.main().read(find).await?.map(Some).ok_or(Error::NoVisit)
}

/// The document: a page of its own, which nobody keeps, finds or frames, and which tells no other site where one comes from.
pub async fn document(
    State(app): State<App>,
    caller: Caller,
    Path(Named { token }): Path<Named>,
    headers: HeaderMap,
) -> Result<Response> {
    let key = caller.key.clone();
    let hash = token::digest(&token);
    let read = move |read: &Read<'_>| {
        let link = preview_links::find(read, &hash, &key)?.ok_or(store::Error::NotFound)?;
        Ok((link, widgets::by_key(read, &key)?))
    };
    let (link, mut widget) = caller.workspace.main().read(read).await?;
    mark(&mut widget.settings);
    widget.settings.sign_in = None;
    widget.settings.allowed_origins.clear();
    let lang = accept::language(&headers);
    let mut response = frame::preview(&app, widget, &format!("{MARK}{token}"), lang, &headers)?;
    let id = link.id;
    let note = move |tx: &Tx<'_>| preview_links::note(tx, id);
    caller.workspace.main().write(note).await?;
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    set.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    Ok(response)
}

/// The words that say what it is.
fn mark(settings: &mut WidgetSettings) {
    let name = &settings.texts.name;
    let marked = |lang: Lang| {
        let name = match name.get(lang) {
            "" => "Kotae",
            name => name,
        };
        format!("{}{name}", lang.pick("【公開前の確認】", "[Preview] "))
    };
    settings.texts.name = Localised::new(marked(Lang::Ja), marked(Lang::En));
}

fn greet(settings: &mut WidgetSettings) {
    let greeting = &settings.texts.greeting;
    let said = |lang: Lang| {
        let note = lang.pick(
            "公開前の内容を確認するためのページです。まだ公開していない内容が含まれます。ここでの質問は記録されません。",
            "This page is for trying what is not published yet. What you ask here is not recorded.",
        );
        match greeting.get(lang) {
            "" => note.to_owned(),
            greeting => format!("{note}\n\n{greeting}"),
        }
    };
    settings.texts.greeting = Localised::new(said(Lang::Ja), said(Lang::En));
}

/// The look and the pack.
pub(super) async fn boot(caller: &Caller, link: &Opened) -> Result<Wire<Boot>> {
    let key = caller.key.clone();
    let read = move |read: &Read<'_>| {
        let settings = widgets::by_key(read, &key)?.settings;
        let calls = calls::of(read, &settings)?;
        Ok((settings, scenarios::names(read)?, calls))
    };
    let (mut settings, names, calls) = caller.workspace.main().read(read).await?;
    let chat = tried::chat(&caller.workspace, link).await?;
    mark(&mut settings);
    greet(&mut settings);
    let mut look = Look::of(settings);
    look.start.retain_mut(|(target, label)| match target {
        StartTarget::Entry(id) => chat.entries.contains_key(id),
        StartTarget::Category(id) => chat.categories.contains(id),
        StartTarget::Scenario(id) => names.get(id).is_some_and(|name| {
            label_of(label, name);
            tried::play(&chat, *id).is_some()
        }),
        StartTarget::Form(id) => calls.names.get(id).is_some_and(|name| {
            label_of(label, name);
            true
        }),
    });
    calls.tell(&mut look);
    let pack = Some(chat.pack.hash.clone());
    Ok(Wire(Boot { look, pack }))
}

/// A file of the link's pack.
pub(super) async fn pack(caller: &Caller, link: &Opened, hash: &str, encoding: Encoding) -> Result<Vec<u8>> {
    let chat = tried::last(&caller.workspace, link).await?;
    let files = [Some(&chat.pack), chat.bodies.as_ref()];
    let file = files.into_iter().flatten().find(|file| file.hash == hash);
    let file = file.ok_or(Error::NotFound)?;
    Ok(match encoding {
        Encoding::Plain => file.plain.clone(),
        Encoding::Brotli => file.brotli.clone(),
        Encoding::Gzip => file.gzip.clone(),
    })
}

/// The answer of an entry as it is written now, as far as the link has it.
pub(super) async fn answer(caller: &Caller, link: &Opened, entry: Uuid) -> Result<Shown> {
    let chat = tried::chat(&caller.workspace, link).await?;
    let found = chat.entries.get(&entry).ok_or(Error::NotFound)?;
    Ok(Shown {
        answer: Answer {
            entry,
            title: found.title.clone(),
            doc: publish::to_doc(&found.answer),
        },
        audience: found.audience.clone(),
        related: related(&chat, &found.related),
        follow_up: found.follow_up,
    })
}

fn related(chat: &TriedChat, codes: &[String]) -> Vec<Related> {
    let ids = codes.iter().filter_map(|code| chat.codes.get(code));
    let related = ids.filter_map(|id| {
        let entry = chat.entries.get(id)?;
        Some(Related {
            entry: *id,
            title: entry.title.clone(),
            audience: entry.audience.clone(),
        })
    });
    related.collect()
}

/// A scenario as it is written now.
pub(super) async fn play(app: &App, caller: &Caller, link: &Opened, id: Uuid) -> Result<Play> {
    let chat = tried::chat(&caller.workspace, link).await?;
    let mut play = tried::play(&chat, id).ok_or(Error::NotFound)?;
    let base = app.url.path(&format!("w/{}/", caller.key));
    let sign = answers::signed_for(app, &caller.key, link.id);
    for doc in play.steps.iter_mut().flat_map(|step| &mut step.text) {
        resolve(doc, &base, &sign);
    }
    Ok(play)
}
