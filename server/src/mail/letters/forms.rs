//! What is written about submissions: to the visitor on its own, to those who want to know, and by somebody of the help desk.

use super::{causes, screen};
use crate::{
    knowledge::submissions::written,
    mail::{
        compose::{Letter, Origin},
        layout::Body,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::{admin::User, forms::FormLetter, letters::Letter as Words},
    form::{Form, Kind, answers::Answer},
    letters::{Place, fill},
};

/// The most characters of answers that a mail has: who wants all of them opens the submission.
const ANSWERS: usize = 4_000;

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
    /// Who sent it; may be empty.
    pub name: &'a str,
    /// How the first text begins that was written.
    pub question: &'a str,
    /// What its form asked.
    pub asked: &'a Form,
    /// What was answered.
    pub answers: &'a [Answer],
}

impl Filled<'_> {
    /// The subject and the paragraphs: as the form says them, else as its letter does. `link` is the submission's screen.
    fn say(&self, own: &FormLetter, letter: &Words, lang: Lang, link: &str) -> (String, Vec<String>) {
        let say = |own: &Localised, letter: &Localised| {
            let own = own.get(lang);
            let text = if own.is_empty() { letter.get(lang) } else { own };
            fill(text, |place| self.value(place, lang, link))
        };
        let text = say(&own.text, &letter.text);
        (
            say(&own.subject, &letter.subject),
            text.split("\n\n").map(str::to_owned).collect(),
        )
    }

    fn value(&self, place: Place, lang: Lang, link: &str) -> String {
        match place {
            Place::Number => self.number.to_string(),
            Place::Form => self.form.get(lang).to_owned(),
            Place::Date => self.date(lang),
            Place::Name => self.name.to_owned(),
            Place::Question => self.question.to_owned(),
            Place::Answers => self.answers(lang),
            Place::Link => link.to_owned(),
            // Nobody replies in what is sent by itself.
            Place::By => String::new(),
        }
    }

    /// What was answered, a line each, with what was asked.
    fn answers(&self, lang: Lang) -> String {
        let fields = self.asked.fields().filter(|field| field.kind != Kind::Heading);
        let lines = fields.filter_map(|field| {
            let answer = self.answers.iter().find(|answer| answer.key == field.key)?;
            let said = written(&answer.value, Some(field), lang);
            let label = field.label.get(lang);
            let label = if label.is_empty() { &field.key } else { label };
            Some(format!("{label}: {said}"))
        });
        let all = lines.collect::<Vec<_>>().join("\n");
        match all.char_indices().nth(ANSWERS) {
            Some((end, _)) => format!("{}…", &all[..end]),
            None => all,
        }
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

/// The visitor's receipt: the form's own words, else those of `letter`. Nothing that he wrote stands in it: the address may be
/// somebody else's.
pub fn form_reply<'a>(
    (to, lang): (&'a str, Lang),
    (own, letter): (&FormLetter, &Words),
    filled: &Filled<'_>,
) -> Letter<'a> {
    let (subject, paragraphs) = filled.say(own, letter, lang, "");
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
/// answered stays where it is kept, unless somebody wrote otherwise.
pub fn form_notice<'a>(
    to: &'a User,
    (base, workspace, id): (&str, &str, Uuid),
    (own, letter): (&FormLetter, &Words),
    filled: &Filled<'_>,
) -> Letter<'a> {
    let (_, link) = screen(to, base, workspace, &format!("submissions/{id}"));
    let (subject, paragraphs) = filled.say(own, letter, to.lang, &link);
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

    fn words(subject: &str, text: &str) -> Words {
        Words {
            subject: Localised::new(subject, ""),
            text: Localised::new(text, "in English"),
            ..Words::default()
        }
    }

    #[test]
    fn the_form_speaks_before_the_letter_and_answers_have_an_end() {
        let (form, asked) = (Localised::new("{number}の件", ""), Form::default());
        let filled = Filled {
            number: 42,
            form: &form,
            at: 1_760_000_000_000,
            zone: "Asia/Tokyo",
            name: "",
            question: "<b>",
            asked: &asked,
            answers: &[],
        };
        let letter = words("標準 {number}", "{form} {date}\n\n{name} 様\n{question}");
        let own = FormLetter {
            subject: Localised::new("受付 {number}", ""),
            text: Localised::default(),
        };
        let to_english = form_reply(("a@example.co.jp", Lang::En), (&own, &letter), &filled);
        assert_eq!(to_english.subject, "受付 42", "what there is");
        assert_eq!(to_english.body.paragraphs, ["in English"]);
        let to_japanese = form_reply(
            ("a@example.co.jp", Lang::Ja),
            (&FormLetter::default(), &letter),
            &filled,
        );
        assert_eq!(to_japanese.subject, "標準 42");
        assert_eq!(
            to_japanese.body.paragraphs,
            ["{number}の件 2025/10/09", "<b>"],
            "filled in once, without the line of a name that nobody knows"
        );
    }
}
