//! Sending a file. `fetch` cannot say how far it is, so this is an `XMLHttpRequest`.

use super::{Failure, client};
use crate::{lang, place};
use kotae_shared::api::admin::CSRF_HEADER;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

/// A file on its way.
pub(crate) struct Upload {
    request: XmlHttpRequest,
    done: js_sys::Promise,
    /// Hears the browser's progress as long as the upload lives.
    _heard: Closure<dyn Fn(ProgressEvent)>,
}

impl Upload {
    /// Begins to send `file`. `progress` hears how much has left, 0 to 100.
    pub(crate) fn start(path: &str, file: &Blob, progress: impl Fn(u32) + 'static) -> Result<Self, Failure> {
        let heard = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                progress((event.loaded() / event.total() * 100.0) as u32);
            }
        });
        let (request, done) = begin(path, file, &heard).map_err(|_| Failure::Offline)?;
        Ok(Self {
            request,
            done,
            _heard: heard,
        })
    }

    /// The means to stop it.
    pub(crate) fn stop(&self) -> Stop {
        Stop(self.request.clone())
    }

    /// Waits for the reply.
    pub(crate) async fn reply<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let _ = JsFuture::from(self.done.clone()).await;
        let status = self.request.status().unwrap_or(0);
        if status == 0 {
            return Err(Failure::Offline);
        }
        let text = self.request.response_text().ok().flatten();
        client::read(&client::judge(status, text.unwrap_or_default())?)
    }
}

/// Stops an upload when it is dropped.
pub(crate) struct Stop(XmlHttpRequest);

impl Drop for Stop {
    fn drop(&mut self) {
        let _ = self.0.abort();
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Ok(upload) = self.request.upload() {
            // The closure goes with us.
            upload.set_onprogress(None);
        }
    }
}

fn begin(
    path: &str,
    file: &Blob,
    heard: &Closure<dyn Fn(ProgressEvent)>,
) -> Result<(XmlHttpRequest, js_sys::Promise), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", &place::api(path))?;
    request.set_request_header("accept", "application/json")?;
    request.set_request_header("accept-language", lang::current().tag())?;
    request.set_request_header("content-type", "application/octet-stream")?;
    request.set_request_header(CSRF_HEADER, &client::csrf())?;
    request
        .upload()?
        .set_onprogress(Some(heard.as_ref().unchecked_ref()));
    let done = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_blob(Some(file))?;
    Ok((request, done))
}
