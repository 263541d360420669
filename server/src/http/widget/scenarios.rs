//! A scenario, as far as this visitor may see what it leads to.

use super::{
    guard::{Admitted, Wire},
    preview,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::files::{File, REVALIDATE},
    publish::{prune::prune, visible},
    store::{
        engine::Read,
        forms::{self, Offered},
        publications, scenarios,
    },
    uploads::address::resolve,
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use kotae_shared::{
    Uuid, codec,
    scenario::play::{Act, Play, PlayStep},
};
use serde::Deserialize;

/// The path's last part.
#[derive(Deserialize)]
pub struct Named {
    id: String,
}

/// What the widget plays.
pub async fn scenario(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Path(Named { id }): Path<Named>,
    headers: HeaderMap,
) -> Result<Response> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::NotFound)?;
    if let Some(link) = &caller.preview {
        let play = preview::play(&app, &caller, link, id).await?;
        return Ok(Wire(play).into_response());
    }
    let read = move |read: &Read<'_>| {
        let (mut play, entries) = scenarios::play(read, id)?;
        let shows_form = |step: &PlayStep| matches!(step.act, Act::Form(_));
        if play.steps.iter().any(shows_form) {
            close(&mut play, &forms::offered(read)?);
        }
        Ok(((play, entries), publications::current(read)?))
    };
    let ((mut play, entries), publication) = caller.workspace.main().read(read).await?;
    let number = publication.ok_or(Error::NotFound)?.number;
    let audiences = visible::audiences(&caller.workspace, number).await?;
    // What he may not see is not there.
    let seen = audiences.visible(caller.groups());
    if audiences.hides_one(&entries, &seen) {
        play = prune(&play, |entry| audiences.hides_entry(entry, &seen)).ok_or(Error::NotFound)?;
    }
    let base = app.url.path(&format!("w/{}/", caller.key));
    let closed = caller.gate.require_identity || audiences.restricts(&entries);
    let now_ms = app.clock.now_ms();
    let sign = |file: &str| match &caller.visitor {
        Some(visitor) if closed => app.signer.sign(&caller.key, file, visitor.id, now_ms),
        _ => String::new(),
    };
    for doc in play.steps.iter_mut().flat_map(|step| &mut step.text) {
        resolve(doc, &base, &sign);
    }
    // Signed addresses differ each time.
    if caller.visitor.is_some() && closed {
        return Ok(Wire(play).into_response());
    }
    let file = File::new(codec::MEDIA_TYPE, codec::encode(&play).into());
    Ok(file.send(&headers, REVALIDATE))
}

/// Steps whose form visitors do not have go on at once.
pub(super) fn close(play: &mut Play, open: &[Offered]) {
    for step in &mut play.steps {
        if let Act::Form(form) = step.act
            && !open.iter().any(|one| one.id == form)
        {
            step.act = Act::Text;
        }
    }
}
