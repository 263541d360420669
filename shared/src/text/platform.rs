//! The seam to Unicode's tables: the browser brings them along, the server links them.
//!
//! They would cost the widget 57 KB; the browser's own cost nothing.

/// NFKC and lower case. The second NFKC composes what lower case took apart (`T` + diaeresis has no
/// composed form, `t` + diaeresis has).
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn normalise(text: &str) -> String {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
    let lower = text.nfkc().collect::<String>().to_lowercase();
    match is_nfkc_quick(lower.chars()) {
        IsNormalized::Yes => lower,
        _ => lower.nfkc().collect(),
    }
}

/// NFKC and lower case, by the browser.
#[cfg(target_arch = "wasm32")]
pub(super) fn normalise(text: &str) -> String {
    let text = js_sys::JsString::from(text);
    text.normalize("NFKC").to_lower_case().normalize("NFKC").into()
}
