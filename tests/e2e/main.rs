//! End-to-end tests: the real server, a real browser, a host page on another site.

mod accessible;
mod admin;
mod announced;
mod chat;
mod embed;
mod entries;
mod find;
mod harness;
mod history;
mod hostile;
mod identity;
mod improve;
mod journey;
mod keyboard;
mod languages;
mod looks;
mod messages;
mod operator;
mod parity;
mod question;
mod scenario;
mod scene;
mod screens;
mod shots;
mod single_sign_on;
mod weight;
