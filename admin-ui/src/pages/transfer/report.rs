//! The result of a dry run: counts, errors, and what would change.

use super::{import::Course, mapping, rows::Rows, what::What};
use crate::draw::Draw;
use crate::{
    lang::{self, number, t},
    ui::{Icon, SaveTable, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{ImportReport, RowError, WORKBOOK},
        transfer::MappingFrom,
    },
};
use leptos::prelude::*;

/// The result, with what can be done now.
#[component]
pub(super) fn Report(report: ImportReport, course: Course) -> impl IntoView {
    let chips = [
        ("good", Icon::Plus, t("新規", "New"), report.new),
        ("warn", Icon::Edit, t("変更", "Changed"), report.changed),
        ("", Icon::Check, t("変更なし", "Unchanged"), report.unchanged),
        (
            "bad",
            Icon::Alert,
            t("エラーの行", "Refused rows"),
            report.refused,
        ),
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
    let rows = (!report.blocked).then(|| view! { <Rows report=report.clone() course=course/> });
    view! {
        <div class="section-head">
            <h3 id="import-result" tabindex="-1">{course.name()}</h3>
            <span class="chips">{chips.collect_view()}</span>
        </div>
        <p class="quiet small">{found(&report)}</p>
        {how(&report, course)}
        {ignored}
        {report.warnings.iter().map(|warning| note("warn", warning.message.clone())).collect_view()}
        {verdict(&report, course.what)}
        {choice(&report, course)}
        {report.blocked.then(|| errors(&report))}
        {rows}
    }
    .draw()
}

/// How the columns were read, what became of HTML and of rows without ids.
fn how(report: &ImportReport, course: Course) -> Option<AnyView> {
    if course.what != What::Entries || report.columns.is_empty() {
        return None;
    }
    let from = match report.mapping {
        MappingFrom::Names => t("列の名前から判断しました。", "By the names of the columns."),
        MappingFrom::Remembered => t(
            "前に選んだ列の対応を使いました。",
            "As was said of such a file before.",
        ),
        MappingFrom::Given | MappingFrom::Guessed => t("選んだ列の対応を使いました。", "As you said."),
    };
    let again = report.clone();
    let html = (report.html > 0).then(|| {
        let count = number(report.html);
        let text = match lang::current() {
            Lang::Ja => format!("{count} 件の回答が HTML だったので、Markdown に変えて取り込みます。"),
            Lang::En => format!("{count} answers were HTML; they are imported as Markdown."),
        };
        view! { <p>{text}</p> }
    });
    let by_title = (report.by_title > 0).then(|| {
        let count = number(report.by_title);
        let text = match lang::current() {
            Lang::Ja => format!(
                "{count} 行は ID がないので、タイトルがまったく同じ FAQ とみなしました。同じファイルを 2 度取り込んでも、FAQ は増えません。"
            ),
            Lang::En => format!(
                "{count} rows have no ID and were matched with the entry of just the same title. Importing a file twice adds nothing twice."
            ),
        };
        view! { <p>{text}</p> }
    });
    let view = view! {
        <div class="mapping-said">
            <p>
                {from}
                " "
                <span class="quiet">{mapping::summary(report)}</span>
                " "
                <button type="button" class="button small" on:click=move |_| course.ask(again.clone())>
                    {icon(Icon::Edit)}
                    {t("列の対応を変える", "Change the mapping")}
                </button>
            </p>
            {html}
            {by_title}
        </div>
    };
    Some(view.draw())
}

/// What follows from the result.
fn verdict(report: &ImportReport, what: What) -> AnyView {
    if report.blocked {
        return note(
            "bad",
            t(
                "エラーがあるため、このファイルは取り込めません。何も変更していません。ファイルを直して、もう一度選んでください。",
                "The file has errors and cannot be imported. Nothing was changed. Please mend the file and choose it again.",
            ),
        )
        .draw();
    }
    if report.error_count == 0 && report.new + report.changed == 0 {
        return note("", what.same()).draw();
    }
    view! {
        <p>
            {what.unchanged_yet()}
        </p>
    }
    .draw()
}

/// The buttons, and with refused rows the choice between none and the good ones.
fn choice(report: &ImportReport, course: Course) -> AnyView {
    let writes = report.new + report.changed;
    let another = |words: &'static str, primary: bool| {
        view! {
            <button type="button" class="button" class:primary=primary on:click=move |_| course.restart()>
                {words}
            </button>
        }
    };
    let apply = |words: String, partial: bool, primary: bool| {
        let applied = report.clone();
        view! {
            <button
                type="button"
                class="button"
                class:primary=primary
                on:click=move |_| course.apply(applied.clone(), partial)
            >
                {icon(Icon::Upload)}
                {words}
            </button>
        }
    };
    if report.blocked {
        let words = t("直したファイルを選ぶ", "Choose the mended file");
        return view! { <div class="form-actions">{another(words, true)}</div> }.draw();
    }
    if report.error_count == 0 {
        let words = t("別のファイルを選ぶ", "Choose another file");
        let apply = (writes > 0).then(|| apply(course.what.act(writes), false, true));
        return view! { <div class="form-actions">{apply} {another(words, false)}</div> }.draw();
    }
    let (refused, good) = (number(report.refused), number(writes));
    let head = match lang::current() {
        Lang::Ja => format!("{refused} 行にエラーがあります。どちらかを選んでください。"),
        Lang::En => format!("{refused} rows are refused. Choose how to go on."),
    };
    let good_rows = (writes > 0).then(|| {
        let words = match lang::current() {
            Lang::Ja => format!("エラーのない {good} 件だけを取り込む"),
            Lang::En => format!("Import only the {good} good rows"),
        };
        apply(words, true, false)
    });
    let path = format!("import/checks/{}/refused", report.token);
    note(
        "warn",
        view! {
            <b>{head}</b>
            <p>
                {t(
                    "何も取り込まずにファイルを直して選び直すか、エラーのない行だけを先に取り込みます。エラーの行は理由の列つきのファイルで受け取り、直してそのまま取り込めます。",
                    "Mend the file and choose it again, with nothing imported until then; or import the good rows now. The refused rows come back as a file with the reasons in a column, which can be mended and imported as it is.",
                )}
            </p>
            <div class="form-actions">
                {another(t("何も取り込まず、直したファイルを選ぶ", "Import nothing, choose the mended file"), true)}
                {good_rows}
            </div>
            <div class="form-actions">
                <span>{t("エラーの行だけのファイル:", "The refused rows as a file:")}</span>
                <SaveTable path=move |ending: &'static str| format!("{path}.{ending}") name="refused"/>
            </div>
        },
    )
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
