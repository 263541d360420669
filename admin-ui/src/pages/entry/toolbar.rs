//! The Markdown toolbar over the answer.

use super::files::Sender;
use super::markdown::{Act, Change, Words, change};
use crate::draw::Draw;
use crate::{
    dom,
    lang::t,
    ui::{Icon, icon},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

/// The id of the text that it writes in.
const AREA: &str = "field-answer";

/// A button: its act, its mark, its name, and its keys as they are shown and as `aria-keyshortcuts` wants them.
struct Tool {
    act: Act,
    mark: Icon,
    name: &'static str,
    keys: &'static str,
}

fn tools() -> [Tool; 8] {
    let tool = |act, mark, name, keys| Tool {
        act,
        mark,
        name,
        keys,
    };
    [
        tool(
            Act::Heading,
            Icon::Heading,
            t("見出し", "Heading"),
            "Ctrl+Shift+2",
        ),
        tool(Act::Bold, Icon::Bold, t("強調", "Bold"), "Ctrl+B"),
        tool(Act::List, Icon::List, t("箇条書き", "List"), "Ctrl+Shift+8"),
        tool(
            Act::Numbers,
            Icon::Numbers,
            t("番号つきの手順", "Numbered steps"),
            "Ctrl+Shift+7",
        ),
        // Ctrl+K is the search everywhere.
        tool(Act::Link, Icon::Link, t("リンク", "Link"), "Ctrl+Shift+L"),
        tool(Act::Code, Icon::Code, t("コード", "Code"), "Ctrl+E"),
        tool(Act::Quote, Icon::Quote, t("引用", "Quotation"), "Ctrl+Shift+9"),
        tool(Act::Table, Icon::Table, t("表", "Table"), ""),
    ]
}

/// The bar. One stop of the Tab key; the arrow keys go from button to button.
#[component]
pub(super) fn Toolbar(sender: Sender) -> impl IntoView {
    let at = RwSignal::new(0_usize);
    let buttons = tools().into_iter().enumerate().map(|(index, tool)| {
        let title = match tool.keys {
            "" => tool.name.to_owned(),
            keys => format!("{} ({keys})", tool.name),
        };
        let keys = (!tool.keys.is_empty()).then(|| tool.keys.replace("Ctrl", "Control"));
        let act = tool.act;
        view! {
            <button
                type="button"
                class="button plain icon small"
                data-tool=index
                title=title
                aria-label=tool.name
                aria-keyshortcuts=keys
                aria-controls=AREA
                tabindex=move || if at.get() == index { "0" } else { "-1" }
                on:focus=move |_| at.set(index)
                on:click=move |_| act_on(act)
            >
                {icon(tool.mark)}
            </button>
        }
    });
    let files = tools().len();
    let choose = move |_| {
        // The one below the answer: what it takes and says is the same.
        let input = document().get_element_by_id("answer-files");
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            input.click();
        }
    };
    view! {
        <div
            class="toolbar"
            role="toolbar"
            aria-label=t("答えの書式", "Format of the answer")
            on:keydown=move |event| move_on(&event, at, files)
        >
            {buttons.collect_view()}
            <button
                type="button"
                class="button plain icon small"
                data-tool=files
                title=t("画像・ファイル", "Image or file")
                aria-label=t("画像・ファイル", "Image or file")
                aria-controls=AREA
                tabindex=move || if at.get() == files { "0" } else { "-1" }
                disabled=sender.is_busy()
                on:focus=move |_| at.set(files)
                on:click=choose
            >
                {icon(Icon::Upload)}
            </button>
        </div>
    }
    .draw()
}

fn move_on(event: &KeyboardEvent, at: RwSignal<usize>, last: usize) {
    let now = at.get_untracked();
    let to = match event.key().as_str() {
        "ArrowLeft" if now == 0 => last,
        "ArrowLeft" => now - 1,
        "ArrowRight" if now == last => 0,
        "ArrowRight" => now + 1,
        "Home" => 0,
        "End" => last,
        "Escape" => {
            dom::focus(&format!("#{AREA}"));
            return;
        }
        _ => return,
    };
    event.prevent_default();
    at.set(to);
    dom::focus(&format!(".toolbar [data-tool='{to}']"));
}

/// Keys in the answer; whether one was ours.
pub(super) fn key(event: &KeyboardEvent) -> bool {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.is_composing() {
        return false;
    }
    // With Shift a digit is another character: the place of the key counts.
    let act = match (event.shift_key(), event.code().as_str()) {
        (false, _) if event.key().eq_ignore_ascii_case("b") => Act::Bold,
        (false, _) if event.key().eq_ignore_ascii_case("e") => Act::Code,
        (true, _) if event.key().eq_ignore_ascii_case("l") => Act::Link,
        (true, "Digit2") => Act::Heading,
        (true, "Digit7") => Act::Numbers,
        (true, "Digit8") => Act::List,
        (true, "Digit9") => Act::Quote,
        _ => return false,
    };
    event.prevent_default();
    act_on(act);
    true
}

fn act_on(act: Act) {
    let area = document().get_element_by_id(AREA);
    let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return;
    };
    let place = |at: Option<u32>| at.map_or(usize::MAX, |at| at as usize);
    let selection = (
        place(area.selection_start().ok().flatten()),
        place(area.selection_end().ok().flatten()),
    );
    let words = Words {
        bold: t("強調する言葉", "important"),
        code: t("コード", "code"),
        link: t("リンクの言葉", "link"),
        cells: [t("項目", "Item"), t("内容", "Text"), "…"],
    };
    write(&area, &change(act, &area.value(), selection, &words));
}

/// Carries a change out as if it were typed, so that the browser can undo it.
pub(super) fn write(area: &HtmlTextAreaElement, change: &Change) {
    let _ = area.focus();
    let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let _ = area.set_selection_range(at(change.from), at(change.to));
    let page = document().dyn_into::<HtmlDocument>().ok();
    let typed = page.is_some_and(|page| {
        if change.text.is_empty() {
            page.exec_command("delete")
        } else {
            page.exec_command_with_show_ui_and_value("insertText", false, &change.text)
        }
        .unwrap_or(false)
    });
    if !typed {
        let _ = area.set_range_text_with_start_and_end(&change.text, at(change.from), at(change.to));
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = area.dispatch_event(&event);
        }
    }
    let _ = area.set_selection_range(at(change.select.0), at(change.select.1));
}
