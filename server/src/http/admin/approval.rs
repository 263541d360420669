//! Reviews of entries, and whether the workspace demands them.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json},
    knowledge::validate,
    store::{
        approval,
        engine::{Read, Tx},
        entries,
    },
};
use kotae_shared::api::{
    admin::Entry,
    approval::{Approval, ApprovalEdit, Decision, Review, ReviewRequest},
};

/// Whether entries need an approval, and how many wait for one.
pub async fn show(admin: Admin) -> Result<Json<Approval>> {
    Ok(Json(admin.workspace.main().read(approval::get).await?))
}

/// Changes whether they do.
pub async fn update(admin: Admin, Json(edit): Json<ApprovalEdit>) -> Result<Json<Approval>> {
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| approval::update(tx, &actor, edit.four_eyes);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Where an entry's review stands.
pub async fn review(admin: Admin, Id(id): Id) -> Result<Json<Review>> {
    let user = admin.session.user;
    let read = move |read: &Read<'_>| entries::review(read, id, user.id, &user.name);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Asks for a look at an entry.
pub async fn ask(admin: Admin, Id(id): Id, Json(request): Json<ReviewRequest>) -> Result<Json<Entry>> {
    let comment = validate::comment(&request.comment, false).map_err(Error::Invalid)?;
    let request = ReviewRequest { comment, ..request };
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| entries::ask(tx, &actor, id, &request);
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Approves an entry or sends it back.
pub async fn decide(admin: Admin, Id(id): Id, Json(decision): Json<Decision>) -> Result<Json<Entry>> {
    let comment = validate::comment(&decision.comment, !decision.approve).map_err(Error::Invalid)?;
    let decision = Decision { comment, ..decision };
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| entries::decide(tx, &actor, id, &decision);
    Ok(Json(admin.workspace.main().write(change).await?))
}
