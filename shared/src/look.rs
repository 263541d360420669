//! What a widget gets of its settings: everything worked out beforehand, since each rule that the program in the browser
//! need not know keeps it small. The server makes it for visitors, the admin for its preview.

use crate::{
    color::{Color, Palette},
    lang::{Lang, Localised},
    settings::{ColorScheme, Colours, Design, StartTarget, Texts, WidgetSettings},
    words::{NAMES, Words, words},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In the place of a word: the language's tag.
pub const TAG: u16 = u16::MAX;

/// In the place of a word: what the link says by which a visitor signs in. It is there when he can and has not; only the
/// program's second part looks for it.
pub const SIGN_IN: u16 = u16::MAX - 1;

/// In the place of a word: where forms are offered, a [`Call`] a line. Only the program's second part looks for it.
pub const CALLS: u16 = u16::MAX - 2;

/// A form that is offered somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where.
    pub moment: Moment,
    /// The form.
    pub form: Uuid,
    /// Of how many visitors in a hundred.
    pub percent: u8,
    /// For so many days a visitor is not asked again.
    pub days: u16,
    /// What it is called, in the reader's language.
    pub name: String,
}

/// Where a form is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing was found: an inquiry.
    NotFound,
    /// An answer did not help: an inquiry.
    NotSolved,
    /// The visitor has said whether an answer helped: a survey.
    Answered,
    /// An answer did not help: a survey.
    Unsolved,
    /// The conversation is over: a survey.
    Over,
}

impl Moment {
    const ALL: [(Self, &str); 5] = [
        (Self::NotFound, "f"),
        (Self::NotSolved, "n"),
        (Self::Answered, "a"),
        (Self::Unsolved, "u"),
        (Self::Over, "o"),
    ];
}

impl Call {
    /// As a line.
    pub fn line(&self) -> String {
        let moment = Moment::ALL.iter().find(|(moment, _)| *moment == self.moment);
        let moment = moment.map_or("", |(_, letter)| letter);
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        format!("{moment} {} {} {} {name}", self.form, self.percent, self.days)
    }

    /// Of a line; `None` of one that a later server may write.
    pub fn read(line: &str) -> Option<Self> {
        let mut parts = line.splitn(5, ' ');
        let letter = parts.next()?;
        let (moment, _) = Moment::ALL.iter().find(|(_, known)| *known == letter)?;
        Some(Self {
            moment: *moment,
            form: Uuid::try_parse(parts.next()?).ok()?,
            percent: parts.next()?.parse().ok()?,
            days: parts.next()?.parse().ok()?,
            name: parts.next()?.to_owned(),
        })
    }

    /// Whether a visitor is among those who are asked: always the same one, and for each form others.
    pub fn draws(&self, visitor: Uuid) -> bool {
        // FNV-1a, whose last bits are even enough for this.
        let bytes = visitor.as_bytes().iter().chain(self.form.as_bytes());
        let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        (hash ^ (hash >> 16)) % 100 < u32::from(self.percent)
    }
}

/// How a widget looks and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Light, dark, or as the visitor's system says.
    pub scheme: ColorScheme,
    /// Declarations of custom properties (`--k-primary:#0b6b5c;…`) in light and in dark.
    pub styles: [String; 2],
    /// Words in the place of built-in ones, in Japanese and in English: places in [`NAMES`] and texts. The place [`TAG`] has the
    /// tag of a third language whose words take the place of the English ones.
    pub words: [Vec<(u16, String)>; 2],
    /// The buttons below the greeting, with their names in Japanese and in English (empty: as what they lead to); none: the
    /// first categories.
    pub start: Vec<(StartTarget, [String; 2])>,
    /// How to reach the desk: telephone, mail, a page; empty ones are not shown. `None`: there is no card. Its names are
    /// among the words.
    pub contact: Option<[String; 3]>,
    /// The uploads that are the logo and the avatar; empty: none.
    pub images: [String; 2],
    /// The page's own scripts are told what visitors ask.
    pub tell_questions: bool,
}

