//! Questions in, one a line; answers out, a JSON line each.

use kotae_shared::{
    api::widget::Outcome,
    matcher::{Matcher, Why},
};
use serde::Serialize;
use std::io::{self, BufRead, Read as _, Write};

/// What is read of a line; the matcher reads far less of it.
const LINE_BYTES: u64 = 1 << 16;

/// What questions are asked.
pub(super) struct Asked<'a> {
    /// The entries' ids.
    pub(super) codes: &'a [String],
    pub(super) matcher: &'a Matcher,
    /// Hits a question, at most.
    pub(super) limit: usize,
    /// Whether to say why.
    pub(super) why: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    question: &'a str,
    outcome: Outcome,
    hits: Vec<Hit<'a>>,
}

#[derive(Serialize)]
struct Hit<'a> {
    id: &'a str,
    title: &'a str,
    score: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
}

/// Answers every line of `input`, empty ones too, each at once. `notice` gets the numbers of lines that are not UTF-8.
pub(super) fn answer(
    asked: &Asked<'_>,
    mut input: impl BufRead,
    mut out: impl Write,
    notice: &mut dyn FnMut(usize),
) -> io::Result<()> {
    let mut line = Vec::new();
    for row in 1.. {
        if !read_line(&mut input, &mut line)? {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            notice(row);
        }
        let question = text.trim_start_matches('\u{feff}').trim_end_matches('\r');
        serde_json::to_writer(&mut out, &asked.answer(question))?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

impl Asked<'_> {
    fn answer<'q>(&'q self, question: &'q str) -> Answer<'q> {
        let ranking = self.matcher.ask(question);
        let hits = ranking.hits.iter().take(self.limit).map(|hit| Hit {
            id: &self.codes[hit.index as usize],
            title: title(self.matcher, hit.index),
            score: hit.score,
            why: self.why.then(|| self.matcher.why(question, hit.index)).flatten(),
        });
        Answer {
            question,
            outcome: ranking.outcome,
            hits: hits.collect(),
        }
    }
}

/// The title of an entry.
pub(super) fn title(matcher: &Matcher, index: u32) -> &str {
    matcher.pack().entry(index).map_or("", |entry| entry.title)
}

/// Reads a line without its end; what goes beyond [`LINE_BYTES`] is passed over. False at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    input.by_ref().take(LINE_BYTES).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(true);
    }
    if (line.len() as u64) < LINE_BYTES {
        return Ok(!line.is_empty());
    }
    input.skip_until(b'\n')?;
    // A character may have been cut in two.
    if let Err(error) = std::str::from_utf8(line)
        && error.error_len().is_none()
    {
        line.truncate(error.valid_up_to());
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_however_they_end() {
        let long = "あ".repeat(LINE_BYTES as usize);
        let text = format!("a\n\nb\r\n{long}\nc");
        let mut input = io::BufReader::with_capacity(7, text.as_bytes());
        let (mut line, mut seen) = (Vec::new(), Vec::new());
        while read_line(&mut input, &mut line).unwrap() {
            seen.push(String::from_utf8(line.clone()).unwrap());
        }
        assert_eq!(seen.len(), 5);
        assert_eq!(
            (seen[0].as_str(), seen[1].as_str(), seen[2].as_str()),
            ("a", "", "b\r")
        );
        assert_eq!(seen[3].chars().count(), LINE_BYTES as usize / 3);
        assert_eq!(seen[4], "c");
    }
}
