//! Checks what people write, and puts it into the one form in which it is stored.
//!
//! What only the database knows (that a code is free, that a category exists) the store checks.

mod access;
mod notice;
mod settings;
mod sso;

pub use access::ranges;
pub use notice::notice;
pub use settings::settings;
pub use sso::provider;

use jiff::civil::{Date, DateTime};
use kotae_shared::api::{
    admin::{BulkEdit, CategoryEdit, EntryEdit, limits},
    approval, identity,
    previews::{self, PreviewLinkRequest},
    problem::Fault,
    words::{self, SynonymEdit},
};
use kotae_shared::text::fold;
use unicode_normalization::UnicodeNormalization;

/// Fields that are not accepted, each with what is wrong.
pub type Faults = Vec<(String, Fault)>;

/// Checks an entry and returns it as it is stored: texts trimmed, the code in half width, line ends as `\n`,
/// empty and repeated phrasings and keywords left out.
pub fn entry(edit: &EntryEdit) -> Result<EntryEdit, Faults> {
    let mut faults = Vec::new();
    let mut tidy = EntryEdit {
        code: edit.code.trim().nfkc().collect(),
        title: edit.title.trim().to_owned(),
        phrasings: tidy_list(&edit.phrasings),
        keywords: tidy_list(&edit.keywords),
        answer: tidy_text(&edit.answer),
        audience: tidy_list(&edit.audience),
        related: tidy_codes(&edit.related),
        review_on: edit.review_on.trim().to_owned(),
        publish_from: tidy_moment(&edit.publish_from),
        publish_until: tidy_moment(&edit.publish_until),
        ..edit.clone()
    };
    // None leads to itself.
    tidy.related.retain(|related| *related != tidy.code);
    code(&tidy.code, &mut faults);
    line("title", &tidy.title, limits::TITLE, &mut faults);
    if tidy.title.is_empty() {
        faults.push(("title".to_owned(), Fault::Required));
    }
    phrases("phrasings", &tidy.phrasings, &mut faults);
    phrases("keywords", &tidy.keywords, &mut faults);
    audience(&tidy.audience, &mut faults);
    items(
        "related",
        &tidy.related,
        limits::RELATED,
        limits::CODE,
        &mut faults,
    );
    text("answer", &tidy.answer, limits::ANSWER, &mut faults);
    day("review_on", &tidy.review_on, &mut faults);
    window(&tidy.publish_from, &tidy.publish_until, &mut faults);
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

/// Checks a change of many entries and returns it as it is carried out.
pub fn bulk(edit: &BulkEdit) -> Result<BulkEdit, Faults> {
    let mut faults = Vec::new();
    let tidy = BulkEdit {
        add_keywords: tidy_list(&edit.add_keywords),
        remove_keywords: tidy_list(&edit.remove_keywords),
        audience: edit.audience.as_deref().map(tidy_list),
        publish_from: edit.publish_from.as_deref().map(tidy_moment),
        publish_until: edit.publish_until.as_deref().map(tidy_moment),
        ..edit.clone()
    };
    if tidy.ids.len() > limits::BULK {
        faults.push(("ids".to_owned(), Fault::TooLong(limits::BULK as u32)));
    }
    phrases("add_keywords", &tidy.add_keywords, &mut faults);
    phrases("remove_keywords", &tidy.remove_keywords, &mut faults);
    if let Some(groups) = &tidy.audience {
        audience(groups, &mut faults);
    }
    let (from, until) = (tidy.publish_from.as_deref(), tidy.publish_until.as_deref());
    window(from.unwrap_or_default(), until.unwrap_or_default(), &mut faults);
    if tidy.clear_owner && tidy.owner.is_some() {
        faults.push(("clear_owner".to_owned(), Fault::Unknown));
    }
    if tidy.clear_category && tidy.category.is_some() {
        faults.push(("clear_category".to_owned(), Fault::Unknown));
    }
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

/// Checks a request for a preview link and returns it as it is stored.
pub fn preview_link(request: &PreviewLinkRequest) -> Result<PreviewLinkRequest, Faults> {
    let mut faults = Vec::new();
    let mut tidy = PreviewLinkRequest {
        groups: tidy_list(&request.groups),
        ..request.clone()
    };
    tidy.entries.sort_unstable();
    tidy.entries.dedup();
    items(
        "groups",
        &tidy.groups,
        identity::limits::AUDIENCE,
        identity::limits::GROUP,
        &mut faults,
    );
    if tidy.entries.len() > previews::limits::ENTRIES {
        faults.push((
            "entries".to_owned(),
            Fault::TooLong(previews::limits::ENTRIES as u32),
        ));
    }
    if tidy.days > previews::limits::DAYS {
        faults.push((
            "days".to_owned(),
            Fault::OutOfRange(1, i64::from(previews::limits::DAYS)),
        ));
    }
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

fn phrases(field: &str, list: &[String], faults: &mut Faults) {
    items(field, list, limits::PHRASES, limits::PHRASE, faults);
}

fn audience(groups: &[String], faults: &mut Faults) {
    items(
        "audience",
        groups,
        identity::limits::AUDIENCE,
        identity::limits::GROUP,
        faults,
    );
}

/// A list of lines, each at most so long.
fn items(field: &str, list: &[String], most: usize, longest: usize, faults: &mut Faults) {
    if list.len() > most {
        return faults.push((field.to_owned(), Fault::TooLong(most as u32)));
    }
    let mut of_items = Vec::new();
    for item in list {
        line(field, item, longest, &mut of_items);
    }
    // One field, one sentence: the first item at fault speaks for the rest.
    faults.extend(of_items.into_iter().take(1));
}

/// Checks a category and returns it as it is stored.
pub fn category(edit: &CategoryEdit) -> Result<CategoryEdit, Faults> {
    let mut faults = Vec::new();
    let name = edit.name.trim().to_owned();
    if name.is_empty() {
        faults.push(("name".to_owned(), Fault::Required));
    }
    line("name", &name, limits::CATEGORY, &mut faults);
    if faults.is_empty() {
        Ok(CategoryEdit { name, ..edit.clone() })
    } else {
        Err(faults)
    }
}

/// Checks a group of synonyms and returns it as it is stored: trimmed, without empty terms and without those that fold
/// like an earlier one of the same list.
pub fn synonyms(edit: &SynonymEdit) -> Result<SynonymEdit, Faults> {
    let mut faults = Vec::new();
    let tidy = SynonymEdit {
        terms: unique_terms(&edit.terms),
        finds: unique_terms(&edit.finds),
        version: edit.version,
    };
    match (tidy.terms.len(), tidy.finds.len()) {
        (0, _) => faults.push(("terms".to_owned(), Fault::Required)),
        (1, 0) => faults.push(("terms".to_owned(), Fault::TooFew(2))),
        (terms, finds) if terms + finds > words::limits::TERMS => {
            let field = if terms > words::limits::TERMS {
                "terms"
            } else {
                "finds"
            };
            faults.push((field.to_owned(), Fault::TooLong(words::limits::TERMS as u32)));
        }
        _ => {}
    }
    for (field, terms) in [("terms", &tidy.terms), ("finds", &tidy.finds)] {
        let mut of_terms = Vec::new();
        for term in terms {
            line(field, term, words::limits::TERM, &mut of_terms);
            if fold(term).is_empty() {
                of_terms.push((field.to_owned(), Fault::BadCharacters));
            }
        }
        faults.extend(of_terms.into_iter().take(1));
    }
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

fn unique_terms(terms: &[String]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut unique = tidy_list(terms);
    unique.retain(|term| seen.insert(fold(term)));
    unique
}

/// Checks a comment on a review, and returns it as it is stored.
pub fn comment(comment: &str, required: bool) -> Result<String, Faults> {
    let mut faults = Vec::new();
    let comment = tidy_text(comment).trim().to_owned();
    text("comment", &comment, approval::limits::COMMENT, &mut faults);
    if required && comment.is_empty() {
        faults.push(("comment".to_owned(), Fault::Required));
    }
    if faults.is_empty() {
        Ok(comment)
    } else {
        Err(faults)
    }
}

/// Checks a publication's note.
pub fn note(note: &str) -> Result<String, Faults> {
    let mut faults = Vec::new();
    let note = tidy_text(note).trim().to_owned();
    text("note", &note, limits::NOTE, &mut faults);
    if faults.is_empty() { Ok(note) } else { Err(faults) }
}

fn code(code: &str, faults: &mut Faults) {
    if code.chars().count() > limits::CODE {
        faults.push(("code".to_owned(), Fault::TooLong(limits::CODE as u32)));
    } else if !code
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    {
        faults.push(("code".to_owned(), Fault::BadCharacters));
    }
}

/// A day as `YYYY-MM-DD`, or nothing. Written just so, it sorts as a text does.
fn day(field: &str, value: &str, faults: &mut Faults) {
    let is_day = value.len() == 10 && value.parse::<Date>().is_ok_and(|day| day.to_string() == value);
    if !value.is_empty() && !is_day {
        faults.push((field.to_owned(), Fault::NotDate));
    }
}

/// A moment in the one form in which it is stored: inputs of browsers have a `T` between day and time.
fn tidy_moment(moment: &str) -> String {
    let moment = moment.trim();
    match moment.split_once('T') {
        Some((day, time)) if day.len() == 10 => format!("{day} {time}"),
        _ => moment.to_owned(),
    }
}

/// Both bounds of a time of publication, each as `YYYY-MM-DD HH:MM` or nothing. Written just so, they sort as texts do.
fn window(from: &str, until: &str, faults: &mut Faults) {
    let is_moment = |value: &str| {
        let parsed = DateTime::strptime("%Y-%m-%d %H:%M", value);
        value.is_empty() || parsed.is_ok_and(|at| at.strftime("%Y-%m-%d %H:%M").to_string() == value)
    };
    for (field, value) in [("publish_from", from), ("publish_until", until)] {
        if !is_moment(value) {
            faults.push((field.to_owned(), Fault::NotMoment));
        }
    }
    if !until.is_empty() && until <= from && is_moment(from) && is_moment(until) {
        faults.push(("publish_until".to_owned(), Fault::EndsTooSoon));
    }
}

/// A text of one line.
fn line(field: &str, value: &str, limit: usize, faults: &mut Faults) {
    if value.chars().count() > limit {
        faults.push((field.to_owned(), Fault::TooLong(limit as u32)));
    } else if value.chars().any(char::is_control) {
        faults.push((field.to_owned(), Fault::BadCharacters));
    }
}

/// A text of several lines.
fn text(field: &str, value: &str, limit: usize, faults: &mut Faults) {
    if value.chars().count() > limit {
        faults.push((field.to_owned(), Fault::TooLong(limit as u32)));
    } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        faults.push((field.to_owned(), Fault::BadCharacters));
    }
}

/// Codes as they are stored: in half width.
fn tidy_codes(codes: &[String]) -> Vec<String> {
    let narrow: Vec<String> = codes.iter().map(|code| code.nfkc().collect()).collect();
    tidy_list(&narrow)
}

fn tidy_list(items: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(items.len());
    for item in items
        .iter()
        .map(|item| item.trim())
        .filter(|item| !item.is_empty())
    {
        if !tidy.iter().any(|known| known == item) {
            tidy.push(item.to_owned());
        }
    }
    tidy
}

fn tidy_text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim_end()
        .trim_start_matches('\n')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_tidied() {
        let edit = EntryEdit {
            code: " ＩＴ－1 ".into(),
            title: " 題 ".into(),
            related: vec!["ＩＴ－2".into(), "IT-1".into(), " IT-2".into()],
            keywords: vec![" a ".into(), String::new(), "a".into()],
            answer: "一\r\n二\r三 \n\n".into(),
            ..EntryEdit::default()
        };
        let tidy = entry(&edit).unwrap();
        assert_eq!((tidy.code.as_str(), tidy.title.as_str()), ("IT-1", "題"));
        assert_eq!(
            (tidy.keywords, tidy.answer.as_str()),
            (vec!["a".to_owned()], "一\n二\n三")
        );
        assert_eq!(tidy.related, ["IT-2"], "narrow, once, and not itself");
        let with = |from: &str, until: &str| {
            entry(&EntryEdit {
                publish_from: from.into(),
                publish_until: until.into(),
                ..edit.clone()
            })
        };
        let window = with(" 2027-01-01T09:00", "2027-01-01 09:01").unwrap();
        assert_eq!(
            (window.publish_from.as_str(), window.publish_until.as_str()),
            ("2027-01-01 09:00", "2027-01-01 09:01")
        );
        for (from, until, field, fault) in [
            ("2027-01-01", "", "publish_from", Fault::NotMoment),
            ("2027-1-1 9:00", "", "publish_from", Fault::NotMoment),
            ("", "2027-02-29 09:00", "publish_until", Fault::NotMoment),
            ("", "2027-01-01 24:00", "publish_until", Fault::NotMoment),
            (
                "2027-01-01 09:00",
                "2027-01-01 09:00",
                "publish_until",
                Fault::EndsTooSoon,
            ),
        ] {
            assert_eq!(with(from, until).unwrap_err(), [(field.to_owned(), fault)]);
        }
        assert_eq!(entry(&tidy_again(&edit)).unwrap(), entry(&edit).unwrap());
    }

    fn tidy_again(edit: &EntryEdit) -> EntryEdit {
        entry(edit).unwrap()
    }

    #[test]
    fn faults_name_their_fields() {
        let edit = EntryEdit {
            code: "IT 1".into(),
            title: " ".into(),
            phrasings: vec!["長".repeat(201), "長".repeat(202)],
            keywords: (0..101).map(|n| n.to_string()).collect(),
            answer: "\u{0}".into(),
            ..EntryEdit::default()
        };
        let faults = entry(&edit).unwrap_err();
        let expected = [
            ("code", Fault::BadCharacters),
            ("title", Fault::Required),
            ("phrasings", Fault::TooLong(200)),
            ("keywords", Fault::TooLong(100)),
            ("answer", Fault::BadCharacters),
        ];
        assert_eq!(faults, expected.map(|(field, fault)| (field.to_owned(), fault)));
        let name = "あ".repeat(61);
        assert!(
            category(&CategoryEdit {
                name,
                parent: None,
                position: None
            })
            .is_err()
        );
    }
}
