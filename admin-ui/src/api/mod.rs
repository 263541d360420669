//! Requests to the server.

mod client;
mod failure;
mod query;
mod upload;

pub(crate) use client::{
    bytes, delete, download, file, get, on_proof_wanted, on_signed_out, post, put, read, send_last, set_csrf,
    take, text,
};
pub(crate) use failure::Failure;
pub(crate) use query::Query;
pub(crate) use upload::{Stop, Upload};
