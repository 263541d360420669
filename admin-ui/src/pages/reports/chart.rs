//! A figure over time, as columns: drawn as SVG, read by mouse and keyboard, saved as a picture, and there as a table.

use super::picture;
use crate::draw::Draw;
use crate::lang::{self, number, t};
use crate::pages::results::label;
use kotae_shared::{
    Lang,
    api::{
        reports::{Figure, Usage},
        results::By,
    },
};
use leptos::prelude::*;
use std::fmt::Write as _;

/// The drawing's size, in its own units.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 260.0;
/// Room for the figures at the side, above the highest column, and for the days below.
const LEFT: f64 = 56.0;
const TOP: f64 = 12.0;
const BELOW: f64 = 28.0;

/// Of what it is drawn; on the screen the scheme's colours, in a file those of paper.
struct Ink {
    ground: &'static str,
    column: &'static str,
    line: &'static str,
    text: &'static str,
}

const SCREEN: Ink = Ink {
    ground: "none",
    column: "var(--k-accent)",
    line: "var(--k-line)",
    text: "var(--k-quiet)",
};
const PAPER: Ink = Ink {
    ground: "#ffffff",
    column: "#0b6b5c",
    line: "#e3e8e6",
    text: "#53605d",
};

/// A figure in words: a count, a share in percent, or a dash where there is none.
pub(super) fn shown(figure: Figure, usage: &Usage) -> String {
    value(figure, figure.of(usage))
}

fn value(figure: Figure, value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(share) if figure.is_rate() => format!("{:.1}%", share * 100.0),
        Some(count) => number(count.max(0.0) as u32),
    }
}

/// The least of 1, 2, 4, 10, 20, 40 ... that is not below a number: from 2 on a height whose half is whole, as its line says.
fn round_above(most: f64) -> f64 {
    let mut power = 1.0;
    loop {
        for step in [1.0, 2.0, 4.0] {
            if step * power >= most {
                return step * power;
            }
        }
        power *= 10.0;
    }
}