impl Look {
    /// Works it out. Colours and fonts that cannot be read are left out, as settings that were not saved may have.
    pub fn of(settings: WidgetSettings) -> Self {
        let words = [Lang::Ja, Lang::En].map(|lang| own_words(&settings, lang));
        let both = |text: &Localised| [Lang::Ja, Lang::En].map(|lang| text.get(lang).to_owned());
        let start = settings.start.iter().map(|item| (item.target, both(&item.label)));
        let start = start.collect();
        let contact = settings.contact;
        let ways = [contact.phone, contact.mail, contact.link];
        let reached = ways.iter().any(|way| !way.is_empty()) || contact.label != Localised::default();
        let design = settings.design;
        Self {
            scheme: design.color_scheme,
            styles: [false, true].map(|dark| style(&design, dark)),
            words,
            start,
            contact: reached.then_some(ways),
            images: [design.logo, design.avatar],
            tell_questions: settings.tell_questions,
        }
    }

    /// What the page around the frame says: opens the chat, closes it, the widget's name; in Japanese and in English.
    pub fn of_launcher(&self) -> [[String; 3]; 2] {
        [Lang::Ja, Lang::En].map(|lang| {
            let built_in = words(lang);
            let own = |name: &str, usual: &str| {
                let mut own = self.words[lang as usize].iter().rev();
                let own = own.find(|(place, _)| NAMES.get(usize::from(*place)) == Some(&name));
                own.map_or_else(|| usual.to_owned(), |(_, text)| text.clone())
            };
            let colon = if lang == Lang::Ja { "：" } else { ": " };
            [
                own("open", built_in.open) + colon,
                own("close", built_in.close) + colon,
                own("name", built_in.name),
            ]
        })
    }

    /// The words of a language, with the help desk's own among them. They live as long as the page.
    pub fn words(&self, lang: Lang) -> Words {
        let mut all = *words(lang);
        for (place, text) in &self.words[lang as usize] {
            let text = Box::leak(text.clone().into_boxed_str());
            match all.at(usize::from(*place)) {
                Some(word) => *word = text,
                None if *place == TAG => all.tag = text,
                None => {}
            }
        }
        all
    }
}

/// A text of `texts` that is written in one language alone stands in both; other words stay in the other language.
fn own_words(settings: &WidgetSettings, lang: Lang) -> Vec<(u16, String)> {
    let Texts {
        name,
        greeting,
        placeholder,
        not_found,
        not_solved,
    } = &settings.texts;
    let texts = [
        ("name", name),
        ("greeting", greeting),
        ("placeholder", placeholder),
        ("not_found", not_found),
        ("not_solved", not_solved),
        ("contact", &settings.contact.label),
        ("link", &settings.contact.link_label),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| {
        let place = NAMES.iter().position(|known| *known == name)?;
        Some((place as u16, text.get(lang)))
    });
    let exact = |text: &'_ Localised| match lang {
        Lang::Ja => text.ja.clone(),
        Lang::En => text.en.clone(),
    };
    let words = settings.words.0.iter().map(|(place, text)| (*place, exact(text)));
    // The contact's own names win over other words in their places.
    words
        .chain(texts.map(|(place, text)| (place, text.to_owned())))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn style(design: &Design, dark: bool) -> String {
    let colours = if dark { &design.dark } else { &design.light };
    let Colours {
        ground,
        surface,
        text,
        own,
        on_own,
        focus,
    } = colours;
    let palette = Palette::derive(&design.primary, &design.on_primary, surface, dark);
    let mut style = String::new();
    let mut set = |name: &str, value: &str| {
        style.extend(["--k-", name, ":", value, ";"]);
    };
    for (name, color) in [
        ("primary", Some(palette.primary)),
        ("on-primary", Some(palette.on_primary)),
        ("accent", Some(palette.accent)),
        ("tint", Some(palette.tint)),
        ("ground", Color::parse(ground)),
        ("surface", Color::parse(surface)),
        ("text", Color::parse(text)),
        ("own", Color::parse(own)),
        ("on-own", Color::parse(on_own)),
        ("focus", Color::parse(focus)),
    ] {
        if let Some(color) = color {
            set(name, &color.hex());
        }
    }
    // What lies between the two follows them.
    if let (Some(text), Some(surface)) = (Color::parse(text), Color::parse(surface)) {
        set("quiet", &text.mix(surface, 30).readable_on(surface).hex());
        set("line", &text.mix(surface, 82).hex());
        set("hover", &text.mix(surface, 93).hex());
        set("code", &text.mix(surface, 93).hex());
    }
    if !design.font.is_empty() && is_font_list(&design.font) {
        set("font", &design.font);
    }
    set("base", &format!("calc({}/15)", design.font_size.clamp(12, 20)));
    set("radius", &format!("{}px", design.radius.min(24)));
    style
}

