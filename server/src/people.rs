//! One-time links for people: what the first start and the command line print.

use crate::{
    app::App,
    auth::token,
    error::Result,
    http::admin::guard::hash,
    store::{Actor, Workspace, links, users},
};
use kotae_shared::Uuid;

/// How long a one-time link can be used, in milliseconds.
const LINK_MS: i64 = 24 * 3_600_000;

/// The link that makes a workspace's first administrator; `None` when there is one. Earlier links end.
pub async fn set_up_link(app: &App, workspace: &Workspace, actor: Actor) -> Result<Option<String>> {
    if workspace.main().read(users::any).await? {
        return Ok(None);
    }
    let token = link(app, workspace, actor, links::Purpose::SetUp, None).await?;
    Ok(Some(
        app.url.join(&format!("admin/{}/setup#{token}", workspace.name())),
    ))
}

async fn link(
    app: &App,
    workspace: &Workspace,
    actor: Actor,
    purpose: links::Purpose,
    user: Option<Uuid>,
) -> Result<String> {
    let token = token::new(&app.ids);
    let new = links::NewLink {
        token: hash(&token),
        purpose,
        user,
        expires_at: app.clock.now_ms() + LINK_MS,
    };
    workspace
        .main()
        .write(move |tx| links::create(tx, &actor, &new))
        .await?;
    Ok(token)
}
