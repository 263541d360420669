//! Two people changed an entry: what each of them changed is put together, against the version that both began with.

use kotae_shared::api::admin::{EntryEdit, Field};

/// All fields, in the order of the form.
const FIELDS: [Field; 14] = [
    Field::Title,
    Field::Phrasings,
    Field::Keywords,
    Field::Answer,
    Field::Status,
    Field::Category,
    Field::Audience,
    Field::Owner,
    Field::ReviewOn,
    Field::PublishFrom,
    Field::PublishUntil,
    Field::Code,
    Field::Related,
    Field::FollowUp,
];

/// Both changes in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    /// As a change of their version. Where both changed a list it has both, elsewhere mine.
    pub(super) edit: EntryEdit,
    /// What they changed and I did not.
    pub(super) theirs: Vec<Field>,
    /// What both changed, differently.
    pub(super) clashes: Vec<Field>,
}

/// What of a field stays that both have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Mine,
    Theirs,
    /// Of lists: what either added, without what either took away.
    Both,
}

/// Puts two changes of `base` together.
pub(super) fn merge(base: &EntryEdit, mine: &EntryEdit, theirs: &EntryEdit) -> Merged {
    let mut merged = Merged {
        edit: EntryEdit {
            version: theirs.version,
            ..mine.clone()
        },
        theirs: Vec::new(),
        clashes: Vec::new(),
    };
    for field in FIELDS {
        if same(field, base, theirs) || same(field, mine, theirs) {
            continue;
        }
        if same(field, base, mine) {
            merged.theirs.push(field);
            copy(field, theirs, &mut merged.edit);
        } else {
            merged.clashes.push(field);
            let choice = first_choice(field);
            choose(&mut merged.edit, field, choice, (base, mine, theirs));
        }
    }
    merged
}

/// The fields in which a version differs from an earlier one.
pub(super) fn changed(old: &EntryEdit, new: &EntryEdit) -> Vec<Field> {
    let differs = |field: &Field| !same(*field, old, new);
    FIELDS.into_iter().filter(differs).collect()
}

/// What is proposed where both changed a field.
pub(super) fn first_choice(field: Field) -> Choice {
    if is_list(field) {
        Choice::Both
    } else {
        Choice::Mine
    }
}

/// Whether a field can have both.
pub(super) fn is_list(field: Field) -> bool {
    matches!(
        field,
        Field::Phrasings | Field::Keywords | Field::Audience | Field::Related
    )
}

/// Writes what was chosen for a field into `edit`.
pub(super) fn choose(
    edit: &mut EntryEdit,
    field: Field,
    choice: Choice,
    (base, mine, theirs): (&EntryEdit, &EntryEdit, &EntryEdit),
) {
    match choice {
        Choice::Theirs => copy(field, theirs, edit),
        Choice::Mine => copy(field, mine, edit),
        Choice::Both => {
            copy(field, mine, edit);
            if let (Some(base), Some(mine), Some(theirs)) =
                (list(field, base), list(field, mine), list(field, theirs))
            {
                let both = union(base, mine, theirs);
                match field {
                    Field::Phrasings => edit.phrasings = both,
                    Field::Keywords => edit.keywords = both,
                    Field::Audience => edit.audience = both,
                    Field::Related => edit.related = both,
                    _ => {}
                }
            }
        }
    }
}

fn list(field: Field, edit: &EntryEdit) -> Option<&Vec<String>> {
    match field {
        Field::Phrasings => Some(&edit.phrasings),
        Field::Keywords => Some(&edit.keywords),
        Field::Audience => Some(&edit.audience),
        Field::Related => Some(&edit.related),
        _ => None,
    }
}

/// Their list in their order, without what I took away, then what I added.
fn union(base: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
    let kept = theirs
        .iter()
        .filter(|item| mine.contains(item) || !base.contains(item));
    let added = mine
        .iter()
        .filter(|item| !base.contains(item) && !theirs.contains(item));
    kept.chain(added).cloned().collect()
}

fn same(field: Field, a: &EntryEdit, b: &EntryEdit) -> bool {
    match field {
        Field::Code => a.code == b.code,
        Field::Title => a.title == b.title,
        Field::Phrasings => a.phrasings == b.phrasings,
        Field::Keywords => a.keywords == b.keywords,
        Field::Category => a.category == b.category,
        Field::Answer => a.answer == b.answer,
        Field::Audience => a.audience == b.audience,
        Field::Related => a.related == b.related,
        Field::FollowUp => a.follow_up == b.follow_up,
        Field::Owner => a.owner == b.owner,
        Field::ReviewOn => a.review_on == b.review_on,
        Field::PublishFrom => a.publish_from == b.publish_from,
        Field::PublishUntil => a.publish_until == b.publish_until,
        Field::Status => a.status == b.status,
    }
}

