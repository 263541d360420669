//! The two languages of every screen.

use serde::{Deserialize, Serialize};

/// A language of the user interface. Japanese is the first and the fallback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// The BCP 47 tag, as written into `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Picks the text of this language.
    pub const fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// The first supported language of an `Accept-Language` header, of `navigator.languages` joined by
    /// commas, or of a POSIX locale (`ja_JP.UTF-8`). `None` when it names neither.
    pub fn from_preferences(list: &str) -> Option<Self> {
        list.split(',').find_map(|item| {
            let mut letters = item.bytes().skip_while(|byte| *byte == b' ');
            // Lower case of an ASCII letter; what is none stays unlike one.
            match [letters.next()? | 32, letters.next()? | 32] {
                [b'j', b'a'] => Some(Self::Ja),
                [b'e', b'n'] => Some(Self::En),
                _ => None,
            }
        })
    }
}

/// A text that an administrator writes once in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Localised {
    /// Japanese.
    pub ja: String,
    /// English. Empty: the Japanese text is shown.
    pub en: String,
}

impl Localised {
    /// Both texts.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    /// The text for a reader of `lang`, or the other language's text when that one is empty.
    pub fn get(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Ja => (&self.ja, &self.en),
            Lang::En => (&self.en, &self.ja),
        };
        if first.is_empty() { second } else { first }
    }
}
