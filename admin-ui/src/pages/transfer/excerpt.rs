//! What differs between two versions of a text, word by word, with as much around it as a row has room for.

use crate::pages::entry::history::words::{Part, compare};

/// Characters up to which two texts are simply shown whole.
const SHORT: usize = 40;
/// Characters of what both have that are shown on each side of a difference.
const AROUND: usize = 20;
/// Characters of a difference that are shown.
const LONGEST: usize = 160;

/// The differing parts, and the ends of what lies between them.
pub(super) fn excerpt(before: &str, after: &str) -> Vec<Part> {
    let is_short = |text: &str| text.chars().count() <= SHORT;
    if before.is_empty()
        || after.is_empty()
        || (is_short(before) && is_short(after) && !shares(before, after))
    {
        return whole(before, after);
    }
    let parts = compare(before, after);
    let last = parts.len().saturating_sub(1);
    let shorten = |(at, part): (usize, Part)| match part {
        Part::Same(text) => Part::Same(middle(&text, at > 0, at < last)),
        Part::Gone(text) => Part::Gone(cut(&text)),
        Part::New(text) => Part::New(cut(&text)),
    };
    parts.into_iter().enumerate().map(shorten).collect()
}

/// Both versions, one after the other.
pub(super) fn whole(before: &str, after: &str) -> Vec<Part> {
    vec![Part::Gone(cut(before)), Part::New(cut(after))]
}

/// Whether so much is the same that the differences alone say more than both texts do.
fn shares(before: &str, after: &str) -> bool {
    let same: usize = compare(before, after)
        .iter()
        .map(|part| match part {
            Part::Same(text) => text.chars().count(),
            Part::Gone(_) | Part::New(_) => 0,
        })
        .sum();
    same * 2 > before.chars().count().min(after.chars().count())
}

/// The ends of what both have, next to a difference.
fn middle(text: &str, after_one: bool, before_one: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, tail) = (usize::from(after_one) * AROUND, usize::from(before_one) * AROUND);
    if chars.len() <= head + tail + 1 {
        return text.to_owned();
    }
    let kept = chars[..head]
        .iter()
        .chain(std::iter::once(&'…'))
        .chain(&chars[chars.len() - tail..]);
    kept.collect()
}

fn cut(text: &str) -> String {
    let mut chars = text.chars();
    let kept: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        kept + "…"
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let parts = excerpt(before, after).into_iter().map(|part| match part {
            Part::Same(text) => text,
            Part::Gone(text) => format!("[-{text}]"),
            Part::New(text) => format!("[+{text}]"),
        });
        parts.collect()
    }

    #[test]
    fn what_has_little_in_common_is_shown_whole() {
        assert_eq!(shown("draft", "published"), "[-draft][+published]");
        assert_eq!(shown("", "VPN"), "[-][+VPN]");
    }

    #[test]
    fn words_are_marked_and_long_texts_cut() {
        assert_eq!(
            shown("社内で VPN に接続できない場合", "社外で VPN に接続できない場合"),
            "[-社内][+社外]で VPN に接続できない場合"
        );
        let text = |word: &str| format!("{}、{word}。{}", "あ".repeat(50), "い".repeat(50));
        assert_eq!(
            shown(&text("古い"), &text("新しい")),
            format!("…{}、[-古い][+新しい]。{}…", "あ".repeat(19), "い".repeat(19))
        );
    }

    #[test]
    fn cuts_what_is_new_and_long() {
        let parts = excerpt("", &"字".repeat(500));
        assert_eq!(parts[1], Part::New("字".repeat(LONGEST) + "…"));
    }
}
