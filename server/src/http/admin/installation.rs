//! What the installation's operators do: the workspaces, what they may have, and whether they are in use.

use super::guard::Admin;
use crate::{
    app::App,
    auth::{invite, token},
    error::{Error, Result},
    http::extract::Json,
    mail::announce,
    store::{
        Actor,
        standing::{self, Standing, State as Is},
        workspaces::{self, Listed},
    },
};
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use jiff::{civil::Date, tz::TimeZone};
use kotae_shared::api::{
    problem::Fault,
    workspaces::{
        LimitsEdit, MadeWorkspace, NewWorkspace, StandingEdit, Usage, WorkspaceRow, WorkspaceState,
    },
};
use std::sync::Arc;

/// The time zone of last days.
const ZONE: &str = "Asia/Tokyo";

/// Somebody who owns the operators' workspace, signed in there.
pub struct Operator(Admin);

impl FromRequestParts<App> for Operator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let admin = Admin::from_request_parts(parts, app).await?;
        if admin.workspace.is_operators() {
            Ok(Self(admin))
        } else {
            Err(Error::Forbidden)
        }
    }
}

impl Operator {
    /// Who acts, for the audit records.
    fn actor(&self) -> Actor {
        self.0.actor()
    }
}

/// The `{name}` of the path.
#[derive(serde::Deserialize)]
pub struct Named {
    name: String,
}

/// All workspaces.
pub async fn list(State(app): State<App>, _operator: Operator) -> Result<Json<Vec<WorkspaceRow>>> {
    let listed = app.store.control().read(workspaces::list).await?;
    let mut rows = Vec::with_capacity(listed.len());
    for listed in listed {
        rows.push(row(&app, listed).await?);
    }
    Ok(Json(rows))
}

/// Makes one.
pub async fn create(
    State(app): State<App>,
    operator: Operator,
    Json(new): Json<NewWorkspace>,
) -> Result<(StatusCode, Json<MadeWorkspace>)> {
    let (actor, store) = (operator.actor(), Arc::clone(&app.store));
    let (secret, base) = (token::new(&app.ids), app.url.join(""));
    let work = move || {
        let workspace = store.create_workspace(actor.clone(), new.name.trim())?;
        invite::set_up_link(&workspace, &secret, &base, actor)
    };
    let link = blocking(work).await?.unwrap_or_default();
    Ok((StatusCode::CREATED, Json(MadeWorkspace { link })))
}

/// Suspends, resumes or ends one. Its owners are told of an end and of its being taken back.
pub async fn set_standing(
    State(app): State<App>,
    operator: Operator,
    Path(Named { name }): Path<Named>,
    Json(edit): Json<StandingEdit>,
) -> Result<Json<WorkspaceRow>> {
    let new = match edit {
        StandingEdit::Resume => Standing::default(),
        StandingEdit::Suspend { reason } => Standing {
            state: Is::Suspended,
            reason: reason.trim().to_owned(),
            ..Standing::default()
        },
        StandingEdit::End { ends, confirm } => {
            if confirm.trim() != name {
                return Err(Error::field("confirm", Fault::Unknown));
            }
            let last: Date = ends
                .trim()
                .parse()
                .map_err(|_| Error::field("ends", Fault::NotDate))?;
            let zone = TimeZone::get(ZONE).map_err(Error::internal)?;
            let new = Standing::ending(last, &zone, app.config.erasure)?;
            // Nobody has a day left of what has passed, and its data would go at once.
            if new.ends_at.is_none_or(|ends| ends <= app.clock.now_ms()) {
                return Err(Error::field("ends", Fault::EndsTooSoon));
            }
            new
        }
    };
    let (actor, store, named) = (operator.actor(), Arc::clone(&app.store), name.clone());
    let (vault, base) = (app.vault.clone(), app.url.join(""));
    blocking(move || {
        let before = store.workspace_blocking(&named)?.standing();
        store.set_standing(actor.clone(), &named, new)?;
        announce::standing(&store, &named, &before, &actor, (&vault, &base))
    })
    .await?;
    one(&app, &name).await
}

/// Changes what one may have, and its host name.
pub async fn set_limits(
    State(app): State<App>,
    operator: Operator,
    Path(Named { name }): Path<Named>,
    Json(edit): Json<LimitsEdit>,
) -> Result<Json<WorkspaceRow>> {
    let (actor, store, named) = (operator.actor(), Arc::clone(&app.store), name.clone());
    blocking(move || store.set_limits(actor, &named, edit.quotas, &edit.host)).await?;
    one(&app, &name).await
}

async fn one(app: &App, name: &str) -> Result<Json<WorkspaceRow>> {
    let name = name.to_owned();
    let found = app
        .store
        .control()
        .read(move |control| workspaces::by_name(control, &name));
    row(app, found.await?).await.map(Json)
}

async fn row(app: &App, listed: Listed) -> Result<WorkspaceRow> {
    let usage = match listed.standing.state {
        Is::Erasing => Usage::default(),
        _ => app.store.workspace(&listed.name).await?.usage().await?,
    };
    let standing::Standing {
        state,
        reason,
        ends_at,
        erase_at,
    } = listed.standing;
    Ok(WorkspaceRow {
        name: listed.name,
        created_at: listed.created_at,
        state: match state {
            Is::Active => WorkspaceState::Active,
            Is::Suspended => WorkspaceState::Suspended,
            Is::Ending => WorkspaceState::Ending,
            Is::Erasing => WorkspaceState::Erasing,
        },
        reason,
        ends_at,
        erase_at,
        host: listed.host,
        quotas: listed.quotas,
        usage,
        operators: listed.operators,
    })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> crate::store::Result<T> + Send + 'static,
) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)??)
}
