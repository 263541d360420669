//! A list of words or sentences as chips: typed one by one, or pasted as a list.
//!
//! The input is the one stop of the Tab key. From its start the arrow keys reach the chips; there Enter changes one, and Delete or
//! Backspace removes it.

use super::{Faults, Icon, field, icon};
use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
};
use kotae_shared::Lang;
use leptos::{
    html::Input,
    prelude::*,
    task::{spawn_local, tick},
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The chips' state. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Chips {
    name: &'static str,
    items: RwSignal<Vec<String>>,
    faults: Faults,
    /// A comma ends one, not the Enter key alone.
    commas: bool,
    most: usize,
    longest: usize,
    /// What stands in the input.
    text: RwSignal<String>,
    /// The place of the one that went back into the input.
    changing: RwSignal<Option<usize>>,
    /// What screen readers are told.
    said: RwSignal<String>,
    input: NodeRef<Input>,
}

/// A list that is edited as chips.
#[component]
pub(crate) fn ChipsInput(
    /// The field's name in the API; faults are found by it.
    name: &'static str,
    label: &'static str,
    value: RwSignal<Vec<String>>,
    faults: Faults,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// A comma ends one too: for words, not for sentences.
    #[prop(optional)]
    commas: bool,
    /// The most items.
    most: usize,
    /// The most characters of one.
    longest: usize,
    #[prop(optional)] placeholder: &'static str,
) -> impl IntoView {
    let chips = Chips {
        name,
        items: value,
        faults,
        commas,
        most,
        longest,
        text: RwSignal::new(String::new()),
        changing: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        input: NodeRef::new(),
    };
    let input = view! {
        <input
            class="chips-text"
            id=field::id(name)
            name=name
            node_ref=chips.input
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            placeholder=move || if chips.items.with(Vec::is_empty) { placeholder } else { "" }
            prop:value=chips.text
            on:input=move |event| {
                chips.text.set(event_target_value(&event));
                faults.mended(name);
                if !event.unchecked_ref::<web_sys::InputEvent>().is_composing() {
                    chips.split();
                }
            }
            on:compositionend=move |event| {
                chips.text.set(event_target_value(&event));
                chips.split();
            }
            on:keydown=move |event| chips.typed(&event)
            on:paste=move |event| {
                let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
                if pasted.is_some_and(|pasted| chips.pasted(&pasted)) {
                    event.prevent_default();
                }
            }
            on:blur=move |_| chips.enter()
            aria-invalid=move || faults.of(name).map(|_| "true")
            aria-describedby=field::describes(name)
        />
    };
    let list_label = match lang::current() {
        Lang::Ja => format!("{label}の一覧"),
        Lang::En => format!("{label}: the list"),
    };
    let list = move || {
        let items = chips.items.get();
        let all = items.into_iter().enumerate();
        all.map(|(at, item)| chips.chip(at, item)).collect_view()
    };
    let count = move || {
        let used = chips.items.with(Vec::len);
        (used * 10 > most * 8).then(|| view! { <span class="field-count">{used} " / " {most}</span> })
    };
    let optional = optional.then(|| view! { <span class="field-optional">{t("任意", "optional")}</span> });
    view! {
        <div class="field">
            <div class="field-head">
                <label for=field::id(name)>{label}{optional}</label>
                {count}
            </div>
            {help.map(|help| view! { <p class="field-help" id=format!("{}-help", field::id(name))>{help}</p> })}
            <div
                class="chips-field"
                on:mousedown=move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                    let is_in = |selector: &str| {
                        target.as_ref().is_some_and(|target| target.closest(selector).ok().flatten().is_some())
                    };
                    if is_in("input") {
                        return;
                    }
                    // What was typed is not taken yet: the chips would be drawn anew below the pointer.
                    event.prevent_default();
                    // A press beside the chips means the input, as in any field.
                    if !is_in("button") {
                        chips.focus();
                    }
                }
            >
                <ul class="chips-list" id=format!("{}-chips", field::id(name)) aria-label=list_label>{list}</ul>
                {input}
            </div>
            <p class="unseen" role="status">{chips.said}</p>
            {field::fault(name, faults)}
        </div>
    }
    .draw()
}

