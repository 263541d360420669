//! Scheduled jobs.

use super::guard::Admin;
use crate::{
    auth::invite,
    error::Result,
    http::extract::Json,
    jobs,
    store::{self, engine::Tx},
};
use kotae_shared::api::admin::{Jobs, JobsEdit, RunJob};

/// The jobs and how they went.
pub async fn list(admin: Admin) -> Result<Json<Jobs>> {
    Ok(Json(admin.workspace.main().read(jobs::overview).await?))
}

/// Changes in which time zone they run.
pub async fn set(admin: Admin, Json(form): Json<JobsEdit>) -> Result<Json<Jobs>> {
    let zone = form.time_zone.trim().to_owned();
    invite::check_time_zone(&zone)?;
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| {
        store::jobs::set_time_zone(tx, &actor, &zone)?;
        jobs::overview(tx)
    };
    Ok(Json(admin.workspace.main().write(change).await?))
}

/// Asks for a run now; the scheduler begins it when it has ended what it does.
pub async fn run(admin: Admin, Json(form): Json<RunJob>) -> Result<Json<Jobs>> {
    let actor = admin.actor();
    let change = move |tx: &Tx<'_>| {
        store::jobs::request(tx, &actor, form.job)?;
        jobs::overview(tx)
    };
    Ok(Json(admin.workspace.main().write(change).await?))
}
