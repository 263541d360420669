//! Entries and the questions log out as tables.

use super::guard::Admin;
use crate::{
    app::App,
    error::{Error, Result},
    http::{
        download::{self, Asked},
        extract::{Json, Query},
    },
    knowledge::export,
    store::{audit, engine::Tx, questions, visit_values},
    tables::TableWriter,
};
use axum::{extract::State, response::Response};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{EntryQuery, QuestionQuery, QuestionRow, limits},
        problem::Fault,
        tables::{ShownTable, limits as shown_limits},
        widget::Outcome,
    },
    visitor::{MASK, VisitorValue},
};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Questions read at a time.
const PART: u32 = 1_000;

/// The entries that a list shows, all its pages; without a query all.
pub async fn entries(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<EntryQuery>,
) -> Result<Response> {
    super::entries::check(&query)?;
    note(&admin, "entry", &query).await?;
    let (workspace, asks) = (admin.workspace, admin.session.user.id);
    let slot = slot(&app).await?;
    Ok(download::table("entries", format, slot, move |pipe| {
        export::listed(&workspace, &query, asks, format, pipe)?;
        Ok(())
    }))
}

/// The questions that a filter finds, newest first.
pub async fn questions(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Query(query): Query<QuestionQuery>,
) -> Result<Response> {
    check(&query)?;
    note(&admin, "question", &query).await?;
    let may = admin.session.user.role.may(Permission::ReadPersonal);
    let (workspace, lang) = (admin.workspace, admin.lang);
    let slot = slot(&app).await?;
    Ok(download::table("questions", format, slot, move |pipe| {
        let mut query = query;
        let runtime = tokio::runtime::Handle::current();
        let mut table = TableWriter::new(format, pipe, &header(lang))?;
        loop {
            let (rows, next) = runtime.block_on(questions::part(&workspace, &query, PART))?;
            let rows = runtime.block_on(visit_values::fill(&workspace, rows, lang, may))?;
            for row in &rows {
                table.row(cells(row, lang))?;
            }
            query.before = next;
            if query.before.is_none() {
                table.end()?;
                return Ok(());
            }
        }
    }))
}

/// A table that a screen shows, as a file.
pub async fn shown(
    State(app): State<App>,
    admin: Admin,
    Asked(format): Asked,
    Json(table): Json<ShownTable>,
) -> Result<Response> {
    check_shown(&table)?;
    let asked = serde_json::json!({ "columns": table.columns, "rows": table.rows.len() });
    note(&admin, "table", &asked).await?;
    let slot = slot(&app).await?;
    Ok(download::table("shown", format, slot, move |pipe| {
        let header: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let mut file = TableWriter::new(format, pipe, &header)?;
        for row in &table.rows {
            file.row(row)?;
        }
        file.end()?;
        Ok(())
    }))
}

fn check_shown(table: &ShownTable) -> Result<()> {
    let is_long = |cell: &String| cell.chars().count() > shown_limits::CELL;
    let fault = if table.columns.is_empty() {
        Some(("columns", Fault::Required))
    } else if table.columns.len() > shown_limits::COLUMNS {
        Some(("columns", Fault::TooLong(shown_limits::COLUMNS as u32)))
    } else if table.rows.len() > shown_limits::ROWS {
        Some(("rows", Fault::TooLong(shown_limits::ROWS as u32)))
    } else if table.rows.iter().any(|row| row.len() != table.columns.len()) {
        Some(("rows", Fault::Unknown))
    } else if table
        .columns
        .iter()
        .chain(table.rows.iter().flatten())
        .any(is_long)
    {
        Some(("rows", Fault::TooLong(shown_limits::CELL as u32)))
    } else {
        None
    };
    fault.map_or(Ok(()), |(field, fault)| Err(Error::field(field, fault)))
}

/// Limits of a search in the log.
pub(super) fn check(query: &QuestionQuery) -> Result<()> {
    if query.q.chars().count() > limits::SEARCH {
        return Err(Error::field("q", Fault::TooLong(limits::SEARCH as u32)));
    }
    Ok(())
}

/// Notes in the audit log that somebody takes something out as a file: what (`entry`), and what he asked for.
pub(super) async fn note(admin: &Admin, what: &'static str, asked: &impl Serialize) -> Result<()> {
    let actor = admin.actor();
    let asked = serde_json::to_value(asked).map_err(Error::internal)?;
    let note = move |tx: &Tx<'_>| audit::exported(tx, &actor, what, &asked);
    admin.workspace.main().write(note).await.map_err(Error::from)
}

/// Whole files are few at a time: each takes memory or a reader.
pub(super) async fn slot(app: &App) -> Result<OwnedSemaphorePermit> {
    Arc::clone(&app.files)
        .acquire_owned()
        .await
        .map_err(|_| Error::Unavailable)
}

fn header(lang: Lang) -> [&'static str; 11] {
    match lang {
        Lang::Ja => [
            "日時 (UTC)",
            "質問",
            "結果",
            "候補",
            "読んだ回答",
            "解決",
            "ページ",
            "ウィジェット",
            "会話",
            "解決しない理由",
            "訪問者情報",
        ],
        Lang::En => [
            "time (UTC)",
            "question",
            "outcome",
            "candidates",
            "read",
            "solved",
            "page",
            "widget",
            "conversation",
            "reason",
            "visitor fields",
        ],
    }
}

fn cells(row: &QuestionRow, lang: Lang) -> [String; 11] {
    let outcome = match row.outcome {
        Outcome::Answer => lang.pick("回答", "answer"),
        Outcome::Candidates => lang.pick("候補", "candidates"),
        Outcome::NotFound => lang.pick("該当なし", "not found"),
    };
    let candidates: Vec<String> = row
        .candidates
        .iter()
        .map(|candidate| format!("{} ({})", candidate.entry.code, candidate.score))
        .collect();
    let values: Vec<String> = row.values.iter().map(|value| said(value, lang)).collect();
    let solved = match row.solved {
        None => "",
        Some(true) => lang.pick("解決", "solved"),
        Some(false) => lang.pick("未解決", "not solved"),
    };
    [
        iso(row.at),
        row.text.clone(),
        outcome.to_owned(),
        candidates.join(" "),
        row.read
            .as_ref()
            .map(|entry| entry.code.clone())
            .unwrap_or_default(),
        solved.to_owned(),
        row.page.clone(),
        row.widget.clone(),
        row.conversation.to_string(),
        row.reason.clone(),
        values.join("\n"),
    ]
}

/// `2026-11-22 14:05:09`, which spreadsheets take as a time. From days to a date by Howard Hinnant's
/// `civil_from_days`.
pub(super) fn iso(ms: i64) -> String {
    let (days, seconds) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) / 1_000);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// What is known of a visitor, in a line: the field, the value and how sure it is.
fn said(value: &VisitorValue, lang: Lang) -> String {
    let shown = if value.masked { MASK } else { &value.shown };
    format!("{}: {shown} ({})", value.label(lang), value.mark.name(lang))
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn times() {
        assert_eq!(iso(0), "1970-01-01 00:00:00");
        assert_eq!(iso(951_782_400_000), "2000-02-29 00:00:00");
        assert_eq!(iso(1_795_356_309_999), "2026-11-22 14:05:09");
    }
}
