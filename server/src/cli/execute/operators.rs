//! Operators: the owners of a workspace that is theirs.

use super::{Refusal, Run};
use crate::auth::{invite, token};
use crate::store::users;
use kotae_shared::{Lang, access::Role};

/// Adds one, and makes the operators' workspace with the first.
pub(super) fn add(run: &Run<'_>, (name, email, lang): (&str, &str, Lang)) -> Result<String, Refusal> {
    invite::check_person(name, email)?;
    let store = run.context.store;
    let workspace = store.operators_workspace(&run.actor)?;
    invite::add_user(
        &workspace,
        (name, email, lang),
        Role::Owner,
        None,
        run.actor.clone(),
    )?;
    let secret = token::new(&store.sources().ids);
    let link = invite::password_link(&workspace, &secret, run.context.base, email, run.actor.clone())?;
    let place = format!("{}operator/", run.context.base);
    Ok(match run.lang {
        Lang::Ja => format!(
            "{email} を運用担当者に追加しました。次のリンクを渡してください（1 回だけ、3 日間使えます）:\n{link}\nそのあとは {place} で運用画面を開けます。二段階認証の設定をお勧めします。"
        ),
        Lang::En => format!(
            "Added the operator {email}. Hand over this link (it works once, within 3 days):\n{link}\nAfterwards the screens are at {place}. A second factor is recommended."
        ),
    })
}

/// A line each: the mail address and the name.
pub(super) fn list(run: &Run<'_>) -> Result<String, Refusal> {
    let store = run.context.store;
    let all = store.control().read_blocking(crate::store::workspaces::list)?;
    let Some(own) = all.into_iter().find(|listed| listed.operators) else {
        return Ok(String::new());
    };
    let people = store
        .workspace_blocking(&own.name)?
        .main()
        .read_blocking(users::list)?;
    let owners = people
        .into_iter()
        .filter(|row| row.active && row.user.role == Role::Owner);
    let lines = owners.map(|row| format!("{}\t{}", row.user.email, row.user.name));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
