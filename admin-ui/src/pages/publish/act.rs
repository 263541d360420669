//! The act of publishing, and what is published now.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, number, t},
    pages::pinned::Broken,
    sizes,
    ui::{Confirm, Faults, Submit, TextArea},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Publication, PublishPreview, PublishRequest, limits},
        pinned::limits::REASON,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The form: a note and the button.
#[component]
pub(super) fn Act(preview: PublishPreview, done: Callback<Publication>) -> impl IntoView {
    let app = app();
    let words = RwSignal::new(String::new());
    let force = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let send = move || {
        faults.clear();
        busy.set(true);
        let request = PublishRequest {
            note: words.get_untracked().trim().to_owned(),
            force: force.get_untracked().trim().to_owned(),
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
        if entries > 0 {
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
                <p>{summary(&preview)}</p>
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
                    <Submit label=t("公開する", "Publish") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
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
                <dd>{publication.by.clone()}</dd>
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
