//! Brings the design onto the document's element, as custom properties; the style sheets do the rest.

use crate::{browser, chat::Chat, color::Palette, dom::follow as watch, live::Live};
use kotae_shared::settings::ColorScheme;

/// Follows design, colour scheme, language and text size.
pub(crate) fn follow(chat: Chat) {
    let night = Live::new(false);
    browser::on_media("(prefers-color-scheme: dark)", {
        let night = night.clone();
        move |on| night.set(on)
    });
    let dark = move || {
        let scheme = chat.scheme.get();
        match scheme.unwrap_or_else(|| chat.settings.with(|settings| settings.design.color_scheme)) {
            ColorScheme::Dark => true,
            ColorScheme::Light => false,
            ColorScheme::Auto => night.get(),
        }
    };
    watch(move || {
        let Some(root) = browser::root() else { return };
        let dark = dark();
        let _ = root.set_attribute("data-scheme", if dark { "dark" } else { "light" });
        let style = root.style();
        chat.settings.with(|settings| {
            let design = &settings.design;
            let palette = Palette::derive(&design.primary, &design.on_primary, dark);
            for (name, color) in [
                ("--k-primary", palette.primary),
                ("--k-on-primary", palette.on_primary),
                ("--k-accent", palette.accent),
                ("--k-tint", palette.tint),
            ] {
                let _ = style.set_property(name, &color.hex());
            }
            let radius = design.radius.min(24).to_string() + "px";
            let _ = style.set_property("--k-radius", &radius);
        });
    });
    watch(move || {
        let Some(root) = browser::root() else { return };
        let _ = root.set_attribute("lang", chat.lang.get().tag());
        let _ = root.set_attribute("data-size", ["0", "1", "2"][chat.size.get()]);
        browser::document().set_title(&chat.name());
    });
    if let Some(root) = browser::root() {
        let place = if chat.is_page { "page" } else { "frame" };
        let _ = root.set_attribute("data-place", place);
    }
}
