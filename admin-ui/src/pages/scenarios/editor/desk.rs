//! What is being written, and everything that changes it.

use super::super::graph::{History, Layout, Shape, Way, edit, layout, shape};
use crate::{
    dom,
    lang::{self, t},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    api::forms::FormRow,
    api::scenarios::{ScenarioEdit, ScenarioRecord},
    api::{admin::EntryName, problem::Fault},
    scenario::{
        Choice, Kind, Scenario, Step,
        check::{Finding, Known, check},
    },
};
use leptos::prelude::*;
use std::collections::HashMap;

/// What stands beside the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Edit,
    Play,
    Findings,
}

/// An entry that a step leads to or led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) known: Known,
}

/// The editor's state. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) scenario: RwSignal<Scenario>,
    /// What the server has, or a new one began as.
    saved: RwSignal<Scenario>,
    /// The stored scenario; `None` while it is new.
    pub(super) record: RwSignal<Option<ScenarioRecord>>,
    history: RwSignal<History<Scenario>>,
    /// The id of the step that is edited.
    pub(super) selected: RwSignal<String>,
    /// Its way that was pointed at, by its place.
    pub(super) way: RwSignal<Option<usize>>,
    /// Raised when another step is selected than before, however it is called.
    pub(super) turn: RwSignal<u32>,
    pub(super) pane: RwSignal<Pane>,
    pub(super) entries: RwSignal<HashMap<Uuid, Shown>>,
    /// The forms that a step can show.
    pub(super) forms: RwSignal<Vec<FormRow>>,
    /// What a screen reader is told.
    pub(super) said: RwSignal<String>,
    /// Where the visitor of the trial stands.
    pub(super) standing: RwSignal<String>,
    /// Where the trial shall begin, and a number that is raised by each wish.
    pub(super) wish: RwSignal<(u32, String)>,
    pub(super) shape: Memo<Shape>,
    pub(super) layout: Memo<Layout>,
    pub(super) findings: Memo<Vec<Finding>>,
    pub(super) may_write: bool,
}

impl Desk {
    /// Shows a stored scenario, or a new one.
    pub(super) fn new(record: Option<ScenarioRecord>, may_write: bool) -> Self {
        let scenario = record
            .as_ref()
            .map_or_else(example, |record| record.scenario.clone());
        let selected = scenario.start.clone();
        let entries = RwSignal::new(HashMap::new());
        if let Some(record) = &record {
            entries.set(known(record));
        }
        let forms = RwSignal::new(Vec::<FormRow>::new());
        let saved = RwSignal::new(scenario.clone());
        let scenario = RwSignal::new(scenario);
        let shape = Memo::new(move |_| scenario.with(Shape::of));
        let find = move |_: Option<&_>| {
            let tidy = scenario.get().tidy();
            let entry = |id: &Uuid| {
                entries.with(|entries| {
                    let entry = entries.get(id);
                    entry.map_or(Known::Missing, |entry: &Shown| entry.known)
                })
            };
            // Until they are here, any form is one.
            let form = |id| forms.with(|forms| forms.iter().any(|row| row.id == id) || forms.is_empty());
            check(&tidy, lang::current(), entry, form)
        };
        Self {
            scenario,
            saved,
            record: RwSignal::new(record),
            history: RwSignal::new(History::default()),
            selected: RwSignal::new(selected),
            way: RwSignal::new(None),
            turn: RwSignal::new(0),
            pane: RwSignal::new(Pane::Edit),
            entries,
            forms,
            said: RwSignal::new(String::new()),
            standing: RwSignal::new(String::new()),
            wish: RwSignal::new((0, String::new())),
            shape,
            layout: Memo::new(move |_| shape.with(layout::layout)),
            findings: Memo::new(find),
            may_write,
        }
    }

    /// Whether it differs from what the server has. Reactive.
    pub(super) fn is_dirty(self) -> bool {
        self.scenario.with(|now| self.saved.with(|saved| now != saved))
    }

    /// What is sent.
    pub(super) fn edit(self) -> ScenarioEdit {
        ScenarioEdit {
            scenario: self.scenario.get_untracked(),
            version: self
                .record
                .with_untracked(|record| record.as_ref().map_or(0, |record| record.version)),
        }
    }

    /// `sent` was stored as `record`. What was typed meanwhile stays.
    pub(super) fn was_saved(self, sent: &Scenario, record: ScenarioRecord) {
        if self.scenario.with_untracked(|now| now == sent) {
            self.scenario.set(record.scenario.clone());
        }
        self.take(record);
    }

    /// Throws away what was written.
    pub(super) fn replace(self, record: ScenarioRecord) {
        let scenario = record.scenario.clone();
        self.take(record);
        self.change("", move |now| *now = scenario);
        self.keep_selection();
    }

