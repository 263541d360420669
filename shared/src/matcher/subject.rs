//! What a question is about, so that questions that say the same in other words of courtesy count as one.

use super::gram::{self, Kind};
use super::query;

/// FNV-1a's start and prime for 64 bits.
const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// A number of the words that a question is made of, the same for every order and repetition of them: phrases that only
/// ask, endings of English words, particles between Japanese words, width, case and kana make no difference. A question
/// without such words is known by its folded text.
pub fn subject(question: &str) -> u64 {
    let mut grams = Vec::new();
    gram::each(&query::characters(question), &mut |gram| {
        // A word of one kanji is no run.
        let lone = gram.kind == Kind::Kanji && gram.weight == gram::LONE_KANJI;
        if lone || matches!(gram.kind, Kind::Run | Kind::Stem) {
            grams.push(u64::from(gram.hash));
        }
    });
    grams.sort_unstable();
    grams.dedup();
    if grams.is_empty() {
        let folded = crate::text::fold(question);
        return digest(folded.trim().chars().map(u64::from));
    }
    digest(grams.into_iter())
}

fn digest(values: impl Iterator<Item = u64>) -> u64 {
    values.fold(START, |hash, value| (hash ^ value).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn questions_about_the_same_are_one() {
        let same = [
            ("VPNに接続したい", "ＶＰＮ　接続"),
            ("経費精算をしたい", "経費精算"),
            ("How do I reset my passwords?", "reset password"),
            ("reset the password", "password reset please"),
        ];
        for (one, other) in same {
            assert_eq!(subject(one), subject(other), "{one} / {other}");
        }
    }

    #[test]
    fn other_subjects_stay_apart() {
        let texts = [
            "VPN 接続",
            "VPN 切断",
            "印鑑",
            "鍵",
            "printer",
            "はい",
            "いいえ",
            "?",
            "!",
        ];
        let keys: std::collections::BTreeSet<u64> = texts.into_iter().map(subject).collect();
        assert_eq!(keys.len(), texts.len());
    }
}
