//! One group: a line, which opens to what can be done, with the proof.

use super::words;
use crate::draw::Draw;
use crate::{
    api::{self, Query},
    app::{App, app},
    dates,
    lang::{number, t},
    pages::entry::of_entry,
    place,
    ui::{FindEntry, Icon, icon, note, skeleton},
};
use kotae_shared::{
    Uuid,
    access::Permission,
    api::{
        admin::{Entry, EntryName, EntryRow, Status, limits},
        improve::{Ask, Asked, Best, Handling, ImproveEdit, ImproveGroup, ImproveState, Person},
        widget::Outcome,
    },
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// What is known of the group while it is open. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Work {
    app: App,
    text: StoredValue<String>,
    handling: RwSignal<Handling>,
    asked: RwSignal<Option<Asked>>,
    /// The knowledge was changed here: what is shown is the proof.
    taught: RwSignal<bool>,
    busy: RwSignal<bool>,
}

/// The group.
#[component]
pub(super) fn Item(group: ImproveGroup, people: StoredValue<Vec<Person>>) -> impl IntoView {
    let work = Work {
        app: app(),
        text: StoredValue::new(group.text.clone()),
        handling: RwSignal::new(group.handling.clone()),
        asked: RwSignal::new(None),
        taught: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    let opened = RwSignal::new(false);
    let toggled = move |event: web_sys::Event| {
        let details = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let open = details.is_some_and(|details| details.has_attribute("open"));
        if open && work.asked.with_untracked(Option::is_none) {
            work.ask();
        }
        opened.set(open);
    };
    let marks = words::troubles()
        .into_iter()
        .zip(group.troubles)
        .filter(|(_, count)| *count > 0)
        .map(|((_, name), count)| {
            let text = format!("{name} {}", number(count));
            view! { <span class="chip bare">{text}</span> }
        })
        .collect_view();
    let state = move || words::state(work.handling.with(|handling| handling.state));
    let again = (group.again > 0 && group.handling.state == ImproveState::Done)
        .then(|| format!("{} {}", t("その後も", "again since:"), number(group.again)));
    let (text, last_at) = (group.text.clone(), group.last_at);
    let body = move || opened.get().then(|| details(&group, work, people));
    view! {
        <li>
            <details on:toggle=toggled>
                <summary class="log-line">
                    {icon(Icon::Chevron)}
                    <span class="log-text">{text}</span>
                    <span class="log-marks">
                        <span class="chip">{state}</span>
                        {again.map(|text| view! { <span class="chip warn">{text}</span> })}
                        {marks}
                    </span>
                    <time class="log-time" datetime=dates::machine(last_at)>
                        {dates::full(last_at)}
                    </time>
                </summary>
                {body}
            </details>
        </li>
    }
    .draw()
}

impl Work {
    fn text(self) -> String {
        self.text.get_value()
    }

    /// Asks the knowledge as it is written now.
    fn ask(self) {
        spawn_local(async move {
            match api::post::<Asked>("improve/ask", &Ask { text: self.text() }).await {
                Ok(asked) => {
                    let found = asked.outcome != Outcome::NotFound;
                    self.asked.try_set(Some(asked));
                    if self.taught.try_get_untracked() == Some(true) {
                        let state = if found {
                            ImproveState::Done
                        } else {
                            ImproveState::InProgress
                        };
                        self.handle(state, self.handling.get_untracked().assignee);
                    }
                }
                Err(failure) => self.app.fail(&failure),
            }
        });
    }

    /// Sets where the group stands and whose it is.
    fn handle(self, state: ImproveState, assignee: Option<Uuid>) {
        let edit = ImproveEdit {
            text: self.text(),
            state,
            assignee,
            version: self.handling.get_untracked().version,
        };
        spawn_local(async move {
            match api::put::<Handling>("improve", &edit).await {
                Ok(handling) => {
                    self.handling.try_set(handling);
                }
                Err(failure) => self.app.fail(&failure),
            }
        });
    }
}

impl Work {
    /// Adds words to an entry, as another way to ask for it or as a keyword, and asks again.
    fn teach(self, entry: Uuid, words: String, as_keyword: bool) {
        let words = words.trim().to_owned();
        if words.is_empty() || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let path = format!("entries/{entry}");
            let saved = async {
                let entry = api::get::<Entry>(&path).await?;
                let mut edit = of_entry(&entry);
                if as_keyword {
                    edit.keywords.push(words);
                } else {
                    edit.phrasings.push(words);
                }
                api::put::<Entry>(&path, &edit).await
            };
            match saved.await {
                Ok(_) => {
                    self.taught.try_set(true);
                    self.app.refresh();
                    self.ask();
                }
                Err(failure) => self.app.fail(&failure),
            }
            self.busy.try_set(false);
        });
    }
}

