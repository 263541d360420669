//! Import, export and publication.

use super::{Refusal, Run};
use crate::cli::wire;
use crate::tables::{TableFormat, headers};
use crate::{
    knowledge::{
        self,
        import::{self, Accept, Reading},
    },
    publish,
    store::{self, Error, Workspace, import_mappings, pinned, publications},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{EntryName, ImportField, ImportReport, ImportRow, Publication, RowError, RowKind, WORKBOOK},
        pinned::{PinnedQuery, PinnedState},
        problem::Fault,
    },
};

/// Rows and errors that a terminal shows; the rest is counted.
const SHOWN: usize = 20;

/// Applies a file, or only shows what it would do. The refused rows come back when they are wanted.
pub(super) fn import(
    run: &Run<'_>,
    file: Vec<u8>,
    wish: &wire::Import,
    progress: &mut dyn FnMut(&str),
) -> Result<(String, Vec<u8>), Refusal> {
    let workspace = run.workspace()?;
    let reading = reading(wish, run.lang)?;
    let mut plan = import::plan(&workspace, file, &reading, &run.actor, run.lang, progress)?;
    let refused = match wish.refused.filter(|_| plan.report.refused > 0) {
        Some(format) => plan.findings.refused(format, run.lang, Vec::new())?,
        None => Vec::new(),
    };
    if wish.remember
        && let Some(edit) = plan.mapping(&reading)
    {
        let edit = import::check_mapping(&edit).map_err(store::Error::Invalid)?;
        let (actor, signature) = (run.actor.clone(), headers::signature(&edit.headers));
        let set = move |tx: &store::engine::Tx<'_>| import_mappings::set(tx, &actor, &signature, &edit);
        workspace.main().write_blocking(set)?;
    }
    let may = !plan.report.blocked && (plan.report.error_count == 0 || wish.good_rows);
    let report = if wish.dry_run || !may {
        plan.report
    } else {
        progress(run.lang.pick("保存しています", "Saving"));
        let accept = Accept {
            expect: None,
            partial: wish.good_rows,
            file: &wish.name,
        };
        import::apply(&workspace, plan, accept, run.actor.clone())?
    };
    let text = describe(&report, run.lang);
    let done = report.applied || (wish.dry_run && may);
    if done {
        Ok((text, refused))
    } else {
        Err(Refusal::File(text, refused))
    }
}

/// How the file is read, by the flags.
fn reading(wish: &wire::Import, lang: Lang) -> Result<Reading, Refusal> {
    let unknown = |name: &str| {
        let known: Vec<&str> = ImportField::ALL.into_iter().map(ImportField::tag).collect();
        let known = known.join(", ");
        Refusal::Text(match lang {
            Lang::Ja => format!("--map に知らない項目があります: {name}（使えるもの: {known}）"),
            Lang::En => format!("--map names no field of ours: {name} (there are {known})"),
        })
    };
    let mut reading = Reading {
        header: wish.header,
        html: wish.html,
        ..Reading::default()
    };
    if wish.map.iter().any(|part| part.contains('=')) {
        for part in &wish.map {
            let (name, tag) = part.rsplit_once('=').unwrap_or((part, ""));
            let field = ImportField::of_tag(tag.trim()).ok_or_else(|| unknown(tag))?;
            reading.named.push((name.trim().to_owned(), field));
        }
    } else if !wish.map.is_empty() {
        let columns = Reading::columns_of(&wish.map.join(","));
        reading.columns = Some(columns.map_err(|name| unknown(&name))?);
    }
    Ok(reading)
}

/// All entries as a table.
pub(super) fn export(run: &Run<'_>, format: TableFormat) -> Result<(String, Vec<u8>), Refusal> {
    let workspace: &Workspace = &*run.workspace()?;
    let mut file = Vec::new();
    knowledge::export::entries(workspace, format, &mut file)?;
    // The file itself may go to standard output, so there is nothing to say.
    Ok((String::new(), file))
}

