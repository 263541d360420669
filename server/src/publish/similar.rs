//! Which groups of questions are about the same in other words.
//!
//! The visitors' matcher says so: a pack is made whose entries are the groups' newest questions, with their readings and the
//! synonyms of the workspace, and each of them is asked of it. Two agree when each finds the other more than half as well as itself.
//! What agrees with most others takes these first, and so on, so that no chain of likenesses joins what is not alike. What is asked is bounded ([`MOST`]), and what was found
//! is kept until other questions or other words come.

use super::{pack, words};
use crate::lexicon;
use crate::store::{Error, Result, Workspace, counters, engine::Read, improve::Group, similar::Found};
use kotae_shared::{
    Uuid,
    pack::{Source, SourceEntry, SourceSynonyms},
    text::fold,
};
use std::{collections::HashMap, sync::Arc};
use unicode_normalization::UnicodeNormalization;

/// Groups that are compared, those with most questions; the others stand for themselves.
const MOST: usize = 1_000;
/// Others that a question is compared with: those that it finds best.
const BEST: usize = 16;
/// Each must find the other this well, per mille of how well it finds itself. Of the bench's questions, which are as unlike as
/// people's words are, all 13 pairs that this joins mean the same entry; at 450 it is 27 of 34.
const ALIKE: u32 = 550;

/// Makes one of those groups that are about the same. They keep their order.
pub async fn merge(workspace: &Arc<Workspace>, groups: Vec<Group>) -> Result<Vec<Group>> {
    if groups.len() < 2 {
        return Ok(groups);
    }
    let place = Arc::clone(workspace);
    let merged = tokio::task::spawn_blocking(move || merge_now(&place, groups));
    merged
        .await
        .map_err(|error| Error::Internal(error.to_string().into()))?
}

fn merge_now(workspace: &Workspace, groups: Vec<Group>) -> Result<Vec<Group>> {
    // Most questions first; of as many, the newest.
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(groups[*at].count()));
    order.truncate(MOST);
    let read = |read: &Read<'_>| Ok((counters::words(read)?, words(read)?));
    let (words, (own, options)) = workspace.main().read_blocking(read)?;
    let subjects: Vec<u64> = order.iter().map(|at| groups[*at].subject()).collect();
    let kept = workspace.similar().get();
    let fits = |found: &Arc<Found>| found.words == words && found.subjects == subjects;
    let found = if let Some(kept) = kept.filter(fits) {
        kept
    } else {
        let texts: Vec<String> = order.iter().map(|at| groups[*at].text().to_owned()).collect();
        let made = Arc::new(Found {
            words,
            subjects,
            leaders: leaders(&texts, &own, options)?,
        });
        workspace.similar().set(Arc::clone(&made));
        made
    };
    let joins: HashMap<usize, usize> = order
        .iter()
        .zip(&found.leaders)
        .map(|(at, leader)| (*at, order[*leader]))
        .collect();
    // Where the newest question of each stands.
    let mut places: HashMap<usize, usize> = HashMap::new();
    let mut merged: Vec<Group> = Vec::with_capacity(groups.len());
    for (at, group) in groups.into_iter().enumerate() {
        let leader = joins.get(&at).copied().unwrap_or(at);
        if let Some(place) = places.get(&leader) {
            merged[*place].take(group);
        } else {
            places.insert(leader, merged.len());
            merged.push(group);
        }
    }
    Ok(merged)
}

