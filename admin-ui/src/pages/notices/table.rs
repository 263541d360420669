//! The list of notices.

use super::{Open, Page, Stand, excerpt, stand};
use crate::draw::Draw;
use crate::{
    dates,
    lang::{self, t},
    ui::{Cell, Column, Filter, ListRow, LocalList, Selection},
};
use kotae_shared::api::{
    admin::Widget,
    notices::{Notice, Tone},
};
use leptos::prelude::*;
use std::rc::Rc;

const STANDS: [(Stand, &str); 3] = [
    (Stand::Now, "now"),
    (Stand::Coming, "coming"),
    (Stand::Over, "over"),
];

fn name(stand: Stand) -> &'static str {
    match stand {
        Stand::Now => t("表示中", "Shown now"),
        Stand::Coming => t("予定", "Planned"),
        Stand::Over => t("終了", "Over"),
    }
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Warning => t("障害・注意", "Warning"),
        Tone::Info => t("お知らせ", "Information"),
    }
}

/// The list.
pub(super) fn table(page: Page, may_write: bool) -> AnyView {
    let columns = [
        ("text", t("内容", "Text"), "cell-title"),
        ("state", t("状態", "State"), ""),
        ("from", t("開始", "From"), "nowrap wide-only"),
        ("until", t("終了", "Until"), "nowrap"),
        ("widgets", t("ウィジェット", "Widgets"), "wide-only"),
        ("changed", t("更新", "Changed"), "wide-only"),
    ];
    let filters = vec![
        Filter {
            key: "state",
            name: t("状態", "State"),
            all: t("すべての状態", "Any state"),
            choices: STANDS
                .map(|(stand, key)| (key.to_owned(), name(stand).to_owned()))
                .into(),
        },
        Filter {
            key: "tone",
            name: t("種類", "Kind"),
            all: t("すべての種類", "Any kind"),
            choices: vec![
                ("info".into(), tone_name(Tone::Info).into()),
                ("warning".into(), tone_name(Tone::Warning).into()),
            ],
        },
    ];
    let rows = Rc::new(move || {
        let widgets = page.widgets.get().unwrap_or_default();
        let notices = page.list.get().unwrap_or_default();
        let row = |notice| row(page, notice, &widgets, may_write);
        notices.into_iter().map(row).collect()
    });
    let bulk = may_write.then(|| {
        Rc::new(move |selection: Selection| {
            view! {
                <button type="button" class="button small danger" on:click=move |_| page.delete(selection)>
                    {t("削除", "Delete")}
                </button>
            }
            .draw()
        }) as Rc<dyn Fn(Selection) -> AnyView>
    });
    view! {
        <LocalList
            path="notices"
            label=t("お知らせを探す", "Search the notices")
            columns=columns.map(|(key, name, class)| Column { key, name, class }).into()
            filters=filters
            rows=rows
            bulk=bulk
        />
    }
    .draw()
}

fn row(page: Page, notice: Notice, widgets: &[Widget], may_write: bool) -> ListRow {
    let stands = stand(&notice, js_sys::Date::now() as i64);
    let at = STANDS
        .iter()
        .position(|(one, _)| *one == stands)
        .unwrap_or_default();
    let (text, short, id) = (
        notice.text.get(lang::current()).to_owned(),
        excerpt(&notice),
        notice.id,
    );
    let only: Vec<String> = widgets
        .iter()
        .filter(|widget| notice.widgets.contains(&widget.id))
        .map(|widget| widget.key.clone())
        .collect();
    let only = if only.is_empty() {
        t("すべて", "All").to_owned()
    } else {
        only.join(", ")
    };
    let is_warning = notice.tone == Tone::Warning;
    let link = notice.link.clone();
    let shown = {
        let (text, short) = (text.clone(), short.clone());
        move || {
            let link =
                (!link.is_empty()).then(|| view! { <span class="small mono block">{link.clone()}</span> });
            let words = if may_write {
                let label = format!("{}: {short}", t("編集", "Edit"));
                view! {
                    <button
                        type="button"
                        class="row-link link-like"
                        aria-label=label
                        on:click=move |_| page.show(Some(Open::Change(id)))
                    >
                        {text.clone()}
                    </button>
                }
                .draw()
            } else {
                view! { <span class="row-link" tabindex="-1">{text.clone()}</span> }.draw()
            };
            view! { {words} {link} }.draw()
        }
    };
    let state = move || {
        let tone = match stands {
            Stand::Now => "chip good",
            Stand::Coming => "chip warn",
            Stand::Over => "chip",
        };
        view! {
            <span class=tone>{name(stands)}</span>
            " "
            {is_warning.then(|| view! { <span class="chip bad">{tone_name(Tone::Warning)}</span> })}
        }
        .draw()
    };
    let changed = format!("{} {}", dates::full(notice.updated_at), notice.updated_by);
    let kind = if is_warning { "tone=warning" } else { "tone=info" };
    ListRow {
        id,
        name: short,
        cells: vec![
            Cell::text(text).drawn(shown),
            Cell::number(at as i64, name(stands)).drawn(state),
            Cell::number(notice.starts_at, dates::full(notice.starts_at)),
            Cell::number(notice.ends_at, dates::full(notice.ends_at)),
            Cell::text(only),
            Cell::number(notice.updated_at, changed),
        ],
        tags: vec![format!("state={}", STANDS[at].1), kind.to_owned()],
        selectable: may_write,
    }
}
