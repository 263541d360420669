//! Name, menu, close.

use super::icon::{CHAT, CHECK, CLOSE, MENU, icon};
use crate::{browser, chat::Chat};
use kotae_shared::Lang;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The bar on top.
#[component]
pub(super) fn Header() -> impl IntoView {
    let chat: Chat = expect_context();
    let closable = !chat.is_page && !chat.is_preview;
    view! {
        <header class="k-header">
            <span class="k-avatar">{icon(CHAT)}</span>
            <h1 class="k-name">{move || chat.name()}</h1>
            <Menu />
            {closable
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="k-tool"
                            aria-label=move || chat.words().close
                            title=move || chat.words().close
                            on:click=move |_| chat.close()
                        >
                            {icon(CLOSE)}
                        </button>
                    }
                })}
        </header>
    }
}

/// A menu button with its menu, by the ARIA pattern of that name.
#[component]
fn Menu() -> impl IntoView {
    let chat: Chat = expect_context();
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();

    let items = move || -> Vec<HtmlElement> {
        let Some(menu) = menu.get_untracked() else {
            return Vec::new();
        };
        let children = menu.children();
        let found = (0..children.length()).filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok());
        found.filter(|item| item.has_attribute("tabindex")).collect()
    };
    let go = move |step: isize| {
        let items = items();
        let active = document().active_element();
        let at = items
            .iter()
            .position(|item| Some(item.as_ref()) == active.as_ref());
        let count = items.len() as isize;
        let next = match (at, step) {
            (None, -1) => count - 1,
            (None, _) => 0,
            (Some(at), step) => (at as isize + step).rem_euclid(count.max(1)),
        };
        if let Some(item) = items.get(next as usize) {
            let _ = item.focus();
        }
    };
    let back = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    // The menu stands in the document from the next frame on.
    let show = move || {
        open.set(true);
        request_animation_frame(move || go(1));
    };
    let key = move |event: web_sys::KeyboardEvent| {
        match (event.key().as_str(), open.get_untracked()) {
            ("ArrowDown" | "ArrowUp", false) => show(),
            ("ArrowDown", true) => go(1),
            ("ArrowUp", true) => go(-1),
            ("Escape", true) => {
                event.stop_propagation();
                back();
            }
            ("Tab", true) => return open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    // A press anywhere else closes it.
    let leave = move |event: web_sys::FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let own = [
            button.get_untracked().map(web_sys::Node::from),
            menu.get_untracked().map(web_sys::Node::from),
        ];
        if !own.iter().flatten().any(|node| node.contains(to.as_ref())) {
            open.set(false);
        }
    };
    let act = move |run: fn(Chat)| {
        move |_| {
            back();
            run(chat);
        }
    };

    view! {
        <div class="k-menu" on:keydown=key on:focusout=leave>
            <button
                type="button"
                class="k-tool"
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || chat.words().menu
                title=move || chat.words().menu
                on:click=move |_| if open.get_untracked() { open.set(false) } else { show() }
            >
                {icon(MENU)}
            </button>
            {move || {
                open.get()
                    .then(|| {
                        let words = chat.words();
                        let other = match chat.lang.get() {
                            Lang::Ja => Lang::En,
                            Lang::En => Lang::Ja,
                        };
                        let sizes = words
                            .sizes
                            .iter()
                            .enumerate()
                            .map(|(step, name)| {
                                let chosen = move || chat.size.get() == step;
                                view! {
                                    <button
                                        type="button"
                                        role="menuitemradio"
                                        tabindex="-1"
                                        class="k-item"
                                        aria-checked=move || if chosen() { "true" } else { "false" }
                                        on:click=move |_| chat.resize(step)
                                    >
                                        <span class="k-check">{move || chosen().then(|| icon(CHECK))}</span>
                                        {*name}
                                    </button>
                                }
                            })
                            .collect_view();
                        view! {
                            <div class="k-items" role="menu" aria-label=words.menu node_ref=menu>
                                <button
                                    type="button"
                                    role="menuitem"
                                    tabindex="-1"
                                    class="k-item"
                                    on:click=act(Chat::restart)
                                >
                                    {words.restart}
                                </button>
                                <button
                                    type="button"
                                    role="menuitem"
                                    tabindex="-1"
                                    class="k-item"
                                    on:click=act(|_| {
                                        let _ = browser::window().print();
                                    })
                                >
                                    {words.print}
                                </button>
                                <button
                                    type="button"
                                    role="menuitem"
                                    tabindex="-1"
                                    class="k-item"
                                    lang=other.tag()
                                    on:click=move |_| {
                                        back();
                                        chat.speak(other);
                                    }
                                >
                                    {words.other_language}
                                </button>
                                <div class="k-group" role="presentation">
                                    {words.text_size}
                                </div>
                                {sizes}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
