//! Questions that the knowledge should answer better.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Json, Query},
    publish::trial,
    store::improve,
};
use kotae_shared::api::{
    admin,
    improve::{Ask, Asked, Handling, ImproveEdit, ImprovePage, ImproveQuery, limits},
    problem::Fault,
};

/// A page of the groups.
pub async fn list(admin: Admin, Query(query): Query<ImproveQuery>) -> Result<Json<ImprovePage>> {
    bounded("q", &query.q, admin::limits::SEARCH)?;
    Ok(Json(improve::page(&admin.workspace, &query).await?))
}

/// Changes what is done about a group.
pub async fn handle(admin: Admin, Json(edit): Json<ImproveEdit>) -> Result<Json<Handling>> {
    question(&edit.text)?;
    let actor = admin.actor();
    let main = admin.workspace.main();
    let handled = main.write(move |tx| improve::handle(tx, &actor, &edit));
    Ok(Json(handled.await?))
}

/// Asks a question of the knowledge as it is written now.
pub async fn ask(admin: Admin, Json(ask): Json<Ask>) -> Result<Json<Asked>> {
    question(&ask.text)?;
    Ok(Json(trial::ask(&admin.workspace, ask.text).await?))
}

fn question(text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::field("text", Fault::Required));
    }
    bounded("text", text, limits::TEXT)
}

fn bounded(field: &str, text: &str, limit: usize) -> Result<()> {
    if text.chars().count() > limit {
        return Err(Error::field(field, Fault::TooLong(limit as u32)));
    }
    Ok(())
}
