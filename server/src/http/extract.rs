//! Bodies, queries and ids of requests, checked: what cannot be read names the field where it can.

use crate::error::{Error, Result};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kotae_shared::{Uuid, api::problem::Fault};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A JSON body, of a request or a response.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let kind = super::accept::text(request.headers(), header::CONTENT_TYPE).unwrap_or("");
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Error::Malformed);
        }
        let bytes = body(request, state).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| unreadable(&error.path().to_string(), error.inner()))?;
        json.end().map_err(|_| Error::Malformed)?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Error::internal(error).into_response(),
        }
    }
}

/// A response with status 201.
pub fn created<T: Serialize>(value: T) -> (StatusCode, Json<T>) {
    (StatusCode::CREATED, Json(value))
}

/// The whole body, as long as the group of routes allows.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(cause) if cause.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Error::TooLarge
            }
            _ => Error::Malformed,
        })
}

fn unreadable(path: &str, error: &serde_json::Error) -> Error {
    if !error.is_data() {
        return Error::Malformed;
    }
    let message = error.to_string();
    let named = |start: &str| message.strip_prefix(start)?.split('`').next().map(str::to_owned);
    // serde names a missing or unknown field only in its message; the path ends at the object that has it.
    let below = |name: String| match path {
        "." => name,
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some(name) = named("missing field `") {
        Error::field(below(name), Fault::Required)
    } else if let Some(name) = named("unknown field `") {
        Error::field(below(name), Fault::Unknown)
    } else if path == "." {
        Error::Malformed
    } else {
        Error::field(path, Fault::Unknown)
    }
}

/// A query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = axum::extract::Query::try_from_uri(&parts.uri).map_err(|_| Error::Malformed)?;
        Ok(Self(query.0))
    }
}

/// The `{id}` of the path. One that is no id names nothing: 404.
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        #[derive(Deserialize)]
        struct Named {
            id: Uuid,
        }
        let Path(named) = Path::<Named>::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::NotFound)?;
        Ok(Self(named.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::admin::{EntryEdit, WidgetEdit};

    fn fault<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> Error {
        let mut json = serde_json::Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, T>(&mut json).unwrap_err();
        unreadable(&error.path().to_string(), error.inner())
    }

    fn field(error: Error) -> (String, Fault) {
        match error {
            Error::Invalid(mut faults) => faults.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_the_field() {
        assert_eq!(field(fault::<EntryEdit>("{}")), ("title".into(), Fault::Required));
        assert_eq!(
            field(fault::<EntryEdit>(r#"{"titel":"x"}"#)),
            ("titel".into(), Fault::Unknown)
        );
        assert_eq!(
            field(fault::<EntryEdit>(r#"{"title":"x","status":"gone"}"#)),
            ("status".into(), Fault::Unknown)
        );
        let nested = r#"{"version":1,"settings":{"design":{"primari":"x"}}}"#;
        assert_eq!(
            field(fault::<WidgetEdit>(nested)),
            ("settings.design.primari".into(), Fault::Unknown)
        );
        assert!(matches!(
            fault::<EntryEdit>("[1,"),
            Error::Malformed | Error::Invalid(_)
        ));
        assert!(matches!(fault::<EntryEdit>("{"), Error::Malformed));
    }
}
