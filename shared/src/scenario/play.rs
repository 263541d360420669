//! A scenario as the widget plays it.
//!
//! `GET w/KEY/scenarios/ID` gives a [`Play`] in the widget's binary form; 404 when there is none that this visitor may play.

use crate::doc::Doc;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A published scenario. Texts are in Japanese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// The scenario.
    pub id: Uuid,
    /// What it is called.
    pub name: [String; 2],
    /// The steps; the first one begins. Others are named by their place.
    pub steps: Vec<PlayStep>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayStep {
    /// Its id, for the log and the page's scripts.
    pub id: String,
    /// What is said.
    pub text: [Doc; 2],
    /// What it does.
    pub act: Act,
    /// The step that follows.
    pub next: Option<u16>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Goes on at once.
    Text,
    /// Lets the visitor choose: what a button says and where it leads.
    Choices(Vec<([String; 2], u16)>),
    /// Waits for a question in his own words.
    Question,
    /// Shows an entry's answer.
    Entry(Uuid),
    /// Offers a page.
    Link {
        /// Its http(s) address.
        href: String,
        /// What it is called.
        label: [String; 2],
    },
    /// Ends.
    End,
    /// Shows a form.
    Form(Uuid),
}
