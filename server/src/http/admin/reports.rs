//! Reports.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::Result,
    http::{
        download::{self, Asked},
        extract::{Json, Query},
    },
    knowledge::reports::{self, Report},
    store::{
        engine::{Read, Tx},
        reports as stored,
    },
};
use axum::{extract::State, response::Response};
use kotae_shared::api::reports::{
    Assumption, EntryReport, Overview, QuestionReport, ReportMail, ReportQuery, ScenarioReport, limits::ROWS,
};
use serde::Deserialize;

/// The overview.
pub async fn overview(admin: Admin, Query(query): Query<ReportQuery>) -> Result<Json<Overview>> {
    Ok(Json(reports::overview(&admin.workspace, &query).await?))
}

/// Entries, the most shown first.
pub async fn entries(admin: Admin, Query(query): Query<ReportQuery>) -> Result<Json<EntryReport>> {
    Ok(Json(reports::entries(&admin.workspace, &query, ROWS).await?))
}

/// What was asked most.
pub async fn questions(admin: Admin, Query(query): Query<ReportQuery>) -> Result<Json<QuestionReport>> {
    Ok(Json(reports::questions(&admin.workspace, &query, ROWS).await?))
}

/// How visitors went through scenarios.
pub async fn scenarios(admin: Admin, Query(query): Query<ReportQuery>) -> Result<Json<ScenarioReport>> {
    Ok(Json(reports::scenarios(&admin.workspace, &query).await?))
}

/// What is assumed of those who served themselves.
pub async fn assumption(admin: Admin) -> Result<Json<Assumption>> {
    let read = |read: &Read<'_>| stored::assumption(read);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Changes that.
pub async fn set_assumption(admin: Admin, Json(new): Json<Assumption>) -> Result<Json<Assumption>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| stored::set_assumption(tx, &actor, new);
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// To whom the overview is mailed.
pub async fn mail(admin: Admin) -> Result<Json<ReportMail>> {
    let read = |read: &Read<'_>| stored::mail(read);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Changes that. The first report is of the week or month that is going on: what is over already is nobody's news.
pub async fn set_mail(admin: Admin, Json(new): Json<ReportMail>) -> Result<Json<ReportMail>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| {
        let before = stored::mail(tx)?;
        let kept = stored::set_mail(tx, &actor, &new)?;
        if before.every != kept.every
            && let Some(over) = reports::due(tx, kept.every)?
        {
            stored::take_mail(tx, &reports::key(&over))?;
        }
        Ok(kept)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// A report that can be had as a file.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Overview,
    Entries,
    Questions,
    NotFound,
    Terms,
    Scenarios,
}

/// Which one.
#[derive(Deserialize)]
pub struct Of {
    report: Name,
}

/// A report as a table, all its rows. Noted in the audit log.
pub async fn export(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(of): Query<Of>,
    Query(query): Query<ReportQuery>,
) -> Result<Response> {
    let (workspace, lang) = (&admin.workspace, admin.lang);
    let (name, report) = match of.report {
        Name::Overview => (
            "overview",
            Report::Overview(Box::new(reports::overview(workspace, &query).await?)),
        ),
        Name::Entries => (
            "entries",
            Report::Entries(reports::entries(workspace, &query, usize::MAX).await?),
        ),
        Name::Questions => (
            "questions",
            Report::Questions(reports::questions(workspace, &query, usize::MAX).await?, false),
        ),
        Name::NotFound => (
            "not_found",
            Report::Questions(reports::questions(workspace, &query, usize::MAX).await?, true),
        ),
        Name::Terms => (
            "terms",
            Report::Terms(reports::questions(workspace, &query, ROWS).await?),
        ),
        Name::Scenarios => (
            "scenarios",
            Report::Scenarios(reports::scenarios(workspace, &query).await?),
        ),
    };
    let actor = admin.actor();
    let note = move |tx: &Tx<'_>| stored::exported(tx, &actor, name);
    workspace.main().write(note).await?;
    let slot = tables::slot(&app).await?;
    Ok(download::table("report", format, slot, move |pipe| {
        reports::export(&report, lang, format, pipe)?;
        Ok(())
    }))
}
