//! Checks announcements.

use super::{Faults, line, text, tidy_text};
use kotae_shared::api::{
    notices::{NoticeEdit, limits},
    problem::Fault,
};
use url::Url;

/// Checks an announcement and returns it as it is stored.
pub fn notice(edit: &NoticeEdit) -> Result<NoticeEdit, Faults> {
    let mut faults = Vec::new();
    let mut tidy = edit.clone();
    for (field, value) in [("text.ja", &mut tidy.text.ja), ("text.en", &mut tidy.text.en)] {
        tidy_text(value).trim().clone_into(value);
        text(field, value, limits::TEXT, &mut faults);
    }
    if tidy.text.ja.is_empty() && tidy.text.en.is_empty() {
        faults.push(("text.ja".to_owned(), Fault::Required));
    }
    edit.link.trim().clone_into(&mut tidy.link);
    line("link", &tidy.link, limits::LINK, &mut faults);
    let is_page = Url::parse(&tidy.link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !tidy.link.is_empty() && !is_page {
        faults.push(("link".to_owned(), Fault::NotUrl));
    }
    let possible = limits::EARLIEST..=limits::LATEST;
    for (field, at) in [("starts_at", tidy.starts_at), ("ends_at", tidy.ends_at)] {
        if !possible.contains(&at) {
            let fault = Fault::OutOfRange(limits::EARLIEST, limits::LATEST);
            faults.push((field.to_owned(), fault));
        }
    }
    if tidy.ends_at <= tidy.starts_at {
        faults.push(("ends_at".to_owned(), Fault::EndsTooSoon));
    }
    tidy.widgets.sort();
    tidy.widgets.dedup();
    if faults.is_empty() { Ok(tidy) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::Localised;

    #[test]
    fn announcements_are_tidied_and_faults_named() {
        let good = NoticeEdit {
            text: Localised::new(" 停止します\r\n夜間 ", ""),
            link: " https://status.example.co.jp/ ".into(),
            starts_at: limits::EARLIEST,
            ends_at: limits::EARLIEST + 1,
            ..NoticeEdit::default()
        };
        let tidy = notice(&good).unwrap();
        assert_eq!(tidy.text.ja, "停止します\n夜間");
        assert_eq!(tidy.link, "https://status.example.co.jp/");
        let bad = NoticeEdit {
            text: Localised::new(" ", "x".repeat(301)),
            link: "javascript:alert(1)".into(),
            starts_at: 5,
            ends_at: limits::EARLIEST,
            ..NoticeEdit::default()
        };
        let fields = |edit: &NoticeEdit| -> Vec<String> {
            notice(edit)
                .unwrap_err()
                .into_iter()
                .map(|(field, _)| field)
                .collect()
        };
        assert_eq!(fields(&bad), ["text.en", "link", "starts_at"]);
        let empty = NoticeEdit {
            text: Localised::default(),
            ends_at: good.starts_at,
            ..good
        };
        assert_eq!(fields(&empty), ["text.ja", "ends_at"]);
    }
}
