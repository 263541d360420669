//! Handlers, by caller, and what they share.

pub mod accept;
pub mod admin;
pub mod assets;
pub mod client;
pub mod cookies;
pub mod demo;
pub mod device;
pub mod download;
pub mod extract;
pub mod files;
pub mod forwarded;
pub mod headers;
pub mod hosts;
pub mod ops;
pub mod render;
pub mod trace;
pub mod uploads;
pub mod widget;
