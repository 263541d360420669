//! End-to-end tests: the real server, a real browser, a host page on another site.

mod harness;
