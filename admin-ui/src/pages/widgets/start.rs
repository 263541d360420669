//! The buttons below the greeting, in an order of one's own.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    api, dom,
    lang::{self, t},
    pages::categories::Tree,
    remote::Remote,
    ui::{Faults, FindEntry, Icon, icon},
};
use kotae_shared::{
    Localised,
    api::{
        admin::{self, Category, EntryRow},
        forms::{FormRow, FormState},
        scenarios::ScenarioRow,
    },
    settings::{StartItem, StartTarget, limits},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashMap;
use uuid::Uuid;

/// What the part's pieces share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Menu {
    items: RwSignal<Vec<StartItem>>,
    tree: Memo<Tree>,
    scenarios: Remote<Vec<ScenarioRow>>,
    forms: Remote<Vec<FormRow>>,
    /// Titles of entries, as far as they were asked for; an empty one: it is gone.
    titles: RwSignal<HashMap<Uuid, String>>,
    faults: Faults,
}

/// The part of the form.
#[component]
pub(super) fn StartPart(draft: Draft, faults: Faults) -> impl IntoView {
    let categories = Remote::<Vec<Category>>::new(|| "categories".into());
    let menu = Menu {
        items: draft.fields().start,
        tree: Memo::new(move |_| categories.get().map(Tree::from).unwrap_or_default()),
        scenarios: Remote::new(|| "scenarios".into()),
        forms: Remote::new(|| "forms".into()),
        titles: RwSignal::new(HashMap::new()),
        faults,
    };
    Effect::new(move |_| menu.learn());
    // Rows are drawn anew when one comes, goes or moves, not at each letter of a label.
    let targets = Memo::new(move |_| {
        menu.items
            .with(|items| items.iter().map(|item| item.target).collect::<Vec<_>>())
    });
    let rows = move || {
        let targets = targets.get();
        let count = targets.len();
        let rows = targets.into_iter().enumerate();
        rows.map(|(at, target)| view! { <Row menu=menu at=at count=count target=target/> })
            .collect_view()
    };
    let full = Memo::new(move |_| targets.with(Vec::len) >= limits::START);
    let fault = move || {
        faults.of("start").map(|message| {
            view! {
                <p class="field-error" role="alert">
                    {icon(Icon::Alert)}
                    <span>{message}</span>
                </p>
            }
        })
    };
    view! {
        <section class="card start-part">
            <h2>{t("最初のボタン", "Start buttons")}</h2>
            <p class="field-help">
                {t(
                    "あいさつの下に出すボタンを選んで並べます。何も選ばないときは、カテゴリーを上から 6 つ表示します。公開されていないものは表示しません。",
                    "Choose and arrange the buttons below the greeting. Without any, the first six categories are shown. What is not published has no button.",
                )}
            </p>
            <ol class="start-items" id="start-items">{rows}</ol>
            {fault}
            {move || {
                if full.get() {
                    view! {
                        <p class="quiet small">
                            {t("8 個まで並べられます。", "Eight buttons at most.")}
                        </p>
                    }
                        .draw()
                } else {
                    view! {
                        <div class="form-row">
                            <AddCategory menu=menu/>
                            <AddScenario menu=menu/>
                            <AddForm menu=menu/>
                            <AddEntry menu=menu/>
                        </div>
                    }
                        .draw()
                }
            }}
        </section>
    }
    .draw()
}

impl Menu {
    /// Asks for the titles of entries that are not known yet.
    fn learn(self) {
        let unknown: Vec<Uuid> = self.items.with(|items| {
            let entries = items.iter().filter_map(|item| match item.target {
                StartTarget::Entry(id) => Some(id),
                _ => None,
            });
            entries
                .filter(|id| self.titles.with_untracked(|titles| !titles.contains_key(id)))
                .collect()
        });
        for id in unknown {
            spawn_local(async move {
                let title = match api::get::<admin::Entry>(&format!("entries/{id}")).await {
                    Ok(entry) => entry.title,
                    Err(_) => String::new(),
                };
                self.titles.update(|titles| _ = titles.insert(id, title));
            });
        }
    }

    fn add(self, target: StartTarget) {
        self.faults.mended("start");
        self.items.update(|items| {
            if !items.iter().any(|item| item.target == target) {
                items.push(StartItem {
                    target,
                    label: Localised::default(),
                });
            }
        });
    }

