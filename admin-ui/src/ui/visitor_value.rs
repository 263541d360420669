//! What is known of a visitor, with how sure that is.

use super::{Icon, icon};
use crate::{
    draw::Draw,
    lang::{self, t},
};
use kotae_shared::visitor::{MASK, Mark, VisitorValue};
use leptos::prelude::*;

/// Field, value and mark in a line.
pub(crate) fn visitor_value(value: &VisitorValue) -> AnyView {
    let name = value.label(lang::current()).to_owned();
    view! { <span class="quiet">{name} ": "</span> {visitor_text(value)} }.draw()
}

/// The value and its mark. What is masked says so.
pub(crate) fn visitor_text(value: &VisitorValue) -> AnyView {
    let text = if value.masked {
        let why = t(
            "個人情報のため、あなたの役割では表示されません",
            "Personal: your role does not see it",
        );
        view! {
            <span aria-hidden="true" title=why>{MASK}</span>
            <span class="unseen">{why}</span>
        }
        .draw()
    } else {
        value.shown.clone().draw()
    };
    let words = value.mark.name(lang::current());
    let mark = if value.mark == Mark::Verified {
        view! { <span class="chip good">{icon(Icon::Check)} {words}</span> }.draw()
    } else {
        view! { <span class="claimed">{words}</span> }.draw()
    };
    view! { {text} " " {mark} }.draw()
}