fn describe(report: &ImportReport, lang: Lang) -> String {
    let mut lines = Vec::new();
    if report.encoding == WORKBOOK {
        lines.push(lang.pick("Excel ブック", "Excel workbook").to_owned());
    } else if !report.encoding.is_empty() {
        let separator = match report.separator.as_str() {
            "\t" => lang.pick("タブ", "tab"),
            other => other,
        };
        lines.push(match lang {
            Lang::Ja => format!("文字コード {}、区切り {separator}", report.encoding),
            Lang::En => format!("Encoding {}, separator {separator}", report.encoding),
        });
    }
    if !report.ignored_columns.is_empty() {
        let names = report.ignored_columns.join(", ");
        lines.push(match lang {
            Lang::Ja => format!("取り込まない列: {names}"),
            Lang::En => format!("Columns left out: {names}"),
        });
    }
    if report.asks {
        lines.extend(columns_of(report, lang));
        return lines.join("\n");
    }
    if report.html > 0 {
        lines.push(match lang {
            Lang::Ja => format!("HTML の回答を Markdown に変換: {} 件", report.html),
            Lang::En => format!("Answers turned from HTML into Markdown: {}", report.html),
        });
    }
    if report.by_title > 0 {
        lines.push(match lang {
            Lang::Ja => format!("ID がなく、タイトルが同じ FAQ とみなした行: {}", report.by_title),
            Lang::En => format!(
                "Rows without an id that are the entry with their title: {}",
                report.by_title
            ),
        });
    }
    lines.extend(report.warnings.iter().map(|warning| warning.message.clone()));
    lines.extend(error_lines(&report.errors, report.error_count as usize, lang));
    if report.error_count == 0 || report.applied {
        lines.extend(report.rows.iter().take(SHOWN).map(|row| row_line(row, lang)));
        let changes = (report.new + report.changed) as usize;
        lines.extend(more(changes, report.rows.len().min(SHOWN), lang));
    }
    lines.push(summary(report, lang));
    lines.join("\n")
}

/// Asks what the columns are.
fn columns_of(report: &ImportReport, lang: Lang) -> Vec<String> {
    let mut lines = vec![
        lang.pick(
            "列の意味がわかりません。--map で指定してください（推測を示します）:",
            "It is not known what the columns are. Please say so with --map (these are guesses):",
        )
        .to_owned(),
    ];
    for column in &report.columns {
        let field = column.field.map_or("-", ImportField::tag);
        let sample: String = column.samples.join(" / ").chars().take(60).collect();
        lines.push(format!(
            "  {} = {field}    {}",
            column.name,
            sample.replace('\n', " ")
        ));
    }
    let named = report
        .columns
        .iter()
        .filter_map(|column| Some((column, column.field?)));
    let map: Vec<String> = named
        .map(|(column, field)| format!("{}={}", column.name, field.tag()))
        .collect();
    lines.push(format!("  --map \"{}\"", map.join(",")));
    lines
}

/// The first errors of a file, and how many more of `count` there are.
pub(in crate::cli) fn error_lines(
    errors: &[RowError],
    count: usize,
    lang: Lang,
) -> impl Iterator<Item = String> {
    let shown = errors
        .iter()
        .take(SHOWN)
        .map(move |error| error_line(error, lang));
    shown.chain(more(count, errors.len().min(SHOWN), lang))
}

fn more(all: usize, shown: usize, lang: Lang) -> Option<String> {
    let rest = all.checked_sub(shown).filter(|rest| *rest > 0)?;
    Some(match lang {
        Lang::Ja => format!("  ほか {rest} 件"),
        Lang::En => format!("  and {rest} more"),
    })
}

fn error_line(error: &RowError, lang: Lang) -> String {
    let RowError {
        row, column, message, ..
    } = error;
    match (lang, *row, column.is_empty()) {
        (_, 0, _) => format!("  {message}"),
        (Lang::Ja, _, true) => format!("  {row} 行目: {message}"),
        (Lang::Ja, _, false) => format!("  {row} 行目「{column}」: {message}"),
        (Lang::En, _, true) => format!("  row {row}: {message}"),
        (Lang::En, _, false) => format!("  row {row}, {column}: {message}"),
    }
}

