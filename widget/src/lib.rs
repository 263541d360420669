//! The chat that visitors use: a page of its own, framed by the loader or opened directly.
//!
//! A question goes from [`ime`](crate::ime) and the composer through the chat's state to the matcher in
//! `kotae_shared`, which ranks the pack's entries here, in the browser; the server is asked for the chosen answer only.
//! [`answer`] is also used by the admin.

pub mod answer;
mod browser;
mod chat;
pub mod dom;
mod host;
pub mod ids;
pub mod ime;
pub mod knowledge;
pub mod live;
pub mod mark;
mod net;
pub mod outbox;
pub mod session;
pub mod texts;
mod theme;
mod view;

use any_spawner::Executor;
use reactive_graph::owner::Owner;

/// Starts the chat in the frame document; does nothing elsewhere.
pub fn run() {
    let (Some(host), Some(body)) = (host::Host::find(), browser::document().body()) else {
        return;
    };
    let _ = Executor::init_wasm_bindgen();
    // It lives as long as the page.
    let owner = Owner::new();
    owner.set();
    std::mem::forget(owner);
    let chat = chat::Chat::new(host);
    theme::follow(chat);
    chat.start();
    body.replace_children_with_node_1(view::panel(chat).element());
}
