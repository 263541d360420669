//! The answer that a visitor chose. Serving it writes the log.

use super::{
    check,
    guard::{Admitted, Wire},
};
use crate::{
    app::App,
    error::Result,
    store::{events, publications},
    uploads::address::resolve,
};
use axum::extract::State;
use kotae_shared::api::widget::{Answer, AnswerRequest, Event, EventKind};

/// The published answer, after the log has it.
pub async fn answer(
    State(app): State<App>,
    Admitted(caller): Admitted,
    Wire(request): Wire<AnswerRequest>,
) -> Result<Wire<Answer>> {
    check::visit(&request.visit)?;
    check::seq(request.seq)?;
    caller.spend(&app, request.visit.visitor, 1)?;
    let entry = request.entry;
    let mut answer = caller
        .workspace
        .main()
        .read(move |read| publications::answer(read, entry))
        .await?;
    resolve(&mut answer.doc, &app.url.path(&format!("w/{}/", caller.key)));
    if !request.preview {
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
