//! How an entry's status is called and shown.

use crate::draw::Draw;
use crate::lang::t;
use kotae_shared::api::admin::{EntryWindow, Status};
use leptos::prelude::*;

/// All, in the order of the work.
pub(crate) const ALL: [Status; 4] = [
    Status::Draft,
    Status::InReview,
    Status::Published,
    Status::Archived,
];

/// The status in a word.
pub(crate) fn name(status: Status) -> &'static str {
    match status {
        Status::Draft => t("下書き", "Draft"),
        Status::InReview => t("レビュー中", "In review"),
        Status::Published => t("公開", "Published"),
        Status::Archived => t("アーカイブ", "Archived"),
    }
}

/// The status as a chip.
pub(crate) fn chip(status: Status) -> AnyView {
    let class = match status {
        Status::Published => "chip good",
        Status::InReview => "chip warn",
        Status::Draft | Status::Archived => "chip",
    };
    view! { <span class=class>{name(status)}</span> }.draw()
}

/// Says that the review date has come.
pub(crate) fn review_chip(review_on: &str) -> AnyView {
    let title = format!("{} {review_on}", t("見直し日:", "Review date:"));
    view! { <span class="chip warn" title=title>{t("見直し", "Review")}</span> }.draw()
}

/// Says that the last change of a published entry waits for somebody to ask for its approval.
pub(crate) fn unapproved_chip() -> AnyView {
    view! {
        <span
            class="chip warn"
            title=t(
                "承認されていない変更があります。承認済みの内容が公開されています",
                "It has changes that are not approved; visitors see what was approved",
            )
        >
            {t("未承認の変更", "Not approved")}
        </span>
    }
    .draw()
}

/// Says that its time of publication has not begun, or is over; nothing within it.
pub(crate) fn window_chip(window: EntryWindow, from: &str, until: &str) -> Option<AnyView> {
    let (name, title) = match window {
        EntryWindow::Open => return None,
        EntryWindow::Scheduled => (
            t("公開予約", "Scheduled"),
            format!("{} {from}", t("公開開始:", "Publish from:")),
        ),
        EntryWindow::Expired => (
            t("公開終了", "Expired"),
            format!("{} {until}", t("公開終了:", "Publish until:")),
        ),
    };
    Some(view! { <span class="chip" title=title>{name}</span> }.draw())
}

/// Says that visitors do not see the last change yet.
pub(crate) fn unpublished_chip() -> AnyView {
    view! {
        <span class="chip warn" title=t("公開していない変更があります", "It has changes that are not published")>
            {t("未公開の変更", "Unpublished")}
        </span>
    }
    .draw()
}