    /// Keeps what was written, as a change of `record`.
    pub(super) fn rebase(self, record: ScenarioRecord) {
        self.take(record);
    }

    fn take(self, record: ScenarioRecord) {
        self.entries.update(|entries| entries.extend(known(&record)));
        self.saved.set(record.scenario.clone());
        self.record.set(Some(record));
    }

    /// Changes the scenario, so that it can be undone. Changes with the same key, one after the other, are undone together.
    pub(super) fn change(self, key: &str, change: impl FnOnce(&mut Scenario)) {
        if !self.may_write {
            return;
        }
        let before = self.scenario.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            self.history.update(|history| history.record(before, key));
            self.scenario.set(after);
        }
    }

    /// Changes the selected step. `field` names what is changed.
    pub(super) fn change_step(self, field: &str, change: impl FnOnce(&mut Step)) {
        let id = self.selected.get_untracked();
        self.change(&format!("{id}\n{field}"), |scenario| {
            if let Some(step) = scenario.steps.iter_mut().find(|step| step.id == id) {
                change(step);
            }
        });
    }

    pub(super) fn undo(self) {
        let now = self.scenario.get_untracked();
        let state = self.history.try_update(|history| history.undo(now)).flatten();
        self.went(state, t("元に戻しました。", "Undone."));
    }

    pub(super) fn redo(self) {
        let now = self.scenario.get_untracked();
        let state = self.history.try_update(|history| history.redo(now)).flatten();
        self.went(state, t("やり直しました。", "Done again."));
    }

    fn went(self, state: Option<Scenario>, words: &str) {
        if let Some(state) = state {
            self.scenario.set(state);
            self.keep_selection();
            self.say(words);
            // What had the focus may be gone. Only a browser has one.
            if cfg!(target_arch = "wasm32") {
                request_animation_frame(move || {
                    if dom::nothing_has_focus() {
                        focus_step(self.selected.get_untracked());
                    }
                });
            }
        }
    }

    pub(super) fn can_undo(self) -> bool {
        self.history.with(History::can_undo)
    }

    pub(super) fn can_redo(self) -> bool {
        self.history.with(History::can_redo)
    }

    /// The field that is typed in was left: what comes is undone by itself.
    pub(super) fn part(self) {
        self.history.update_untracked(History::part);
    }

    /// Reads from the selected step; `None` when there is none. Reactive.
    pub(super) fn step<T>(self, read: impl FnOnce(&Step) -> T) -> Option<T> {
        self.selected
            .with(|id| self.scenario.with(|scenario| edit::step(scenario, id).map(read)))
    }

    /// Reads from the selected step now.
    pub(super) fn peek<T>(self, read: impl FnOnce(&Step) -> T) -> Option<T> {
        untrack(|| self.step(read))
    }

    /// Selects a step and shows it in the form.
    pub(super) fn select(self, id: &str) {
        self.pane.set(Pane::Edit);
        self.point(id, None);
    }

    /// Selects a step and perhaps one of its ways; what stands beside the drawing stays.
    pub(super) fn point(self, id: &str, way: Option<usize>) {
        if self.way.get_untracked() != way {
            self.way.set(way);
        }
        if self.selected.with_untracked(|old| old != id) {
            self.part();
            self.selected.set(id.to_owned());
            self.turn.update(|turn| *turn += 1);
        }
    }

    /// Selects another step when the selected one is gone.
    pub(super) fn keep_selection(self) {
        let id = self.selected.get_untracked();
        let other = self.scenario.with_untracked(|scenario| {
            let gone = edit::step(scenario, &id).is_none();
            gone.then(|| scenario.start.clone())
        });
        if let Some(other) = other {
            self.point(&other, None);
        }
        // Fields of choices that came or went are drawn anew.
        self.turn.update(|turn| *turn += 1);
    }

    /// Tells who listens.
    pub(super) fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }

    /// Where a step is drawn and read.
    pub(super) fn place(self, id: &str) -> Option<usize> {
        self.shape.with_untracked(|shape| shape.place(id))
    }

    /// Puts a new step on a way of the selected one: the way that was pointed at, else a choice more or its only way. Its form has the focus
    /// then.
    pub(super) fn grow(self, kind: Kind) {
        let from = self.selected.get_untracked();
        let way = self.way.get_untracked();
        let mut made = None;
        self.change("", |scenario| {
            let id = new_id(scenario);
            let Some(step) = edit::step(scenario, &from) else {
                return;
            };
            let way = match way.and_then(|at| shape::way_at(step, at)) {
                Some(way) => Some(way),
                None if step.kind == Kind::Choices => {
                    let free = step.choices.iter().position(|choice| choice.target.is_empty());
                    free.or_else(|| edit::add_choice(scenario, &from))
                        .map(Way::Choice)
                }
                None => Some(Way::Next),
            };
            if let Some(way) = way
                && edit::insert(scenario, &from, way, &id, kind)
            {
                made = Some(id);
            }
        });
        self.made(made, &from);
    }

    /// Puts a new step on a way of any step.
    pub(super) fn grow_at(self, from: &str, at: usize) {
        self.point(from, Some(at));
        self.grow(Kind::Text);
    }

    /// Puts a step beside the others, which nothing leads to yet.
    pub(super) fn add(self) {
        let mut made = None;
        self.change("", |scenario| {
            let id = new_id(scenario);
            if edit::add(scenario, &id, Kind::Text) {
                made = Some(id);
            }
        });
        self.made(made, "");
    }

    fn made(self, made: Option<String>, from: &str) {
        let Some(id) = made else {
            self.say(t("ここには追加できません。", "No step can be added here."));
            return;
        };
        self.select(&id);
        self.say(match lang::current() {
            Lang::Ja if from.is_empty() => format!("ステップ「{id}」を追加しました。"),
            Lang::Ja => format!("「{from}」の次にステップ「{id}」を追加しました。"),
            Lang::En if from.is_empty() => format!("Step “{id}” was added."),
            Lang::En => format!("Step “{id}” was added after “{from}”."),
        });
        dom::focus_soon("#step-text-ja");
    }

    /// Lets a way lead to a step, or nowhere.
    pub(super) fn connect(self, from: &str, at: usize, to: &str) {
        // Who goes through the list with the arrow keys connects once.
        self.change(&format!("{from}\nconnect {at}"), |scenario| {
            let way = edit::step(scenario, from).and_then(|step| shape::way_at(step, at));
            if let Some(way) = way {
                edit::connect(scenario, from, way, to);
            }
        });
        self.say(match (lang::current(), to.is_empty()) {
            (Lang::Ja, false) => format!("「{from}」を「{to}」につなぎました。"),
            (Lang::Ja, true) => format!("「{from}」からのつながりを外しました。"),
            (Lang::En, false) => format!("“{from}” leads to “{to}” now."),
            (Lang::En, true) => format!("The connection from “{from}” was cut."),
        });
    }

    /// Copies the selected step, with what only it leads to when `below`.
    pub(super) fn duplicate(self, below: bool) {
        let id = self.selected.get_untracked();
        let mut copies = Vec::new();
        self.change("", |scenario| {
            let ids = if below {
                edit::below(scenario, &id)
            } else {
                vec![id.clone()]
            };
            copies = edit::duplicate(scenario, &ids, word());
        });
        let Some(first) = copies.first() else {
            self.say(t("これ以上は増やせません。", "There is no room for more steps."));
            return;
        };
        self.select(first);
        self.say(match lang::current() {
            Lang::Ja => format!("{} 件のステップを複製しました。", copies.len()),
            Lang::En => format!("{} steps were copied.", copies.len()),
        });
        focus_step(first.clone());
    }

    /// Deletes the selected step.
    pub(super) fn remove(self) {
        let id = self.selected.get_untracked();
        let near = self.shape.with_untracked(|shape| {
            let before = shape.place(&id).and_then(|at| shape.before(at).first().copied());
            before.map(|(from, _)| shape.ids[from].clone())
        });
        let heir = self.scenario.with_untracked(|scenario| edit::heir(scenario, &id));
        let mut done = false;
        self.change("", |scenario| done = edit::remove(scenario, &id));
        if !done {
            self.say(t(
                "最後のステップは削除できません。",
                "The last step cannot be deleted.",
            ));
            return;
        }
        let near = near.filter(|near| *near != id).unwrap_or(heir);
        self.point(&near, None);
        self.keep_selection();
        self.say(match lang::current() {
            Lang::Ja => format!("ステップ「{id}」を削除しました。Ctrl+Z で戻せます。"),
            Lang::En => format!("Step “{id}” was deleted. Ctrl+Z brings it back."),
        });
        focus_step(self.selected.get_untracked());
    }

    /// Moves a choice of the selected step; answers whether it moved.
    pub(super) fn move_choice(self, from: usize, to: usize) -> bool {
        let id = self.selected.get_untracked();
        let mut moved = false;
        self.change("", |scenario| moved = edit::move_choice(scenario, &id, from, to));
        if moved {
            if self.way.get_untracked() == Some(from) {
                self.way.set(Some(to));
            }
            self.say(match lang::current() {
                Lang::Ja => format!("選択肢を {} 番目に移しました。", to + 1),
                Lang::En => format!("The choice is number {} now.", to + 1),
            });
        }
        moved
    }

    /// Lets the trial begin at a step; with an empty id, at the start.
    pub(super) fn try_from(self, id: &str) {
        self.pane.set(Pane::Play);
        self.wish.update(|wish| *wish = (wish.0 + 1, id.to_owned()));
    }

    /// Learns of an entry that was chosen.
    pub(super) fn learn(self, id: Uuid, entry: Shown) {
        self.entries.update(|entries| _ = entries.insert(id, entry));
    }
}

