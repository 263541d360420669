//! One import: what it made and changed, and the way back.

use super::{counts, file, name};
use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{BackLink, Confirm, PageHead, note},
};
use kotae_shared::{
    Lang, Uuid,
    access::Permission,
    api::transfer::{ChangeState, ImportChange, ImportDetail, ImportKind, Undo, Undone},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashSet;

/// The page (`transfer/imports/ID`).
#[component]
pub(crate) fn ImportPage(
    /// As it stands in the address.
    id: String,
) -> impl IntoView {
    let path = format!("imports/{id}");
    let detail = Remote::<ImportDetail>::new(move || path.clone());
    view! {
        <div class="page">
            <BackLink to="transfer/imports" label=t("取り込みの履歴", "Imports")/>
            <PageHead title=t("取り込みの内容", "An import")/>
            {detail.view(move |one| body(one, detail))}
        </div>
    }
    .draw()
}

fn body(detail: ImportDetail, remote: Remote<ImportDetail>) -> AnyView {
    let may = app().may(Permission::EditKnowledge);
    let record = &detail.record;
    let facts = [
        (t("ファイル", "File"), file(record)),
        (t("種類", "Kind"), name(record.kind).to_owned()),
        (t("日時", "When"), dates::full(record.at)),
        (t("取り込んだ人", "By"), record.by.clone()),
        (t("結果", "Result"), counts(record)),
    ];
    let facts = facts.map(|(word, value)| view! { <dt>{word}</dt> <dd>{value}</dd> });
    let undone = record.undone.clone().map(|(at, by)| {
        let when = dates::full(at);
        let text = match lang::current() {
            Lang::Ja => format!("{when} に{by}さんが取り消しました。"),
            Lang::En => format!("Undone by {by}, {when}."),
        };
        note("", text)
    });
    let open = detail.as_imported + detail.changed_since > 0;
    let total = detail.as_imported + detail.changed_since + detail.undone + detail.gone;
    view! {
        <div class="split">
            <div class="split-side">
                {(may && open).then(|| view! { <Back detail=detail.clone() remote=remote/> })}
                <section class="card">
                    <h2>{t("この取り込み", "This import")}</h2>
                    <dl class="facts">{facts.collect_view()}</dl>
                </section>
            </div>
            <div class="split-main">
                {undone}
                {table(t("取り込んだもの", "What was imported"), &detail.first, total)}
            </div>
        </div>
    }
    .draw()
}

/// The way back: what it would do, what stays, and the button.
#[component]
fn Back(detail: ImportDetail, remote: Remote<ImportDetail>) -> impl IntoView {
    let app = app();
    let also = RwSignal::new(HashSet::<Uuid>::new());
    let all = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let id = detail.record.id;
    let send = move || {
        busy.set(true);
        let wish = Undo {
            also: also.with_untracked(|also| also.iter().copied().collect()),
            all: all.get_untracked(),
        };
        spawn_local(async move {
            match api::post::<Undone>(&format!("imports/{id}/undo"), &wish).await {
                Ok(undone) => {
                    app.say(done(undone));
                    app.refresh();
                    remote.reload();
                }
                Err(failure) => app.fail(&failure),
            }
            busy.set(false);
        });
    };
    let ask = move |_| {
        app.ask(Confirm {
            title: t("この取り込みを取り消しますか？", "Undo this import?").into(),
            text: t(
                "取り込む前の内容に戻します。戻したことは履歴に残り、チャットに表示されるのは公開したあとです。",
                "Everything goes back to what it was before. That is kept in the history, and the chat shows it once you publish.",
            )
            .into(),
            act: t("取り消す", "Undo it"),
            danger: true,
            yes: Box::new(send),
        });
    };
    let entries = detail.record.kind == ImportKind::Entries;
    let back = number(detail.as_imported);
    let says = match (lang::current(), entries) {
        (Lang::Ja, true) => format!(
            "取り込んだあと変わっていない {back} 件を元に戻します。変更した FAQ は前の内容に、追加した FAQ はアーカイブになります。"
        ),
        (Lang::Ja, false) => {
            format!("取り込んだあと変わっていない {back} 件を元に戻します。追加したものは消えます。")
        }
        (Lang::En, true) => format!(
            "Brings {back} back that are as they were imported: what was changed gets its text of before, what was added is archived."
        ),
        (Lang::En, false) => {
            format!("Brings {back} back that are as they were imported. What was added goes.")
        }
    };
    let nothing = move || detail.as_imported == 0 && !all.get() && also.with(HashSet::is_empty);
    view! {
        <section class="card">
            <h2>{t("取り込みを取り消す", "Undo the import")}</h2>
            <p class="small">{says}</p>
            {(detail.changed_since > 0).then(|| since(&detail, also, all))}
            <div class="form-actions">
                <button
                    type="button"
                    class="button primary danger"
                    disabled=move || busy.get() || nothing()
                    on:click=ask
                >
                    {t("この取り込みを取り消す", "Undo this import")}
                </button>
            </div>
        </section>
    }
    .draw()
}

/// What was changed since: it stays, unless it is chosen.
fn since(detail: &ImportDetail, also: RwSignal<HashSet<Uuid>>, all: RwSignal<bool>) -> AnyView {
    let count = number(detail.changed_since);
    let head = match lang::current() {
        Lang::Ja => format!("{count} 件は、取り込んだあとに変更されています。そのまま残ります。"),
        Lang::En => format!("{count} were changed since the import. They stay as they are."),
    };
    let item = |change: &ImportChange| {
        let id = change.id;
        let by =
            (!change.by.is_empty()).then(|| view! { <span class="quiet">" " {change.by.clone()}</span> });
        view! {
            <li>
                <label class="check">
                    <input
                        type="checkbox"
                        disabled=move || all.get()
                        prop:checked=move || all.get() || also.with(|also| also.contains(&id))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            also.update(|also| {
                                if on {
                                    also.insert(id);
                                } else {
                                    also.remove(&id);
                                }
                            });
                        }
                    />
                    <span>{called(change)} {by}</span>
                </label>
            </li>
        }
    };
    let items = detail.since.iter().map(item).collect_view();
    note(
        "warn",
        view! {
            <b>{head}</b>
            <p class="small">
                {t(
                    "あとからの変更ごと取り込む前に戻すものがあれば、選んでください。",
                    "Choose those that should go back too, with what was changed since.",
                )}
            </p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=all
                    on:change=move |event| all.set(event_target_checked(&event))
                />
                <span>{t("すべて", "All of them")}</span>
            </label>
            <ul class="plain-list since-list">{items}</ul>
        },
    )
    .draw()
}

