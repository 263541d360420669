//! Kotae widget.
