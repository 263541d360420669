//! Status, category and code, and where the entry stands.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, t},
    pages::{
        categories::Tree,
        entries::{people, query, status},
    },
    place,
    ui::{ChipsInput, Faults, Segments, SelectInput, TextInput},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Entry, EntryWindow, Status, limits},
        identity,
        improve::Person,
    },
};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Settings(
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
    faults: Faults,
) -> impl IntoView {
    let categories = Signal::derive(move || {
        let mut choices = vec![(String::new(), t("（なし）", "(none)").to_owned())];
        choices.extend(tree.with(Tree::choices));
        choices
    });
    let owners = Signal::derive(move || {
        let mut choices = vec![(String::new(), t("（なし）", "(none)").to_owned())];
        choices.extend(people.with(|people| people::choices(people)));
        choices
    });
    let app = app();
    // Only a decision publishes, where that is demanded; what is published may stay so.
    let closed = Signal::derive(move || {
        let shown = entry.with(|entry| {
            entry.as_ref().is_some_and(|entry| match entry.status {
                Status::Published => true,
                Status::InReview => entry.published_version.is_some(),
                Status::Draft | Status::Archived => false,
            })
        });
        let demanded = app.session_ref(|session| session.four_eyes);
        if demanded && !shown {
            query::status_key(Status::Published)
        } else {
            ""
        }
    });
    let statuses = status::ALL.map(|one| (query::status_key(one).to_owned(), status::name(one).to_owned()));
    view! {
        <section class="card editor-settings">
            <h2 class="unseen">{t("設定", "Settings")}</h2>
            <div class="form">
                <Segments
                    name="status"
                    label=t("状態", "Status")
                    value=draft.status
                    faults=faults
                    choices=statuses.into()
                    closed=closed
                />
                {move || {
                    (!closed.get().is_empty())
                        .then(|| {
                            view! {
                                <p class="field-help">
                                    {t(
                                        "公開には、ほかの人の承認が必要です。保存してレビューを依頼してください。",
                                        "Publishing needs the approval of somebody else: save, and ask for a review.",
                                    )}
                                </p>
                            }
                        })
                }}
                <SelectInput
                    name="category"
                    label=t("カテゴリー", "Category")
                    value=draft.category
                    faults=faults
                    choices=categories
                />
                <ChipsInput
                    name="audience"
                    label=t("見られる人", "Who may see it")
                    value=draft.audience
                    faults=faults
                    optional=true
                    commas=true
                    most=identity::limits::AUDIENCE
                    longest=identity::limits::GROUP
                    placeholder=t("全員", "Everybody")
                    help=t(
                        "グループの名前を入れて Enter。入れると、そのグループの人だけに表示されます。次の公開から有効です。",
                        "Type the name of a group, then Enter. Then only people in one of them see it, from the next publication on.",
                    )
                />
                <SelectInput
                    name="owner"
                    label=t("担当者", "Owner")
                    value=draft.owner
                    faults=faults
                    choices=owners
                />
                <TextInput
                    name="review_on"
                    kind="date"
                    label=t("見直し日", "Review date")
                    value=draft.review_on
                    faults=faults
                    optional=true
                    help=t(
                        "この日が来ると一覧に表示され、担当者にメールが届きます。",
                        "From this day on it stands out in the list, and its owner gets mail.",
                    )
                />
                <TextInput
                    name="publish_from"
                    kind="datetime-local"
                    label=t("公開開始", "Publish from")
                    value=draft.publish_from
                    faults=faults
                    optional=true
                    help=t(
                        "この日時になると、自動でチャットに表示されます（ワークスペースの時刻）。",
                        "At this time the chat has it by itself (by the workspace's clock).",
                    )
                />
                <TextInput
                    name="publish_until"
                    kind="datetime-local"
                    label=t("公開終了", "Publish until")
                    value=draft.publish_until
                    faults=faults
                    optional=true
                    help=t(
                        "この日時になると、自動でチャットから消えます。",
                        "At this time it goes from the chat by itself.",
                    )
                />
                <TextInput
                    name="code"
                    label="ID"
                    value=draft.code
                    faults=faults
                    max=limits::CODE
                    placeholder=t("空のままなら自動でつきます", "Made when left empty")
                />
            </div>
            {move || entry.get().map(|entry| standing(&entry))}
        </section>
    }
    .draw()
}