/// Whether a text is a list of fonts: names of letters, digits, spaces, `-` and `_`, some in quotation marks, between
/// commas. Nothing that could end the declaration that it becomes part of.
pub fn is_font_list(list: &str) -> bool {
    list.split(',').all(|name| {
        let name = name.trim();
        let bare = ['"', '\'']
            .into_iter()
            .find_map(|mark| name.strip_prefix(mark)?.strip_suffix(mark))
            .unwrap_or(name);
        !bare.trim().is_empty() && bare.chars().all(|c| c.is_alphanumeric() || " -_".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_look_sets_what_follows_from_two_colours() {
        let look = Look::of(WidgetSettings::default());
        assert!(look.words.iter().all(Vec::is_empty));
        let [light, dark] = &look.styles;
        assert!(
            light.starts_with("--k-primary:#0b6b5c;--k-on-primary:#ffffff;--k-accent:"),
            "{light}"
        );
        assert!(
            light.ends_with("--k-base:calc(15/15);--k-radius:16px;"),
            "{light}"
        );
        assert!(!light.contains("ground") && !light.contains("font"));
        assert_ne!(light, dark);
    }

    #[test]
    fn own_colours_bring_what_lies_between_them_and_nothing_bad_gets_in() {
        let mut settings = WidgetSettings::default();
        settings.design.dark.text = "#ffffff".into();
        settings.design.dark.surface = "#000000".into();
        settings.design.light.ground = "red;}".into();
        settings.design.font = "x;background:url(//evil)".into();
        let [light, dark] = Look::of(settings.clone()).styles;
        assert!(
            dark.contains("--k-text:#ffffff;") && dark.contains("--k-line:#"),
            "{dark}"
        );
        assert!(!light.contains("red") && !light.contains("evil"), "{light}");
        settings.design.font = "\"BIZ UDPGothic\", メイリオ".into();
        let [light, _] = Look::of(settings).styles;
        assert!(light.contains("--k-font:\"BIZ UDPGothic\", メイリオ;"), "{light}");
    }

    #[test]
    fn a_call_goes_through_its_line() {
        for (moment, _) in Moment::ALL {
            let call = Call {
                moment,
                form: Uuid::from_u128(7),
                percent: 25,
                days: 30,
                name: "満足度 アンケート".into(),
            };
            assert_eq!(Call::read(&call.line()), Some(call));
        }
        for wrong in [
            "",
            "z 7",
            "a nothing 1 2 x",
            "a 00000000-0000-0000-0000-000000000007 300 1 x",
        ] {
            assert_eq!(Call::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_share_of_the_visitors_is_drawn_and_stays_so() {
        let call = |form, percent| Call {
            moment: Moment::Answered,
            form: Uuid::from_u128(form),
            percent,
            days: 30,
            name: String::new(),
        };
        let drawn = |call: &Call| {
            (0..10_000_u128)
                .filter(|n| call.draws(Uuid::from_u128(*n)))
                .count()
        };
        assert_eq!((drawn(&call(1, 0)), drawn(&call(1, 100))), (0, 10_000));
        let quarter = drawn(&call(1, 25));
        assert!((2_300..2_700).contains(&quarter), "{quarter}");
        let both = (0..10_000_u128).map(Uuid::from_u128);
        let both = both
            .filter(|id| call(1, 50).draws(*id) && call(2, 50).draws(*id))
            .count();
        assert!((2_200..2_800).contains(&both), "other forms ask others: {both}");
    }

    #[test]
    fn own_words_stand_in_their_language() {
        let mut settings = WidgetSettings::default();
        settings.texts.name = Localised::new("IT 窓口", "");
        assert_eq!(Look::of(settings.clone()).contact, None);
        settings.contact.label = Localised::new("ヘルプデスク", "");
        let solved = r#"{"solved":{"ja":"助かった","en":""}}"#;
        settings.words = serde_json::from_str(solved).unwrap();
        let look = Look::of(settings);
        let (ja, en) = (look.words(Lang::Ja), look.words(Lang::En));
        assert_eq!((ja.name, ja.solved), ("IT 窓口", "助かった"));
        assert_eq!((en.name, en.solved), ("IT 窓口", words(Lang::En).solved));
        assert_eq!(ja.send, words(Lang::Ja).send);
        assert_eq!(
            (ja.contact, look.contact),
            ("ヘルプデスク", Some(Default::default()))
        );
    }
}
