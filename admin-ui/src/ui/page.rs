//! The head of a page.

use super::{Icon, icon};
use crate::draw::Draw;
use crate::{app::app, dom, place, shell::find::recent};
use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    static FIRST: Cell<bool> = const { Cell::new(true) };
}

/// The page's heading with its actions. Names the browser's tab, and takes the focus on navigation so that a
/// screen reader starts there.
#[component]
pub(crate) fn PageHead(
    #[prop(into)] title: Signal<String>,
    /// Buttons at the end of the line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let app = app();
    Effect::new(move |_| {
        let title = title.get();
        document().set_title(&format!("{title} – Kotae"));
        recent::note(app, &untrack(|| app.path()), &title);
    });
    // The first page of a visit leaves the focus where the browser puts it.
    if !FIRST.replace(false) {
        dom::focus_soon("h1");
    }
    view! {
        <header class="page-head">
            <h1 tabindex="-1">{title}</h1>
            {children.map(|children| view! { <div class="form-actions">{children()}</div> })}
        </header>
    }
    .draw()
}

/// The way back to the list.
#[component]
pub(crate) fn BackLink(
    /// The screen, for example `entries`.
    to: &'static str,
    label: &'static str,
) -> impl IntoView {
    view! { <a class="back" href=place::href(to)>{icon(Icon::Back)} {label}</a> }.draw()
}
