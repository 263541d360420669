//! Who reaches a widget, and when it is served.

use crate::lang::Localised;
use serde::{Deserialize, Serialize};

/// Who reaches a widget, how and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Access {
    /// Ranges of addresses (`10.0.0.0/8`, `2001:db8::/32`, one address) from which it can be used; none: from everywhere. At
    /// most [`RANGES`].
    pub addresses: Vec<String>,
    /// Whether it can be opened as a page of its own, not only within a page that carries it.
    pub full_page: bool,
    /// The hours of service.
    pub hours: Hours,
}

/// Ranges of addresses in a list.
pub const RANGES: usize = 100;
/// Holidays in a list.
pub const HOLIDAYS: usize = 400;
/// Characters of a day's hours.
pub const DAY: usize = 100;

impl Default for Access {
    fn default() -> Self {
        Self {
            addresses: Vec::new(),
            full_page: true,
            hours: Hours::default(),
        }
    }
}

/// The hours of service. A chat that was begun within them goes on after their end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hours {
    /// They are observed; else the widget serves always.
    pub on: bool,
    /// Their time zone, for example `Asia/Tokyo`.
    pub time_zone: String,
    /// Monday to Sunday: `09:00-12:00, 13:00-17:30`; an empty day has none. A span may end at `24:00`.
    pub week: [String; 7],
    /// Days without service: `2027-01-01`, ascending. At most [`HOLIDAYS`].
    pub holidays: Vec<String>,
    /// Said outside of the hours; empty: a built-in sentence.
    pub message: Localised,
    /// Whether questions are answered all the same.
    pub answers: bool,
}

impl Default for Hours {
    fn default() -> Self {
        let day = || "09:00-18:00".to_owned();
        Self {
            on: false,
            time_zone: "Asia/Tokyo".to_owned(),
            week: [day(), day(), day(), day(), day(), String::new(), String::new()],
            holidays: Vec::new(),
            message: Localised::default(),
            answers: true,
        }
    }
}
