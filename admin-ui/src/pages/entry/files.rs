//! Images and attachments of an answer: chosen, dropped or pasted, and put where the cursor is.

use super::draft::Draft;
use super::markdown::Change;
use super::toolbar;
use crate::draw::Draw;
use crate::{
    dom,
    lang::{self, t},
    sizes,
    ui::{Icon, icon, send_file},
};
use kotae_shared::{
    Lang,
    api::uploads::{FOLDER, Upload, limits},
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{FileList, HtmlTextAreaElement};

/// What the browser offers to choose.
const KINDS: &str = "image/png,image/jpeg,image/webp,image/gif,.pdf,.docx,.xlsx,.pptx,.txt,.csv";

/// Files at a time.
const MOST: u32 = 10;

/// The Markdown of an upload. Square brackets in a name would end it.
fn markdown(upload: &Upload) -> String {
    let name = upload.name.replace(['[', ']', '\\', '`', '*', '_'], " ");
    let name = name.trim();
    if upload.is_image() {
        let alt = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
        format!("![{alt}]({FOLDER}{})", upload.file)
    } else {
        format!("[{name}]({FOLDER}{})", upload.file)
    }
}

/// Puts `piece` on a line of its own between `start` and `end`, which count UTF-16 units as browsers do; the cursor goes behind it.
fn insert(text: &str, start: usize, end: usize, piece: &str) -> Change {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (start, end) = (
        start.min(units.len()),
        end.clamp(start.min(units.len()), units.len()),
    );
    let before = String::from_utf16_lossy(&units[..start]);
    let after = String::from_utf16_lossy(&units[end..]);
    let lead = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n\n"
    };
    let trail = if after.is_empty() || after.starts_with('\n') {
        ""
    } else {
        "\n\n"
    };
    let cursor = start + format!("{lead}{piece}").encode_utf16().count();
    Change {
        from: start,
        to: end,
        text: format!("{lead}{piece}{trail}"),
        select: (cursor, cursor),
    }
}

/// Sends files one after another.
#[derive(Clone, Copy)]
pub(super) struct Sender {
    draft: Draft,
    /// How much of the file under way has left, in percent.
    progress: RwSignal<Option<u32>>,
    trouble: RwSignal<Vec<String>>,
}

impl Sender {
    pub(super) fn new(draft: Draft) -> Self {
        Self {
            draft,
            progress: RwSignal::new(None),
            trouble: RwSignal::new(Vec::new()),
        }
    }

    /// A file is under way; reactive.
    pub(super) fn is_busy(self) -> Memo<bool> {
        Memo::new(move |_| self.progress.with(Option::is_some))
    }

    /// Takes files; answers whether there were any.
    pub(super) fn take(self, files: Option<FileList>) -> bool {
        let files: Vec<_> = files
            .map(|files| {
                (0..files.length().min(MOST))
                    .filter_map(|at| files.get(at))
                    .collect()
            })
            .unwrap_or_default();
        if files.is_empty() || self.progress.with_untracked(Option::is_some) {
            return !files.is_empty();
        }
        self.trouble.set(Vec::new());
        self.progress.set(Some(0));
        spawn_local(async move {
            for file in files {
                let name = file.name();
                let progress = self.progress;
                match send_file(file, "answer", move |percent| progress.set(Some(percent))).await {
                    Ok(upload) => self.put(&markdown(&upload)),
                    Err(failure) => {
                        let field = failure.fields().first().map(|field| field.message.clone());
                        let why = field.unwrap_or_else(|| failure.message());
                        self.trouble.update(|all| all.push(format!("{name}: {why}")));
                    }
                }
            }
            self.progress.set(None);
        });
        true
    }

    fn put(self, piece: &str) {
        let area = document().get_element_by_id("field-answer");
        let area = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        let place = |at: Option<u32>| at.map_or(usize::MAX, |at| at as usize);
        let (start, end) = area.as_ref().map_or((usize::MAX, usize::MAX), |area| {
            (
                place(area.selection_start().ok().flatten()),
                place(area.selection_end().ok().flatten()),
            )
        });
        let text = self.draft.answer.get_untracked();
        let change = insert(&text, start, end, piece);
        match area {
            Some(area) => toolbar::write(&area, &change),
            None => self.draft.answer.set(text + &change.text),
        }
    }
}

/// The button below the answer, and what became of the files.
#[component]
pub(super) fn Files(sender: Sender) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            sender.take(input.files());
            // The same file can be chosen again after it was mended.
            input.set_value("");
            dom::focus("#field-answer");
        }
    };
    let busy = sender.is_busy();
    let state = move || {
        let percent = sender.progress.get()?;
        Some(match lang::current() {
            Lang::Ja => format!("送信中 {percent}%"),
            Lang::En => format!("Sending {percent}%"),
        })
    };
    let limit = sizes::bytes(limits::BYTES as f64);
    let help = match lang::current() {
        Lang::Ja => format!("答えの欄に貼り付けるか、ドラッグしても入ります。1 つ {limit} まで。"),
        Lang::En => format!("Pasting or dragging into the answer works too. Up to {limit} each."),
    };
    let trouble = move || {
        let lines = sender.trouble.get();
        lines
            .into_iter()
            .map(|line| {
                view! {
                    <p class="field-error">
                        {icon(Icon::Alert)}
                        <span>{line}</span>
                    </p>
                }
            })
            .collect_view()
    };
    view! {
        <div class="files">
            <label class="button small image-choose" aria-busy=move || busy.get().then_some("true")>
                <input
                    class="unseen"
                    id="answer-files"
                    type="file"
                    multiple
                    accept=KINDS
                    node_ref=input
                    disabled=busy
                    on:change=choose
                />
                <span>{icon(Icon::Upload)} {t("画像・ファイルを入れる", "Insert images or files")}</span>
            </label>
            <span class="quiet small">{help}</span>
            <div role="status">{state} {trouble}</div>
        </div>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn upload(name: &str, kind: &str) -> Upload {
        Upload {
            id: Uuid::nil(),
            file: "0a.png".into(),
            name: name.into(),
            kind: kind.into(),
            bytes: 1,
            width: None,
            height: None,
            created_at: 0,
            created_by: String::new(),
        }
    }

    #[test]
    fn images_are_shown_and_files_linked() {
        assert_eq!(
            markdown(&upload("画面 [1].png", "image/png")),
            "![画面  1](files/0a.png)"
        );
        assert_eq!(
            markdown(&upload("申請書.xlsx", "application/x")),
            "[申請書.xlsx](files/0a.png)"
        );
    }

    #[test]
    fn a_piece_gets_a_line_of_its_own_at_the_cursor() {
        let change = |from, to, text: &str, cursor| Change {
            from,
            to,
            text: text.into(),
            select: (cursor, cursor),
        };
        assert_eq!(insert("", 0, 0, "P"), change(0, 0, "P", 1));
        assert_eq!(insert("手順😀です", 4, 4, "P"), change(4, 4, "\n\nP\n\n", 7));
        assert_eq!(insert("a\nb", 2, 3, "P"), change(2, 3, "P", 3));
        assert_eq!(insert("a", usize::MAX, usize::MAX, "P"), change(1, 1, "\n\nP", 4));
    }
}
