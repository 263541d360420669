//! Requests to our own server, in bytes.

use crate::browser;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use kotae_shared::codec::MEDIA_TYPE;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

/// How long a reply may take.
const PATIENCE_MS: u32 = 20_000;

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The server was not reached, or did not answer in time.
    Unreached,
    /// It answered with this status.
    Status(u16),
}

/// Fetches `url`.
pub(crate) async fn get(url: &str) -> Result<Vec<u8>, Fault> {
    send(url, None).await
}

/// Posts `body` to `url`. The request outlives the page.
pub(crate) async fn post(url: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
    send(url, Some(body)).await
}

/// The bytes that a promise of an `ArrayBuffer` gives, if it gives any.
pub(crate) async fn bytes_of(promise: JsValue) -> Option<Vec<u8>> {
    let value = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()?;
    let buffer = value.dyn_into::<ArrayBuffer>().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

async fn send(url: &str, body: Option<&[u8]>) -> Result<Vec<u8>, Fault> {
    let options = RequestInit::new();
    let headers = js_sys::Object::new();
    // What shows who the visitor is, if he has shown it.
    let bearer = browser::get(&browser::get(&browser::window(), "kotae"), "bearer");
    if bearer.is_string() {
        browser::set(&headers, "authorization", &bearer);
    }
    if let Some(body) = body {
        options.set_method("POST");
        options.set_body(&Uint8Array::from(body));
        browser::set(&headers, "content-type", &MEDIA_TYPE.into());
        browser::set(&options, "keepalive", &JsValue::TRUE);
    }
    options.set_headers(&headers);
    if let Ok(controller) = AbortController::new() {
        options.set_signal(Some(&controller.signal()));
        browser::after(PATIENCE_MS, move || controller.abort());
    }
    let reply = JsFuture::from(browser::window().fetch_with_str_and_init(url, &options))
        .await
        .map_err(|_| Fault::Unreached)?
        .dyn_into::<Response>()
        .map_err(|_| Fault::Unreached)?;
    if !reply.ok() {
        return Err(Fault::Status(reply.status()));
    }
    let buffer = reply.array_buffer().map_err(|_| Fault::Unreached)?;
    bytes_of(buffer.into()).await.ok_or(Fault::Unreached)
}
