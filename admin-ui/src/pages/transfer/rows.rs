//! The rows of a dry run, each with what becomes of it; filtered and looked through page by page.

use super::{
    excerpt::{excerpt, whole},
    import::Course,
};
use crate::draw::Draw;
use crate::{
    api::Query,
    lang::{self, number, t},
    pages::entry::history::words::Part,
    remote::Remote,
    ui::{Icon, Search, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{FieldChange, ImportReport, ImportRow, RowError, RowKind, RowNote, limits},
        transfer::ImportRowPage,
    },
};
use leptos::prelude::*;

/// Rows of a page.
const LIMIT: u32 = 50;

/// The rows; the first to be seen are those that matter most.
#[component]
pub(super) fn Rows(report: ImportReport, course: Course) -> impl IntoView {
    let all = report.new + report.changed + report.unchanged + report.refused;
    let first = match () {
        () if report.refused > 0 => Some(RowKind::Refused),
        () if report.changed > 0 => Some(RowKind::Changed),
        () => None,
    };
    let kind = RwSignal::new(first);
    let (q, offset) = (RwSignal::new(String::new()), RwSignal::new(0_u32));
    let token = report.token.clone();
    let page = Remote::<ImportRowPage>::new(move || {
        let query = Query::default()
            .maybe("kind", kind.get().map(tag))
            .with("q", q.get())
            .with("offset", offset.get())
            .with("limit", LIMIT);
        query.on(&format!("import/checks/{token}"))
    });
    let counts = [
        (None, t("すべて", "All"), all),
        (Some(RowKind::New), t("新規", "New"), report.new),
        (Some(RowKind::Changed), t("変更", "Changed"), report.changed),
        (
            Some(RowKind::Unchanged),
            t("変更なし", "Unchanged"),
            report.unchanged,
        ),
        (Some(RowKind::Refused), t("エラー", "Refused"), report.refused),
    ];
    let choices = counts.into_iter().map(|(one, word, count)| {
        view! {
            <button
                type="button"
                aria-pressed=move || (kind.get() == one).to_string()
                disabled=count == 0
                on:click=move |_| {
                    offset.set(0);
                    kind.set(one);
                }
            >
                {word}
                " "
                <span class="count">{number(count)}</span>
            </button>
        }
    });
    let search = Callback::new(move |words: String| {
        offset.set(0);
        q.set(words);
    });
    view! {
        <div class="rows-head">
            <div class="segments" role="group" aria-label=t("行の種類", "Kind of row")>
                {choices.collect_view()}
            </div>
            <Search
                id="search"
                value=Signal::derive(move || q.get())
                go=search
                label=t("行を探す", "Search the rows")
                placeholder=t("ID・タイトル・理由", "Code, title, reason")
                max=limits::SEARCH
            />
        </div>
        {page.view(move |page| table(page, offset, course))}
    }
    .draw()
}

/// A kind's name in an address.
fn tag(kind: RowKind) -> &'static str {
    match kind {
        RowKind::New => "new",
        RowKind::Changed => "changed",
        RowKind::Unchanged => "unchanged",
        RowKind::Refused => "refused",
    }
}

