//! What was asked most, and which words.

use super::Known;
use crate::store::{
    Result, Workspace,
    engine::Read,
    reports::{self, Logged},
};
use kotae_shared::api::{
    reports::{AskedOften, QuestionReport, ReportQuery, limits},
    widget::Outcome,
};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// What was asked most, at most `limit` rows. A category is not looked at. Faults: `from`, `until`.
pub async fn questions(workspace: &Workspace, query: &ReportQuery, limit: usize) -> Result<QuestionReport> {
    let asked = query.clone();
    let known = workspace
        .main()
        .read(move |read| Known::read(read, &asked))
        .await?;
    let times = known.span.times(&known.zone)?;
    let widget = query.widget.clone();
    let read = move |read: &Read<'_>| {
        // One more tells whether there are more.
        let mut logged = reports::newest(read, &times, &widget, limits::QUESTIONS + 1)?;
        let more = logged.len() > limits::QUESTIONS as usize;
        logged.truncate(limits::QUESTIONS as usize);
        Ok(QuestionReport {
            days: known.span.days(),
            looked_at: logged.len() as u32,
            more,
            asked: often(&logged, |_| true, limit),
            not_found: often(&logged, |row| row.outcome == Outcome::NotFound, limit),
            terms: terms(&logged),
            widgets: known.widgets,
        })
    };
    workspace.events().read(read).await
}

/// Groups what is alike when it is folded; the newest comes first and gives the words.
fn often(logged: &[Logged], wanted: impl Fn(&Logged) -> bool, limit: usize) -> Vec<AskedOften> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<AskedOften> = Vec::new();
    for row in logged.iter().filter(|row| wanted(row)) {
        let place = *places.entry(&row.folded).or_insert_with(|| {
            rows.push(AskedOften {
                text: row.text.clone(),
                count: 0,
                not_found: 0,
                solved: 0,
                not_solved: 0,
            });
            rows.len() - 1
        });
        let sum = &mut rows[place];
        sum.count += 1;
        sum.not_found += u32::from(row.outcome == Outcome::NotFound);
        sum.solved += u32::from(row.solved == Some(true));
        sum.not_solved += u32::from(row.solved == Some(false));
    }
    // Those as frequent stay in the order in which they came.
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows.truncate(limit);
    rows
}

/// What a character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Latin,
    Other,
}

fn script(c: char) -> Script {
    match c {
        '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Kanji,
        'ァ'..='ヺ' | 'ー' => Script::Katakana,
        c if c.is_alphanumeric() && c.is_ascii() => Script::Latin,
        _ => Script::Other,
    }
}

/// The words of a text: runs of at least two kanji, katakana or Latin letters; numbers alone are none.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut of = Script::Other;
    for c in text.chars().chain([' ']) {
        let now = script(c);
        if now != of {
            let is_word =
                of != Script::Other && word.chars().count() > 1 && !word.chars().all(|c| c.is_ascii_digit());
            if is_word {
                words.push(std::mem::take(&mut word));
            }
            word.clear();
            of = now;
        }
        word.push(c);
    }
    words
}

fn terms(logged: &[Logged]) -> Vec<(String, u32)> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for row in logged {
        // The typed text, in which katakana still is katakana, in one width and one case.
        let text = row.text.nfkc().collect::<String>().to_lowercase();
        for word in words(&text).into_iter().collect::<HashSet<_>>() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut terms: Vec<(String, u32)> = counts.into_iter().collect();
    terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    terms.truncate(limits::TERMS);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(text: &str, outcome: Outcome, solved: Option<bool>) -> Logged {
        Logged {
            text: text.into(),
            folded: kotae_shared::text::fold(text),
            outcome,
            solved,
        }
    }

    #[test]
    fn what_is_alike_is_one_question() {
        let all = [
            logged("ＶＰＮ に接続できない", Outcome::Answer, Some(true)),
            logged("領収書", Outcome::NotFound, None),
            logged("vpn に接続できない", Outcome::NotFound, Some(false)),
        ];
        let rows = often(&all, |_| true, 10);
        assert_eq!(rows.len(), 2);
        let first = &rows[0];
        assert_eq!(
            (
                first.text.as_str(),
                first.count,
                first.not_found,
                first.solved,
                first.not_solved
            ),
            ("ＶＰＮ に接続できない", 2, 1, 1, 1)
        );
        assert_eq!(often(&all, |row| row.outcome == Outcome::NotFound, 1).len(), 1);
    }

    #[test]
    fn words_are_runs_of_one_script() {
        assert_eq!(
            words("vpnに接続できない 社内プリンターの紙詰まり 2026 a"),
            ["vpn", "接続", "社内", "プリンター", "紙詰"]
        );
        let all = [
            logged("VPN VPN 接続", Outcome::Answer, None),
            logged("ｖｐｎ", Outcome::Answer, None),
        ];
        assert_eq!(terms(&all), [("vpn".to_owned(), 2), ("接続".to_owned(), 1)]);
    }
}
