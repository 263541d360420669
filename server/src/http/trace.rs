//! One log line a request. It names the route, never the query or a body, so that no token gets into a log.

use super::client::Client;
use crate::app::App;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;

/// The header that carries the request's id to the client.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request in a span with an id of its own, and logs how it ended.
pub async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = app.ids.id();
    let started = tokio::time::Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let client = Client::of(&app, request.extensions(), request.headers()).0;
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    let ms = (ms * 10.0).round() / 10.0;
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(%method, route, status, ms, %client, "Answered a request with an error of ours");
        } else if matches!(status, 400 | 403 | 413 | 422 | 429) {
            // Somebody tries what he may not, too often, or what no screen of ours would send: worth a line wherever requests are not logged.
            tracing::info!(%method, route, status, ms, %client, "Refused a request");
        } else {
            tracing::debug!(%method, route, status, ms, %client, "Answered a request");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
