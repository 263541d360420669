//! Synonyms and learned phrases, under `api/admin/WORKSPACE/`, in JSON.
//!
//! | request | body | reply |
//! |---|---|---|
//! | `GET matching` | | [`Matching`] |
//! | `PUT matching` | [`Matching`] | [`Matching`] |
//! | `GET synonyms?`[`SynonymQuery`] | | [`SynonymPage`] |
//! | `GET synonyms/proposals` | | [`Vec`] of [`SynonymProposal`], the most frequent first |
//! | `GET synonyms/topics` | | [`Vec`] of [`MixedTopics`]: groups that may tie together what has nothing to do with each other |
//! | `GET synonyms/ID` | | [`Synonyms`] |
//! | `POST synonyms` | [`SynonymEdit`] | [`Synonyms`] (201) |
//! | `PUT synonyms/ID` | [`SynonymEdit`] | [`Synonyms`] |
//! | `DELETE synonyms/ID` | | 204 |
//! | `POST synonyms/delete` | [`SynonymsChosen`] | [`SynonymsChanged`], all in one transaction |
//! | `POST import/synonyms` | the file's bytes | [`super::admin::ImportReport`]: a dry run that changes nothing |
//! | `POST import/synonyms?expect=TOKEN` | the same bytes | [`super::admin::ImportReport`], applied; 409 when something changed since the dry run |
//! | `GET export/synonyms.csv` | | UTF-8 with BOM, CRLF |
//! | `GET phrases?`[`PhraseQuery`] | | [`PhrasePage`] |
//! | `POST phrases/collect` | | [`Collected`]: looks for new proposals now |
//! | `POST phrases/decide` | [`PhraseDecision`] | [`PhraseResult`] |
//!
//! Each of these changes takes effect with the next publication ([`super::admin::PublishPreview::words`]).

use super::admin::EntryName;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a workspace's knowledge is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// Whether the built-in dictionary of synonyms takes part; at first it does.
    pub built_in_synonyms: bool,
}

/// A group of synonyms of the help desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synonyms {
    /// Its id.
    pub id: Uuid,
    /// What visitors say.
    pub terms: Vec<String>,
    /// What entries say that these find: one-way. Empty: entries that say one of `terms`, two-way.
    pub finds: Vec<String>,
    /// Raised by each change, from 1; sent back with an edit.
    pub version: u32,
    /// When it was last changed.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: String,
}

/// A new group of synonyms or a change of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymEdit {
    /// What visitors say; at least two when `finds` is empty.
    pub terms: Vec<String>,
    /// What entries say that these find: one-way. Empty: two-way.
    #[serde(default)]
    pub finds: Vec<String>,
    /// The version that was edited (0 for a new group); another one now is a conflict.
    #[serde(default)]
    pub version: u32,
}

/// Which groups to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SynonymQuery {
    /// Words that the group's terms contain, all of them; folded for width, case and kana.
    pub q: String,
    /// Only those that work so.
    pub kind: Option<SynonymKind>,
    /// Only those of which visitors say something that another group has too.
    pub shared: bool,
    /// The order.
    pub sort: SynonymSort,
    /// The other way round.
    pub down: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// Which way a group works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SynonymKind {
    /// Each term stands for each other one.
    TwoWay,
    /// What visitors say finds what entries say.
    OneWay,
}

/// The order of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SynonymSort {
    /// By their first terms.
    #[default]
    Terms,
    /// Changed first first.
    Updated,
}

/// Some groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymsChosen {
    /// Which ones, at most [`limits::GROUPS`].
    pub ids: Vec<Uuid>,
}

/// What a change of several groups did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynonymsChanged {
    /// How many are gone now.
    pub changed: u32,
}

/// A group of which several terms, each by itself and without any group of the help desk, clearly find another entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MixedTopics {
    /// The group.
    pub id: Uuid,
    /// The terms, each with the title of the entry that it finds; one of each entry.
    pub topics: Vec<(String, String)>,
}

/// A part of the list of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynonymPage {
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<Synonyms>,
    /// What visitors say in one of these groups and in another group too, as it is written here.
    #[serde(default)]
    pub shared: Vec<String>,
}

/// Words that found nothing, before the same visitor found an entry by others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynonymProposal {
    /// What found nothing.
    pub said: String,
    /// What was asked then.
    pub then: String,
    /// What that led to.
    pub entry: EntryName,
    /// How often.
    pub count: u32,
}

/// What became of a proposed phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhraseState {
    /// Nobody has decided yet.
    #[default]
    Proposed,
    /// It helps to find its entry.
    Accepted,
    /// It does not, and is not proposed again.
    Refused,
}

/// Which phrases to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhraseQuery {
    /// Which ones; proposed ones unless said otherwise.
    pub state: PhraseState,
    /// Only those of this entry.
    pub entry: Option<Uuid>,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, 1 to [`super::admin::limits::PAGE`]; 0 means 50.
    pub limit: u32,
}

/// A part of the list of phrases, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhrasePage {
    /// How many match in all.
    pub total: u32,
    /// This part.
    pub items: Vec<Phrase>,
}

/// A question that ended in "solved" on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its id.
    pub id: Uuid,
    /// The entry that solved it.
    pub entry: EntryName,
    /// The question, as it was typed first.
    pub text: String,
    /// How often it was asked and solved by that entry.
    pub count: u32,
    /// When it was asked first.
    pub first_at: i64,
    /// When it was asked last.
    pub last_at: i64,
    /// What became of it.
    pub state: PhraseState,
}

/// Decides about phrases, all in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseDecision {
    /// The phrases, at most [`limits::DECISIONS`]; one that does not exist refuses all.
    pub ids: Vec<Uuid>,
    /// Their new state: an accepted phrase is taken back by another one.
    pub state: PhraseState,
}

/// What a decision did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhraseResult {
    /// Phrases that have another state now.
    pub changed: u32,
}

/// What a look for new proposals found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Solved questions that were looked at.
    pub questions: u32,
    /// Phrases that are new proposals.
    pub proposed: u32,
}

/// Limits that the server enforces; counted in characters unless said otherwise.
pub mod limits {
    /// Groups of synonyms of a workspace.
    pub const GROUPS: usize = 5_000;
    /// Terms that are asked when topics are looked for; what is over is not looked at.
    pub const ASKED: usize = 20_000;
    /// Terms of a group, both kinds together.
    pub const TERMS: usize = 50;
    /// Proposals of synonyms.
    pub const PROPOSALS: usize = 50;
    /// A term.
    pub const TERM: usize = 100;
    /// A question that is proposed as a phrase.
    pub const PHRASE: usize = 200;
    /// Undecided proposals of an entry.
    pub const PROPOSED: u32 = 500;
    /// Accepted phrases of an entry that take part in matching: the most frequent ones.
    pub const LEARNED: usize = 50;
    /// Phrases in one decision.
    pub const DECISIONS: usize = 1_000;
}
