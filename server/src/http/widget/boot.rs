//! What a widget needs to start.

use super::{
    calls::{self, Calls},
    guard::{Caller, Wire},
    preview,
    service::Service,
    sign_in,
};
use crate::{
    app::App,
    error::Result,
    publish::{prune::prune, visible},
    store::{
        Error,
        audiences::{Audiences, Visible},
        engine::Read,
        publications,
        scenarios::{self, Shown},
        widgets,
    },
};
use axum::extract::State;
use kotae_shared::{
    Uuid,
    api::widget::Boot,
    look::{Look, SIGN_IN},
    settings::{StartItem, StartTarget},
    words::NAMES,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// How often a publication may take the place of another while a pack is made.
const ATTEMPTS: u32 = 3;

/// The look and the current pack's hash, both of one state of the data. Where the widget asks who the visitor is and he has
/// not shown it, there is no pack, and the sentence for that says why.
pub async fn boot(State(app): State<App>, caller: Caller) -> Result<Wire<Boot>> {
    if let Some(link) = &caller.preview {
        return preview::boot(&caller, link).await;
    }
    let mut attempt = 1;
    loop {
        let key = caller.key.clone();
        let read = move |read: &Read<'_>| {
            let settings = widgets::by_key(read, &key)?.settings;
            let is_scenario = |item: &StartItem| matches!(item.target, StartTarget::Scenario(_));
            let scenarios = if settings.start.iter().any(is_scenario) {
                scenarios::shown(read)?
            } else {
                HashMap::new()
            };
            let calls = calls::of(read, &settings)?;
            Ok((settings, publications::current(read)?, scenarios, calls))
        };
        let (mut settings, publication, scenarios, calls) = caller.workspace.main().read(read).await?;
        let kept_out = settings.require_identity && caller.visitor.is_none();
        let label = match &caller.visitor {
            None => sign_in::label(&caller.workspace, settings.sign_in).await?,
            Some(_) => None,
        };
        let service = Service::now(&caller.gate.access.hours, app.clock.now_ms());
        service.tell(&mut settings);
        let mut look = Look::of(settings);
        if kept_out {
            self::kept_out(&mut look, label.is_some());
        }
        if let Some(label) = label {
            for (words, text) in look.words.iter_mut().zip(sign_in::press(&label)) {
                words.push((SIGN_IN, text));
            }
        }
        let Some(publication) = publication.filter(|_| !kept_out && service.answers()) else {
            return Ok(Wire(Boot { look, pack: None }));
        };
        let number = publication.number;
        let audiences = visible::audiences(&caller.workspace, number).await?;
        let seen = audiences.visible(caller.groups());
        let hidden = hidden_scenarios(&caller, &scenarios, &audiences, &seen).await?;
        leave_out(&mut look, &audiences, &seen, &scenarios, &hidden, &calls);
        calls.tell(&mut look);
        if seen.entries.is_empty() {
            let pack = Some(publication.pack);
            return Ok(Wire(Boot { look, pack }));
        }
        match visible::pack(&caller.workspace, &app.packs, number, seen).await {
            Err(Error::Conflict) if attempt < ATTEMPTS => attempt += 1,
            pack => {
                let pack = pack?.into_iter().next();
                return Ok(Wire(Boot { look, pack }));
            }
        }
    }
}

/// The scenarios of which nothing is left for somebody.
async fn hidden_scenarios(
    caller: &Caller,
    scenarios: &HashMap<Uuid, Shown>,
    audiences: &Arc<Audiences>,
    seen: &Visible,
) -> Result<HashSet<Uuid>> {
    let some = scenarios
        .iter()
        .filter(|(_, (_, entries))| audiences.hides_one(entries, seen));
    let some: Vec<Uuid> = some.map(|(id, _)| *id).collect();
    if some.is_empty() {
        return Ok(HashSet::new());
    }
    let (audiences, seen) = (Arc::clone(audiences), seen.clone());
    let read = move |read: &Read<'_>| {
        let mut hidden = HashSet::new();
        for id in some {
            let (play, _) = scenarios::play(read, id)?;
            if prune(&play, |entry| audiences.hides_entry(entry, &seen)).is_none() {
                hidden.insert(id);
            }
        }
        Ok(hidden)
    };
    Ok(caller.workspace.main().read(read).await?)
}

/// Takes away the buttons to what he may not see: their names tell something, too. A pack does not have the names of
/// scenarios, so those that the help desk gave no other are put in.
fn leave_out(
    look: &mut Look,
    audiences: &Audiences,
    seen: &Visible,
    scenarios: &HashMap<Uuid, Shown>,
    hidden: &HashSet<Uuid>,
    calls: &Calls,
) {
    look.start.retain_mut(|(target, label)| match target {
        StartTarget::Entry(id) => !audiences.hides_entry(*id, seen),
        StartTarget::Category(id) => !audiences.hides_category(*id, seen),
        StartTarget::Scenario(id) => scenarios.get(id).is_some_and(|(name, _)| {
            label_of(label, name);
            !hidden.contains(id)
        }),
        StartTarget::Form(id) => calls.names.get(id).is_some_and(|name| {
            label_of(label, name);
            true
        }),
    });
}

/// A button to a scenario or a form that the help desk gave no label has its name.
pub(super) fn label_of(label: &mut [String; 2], name: &[String; 2]) {
    if label.iter().all(String::is_empty) {
        label.clone_from(name);
    }
}

/// The look for somebody who may not use the widget: no buttons, and in the place of "nothing is published yet" what he
/// can do about it.
fn kept_out(look: &mut Look, can_sign_in: bool) {
    look.start.clear();
    if let Some(place) = NAMES.iter().position(|name| *name == "nothing_published") {
        let texts = if can_sign_in {
            [
                "このチャットを使うには、ログインが必要です。",
                "Please sign in to use the chat.",
            ]
        } else {
            [
                "このチャットを使うには、社内サイトへのログインが必要です。ログインしてから、ページを読み込み直してください。",
                "Sign in to this site to use the chat, then reload the page.",
            ]
        };
        for (words, text) in look.words.iter_mut().zip(texts) {
            words.retain(|(at, _)| usize::from(*at) != place);
            words.push((place as u16, text.to_owned()));
        }
    }
}
