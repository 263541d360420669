//! From where the admin screens can be used.

use super::{Refusal, Run};
use crate::store::restrictions;

/// The ranges, one a line.
pub(super) fn show(run: &Run<'_>) -> Result<String, Refusal> {
    let ranges = run.workspace()?.main().read_blocking(restrictions::get)?;
    if ranges.is_empty() {
        let text = run.lang.pick("制限はありません。", "There is no restriction.");
        return Ok(text.to_owned());
    }
    Ok(ranges.join("\n"))
}

/// Lets everybody in again who can sign in.
pub(super) fn clear(run: &Run<'_>) -> Result<String, Refusal> {
    let actor = run.actor.clone();
    run.workspace()?.main().write_blocking(move |tx| {
        let factor = restrictions::demands_factor(tx)?;
        restrictions::update(tx, &actor, &[], factor)
    })?;
    let text = run.lang.pick(
        "管理画面のアドレス制限をなくしました。",
        "The admin screens can be used from everywhere again.",
    );
    Ok(text.to_owned())
}
