//! Which words mean the same: the synonyms of SudachiDict, and before them our own of the office.

use super::{Direction, Group, find::Terms, script::Folded, unpack};
use std::collections::HashSet;

/// A line a word; the fields are in the README beside it.
const SUDACHI: &[u8] = include_bytes!("../../data/lexicon/sudachi-synonyms.txt.gz");
/// A line a group; a word behind `~` is only said.
const OFFICE: &str = include_str!("../../data/lexicon/synonyms-office.csv");

/// Fields whose words an office seldom means, or that hardly have synonyms but names that mean something else too.
const FOREIGN: &[&str] = &[
    "不快",
    "人名",
    "キャラ",
    "企業名",
    "旧企業名",
    "店名",
    "動植物",
    "化学",
    "スポーツ",
    "音楽",
    "娯楽",
    "ファッション",
    "美容",
    "色",
    "地形",
    "観光",
];
/// A word of the dictionary is at most so long, in characters.
const WORD: usize = 24;
/// Of a group of the dictionary, so many words count.
const WORDS: usize = 16;
/// English words that mean something else much more often, or too much: `it` is not information technology.
const NOT_SAID: &[&str] = &[
    "a", "all", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "for", "from", "get",
    "go", "have", "how", "i", "if", "in", "is", "it", "me", "my", "new", "no", "not", "of", "off", "on",
    "one", "or", "our", "out", "so", "the", "this", "to", "up", "us", "use", "we", "what", "when", "who",
    "why", "with", "you", "your",
];
/// Words so general that they say nothing about an entry.
const GENERAL: &[&str] = &[
    "方法",
    "場合",
    "こと",
    "もの",
    "とき",
    "確認",
    "必要",
    "利用",
    "使用",
    "内容",
    "問題",
    "会社",
    "仕事",
    "自分",
    "関係",
    "対応",
    "状態",
    "理由",
    "目的",
    "結果",
    "部分",
    "全体",
    "一般",
    "普通",
    "通常",
    "最初",
    "最後",
    "今",
    "現在",
    "以上",
    "以下",
    "一覧",
    "種類",
    "手順",
    "作業",
    "処理",
    "実施",
    "開始",
    "終了",
    "有無",
    "可能",
    "不可",
    "可否",
    "良い",
    "多い",
    "できる",
    "する",
    "ある",
    "ない",
    "なる",
    "行う",
    "使う",
    "作る",
    "出す",
    "入る",
    "入れる",
    "見る",
    "知る",
    "思う",
];

/// Words that mean the same, as they are written.
#[derive(Debug)]
pub(super) struct Dictionary {
    /// The words that an entry may say.
    pub(super) terms: Terms,
    /// All that visitors may say, one group behind the other, each word with a line end.
    said: String,
    /// Where each group ends in `said`.
    ends: Vec<u32>,
}

impl Dictionary {
    /// The built-in dictionary.
    pub(super) fn load() -> Self {
        let mut building = Building::default();
        for line in OFFICE.lines().filter(|line| !line.starts_with('#')) {
            let words = line.split(',').map(str::trim).filter(|word| !word.is_empty());
            building.group(words.map(|word| match word.strip_prefix('~') {
                Some(word) => (word, false),
                None => (word, true),
            }));
        }
        let ours: HashSet<String> = building.links.iter().map(|(word, _)| word.text.clone()).collect();
        let sudachi = unpack(SUDACHI);
        let lines: Vec<Line<'_>> = sudachi.lines().filter_map(Line::parse).collect();
        let mut dictionary = Building::default();
        for group in lines.chunk_by(|a, b| a.group == b.group) {
            if group.iter().any(Line::is_foreign) {
                continue;
            }
            let words = group.iter().filter(|line| line.is_said());
            dictionary.group(words.take(WORDS).map(|line| (line.word, line.is_trigger())));
        }
        dictionary.without_ambiguous();
        dictionary.links.retain(|(word, _)| !ours.contains(&word.text));
        building.append(dictionary);
        building.finish()
    }

