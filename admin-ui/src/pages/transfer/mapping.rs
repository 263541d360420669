//! What the columns of a file are: shown with their first cells, guessed, said by whoever imports, remembered.

use super::{import::Course, rows::field};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    ui::{Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{ImportField, ImportReport},
        transfer::{ImportColumn, MappingEdit, MappingFrom},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// How a file is read, as far as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) columns: Option<Vec<Option<ImportField>>>,
    pub(super) header: Option<u32>,
    pub(super) html: Option<bool>,
}

impl Reading {
    /// The columns as an address has them.
    pub(super) fn columns(&self) -> Option<String> {
        let tag = |field: &Option<ImportField>| field.map_or("-", ImportField::tag);
        let columns = self.columns.as_ref()?;
        Some(columns.iter().map(tag).collect::<Vec<_>>().join(","))
    }
}

/// Rows in which the header may be looked for.
const HEADER_ROWS: u32 = 10;

/// The columns and what each is.
#[component]
pub(super) fn Mapping(report: ImportReport, course: Course) -> impl IntoView {
    let app = app();
    let whole = app.session_now().user.categories.is_none();
    let headed = report.header > 0;
    let first: Vec<Option<ImportField>> = report.columns.iter().map(|column| column.field).collect();
    let fields = RwSignal::new(first);
    let html = RwSignal::new(course.reading.with_value(|reading| reading.html));
    let remember = RwSignal::new(headed && whole);
    let tried = RwSignal::new(false);
    let wrong = move || fields.with(|fields| fault(fields));
    let headers: Vec<String> = report.columns.iter().map(|column| column.name.clone()).collect();
    let header = report.header;
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if fields.with_untracked(|fields| fault(fields)).is_some() {
            return;
        }
        let reading = Reading {
            columns: Some(fields.get_untracked()),
            header: Some(header),
            html: html.get_untracked(),
        };
        let edit = MappingEdit {
            headers: headers.clone(),
            fields: fields.get_untracked(),
            html: html.get_untracked(),
        };
        let keep = remember.get_untracked();
        spawn_local(async move {
            if keep && let Err(failure) = api::put::<()>("import/mapping", &edit).await {
                app.fail(&failure);
                return;
            }
            course.read_as(reading);
        });
    };
    let columns = report
        .columns
        .iter()
        .enumerate()
        .map(|(at, one)| column(at, one, fields))
        .collect_view();
    let rows = (0..=HEADER_ROWS.max(header)).map(|row| {
        let word = match (row, lang::current()) {
            (0, _) => t("見出しはない", "There is none").to_owned(),
            (row, Lang::Ja) => format!("{row} 行目"),
            (row, Lang::En) => format!("Row {row}"),
        };
        view! { <option value=row.to_string() prop:selected=row == header>{word}</option> }
    });
    let header_changed = move |event: web_sys::Event| {
        let header = event_target_value(&event).parse().ok();
        course.read_as(Reading {
            header,
            ..Reading::default()
        });
    };
    let html_changed = move |event: web_sys::Event| {
        html.set(match event_target_value(&event).as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
    };
    let kinds = [
        (
            None,
            "auto",
            t("HTML に見えるものだけ変換する", "Convert what looks like HTML"),
        ),
        (
            Some(true),
            "yes",
            t("すべて HTML として変換する", "Convert all of it as HTML"),
        ),
        (
            Some(false),
            "no",
            t("書かれているまま取り込む", "Take it as it is written"),
        ),
    ];
    let kinds = kinds.map(|(one, value, word)| {
        view! { <option value=value prop:selected=move || html.get() == one>{word}</option> }
    });
    let remembered = (report.mapping == MappingFrom::Remembered && whole).then(|| {
        let of = report.columns.iter().map(|column| column.name.clone()).collect();
        forget(of, course)
    });
    view! {
        <div class="section-head">
            <h3 id="import-result" tabindex="-1">{course.name()}</h3>
        </div>
        <p>
            {t(
                "列が何を表すかを選んでください。使わない列は「取り込まない」のままでかまいません。",
                "Say what each column is. What is of no use is left out.",
            )}
        </p>
        <form class="form mapping" novalidate on:submit=send>
            <div class="mapping-how">
                <label>
                    <span>{t("見出しの行", "The header is in")}</span>
                    <select class="select" id="mapping-header" on:change=header_changed>
                        {rows.collect_view()}
                    </select>
                </label>
                <label>
                    <span>{t("回答の HTML", "HTML in answers")}</span>
                    <select class="select" id="mapping-html" on:change=html_changed>
                        {kinds.collect_view()}
                    </select>
                </label>
            </div>
            <ol class="mapping-columns">{columns}</ol>
            {(headed && whole)
                .then(|| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                prop:checked=remember
                                on:change=move |event| remember.set(event_target_checked(&event))
                            />
                            {t(
                                "同じ列のファイルでは、次からもこの対応を使う",
                                "Use this for files with the same columns from now on",
                            )}
                        </label>
                    }
                })}
            <div aria-live="polite">
                {move || tried.get().then(|| wrong().map(|text| note("bad", text))).flatten()}
            </div>
            <div class="form-actions">
                <button type="submit" class="button primary">
                    {icon(Icon::Check)}
                    {t("この対応で確認する", "Check the file like this")}
                </button>
                <button type="button" class="button" on:click=move |_| course.restart()>
                    {t("別のファイルを選ぶ", "Choose another file")}
                </button>
                {remembered}
            </div>
        </form>
    }
    .draw()
}

