//! Webhooks on their way: which addresses may be told, how a body is signed, and one request.

pub mod check;
mod client;
pub mod reach;
pub mod signature;

pub use client::{Client, Next, Outcome, Post};
