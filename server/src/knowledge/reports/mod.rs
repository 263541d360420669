//! Reports: what visitors did in a period, from the sums that are kept and a bounded part of the log.

mod mailed;
mod questions;
mod scenarios;
mod table;
#[cfg(test)]
mod tests;

pub use mailed::{due, key};
pub use questions::questions;
pub use scenarios::scenarios;
pub use table::{Report, export};

use super::period::{self, begins, divide, read_day};
use crate::store::{
    Error, Result, Workspace, categories,
    engine::Read,
    entries as stored, jobs,
    reports::{self, Part},
    widgets,
};
use jiff::{ToSpan, Unit, civil::Date, tz::TimeZone};
use kotae_shared::{
    Localised, Uuid,
    api::{
        admin::{Category, EntryName, Status},
        problem::Fault,
        reports::{CategoryUsage, Days, EntryReport, EntryUsage, Overview, ReportQuery, Usage, limits},
    },
};
use std::collections::{HashMap, HashSet};

/// From which day to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: Date,
    last: Date,
}

impl Span {
    /// Of a query; what it leaves out is said at [`ReportQuery`]. Faults: `from`, `until`, `days`.
    fn of(query: &ReportQuery, today: Date) -> Result<Self> {
        let last = read_day("until", &query.until)?.unwrap_or(today);
        let first = if let Some(first) = read_day("from", &query.from)? {
            first
        } else {
            let days = if query.days == 0 { limits::DAYS } else { query.days };
            if i64::from(days) > limits::MOST_DAYS {
                return Err(Error::field("days", Fault::OutOfRange(1, limits::MOST_DAYS)));
            }
            last.saturating_sub((i64::from(days) - 1).days())
        };
        if last < first {
            return Err(Error::field("until", Fault::EndsTooSoon));
        }
        let span = Self { first, last };
        if span.length() > limits::MOST_DAYS {
            return Err(Error::field("from", Fault::OutOfRange(1, limits::MOST_DAYS)));
        }
        Ok(span)
    }

    /// How many days.
    fn length(self) -> i64 {
        i64::from((self.last - self.first).get_days()) + 1
    }

    /// As long, ending the day before.
    fn before(self) -> Self {
        Self {
            first: self.first.saturating_sub(self.length().days()),
            last: self.first.saturating_sub(1.days()),
        }
    }

    fn part(self, widget: &str) -> Part {
        Part {
            days: number(self.first)..number(self.last) + 1,
            widget: widget.to_owned(),
        }
    }

    /// In epoch milliseconds.
    fn times(self, zone: &TimeZone) -> Result<std::ops::Range<i64>> {
        Ok(begins(self.first, zone)?..begins(period::next(self.last), zone)?)
    }

    fn days(self) -> Days {
        Days {
            from: self.first.to_string(),
            until: self.last.to_string(),
        }
    }
}

/// A day in days since 1970-01-01.
fn number(day: Date) -> i64 {
    let since = day.since((Unit::Day, Date::constant(1970, 1, 1)));
    since.map_or(0, |span| i64::from(span.get_days()))
}

/// The day of such a number.
fn date(number: i64) -> Date {
    Date::constant(1970, 1, 1).saturating_add(number.days())
}

/// What all reports ask of the knowledge.
struct Known {
    span: Span,
    zone: TimeZone,
    widgets: Vec<(String, Localised)>,
    tree: Vec<Category>,
    /// The category of each entry that has one.
    category: HashMap<Uuid, Uuid>,
    /// The wanted categories; `None`: all.
    wanted: Option<HashSet<Uuid>>,
}

impl Known {
    fn read(read: &Read<'_>, query: &ReportQuery) -> Result<Self> {
        let zone = TimeZone::get(&jobs::time_zone(read)?).unwrap_or(TimeZone::UTC);
        let today: Date = jobs::today(read)?
            .parse()
            .map_err(|_| Error::Corrupt("a day".into()))?;
        let tree = categories::list(read)?;
        let wanted = match query.category {
            None => None,
            Some(id) if tree.iter().any(|one| one.id == id) => Some(below(&tree, id)),
            Some(_) => return Err(Error::field("category", Fault::Unknown)),
        };
        let all = widgets::list(read)?.into_iter();
        Ok(Self {
            span: Span::of(query, today)?,
            zone,
            widgets: all
                .map(|widget| (widget.key, widget.settings.texts.name))
                .collect(),
            tree,
            category: stored::categories(read)?.into_iter().collect(),
            wanted,
        })
    }

    fn wants(&self, entry: Option<Uuid>) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        let category = entry.and_then(|entry| self.category.get(&entry));
        category.is_some_and(|category| wanted.contains(category))
    }

    /// The path of an entry's category, outermost first; empty: none.
    fn path(&self, entry: Uuid) -> Vec<String> {
        self.category
            .get(&entry)
            .map_or_else(Vec::new, |id| path(&self.tree, *id))
    }
}

