//! Users and secrets.

use super::{Refusal, Run, fault_line};
use crate::auth::{invite, password, strength, token};
use crate::store::{self, factors, sessions, users};
use kotae_shared::{Lang, access::Role, api::problem::Fault};

/// Adds a user. Without a password, prints the link with which he chooses one.
pub(super) fn add(
    run: &Run<'_>,
    (name, email, lang): (&str, &str, Lang),
    role: Role,
    password: Option<Vec<u8>>,
) -> Result<String, Refusal> {
    let workspace = run.workspace()?;
    invite::check_person(name, email)?;
    let hash = password
        .map(|bytes| hash(run, bytes, &[name, email]))
        .transpose()?;
    let with_password = hash.is_some();
    invite::add_user(&workspace, (name, email, lang), role, hash, run.actor.clone())?;
    if with_password {
        return Ok(match run.lang {
            Lang::Ja => format!("{email} を追加しました。"),
            Lang::En => format!("Added {email}."),
        });
    }
    link(run, email)
}

/// Resets a user's password, to the given one or by a link.
pub(super) fn reset(run: &Run<'_>, email: &str, password: Option<Vec<u8>>) -> Result<String, Refusal> {
    let workspace = run.workspace()?;
    let Some(bytes) = password else {
        return link(run, email);
    };
    let hash = hash(run, bytes, &[email])?;
    invite::set_password(&workspace, email, hash, run.actor.clone())?;
    Ok(match run.lang {
        Lang::Ja => format!("{email} のパスワードを変更しました。ログイン中の画面はすべて終了します。"),
        Lang::En => format!("Changed the password of {email} and ended all sessions."),
    })
}

/// Takes a second factor away from somebody who has lost it, and ends all his sessions.
pub(super) fn reset_factor(run: &Run<'_>, email: &str) -> Result<String, Refusal> {
    let (actor, wanted) = (run.actor.clone(), email.to_owned());
    let had = run.workspace()?.main().write_blocking(move |tx| {
        let account =
            users::by_email(tx, &wanted)?.ok_or_else(|| store::Error::field("email", Fault::Unknown))?;
        let user = account.user.id;
        let had = factors::is_on(tx, user)?;
        factors::remove(tx, &actor, user)?;
        if had {
            sessions::end_others(tx, &actor, user, None)?;
        }
        Ok(had)
    })?;
    Ok(match (run.lang, had) {
        (Lang::Ja, true) => format!(
            "{email} の二段階認証を解除しました。ログイン中の画面はすべて終了します。パスワードでログインして、設定し直してください。"
        ),
        (Lang::En, true) => format!(
            "Took the second factor of {email} away and ended all sessions. Sign in with the password and set it up anew."
        ),
        (Lang::Ja, false) => format!("{email} は二段階認証を使っていません。"),
        (Lang::En, false) => format!("{email} has no second factor."),
    })
}

fn link(run: &Run<'_>, email: &str) -> Result<String, Refusal> {
    let secret = token::new(&run.context.store.sources().ids);
    let link = invite::password_link(
        &*run.workspace()?,
        &secret,
        run.context.base,
        email,
        run.actor.clone(),
    )?;
    Ok(match run.lang {
        Lang::Ja => format!("{email} さんに次のリンクを渡してください（1 回だけ、3 日間使えます）:\n{link}"),
        Lang::En => format!("Give this link to {email} (it works once, within 3 days):\n{link}"),
    })
}

fn hash(run: &Run<'_>, bytes: Vec<u8>, about: &[&str]) -> Result<String, Refusal> {
    let password = String::from_utf8(bytes).map_err(|_| {
        Refusal::Text(
            run.lang
                .pick(
                    "パスワードは UTF-8 で書いてください。",
                    "the password must be UTF-8",
                )
                .to_owned(),
        )
    })?;
    if let Some(fault) = strength::fault(&password, about) {
        return Err(Refusal::Text(fault_line("password", fault, run.lang)));
    }
    let salt = run.context.store.sources().ids.secret();
    password::hash_now(&password, &salt).map_err(|error| Refusal::Text(error.to_string()))
}

/// Seals every secret of every workspace with a new master key. Stopped half-way, all keys stay: nothing is lost, and the
/// command may be run again.
pub(super) fn rotate(run: &Run<'_>) -> Result<String, Refusal> {
    let (store, vault) = (run.context.store, run.context.vault);
    let failed = |error: anyhow::Error| Refusal::Text(format!("{error:#}"));
    let own = vault
        .begin_rotation(store.sources().ids.secret())
        .map_err(failed)?;
    let mut sealed = 0;
    for listed in store.control().read_blocking(crate::store::workspaces::list)? {
        let workspace = store.workspace_blocking(&listed.name)?;
        let (actor, vault) = (run.actor.clone(), vault.clone());
        sealed += workspace
            .main()
            .write_blocking(move |tx| crate::store::secrets::reseal(tx, &actor, &vault))?;
    }
    vault.end_rotation().map_err(failed)?;
    let rest = match (own, run.lang) {
        (true, Lang::Ja) => "マスターキーを新しくしました。新しいキーの控えを取ってください。",
        (true, Lang::En) => "The master key is new. Keep a copy of it.",
        (false, Lang::Ja) => "先頭のキーで暗号化し直しました。古いキーは取り除けます。",
        (false, Lang::En) => "Sealed with the first key; the older ones may go.",
    };
    Ok(match run.lang {
        Lang::Ja => format!("秘密情報 {sealed} 件。{rest}"),
        Lang::En => format!("{sealed} secrets. {rest}"),
    })
}
