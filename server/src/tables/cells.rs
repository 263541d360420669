//! What stands in a cell: the guard against formulas, lists and category paths.

/// Characters with which spreadsheets take a cell for a formula, or for the beginning of one.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn is_dangerous(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

/// Puts a `'` before a cell that a spreadsheet might run. [`unguard`] takes away just that.
pub fn guard(cell: &str) -> String {
    if is_dangerous(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The same for a cell that is known as text: only what [`unguard`] would take something from.
pub fn guard_text(cell: &str) -> String {
    if cell.starts_with('\'') {
        guard(cell)
    } else {
        cell.to_owned()
    }
}

/// Takes away the `'` that [`guard`] puts before a cell.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest) => rest,
        _ => cell,
    }
}

/// Several texts in one cell: joined by `|`, a `|` or `\` within one escaped by `\`.
pub fn join_list(items: &[String]) -> String {
    items
        .iter()
        .map(|item| escape(item, &['|']))
        .collect::<Vec<_>>()
        .join("|")
}

/// The texts of a cell: trimmed, without empty and repeated ones.
pub fn split_list(cell: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for item in split(cell, &['|']) {
        let item = item.trim();
        if !item.is_empty() && !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// A category's path in one cell, for example `IT > ネットワーク`; a `>`, `＞` or `\` in a name is escaped by `\`.
pub fn join_path<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names
        .into_iter()
        .map(|name| escape(name, &['>', '＞']))
        .collect::<Vec<_>>()
        .join(" > ")
}

/// The names of a category's path, trimmed. Empty for an empty cell; an empty name within a path is kept, for the
/// caller to refuse.
pub fn split_path(cell: &str) -> Vec<String> {
    if cell.trim().is_empty() {
        return Vec::new();
    }
    split(cell, &['>', '＞'])
        .iter()
        .map(|name| name.trim().to_owned())
        .collect()
}

fn escape(text: &str, separators: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\\' || separators.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Splits at separators that are not escaped. A `\` before anything else stands for itself, since people write paths
/// such as `C:\Users` without thinking of escapes.
fn split(text: &str, separators: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = chars.next_if(|next| c == '\\' && (*next == '\\' || separators.contains(next)));
        match (escaped, parts.last_mut()) {
            (None, _) if separators.contains(&c) => parts.push(String::new()),
            (escaped, Some(part)) => part.push(escaped.unwrap_or(c)),
            (_, None) => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_get_one_quote_and_lose_it() {
        for (cell, guarded) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("-5", "'-5"),
            ("＝SUM(A1)", "'＝SUM(A1)"),
            ("\tx", "'\tx"),
            ("'it is", "'it is"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guard(cell), guarded);
            assert_eq!(unguard(guarded), cell);
        }
        assert_eq!(unguard("=from elsewhere"), "=from elsewhere");
    }

    #[test]
    fn lists_and_paths() {
        assert_eq!(
            split_list(r" a | b\|c ||a|C:\Users|d\\"),
            ["a", "b|c", r"C:\Users", r"d\"]
        );
        assert_eq!(join_list(&["a|b".into(), r"c\".into()]), r"a\|b|c\\");
        assert_eq!(
            split_path("IT＞ネットワーク > VPN"),
            ["IT", "ネットワーク", "VPN"]
        );
        assert_eq!(split_path(r"A \> B"), ["A > B"]);
        assert_eq!(split_path("IT >"), ["IT", ""]);
        assert_eq!(join_path(["IT", "a>b"]), r"IT > a\>b");
        assert!(split_path("  ").is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn guards_come_off(cell in "['=+@a\t－ -]{0,6}") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell);
        }

        #[test]
        fn lists_come_back(items in prop::collection::vec(r"[a|\\>＞あ]{1,5}", 0..5)) {
            let mut unique = items.clone();
            let mut seen = std::collections::HashSet::new();
            unique.retain(|item| seen.insert(item.clone()));
            prop_assert_eq!(split_list(&join_list(&unique)), unique);
            prop_assert_eq!(split_path(&join_path(items.iter().map(String::as_str))), items);
        }
    }
}