fn column(
    at: usize,
    column: &ImportColumn,
    fields: RwSignal<Vec<Option<ImportField>>>,
) -> impl IntoView + use<> {
    let own = move || fields.with(|fields| fields.get(at).copied().flatten());
    let changed = move |event: web_sys::Event| {
        let field = ImportField::of_tag(&event_target_value(&event));
        fields.update(|fields| fields[at] = field);
    };
    let option = |one: ImportField| {
        view! {
            <option value=one.tag() prop:selected=move || own() == Some(one)>
                {field(one.tag()).to_owned()}
            </option>
        }
    };
    let options = ImportField::ALL.map(option).collect_view();
    let name = if column.name.is_empty() {
        t("（名前なし）", "(no name)").to_owned()
    } else {
        column.name.clone()
    };
    let label = match lang::current() {
        Lang::Ja => format!("「{name}」は"),
        Lang::En => format!("“{name}” is"),
    };
    let samples = column.samples.iter().map(|sample| {
        let shown = if sample.is_empty() {
            "—".to_owned()
        } else {
            sample.clone()
        };
        view! { <li>{shown}</li> }
    });
    view! {
        <li class="mapping-column" class:out=move || own().is_none()>
            <b class="mapping-name">{name}</b>
            <ul class="mapping-samples">{samples.collect_view()}</ul>
            <select class="select" aria-label=label on:change=changed>
                <option value="" prop:selected=move || own().is_none()>
                    {t("取り込まない", "Leave out")}
                </option>
                {options}
            </select>
        </li>
    }
    .draw()
}

/// The button that forgets what is remembered of such files.
fn forget(headers: Vec<String>, course: Course) -> impl IntoView {
    let app = app();
    let act = move |_| {
        let of = kotae_shared::api::transfer::MappingOf {
            headers: headers.clone(),
        };
        spawn_local(async move {
            match api::post::<()>("import/mapping/forget", &of).await {
                Ok(()) => {
                    app.say(t(
                        "記憶していた対応を消しました。",
                        "What was remembered is forgotten.",
                    ));
                    course.read_as(Reading::default());
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    view! {
        <button type="button" class="button plain" on:click=act>
            {t("記憶した対応を消す", "Forget what is remembered")}
        </button>
    }
}

/// Why it cannot be read like this.
fn fault(fields: &[Option<ImportField>]) -> Option<String> {
    if !fields.contains(&Some(ImportField::Title)) {
        return Some(
            t(
                "質問（タイトル）の列を 1 つ選んでください。",
                "Choose the column that is the question (title).",
            )
            .into(),
        );
    }
    let twice = ImportField::ALL
        .into_iter()
        .filter(|field| !field.is_joined())
        .find(|one| fields.iter().filter(|field| **field == Some(*one)).count() > 1)?;
    let name = field(twice.tag());
    Some(match lang::current() {
        Lang::Ja => format!("「{name}」にできる列は 1 つだけです。"),
        Lang::En => format!("Only one column can be: {name}."),
    })
}

/// How a file was read, in one line.
pub(super) fn summary(report: &ImportReport) -> Option<String> {
    let pairs: Vec<String> = report
        .columns
        .iter()
        .filter_map(|column| Some(format!("{} → {}", column.name, field(column.field?.tag()))))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join(t("、", ", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_needed_and_only_lists_come_in_several_columns() {
        let (title, answer, category) = (
            Some(ImportField::Title),
            Some(ImportField::Answer),
            Some(ImportField::Category),
        );
        assert_eq!(fault(&[title, answer, None, category, category]), None);
        assert!(fault(&[answer, None]).is_some_and(|text| text.contains("質問")));
        assert!(fault(&[title, title]).is_some_and(|text| text.contains("タイトル")));
        let reading = Reading {
            columns: Some(vec![title, None, answer]),
            ..Reading::default()
        };
        assert_eq!(reading.columns().as_deref(), Some("title,-,answer"));
    }
}
