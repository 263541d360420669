//! What visitor fields have of a visit, in the database of events.

use super::engine::{Read, Row, Tx, params, statements};
use super::visitor_values::{self, Stored};
use super::{Error, Result, Workspace};
use kotae_shared::{Lang, Uuid, api::admin::QuestionRow, visitor::Mark};

/// Values that one sweep deletes.
const SWEEP: u32 = 500;
const DAY_MS: i64 = 24 * 3_600_000;

/// Keeps what is known of a visit: one that is surer takes the place of another, as does a later one that is as sure.
pub fn keep(tx: &Tx<'_>, visit: Uuid, values: &[Stored]) -> Result<()> {
    for one in values {
        let sure = one.mark as u32;
        tx.execute(
            KEEP,
            params![visit, &one.key, &one.value, one.mark.tag(), sure, tx.now()],
        )?;
    }
    Ok(())
}

/// Fills in what is known of who asked each question, for a reader who may see what is personal, or may not.
pub async fn fill(
    workspace: &Workspace,
    mut rows: Vec<QuestionRow>,
    lang: Lang,
    may: bool,
) -> Result<Vec<QuestionRow>> {
    let fields = workspace.main().read(visitor_values::fields).await?;
    let read = move |read: &Read<'_>| {
        for row in &mut rows {
            row.values = fields.show(&of_question(read, row.id)?, lang, may);
        }
        Ok(rows)
    };
    workspace.events().read(read).await
}

fn of_question(read: &Read<'_>, question: Uuid) -> Result<Vec<Stored>> {
    let visit = read.first(VISIT, params![question], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match visit {
        Some((visit, claims)) => of_visit(read, visit, claims),
        None => Ok(Vec::new()),
    }
}

/// What is known of a visit. `claims`: what its page told before there were visitor fields.
pub(super) fn of_visit(read: &Read<'_>, visit: Uuid, claims: Option<String>) -> Result<Vec<Stored>> {
    let mut known = read.query(OF_VISIT, params![visit], from_row)?;
    if let Some(claims) = claims {
        let claims: Vec<(String, String)> = serde_json::from_str(&claims).map_err(Error::internal)?;
        for (key, value) in claims {
            if !known.iter().any(|one| one.key == key) {
                let mark = Mark::Claimed;
                known.push(Stored { key, value, mark });
            }
        }
    }
    Ok(known)
}

/// Deletes some of the values that are kept no longer; how many. `retentions`: the days of each field that has any.
pub fn sweep(tx: &Tx<'_>, retentions: &[(String, u32)]) -> Result<u64> {
    let mut all = 0;
    for (key, days) in retentions {
        let before = tx.now() - i64::from(*days) * DAY_MS;
        all += tx.execute(SWEEP_OLD, params![key, before, SWEEP])?;
    }
    Ok(all)
}

pub(super) fn from_row(row: Row<'_>) -> Result<Stored> {
    let tag: String = row.get(2)?;
    Ok(Stored {
        key: row.get(0)?,
        value: row.get(1)?,
        mark: Mark::from_tag(&tag).ok_or_else(|| Error::internal(anyhow::anyhow!("no mark: {tag}")))?,
    })
}

statements! {
    KEEP = "INSERT INTO visit_value (visit, field, value, mark, sure, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (visit, field) DO UPDATE SET value = excluded.value, mark = excluded.mark, sure = excluded.sure,
        at = excluded.at WHERE excluded.sure >= visit_value.sure";
    VISIT = "SELECT v.id, v.claims FROM event e JOIN visit v ON v.id = e.visit WHERE e.id = $1";
    OF_VISIT = "SELECT field, value, mark FROM visit_value WHERE visit = $1";
    SWEEP_OLD = "DELETE FROM visit_value WHERE field = $1 AND visit IN (SELECT visit FROM visit_value WHERE field = $1
        AND at < $2 ORDER BY at LIMIT $3)";
}
