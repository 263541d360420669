//! Groups of the form's fields.

use super::draft::{Both, set, signal, trimmed};
use kotae_shared::{
    Lang, Localised,
    settings::{Colours, Overrides},
    words::{NAMES, OF_TEXTS, words},
};
use leptos::prelude::*;

/// The further colours of light or of dark, in the order of the API.
#[derive(Clone, Copy)]
pub(super) struct Shades(pub(super) [RwSignal<String>; 6]);

/// Names of the further colours in the API.
#[cfg(test)]
const SHADES: [&str; 6] = ["ground", "surface", "text", "own", "on_own", "focus"];

impl Shades {
    pub(super) fn new(colours: &Colours) -> Self {
        Self(list(colours).map(|colour| signal(colour)))
    }

    pub(super) fn show(self, colours: &Colours) {
        for (field, colour) in self.0.into_iter().zip(list(colours)) {
            set(field, colour);
        }
    }

    pub(super) fn get(self) -> Colours {
        let [ground, surface, text, own, on_own, focus] = self.0.map(trimmed);
        Colours {
            ground,
            surface,
            text,
            own,
            on_own,
            focus,
        }
    }
}

fn list(colours: &Colours) -> [&String; 6] {
    [
        &colours.ground,
        &colours.surface,
        &colours.text,
        &colours.own,
        &colours.on_own,
        &colours.focus,
    ]
}

/// The words in the place of built-in ones: a pair of fields each. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct WordFields(StoredValue<Vec<(usize, Both)>>);

impl WordFields {
    pub(super) fn new(overrides: &Overrides) -> Self {
        let none = Localised::default();
        let own = NAMES
            .iter()
            .enumerate()
            .filter(|(_, name)| !OF_TEXTS.contains(name));
        let fields = own.map(|(place, name)| (place, Both::new(overrides.get(name).unwrap_or(&none))));
        Self(StoredValue::new(fields.collect()))
    }

    /// The place of each word, with its fields.
    pub(super) fn all(self) -> Vec<(usize, Both)> {
        self.0.get_value()
    }

    pub(super) fn show(self, overrides: &Overrides) {
        let none = Localised::default();
        for (place, field) in self.all() {
            field.show(overrides.get(NAMES[place]).unwrap_or(&none));
        }
    }

    /// Those that differ from the built-in ones, as the server keeps them. Reactive.
    pub(super) fn get(self) -> Overrides {
        let mut built_in = [*words(Lang::Ja), *words(Lang::En)];
        let mut all = Vec::new();
        for (place, field) in self.all() {
            let mut text = field.get();
            for (value, own) in [&mut text.ja, &mut text.en].into_iter().zip(&mut built_in) {
                if own.at(place).is_some_and(|own| *own == value.as_str()) {
                    value.clear();
                }
            }
            if text != Localised::default() {
                all.push((place as u16, text));
            }
        }
        Overrides(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let _owner = Owner::new();
        let fields = WordFields::new(&Overrides::default());
        assert_eq!(untrack(|| fields.get()), Overrides::default());
        let (place, send) = fields
            .all()
            .into_iter()
            .find(|(place, _)| NAMES[*place] == "send")
            .expect("a word");
        send.ja.set(" 送る ".into());
        send.en.set(words(Lang::En).send.into());
        let kept = untrack(|| fields.get());
        assert_eq!(kept.0, [(place as u16, Localised::new("送る", ""))]);
        let again = WordFields::new(&kept);
        assert_eq!(untrack(|| again.get()), kept);
        again.show(&Overrides::default());
        assert_eq!(untrack(|| again.get()), Overrides::default());
    }

    #[test]
    fn shades_are_named_as_in_the_api() {
        let json = serde_json::to_value(Colours::default()).expect("colours");
        let names: Vec<_> = json
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let mut own = SHADES.to_vec();
        own.sort_unstable();
        assert_eq!(names, own);
    }
}
