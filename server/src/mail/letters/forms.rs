//! What is written about submissions: to the visitor on its own, to those who want to know, and by somebody of the help desk.

use super::{causes, screen};
use crate::mail::{
    compose::{Letter, Origin},
    layout::Body,
};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::{admin::User, forms::FormLetter},
};

/// A submission, as letters speak of it.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'a> {
    /// Its number.
    pub number: u32,
    /// What its form is called.
    pub form: &'a Localised,
    /// When it came, in epoch milliseconds.
    pub at: i64,
    /// The workspace's time zone.
    pub zone: &'a str,
}

impl Filled<'_> {
    /// The subject and the paragraphs: as somebody wrote them, or as they come with Kotae.
    fn say(
        &self,
        letter: &FormLetter,
        lang: Lang,
        built_in: (&Localised, &Localised),
    ) -> (String, Vec<String>) {
        let pick = |own: &Localised, built_in: &Localised| {
            let own = own.get(lang);
            let text = if own.is_empty() { built_in.get(lang) } else { own };
            self.fill(text, lang)
        };
        let (subject, text) = built_in;
        let text = pick(&letter.text, text);
        (
            pick(&letter.subject, subject),
            text.split("\n\n").map(str::to_owned).collect(),
        )
    }

    /// The placeholders of a text. What takes the place of one is not looked at again.
    fn fill(&self, text: &str, lang: Lang) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            match &rest[..end] {
                "{number}" => filled.push_str(&self.number.to_string()),
                "{form}" => filled.push_str(self.form.get(lang)),
                "{date}" => filled.push_str(&self.date(lang)),
                other => filled.push_str(other),
            }
            rest = &rest[end..];
        }
        filled + rest
    }

    fn date(&self, lang: Lang) -> String {
        let zone = TimeZone::get(self.zone).unwrap_or(TimeZone::UTC);
        let at = Timestamp::from_millisecond(self.at)
            .unwrap_or_default()
            .to_zoned(zone);
        match lang {
            Lang::Ja => at.strftime("%Y/%m/%d").to_string(),
            Lang::En => at.strftime("%-d %b %Y").to_string(),
        }
    }
}

/// The visitor's receipt. Nothing that he wrote stands in it: the address may be somebody else's.
pub fn form_reply<'a>((to, lang): (&'a str, Lang), words: &FormLetter, filled: &Filled<'_>) -> Letter<'a> {
    let subject = Localised::new(
        "[{number}] {form}を受け付けました",
        "[{number}] We have received: {form}",
    );
    let text = Localised::new(
        "{form}を受け付けました。\n\n受付番号: {number}\n受付日: {date}\n\n担当者が確認してご連絡します。お問い合わせの際は、受付番号をお知らせください。",
        "we have received your message: {form}.\n\nNumber: {number}\nDate: {date}\n\nSomebody will look at it and come back to you. Please name the number when you ask about it.",
    );
    let (subject, paragraphs) = filled.say(words, lang, (&subject, &text));
    let note = lang.pick(
        "心当たりがなければ、このメールは無視してください。",
        "If you did not send anything, please ignore this mail.",
    );
    Letter {
        name: "",
        address: to,
        lang,
        subject,
        body: Body {
            paragraphs,
            action: None,
            notes: vec![note.to_owned()],
            ..Body::default()
        },
        cause: causes::FORM_REPLY,
        good_until: None,
        origin: Origin::AutoReply,
    }
}

/// Somebody of the help desk is told of a submission. `place`: where Kotae is reached, the workspace, the submission. What was
/// answered stays where it is kept.
pub fn form_notice<'a>(
    to: &'a User,
    (base, workspace, id): (&str, &str, Uuid),
    words: &FormLetter,
    filled: &Filled<'_>,
) -> Letter<'a> {
    let subject = Localised::new(
        "[Kotae] {form}（受付番号 {number}）",
        "[Kotae] {form} (number {number})",
    );
    let text = Localised::new(
        "「{form}」が新しく届きました。\n\n受付番号: {number}\n受付日: {date}",
        "something new has come in by the form “{form}”.\n\nNumber: {number}\nDate: {date}",
    );
    let (subject, paragraphs) = filled.say(words, to.lang, (&subject, &text));
    let (_, link) = screen(to, base, workspace, &format!("submissions/{id}"));
    let button = to.lang.pick("内容を見る", "See what it says").to_owned();
    Letter {
        name: &to.name,
        address: &to.email,
        lang: to.lang,
        subject,
        body: Body {
            paragraphs,
            action: Some((button, link)),
            notes: Vec::new(),
            ..Body::default()
        },
        cause: causes::FORM_NOTICE,
        good_until: None,
        origin: Origin::Kotae,
    }
}

/// A reply by somebody of the help desk. `to`: the visitor's name or address, his address, his language; `about`: the form's
/// name and the number.
pub fn person_reply<'a>(
    (name, address, lang): (&'a str, &'a str, Lang),
    by: &str,
    (form, number): (&str, u32),
    (subject, text): (&str, &str),
) -> Letter<'a> {
    let subject = if subject.is_empty() {
        format!("Re: [{number}] {form}")
    } else {
        subject.to_owned()
    };
    let note = match lang {
        Lang::Ja => format!("受付番号: {number}"),
        Lang::En => format!("Number: {number}"),
    };
    Letter {
        name: if name == address { "" } else { name },
        address,
        lang,
        subject,
        body: Body {
            paragraphs: text.split("\n\n").map(str::to_owned).collect(),
            action: None,
            notes: vec![note],
            ..Body::default()
        },
        cause: causes::SUBMISSION_REPLY,
        good_until: None,
        origin: Origin::Person(by.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_braces_is_filled_in_once() {
        let form = Localised::new("{number}の件", "");
        let filled = Filled {
            number: 42,
            form: &form,
            at: 1_760_000_000_000,
            zone: "Asia/Tokyo",
        };
        assert_eq!(
            filled.fill("{form}: {number}, {date} {x} {", Lang::Ja),
            "{number}の件: 42, 2025/10/09 {x} {"
        );
        let own = FormLetter {
            subject: Localised::new("受付 {number}", ""),
            text: Localised::default(),
        };
        let letter = form_reply(("a@example.co.jp", Lang::En), &own, &filled);
        assert_eq!(letter.subject, "受付 42", "what there is");
        assert!(
            letter.body.paragraphs[1].contains("Number: 42"),
            "{:?}",
            letter.body
        );
    }
}