    /// The help desk's groups, in their order.
    pub(super) fn own(groups: &[Group]) -> Self {
        let mut building = Building::default();
        for group in groups {
            let said = group.terms.iter().map(String::as_str);
            match &group.direction {
                Direction::TwoWay => building.group(said.map(|word| (word, true))),
                Direction::OneWay { to } => {
                    building.group(said.map(|word| (word, false)));
                    let group = building.ends.len() as u32 - 1;
                    building
                        .links
                        .extend(to.iter().map(|word| (Folded::new(word), group)));
                }
            }
        }
        building.finish()
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// What visitors may say for a group.
    pub(super) fn said(&self, group: u32) -> impl Iterator<Item = &str> {
        let start = group
            .checked_sub(1)
            .map_or(0, |before| self.ends[before as usize]);
        self.said[start as usize..self.ends[group as usize] as usize].lines()
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.terms.bytes() + self.said.len() + self.ends.len() * 4
    }
}

#[derive(Default)]
struct Building {
    links: Vec<(Folded, u32)>,
    said: String,
    ends: Vec<u32>,
}

impl Building {
    /// Adds a group: its words, and whether entries may say them. Words that fold alike are said once.
    fn group<'a>(&mut self, words: impl Iterator<Item = (&'a str, bool)>) {
        let group = self.ends.len() as u32;
        let mut seen = HashSet::new();
        for (word, trigger) in words {
            let folded = Folded::new(word);
            if folded.text.is_empty() {
                continue;
            }
            if seen.insert(folded.text.clone()) {
                self.said.push_str(word.trim());
                self.said.push('\n');
            }
            if trigger {
                self.links.push((folded, group));
            }
        }
        self.ends.push(self.said.len() as u32);
    }

    /// Words of more than one group stand for none.
    fn without_ambiguous(&mut self) {
        self.links.sort_by(|a, b| (&a.0.text, a.1).cmp(&(&b.0.text, b.1)));
        let mut sure = Vec::with_capacity(self.links.len());
        for same in self.links.chunk_by_mut(|a, b| a.0.text == b.0.text) {
            if same.iter().all(|(_, group)| *group == same[0].1) {
                sure.extend(
                    same.iter_mut()
                        .map(|(word, group)| (std::mem::take(word), *group)),
                );
            }
        }
        self.links = sure;
    }

    fn append(&mut self, other: Self) {
        let (groups, said) = (self.ends.len() as u32, self.said.len() as u32);
        self.links.extend(
            other
                .links
                .into_iter()
                .map(|(word, group)| (word, group + groups)),
        );
        self.said.push_str(&other.said);
        self.ends.extend(other.ends.into_iter().map(|end| end + said));
    }

    fn finish(mut self) -> Dictionary {
        self.said.shrink_to_fit();
        self.ends.shrink_to_fit();
        Dictionary {
            terms: Terms::new(self.links),
            said: self.said,
            ends: self.ends,
        }
    }
}

/// A line of SudachiDict.
struct Line<'a> {
    group: &'a str,
    /// 0: stands for its group; 1: is only said for it; 2: deleted.
    expansion: &'a str,
    field: &'a str,
    word: &'a str,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut cells = line.split(',');
        let group = cells.next().filter(|group| !group.is_empty())?;
        let expansion = cells.nth(1)?;
        let field = cells.nth(4)?.trim_start_matches('(').trim_end_matches(')');
        Some(Self {
            group,
            expansion,
            field,
            word: cells.next().filter(|word| !word.starts_with('"'))?,
        })
    }

    fn is_foreign(&self) -> bool {
        self.field.split('/').any(|field| FOREIGN.contains(&field))
    }

    fn is_said(&self) -> bool {
        let length = self.word.chars().count();
        let lower = self.word.to_ascii_lowercase();
        self.expansion != "2" && (2..=WORD).contains(&length) && !NOT_SAID.contains(&lower.as_str())
    }

    fn is_trigger(&self) -> bool {
        self.expansion == "0" && !GENERAL.contains(&self.word)
    }
}
