//! One module a page.

pub(crate) mod account;
pub(crate) mod categories;
pub(crate) mod entries;
pub(crate) mod entry;
mod factor;
pub(crate) mod files;
pub(crate) mod forgotten;
pub(crate) mod home;
pub(crate) mod installation;
pub(crate) mod jobs;
pub(crate) mod mail;
pub(crate) mod new_password;
pub(crate) mod not_allowed;
pub(crate) mod not_found;
pub(crate) mod notices;
mod one_time;
pub(crate) mod outbox;
pub(crate) mod publish;
pub(crate) mod questions;
pub(crate) mod scenarios;
pub(crate) mod security;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sso;
pub(crate) mod transfer;
pub(crate) mod users;
pub(crate) mod widgets;
