//! The outbox: what waits, what was sent and what was given up.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    dates,
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{
        self, BulkBar, CheckAll, CheckOne, EveryId, Icon, PageHead, Pager, SaveShown, Search, Selection,
        Shown, ShownSoon, Sorted, every, list_keys, note, one_by_one, sort_head,
    },
};
use kotae_shared::{
    Lang,
    api::admin::{MessageState, OutboxCounts, OutboxPage, OutboxQuery, OutboxRow, OutboxSort, limits},
};
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use uuid::Uuid;

/// Messages on a page.
const PART: u32 = 50;

/// The filters by their names in addresses; the first is all.
const FILTERS: [(&str, Option<MessageState>); 5] = [
    ("", None),
    ("queued", Some(MessageState::Queued)),
    ("sent", Some(MessageState::Sent)),
    ("failed", Some(MessageState::Failed)),
    ("cancelled", Some(MessageState::Cancelled)),
];

/// Messages that a file has at most.
const MOST: u32 = 20_000;

/// What the parts of the page share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    query: Memo<OutboxQuery>,
    list: Remote<OutboxPage>,
    selection: Selection,
}

/// The page.
#[component]
pub(crate) fn Outbox() -> impl IntoView {
    let app = app();
    list_keys();
    let query = Memo::new(move |_| read(|name| app.parameter(name)));
    let page = Page {
        app,
        query,
        list: Remote::new(move || request(&query.get())),
        selection: Selection::new(),
    };
    let search = Callback::new(move |q: String| {
        app.swap(&address(&OutboxQuery {
            q,
            offset: 0,
            ..query.get_untracked()
        }));
    });
    let body = move |loaded: OutboxPage| {
        let now = query.get_untracked();
        let to = move |offset| {
            place::href(&address(&OutboxQuery {
                offset,
                ..query.get_untracked()
            }))
        };
        view! {
            {warning(&loaded)}
            {tabs(&now, &loaded.counts)}
            {list(page, &now, &loaded)}
            <Pager total=loaded.total offset=now.offset limit=PART href=Box::new(to)/>
        }
        .draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("送信箱", "Outbox")>
                <button type="button" class="button" on:click=move |_| page.list.reload()>
                    {t("最新の状態にする", "Refresh")}
                </button>
            </PageHead>
            <search class="filters">
                <Search
                    id="outbox-search"
                    value=Signal::derive(move || query.with(|query| query.q.clone()))
                    go=search
                    label=t("送信箱を探す", "Search the outbox")
                    placeholder=t("宛先か件名", "To, or subject")
                    max=limits::SEARCH
                />
                <SaveShown name="outbox" table=Rc::new(move || shown(query.get_untracked()))/>
            </search>
            {page.list.view(body)}
        </div>
    }
    .draw()
}

fn read(parameter: impl Fn(&str) -> Option<String>) -> OutboxQuery {
    let state = parameter("state").unwrap_or_default();
    let state = FILTERS.into_iter().find(|(name, _)| *name == state);
    OutboxQuery {
        state: state.and_then(|(_, state)| state),
        q: parameter("q").unwrap_or_default(),
        sort: match parameter("sort").as_deref() {
            Some("destination") => OutboxSort::Destination,
            _ => OutboxSort::Newest,
        },
        down: parameter("down").is_some_and(|value| value == "true"),
        offset: parameter("offset")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        limit: PART,
    }
}

fn pairs(query: &OutboxQuery) -> api::Query {
    let state = FILTERS.iter().find(|(_, state)| *state == query.state);
    api::Query::default()
        .with("state", state.map(|(name, _)| *name).unwrap_or_default())
        .with("q", &query.q)
        .maybe(
            "sort",
            (query.sort == OutboxSort::Destination).then_some("destination"),
        )
        .maybe("down", query.down.then_some("true"))
}

fn address(query: &OutboxQuery) -> String {
    let offset = (query.offset > 0).then_some(query.offset);
    pairs(query).maybe("offset", offset).on("outbox")
}

fn request(query: &OutboxQuery) -> String {
    pairs(query)
        .with("offset", query.offset)
        .with("limit", query.limit)
        .on("outbox")
}

/// Everything that a query finds.
async fn all(query: OutboxQuery) -> Result<Vec<OutboxRow>, Failure> {
    every(MOST, |offset| {
        let part = OutboxQuery {
            offset,
            limit: limits::PAGE,
            ..query.clone()
        };
        async move { Ok(api::get::<OutboxPage>(&request(&part)).await?.rows) }
    })
    .await
}

