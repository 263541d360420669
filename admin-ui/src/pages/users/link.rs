//! A one-time link, shown once.

use crate::draw::Draw;
use crate::{
    dates,
    lang::{self, t},
    ui::{Copy, note},
};
use kotae_shared::{Lang, api::admin::Invited};
use leptos::prelude::*;

/// The link with what to do with it.
pub(super) fn shown(invited: Invited) -> AnyView {
    if invited.by_mail {
        let text = match lang::current() {
            Lang::Ja => format!(
                "{} さん（{}）にメールでリンクを送ります。送信の状況は送信箱で確認できます。",
                invited.user.name, invited.user.email
            ),
            Lang::En => format!(
                "A mail with the link goes to {} ({}). The outbox shows how it goes.",
                invited.user.name, invited.user.email
            ),
        };
        return note("good", view! { <p>{text}</p> }).draw();
    }
    let until = dates::full(invited.expires_at);
    let text = match lang::current() {
        Lang::Ja => format!(
            "このリンクを {} さんに渡してください。開くとパスワードを決めてログインできます。1 回だけ、{until} まで使えます。",
            invited.user.name
        ),
        Lang::En => format!(
            "Give this link to {}. It leads to choosing a password and signs in. It works once, until {until}.",
            invited.user.name
        ),
    };
    note(
        "good",
        view! {
            <p>{text}</p>
            <Copy text=invited.link/>
            <p class="quiet small">
                {t(
                    "このリンクは、ここでしか表示されません。本人以外に渡さないでください。",
                    "The link is shown here and never again. Do not give it to anybody else.",
                )}
            </p>
        },
    )
    .draw()
}
