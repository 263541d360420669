//! What an entry was: its versions, what each changed, and the way back to one.

mod difference;
mod versions;
pub(crate) mod words;

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    pages::{
        categories::Tree,
        entries::{people, undo},
    },
    place,
    remote::Remote,
    ui::{Confirm, Faults, Icon, PageHead, Segments, icon, note},
};
use difference::Difference;
pub(super) use difference::words as word_difference;
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{BulkResult, Category, Entry, EntryEdit, Restore, VersionPage},
        improve::Person,
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;
use versions::Versions;
pub(super) use versions::field_name;

/// What a version is compared with.
const BEFORE: &str = "before";
const NOW: &str = "now";

/// The page (`entries/ID/history?version=N&with=now`).
#[component]
pub(crate) fn HistoryPage(
    /// As it stands in the address.
    id: String,
) -> impl IntoView {
    let app = app();
    let id = StoredValue::new(id);
    let entry = Remote::<Entry>::new(move || format!("entries/{}", id.get_value()));
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let tree = Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default());
    let people = people::load();
    let list = Remote::<VersionPage>::new(move || {
        let before = app.parameter("before").map(|before| format!("?before={before}"));
        format!(
            "entries/{}/versions{}",
            id.get_value(),
            before.unwrap_or_default()
        )
    });
    // The one that is shown: what the address says, or the newest of the list.
    let chosen = Memo::new(move |_| {
        let named = app
            .parameter("version")
            .and_then(|number| number.parse::<u32>().ok());
        let named = named.filter(|number| *number > 0);
        named.or_else(|| list.get()?.items.first().map(|row| row.version))
    });
    let first = untrack(|| app.parameter("with")).filter(|with| with == NOW);
    let with = RwSignal::new(first.unwrap_or_else(|| BEFORE.to_owned()));
    let now = Memo::new(move |_| entry.get().map(|entry| entry.version));
    let other = Memo::new(move |_| {
        if with.with(|with| with == NOW) {
            now.get()
        } else {
            chosen.get().map(|version| version - 1)
        }
    });
    let restored = Callback::new(move |saved: Entry| {
        app.say(said(&saved));
        app.refresh();
        entry.reload();
        app.go(&format!("entries/{}/history", saved.id));
        list.reload();
    });
    // What the shown version was changed together with.
    let batch = Memo::new(move |_| {
        let page = list.get()?;
        let chosen = chosen.get()?;
        page.items
            .iter()
            .find(|row| row.version == chosen)
            .and_then(|row| row.batch)
    });
    let undone = Callback::new(move |result: BulkResult| {
        app.say(undo::taken_back(&result));
        entry.reload();
        app.go(&format!("entries/{}/history", id.get_value()));
        list.reload();
    });
    let title = Signal::derive(move || match entry.get() {
        Some(entry) => match lang::current() {
            Lang::Ja => format!("履歴：{}", entry.title),
            Lang::En => format!("History: {}", entry.title),
        },
        None => t("履歴", "History").to_owned(),
    });
    let act = move || {
        let (entry, version) = (entry.get()?, chosen.get()?);
        let category = entry.category;
        let open = tree.with(|tree| tree.is_open_to(&app.session_now().user, category));
        (open && version < entry.version).then(|| restore(entry, version, restored))
    };
    let choices = vec![
        (
            BEFORE.to_owned(),
            t("1 つ前の版", "The version before").to_owned(),
        ),
        (NOW.to_owned(), t("最新の版", "The newest version").to_owned()),
    ];
    view! {
        <div class="page">
            <a class="back" href=move || place::href(&format!("entries/{}", id.get_value()))>
                {icon(Icon::Back)}
                {t("FAQ に戻る", "Back to the entry")}
            </a>
            <PageHead title=title>{act}</PageHead>
            <div class="split">
                <div class="split-side">
                    <Versions list=list chosen=chosen now=now id=id/>
                </div>
                <div class="split-main">
                    <Segments
                        name="with"
                        label=t("比べる相手", "Compared with")
                        value=with
                        faults=Faults::new()
                        choices=choices
                    />
                    {move || batch.get().map(|batch| together(batch, undone))}
                    {move || chosen.get().zip(other.get()).map(|(version, other)| {
                        view! { <Compared id=id older=other newer=version tree=tree people=people/> }.draw()
                    })}
                </div>
            </div>
        </div>
    }
    .draw()
}

