//! Scenarios, under `api/admin/WORKSPACE/`, in JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET scenarios` | | `[`[`ScenarioRow`]`]`, by name |
//! | `POST scenarios` | [`ScenarioEdit`] | [`ScenarioRecord`] (201) |
//! | `GET scenarios/ID` | | [`ScenarioRecord`] |
//! | `PUT scenarios/ID` | [`ScenarioEdit`] | [`ScenarioRecord`] |
//! | `DELETE scenarios/ID` | | 204 |
//! | `POST scenarios/check` | [`Scenario`] | `[`[`Finding`]`]`: changes nothing |
//! | `POST scenarios/play` | [`ScenarioTry`] | [`ScenarioTrial`]: changes nothing, and plays what is not finished yet |
//! | `POST import/scenarios` | a JSON or CSV file | [`super::admin::ImportReport`]: a dry run that changes nothing |
//! | `POST import/scenarios?expect=TOKEN` | the same bytes | [`super::admin::ImportReport`], applied; 409 when something changed since the dry run |
//! | `GET export/scenarios.csv` | | UTF-8 with BOM, CRLF |
//! | `GET export/scenarios.json` | | [`ScenarioFile`] |
//!
//! Each of these changes takes effect with the next publication ([`super::admin::PublishPreview::scenarios`]).

use super::admin::EntryName;
use crate::{
    lang::Localised,
    look::Look,
    scenario::{Scenario, check::Finding, play::Play},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A scenario in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: Localised,
    /// How many steps it has.
    pub steps: u32,
    /// Whether visitors have it.
    pub state: ScenarioState,
    /// How many findings there are now: entries come and go.
    pub findings: u32,
    /// Raised by each change, from 1.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// Whether visitors have a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioState {
    /// Not yet: it comes with the next publication.
    New,
    /// An earlier version: this one comes with the next publication.
    Changed,
    /// As it is.
    Published,
    /// Not, since an entry that it leads to is not published.
    Withheld,
}

/// A scenario as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// Its id.
    pub id: Uuid,
    /// What it says and does.
    pub scenario: Scenario,
    /// The names of the entries that it leads to.
    pub entries: Vec<EntryName>,
    /// What is wrong with it now, or could be better.
    pub findings: Vec<Finding>,
    /// Whether visitors have it.
    pub state: ScenarioState,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new scenario or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioEdit {
    /// What it says and does.
    pub scenario: Scenario,
    /// The version that was edited (0 for a new one); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// A scenario to be tried as it stands in the editor, finished or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioTry {
    /// What it says and does.
    pub scenario: Scenario,
    /// The step where it begins. Empty, or when there is none of this id: where the scenario does, else the first one.
    #[serde(default)]
    pub start: String,
}

/// What the widget's preview needs to play it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioTrial {
    /// What is played. A way that leads nowhere yet leads to a step that says so; an entry that visitors do not have yet, or not all
    /// of them, is said by its step. Its id is nobody's.
    pub play: Play,
    /// The widget that plays it; `None` when there is none.
    pub widget: Option<TrialWidget>,
}

/// A widget that can be framed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialWidget {
    /// Its key.
    pub key: String,
    /// How it looks.
    pub look: Look,
}

/// A file of scenarios. Entries are named by their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The scenarios.
    pub scenarios: Vec<FileScenario>,
}

/// A scenario in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileScenario {
    /// Which one it changes. Without it, or where there is none with it: the one with this name, else a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// What it says and does.
    pub scenario: Scenario<String>,
}
