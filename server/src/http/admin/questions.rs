//! The log of questions.

use super::{guard::Admin, tables};
use crate::{
    error::Result,
    http::extract::{Json, Query},
    store::questions,
};
use kotae_shared::api::admin::{QuestionPage, QuestionQuery};

/// A page of the log, newest first.
pub async fn list(admin: Admin, Query(query): Query<QuestionQuery>) -> Result<Json<QuestionPage>> {
    tables::check(&query)?;
    Ok(Json(questions::page(&admin.workspace, &query).await?))
}
