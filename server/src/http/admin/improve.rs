//! What the knowledge should answer better.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked as AskedFor},
        extract::{Json, Query, created},
    },
    knowledge::{improving, validate},
    publish::trial,
    store::{engine::Tx, improve},
    tables::TableWriter,
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::{
    Lang,
    api::{
        admin::{self, BulkResult, Entry, EntryEdit, Status},
        improve::{
            Ask, Asked, Handling, ImproveBulk, ImproveDraft, ImproveEdit, ImproveItem, ImproveKind,
            ImprovePage, ImproveQuery, ImproveState, limits,
        },
        problem::Fault,
    },
};

/// A page of the list.
pub async fn list(admin: Admin, Query(query): Query<ImproveQuery>) -> Result<Json<ImprovePage>> {
    bounded("q", &query.q, admin::limits::SEARCH)?;
    Ok(Json(improving::page(&admin.workspace, &query).await?))
}

/// Changes what is done about something.
pub async fn handle(admin: Admin, Json(mut edit): Json<ImproveEdit>) -> Result<Json<Handling>> {
    question(&edit.text)?;
    edit.reason = reason(&edit.reason, Some(edit.state))?;
    let proofs = if is_proved(Some(edit.state)) {
        improving::proof(&admin.workspace, &edit).await?
    } else {
        improve::Proofs::new()
    };
    let actor = admin.actor();
    let main = admin.workspace.main();
    let handled = main.write(move |tx| improve::handle(tx, &actor, &edit, &proofs));
    Ok(Json(handled.await?))
}

/// The same change of many, all or none.
pub async fn bulk(admin: Admin, Json(mut edit): Json<ImproveBulk>) -> Result<Json<BulkResult>> {
    if edit.items.len() > limits::BULK {
        return Err(Error::field("items", Fault::TooLong(limits::BULK as u32)));
    }
    edit.reason = reason(&edit.reason, edit.state)?;
    let proofs = if is_proved(edit.state) {
        improving::proofs(&admin.workspace, edit.items.clone()).await?
    } else {
        improve::Proofs::new()
    };
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main.write(move |tx| improve::bulk(tx, &actor, &edit, &proofs));
    Ok(Json(changed.await?))
}

/// A draft for a group of questions.
pub async fn draft(admin: Admin, Json(draft): Json<ImproveDraft>) -> Result<(StatusCode, Json<Entry>)> {
    question(&draft.of.text)?;
    let title = draft.of.text.trim().chars().take(admin::limits::TITLE).collect();
    let edit = EntryEdit {
        title,
        phrasings: draft.phrasings,
        status: Status::Draft,
        ..EntryEdit::default()
    };
    let edit = validate::entry(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let main = admin.workspace.main();
    let made = main.write(move |tx: &Tx<'_>| improve::draft(tx, &actor, &draft.of, &edit));
    Ok(created(made.await?))
}

/// Asks a question of the knowledge as it is written now.
pub async fn ask(admin: Admin, Json(ask): Json<Ask>) -> Result<Json<Asked>> {
    question(&ask.text)?;
    Ok(Json(trial::ask(&admin.workspace, ask.text).await?))
}

/// What a query finds, as a table.
pub async fn table(
    State(app): State<App>,
    admin: Admin,
    AskedFor(format): AskedFor,
    Query(query): Query<ImproveQuery>,
) -> Result<Response> {
    bounded("q", &query.q, admin::limits::SEARCH)?;
    tables::note(&admin, "improve", &query).await?;
    let (workspace, lang) = (admin.workspace, admin.lang);
    let slot = tables::slot(&app).await?;
    let page = improving::all(&workspace, &query).await?;
    Ok(download::table("improve", format, slot, move |pipe| {
        let mut table = TableWriter::new(format, pipe, &header(lang))?;
        for item in &page.items {
            table.row(cells(item, &page, lang))?;
        }
        table.end()?;
        Ok(())
    }))
}

fn header(lang: Lang) -> [&'static str; 15] {
    match lang {
        Lang::Ja => [
            "種類",
            "質問・FAQ",
            "FAQ の ID",
            "件数",
            "見つからなかった",
            "解決しなかった",
            "選ばれなかった",
            "途中でやめた",
            "表示",
            "開かれた",
            "解決",
            "未解決",
            "日時 (UTC)",
            "状態",
            "担当者",
        ],
        Lang::En => [
            "kind",
            "question or entry",
            "entry",
            "count",
            "nothing found",
            "not solved",
            "not chosen",
            "abandoned",
            "shown",
            "opened",
            "solved",
            "said not solved",
            "time (UTC)",
            "state",
            "assignee",
        ],
    }
}

fn cells(item: &ImproveItem, page: &ImprovePage, lang: Lang) -> [String; 15] {
    let troubles = item.troubles.map(|count| match item.entry {
        None => count.to_string(),
        Some(_) => String::new(),
    });
    let figure = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    let figures = item.figures;
    let assignee = page
        .people
        .iter()
        .find(|one| Some(one.id) == item.handling.assignee);
    let [not_found, not_solved, not_chosen, abandoned] = troubles;
    [
        kind(item.kind, lang).to_owned(),
        item.text.clone(),
        item.entry
            .as_ref()
            .map(|entry| entry.code.clone())
            .unwrap_or_default(),
        item.count.to_string(),
        not_found,
        not_solved,
        not_chosen,
        abandoned,
        figure(figures.map(|figures| figures.shown)),
        figure(figures.map(|figures| figures.chosen)),
        figure(figures.map(|figures| figures.solved)),
        figure(figures.map(|figures| figures.not_solved)),
        tables::iso(item.last_at),
        state(item.handling.state, lang).to_owned(),
        assignee.map(|one| one.name.clone()).unwrap_or_default(),
    ]
}

const fn kind(kind: ImproveKind, lang: Lang) -> &'static str {
    match kind {
        ImproveKind::NotFound => lang.pick("見つからなかった", "nothing found"),
        ImproveKind::NotSolved => lang.pick("解決しなかった", "not solved"),
        ImproveKind::NotChosen => lang.pick("候補が選ばれなかった", "not chosen"),
        ImproveKind::Abandoned => lang.pick("途中でやめた", "abandoned"),
        ImproveKind::ReviewDue => lang.pick("見直しの期限", "review due"),
        ImproveKind::NeverShown => lang.pick("表示されていない", "never shown"),
        ImproveKind::LowSolved => lang.pick("解決率が低い", "seldom solves"),
    }
}

const fn state(state: ImproveState, lang: Lang) -> &'static str {
    match state {
        ImproveState::New => lang.pick("未対応", "new"),
        ImproveState::InProgress => lang.pick("対応中", "in progress"),
        ImproveState::Waiting => lang.pick("公開待ち", "waiting for publication"),
        ImproveState::Done => lang.pick("対応済み", "done"),
        ImproveState::Ignored => lang.pick("対象外", "out of scope"),
    }
}

/// Whether it has to be looked at what visitors have found.
const fn is_proved(state: Option<ImproveState>) -> bool {
    matches!(state, Some(ImproveState::Done | ImproveState::Waiting))
}

/// Why something is out of scope, as it is kept; it has to be said.
fn reason(reason: &str, state: Option<ImproveState>) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() && state == Some(ImproveState::Ignored) {
        return Err(Error::field("reason", Fault::Required));
    }
    bounded("reason", reason, limits::REASON)?;
    Ok(reason.to_owned())
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
