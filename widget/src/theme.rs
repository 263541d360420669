//! Brings the look onto the document's element, as custom properties; the style sheets do the rest.

use crate::{browser, chat::Chat, dom::follow as watch, live::Live};
use kotae_shared::settings::ColorScheme;

/// Follows look, colour scheme, language and text size.
pub(crate) fn follow(chat: Chat) {
    let night = Live::new(false);
    browser::on_media("(prefers-color-scheme: dark)", {
        let night = night.clone();
        move |on| night.set(on)
    });
    let dark = move || {
        let scheme = chat.scheme.get();
        match scheme.unwrap_or_else(|| chat.look.with(|look| look.scheme)) {
            ColorScheme::Dark => true,
            ColorScheme::Light => false,
            ColorScheme::Auto => night.get(),
        }
    };
    watch(move || {
        let Some(root) = browser::root() else { return };
        let dark = dark();
        let _ = root.set_attribute("data-scheme", if dark { "dark" } else { "light" });
        // By the object model, which the content security policy allows.
        chat.look.with(|look| {
            let style = [look.styles[usize::from(dark)].as_str(), &chat.wish].concat();
            root.style().set_css_text(&style);
        });
    });
    watch(move || {
        let lang = chat.lang.get();
        let own = chat.look.with(|look| look.words(lang));
        chat.own.set(Box::leak(Box::new(own)));
    });
    watch(move || {
        let Some(root) = browser::root() else { return };
        let _ = root.set_attribute("lang", chat.words().tag);
        let _ = root.set_attribute("data-size", ["0", "1", "2"][chat.size.get()]);
        browser::document().set_title(chat.words().name);
    });
    if let Some(root) = browser::root() {
        let place = if chat.is_page { "page" } else { "frame" };
        let _ = root.set_attribute("data-place", place);
    }
}
