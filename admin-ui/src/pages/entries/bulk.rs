//! What can be done to the selected entries at once.

use super::{Selection, found, people, query, status};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    lang::{self, number, t},
    pages::categories::Tree,
    remote::Remote,
    ui::{Choice, Confirm},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{BulkEdit, BulkResult, EntryPage, EntryQuery, Status, limits},
        improve::Person,
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// From this many on a change asks first.
const ASK_FROM: usize = 10;

/// The line above the table: how many there are, or what to do with those that are selected.
#[component]
pub(super) fn Bar(
    query: Memo<EntryQuery>,
    page: Remote<EntryPage>,
    /// The part of the list that is shown.
    shown: EntryPage,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
    selection: Selection,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let total = shown.total;
    let on_page: Vec<Uuid> = shown.items.iter().map(|row| row.id).collect();
    let act = move |mut edit: BulkEdit| {
        edit.ids = selection.ids();
        let status = edit.status;
        let moves = edit.category.is_some();
        let send = move || {
            busy.set(true);
            spawn_local(async move {
                let result = api::post::<BulkResult>("entries/bulk", &edit).await;
                busy.set(false);
                match result {
                    Ok(result) => {
                        selection.clear();
                        page.reload();
                        app.refresh();
                        app.say(changed(result.changed));
                    }
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        confirm(app, selection.count_now(), status, moves, send);
    };
    let select_all = move |_| {
        busy.set(true);
        spawn_local(async move {
            let result = every_id(&query.get_untracked(), total).await;
            busy.set(false);
            match result {
                Ok(ids) => selection.set(&ids, true),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let offer_all = move || {
        let more = total as usize > selection.count() && selection.has_all(&on_page);
        more.then(|| {
            let most = total.min(limits::BULK as u32);
            let label = match lang::current() {
                Lang::Ja => format!("{} 件すべて選択", number(most)),
                Lang::En => format!("Select all {}", number(most)),
            };
            view! {
                <button type="button" class="button small" disabled=busy on:click=select_all>
                    {label}
                </button>
            }
        })
    };
    let demanded = Memo::new(move |_| app.session_ref(|session| session.four_eyes));
    let statuses = move || {
        let button = |(status, label): (Status, &'static str)| {
            view! {
                <button type="button" class="button small" disabled=busy on:click=move |_| act(BulkEdit { status: Some(status), ..BulkEdit::default() })>
                    {label}
                </button>
            }
        };
        // Each is approved by itself, where that is demanded.
        let publish = (!demanded.get()).then(|| button((Status::Published, t("公開にする", "Publish"))));
        let others = [
            (Status::InReview, t("レビューを依頼する", "Ask for a review")),
            (Status::Draft, t("下書きにする", "Make drafts")),
            (Status::Archived, t("アーカイブする", "Archive")),
        ];
        view! {
            {publish}
            {others.map(button).collect_view()}
        }
    };
    let tools = move || {
        view! {
            {statuses}
            <Chooser
                busy=busy
                name=t("移動先のカテゴリー", "Category to move to")
                prompt=t("カテゴリーへ移動…", "Move to a category…")
                act=t("移動する", "Move")
                choices=Signal::derive(move || tree.with(Tree::choices))
                edit=|id| BulkEdit {
                    category: id.parse().ok(),
                    clear_category: id == NONE,
                    ..BulkEdit::default()
                }
                chosen=Callback::new(act)
            />
            <Chooser
                busy=busy
                name=t("新しい担当者", "New owner")
                prompt=t("担当者を変更…", "Change the owner…")
                act=t("変更する", "Change")
                choices=Signal::derive(move || people.with(|people| people::choices(people)))
                edit=|id| BulkEdit {
                    owner: id.parse().ok(),
                    clear_owner: id == NONE,
                    ..BulkEdit::default()
                }
                chosen=Callback::new(act)
            />
            <Keyword busy=busy chosen=Callback::new(act)/>
            <button type="button" class="button plain small" on:click=move |_| selection.clear()>
                {t("選択を外す", "Clear the selection")}
            </button>
        }
    };
    let any = Memo::new(move |_| selection.count() > 0);
    view! {
        <div class="bulk" class:active=any>
            <p class="bulk-count" aria-live="polite">
                {move || if any.get() { selected(selection.count()) } else { found(total) }}
            </p>
            {offer_all}
            {move || any.get().then(tools)}
        </div>
    }
    .draw()
}

/// What stands for no category and for no owner.
const NONE: &str = "none";

/// Chooses something, then a button carries it out: a list that acts at once cannot be used with a keyboard.
#[component]
fn Chooser(
    busy: RwSignal<bool>,
    /// What the list is called.
    name: &'static str,
    /// What stands in it first.
    prompt: &'static str,
    /// What the button says.
    act: &'static str,
    choices: Signal<Vec<Choice>>,
    /// The change that a choice, [`NONE`] or nothing stands for.
    edit: fn(&str) -> BulkEdit,
    chosen: Callback<BulkEdit>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let options = move || {
        let option = |(id, name): Choice| view! { <option value=id>{name}</option> };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <span class="bulk-move">
            <select
                class="select small"
                aria-label=name
                on:change=move |event| wanted.set(event_target_value(&event))
            >
                <option value="">{prompt}</option>
                <option value=NONE>{t("（なし）", "(none)")}</option>
                {options}
            </select>
            {move || {
                let edit = wanted.with(|id| edit(id));
                (edit != BulkEdit::default())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                disabled=busy
                                on:click=move |_| chosen.run(edit.clone())
                            >
                                {act}
                            </button>
                        }
                    })
            }}
        </span>
    }
    .draw()
}

/// A keyword that all get or lose.
#[component]
fn Keyword(busy: RwSignal<bool>, chosen: Callback<BulkEdit>) -> impl IntoView {
    let word = RwSignal::new(String::new());
    let none = move || busy.get() || word.with(|word| word.trim().is_empty());
    let add = move |_| {
        chosen.run(BulkEdit {
            add_keywords: vec![word.get_untracked()],
            ..BulkEdit::default()
        });
    };
    let remove = move |_| {
        chosen.run(BulkEdit {
            remove_keywords: vec![word.get_untracked()],
            ..BulkEdit::default()
        });
    };
    view! {
        <span class="bulk-move">
            <input
                class="input small"
                aria-label=t("キーワード", "Keyword")
                placeholder=t("キーワード", "Keyword")
                maxlength=limits::PHRASE
                prop:value=word
                on:input=move |event| word.set(event_target_value(&event))
            />
            <button type="button" class="button small" disabled=none on:click=add>
                {t("足す", "Add")}
            </button>
            <button type="button" class="button small" disabled=none on:click=remove>
                {t("外す", "Remove")}
            </button>
        </span>
    }
    .draw()
}

fn confirm(app: App, count: usize, status: Option<Status>, moves: bool, send: impl FnOnce() + 'static) {
    if count < ASK_FROM {
        return send();
    }
    let count = number(count as u32);
    let title = match lang::current() {
        Lang::Ja => format!("{count} 件の FAQ を変更します"),
        Lang::En => format!("Change {count} entries"),
    };
    let text = match (status, lang::current()) {
        (Some(status), Lang::Ja) => format!(
            "状態を「{}」にします。元の状態には自動では戻せません。",
            status::name(status)
        ),
        (Some(status), Lang::En) => {
            format!(
                "Their status becomes “{}”. Their present statuses cannot be brought back at once.",
                status::name(status)
            )
        }
        (None, _) if !moves => t(
            "変更は 1 件ずつの履歴に残ります。",
            "Each entry's history keeps the change.",
        )
        .to_owned(),
        (None, _) => t(
            "選んだカテゴリーに移動します。元のカテゴリーには自動では戻せません。",
            "They move to the chosen category. They cannot be moved back at once.",
        )
        .to_owned(),
    };
    app.ask(Confirm {
        title,
        text,
        act: t("変更する", "Change"),
        danger: false,
        yes: Box::new(send),
    });
}

/// The ids of the whole filtered list, as many as one change may have.
async fn every_id(query: &EntryQuery, total: u32) -> Result<Vec<Uuid>, Failure> {
    let most = total.min(limits::BULK as u32);
    let mut ids = Vec::with_capacity(most as usize);
    let mut offset = 0;
    while offset < most {
        let part = EntryQuery {
            offset,
            limit: limits::PAGE,
            ..query.clone()
        };
        let part: EntryPage = api::get(&query::request(&part)).await?;
        if part.items.is_empty() {
            break;
        }
        ids.extend(part.items.iter().map(|row| row.id));
        offset += limits::PAGE;
    }
    ids.truncate(most as usize);
    Ok(ids)
}

fn selected(count: usize) -> String {
    let count = number(count as u32);
    match lang::current() {
        Lang::Ja => format!("{count} 件を選択中"),
        Lang::En => format!("{count} selected"),
    }
}

fn changed(count: u32) -> String {
    if count == 0 {
        return t("変わったものはありませんでした。", "Nothing had to be changed.").to_owned();
    }
    match lang::current() {
        Lang::Ja => format!("{}を変更しました。", found(count)),
        Lang::En => format!("{} changed.", found(count)),
    }
}
