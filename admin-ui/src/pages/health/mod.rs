//! The health of the knowledge: what a careful editor would mend, each with what can be done about it.

mod item;
mod query;
mod words;

use crate::{
    api,
    app::app,
    dates,
    draw::Draw,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, SaveTable, Search, icon, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::limits,
        health::{HealthKind, HealthLook, HealthPage},
    },
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use query::Filters;
use std::time::Duration;

/// How long until a look that is under way is asked for again.
const PATIENCE: Duration = Duration::from_millis(700);

/// The page.
#[component]
pub(crate) fn Health() -> impl IntoView {
    let app = app();
    let filters = Memo::new(move |_| Filters::read(|name| app.parameter(name)));
    let list = Remote::<HealthPage>::new(move || filters.get().request());
    let role = app.session_now().user.role;
    let may_write = role.may(Permission::EditKnowledge);
    let look = Callback::new(move |()| {
        spawn_local(async move {
            match api::post::<HealthPage>("health", &()).await {
                Ok(_) => list.reload(),
                Err(failure) => app.fail(&failure),
            }
        });
    });
    // Who comes to an old look, or to none, need not ask for a new one.
    let asked = StoredValue::new(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let Some(page) = list.get() else { return };
        stop();
        if page.running {
            waiting.set_value(set_timeout_with_handle(move || list.reload(), PATIENCE).ok());
        } else if may_write && (page.look.is_none() || page.stale) && !asked.get_value() {
            asked.set_value(true);
            look.run(());
        }
    });
    on_cleanup(stop);
    let running = Memo::new(move |_| list.get().is_some_and(|page| page.running));
    let body = move |page: HealthPage| self::body(page, &filters.get_untracked(), look, may_write);
    let export = role.may(Permission::ExportKnowledge).then(|| {
        view! { <SaveTable path=move |ending: &'static str| filters.get_untracked().table(ending) name="health"/> }
    });
    view! {
        <div class="page">
            <PageHead title=t("ナレッジの健康", "Health of the knowledge")>
                {export}
                {may_write
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                disabled=running
                                aria-busy=move || running.get().then_some("true")
                                aria-label=t("もう一度調べる", "Look again")
                                on:click=move |_| look.run(())
                            >
                                {icon(Icon::Again)}
                                <span>{t("もう一度調べる", "Look again")}</span>
                            </button>
                        }
                    })}
            </PageHead>
            <p class="page-lead">
                {t(
                    "見つけにくさ、迷わせる重なり、切れたリンクなど、直すと答えがよくなるところです。",
                    "What makes answers hard to find or to trust: overlaps, broken links, and more. Each can be mended from here.",
                )}
            </p>
            <p class="quiet small" role="status">
                {move || running.get().then(|| t("調べています…", "Looking…"))}
            </p>
            <Bar filters=filters list=list/>
            {list.view(body)}
        </div>
    }
    .draw()
}

fn body(page: HealthPage, filters: &Filters, look: Callback<()>, may_write: bool) -> AnyView {
    let Some(taken) = page.look else {
        let text = if page.running {
            t(
                "FAQ をすべて読み、互いに比べています。",
                "All entries are being read and held against each other.",
            )
        } else {
            t("まだ調べていません。", "Nobody has looked yet.")
        };
        return ui::empty(
            Icon::Search,
            t("結果はまだありません", "There are no findings yet"),
            text,
            (),
        )
        .draw();
    };
    let kind = HealthKind::ALL
        .into_iter()
        .find(|kind| kind.tag() == filters.get("kind"));
    let stale = (page.stale && !page.running).then(|| {
        note(
            "warn",
            t(
                "調べたあとに FAQ が変更されました。変更された FAQ の項目は、もう一度調べるまで表示しません。",
                "The knowledge has changed since. Findings about changed entries are left out until the next look.",
            ),
        )
    });
    let explained = kind.map(|kind| view! { <p class="quiet">{words::explanation(kind)}</p> });
    let rest = if page.items.is_empty() {
        let (title, text) = if filters.get("ignored").is_empty() {
            (
                t("直すところはありません", "Nothing to mend"),
                t(
                    "この条件に当てはまるものは見つかりませんでした。",
                    "Nothing was found that fits these filters.",
                ),
            )
        } else {
            (
                t("ここには何もありません", "Nothing here"),
                t(
                    "「対応しない」にした項目が、理由とともに並びます。",
                    "What was left as it is appears here, with the reason.",
                ),
            )
        };
        ui::empty(Icon::Check, title, text, ()).draw()
    } else {
        let kept = filters.clone();
        let href = move |offset: u32| place::href(&kept.clone().with("offset", offset.to_string()).address());
        let items = page.items.into_iter();
        view! {
            <ol class="health-list" aria-label=t("見つかったところ", "Findings")>
                {items.map(|finding| view! { <item::Item finding=finding look=look may_write=may_write/> }).collect_view()}
            </ol>
            <Pager total=page.total offset=filters.offset() limit=query::PAGE href=Box::new(href)/>
        }
        .draw()
    };
    view! {
        {stale}
        {explained}
        {rest}
        <p class="quiet small">{taken_words(&taken)}</p>
    }
    .draw()
}

