//! One conversation.

use super::guard::Admin;
use crate::{
    error::Result,
    http::extract::{Id, Json},
    store::{
        conversations,
        engine::{Read, Tx},
    },
};
use kotae_shared::{access::Permission, api::conversations::Conversation};

/// A conversation as the visitor had it. Noted in the audit log.
pub async fn show(admin: Admin, Id(id): Id) -> Result<Json<Conversation>> {
    let actor = admin.actor();
    let told = admin
        .workspace
        .events()
        .read(move |read| conversations::told(read, id))
        .await?;
    let main = admin.workspace.main();
    let reader = (admin.lang, admin.session.user.role.may(Permission::ReadPersonal));
    let found = main
        .read(move |read: &Read<'_>| conversations::named(read, told, reader))
        .await?;
    main.write(move |tx: &Tx<'_>| conversations::viewed(tx, &actor, id))
        .await?;
    Ok(Json(found))
}