impl Chips {
    fn chip(self, at: usize, item: String) -> AnyView {
        let change = format!("{}: {item}", t("変更", "Change"));
        let remove = format!("{}: {item}", t("外す", "Remove"));
        let long = item.chars().count() > self.longest;
        let (own, gone) = (item.clone(), item.clone());
        view! {
            <li class="chips-item" class:bad=long>
                <button
                    type="button"
                    class="chips-word"
                    tabindex="-1"
                    data-chip=at
                    aria-label=change
                    on:click=move |_| self.change(&own)
                    on:keydown=move |event| self.moved(at, &event)
                >
                    {item}
                </button>
                <button
                    type="button"
                    class="chips-remove"
                    tabindex="-1"
                    aria-label=remove
                    on:click=move |_| {
                        self.remove(&gone);
                        self.focus();
                    }
                >
                    {icon(Icon::Close)}
                </button>
            </li>
        }
        .draw()
    }

    /// A key in the input.
    fn typed(self, event: &KeyboardEvent) {
        // The key that ends a conversion is none of ours. 229: what older browsers send for it.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let at_start = || {
            let input = self.input.get_untracked();
            input.is_some_and(|input| {
                input.selection_start().ok().flatten() == Some(0)
                    && input.selection_end().ok().flatten() == Some(0)
            })
        };
        let last = self.items.with_untracked(Vec::len).checked_sub(1);
        match (event.key().as_str(), last) {
            ("Enter", _) => {
                event.prevent_default();
                self.enter();
            }
            ("Backspace", Some(last)) if self.text.with_untracked(String::is_empty) && !event.repeat() => {
                event.prevent_default();
                if let Some(item) = self.item(last) {
                    self.remove(&item);
                }
            }
            ("ArrowLeft", Some(last)) if at_start() => {
                event.prevent_default();
                self.go(last);
            }
            // What is typed belongs to what is saved.
            ("s" | "S", _) if event.ctrl_key() || event.meta_key() => self.enter(),
            _ => {}
        }
    }

    /// A key on a chip.
    fn moved(self, at: usize, event: &KeyboardEvent) {
        let count = self.items.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => self.go(at.saturating_sub(1)),
            "ArrowRight" | "ArrowDown" if at + 1 < count => self.go(at + 1),
            "ArrowRight" | "ArrowDown" | "End" | "Escape" => self.focus(),
            "Home" => self.go(0),
            "Delete" | "Backspace" => {
                if let Some(item) = self.item(at) {
                    self.remove(&item);
                }
                match count {
                    0 | 1 => self.focus(),
                    _ => self.go_then(at.min(count - 2)),
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Moves the focus to a chip, at once: the next key is for it.
    fn go(self, at: usize) {
        dom::focus(&self.selector(at));
    }

    /// The same once what was changed is drawn.
    fn go_then(self, at: usize) {
        let selector = self.selector(at);
        spawn_local(async move {
            tick().await;
            dom::focus(&selector);
        });
    }

    fn selector(self, at: usize) -> String {
        format!("#{}-chips [data-chip='{at}']", field::id(self.name))
    }

    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    /// Takes what stands in the input.
    fn enter(self) {
        // The page may be going: what had the focus hears of it once more.
        let Some(text) = self.text.try_get_untracked() else {
            return;
        };
        if text.trim().is_empty() {
            if self.changing.get_untracked().is_none() {
                self.text.set(String::new());
            }
            // One that was emptied is gone.
            self.changing.set(None);
            return;
        }
        let left = self.add(pieces(&text, self.commas));
        self.text.set(left);
    }

    /// Takes what ends with a comma, and leaves the rest in the input.
    fn split(self) {
        let text = self.text.get_untracked();
        if let Some(end) = text.rfind(is_comma).filter(|_| self.commas) {
            let (done, rest) = text.split_at(end);
            let rest = rest.trim_start_matches(is_comma).trim_start().to_owned();
            let left = self.add(pieces(done, true));
            self.text.set(if left.is_empty() {
                rest
            } else {
                format!("{left} {rest}")
            });
        }
    }

    /// Takes a list from the clipboard; answers whether it was one.
    fn pasted(self, pasted: &str) -> bool {
        let is_list =
            pasted.trim().contains(['\n', '\r', '\t']) || (self.commas && pasted.contains(is_comma));
        if is_list {
            let left = self.add(pieces(pasted, self.commas));
            if !left.is_empty() {
                self.text.set(left);
            }
        }
        is_list
    }

    /// Adds what is new; what there is no room for comes back as a text.
    fn add(self, new: Vec<String>) -> String {
        let mut items = self.items.get_untracked();
        let place = self.changing.get_untracked().unwrap_or(items.len());
        self.changing.set(None);
        let (added, left) = insert(&mut items, place, new, (self.most, self.longest));
        if !added.is_empty() {
            self.faults.mended(self.name);
            self.items.set(items);
        }
        self.said.set(self.words(&added, &left));
        left.join(if self.commas { ", " } else { " " })
    }

    fn words(self, added: &[String], left: &[String]) -> String {
        let mut said = Vec::new();
        match (added, lang::current()) {
            ([], _) => {}
            ([one], Lang::Ja) => said.push(format!("{one} を足しました。")),
            ([one], Lang::En) => said.push(format!("{one} was added.")),
            (many, Lang::Ja) => said.push(format!("{} 件を足しました。", many.len())),
            (many, Lang::En) => said.push(format!("{} were added.", many.len())),
        }
        if !left.is_empty() {
            said.push(match lang::current() {
                Lang::Ja => format!("{} 件まで、1 つ {} 文字までです。", self.most, self.longest),
                Lang::En => format!("At most {}, of {} characters each.", self.most, self.longest),
            });
        }
        said.join(" ")
    }

    fn item(self, at: usize) -> Option<String> {
        self.items.with_untracked(|items| items.get(at).cloned())
    }

    fn place(self, item: &str) -> Option<usize> {
        self.items
            .with_untracked(|items| items.iter().position(|other| other == item))
    }

    fn remove(self, gone: &str) {
        if let Some(at) = self.place(gone) {
            self.items.update(|items| _ = items.remove(at));
            self.faults.mended(self.name);
            self.said.set(match lang::current() {
                Lang::Ja => format!("{gone} を外しました。"),
                Lang::En => format!("{gone} was removed."),
            });
        }
    }

    /// Puts one back into the input.
    fn change(self, item: &str) {
        self.enter();
        if let Some(at) = self.place(item) {
            self.items.update(|items| _ = items.remove(at));
            self.text.set(item.to_owned());
            self.changing.set(Some(at));
            self.focus();
        }
    }
}

const fn is_comma(c: char) -> bool {
    matches!(c, ',' | '、' | '，' | '､' | ';' | '；')
}

/// The items of a text: by line and tab, and by comma where that ends one.
fn pieces(text: &str, commas: bool) -> Vec<String> {
    text.split(|c: char| matches!(c, '\n' | '\r' | '\t') || (commas && is_comma(c)))
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Puts new items at a place, each once. Those that were added, and those that are too many or too long.
fn insert(
    items: &mut Vec<String>,
    place: usize,
    new: Vec<String>,
    (most, longest): (usize, usize),
) -> (Vec<String>, Vec<String>) {
    let mut place = place.min(items.len());
    let (mut added, mut left) = (Vec::new(), Vec::new());
    for item in new {
        if items.contains(&item) {
            continue;
        }
        if items.len() >= most || item.chars().count() > longest {
            left.push(item);
            continue;
        }
        items.insert(place, item.clone());
        place += 1;
        added.push(item);
    }
    (added, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_split_and_a_sentence_is_not() {
        assert_eq!(
            pieces(" VPN、接続,wifi；\n社外\t", true),
            ["VPN", "接続", "wifi", "社外"]
        );
        assert_eq!(
            pieces("家で、つながらない\r\n出張先, 使えない", false),
            ["家で、つながらない", "出張先, 使えない"]
        );
        assert!(pieces(" 、,\n", true).is_empty());
    }

    #[test]
    fn items_keep_their_place_and_what_is_too_much_comes_back() {
        let text = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let mut items = text(&["a", "b"]);
        let (added, left) = insert(&mut items, 1, text(&["c", "a", "長い言葉", "d", "e"]), (4, 3));
        assert_eq!(items, ["a", "c", "d", "b"]);
        assert_eq!((added, left), (text(&["c", "d"]), text(&["長い言葉", "e"])));
    }
}
