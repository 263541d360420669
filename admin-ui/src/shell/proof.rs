//! Before a sensitive change, a while after the sign-in: the password or a code once more. The change then goes on by
//! itself.

use crate::draw::Draw;
use crate::{
    api,
    app::Proving,
    dom,
    lang::t,
    pages::sign_in::providers,
    remote::Remote,
    ui::{Faults, PasswordInput, Submit, TextInput},
};
use kotae_shared::api::admin::{Proof as Body, Start};
use leptos::{html::Dialog, prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

/// Where it is asked.
#[component]
pub(crate) fn Proof() -> impl IntoView {
    let Proving(proving) = expect_context();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let asked = proving.with(Option::is_some);
        if let Some(dialog) = dialog.get() {
            if asked && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !asked && dialog.open() {
                dialog.close();
            }
        }
    });
    let answer = move |yes: bool| {
        if let Some(waiting) = proving.try_update(Option::take).flatten() {
            let _ = waiting.call1(&JsValue::NULL, &JsValue::from_bool(yes));
        }
    };
    let body = move || {
        proving
            .with(Option::is_some)
            .then(|| view! { <Form answer=Box::new(answer)/> })
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="proof-title" on:close=move |_| answer(false)>
            {body}
        </dialog>
    }
    .draw()
}

#[component]
fn Form(answer: Box<dyn Fn(bool)>) -> impl IntoView {
    let answer = StoredValue::new_local(answer);
    let answer = move |yes| answer.with_value(|answer| answer(yes));
    let [password, code] = [(); 2].map(|()| RwSignal::new(String::new()));
    let by_code = RwSignal::new(false);
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    dom::focus_soon("dialog[open] #field-password");
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let body = Body {
            password: password.get_untracked(),
            code: code.get_untracked(),
        };
        spawn_local(async move {
            match api::post::<()>("session/proof", &body).await {
                Ok(()) => answer(true),
                Err(failure) => {
                    busy.set(false);
                    faults.show(&failure);
                }
            }
        });
    };
    let field = move || {
        if by_code.get() {
            view! { <CodeInput value=code faults=faults/> }.draw()
        } else {
            view! {
                <PasswordInput
                    name="password"
                    label=t("パスワード", "Password")
                    value=password
                    faults=faults
                    autocomplete="current-password"
                />
            }
            .draw()
        }
    };
    let start = Remote::<Start>::new(|| "start".into());
    let by_provider = move || {
        let all = start.get().map(|start| start.providers).unwrap_or_default();
        (!all.is_empty()).then(|| {
            view! {
                {providers(&all, "?for=prove", "_blank")}
                <p class="quiet small">
                    {t(
                        "別の画面で確認したら、「続ける」を押してください。",
                        "Once confirmed in the other window, press Go on.",
                    )}
                </p>
                <button type="button" class="button" on:click=move |_| answer(true)>
                    {t("続ける", "Go on")}
                </button>
            }
        })
    };
    let switch = move |_| {
        faults.clear();
        password.set(String::new());
        code.set(String::new());
        by_code.update(|by_code| *by_code = !*by_code);
    };
    view! {
        <form class="dialog-body" novalidate on:submit=submit>
            <h2 id="proof-title">{t("本人確認", "Is it you?")}</h2>
            <p class="quiet">
                {t(
                    "大切な操作なので、もう一度確認します。確認すると、操作を続けます。",
                    "This is a sensitive change. Once you have confirmed, it goes on.",
                )}
            </p>
            {by_provider}
            {field}
            <button type="button" class="button plain small" on:click=switch>
                {move || {
                    if by_code.get() {
                        t("パスワードで確認する", "Use the password")
                    } else {
                        t("認証アプリのコードで確認する", "Use a code of the authenticator app")
                    }
                }}
            </button>
            <div class="form-actions">
                <button type="button" class="button" on:click=move |_| answer(false)>
                    {t("キャンセル", "Cancel")}
                </button>
                <Submit label=t("確認して続ける", "Confirm and go on") busy=busy faults=faults/>
            </div>
        </form>
    }
    .draw()
}

/// The six digits, or a recovery code.
#[component]
pub(crate) fn CodeInput(value: RwSignal<String>, faults: Faults) -> impl IntoView {
    view! {
        <TextInput
            name="code"
            label=t("確認コード", "Code")
            value=value
            faults=faults
            autocomplete="one-time-code"
            max=60
            help=t(
                "認証アプリに表示されている 6 桁の数字です。スマートフォンがないときは、回復コードも使えます。",
                "The six digits that your authenticator app shows. Without your phone, a recovery code works too.",
            )
        />
    }
    .draw()
}
