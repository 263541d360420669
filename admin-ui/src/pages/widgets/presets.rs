//! Ready-made sets of colours, each of them readable in light and in dark.

use super::{
    draft::{Draft, set},
    parts::Shades,
};
use crate::draw::Draw;
use crate::lang::t;
use kotae_shared::settings::Colours;
use leptos::prelude::*;

/// A set of colours: the two of the design, and the further ones of light and dark (empty: they follow).
pub(super) struct Preset {
    names: [&'static str; 2],
    pub(super) primary: &'static str,
    pub(super) on_primary: &'static str,
    pub(super) light: [&'static str; 6],
    pub(super) dark: [&'static str; 6],
}

const FOLLOW: [&str; 6] = [""; 6];

const fn plain(ja: &'static str, en: &'static str, primary: &'static str) -> Preset {
    Preset {
        names: [ja, en],
        primary,
        on_primary: "#ffffff",
        light: FOLLOW,
        dark: FOLLOW,
    }
}

/// All sets.
pub(super) const PRESETS: [Preset; 9] = [
    plain("常盤", "Evergreen", "#0b6b5c"),
    plain("紺", "Navy", "#1d3a6e"),
    plain("青", "Blue", "#0b5cad"),
    plain("藤", "Violet", "#5b3fa8"),
    plain("えんじ", "Crimson", "#9b1c3a"),
    plain("橙", "Amber", "#a84b08"),
    plain("墨", "Graphite", "#2f353c"),
    Preset {
        names: ["生成り", "Paper"],
        primary: "#7a4b1e",
        on_primary: "#ffffff",
        light: ["#f7f0e4", "#fffdf8", "#35291c", "#7a4b1e", "#ffffff", "#7a4b1e"],
        dark: ["#1b1610", "#261f17", "#f1e8da", "#e0b98a", "#2a1c0c", "#e0b98a"],
    },
    Preset {
        names: ["高コントラスト", "High contrast"],
        primary: "#000000",
        on_primary: "#ffffff",
        light: ["#ffffff", "#ffffff", "#000000", "#000000", "#ffffff", "#0000d6"],
        dark: ["#000000", "#000000", "#ffffff", "#ffe14d", "#000000", "#ffe14d"],
    },
];

fn colours([ground, surface, text, own, on_own, focus]: [&str; 6]) -> Colours {
    let [ground, surface, text, own, on_own, focus] =
        [ground, surface, text, own, on_own, focus].map(str::to_owned);
    Colours {
        ground,
        surface,
        text,
        own,
        on_own,
        focus,
    }
}

/// The row of buttons.
#[component]
pub(super) fn Presets(draft: Draft) -> impl IntoView {
    let form = draft.fields();
    let button = |preset: &'static Preset| {
        let wear = move |_| {
            set(form.primary, preset.primary);
            set(form.on_primary, preset.on_primary);
            form.shades[0].show(&colours(preset.light));
            form.shades[1].show(&colours(preset.dark));
        };
        let is = |shades: Shades, colours: [&'static str; 6]| {
            shades
                .0
                .iter()
                .zip(colours)
                .all(|(field, colour)| field.with(|text| text == colour))
        };
        let worn = move || {
            let same = form.primary.with(|text| text == preset.primary)
                && form.on_primary.with(|text| text == preset.on_primary)
                && is(form.shades[0], preset.light)
                && is(form.shades[1], preset.dark);
            same.to_string()
        };
        let ground = if preset.light[0].is_empty() {
            "#f6f7f8"
        } else {
            preset.light[0]
        };
        view! {
            <button type="button" class="preset" aria-pressed=worn on:click=wear>
                <span class="preset-look" aria-hidden="true" style:background=ground>
                    <i style:background=preset.primary></i>
                </span>
                {t(preset.names[0], preset.names[1])}
            </button>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t("配色の見本", "Ready-made colours")}</legend>
            <div class="presets">{PRESETS.iter().map(button).collect_view()}</div>
        </fieldset>
    }
    .draw()
}

#[cfg(test)]
mod tests {
    use super::super::contrast::{Pair, pairs};
    use super::*;

    #[test]
    fn every_preset_can_be_read() {
        for preset in &PRESETS {
            let all = pairs(
                preset.primary,
                preset.on_primary,
                [&colours(preset.light), &colours(preset.dark)],
            );
            assert_eq!(all.len(), 9);
            for Pair {
                what, ratio, least, ..
            } in all
            {
                assert!(ratio >= least, "{}: {} {ratio}", preset.names[1], what[1]);
            }
        }
    }
}
