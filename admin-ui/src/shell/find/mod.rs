//! Ctrl+K: one search over screens, settings, commands and everything that is written.

mod commands;
pub(crate) mod recent;
mod settings;
mod sources;
mod words;

use super::navigation;
use crate::draw::Draw;
use crate::{
    app::{App, app},
    dom, lang,
    lang::t,
    place,
    ui::{Icon, Search, icon},
};
use kotae_shared::{
    access::Permission,
    api::admin::{Widget, limits},
};
use leptos::{ev, html::Dialog, prelude::*, task::spawn_local};
use sources::SOURCES;
use wasm_bindgen::JsCast;
use words::Words;

/// Something that can be opened or done.
#[derive(Clone)]
struct Found {
    mark: Icon,
    kind: &'static str,
    name: String,
    act: Act,
}

/// What choosing it does.
#[derive(Clone)]
enum Act {
    /// Opens an address.
    Open(String),
    /// Does something.
    Run(fn(App)),
}

/// Settings that are offered at most.
const SETTINGS: usize = 8;

/// What the dialog holds. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Finding {
    app: App,
    wanted: RwSignal<String>,
    /// What each source has.
    found: RwSignal<Vec<Vec<Found>>, LocalStorage>,
    /// Ids and names of the widgets, which settings are settings of.
    widgets: RwSignal<Vec<(String, String)>>,
    /// Sources that have not answered yet.
    waiting: RwSignal<usize>,
    at: RwSignal<usize>,
    number: StoredValue<u32>,
}

impl Finding {
    /// Begins with nothing.
    fn begin(self) {
        self.wanted.set(String::new());
        self.found.set(Vec::new());
        self.waiting.set(0);
        self.at.set(0);
        sources::forget();
        if untrack(|| self.app.may(Permission::ReadWidgets)) {
            spawn_local(async move {
                let widgets = sources::whole::<Widget>("widgets").await;
                let named = widgets.into_iter().map(|widget| {
                    let name = widget.settings.texts.name.get(lang::current()).to_owned();
                    (
                        widget.id.to_string(),
                        if name.is_empty() { widget.key } else { name },
                    )
                });
                self.widgets.try_set(named.collect());
            });
        }
    }

    /// Asks each source that is open to the reader.
    fn ask(self, text: String) {
        self.at.set(0);
        self.wanted.set(text.clone());
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        let words = Words::new(&text);
        self.found.set(vec![Vec::new(); SOURCES.len()]);
        self.waiting.set(0);
        if words.is_empty() {
            return;
        }
        for (at, source) in SOURCES.iter().enumerate() {
            if !untrack(|| self.app.may(source.needs))
                || self.app.session_now().operator && at + 1 < SOURCES.len()
            {
                continue;
            }
            self.waiting.update(|waiting| *waiting += 1);
            let finds = (source.find)(words.clone());
            spawn_local(async move {
                let finds = finds.await;
                // A reply that is late is about words that are gone.
                if self.number.try_get_value() == Some(number) {
                    self.found.update(|found| found[at] = finds);
                    self.waiting.update(|waiting| *waiting -= 1);
                }
            });
        }
    }

    /// All that fits, in the order in which it is shown. Reactive.
    fn all(self) -> Vec<Found> {
        let words = self.wanted.with(|text| Words::new(text));
        let screens = navigation::open(self.app)
            .into_iter()
            .filter_map(|(path, mark, name)| {
                let fit = words.fit(name, navigation::words(path))?;
                let found = Found {
                    mark,
                    kind: t("画面", "Screen"),
                    name: name.to_owned(),
                    act: Act::Open(place::href(path)),
                };
                Some((fit, found))
            });
        let mut near: Vec<(u8, Found)> = screens.collect();
        near.extend(commands::find(self.app, &words));
        if words.is_empty() {
            let mut all = recent::all(self.app);
            all.extend(near.into_iter().map(|(_, found)| found));
            return all;
        }
        let settings = self
            .widgets
            .with(|widgets| settings::find(self.app, &words, widgets));
        near.extend(settings.into_iter().take(SETTINGS));
        near.sort_by_key(|(fit, _)| *fit);
        // What is called so comes first; what only has it among its further words, after what was written.
        let (first, last): (Vec<_>, Vec<_>) = near.into_iter().partition(|(fit, _)| *fit < 2);
        let mut all: Vec<Found> = first.into_iter().map(|(_, found)| found).collect();
        self.found
            .with(|found| all.extend(found.iter().flatten().cloned()));
        all.extend(last.into_iter().map(|(_, found)| found));
        all
    }
}

