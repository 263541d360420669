//! Announcements, asked for again and again by open widgets.

use super::guard::Admitted;
use crate::{
    error::Result,
    http::files::{File, REVALIDATE},
    store::notices,
};
use axum::{http::HeaderMap, response::Response};
use kotae_shared::codec;

/// What is announced at this moment. The entity tag follows from it, so that a browser that asks again is told in one
/// header that nothing has changed.
pub async fn notices(Admitted(caller): Admitted, headers: HeaderMap) -> Result<Response> {
    let key = caller.key;
    let shown = caller
        .workspace
        .main()
        .read(move |read| notices::shown(read, &key))
        .await?;
    Ok(File::new(codec::MEDIA_TYPE, codec::encode(&shown).into()).send(&headers, REVALIDATE))
}
