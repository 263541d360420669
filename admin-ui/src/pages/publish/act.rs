//! The act of publishing, and what is published now.

use super::{
    past,
    select::{self, Chosen},
};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, number, t},
    pages::pinned::Broken,
    sizes,
    ui::{Confirm, Faults, Segments, Submit, TextArea, TextInput},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Publication, PublishPreview, PublishRequest, limits},
        pinned::limits::REASON,
        publishing::{Schedule, ScheduleRequest},
    },
};
use leptos::{prelude::*, task::spawn_local};

const NOW: &str = "now";
const LATER: &str = "later";

/// The form: when, a note and the button.
#[component]
pub(super) fn Act(
    preview: PublishPreview,
    chosen: Chosen,
    done: Callback<Publication>,
    /// Something was scheduled.
    scheduled: Callback<()>,
) -> impl IntoView {
    let app = app();
    let words = RwSignal::new(String::new());
    let (when, at) = (RwSignal::new(NOW.to_owned()), RwSignal::new(String::new()));
    let force = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let shown = StoredValue::new(preview.clone());
    let part = move || shown.with_value(|preview| chosen.part(preview));
    let later = Memo::new(move |_| when.with(|when| when == LATER));
    let nothing = Signal::derive(move || part().is_some_and(|part| part.is_empty()));
    let schedule = move || {
        let request = ScheduleRequest {
            at: at
                .with_untracked(|text| dates::from_input(text))
                .unwrap_or_default(),
            note: words.get_untracked().trim().to_owned(),
            only: untrack(part),
        };
        spawn_local(async move {
            let result = api::post::<Schedule>("publish/schedules", &request).await;
            busy.set(false);
            match result {
                Ok(made) => {
                    app.say(said(&made));
                    scheduled.run(());
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let send = move || {
        faults.clear();
        busy.set(true);
        if later.get_untracked() {
            return schedule();
        }
        let request = PublishRequest {
            note: words.get_untracked().trim().to_owned(),
            force: force.get_untracked().trim().to_owned(),
            only: untrack(part),
        };
        spawn_local(async move {
            let result = api::post::<Publication>("publish", &request).await;
            busy.set(false);
            match result {
                Ok(publication) => done.run(publication),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let entries = preview.entries;
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if entries > 0 || untrack(part).is_some() {
            return send();
        }
        app.ask(Confirm {
            title: t("すべての FAQ の公開を終了しますか？", "Publish nothing at all?").into(),
            text: t(
                "公開する FAQ が 1 件もありません。公開すると、チャットは何も回答できなくなります。",
                "No entry is set to be published. The chat will have no answers any more.",
            )
            .into(),
            act: t("すべての公開を終了する", "Publish nothing"),
            danger: true,
            yes: Box::new(send),
        });
    };
    view! {
        <section class="card">
            <h2>{t("公開する", "Publish")}</h2>
            <form class="form" novalidate on:submit=submit>
                {move || match part() {
                    Some(part) => select::said(&part),
                    None => view! { <p>{shown.with_value(summary)}</p> }.draw(),
                }}
                <Segments
                    name="when"
                    label=t("いつ公開するか", "When")
                    value=when
                    faults=faults
                    choices=vec![
                        (NOW.to_owned(), t("今すぐ", "Now").to_owned()),
                        (LATER.to_owned(), t("日時を予約", "At a set time").to_owned()),
                    ]
                />
                {move || later.get().then(|| view! {
                    <TextInput
                        name="at"
                        kind="datetime-local"
                        label=t("公開する日時", "When to publish")
                        value=at
                        faults=faults
                        help=t(
                            "いまの内容がその時刻に公開されます。このあとの変更は含まれません。",
                            "What is ready now is published then. What is changed later is not in it.",
                        )
                    />
                })}
                <TextArea
                    name="note"
                    label=t("メモ", "Note")
                    value=words
                    faults=faults
                    rows=2
                    max=limits::NOTE
                    optional=true
                    help=t(
                        "何を変えたかを、あとで分かるように残せます。",
                        "A word on what changed, for later.",
                    )
                />
                {move || {
                    (faults.of("force").is_some() || force.with(|text| !text.is_empty()))
                        .then(|| self::force(force, faults))
                }}
                <div class="form-actions">
                    {move || {
                        let label = if later.get() {
                            t("公開を予約する", "Schedule it")
                        } else {
                            t("公開する", "Publish")
                        };
                        view! { <Submit label=label busy=busy faults=faults idle=nothing/> }
                    }}
                </div>
            </form>
        </section>
    }
    .draw()
}

fn said(made: &Schedule) -> String {
    let at = dates::full(made.at);
    match lang::current() {
        Lang::Ja => format!("{at} の公開を予約しました。"),
        Lang::En => format!("It is scheduled for {at}."),
    }
}

/// Why it is done although pinned questions break: shown when that has stopped it.
pub(super) fn force(value: RwSignal<String>, faults: Faults) -> AnyView {
    view! {
        <TextArea
            name="force"
            label=t("期待と違うまま公開する理由", "Why it is published nevertheless")
            value=value
            faults=faults
            rows=2
            max=REASON
            help=t("監査ログに残ります。", "It is kept in the audit log.")
        />
        <Broken/>
    }
    .draw()
}

fn summary(preview: &PublishPreview) -> String {
    let entries = number(preview.entries);
    match lang::current() {
        Lang::Ja => format!("公開すると、{entries} 件の FAQ がチャットに表示されます。"),
        Lang::En if preview.entries == 1 => "The chat will then have 1 entry.".to_owned(),
        Lang::En => format!("The chat will then have {entries} entries."),
    }
}

/// The publication that visitors see now.
pub(super) fn current(publication: &Publication) -> AnyView {
    facts(t("公開中の内容", "Published now"), publication)
}

/// What is to be known of a publication.
pub(super) fn facts(heading: &'static str, publication: &Publication) -> AnyView {
    let words = (!publication.note.is_empty()).then(|| {
        view! {
            <dt>{t("メモ", "Note")}</dt>
            <dd>{publication.note.clone()}</dd>
        }
    });
    view! {
        <section class="card">
            <h2>{heading}</h2>
            <dl class="facts">
                <dt>{t("公開番号", "Number")}</dt>
                <dd>{publication.number}</dd>
                <dt>{t("日時", "When")}</dt>
                <dd>
                    <time datetime=dates::machine(publication.at)>{dates::full(publication.at)}</time>
                </dd>
                <dt>{t("公開した人", "By")}</dt>
                <dd>{past::by(publication)}</dd>
                <dt>{t("FAQ", "Entries")}</dt>
                <dd>{count(publication.entries)}</dd>
                <dt>{t("配信サイズ", "Download size")}</dt>
                <dd>{sizes::bytes(f64::from(publication.pack_bytes))}</dd>
                {words}
            </dl>
        </section>
    }
    .draw()
}

fn count(entries: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("{} 件", number(entries)),
        Lang::En => number(entries),
    }
}
