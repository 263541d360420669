//! A scenario as a graph: how it is changed, where its steps are drawn, what was undone. Pure: no browser, no signals.

pub(crate) mod edit;
pub(crate) mod history;
pub(crate) mod layout;
pub(crate) mod shape;

#[cfg(test)]
mod tests;

pub(crate) use edit::Way;
pub(crate) use history::History;
pub(crate) use layout::Layout;
pub(crate) use shape::Shape;