fn copy(field: Field, from: &EntryEdit, to: &mut EntryEdit) {
    match field {
        Field::Code => to.code.clone_from(&from.code),
        Field::Title => to.title.clone_from(&from.title),
        Field::Phrasings => to.phrasings.clone_from(&from.phrasings),
        Field::Keywords => to.keywords.clone_from(&from.keywords),
        Field::Category => to.category = from.category,
        Field::Answer => to.answer.clone_from(&from.answer),
        Field::Audience => to.audience.clone_from(&from.audience),
        Field::Related => to.related.clone_from(&from.related),
        Field::FollowUp => to.follow_up = from.follow_up,
        Field::Owner => to.owner = from.owner,
        Field::ReviewOn => to.review_on.clone_from(&from.review_on),
        Field::PublishFrom => to.publish_from.clone_from(&from.publish_from),
        Field::PublishUntil => to.publish_until.clone_from(&from.publish_until),
        Field::Status => to.status = from.status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::admin::{FollowUp, Status};

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn base() -> EntryEdit {
        EntryEdit {
            title: "VPN".into(),
            answer: "再起動".into(),
            keywords: words(&["VPN", "接続"]),
            version: 3,
            ..EntryEdit::default()
        }
    }

    #[test]
    fn different_fields_come_together() {
        let mine = EntryEdit {
            title: "VPN の接続".into(),
            ..base()
        };
        let theirs = EntryEdit {
            answer: "再起動して待つ".into(),
            status: Status::InReview,
            version: 4,
            ..base()
        };
        let merged = merge(&base(), &mine, &theirs);
        assert_eq!(merged.edit.title, "VPN の接続");
        assert_eq!(merged.edit.answer, "再起動して待つ");
        assert_eq!((merged.edit.status, merged.edit.version), (Status::InReview, 4));
        assert_eq!(merged.theirs, [Field::Answer, Field::Status]);
        assert!(merged.clashes.is_empty());
    }

    #[test]
    fn the_same_field_is_a_choice_and_the_same_change_is_none() {
        let mine = EntryEdit {
            title: "A".into(),
            answer: "同じ".into(),
            ..base()
        };
        let theirs = EntryEdit {
            title: "B".into(),
            answer: "同じ".into(),
            version: 4,
            ..base()
        };
        let merged = merge(&base(), &mine, &theirs);
        assert_eq!(merged.clashes, [Field::Title]);
        assert_eq!(merged.edit.title, "A");
        let mut edit = merged.edit;
        choose(&mut edit, Field::Title, Choice::Theirs, (&base(), &mine, &theirs));
        assert_eq!(edit.title, "B");
    }

    #[test]
    fn lists_lose_and_gain_what_either_did() {
        let mine = EntryEdit {
            keywords: words(&["VPN", "社外"]),
            ..base()
        };
        let theirs = EntryEdit {
            keywords: words(&["在宅", "VPN", "接続"]),
            version: 4,
            ..base()
        };
        let merged = merge(&base(), &mine, &theirs);
        assert_eq!(merged.clashes, [Field::Keywords]);
        assert_eq!(merged.edit.keywords, words(&["在宅", "VPN", "社外"]));
        for (choice, expected) in [(Choice::Mine, &mine.keywords), (Choice::Theirs, &theirs.keywords)] {
            let mut edit = merged.edit.clone();
            choose(&mut edit, Field::Keywords, choice, (&base(), &mine, &theirs));
            assert_eq!(edit.keywords, *expected);
        }
    }

    #[test]
    fn every_field_is_merged() {
        let theirs = EntryEdit {
            code: "A-1".into(),
            title: "t".into(),
            phrasings: words(&["p"]),
            keywords: words(&["k"]),
            category: Some(uuid::Uuid::from_u128(1)),
            answer: "a".into(),
            audience: words(&["g"]),
            related: words(&["A-2"]),
            owner: Some(uuid::Uuid::from_u128(2)),
            review_on: "2030-01-01".into(),
            publish_from: "2030-01-01 09:00".into(),
            publish_until: "2030-02-01 09:00".into(),
            follow_up: Some(FollowUp::Form(uuid::Uuid::from_u128(3))),
            status: Status::Archived,
            version: 4,
        };
        let merged = merge(&base(), &base(), &theirs);
        assert_eq!(merged.edit, theirs);
        assert_eq!(merged.theirs.len(), FIELDS.len());
        assert_eq!(changed(&base(), &theirs).len(), FIELDS.len());
    }
}
