//! What the help desk knows: checks of what it writes, import and export.

pub mod categories;
pub mod export;
pub mod import;
pub mod improving;
pub mod learning;
mod period;
pub mod pinned;
pub mod reports;
pub mod results;
pub mod scenarios;
pub mod submissions;
pub mod synonyms;
pub mod validate;
