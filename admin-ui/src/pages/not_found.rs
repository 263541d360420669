//! No page has this address.

use crate::draw::Draw;
use crate::{
    lang::t,
    place,
    ui::{self, Icon, PageHead},
};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <div class="page">
            <PageHead title=t("ページが見つかりません", "There is no such page")/>
            {ui::empty(
                Icon::Search,
                t("このアドレスのページはありません", "No page has this address"),
                t(
                    "アドレスが間違っているか、ページが移動しました。",
                    "The address is wrong, or the page has moved.",
                ),
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
