//! Phrases that make a question of a topic (`を教えてください`, `したいのですが`) and say nothing about it.
//!
//! They are taken out of questions only: an entry's title keeps its words. English has its counterpart in the
//! matcher's list of common words: there each word stands by itself and needs no cutting.

use super::{Char, Script, fold_kana};

/// Taken out wherever they stand, the longest first: asking to be told; about; how, where and when; wishing;
/// whether one can or may; and what people put around a question. Folding covers their kana variants.
const ANYWHERE: &str = "
    を教えてください を教えて下さい を教えていただけますか を教えてもらえますか を教えてほしい
    を教えて欲しい を教えて 教えてください 教えて下さい 教えていただけますか 教えてもらえますか
    教えてほしい 教えて欲しい を知りたいのですが を知りたいです を知りたい が知りたいのですが
    が知りたいです が知りたい がわかりません が分かりません がわからない が分からない
    について に関して に関する に関する質問 とは何ですか とはなんですか って何ですか ってなんですか
    は何ですか はなんですか
    どうすればいいですか どうすればよいですか どうすれば良いですか どうすればいいのでしょうか
    どうすればいいでしょうか どうすればよいでしょうか どうすればいい どうすればよい どうすれば
    どうしたらいいですか どうしたらよいですか どうしたらいい どうしたらよい どうしたら どうやって
    どうやるのですか どうやるの どのようにすれば どのように どうなりますか どうなっていますか どうなるの
    どこですか どこでできますか どこから どこで いつですか 誰に聞けば
    したいのですが したいんですが したいのですけど したいんですけど したいんだけど したいと思います
    したいと思っています したいです たいのですが たいんですが たいのですけど たいんですけど たいんだけど
    たいと思います たいと思っています ほしいのですが 欲しいのですが ほしいです 欲しいです
    することはできますか することができますか ことはできますか ことができますか はできますか できますか
    できるでしょうか もらえますか いただけますか てもいいですか てもよいですか ても大丈夫ですか ありますか
    でしょうか
    のですが んですが のですけど んですけど んだけど てしまいました てしまった 困っています 困ってます
    助けてください お願いします お願いいたします お願い致します よろしく すみません すいません
    お世話になっております お疲れ様です お疲れさまです こんにちは ありがとうございます ありがとう
";

/// Taken out only where a sentence or a word ends.
const AT_END: &str = "
    したい たい ですか ますか ませんか るのか です ください 下さい ほしい 欲しい 教えて とは って何
    って はどこ はいつ は何 どこ いつ なに なぜ どう
";

/// In a word of kana alone, anything shorter is more likely a part of the word (`けいたい`).
const SURE: usize = 4;

/// Turns every asking phrase into breaks.
pub(crate) fn strip(chars: &mut [Char]) {
    // Cut once a question: to find where each phrase begins takes far longer than to see that it is not there.
    let [anywhere, at_end] = [ANYWHERE, AT_END].map(|list| list.split_ascii_whitespace().collect::<Vec<_>>());
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].script.is_japanese() {
            at += 1;
            continue;
        }
        let length = longest(&anywhere, |phrase| begins(&chars[at..], phrase));
        if length > 0 && sure(chars, at, length) {
            erase(&mut chars[at..at + length]);
        }
        at += length.max(1);
    }
    for end in (1..=chars.len()).rev() {
        if chars.get(end).is_none_or(|c| c.script == Script::Break) {
            strip_ending(&mut chars[..end], &at_end);
        }
    }
}

/// Endings come in layers: `申請したい|ですか`.
fn strip_ending(chars: &mut [Char], phrases: &[&str]) {
    let mut end = chars.len();
    loop {
        let length = longest(phrases, |phrase| {
            let start = end.checked_sub(phrase.chars().count())?;
            begins(&chars[start..end], phrase)
        });
        if length == 0 || !sure(chars, end - length, length) {
            return;
        }
        erase(&mut chars[end - length..end]);
        end -= length;
    }
}

fn erase(chars: &mut [Char]) {
    for c in chars {
        c.script = Script::Break;
    }
}

/// The length of the longest of the phrases that `length` finds.
fn longest(phrases: &[&str], length: impl Fn(&str) -> Option<usize>) -> usize {
    phrases
        .iter()
        .filter_map(|phrase| length(phrase))
        .max()
        .unwrap_or(0)
}

/// The phrase's length, if `chars` begin with it.
fn begins(chars: &[Char], phrase: &str) -> Option<usize> {
    let mut length = 0;
    for c in phrase.chars() {
        let here = chars.get(length)?;
        if here.script == Script::Break || here.c != fold_kana(c) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// Whether a phrase found at `at` is one, and not a part of a word of hiragana alone.
fn sure(chars: &[Char], at: usize, length: usize) -> bool {
    let japanese = |c: &&Char| c.script.is_japanese();
    let before = chars[..at].iter().rev().take_while(japanese);
    let mut word = before.chain(chars[at..].iter().take_while(japanese));
    length >= SURE || word.any(|c| c.script != Script::Hiragana)
}
