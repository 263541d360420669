//! The only HTTP client of the server: for the providers that the help desk has entered. Answers are small, no redirect is
//! followed, nothing takes longer than a few seconds.

use super::Refusal;
use axum::http::{Method, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde::de::DeserializeOwned;
use std::{sync::OnceLock, time::Duration};
use url::{Host, Url};

/// How long a provider may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const ANSWER_BYTES: usize = 256 * 1024;

type Https = Pool<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Asks providers. Certificates are the system's, read when the first question is asked.
#[derive(Default)]
pub(super) struct Client(OnceLock<Https>);

/// What a provider answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

impl Answer {
    /// Reads a JSON answer.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| Refusal::BadAnswer)
    }
}

impl Client {
    /// `GET`, as JSON.
    pub(super) async fn get(&self, url: &Url, bearer: Option<&str>) -> Result<Answer, Refusal> {
        let mut request = Request::get(url.as_str());
        if let Some(bearer) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        self.send(url, request, Bytes::new()).await
    }

    /// `POST` of a form; `basic` are the client's id and secret.
    pub(super) async fn post(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        basic: Option<&str>,
    ) -> Result<Answer, Refusal> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        self.send(url, request, body.into()).await
    }

    async fn send(
        &self,
        url: &Url,
        request: axum::http::request::Builder,
        body: Bytes,
    ) -> Result<Answer, Refusal> {
        if !is_safe(url) {
            return Err(Refusal::BadAddress);
        }
        let request = request
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, concat!("Kotae/", env!("CARGO_PKG_VERSION")))
            .body(Full::new(body))
            .map_err(|_| Refusal::BadAddress)?;
        let pool = self.pool()?;
        let asked = async {
            let response = pool.request(request).await.map_err(|error| {
                tracing::warn!(host = url.host_str(), %error, "An OpenID provider could not be reached");
                Refusal::Unreachable
            })?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_BYTES).collect().await;
            let body = body.map_err(|_| Refusal::BadAnswer)?.to_bytes();
            Ok(Answer {
                status: parts.status,
                body,
            })
        };
        tokio::time::timeout(TIMEOUT, asked)
            .await
            .map_err(|_| Refusal::Unreachable)?
    }

    fn pool(&self) -> Result<&Https, Refusal> {
        if let Some(pool) = self.0.get() {
            return Ok(pool);
        }
        let provider = rustls::crypto::ring::default_provider();
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .map_err(|error| {
                tracing::error!(%error, "The system's certificates could not be read");
                Refusal::Unreachable
            })?
            .https_or_http()
            .enable_http1()
            .build();
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(https);
        Ok(self.0.get_or_init(|| pool))
    }
}

/// Whether an address may be asked: https, or a provider on this very machine, and no credentials in it.
pub fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return false,
    };
    (url.scheme() == "https" || url.scheme() == "http" && here)
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine_is_asked() {
        let safe = |text: &str| is_safe(&Url::parse(text).unwrap());
        assert!(safe("https://login.example.com/x"));
        assert!(safe("http://127.0.0.1:8080/") && safe("http://[::1]/") && safe("http://localhost/"));
        for bad in [
            "http://login.example.com/",
            "http://10.0.0.1/",
            "https://u:p@login.example.com/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "http://localhost.example.com/",
        ] {
            assert!(!safe(bad), "{bad}");
        }
    }
}
