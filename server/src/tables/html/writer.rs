//! Writes Markdown as the tags of HTML come.

use super::{
    address::{linked, target},
    table::Table,
};
use html5gum::StartTag;
use std::fmt::Write as _;

/// Quotes and lists that may lie within each other; deeper ones are dissolved.
const DEPTH: usize = 8;

pub(super) fn name(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// What is open around the text.
enum Frame {
    Quote,
    /// The next number, and whether an item stood in it.
    List(Option<u32>, bool),
    /// The width of its marker.
    Item(usize),
}

/// A mark, or a link, that waits for its end.
pub(super) struct Open {
    tag: String,
    /// Where its text begins.
    from: usize,
    /// `**` and the like; for a link its address.
    mark: Mark,
}

enum Mark {
    Around(&'static str),
    Link(String),
}

#[derive(Default)]
pub(super) struct Writer {
    pub(super) out: String,
    /// Line ends that are due before the next text.
    pub(super) due: usize,
    /// What the next line begins with: a list's or a heading's marker.
    pub(super) marker: String,
    frames: Vec<Frame>,
    pub(super) open: Vec<Open>,
    pub(super) table: Option<Table>,
    /// The text of `<pre>`.
    verbatim: Option<String>,
    /// Elements whose text is dropped.
    skipped: Option<String>,
    keeps_lines: bool,
}

impl Writer {
    /// Nothing yet; whether line ends of the text are to be seen.
    pub(super) fn new(keeps_lines: bool) -> Self {
        Self {
            keeps_lines,
            ..Self::default()
        }
    }

    pub(super) fn start(&mut self, tag: &StartTag<()>) {
        let own = name(&tag.name);
        let attribute = |wanted: &[u8]| {
            let value = tag
                .attributes
                .get(wanted)
                .map(|value| String::from_utf8_lossy(value).into_owned());
            value.unwrap_or_default().trim().to_owned()
        };
        if self.skipped.is_some() {
            return;
        }
        if self.verbatim.is_some() {
            if own == "br" {
                self.text("\n");
            }
            return;
        }
        match own {
            "script" | "style" | "head" | "template" | "noscript" | "iframe" | "object" | "svg"
                if !tag.self_closing =>
            {
                self.skipped = Some(own.to_owned());
            }
            "br" => self.line_end(),
            "p" | "dl" => self.block(2),
            "div" | "section" | "article" | "header" | "footer" | "address" | "dd" | "figure" | "caption" => {
                self.block(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(2);
                let level = usize::from(own.as_bytes()[1] - b'0');
                self.marker = format!("{} ", "#".repeat(level));
            }
            "hr" => {
                self.block(2);
                self.begin();
                self.out.push_str("---");
                self.block(2);
            }
            "blockquote" => self.frame(Frame::Quote),
            "ul" => self.list(None),
            "ol" => self.list(Some(attribute(b"start").parse().unwrap_or(1))),
            "li" => self.item(),
            "dt" => {
                self.block(2);
                self.mark("dt", "**");
            }
            "pre" => {
                self.block(2);
                self.verbatim = Some(String::new());
            }
            "b" | "strong" => self.mark(own, "**"),
            "i" | "em" => self.mark(own, "*"),
            "s" | "del" | "strike" => self.mark(own, "~~"),
            "code" | "kbd" | "tt" => self.mark(own, "`"),
            "a" => self.link(attribute(b"href")),
            "img" => self.image(&attribute(b"alt"), &attribute(b"src")),
            "table" | "tr" | "td" | "th" => self.table_start(own),
            _ => {}
        }
    }

    pub(super) fn end(&mut self, own: &str) {
        if let Some(skipped) = &self.skipped {
            if skipped == own {
                self.skipped = None;
            }
            return;
        }
        if own == "pre" {
            return self.code_block();
        }
        if self.verbatim.is_some() {
            return;
        }
        match own {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" => {
                self.marker.clear();
                self.block(2);
            }
            "div" | "section" | "article" | "header" | "footer" | "address" | "dd" | "figure" | "caption" => {
                self.block(1);
            }
            "blockquote" => self.leave(|frame| matches!(frame, Frame::Quote)),
            "ul" | "ol" => self.leave(|frame| matches!(frame, Frame::List(..))),
            "li" => self.block(1),
            "table" | "tr" | "td" | "th" => self.table_end(own),
            "dt" => {
                self.close(own);
                self.block(1);
            }
            _ => self.close(own),
        }
    }

    /// So many line ends at least before what comes next.
    pub(super) fn block(&mut self, lines: usize) {
        // Marks do not reach over blocks.
        if lines > 1 {
            while let Some(open) = self.open.pop() {
                self.finish_mark(open);
            }
        }
        self.due = self.due.max(lines);
    }

    fn line_end(&mut self) {
        self.due = if self.due == 0 { 1 } else { 2 };
    }

    fn frame(&mut self, frame: Frame) {
        self.block(2);
        if self.frames.len() < 3 * DEPTH {
            self.frames.push(frame);
        }
    }

    fn list(&mut self, first: Option<u32>) {
        let nested = self.frames.iter().any(|frame| matches!(frame, Frame::List(..)));
        self.block(if nested { 1 } else { 2 });
        if self.frames.len() < 3 * DEPTH {
            self.frames.push(Frame::List(first, false));
        }
    }

    fn item(&mut self) {
        self.block(1);
        // An item that nobody ended.
        if matches!(self.frames.last(), Some(Frame::Item(_))) {
            self.frames.pop();
        }
        "- ".clone_into(&mut self.marker);
        if let Some(Frame::List(number, has_item)) = self.frames.last_mut() {
            if std::mem::replace(has_item, true) {
                // The paragraphs of an item do not drive the items apart.
                self.due = 1;
            }
            if let Some(number) = number {
                self.marker = format!("{number}. ");
                *number = number.saturating_add(1);
            }
        }
        if matches!(self.frames.last(), Some(Frame::List(..))) {
            // Its later lines are indented; the first one has the marker there.
            self.frames.push(Frame::Item(self.marker.len()));
        }
    }

    /// Leaves the innermost frame of a kind, and what lies within it.
    fn leave(&mut self, wanted: impl Fn(&Frame) -> bool) {
        self.marker.clear();
        if let Some(at) = self.frames.iter().rposition(wanted) {
            self.frames.truncate(at);
        }
        let nested = self.frames.iter().any(|frame| matches!(frame, Frame::List(..)));
        self.block(if nested { 1 } else { 2 });
    }

    /// What each line within the open frames begins with.
    fn prefix(&self) -> String {
        let mut prefix = String::new();
        for frame in &self.frames {
            match frame {
                Frame::Quote => prefix.push_str("> "),
                Frame::Item(width) => prefix.extend(std::iter::repeat_n(' ', *width)),
                Frame::List(..) => {}
            }
        }
        prefix
    }

    /// Writes the line ends that are due, and what the line begins with; whether it is a new line.
    pub(super) fn begin(&mut self) -> bool {
        let first = self.out.is_empty();
        if self.due == 0 && !first && self.marker.is_empty() {
            return false;
        }
        let prefix = self.prefix();
        if !first {
            for left in (0..self.due).rev() {
                self.out.truncate(self.out.trim_end_matches(' ').len());
                let end = self.out.len();
                self.open
                    .iter_mut()
                    .for_each(|open| open.from = open.from.min(end));
                self.out.push('\n');
                if left > 0 {
                    self.out.push_str(prefix.trim_end());
                }
            }
        }
        let marker = std::mem::take(&mut self.marker);
        let is_item = matches!(self.frames.last(), Some(Frame::Item(width)) if *width == marker.len());
        if is_item && !marker.is_empty() && !marker.starts_with('#') {
            self.out.push_str(&prefix[..prefix.len() - marker.len()]);
        } else {
            self.out.push_str(&prefix);
        }
        self.out.push_str(&marker);
        self.due = 0;
        true
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        if let Some(verbatim) = &mut self.verbatim {
            verbatim.push_str(text);
            return;
        }
        if self.table.as_ref().is_some_and(|table| !table.in_cell) {
            return;
        }
        if self.keeps_lines && self.table.is_none() {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.line_end();
                }
                self.words(line);
            }
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{a0}');
        let trimmed = text.trim_matches(is_space);
        if trimmed.is_empty() {
            if !text.is_empty() && self.due == 0 && !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            return;
        }
        let begins = self.begin();
        if !begins && text.starts_with(is_space) && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        let mut line = String::with_capacity(trimmed.len());
        let mut rest = trimmed;
        while let Some(space) = rest.find(is_space) {
            let (word, after) = rest.split_at(space);
            let next = after.trim_start_matches(is_space);
            line.push_str(word);
            // A line end between Japanese characters is no space.
            let is_japanese = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
            let joins = is_japanese(word.chars().next_back()) && is_japanese(next.chars().next());
            if !(joins && after[..after.len() - next.len()].contains('\n')) {
                line.push(' ');
            }
            rest = next;
        }
        line.push_str(rest);
        let in_code = self
            .open
            .iter()
            .any(|open| matches!(open.mark, Mark::Around("`")));
        if in_code {
            self.out.push_str(&line);
        } else {
            self.escape(&line, begins);
        }
        if text.ends_with(is_space) {
            self.out.push(' ');
        }
    }

    /// Writes words so that Markdown reads them as such.
    fn escape(&mut self, line: &str, begins: bool) {
        let first = line.split(' ').next().unwrap_or_default();
        let is_rule = line.len() > 1 && line.chars().all(|c| c == '-' || c == '=');
        if begins && (is_rule || line.starts_with('>') || first.trim_start_matches('#').is_empty()) {
            self.out.push('\\');
        }
        let mut before = ' ';
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().unwrap_or(' ');
            let special = match c {
                '*' | '`' => true,
                '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
                '\\' => next.is_ascii_punctuation(),
                '~' => next == '~',
                _ => false,
            };
            if special {
                self.out.push('\\');
            }
            self.out.push(c);
            before = c;
        }
    }

    fn mark(&mut self, tag: &str, mark: &'static str) {
        let same = |open: &Open| matches!(open.mark, Mark::Around(known) if known == mark);
        if self.open.iter().any(same) {
            return;
        }
        // The line begins now, so that its marker stays outside.
        if self.due > 0 || !self.marker.is_empty() || self.out.is_empty() {
            self.begin();
        }
        self.open.push(Open {
            tag: tag.to_owned(),
            from: self.out.len(),
            mark: Mark::Around(mark),
        });
    }

    fn link(&mut self, address: String) {
        self.close("a");
        if self.due > 0 || !self.marker.is_empty() || self.out.is_empty() {
            self.begin();
        }
        self.open.push(Open {
            tag: "a".to_owned(),
            from: self.out.len(),
            mark: Mark::Link(address),
        });
    }

    fn close(&mut self, tag: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.tag == tag) {
            let inner = self.open.split_off(at);
            for open in inner.into_iter().rev() {
                self.finish_mark(open);
            }
        }
    }

    pub(super) fn finish_mark(&mut self, Open { from, mark, .. }: Open) {
        if !self.out.is_char_boundary(from) {
            return;
        }
        let text = self.out.split_off(from);
        let inside = text.trim();
        let start = text.len() - text.trim_start().len();
        let (head, tail) = (&text[..start], &text[start + inside.len()..]);
        self.out.push_str(head);
        match mark {
            _ if inside.is_empty() => {}
            Mark::Around(mark) if !inside.contains('\n') => {
                let _ = write!(self.out, "{mark}{inside}{mark}");
            }
            // Each line by itself; within a list or a quote the lines have beginnings of their own.
            Mark::Around(mark) if self.frames.is_empty() => {
                for (at, line) in inside.split('\n').enumerate() {
                    self.out.push_str(if at > 0 { "\n" } else { "" });
                    if !line.trim().is_empty() {
                        let _ = write!(self.out, "{mark}{}{mark}", line.trim());
                    }
                }
            }
            Mark::Around(_) => self.out.push_str(inside),
            Mark::Link(address) => self.out.push_str(&linked(inside, &address)),
        }
        self.out.push_str(tail);
    }

    fn image(&mut self, alt: &str, address: &str) {
        let alt = alt.replace(['[', ']', '\n'], " ");
        // A picture within the text itself cannot be kept.
        let is_kept =
            !address.is_empty() && !address.starts_with("data:") && !address.contains(['\n', '<', '>']);
        if !is_kept {
            return self.words(&alt);
        }
        self.begin();
        let file = address
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace(['[', ']'], " ");
        let alt = if alt.trim().is_empty() {
            file.as_str()
        } else {
            alt.trim()
        };
        let _ = write!(self.out, "![{alt}]({})", target(address));
    }

    fn code_block(&mut self) {
        let Some(text) = self.verbatim.take() else {
            return;
        };
        let text = text.trim_matches('\n').replace('\r', "");
        if text.trim().is_empty() {
            return;
        }
        self.begin();
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let prefix = self.prefix();
        self.out.push_str(&fence);
        for line in text.split('\n').chain([fence.as_str()]) {
            let _ = write!(self.out, "\n{prefix}{line}");
        }
        self.block(2);
    }

    pub(super) fn finish(mut self) -> String {
        self.code_block();
        self.end_cell();
        if self.table.is_some() {
            self.write_table();
        }
        self.block(2);
        self.out.trim().to_owned()
    }
}
