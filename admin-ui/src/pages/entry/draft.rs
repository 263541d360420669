//! What stands in the form, and whether it differs from what was saved.

use crate::pages::entries::query;
use kotae_shared::api::admin::{Entry, EntryEdit, FollowUp};
use leptos::prelude::*;
use uuid::Uuid;

/// The form's fields. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) code: RwSignal<String>,
    pub(super) title: RwSignal<String>,
    pub(super) phrasings: RwSignal<Vec<String>>,
    pub(super) keywords: RwSignal<Vec<String>>,
    /// The id, or empty.
    pub(super) category: RwSignal<String>,
    pub(super) answer: RwSignal<String>,
    pub(super) audience: RwSignal<Vec<String>>,
    /// Codes of related entries.
    pub(super) related: RwSignal<Vec<String>>,
    pub(super) follow_up: RwSignal<Option<FollowUp>>,
    /// The id, or empty.
    pub(super) owner: RwSignal<String>,
    /// A day, or empty.
    pub(super) review_on: RwSignal<String>,
    /// A day and a time of day as the input has them, or empty.
    pub(super) publish_from: RwSignal<String>,
    /// The same.
    pub(super) publish_until: RwSignal<String>,
    /// As the API names it.
    pub(super) status: RwSignal<String>,
    /// What the server has.
    saved: RwSignal<EntryEdit>,
}

impl Draft {
    /// A form that shows `saved`.
    pub(super) fn new(saved: EntryEdit) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            code: text(&saved.code),
            title: text(&saved.title),
            phrasings: RwSignal::new(saved.phrasings.clone()),
            keywords: RwSignal::new(saved.keywords.clone()),
            category: RwSignal::new(id_text(saved.category)),
            answer: text(&saved.answer),
            audience: RwSignal::new(saved.audience.clone()),
            related: RwSignal::new(saved.related.clone()),
            follow_up: RwSignal::new(saved.follow_up),
            owner: RwSignal::new(id_text(saved.owner)),
            review_on: text(&saved.review_on),
            publish_from: RwSignal::new(input_text(&saved.publish_from)),
            publish_until: RwSignal::new(input_text(&saved.publish_until)),
            status: text(query::status_key(saved.status)),
            saved: RwSignal::new(saved),
        }
    }

    /// The form as a request. Reactive.
    pub(super) fn edit(self) -> EntryEdit {
        EntryEdit {
            code: self.code.get().trim().to_owned(),
            title: self.title.get(),
            phrasings: self.phrasings.get(),
            keywords: self.keywords.get(),
            category: self.category.with(|id| id.parse().ok()),
            answer: self.answer.get(),
            audience: self.audience.get(),
            related: self.related.get(),
            follow_up: self.follow_up.get(),
            owner: self.owner.with(|id| id.parse().ok()),
            review_on: self.review_on.get(),
            publish_from: self.publish_from.with(|text| moment(text)),
            publish_until: self.publish_until.with(|text| moment(text)),
            status: self.status.with(|key| query::status(key)).unwrap_or_default(),
            version: self.saved.with(|saved| saved.version),
        }
    }

    /// Whether the form differs from what the server has. Reactive.
    pub(super) fn is_dirty(self) -> bool {
        let edit = self.edit();
        self.saved.with(|saved| edit != *saved)
    }

    /// `sent` was saved and came back as `entry`, perhaps tidied. What was typed meanwhile stays.
    pub(super) fn was_saved(self, sent: &EntryEdit, entry: &Entry) {
        let untouched = untrack(|| self.edit() == *sent);
        let saved = of_entry(entry);
        self.saved.set(saved.clone());
        if untouched {
            self.show(&saved);
        }
    }

    /// Throws away what was typed, and shows `entry`.
    pub(super) fn replace(self, entry: &Entry) {
        let saved = of_entry(entry);
        self.show(&saved);
        self.saved.set(saved);
    }

    /// What the form began with.
    pub(super) fn base(self) -> EntryEdit {
        self.saved.get_untracked()
    }

    /// Shows `edit`, as a change of `entry`.
    pub(super) fn take(self, edit: &EntryEdit, entry: &Entry) {
        self.saved.set(of_entry(entry));
        self.show(edit);
    }

    /// Shows what was typed earlier, as a change of what it began with; `None`: of what is there.
    pub(super) fn resume(self, base: Option<&EntryEdit>, edit: &EntryEdit) {
        if let Some(base) = base {
            self.saved.set(base.clone());
        }
        self.show(edit);
    }

    /// Something else than the form changed the entry: its status. What was typed stays, as a change of `entry`.
    pub(super) fn follow(self, entry: &Entry) {
        let new = of_entry(entry);
        if untrack(|| self.is_dirty()) {
            set(self.status, query::status_key(new.status));
        } else {
            self.show(&new);
        }
        self.saved.set(new);
    }

    fn show(self, edit: &EntryEdit) {
        set(self.code, &edit.code);
        set(self.title, &edit.title);
        set_list(self.phrasings, &edit.phrasings);
        set_list(self.keywords, &edit.keywords);
        set(self.category, &id_text(edit.category));
        set(self.answer, &edit.answer);
        set_list(self.audience, &edit.audience);
        set_list(self.related, &edit.related);
        self.follow_up.set(edit.follow_up);
        set(self.owner, &id_text(edit.owner));
        set(self.review_on, &edit.review_on);
        set(self.publish_from, &input_text(&edit.publish_from));
        set(self.publish_until, &input_text(&edit.publish_until));
        set(self.status, query::status_key(edit.status));
    }
}

