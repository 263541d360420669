//! What every list is made of: the search, filters, order and page that the address keeps, rows that can be selected and gone
//! through by keys, and a file of what is shown.
//!
//! A list that comes whole is a [`LocalList`]. One of which the server sends parts puts the pieces together itself.

mod bulk;
mod check;
mod filters;
mod keys;
mod local;
mod one_by_one;
mod selection;
mod shown;
mod sort;

pub(crate) use bulk::{BulkBar, EveryId, every};
pub(crate) use check::{CheckAll, CheckOne};
pub(crate) use filters::{DayFilter, PickFilter, clear_filters, picks};
pub(crate) use keys::list_keys;
pub(crate) use local::{Cell, Column, Filter, ListRow, LocalList};
pub(crate) use one_by_one::one_by_one;
pub(crate) use selection::Selection;
pub(crate) use shown::{SaveShown, Shown, ShownSoon, shown_now};
pub(crate) use sort::{Sorted, sort_head};
