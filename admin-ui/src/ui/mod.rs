//! The pieces that pages are built from. Their looks are in `css/components.css`.

mod chips;
mod color;
mod confirm;
mod copy;
mod faults;
mod field;
mod find_entry;
mod icon;
mod image;
mod list;
mod page;
mod pager;
mod save_table;
mod search;
mod state;
mod toast;
mod visitor_value;
mod zone;

pub(crate) use chips::ChipsInput;
pub(crate) use color::ColorInput;
pub(crate) use confirm::{Confirm, ConfirmHost};
pub(crate) use copy::Copy;
pub(crate) use faults::Faults;
pub(crate) use field::{Choice, PasswordInput, Segments, SelectInput, TextArea, TextInput};
pub(crate) use find_entry::FindEntry;
pub(crate) use icon::{Icon, icon};
pub(crate) use image::{ImageInput, file_address, send_file};
pub(crate) use list::{
    BulkBar, Cell, CheckAll, CheckOne, Column, DayFilter, EveryId, Filter, ListRow, LocalList, PickFilter,
    SaveShown, Selection, Shown, ShownSoon, Sorted, clear_filters, every, list_keys, one_by_one, picks,
    shown_now, sort_head,
};
pub(crate) use page::{BackLink, PageHead};
pub(crate) use pager::Pager;
pub(crate) use save_table::SaveTable;
pub(crate) use search::Search;
pub(crate) use state::{Submit, empty, failed, note, skeleton};
pub(crate) use toast::{Toast, ToastHost};
pub(crate) use visitor_value::{visitor_text, visitor_value};
pub(crate) use zone::ZoneInput;