    fn remove(self, at: usize) {
        self.faults.mended("start");
        self.items.update(|items| {
            if at < items.len() {
                items.remove(at);
            }
        });
        dom::focus_soon("#start-items button, #field-start-category");
    }

    fn swap(self, at: usize, with: usize, up: bool) {
        self.faults.mended("start");
        self.items.update(|items| {
            if at.max(with) < items.len() {
                items.swap(at, with);
            }
        });
        // The focus stays on the button that was pressed; at the end, where it rests, on the other one.
        request_animation_frame(move || {
            let [side, other] = if up { ["up", "down"] } else { ["down", "up"] };
            if !dom::focus(&format!("[data-start='{with}-{side}']:enabled")) {
                dom::focus(&format!("[data-start='{with}-{other}']"));
            }
        });
    }

    /// What a button would be called by itself; `None` while that is not known. Reactive.
    fn name(self, target: StartTarget) -> Option<String> {
        match target {
            StartTarget::Category(id) => Some(self.tree.with(|tree| tree.path(id))),
            StartTarget::Entry(id) => self.titles.with(|titles| titles.get(&id).cloned()),
            StartTarget::Scenario(id) => {
                let all = self.scenarios.get()?;
                let found = all.iter().find(|row| row.id == id);
                Some(found.map_or_else(String::new, |row| row.name.get(lang::current()).to_owned()))
            }
            StartTarget::Form(id) => {
                let all = self.forms.get()?;
                let found = all.iter().find(|row| row.id == id);
                Some(found.map_or_else(String::new, form_name))
            }
        }
    }
}

/// One button: what it leads to, its own label, and its place.
#[component]
fn Row(menu: Menu, at: usize, count: usize, target: StartTarget) -> impl IntoView {
    let (mark, kind) = match target {
        StartTarget::Category(_) => (Icon::Folder, t("カテゴリー", "Category")),
        StartTarget::Entry(_) => (Icon::Book, "FAQ"),
        StartTarget::Scenario(_) => (Icon::Swap, t("シナリオ", "Scenario")),
        StartTarget::Form(_) => (Icon::Mail, t("フォーム", "Form")),
    };
    let name = move || match menu.name(target) {
        None => "…".to_owned(),
        Some(name) if name.is_empty() => t("（なくなりました）", "(no longer there)").to_owned(),
        Some(name) => name,
    };
    let label_of = move |english: bool| {
        move || {
            menu.items.with(|items| {
                let label = items.get(at).map(|item| &item.label);
                label
                    .map(|label| {
                        if english {
                            label.en.clone()
                        } else {
                            label.ja.clone()
                        }
                    })
                    .unwrap_or_default()
            })
        }
    };
    let write = move |english: bool| {
        move |event: web_sys::Event| {
            let text = event_target_value(&event);
            menu.faults.mended("start");
            menu.items.update(|items| {
                if let Some(item) = items.get_mut(at) {
                    *(if english {
                        &mut item.label.en
                    } else {
                        &mut item.label.ja
                    }) = text;
                }
            });
        }
    };
    let input = |english: bool| {
        let lang = if english { "en" } else { "ja" };
        let hint = if english {
            t("英語のラベル（任意）", "English label (optional)")
        } else {
            t("日本語のラベル（任意）", "Japanese label (optional)")
        };
        view! {
            <input
                class="input"
                lang=lang
                maxlength=limits::NAME
                autocomplete="off"
                placeholder=hint
                aria-label=move || format!("{}: {hint}", name())
                prop:value=label_of(english)
                on:input=write(english)
            />
        }
    };
    let step = move |up: bool| {
        let (word, mark) = if up {
            (t("上へ", "Move up"), Icon::ArrowUp)
        } else {
            (t("下へ", "Move down"), Icon::ArrowDown)
        };
        let with = if up { at.wrapping_sub(1) } else { at + 1 };
        let at_end = with >= count;
        let side = if up { "up" } else { "down" };
        view! {
            <button
                type="button"
                class="button plain icon small"
                data-start=format!("{at}-{side}")
                title=word
                aria-label=move || format!("{}: {word}", name())
                disabled=at_end
                on:click=move |_| menu.swap(at, with, up)
            >
                {icon(mark)}
            </button>
        }
    };
    view! {
        <li class="start-item">
            <span class="start-name">
                {icon(mark)}
                <span class="unseen">{kind}</span>
                <span>{name}</span>
            </span>
            <span class="start-labels">{input(false)} {input(true)}</span>
            <span class="start-tools">
                {step(true)} {step(false)}
                <button
                    type="button"
                    class="button plain icon small"
                    title=t("外す", "Remove")
                    aria-label=move || format!("{}: {}", name(), t("外す", "Remove"))
                    on:click=move |_| menu.remove(at)
                >
                    {icon(Icon::Close)}
                </button>
            </span>
        </li>
    }
    .draw()
}

