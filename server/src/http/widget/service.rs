//! The hours of service, as a widget that starts is told of them: its words say it, so that it need not know of hours.

use crate::hours;
use kotae_shared::{
    Localised,
    settings::{Hours, WidgetSettings},
    words::NAMES,
};

/// Said outside of the hours when the help desk has written nothing.
const CLOSED: (&str, &str) = ("ただいま受付時間外です。", "We are closed at the moment.");
/// The same where questions are answered all the same.
const ALONE: (&str, &str) = (
    "ただいま受付時間外です。よくある質問には、いまもお答えできます。",
    "We are closed at the moment. Common questions are answered all the same.",
);

/// How a widget serves at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// As ever.
    Open,
    /// It says this first, and answers.
    Says(Localised),
    /// It says this, and nothing else.
    Closed(Localised),
}

impl Service {
    /// At the moment `now_ms`.
    pub(super) fn now(hours: &Hours, now_ms: i64) -> Self {
        if hours::are_open(hours, now_ms) {
            return Self::Open;
        }
        let (ja, en) = if hours.answers { ALONE } else { CLOSED };
        let mut text = hours.message.clone();
        if text == Localised::default() {
            text = Localised::new(ja, en);
        }
        if hours.answers {
            Self::Says(text)
        } else {
            Self::Closed(text)
        }
    }

    /// Whether there is something to find.
    pub(super) fn answers(&self) -> bool {
        !matches!(self, Self::Closed(_))
    }

    /// Puts it into the widget's words.
    pub(super) fn tell(&self, settings: &mut WidgetSettings) {
        match self {
            Self::Open => {}
            Self::Says(text) => settings.texts.greeting = text.clone(),
            Self::Closed(text) => {
                settings.start.clear();
                settings.texts.not_found = text.clone();
                let name = "nothing_published";
                if let Some(place) = NAMES.iter().position(|known| *known == name) {
                    let place = place as u16;
                    settings.words.0.retain(|(other, _)| *other != place);
                    let both =
                        Localised::new(text.get(kotae_shared::Lang::Ja), text.get(kotae_shared::Lang::En));
                    settings.words.0.push((place, both));
                }
            }
        }
    }
}
