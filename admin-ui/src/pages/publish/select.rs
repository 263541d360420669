//! What waits to be published: which of it, by whom, and what differs.

use super::changes::chip;
use crate::draw::Draw;
use crate::{
    dates,
    lang::{self, number, t},
    pages::{categories::Tree, entries::people, entry::Compared},
    place,
    remote::Remote,
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    api::{
        admin::{Category, PublishChange, PublishPreview},
        improve::Person,
        publishing::{OtherChange, OtherKind, PublishPart},
    },
};
use leptos::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

/// What was left out of the next publication. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    without: RwSignal<HashSet<Uuid>>,
    categories: RwSignal<bool>,
    words: RwSignal<bool>,
    scenarios: RwSignal<bool>,
}

impl Chosen {
    /// Everything is in it.
    pub(super) fn new() -> Self {
        Self {
            without: RwSignal::new(HashSet::new()),
            categories: RwSignal::new(true),
            words: RwSignal::new(true),
            scenarios: RwSignal::new(true),
        }
    }

    /// Puts everything back.
    pub(super) fn clear(self) {
        self.without.update(HashSet::clear);
        for part in [self.categories, self.words, self.scenarios] {
            part.set(true);
        }
    }

    /// The part that is published; `None`: everything. Reactive.
    pub(super) fn part(self, preview: &PublishPreview) -> Option<PublishPart> {
        let is_whole = self.without.with(HashSet::is_empty)
            && (self.categories.get() || !preview.categories)
            && (self.words.get() || preview.words == 0)
            && (self.scenarios.get() || preview.scenarios == 0);
        if is_whole {
            return None;
        }
        let ids = preview.changes.iter().map(|change| change.id);
        Some(PublishPart {
            entries: self
                .without
                .with(|without| ids.filter(|id| !without.contains(id)).collect()),
            categories: self.categories.get() && preview.categories,
            words: self.words.get() && preview.words > 0,
            scenarios: self.scenarios.get() && preview.scenarios > 0,
        })
    }

    fn has(self, id: Uuid) -> bool {
        self.without.with(|without| !without.contains(&id))
    }

    fn set(self, id: Uuid, taken: bool) {
        self.without.update(|without| {
            if taken {
                without.remove(&id);
            } else {
                without.insert(id);
            }
        });
    }
}

