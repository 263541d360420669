//! What the dry run found.

use super::{import::Course, rows, what::What};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    ui::{Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::admin::{ImportReport, RowError, WORKBOOK},
};
use leptos::prelude::*;

/// The result, with what can be done now.
#[component]
pub(super) fn Report(report: ImportReport, course: Course) -> impl IntoView {
    let writes = report.new + report.changed;
    let chips = [
        ("good", Icon::Plus, t("新規", "New"), report.new),
        ("warn", Icon::Edit, t("変更", "Changed"), report.changed),
        ("", Icon::Check, t("変更なし", "Unchanged"), report.unchanged),
        ("bad", Icon::Alert, t("エラー", "Errors"), report.error_count),
    ];
    let chips = chips
        .into_iter()
        .filter(|(tone, _, _, count)| *count > 0 || *tone != "bad")
        .map(|(tone, mark, word, count)| {
            let tone = if count > 0 { tone } else { "" };
            view! {
                <span class=format!("chip bare {tone}")>
                    {icon(mark)} {word} " " {number(count)}
                </span>
            }
        });
    let ignored = (!report.ignored_columns.is_empty()).then(|| {
        let names = report.ignored_columns.join(t("、", ", "));
        note(
            "warn",
            match lang::current() {
                Lang::Ja => format!("次の列は使わずに進めます: {names}"),
                Lang::En => format!("These columns are not known and are left out: {names}"),
            },
        )
    });
    let verdict = verdict(&report, course.what);
    let can_apply = report.error_count == 0 && writes > 0;
    let applied = report.clone();
    let apply = can_apply.then(|| {
        view! {
            <button type="button" class="button primary" on:click=move |_| course.apply(applied.clone())>
                {icon(Icon::Upload)}
                {course.what.act(writes)}
            </button>
        }
    });
    let is_faulty = report.error_count > 0;
    let restart = if is_faulty {
        t("直したファイルを選ぶ", "Choose the mended file")
    } else {
        t("別のファイルを選ぶ", "Choose another file")
    };
    view! {
        <div class="section-head">
            <h3 id="import-result" tabindex="-1">{course.name()}</h3>
            <span class="chips">{chips.collect_view()}</span>
        </div>
        <p class="quiet small">{found(&report)}</p>
        {ignored}
        {verdict}
        <div class="form-actions">
            {apply}
            <button
                type="button"
                class="button"
                class:primary=is_faulty
                on:click=move |_| course.restart()
            >
                {restart}
            </button>
        </div>
        {errors(&report)}
        {rows::table(&report.rows, writes)}
    }
    .draw()
}

/// What follows from the result.
fn verdict(report: &ImportReport, what: What) -> AnyView {
    if report.error_count > 0 {
        return note(
            "bad",
            t(
                "エラーがあるため、このファイルは取り込めません。何も変更していません。ファイルを直して、もう一度選んでください。",
                "The file has errors and cannot be imported. Nothing was changed. Please mend the file and choose it again.",
            ),
        )
        .draw();
    }
    if report.new + report.changed == 0 {
        return note("", what.same()).draw();
    }
    view! {
        <p>
            {what.unchanged_yet()}
        </p>
    }
    .draw()
}

fn found(report: &ImportReport) -> String {
    if report.encoding == WORKBOOK {
        return t("Excel ブックの最初のシート", "First sheet of an Excel workbook").to_owned();
    }
    let separator = match report.separator.as_str() {
        "," => t("カンマ", "comma"),
        ";" => t("セミコロン", "semicolon"),
        "\t" => t("タブ", "tab"),
        other => other,
    };
    match lang::current() {
        Lang::Ja => format!("文字コード: {}、区切り: {separator}", report.encoding),
        Lang::En => format!("Encoding: {}, separator: {separator}", report.encoding),
    }
}

fn errors(report: &ImportReport) -> Option<impl IntoView + use<>> {
    let shown = report.errors.len() as u32;
    if shown == 0 {
        return None;
    }
    let rest = (report.error_count > shown).then(|| {
        let (shown, all) = (number(shown), number(report.error_count));
        let text = match lang::current() {
            Lang::Ja => format!("全 {all} 件のうち、最初の {shown} 件を表示しています。"),
            Lang::En => format!("The first {shown} of {all} are shown."),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let line = |error: &RowError| {
        // Row 0 is the file as a whole.
        let row = if error.row == 0 {
            t("全体", "File").to_owned()
        } else {
            number(error.row)
        };
        view! {
            <tr>
                <td class="number">{row}</td>
                <td>{error.column.clone()}</td>
                <td>{error.message.clone()}</td>
            </tr>
        }
    };
    Some(view! {
        <div class="table-frame">
            <table class="table errors-table">
                <caption class="unseen">{t("エラーの一覧", "Errors")}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{t("行", "Row")}</th>
                        <th scope="col">{t("列", "Column")}</th>
                        <th scope="col">{t("エラー", "Error")}</th>
                    </tr>
                </thead>
                <tbody>{report.errors.iter().map(line).collect_view()}</tbody>
            </table>
        </div>
        {rest}
    })
}
