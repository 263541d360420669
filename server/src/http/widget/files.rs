//! Uploaded files, for visitors. Who knows a file's name has seen an answer or a design that shows it.

use super::guard::Caller;
use crate::{
    error::Result,
    http::uploads::{self, Named},
};
use axum::{extract::Path, http::HeaderMap, response::Response};

/// A file.
pub async fn file(caller: Caller, Path(named): Path<Named>, headers: HeaderMap) -> Result<Response> {
    uploads::send(caller.workspace, named.file, &headers).await
}
