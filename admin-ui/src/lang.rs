//! The language of the screens.
//!
//! Texts stand where they are used, in both languages: `t("保存する", "Save")`. A change of language draws
//! everything anew, so a text need not be reactive.

use kotae_shared::Lang;
use std::cell::Cell;

thread_local! {
    static CURRENT: Cell<Lang> = const { Cell::new(Lang::Ja) };
}

/// The language that the screens speak now.
pub(crate) fn current() -> Lang {
    CURRENT.get()
}

/// Changes the language of texts that are made from now on.
pub(crate) fn set(lang: Lang) {
    CURRENT.set(lang);
    crate::dom::set_document_lang(lang.tag());
}

/// The text of the current language.
pub(crate) fn t(ja: &'static str, en: &'static str) -> &'static str {
    current().pick(ja, en)
}

/// The browser's first language that we speak; Japanese when it names neither.
pub(crate) fn of_browser() -> Lang {
    Lang::from_preferences(&crate::dom::browser_languages()).unwrap_or_default()
}

/// A whole number with separators: `12,345`.
pub(crate) fn number(n: u32) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `one` or `many`, as English wants for `n`.
pub(crate) fn plural(n: u32, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_thousands() {
        let shown: Vec<String> = [0, 12, 999, 1_000, 50_000, 1_234_567]
            .into_iter()
            .map(number)
            .collect();
        assert_eq!(shown, ["0", "12", "999", "1,000", "50,000", "1,234,567"]);
    }
}
