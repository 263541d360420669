//! Whether a workspace is in use: suspended, ending, and when its data goes.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Tx, params, statements};
use super::{Error, Result};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use kotae_shared::{api::problem::Fault, pack::hash_text};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The longest reason of a suspension, in characters.
pub const REASON_MAX: usize = 200;
/// On which day the data of a contract is erased after its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraseRule {
    /// So many months after the month of the last day of use; 1 to 24.
    pub months: i8,
    /// On this day of that month; 1 to 28.
    pub day: i8,
}

impl Default for EraseRule {
    /// The 20th of the month after.
    fn default() -> Self {
        Self { months: 1, day: 20 }
    }
}

/// What a workspace is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// In use.
    #[default]
    Active,
    /// Nobody can use it; nothing is lost.
    Suspended,
    /// In use until its end; erased some time after, unless somebody takes that back.
    Ending,
    /// Its data is being erased.
    Erasing,
}

impl State {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Active, "active"),
        (Self::Suspended, "suspended"),
        (Self::Ending, "ending"),
        (Self::Erasing, "erasing"),
    ];

    /// The name that is stored and listed.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(state, _)| *state)
    }
}

/// A workspace's state with what belongs to it. Times are epoch milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub state: State,
    /// Why it is suspended.
    pub reason: String,
    /// When it ends.
    pub ends_at: Option<i64>,
    /// When its data is erased.
    pub erase_at: Option<i64>,
}

impl Standing {
    /// Whether visitors and the help desk can use it at `now`.
    pub fn is_open(&self, now: i64) -> bool {
        match self.state {
            State::Active => true,
            State::Ending => self.ends_at.is_none_or(|ends| now < ends),
            State::Suspended | State::Erasing => false,
        }
    }

    /// A contract that ends with the day `last`, in a time zone: the workspace is in use until that day's end.
    pub fn ending(last: Date, zone: &TimeZone, rule: EraseRule) -> Result<Self> {
        let start = |day: Date| {
            day.to_zoned(zone.clone())
                .map(|at| at.timestamp().as_millisecond())
        };
        let make = || -> std::result::Result<Self, jiff::Error> {
            Ok(Self {
                state: State::Ending,
                reason: String::new(),
                ends_at: Some(start(last.checked_add(1.day())?)?),
                erase_at: Some(start(rule.after(last)?)?),
            })
        };
        make().map_err(|_| Error::field("ends", Fault::Unknown))
    }
}

impl EraseRule {
    /// The day for a contract that ended on `last`.
    fn after(self, last: Date) -> std::result::Result<Date, jiff::Error> {
        Date::new(last.year(), last.month(), 1)?
            .checked_add(self.months.months())?
            .with()
            .day(self.day)
            .build()
    }
}

/// How a workspace stands.
pub fn get(control: &Read<'_>, workspace: Uuid) -> Result<Standing> {
    control
        .first(GET, params![workspace], |row| from_row(row, 0))?
        .ok_or(Error::NotFound)
}

/// Changes it. A reason that is too long is refused.
pub(super) fn set(control: &Tx<'_>, actor: &Actor, workspace: Uuid, new: &Standing) -> Result<()> {
    if new.reason.chars().count() > REASON_MAX {
        return Err(Error::field("reason", Fault::TooLong(REASON_MAX as u32)));
    }
    let old = get(control, workspace)?;
    if old == *new {
        return Ok(());
    }
    control.execute_one(
        SET,
        params![
            workspace,
            new.state.name(),
            new.reason.as_str(),
            new.ends_at,
            new.erase_at
        ],
    )?;
    let shown = |standing: &Standing| {
        json!({
            "state": standing.state.name(),
            "reason": standing.reason,
            "ends_at": standing.ends_at,
            "erase_at": standing.erase_at,
        })
    };
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.standing",
            kind: "workspace",
            id: &workspace.to_string(),
        },
        Some(&shown(&old)),
        Some(&shown(new)),
    )
}

/// Reads the four columns from the place `at` on.
pub(super) fn from_row(row: Row<'_>, at: usize) -> Result<Standing> {
    let state: String = row.get(at)?;
    Ok(Standing {
        state: State::parse(&state).ok_or_else(|| Error::internal("a workspace's state"))?,
        reason: row.get(at + 1)?,
        ends_at: row.get(at + 2)?,
        erase_at: row.get(at + 3)?,
    })
}

