//! Answers those who said that they forgot their password: a link by mail where there is an account, nothing where not.

use crate::{
    app::App,
    auth::{invite, token},
    mail::{letters, post},
    store::{
        self, Actor, Workspace,
        engine::Tx,
        links::{self, NewLink, Purpose},
        outbox, resets, users,
    },
};

/// How long such a link works, in milliseconds.
const LIFETIME_MS: i64 = 3_600_000;
/// Mails to one account in that time; who asks more often has one already.
const MOST: u32 = 3;

/// Works off the requests of a workspace.
pub(super) async fn answer(app: &App, workspace: &Workspace) -> store::Result<()> {
    loop {
        let (vault, base, secret) = (app.vault.clone(), app.url.join(""), token::new(&app.ids));
        let name = workspace.name().to_owned();
        let work = move |tx: &Tx<'_>| {
            let Some(email) = resets::take(tx)? else {
                return Ok(false);
            };
            let Some(account) = users::by_email(tx, &email)? else {
                return Ok(true);
            };
            let user = account.user;
            let since = tx.now() - LIFETIME_MS;
            let lately = outbox::count_since(tx, &user.email, letters::causes::FORGOTTEN, since)?;
            if account.suspended_at.is_some() || lately >= MOST {
                return Ok(true);
            }
            let actor = Actor::Job("outbox");
            let expires_at = tx.now() + LIFETIME_MS;
            let link = NewLink {
                token: token::digest(&secret),
                purpose: Purpose::Password,
                user: Some(user.id),
                expires_at,
            };
            // The password until now keeps working: else anybody could lock anybody out.
            links::create(tx, &actor, &link)?;
            let address = invite::address(&base, &name, &secret);
            let letter = letters::new_password(&user, None, &name, (&address, expires_at));
            post(tx, &actor, &vault, &base, &letter)?;
            Ok(true)
        };
        if !workspace.main().write(work).await? {
            return Ok(());
        }
    }
}
