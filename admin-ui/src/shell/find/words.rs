//! How what is typed is compared with names: folded as the matcher does, and read as kana where it was typed in Latin letters.

use kotae_shared::{matcher, text::fold};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// As it was typed.
    pub(super) text: String,
    /// Each word, folded, with the kana that it may stand for.
    words: Vec<(String, Option<String>)>,
}

impl Words {
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let words = fold(&text)
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| (word.to_owned(), matcher::romaji(word)))
            .collect();
        Self { text, words }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The same in kana, when any of it was typed in Latin letters: for the server, which searches letter by letter.
    pub(super) fn in_kana(&self) -> Option<String> {
        let any = self.words.iter().any(|(_, kana)| kana.is_some());
        let words = self
            .words
            .iter()
            .map(|(word, kana)| kana.as_deref().unwrap_or(word));
        any.then(|| words.collect::<Vec<_>>().join(" "))
    }

    /// How well something fits that has a name and further words: 0 the name begins so, 1 the name has it, 2 the further words do;
    /// `None`: not at all. Nothing fits everything.
    pub(super) fn fit(&self, name: &str, more: &str) -> Option<u8> {
        let (name, more) = (fold(name), fold(more));
        let within = |text: &str, (word, kana): &(String, Option<String>)| {
            text.contains(word.as_str()) || kana.as_ref().is_some_and(|kana| text.contains(kana.as_str()))
        };
        if !self
            .words
            .iter()
            .all(|word| within(&name, word) || within(&more, word))
        {
            return None;
        }
        let begins = self.words.first().is_none_or(|(word, kana)| {
            name.starts_with(word.as_str())
                || kana.as_ref().is_some_and(|kana| name.starts_with(kana.as_str()))
        });
        Some(if begins {
            0
        } else if self.words.iter().all(|word| within(&name, word)) {
            1
        } else {
            2
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_width_kana_and_latin_letters() {
        for typed in ["カテゴリー", "ｶﾃｺﾞﾘ", "かてごり", "kategori-", "kategori"] {
            assert_eq!(Words::new(typed).fit("カテゴリー", ""), Some(0), "{typed}");
        }
        assert_eq!(
            Words::new("gengo").fit("表示言語", "ひょうじげんご language"),
            Some(2)
        );
        assert_eq!(Words::new("言語 LANG").fit("表示言語", "language"), Some(2));
        assert_eq!(Words::new("言語").fit("表示言語", ""), Some(1));
        assert_eq!(Words::new("印刷").fit("表示言語", "language"), None);
        assert_eq!(Words::new(" ").fit("表示言語", ""), Some(0));
    }

    #[test]
    fn goes_to_the_server_as_kana_too() {
        assert_eq!(Words::new("VPN").in_kana(), None);
        assert_eq!(
            Words::new("pasuwa-do").in_kana(),
            Some("ばすわど".replace('ば', "ぱ"))
        );
        assert_eq!(Words::new("vpn pasuwa").in_kana(), Some("vpn ぱすわ".into()));
    }
}
