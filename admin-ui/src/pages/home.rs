//! The first page: is it working, and what should be done next.

use crate::draw::Draw;
use crate::{
    api::Query,
    app::app,
    dates,
    lang::{self, number, plural, t},
    place,
    remote::Remote,
    ui::{Icon, PageHead, icon},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Publication, PublishPreview, QuestionPage, QuestionRow},
        improve::ImprovePage,
    },
};
use leptos::prelude::*;

/// Questions without an answer that are listed.
const LISTED: u32 = 8;

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let app = app();
    let publication = Remote::<PublishPreview>::new(|| "publish".into());
    let waiting = Memo::new(move |_| app.session_ref(|session| session.to_approve));
    view! {
        <div class="page home">
            <PageHead title=t("ホーム", "Home")/>
            <section class="card">
                <h2>{t("公開の状態", "Publication")}</h2>
                <div>{publication.view(|preview| standing(&preview))}</div>
            </section>
            {move || to_approve(waiting.get())}
            {move || app.may(Permission::ReadQuestions).then(|| view! { <Asked/> })}
        </div>
    }
    .draw()
}

/// Entries that wait for an approval.
fn to_approve(count: u32) -> Option<AnyView> {
    let text = match lang::current() {
        _ if count == 0 => return None,
        Lang::Ja => format!("承認待ちの FAQ が {} 件あります。", number(count)),
        Lang::En => format!(
            "{} {} for your approval.",
            number(count),
            plural(count, "entry waits", "entries wait")
        ),
    };
    let card = view! {
        <section class="card">
            <h2>{t("レビュー", "Reviews")}</h2>
            <div class="home-lines">
                <p>{text}</p>
                <a class="button" href=place::href("entries?to_approve=true&sort=updated")>
                    {t("確認する", "Look at them")}
                </a>
            </div>
        </section>
    };
    Some(card.draw())
}

/// What visitors asked.
#[component]
fn Asked() -> impl IntoView {
    let questions = Remote::<QuestionPage>::new(|| {
        Query::default()
            .with("filter", "not_found")
            .with("limit", LISTED)
            .on("questions")
    });
    let improve = Remote::<ImprovePage>::new(|| "improve?state=new&limit=1".into());
    view! {
        <section class="card">
            <h2>{t("これまでの質問", "Questions so far")}</h2>
            <div>{questions.view(|page| counts(page.counts))}</div>
            {move || to_improve(improve.get()?.total)}
        </section>
        <section class="card home-wide">
            <h2>{t("答えが見つからなかった質問", "Questions that found nothing")}</h2>
            <div>{questions.view(|page| unanswered(page.items))}</div>
        </section>
    }
    .draw()
}

/// How much nobody has looked at yet.
fn to_improve(count: u32) -> Option<AnyView> {
    let text = match lang::current() {
        _ if count == 0 => return None,
        Lang::Ja => format!("改善するものが {} 件あります", number(count)),
        Lang::En => format!(
            "{} {} to improve",
            number(count),
            plural(count, "thing", "things")
        ),
    };
    let link = view! { <a class="button" href=place::href("improve")>{text}</a> };
    Some(link.draw())
}

fn standing(preview: &PublishPreview) -> AnyView {
    let Some(current) = &preview.current else {
        return first_steps(preview.entries > 0);
    };
    let changes = preview.waiting();
    let next = if changes == 0 {
        view! { <p class="quiet">{t("未公開の変更はありません。", "Everything is published.")}</p> }.draw()
    } else {
        let text = match lang::current() {
            Lang::Ja => format!("未公開の変更が {} 件あります。", number(changes)),
            Lang::En => {
                let changes = format!("{} {}", number(changes), plural(changes, "change", "changes"));
                format!("{changes} not published yet.")
            }
        };
        view! {
            <p>{text}</p>
            <a class="button primary" href=place::href("publish")>
                {t("変更を確認して公開する", "Review and publish")}
            </a>
        }
        .draw()
    };
    view! {
        <div class="home-lines">
            <p class="home-state">
                <span class="chip good">{t("公開中", "Live")}</span>
                <b>{number(current.entries)} {t(" 件の FAQ", " entries")}</b>
            </p>
            <p class="quiet small">{published(current)}</p>
            {next}
        </div>
    }
    .draw()
}

fn published(current: &Publication) -> String {
    let when = dates::full(current.at);
    match lang::current() {
        Lang::Ja => format!("第 {} 回の公開（{when}、{}）", current.number, current.by),
        Lang::En => format!("Publication {} ({when}, {})", current.number, current.by),
    }
}

/// From nothing to a chat that answers.
fn first_steps(has_entries: bool) -> AnyView {
    let step = |done: bool, to: &'static str, text: &'static str| {
        let mark =
            done.then(|| view! { <span class="step-done">{icon(Icon::Check)} {t("済み", "Done")}</span> });
        view! { <li><a href=place::href(to)>{text}</a> {mark}</li> }
    };
    view! {
        <p>{t("次の 3 つで、社内のページから使えるようになります。", "Three steps, and your colleagues can ask.")}</p>
        <ol class="steps">
            {step(has_entries, "transfer", t("FAQ を CSV で取り込む（または 1 件ずつ書く）", "Import the FAQ as CSV (or write it)"))}
            {step(false, "publish", t("公開する", "Publish it"))}
            {step(false, "widgets", t("社内ページにスクリプトタグを 1 行貼る", "Put one script tag on your page"))}
        </ol>
    }
    .draw()
}

fn counts([all, not_found, not_solved, solved]: [u32; 4]) -> AnyView {
    let cell = |name: &'static str, count: u32, filter: &'static str| {
        let to = Query::default().with("filter", filter).on("questions");
        view! {
            <div>
                <dt>{name}</dt>
                <dd>
                    <a href=place::href(&to)>{number(count)}</a>
                </dd>
            </div>
        }
    };
    view! {
        <dl class="home-counts">
            {cell(t("すべて", "All"), all, "")}
            {cell(t("見つからず", "Found nothing"), not_found, "not_found")}
            {cell(t("未解決", "Not solved"), not_solved, "not_solved")}
            {cell(t("解決", "Solved"), solved, "solved")}
        </dl>
    }
    .draw()
}

fn unanswered(rows: Vec<QuestionRow>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <p class="quiet">
                {t(
                    "いまのところありません。質問が届くと、ここに表示されます。",
                    "None so far. They appear here as they come in.",
                )}
            </p>
        }
        .draw();
    }
    let row = |row: QuestionRow| {
        let to = Query::default().with("title", &row.text).on("entries/new");
        view! {
            <li>
                <span class="home-question">{row.text}</span>
                <time class="quiet small nowrap" datetime=dates::machine(row.at)>{dates::full(row.at)}</time>
                <a class="button small" href=place::href(&to)>
                    {icon(Icon::Plus)}
                    {t("FAQ を作る", "Write an entry")}
                </a>
            </li>
        }
    };
    view! {
        <ul class="home-questions">{rows.into_iter().map(row).collect_view()}</ul>
        <a href=place::href("questions?filter=not_found")>{t("すべて見る", "See all")}</a>
    }
    .draw()
}
