//! The part of a long text in which two versions differ.

/// Characters up to which two texts are simply shown whole.
const SHORT: usize = 40;
/// Characters of what both have that are shown around the difference.
const AROUND: usize = 20;
/// Characters of a difference that are shown.
const LONGEST: usize = 160;

/// Two versions of a text: what stands before the difference, the two differing parts, what stands behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) head: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) tail: String,
}

impl Excerpt {
    /// Both versions, whole.
    pub(super) fn whole(before: String, after: String) -> Self {
        Self {
            before,
            after,
            ..Self::default()
        }
    }
}

/// Finds where two versions differ.
pub(super) fn excerpt(before: &str, after: &str) -> Excerpt {
    let old: Vec<char> = before.chars().collect();
    let new: Vec<char> = after.chars().collect();
    if old.len() <= SHORT && new.len() <= SHORT {
        return Excerpt::whole(before.to_owned(), after.to_owned());
    }
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let left = old.len().min(new.len()) - head;
    let pairs = old.iter().rev().zip(new.iter().rev()).take(left);
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let tail_start = old.len() - tail;
    Excerpt {
        head: last(&old[..head]),
        before: cut(&old[head..tail_start]),
        after: cut(&new[head..new.len() - tail]),
        tail: first(&old[tail_start..]),
    }
}

fn last(text: &[char]) -> String {
    match text.len().checked_sub(AROUND) {
        Some(hidden) if hidden > 0 => std::iter::once(&'…').chain(&text[hidden..]).collect(),
        _ => text.iter().collect(),
    }
}

fn first(text: &[char]) -> String {
    if text.len() > AROUND {
        return text[..AROUND].iter().chain(std::iter::once(&'…')).collect();
    }
    text.iter().collect()
}

fn cut(text: &[char]) -> String {
    if text.len() > LONGEST {
        return text[..LONGEST].iter().chain(std::iter::once(&'…')).collect();
    }
    text.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_whole() {
        assert_eq!(
            excerpt("draft", "published"),
            Excerpt::whole("draft".into(), "published".into())
        );
        assert_eq!(excerpt("", "VPN"), Excerpt::whole(String::new(), "VPN".into()));
    }

    #[test]
    fn shows_the_middle_of_a_long_text() {
        let text = |word: &str| format!("{}{word}{}", "あ".repeat(50), "い".repeat(50));
        let found = excerpt(&text("古い"), &text("新しい"));
        assert_eq!(found.head, format!("…{}", "あ".repeat(20)));
        // Both words end like what follows, so that is where the difference ends.
        assert_eq!((found.before.as_str(), found.after.as_str()), ("古", "新し"));
        assert_eq!(found.tail, format!("{}…", "い".repeat(20)));
    }

    #[test]
    fn counts_what_repeats_only_once() {
        let (old, new) = ("a".repeat(50), "a".repeat(52));
        let found = excerpt(&old, &new);
        assert_eq!((found.before.as_str(), found.after.as_str()), ("", "aa"));
        assert!(found.tail.is_empty());
    }

    #[test]
    fn cuts_what_is_new_and_long() {
        let found = excerpt("", &"字".repeat(500));
        assert_eq!(found.after.chars().count(), LONGEST + 1);
        assert_eq!(found.before, "");
    }
}
