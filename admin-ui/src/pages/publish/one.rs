//! One publication: what it changed, and the way back to it.

use super::{act, changes::Changes, past::name};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    place,
    remote::Remote,
    ui::{BackLink, Confirm, Faults, PageHead, Submit, TextArea, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{EntryName, Publication, PublicationDetail, RollBack, limits},
};
use leptos::{prelude::*, task::spawn_local};

/// The page (`publish/NUMBER`).
#[component]
pub(crate) fn PublicationPage(
    /// As it stands in the address.
    of: String,
) -> impl IntoView {
    let title = name(of.parse().unwrap_or_default());
    let title = match lang::current() {
        Lang::Ja => format!("{title}の公開"),
        Lang::En => format!("Publication {title}"),
    };
    let detail = Remote::<PublicationDetail>::new(move || format!("publications/{of}"));
    view! {
        <div class="page">
            <BackLink to="publish" label=t("公開へ戻る", "Back to Publish")/>
            <PageHead title=title/>
            {detail.view(body)}
        </div>
    }
    .draw()
}

fn body(detail: PublicationDetail) -> AnyView {
    let may = app().may(Permission::Publish);
    let heading = t("この公開で変わった FAQ", "Entries that it changed");
    let changed = list(heading, detail.changes.clone(), detail.total_changes);
    let back = (!detail.current).then(|| {
        let heading = t(
            "この公開に戻すと変わる FAQ",
            "Entries that going back would change",
        );
        list(heading, detail.back.clone(), detail.total_back)
    });
    view! {
        <div class="split">
            <div class="split-side">
                {(may && !detail.current).then(|| view! { <Back detail=detail.clone()/> })}
                {act::facts(t("この公開", "This publication"), &detail.publication)}
            </div>
            <div class="split-main">
                {detail
                    .current
                    .then(|| note("good", t("いまチャットに表示されている内容です。", "This is what visitors see now.")))}
                {back}
                {changed}
            </div>
        </div>
    }
    .draw()
}

fn list(heading: &'static str, changes: Vec<kotae_shared::api::admin::PublishChange>, total: u32) -> AnyView {
    if total > 0 {
        return view! { <Changes heading=heading changes=changes total=total/> }.draw();
    }
    view! {
        <div class="section-head">
            <h2>{heading}</h2>
            <span class="quiet">{t("ありません", "None")}</span>
        </div>
    }
    .draw()
}

/// The way back: a note and the button.
#[component]
fn Back(detail: PublicationDetail) -> impl IntoView {
    let app = app();
    let of = detail.publication.number;
    let words = RwSignal::new(String::new());
    let force = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let send = move || {
        faults.clear();
        busy.set(true);
        let wish = RollBack {
            note: words.get_untracked().trim().to_owned(),
            force: force.get_untracked().trim().to_owned(),
        };
        spawn_local(async move {
            let result = api::post::<Publication>(&format!("publications/{of}/rollback"), &wish).await;
            busy.set(false);
            match result {
                Ok(publication) => {
                    app.say(done(of, publication.number));
                    app.refresh();
                    app.go("publish");
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        app.ask(Confirm {
            title: match lang::current() {
                Lang::Ja => format!("チャットを第 {of} 回の公開に戻しますか？"),
                Lang::En => format!("Take the chat back to publication {of}?"),
            },
            text: t(
                "次にチャットを開いた人から、その時の FAQ が表示されます。書いた内容は消えず、未公開の変更として残ります。",
                "From the next time that the chat is opened it has the entries of then. Nothing that was written is lost; it stays as unpublished changes.",
            )
            .into(),
            act: t("この公開に戻す", "Go back to it"),
            danger: true,
            yes: Box::new(send),
        });
    };
    view! {
        <section class="card">
            <h2>{t("この公開に戻す", "Go back to it")}</h2>
            <form class="form" novalidate on:submit=submit>
                <p class="small">
                    {t(
                        "その時の FAQ を、新しい公開としてチャットに表示します。カテゴリー・同義語・シナリオは、いまの内容のままです。",
                        "Shows the entries of then as a new publication. Categories, synonyms and scenarios are those of now.",
                    )}
                </p>
                {wider(&detail.wider)}
                <TextArea
                    name="note"
                    label=t("理由", "Reason")
                    value=words
                    faults=faults
                    rows=2
                    max=limits::NOTE
                    optional=true
                />
                {move || {
                    (faults.of("force").is_some() || force.with(|text| !text.is_empty()))
                        .then(|| act::force(force, faults))
                }}
                <div class="form-actions">
                    <Submit label=t("この公開に戻す", "Go back to it") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}

/// What more people than now would see.
fn wider(entries: &[EntryName]) -> AnyView {
    if entries.is_empty() {
        return ().draw();
    }
    let items = entries.iter().map(|entry| {
        let href = place::href(&format!("entries/{}", entry.id));
        view! { <li><a href=href>{entry.code.clone()}</a> " " {entry.title.clone()}</li> }
    });
    let items = items.collect_view();
    note(
        "warn",
        view! {
            <b>{t("見られる人が増える FAQ があります", "More people would see these entries")}</b>
            <ul class="plain-list">{items}</ul>
        },
    )
    .draw()
}

fn done(of: u32, new: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("第 {of} 回の内容に戻しました（第 {new} 回として公開）。"),
        Lang::En => format!("The chat is back at publication {of} (published as {new})."),
    }
}
