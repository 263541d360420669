//! Announcements: what visitors are told for a while.

mod form;
mod table;

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dom,
    lang::{self, number, t},
    remote::Remote,
    ui::{self, Confirm, Icon, PageHead, Selection, icon, one_by_one},
};
use form::Form;
use kotae_shared::{
    Lang,
    access::Permission,
    api::{admin::Widget, notices::Notice},
};
use leptos::prelude::*;
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

    fn delete(self, selection: Selection) {
        let ids = selection.ids();
        let count = number(ids.len() as u32);
        self.app.ask(Confirm {
            title: t("お知らせを削除しますか？", "Delete these notices?").into(),
            text: match lang::current() {
                Lang::Ja => format!("{count} 件は 1 分以内に表示されなくなります。"),
                Lang::En => format!("{count} are no longer shown within a minute."),
            },
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(move || {
                one_by_one(
                    self.app,
                    ids,
                    t("削除しました。", "Deleted."),
                    |id| async move { api::delete(&format!("notices/{id}")).await },
                    move || {
                        selection.clear();
                        self.open.set(None);
                        self.list.reload();
                    },
                );
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
    let app = app();
    let page = Page {
        app,
        list: Remote::new(|| "notices".into()),
        widgets: Remote::new(|| "widgets".into()),
        open: RwSignal::new(None),
    };
    let may_write = page.app.session_now().user.role.may(Permission::Publish);
    Effect::new(move |_| {
        if may_write && app.parameter("new").is_some() {
            page.show(Some(Open::New));
        }
    });
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
    let form = move || match page.open.get()? {
        Open::New => Some(view! { <Form notice=None page=page/> }.draw()),
        Open::Change(id) => {
            let all = page.list.get().unwrap_or_default();
            let notice = all.into_iter().find(|notice| notice.id == id)?;
            Some(view! { <Form notice=Some(notice) page=page/> }.draw())
        }
    };
    let body = move |list: Vec<Notice>| {
        if !list.is_empty() {
            return table::table(page, may_write);
        }
        let nothing = move || {
            page.open.get().is_none().then(|| {
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
        nothing.draw()
    };
    view! {
        <div class="page">
            <PageHead title=t("お知らせ", "Notices")>{add()}</PageHead>
            <p class="page-lead">
                {t(
                    "期間を決めて、チャットの上に知らせます。開いているチャットには 1 分以内に届き、一人に一度だけ表示します。",
                    "Shown on top of the chat for a time. Open chats have it within a minute; each visitor is told once.",
                )}
            </p>
            {form}
            {page.list.view(body)}
        </div>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{Localised, api::notices::Tone};

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
