//! Lists of entries.

use super::fields::{is_unapproved, window};
use crate::store::Result;
use crate::store::engine::{Dialect, Read, Row, Sql, Value, params, statements};
use crate::store::jobs;
use crate::store::names::{status, status_name};
use kotae_shared::Uuid;
use kotae_shared::api::admin::{EntryPage, EntryQuery, EntryRow, EntrySort, EntryWindow, Status, limits};
use kotae_shared::text::fold;
use std::ops::ControlFlow;

/// Rows in a page when the query names no number.
const DEFAULT_LIMIT: u32 = 50;
/// Words of a search that count; a longer search is cut.
const WORDS: usize = 16;

/// A page of the entries that a query asks for; `asks` is who wants it.
pub fn list(read: &Read<'_>, query: &EntryQuery, asks: Uuid) -> Result<EntryPage> {
    let limit = if query.limit == 0 {
        DEFAULT_LIMIT
    } else {
        query.limit.min(limits::PAGE)
    };
    let wanted = query.offset..query.offset.saturating_add(limit);
    // One pass counts all and notes the ids of the page: a search runs once, and an index gives the order.
    let mut page: Vec<Uuid> = Vec::new();
    let mut total = 0;
    each_id(read, query, asks, |row| {
        if wanted.contains(&total) {
            page.push(row.get(0)?);
        }
        total += 1;
        Ok(())
    })?;
    let (today, moment) = (jobs::today(read)?, jobs::moment(read)?);
    let mut items = Vec::with_capacity(page.len());
    for id in page {
        items.extend(read.first(ROW, params![id], |row| from_row(row, &today, &moment))?);
    }
    Ok(EntryPage { total, items })
}

/// The ids of all entries that a query asks for, in its order; its page does not count. `asks` is who wants them.
pub fn ids(read: &Read<'_>, query: &EntryQuery, asks: Uuid) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    each_id(read, query, asks, |row| {
        ids.push(row.get(0)?);
        Ok(())
    })?;
    Ok(ids)
}

