//! The frame around every page.

mod banner;
mod bar;
mod expired;
pub(crate) mod find;
mod gate;
mod navigation;
mod proof;
mod routes;

pub(crate) use gate::GateFrame;
pub(crate) use navigation::needs;
pub(crate) use proof::CodeInput;

use crate::draw::Draw;
use crate::{dom, lang::t};
use leptos::prelude::*;

/// Bar, navigation, and the page that the address names.
#[component]
pub(crate) fn Shell() -> impl IntoView {
    let skip = |_| {
        dom::focus("#main");
    };
    let finding = RwSignal::new(0_u32);
    view! {
        <button type="button" class="button skip" on:click=skip>
            {t("本文へ移動", "Skip to the content")}
        </button>
        <div class="shell">
            <bar::Bar finding=finding/>
            <navigation::Side/>
            <main class="main" id="main" tabindex="-1">
                <banner::Banner/>
                <routes::Pages/>
            </main>
            <navigation::TabBar/>
        </div>
        <find::Find asked=finding/>
        <expired::Expired/>
        <proof::Proof/>
    }
    .draw()
}
