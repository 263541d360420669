//! Phrases that make a question of a topic (`を教えてください`, "how do I ...") and say nothing about it.
//!
//! They are taken out of questions only: an entry's title keeps its words. The lists are in the writing of
//! everyday; matching folds kana, so each phrase also covers its kana variants in that writing.

use super::{Char, Script, fold_kana};

/// Taken out wherever they stand.
const ANYWHERE: &[&str] = &[
    // asking to be told
    "を教えてください",
    "を教えて下さい",
    "を教えていただけますか",
    "を教えてもらえますか",
    "を教えてほしい",
    "を教えて欲しい",
    "を教えて",
    "教えてください",
    "教えて下さい",
    "教えていただけますか",
    "教えてもらえますか",
    "教えてほしい",
    "教えて欲しい",
    "を知りたいのですが",
    "を知りたいです",
    "を知りたい",
    "が知りたいのですが",
    "が知りたいです",
    "が知りたい",
    "がわかりません",
    "が分かりません",
    "がわからない",
    "が分からない",
    "を確認したい",
    // about
    "について",
    "に関して",
    "に関する",
    "に関する質問",
    "とは何ですか",
    "とはなんですか",
    "って何ですか",
    "ってなんですか",
    "は何ですか",
    "はなんですか",
    // how, where, when
    "どうすればいいですか",
    "どうすればよいですか",
    "どうすれば良いですか",
    "どうすればいいのでしょうか",
    "どうすればいいでしょうか",
    "どうすればよいでしょうか",
    "どうすればいい",
    "どうすればよい",
    "どうすれば",
    "どうしたらいいですか",
    "どうしたらよいですか",
    "どうしたらいい",
    "どうしたらよい",
    "どうしたら",
    "どうやって",
    "どうやるのですか",
    "どうやるの",
    "どのようにすれば",
    "どのように",
    "どうなりますか",
    "どうなっていますか",
    "どうなるの",
    "どこですか",
    "どこでできますか",
    "どこから",
    "どこで",
    "いつですか",
    "誰に聞けば",
    // wishing
    "したいのですが",
    "したいんですが",
    "したいのですけど",
    "したいんですけど",
    "したいんだけど",
    "したいと思います",
    "したいと思っています",
    "したいです",
    "たいのですが",
    "たいんですが",
    "たいのですけど",
    "たいんですけど",
    "たいんだけど",
    "たいと思います",
    "たいと思っています",
    "ほしいのですが",
    "欲しいのですが",
    "ほしいです",
    "欲しいです",
    // whether one can or may
    "することはできますか",
    "することができますか",
    "ことはできますか",
    "ことができますか",
    "はできますか",
    "できますか",
    "できるでしょうか",
    "もらえますか",
    "いただけますか",
    "てもいいですか",
    "てもよいですか",
    "ても大丈夫ですか",
    "ありますか",
    "でしょうか",
    // what surrounds a question
    "のですが",
    "んですが",
    "のですけど",
    "んですけど",
    "んだけど",
    "てしまいました",
    "てしまった",
    "困っています",
    "困ってます",
    "助けてください",
    "お願いします",
    "お願いいたします",
    "お願い致します",
    "よろしく",
    "すみません",
    "すいません",
    "お世話になっております",
    "お疲れ様です",
    "お疲れさまです",
    "こんにちは",
    "ありがとうございます",
    "ありがとう",
];

/// Taken out only where a sentence or a word ends.
const AT_END: &[&str] = &[
    "したい",
    "たい",
    "ですか",
    "ますか",
    "ませんか",
    "るのか",
    "です",
    "ください",
    "下さい",
    "ほしい",
    "欲しい",
    "教えて",
    "とは",
    "って何",
    "って",
    "はどこ",
    "はいつ",
    "は何",
    "どこ",
    "いつ",
    "なに",
    "なぜ",
    "どう",
];

