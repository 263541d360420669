//! Reports as tables.

use crate::tables::{TableFormat, TableWriter, cells};
use kotae_shared::{
    Lang,
    api::reports::{AskedOften, EntryReport, Figure, Overview, QuestionReport, ScenarioReport, Usage},
};
use std::io::{self, Write};

/// A report that is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// The overview.
    Overview(Box<Overview>),
    /// Entries.
    Entries(EntryReport),
    /// Questions, or (`true`) those alone that found nothing.
    Questions(QuestionReport, bool),
    /// Words.
    Terms(QuestionReport),
    /// Scenarios.
    Scenarios(ScenarioReport),
}

/// Writes a report.
pub fn export<W: Write + Send>(report: &Report, lang: Lang, format: TableFormat, to: W) -> io::Result<()> {
    match report {
        Report::Overview(report) => overview(report, lang, format, to),
        Report::Entries(report) => entries(report, lang, format, to),
        Report::Questions(report, false) => questions(&report.asked, lang, format, to),
        Report::Questions(report, true) => questions(&report.not_found, lang, format, to),
        Report::Terms(report) => {
            let header = [lang.pick("語句", "Word"), lang.pick("質問", "Questions")];
            let mut table = TableWriter::new(format, to, &header)?;
            for (word, count) in &report.terms {
                table.row([word.clone(), count.to_string()])?;
            }
            table.end()?.flush()
        }
        Report::Scenarios(report) => scenarios(report, lang, format, to),
    }
}

/// A row for each part of the time, and behind them the two periods as a whole.
fn overview<W: Write + Send>(report: &Overview, lang: Lang, format: TableFormat, to: W) -> io::Result<()> {
    let [ja, en] = [0, 1];
    let name = |figure: Figure| figure.name()[if lang == Lang::Ja { ja } else { en }];
    let figures: Vec<Figure> = Figure::ALL
        .into_iter()
        .filter(|figure| report.hours.is_some() || figure.has_category())
        .collect();
    let mut header = vec![lang.pick("期間", "Time")];
    header.extend(figures.iter().map(|figure| name(*figure)));
    let mut table = TableWriter::new(format, to, &header)?;
    let mut row = |time: String, usage: &Usage| {
        let values = figures.iter().map(|figure| value(*figure, usage));
        table.row([time].into_iter().chain(values))
    };
    for (day, usage) in &report.steps {
        row(day.clone(), usage)?;
    }
    row(
        format!("{} – {}", report.days.from, report.days.until),
        &report.now,
    )?;
    row(
        format!("{} – {}", report.days_before.from, report.days_before.until),
        &report.before,
    )?;
    table.end()?.flush()
}

/// A count, or a share in percent.
fn value(figure: Figure, usage: &Usage) -> String {
    match figure.of(usage) {
        None => String::new(),
        Some(share) if figure.is_rate() => format!("{:.1}%", share * 100.0),
        Some(count) => format!("{count}"),
    }
}

fn entries<W: Write + Send>(report: &EntryReport, lang: Lang, format: TableFormat, to: W) -> io::Result<()> {
    let header = match lang {
        Lang::Ja => [
            "コード",
            "タイトル",
            "カテゴリ",
            "表示",
            "閲覧",
            "解決",
            "未解決",
            "解決率（%）",
            "最後の表示",
        ],
        Lang::En => [
            "Code",
            "Title",
            "Category",
            "Shown",
            "Read",
            "Solved",
            "Not solved",
            "Solved rate (%)",
            "Last shown",
        ],
    };
    let mut table = TableWriter::new(format, to, &header)?;
    for row in &report.rows {
        let said = row.solved + row.not_solved;
        let rate = if said > 0 {
            format!("{:.1}", 100.0 * row.solved as f64 / said as f64)
        } else {
            String::new()
        };
        table.row([
            row.entry.code.clone(),
            row.entry.title.clone(),
            cells::join_path(row.category.iter().map(String::as_str)),
            row.shown.to_string(),
            row.read.to_string(),
            row.solved.to_string(),
            row.not_solved.to_string(),
            rate,
            row.last.clone(),
        ])?;
    }
    table.end()?.flush()
}

fn questions<W: Write + Send>(rows: &[AskedOften], lang: Lang, format: TableFormat, to: W) -> io::Result<()> {
    let header = match lang {
        Lang::Ja => ["質問", "回数", "見つからなかった", "解決", "未解決"],
        Lang::En => ["Question", "Asked", "Found nothing", "Solved", "Not solved"],
    };
    let mut table = TableWriter::new(format, to, &header)?;
    for row in rows {
        table.row([
            row.text.clone(),
            row.count.to_string(),
            row.not_found.to_string(),
            row.solved.to_string(),
            row.not_solved.to_string(),
        ])?;
    }
    table.end()?.flush()
}

fn scenarios<W: Write + Send>(
    report: &ScenarioReport,
    lang: Lang,
    format: TableFormat,
    to: W,
) -> io::Result<()> {
    let header = match lang {
        Lang::Ja => [
            "シナリオ",
            "ステップ",
            "内容",
            "終わり",
            "会話",
            "ここで離れた会話",
        ],
        Lang::En => ["Scenario", "Step", "Text", "An end", "Conversations", "Left here"],
    };
    let mut table = TableWriter::new(format, to, &header)?;
    for scenario in &report.scenarios {
        for step in &scenario.steps {
            let left = if step.is_end { 0 } else { step.last };
            table.row([
                scenario.name.get(lang).to_owned(),
                step.step.clone(),
                step.text.get(lang).to_owned(),
                if step.is_end {
                    lang.pick("はい", "yes").to_owned()
                } else {
                    String::new()
                },
                step.seen.to_string(),
                left.to_string(),
            ])?;
        }
    }
    table.end()?.flush()
}
