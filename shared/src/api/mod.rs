//! The types of the two HTTP APIs, one module a caller, and the problems that both report.

pub mod admin;
pub mod approval;
pub mod categories;
pub mod delivery;
pub mod drafts;
pub mod frame;
pub mod health;
pub mod history;
pub mod identity;
pub mod impact;
pub mod improve;
pub mod jobs;
pub mod notices;
pub mod people;
pub mod pinned;
pub mod previews;
pub mod problem;
pub mod publishing;
pub mod restrictions;
pub mod scenarios;
pub mod sso;
pub mod tables;
pub mod uploads;
pub mod widget;
pub mod words;
pub mod workspaces;
