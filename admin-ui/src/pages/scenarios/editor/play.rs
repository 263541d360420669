//! The trial: the widget itself plays the scenario as it stands in the editor, and the drawing shows where the visitor is.

use super::desk::Desk;
use crate::{
    api,
    app::app,
    draw::Draw,
    lang::{self, t},
    place,
    ui::{Icon, icon, note},
};
use kotae_shared::{
    Lang,
    api::{
        frame::PROTOCOL,
        scenarios::{ScenarioTrial, ScenarioTry, TrialWidget},
    },
    codec,
    scenario::{Scenario, play::Play},
};
use leptos::{html::Iframe, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The part beside the drawing. It stays when another part is looked at, with its conversation.
#[component]
pub(super) fn Trial(desk: Desk) -> impl IntoView {
    let app = app();
    let frame = NodeRef::<Iframe>::new();
    let widget = RwSignal::new(None::<Option<TrialWidget>>);
    let play = RwSignal::new(None::<Play>);
    let loaded = RwSignal::new(false);
    let spoken = RwSignal::new(lang::current());
    // What is being played, to say when it has changed.
    let played = RwSignal::new(None::<Scenario>);
    let begin = move |start: String| {
        let scenario = desk.scenario.get_untracked();
        spawn_local(async move {
            let wish = ScenarioTry {
                scenario: scenario.clone(),
                start,
            };
            match api::post::<ScenarioTrial>("scenarios/play", &wish).await {
                Ok(trial) => {
                    if widget.try_get_untracked().is_none() {
                        return;
                    }
                    desk.standing.set(String::new());
                    played.set(Some(scenario));
                    // The same widget goes on in its frame.
                    if widget.get_untracked() != Some(trial.widget.clone()) {
                        loaded.set(false);
                        widget.set(Some(trial.widget));
                    }
                    play.set(Some(trial.play));
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    Effect::new(move |_| {
        let (number, start) = desk.wish.get();
        if number > 0 {
            begin(start);
        }
    });
    Effect::new(move |_| {
        let (play, lang) = (play.get(), spoken.get());
        if loaded.get()
            && let (Some(frame), Some(play)) = (frame.get(), play)
            && let Some(Some(widget)) = widget.get_untracked()
        {
            send(&frame, &widget, &play, lang);
        }
    });
    on_cleanup(move || {
        desk.standing.try_set(String::new());
    });
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
    let stage = move || match widget.get() {
        None => view! {
            <p class="quiet">
                {t(
                    "いまの内容のまま、ウィジェットで試せます。保存も公開もいりません。",
                    "Try it in the widget as it stands, without saving or publishing.",
                )}
            </p>
        }
        .draw(),
        Some(None) => note(
            "",
            t(
                "試すには、ウィジェットを 1 つ作ってください。",
                "Please make a widget first, to try it in.",
            ),
        )
        .draw(),
        Some(Some(widget)) => view! {
            <iframe
                class="trial-frame"
                node_ref=frame
                src=place::below_prefix(&format!("w/{}", widget.key))
                title=t("シナリオの試し", "Trial of the scenario")
                on:load=move |_| {
                    if let Some(frame) = frame.get_untracked() {
                        greet(&frame, desk);
                    }
                    loaded.set(false);
                    loaded.set(true);
                }
            ></iframe>
        }
        .draw(),
    };
    let is_old = move || {
        played.with(|played| {
            played
                .as_ref()
                .is_some_and(|played| desk.scenario.with(|now| now != played))
        })
    };
    view! {
        <div class="trial">
            <div class="form-actions">
                <button type="button" class="button small" on:click=move |_| begin(String::new())>
                    {icon(Icon::Again)}
                    <span>{t("最初から試す", "Try from the start")}</span>
                </button>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| begin(desk.selected.get_untracked())
                >
                    <span>
                        {move || match lang::current() {
                            Lang::Ja => format!("「{}」から試す", desk.selected.get()),
                            Lang::En => format!("Try from “{}”", desk.selected.get()),
                        }}
                    </span>
                </button>
                <span class="joined" role="group" aria-label=t("試しの言語", "Language of the trial")>
                    {languages.collect_view()}
                </span>
            </div>
            {move || {
                is_old()
                    .then(|| {
                        note(
                            "warn",
                            t(
                                "試しを始めたあとに変更がありました。もう一度始めると反映されます。",
                                "It was changed since the trial began. Begin again to see it.",
                            ),
                        )
                    })
            }}
            {stage}
            <p class="quiet small">
                {t(
                    "いまいるステップは図で強調されます。ここでの操作は記録されません。",
                    "The step where the visitor stands is marked in the drawing. Nothing in it is logged.",
                )}
            </p>
        </div>
    }
    .draw()
}

/// Gives the frame a port, on which it tells of each step.
fn greet(frame: &web_sys::HtmlIFrameElement, desk: Desk) {
    let (Some(target), Ok(channel)) = (frame.content_window(), web_sys::MessageChannel::new()) else {
        return;
    };
    let hear = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let get =
            |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).unwrap_or_default();
        let message = event.data();
        if get(&message, "name").as_string().as_deref() == Some("scenario")
            && let Some(step) = get(&get(&message, "detail"), "value").as_string()
        {
            // The page may be gone by now.
            let _ = desk.standing.try_set(step);
        }
    });
    let port = channel.port1();
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It lives as long as the frame's document.
    hear.forget();
    let hello = message("hello");
    set(&hello, "set", &js_sys::Object::new());
    let origin = window().location().origin().unwrap_or_default();
    let ports = js_sys::Array::of1(&channel.port2());
    let _ = target.post_message_with_transfer(&hello, &origin, &ports);
}

/// Gives the frame the scenario, as `kotae_shared::api::frame` says.
fn send(frame: &web_sys::HtmlIFrameElement, widget: &TrialWidget, play: &Play, lang: Lang) {
    let Some(target) = frame.content_window() else {
        return;
    };
    let preview = message("preview");
    let bytes = |bytes: Vec<u8>| js_sys::Uint8Array::from(bytes.as_slice());
    set(&preview, "settings", &bytes(codec::encode(&widget.look)));
    set(&preview, "play", &bytes(codec::encode(play)));
    set(&preview, "lang", &lang.tag().into());
    let origin = window().location().origin().unwrap_or_default();
    let _ = target.post_message(&preview, &origin);
}

fn message(kind: &str) -> js_sys::Object {
    let message = js_sys::Object::new();
    set(&message, "kotae", &PROTOCOL.into());
    set(&message, "type", &kind.into());
    message
}

fn set(object: &js_sys::Object, name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(object, &name.into(), value);
}
