//! JSON over `fetch`, with our headers.

use super::Failure;
use crate::{lang, place};
use gloo_net::http::{Method, RequestBuilder, Response};
use kotae_shared::api::{
    admin::CSRF_HEADER,
    problem::{Problem, ProblemCode},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Set-up and sign-in, which have no session yet, carry `1`.
    static CSRF: RefCell<String> = RefCell::new("1".into());
    static SIGNED_OUT: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Sets what goes into the header that proves that a change came from our page.
pub(crate) fn set_csrf(csrf: &str) {
    CSRF.set(csrf.to_owned());
}

/// Sets what happens when the server no longer knows the session.
pub(crate) fn on_signed_out(act: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Rc::new(act)));
}

/// Reads. `path` is below `api/admin/WORKSPACE/`.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&send(Method::GET, path, None).await?)
}

/// Reads without knowing what.
pub(crate) async fn text(path: &str) -> Result<String, Failure> {
    send(Method::GET, path, None).await
}

/// Makes or does something.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(&send(Method::POST, path, Some(json(body)?)).await?)
}

/// Changes something.
pub(crate) async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(&send(Method::PUT, path, Some(json(body)?)).await?)
}

/// Deletes something.
pub(crate) async fn delete(path: &str) -> Result<(), Failure> {
    send(Method::DELETE, path, None).await.map(drop)
}

/// Reads a file, whole.
pub(crate) async fn download(path: &str) -> Result<web_sys::Blob, Failure> {
    let response = fetch(Method::GET, path, None).await?;
    if !response.ok() {
        return Err(finish(response).await.err().unwrap_or(Failure::Offline));
    }
    let blob = web_sys::Response::from(response)
        .blob()
        .map_err(|_| Failure::Offline)?;
    let blob = JsFuture::from(blob).await.map_err(|_| Failure::Offline)?;
    Ok(blob.unchecked_into())
}

/// The value of [`CSRF_HEADER`].
pub(super) fn csrf() -> String {
    CSRF.with_borrow(String::clone)
}

fn json(body: &impl Serialize) -> Result<JsValue, Failure> {
    // Our own types always have a JSON form.
    serde_json::to_string(body)
        .map(JsValue::from)
        .map_err(|_| Failure::Strange(0))
}

/// Understands a reply. An empty one (204) reads as `null`, which is `()`.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|_| Failure::Strange(200))
}

async fn send(method: Method, path: &str, body: Option<JsValue>) -> Result<String, Failure> {
    finish(fetch(method, path, body).await?).await
}

async fn fetch(method: Method, path: &str, body: Option<JsValue>) -> Result<Response, Failure> {
    let changes = method != Method::GET;
    let mut request = RequestBuilder::new(&place::api(path))
        .method(method)
        .header("accept", "application/json")
        .header("accept-language", lang::current().tag());
    if changes {
        request = request.header(CSRF_HEADER, &csrf());
    }
    let request = match body {
        None => request.build(),
        Some(body) => request.header("content-type", "application/json").body(body),
    };
    let response = match request {
        Ok(request) => request.send().await,
        Err(error) => Err(error),
    };
    response.map_err(|_| Failure::Offline)
}

async fn finish(response: Response) -> Result<String, Failure> {
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Offline)?;
    judge(status, text)
}

/// Tells a reply from a problem.
pub(super) fn judge(status: u16, text: String) -> Result<String, Failure> {
    if (200..300).contains(&status) {
        return Ok(text);
    }
    let problem: Problem = serde_json::from_str(&text).map_err(|_| Failure::Strange(status))?;
    if problem.code == ProblemCode::SignInRequired
        && let Some(act) = SIGNED_OUT.with_borrow(Clone::clone)
    {
        act();
    }
    Err(Failure::Problem(problem))
}
