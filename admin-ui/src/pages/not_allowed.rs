//! A page that one's role does not open.

use crate::draw::Draw;
use crate::{
    app::app,
    lang::{self, t},
    place,
    ui::{self, Icon, PageHead},
};
use kotae_shared::Lang;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn NotAllowed() -> impl IntoView {
    let role = app().session_now().user.role.name(lang::current());
    let text = match lang::current() {
        Lang::Ja => {
            format!("あなたの権限は「{role}」です。必要なときは、管理者に権限の変更を頼んでください。")
        }
        Lang::En => {
            format!("Your role is “{role}”. If you need this page, ask an administrator for another role.")
        }
    };
    view! {
        <div class="page">
            <PageHead title=t("権限がありません", "Not for your role")/>
            {ui::empty(
                Icon::User,
                t("このページを開く権限がありません", "Your role does not open this page"),
                text,
                view! {
                    <a class="button" href=place::href("")>
                        {t("ホームへ", "To the first page")}
                    </a>
                },
            )}
        </div>
    }
    .draw()
}
