//! The results as a table: a line for each answer that was counted.

use crate::tables::{TableFormat, TableWriter};
use kotae_shared::{
    Lang,
    api::results::{Found, Question, Results},
};
use std::io::{self, Write};

/// Writes the results.
pub fn export<W: Write + Send>(results: &Results, lang: Lang, format: TableFormat, to: W) -> io::Result<()> {
    let header = match lang {
        Lang::Ja => ["項目", "質問", "回答", "件数", "割合（%）", "回答数"],
        Lang::En => ["Key", "Question", "Answer", "Count", "Percent", "Answered"],
    };
    let mut table = TableWriter::new(format, to, &header)?;
    let all = lang.pick("受付の合計", "Submissions");
    table.row([
        String::new(),
        all.to_owned(),
        String::new(),
        results.total.to_string(),
        String::new(),
        String::new(),
    ])?;
    for question in &results.questions {
        let label = question
            .label
            .get(lang)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let n = question.answered;
        for (answer, count, share) in lines(question, lang) {
            let percent = if share && n > 0 {
                percent(&count, n)
            } else {
                String::new()
            };
            table.row([
                question.key.clone(),
                label.clone(),
                answer,
                count,
                percent,
                n.to_string(),
            ])?;
        }
    }
    let came = lang.pick("受付日", "Came on");
    for (day, count) in &results.times {
        table.row([
            String::new(),
            came.to_owned(),
            day.clone(),
            count.to_string(),
            String::new(),
            results.total.to_string(),
        ])?;
    }
    table.end()?.flush()
}

/// What was answered, what was counted, and whether that is a share of who answered.
fn lines(question: &Question, lang: Lang) -> Vec<(String, String, bool)> {
    let count = |name: &str, count: u32| (name.to_owned(), count.to_string(), true);
    let figure = |name: &str, figure: Option<f64>| {
        (
            name.to_owned(),
            figure.map_or_else(String::new, |figure| format!("{figure:.2}")),
            false,
        )
    };
    let average = lang.pick("平均", "Average");
    match &question.found {
        Found::Choices { rows, other } => {
            let mut lines: Vec<_> = rows
                .iter()
                .map(|row| count(row.label.get(lang), row.count))
                .collect();
            if *other > 0 {
                lines.push(count(lang.pick("その他（記入）", "Something else"), *other));
            }
            lines
        }
        Found::YesNo { yes, no } => vec![
            count(lang.pick("はい", "Yes"), *yes),
            count(lang.pick("いいえ", "No"), *no),
        ],
        Found::Scale {
            low,
            counts,
            average: mean,
            nps,
        } => {
            let places = (*low..).zip(counts);
            let mut lines: Vec<_> = places.map(|(place, n)| count(&place.to_string(), *n)).collect();
            lines.push(figure(average, *mean));
            if let Some(nps) = nps {
                lines.push(count(
                    lang.pick("推奨者（9〜10）", "Promoters (9-10)"),
                    nps.promoters,
                ));
                lines.push(count(lang.pick("中立者（7〜8）", "Passives (7-8)"), nps.passives));
                lines.push(count(
                    lang.pick("批判者（0〜6）", "Detractors (0-6)"),
                    nps.detractors,
                ));
                lines.push(figure("NPS", nps.score));
            }
            lines
        }
        Found::Numbers {
            average: mean,
            least,
            most,
        } => vec![
            figure(average, *mean),
            figure(lang.pick("最小", "Least"), *least),
            figure(lang.pick("最大", "Greatest"), *most),
        ],
        Found::Files { files } => vec![(
            lang.pick("ファイル", "Files").to_owned(),
            files.to_string(),
            false,
        )],
        Found::Texts => vec![count(lang.pick("記入", "Written"), question.answered)],
    }
}

fn percent(count: &str, n: u32) -> String {
    let count: f64 = count.parse().unwrap_or_default();
    format!("{:.1}", 100.0 * count / f64::from(n))
}
