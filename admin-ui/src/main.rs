//! The administrator's screens: a single-page application below `PREFIX/admin/WORKSPACE/`.
//!
//! `app` decides what is shown (set-up, sign-in or the pages), `shell` is the frame around the pages,
//! `pages` has one module a page, `ui` the pieces that they are built from, `api` talks to the server.

// `#[component]` writes `pub` onto what it generates.
#![allow(unreachable_pub)]

mod api;
mod app;
mod dates;
mod dom;
mod draw;
mod impact;
mod lang;
mod pages;
mod place;
mod remote;
mod router;
mod shell;
mod sizes;
mod theme;
mod ui;

fn main() {
    theme::restore();
    leptos::mount::mount_to_body(app::Root);
    dom::remove("boot");
}
