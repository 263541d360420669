//! Passwords, tokens, and the brakes on those who try too often. Who may do what is for `http`'s extractors.

pub mod invite;
pub mod password;
pub mod rate;
pub mod strength;
pub mod throttle;
pub mod token;
pub mod totp;
pub mod visitor_token;
