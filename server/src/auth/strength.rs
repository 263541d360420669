//! Which passwords are accepted (NIST SP 800-63B, 5.1.1.2: length, a blocklist, nothing about the account, no rules
//! of composition). A shorter one is taken where zxcvbn finds it as strong as it can say.

use kotae_shared::api::{admin::limits, problem::Fault};

/// Words that people build passwords from, folded as [`core_of`] folds. One a line; `#` begins a comment.
const COMMON: &str = include_str!("../../data/common-passwords.txt");

/// What is wrong with a new password; `None` when it is accepted. `about` are texts that others know of the
/// account: its name, its mail address, the workspace.
pub fn fault(password: &str, about: &[&str]) -> Option<Fault> {
    let length = password.chars().count();
    if length < limits::PASSWORD_MIN && !(length >= limits::PASSWORD_STRONG_MIN && is_strong(password, about))
    {
        return Some(Fault::TooShort(limits::PASSWORD_MIN as u32));
    }
    if length > limits::PASSWORD_MAX {
        return Some(Fault::TooLong(limits::PASSWORD_MAX as u32));
    }
    weak(password, about).then_some(Fault::WeakPassword)
}

/// More than 10^10 guesses, by zxcvbn's estimate.
fn is_strong(password: &str, about: &[&str]) -> bool {
    zxcvbn::zxcvbn(password, about).score() == zxcvbn::Score::Four
}

fn weak(password: &str, about: &[&str]) -> bool {
    // Less than 10^6 guesses: one of its 30,000 common passwords, or made of them.
    if zxcvbn::zxcvbn(password, about).score() < zxcvbn::Score::Two {
        return true;
    }
    let lower = password.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || is_run(&lower) {
        return true;
    }
    let core = core_of(&lower);
    if core.chars().count() < 4 {
        // Digits and signs alone can be strong, but then they must be many.
        return lower.chars().count() < 16;
    }
    common().any(|word| is_made_of(&core, word))
        || about
            .iter()
            .flat_map(|text| text.split(['@', '.', ' ', '　', '-', '_']))
            .map(|word| core_of(&word.to_lowercase()))
            .any(|word| word.chars().count() >= 4 && is_made_of(&core, &word))
}

fn common() -> impl Iterator<Item = &'static str> {
    COMMON
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The letters of a password, the usual substitutions undone, without digits and signs around and between.
fn core_of(lower: &str) -> String {
    let trimmed = lower.trim_matches(|c: char| !c.is_alphabetic());
    trimmed
        .chars()
        .filter_map(|c| match c {
            '0' => Some('o'),
            '1' | '!' => Some('i'),
            '3' => Some('e'),
            '4' | '@' => Some('a'),
            '5' | '$' => Some('s'),
            '7' => Some('t'),
            c if c.is_alphabetic() => Some(c),
            _ => None,
        })
        .collect()
}

/// Whether `core` is `word`, once or repeated, with at most two letters more.
fn is_made_of(core: &str, word: &str) -> bool {
    core.contains(word) && core.replace(word, "").chars().count() <= 2
}

/// Whether each character follows the one before in the alphabet or on the keyboard.
fn is_run(lower: &str) -> bool {
    const ROWS: [&str; 4] = ["1234567890-^", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./"];
    let next = |a: char, b: char| {
        (a as u32).abs_diff(b as u32) <= 1
            || ROWS.iter().any(|row| {
                let place = |c: char| row.chars().position(|x| x == c);
                matches!((place(a), place(b)), (Some(i), Some(j)) if i.abs_diff(j) <= 1)
            })
    };
    let chars: Vec<char> = lower.chars().collect();
    let breaks = chars.windows(2).filter(|pair| !next(pair[0], pair[1])).count();
    breaks <= chars.len() / 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_ones_pass() {
        for good in [
            "correct horse battery",
            "新宿の夜は雨が降る午前七時",
            "k7#Vn2pQ9xLm",
            "8304 5521 9071 66",
            "umeboshi-to-densha",
            // Short, but as strong as zxcvbn can say.
            "k7#Vn2pQ9xL",
        ] {
            assert_eq!(
                fault(good, &["Hanako Suzuki", "hanako@example.co.jp"]),
                None,
                "{good}"
            );
        }
    }

    #[test]
    fn bad_ones_do_not() {
        for bad in [
            "password1234",
            "P@ssw0rd2026!",
            "passwordpassword",
            "123456789012",
            "qwertyuiop@[",
            "aaaaaaaaaaaa",
            "abababababab",
            "hanako123456",
            "Suzuki!!20261123",
            "administrator1",
            "sakurasakura12",
            "パスワード1234567",
            "konnichiwa2026",
            "1qaz2wsx3edc",
            "manchesterunited",
        ] {
            assert_eq!(
                fault(bad, &["Hanako Suzuki", "hanako@example.co.jp"]),
                Some(Fault::WeakPassword),
                "{bad}"
            );
        }
        for short in ["short", "k7#Vn2p", "tokyo2026!", "hanako#81x", "aaaabbbb"] {
            assert_eq!(
                fault(short, &["Hanako Suzuki", "hanako@example.co.jp"]),
                Some(Fault::TooShort(12)),
                "{short}"
            );
        }
        assert_eq!(fault(&"x1".repeat(200), &[]), Some(Fault::TooLong(256)));
    }
}