/// For each text the place of the one that it goes with: its own, or an earlier one's.
pub fn leaders(texts: &[String], own: &[lexicon::Group], options: lexicon::Options) -> Result<Vec<usize>> {
    // Each word by itself too: within a longer known one it would not be looked up.
    let mut spoken: Vec<String> = texts.iter().flat_map(|text| runs(text)).collect();
    spoken.sort_unstable();
    spoken.dedup();
    spoken.extend_from_slice(texts);
    let words = Words::new(&source(&spoken, own, options).synonyms);
    let texts: Vec<String> = texts.iter().map(|text| words.settled(text)).collect();
    let matcher = pack::matcher(&self::source(&texts, own, options))?;
    // What each finds, per mille of how well it finds itself.
    let finds: Vec<HashMap<usize, u32>> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let hits = matcher.rank(text, BEST);
            let own = hits.iter().find(|hit| hit.index as usize == at);
            let own = own.map_or(1_000, |hit| u32::from(hit.score.max(1)));
            let share = |score: u16| u32::from(score) * 1_000 / own;
            let hits = hits.into_iter();
            hits.map(|hit| (hit.index as usize, share(hit.score))).collect()
        })
        .collect();
    let agree = |one: usize, other: usize| {
        let alike = |from: usize, to: usize| finds[from].get(&to).is_some_and(|share| *share >= ALIKE);
        one != other && alike(one, other) && alike(other, one)
    };
    let near: Vec<Vec<usize>> = (0..texts.len())
        .map(|at| {
            finds[at]
                .keys()
                .copied()
                .filter(|other| agree(at, *other))
                .collect()
        })
        .collect();
    // In the middle of a group is what most of it agrees with.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(near[*at].len()), *at));
    let mut leaders: Vec<Option<usize>> = vec![None; texts.len()];
    for at in order {
        if leaders[at].is_none() {
            leaders[at] = Some(at);
            for other in near[at].iter().copied() {
                leaders[other] = leaders[other].or(Some(at));
            }
        }
    }
    let own = |(at, leader): (usize, Option<usize>)| leader.unwrap_or(at);
    Ok(leaders.into_iter().enumerate().map(own).collect())
}

/// A pack's source of these texts, with what the lexicon knows of their words.
fn source(texts: &[String], own: &[lexicon::Group], options: lexicon::Options) -> Source {
    let entry = |(at, text): (u128, &String)| SourceEntry {
        id: Uuid::from_u128(at),
        title: text.clone(),
        ..SourceEntry::default()
    };
    let mut source = Source {
        entries: (1..).zip(texts).map(entry).collect(),
        ..Source::default()
    };
    lexicon::prepare(&mut source, own, options);
    source
}

/// Words of groups of synonyms, each with the one that is written in its place: a synonym is else worth less than the word itself,
/// which is right for an entry and wrong for two questions.
struct Words {
    /// By the folded word.
    first: HashMap<String, String>,
    /// Characters of the longest one.
    longest: usize,
}

/// Ways to end a sentence, each with the plain one; `を` tells nothing between a word and its verb.
const PLAIN: [(&str, &str); 13] = [
    ("てしまいました", "た"),
    ("てしまった", "た"),
    ("ちゃいました", "た"),
    ("ちゃった", "た"),
    ("ませんでした", "なかった"),
    ("ません", "ない"),
    ("ました", "た"),
    ("ています", "ている"),
    ("てます", "ている"),
    ("ます", "る"),
    ("でしょうか", ""),
    ("です", ""),
    ("を", ""),
];

/// What a character is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Kanji,
    Letter,
    Other,
}

const fn script(c: char) -> Script {
    match c {
        'ぁ'..='ゟ' => Script::Hiragana,
        'ァ'..='ヿ' => Script::Katakana,
        '々' | '㐀'..='鿿' | '豈'..='\u{faff}' | '\u{20000}'..='\u{323af}' => Script::Kanji,
        '0'..='9' | 'A'..='Z' | 'a'..='z' | 'À'..='ɏ' => Script::Letter,
        _ => Script::Other,
    }
}

impl Words {
    fn new(groups: &[SourceSynonyms]) -> Self {
        let mut words = Self {
            first: HashMap::new(),
            longest: 0,
        };
        for group in groups {
            let Some(first) = group.said.first() else {
                continue;
            };
            for term in &group.said {
                words.longest = words.longest.max(term.chars().count());
                // A word of two groups means what it means in the first: the help desk's own come before the built-in ones.
                words.first.entry(fold(term)).or_insert_with(|| first.clone());
            }
        }
        words
    }

    /// A text with the first word of its group in the place of each, and with plain endings. A word begins and ends where the
    /// script changes.
    fn settled(&self, text: &str) -> String {
        let plain = PLAIN.iter().fold(text.to_owned(), |text, (polite, plain)| {
            text.replace(polite, plain)
        });
        let chars: Vec<char> = plain.nfkc().collect();
        let is_border =
            |at: &usize| *at == 0 || *at == chars.len() || script(chars[*at - 1]) != script(chars[*at]);
        let borders: Vec<usize> = (0..=chars.len()).filter(is_border).collect();
        let mut settled = String::with_capacity(text.len());
        let mut at = 0;
        while at + 1 < borders.len() {
            let start = borders[at];
            let ends = (at + 1..borders.len()).rev();
            let mut ends = ends.filter(|end| borders[*end] - start <= self.longest);
            let found = ends.find_map(|end| {
                let word: String = chars[start..borders[end]].iter().collect();
                Some((end, self.first.get(&fold(&word))?))
            });
            if let Some((end, first)) = found {
                settled.push_str(first);
                at = end;
            } else {
                settled.extend(&chars[start..borders[at + 1]]);
                at += 1;
            }
        }
        without_gaps(&settled)
    }
}

