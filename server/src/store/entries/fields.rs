//! What the fields of an entry mean to the store: what is searched, sorted, compared and recorded.

use crate::store::{Error, Result, publications::Agreed};
use kotae_shared::api::{
    admin::{Entry, EntryEdit, EntryWindow, FollowUp, Status},
    problem::Fault,
};
use kotae_shared::text::fold;
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// The edit that changes nothing.
pub fn edit_of(entry: &Entry) -> EntryEdit {
    EntryEdit {
        code: entry.code.clone(),
        title: entry.title.clone(),
        phrasings: entry.phrasings.clone(),
        keywords: entry.keywords.clone(),
        category: entry.category,
        answer: entry.answer.clone(),
        audience: entry.audience.clone(),
        related: entry.related.clone(),
        follow_up: entry.follow_up,
        owner: entry.owner,
        review_on: entry.review_on.clone(),
        publish_from: entry.publish_from.clone(),
        publish_until: entry.publish_until.clone(),
        status: entry.status,
        version: entry.version,
    }
}

/// The fields of an entry that people write.
pub(super) fn fields(entry: &Entry) -> [(String, Json); 14] {
    [
        ("code", json!(entry.code)),
        ("title", json!(entry.title)),
        ("phrasings", json!(entry.phrasings)),
        ("keywords", json!(entry.keywords)),
        ("category", json!(entry.category)),
        ("answer", json!(entry.answer)),
        ("audience", json!(entry.audience)),
        ("related", json!(entry.related)),
        ("follow_up", json!(entry.follow_up)),
        ("owner", json!(entry.owner)),
        ("review_on", json!(entry.review_on)),
        ("publish_from", json!(entry.publish_from)),
        ("publish_until", json!(entry.publish_until)),
        ("status", json!(entry.status)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// Whether visitors would get the same of both: the code, the status, the owner, the review date and the time of publication are
/// not part of what they get.
pub(super) fn same_for_visitors(a: &Entry, b: &Entry) -> bool {
    (
        &a.title,
        &a.phrasings,
        &a.keywords,
        a.category,
        &a.answer,
        &a.audience,
        &a.related,
        a.follow_up,
    ) == (
        &b.title,
        &b.phrasings,
        &b.keywords,
        b.category,
        &b.answer,
        &b.audience,
        &b.related,
        b.follow_up,
    )
}

/// Whether its last change needs an approval that nobody asked for yet.
pub(super) fn is_unapproved(status: Status, release: Option<u32>, content: u32) -> bool {
    status == Status::Published && release != Some(content)
}

/// The version of a changed entry that the next publication takes. `before` is where it stood and what would have been taken;
/// `None` for a new one. [`Fault::NeedsApproval`] on `status` when somebody else must approve it first.
pub(super) fn release(
    four_eyes: bool,
    before: Option<(Status, Option<u32>)>,
    status: Status,
    content: u32,
) -> Result<Option<u32>> {
    let (was, release) = before.unwrap_or_default();
    match status {
        Status::Draft | Status::Archived => Ok(None),
        // Visitors keep what they had.
        Status::InReview => Ok(release),
        Status::Published if !four_eyes => Ok(Some(content)),
        // It stays published with what was approved; a request can be taken back.
        Status::Published if was == Status::Published || (was == Status::InReview && release.is_some()) => {
            Ok(release)
        }
        Status::Published => Err(Error::field("status", Fault::NeedsApproval)),
    }
}

/// Whether a publication would change something: which version is agreed to, or in which time visitors see it.
pub(super) fn is_unpublished(entry: &Entry, agreed: Option<&Agreed>, release: Option<u32>) -> bool {
    match (release, agreed) {
        (Some(release), Some(agreed)) => {
            (agreed.version, &agreed.from, &agreed.until)
                != (release, &entry.publish_from, &entry.publish_until)
        }
        (release, agreed) => release.is_some() || agreed.is_some(),
    }
}

/// Where a moment lies between two bounds.
pub fn window(from: &str, until: &str, moment: &str) -> EntryWindow {
    if from > moment {
        EntryWindow::Scheduled
    } else if !until.is_empty() && until <= moment {
        EntryWindow::Expired
    } else {
        EntryWindow::Open
    }
}

/// What is agreed to after `entry` was saved, of which the next publication takes version `release`. Whoever may publish (`may`) agrees by saving to the
/// moments that lie ahead: to the beginning of what nobody sees yet, with its content, and to the end of what visitors see. All other
/// changes wait for a publication. What is taken back before anybody saw it does not appear.
pub(super) fn agreed_after(
    before: Option<&Agreed>,
    entry: &Entry,
    release: Option<u32>,
    may: bool,
    moment: &str,
) -> Option<Agreed> {
    let is_seen = entry.published_version.is_some();
    let Some(release) = release else {
        return before.filter(|_| is_seen).cloned();
    };
    match before {
        _ if !may => before.cloned(),
        Some(agreed) if is_seen => Some(Agreed {
            until: entry.publish_until.clone(),
            ..agreed.clone()
        }),
        _ if entry.publish_from.as_str() > moment => Some(Agreed {
            entry: entry.id,
            version: release,
            from: entry.publish_from.clone(),
            until: entry.publish_until.clone(),
        }),
        _ => before.cloned(),
    }
}

/// A list as its column holds it.
pub(super) fn json_text(list: &[String]) -> Result<String> {
    serde_json::to_string(list).map_err(Error::internal)
}

/// What follows as its column holds it.
pub(super) fn follow_text(follow_up: Option<FollowUp>) -> Result<String> {
    serde_json::to_string(&follow_up).map_err(Error::internal)
}

/// What a search looks at: a folded line a text.
pub(super) fn search_text(entry: &Entry) -> String {
    let mut text = fold(&entry.code);
    let others = [&entry.title, &entry.answer];
    for part in others.into_iter().chain(&entry.phrasings).chain(&entry.keywords) {
        text.push('\n');
        text.push_str(&fold(part));
    }
    text
}

/// Sorts codes as people count: `IT-2` before `IT-10`. Each run of digits gets its length in front.
pub(super) fn sort_key(code: &str) -> String {
    let mut key = String::with_capacity(code.len() + 4);
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        key.push_str(&rest[..start].to_uppercase());
        let run = &rest[start..];
        let end = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
        let digits = run[..end].trim_start_matches('0');
        let _ = write!(key, "{:02}{digits}", digits.len());
        rest = &run[end..];
    }
    key.push_str(&rest.to_uppercase());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sort_as_people_count() {
        let mut codes = [
            "IT-10", "it-9", "IT-002", "HR-1", "IT", "IT-1-20", "IT-1-3", "IT-1",
        ];
        codes.sort_by_key(|code| sort_key(code));
        assert_eq!(
            codes,
            [
                "HR-1", "IT", "IT-1", "IT-1-3", "IT-1-20", "IT-002", "it-9", "IT-10"
            ]
        );
    }
}