/// An unchanged field is left alone, so that its cursor stays.
fn set(field: RwSignal<String>, text: &str) {
    if field.with_untracked(|old| old != text) {
        field.set(text.to_owned());
    }
}

fn set_list(field: RwSignal<Vec<String>>, list: &[String]) {
    if field.with_untracked(|old| old != list) {
        field.set(list.to_vec());
    }
}

fn id_text(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// A moment of the API as an input has it: with a `T` between day and time.
pub(crate) fn input_text(moment: &str) -> String {
    moment.replacen(' ', "T", 1)
}

/// What an input has, as a moment of the API.
pub(crate) fn moment(input: &str) -> String {
    input.replacen('T', " ", 1)
}

/// The part of an entry that can be changed.
pub(crate) fn of_entry(entry: &Entry) -> EntryEdit {
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

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::admin::{EntryWindow, Status};

    fn entry() -> Entry {
        Entry {
            id: Uuid::from_u128(1),
            code: "IT-001".into(),
            title: "VPN".into(),
            phrasings: vec!["つながらない".into()],
            keywords: vec![],
            category: Some(Uuid::from_u128(2)),
            answer: "再起動".into(),
            audience: Vec::new(),
            related: Vec::new(),
            follow_up: None,
            owner: None,
            review_on: String::new(),
            publish_from: String::new(),
            publish_until: String::new(),
            window: EntryWindow::Open,
            status: Status::Published,
            unapproved: false,
            version: 4,
            created_at: 0,
            updated_at: 0,
            updated_by: String::new(),
            published_version: None,
            unpublished: false,
        }
    }

    #[test]
    fn knows_when_it_is_dirty() {
        let _owner = Owner::new();
        let draft = Draft::new(of_entry(&entry()));
        assert!(!untrack(|| draft.is_dirty()));
        draft.title.set("VPN 接続".into());
        assert!(untrack(|| draft.is_dirty()));
        draft.title.set("VPN".into());
        assert!(!untrack(|| draft.is_dirty()));
        draft.keywords.update(|words| words.push("接続".into()));
        assert!(untrack(|| draft.is_dirty()));
    }

    #[test]
    fn keeps_what_was_typed_while_saving() {
        let _owner = Owner::new();
        let draft = Draft::new(of_entry(&entry()));
        draft.title.set("VPN 接続".into());
        let sent = untrack(|| draft.edit());
        draft.answer.set("再起動して待つ".into());
        let saved = Entry {
            title: "VPN 接続".into(),
            version: 5,
            ..entry()
        };
        draft.was_saved(&sent, &saved);
        assert_eq!(draft.answer.get_untracked(), "再起動して待つ");
        assert_eq!(untrack(|| draft.edit()).version, 5);
        assert!(untrack(|| draft.is_dirty()));
    }

    #[test]
    fn take_keeps_and_replace_drops() {
        let _owner = Owner::new();
        let draft = Draft::new(of_entry(&entry()));
        draft.title.set("自分の変更".into());
        let newer = Entry {
            title: "他の人の変更".into(),
            version: 9,
            ..entry()
        };
        let mine = untrack(|| draft.edit());
        draft.take(&mine, &newer);
        assert_eq!(untrack(|| draft.edit()).version, 9);
        assert_eq!(draft.title.get_untracked(), "自分の変更");
        draft.replace(&newer);
        assert_eq!(draft.title.get_untracked(), "他の人の変更");
        assert!(!untrack(|| draft.is_dirty()));
    }
}