fn details(group: &ImproveGroup, work: Work, people: StoredValue<Vec<Person>>) -> impl IntoView + use<> {
    let may_write = work.app.may(Permission::EditKnowledge);
    let examples = (!group.examples.is_empty()).then(|| {
        let lines = group
            .examples
            .iter()
            .map(|text| view! { <li>{text.clone()}</li> });
        view! {
            <dt>{t("ほかの聞き方", "Also asked as")}</dt>
            <dd>
                <ul class="plain">{lines.collect_view()}</ul>
            </dd>
        }
    });
    let words = RwSignal::new(
        work.text()
            .trim()
            .chars()
            .take(limits::PHRASE)
            .collect::<String>(),
    );
    let found = RwSignal::new(None::<EntryRow>);
    let proof = move || match work.asked.get() {
        None => skeleton(2).draw(),
        Some(asked) => proof(asked, work, words, may_write),
    };
    let other = move || {
        found.get().map(|row| {
            let name = EntryName {
                id: row.id,
                code: row.code,
                title: row.title,
            };
            view! { <ol class="candidates">{line(&name, row.status, ().draw(), work, words, true)}</ol> }
        })
    };
    let write = may_write.then(|| {
        view! {
            <label class="field">
                <span class="field-name">{t("FAQ に足す言葉", "Words to add to an entry")}</span>
                <input
                    class="input"
                    type="text"
                    maxlength=limits::PHRASE.to_string()
                    prop:value=words
                    on:input=move |event| words.set(event_target_value(&event))
                />
            </label>
            <FindEntry
                id="improve-find"
                label=t("ほかの FAQ に足す", "Add them to another entry")
                published=false
                choose=Callback::new(move |row| found.set(Some(row)))
            />
            {other}
            {steps(work, people)}
        }
    });
    let count = number(group.count);
    view! {
        <div class="log-body">
            <dl class="facts">
                <dt>{t("聞かれた回数", "Asked")}</dt>
                <dd>{count}</dd>
                {examples}
                <dt>{t("いまの下書きでの結果", "With what is written now")}</dt>
                <dd aria-live="polite">{proof}</dd>
            </dl>
            {write}
        </div>
    }
    .draw()
}

/// What the knowledge makes of the question now, with what can be done about each entry.
fn proof(asked: Asked, work: Work, words: RwSignal<String>, may_write: bool) -> AnyView {
    let taught = work.taught.get_untracked();
    let (tone, text) = match (asked.outcome, taught) {
        (Outcome::Answer, true) => (
            "good",
            t(
                "この質問に答えられるようになりました。公開すると利用者にも届きます。",
                "It is answered now. Publish, and visitors get it.",
            ),
        ),
        (Outcome::Candidates, true) => (
            "good",
            t(
                "候補として表示されるようになりました。公開すると利用者にも届きます。",
                "It finds candidates now. Publish, and visitors get them.",
            ),
        ),
        (Outcome::NotFound, true) => ("warn", t("まだ見つかりません。", "It still finds nothing.")),
        (Outcome::Answer, false) => ("", t("回答が表示されます。", "It is answered.")),
        (Outcome::Candidates, false) => ("", t("候補が表示されます。", "It offers candidates.")),
        (Outcome::NotFound, false) => ("", t("何も見つかりません。", "It finds nothing.")),
    };
    let rows = asked.best.iter().map(|best| {
        let reasons = reasons(best);
        line(&best.entry, best.status, reasons, work, words, may_write)
    });
    view! {
        {note(tone, text)}
        <ol class="candidates">{rows.collect_view()}</ol>
    }
    .draw()
}

