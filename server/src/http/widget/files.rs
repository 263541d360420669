//! Uploaded files, for visitors. Who knows a file's name has seen an answer or a design that shows it; for files of answers
//! that not everybody may read, that is not enough.

use super::{guard::Caller, signer::Signed};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        extract::Query,
        files::IMMUTABLE,
        uploads::{self, Named},
    },
    store::{audiences, engine::Read, preview_links, visitors, widgets},
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use kotae_shared::{api::admin::Widget, settings::Design};

/// Nobody keeps it, so nobody has it when the visitor has signed out.
const PRIVATE: &str = "private, no-store";

/// A file.
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    Path(named): Path<Named>,
    signed: Result<Query<Signed>>,
    headers: HeaderMap,
) -> Result<Response> {
    let (key, file) = (caller.key.clone(), named.file.clone());
    let read = move |read: &Read<'_>| {
        let widget = widgets::by_key(read, &key)?;
        let closed = widget.settings.require_identity || audiences::is_restricted(read, &file)?;
        Ok(closed && !is_of_design(&widget, &file))
    };
    if !caller.workspace.main().read(read).await? {
        return uploads::send(caller.workspace, named.file, &headers, IMMUTABLE).await;
    }
    let signed = signed.ok().map(|Query(signed)| signed);
    let now_ms = app.clock.now_ms();
    let signed = signed.filter(|signed| app.signer.holds(&caller.key, &named.file, signed, now_ms));
    let visitor = signed.ok_or(Error::NotFound)?.visitor;
    // When he signs out, his addresses end with his session; those of a preview link end with it.
    let key = caller.key.clone();
    let lives = move |read: &Read<'_>| visitors::lives(read, visitor, &key);
    if !caller.workspace.events().read(lives).await? {
        let key = caller.key.clone();
        let holds = move |read: &Read<'_>| preview_links::holds(read, visitor, &key);
        if !caller.workspace.main().read(holds).await? {
            return Err(Error::NotFound);
        }
    }
    uploads::send(caller.workspace, named.file, &headers, PRIVATE).await
}

fn is_of_design(widget: &Widget, file: &str) -> bool {
    let Design {
        logo,
        avatar,
        launcher_image,
        ..
    } = &widget.settings.design;
    [logo, avatar, launcher_image].contains(&&file.to_owned())
}
