//! Imports: dry runs, what they found, what was imported before, and the way back.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{self, Id, Json, Query},
    },
    knowledge::{
        categories,
        import::{self, Accept, Planned, Reading, findings::Findings},
        pinned, scenarios, synonyms,
    },
    store::{self, Actor, Workspace, engine::Tx, import_mappings, imports},
    tables::headers,
};
use axum::{
    extract::{Path, Request, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use kotae_shared::{
    api::{
        admin::{ImportReport, limits},
        problem::Fault,
        transfer::{
            CheckQuery, ImportDetail, ImportKind, ImportQuery, ImportRowPage, ImportsPage, ImportsQuery,
            MappingEdit, MappingOf, Undo, Undone,
        },
    },
    scenario,
};
use serde::Deserialize;
use std::sync::Arc;

/// A dry run of an import of entries; with `expect`, the import itself.
pub async fn entries(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>> {
    run(app, admin, query, request, ImportKind::Entries).await
}

/// The same of synonyms.
pub async fn synonyms(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>> {
    run(app, admin, query, request, ImportKind::Synonyms).await
}

/// The same of categories.
pub async fn categories(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>> {
    run(app, admin, query, request, ImportKind::Categories).await
}

/// The same of pinned questions.
pub async fn pinned(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>> {
    run(app, admin, query, request, ImportKind::Pinned).await
}

/// The same of scenarios.
pub async fn scenarios(
    State(app): State<App>,
    admin: Admin,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>> {
    run(app, admin, query, request, ImportKind::Scenarios).await
}

async fn run(
    app: App,
    admin: Admin,
    query: ImportQuery,
    request: Request,
    kind: ImportKind,
) -> Result<Json<ImportReport>> {
    let slot = tables::slot(&app).await?;
    let reading = reading(&query)?;
    // Bytes that only we hold become a vector without a copy.
    let file = Vec::from(extract::body(request, &app).await?);
    if kind == ImportKind::Scenarios && file.len() > scenario::limits::IMPORT_BYTES {
        let limit = scenario::limits::IMPORT_BYTES as u32;
        return Err(Error::field("file", Fault::TooLong(limit)));
    }
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || {
        let _slot = slot;
        let source = Source {
            app: &app,
            workspace: &workspace,
            actor,
            query: &query,
        };
        match kind {
            ImportKind::Entries => {
                let by = source.actor.clone();
                source.finish(import::plan(&workspace, file, &reading, &by, lang, &mut |_| {})?)
            }
            ImportKind::Synonyms => source.finish(synonyms::plan(&workspace, file, lang)?),
            ImportKind::Categories => {
                let by = source.actor.clone();
                source.finish(categories::plan(&workspace, file, &by, lang)?)
            }
            ImportKind::Pinned => {
                let by = source.actor.clone();
                source.finish(pinned::plan(&workspace, file, &by, lang)?)
            }
            ImportKind::Scenarios => source.finish(scenarios::plan(&workspace, file, lang)?),
        }
    };
    let report = tokio::task::spawn_blocking(work).await;
    Ok(Json(report.map_err(Error::internal)??))
}

fn reading(query: &ImportQuery) -> Result<Reading> {
    if query.file.chars().count() > limits::FILE_NAME {
        return Err(Error::field("file", Fault::TooLong(limits::FILE_NAME as u32)));
    }
    let columns = match &query.columns {
        Some(text) => {
            let columns = Reading::columns_of(text);
            Some(columns.map_err(|_| Error::field("columns", Fault::Unknown))?)
        }
        None => None,
    };
    Ok(Reading {
        columns,
        header: query.header,
        html: query.html,
        ..Reading::default()
    })
}

/// Where an import comes from.
struct Source<'a> {
    app: &'a App,
    workspace: &'a Workspace,
    actor: Actor,
    query: &'a ImportQuery,
}

impl Source<'_> {
    /// Applies a plan, or keeps what it found.
    fn finish(self, plan: impl Planned) -> store::Result<ImportReport> {
        let Some(expect) = &self.query.expect else {
            let (report, findings) = plan.show();
            // Where somebody must be asked first there is nothing to look through.
            if !report.token.is_empty() {
                self.app.checks.keep(self.workspace.id(), &report.token, findings);
            }
            return Ok(report);
        };
        let accept = Accept {
            expect: Some(expect),
            partial: self.query.partial,
            file: self.query.file.trim(),
        };
        plan.apply(self.workspace, accept, self.actor)
    }
}

/// The dry run that a path names.
#[derive(Deserialize)]
pub struct Named {
    check: String,
}

type Check = std::result::Result<Path<Named>, PathRejection>;

/// The rows of a dry run.
pub async fn check(
    State(app): State<App>,
    admin: Admin,
    named: Check,
    Query(query): Query<CheckQuery>,
) -> Result<Json<ImportRowPage>> {
    let Path(Named { check }) = named.map_err(|_| Error::NotFound)?;
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    let workspace = admin.workspace.id();
    let look = move || {
        app.checks
            .look(workspace, &check, |findings| findings.page(&query))
    };
    let page = tokio::task::spawn_blocking(look).await.map_err(Error::internal)?;
    Ok(Json(page.ok_or(Error::NotFound)??))
}

/// The refused rows of a dry run as a file.
pub async fn refused(
    State(app): State<App>,
    admin: Admin,
    named: Check,
    Asked(format): Asked,
) -> Result<Response> {
    let Path(Named { check }) = named.map_err(|_| Error::NotFound)?;
    let (workspace, lang) = (admin.workspace.id(), admin.lang);
    app.checks
        .look(workspace, &check, |_| ())
        .ok_or(Error::NotFound)?;
    let slot = tables::slot(&app).await?;
    Ok(download::table("refused", format, slot, move |pipe| {
        let write = |findings: &mut Findings| findings.refused(format, lang, pipe).map(drop);
        let written = app.checks.look(workspace, &check, write);
        Ok(written.unwrap_or(Err(store::Error::NotFound))?)
    }))
}

/// Remembers what the columns of such files mean.
pub async fn remember(admin: Admin, Json(edit): Json<MappingEdit>) -> Result<StatusCode> {
    let edit = import::check_mapping(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let signature = headers::signature(&edit.headers);
    let main = admin.workspace.main();
    main.write(move |tx| import_mappings::set(tx, &actor, &signature, &edit))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets it.
pub async fn forget(admin: Admin, Json(of): Json<MappingOf>) -> Result<StatusCode> {
    let actor = admin.actor();
    let signature = headers::signature(&of.headers);
    let main = admin.workspace.main();
    main.write(move |tx| import_mappings::forget(tx, &actor, &signature))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The imports, the newest first.
pub async fn list(admin: Admin, Query(query): Query<ImportsQuery>) -> Result<Json<ImportsPage>> {
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| imports::list(read, &query)).await?))
}

/// One import, and what undoing it would do.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<ImportDetail>> {
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| imports::get(read, id)).await?))
}

/// Takes an import back.
pub async fn undo(admin: Admin, Id(id): Id, Json(wish): Json<Undo>) -> Result<Json<Undone>> {
    let actor = admin.actor();
    let undo = move |tx: &Tx<'_>| imports::undo(tx, &actor, id, &wish);
    Ok(Json(admin.workspace.main().write(undo).await?))
}
