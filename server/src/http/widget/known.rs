//! What is known of a visitor: by the token that he has shown, and by his page.

use super::guard::Caller;
use crate::{
    error::Result,
    store::visitor_values::{self, Fields, Stored, surest},
};
use kotae_shared::{api::widget::Visit, visitor::Mark};

/// What his visitor fields have in a visit.
pub(super) async fn of_visit(caller: &Caller, visit: &Visit) -> Result<Vec<Stored>> {
    let shown = caller.visitor.as_ref();
    let is_silent = shown.is_none_or(|visitor| visitor.who.fields.is_empty());
    if is_silent && visit.claims.is_empty() {
        return Ok(Vec::new());
    }
    let fields = caller.workspace.main().read(visitor_values::fields).await?;
    Ok(taken(caller, visit, &fields))
}

/// The same, of fields that are here.
pub(super) fn taken(caller: &Caller, visit: &Visit, fields: &Fields) -> Vec<Stored> {
    let claims = visit.claims.iter();
    let mut all = fields.take(
        Mark::Claimed,
        claims.map(|(key, value)| (key.as_str(), value.as_str())),
    );
    all.extend(signed(caller, fields));
    surest(all)
}

/// What his token says of him.
pub(super) fn signed(caller: &Caller, fields: &Fields) -> Vec<Stored> {
    let said = caller.visitor.iter().flat_map(|visitor| &visitor.who.fields);
    fields.take(
        Mark::Verified,
        said.map(|(key, value)| (key.as_str(), value.as_str())),
    )
}
