//! Finding rows by a part of their text, wherever it stands in it, without reading them all.
//!
//! An engine's own full-text index knows words; Japanese has no spaces, and who searches types parts of words. So what is indexed
//! are the pairs of characters side by side, each as one "word" at its place: a text contains what is searched for exactly when it
//! has that one's pairs in a row. Nothing is found by a single character ([`is_wanted`]): whoever searches for one reads the rows.
//!
//! Rows are named by a number that rises, so that the newest come first without sorting. SQLite: FTS5 without contents; PostgreSQL:
//! a `TSVECTOR` with a GIN index. The tables are made by migrations.

use super::session::{Dialect, Read, Sql, Tx};
use super::value::params;
use crate::store::Result;
use std::fmt::Write as _;

/// Characters of a text that are indexed.
const LONGEST: usize = 2_000;

/// An index of texts.
#[derive(Clone, Copy, Debug)]
pub struct TextIndex {
    /// Its table.
    pub table: &'static str,
}

impl TextIndex {
    /// Adds the text of a row; each number once.
    pub fn add(self, tx: &Tx<'_>, number: i64, text: &str) -> Result<()> {
        let dialect = tx.dialect();
        let sql = self.add_sql(dialect);
        tx.execute(Sql::new(&sql), params![number, &dialect.document(text)])?;
        Ok(())
    }

    /// The numbers of rows, less than `before`, whose texts contain each of these, the greatest first, at most `limit`. Every one
    /// of `texts` must be long enough ([`is_wanted`]); texts are compared as they are.
    pub fn find(self, read: &Read<'_>, texts: &[&str], before: i64, limit: u32) -> Result<Vec<i64>> {
        let dialect = read.dialect();
        let sql = self.find_sql(dialect);
        let wanted = dialect.wanted(texts);
        read.query(Sql::new(&sql), params![&wanted, before, limit], |row| row.get(0))
    }

    fn add_sql(self, dialect: Dialect) -> String {
        match dialect {
            Dialect::Sqlite => format!("INSERT INTO {} (rowid, grams) VALUES ($1, $2)", self.table),
            Dialect::Postgres => format!(
                "INSERT INTO {} (number, grams) VALUES ($1, CAST($2 AS TSVECTOR))",
                self.table
            ),
        }
    }

    fn find_sql(self, dialect: Dialect) -> String {
        match dialect {
            Dialect::Sqlite => format!(
                "SELECT rowid FROM {0} WHERE {0} MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3",
                self.table
            ),
            Dialect::Postgres => format!(
                "SELECT number FROM {} WHERE grams @@ CAST($1 AS TSQUERY) AND number < $2 ORDER BY number DESC LIMIT $3",
                self.table
            ),
        }
    }

    /// Its statements, for the test that prepares all.
    #[cfg(test)]
    pub(in crate::store) fn variants(self, dialect: Dialect) -> Vec<String> {
        vec![self.add_sql(dialect), self.find_sql(dialect)]
    }
}

/// Whether a text can be searched for in an index: it has at least two characters, none of them a space.
pub fn is_wanted(text: &str) -> bool {
    text.chars().count() > 1 && !text.contains(char::is_whitespace)
}

/// A character that is part of a "word", as it is written there. What ASCII has beside letters and digits would end one.
fn written(c: char) -> char {
    if c.is_ascii() && !c.is_ascii_alphanumeric() {
        char::from_u32(0xE000 + u32::from(c)).unwrap_or(c)
    } else {
        c.to_ascii_lowercase()
    }
}

/// The pairs of a text, each with its place; between parts that spaces divide a place is empty.
fn pairs(text: &str) -> Vec<(usize, [char; 2])> {
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    let mut pairs = Vec::new();
    for (at, pair) in chars.windows(2).enumerate() {
        if !pair.iter().any(|c| c.is_whitespace()) {
            pairs.push((at, [written(pair[0]), written(pair[1])]));
        }
    }
    pairs
}

impl Dialect {
    /// A text as its index takes it.
    fn document(self, text: &str) -> String {
        let mut document = String::with_capacity(text.len() * 3);
        let mut next = 0;
        for (at, [a, b]) in pairs(text) {
            match self {
                Self::Sqlite => {
                    // Another "word", which nobody searches for, where the row is broken.
                    if at > next {
                        document.push_str("\u{E020} ");
                    }
                    let _ = write!(document, "{a}{b} ");
                }
                Self::Postgres => {
                    let _ = write!(document, "'{a}{b}':{} ", at + 1);
                }
            }
            next = at + 1;
        }
        document
    }

    /// What is searched for, as the index takes it: the pairs of each text in a row.
    fn wanted(self, texts: &[&str]) -> String {
        let each = texts.iter().map(|text| {
            let pairs = pairs(text);
            let words = pairs.iter().map(|(_, [a, b])| match self {
                Self::Sqlite => format!("{a}{b}"),
                Self::Postgres => format!("'{a}{b}'"),
            });
            let words: Vec<String> = words.collect();
            match self {
                Self::Sqlite => format!("\"{}\"", words.join(" ")),
                Self::Postgres => format!("({})", words.join(" <-> ")),
            }
        });
        let each: Vec<String> = each.collect();
        each.join(match self {
            Self::Sqlite => " AND ",
            Self::Postgres => " & ",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_written_as_each_engine_takes_them() {
        assert_eq!(
            Dialect::Sqlite.document("a-b 有給"),
            "a\u{E02D} \u{E02D}b \u{E020} 有給 "
        );
        assert_eq!(Dialect::Postgres.document("ab 有給"), "'ab':1 '有給':4 ");
        assert_eq!(
            Dialect::Sqlite.wanted(&["有給休", "\"x"]),
            "\"有給 給休\" AND \"\u{E022}x\""
        );
        assert_eq!(
            Dialect::Postgres.wanted(&["有給休", "ab"]),
            "('有給' <-> '給休') & ('ab')"
        );
    }

    #[test]
    fn a_single_character_is_no_text_to_search_for() {
        assert!(is_wanted("有給") && is_wanted("ab"));
        assert!(!is_wanted("有") && !is_wanted("") && !is_wanted("a b"));
    }
}
