//! Import: a file is chosen, checked without changing anything, looked at, and applied.

use super::{
    choose::Choose,
    format::Format,
    mapping::{Mapping, Reading},
    report::Report,
    what::What,
};
use crate::draw::Draw;
use crate::{
    api::{Failure, Query, Stop, Upload},
    app::{App, app},
    dom,
    lang::{self, number, t},
    place,
    ui::{Icon, SaveTable, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{ImportReport, limits},
        problem::ProblemCode,
    },
};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;

/// Where an import stands.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// A file is to be chosen; the text says why the last one was not taken.
    Choose(Option<String>),
    /// The file is on its way or the server is at work; `true` when it is being applied.
    Sending(bool),
    /// Somebody is to say what the columns are.
    Ask(ImportReport),
    /// The dry run's result.
    Checked(ImportReport),
    /// The entries were changed since the dry run.
    Meanwhile,
    Done(ImportReport),
}

/// An import. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Course {
    app: App,
    pub(super) what: What,
    step: RwSignal<Step>,
    /// How much of the file has left, in percent.
    pub(super) sent: RwSignal<u32>,
    /// The chosen file's name.
    name: RwSignal<String>,
    /// The file's bytes as they were when it was chosen, so that what is applied is what was checked, even when a
    /// spreadsheet saves the file in between.
    bytes: StoredValue<Option<SendWrapper<web_sys::Blob>>>,
    /// How the file is read, as far as it was said.
    pub(super) reading: StoredValue<Reading>,
    /// Stops the check that is under way. Applying is not stopped: nobody could say whether it was done.
    stop: StoredValue<Option<SendWrapper<Stop>>>,
    /// Raised when what is under way is no longer wanted.
    turn: StoredValue<u32>,
}

impl Course {
    /// Takes a file and checks it.
    pub(super) fn choose(self, file: web_sys::File) {
        let size = file.size();
        if let Some(reason) = refusal(size) {
            return self.step.set(Step::Choose(Some(reason)));
        }
        self.name.set(file.name());
        self.reading.set_value(Reading::default());
        let turn = self.begin(false);
        spawn_local(async move {
            let read = JsFuture::from(file.array_buffer()).await;
            let bytes = read.and_then(|bytes| {
                web_sys::Blob::new_with_buffer_source_sequence(&js_sys::Array::of1(&bytes))
            });
            let Ok(bytes) = bytes else {
                let reason = t(
                    "ファイルを読み取れませんでした。ほかのアプリで開いている場合は閉じて、もう一度選んでください。",
                    "The file could not be read. If another program has it open, close it there and choose it again.",
                );
                return self.set(turn, Step::Choose(Some(reason.into())));
            };
            self.bytes.set_value(Some(SendWrapper::new(bytes)));
            self.check(turn).await;
        });
    }

    /// Checks the same bytes again.
    fn check_again(self) {
        let turn = self.begin(false);
        spawn_local(self.check(turn));
    }

    /// Checks the same bytes, read in another way.
    pub(super) fn read_as(self, reading: Reading) {
        self.reading.set_value(reading);
        self.check_again();
    }

    /// Asks what the columns are.
    pub(super) fn ask(self, report: ImportReport) {
        self.turn.update_value(|turn| *turn += 1);
        self.step.set(Step::Ask(report));
        dom::focus_soon("#import-result");
    }

    /// The request for the file as it is read.
    fn query(self) -> Query {
        let query = Query::default().with("file", cut(&self.name()));
        self.reading.with_value(|reading| {
            query
                .maybe("columns", reading.columns())
                .maybe("header", reading.header)
                .maybe("html", reading.html)
        })
    }

    async fn check(self, turn: u32) {
        match self.send(&self.query().on(self.what.import()), turn).await {
            Ok(report) => {
                let step = if report.asks {
                    Step::Ask(report)
                } else {
                    Step::Checked(report)
                };
                self.set(turn, step);
                dom::focus_soon("#import-result");
            }
            Err(failure) => self.set(turn, Step::Choose(Some(failure.message()))),
        }
    }

