//! Checks a widget's settings.

use super::{Faults, line, text};
use kotae_shared::{
    Lang, Localised,
    api::{problem::Fault, uploads},
    look::is_font_list,
    settings::{WidgetSettings, limits},
    words::{NAMES, OF_TEXTS},
};
use url::Url;

/// Greatest distance from the page's edges, in CSS pixels.
const OFFSET: u16 = 200;
/// Greatest corner radius, in CSS pixels.
const RADIUS: u8 = 24;
/// Least and greatest text size, in CSS pixels.
const FONT_SIZE: (i64, i64) = (12, 20);
/// Least and greatest width of the panel, in CSS pixels.
const WIDTH: (i64, i64) = (300, 640);
/// Least and greatest height of the panel, in CSS pixels.
const HEIGHT: (i64, i64) = (360, 960);
/// The greatest stacking order that browsers keep apart (CSS integers have 32 bits).
const Z_INDEX: u32 = i32::MAX as u32;

/// Checks settings and returns them as they are stored: texts trimmed, colours in lower case, origins in their
/// canonical form without repetitions.
pub fn settings(settings: &WidgetSettings) -> Result<WidgetSettings, Faults> {
    let mut tidy = settings.clone();
    let mut faults = Vec::new();
    design(&mut tidy, &mut faults);
    texts(&mut tidy, &mut faults);
    words(&mut tidy, &mut faults);
    start(&mut tidy, &mut faults);
    contact(&mut tidy, &mut faults);
    origins(&mut tidy, &mut faults);
    super::access::access(&mut tidy.access, &mut faults);
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

fn design(settings: &mut WidgetSettings, faults: &mut Faults) {
    let design = &mut settings.design;
    for (field, colour) in [
        ("design.primary", &mut design.primary),
        ("design.on_primary", &mut design.on_primary),
    ] {
        self::colour(field.to_owned(), colour, faults);
    }
    for (scheme, colours) in [("light", &mut design.light), ("dark", &mut design.dark)] {
        for (name, colour) in [
            ("ground", &mut colours.ground),
            ("surface", &mut colours.surface),
            ("text", &mut colours.text),
            ("own", &mut colours.own),
            ("on_own", &mut colours.on_own),
            ("focus", &mut colours.focus),
        ] {
            if colour.trim().is_empty() {
                colour.clear();
            } else {
                self::colour(format!("design.{scheme}.{name}"), colour, faults);
            }
        }
    }
    font(&mut design.font, faults);
    for (field, value, (least, most)) in [
        ("design.font_size", i64::from(design.font_size), FONT_SIZE),
        ("design.width", i64::from(design.width), WIDTH),
        ("design.height", i64::from(design.height), HEIGHT),
    ] {
        if !(least..=most).contains(&value) {
            faults.push((field.to_owned(), Fault::OutOfRange(least, most)));
        }
    }
    for (field, file) in [
        ("design.logo", &design.logo),
        ("design.avatar", &design.avatar),
        ("design.launcher_image", &design.launcher_image),
    ] {
        if !file.is_empty() && !uploads::is_image(file) {
            faults.push((field.to_owned(), Fault::NotImage));
        }
    }
    for (field, value, most) in [
        ("design.offset_x", i64::from(design.offset_x), i64::from(OFFSET)),
        ("design.offset_y", i64::from(design.offset_y), i64::from(OFFSET)),
        ("design.radius", i64::from(design.radius), i64::from(RADIUS)),
        ("design.z_index", i64::from(design.z_index), i64::from(Z_INDEX)),
    ] {
        if value > most {
            faults.push((field.to_owned(), Fault::OutOfRange(0, most)));
        }
    }
}

fn colour(field: String, colour: &mut String, faults: &mut Faults) {
    *colour = colour.trim().to_lowercase();
    let is_colour = colour
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !is_colour {
        faults.push((field, Fault::NotColor));
    }
}

fn font(font: &mut String, faults: &mut Faults) {
    *font = font.trim().to_owned();
    if font.chars().count() > limits::FONT {
        faults.push(("design.font".to_owned(), Fault::TooLong(limits::FONT as u32)));
    } else if !font.is_empty() && !is_font_list(font) {
        faults.push(("design.font".to_owned(), Fault::BadCharacters));
    }
}

fn texts(settings: &mut WidgetSettings, faults: &mut Faults) {
    let texts = &mut settings.texts;
    for (field, text, limit) in [
        ("texts.name", &mut texts.name, limits::NAME),
        ("texts.placeholder", &mut texts.placeholder, limits::NAME),
    ] {
        both(
            field,
            text,
            |field, value, faults| line(field, value, limit, faults),
            faults,
        );
    }
    for (field, words) in [
        ("texts.greeting", &mut texts.greeting),
        ("texts.not_found", &mut texts.not_found),
        ("texts.not_solved", &mut texts.not_solved),
    ] {
        both(
            field,
            words,
            |field, value, faults| text(field, value, limits::TEXT, faults),
            faults,
        );
    }
}

/// Keeps the words that differ from the built-in ones.
fn words(settings: &mut WidgetSettings, faults: &mut Faults) {
    let mut built_in = [Lang::Ja, Lang::En].map(|lang| *kotae_shared::words::words(lang));
    for (place, text) in &mut settings.words.0 {
        let place = usize::from(*place);
        let name = NAMES.get(place).copied().unwrap_or_default();
        if OF_TEXTS.contains(&name) {
            faults.push((format!("words.{name}"), Fault::Unknown));
            continue;
        }
        let languages = [("ja", &mut text.ja), ("en", &mut text.en)];
        for ((lang, value), own) in languages.into_iter().zip(&mut built_in) {
            let Some(own) = own.at(place) else { continue };
            *value = value.trim().to_owned();
            if *value == *own {
                value.clear();
            }
            let field = format!("words.{name}.{lang}");
            let blanks = own.matches("{}").count();
            if !value.is_empty() && value.matches("{}").count() != blanks {
                faults.push((field.clone(), Fault::Blanks(blanks as u32)));
            }
            line(&field, value, limits::WORD, faults);
        }
    }
    settings
        .words
        .0
        .retain(|(_, text)| !(text.ja.is_empty() && text.en.is_empty()));
}

fn start(settings: &mut WidgetSettings, faults: &mut Faults) {
    let mut seen = Vec::new();
    settings.start.retain(|item| {
        let is_new = !seen.contains(&item.target);
        seen.push(item.target);
        is_new
    });
    if settings.start.len() > limits::START {
        faults.push(("start".to_owned(), Fault::TooLong(limits::START as u32)));
    }
    for (index, item) in settings.start.iter_mut().enumerate() {
        both(
            &format!("start.{index}.label"),
            &mut item.label,
            |field, value, faults| line(field, value, limits::NAME, faults),
            faults,
        );
    }
}

fn contact(settings: &mut WidgetSettings, faults: &mut Faults) {
    let contact = &mut settings.contact;
    for (field, text) in [
        ("contact.label", &mut contact.label),
        ("contact.link_label", &mut contact.link_label),
    ] {
        both(
            field,
            text,
            |field, value, faults| line(field, value, limits::CONTACT, faults),
            faults,
        );
    }
    for value in [&mut contact.phone, &mut contact.mail, &mut contact.link] {
        *value = value.trim().to_owned();
    }
    line("contact.phone", &contact.phone, limits::CONTACT, faults);
    if !contact.phone.is_empty() && !contact.phone.chars().any(char::is_numeric) {
        faults.push(("contact.phone".to_owned(), Fault::BadCharacters));
    }
    if !contact.mail.is_empty() && !crate::auth::invite::is_mail(&contact.mail) {
        faults.push(("contact.mail".to_owned(), Fault::NotMail));
    }
    line("contact.mail", &contact.mail, limits::CONTACT, faults);
    line("contact.link", &contact.link, limits::LINK, faults);
    let is_page = |link: &str| Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !contact.link.is_empty() && !is_page(&contact.link) {
        faults.push(("contact.link".to_owned(), Fault::NotUrl));
    }
}

fn origins(settings: &mut WidgetSettings, faults: &mut Faults) {
    let mut origins: Vec<String> = Vec::new();
    for (index, text) in settings.allowed_origins.iter().enumerate() {
        match origin(text) {
            Some(origin) if origins.contains(&origin) => {}
            Some(origin) => origins.push(origin),
            None if text.trim().is_empty() => {}
            None => faults.push((format!("allowed_origins.{index}"), Fault::NotOrigin)),
        }
    }
    if origins.len() > limits::ORIGINS {
        faults.push((
            "allowed_origins".to_owned(),
            Fault::TooLong(limits::ORIGINS as u32),
        ));
    }
    settings.allowed_origins = origins;
}

/// An origin as browsers write it: scheme, host in ASCII and lower case, a port that is not the scheme's own.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    // A host that a CSP could not hold (`;`, `,`, a space, `*`) does not parse or is refused here.
    let plain = |host: &str| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']'))
    };
    (matches!(url.scheme(), "http" | "https") && bare && url.host_str().is_some_and(plain))
        .then(|| url.origin().ascii_serialization())
}

