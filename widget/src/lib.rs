//! The chat that visitors use: a page of its own, framed by the loader or opened directly.
//!
//! A question goes from [`ime`](crate::ime) and the composer through the chat's state to the matcher in
//! `kotae_shared`, which ranks the pack's entries here, in the browser; the server is asked for the chosen answer only.
//! [`answer`] and [`color`] are also used by the admin.

pub mod answer;
mod browser;
mod chat;
pub mod color;
pub mod dom;
mod host;
pub mod ids;
pub mod ime;
pub mod knowledge;
pub mod mark;
mod net;
pub mod outbox;
pub mod session;
pub mod texts;
mod theme;
mod view;

use leptos::{mount::mount_to, prelude::document};

/// Starts the chat in the frame document; does nothing elsewhere.
pub fn run() {
    let (Some(host), Some(body)) = (host::Host::find(), document().body()) else {
        return;
    };
    // The start script's word of trouble, when this is a second try.
    body.set_text_content(None);
    mount_to(body.clone(), move || {
        let chat = chat::Chat::new(host);
        theme::follow(chat);
        chat.start();
        let _ = body.append_child(view::panel(chat).element());
    })
    .forget();
}
