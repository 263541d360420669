//! A light stemmer for English: endings that change a word's form and not its subject.

use crate::text::Char;

/// The word without plural, `-ing`, `-ed`, `-ion` and a final `e`; other words stay as they are.
pub(super) fn stem(word: &[Char]) -> Vec<char> {
    let mut stem: Vec<char> = word.iter().map(|c| c.c).collect();
    if stem.len() < 4 || !stem.iter().all(char::is_ascii_lowercase) {
        return stem;
    }
    if ends(&stem, "ies") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
    } else if ends(&stem, "sses") || ends(&stem, "xes") || ends(&stem, "ches") || ends(&stem, "shes") {
        stem.truncate(stem.len() - 2);
    } else if ends(&stem, "s") && !ends(&stem, "ss") && !ends(&stem, "us") && !ends(&stem, "is") {
        stem.pop();
    }
    let _ = drop_verb_ending(&mut stem, "ing") || drop_verb_ending(&mut stem, "ed");
    if stem.len() > 6 && (ends(&stem, "tion") || ends(&stem, "sion")) {
        stem.truncate(stem.len() - 3);
    }
    if stem.len() > 3 && ends(&stem, "e") {
        stem.pop();
    }
    if let Some(last @ 'y') = stem.last_mut() {
        *last = 'i';
    }
    // `cancelling` and `canceling`, `stopped` and `stop`.
    if let [.., a, b] = stem[..]
        && a == b
        && stem.len() > 3
    {
        stem.pop();
    }
    stem
}

/// Drops `-ing` or `-ed` after at least three letters with a vowel.
fn drop_verb_ending(stem: &mut Vec<char>, ending: &str) -> bool {
    let rest = stem.len().saturating_sub(ending.len());
    let vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let drops = rest >= 3 && ends(stem, ending) && stem[..rest].iter().any(vowel);
    if drops {
        stem.truncate(rest);
    }
    drops
}

fn ends(word: &[char], ending: &str) -> bool {
    word.len() >= ending.len()
        && word[word.len() - ending.len()..]
            .iter()
            .copied()
            .eq(ending.chars())
}
