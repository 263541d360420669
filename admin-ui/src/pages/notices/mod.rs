//! Announcements: what visitors are told for a while.

mod form;

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates, dom,
    lang::{self, t},
    remote::Remote,
    ui::{self, Confirm, Icon, PageHead, icon},
};
use form::Form;
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::Widget,
        notices::{Notice, Tone},
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Which form is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    New,
    Change(Uuid),
}

/// What rows and forms share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    list: Remote<Vec<Notice>>,
    widgets: Remote<Vec<Widget>>,
    open: RwSignal<Option<Open>>,
}

impl Page {
    fn show(self, open: Option<Open>) {
        self.open.set(open);
        dom::focus_soon(if open.is_some() { "#field-text-ja" } else { "h1" });
    }

    fn changed(self, said: &'static str) {
        self.open.set(None);
        self.list.reload();
        self.app.say(said);
        dom::focus_soon("h1");
    }

    fn delete(self, notice: &Notice) {
        let path = format!("notices/{}", notice.id);
        self.app.ask(Confirm {
            title: t("お知らせを削除しますか？", "Delete this notice?").into(),
            text: match lang::current() {
                Lang::Ja => format!("「{}」は 1 分以内に表示されなくなります。", excerpt(notice)),
                Lang::En => format!("“{}” is no longer shown within a minute.", excerpt(notice)),
            },
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete(&path).await {
                        Ok(()) => self.changed(t("削除しました。", "Deleted.")),
                        Err(failure) => self.app.fail(&failure),
                    }
                });
            }),
        });
    }
}

/// The beginning of a notice, in the reader's language.
fn excerpt(notice: &Notice) -> String {
    let text = notice.text.get(lang::current());
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < text.len() {
        short + "…"
    } else {
        short
    }
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Coming,
    Now,
    Over,
}

fn stand(notice: &Notice, now: i64) -> Stand {
    if now >= notice.ends_at {
        Stand::Over
    } else if now >= notice.starts_at {
        Stand::Now
    } else {
        Stand::Coming
    }
}

/// The page.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let page = Page {
        app: app(),
        list: Remote::new(|| "notices".into()),
        widgets: Remote::new(|| "widgets".into()),
        open: RwSignal::new(None),
    };
    let may_write = page.app.session_now().user.role.may(Permission::Publish);
    let add = move || {
        may_write.then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| page.show(Some(Open::New))>
                    {icon(Icon::Plus)}
                    {t("お知らせを出す", "Post a notice")}
                </button>
            }
        })
    };
    let body = move |list: Vec<Notice>| {
        let none = list.is_empty();
        let nothing = move || {
            (none && page.open.get().is_none()).then(|| {
                ui::empty(
                    Icon::Megaphone,
                    t("お知らせはまだありません", "There are no notices yet"),
                    t(
                        "メンテナンスや障害を、開いているチャットの上に出せます。",
                        "Tell visitors about maintenance or an outage, on top of the chat.",
                    ),
                    add(),
                )
            })
        };
        let new =
            move || (page.open.get() == Some(Open::New)).then(|| view! { <Form notice=None page=page/> });
        let rows = list
            .into_iter()
            .map(|notice| view! { <Row notice=notice page=page may_write=may_write/> });
        let rows = rows.collect_view();
        view! {
            {new}
            {nothing}
            <ul class="notices">{rows}</ul>
        }
        .draw()
    };
    view! {
        <div class="page narrow">
            <PageHead title=t("お知らせ", "Notices")>{add()}</PageHead>
            <p class="page-lead">
                {t(
                    "期間を決めて、チャットの上に知らせます。開いているチャットには 1 分以内に届き、一人に一度だけ表示します。",
                    "Shown on top of the chat for a time. Open chats have it within a minute; each visitor is told once.",
                )}
            </p>
            {page.list.view(body)}
        </div>
    }
    .draw()
}

/// A notice, or the form that changes it.
#[component]
fn Row(notice: Notice, page: Page, may_write: bool) -> impl IntoView {
    let notice = StoredValue::new(notice);
    let id = notice.with_value(|notice| notice.id);
    move || {
        let notice = notice.get_value();
        if page.open.get() == Some(Open::Change(id)) {
            return view! { <li><Form notice=Some(notice) page=page/></li> }.draw();
        }
        let (tone, word) = match stand(&notice, js_sys::Date::now() as i64) {
            Stand::Now => ("chip good", t("表示中", "Shown now")),
            Stand::Coming => ("chip warn", t("予定", "Planned")),
            Stand::Over => ("chip", t("終了", "Over")),
        };
        let warning = notice.tone == Tone::Warning;
        let when = format!(
            "{} – {}",
            dates::full(notice.starts_at),
            dates::full(notice.ends_at)
        );
        let who = match lang::current() {
            Lang::Ja => format!(
                "{} が {} に更新",
                notice.updated_by,
                dates::full(notice.updated_at)
            ),
            Lang::En => format!(
                "Changed by {} on {}",
                notice.updated_by,
                dates::full(notice.updated_at)
            ),
        };
        let names = page.widgets.get().unwrap_or_default();
        let only: Vec<String> = names
            .iter()
            .filter(|widget| notice.widgets.contains(&widget.id))
            .map(|widget| widget.key.clone())
            .collect();
        let (text, link, name) = (
            notice.text.get(lang::current()).to_owned(),
            notice.link.clone(),
            excerpt(&notice),
        );
        let tools = may_write.then(|| {
            let gone = notice.clone();
            view! {
                <span class="form-actions">
                    <button
                        type="button"
                        class="button small"
                        aria-label=format!("{}: {name}", t("編集", "Edit"))
                        on:click=move |_| page.show(Some(Open::Change(id)))
                    >
                        {t("編集", "Edit")}
                    </button>
                    <button
                        type="button"
                        class="button small danger"
                        aria-label=format!("{}: {name}", t("削除", "Delete"))
                        on:click=move |_| page.delete(&gone)
                    >
                        {t("削除", "Delete")}
                    </button>
                </span>
            }
        });
        view! {
            <li class="card notice-card">
                <p class="notice-head">
                    <span class=tone>{word}</span>
                    {warning.then(|| view! { <span class="chip bad">{t("障害・注意", "Warning")}</span> })}
                    <span class="number nowrap-wide">{when}</span>
                </p>
                <p class="notice-text">{text}</p>
                {(!link.is_empty()).then(|| view! { <p class="small mono">{link}</p> })}
                {(!only.is_empty())
                    .then(|| view! { <p class="small">{t("ウィジェット: ", "Widgets: ")} {only.join(", ")}</p> })}
                <div class="notice-foot">
                    <span class="quiet small">{who}</span>
                    {tools}
                </div>
            </li>
        }
        .draw()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::Localised;

    #[test]
    fn a_notice_comes_stays_and_goes() {
        let notice = Notice {
            id: Uuid::nil(),
            text: Localised::new("停止", ""),
            tone: Tone::Info,
            link: String::new(),
            starts_at: 10,
            ends_at: 20,
            widgets: Vec::new(),
            version: 1,
            updated_at: 0,
            updated_by: String::new(),
        };
        let at = |now| stand(&notice, now);
        assert_eq!(
            [at(9), at(10), at(19), at(20)],
            [Stand::Coming, Stand::Now, Stand::Now, Stand::Over]
        );
        assert_eq!(excerpt(&notice), "停止");
    }
}
