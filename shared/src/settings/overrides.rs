//! Words of the help desk in the place of built-in ones.

use crate::{lang::Localised, words::NAMES};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};
use std::{borrow::Cow, fmt};

/// Words by their place in [`NAMES`], ascending; in JSON an object of names. An empty text leaves the built-in one of that
/// language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(pub Vec<(u16, Localised)>);

impl Overrides {
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
        let name = |place: &u16| NAMES.get(usize::from(*place)).copied().unwrap_or_default();
        to.collect_map(self.0.iter().map(|(place, text)| (name(place), text)))
    }
}

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ByName)
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

    #[test]
    fn names_in_json() {
        let json = r#"{"solved":{"ja":"助かった","en":""},"send":{"ja":"送る","en":"Go"}}"#;
        let overrides: Overrides = serde_json::from_str(json).unwrap();
        assert_eq!(overrides.get("send"), Some(&Localised::new("送る", "Go")));
        assert!(overrides.0.is_sorted_by_key(|(place, _)| *place));
        let again: Overrides = serde_json::from_str(&serde_json::to_string(&overrides).unwrap()).unwrap();
        assert_eq!(again, overrides);
        let unknown = serde_json::from_str::<Overrides>(r#"{"sned":{"ja":"","en":""}}"#).unwrap_err();
        assert!(unknown.to_string().contains("unknown field `sned`"));
    }
}
