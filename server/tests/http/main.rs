//! The server over a real port: every test starts one of its own, with a clock that it sets.

mod connections;
mod harness;
mod pages;
mod sign_in;
mod table;
mod widget;