/// Taken out of English questions, word by word; an apostrophe separates words.
const ENGLISH: &[&str] = &[
    "can you please tell me",
    "can you tell me",
    "could you please tell me",
    "could you tell me",
    "please tell me",
    "tell me",
    "let me know",
    "i would like to know",
    "i would like to",
    "i d like to know",
    "i d like to",
    "i want to know",
    "i want to",
    "i wanted to",
    "i need to know",
    "i need to",
    "i need help with",
    "i need help",
    "help me",
    "do you know",
    "is it possible to",
    "is there any way to",
    "is there a way to",
    "how do i",
    "how can i",
    "how do you",
    "how can you",
    "how does one",
    "how would i",
    "how should i",
    "how to",
    "what do i need to do",
    "what should i do",
    "what do i do",
    "what are the steps to",
    "what is the",
    "what s the",
    "what is",
    "what s",
    "what are",
    "where can i",
    "where do i",
    "when can i",
    "when do i",
    "can i",
    "could i",
    "may i",
    "should i",
    "am i able to",
    "i am trying to",
    "i m trying to",
    "can you",
    "could you",
    "would you",
    "please",
    "thanks",
    "thank you",
    "hello",
    "hi",
    "hey",
    "excuse me",
];

/// In a word of kana alone, anything shorter is more likely a part of the word (`けいたい`).
const SURE: usize = 4;

/// Turns every asking phrase into breaks.
pub(crate) fn strip(chars: &mut [Char]) {
    let mut at = 0;
    while at < chars.len() {
        let here = &chars[at..];
        let length = match here[0].script {
            Script::Letter if at == 0 || chars[at - 1].script != Script::Letter => {
                longest(ENGLISH, |phrase| english(here, phrase))
            }
            Script::Break | Script::Letter => 0,
            _ => {
                let length = longest(ANYWHERE, |phrase| japanese(here, phrase));
                if length < SURE && in_kana_word(chars, at) {
                    0
                } else {
                    length
                }
            }
        };
        erase(&mut chars[at..at + length]);
        at += length.max(1);
    }
    for end in (1..=chars.len()).rev() {
        if chars.get(end).is_some_and(|c| c.script != Script::Break) {
            continue;
        }
        while let Some(start) = ending(chars, end) {
            erase(&mut chars[start..end]);
        }
    }
}

/// The start of the longest phrase that ends the word at `end`.
fn ending(chars: &[Char], end: usize) -> Option<usize> {
    let length = longest(AT_END, |phrase| {
        let length = phrase.chars().count();
        let start = end.checked_sub(length)?;
        japanese(&chars[start..end], phrase)
    });
    (length > 0 && (length >= SURE || !in_kana_word(chars, end - 1))).then(|| end - length)
}

fn erase(chars: &mut [Char]) {
    for c in chars {
        c.script = Script::Break;
    }
}

fn longest(phrases: &[&str], length: impl Fn(&str) -> Option<usize>) -> usize {
    phrases
        .iter()
        .filter_map(|phrase| length(phrase))
        .max()
        .unwrap_or(0)
}

/// The characters that `phrase` takes at the start of `chars`.
fn japanese(chars: &[Char], phrase: &str) -> Option<usize> {
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

/// The characters that the words of `phrase` take at the start of `chars`; they end where a word ends.
fn english(chars: &[Char], phrase: &str) -> Option<usize> {
    let mut length = 0;
    for c in phrase.chars() {
        let here = chars.get(length)?;
        let same = if c == ' ' {
            here.script == Script::Break
        } else {
            here.c == c
        };
        if !same {
            return None;
        }
        length += 1;
    }
    chars
        .get(length)
        .is_none_or(|next| next.script != Script::Letter)
        .then_some(length)
}

/// Whether the word around `at` is of hiragana alone.
fn in_kana_word(chars: &[Char], at: usize) -> bool {
    let japanese = |c: &&Char| c.script.is_japanese();
    let mut word = chars[..at]
        .iter()
        .rev()
        .take_while(japanese)
        .chain(chars[at..].iter().take_while(japanese));
    word.all(|c| c.script == Script::Hiragana)
}