/// What visitors see, and who changed the entry last.
fn standing(entry: &Entry) -> AnyView {
    let when = dates::full(entry.updated_at);
    let changed = match lang::current() {
        Lang::Ja => format!("{when} に {} が更新", entry.updated_by),
        Lang::En => format!("Changed {when} by {}", entry.updated_by),
    };
    view! {
        <p class="editor-standing small">
            {visible(entry)}
            {ends(entry).map(|text| view! { <br/> {text} })}
            <br/>
            <span class="quiet">{changed}</span>
            <br/>
            <a href=place::href(&format!("entries/{}/history", entry.id))>{history(entry.version)}</a>
            <br/>
            <a href=place::href(&format!("pinned?entry={0}&to={0}", entry.id))>
                {t("この FAQ に質問を固定する", "Pin a question to this entry")}
            </a>
        </p>
    }
    .draw()
}

fn history(version: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("履歴を見る（版 {version}）"),
        Lang::En => format!("History (version {version})"),
    }
}

fn visible(entry: &Entry) -> String {
    let from = &entry.publish_from;
    let is_scheduled = entry.window == EntryWindow::Scheduled;
    let text = match (entry.status, entry.published_version) {
        (Status::Published, Some(_)) if entry.unapproved => t(
            "承認されていない変更があります。承認されるまで、承認済みの内容が表示されます。",
            "Changed since it was approved. Visitors see what was approved until this is approved too.",
        ),
        (Status::InReview, Some(_)) if !entry.unpublished => t(
            "レビュー中です。いま公開している内容は、そのまま表示されます。",
            "In review. Visitors keep what they see now.",
        ),
        (Status::InReview, None) if !entry.unpublished => t(
            "レビュー中です。まだ公開されていません。",
            "In review. Not published yet.",
        ),
        (Status::InReview, _) => t(
            "レビュー中です。次の公開では、前に公開にした内容が表示されます。",
            "In review. The next publication has what was to be published before.",
        ),
        (Status::Published, Some(_)) if !entry.unpublished => {
            t("この内容が公開されています。", "Visitors see this version.")
        }
        (Status::Published, Some(_)) => t(
            "公開中の内容から変更されています。次の公開で反映されます。",
            "Changed since it was published. The next publication shows it.",
        ),
        (Status::Published, None) if entry.window == EntryWindow::Expired => t(
            "公開終了の日時を過ぎたので、表示されません。",
            "Its time is over: it is not shown.",
        ),
        (Status::Published, None) if is_scheduled && !entry.unpublished => {
            return match lang::current() {
                Lang::Ja => format!("{from} に自動で表示されます。"),
                Lang::En => format!("It appears by itself at {from}."),
            };
        }
        (Status::Published, None) if is_scheduled => {
            return match lang::current() {
                Lang::Ja => {
                    format!("まだ公開の操作がされていません。公開すると、{from} に自動で表示されます。")
                }
                Lang::En => {
                    format!("Nobody has published it yet. Once somebody has, it appears by itself at {from}.")
                }
            };
        }
        (Status::Published, None) => t(
            "まだ公開されていません。次の公開で表示されます。",
            "Not published yet. The next publication shows it.",
        ),
        (_, Some(_)) => t(
            "いまは公開中です。次の公開で取り下げられます。",
            "Still published. The next publication removes it.",
        ),
        (_, None) => t("公開されていません。", "Not published."),
    };
    text.to_owned()
}

/// When what visitors see goes.
fn ends(entry: &Entry) -> Option<String> {
    let until = &entry.publish_until;
    let ends = entry.status == Status::Published
        && entry.window != EntryWindow::Expired
        && !entry.unpublished
        && !until.is_empty();
    ends.then(|| match lang::current() {
        Lang::Ja => format!("{until} に自動で消えます。"),
        Lang::En => format!("It goes by itself at {until}."),
    })
}