    /// Applies what was checked; `partial`: the rows without fault, although others are refused.
    pub(super) fn apply(self, checked: ImportReport, partial: bool) {
        let turn = self.begin(true);
        spawn_local(async move {
            let query = self.query().with("expect", &checked.token);
            let path = query
                .maybe("partial", partial.then_some(true))
                .on(self.what.import());
            match self.send(&path, turn).await {
                Ok(report) if report.applied => {
                    self.app.refresh();
                    self.set(turn, Step::Done(report));
                }
                Ok(report) => self.set(turn, Step::Checked(report)),
                Err(failure) if failure.code() == Some(ProblemCode::Conflict) => {
                    self.set(turn, Step::Meanwhile);
                }
                Err(failure) => {
                    self.app.fail(&failure);
                    self.set(turn, Step::Checked(checked));
                }
            }
            dom::focus_soon("#import-result");
        });
    }

    /// Back to choosing a file.
    pub(super) fn restart(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.bytes.set_value(None);
        self.reading.set_value(Reading::default());
        self.stop.set_value(None);
        self.step.set(Step::Choose(None));
        dom::focus_soon("#import-file");
    }

    fn begin(self, applying: bool) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.sent.set(0);
        self.step.set(Step::Sending(applying));
        self.turn.get_value()
    }

    /// Takes a step, unless the reader has turned to something else.
    fn set(self, turn: u32, step: Step) {
        if self.turn.try_get_value() == Some(turn) {
            self.step.set(step);
        }
    }

    async fn send(self, path: &str, turn: u32) -> Result<ImportReport, Failure> {
        let Some(bytes) = self.bytes.try_get_value().flatten() else {
            return Err(Failure::Offline);
        };
        let progress = move |percent| {
            if self.turn.try_get_value() == Some(turn) {
                self.sent.set(percent);
            }
        };
        let upload = Upload::start(path, &bytes, progress)?;
        if self.step.try_get_untracked() == Some(Step::Sending(false)) {
            self.stop.set_value(Some(SendWrapper::new(upload.stop())));
        }
        upload.reply().await
    }

    pub(super) fn name(self) -> String {
        self.name.get_untracked()
    }
}

/// A file's name as it is written down.
fn cut(name: &str) -> String {
    name.chars().take(limits::FILE_NAME).collect()
}

/// Why a file of this size is not even sent.
fn refusal(size: f64) -> Option<String> {
    let limit = limits::IMPORT_BYTES as f64;
    if size <= 0.0 {
        return Some(t("ファイルが空です。", "The file is empty.").into());
    }
    (size > limit).then(|| {
        let (size, limit) = (crate::sizes::bytes(size), crate::sizes::bytes(limit));
        match lang::current() {
            Lang::Ja => format!(
                "ファイルが大きすぎます（{size}）。取り込めるのは {limit} までです。分けて取り込んでください。"
            ),
            Lang::En => {
                format!("The file is too large ({size}). The limit is {limit}. Please import it in parts.")
            }
        }
    })
}

/// The part of the page that imports.
#[component]
pub(super) fn Import(what: What) -> impl IntoView {
    let course = Course {
        app: app(),
        what,
        step: RwSignal::new(Step::Choose(None)),
        sent: RwSignal::new(0),
        name: RwSignal::new(String::new()),
        bytes: StoredValue::new(None),
        reading: StoredValue::new(Reading::default()),
        stop: StoredValue::new(None),
        turn: StoredValue::new(0),
    };
    let body = move || match course.step.get() {
        Step::Choose(reason) => view! {
            {reason.map(|reason| note("bad", reason))}
            <Choose course=course/>
            <Format what=what/>
        }
        .draw(),
        Step::Sending(applying) => view! { <Sending course=course applying=applying/> }.draw(),
        Step::Ask(report) => view! { <Mapping report=report course=course/> }.draw(),
        Step::Checked(report) => view! { <Report report=report course=course/> }.draw(),
        Step::Meanwhile => meanwhile(course).draw(),
        Step::Done(report) => done(&report, course).draw(),
    };
    view! {
        <section class="card import" aria-labelledby="import-title">
            <h2 id="import-title">{t("取り込む", "Import")}</h2>
            <div class="import-body">{body}</div>
        </section>
    }
    .draw()
}

