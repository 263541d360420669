//! What visitors would notice if the knowledge were published now, and publishing it.

mod act;
mod changes;
mod one;
mod past;
mod schedules;
mod select;
mod try_it;

use crate::draw::Draw;
use crate::{
    app::app,
    lang::{self, number, plural, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, icon, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Publication, PublishPreview},
        publishing::Schedule,
    },
};
use leptos::prelude::*;

pub(crate) use one::PublicationPage;
use select::Chosen;
pub(crate) use try_it::TryIt;

/// The page.
#[component]
pub(crate) fn Publish() -> impl IntoView {
    let app = app();
    let preview = Remote::<PublishPreview>::new(|| "publish".into());
    let published = RwSignal::new(None::<Publication>);
    let chosen = Chosen::new();
    let list = Remote::<Vec<Schedule>>::new(|| "publish/schedules".into());
    let scheduled = Callback::new(move |()| {
        chosen.clear();
        list.reload();
    });
    let done = Callback::new(move |publication: Publication| {
        published.set(Some(publication));
        chosen.clear();
        preview.reload();
        list.reload();
        app.refresh();
    });
    let count =
        Signal::derive(move || published.with(|one| one.as_ref().map(|one| one.number).unwrap_or_default()));
    let may_publish = app.session_now().user.role.may(Permission::Publish);
    let body = move |shown: PublishPreview| {
        let main = main_part(&shown, may_publish.then_some(chosen));
        view! {
            <div class="split">
                <div class="split-side">
                    {(may_publish && shown.waiting() > 0).then(|| view! { <act::Act preview=shown.clone() chosen=chosen done=done scheduled=scheduled/> })}
                    {shown.current.as_ref().map(act::current)}
                    <TryIt/>
                </div>
                <div class="split-main">{main}</div>
            </div>
        }
        .draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("公開", "Publish")/>
            {move || published.get().map(|publication| note("good", success(&publication)))}
            <schedules::Schedules list=list published=done/>
            {preview.view(body)}
            <past::Past published=count/>
        </div>
    }
    .draw()
}

/// The changes, or why there are none.
fn main_part(preview: &PublishPreview, chosen: Option<Chosen>) -> AnyView {
    let others = view! { <select::Others preview=preview.clone() chosen=chosen/> };
    if preview.total_changes > 0 {
        return view! {
            <changes::Warnings warnings=preview.warnings.clone()/>
            <select::Changes changes=preview.changes.clone() total=preview.total_changes chosen=chosen/>
            {others}
        }
        .draw();
    }
    if preview.entries == 0 {
        return ui::empty(
            Icon::Book,
            t("公開できる FAQ がありません", "There is nothing to publish yet"),
            t(
                "FAQ を追加し、状態を「公開」にすると、ここに表示されます。",
                "Add entries and set their status to “published”; they will appear here.",
            ),
            view! {
                <a class="button" href=place::href("entries")>
                    {t("FAQ の一覧へ", "To the entries")}
                </a>
            },
        )
        .draw();
    }
    if preview.waiting() > 0 {
        return view! {
            <changes::Warnings warnings=preview.warnings.clone()/>
            {others}
        }
        .draw();
    }
    view! {
        <changes::Warnings warnings=preview.warnings.clone()/>
        {ui::empty(
            Icon::Check,
            t("変更はありません", "There are no changes"),
            t(
                "いまの FAQ は、すべて公開されている内容と同じです。",
                "Visitors see everything as it stands now.",
            ),
            view! {
                <a class="button" href=place::href("entries")>
                    {t("FAQ の一覧へ", "To the entries")}
                </a>
            },
        )}
    }
    .draw()
}

fn success(publication: &Publication) -> impl IntoView + use<> {
    let entries = number(publication.entries);
    let text = match lang::current() {
        Lang::Ja => format!(
            "公開しました。{entries} 件の FAQ が、次にチャットを開いた人から表示されます（公開番号 {}）。",
            publication.number
        ),
        Lang::En => format!(
            "Published as number {}. {entries} {} from the next time a visitor opens the chat.",
            publication.number,
            plural(publication.entries, "entry is shown", "entries are shown"),
        ),
    };
    view! {
        <p role="status">{text}</p>
        <p>
            <a href=place::href("widgets")>
                {t("ウィジェットで確かめる", "Try it in the widget")}
            </a>
        </p>
    }
    .draw()
}

/// How a change is shown: tone, mark and word.
fn kind_chip(tone: &'static str, mark: Icon, word: String) -> AnyView {
    view! { <span class=format!("chip bare {tone}")>{icon(mark)} {word}</span> }.draw()
}
