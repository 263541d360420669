//! Which language the chat speaks: the menu's choice, and those that the installation has files for beside Japanese and
//! English. Their words take the place of the English ones.

use crate::{browser, chat::Chat, net};
use kotae_shared::{
    Lang, codec,
    look::{Look, TAG},
    words::words,
};

impl Chat {
    /// Speaks the language of this tag from now on, as the visitor chose.
    pub(crate) fn speak(self, tag: &str) {
        self.look(|inner| inner.memory.set("kotae-lang", tag));
        self.speak_in(Lang::from_preferences(tag).unwrap_or(Lang::En));
    }

    /// Tags and own names of the languages that are not spoken now.
    pub(crate) fn other_languages(self) -> Vec<(String, String)> {
        let more = self.look(|inner| inner.host.boot("more")).unwrap_or_default();
        let spoken = self.words();
        let ours = [Lang::Ja, Lang::En].map(|lang| {
            let other = [Lang::En, Lang::Ja][lang as usize];
            // The other one's words have this one's name; the help desk may call it by another.
            let is_other = spoken.tag == other.tag();
            let of = if is_other { spoken } else { words(other) };
            (lang.tag(), of.other_language)
        });
        ours.into_iter()
            .chain(more.lines().filter_map(|line| line.split_once(' ')))
            .filter(|(tag, _)| *tag != spoken.tag)
            .map(|(tag, name)| (tag.to_owned(), name.to_owned()))
            .collect()
    }

    /// Loads the words of such a language when it is wished for, and leaves them when another one is.
    pub(super) fn follow_languages(self) {
        let (lang, learnt) = (self.lang.now(), self.look.peek(learnt));
        let wished = self.wished();
        tell_language(wished.as_deref().unwrap_or(lang.tag()));
        if wished != learnt {
            browser::spawn(self.learn(wished));
        }
    }

    async fn learn(self, wished: Option<String>) {
        let mut lesson = Vec::new();
        if let Some(tag) = &wished {
            let url = self.look(|inner| [&inner.api, "words/", tag].concat());
            // Without them it goes on as it was.
            let Ok(bytes) = net::get(&url).await else { return };
            let Ok(all) = codec::decode(&bytes) else { return };
            lesson = all;
            lesson.push((TAG, tag.clone()));
        }
        if self.wished() != wished || self.look.peek(learnt) == wished {
            return;
        }
        self.look.update(|look| {
            // The help desk's own words come after the file's, and so before them.
            let [_, words] = &mut look.words;
            let forgotten = words.iter().position(|(place, _)| *place == TAG);
            words.splice(..forgotten.map_or(0, |last| last + 1), lesson);
        });
        if wished.is_some() {
            self.speak_in(Lang::En);
        }
    }

    fn speak_in(self, lang: Lang) {
        self.change(|inner| inner.session.speak(lang));
        self.lang.set(lang);
    }

    /// Which of the installation's languages is asked for by the visitor, else by the page, else by the browser; none where
    /// Japanese or English is asked for before.
    fn wished(self) -> Option<String> {
        let host = self.look(|inner| inner.host.clone());
        let more = host.boot("more")?;
        let browser = String::from(browser::window().navigator().languages().join(","));
        let lists = [
            self.look(|inner| inner.memory.get("kotae-lang")),
            host.hello("lang"),
            Some(browser),
        ];
        let lists = lists.iter().flatten();
        let first = lists.flat_map(|list| list.split(',')).find_map(|tag| {
            let found = more.lines().find_map(|line| {
                let (known, _) = line.split_once(' ')?;
                let primary = tag.split('-').next()?;
                let fits = [tag, primary].iter().any(|tag| tag.eq_ignore_ascii_case(known));
                fits.then(|| known.to_owned())
            });
            (found.is_some() || Lang::from_preferences(tag).is_some()).then_some(found)
        });
        first.flatten()
    }
}

/// The tag of the language whose words are among those of a look.
fn learnt(look: &Look) -> Option<String> {
    let [_, words] = &look.words;
    let (_, tag) = words.iter().find(|(place, _)| *place == TAG)?;
    Some(tag.clone())
}

/// The server words by itself what it adds to an answer.
fn tell_language(tag: &str) {
    let data = browser::get(&browser::get(&browser::window(), "kotae"), "data");
    browser::set(&browser::get(&data, "headers"), "accept-language", &tag.into());
}
