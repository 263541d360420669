//! The bar on top: workspace, unpublished changes, language, own account.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    lang::{self, number, plural, t},
    place,
    ui::{Icon, icon},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{AccountEdit, Session},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// The bar.
#[component]
pub(crate) fn Bar(
    /// Raised to open the search.
    finding: RwSignal<u32>,
) -> impl IntoView {
    let app = app();
    let name = move || app.session().user.name;
    let mail = move || app.session().user.email;
    close_menus_on_leaving();
    view! {
        <header class="bar">
            <a class="brand" href=place::href("")>
                {brand_mark()}
                <span>"Kotae"</span>
                <span class="brand-workspace">{move || app.session().workspace}</span>
            </a>
            <span class="bar-space"></span>
            <Unpublished/>
            <button
                type="button"
                class="button plain icon"
                title="Ctrl+K"
                aria-label=t("どこでも検索", "Search everywhere")
                aria-haspopup="dialog"
                on:click=move |_| finding.update(|asked| *asked += 1)
            >
                {icon(Icon::Search)}
            </button>
            <details class="menu">
                <summary>
                    <span class="unseen">{t("表示言語", "Language")} " "</span>
                    {icon(Icon::Globe)}
                    <span class="menu-name">{t("日本語", "English")}</span>
                </summary>
                <div class="menu-list">
                    {[(Lang::Ja, "日本語"), (Lang::En, "English")]
                        .map(|(lang, name)| {
                            let current = (lang == lang::current()).then_some("true");
                            view! {
                                <button type="button" lang=lang.tag() aria-current=current on:click=move |_| app.leave(move || speak(app, lang))>
                                    {name}
                                    {current.map(|_| icon(Icon::Check))}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </details>
            <details class="menu">
                <summary>
                    <span class="unseen">{t("自分のメニュー", "Your menu")} " "</span>
                    <span class="avatar" aria-hidden="true">
                        {move || name().chars().next().map(String::from)}
                    </span>
                    <span class="menu-name">{name}</span>
                </summary>
                <div class="menu-list">
                    <p>
                        <b>{name}</b>
                        <br/>
                        <span class="quiet small">{mail}</span>
                        <br/>
                        <span class="quiet small">{move || app.session().user.role.name(lang::current())}</span>
                    </p>
                    <a href=place::href("account")>{icon(Icon::User)} {t("アカウント設定", "Account settings")}</a>
                    <button type="button" on:click=move |_| app.leave(move || app.sign_out())>
                        {icon(Icon::SignOut)}
                        {t("ログアウト", "Sign out")}
                    </button>
                </div>
            </details>
        </header>
    }
    .draw()
}

/// How many changes wait for publication, with the way there.
#[component]
fn Unpublished() -> impl IntoView {
    let app = app();
    move || {
        let count = app.session().unpublished;
        // The way leads to a page with a button that only some may press.
        (count > 0 && app.may(Permission::Publish)).then(|| {
            let words = t(
                "未公開の変更",
                plural(count, "unpublished change", "unpublished changes"),
            );
            let (before, after) = match lang::current() {
                Lang::Ja => (words, ""),
                Lang::En => ("", words),
            };
            let label = format!("{before} {} {after}", number(count));
            view! {
                <a class="unpublished" href=place::href("publish") aria-label=label>
                    {icon(Icon::Send)}
                    <span class="unpublished-word">{before}</span>
                    <b>{number(count)}</b>
                    <span class="unpublished-word">{after}</span>
                    <span class="unpublished-act">{t("公開へ", "Publish")}</span>
                </a>
            }
        })
    }
}

/// Kotae's mark.
pub(crate) fn brand_mark() -> AnyView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true">
            <path
                d="M7 4h18a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4h-9l-7 5v-5H7a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"
                fill="#0b6b5c"
            ></path>
            <path
                d="M10 14.5l4.2 4.2L22.5 10"
                fill="none"
                stroke="#fff"
                stroke-width="3"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
    .draw()
}

/// Changes the user's language, here and in the account.
pub(super) fn speak(app: App, lang: Lang) {
    let user = app.session_now().user;
    spawn_local(async move {
        let edit = AccountEdit {
            name: user.name,
            email: user.email,
            lang,
            time_zone: user.time_zone,
        };
        let saved: Result<Session, Failure> = api::put("account", &edit).await;
        match saved {
            Ok(session) => app.admit(session),
            Err(failure) => app.fail(&failure),
        }
    });
}

/// An open menu closes when something else is pressed, on Escape, and when something in it was chosen.
fn close_menus_on_leaving() {
    let pressed = window_event_listener(ev::click, |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        close_menus(target.as_ref());
    });
    let escaped = window_event_listener(ev::keydown, |event| {
        if event.key() == "Escape" {
            close_menus(None);
        }
    });
    on_cleanup(move || {
        pressed.remove();
        escaped.remove();
    });
}

/// Closes each open menu, but not the one whose summary was just pressed.
fn close_menus(pressed: Option<&web_sys::Node>) {
    let Ok(open) = document().query_selector_all("details.menu[open]") else {
        return;
    };
    for index in 0..open.length() {
        let Some(menu) = open
            .get(index)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok())
        else {
            continue;
        };
        let summary = menu.query_selector("summary").ok().flatten();
        let own = summary.is_some_and(|summary| pressed.is_some_and(|node| summary.contains(Some(node))));
        if !own {
            let _ = menu.remove_attribute("open");
        }
    }
}