/// The entries that change, each with who changed it; with a box where one may choose.
#[component]
pub(super) fn Changes(
    changes: Vec<PublishChange>,
    total: u32,
    /// Where one may publish.
    chosen: Option<Chosen>,
) -> impl IntoView {
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let tree = Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default());
    let people = people::load();
    let complete = changes.len() as u32 == total;
    let rest = (!complete).then(|| {
        let shown = number(changes.len() as u32);
        let text = match lang::current() {
            Lang::Ja => format!(
                "全 {} 件のうち、最初の {shown} 件を表示しています。選んで公開できるのは、表示している変更です。",
                number(total)
            ),
            Lang::En => format!(
                "The first {shown} of {} are shown. A part to publish is chosen among those.",
                number(total)
            ),
        };
        view! { <p class="quiet small">{text}</p> }
    });
    let ids: Vec<Uuid> = changes.iter().map(|change| change.id).collect();
    let all = chosen.map(|chosen| {
        let (one, other) = (ids.clone(), ids.clone());
        let any = {
            let ids = ids.clone();
            move || ids.iter().any(|id| chosen.has(*id))
        };
        view! {
            <th class="cell-check" scope="col">
                <label class="cell-hit">
                    <input
                        type="checkbox"
                        aria-label=t("すべて選択", "Select all")
                        prop:checked=move || one.iter().all(|id| chosen.has(*id))
                        prop:indeterminate=move || any() && !ids.iter().all(|id| chosen.has(*id))
                        on:change=move |event| {
                            let taken = event_target_checked(&event);
                            for id in &other {
                                chosen.set(*id, taken);
                            }
                        }
                    />
                </label>
            </th>
        }
    });
    let rows = changes
        .into_iter()
        .map(|change| row(change, chosen, tree, people));
    view! {
        <div class="section-head">
            <h2>{unpublished(total)}</h2>
            {rest}
        </div>
        <div class="table-frame">
            <table class="table changes-table">
                <thead>
                    <tr>
                        {all}
                        <th scope="col">{t("種類", "Kind")}</th>
                        <th scope="col">{t("ID", "ID")}</th>
                        <th scope="col">{t("タイトル", "Title")}</th>
                        <th scope="col">{t("変更した人", "Changed by")}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

fn unpublished(total: u32) -> String {
    match lang::current() {
        Lang::Ja => format!("未公開の変更 {} 件", number(total)),
        Lang::En if total == 1 => "1 unpublished change".to_owned(),
        Lang::En => format!("{} unpublished changes", number(total)),
    }
}

fn row(
    change: PublishChange,
    chosen: Option<Chosen>,
    tree: Memo<Tree>,
    people: Memo<Vec<Person>>,
) -> impl IntoView {
    let id = change.id;
    let open = RwSignal::new(false);
    let title = change.title.clone();
    let check = chosen.map(|chosen| {
        let label = match lang::current() {
            Lang::Ja => format!("{title} を公開する"),
            Lang::En => format!("Publish {title}"),
        };
        view! {
            <td class="cell-check">
                <label class="cell-hit">
                    <input
                        type="checkbox"
                        aria-label=label
                        prop:checked=move || chosen.has(id)
                        on:change=move |event| chosen.set(id, event_target_checked(&event))
                    />
                </label>
            </td>
        }
    });
    let columns = if chosen.is_some() { "5" } else { "4" };
    let versions = change.version.map(|newer| (change.published.unwrap_or(0), newer));
    let difference = move || {
        versions.filter(|_| open.get()).map(|(older, newer)| {
            let id = StoredValue::new(id.to_string());
            view! {
                <tr class="change-open">
                    <td colspan=columns>
                        <Compared id=id older=older newer=newer tree=tree people=people/>
                    </td>
                </tr>
            }
        })
    };
    let toggle = versions.map(|_| {
        let label = move || {
            if open.get() {
                t("差分を閉じる", "Hide the difference")
            } else {
                t("差分を見る", "Show the difference")
            }
        };
        view! {
            <button
                type="button"
                class="button plain small"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {label}
            </button>
        }
    });
    view! {
        <tr>
            {check}
            <td class="cell-kind">{chip(change.kind, None)}</td>
            <td class="cell-code mono">{change.code.clone()}</td>
            <td class="cell-title">
                <a href=place::href(&format!("entries/{id}"))>{change.title.clone()}</a>
                " "
                {when(&change)}
                " "
                {toggle}
            </td>
            <td class="small">{who(&change)}</td>
        </tr>
        {difference}
    }
    .draw()
}

/// In which time visitors see it, where it has bounds.
fn when(change: &PublishChange) -> AnyView {
    let chip = |text: String| view! { <span class="chip">{text}</span> };
    let from = (!change.publish_from.is_empty()).then(|| {
        let from = &change.publish_from;
        chip(match lang::current() {
            Lang::Ja => format!("{from} から"),
            Lang::En => format!("from {from}"),
        })
    });
    let until = (!change.publish_until.is_empty()).then(|| {
        let until = &change.publish_until;
        chip(match lang::current() {
            Lang::Ja => format!("{until} まで"),
            Lang::En => format!("until {until}"),
        })
    });
    view! { {from} " " {until} }.draw()
}

/// Who changed it, the last one first, and when.
pub(super) fn who(change: &PublishChange) -> AnyView {
    let at = change.at.map(|at| {
        view! { <time class="quiet" datetime=dates::machine(at)>{dates::full(at)}</time> }
    });
    view! {
        {change.people.join(t("、", ", "))}
        " "
        {at}
    }
    .draw()
}

/// What changes beside entries, each kind with a box where one may choose.
#[component]
pub(super) fn Others(preview: PublishPreview, chosen: Option<Chosen>) -> impl IntoView {
    let kinds = [
        (
            preview.categories,
            t("カテゴリーの名前や並び", "Names or order of categories").to_owned(),
            chosen.map(|chosen| chosen.categories),
            vec![OtherKind::Category],
        ),
        (
            preview.words > 0,
            counted(
                preview.words,
                t("同義語と学習した言い方", "Synonyms and learned phrases"),
            ),
            chosen.map(|chosen| chosen.words),
            vec![OtherKind::Synonyms, OtherKind::Phrase],
        ),
        (
            preview.scenarios > 0,
            counted(preview.scenarios, t("シナリオ", "Scenarios")),
            chosen.map(|chosen| chosen.scenarios),
            vec![OtherKind::Scenario],
        ),
    ];
    if kinds.iter().all(|(changes, ..)| !changes) {
        return ().draw();
    }
    let rows = kinds.into_iter().filter(|(changes, ..)| *changes);
    let rows = rows.map(|(_, name, taken, of)| {
        let names = preview.others.iter().filter(|other| of.contains(&other.of));
        let names = names.map(other).collect_view();
        let head = match taken {
            Some(taken) => view! {
                <label class="toggle">
                    <input
                        type="checkbox"
                        prop:checked=taken
                        on:change=move |event| taken.set(event_target_checked(&event))
                    />
                    {name}
                </label>
            }
            .draw(),
            None => view! { <b>{name}</b> }.draw(),
        };
        view! {
            <li>
                {head}
                <ul class="plain-list">{names}</ul>
            </li>
        }
    });
    view! {
        <section class="card others">
            <h2>{t("FAQ 以外の変更", "Changes beside entries")}</h2>
            <ul class="plain-list">{rows.collect_view()}</ul>
        </section>
    }
    .draw()
}

fn other(change: &OtherChange) -> AnyView {
    let by =
        (!change.by.is_empty()).then(|| view! { <span class="quiet small">" " {change.by.clone()}</span> });
    view! {
        <li>
            {chip(change.kind, None)}
            " "
            {change.name.clone()}
            {by}
        </li>
    }
    .draw()
}

fn counted(count: u32, name: &str) -> String {
    match lang::current() {
        Lang::Ja => format!("{name} {} 件", number(count)),
        Lang::En => format!("{name}: {}", number(count)),
    }
}

/// What is chosen, in a sentence; nothing while that is everything.
pub(super) fn said(part: &PublishPart) -> AnyView {
    let entries = number(part.entries.len() as u32);
    let text = match lang::current() {
        Lang::Ja => {
            format!("選んだ FAQ {entries} 件だけを公開します。選んでいない変更は、未公開のまま残ります。")
        }
        Lang::En => {
            format!("Only the {entries} chosen entries are published. The other changes stay unpublished.")
        }
    };
    view! { <p class="small">{icon(Icon::Info)} " " {text}</p> }.draw()
}
