//! A drawing as a file: SVG as it is, PNG by the browser.

use crate::draw::Draw;
use crate::{
    dates, dom,
    lang::t,
    ui::{Icon, icon},
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// Points of the file to one of the drawing: sharp on paper.
const SCALE: f64 = 2.0;

/// Buttons for both kinds.
#[component]
pub(super) fn SavePicture(svg: Callback<(), String>) -> impl IntoView {
    let button = move |ending: &'static str, kind: &'static str, words: &'static str| {
        let save = move |_| {
            let drawing = svg.run(());
            let name = format!("report-{}.{ending}", dates::today());
            if ending == "svg" {
                if let Some(blob) = blob(&drawing) {
                    dom::save(&blob, &name);
                }
            } else {
                save_png(&drawing, name);
            }
        };
        view! {
            <button type="button" class="button small" aria-label=words on:click=save>
                {icon(Icon::Download)}
                <span>{kind}</span>
            </button>
        }
    };
    view! {
        {button("png", "PNG", t("グラフを PNG で保存", "Save the chart as PNG"))}
        {button("svg", "SVG", t("グラフを SVG で保存", "Save the chart as SVG"))}
    }
    .draw()
}

fn blob(drawing: &str) -> Option<Blob> {
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&drawing.into()), &kind).ok()
}

/// Has the browser paint the drawing, and saves that.
fn save_png(drawing: &str, name: String) {
    let Ok(image) = HtmlImageElement::new() else {
        return;
    };
    let painted = image.clone();
    let paint = Closure::once_into_js(move || {
        // Without a canvas there is no picture; the drawing as SVG remains.
        let _ = paint(&painted, name);
    });
    image.set_onload(Some(paint.unchecked_ref()));
    let address = js_sys::encode_uri_component(drawing);
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{address}"));
}

/// Paints a drawing that was read, and has the picture saved.
fn paint(image: &HtmlImageElement, name: String) -> Option<()> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.unchecked_into();
    canvas.set_width((f64::from(image.width()) * SCALE) as u32);
    canvas.set_height((f64::from(image.height()) * SCALE) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    context.scale(SCALE, SCALE).ok()?;
    context.draw_image_with_html_image_element(image, 0.0, 0.0).ok()?;
    let save = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            dom::save(&blob, &name);
        }
    });
    canvas.to_blob(save.unchecked_ref()).ok()
}
