//! The server's one error type, and every mapping to a status.
//!
//! A handler returns [`Error`]; it travels in the response's extensions until the layer of its group of routes
//! writes the body in the caller's form and language (see [`crate::http::render`]). What went wrong inside
//! is logged there, once, and never leaves the server.

use crate::{auth::visitor_token::Refusal, store};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kotae_shared::{
    Lang,
    api::problem::{Fault, Problem, ProblemCode},
};
use std::sync::Arc;

/// What a handler returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request was not answered as it wished.
#[derive(Clone, Debug)]
pub enum Error {
    /// Fields were not accepted: their names as in the API, and what is wrong.
    Invalid(Vec<(String, Fault)>),
    /// The request could not be read.
    Malformed,
    /// Sign in first.
    SignInRequired,
    /// Mail address or password is wrong.
    SignInFailed,
    /// The password is right; the second factor is missing.
    SecondFactor,
    /// Prove once more who you are.
    ProveAgain,
    /// The visitor token was refused.
    Token(Refusal),
    /// The workspace demands a second factor that the user does not have.
    FactorRequired,
    /// Not allowed, or the request came from another site.
    Forbidden,
    /// There is no such thing here.
    NotFound,
    /// The route exists, the method does not.
    MethodNotAllowed,
    /// Somebody else changed it meanwhile.
    Conflict,
    /// The one-time link was used or is too old.
    Gone,
    /// The body is too large.
    TooLarge,
    /// Too many requests; try again after so many seconds.
    TooMany(u32),
    /// Busy or stopping.
    Unavailable,
    /// The widget is no page of its own.
    FramedOnly,
    /// The caller's address is outside the ranges that are allowed.
    OutsideNetwork,
    /// The workspace is suspended or has ended.
    Suspended,
    /// The request shows no visit token that holds: its page must be loaded anew.
    NoVisit,
    /// The client was too slow.
    Timeout,
    /// Our fault.
    Internal(Arc<anyhow::Error>),
}

impl Error {
    /// One field at fault.
    pub fn field(name: impl Into<String>, fault: Fault) -> Self {
        Self::Invalid(vec![(name.into(), fault)])
    }

    /// Our fault, with what happened for the log.
    pub fn internal(error: impl Into<anyhow::Error>) -> Self {
        Self::Internal(Arc::new(error.into()))
    }

    /// The status and the code that a client sees.
    pub const fn status(&self) -> (StatusCode, ProblemCode) {
        match self {
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Invalid),
            Self::Malformed => (StatusCode::BAD_REQUEST, ProblemCode::Malformed),
            Self::SignInRequired | Self::Token(_) => (StatusCode::UNAUTHORIZED, ProblemCode::SignInRequired),
            Self::SignInFailed => (StatusCode::UNAUTHORIZED, ProblemCode::SignInFailed),
            Self::SecondFactor => (StatusCode::UNAUTHORIZED, ProblemCode::SecondFactor),
            Self::ProveAgain => (StatusCode::FORBIDDEN, ProblemCode::ProveAgain),
            Self::FactorRequired => (StatusCode::FORBIDDEN, ProblemCode::FactorRequired),
            Self::Forbidden => (StatusCode::FORBIDDEN, ProblemCode::Forbidden),
            Self::NotFound => (StatusCode::NOT_FOUND, ProblemCode::NotFound),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, ProblemCode::MethodNotAllowed),
            Self::Conflict => (StatusCode::CONFLICT, ProblemCode::Conflict),
            Self::Gone => (StatusCode::GONE, ProblemCode::Gone),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooMany),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable),
            Self::FramedOnly => (StatusCode::FORBIDDEN, ProblemCode::FramedOnly),
            Self::OutsideNetwork => (StatusCode::FORBIDDEN, ProblemCode::OutsideNetwork),
            Self::Suspended => (StatusCode::FORBIDDEN, ProblemCode::Suspended),
            Self::NoVisit => (StatusCode::PRECONDITION_REQUIRED, ProblemCode::NoVisit),
            Self::Timeout => (StatusCode::REQUEST_TIMEOUT, ProblemCode::Malformed),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, ProblemCode::Internal),
        }
    }

    /// What a reader of `lang` is told.
    pub fn problem(&self, lang: Lang) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::invalid(faults, lang),
            Self::Token(refusal) => Problem {
                message: refusal.message(lang),
                ..Problem::new(ProblemCode::SignInRequired, lang)
            },
            other => Problem::new(other.status().1, lang),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Conflict => Self::Conflict,
            store::Error::Gone => Self::Gone,
            store::Error::Invalid(faults) => Self::Invalid(faults),
            store::Error::Unavailable(_) => Self::Unavailable,
            other @ (store::Error::AlreadyRunning(_)
            | store::Error::NewerSchema { .. }
            | store::Error::Corrupt(_)
            | store::Error::Io(_)
            | store::Error::Internal(_)) => Self::internal(other),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().0.into_response();
        let wait = match &self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Unavailable => Some(1),
            _ => None,
        };
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
