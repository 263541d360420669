//! Languages of the widget beside Japanese and English: one file each in the data folder's `languages`, named by the
//! language's tag (`zh.toml`, `pt-BR.toml`).
//!
//! Words that a file leaves out stay English. The widget keeps two sets of words; such a language takes the place of the
//! English one for the visitors who read it, so that nobody else downloads a byte more.

use crate::http::files::File;
use kotae_shared::{
    Lang, codec,
    settings::limits,
    words::{NAMES, OF_TEXTS, Words, words},
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write as _, fs, io::ErrorKind, path::Path};

/// Files at most: the start document names them all.
pub const MOST: usize = 20;
/// Bytes of a file at most.
pub const FILE_BYTES: u64 = 64 * 1024;
/// Characters of a language's own name at most.
const NAME: usize = 40;

/// The languages that the installation has files for, by tag.
#[derive(Debug, Default)]
pub struct Languages(Vec<Language>);

/// A language of the widget.
#[derive(Debug)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: String,
    /// Its name in itself.
    pub name: String,
    /// All of its words, with English ones where the file has none.
    pub words: Words,
    /// The file's words as the widget learns them: pairs of the place in [`NAMES`] and the text, encoded.
    pub lesson: File,
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    file: String,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// It cannot be read: the system's words.
    Unread(String),
    /// It is no such TOML: the reader's words.
    Toml(String),
    /// Its name is no language's tag, or one of ours.
    Tag,
    Large,
    TooMany,
    /// The language's own name is missing, too long or has control characters.
    Name,
    Unknown(String),
    /// So many `{}` are needed.
    Blanks(String, usize),
    /// At most so many characters, without control characters.
    Text(String, usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    name: String,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

impl Languages {
    /// Reads the folder; one that is not there has no files. Files whose names do not end in `.toml` are left alone.
    ///
    /// # Errors
    /// The first file, by name, that cannot be used.
    pub fn load(folder: &Path) -> Result<Self, Refusal> {
        let shown = folder.display().to_string();
        let unread = |error: std::io::Error| refuse(&shown, Why::Unread(error.to_string()));
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            entries => entries.map_err(unread)?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(unread)?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        if paths.len() > MOST {
            return Err(refuse(&shown, Why::TooMany));
        }
        paths.sort();
        paths
            .iter()
            .map(|path| read(path))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The language of this tag.
    pub fn get(&self, tag: &str) -> Option<&Language> {
        self.0.iter().find(|language| language.tag == tag)
    }

    /// All of them, by tag.
    pub fn iter(&self) -> impl Iterator<Item = &Language> {
        self.0.iter()
    }

    /// A line each: the tag, a space, the name.
    pub fn list(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|language| format!("{} {}", language.tag, language.name));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A file to translate: all words in this language, as TOML.
pub fn template(lang: Lang) -> String {
    let mut all = *words(lang);
    let name = toml::Value::String(lang.pick("日本語", "English").to_owned());
    let mut text = format!("name = {name}\n\n[words]\n");
    for (place, name) in NAMES.iter().enumerate() {
        let word = all.at(place).map_or("", |word| *word);
        let _ = writeln!(text, "{name} = {}", toml::Value::String(word.to_owned()));
    }
    text
}

fn read(path: &Path) -> Result<Language, Refusal> {
    let shown = path.display().to_string();
    let refused = |why| refuse(&shown, why);
    let unread = |error: std::io::Error| refuse(&shown, Why::Unread(error.to_string()));
    let tag = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    if !is_tag(tag) || Lang::from_preferences(tag).is_some() {
        return Err(refused(Why::Tag));
    }
    if fs::metadata(path).map_err(unread)?.len() > FILE_BYTES {
        return Err(refused(Why::Large));
    }
    let text = fs::read_to_string(path).map_err(unread)?;
    let content: Content = toml::from_str(&text).map_err(|error| refused(Why::Toml(error.to_string())))?;
    let name = content.name.trim();
    if name.is_empty() || !is_line(name, NAME) {
        return Err(refused(Why::Name));
    }
    let mut all = *words(Lang::En);
    let mut lesson = Vec::new();
    for (word, text) in &content.words {
        let place = NAMES.iter().position(|known| known == word);
        let place = place.ok_or_else(|| refused(Why::Unknown(word.clone())))?;
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let most = if OF_TEXTS.contains(&word.as_str()) {
            limits::TEXT
        } else {
            limits::WORD
        };
        if !is_line(&text.replace('\n', " "), most) {
            return Err(refused(Why::Text(word.clone(), most)));
        }
        let Some(slot) = all.at(place) else { continue };
        let blanks = slot.matches("{}").count();
        if text.matches("{}").count() != blanks {
            return Err(refused(Why::Blanks(word.clone(), blanks)));
        }
        // Loaded once, and kept as long as the program runs.
        *slot = Box::leak(text.to_owned().into_boxed_str());
        lesson.push((place as u16, text.to_owned()));
    }
    all.tag = Box::leak(tag.to_owned().into_boxed_str());
    Ok(Language {
        tag: tag.to_owned(),
        name: name.to_owned(),
        words: all,
        lesson: File::new(codec::MEDIA_TYPE, codec::encode(&lesson).into()),
    })
}

/// Two or three letters; after dashes, a script or a region: `zh`, `fil`, `zh-Hant`, `pt-BR`.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn refuse(file: &str, why: Why) -> Refusal {
    Refusal {
        file: file.to_owned(),
        why,
    }
}

impl Refusal {
    /// A sentence that names the file and the word.
    pub fn describe(&self, lang: Lang) -> String {
        let ja = lang == Lang::Ja;
        let why = match &self.why {
            Why::Unread(why) if ja => format!("読み込めません（{why}）"),
            Why::Unread(why) => format!("cannot be read ({why})"),
            Why::Toml(why) if ja => format!("TOML の形式が正しくありません（{why}）"),
            Why::Toml(why) => format!("is not the TOML that is expected ({why})"),
            Why::Tag if ja => {
                "ファイル名は zh.toml や pt-BR.toml のような言語タグにしてください（ja と en は組み込み済み）"
                    .to_owned()
            }
            Why::Tag => {
                "must be named by a language tag, like zh.toml or pt-BR.toml (ja and en are built in)"
                    .to_owned()
            }
            Why::Large if ja => format!("大きすぎます（{} KB まで）", FILE_BYTES / 1024),
            Why::Large => format!("is too large (at most {} KB)", FILE_BYTES / 1024),
            Why::TooMany if ja => format!("言語のファイルは {MOST} 個までです"),
            Why::TooMany => format!("holds more than {MOST} languages"),
            Why::Name if ja => format!("name（その言語での言語名）を 1〜{NAME} 文字で書いてください"),
            Why::Name => format!("needs a name (the language in itself) of 1 to {NAME} characters"),
            Why::Unknown(word) if ja => {
                format!("words.{word} ということばはありません（一覧は kotae words）")
            }
            Why::Unknown(word) => format!("words.{word} is no word of the widget (kotae words lists them)"),
            Why::Blanks(word, blanks) if ja => format!("words.{word} には {{}} が {blanks} 個必要です"),
            Why::Blanks(word, blanks) => format!("words.{word} needs {{}} {blanks} times"),
            Why::Text(word, most) if ja => format!("words.{word} は {most} 文字までで、制御文字は使えません"),
            Why::Text(word, most) => {
                format!("words.{word} may have {most} characters, none of them a control character")
            }
        };
        format!("{}: {why}", self.file)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.describe(Lang::En))
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn refusal(name: &str, text: &str) -> Why {
        Languages::load(folder(&[(name, text)]).path()).unwrap_err().why
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_languages() {
        let folder = tempfile::tempdir().unwrap();
        let none = Languages::load(&folder.path().join("languages")).unwrap();
        assert_eq!(none.list(), "");
    }

    #[test]
    fn what_a_file_leaves_out_stays_english() {
        let zh =
            "name = \"中文\"\n[words]\nsend = \" 发送 \"\nsuggestions_shown = \"{} 个建议\"\nmail = \"\"\n";
        let folder = folder(&[
            ("zh.toml", zh),
            ("pt-BR.toml", "name = \"Português\""),
            ("notes.txt", "?"),
        ]);
        let all = Languages::load(folder.path()).unwrap();
        assert_eq!(all.list(), "pt-BR Português\nzh 中文");
        let zh = all.get("zh").unwrap();
        assert_eq!(
            (zh.words.tag, zh.words.send, zh.words.mail),
            ("zh", "发送", "E-mail")
        );
        let lesson: Vec<(u16, String)> = codec::decode(zh.lesson.plain()).unwrap();
        assert_eq!(lesson.len(), 2);
        assert!(
            lesson
                .iter()
                .all(|(place, text)| NAMES[usize::from(*place)] != "send" || text == "发送")
        );
        assert!(all.get("fr").is_none());
    }

    #[test]
    fn a_file_that_cannot_be_used_is_named_with_its_word() {
        let named = |words: &str| format!("name = \"中文\"\n[words]\n{words}\n");
        assert_eq!(refusal("ja.toml", "name = \"x\""), Why::Tag);
        assert_eq!(refusal("Chinese.toml", "name = \"x\""), Why::Tag);
        assert_eq!(refusal("zh.toml", "name = \" \""), Why::Name);
        assert_eq!(
            refusal("zh.toml", &named("sned = \"x\"")),
            Why::Unknown("sned".into())
        );
        assert_eq!(
            refusal("zh.toml", &named("more = \"x\"")),
            Why::Blanks("more".into(), 1)
        );
        assert_eq!(
            refusal("zh.toml", &named("send = \"a\\u0007\"")),
            Why::Text("send".into(), 300)
        );
        assert!(matches!(refusal("zh.toml", "words = 3"), Why::Toml(_)));
        let large = format!("name = \"x\" # {}", "x".repeat(70_000));
        assert_eq!(refusal("zh.toml", &large), Why::Large);
        let folder = folder(&[("zh.toml", &named("more = \"x\""))]);
        let refusal = Languages::load(folder.path()).unwrap_err();
        let (ja, en) = (refusal.describe(Lang::Ja), refusal.describe(Lang::En));
        assert!(
            ja.ends_with("zh.toml: words.more には {} が 1 個必要です"),
            "{ja}"
        );
        assert!(en.ends_with("zh.toml: words.more needs {} 1 times"), "{en}");
    }

    #[test]
    fn the_template_is_a_file_that_can_be_used() {
        for lang in [Lang::Ja, Lang::En] {
            let folder = folder(&[("zh.toml", &template(lang))]);
            let all = Languages::load(folder.path()).unwrap();
            assert_eq!(all.get("zh").unwrap().words.related, words(lang).related);
        }
    }
}