/// The names of both languages at once are an array; this takes the one of the screen.
pub(super) fn words(both: [&'static str; 2]) -> &'static str {
    t(both[0], both[1])
}

fn svg(figure: Figure, by: By, steps: &[(String, Usage)], ink: &Ink) -> String {
    let values: Vec<f64> = steps
        .iter()
        .map(|(_, usage)| figure.of(usage).unwrap_or(0.0))
        .collect();
    let most = values.iter().copied().fold(0.0, f64::max);
    let top = if figure.is_rate() {
        1.0
    } else {
        round_above(most).max(2.0)
    };
    let (room, height) = (WIDTH - LEFT, HEIGHT - TOP - BELOW);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>",
        ink.ground
    );
    for part in [0.0, 0.5, 1.0] {
        let y = TOP + height * (1.0 - part);
        let name = value(figure, Some(top * part));
        let _ = write!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{WIDTH}\" stroke=\"{}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" \
             fill=\"{}\">{name}</text>",
            ink.line,
            LEFT - 8.0,
            y + 4.5,
            ink.text
        );
    }
    let step = room / values.len().max(1) as f64;
    let gap = (step * 0.2).min(4.0);
    for (at, value) in values.iter().enumerate() {
        let tall = height * value / top;
        let (x, y) = (LEFT + step * at as f64 + gap / 2.0, TOP + height - tall);
        let _ = write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{tall:.1}\" fill=\"{}\"/>",
            (step - gap).min(64.0),
            ink.column
        );
    }
    let last = steps.len().saturating_sub(1);
    let mut marks = vec![(0, "start"), (last / 2, "middle"), (last, "end")];
    marks.dedup_by_key(|(at, _)| *at);
    for (at, anchor) in marks {
        if let Some((day, _)) = steps.get(at) {
            let x = match anchor {
                "start" => LEFT,
                "end" => WIDTH,
                _ => LEFT + step * (at as f64 + 0.5),
            };
            let _ = write!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" fill=\"{}\">{}</text>",
                HEIGHT - 8.0,
                ink.text,
                label(day, by)
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// The card: which figure, the drawing, its files, the table. Left and right go through the columns.
#[component]
pub(super) fn Chart(by: By, steps: Vec<(String, Usage)>, figures: Vec<Figure>) -> impl IntoView {
    let chosen = RwSignal::new(Figure::Questions);
    let at = RwSignal::new(None::<usize>);
    let count = steps.len();
    let steps = StoredValue::new(steps);
    let drawing = move || steps.with_value(|steps| svg(chosen.get(), by, steps, &SCREEN));
    let said = move || {
        let figure = chosen.get();
        steps.with_value(|steps| {
            let (day, usage) = steps.get(at.get()?)?;
            Some(format!("{}: {}", label(day, by), shown(figure, usage)))
        })
    };
    let go = move |to: usize| at.set(Some(to.min(count.saturating_sub(1))));
    let keys = move |event: web_sys::KeyboardEvent| {
        let now = at.get_untracked();
        match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => go(now.map_or(0, |now| now + 1)),
            "ArrowLeft" | "ArrowDown" => go(now.map_or(0, |now| now.saturating_sub(1))),
            "Home" => go(0),
            "End" => go(count),
            _ => return,
        }
        event.prevent_default();
    };
    let place = NodeRef::<leptos::html::Div>::new();
    let pointed = move |event: web_sys::PointerEvent| {
        let Some(place) = place.get_untracked() else {
            return;
        };
        let area = place.get_bounding_client_rect();
        let left = area.width() * LEFT / WIDTH;
        let share = (f64::from(event.client_x()) - area.left() - left) / (area.width() - left);
        if (0.0..1.0).contains(&share) {
            go((share * count as f64) as usize);
        }
    };
    // Where the marked column is, as shares of the drawing's width.
    let mark = move |end: bool| {
        let part = (at.get()? as f64 + if end { 1.0 } else { 0.0 }) / count.max(1) as f64;
        Some(format!("{:.4}", (LEFT + (WIDTH - LEFT) * part) / WIDTH))
    };
    let options = figures.iter().map(|figure| {
        let own = *figure;
        let name = serde_json::to_string(&own).unwrap_or_default();
        view! { <option value=name selected=own == Figure::Questions>{words(own.name())}</option> }
    });
    let options = options.collect_view();
    let choose = move |event: web_sys::Event| {
        if let Ok(figure) = serde_json::from_str(&event_target_value(&event)) {
            chosen.set(figure);
        }
    };
    let paper = move || steps.with_value(|steps| svg(chosen.get_untracked(), by, steps, &PAPER));
    let table = move || steps.with_value(|steps| table(chosen.get(), by, steps));
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{t("時間の推移", "Over time")}</h2>
                <div class="form-actions">
                    <select class="select" aria-label=t("グラフの指標", "Figure of the chart") on:change=choose>{options}</select>
                    <picture::SavePicture svg=Callback::new(move |()| paper())/>
                </div>
            </div>
            <p class="chart-said" role="status">{move || said().unwrap_or_else(hint)}</p>
            <div class="chart-room">
                <div
                    class="chart"
                    node_ref=place
                    role="slider"
                    tabindex="0"
                    aria-label=move || words(chosen.get().name())
                    aria-valuemin="0"
                    aria-valuemax=count.saturating_sub(1)
                    aria-valuenow=move || at.get().unwrap_or(0)
                    aria-valuetext=move || said().unwrap_or_else(hint)
                    on:keydown=keys
                    on:pointermove=pointed
                    on:pointerleave=move |_| at.set(None)
                >
                    <div class="chart-drawing" aria-hidden="true" inner_html=drawing></div>
                    <i
                        class="chart-mark"
                        hidden=move || at.get().is_none()
                        style=("--from", move || mark(false).unwrap_or_default())
                        style=("--to", move || mark(true).unwrap_or_default())
                    ></i>
                </div>
            </div>
            <details>
                <summary>{t("表で見る", "As a table")}</summary>
                {table}
            </details>
        </section>
    }
    .draw()
}

fn hint() -> String {
    t(
        "グラフに触れるか、矢印キーで値を読めます。",
        "Point at a column, or use the arrow keys, to read its value.",
    )
    .to_owned()
}

fn table(figure: Figure, by: By, steps: &[(String, Usage)]) -> AnyView {
    let rows = steps.iter().map(|(day, usage)| {
        view! {
            <tr>
                <th scope="row">{label(day, by)}</th>
                <td class="number">{shown(figure, usage)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t("期間", "Time")}</th>
                        <th scope="col" class="number">{words(figure.name())}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .draw()
}

/// A period in words.
pub(super) fn period(from: &str, until: &str) -> String {
    match lang::current() {
        Lang::Ja => format!("{from} 〜 {until}"),
        Lang::En => format!("{from} to {until}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_round() {
        assert_eq!(
            [0.0, 1.0, 3.0, 5.5, 100.0, 101.0].map(round_above),
            [1.0, 1.0, 4.0, 10.0, 100.0, 200.0]
        );
    }

    #[test]
    fn a_column_is_as_high_as_its_share() {
        let usage = |questions| Usage {
            questions,
            ..Usage::default()
        };
        let steps = [
            ("2026-11-01".to_owned(), usage(5)),
            ("2026-11-02".to_owned(), usage(10)),
        ];
        let drawing = svg(Figure::Questions, By::Day, &steps, &PAPER);
        assert!(drawing.contains("height=\"110.0\""), "{drawing}");
        assert!(drawing.contains("height=\"220.0\""), "{drawing}");
        assert!(!drawing.contains("var("), "a file knows no scheme");
        // Nothing to draw is drawn, too.
        assert!(svg(Figure::SolvedRate, By::Day, &[], &SCREEN).ends_with("</svg>"));
    }
}
