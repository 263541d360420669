//! Which entries are open in whose form. Known while the server runs, and no longer than a form says so.

use super::lock;
use kotae_shared::Uuid;
use kotae_shared::api::drafts::{Here, Other, limits};
use std::{collections::HashMap, sync::Mutex};

/// Entries that are remembered before those whose forms are closed are looked for.
const TIDY_FROM: usize = 1_000;

/// Its place in a workspace.
#[derive(Default)]
pub struct Forms(Mutex<HashMap<Uuid, Vec<Form>>>);

struct Form {
    id: Uuid,
    user: Uuid,
    name: String,
    writing: bool,
    seen_at: i64,
}

impl Forms {
    /// A user's form of an entry is open, or is being closed. Who else has one, by name; each user once.
    pub fn note(&self, entry: Uuid, (user, name): (Uuid, &str), here: Here, now: i64) -> Vec<Other> {
        let closed = |form: &Form| now - form.seen_at > limits::PRESENCE * 1_000;
        let mut all = lock(&self.0);
        if all.len() > TIDY_FROM {
            all.retain(|_, forms| {
                forms.retain(|form| !closed(form));
                !forms.is_empty()
            });
        }
        let forms = all.entry(entry).or_default();
        forms.retain(|form| !closed(form) && form.id != here.form);
        let mut others: Vec<Other> = Vec::new();
        for form in forms.iter() {
            let own = form.user == user;
            match others
                .iter_mut()
                .find(|other| other.own == own && other.name == form.name)
            {
                Some(other) => other.writing |= form.writing,
                None => others.push(Other {
                    name: form.name.clone(),
                    own,
                    writing: form.writing,
                }),
            }
        }
        others.sort_by(|a, b| (a.own, &a.name).cmp(&(b.own, &b.name)));
        if here.leaving {
            if forms.is_empty() {
                all.remove(&entry);
            }
        } else if forms.len() < limits::FORMS {
            forms.push(Form {
                id: here.form,
                user,
                name: name.to_owned(),
                writing: here.writing,
                seen_at: now,
            });
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_open_until_it_is_closed_or_silent() {
        let (forms, id) = (Forms::default(), Uuid::from_u128);
        let here = |form: u128, writing| Here {
            form: id(form),
            writing,
            leaving: false,
        };
        let entry = id(7);
        assert!(forms.note(entry, (id(1), "A"), here(1, false), 0).is_empty());
        let seen = forms.note(entry, (id(2), "B"), here(2, true), 1_000);
        assert_eq!(
            (seen.len(), seen[0].name.as_str(), seen[0].writing),
            (1, "A", false)
        );
        // Two windows of one user are one name, and one's own are told apart.
        forms.note(entry, (id(2), "B"), here(3, false), 1_000);
        let seen = forms.note(entry, (id(1), "A"), here(1, false), 2_000);
        assert_eq!((seen.len(), seen[0].writing), (1, true));
        let seen = forms.note(entry, (id(2), "B"), here(2, true), 2_000);
        assert_eq!(
            seen.iter().map(|other| other.own).collect::<Vec<_>>(),
            [false, true]
        );
        assert!(forms.note(id(8), (id(1), "A"), here(9, false), 2_000).is_empty());
        // Said to be closed, or not heard of.
        let leaving = Here {
            leaving: true,
            ..here(2, false)
        };
        forms.note(entry, (id(2), "B"), leaving, 3_000);
        let seen = forms.note(entry, (id(1), "A"), here(1, false), 3_000);
        assert!(seen.len() == 1 && !seen[0].writing);
        assert!(forms.note(entry, (id(1), "A"), here(1, false), 60_000).is_empty());
    }
}
