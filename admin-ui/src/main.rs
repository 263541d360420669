//! Kotae admin.
fn main() {}
