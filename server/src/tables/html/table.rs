//! Tables of HTML, as tables of Markdown.

use super::writer::Writer;
use std::fmt::Write as _;

/// A table that is being read.
#[derive(Default)]
pub(super) struct Table {
    pub(super) depth: usize,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) in_cell: bool,
    /// What stood before it.
    pub(super) before: String,
}

impl Writer {
    pub(super) fn table_start(&mut self, own: &str) {
        if own == "table" && self.table.is_none() {
            self.block(2);
            let before = std::mem::take(&mut self.out);
            self.table = Some(Table {
                before,
                ..Table::default()
            });
            return;
        }
        self.end_cell();
        let Some(table) = &mut self.table else {
            return;
        };
        match own {
            "table" => table.depth += 1,
            "tr" => table.rows.push(Vec::new()),
            _ => {
                if table.rows.is_empty() {
                    table.rows.push(Vec::new());
                }
                table.in_cell = true;
                // What stood between the cells belongs to none.
                self.out.clear();
                self.open.clear();
            }
        }
    }

    pub(super) fn table_end(&mut self, own: &str) {
        self.end_cell();
        let Some(table) = &mut self.table else {
            return;
        };
        if own == "table" {
            if table.depth > 0 {
                table.depth -= 1;
                return;
            }
            self.write_table();
        }
    }

    /// Puts what was written since into the table's last row.
    pub(super) fn end_cell(&mut self) {
        if !self.table.as_ref().is_some_and(|table| table.in_cell) {
            return;
        }
        while let Some(open) = self.open.pop() {
            self.finish_mark(open);
        }
        let cell = std::mem::take(&mut self.out);
        (self.due, self.marker) = (0, String::new());
        if let Some(table) = &mut self.table {
            table.in_cell = false;
            let line: Vec<&str> = cell
                .split('\n')
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect();
            if let Some(row) = table.rows.last_mut() {
                row.push(line.join(" ").replace('|', "\\|"));
            }
        }
    }

    pub(super) fn write_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        self.out = table.before;
        self.open.clear();
        self.block(2);
        let mut rows = table.rows;
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        // One column is a layout and no table.
        if columns < 2 {
            for cell in rows.into_iter().flatten() {
                self.begin();
                self.out.push_str(&cell);
                self.block(2);
            }
            return;
        }
        for (at, mut row) in rows.into_iter().enumerate() {
            row.resize(columns, String::new());
            self.block(usize::from(at > 0));
            self.begin();
            let _ = write!(self.out, "| {} |", row.join(" | "));
            if at == 0 {
                self.due = 1;
                self.begin();
                let _ = write!(self.out, "|{}", " --- |".repeat(columns));
            }
        }
        self.block(2);
    }
}
