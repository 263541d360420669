//! Widgets and their settings.

use super::guard::Admin;
use crate::{
    error::{Error, Result},
    http::extract::{Id, Json},
    knowledge::validate,
    store::widgets,
};
use kotae_shared::api::admin::{Widget, WidgetEdit};

/// All widgets.
pub async fn list(admin: Admin) -> Result<Json<Vec<Widget>>> {
    Ok(Json(admin.workspace.main().read(widgets::list).await?))
}

/// One widget.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Widget>> {
    Ok(Json(
        admin
            .workspace
            .main()
            .read(move |read| widgets::get(read, id))
            .await?,
    ))
}

/// New settings.
pub async fn update(admin: Admin, Id(id): Id, Json(edit): Json<WidgetEdit>) -> Result<Json<Widget>> {
    let settings = validate::settings(&edit.settings).map_err(Error::Invalid)?;
    let edit = WidgetEdit {
        settings,
        version: edit.version,
    };
    let actor = admin.actor();
    Ok(Json(
        admin
            .workspace
            .main()
            .write(move |tx| widgets::update(tx, &actor, id, &edit))
            .await?,
    ))
}