/// The dialog. It opens by the key, and when `asked` changes.
#[component]
pub(super) fn Find(asked: RwSignal<u32>) -> impl IntoView {
    let app = app();
    let dialog = NodeRef::<Dialog>::new();
    let finding = Finding {
        app,
        wanted: RwSignal::new(String::new()),
        found: RwSignal::new_local(Vec::new()),
        widgets: RwSignal::new(Vec::new()),
        waiting: RwSignal::new(0),
        at: RwSignal::new(0),
        number: StoredValue::new(0),
    };
    let Finding { wanted, at, .. } = finding;
    let open = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|_| !dom::has_open_dialog()) {
            finding.begin();
            let _ = dialog.show_modal();
            dom::focus("#find");
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let key = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "k" && !event.is_composing() {
            event.prevent_default();
            open();
        }
    });
    on_cleanup(move || key.remove());
    Effect::new(move |_| {
        if asked.get() > 0 {
            open();
        }
    });
    let go = Callback::new(move |text: String| finding.ask(text));
    // The words whose rows are drawn.
    let drawn = StoredValue::new(String::new());
    let rows = move || {
        drawn.set_value(wanted.get());
        let row = |(index, found): (usize, Found)| {
            let selected = move || if at.get() == index { "true" } else { "false" };
            let id = format!("find-{index}");
            let inside = view! {
                {icon(found.mark)}
                <span class="find-name">{found.name}</span>
                <span class="quiet small">{found.kind}</span>
            };
            match found.act {
                Act::Open(href) => view! {
                    <a
                        class="find-row"
                        id=id
                        role="option"
                        tabindex="-1"
                        aria-selected=selected
                        href=href
                        on:click=move |_| close()
                    >
                        {inside}
                    </a>
                }
                .draw(),
                Act::Run(act) => view! {
                    <button
                        type="button"
                        class="find-row"
                        id=id
                        role="option"
                        tabindex="-1"
                        aria-selected=selected
                        on:click=move |_| {
                            close();
                            app.leave(move || act(app));
                        }
                    >
                        {inside}
                    </button>
                }
                .draw(),
            }
        };
        finding.all().into_iter().enumerate().map(row).collect_view()
    };
    let count = move || finding.all().len();
    // The focus stays in the input; what is chosen is told to who cannot see it.
    Effect::new(move |_| {
        let chosen = format!("find-{}", at.get());
        if let Some(input) = document().get_element_by_id("find") {
            for (name, value) in [
                ("role", "combobox"),
                ("aria-expanded", "true"),
                ("aria-controls", "find-list"),
                ("aria-activedescendant", chosen.as_str()),
            ] {
                let _ = input.set_attribute(name, value);
            }
        }
    });
    let shown = move |index: usize| {
        at.set(index);
        dom::scroll_to(&format!("#find-{index}"));
    };
    let press = move |event: ev::KeyboardEvent| {
        let (now, last) = (at.get_untracked(), untrack(count).saturating_sub(1));
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => shown(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => shown(if now == 0 { last } else { now - 1 }),
            "Enter" => {
                let row = document().get_element_by_id(&format!("find-{now}"));
                let row = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok());
                // What is shown may be about what was typed before.
                let is_new = wanted.with_untracked(|wanted| drawn.with_value(|drawn| drawn == wanted));
                if let Some(row) = row.filter(|_| is_new) {
                    row.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let label = t(
        "画面、設定、操作、FAQ、質問などを探す",
        "Search for screens, settings, actions, entries, questions",
    );
    view! {
        <dialog
            class="dialog find"
            node_ref=dialog
            aria-label=t("どこでも検索", "Search everywhere")
            on:keydown=press
        >
            <Search id="find" value=wanted.into() go=go label=label placeholder=label max=limits::SEARCH/>
            <div class="find-list" id="find-list" role="listbox" aria-label=t("見つかったもの", "Results")>
                {rows}
            </div>
            <p class="quiet small" role="status">
                {move || {
                    if finding.waiting.get() > 0 {
                        Some(t("探しています…", "Searching…"))
                    } else {
                        (count() == 0).then(|| t("見つかりません。", "Nothing was found."))
                    }
                }}
            </p>
        </dialog>
    }
    .draw()
}
