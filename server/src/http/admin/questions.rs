//! The log of questions.

use super::{guard::Admin, tables};
use crate::{
    error::Result,
    http::extract::{Json, Query},
    store::{audit, engine::Tx, questions, visit_values},
};
use kotae_shared::{
    access::Permission,
    api::admin::{QuestionPage, QuestionQuery},
};

/// A page of the log, newest first.
pub async fn list(admin: Admin, Query(query): Query<QuestionQuery>) -> Result<Json<QuestionPage>> {
    tables::check(&query)?;
    note_view(&admin).await?;
    let mut page = questions::page(&admin.workspace, &query).await?;
    let may = admin.session.user.role.may(Permission::ReadPersonal);
    page.items = visit_values::fill(&admin.workspace, page.items, admin.lang, may).await?;
    Ok(Json(page))
}

/// Notes in the audit log that somebody looks at what visitors asked. The list is asked for often: mostly it is known.
async fn note_view(admin: &Admin) -> Result<()> {
    let (actor, by) = (admin.actor(), admin.actor());
    let main = admin.workspace.main();
    if !main
        .read(move |read| audit::is_viewed(read, &by, "question"))
        .await?
    {
        main.write(move |tx: &Tx<'_>| audit::viewed(tx, &actor, "question"))
            .await?;
    }
    Ok(())
}
