//! Requests to the server.

mod client;
mod failure;
mod query;

pub(crate) use client::{delete, get, on_signed_out, post, put, set_csrf, upload};
pub(crate) use failure::Failure;
pub(crate) use query::Query;