/// Says that others were changed too, and offers the way back of all.
fn together(batch: Uuid, done: Callback<BulkResult>) -> AnyView {
    let app = app();
    let busy = RwSignal::new(false);
    let ask = move |_| {
        app.ask(Confirm {
            title: t("一括変更を元に戻しますか？", "Take the whole change back?").into(),
            text: t(
                "一緒に変更された FAQ が、変更の前の内容に戻ります（状態や担当者も）。その後に変更されたものはそのままです。",
                "All entries that were changed together get what they had before, with status and owner. Those that were changed since stay as they are.",
            )
            .into(),
            act: t("元に戻す", "Take it back"),
            danger: false,
            yes: Box::new(move || undo::undo(app, batch, busy, done)),
        });
    };
    let may = app.session_now().user.role.may(Permission::EditKnowledge);
    let body = view! {
        <p>{t("この版は、ほかの FAQ と一括で変更されました。", "This version was made together with those of other entries.")}</p>
        {may
            .then(|| {
                view! {
                    <button type="button" class="button small" disabled=busy on:click=ask>
                        {t("この一括変更を元に戻す", "Take this whole change back")}
                    </button>
                }
            })}
    };
    note("", body).draw()
}

/// Loads two versions and shows what differs; version 0 stands for nothing.
#[component]
pub(crate) fn Compared(
    id: StoredValue<String>,
    older: u32,
    newer: u32,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
) -> impl IntoView {
    // The older one stands at the left, whichever was chosen.
    let (older, newer) = (older.min(newer), older.max(newer));
    let load = move |version: u32| {
        Remote::<EntryEdit>::new(move || format!("entries/{}/versions/{version}", id.get_value()))
    };
    let new = load(newer);
    let old = (older > 0).then(|| load(older));
    new.view(move |new| {
        let body = move |old: EntryEdit| {
            let new = new.clone();
            view! { <Difference old=old new=new tree=tree people=people/> }.draw()
        };
        match old {
            Some(old) => old.view(body),
            None => body(EntryEdit::default()),
        }
    })
}

/// The button that brings a version back.
fn restore(entry: Entry, version: u32, done: Callback<Entry>) -> AnyView {
    let app = app();
    let wish = Restore {
        from: version,
        version: entry.version,
    };
    let send = move || {
        spawn_local(async move {
            match api::post::<Entry>(&format!("entries/{}/restore", entry.id), &wish).await {
                Ok(saved) => done.run(saved),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let ask = move |_| {
        app.ask(Confirm {
            title: match lang::current() {
                Lang::Ja => format!("版 {version} の内容に戻しますか？"),
                Lang::En => format!("Restore version {version}?"),
            },
            text: t(
                "その版の文章・キーワード・カテゴリー・見られる人が、新しい版として保存されます。いまの内容も履歴に残ります。状態は変わらず、チャットには次の公開で反映されます。",
                "Its texts, keywords, category and audience are saved as a new version. What is there now stays in the history. The status does not change; the chat follows with the next publication.",
            )
            .into(),
            act: t("この版に戻す", "Restore this version"),
            danger: false,
            yes: Box::new(send),
        });
    };
    view! {
        <button type="button" class="button primary" on:click=ask>
            <span>{t("この版に戻す", "Restore this version")}</span>
        </button>
    }
    .draw()
}

fn said(saved: &Entry) -> String {
    match lang::current() {
        Lang::Ja => format!("版 {} として戻しました。", saved.version),
        Lang::En => format!("Restored as version {}.", saved.version),
    }
}