fn reasons(best: &Best) -> AnyView {
    let score = best.why.score;
    let short = (!best.found).then(|| t("（表示されない一致度）", " (too low to be shown)"));
    view! {
        <span class="quiet small">
            {t("一致度 ", "Match ")} {format!("{}.{}", score / 10, score % 10)} {short} " "
            {words::why(&best.why)}
        </span>
    }
    .draw()
}

/// An entry, and the buttons that give it the words.
fn line(
    entry: &EntryName,
    status: Status,
    below: AnyView,
    work: Work,
    words: RwSignal<String>,
    may_write: bool,
) -> AnyView {
    let id = entry.id;
    let title = entry.title.clone();
    let draft = (status == Status::Draft).then(|| view! { <span class="chip">{t("下書き", "Draft")}</span> });
    let button = move |as_keyword: bool, text: &'static str| {
        let label = format!("{text}: {title}");
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                disabled=work.busy
                on:click=move |_| work.teach(id, words.get_untracked(), as_keyword)
            >
                {icon(Icon::Plus)}
                {text}
            </button>
        }
    };
    let buttons = may_write.then(|| {
        view! {
            <span class="form-actions">
                {button(false, t("言い換えに追加", "Add as phrasing"))}
                {button(true, t("キーワードに追加", "Add as keyword"))}
            </span>
        }
    });
    view! {
        <li>
            <span class="candidate-name">
                <span class="mono quiet">{entry.code.clone()}</span>
                " "
                <a href=place::href(&format!("entries/{id}"))>{entry.title.clone()}</a>
                " "
                {draft}
                <br/>
                {below}
            </span>
            {buttons}
        </li>
    }
    .draw()
}

/// What becomes of the group.
fn steps(work: Work, people: StoredValue<Vec<Person>>) -> impl IntoView {
    let title: String = work.text().trim().chars().take(limits::TITLE).collect();
    let new = Query::default().with("title", title).on("entries/new");
    let step = move |state: ImproveState, text: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (work.handling.get().state == state).to_string()
                on:click=move |_| work.handle(state, work.handling.get_untracked().assignee)
            >
                {text}
            </button>
        }
    };
    let assigned = move |event: web_sys::Event| {
        let handling = work.handling.get_untracked();
        let state = match handling.state {
            ImproveState::New => ImproveState::InProgress,
            state => state,
        };
        work.handle(state, event_target_value(&event).parse().ok());
    };
    let options = people.with_value(|people| {
        let option = |person: &Person| {
            let (id, name) = (person.id, person.name.clone());
            let chosen = move || work.handling.get().assignee == Some(id);
            view! { <option value=id.to_string() prop:selected=chosen>{name}</option> }
        };
        people.iter().map(option).collect_view()
    });
    view! {
        <div class="form-actions">
            <a class="button small" href=place::href(&new)>
                {icon(Icon::Plus)}
                {t("この質問で FAQ を作る", "Make an entry from this question")}
            </a>
            {step(ImproveState::Done, t("対応済みにする", "Done"))}
            {step(ImproveState::Ignored, t("対象外にする", "Out of scope"))}
            {step(ImproveState::New, t("未対応に戻す", "Back to new"))}
            <select class="select" aria-label=t("担当者", "Assignee") on:change=assigned>
                <option value="">{t("担当者なし", "Nobody’s")}</option>
                {options}
            </select>
        </div>
    }
    .draw()
}
