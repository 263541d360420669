//! What a widget needs to start.

use super::{
    guard::{Caller, Wire},
    service::Service,
};
use crate::{
    app::App,
    error::Result,
    store::{publications, widgets},
};
use axum::extract::State;
use kotae_shared::{api::widget::Boot, look::Look, words::NAMES};

/// The look and the current pack's hash, both of one state of the data. Where the widget asks who the visitor is and he has
/// not shown it, there is no pack, and the sentence for that says why.
pub async fn boot(State(app): State<App>, caller: Caller) -> Result<Wire<Boot>> {
    let service = Service::now(&caller.gate.access.hours, app.clock.now_ms());
    let (key, known) = (caller.key, caller.visitor.is_some());
    let read = caller.workspace.main().read(move |read| {
        let mut settings = widgets::by_key(read, &key)?.settings;
        service.tell(&mut settings);
        if settings.require_identity && !known {
            return Ok(Boot {
                look: kept_out(Look::of(settings)),
                pack: None,
            });
        }
        let pack = publications::current(read)?.map(|publication| publication.pack);
        Ok(Boot {
            look: Look::of(settings),
            pack: pack.filter(|_| service.answers()),
        })
    });
    Ok(Wire(read.await?))
}

/// The look for somebody who may not use the widget: no buttons, and in the place of "nothing is published yet" what he
/// can do about it.
fn kept_out(mut look: Look) -> Look {
    look.start.clear();
    if let Some(place) = NAMES.iter().position(|name| *name == "nothing_published") {
        for (words, text) in look.words.iter_mut().zip([
            "このチャットを使うには、社内サイトへのログインが必要です。ログインしてから、ページを読み込み直してください。",
            "Sign in to this site to use the chat, then reload the page.",
        ]) {
            words.retain(|(at, _)| usize::from(*at) != place);
            words.push((place as u16, text.to_owned()));
        }
    }
    look
}
