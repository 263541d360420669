//! Whether the colours can be read: measured by WCAG, mended on request.

use super::draft::{Draft, set};
use crate::draw::Draw;
use crate::{
    lang::{self, t},
    ui::{Icon, icon},
};
use kotae_shared::color::{Color, READABLE, SURFACE, contrast};
use kotae_shared::{Lang, settings::Colours};
use leptos::prelude::*;

/// For what is not text (WCAG 2.2, 1.4.11).
const VISIBLE: f64 = 3.0;

/// What the widget's style sheet has in light and dark where a design says nothing: ground and text.
pub(super) const OURS: [[&str; 2]; 2] = [["#f6f7f8", "#1b2127"], ["#101317", "#e6eaee"]];

/// The colour that can be changed to mend a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mend {
    OnPrimary,
    Text(usize),
    OnOwn(usize),
    Focus(usize),
}

/// Two colours that lie on each other.
pub(super) struct Pair {
    pub(super) what: [&'static str; 2],
    pub(super) ratio: f64,
    pub(super) least: f64,
    mend: Mend,
    /// The front colour, moved until it can be read.
    mended: Color,
}

/// Every pair of a design that can be read as colours: one of the header, four of each scheme.
pub(super) fn pairs(primary: &str, on_primary: &str, shades: [&Colours; 2]) -> Vec<Pair> {
    let mut all = Vec::new();
    let mut add = |what, front: Color, ground: Color, least, mend, mended: Option<Color>| {
        all.push(Pair {
            what,
            ratio: contrast(front, ground),
            least,
            mend,
            mended: mended.unwrap_or_else(|| front.readable_on(ground)),
        });
    };
    let (Some(main), Some(on_main)) = (Color::parse(primary), Color::parse(on_primary)) else {
        return all;
    };
    let header = ["見出しとボタンの文字", "Text in the header and on buttons"];
    add(header, on_main, main, READABLE, Mend::OnPrimary, None);
    for (scheme, colours) in shades.into_iter().enumerate() {
        let or = |text: &str, other: Color| Color::parse(text).unwrap_or(other);
        let [our_ground, our_text] = OURS[scheme].map(|text| or(text, main));
        let ground = or(&colours.ground, our_ground);
        let surface = or(&colours.surface, SURFACE[scheme]);
        let text = or(&colours.text, our_text);
        let own = or(&colours.own, main);
        let on_own = or(&colours.on_own, on_main);
        let focus = or(&colours.focus, main.readable_on(surface));
        let names: [[&str; 2]; 4] = if scheme == 0 {
            [
                ["ライト: 背景の上の文字", "Light: text on the background"],
                [
                    "ライト: 吹き出しとカードの文字",
                    "Light: text in bubbles and cards",
                ],
                [
                    "ライト: 利用者の吹き出しの文字",
                    "Light: text in the visitor's bubbles",
                ],
                ["ライト: フォーカスの枠", "Light: the focus ring"],
            ]
        } else {
            [
                ["ダーク: 背景の上の文字", "Dark: text on the background"],
                [
                    "ダーク: 吹き出しとカードの文字",
                    "Dark: text in bubbles and cards",
                ],
                [
                    "ダーク: 利用者の吹き出しの文字",
                    "Dark: text in the visitor's bubbles",
                ],
                ["ダーク: フォーカスの枠", "Dark: the focus ring"],
            ]
        };
        let both = Some(text.readable_on(ground).readable_on(surface));
        add(names[0], text, ground, READABLE, Mend::Text(scheme), both);
        add(names[1], text, surface, READABLE, Mend::Text(scheme), both);
        add(names[2], on_own, own, READABLE, Mend::OnOwn(scheme), None);
        add(names[3], focus, ground, VISIBLE, Mend::Focus(scheme), None);
    }
    all
}

/// What was measured: one line when all can be read, else each pair that cannot.
#[component]
pub(super) fn Contrast(draft: Draft) -> impl IntoView {
    let form = draft.fields();
    let measured = move || {
        let (primary, on_primary) = (form.primary.get(), form.on_primary.get());
        let shades = form.shades.map(super::parts::Shades::get);
        pairs(primary.trim(), on_primary.trim(), [&shades[0], &shades[1]])
    };
    let mend = move |mend: Mend, color: Color| {
        let field = match mend {
            Mend::OnPrimary => form.on_primary,
            Mend::Text(scheme) => form.shades[scheme].0[2],
            Mend::OnOwn(scheme) => form.shades[scheme].0[4],
            Mend::Focus(scheme) => form.shades[scheme].0[5],
        };
        set(field, &color.hex());
    };
    let row = move |pair: Pair| {
        let (name, ratio, least) = (
            t(pair.what[0], pair.what[1]),
            written(pair.ratio),
            written(pair.least),
        );
        let text = match lang::current() {
            Lang::Ja => {
                format!("{name}: 読みにくい組み合わせです（コントラスト {ratio}。{least} 以上が目安）")
            }
            Lang::En => format!("{name}: hard to read (contrast {ratio}; {least} or more is wanted)"),
        };
        view! {
            <p class="contrast warn">
                {icon(Icon::Alert)}
                <span>{text}</span>
                <button
                    type="button"
                    class="button small"
                    aria-label=format!("{name}: {}", t("色を直す", "Mend the colour"))
                    on:click=move |_| mend(pair.mend, pair.mended)
                >
                    {t("色を直す", "Mend the colour")}
                </button>
            </p>
        }
    };
    let shown = move || {
        let all = measured();
        let lowest = all.iter().map(|pair| pair.ratio).fold(f64::INFINITY, f64::min);
        let bad: Vec<Pair> = all.into_iter().filter(|pair| pair.ratio < pair.least).collect();
        if !bad.is_empty() {
            return bad.into_iter().map(row).collect_view().draw();
        }
        lowest
            .is_finite()
            .then(|| {
                view! {
                    <p class="contrast good">
                        {icon(Icon::Check)}
                        <span>{good(lowest)}</span>
                    </p>
                }
            })
            .draw()
    };
    view! { <div aria-live="polite">{shown}</div> }.draw()
}

fn good(lowest: f64) -> String {
    let ratio = written(lowest);
    match lang::current() {
        Lang::Ja => {
            format!("ライトでもダークでも読みやすい組み合わせです（いちばん低いコントラスト {ratio}）")
        }
        Lang::En => format!("Easy to read in light and in dark (the lowest contrast is {ratio})"),
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

    #[test]
    fn what_is_mended_can_be_read() {
        let light = Colours {
            text: "#aaaaaa".into(),
            own: "#ffee00".into(),
            on_own: "#ffffff".into(),
            focus: "#fafafa".into(),
            ..Colours::default()
        };
        let all = pairs("#ffcc00", "#ffffff", [&light, &Colours::default()]);
        let bad: Vec<_> = all.iter().filter(|pair| pair.ratio < pair.least).collect();
        let names: Vec<_> = bad.iter().map(|pair| pair.mend).collect();
        // In dark, the visitor's bubbles take over the two colours of the header.
        let expected = [
            Mend::OnPrimary,
            Mend::Text(0),
            Mend::Text(0),
            Mend::OnOwn(0),
            Mend::Focus(0),
            Mend::OnOwn(1),
        ];
        assert_eq!(names, expected);
        let mended = |mend| {
            all.iter()
                .find(|pair| pair.mend == mend)
                .map(|pair| pair.mended.hex())
        };
        let light = Colours {
            text: mended(Mend::Text(0)).expect("a colour"),
            on_own: mended(Mend::OnOwn(0)).expect("a colour"),
            focus: mended(Mend::Focus(0)).expect("a colour"),
            ..light
        };
        let on_primary = mended(Mend::OnPrimary).expect("a colour");
        let all = pairs("#ffcc00", &on_primary, [&light, &Colours::default()]);
        assert!(all.iter().all(|pair| pair.ratio >= pair.least));
    }
}