/// The word that ids of new steps begin with.
pub(super) fn word() -> &'static str {
    t("ステップ", "step")
}

fn new_id(scenario: &Scenario) -> String {
    edit::free_id(scenario, word())
}

/// Moves the focus to a step's box: at once, so that the next key is the drawing's; one that is still to be drawn, then.
pub(super) fn focus_step(id: String) {
    if !dom::focus_named("[data-step]", "data-step", &id) {
        request_animation_frame(move || {
            dom::focus_named("[data-step]", "data-step", &id);
        });
    }
}

/// The entries of a stored scenario.
fn known(record: &ScenarioRecord) -> HashMap<Uuid, Shown> {
    let hidden: Vec<Uuid> = record
        .findings
        .iter()
        .filter(|finding| finding.fault == Fault::HiddenEntry)
        .filter_map(|finding| edit::step(&record.scenario, &finding.step)?.entry)
        .collect();
    let shown = |name: &EntryName| Shown {
        code: name.code.clone(),
        title: name.title.clone(),
        known: if hidden.contains(&name.id) {
            Known::Hidden
        } else {
            Known::Published
        },
    };
    let entries = record.entries.iter();
    entries.map(|name| (name.id, shown(name))).collect()
}

/// What a new scenario begins as: small, whole, and to be written over.
fn example() -> Scenario {
    let step = |id: &str, kind, ja: &str, en: &str| Step {
        id: id.to_owned(),
        kind,
        text: Localised::new(ja, en),
        ..Step::default()
    };
    let choice = |ja: &str, en: &str, target: &str| Choice {
        label: Localised::new(ja, en),
        target: target.to_owned(),
    };
    let (start, first, other, end) = match lang::current() {
        Lang::Ja => ("はじめ", "印刷", "そのほか", "終わり"),
        Lang::En => ("start", "print", "other", "end"),
    };
    Scenario {
        name: Localised::default(),
        start: start.to_owned(),
        steps: vec![
            Step {
                choices: vec![
                    choice("印刷できない", "It does not print", first),
                    choice("そのほか", "Something else", other),
                ],
                ..step(
                    start,
                    Kind::Choices,
                    "どのようなことでお困りですか？",
                    "What is the problem?",
                )
            },
            Step {
                next: end.to_owned(),
                ..step(
                    first,
                    Kind::Text,
                    "プリンターの電源と用紙を確認してください。",
                    "Please check the printer’s power and paper.",
                )
            },
            Step {
                next: end.to_owned(),
                ..step(
                    other,
                    Kind::Question,
                    "入力欄に質問を書いてください。",
                    "Please type your question.",
                )
            },
            step(
                end,
                Kind::End,
                "解決しないときは、ヘルプデスクへご連絡ください。",
                "If that does not help, please contact the help desk.",
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_lacks_only_its_name() {
        let found = check(&example().tidy(), Lang::Ja, |_| Known::Missing, |_| true);
        let fields: Vec<&str> = found.iter().map(|finding| finding.field.as_str()).collect();
        assert_eq!(fields, ["name"]);
    }

    #[test]
    fn undoes_and_does_again() {
        let _owner = Owner::new();
        let desk = Desk::new(None, true);
        let ways = |id: &str| {
            desk.scenario.with_untracked(|scenario| {
                let step = edit::step(scenario, id).unwrap();
                let ways = edit::ways(step).into_iter();
                ways.map(|(_, to)| to.to_owned()).collect::<Vec<_>>()
            })
        };
        desk.change("", |scenario| {
            let id = edit::free_id(scenario, "n");
            assert!(edit::insert(scenario, "はじめ", Way::Choice(0), &id, Kind::Text));
        });
        assert_eq!(ways("はじめ"), ["n1", "そのほか"]);
        assert_eq!(ways("n1"), ["印刷"]);
        desk.undo();
        assert_eq!(ways("はじめ"), ["印刷", "そのほか"]);
        assert!(!untrack(|| desk.is_dirty()) && untrack(|| desk.can_redo()));
        desk.redo();
        assert!(untrack(|| desk.is_dirty()));
    }

    #[test]
    fn who_may_not_write_changes_nothing() {
        let _owner = Owner::new();
        let desk = Desk::new(None, false);
        desk.change("", |scenario| scenario.steps.clear());
        assert!(!untrack(|| desk.is_dirty()));
    }
}
