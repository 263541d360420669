//! The `kotae` binary.
fn main() {}
