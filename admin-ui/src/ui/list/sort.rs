//! The order of a list, as the heads of its columns show and change it.

use crate::draw::Draw;
use crate::ui::{Icon, icon};
use leptos::prelude::*;

/// Whether a list is in the order of a column, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sorted {
    /// By another one.
    No,
    /// The least first.
    Up,
    /// The greatest first.
    Down,
}

/// The head of a column that a press sorts by: `href` leads to the list in that order.
pub(crate) fn sort_head(
    name: &'static str,
    sorted: Sorted,
    class: &'static str,
    href: String,
) -> impl IntoView {
    let (order, mark) = match sorted {
        Sorted::No => (None, None),
        Sorted::Up => (Some("ascending"), Some(Icon::ArrowUp)),
        Sorted::Down => (Some("descending"), Some(Icon::ArrowDown)),
    };
    view! {
        <th scope="col" class=class aria-sort=order>
            <a class="sort" href=href data-noscroll="" aria-current=order.map(|_| "true")>
                {name}
                {mark.map(icon)}
            </a>
        </th>
    }
    .draw()
}
