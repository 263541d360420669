//! What the admin screens ask for: see the table in `kotae_shared::api::admin`.

pub mod account;
pub mod categories;
pub mod cookie;
pub mod entries;
pub mod factor;
pub mod forgotten;
pub mod guard;
pub mod identity;
pub mod jobs;
pub mod mail;
pub mod notices;
pub mod outbox;
pub mod page;
pub mod publishing;
pub mod questions;
pub mod restrictions;
pub mod reviews;
pub mod scenarios;
pub mod session;
pub mod sso;
pub mod sso_pages;
pub mod tables;
pub mod uploads;
pub mod users;
pub mod widgets;
pub mod words;
