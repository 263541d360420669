// Runs questions against a pack and writes what came out, one line a question. Part of the native golden test and
// of the browser's (`tests/parity`), so that both say the same in the same words.

use kotae_shared::api::widget::Outcome;
use kotae_shared::matcher::{Hit, Matcher};
use kotae_shared::pack::{Bodies, Pack};
use kotae_shared::text::fold;

/// Hits and suggestions on a line.
const SHOWN: usize = 5;

/// The lines for `questions`, asked with the answers' index: the question, its outcome, the best entries with scores, the suggestions as it is
/// typed, the marked bytes of the first suggestion's title, the folded question; by tabs.
pub(crate) fn run<'a>(pack: &[u8], bodies: &[u8], questions: impl Iterator<Item = &'a str>) -> String {
    let (pack, bodies) = match (Pack::decode(pack), Bodies::decode(bodies.to_vec())) {
        (Ok(pack), Ok(bodies)) => (pack, bodies),
        (Err(error), _) | (_, Err(error)) => return error.to_string(),
    };
    let mut matcher = Matcher::new(pack);
    if !matcher.sharpen(bodies) {
        return "the files belong to different packs".to_owned();
    }
    let mut lines = String::new();
    for question in questions {
        let ranking = matcher.ask(question);
        let outcome = match ranking.outcome {
            Outcome::Answer => "answer",
            Outcome::Candidates => "candidates",
            Outcome::NotFound => "not_found",
        };
        let suggestions = matcher.suggest(question, SHOWN);
        let marks = suggestions
            .first()
            .map(|hit| matcher.highlights(question, hit.index));
        let marks: Vec<String> = marks
            .into_iter()
            .flatten()
            .map(|at| format!("{}-{}", at.start, at.end))
            .collect();
        let cells = [
            question,
            outcome,
            &hits(&ranking.hits),
            &hits(&suggestions),
            &marks.join(" "),
            &fold(question),
        ];
        lines.push_str(&cells.join("\t"));
        lines.push('\n');
    }
    lines
}

fn hits(hits: &[Hit]) -> String {
    let hits: Vec<String> = hits
        .iter()
        .take(SHOWN)
        .map(|hit| format!("{}:{}", hit.index, hit.score))
        .collect();
    hits.join(" ")
}

/// The questions of lines that [`run`] wrote.
pub(crate) fn questions(lines: &str) -> impl Iterator<Item = &str> {
    lines
        .lines()
        .map(|line| line.split('\t').next().unwrap_or_default())
}