fn called(change: &ImportChange) -> String {
    match (change.code.as_str(), change.title.as_str()) {
        ("", "") => t("（もうありません）", "(gone)").to_owned(),
        ("", title) => title.to_owned(),
        (code, title) => format!("{code} {title}"),
    }
}

fn table(heading: &'static str, rows: &[ImportChange], total: u32) -> AnyView {
    let shown = rows.len() as u32;
    let rest = (total > shown).then(|| {
        let (shown, total) = (number(shown), number(total));
        let text = match lang::current() {
            Lang::Ja => format!("全 {total} 件のうち、最初の {shown} 件を表示しています。"),
            Lang::En => format!("The first {shown} of {total} are shown."),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let row = |change: &ImportChange| {
        let title = if change.kind == ImportKind::Entries && change.state != ChangeState::Gone {
            view! { <a href=place::href(&format!("entries/{}", change.id))>{called(change)}</a> }.draw()
        } else {
            view! { <span>{called(change)}</span> }.draw()
        };
        let what = if change.new {
            t("追加", "Added")
        } else {
            t("変更", "Changed")
        };
        let (tone, word) = match change.state {
            ChangeState::AsImported => ("", t("取り込んだまま", "As imported")),
            ChangeState::ChangedSince => ("warn", t("あとから変更", "Changed since")),
            ChangeState::Undone => ("good", t("取り消し済み", "Undone")),
            ChangeState::Gone => ("", t("もうありません", "Gone")),
        };
        view! {
            <tr>
                <td>{title}</td>
                <td class="cell-code">{what}</td>
                <td class="cell-code"><span class=format!("chip {tone}")>{word}</span></td>
            </tr>
        }
    };
    view! {
        <div class="section-head">
            <h2>{heading}</h2>
        </div>
        <div class="table-frame">
            <table class="table changes-table past">
                <thead>
                    <tr>
                        <th scope="col">{t("内容", "What")}</th>
                        <th scope="col">{t("取り込みで", "By the import")}</th>
                        <th scope="col">{t("いま", "Now")}</th>
                    </tr>
                </thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {rest}
    }
    .draw()
}

fn done(undone: Undone) -> String {
    let Undone {
        restored,
        ended,
        categories,
        kept,
    } = undone;
    let all = [
        (restored, t("元に戻した", "restored")),
        (ended, t("終わりにした", "ended")),
        (categories, t("消したカテゴリー", "categories gone")),
        (kept, t("そのまま残した", "kept")),
    ];
    let parts = all.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| format!("{word} {}", number(count)))
        .collect();
    let parts = parts.join(t("、", ", "));
    match lang::current() {
        Lang::Ja => format!("取り込みを取り消しました。{parts}"),
        Lang::En => format!("The import is undone: {parts}"),
    }
}
