//! The server of Kotae.

pub mod auth;
pub mod clock;
pub mod config;
pub mod store;