/// When and how it was looked, in a sentence.
fn taken_words(look: &HealthLook) -> String {
    let at = dates::full(look.at);
    let (entries, asked, logged) = (number(look.entries), number(look.asked), number(look.logged));
    let seconds = format!("{}.{}", look.took_ms / 1_000, look.took_ms % 1_000 / 100);
    let mut text = match lang::current() {
        Lang::Ja => format!(
            "{at} に FAQ {entries} 件を調べました（自分の言葉 {asked} 件と、実際の質問 {logged} 種類で検索、{seconds} 秒）。"
        ),
        Lang::En => format!(
            "{entries} entries were looked at on {at}: asked {asked} of their own wordings and {logged} different questions of visitors, in {seconds} s."
        ),
    };
    if look.cut {
        text.push_str(t(
            " 種類ごとに重いものから 2,000 件までを表示しています。",
            " The 2,000 of each kind that matter most are kept.",
        ));
    }
    text
}

/// The kinds with their counts, and the filters.
#[component]
fn Bar(filters: Memo<Filters>, list: Remote<HealthPage>) -> impl IntoView {
    let app = app();
    let ignored = move || filters.with(|filters| !filters.get("ignored").is_empty());
    let tab = move |key: &'static str, name: &'static str, index: Option<usize>| {
        let href = move || place::href(&filters.get().with("kind", key).address());
        let current = move || {
            filters
                .with(|filters| filters.get("kind") == key)
                .then_some("page")
        };
        let count = move || {
            let counts = list.get()?.counts;
            let of = |count: &[u32; 2]| count[usize::from(ignored())];
            Some(number(match index {
                Some(index) => counts.get(index).map_or(0, of),
                None => counts.iter().map(of).sum(),
            }))
        };
        view! {
            <a href=href aria-current=current data-noscroll="">
                {name}
                " "
                <span class="count">{count}</span>
            </a>
        }
        .draw()
    };
    let mut tabs = vec![tab("", t("すべて", "All"), None)];
    tabs.extend(
        HealthKind::ALL
            .into_iter()
            .enumerate()
            .map(|(at, kind)| tab(kind.tag(), words::kind(kind), Some(at))),
    );
    let go = Callback::new(move |q: String| app.swap(&filters.get_untracked().with("q", q).address()));
    let choice =
        move |name: &'static str, label: &'static str, options: [(&'static str, &'static str); 3]| {
            let changed = move |event: web_sys::Event| {
                let value = event_target_value(&event);
                app.go(&filters.get_untracked().with(name, value).address());
            };
            let option = |(key, text): (&'static str, &'static str)| {
                view! {
                    <option value=key prop:selected=move || filters.with(|filters| filters.get(name) == key)>
                        {text}
                    </option>
                }
            };
            view! {
                <select class="select" aria-label=label on:change=changed>
                    {options.map(option).collect_view()}
                </select>
            }
            .draw()
        };
    let toggle = move |_| {
        let to = if ignored() { "" } else { "true" };
        app.go(&filters.get_untracked().with("ignored", to).address());
    };
    view! {
        <nav class="tabs" aria-label=t("種類", "Kind")>
            {tabs}
        </nav>
        <search class="filters">
            <Search
                id="search"
                value=Signal::derive(move || filters.with(|filters| filters.get("q").to_owned()))
                go=go
                label=t("見つかったところを検索", "Search the findings")
                placeholder=t("タイトルや内容の言葉", "Words of title or finding")
                max=limits::SEARCH
            />
            {choice(
                "sort",
                t("並び順", "Order"),
                [
                    ("", t("重要な順", "Most important first")),
                    ("name", t("名前順", "By name")),
                    ("code", t("ID 順", "By ID")),
                ],
            )}
            <label class="toggle">
                <input type="checkbox" prop:checked=ignored on:change=toggle/>
                {t("対応しないもの", "Left as they are")}
            </label>
        </search>
    }
    .draw()
}
