//! Builds a document from the events of the Markdown parser, without recursion.

use super::links;
use super::markdown::{DEPTH, Kind, NODES};
use super::plain;
use kotae_shared::doc::{Block, Inline};

/// A container that is open.
struct Open {
    kind: Kind,
    inlines: Vec<Inline>,
    blocks: Vec<Block>,
    /// The items of a list.
    items: Vec<Vec<Block>>,
    /// The rows of a table, its head first.
    rows: Vec<Vec<Vec<Inline>>>,
    /// The cells of a row.
    cells: Vec<Vec<Inline>>,
    /// How many containers of the document lie around it.
    depth: usize,
    /// Within a link or an image: no links are made.
    linked: bool,
}

/// A document in the making.
pub(super) struct Tree {
    root: Open,
    stack: Vec<Open>,
    nodes: usize,
}

impl Tree {
    pub(super) fn new() -> Self {
        Self {
            root: Open::new(Kind::Nothing, 0, false),
            stack: Vec::new(),
            nodes: 0,
        }
    }

    /// How many nodes were made.
    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }

    fn top(&mut self) -> &mut Open {
        self.stack.last_mut().unwrap_or(&mut self.root)
    }

    pub(super) fn open(&mut self, kind: Kind) {
        let around = self.top();
        let (depth, linked) = (around.depth, around.linked);
        // Parts of tables and lists are no deeper than these themselves: they are kept or dissolved together.
        let is_part = matches!(
            kind,
            Kind::Item | Kind::TableHead | Kind::TableRow | Kind::TableCell
        );
        let too_deep = depth >= DEPTH && !is_part;
        let dissolved = is_part && matches!(around.kind, Kind::Nothing);
        let kind = if too_deep || dissolved {
            Kind::Nothing
        } else {
            kind
        };
        let depth = depth + usize::from(!is_part && !matches!(kind, Kind::Nothing));
        let linked = linked || matches!(kind, Kind::Link(_) | Kind::Image(_));
        if kind.is_block() {
            self.top().flush();
        }
        self.nodes += 1;
        self.stack.push(Open::new(kind, depth, linked));
    }

    pub(super) fn block(&mut self, block: Block) {
        self.nodes += 1;
        let top = self.top();
        top.flush();
        top.blocks.push(block);
    }

    pub(super) fn inline(&mut self, inline: Inline) {
        self.nodes += 1;
        self.top().inlines.push(inline);
    }

    /// Running text.
    pub(super) fn text(&mut self, text: &str) {
        let top = self.top();
        if matches!(top.kind, Kind::Html) {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    top.inlines.push(Inline::Break);
                }
                top.push_text(line.trim_end_matches('\r'));
            }
            self.nodes += text.matches('\n').count();
            return;
        }
        top.push_text(text);
    }

    pub(super) fn close(&mut self) {
        let Some(mut open) = self.stack.pop() else { return };
        let linked = open.linked;
        let made = &mut self.nodes;
        let top = self.stack.last_mut().unwrap_or(&mut self.root);
        match std::mem::replace(&mut open.kind, Kind::Nothing) {
            Kind::Nothing => {
                if open.blocks.is_empty() && !top.holds_blocks_only() {
                    top.append(&mut open.inlines);
                } else {
                    top.flush();
                    top.blocks.append(&mut open.take_blocks());
                }
            }
            Kind::Paragraph | Kind::Html => top.blocks.append(&mut open.take_blocks()),
            Kind::Heading(level) => {
                let text = open.take_inlines(linked, made);
                if !text.is_empty() {
                    top.blocks.push(Block::Heading { level, text });
                }
            }
            Kind::Quote => {
                let blocks = open.take_blocks();
                if !blocks.is_empty() {
                    top.blocks.push(Block::Quote(blocks));
                }
            }
            Kind::List(start) => top.blocks.push(Block::List {
                start,
                items: open.items,
            }),
            Kind::Item => {
                let blocks = open.take_blocks();
                top.items.push(blocks);
            }
            Kind::Code(language) => {
                let mut text = open.plain();
                text.truncate(text.trim_end_matches('\n').len());
                top.blocks.push(Block::Code { language, text });
            }
            Kind::TableCell => {
                let cell = open.take_inlines(linked, made);
                top.cells.push(cell);
            }
            Kind::TableHead | Kind::TableRow => top.rows.push(open.cells),
            Kind::Table(mut align) => {
                let mut rows = open.rows.into_iter();
                let head = rows.next().unwrap_or_default();
                align.resize(head.len(), kotae_shared::doc::Align::Start);
                let mut rows: Vec<_> = rows.collect();
                for row in &mut rows {
                    row.resize(head.len(), Vec::new());
                }
                top.blocks.push(Block::Table { align, head, rows });
            }
            Kind::Emphasis => top.push(Inline::Emphasis(open.take_inlines(linked, made))),
            Kind::Strong => top.push(Inline::Strong(open.take_inlines(linked, made))),
            Kind::Strike => top.push(Inline::Strike(open.take_inlines(linked, made))),
            Kind::Link(href) => {
                let text = open.take_inlines(linked, made);
                let text = if text.is_empty() {
                    vec![Inline::Text(href.clone())]
                } else {
                    text
                };
                top.push(Inline::Link { href, text });
            }
            Kind::Image(src) => {
                let alt = open.plain();
                match src {
                    Some(src) => top.push(Inline::Image { src, alt }),
                    None => top.push_text(&alt),
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.stack.is_empty() {
            self.close();
        }
        self.root.take_blocks()
    }
}

impl Kind {
    fn is_block(&self) -> bool {
        matches!(
            self,
            Self::Paragraph
                | Self::Heading(_)
                | Self::Quote
                | Self::List(_)
                | Self::Code(_)
                | Self::Html
                | Self::Table(_)
        )
    }
}

impl Open {
    fn new(kind: Kind, depth: usize, linked: bool) -> Self {
        Self {
            kind,
            inlines: Vec::new(),
            blocks: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            depth,
            linked,
        }
    }

    /// Inlines that come straight into it become a paragraph.
    fn holds_blocks_only(&self) -> bool {
        matches!(self.kind, Kind::Quote | Kind::List(_) | Kind::Table(_))
    }

    fn push(&mut self, inline: Inline) {
        self.inlines.push(inline);
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Inline::Text(last)) = self.inlines.last_mut() {
            last.push_str(text);
        } else {
            self.push(Inline::Text(text.to_owned()));
        }
    }

    /// Adds inlines; texts side by side become one.
    fn append(&mut self, inlines: &mut Vec<Inline>) {
        for inline in inlines.drain(..) {
            match inline {
                Inline::Text(text) => self.push_text(&text),
                other => self.push(other),
            }
        }
    }

    /// Inlines that stand between blocks become a paragraph of their own.
    fn flush(&mut self) {
        if self.inlines.is_empty() || !self.blocks_may_follow() {
            return;
        }
        let mut ignored = 0;
        let text = self.take_inlines(self.linked, &mut ignored);
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    fn blocks_may_follow(&self) -> bool {
        matches!(
            self.kind,
            Kind::Nothing | Kind::Quote | Kind::Item | Kind::Paragraph | Kind::Html
        )
    }

    fn take_blocks(&mut self) -> Vec<Block> {
        self.flush();
        std::mem::take(&mut self.blocks)
    }

    /// The text of its inlines.
    fn plain(&mut self) -> String {
        let mut ignored = 0;
        let mut text = String::new();
        plain::inlines(&self.take_inlines(true, &mut ignored), &mut text);
        text
    }

    /// Its inlines, with bare addresses as links unless it is within a link.
    fn take_inlines(&mut self, linked: bool, nodes: &mut usize) -> Vec<Inline> {
        let mut inlines = std::mem::take(&mut self.inlines);
        while matches!(inlines.last(), Some(Inline::Break)) {
            inlines.pop();
        }
        if !linked && *nodes <= NODES {
            link_bare(&mut inlines, nodes);
        }
        inlines
    }
}

fn link_bare(inlines: &mut Vec<Inline>, nodes: &mut usize) {
    let has_bare = |inline: &Inline| matches!(inline, Inline::Text(text) if links::bare(text).is_some());
    if !inlines.iter().any(has_bare) {
        return;
    }
    for inline in std::mem::take(inlines) {
        let Inline::Text(text) = inline else {
            inlines.push(inline);
            continue;
        };
        let mut rest = text.as_str();
        while let Some(range) = links::bare(rest) {
            if range.start > 0 {
                inlines.push(Inline::Text(rest[..range.start].to_owned()));
            }
            let href = rest[range.clone()].to_owned();
            inlines.push(Inline::Link {
                text: vec![Inline::Text(href.clone())],
                href,
            });
            rest = &rest[range.end..];
            *nodes += 3;
        }
        if !rest.is_empty() {
            inlines.push(Inline::Text(rest.to_owned()));
        }
    }
}
