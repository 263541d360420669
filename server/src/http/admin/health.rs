//! The health of the knowledge.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    health,
    http::{
        download::{self, Asked},
        extract::{Json, Query},
    },
    store::{engine::Tx, health as store},
    tables::TableWriter,
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Entry, limits},
        health::{HealthFinding, HealthIgnore, HealthMerge, HealthPage, HealthQuery},
        problem::Fault,
    },
};

/// A page of what the last look found.
pub async fn list(admin: Admin, Query(query): Query<HealthQuery>) -> Result<Json<HealthPage>> {
    check(&query)?;
    let log = reads_log(&admin);
    Ok(Json(
        health::page(&admin.workspace, query, admin.lang, log).await?,
    ))
}

/// Begins a look.
pub async fn look(State(app): State<App>, admin: Admin) -> Result<Json<HealthPage>> {
    health::begin(
        &admin.workspace,
        app.url.origin().to_owned(),
        app.url.prefix().to_owned(),
    );
    let log = reads_log(&admin);
    Ok(Json(
        health::page(&admin.workspace, HealthQuery::default(), admin.lang, log).await?,
    ))
}

/// Lets a finding be, or no longer.
pub async fn ignore(admin: Admin, Json(wish): Json<HealthIgnore>) -> Result<StatusCode> {
    store::check(&wish)?;
    let found = admin.workspace.health().last().0;
    let finding = found.and_then(|found| health::known(&found, &wish.key));
    let entry = finding.ok_or(Error::NotFound)?.entry.map(|entry| entry.id);
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| store::ignore(tx, &actor, &wish, entry);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes one entry of two.
pub async fn merge(admin: Admin, Json(wish): Json<HealthMerge>) -> Result<Json<Entry>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| store::merge(tx, &actor, &wish);
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// What a query finds, as a table.
pub async fn table(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<HealthQuery>,
) -> Result<Response> {
    check(&query)?;
    tables::note(&admin, "health", &query).await?;
    let (log, lang) = (reads_log(&admin), admin.lang);
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::table("health", format, slot, move |pipe| {
        let all = health::ordered(&workspace, &query, lang, log)?;
        let mut rows = TableWriter::new(format, pipe, &header(lang))?;
        for finding in &all {
            rows.row(row(finding, lang))?;
        }
        std::io::Write::flush(&mut rows.end()?)?;
        Ok(())
    }))
}

fn header(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Ja => ["種類", "ID", "タイトル", "内容", "対応しない理由"],
        Lang::En => ["Kind", "ID", "Title", "Finding", "Why it is left"],
    }
}

fn row(finding: &HealthFinding, lang: Lang) -> [String; 5] {
    let entry = finding.entry.as_ref();
    [
        health::kind(finding.kind, lang).to_owned(),
        entry.map(|entry| entry.code.clone()).unwrap_or_default(),
        entry.map(|entry| entry.title.clone()).unwrap_or_default(),
        finding.message.clone(),
        finding
            .ignored
            .as_ref()
            .map(|ignored| ignored.reason.clone())
            .unwrap_or_default(),
    ]
}

/// What visitors asked is not for everybody who reads the knowledge.
fn reads_log(admin: &Admin) -> bool {
    admin.session.user.role.may(Permission::ReadQuestions)
}

fn check(query: &HealthQuery) -> Result<()> {
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    Ok(())
}
