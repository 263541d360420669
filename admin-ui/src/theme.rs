//! Light or dark: as the system says, or as chosen on this device.

use leptos::prelude::{document, window};

const KEY: &str = "kotae-theme";

/// The choices. The first is the default.
pub(crate) const CHOICES: [&str; 3] = ["auto", "light", "dark"];

/// What was chosen on this device.
pub(crate) fn chosen() -> &'static str {
    let stored = window()
        .local_storage()
        .ok()
        .flatten()
        .and_then(|store| store.get_item(KEY).ok().flatten());
    stored
        .and_then(|value| CHOICES.into_iter().find(|choice| *choice == value))
        .unwrap_or(CHOICES[0])
}

/// Shows and keeps a choice. A browser that forbids storage shows it until the page is closed.
pub(crate) fn choose(choice: &str) {
    if let Ok(Some(store)) = window().local_storage() {
        let _ = store.set_item(KEY, choice);
    }
    show(choice);
}

/// Shows what was chosen earlier.
pub(crate) fn restore() {
    show(chosen());
}

fn show(choice: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-theme", choice);
    }
}
