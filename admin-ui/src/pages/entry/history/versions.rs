//! The list of versions.

use crate::draw::Draw;
use crate::{
    dates,
    lang::{self, t},
    pages::{entries::status, entry::review},
    place,
    remote::Remote,
};
use kotae_shared::{
    Lang,
    api::admin::{Field, VersionPage, VersionRow},
};
use leptos::prelude::*;

/// The versions, the newest first, each a link that shows it.
#[component]
pub(super) fn Versions(
    list: Remote<VersionPage>,
    chosen: Memo<Option<u32>>,
    now: Memo<Option<u32>>,
    id: StoredValue<String>,
) -> impl IntoView {
    list.view(move |page: VersionPage| {
        let address =
            move |query: String| place::href(&format!("entries/{}/history?{query}", id.get_value()));
        let before = page.items.first().map(|row| row.version + 1);
        let rows = page.items.into_iter().map(move |row| {
            // The address keeps the part of the list.
            let href = address(format!(
                "version={}&before={}",
                row.version,
                before.unwrap_or_default()
            ));
            item(row, href, chosen, now)
        });
        let older = page.next.map(|next| {
            view! {
                <a class="button small" href=address(format!("before={next}"))>
                    {t("これより前の版", "Earlier versions")}
                </a>
            }
        });
        view! {
            <section class="card">
                <h2>{t("版", "Versions")}</h2>
                <ol class="versions">{rows.collect_view()}</ol>
                {older}
            </section>
        }
        .draw()
    })
}

fn item(row: VersionRow, href: String, chosen: Memo<Option<u32>>, now: Memo<Option<u32>>) -> impl IntoView {
    let version = row.version;
    let name = match lang::current() {
        Lang::Ja => format!("版 {version}"),
        Lang::En => format!("Version {version}"),
    };
    let changed: Vec<_> = row.changed.iter().map(|field| field_name(*field)).collect();
    let changed = match (version, changed.is_empty()) {
        (1, _) => t("作成", "Created").to_owned(),
        (_, true) => String::new(),
        _ => changed.join(t("・", ", ")),
    };
    view! {
        <li>
            <a href=href aria-current=move || (chosen.get() == Some(version)).then_some("true")>
                <span class="version-name">
                    <b>{name}</b>
                    {move || {
                        (now.get() == Some(version))
                            .then(|| view! { <span class="chip">{t("最新", "Newest")}</span> })
                    }}
                    {status::chip(row.status)}
                </span>
                <span class="small">{changed}</span>
                {row.batch.map(|_| view! { <span class="small version-act">{t("一括変更", "Changed with others")}</span> })}
                {row.act.map(|act| view! { <span class="small version-act">{review::said(act)}</span> })}
                {(!row.comment.is_empty())
                    .then(|| view! { <q class="small version-comment">{row.comment}</q> })}
                <span class="quiet small">
                    <time datetime=dates::machine(row.at)>{dates::full(row.at)}</time>
                    " "
                    {row.by}
                </span>
            </a>
        </li>
    }
    .draw()
}

/// What the screens call a field.
pub(in crate::pages::entry) fn field_name(field: Field) -> &'static str {
    match field {
        Field::Code => "ID",
        Field::Title => t("タイトル", "Title"),
        Field::Phrasings => t("言い換え", "Other phrasings"),
        Field::Keywords => t("キーワード", "Keywords"),
        Field::Category => t("カテゴリー", "Category"),
        Field::Answer => t("答え", "Answer"),
        Field::Audience => t("見られる人", "Who may see it"),
        Field::Related => t("関連する質問", "Related questions"),
        Field::FollowUp => t("次の案内", "What follows"),
        Field::Owner => t("担当者", "Owner"),
        Field::ReviewOn => t("見直し日", "Review date"),
        Field::PublishFrom => t("公開開始", "Publish from"),
        Field::PublishUntil => t("公開終了", "Publish until"),
        Field::Status => t("状態", "Status"),
    }
}
