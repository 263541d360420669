//! Scenarios.

use super::{guard::Admin, tables};
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Id, Json, created},
    },
    knowledge::scenarios as files,
    publish::scenario_trial,
    store::{
        engine::{Read, Tx},
        scenarios, widgets,
    },
};
use axum::{extract::State, http::StatusCode, response::Response};
use kotae_shared::{
    api::{
        problem::Fault,
        scenarios::{ScenarioEdit, ScenarioRecord, ScenarioRow, ScenarioTrial, ScenarioTry, TrialWidget},
    },
    look::Look,
    scenario::{Scenario, check::Finding, limits},
};

/// All scenarios.
pub async fn list(admin: Admin) -> Result<Json<Vec<ScenarioRow>>> {
    let lang = admin.lang;
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| scenarios::list(read, lang)).await?))
}

/// One scenario.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<ScenarioRecord>> {
    let lang = admin.lang;
    let main = admin.workspace.main();
    Ok(Json(main.read(move |read| scenarios::get(read, id, lang)).await?))
}

/// A new scenario.
pub async fn create(
    admin: Admin,
    Json(edit): Json<ScenarioEdit>,
) -> Result<(StatusCode, Json<ScenarioRecord>)> {
    let (actor, lang, scenario) = (admin.actor(), admin.lang, edit.scenario.tidy());
    let write = move |tx: &Tx<'_>| {
        let id = scenarios::create(tx, &actor, &scenario)?;
        scenarios::get(tx, id, lang)
    };
    Ok(created(admin.workspace.main().write(write).await?))
}

/// Another graph in the place of a scenario's.
pub async fn update(
    admin: Admin,
    Id(id): Id,
    Json(mut edit): Json<ScenarioEdit>,
) -> Result<Json<ScenarioRecord>> {
    edit.scenario = edit.scenario.tidy();
    let (actor, lang) = (admin.actor(), admin.lang);
    let write = move |tx: &Tx<'_>| {
        scenarios::update(tx, &actor, id, &edit)?;
        scenarios::get(tx, id, lang)
    };
    Ok(Json(admin.workspace.main().write(write).await?))
}

/// Deletes a scenario.
pub async fn delete(admin: Admin, Id(id): Id) -> Result<StatusCode> {
    let actor = admin.actor();
    let write = move |tx: &Tx<'_>| scenarios::delete(tx, &actor, id);
    admin.workspace.main().write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with a scenario; nothing is stored.
pub async fn check(admin: Admin, Json(scenario): Json<Scenario>) -> Result<Json<Vec<Finding>>> {
    let (lang, scenario) = (admin.lang, scenario.tidy());
    let read = move |read: &Read<'_>| scenarios::findings(read, &scenario, lang);
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// A scenario as a widget would play it now; nothing is stored.
pub async fn play(
    State(app): State<App>,
    admin: Admin,
    Json(wish): Json<ScenarioTry>,
) -> Result<Json<ScenarioTrial>> {
    if wish.scenario.steps.is_empty() {
        return Err(Error::field("steps", Fault::Required));
    }
    if wish.scenario.steps.len() > limits::STEPS {
        return Err(Error::field("steps", Fault::TooLong(limits::STEPS as u32)));
    }
    let base = app.url.path(&format!("api/admin/{}/", admin.workspace.name()));
    let read = move |read: &Read<'_>| {
        let play = scenario_trial::play(read, wish.scenario.tidy(), wish.start.trim(), &base)?;
        let widget = widgets::list(read)?;
        // One that wants to know who the visitor is shows no answers here.
        let widget = widget
            .into_iter()
            .min_by_key(|widget| widget.settings.require_identity);
        let widget = widget.map(|widget| TrialWidget {
            key: widget.key,
            look: Look::of(widget.settings),
        });
        Ok(ScenarioTrial { play, widget })
    };
    Ok(Json(admin.workspace.main().read(read).await?))
}

/// All scenarios as a table.
pub async fn table(State(app): State<App>, admin: Admin, Asked(format): Asked) -> Result<Response> {
    tables::note(&admin, "scenario", &()).await?;
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::table("scenarios", format, slot, move |pipe| {
        files::export_table(&workspace, format, pipe)?;
        Ok(())
    }))
}

/// All scenarios as JSON.
pub async fn json(State(app): State<App>, admin: Admin) -> Result<Response> {
    tables::note(&admin, "scenario", &()).await?;
    let workspace = admin.workspace;
    let slot = tables::slot(&app).await?;
    Ok(download::json("scenarios.json", slot, move |pipe| {
        files::export_json(&workspace, pipe)?;
        Ok(())
    }))
}
