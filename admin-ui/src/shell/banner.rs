//! What everybody should know of the workspace, above each page.

use crate::draw::Draw;
use crate::{
    app::app,
    lang::{self, t},
    pages::installation::until,
    ui::note,
};
use kotae_shared::{Lang, api::workspaces::Near};
use leptos::prelude::*;

/// Its end, and quotas that are nearly used up.
#[component]
pub(super) fn Banner() -> impl IntoView {
    let app = app();
    move || {
        let banner = app.session().banner;
        let ending = banner.ends_at.zip(banner.erase_at).map(|(ends, erase)| {
            let title = t("このワークスペースは利用を終了します。", "This workspace ends.");
            note("bad", view! { <p>{title} " " {until(ends, erase)}</p> })
        });
        let near = (!banner.near.is_empty()).then(|| {
            let lines = banner.near.iter().map(|near| view! { <p>{line(near)}</p> });
            note("warn", lines.collect_view())
        });
        view! { {ending} {near} }.draw()
    }
}

fn line(near: &Near) -> String {
    let Near { quota, used, limit } = *near;
    let name = quota.name(lang::current());
    match (lang::current(), used >= limit) {
        (Lang::Ja, true) => format!("契約の上限に達しています（{name}: {used} / {limit}）。"),
        (Lang::Ja, false) => format!("契約の上限に近づいています（{name}: {used} / {limit}）。"),
        (Lang::En, true) => format!("A limit is reached ({name}: {used} of {limit})."),
        (Lang::En, false) => format!("A limit is near ({name}: {used} of {limit})."),
    }
}
