//! The tree of categories.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, Query, created},
    },
    knowledge::{categories as files, validate},
    store::categories,
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::api::{
    admin::{Category, CategoryEdit},
    categories::{CategoryName, CategoryPlace, Merge, MergeQuery, MergeRequest},
};

/// All categories in tree order.
pub async fn list(admin: Admin) -> Result<Json<Vec<Category>>> {
    Ok(Json(admin.workspace.main().read(categories::list).await?))
}

/// A new category.
pub async fn create(admin: Admin, Json(edit): Json<CategoryEdit>) -> Result<(StatusCode, Json<Category>)> {
    let edit = validate::category(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    let category = admin
        .workspace
        .main()
        .write(move |tx| categories::create(tx, &actor, &edit))
        .await?;
    Ok(created(category))
}

/// A new name, parent or place.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<CategoryEdit>) -> Result<Json<Category>> {
    let edit = validate::category(&edit).map_err(Error::Invalid)?;
    let actor = admin.actor();
    Ok(Json(
        admin
            .workspace
            .main()
            .write(move |tx| categories::update(tx, &actor, id, &edit))
            .await?,
    ))
}

/// Another name, in the same place.
pub async fn rename(admin: Admin, Id(id): Id, Json(edit): Json<CategoryName>) -> Result<Json<Category>> {
    let edit = CategoryEdit {
        name: edit.name,
        parent: None,
        position: None,
    };
    let name = validate::category(&edit).map_err(Error::Invalid)?.name;
    let actor = admin.actor();
    let main = admin.workspace.main();
    let renamed = main.write(move |tx| categories::rename(tx, &actor, id, &name));
    Ok(Json(renamed.await?))
}

/// Another place, under the same name.
pub async fn put(admin: Admin, Id(id): Id, Json(place): Json<CategoryPlace>) -> Result<Json<Category>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    Ok(Json(
        main.write(move |tx| categories::put(tx, &actor, id, place))
            .await?,
    ))
}

/// What a merge would move.
pub async fn merge_plan(admin: Admin, Id(id): Id, Query(query): Query<MergeQuery>) -> Result<Json<Merge>> {
    let main = admin.workspace.main();
    let plan = main.read(move |read| categories::merge_plan(read, id, query.into));
    Ok(Json(plan.await?))
}

/// Merges a category into another one.
pub async fn merge(admin: Admin, Id(id): Id, Json(request): Json<MergeRequest>) -> Result<Json<Merge>> {
    let actor = admin.actor();
    let main = admin.workspace.main();
    let merged = main.write(move |tx| categories::merge(tx, &actor, id, &request));
    Ok(Json(merged.await?))
}

/// Deletes a category that holds nothing.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    admin
        .workspace
        .main()
        .write(move |tx| categories::delete(tx, &actor, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All of them as a table.
pub async fn export(State(app): State<App>, admin: Admin, Asked(format): Asked) -> Result<Response> {
    tables::note(&admin, "category", &()).await?;
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::table("categories", format, slot, move |pipe| {
        files::export(&workspace, format, pipe)?;
        Ok(())
    }))
}
