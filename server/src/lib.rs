//! The server of Kotae.

pub mod app;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
pub mod hours;
pub mod housekeeping;
pub mod http;
pub mod jobs;
pub mod knowledge;
pub mod languages;
pub mod lexicon;
pub mod listen;
pub mod mail;
pub mod outbox;
pub mod publish;
pub mod router;
pub mod serve;
pub mod sso;
pub mod store;
pub mod tables;
pub mod uploads;
pub mod vault;