/// A category and those within it.
fn below(tree: &[Category], id: Uuid) -> HashSet<Uuid> {
    let mut found = HashSet::from([id]);
    // Parents stand before their children.
    for one in tree {
        if one.parent.is_some_and(|parent| found.contains(&parent)) {
            found.insert(one.id);
        }
    }
    found
}

fn path(tree: &[Category], id: Uuid) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = Some(id);
    while let Some(one) = at.and_then(|id| tree.iter().find(|one| one.id == id)) {
        names.push(one.name.clone());
        at = one.parent;
    }
    names.reverse();
    names
}

/// The overview. Faults: `from`, `until`, `category`.
pub async fn overview(workspace: &Workspace, query: &ReportQuery) -> Result<Overview> {
    let asked = query.clone();
    let (known, assumption) = workspace
        .main()
        .read(move |read| Ok((Known::read(read, &asked)?, reports::assumption(read)?)))
        .await?;
    let (by, widget) = (query.by, query.widget.clone());
    let read = move |read: &Read<'_>| {
        let (span, before) = (known.span, known.span.before());
        let (now, then) = (span.part(&widget), before.part(&widget));
        let (of_days, of_days_before) = if known.wanted.is_some() {
            (about(read, &now, &known)?, about(read, &then, &known)?)
        } else {
            (reports::days(read, &now)?, reports::days(read, &then)?)
        };
        let hours = match known.wanted {
            None => Some(reports::hours(read, &now)?),
            Some(_) => None,
        };
        let dated = of_days.iter().map(|(day, usage)| (date(*day), *usage)).collect();
        let (by, steps) = divide(dated, by, span.first, span.last);
        Ok(Overview {
            days: span.days(),
            days_before: before.days(),
            now: sum(&of_days),
            before: sum(&of_days_before),
            by,
            steps,
            hours,
            categories: of_categories(&known, reports::topics(read, &now)?),
            widgets: known.widgets,
            assumption,
        })
    };
    workspace.events().read(read).await
}

/// What was asked about the wanted entries, by day.
fn about(read: &Read<'_>, part: &Part, known: &Known) -> Result<Vec<(i64, Usage)>> {
    let mut days: Vec<(i64, Usage)> = Vec::new();
    reports::each_topic(read, part, |day, entry, usage| {
        if known.wants(entry) {
            match days.last_mut() {
                Some((last, sum)) if *last == day => *sum += usage,
                _ => days.push((day, usage)),
            }
        }
        Ok(())
    })?;
    Ok(days)
}

fn sum(days: &[(i64, Usage)]) -> Usage {
    let mut all = Usage::default();
    for (_, usage) in days {
        all += *usage;
    }
    all
}

/// What was asked, by category; what found nothing is about none.
fn of_categories(known: &Known, topics: Vec<(Option<Uuid>, Usage)>) -> Vec<CategoryUsage> {
    let mut sums: HashMap<Uuid, Usage> = HashMap::new();
    for (entry, usage) in topics {
        let Some(entry) = entry.filter(|entry| known.wants(Some(*entry))) else {
            continue;
        };
        let category = known.category.get(&entry).copied().unwrap_or_default();
        *sums.entry(category).or_default() += usage;
    }
    let mut rows: Vec<CategoryUsage> = sums
        .into_iter()
        .filter(|(_, usage)| usage.questions > 0)
        .map(|(id, usage)| CategoryUsage {
            id,
            path: path(&known.tree, id),
            usage,
        })
        .collect();
    rows.sort_by(|a, b| (b.usage.questions, &a.path, a.id).cmp(&(a.usage.questions, &b.path, b.id)));
    rows
}

/// Entries, at most `limit`. Faults: `from`, `until`, `category`.
pub async fn entries(workspace: &Workspace, query: &ReportQuery, limit: usize) -> Result<EntryReport> {
    let asked = query.clone();
    let (known, titles) = workspace
        .main()
        .read(move |read| Ok((Known::read(read, &asked)?, stored::titles(read)?)))
        .await?;
    let days = known.span.part("").days;
    let found = workspace
        .events()
        .read(move |read| reports::entries(read, &days))
        .await?;
    // Those that are gone have no name to be listed by.
    let named: HashMap<Uuid, Status> = titles.iter().map(|(id, _, status)| (*id, *status)).collect();
    let found: Vec<_> = found
        .into_iter()
        .filter(|row| named.contains_key(&row.entry) && known.wants(Some(row.entry)))
        .collect();
    let total = found.len() as u32;
    let ids: Vec<Uuid> = found.iter().take(limit).map(|row| row.entry).collect();
    let names: HashMap<Uuid, EntryName> = workspace
        .main()
        .read(move |read| stored::names(read, ids))
        .await?;
    let rows = found.into_iter().take(limit).filter_map(|row| {
        let [shown, read, solved, not_solved] = row.counts;
        Some(EntryUsage {
            entry: names.get(&row.entry)?.clone(),
            category: known.path(row.entry),
            shown,
            read,
            solved,
            not_solved,
            last: date(row.last).to_string(),
        })
    });
    Ok(EntryReport {
        days: known.span.days(),
        rows: rows.collect(),
        total,
        widgets: known.widgets.clone(),
    })
}
