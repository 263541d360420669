//! What differs between two texts, word by word.
//!
//! Japanese has no spaces: a word is a run of one script (kanji, hiragana, katakana, Latin letters and digits), and any
//! other character is a word of its own.

/// A part of both texts put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// In both.
    Same(String),
    /// In the old one alone.
    Gone(String),
    /// In the new one alone.
    New(String),
}

/// Pairs of words that are compared at most. Beyond it whole lines are compared, and then nothing at all: what differs is
/// shown as replaced.
const PAIRS: usize = 4_000_000;

/// The parts, in order. Where something was replaced, the old stands before the new.
pub(crate) fn compare(old: &str, new: &str) -> Vec<Part> {
    let by_words = pieces(&words(old), &words(new));
    let by_lines = || pieces(&lines(old), &lines(new));
    let whole = || vec![Part::Gone(old.to_owned()), Part::New(new.to_owned())];
    by_words.or_else(by_lines).unwrap_or_else(whole)
}

/// `None` when there are too many to compare.
fn pieces(old: &[&str], new: &[&str]) -> Option<Vec<Part>> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[start..], &new[start..]);
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len().saturating_mul(b.len()) > PAIRS {
        return None;
    }
    let mut parts = Parts::default();
    parts.same(&old[..start]);
    longest(a, b, &mut parts);
    parts.same(&old[old.len() - end..]);
    Some(parts.finish())
}

/// Puts two lists together so that as much as can be is the same.
fn longest(a: &[&str], b: &[&str], parts: &mut Parts) {
    let width = b.len() + 1;
    // How many words are the same at most from `(i, j)` on.
    let mut same = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            same[i * width + j] = if a[i] == b[j] {
                same[(i + 1) * width + j + 1].saturating_add(1)
            } else {
                same[(i + 1) * width + j].max(same[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            parts.same(&a[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if same[(i + 1) * width + j] >= same[i * width + j + 1] {
            parts.gone.push_str(a[i]);
            i += 1;
        } else {
            parts.new.push_str(b[j]);
            j += 1;
        }
    }
    parts.gone.extend(a[i..].iter().copied());
    parts.new.extend(b[j..].iter().copied());
}

/// Gathers neighbours.
#[derive(Default)]
struct Parts {
    done: Vec<Part>,
    gone: String,
    new: String,
}

impl Parts {
    fn same(&mut self, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        self.change();
        if let Some(Part::Same(text)) = self.done.last_mut() {
            text.extend(words.iter().copied());
        } else {
            self.done.push(Part::Same(words.concat()));
        }
    }

    fn change(&mut self) {
        let (gone, new) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.new));
        self.done.extend((!gone.is_empty()).then_some(Part::Gone(gone)));
        self.done.extend((!new.is_empty()).then_some(Part::New(new)));
    }

    fn finish(mut self) -> Vec<Part> {
        self.change();
        self.done
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let script = script(first);
        let end = match script {
            0 => first.len_utf8(),
            _ => rest.find(|c| self::script(c) != script).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

/// A number for each script; 0 for what stands alone.
fn script(c: char) -> u8 {
    match c {
        'ぁ'..='ゖ' => 1,
        'ァ'..='ヺ' | 'ー' => 2,
        '々' | '一'..='鿿' | '㐀'..='䶿' => 3,
        c if c.is_alphanumeric() => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let parts = compare(old, new).into_iter().map(|part| match part {
            Part::Same(text) => text,
            Part::Gone(text) => format!("[-{text}]"),
            Part::New(text) => format!("[+{text}]"),
        });
        parts.collect()
    }

    #[test]
    fn marks_words_in_both_languages() {
        assert_eq!(
            shown("VPN を再起動してください。", "VPN を停止してください。"),
            "VPN を[-再起動][+停止]してください。"
        );
        assert_eq!(
            shown("Press the red button.", "Press the green button!"),
            "Press the [-red][+green] button[-.][+!]"
        );
        assert_eq!(shown("", "新しい"), "[+新しい]");
        assert_eq!(shown("古い", ""), "[-古い]");
        assert_eq!(shown("同じ", "同じ"), "同じ");
        assert_eq!(shown("a\nb\n", "a\nx\nb\n"), "a\n[+x\n]b\n");
    }

    #[test]
    fn both_texts_can_be_read_from_the_parts() {
        let texts = [
            "申請は人事部へ。\n- 期限: 5 日",
            "申請は総務部まで。\n\n- 期限: 10 日",
            "x",
            "",
        ];
        for old in texts {
            for new in texts {
                let parts = compare(old, new);
                let read = |skip_new: bool| -> String {
                    let kept = parts.iter().filter_map(|part| match part {
                        Part::Same(text) => Some(text.as_str()),
                        Part::Gone(text) => skip_new.then_some(text.as_str()),
                        Part::New(text) => (!skip_new).then_some(text.as_str()),
                    });
                    kept.collect()
                };
                assert_eq!((read(true).as_str(), read(false).as_str()), (old, new));
            }
        }
    }

    #[test]
    fn long_texts_are_compared_by_lines_and_at_last_replaced() {
        let line = |word: &str| format!("{}\n", format!("{word} ").repeat(1_000));
        let (old, new) = (
            line("a") + &line("b") + &line("c"),
            line("x") + &line("b") + &line("y"),
        );
        assert_eq!(compare(&old, &new).len(), 5);
        let (old, new) = ("a\n".repeat(3_000), "b\n".repeat(3_000));
        assert_eq!(compare(&old, &new), [Part::Gone(old), Part::New(new)]);
    }
}
