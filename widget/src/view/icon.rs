//! Line icons on a grid of 24.

/// Speech bubble: the bot.
pub(super) const CHAT: &str = "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 11.7h4.5";
/// Send.
pub(super) const SEND: &str = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
/// Menu.
pub(super) const MENU: &str = "M5 12h.01M12 12h.01M19 12h.01";
/// Close.
pub(super) const CLOSE: &str = "M6.5 6.5l11 11M17.5 6.5l-11 11";
/// Onward.
pub(super) const ONWARD: &str = "M9.5 6l6 6-6 6";
/// Folder.
pub(super) const FOLDER: &str = "M3.5 7A1.5 1.5 0 0 1 5 5.5h4l2 2.5h8A1.5 1.5 0 0 1 20.5 9.5v8A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5z";
/// Telephone.
pub(super) const PHONE: &str = "M6 4h3.2l1.6 4-2 1.4a11 11 0 0 0 5.8 5.8l1.4-2 4 1.6V18a2 2 0 0 1-2.2 2A16 16 0 0 1 4 6.2 2 2 0 0 1 6 4z";
/// Mail.
pub(super) const MAIL: &str = "M3.5 7A1.5 1.5 0 0 1 5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17zM4 7l8 6 8-6";
/// Leads outside.
pub(super) const OUTSIDE: &str = "M14 4.5h5.5V10M19.5 4.5 11 13M18 14v4a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 5 18V8a1.5 1.5 0 0 1 1.5-1.5h4";
/// Something does not work.
pub(super) const ALERT: &str = "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1";
/// Yes.
pub(super) const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
/// Search.
pub(super) const SEARCH: &str = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.9-4.9";
