//! What was opened last, kept on this device for whoever is signed in, until he signs out.

use super::{Act, Found};
use crate::{app::App, lang::t, place, ui::Icon};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How many are kept.
const KEPT: usize = 8;
const KEY: &str = "kotae-recent";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Whose they are: workspace and user.
    whose: String,
    /// Paths with their names, the last one first.
    items: Vec<(String, String)>,
}

fn whose(app: App) -> String {
    format!("{} {}", place::base(), app.session_now().user.id)
}

fn read(app: App) -> Kept {
    let store = window().local_storage().ok().flatten();
    let text = store.and_then(|store| store.get_item(KEY).ok().flatten());
    let kept: Kept = text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let whose = whose(app);
    if kept.whose == whose {
        kept
    } else {
        Kept {
            whose,
            items: Vec::new(),
        }
    }
}

/// Notes that one thing was opened: an entry, a scenario, a person; not a list.
pub(crate) fn note(app: App, path: &str, name: &str) {
    let is_one = path
        .split_once('/')
        .is_some_and(|(_, rest)| rest.len() >= 36 && !rest.contains('/'));
    if !is_one || name.is_empty() {
        return;
    }
    let mut kept = read(app);
    push(&mut kept.items, path, name);
    if let (Ok(Some(store)), Ok(text)) = (window().local_storage(), serde_json::to_string(&kept)) {
        let _ = store.set_item(KEY, &text);
    }
}

fn push(items: &mut Vec<(String, String)>, path: &str, name: &str) {
    items.retain(|(other, _)| other != path);
    items.insert(0, (path.to_owned(), name.to_owned()));
    items.truncate(KEPT);
}

/// Forgets them.
pub(crate) fn forget() {
    if let Ok(Some(store)) = window().local_storage() {
        let _ = store.remove_item(KEY);
    }
}

/// What was opened last, the last one first.
pub(super) fn all(app: App) -> Vec<Found> {
    read(app)
        .items
        .into_iter()
        .filter(|(path, _)| crate::shell::needs(path).is_none_or(|permission| app.may(permission)))
        .map(|(path, name)| Found {
            mark: Icon::Clock,
            kind: t("最近開いたもの", "Opened lately"),
            name,
            act: Act::Open(place::href(&path)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_ones_once_each() {
        let mut items = Vec::new();
        for number in 0..10 {
            push(&mut items, &format!("entries/{number}"), "x");
        }
        push(&mut items, "entries/5", "y");
        assert_eq!(items.len(), KEPT);
        assert_eq!(items[0], ("entries/5".to_owned(), "y".to_owned()));
        assert_eq!(items.iter().filter(|(path, _)| path == "entries/5").count(), 1);
        assert_eq!(items[1].0, "entries/9");
    }
}