fn row_line(row: &ImportRow, lang: Lang) -> String {
    let fields = row
        .changes
        .iter()
        .map(|change| change.field.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    match (lang, row.kind == RowKind::New) {
        (Lang::Ja, true) => format!("  {} 行目 新規 {} {}", row.row, row.code, row.title),
        (Lang::Ja, false) => format!("  {} 行目 変更 {} {}（{fields}）", row.row, row.code, row.title),
        (Lang::En, true) => format!("  row {} new {} {}", row.row, row.code, row.title),
        (Lang::En, false) => format!("  row {} changed {} {} ({fields})", row.row, row.code, row.title),
    }
}

fn summary(report: &ImportReport, lang: Lang) -> String {
    let ImportReport {
        new,
        changed,
        unchanged,
        error_count,
        ..
    } = report;
    let counts = match lang {
        Lang::Ja if report.applied && *error_count > 0 => {
            format!(
                "新規 {new}、変更 {changed}、変更なし {unchanged}、取り込めなかった行 {}",
                report.refused
            )
        }
        Lang::En if report.applied && *error_count > 0 => {
            format!(
                "{new} new, {changed} changed, {unchanged} unchanged, {} rows refused",
                report.refused
            )
        }
        Lang::Ja => format!("新規 {new}、変更 {changed}、変更なし {unchanged}、エラー {error_count}"),
        Lang::En => format!("{new} new, {changed} changed, {unchanged} unchanged, {error_count} errors"),
    };
    let end = match (report.error_count > 0, report.applied) {
        (true, false) => lang.pick(
            "エラーがあるため、何も変更していません。",
            "Nothing was changed, because of the errors.",
        ),
        (_, true) if new + changed == 0 => lang.pick("変更はありませんでした。", "Nothing to change."),
        (_, true) => lang.pick(
            "取り込みました。公開するには kotae publish を実行してください。",
            "Imported. Run “kotae publish” to show the entries to visitors.",
        ),
        (false, false) => lang.pick(
            "確認だけで、何も変更していません。",
            "A dry run: nothing was changed.",
        ),
    };
    format!("{counts}\n{end}")
}

/// A publication was stopped by pinned questions: which ones, what each expects and what came.
fn stopped(workspace: &Workspace, lang: Lang, faults: &[(String, Fault)]) -> Refusal {
    let query = PinnedQuery {
        state: Some(PinnedState::Broken),
        limit: SHOWN as u32,
        ..PinnedQuery::default()
    };
    let page = match workspace.main().read_blocking(|read| pinned::list(read, &query)) {
        Ok(page) => page,
        Err(error) => return Refusal::Store(error),
    };
    let name = |entry: Option<&EntryName>| match entry {
        Some(entry) => format!("{} {}", entry.code, entry.title),
        None => lang.pick("（見つからない）", "(nothing)").to_owned(),
    };
    let mut lines: Vec<String> = faults.iter().map(|(_, fault)| fault.message(lang)).collect();
    for one in &page.items {
        let expected = name(one.entry.as_ref());
        let came = name(one.last.as_ref().and_then(|run| run.came.as_ref()));
        lines.push(match lang {
            Lang::Ja => format!("  「{}」 期待: {expected} / 結果: {came}", one.question),
            Lang::En => format!("  “{}” expected: {expected} / came: {came}", one.question),
        });
    }
    let rest = page.total as usize - page.items.len();
    if rest > 0 {
        lines.push(match lang {
            Lang::Ja => format!("  ほか {rest} 件"),
            Lang::En => format!("  and {rest} more"),
        });
    }
    lines.push(
        lang.pick(
            "このまま公開するには --force-reason で理由を指定してください。",
            "To publish nevertheless, say why with --force-reason.",
        )
        .to_owned(),
    );
    Refusal::Text(lines.join("\n"))
}

/// Publishes.
pub(super) fn publish(
    run: &Run<'_>,
    why: publish::Why<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<String, Refusal> {
    let workspace = run.workspace()?;
    let note = knowledge::validate::note(why.note).map_err(crate::store::Error::Invalid)?;
    let before = workspace
        .main()
        .read_blocking(publications::current)?
        .map(|current| current.number);
    let publication = publish::publish(
        &workspace,
        run.actor.clone(),
        publish::Why::new(&note, why.force),
        run.lang,
        progress,
    );
    let publication = publication.map_err(|error| match error {
        Error::Invalid(faults) if faults.iter().any(|(_, fault)| matches!(fault, Fault::Pinned(_))) => {
            stopped(&workspace, run.lang, &faults)
        }
        other => Refusal::Store(other),
    })?;
    let Publication {
        number,
        entries,
        pack_bytes,
        ..
    } = publication;
    let kilobytes = pack_bytes.div_ceil(1_000);
    Ok(match (run.lang, before == Some(number)) {
        (Lang::Ja, true) => format!("変更はありません（公開 {number}、{entries} 件）。"),
        (Lang::En, true) => format!("Nothing to publish (publication {number}, {entries} entries)."),
        (Lang::Ja, false) => format!("公開しました: 公開 {number}、{entries} 件、{kilobytes} KB"),
        (Lang::En, false) => format!("Published: publication {number}, {entries} entries, {kilobytes} KB"),
    })
}