/// What was erased of a workspace: numbers, nothing of the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The workspace's name.
    pub workspace: String,
    /// Its id.
    pub id: Uuid,
    /// When it was made, when its use ended, when the data was erased.
    pub created_at: i64,
    /// When its use ended.
    pub ended_at: Option<i64>,
    /// When the data was erased.
    pub erased_at: i64,
    /// Entries, with all their versions.
    pub entries: u64,
    /// Users.
    pub users: u64,
    /// Uploaded files.
    pub uploads: u64,
    /// Their bytes.
    pub upload_bytes: u64,
    /// Questions of visitors.
    pub questions: u64,
    /// Files that were removed, databases, uploads and copies made before migrations.
    pub files: u64,
}

/// Writes a certificate down and takes the workspace off the list. Returns the certificate's SHA-256.
pub(super) fn erased(control: &Tx<'_>, actor: &Actor, certificate: &Certificate) -> Result<String> {
    use sha2::{Digest, Sha256};
    let text = serde_json::to_string(certificate).map_err(Error::internal)?;
    let digest = hash_text(&Sha256::digest(text.as_bytes()).into());
    control.execute(DELETE_KEYS, params![certificate.id])?;
    audit::forget_anchor(control, certificate.id)?;
    control.execute_one(DELETE, params![certificate.id])?;
    control.execute(
        INSERT_ERASURE,
        params![
            control.new_id(),
            certificate.workspace.as_str(),
            certificate.erased_at,
            text.as_str(),
            digest.as_str()
        ],
    )?;
    audit::record(
        control,
        actor,
        Change {
            action: "workspace.erase",
            kind: "workspace",
            id: &certificate.id.to_string(),
        },
        audit::NOTHING,
        Some(&json!({ "name": certificate.workspace, "certificate": digest })),
    )?;
    Ok(digest)
}

/// The certificates of a name, newest first, with their SHA-256.
pub fn certificates(control: &Read<'_>, workspace: &str) -> Result<Vec<(Certificate, String)>> {
    control.query(CERTIFICATES, params![workspace], |row| {
        Ok((row.json(0)?, row.get(1)?))
    })
}

statements! {
    GET = "SELECT state, reason, ends_at, erase_at FROM workspace WHERE id = $1";
    SET = "UPDATE workspace SET state = $2, reason = $3, ends_at = $4, erase_at = $5 WHERE id = $1";
    DELETE_KEYS = "DELETE FROM widget_key WHERE workspace = $1";
    DELETE = "DELETE FROM workspace WHERE id = $1";
    INSERT_ERASURE = "INSERT INTO erasure (id, workspace, at, certificate, digest) VALUES ($1, $2, $3, $4, $5)";
    CERTIFICATES = "SELECT certificate, digest FROM erasure WHERE workspace = $1 ORDER BY at DESC, id DESC";
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn data_goes_on_the_20th_of_the_month_after_the_end_or_as_is_set() {
        let usual = |last| EraseRule::default().after(last).unwrap();
        assert_eq!(usual(date(2026, 11, 30)), date(2026, 12, 20));
        assert_eq!(usual(date(2026, 12, 1)), date(2027, 1, 20));
        assert_eq!(usual(date(2027, 1, 31)), date(2027, 2, 20));
        let late = EraseRule { months: 3, day: 28 };
        assert_eq!(late.after(date(2026, 11, 30)).unwrap(), date(2027, 2, 28));
    }

    #[test]
    fn a_workspace_that_ends_is_in_use_until_the_end_of_its_last_day() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let standing = Standing::ending(date(2026, 11, 30), &zone, EraseRule::default()).unwrap();
        let end = "2026-11-30T15:00:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .as_millisecond();
        assert_eq!(standing.ends_at, Some(end));
        assert!(standing.is_open(end - 1) && !standing.is_open(end));
        let erase = "2026-12-19T15:00:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .as_millisecond();
        assert_eq!(standing.erase_at, Some(erase));
    }
}
