//! Kotae server.