#[component]
fn AddCategory(menu: Menu) -> impl IntoView {
    let options = move || {
        let chosen = menu.items.get();
        let free = move |id: &String| {
            let target = id.parse().map(StartTarget::Category);
            !target.is_ok_and(|target| chosen.iter().any(|item| item.target == target))
        };
        let choices = menu.tree.with(Tree::choices);
        let choices = choices.into_iter().filter(|(id, _)| free(id));
        choices
            .map(|(id, name)| view! { <option value=id>{name}</option> })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="field-start-category">{t("カテゴリーを足す", "Add a category")}</label>
            <select
                class="select"
                id="field-start-category"
                on:change=move |event| {
                    if let Ok(id) = event_target_value(&event).parse() {
                        menu.add(StartTarget::Category(id));
                        // The list is drawn anew; the next one is chosen afresh.
                        let list = event_target::<web_sys::HtmlSelectElement>(&event);
                        request_animation_frame(move || list.set_selected_index(0));
                    }
                }
            >
                <option value="">{t("選んでください", "Choose one")}</option>
                {options}
            </select>
        </div>
    }
    .draw()
}

#[component]
fn AddScenario(menu: Menu) -> impl IntoView {
    let options = move || {
        let chosen = menu.items.get();
        let free = move |row: &ScenarioRow| {
            !chosen
                .iter()
                .any(|item| item.target == StartTarget::Scenario(row.id))
        };
        let all = menu.scenarios.get().unwrap_or_default().into_iter();
        all.filter(free)
            .map(|row| {
                let name = row.name.get(lang::current()).to_owned();
                view! { <option value=row.id.to_string()>{name}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="field-start-scenario">{t("シナリオを足す", "Add a scenario")}</label>
            <select
                class="select"
                id="field-start-scenario"
                on:change=move |event| {
                    if let Ok(id) = event_target_value(&event).parse() {
                        menu.add(StartTarget::Scenario(id));
                        let list = event_target::<web_sys::HtmlSelectElement>(&event);
                        request_animation_frame(move || list.set_selected_index(0));
                    }
                }
            >
                <option value="">{t("選んでください", "Choose one")}</option>
                {options}
            </select>
        </div>
    }
    .draw()
}

/// What a form is called, and that visitors do not have it.
fn form_name(row: &FormRow) -> String {
    let name = row.name.get(lang::current());
    match row.state {
        FormState::Open => name.to_owned(),
        _ => format!("{name}{}", t("（受付していません）", " (not open)")),
    }
}

#[component]
fn AddForm(menu: Menu) -> impl IntoView {
    let options = move || {
        let chosen = menu.items.get();
        let free = move |row: &FormRow| {
            row.state != FormState::Archived
                && !chosen.iter().any(|item| item.target == StartTarget::Form(row.id))
        };
        let all = menu.forms.get().unwrap_or_default().into_iter();
        all.filter(free)
            .map(|row| view! { <option value=row.id.to_string()>{form_name(&row)}</option> })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="field-start-form">{t("フォームを足す", "Add a form")}</label>
            <select
                class="select"
                id="field-start-form"
                on:change=move |event| {
                    if let Ok(id) = event_target_value(&event).parse() {
                        menu.add(StartTarget::Form(id));
                        let list = event_target::<web_sys::HtmlSelectElement>(&event);
                        request_animation_frame(move || list.set_selected_index(0));
                    }
                }
            >
                <option value="">{t("選んでください", "Choose one")}</option>
                {options}
            </select>
        </div>
    }
    .draw()
}

#[component]
fn AddEntry(menu: Menu) -> impl IntoView {
    let choose = Callback::new(move |row: EntryRow| {
        menu.titles.update(|titles| _ = titles.insert(row.id, row.title));
        menu.add(StartTarget::Entry(row.id));
    });
    view! { <FindEntry id="start-entry" label=t("FAQ を足す", "Add an entry") published=true choose=choose/> }
}
