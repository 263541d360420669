//! The knowledge pack: what a widget needs to match, as one immutable, content-hashed file.
