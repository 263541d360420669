//! The widget itself, with the settings as they stand in the form.

use super::draft::Draft;
use crate::draw::Draw;
use crate::{
    lang::t,
    place,
    ui::{Icon, file_address, icon},
};
use kotae_shared::color::{Color, WHITE};
use kotae_shared::{
    Lang,
    api::frame::PROTOCOL,
    codec,
    look::Look,
    settings::{ColorScheme, Launcher, Position, WidgetSettings},
};
use leptos::{html::Iframe, prelude::*};
use wasm_bindgen::JsValue;

/// Greatest distance from the stage's edges that is drawn; the stage is smaller than a page.
const MOST: u16 = 48;

/// The preview: the panel in its frame, and the launcher as the page will draw it.
#[component]
pub(super) fn Preview(draft: Draft, spoken: RwSignal<Lang>) -> impl IntoView {
    let frame = NodeRef::<Iframe>::new();
    let loaded = RwSignal::new(false);
    let scheme = RwSignal::new(None::<ColorScheme>);
    let settings = Memo::new(move |_| {
        let mut settings = draft.settings();
        if let Some(scheme) = scheme.get() {
            settings.design.color_scheme = scheme;
        }
        settings
    });
    let address = place::below_prefix(&format!("w/{}", untrack(|| draft.saved()).key));
    Effect::new(move |_| {
        let (settings, lang) = (settings.get(), spoken.get());
        if loaded.get()
            && let Some(frame) = frame.get()
        {
            send(&frame, &settings, lang);
        }
    });
    let restart = move |_| {
        if let Some(frame) = frame.get_untracked() {
            loaded.set(false);
            let address = frame.src();
            frame.set_src(&address);
        }
    };
    let top = move || {
        settings.with(|settings| matches!(settings.design.position, Position::TopLeft | Position::TopRight))
    };
    let left = move || {
        settings.with(|settings| matches!(settings.design.position, Position::TopLeft | Position::BottomLeft))
    };
    let gap = move |of: fn(&WidgetSettings) -> u16| settings.with(|settings| of(settings).min(MOST));
    let gap_x = move || format!("{}px", gap(|settings| settings.design.offset_x));
    let gap_y = move || format!("{}px", gap(|settings| settings.design.offset_y));
    let width = move || settings.with(|settings| format!("{}px", settings.design.width));
    let height = move || settings.with(|settings| format!("{}px", settings.design.height));
    let radius = move || settings.with(|settings| format!("{}px", settings.design.radius.min(24)));
    let languages = [(Lang::Ja, "日本語"), (Lang::En, "English")].map(|(lang, name)| {
        view! {
            <button
                type="button"
                class="button small"
                lang=lang.tag()
                aria-pressed=move || (spoken.get() == lang).to_string()
                on:click=move |_| spoken.set(lang)
            >
                {name}
            </button>
        }
    });
    let schemes = [
        (None, t("設定どおり", "As set")),
        (Some(ColorScheme::Light), t("ライト", "Light")),
        (Some(ColorScheme::Dark), t("ダーク", "Dark")),
    ]
    .map(|(choice, name)| {
        view! {
            <button
                type="button"
                class="button small"
                aria-pressed=move || (scheme.get() == choice).to_string()
                on:click=move |_| scheme.set(choice)
            >
                {name}
            </button>
        }
    });
    view! {
        <section class="stage-frame" aria-labelledby="preview-title">
            <div class="stage-head">
                <h2 id="preview-title">{t("プレビュー", "Preview")}</h2>
                <span class="joined" role="group" aria-label=t("プレビューの言語", "Language of the preview")>
                    {languages.collect_view()}
                </span>
                <span class="joined" role="group" aria-label=t("プレビューの明るさ", "Light or dark preview")>
                    {schemes.collect_view()}
                </span>
                <button
                    type="button"
                    class="button small icon plain"
                    title=t("会話を最初から", "Begin the conversation anew")
                    aria-label=t("会話を最初から", "Begin the conversation anew")
                    on:click=restart
                >
                    {icon(Icon::Again)}
                </button>
            </div>
            <div
                class="stage"
                class:top=top
                class:left=left
                style:padding-inline=gap_x
                style:padding-block=gap_y
            >
                <iframe
                    class="stage-panel"
                    node_ref=frame
                    src=address
                    title=t("ウィジェットのプレビュー", "Preview of the widget")
                    allow="clipboard-write"
                    style:border-radius=radius
                    style:max-width=width
                    style:max-height=height
                    on:load=move |_| {
                        loaded.set(false);
                        loaded.set(true);
                    }
                ></iframe>
                <LauncherView settings=settings spoken=spoken/>
            </div>
            <p class="quiet small">
                {t(
                    "保存前の設定で動いています。ここでの質問は記録されません。",
                    "It runs with the settings as they stand here. Questions in it are not logged.",
                )}
            </p>
        </section>
    }
    .draw()
}

/// The launcher, in the design's colours. A picture: the panel is always open here.
#[component]
fn LauncherView(settings: Memo<WidgetSettings>, spoken: RwSignal<Lang>) -> impl IntoView {
    let kind = Memo::new(move |_| settings.with(|settings| settings.design.launcher));
    let name = move || {
        let own = kotae_widget::texts::words(spoken.get()).name;
        settings.with(|settings| match settings.texts.name.get(spoken.get()) {
            "" => own.to_owned(),
            name => name.to_owned(),
        })
    };
    let ground = move || {
        let color = settings.with(|settings| Color::parse(&settings.design.primary));
        color.map(Color::hex).unwrap_or_default()
    };
    let text = move || {
        let color = settings.with(|settings| Color::parse(&settings.design.on_primary));
        color.unwrap_or(WHITE).hex()
    };
    let image = Memo::new(move |_| settings.with(|settings| settings.design.launcher_image.clone()));
    move || {
        let kind = kind.get();
        (kind != Launcher::None).then(|| {
            view! {
                <span
                    class="stage-launcher"
                    class:labelled=kind == Launcher::Labelled
                    aria-hidden="true"
                    style:background=ground
                    style:color=text
                >
                    {match image.get() {
                        file if file.is_empty() => icon(Icon::Chat),
                        file => view! { <img src=file_address(&file) alt=""/> }.draw(),
                    }}
                    {(kind == Launcher::Labelled).then(|| view! { <b>{name}</b> })}
                </span>
            }
        })
    }
}

/// Gives the frame the settings, as `kotae_shared::api::frame` says.
fn send(frame: &web_sys::HtmlIFrameElement, settings: &WidgetSettings, lang: Lang) {
    let Some(target) = frame.content_window() else {
        return;
    };
    let message = js_sys::Object::new();
    let bytes = js_sys::Uint8Array::from(codec::encode(&Look::of(settings.clone())).as_slice());
    let fields: [(&str, JsValue); 4] = [
        ("kotae", PROTOCOL.into()),
        ("type", "preview".into()),
        ("settings", bytes.into()),
        ("lang", lang.tag().into()),
    ];
    for (name, value) in fields {
        let _ = js_sys::Reflect::set(&message, &name.into(), &value);
    }
    let origin = window().location().origin().unwrap_or_default();
    let _ = target.post_message(&message, &origin);
}
