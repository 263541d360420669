//! What Kotae knows about words: how Japanese words are read, and which words mean the same.
//!
//! Publishing asks it once for all entries ([`prepare`]). The dictionaries lie compressed in the binary; they are unpacked into
//! a few compact tables when a publication needs them, and let go when none has needed them for a while ([`rest`]).

mod arena;
mod find;
pub mod notices;
mod readings;
mod script;
mod synonyms;
#[cfg(test)]
mod tests;

use flate2::read::GzDecoder;
use kotae_shared::{
    pack::{Source, SourceEntry, SourceReading, SourceSynonyms},
    text,
};
use readings::{Marking, Table};
use script::Folded;
use serde::{Deserialize, Serialize};
use std::{
    io::Read,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use synonyms::Dictionary;

/// Which parts of the lexicon a pack gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Whether the built-in synonyms take part; a workspace can switch them off.
    pub built_in_synonyms: bool,
    /// Whether words get their readings: always, but for measuring what they are worth.
    pub readings: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            built_in_synonyms: true,
            readings: true,
        }
    }
}

/// A group of synonyms that the help desk wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What visitors say.
    pub terms: Vec<String>,
    /// Which entries that finds.
    pub direction: Direction,
}

impl Group {
    /// A group that finds what says one of `finds`, or, when that is empty, one of its own terms.
    pub fn new(terms: Vec<String>, finds: Vec<String>) -> Self {
        let direction = if finds.is_empty() {
            Direction::TwoWay
        } else {
            Direction::OneWay { to: finds }
        };
        Self { terms, direction }
    }
}

/// Which entries a [`Group`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Those that say one of the same terms.
    #[default]
    TwoWay,
    /// Those that say one of these.
    OneWay {
        /// What entries say.
        to: Vec<String>,
    },
}

/// Among at least so many entries, a built-in group that a fifth of them stands for tells too little for its bytes.
const MANY: usize = 100;
const COMMON: usize = 5;

/// Gives a source its readings and synonyms: fills [`Source::readings`], [`Source::synonyms`] and each entry's
/// [`SourceEntry::synonyms`], whatever stood there before. Takes a second for 50,000 entries.
///
/// `own` are the groups of the help desk: they come first, and a word that one of them covers is not looked up in the
/// built-in dictionary. The same input gives the same result.
pub fn prepare(source: &mut Source, own: &[Group], options: Options) {
    let lexicon = lexicon();
    let own = Dictionary::own(own);
    let marking = Marking::new(&lexicon.readings);
    let mut found = Vec::new();
    let mut covered = Vec::new();
    let mut japanese = false;
    for (at, entry) in (0_u32..).zip(&source.entries) {
        for text in texts(entry) {
            if options.readings {
                text::reading::each_reading(&text::fold(text), &marking, &mut |_, _| ());
            }
            let folded = Folded::new(text);
            japanese = japanese || folded.is_japanese();
            covered.clear();
            own.terms.each_own(&folded, &mut |span, word| {
                covered.push(span);
                found.extend(own.terms.groups(word).iter().map(|&group| (group, at)));
            });
            if options.built_in_synonyms {
                let terms = &lexicon.synonyms.terms;
                terms.each_built_in(&folded, &lexicon.readings, &covered, &mut |word| {
                    found.extend(terms.groups(word).iter().map(|&group| (group + own.len(), at)));
                });
            }
        }
    }
    let used = marking.used().into_iter();
    source.readings = used
        .map(|(word, reading)| SourceReading {
            word: word.to_owned(),
            reading: reading.to_owned(),
        })
        .collect();
    let built_in = BuiltIn {
        dictionary: &lexicon.synonyms,
        japanese,
    };
    refer(source, found, &own, &built_in);
}

/// The built-in dictionary, for this source.
struct BuiltIn<'l> {
    dictionary: &'l Dictionary,
    /// Where no entry is Japanese, nobody is helped by Japanese words.
    japanese: bool,
}

impl BuiltIn<'_> {
    /// What visitors may say for a group; nothing when that is one word alone.
    fn said(&self, group: u32) -> Vec<String> {
        let is_wanted = |word: &&str| self.japanese || !Folded::new(word).is_japanese();
        let said = self.dictionary.said(group).filter(is_wanted);
        let said: Vec<String> = said.map(str::to_owned).collect();
        if said.len() < 2 { Vec::new() } else { said }
    }
}

/// Writes groups and the entries' references to them; `found` has pairs of group and entry, the built-in groups numbered
/// behind the own ones.
fn refer(source: &mut Source, mut found: Vec<(u32, u32)>, own: &Dictionary, built_in: &BuiltIn<'_>) {
    found.sort_unstable();
    found.dedup();
    let entries = source.entries.len();
    for entry in &mut source.entries {
        entry.synonyms.clear();
    }
    source.synonyms.clear();
    for same in found.chunk_by(|a, b| a.0 == b.0) {
        let group = same[0].0;
        let from_dictionary = group.checked_sub(own.len());
        if from_dictionary.is_some() && entries >= MANY && same.len() * COMMON >= entries {
            continue;
        }
        let said: Vec<String> = match from_dictionary {
            Some(group) => built_in.said(group),
            None => own.said(group).map(str::to_owned).collect(),
        };
        if said.is_empty() {
            continue;
        }
        let index = source.synonyms.len() as u32;
        source.synonyms.push(SourceSynonyms {
            said,
            built_in: from_dictionary.is_some(),
        });
        for &(_, entry) in same {
            source.entries[entry as usize].synonyms.push(index);
        }
    }
}

/// What of an entry is read and expanded.
fn texts(entry: &SourceEntry) -> impl Iterator<Item = &str> {
    let lists = [&entry.phrasings, &entry.keywords, &entry.learned];
    let texts = lists.into_iter().flatten().map(String::as_str);
    [entry.title.as_str()].into_iter().chain(texts)
}

struct Lexicon {
    readings: Table,
    synonyms: Dictionary,
}

/// The tables in memory, and whether they were used since the last [`rest`].
static LOADED: Mutex<Option<(Arc<Lexicon>, bool)>> = Mutex::new(None);

fn loaded() -> MutexGuard<'static, Option<(Arc<Lexicon>, bool)>> {
    LOADED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lexicon() -> Arc<Lexicon> {
    let mut loaded = loaded();
    let (lexicon, used) = loaded.get_or_insert_with(|| {
        let lexicon = Lexicon {
            readings: Table::load(),
            synonyms: Dictionary::load(),
        };
        (Arc::new(lexicon), true)
    });
    *used = true;
    Arc::clone(lexicon)
}

/// Lets the tables go when nobody has used them since it was last called.
pub fn rest() {
    let mut loaded = loaded();
    if let Some((_, used)) = loaded.as_mut()
        && !std::mem::take(used)
    {
        *loaded = None;
    }
}

/// Unpacks a table of the binary.
fn unpack(bytes: &[u8]) -> String {
    let mut text = String::new();
    let unpacked = GzDecoder::new(bytes).read_to_string(&mut text);
    unpacked.expect("the tables in the binary are whole: a test unpacks them");
    text
}
