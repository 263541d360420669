//! JSON over `fetch`, with our headers.

use super::Failure;
use crate::{lang, place};
use kotae_shared::api::{
    admin::CSRF_HEADER,
    problem::{Problem, ProblemCode},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Browsers keep no more than 64 KB alive after a page.
const LAST_BYTES: usize = 60_000;

thread_local! {
    /// Set-up and sign-in, which have no session yet, carry `1`.
    static CSRF: RefCell<String> = RefCell::new("1".into());
    static PROOF: RefCell<Option<Rc<dyn Fn() -> js_sys::Promise>>> = const { RefCell::new(None) };
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

/// Sets what asks for a proof before a sensitive change; its promise tells whether the change shall be tried again.
pub(crate) fn on_proof_wanted(ask: impl Fn() -> js_sys::Promise + 'static) {
    PROOF.set(Some(Rc::new(ask)));
}

/// Reads. `path` is below `api/admin/WORKSPACE/`.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&send("GET", path, None).await?)
}

/// Reads without knowing what.
pub(crate) async fn text(path: &str) -> Result<String, Failure> {
    send("GET", path, None).await
}

/// Makes or does something.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(&send("POST", path, Some(json(body)?)).await?)
}

/// Changes something.
pub(crate) async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(&send("PUT", path, Some(json(body)?)).await?)
}

/// Deletes something.
pub(crate) async fn delete(path: &str) -> Result<(), Failure> {
    send("DELETE", path, None).await.map(drop)
}

/// Deletes something that leaves something to be read.
pub(crate) async fn take<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&send("DELETE", path, None).await?)
}

/// Reads a file, whole.
pub(crate) async fn download(path: &str) -> Result<web_sys::Blob, Failure> {
    blob(fetch("GET", path, None).await?).await
}

/// Sends something to be made a file of.
pub(crate) async fn file(path: &str, body: &impl Serialize) -> Result<web_sys::Blob, Failure> {
    blob(fetch("POST", path, Some(json(body)?)).await?).await
}

async fn blob(response: Response) -> Result<web_sys::Blob, Failure> {
    if !response.ok() {
        return Err(finish(response).await.err().unwrap_or(Failure::Offline));
    }
    let blob = response.blob().map_err(|_| Failure::Offline)?;
    let blob = JsFuture::from(blob).await.map_err(|_| Failure::Offline)?;
    Ok(blob.unchecked_into())
}

/// Asks for bytes.
pub(crate) async fn bytes(path: &str, body: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let response = fetch("POST", path, Some(json(body)?)).await?;
    if !response.ok() {
        return Err(finish(response).await.err().unwrap_or(Failure::Offline));
    }
    let bytes = response.array_buffer().map_err(|_| Failure::Offline)?;
    let bytes = JsFuture::from(bytes).await.map_err(|_| Failure::Offline)?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
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

/// Sends what nobody waits for, while the page is being left. A body that the browser does not take at such a moment goes the usual
/// way.
pub(crate) fn send_last(method: &'static str, path: &str, body: &impl Serialize) {
    let Ok(body) = json(body) else { return };
    let small = body.as_string().is_some_and(|text| text.len() < LAST_BYTES);
    if let Ok(request) = request(method, Some(body)) {
        if small {
            let _ = js_sys::Reflect::set(&request, &"keepalive".into(), &JsValue::TRUE);
        }
        let sent = leptos::prelude::window().fetch_with_str_and_init(&place::api(path), &request);
        wasm_bindgen_futures::spawn_local(async move { _ = JsFuture::from(sent).await });
    }
}

/// Understands a reply. An empty one (204) reads as `null`, which is `()`.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|_| Failure::Strange(200))
}

async fn send(method: &'static str, path: &str, body: Option<JsValue>) -> Result<String, Failure> {
    let reply = finish(fetch(method, path, body.clone()).await?).await;
    let Err(failure) = reply else { return reply };
    let ask = PROOF.with_borrow(Clone::clone);
    let Some(ask) = ask.filter(|_| failure.code() == Some(ProblemCode::ProveAgain)) else {
        return Err(failure);
    };
    let proved = JsFuture::from(ask()).await;
    if proved.is_ok_and(|proved| proved.is_truthy()) {
        finish(fetch(method, path, body).await?).await
    } else {
        Err(failure)
    }
}

async fn fetch(method: &'static str, path: &str, body: Option<JsValue>) -> Result<Response, Failure> {
    let sent = request(method, body)
        .map(|request| leptos::prelude::window().fetch_with_str_and_init(&place::api(path), &request));
    let response = match sent {
        Ok(response) => JsFuture::from(response).await,
        Err(error) => Err(error),
    };
    response.map(JsCast::unchecked_into).map_err(|_| Failure::Offline)
}

fn request(method: &'static str, body: Option<JsValue>) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    headers.set("accept-language", lang::current().tag())?;
    if method != "GET" {
        headers.set(CSRF_HEADER, &csrf())?;
    }
    let request = RequestInit::new();
    request.set_method(method);
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        request.set_body(&body);
    }
    request.set_headers(&headers);
    Ok(request)
}

async fn finish(response: Response) -> Result<String, Failure> {
    let status = response.status();
    let text = response.text().map_err(|_| Failure::Offline)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Offline)?;
    judge(status, text.as_string().unwrap_or_default())
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