fn each_id(
    read: &Read<'_>,
    query: &EntryQuery,
    asks: Uuid,
    mut each: impl FnMut(Row<'_>) -> Result<()>,
) -> Result<()> {
    let folded = fold(&query.q);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    let shape = Shape {
        status: query.status.is_some(),
        category: query.category.is_some(),
        owner: query.owner.is_some(),
        unowned: query.unowned,
        review: query.review_due,
        window: query.window,
        unpublished: query.unpublished,
        unapproved: query.unapproved,
        to_approve: query.to_approve,
        words: words.len(),
        sort: query.sort,
        reverse: query.reverse,
    };
    let mut values: Vec<Value<'_>> = Vec::new();
    values.extend(query.status.map(|status| Value::from(status_name(status))));
    values.extend(query.category.map(Value::from));
    values.extend(query.owner.map(Value::from));
    let today = jobs::today(read)?;
    values.extend(query.review_due.then(|| Value::from(today.as_str())));
    let moment = jobs::moment(read)?;
    values.extend(query.window.map(|_| Value::from(moment.as_str())));
    values.extend(query.to_approve.then(|| Value::from(asks)));
    values.extend(words.into_iter().map(Value::from));
    read.each(Sql::new(&shape.sql(read.dialect())), &values, |row| {
        each(row)?;
        Ok(ControlFlow::Continue(()))
    })
}

fn from_row(row: Row<'_>, today: &str, moment: &str) -> Result<EntryRow> {
    let status = row.parse(4, status)?;
    let review_on: String = row.get(9)?;
    let (publish_from, publish_until): (String, String) = (row.get(10)?, row.get(11)?);
    Ok(EntryRow {
        id: row.get(0)?,
        code: row.get(1)?,
        title: row.get(2)?,
        category: row.get(3)?,
        status,
        unpublished: row.get(5)?,
        updated_at: row.get(6)?,
        updated_by: row.get(7)?,
        owner: row.get::<Option<String>>(8)?.unwrap_or_default(),
        review_due: !review_on.is_empty() && review_on.as_str() <= today && status != Status::Archived,
        review_on,
        unapproved: is_unapproved(status, row.get(12)?, row.get(13)?),
        window: window(&publish_from, &publish_until, moment),
        publish_from,
        publish_until,
    })
}

/// Which conditions a list has.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
struct Shape {
    status: bool,
    category: bool,
    owner: bool,
    unowned: bool,
    review: bool,
    window: Option<EntryWindow>,
    unpublished: bool,
    unapproved: bool,
    to_approve: bool,
    words: usize,
    sort: EntrySort,
    reverse: bool,
}

impl Shape {
    /// The ids in order. Parameters in the order: status, category, owner, today, moment, who asks, words.
    fn sql(self, dialect: Dialect) -> String {
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        let mut conditions: Vec<String> = Vec::new();
        if self.status {
            conditions.push(format!("status = {}", next()));
        }
        if self.category {
            conditions.push(format!(
                "category IN (WITH RECURSIVE below (id) AS (
                    SELECT id FROM category WHERE id = {}
                    UNION ALL SELECT c.id FROM category c JOIN below b ON c.parent = b.id
                ) SELECT id FROM below)",
                next()
            ));
        }
        if self.owner {
            conditions.push(format!("owner = {}", next()));
        }
        if self.unowned {
            conditions.push("owner IS NULL".to_owned());
        }
        if self.review {
            conditions.push(format!(
                "review_on <> '' AND review_on <= {} AND status <> 'archived'",
                next()
            ));
        }
        if let Some(window) = self.window {
            let moment = next();
            let over = format!("publish_until <> '' AND publish_until <= {moment}");
            conditions.push(match window {
                EntryWindow::Scheduled => format!("publish_from > {moment}"),
                EntryWindow::Expired => over,
                EntryWindow::Open => format!(
                    "(publish_from <> '' OR publish_until <> '') AND publish_from <= {moment} AND NOT ({over})"
                ),
            });
            conditions.push("status <> 'archived'".to_owned());
        }
        if self.unpublished {
            conditions.push("unpublished = 1".to_owned());
        }
        if self.unapproved {
            conditions.push("status = 'published' AND release_version <> content_version".to_owned());
        }
        if self.to_approve {
            conditions.push(format!(
                "status = 'in_review' AND (content_by IS NULL OR content_by <> {})",
                next()
            ));
        }
        if self.words > 0 {
            let words: Vec<_> = (0..self.words)
                .map(|_| dialect.contains("folded", &next()))
                .collect();
            conditions.push(format!(
                "id IN (SELECT entry FROM entry_search WHERE {})",
                words.join(" AND ")
            ));
        }
        let filter = match conditions.as_slice() {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        let order = match (self.sort, self.reverse) {
            (EntrySort::Code, false) => "code_key, id",
            (EntrySort::Code, true) => "code_key DESC, id DESC",
            (EntrySort::Title, false) => "title_key, id",
            (EntrySort::Title, true) => "title_key DESC, id DESC",
            (EntrySort::Updated, false) => "updated_at DESC, id DESC",
            (EntrySort::Updated, true) => "updated_at, id",
        };
        format!("SELECT id FROM entry{filter} ORDER BY {order}")
    }
}

/// Statements for the tests that prepare all: each condition alone, all but one and all, each in every order. Conditions
/// are joined by AND alone, so no other combination says anything new.
#[cfg(test)]
pub(in crate::store) fn variants(dialect: Dialect) -> Vec<String> {
    let windows = [
        None,
        Some(EntryWindow::Open),
        Some(EntryWindow::Scheduled),
        Some(EntryWindow::Expired),
    ];
    let alone = (0..8).map(|bit| 1_u32 << bit);
    let sets: Vec<u32> = alone
        .clone()
        .chain(alone.map(|bit| 255 & !bit))
        .chain([0, 255])
        .collect();
    let mut all = Vec::new();
    for bits in sets {
        for (number, window) in windows.into_iter().enumerate() {
            for sort in [EntrySort::Code, EntrySort::Title, EntrySort::Updated] {
                for reverse in [false, true] {
                    let shape = Shape {
                        status: bits & 1 != 0,
                        category: bits & 2 != 0,
                        unpublished: bits & 4 != 0,
                        owner: bits & 8 != 0,
                        unowned: bits & 16 != 0,
                        review: bits & 32 != 0,
                        unapproved: bits & 64 != 0,
                        to_approve: bits & 128 != 0,
                        window,
                        words: number % 3,
                        sort,
                        reverse,
                    };
                    all.push(shape.sql(dialect));
                }
            }
        }
    }
    all
}

statements! {
    ROW = "SELECT e.id, e.code, e.title, e.category, e.status, e.unpublished, e.updated_at, e.updated_by, u.name,
        e.review_on, e.publish_from, e.publish_until, e.release_version, e.content_version
        FROM entry e LEFT JOIN users u ON u.id = e.owner WHERE e.id = $1";
}
