//! Who may own an entry.

use crate::{lang::t, remote::Remote, ui::Choice};
use kotae_shared::api::improve::Person;
use leptos::prelude::*;
use uuid::Uuid;

/// Everybody, by name; nobody until they are loaded.
pub(crate) fn load() -> Memo<Vec<Person>> {
    let people = Remote::<Vec<Person>>::new(|| "people".into());
    Memo::new(move |_| people.get().unwrap_or_default())
}

/// The name of an owner; empty where there is none.
pub(crate) fn name(people: &[Person], owner: Option<Uuid>) -> String {
    let found = people.iter().find(|one| Some(one.id) == owner);
    match (found, owner) {
        (Some(one), _) => one.name.clone(),
        (None, Some(_)) if !people.is_empty() => t("（今はいない利用者）", "(no longer a user)").to_owned(),
        (None, _) => String::new(),
    }
}

/// Everybody, to choose from.
pub(crate) fn choices(people: &[Person]) -> Vec<Choice> {
    let choice = |one: &Person| (one.id.to_string(), one.name.clone());
    people.iter().map(choice).collect()
}
