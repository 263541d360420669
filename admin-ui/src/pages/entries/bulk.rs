//! What can be done to the selected entries at once.

use super::bulk_tools::{Audience, Chooser, Keyword, NONE};
use super::undo::changed;
use super::{Selection, found, people, query, status};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    lang::{self, number, t},
    pages::{categories::Tree, entry},
    remote::Remote,
    ui::Confirm,
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
    /// The last change, which can be taken back.
    last: RwSignal<Option<BulkResult>>,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let total = shown.total;
    let on_page: Vec<Uuid> = shown.items.iter().map(|row| row.id).collect();
    let act = move |mut edit: BulkEdit| {
        edit.ids = selection.ids();
        let status = edit.status;
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
                        last.set(result.batch.map(|_| result));
                    }
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        confirm(app, selection.count_now(), status, send);
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
            <Window busy=busy chosen=Callback::new(act)/>
            <Keyword busy=busy chosen=Callback::new(act)/>
            <Audience busy=busy chosen=Callback::new(act)/>
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

/// When all begin or end; an empty moment takes that away.
#[component]
fn Window(busy: RwSignal<bool>, chosen: Callback<BulkEdit>) -> impl IntoView {
    let bound = RwSignal::new(String::new());
    let moment = RwSignal::new(String::new());
    let act = move |_| {
        let wanted = Some(entry::moment(&moment.get_untracked()));
        let mut edit = BulkEdit::default();
        match bound.get_untracked().as_str() {
            "from" => edit.publish_from = wanted,
            _ => edit.publish_until = wanted,
        }
        chosen.run(edit);
    };
    let input = move || {
        bound.with(|bound| !bound.is_empty()).then(|| {
            view! {
                <input
                    class="input small"
                    type="datetime-local"
                    aria-label=t("日時（空なら指定なし）", "Time (empty: none)")
                    prop:value=moment
                    on:input=move |event| moment.set(event_target_value(&event))
                />
                <button type="button" class="button small" disabled=busy on:click=act>
                    {t("設定する", "Set")}
                </button>
            }
        })
    };
    view! {
        <span class="bulk-move">
            <select
                class="select small"
                aria-label=t("公開期間", "Time of publication")
                on:change=move |event| bound.set(event_target_value(&event))
            >
                <option value="">{t("公開期間を変更…", "Change the time…")}</option>
                <option value="from">{t("公開開始", "Publish from")}</option>
                <option value="until">{t("公開終了", "Publish until")}</option>
            </select>
            {input}
        </span>
    }
    .draw()
}

fn confirm(app: App, count: usize, status: Option<Status>, send: impl FnOnce() + 'static) {
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
            "状態を「{}」にします。変更は 1 件ずつの履歴に残り、まとめて元に戻せます。",
            status::name(status)
        ),
        (Some(status), Lang::En) => {
            format!(
                "Their status becomes “{}”. Each entry's history keeps the change, and it can be taken back at once.",
                status::name(status)
            )
        }
        (None, _) => t(
            "変更は 1 件ずつの履歴に残り、まとめて元に戻せます。",
            "Each entry's history keeps the change, and it can be taken back at once.",
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
