//! What the next publication would change, the publication itself, and the earlier ones.

use super::{
    guard::Admin,
    tables::{iso, slot},
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query, created},
    },
    publish,
    store::{
        engine::{Read, Tx},
        publications, schedules,
    },
    tables::TableWriter,
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use kotae_shared::{
    Lang,
    api::{
        admin::{
            ChangeCounts, Publication, PublicationDetail, PublicationPage, PublicationQuery, PublishPreview,
            PublishRequest, RollBack, limits,
        },
        problem::Fault,
        publishing::{Schedule, ScheduleEdit, ScheduleForce, ScheduleRequest},
    },
};
use serde::Deserialize;
use std::sync::Arc;

/// The changes that visitors would notice, with warnings in the reader's language.
pub async fn preview(admin: Admin) -> Result<Json<PublishPreview>> {
    let (workspace, lang) = (Arc::clone(&admin.workspace), admin.lang);
    let work = move || publish::preview(&workspace, lang);
    Ok(Json(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// Publishes.
pub async fn publish(
    admin: Admin,
    Json(request): Json<PublishRequest>,
) -> Result<(StatusCode, Json<Publication>)> {
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || {
        let why = publish::Why::new(&request.note, &request.force);
        match request.only {
            Some(part) => publish::publish_part(&workspace, actor, part, why, lang),
            None => publish::publish(&workspace, actor, why, lang, &mut |_| {}),
        }
    };
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// What was published, the newest first.
pub async fn list(admin: Admin, Query(query): Query<PublicationQuery>) -> Result<Json<PublicationPage>> {
    check(&query)?;
    let read = move |read: &Read<'_>| publications::list(read, &query);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// The publication that a path names.
#[derive(Deserialize)]
pub struct Named {
    number: u32,
}

type Number = std::result::Result<Path<Named>, PathRejection>;

/// A publication, what it changed, and what going back to it would change.
pub async fn show(admin: Admin, named: Number) -> Result<Json<PublicationDetail>> {
    let Path(Named { number }) = named.map_err(|_| Error::NotFound)?;
    let read = move |read: &Read<'_>| publications::detail(read, number);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// Brings a publication back, as a new one.
pub async fn roll_back(
    admin: Admin,
    named: Number,
    Json(wish): Json<RollBack>,
) -> Result<(StatusCode, Json<Publication>)> {
    let Path(Named { number }) = named.map_err(|_| Error::NotFound)?;
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || {
        let why = publish::Why::new(&wish.note, &wish.force);
        publish::roll_back(&workspace, actor, number, why, lang)
    };
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

fn check(query: &PublicationQuery) -> Result<()> {
    if query.by.chars().count() > limits::PERSON {
        return Err(Error::field("by", Fault::TooLong(limits::PERSON as u32)));
    }
    Ok(())
}

/// The publications at set times.
pub async fn schedules(admin: Admin) -> Result<Json<Vec<Schedule>>> {
    Ok(Json(admin.workspace.main().read(publish::scheduled).await?))
}

/// Keeps what is ready now for a set time.
pub async fn schedule(
    admin: Admin,
    Json(request): Json<ScheduleRequest>,
) -> Result<(StatusCode, Json<Schedule>)> {
    let (workspace, actor) = (Arc::clone(&admin.workspace), admin.actor());
    let work = move || publish::schedule(&workspace, actor, &request);
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// Gives one another time.
pub async fn reschedule(admin: Admin, Id(id): Id, Json(edit): Json<ScheduleEdit>) -> Result<Json<Schedule>> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| publish::reschedule(tx, &actor, id, &edit);
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Publishes one now.
pub async fn publish_scheduled(
    admin: Admin,
    Id(id): Id,
    Json(wish): Json<ScheduleForce>,
) -> Result<(StatusCode, Json<Publication>)> {
    let (workspace, actor, lang) = (Arc::clone(&admin.workspace), admin.actor(), admin.lang);
    let work = move || publish::publish_scheduled(&workspace, actor, id, &wish.force, lang);
    Ok(created(
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??,
    ))
}

/// Takes one back.
pub async fn unschedule(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| schedules::cancel(tx, &actor, id);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The publications that a query asks for, as a table.
pub async fn table(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<PublicationQuery>,
) -> Result<Response> {
    check(&query)?;
    super::tables::note(&admin, "publication", &query).await?;
    let (workspace, lang) = (admin.workspace, admin.lang);
    let slot = slot(&app).await?;
    Ok(download::table("publications", format, slot, move |pipe| {
        let mut query = query;
        let mut table = TableWriter::new(format, pipe, &header(lang))?;
        loop {
            let part = query.clone();
            let page = workspace
                .main()
                .read_blocking(move |read| publications::list(read, &part))?;
            for publication in &page.items {
                table.row(cells(publication, lang))?;
            }
            query.before = page.next;
            if query.before.is_none() {
                table.end()?;
                return Ok(());
            }
        }
    }))
}

fn header(lang: Lang) -> [&'static str; 9] {
    match lang {
        Lang::Ja => [
            "公開番号",
            "日時 (UTC)",
            "公開した人",
            "種類",
            "追加",
            "変更",
            "公開終了",
            "FAQ",
            "メモ",
        ],
        Lang::En => [
            "number",
            "time (UTC)",
            "by",
            "kind",
            "added",
            "changed",
            "removed",
            "entries",
            "note",
        ],
    }
}

fn cells(of: &Publication, lang: Lang) -> [String; 9] {
    let kind = match (of.restores, of.cause) {
        (Some(number), _) => match lang {
            Lang::Ja => format!("第 {number} 回に戻した"),
            Lang::En => format!("back to no. {number}"),
        },
        (None, cause) => cause.name(lang).to_owned(),
    };
    let count = |count: fn(&ChangeCounts) -> u32| {
        let count = of.changes.as_ref().map(count);
        count.map(|count| count.to_string()).unwrap_or_default()
    };
    [
        of.number.to_string(),
        iso(of.at),
        of.by.clone(),
        kind,
        count(|counts| counts.added),
        count(|counts| counts.changed),
        count(|counts| counts.removed),
        of.entries.to_string(),
        of.note.clone(),
    ]
}