/// The same as a table.
fn shown(query: OutboxQuery) -> ShownSoon {
    Box::pin(async move {
        let rows = all(query).await?.into_iter().map(|row| {
            let fault = row.fault.as_ref();
            let fault = fault
                .map(|fault| fault.message(lang::current()).to_owned())
                .unwrap_or_default();
            vec![
                row.destination,
                row.title,
                state_name(row.state).to_owned(),
                fault,
                dates::full(row.created_at),
                row.sent_at.map(dates::full).unwrap_or_default(),
            ]
        });
        Ok(Shown {
            columns: [
                t("宛先", "To"),
                t("件名", "Subject"),
                t("状態", "State"),
                t("失敗の理由", "Why it failed"),
                t("作成", "Made"),
                t("送信", "Sent"),
            ]
            .map(str::to_owned)
            .into(),
            rows: rows.collect(),
        })
    })
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

fn tabs(now: &OutboxQuery, counts: &OutboxCounts) -> AnyView {
    let all = counts.waiting + counts.sent + counts.failed + counts.cancelled;
    let tabs = [
        (t("すべて", "All"), all),
        (t("送信待ち", "Waiting"), counts.waiting),
        (t("送信済み", "Sent"), counts.sent),
        (t("失敗", "Failed"), counts.failed),
        (t("取り消し", "Taken back"), counts.cancelled),
    ];
    let links = FILTERS.into_iter().zip(tabs).map(|((_, state), (words, count))| {
        let to = address(&OutboxQuery {
            state,
            offset: 0,
            ..now.clone()
        });
        view! {
            <a
                href=place::href(&to)
                aria-current=(state == now.state).then_some("page")
                data-noscroll=""
            >
                {words} " " <span class="count">{number(count)}</span>
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=t("状態で絞り込み", "Filter by state")>{links.collect_view()}</nav> }
        .draw()
}

fn list(page: Page, now: &OutboxQuery, loaded: &OutboxPage) -> AnyView {
    if loaded.rows.is_empty() {
        let text = if now.q.is_empty() {
            t(
                "招待やパスワード再設定のメールを送ると、ここに表示されます。",
                "Invitations and other mail appear here.",
            )
        } else {
            t("言葉を短くしてみてください。", "Try fewer words.")
        };
        return ui::empty(Icon::Send, t("メッセージはありません", "Nothing here"), text, ()).draw();
    }
    let selection = page.selection;
    let ids: Vec<Uuid> = loaded
        .rows
        .iter()
        .filter(|row| may_retry(row) || may_cancel(row))
        .map(|row| row.id)
        .collect();
    let head = |sort: OutboxSort, name: &'static str, class: &'static str| {
        // The newest first is how times go down.
        let sorted = match (now.sort == sort, now.down == (sort == OutboxSort::Newest)) {
            (false, _) => Sorted::No,
            (true, true) => Sorted::Up,
            (true, false) => Sorted::Down,
        };
        let to = address(&OutboxQuery {
            sort,
            down: now.sort == sort && !now.down,
            offset: 0,
            ..now.clone()
        });
        sort_head(name, sorted, class, place::href(&to))
    };
    let all_ids: EveryId = Rc::new(move || {
        let query = page.query.get_untracked();
        Box::pin(async move {
            let rows = all(query).await?.into_iter();
            let open = rows.filter(|row| may_retry(row) || may_cancel(row));
            Ok(open.map(|row| row.id).collect())
        })
    });
    let many = move |what: &'static str, said: &'static str| {
        one_by_one(
            page.app,
            selection.ids(),
            said,
            move |id| async move {
                api::post::<OutboxRow>(&format!("outbox/{id}/{what}"), &())
                    .await
                    .map(drop)
            },
            move || {
                selection.clear();
                page.list.reload();
            },
        );
    };
    let rows = loaded.rows.iter().cloned().map(|row| line(page, row));
    view! {
        <BulkBar selection=selection total=loaded.total ids=ids.clone() every=Some(all_ids)>
            <button
                type="button"
                class="button small"
                on:click=move |_| many("retry", t("すぐに送信します。", "It is sent at once."))
            >
                {t("今すぐ送る", "Send now")}
            </button>
            <button
                type="button"
                class="button small"
                on:click=move |_| many("cancel", t("送信を取り消しました。", "It was taken back."))
            >
                {t("取り消す", "Take back")}
            </button>
        </BulkBar>
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <CheckAll ids=ids selection=selection/>
                        {head(OutboxSort::Destination, t("宛先・件名", "To, subject"), "")}
                        <th scope="col">{t("状態", "State")}</th>
                        {head(OutboxSort::Newest, t("作成", "Made"), "wide-only")}
                        <th scope="col"><span class="unseen">{t("操作", "Actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn may_cancel(row: &OutboxRow) -> bool {
    matches!(row.state, MessageState::Queued | MessageState::Failed)
}

fn may_retry(row: &OutboxRow) -> bool {
    !row.forgotten && (may_cancel(row) || row.state == MessageState::Cancelled)
}

fn line(page: Page, row: OutboxRow) -> AnyView {
    let (id, app, selection) = (row.id, page.app, page.selection);
    let act = move |what: &'static str, said: &'static str| {
        spawn_local(async move {
            match api::post::<OutboxRow>(&format!("outbox/{id}/{what}"), &()).await {
                Ok(_) => {
                    app.say(said);
                    page.list.reload();
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
    let (open, again) = (may_cancel(&row), may_retry(&row));
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
        <tr class:selected=move || selection.has(id)>
            <CheckOne id=id name=format!("{} {}", row.destination, row.title) selection=selection disabled=!(open || again)/>
            <td>
                <span class="row-link" tabindex="-1">{row.destination.clone()}</span>
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

fn state_name(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => t("送信待ち", "Waiting"),
        MessageState::Sending => t("送信中", "Being sent"),
        MessageState::Sent => t("送信済み", "Sent"),
        MessageState::Failed => t("失敗", "Failed"),
        MessageState::Cancelled => t("取り消し", "Taken back"),
    }
}

fn state(row: &OutboxRow) -> AnyView {
    let tone = match row.state {
        MessageState::Queued | MessageState::Sending => "chip warn",
        MessageState::Sent => "chip good",
        MessageState::Failed => "chip bad",
        MessageState::Cancelled => "chip bare",
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
        <span class=tone>{state_name(row.state)}</span>
        " "
        <span class="quiet small">{tries}</span>
    }
    .draw()
}