fn table(page: ImportRowPage, offset: RwSignal<u32>, course: Course) -> AnyView {
    if page.items.is_empty() {
        return note("", t("この条件に合う行はありません。", "No row is like this.")).draw();
    }
    let total = page.total;
    let entries = course.what == super::what::What::Entries;
    let rows = page.items.iter().map(|one| row(one, entries)).collect_view();
    view! {
        <div class="table-frame">
            <table class="table rows-table">
                <caption class="unseen">{t("ファイルの行", "Rows of the file")}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{t("行", "Row")}</th>
                        <th scope="col">{t("種類", "Kind")}</th>
                        {entries.then(|| view! { <th scope="col">{t("ID", "ID")}</th> })}
                        <th scope="col">{t("内容", "Content")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {pager(total, offset)}
    }
    .draw()
}

/// The file is in this browser alone, so the parts have no addresses.
fn pager(total: u32, offset: RwSignal<u32>) -> Option<AnyView> {
    if total <= LIMIT {
        return None;
    }
    let at = offset.get_untracked();
    let last = (at + LIMIT).min(total);
    let shown = match lang::current() {
        Lang::Ja => format!("全 {} 件中 {}–{} 件", number(total), number(at + 1), number(last)),
        Lang::En => format!("{}–{} of {}", number(at + 1), number(last), number(total)),
    };
    let view = view! {
        <div class="pager">
            <span>{shown}</span>
            <nav aria-label=t("ページ送り", "Pages")>
                <button
                    type="button"
                    class="button small"
                    disabled=at == 0
                    on:click=move |_| offset.set(at.saturating_sub(LIMIT))
                >
                    {t("前へ", "Previous")}
                </button>
                <button
                    type="button"
                    class="button small"
                    disabled=last == total
                    on:click=move |_| offset.set(at + LIMIT)
                >
                    {t("次へ", "Next")}
                </button>
            </nav>
        </div>
    };
    Some(view.draw())
}

fn row(row: &ImportRow, entries: bool) -> impl IntoView + use<> {
    let (tone, mark, word) = match row.kind {
        RowKind::New => ("good", Icon::Plus, t("新規", "New")),
        RowKind::Changed => ("warn", Icon::Edit, t("変更", "Changed")),
        RowKind::Unchanged => ("", Icon::Check, t("変更なし", "Unchanged")),
        RowKind::Refused => ("bad", Icon::Alert, t("エラー", "Refused")),
    };
    let code = entries.then(|| {
        let code = if row.code.is_empty() && row.kind == RowKind::New {
            view! { <span class="quiet">{t("自動", "made")}</span> }.draw()
        } else {
            view! { <span class="mono">{row.code.clone()}</span> }.draw()
        };
        view! { <td class="cell-code">{code}</td> }
    });
    let notes = row
        .notes
        .iter()
        .map(|one| view! { <span class="chip bare">{said(*one)}</span> });
    let changes = (!row.changes.is_empty())
        .then(|| view! { <dl class="diff">{row.changes.iter().map(change).collect_view()}</dl> });
    let errors = (!row.errors.is_empty())
        .then(|| view! { <ul class="row-errors">{row.errors.iter().map(error).collect_view()}</ul> });
    view! {
        <tr>
            <td class="number">{number(row.row)}</td>
            <td class="cell-kind">
                <span class=format!("chip bare {tone}")>{icon(mark)} {word}</span>
            </td>
            {code}
            <td>
                <span>{row.title.clone()}</span>
                " "
                {notes.collect_view()}
                {errors}
                {changes}
            </td>
        </tr>
    }
    .draw()
}

fn said(of: RowNote) -> &'static str {
    match of {
        RowNote::Html => t("HTML から変換", "From HTML"),
        RowNote::ByTitle => t("タイトルで一致", "Known by its title"),
        RowNote::Revived => t(
            "取り消しで終わった FAQ を戻す",
            "Comes back after an undone import",
        ),
    }
}

fn error(error: &RowError) -> impl IntoView + use<> {
    let column = (!error.column.is_empty()).then(|| view! { <b>{error.column.clone()}</b> });
    view! {
        <li>
            {icon(Icon::Alert)}
            <span>{column} " " {error.message.clone()}</span>
        </li>
    }
}

fn change(change: &FieldChange) -> impl IntoView + use<> {
    let parts = if change.field == "status" {
        whole(&status(&change.before), &status(&change.after))
    } else {
        excerpt(&change.before, &change.after)
    };
    // Two whole texts have an arrow between them, and a word where there is none.
    let alone = !parts.iter().any(|part| matches!(part, Part::Same(_)));
    let part = move |part: Part| match part {
        Part::Same(text) => view! { <span>{text}</span> }.draw(),
        Part::Gone(text) => {
            let text = or_nothing(text, alone);
            view! {
                <span class="unseen">{t("変更前: ", "before: ")}</span>
                <del>{text}</del>
                {alone.then(|| view! { <span aria-hidden="true">" → "</span> })}
            }
            .draw()
        }
        Part::New(text) => {
            let text = or_nothing(text, alone);
            view! {
                <span class="unseen">{t(" 変更後: ", " after: ")}</span>
                <ins>{text}</ins>
            }
            .draw()
        }
    };
    view! {
        <dt>{field(&change.field).to_owned()}</dt>
        <dd>{parts.into_iter().map(part).collect_view()}</dd>
    }
    .draw()
}

fn or_nothing(text: String, alone: bool) -> String {
    if alone && text.is_empty() {
        t("（なし）", "(none)").to_owned()
    } else {
        text
    }
}

/// A field's name as the screens call it.
pub(super) fn field(name: &str) -> &str {
    match name {
        "code" => t("ID", "ID"),
        "title" => t("タイトル", "Title"),
        "phrasings" => t("言い換え", "Other phrasings"),
        "keywords" => t("キーワード", "Keywords"),
        "category" => t("カテゴリー", "Category"),
        "answer" => t("答え", "Answer"),
        "status" => t("状態", "Status"),
        "audience" => t("見られる人", "Who may see it"),
        "related" => t("関連する FAQ", "Related entries"),
        "owner" => t("担当者", "Owner"),
        "review_on" => t("見直し日", "Review date"),
        "publish_from" => t("公開開始", "Visible from"),
        "publish_until" => t("公開終了", "Visible until"),
        "terms" => t("同義語", "Terms"),
        "finds" => t("対象語", "Finds"),
        "path" => t("階層", "Path"),
        "position" => t("並び順", "Place"),
        "question" => t("質問", "Question"),
        "expected" => t("期待する FAQ", "Expected"),
        other => other,
    }
}

/// A status as the screens call it, from what a cell would show.
fn status(cell: &str) -> String {
    match cell {
        "draft" => t("下書き", "Draft"),
        "in_review" => t("レビュー中", "In review"),
        "published" => t("公開", "Published"),
        "archived" => t("アーカイブ", "Archived"),
        other => other,
    }
    .to_owned()
}
