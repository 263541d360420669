//! The server over a real port: every test starts one of its own, with a clock that it sets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod approval;
mod audience;
mod bulk;
mod connections;
mod entry_drafts;
mod entry_owners;
mod factor;
mod foreign;
mod fuzz;
mod harness;
mod header_check;
mod history;
mod identity;
mod impact;
mod improve;
mod installation;
mod issuer;
mod jobs;
mod journey;
mod killed;
mod languages;
mod mail;
mod mail_tls;
mod matching;
mod notices;
mod outbound;
mod owners;
mod pages;
mod people;
mod pinned;
mod process;
mod restrictions;
mod scenarios;
mod sign_in;
mod smtp;
mod sso;
mod standing;
mod table;
mod together;
mod uploads;
mod visit;
mod visitor_sign_in;
mod widget;
mod words;
