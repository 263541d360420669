//! What widgets ask for: see the table in `kotae_shared::api::widget`. No cookie, no CORS: the frame is of our origin.

pub mod answers;
pub mod boot;
mod calls;
mod check;
pub mod events;
pub mod files;
pub mod form_files;
mod form_start;
pub mod forms;
pub mod frame;
pub mod guard;
pub mod identity;
mod known;
pub mod languages;
pub mod launcher;
pub mod notices;
pub mod pack;
pub mod preview;
pub mod scenarios;
mod service;
pub mod sign_in;
pub mod signer;
pub mod visit_token;
