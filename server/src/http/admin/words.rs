//! Synonyms, learned phrases and how they take part in matching.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query, created},
    },
    knowledge::{learning, synonyms as files, validate},
    publish::trial,
    store::{improve, matching, phrases, synonyms},
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::api::{
    admin::limits,
    problem::Fault,
    words::{
        Collected, Matching, MixedTopics, PhraseDecision, PhrasePage, PhraseQuery, PhraseResult, SynonymEdit,
        SynonymPage, SynonymProposal, SynonymQuery, Synonyms, SynonymsChanged, SynonymsChosen,
    },
};
use std::sync::Arc;

/// How knowledge is matched.
pub async fn matching(admin: Admin) -> Result<Json<Matching>> {
    Ok(Json(admin.workspace.main().read(matching::get).await?))
}

/// Changes how knowledge is matched.
pub async fn set_matching(admin: Admin, Json(edit): Json<Matching>) -> Result<Json<Matching>> {
    let actor = admin.actor();
    let write = admin.workspace.main();
    Ok(Json(
        write.write(move |tx| matching::update(tx, &actor, edit)).await?,
    ))
}

/// A page of the help desk's groups of synonyms.
pub async fn list(admin: Admin, Query(query): Query<SynonymQuery>) -> Result<Json<SynonymPage>> {
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| synonyms::list(read, &query)).await?))
}

/// One group.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Synonyms>> {
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| synonyms::get(read, id)).await?))
}

/// Words that may mean the same, by what visitors did.
pub async fn proposals(admin: Admin) -> Result<Json<Vec<SynonymProposal>>> {
    Ok(Json(improve::reworded(&admin.workspace).await?))
}

/// A new group.
pub async fn create(admin: Admin, Json(edit): Json<SynonymEdit>) -> Result<(StatusCode, Json<Synonyms>)> {
    let edit = validate::synonyms(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let main = admin.workspace.main();
    let made = main.write(move |tx| synonyms::create(tx, &actor, &edit)).await?;
    Ok(created(made))
}

/// Other terms.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<SynonymEdit>) -> Result<Json<Synonyms>> {
    let edit = validate::synonyms(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main.write(move |tx| synonyms::update(tx, &actor, id, &edit));
    Ok(Json(changed.await?))
}

/// Deletes a group.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    main.write(move |tx| synonyms::delete(tx, &actor, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes several groups.
pub async fn delete_all(admin: Admin, Json(chosen): Json<SynonymsChosen>) -> Result<Json<SynonymsChanged>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main.write(move |tx| synonyms::delete_all(tx, &actor, &chosen.ids));
    Ok(Json(SynonymsChanged {
        changed: changed.await?,
    }))
}

/// Groups that may tie together different topics.
pub async fn topics(State(app): State<App>, admin: Admin) -> Result<Json<Vec<MixedTopics>>> {
    let slot = tables::slot(&app).await?;
    let workspace = Arc::clone(&admin.workspace);
    let work = move || {
        let _slot = slot;
        trial::mixed_topics(&workspace)
    };
    let topics = tokio::task::spawn_blocking(work).await;
    Ok(Json(topics.map_err(Error::internal)??))
}

/// All groups.
pub async fn export(State(app): State<App>, admin: Admin, Asked(format): Asked) -> Result<Response> {
    tables::note(&admin, "synonyms", &()).await?;
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::table("synonyms", format, slot, move |pipe| {
        files::export(&workspace, format, pipe)?;
        Ok(())
    }))
}

/// A page of learned phrases.
pub async fn phrases(admin: Admin, Query(query): Query<PhraseQuery>) -> Result<Json<PhrasePage>> {
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| phrases::list(read, &query)).await?))
}

/// Looks for new proposals now.
pub async fn collect(admin: Admin) -> Result<Json<Collected>> {
    let (workspace, actor) = (Arc::clone(&admin.workspace), admin.actor());
    let work = move || learning::collect(&workspace, &actor);
    let collected = tokio::task::spawn_blocking(work).await;
    Ok(Json(collected.map_err(Error::internal)??))
}

/// Accepts, refuses or takes back phrases.
pub async fn decide(admin: Admin, Json(decision): Json<PhraseDecision>) -> Result<Json<PhraseResult>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let changed = main
        .write(move |tx| phrases::decide(tx, &actor, &decision))
        .await?;
    Ok(Json(PhraseResult { changed }))
}