/// The runs of one script in a text that may be words.
fn runs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.nfkc().collect();
    let runs = chars.chunk_by(|a, b| script(*a) == script(*b));
    let is_word =
        |run: &&[char]| run.len() > 1 && !matches!(script(run[0]), Script::Hiragana | Script::Other);
    runs.filter(is_word).map(|run| run.iter().collect()).collect()
}

/// Without spaces beside Japanese, which some write and some do not.
fn without_gaps(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_letter = |at: Option<usize>| {
        let c = at.and_then(|at| chars.get(at));
        c.is_some_and(|c| script(*c) == Script::Letter)
    };
    let kept = chars
        .iter()
        .enumerate()
        .filter(|(at, c)| !c.is_whitespace() || (is_letter(at.checked_sub(1)) && is_letter(Some(at + 1))));
    kept.map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together(texts: &[&str]) -> Vec<usize> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        leaders(&texts, &[], lexicon::Options::default()).unwrap()
    }

    /// Some other questions, so that rarity means something.
    const OTHERS: [&str; 8] = [
        "有給休暇の申請方法",
        "経費精算の締切はいつですか",
        "プリンターで印刷できない",
        "健康診断の予約",
        "名刺を注文したい",
        "会議室の予約を取り消したい",
        "VPNに接続できません",
        "住所が変わったときの手続き",
    ];

    #[test]
    fn the_same_in_other_words_is_one() {
        let mut texts = vec!["パスワード忘れた", "PW を忘れました", "パスワードわすれた"];
        texts.extend(OTHERS);
        let found = together(&texts);
        assert_eq!(found[..3], [0, 0, 0], "{found:?}");
        assert_eq!(found[3..], [3, 4, 5, 6, 7, 8, 9, 10], "{found:?}");
    }

    /// How often two questions of a group mean the same entry, and how often two that do are in one group: of the bench's
    /// questions, which mean other entries of the same FAQ.
    #[test]
    fn groups_of_the_benchs_questions_are_pure() {
        const QUERIES: &str = include_str!("../../../tests/bench/inhouse-ja/queries.jsonl");
        const ANSWERS: &str = include_str!("../../../tests/bench/inhouse-ja/qrels.jsonl");
        let lines = |text: &str| -> Vec<serde_json::Value> {
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        };
        let of = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
        let answers: HashMap<String, String> = lines(ANSWERS)
            .iter()
            .map(|line| (of(line, "qid"), of(line, "id")))
            .collect();
        let asked: Vec<(String, Option<String>)> = lines(QUERIES)
            .iter()
            .map(|line| (of(line, "q"), answers.get(&of(line, "qid")).cloned()))
            .collect();
        let texts: Vec<&str> = asked.iter().map(|(text, _)| text.as_str()).collect();
        let found = together(&texts);
        let (mut joined, mut right, mut same) = (0, 0, 0);
        for one in 0..asked.len() {
            for other in 0..one {
                let is_same = asked[one].1.is_some() && asked[one].1 == asked[other].1;
                let is_joined = found[one] == found[other];
                joined += u32::from(is_joined);
                same += u32::from(is_same);
                right += u32::from(is_joined && is_same);
            }
        }
        eprintln!("{right} of {joined}, {same}");
        assert!(right * 10 >= joined * 9, "{right} of {joined}");
        assert!(right * 12 >= same, "{right} of {same}");
    }

    #[test]
    fn other_subjects_stay_apart() {
        let mut texts = vec![
            "経費精算の承認者を変更したい",
            "有給休暇の残り日数",
            "プリンターのトナー交換",
            "会議室の鍵を借りたい",
            "VPNの申請方法",
            "パスワードの変更方法",
        ];
        let count = texts.len();
        texts.extend(OTHERS);
        let found = together(&texts);
        assert_eq!(found, (0..count + OTHERS.len()).collect::<Vec<_>>());
    }
}
