//! The outbox: what waits, what was sent and what was given up.

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{self, Icon, PageHead, Pager, note},
};
use kotae_shared::{
    Lang,
    api::admin::{MessageState, OutboxCounts, OutboxPage, OutboxRow},
};
use leptos::{prelude::*, task::spawn_local};

/// Messages on a page.
const PART: u32 = 50;

/// The filters by their names in addresses; the first is all.
const FILTERS: [&str; 5] = ["", "queued", "sent", "failed", "cancelled"];

/// The page.
#[component]
pub(crate) fn Outbox() -> impl IntoView {
    let app = app();
    let state = Memo::new(move |_| {
        let wanted = app.parameter("state").unwrap_or_default();
        FILTERS.into_iter().find(|name| *name == wanted).unwrap_or("")
    });
    let offset = Memo::new(move |_| {
        app.parameter("offset")
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
    });
    let page = Remote::<OutboxPage>::new(move || {
        api::Query::default()
            .with("state", state.get())
            .with("offset", offset.get())
            .with("limit", PART)
            .on("outbox")
    });
    let body = move |loaded: OutboxPage| {
        view! {
            {warning(&loaded)}
            {tabs(state.get_untracked(), &loaded.counts)}
            {list(app, page, &loaded)}
            <Pager
                total=loaded.total
                offset=offset.get_untracked()
                limit=PART
                href=Box::new(move |offset| place::href(&address(state.get_untracked(), offset)))
            />
        }
        .draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("送信箱", "Outbox")>
                <button type="button" class="button" on:click=move |_| page.reload()>
                    {t("最新の状態にする", "Refresh")}
                </button>
            </PageHead>
            {page.view(body)}
        </div>
    }
    .draw()
}

fn address(state: &str, offset: u32) -> String {
    api::Query::default()
        .with("state", state)
        .maybe("offset", (offset > 0).then_some(offset))
        .on("outbox")
}

fn warning(page: &OutboxPage) -> AnyView {
    if page.mail_is_set {
        return ().draw();
    }
    note(
        "warn",
        view! {
            <p>
                {t("メールサーバーが設定されていないため、送信を待っています。", "No mail server is set, so messages wait.")}
                " "
                <a href=place::href("mail")>{t("メールを設定する", "Set one")}</a>
            </p>
        },
    )
    .draw()
}

fn tabs(current: &'static str, counts: &OutboxCounts) -> AnyView {
    let all = counts.waiting + counts.sent + counts.failed + counts.cancelled;
    let tabs = [
        (t("すべて", "All"), all),
        (t("送信待ち", "Waiting"), counts.waiting),
        (t("送信済み", "Sent"), counts.sent),
        (t("失敗", "Failed"), counts.failed),
        (t("取り消し", "Taken back"), counts.cancelled),
    ];
    let links = FILTERS.into_iter().zip(tabs).map(|(name, (words, count))| {
        view! {
            <a
                href=place::href(&address(name, 0))
                aria-current=(name == current).then_some("page")
                data-noscroll=""
            >
                {words} " " <span class="count">{number(count)}</span>
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=t("状態で絞り込み", "Filter by state")>{links.collect_view()}</nav> }
        .draw()
}

fn list(app: App, page: Remote<OutboxPage>, loaded: &OutboxPage) -> AnyView {
    if loaded.rows.is_empty() {
        return ui::empty(
            Icon::Send,
            t("メッセージはありません", "Nothing here"),
            t(
                "招待やパスワード再設定のメールを送ると、ここに表示されます。",
                "Invitations and other mail appear here.",
            ),
            (),
        )
        .draw();
    }
    let rows = loaded.rows.iter().cloned().map(|row| line(app, page, row));
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("宛先・件名", "To, subject")}</th>
                        <th scope="col">{t("状態", "State")}</th>
                        <th scope="col" class="wide-only">{t("作成", "Made")}</th>
                        <th scope="col"><span class="unseen">{t("操作", "Actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn line(app: App, page: Remote<OutboxPage>, row: OutboxRow) -> AnyView {
    let id = row.id;
    let act = move |what: &'static str, said: &'static str| {
        spawn_local(async move {
            match api::post::<OutboxRow>(&format!("outbox/{id}/{what}"), &()).await {
                Ok(_) => {
                    app.say(said);
                    page.reload();
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let button = |what: &'static str, words: &'static str, said: &'static str| {
        view! {
            <button type="button" class="button small" on:click=move |_| act(what, said)>
                {words}
            </button>
        }
    };
    let open = matches!(row.state, MessageState::Queued | MessageState::Failed);
    let again = !row.forgotten && (open || row.state == MessageState::Cancelled);
    let retry = again.then(|| {
        button(
            "retry",
            t("今すぐ送る", "Send now"),
            t("すぐに送信します。", "It is sent at once."),
        )
    });
    let cancel = open.then(|| {
        button(
            "cancel",
            t("取り消す", "Take back"),
            t("送信を取り消しました。", "It was taken back."),
        )
    });
    let fault = row.fault.as_ref().map(|fault| {
        view! {
            <p class="small">{fault.message(lang::current())}</p>
            <p class="quiet small">{fault.detail.clone()}</p>
        }
    });
    view! {
        <tr>
            <td>
                {row.destination.clone()}
                <br/>
                <span class="quiet">{row.title.clone()}</span>
            </td>
            <td>{state(&row)} {fault}</td>
            <td class="nowrap wide-only">
                <time datetime=dates::machine(row.created_at)>{dates::full(row.created_at)}</time>
            </td>
            <td><div class="form-actions">{retry} {cancel}</div></td>
        </tr>
    }
    .draw()
}

fn state(row: &OutboxRow) -> AnyView {
    let (tone, word) = match row.state {
        MessageState::Queued => ("chip warn", t("送信待ち", "Waiting")),
        MessageState::Sending => ("chip warn", t("送信中", "Being sent")),
        MessageState::Sent => ("chip good", t("送信済み", "Sent")),
        MessageState::Failed => ("chip bad", t("失敗", "Failed")),
        MessageState::Cancelled => ("chip bare", t("取り消し", "Taken back")),
    };
    let tries = match (lang::current(), row.state) {
        (_, MessageState::Sent) => row.sent_at.map(dates::full).unwrap_or_default(),
        (Lang::Ja, MessageState::Queued) if row.attempts > 0 => {
            format!("{} 回失敗、次は {}", row.attempts, dates::full(row.next_at))
        }
        (Lang::En, MessageState::Queued) if row.attempts > 0 => {
            format!("{} tries, next {}", row.attempts, dates::full(row.next_at))
        }
        _ => String::new(),
    };
    view! {
        <span class=tone>{word}</span>
        " "
        <span class="quiet small">{tries}</span>
    }
    .draw()
}
