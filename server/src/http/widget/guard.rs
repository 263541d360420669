//! Who may call: the widget of the path, from where it is allowed, within the rates; changing requests only from the frame itself.

use super::{preview, sign_in, visit_token};
use crate::{
    app::App,
    auth::token,
    config::{Network, any_contains},
    error::{Error, Result},
    http::client::{Client, is_from_elsewhere, is_same_origin},
    store::{
        Workspace,
        engine::Read,
        preview_links::Opened,
        visitors::{self, Visitor},
        widgets::{self, Gate},
    },
};
use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use kotae_shared::{Uuid, codec};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// Marks a route that pages of other sites may load: the documents that they frame.
#[derive(Clone, Copy, Debug)]
pub struct Document;

/// The `{key}` of the path, and the workspace that it leads to.
pub struct Caller {
    /// The widget's key.
    pub key: String,
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// Who he has shown to be; `None` for somebody unknown.
    pub visitor: Option<Visitor>,
    /// Whom the widget serves, and when.
    pub gate: Gate,
    /// The preview link by which he tries what is not published.
    pub preview: Option<Opened>,
}

impl Caller {
    /// The groups that he has shown to be in, or as whose member he tries a preview link.
    pub fn groups(&self) -> &[String] {
        if let Some(link) = &self.preview {
            return &link.groups;
        }
        self.visitor.as_ref().map_or(&[], |visitor| &visitor.who.groups)
    }

    /// Takes `cost` from what a visitor may do. 429 when nothing is left.
    pub fn spend(&self, app: &App, visitor: Uuid, cost: usize) -> Result<()> {
        // A batch that is larger than the whole allowance must still be able to pass.
        let most = app.config.limits.visitor_per_minute;
        let cost = u32::try_from(cost).unwrap_or(u32::MAX).clamp(1, most);
        app.visitors
            .take((self.key.clone(), visitor), cost)
            .map_err(too_many)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        #[derive(Deserialize)]
        struct Named {
            key: String,
        }
        let Ok(Client(address)) = Client::from_request_parts(parts, app).await;
        app.addresses.take(address, 1).map_err(too_many)?;
        let Path(Named { key }) = Path::<Named>::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound)?;
        // What cannot be a key is not looked up.
        widgets::check_key(&key).map_err(|_| Error::NotFound)?;
        if !parts.method.is_safe() && !is_same_origin(&parts.headers, app.url.origin()) {
            return Err(Error::Forbidden);
        }
        if parts.extensions.get::<Document>().is_none() && is_from_elsewhere(&parts.headers) {
            return Err(Error::Forbidden);
        }
        let workspace = app.store.workspace_of_widget(&key).await?;
        if !workspace.is_open(app.clock.now_ms()) {
            return Err(Error::Suspended);
        }
        let named = key.clone();
        let gate = workspace
            .main()
            .read(move |read| widgets::gate(read, &named))
            .await?;
        let ranges = &gate.access.addresses;
        if !ranges.is_empty() {
            // One that cannot be read, which was never saved, lets nobody in.
            let ranges: Vec<Network> = ranges.iter().filter_map(|range| range.parse().ok()).collect();
            if !any_contains(&ranges, address) {
                return Err(Error::OutsideNetwork);
            }
        }
        // Documents give the token; files are opened by addresses alone.
        let mut tried = None;
        if parts.extensions.get::<Document>().is_none() {
            let shown = parts.headers.get(visit_token::HEADER);
            let shown = shown.and_then(|value| value.to_str().ok()).unwrap_or_default();
            tried = preview::shown(&workspace, &key, shown).await?;
            if tried.is_none() && !visit_token::holds(&app.vault, &key, shown, app.clock.now_ms()) {
                return Err(Error::NoVisit);
            }
        }
        let mut caller = Self {
            key,
            workspace,
            visitor: None,
            gate,
            preview: tried,
        };
        if caller.preview.is_some() {
            return Ok(caller);
        }
        if let Some(bearer) = bearer(&parts.headers)? {
            let (hash, widget) = (token::digest(bearer), caller.key.clone());
            let find = move |read: &Read<'_>| visitors::find(read, &hash, &widget);
            // The widget that shows an ended session asks again without it.
            let found = caller.workspace.events().read(find).await?;
            let visitor = found.ok_or(Error::SignInRequired)?;
            // Who came by a provider that the widget does not use any more signs in again.
            if !sign_in::still_counts(&visitor, caller.gate.sign_in) {
                return Err(Error::SignInRequired);
            }
            caller.visitor = Some(visitor);
        }
        Ok(caller)
    }
}

/// A caller who is about to show who he is: what he has shown before does not count, and may have ended.
pub struct Newcomer(pub Caller);

impl FromRequestParts<App> for Newcomer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        parts.headers.remove(header::AUTHORIZATION);
        Caller::from_request_parts(parts, app).await.map(Self)
    }
}

/// What a request shows as `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let shown = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
    shown.map(Some).ok_or(Error::SignInRequired)
}

/// A caller whom the widget admits: one who has shown who he is, where it asks for that, or who has a preview link.
pub struct Admitted(pub Caller);

impl FromRequestParts<App> for Admitted {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.visitor.is_none() && caller.preview.is_none() && caller.gate.require_identity {
            return Err(Error::SignInRequired);
        }
        Ok(Self(caller))
    }
}

pub(super) fn too_many(wait_ms: i64) -> Error {
    Error::TooMany(u32::try_from(wait_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX))
}

/// A message in the widget's binary form, of a request or a response.
pub struct Wire<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Wire<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let bytes = crate::http::extract::body(request, state).await?;
        codec::decode(&bytes).map(Self).map_err(|_| Error::Malformed)
    }
}

impl<T: Serialize> IntoResponse for Wire<T> {
    fn into_response(self) -> Response {
        (
            [(header::CONTENT_TYPE, codec::MEDIA_TYPE)],
            codec::encode(&self.0),
        )
            .into_response()
    }
}