/// Trims and checks both languages of a text.
fn both(field: &str, text: &mut Localised, check: impl Fn(&str, &str, &mut Faults), faults: &mut Faults) {
    for (lang, value) in [("ja", &mut text.ja), ("en", &mut text.en)] {
        *value = value.trim().replace("\r\n", "\n");
        check(&format!("{field}.{lang}"), value, faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_settings_are_tidied() {
        let mut wish = WidgetSettings::default();
        wish.design.primary = " #0B6B5C".into();
        wish.texts.greeting = Localised::new(" こんにちは。\r\nどうぞ ", "");
        wish.contact.link = "https://help.example.co.jp/".into();
        wish.allowed_origins = [
            "https://Intranet.example.co.jp/",
            "https://intranet.example.co.jp:443",
            " ",
            "http://localhost:8090",
            "https://社内.example.jp",
        ]
        .map(String::from)
        .to_vec();
        wish.access.addresses = [" 10.1.2.3/8", "10.0.0.0/8", "", "::1"]
            .map(String::from)
            .to_vec();
        wish.access.hours.week[5] = "9:00～12：00".into();
        wish.access.hours.holidays = ["2027/1/1", "2026-12-31", "2027-01-01"]
            .map(String::from)
            .to_vec();
        wish.design.font = " \"Noto Sans JP\", メイリオ, sans-serif ".into();
        wish.design.light.own = " #FFEECC ".into();
        wish.design.dark.text = "  ".into();
        wish.design.logo = format!("{}.webp", "0".repeat(64));
        let own = kotae_shared::words::words(Lang::En);
        let words = serde_json::json!({
            "send": { "ja": " 送る ", "en": own.send },
            "solved": { "ja": "", "en": "" },
            "more": { "ja": "あと {} 件", "en": "" },
        });
        wish.words = serde_json::from_value(words).unwrap();
        let target = kotae_shared::settings::StartTarget::Category(kotae_shared::Uuid::from_u128(1));
        let label = Localised::new(" 人事 ", "");
        wish.start = vec![kotae_shared::settings::StartItem { target, label }; 2];
        let tidy = settings(&wish).unwrap();
        assert_eq!(
            tidy.words.get("send"),
            Some(&Localised::new("送る", "")),
            "only what differs"
        );
        assert_eq!(tidy.words.0.len(), 2);
        assert_eq!((tidy.start.len(), tidy.start[0].label.ja.as_str()), (1, "人事"));
        assert_eq!(
            (tidy.design.light.own.as_str(), tidy.design.dark.text.as_str()),
            ("#ffeecc", "")
        );
        assert_eq!(tidy.design.primary, "#0b6b5c");
        assert_eq!(tidy.texts.greeting.ja, "こんにちは。\nどうぞ");
        assert_eq!(
            tidy.allowed_origins,
            [
                "https://intranet.example.co.jp",
                "http://localhost:8090",
                "https://xn--v6q418g.example.jp"
            ]
        );
        assert_eq!(tidy.access.addresses, ["10.0.0.0/8", "::1"]);
        assert_eq!(tidy.access.hours.week[5], "09:00-12:00");
        assert_eq!(tidy.access.hours.holidays, ["2026-12-31", "2027-01-01"]);
        assert_eq!(settings(&tidy).unwrap(), tidy);
    }

    #[test]
    fn bad_settings_are_named() {
        let mut wish = WidgetSettings::default();
        wish.design.primary = "red".into();
        wish.design.offset_x = 201;
        wish.design.z_index = u32::MAX;
        wish.design.dark.focus = "#12345".into();
        wish.design.font = "x; } body { display: none".into();
        wish.design.font_size = 11;
        wish.design.width = 299;
        wish.design.height = 961;
        wish.design.launcher_image = format!("{}.pdf", "0".repeat(64));
        wish.texts.name.en = "x".repeat(61);
        wish.texts.placeholder.ja = "a\nb".into();
        let words = serde_json::json!({
            "greeting": { "ja": "こんにちは", "en": "" },
            "send": { "ja": "{} 送信", "en": "" },
            "more": { "ja": "もっと", "en": "x".repeat(301) + "{}" },
        });
        wish.words = serde_json::from_value(words).unwrap();
        wish.contact.phone = "call us".into();
        wish.contact.mail = "nobody".into();
        wish.contact.link = "javascript:alert(1)".into();
        wish.allowed_origins = [
            "https://a.example/path",
            "ftp://a.example",
            "*",
            "https://a.example;script-src *",
            "https://u@a.example",
        ]
        .map(String::from)
        .to_vec();
        wish.access.addresses = vec!["10.0.0.0/8".into(), "office".into()];
        wish.access.hours.week[0] = "9-17".into();
        wish.access.hours.time_zone = "Mars".into();
        wish.access.hours.holidays = vec!["1/1".into()];
        wish.access.hours.message.en = "x".repeat(1_001);
        let faults = settings(&wish).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "design.primary",
                "design.dark.focus",
                "design.font",
                "design.font_size",
                "design.width",
                "design.height",
                "design.launcher_image",
                "design.offset_x",
                "design.z_index",
                "texts.name.en",
                "texts.placeholder.ja",
                "words.greeting",
                "words.send.ja",
                "words.more.ja",
                "words.more.en",
                "contact.phone",
                "contact.mail",
                "contact.link",
                "allowed_origins.0",
                "allowed_origins.1",
                "allowed_origins.2",
                "allowed_origins.3",
                "allowed_origins.4",
                "access.addresses.1",
                "access.hours.week.0",
                "access.hours.time_zone",
                "access.hours.holidays.0",
                "access.hours.message.en",
            ]
        );
    }
}