/// The file is on its way.
#[component]
fn Sending(course: Course, applying: bool) -> impl IntoView {
    let words = move || match (course.sent.get() < 100, applying) {
        (true, _) => t("送信しています…", "Sending…"),
        (false, false) => t(
            "内容を確認しています…（まだ何も変更しません）",
            "Checking… (nothing is changed yet)",
        ),
        (false, true) => t("取り込んでいます…", "Importing…"),
    };
    // Once all is sent nobody can say how long the rest takes.
    let value = move || (course.sent.get() < 100).then(|| course.sent.get().to_string());
    view! {
        <div class="sending">
            <p role="status">
                <b>{course.name()}</b>
                " "
                {words}
            </p>
            <progress max="100" value=value aria-label=t("進み具合", "Progress")></progress>
            {(!applying)
                .then(|| {
                    view! {
                        <button type="button" class="button small" on:click=move |_| course.restart()>
                            {t("やめる", "Stop")}
                        </button>
                    }
                })}
        </div>
    }
    .draw()
}

fn meanwhile(course: Course) -> impl IntoView {
    let [head, text] = course.what.meanwhile();
    note(
        "warn",
        view! {
            <b id="import-result" tabindex="-1">
                {head}
            </b>
            <p>{text}</p>
            <div class="form-actions">
                <button type="button" class="button primary" on:click=move |_| course.check_again()>
                    {t("もう一度確認する", "Check again")}
                </button>
                <button type="button" class="button" on:click=move |_| course.restart()>
                    {t("やめる", "Stop")}
                </button>
            </div>
        },
    )
}

fn done(report: &ImportReport, course: Course) -> impl IntoView + use<> {
    let (new, changed) = (number(report.new), number(report.changed));
    let text = match lang::current() {
        Lang::Ja => format!("取り込みました。新規 {new} 件、変更 {changed} 件。"),
        Lang::En => format!("Imported: {new} new, {changed} changed."),
    };
    let refused = (report.refused > 0).then(|| {
        let count = number(report.refused);
        let text = match lang::current() {
            Lang::Ja => format!("{count} 行は取り込めませんでした。ファイルで受け取り、理由を見て直すと、そのまま取り込めます。"),
            Lang::En => format!("{count} rows were refused. Get them as a file, mend them by their reasons, and import it as it is."),
        };
        let path = format!("import/checks/{}/refused", report.token);
        note(
            "warn",
            view! {
                <p>{text}</p>
                <SaveTable path=move |ending: &'static str| format!("{path}.{ending}") name="refused"/>
            },
        )
    });
    let undo = report.import.map(|id| {
        view! {
            <a class="button" href=place::href(&format!("transfer/imports/{id}"))>
                {t("この取り込みを見る・取り消す", "See or undo this import")}
            </a>
        }
    });
    let shown = (course.what != What::Categories && course.what != What::Pinned).then(|| {
        view! {
            <p>
                {t(
                    "チャットに表示されるのは、公開したあとです。",
                    "The chat shows them once you publish.",
                )}
            </p>
        }
    });
    view! {
        {note(
            "good",
            view! {
                <b id="import-result" tabindex="-1">{text}</b>
                {shown}
            },
        )}
        {refused}
        <div class="form-actions">
            <a class="button primary" href=place::href("publish")>
                {icon(Icon::Send)}
                {t("公開へ進む", "Go on to publish")}
            </a>
            <a class="button" href=place::href(course.what.list())>
                {course.what.see()}
            </a>
            {undo}
            <button type="button" class="button plain" on:click=move |_| course.restart()>
                {t("別のファイルを取り込む", "Import another file")}
            </button>
        </div>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_before_sending() {
        assert_eq!(refusal(1.0), None);
        assert_eq!(refusal(limits::IMPORT_BYTES as f64), None);
        assert!(refusal(0.0).is_some_and(|reason| reason.contains('空')));
        let reason = refusal(limits::IMPORT_BYTES as f64 + 1.0);
        assert!(reason.is_some_and(|reason| reason.contains("105 MB")));
    }
}
