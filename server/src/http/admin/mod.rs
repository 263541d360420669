//! What the admin screens ask for: see the table in `kotae_shared::api::admin`.

pub mod account;
pub mod cookie;
pub mod guard;
pub mod page;
pub mod session;
