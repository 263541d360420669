//! Mail: what letters say, how they become messages that mail programs show right, and how they get to the mail server.

pub mod announce;
pub mod check;
pub mod compose;
pub mod layout;
pub mod letters;
pub mod reach;
pub mod smtp;

pub use compose::{Letter, post};
pub use smtp::Server;
