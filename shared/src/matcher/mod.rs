//! The matcher: ranks entries for a question.
