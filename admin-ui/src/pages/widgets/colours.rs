//! Colours, and whether they can be read.

use super::draft::{Draft, SCHEMES};
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    ui::{ColorInput, Faults, Icon, Segments, icon},
};
use kotae_shared::Lang;
use kotae_widget::color::{Color, READABLE, contrast};
use leptos::prelude::*;

/// The part of the form.
#[component]
pub(super) fn Colours(draft: Draft, faults: Faults) -> impl IntoView {
    let form = draft.fields();
    let schemes = SCHEMES.map(|(key, _)| {
        let name = match key {
            "light" => t("ライト", "Light"),
            "dark" => t("ダーク", "Dark"),
            _ => t("端末に合わせる", "As the device"),
        };
        (key.to_owned(), name.to_owned())
    });
    view! {
        <section class="card">
            <h2>{t("色", "Colours")}</h2>
            <div class="form">
                <div class="form-row">
                    <ColorInput
                        name="design.primary"
                        label=t("メインの色", "Main colour")
                        value=form.primary
                        faults=faults
                    />
                    <ColorInput
                        name="design.on_primary"
                        label=t("その上の文字の色", "Text on it")
                        value=form.on_primary
                        faults=faults
                    />
                </div>
                <Contrast draft=draft/>
                <Segments
                    name="design.color_scheme"
                    label=t("明るさ", "Light or dark")
                    value=form.scheme
                    faults=faults
                    choices=schemes.into()
                />
            </div>
        </section>
    }
    .draw()
}

/// The contrast of the two colours; when it is too low, a way to mend it.
#[component]
fn Contrast(draft: Draft) -> impl IntoView {
    let form = draft.fields();
    let pair = Memo::new(move |_| {
        let primary = form.primary.with(|text| Color::parse(text.trim()))?;
        let on_primary = form.on_primary.with(|text| Color::parse(text.trim()))?;
        Some((primary, on_primary))
    });
    let mend = move |_| {
        if let Some((primary, on_primary)) = pair.get_untracked() {
            form.on_primary.set(on_primary.readable_on(primary).hex());
        }
    };
    let shown = move || {
        let (primary, on_primary) = pair.get()?;
        let ratio = contrast(primary, on_primary);
        Some(if ratio >= READABLE {
            view! {
                <p class="contrast good">
                    {icon(Icon::Check)}
                    <span>{good(ratio)}</span>
                </p>
            }
            .draw()
        } else {
            view! {
                <p class="contrast warn">
                    {icon(Icon::Alert)}
                    <span>{low(ratio)}</span>
                    <button type="button" class="button small" on:click=mend>
                        {t("文字の色を直す", "Mend the text colour")}
                    </button>
                </p>
            }
            .draw()
        })
    };
    view! { <div aria-live="polite">{shown}</div> }.draw()
}

fn good(ratio: f64) -> String {
    let ratio = written(ratio);
    match lang::current() {
        Lang::Ja => format!("読みやすい組み合わせです（コントラスト {ratio}）"),
        Lang::En => format!("Easy to read (contrast {ratio})"),
    }
}

fn low(ratio: f64) -> String {
    let ratio = written(ratio);
    match lang::current() {
        Lang::Ja => format!("読みにくい組み合わせです（コントラスト {ratio}。4.5:1 以上が目安）"),
        Lang::En => format!("Hard to read (contrast {ratio}; 4.5:1 or more is wanted)"),
    }
}

/// `6.3:1`, never rounded up over the line.
fn written(ratio: f64) -> String {
    let tenths = (ratio * 10.0) as u32;
    format!("{}.{}:1", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_rounds_up() {
        assert_eq!(written(4.49), "4.4:1");
        assert_eq!(written(4.5), "4.5:1");
        assert_eq!(written(21.0), "21.0:1");
    }
}
