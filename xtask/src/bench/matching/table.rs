//! Results as Markdown.

use super::{engine::Run, metrics::Metrics, sets::Set};
use std::fmt::Write as _;

/// A line of results.
pub(super) struct Row {
    set: String,
    engine: String,
    metrics: Metrics,
    build_ms: f64,
    index_bytes: u64,
    /// Of what a visitor waits for, the bytes of an entry.
    sent: Option<f64>,
}

impl Row {
    pub(super) fn new(set: &Set, engine: &str, run: &Run) -> Self {
        Self {
            set: set.name.clone(),
            engine: engine.to_owned(),
            metrics: Metrics::new(set, run),
            build_ms: run.ready.build_ms,
            index_bytes: run.ready.index_bytes,
            sent: run
                .ready
                .first_sent_bytes
                .map(|bytes| bytes as f64 / set.documents as f64),
        }
    }

    /// What is shown as soon as it is there.
    pub(super) fn line(&self) -> String {
        let Metrics { all, auc, .. } = &self.metrics;
        format!(
            "   {:<20} {:<28} hit@1 {:.4} hit@3 {:.4} AUC {}",
            self.set,
            self.engine,
            all.first(),
            all.third(),
            auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.4}"))
        )
    }
}

/// Every engine on every set, set by set.
pub(super) fn comparison(rows: &[Row]) -> String {
    let mut table = String::from(
        "| set | engine | hit@1 | hit@3 | hit@1 by kind | no-answer AUC | query p50 / p99 | build | index |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let Metrics {
            all,
            kinds,
            auc,
            p50,
            p99,
        } = &row.metrics;
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, hits)| format!("{kind} {}", share(hits.first())))
            .collect();
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} / {} ms | {:.0} ms | {} KB{} |",
            row.set,
            row.engine,
            share(all.first()),
            share(all.third()),
            or_dash(kinds.join(", ")),
            or_dash(auc.map(share).unwrap_or_default()),
            milliseconds(*p50),
            milliseconds(*p99),
            row.build_ms,
            row.index_bytes.div_ceil(1_000),
            row.sent.map_or_else(String::new, |bytes| format!(
                " (first file, brotli: {bytes:.0} B an entry)"
            )),
        );
    }
    table
}

/// What is left without a part: a line a part, the sets side by side. `rows` has all sets of one variant together.
pub(super) fn ablation(rows: &[Row], sets: &[Set]) -> String {
    let mut table = String::from("| ours |");
    for set in sets {
        let _ = write!(table, " {} |", set.name);
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(sets.len()));
    table.push('\n');
    for variant in rows.chunks(sets.len()) {
        let _ = write!(table, "| {} |", variant.first().map_or("", |row| &row.engine));
        for Row { metrics, .. } in variant {
            let auc = metrics.auc.map(|auc| format!(" ({})", share(auc)));
            let _ = write!(
                table,
                " {} / {}{} |",
                share(metrics.all.first()),
                share(metrics.all.third()),
                auc.unwrap_or_default()
            );
        }
        table.push('\n');
    }
    table
}

/// Three digits, without the zero before the point.
fn share(share: f64) -> String {
    let text = format!("{share:.3}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

fn milliseconds(microseconds: f64) -> String {
    let ms = microseconds / 1_000.0;
    if ms < 10.0 {
        format!("{ms:.2}")
    } else {
        format!("{ms:.0}")
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}
