//! Links by which the chat is tried with what is not published yet.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, number, t},
    remote::Remote,
    ui::{Choice, Copy, Faults, SelectInput, TextArea, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::previews::{PreviewLink, PreviewLinkMade, PreviewLinkRequest, limits},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The card: makes a link, and lists those that hold.
#[component]
pub(crate) fn TryIt(
    /// The entry that is in it whatever its status; `None`: what would be published.
    #[prop(optional, into)]
    entry: Option<Signal<Option<Uuid>>>,
) -> impl IntoView {
    if !app().may(Permission::EditKnowledge) {
        return ().draw();
    }
    let links = Remote::<Vec<PreviewLink>>::new(|| "preview-links".into());
    let made = RwSignal::new(None::<PreviewLinkMade>);
    let open = RwSignal::new(false);
    let explanation = if entry.is_some() {
        t(
            "保存した内容（下書きも）を、本物のチャットで試せるリンクを作ります。公開はされず、質問は記録されません。",
            "Makes a link by which this is tried in the real chat as it is saved, drafts too. Nothing is published, and nothing is logged.",
        )
    } else {
        t(
            "公開すると表示される内容を、本物のチャットで試せるリンクを作ります。公開はされず、質問は記録されません。",
            "Makes a link by which what would be published is tried in the real chat. Nothing is published, and nothing is logged.",
        )
    };
    let here = move || entry.map(|entry| entry.get());
    let body = move || {
        // A new entry has nothing to show yet.
        if here() == Some(None) {
            return view! { <p class="quiet small">{t("保存すると試せます。", "Save it to try it.")}</p> }
                .draw();
        }
        view! { <Form entry=entry links=links made=made/> }.draw()
    };
    view! {
        <details
            class="card try-it"
            on:toggle=move |event| {
                open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
            }
        >
            <summary>
                <h2>{t("公開前にチャットで試す", "Try it in the chat")}</h2>
            </summary>
            {move || open.get().then(|| view! {
                <p class="small">{explanation}</p>
                {body}
                {move || made.get().map(shown)}
                {move || links.get().map(|list| rows(list, links))}
            })}
        </details>
    }
    .draw()
}

#[component]
fn Form(
    entry: Option<Signal<Option<Uuid>>>,
    links: Remote<Vec<PreviewLink>>,
    made: RwSignal<Option<PreviewLinkMade>>,
) -> impl IntoView {
    let groups = RwSignal::new(String::new());
    let days = RwSignal::new(limits::USUAL_DAYS.to_string());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let send = move |_| {
        faults.clear();
        busy.set(true);
        let lines = groups.get_untracked();
        let request = PreviewLinkRequest {
            entries: entry
                .and_then(|entry| entry.get_untracked())
                .into_iter()
                .collect(),
            groups: lines
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            widget: None,
            days: days.with_untracked(|days| days.parse().unwrap_or(0)),
        };
        spawn_local(async move {
            let result = api::post::<PreviewLinkMade>("preview-links", &request).await;
            busy.set(false);
            match result {
                Ok(link) => {
                    made.set(Some(link));
                    links.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let choices: Vec<Choice> = [1, limits::USUAL_DAYS, limits::DAYS]
        .into_iter()
        .map(|days| {
            let name = match lang::current() {
                Lang::Ja => format!("{days} 日間"),
                Lang::En if days == 1 => "1 day".to_owned(),
                Lang::En => format!("{days} days"),
            };
            (days.to_string(), name)
        })
        .collect();
    // No form of its own: in the editor it stands within one.
    view! {
        <div class="form">
            <SelectInput
                name="days"
                label=t("リンクの期限", "The link holds for")
                value=days
                faults=faults
                choices=choices
            />
            <TextArea
                name="groups"
                label=t("試すグループ", "Groups")
                value=groups
                faults=faults
                optional=true
                rows=2
                placeholder=t("なし（全員向けの FAQ だけ）", "None (only what is for everybody)")
                help=t(
                    "書いたグループの人として試します。1 行に 1 つ。",
                    "It is tried as a member of these, one a line.",
                )
            />
            <div class="form-actions">
                {move || faults.rest().map(|text| note("bad", text))}
                <button
                    type="button"
                    class="button"
                    disabled=busy
                    aria-busy=move || busy.get().then_some("true")
                    on:click=send
                >
                    <span>{t("リンクを作る", "Make a link")}</span>
                </button>
            </div>
        </div>
    }
    .draw()
}

/// The link, shown once.
fn shown(made: PreviewLinkMade) -> AnyView {
    let until = dates::full(made.link.expires_at);
    let text = match lang::current() {
        Lang::Ja => format!(
            "リンクを知っている人は、{until} まで、ログインせずに試せます。あとから表示できないので、必要ならコピーしてください。"
        ),
        Lang::En => format!(
            "Whoever has the link can try it without signing in, until {until}. It is not shown again; copy it if you need it."
        ),
    };
    note(
        "good",
        view! {
            <p>
                <a class="button primary" href=made.address.clone() target="_blank" rel="noopener noreferrer">
                    {t("チャットを開く", "Open the chat")}
                </a>
            </p>
            <Copy text=made.address/>
            <p class="quiet small">{text}</p>
        },
    )
    .draw()
}

fn rows(list: Vec<PreviewLink>, links: Remote<Vec<PreviewLink>>) -> AnyView {
    if list.is_empty() {
        return ().draw();
    }
    let rows = list.into_iter().map(|link| row(link, links)).collect_view();
    view! {
        <h3>{t("有効なリンク", "Links that hold")}</h3>
        <ul class="plain-list links">{rows}</ul>
    }
    .draw()
}

fn row(link: PreviewLink, links: Remote<Vec<PreviewLink>>) -> AnyView {
    let app = app();
    let (id, until, made) = (link.id, dates::full(link.expires_at), dates::full(link.made_at));
    let what = match link.entries.first() {
        None => t("公開予定の内容", "What would be published").to_owned(),
        Some(first) => format!("{} {}", first.code, first.title),
    };
    let opened = number(link.opened);
    let text = match lang::current() {
        Lang::Ja => format!(
            "{} さんが {made} に作成・{until} まで・{opened} 回開かれました",
            link.by
        ),
        Lang::En => format!("By {} on {made}, until {until}, opened {opened} times", link.by),
    };
    let groups = (!link.groups.is_empty()).then(|| {
        view! { <span class="chip">{link.groups.join(t("・", ", "))}</span> }
    });
    let revoke = move |_| {
        spawn_local(async move {
            match api::delete(&format!("preview-links/{id}")).await {
                Ok(()) => {
                    app.say(t("リンクを無効にしました。", "The link does not work any more."));
                    links.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let label = match lang::current() {
        Lang::Ja => format!("{what} のリンクを無効にする"),
        Lang::En => format!("Revoke the link to {what}"),
    };
    view! {
        <li>
            <span>{what} " " {groups}</span>
            <span class="quiet small">{text}</span>
            <button type="button" class="button small" aria-label=label on:click=revoke>
                {t("無効にする", "Revoke")}
            </button>
        </li>
    }
    .draw()
}
