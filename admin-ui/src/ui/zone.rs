//! A time zone, with the usual ones to choose from.

use super::{Faults, TextInput};
use crate::{dom, draw::Draw, lang::t};
use kotae_shared::api::admin::limits;
use leptos::prelude::*;

/// Where Japanese companies have people; any other can be typed.
const USUAL: [&str; 16] = [
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
];

/// A field for a time zone.
#[component]
pub(crate) fn ZoneInput(
    value: RwSignal<String>,
    faults: Faults,
    /// The field's name in the API.
    #[prop(default = "time_zone")]
    name: &'static str,
    /// A sentence below the label.
    #[prop(optional, into)]
    help: Option<String>,
) -> impl IntoView {
    let help = help.unwrap_or_else(|| {
        t(
            "メールの日時に使います。日本なら Asia/Tokyo です。",
            "For the times in mail. For example Asia/Tokyo or Europe/London.",
        )
        .to_owned()
    });
    let own = dom::time_zone();
    let others = USUAL.into_iter().filter(|zone| *zone != own).map(str::to_owned);
    let options = std::iter::once(own.clone())
        .chain(others)
        .map(|zone| view! { <option value=zone></option> })
        .collect_view();
    view! {
        <TextInput
            name=name
            label=t("タイムゾーン", "Time zone")
            value=value
            faults=faults
            list="zones"
            max=limits::TIME_ZONE
            help=help
        />
        <datalist id="zones">{options}</datalist>
    }
    .draw()
}
