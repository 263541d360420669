//! Submissions as a table: with a column for each field that the form ever had, when one form is asked for.

use crate::{
    store::{
        Result, Workspace, forms, submissions,
        visitor_values::{self, Fields},
    },
    tables::{TableFormat, TableWriter},
};
use jiff::{Timestamp, tz::TimeZone};
use kotae_shared::{
    Lang,
    api::forms::{Sender, SubmissionQuery, SubmissionRow, SubmissionState},
    form::{
        Field, Form, Kind,
        answers::{Answer, Value},
    },
    visitor::{MASK, VisitorField, VisitorValue},
};
use std::io::Write;

/// Submissions read at a time.
const PART: u32 = 500;

/// Writes those that a query finds, in its order; `may`: also what is personal of visitor fields. Blocks.
pub fn export<W: Write + Send>(
    workspace: &Workspace,
    mut query: SubmissionQuery,
    (lang, may): (Lang, bool),
    format: TableFormat,
    to: W,
) -> Result<()> {
    // A file has all, whatever page was looked at.
    (query.offset, query.before) = (0, None);
    let main = workspace.main();
    let asked = match query.form {
        Some(form) => main.read_blocking(|read| forms::definitions(read, form))?,
        None => Vec::new(),
    };
    let fields = fields(&asked);
    let people = main.read_blocking(forms::handlers)?;
    let zone = main.read_blocking(crate::store::jobs::time_zone)?;
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let mut header: Vec<String> = fixed(lang).iter().map(|name| (*name).to_owned()).collect();
    let known = main.read_blocking(visitor_values::fields)?;
    header.extend(known.all().map(|field| field.name.get(lang).to_owned()));
    if known.all().next().is_some() {
        header.push(lang.pick("訪問者情報の確かさ", "How sure that is").to_owned());
    }
    header.extend(fields.iter().map(|field| heading(field, lang)));
    if query.form.is_none() {
        header.push(lang.pick("回答", "Answers").to_owned());
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = TableWriter::new(format, to, &header)?;
    loop {
        let (rows, next) = main.read_blocking(|read| submissions::part(read, &query, PART))?;
        for (row, from, answers) in &rows {
            let assignee = people.iter().find(|person| Some(person.id) == row.assignee);
            let assignee = assignee.map_or("", |person| &person.name);
            let mut cells = first(row, from, assignee, &zone, lang);
            let stored = main.read_blocking(|read| submissions::values(read, row.id))?;
            cells.extend(of_visitor(&known, &known.show(&stored, lang, may), lang));
            let of = |field: &&Field| {
                let answer = answers.iter().find(|answer| answer.key == field.key);
                answer.map_or_else(String::new, |answer| written(&answer.value, Some(field), lang))
            };
            cells.extend(fields.iter().map(of));
            if query.form.is_none() {
                let line =
                    |answer: &Answer| format!("{}: {}", answer.key, written(&answer.value, None, lang));
                cells.push(answers.iter().map(line).collect::<Vec<_>>().join("\n"));
            }
            table.row(cells)?;
        }
        query.before = next;
        if query.before.is_none() {
            table.end()?.flush()?;
            return Ok(());
        }
    }
}

/// A cell for each visitor field, and one that says how sure they are.
fn of_visitor(fields: &Fields, values: &[VisitorValue], lang: Lang) -> Vec<String> {
    let of = |field: &VisitorField| match values.iter().find(|value| value.key == field.key) {
        Some(value) if value.masked => MASK.to_owned(),
        Some(value) => value.shown.clone(),
        None => String::new(),
    };
    let mut cells: Vec<String> = fields.all().map(of).collect();
    if !cells.is_empty() {
        let sure = |value: &VisitorValue| format!("{}: {}", value.label(lang), value.mark.name(lang));
        cells.push(values.iter().map(sure).collect::<Vec<_>>().join("\n"));
    }
    cells
}

/// Each field once, as it is now; behind them what earlier versions had.
fn fields(asked: &[Form]) -> Vec<&Field> {
    let mut fields: Vec<&Field> = Vec::new();
    for field in asked.iter().flat_map(Form::fields) {
        let is_known = fields.iter().any(|known| known.key == field.key);
        if field.kind != Kind::Heading && !is_known {
            fields.push(field);
        }
    }
    fields
}

fn heading(field: &Field, lang: Lang) -> String {
    let label = field.label.get(lang);
    let label = if label.is_empty() { &field.key } else { label };
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fixed(lang: Lang) -> [&'static str; 8] {
    match lang {
        Lang::Ja => [
            "受付番号",
            "日時",
            "フォーム",
            "状態",
            "担当者",
            "送信者",
            "メールアドレス",
            "本人確認",
        ],
        Lang::En => [
            "Number",
            "Time",
            "Form",
            "State",
            "Assignee",
            "Sender",
            "E-mail",
            "Identity shown",
        ],
    }
}

fn first(row: &SubmissionRow, from: &Sender, assignee: &str, zone: &TimeZone, lang: Lang) -> Vec<String> {
    let at = Timestamp::from_millisecond(row.created_at).unwrap_or_default();
    let yes_no = |yes| {
        if yes {
            lang.pick("はい", "Yes")
        } else {
            lang.pick("いいえ", "No")
        }
    };
    vec![
        row.number.to_string(),
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        row.form_name.get(lang).to_owned(),
        state(row.state, lang).to_owned(),
        assignee.to_owned(),
        row.sender.clone(),
        from.email.clone(),
        yes_no(from.verified).to_owned(),
    ]
}

fn state(state: SubmissionState, lang: Lang) -> &'static str {
    match state {
        SubmissionState::New => lang.pick("新規", "New"),
        SubmissionState::InProgress => lang.pick("対応中", "In progress"),
        SubmissionState::Done => lang.pick("完了", "Done"),
        SubmissionState::Spam => lang.pick("迷惑", "Spam"),
    }
}

/// An answer as a person reads it.
pub fn written(value: &Value, field: Option<&Field>, lang: Lang) -> String {
    let label = |value: &String| {
        let choice = field.and_then(|field| field.choices.iter().find(|choice| choice.value == *value));
        choice.map_or_else(|| value.clone(), |choice| choice.label.get(lang).to_owned())
    };
    match value {
        Value::Text(value) => label(value),
        Value::Choices(chosen) => crate::tables::join_list(&chosen.iter().map(label).collect::<Vec<_>>()),
        Value::Yes(true) => lang.pick("はい", "Yes").to_owned(),
        Value::Yes(false) => lang.pick("いいえ", "No").to_owned(),
        Value::Files(ids) => ids.len().to_string(),
        Value::Scale(place) => place.to_string(),
    }
}
