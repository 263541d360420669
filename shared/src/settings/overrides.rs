//! Words of the help desk in the place of built-in ones.

use crate::{
    lang::{Lang, Localised},
    words::{NAMES, Words, words},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};
use std::{borrow::Cow, fmt};

/// Words by their place in [`NAMES`], ascending. An empty text leaves the built-in one of that language. In JSON an
/// object of names; in the widget's binary form pairs of place and text, since the names would cost it more than the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(pub Vec<(u16, Localised)>);

impl Overrides {
    /// The words of a language with these in their places.
    pub fn over(&self, lang: Lang) -> Words {
        let mut all = *words(lang);
        for (place, text) in &self.0 {
            let text = match lang {
                Lang::Ja => &text.ja,
                Lang::En => &text.en,
            };
            if let (false, Some(word)) = (text.is_empty(), all.at(usize::from(*place))) {
                // Words live as long as the page; they are made anew only when the settings change.
                *word = Box::leak(text.clone().into_boxed_str());
            }
        }
        all
    }

    /// The words in the place of the one of this name.
    pub fn get(&self, name: &str) -> Option<&Localised> {
        self.0
            .iter()
            .find(|(place, _)| NAMES.get(usize::from(*place)) == Some(&name))
            .map(|(_, text)| text)
    }
}

impl Serialize for Overrides {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            let name = |place: &u16| NAMES.get(usize::from(*place)).copied().unwrap_or_default();
            to.collect_map(self.0.iter().map(|(place, text)| (name(place), text)))
        } else {
            self.0.serialize(to)
        }
    }
}

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            from.deserialize_map(ByName)
        } else {
            Deserialize::deserialize(from).map(Self)
        }
    }
}

struct ByName;

impl<'de> Visitor<'de> for ByName {
    type Value = Overrides;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object of words")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Overrides, A::Error> {
        let mut all: Vec<(u16, Localised)> = Vec::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let place = NAMES.iter().position(|known| **known == name);
            let place = place.ok_or_else(|| A::Error::unknown_field(&name, NAMES))? as u16;
            let text = map.next_value()?;
            all.retain(|(other, _)| *other != place);
            all.push((place, text));
        }
        all.sort_by_key(|(place, _)| *place);
        Ok(Overrides(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec;

    #[test]
    fn names_in_json_and_places_in_bytes() {
        let json = r#"{"solved":{"ja":"助かった","en":""},"send":{"ja":"送る","en":"Go"}}"#;
        let overrides: Overrides = serde_json::from_str(json).unwrap();
        assert_eq!(overrides.get("send"), Some(&Localised::new("送る", "Go")));
        assert!(overrides.0.is_sorted_by_key(|(place, _)| *place));
        let again: Overrides = serde_json::from_str(&serde_json::to_string(&overrides).unwrap()).unwrap();
        assert_eq!(again, overrides);
        let bytes = codec::encode(&overrides);
        assert!(!bytes.windows(4).any(|part| part == b"send"));
        assert_eq!(codec::decode::<Overrides>(&bytes), Ok(overrides));
        let unknown = serde_json::from_str::<Overrides>(r#"{"sned":{"ja":"","en":""}}"#).unwrap_err();
        assert!(unknown.to_string().contains("unknown field `sned`"));
    }

    #[test]
    fn an_empty_language_keeps_its_own_word() {
        let overrides: Overrides = serde_json::from_str(r#"{"solved":{"ja":"助かった","en":""}}"#).unwrap();
        assert_eq!(overrides.over(Lang::Ja).solved, "助かった");
        assert_eq!(overrides.over(Lang::En).solved, words(Lang::En).solved);
        assert_eq!(overrides.over(Lang::Ja).send, words(Lang::Ja).send);
    }
}
