//! What the knowledge should answer better: questions that went wrong, in groups, and entries that need somebody; each with what
//! can be done about it at once.

mod bulk;
mod entry_item;
mod filters;
mod group;
mod item;
mod keys;
mod phrases;
mod query;
mod selection;
mod steps;
mod words;
mod work;

pub(crate) use words::why;

use crate::draw::Draw;
use crate::{
    app::app,
    dates,
    lang::{self, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, SaveTable},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::improve::{ImproveItem, ImprovePage, ImproveRef},
};
use leptos::prelude::*;
pub(crate) use phrases::Phrases;
use query::Filters;
use selection::Selection;
use work::Works;

/// The page.
#[component]
pub(crate) fn Improve() -> impl IntoView {
    let app = app();
    let filters = Memo::new(move |_| Filters::read(|name| app.parameter(name)));
    let page = Remote::<ImprovePage>::new(move || filters.get().request());
    let selection = Selection::new();
    // What was selected under other filters is out of sight.
    Effect::new(move |_| {
        filters.track();
        selection.clear();
    });
    let works = Works::new();
    keys::listen(works);
    let body = move |shown: ImprovePage| {
        works.clear();
        list(shown, &filters.get_untracked(), page, selection, works)
    };
    view! {
        <div class="page improve">
            <PageHead title=t("改善する", "To improve")>
                <a class="button" href=place::href("improve/phrases")>
                    {t("学習した言い方", "Learned phrases")}
                </a>
                {app.may(Permission::ExportQuestions).then(|| {
                    let path = move |ending: &'static str| filters.get_untracked().export(ending);
                    view! { <SaveTable path=path name="improve"/> }
                })}
                <button type="button" class="button" on:click=move |_| page.reload()>
                    {t("最新にする", "Refresh")}
                </button>
            </PageHead>
            <p class="quiet">
                {t(
                    "うまく答えられなかった質問（同じ内容ごとにまとめています）と、手入れが要る FAQ です。開いて言葉を足すと、その場で結果を確かめられます。",
                    "Questions that were not answered well, those about the same as one, and entries that need somebody. Open one, add its words to an entry, and see the result at once.",
                )}
            </p>
            <filters::Bar filters=filters page=page/>
            {page.view(body)}
            <p class="quiet small improve-keys">
                {t(
                    "キー: j・k 移動、Enter 開く、x 選択、d 対応した、m 自分の担当、n FAQ を作る、i 対象外、1–3 その候補の言い換えに追加、/ 検索",
                    "Keys: j and k move, Enter opens, x selects, d dealt with, m mine, n makes an entry, i out of scope, 1–3 add to that candidate, / search",
                )}
            </p>
        </div>
    }
    .draw()
}

fn list(
    page: ImprovePage,
    filters: &Filters,
    remote: Remote<ImprovePage>,
    selection: Selection,
    works: Works,
) -> AnyView {
    if page.items.is_empty() {
        return nothing(filters, page.total);
    }
    let since = page.since.map(|at| {
        let at = dates::full(at);
        let text = match lang::current() {
            Lang::Ja => format!("質問は新しいものから順に、{at} までをまとめています。"),
            Lang::En => format!("The newest questions are grouped, back to {at}."),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let (total, offset) = (page.total, filters.offset());
    let kept = filters.clone();
    let href = move |offset: u32| {
        let to = kept.clone().with("offset", offset.to_string());
        place::href(&to.address())
    };
    let people = StoredValue::new(page.people);
    let seen = |item: &ImproveItem| ImproveRef {
        key: item.key.clone(),
        text: item.text.clone(),
        version: item.handling.version,
    };
    let shown: Vec<ImproveRef> = page.items.iter().map(seen).collect();
    let may_write = app().may(Permission::EditKnowledge);
    let items = page.items.into_iter();
    let item = |item| view! { <item::Item item=item people=people selection=selection works=works/> };
    view! {
        {since}
        {may_write.then(|| view! {
            <bulk::Bar page=remote total=total shown=shown people=people selection=selection/>
        })}
        <div class="log-frame">
            <ol class="log" aria-label=t("改善するもの", "What to improve")>
                {items.map(item).collect_view()}
            </ol>
        </div>
        <Pager total=total offset=offset limit=query::PAGE href=Box::new(href)/>
    }
    .draw()
}

/// The list is empty: because of the filters, because the page is past the end, or because all is well.
fn nothing(filters: &Filters, total: u32) -> AnyView {
    if total > 0 {
        let first = filters.clone().with("offset", String::new());
        return ui::empty(
            Icon::Check,
            t("このページには何もありません", "There is nothing on this page"),
            t("一覧が短くなりました。", "The list has become shorter."),
            view! {
                <a class="button" href=place::href(&first.address())>
                    {t("先頭のページへ", "To the first page")}
                </a>
            },
        )
        .draw();
    }
    if filters.narrows() {
        return ui::empty(
            Icon::Search,
            t("条件に合うものはありません", "Nothing matches"),
            t(
                "言葉を短くするか、絞り込みを外してみてください。",
                "Try fewer words, or take a filter away.",
            ),
            view! {
                <a class="button" href=place::href("improve")>
                    {t("絞り込みをすべて外す", "Clear all filters")}
                </a>
            },
        )
        .draw();
    }
    ui::empty(
        Icon::Check,
        t("ここには何もありません", "Nothing here"),
        t(
            "見つからなかった質問、解決しなかった質問、候補が選ばれなかった質問、見直しの期限が来た FAQ などが、ここに並びます。",
            "Questions that found nothing, were not solved, or whose candidates nobody chose appear here, and entries to look at again.",
        ),
        (),
    )
    .draw()
}
