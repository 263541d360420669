//! One's own second factor: put on with an authenticator app, with recovery codes for when it is lost.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::{self, t},
    remote::Remote,
    shell::CodeInput,
    ui::{Confirm, Copy, Faults, Submit, note},
};
use kotae_shared::{
    Lang,
    api::admin::{FactorCode, FactorStart, RecoveryCodes, SecondFactor},
};
use leptos::{prelude::*, task::spawn_local};

/// What the card shows beside the state.
#[derive(Clone)]
enum Step {
    Rest,
    Begun(FactorStart),
    Codes(RecoveryCodes),
}

/// What its parts share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Card {
    state: Remote<SecondFactor>,
    step: RwSignal<Step>,
}

/// The card.
#[component]
pub(crate) fn Factor() -> impl IntoView {
    let card = Card {
        state: Remote::<SecondFactor>::new(|| "account/second-factor".into()),
        step: RwSignal::new(Step::Rest),
    };
    let body = move || match card.step.get() {
        Step::Rest => card.state.view(move |state| rest(card, state)),
        Step::Begun(start) => view! { <Begun card=card start=start/> }.draw(),
        Step::Codes(codes) => shown(card, codes),
    };
    view! {
        <section class="card" id="second-factor">
            <h2>{t("二段階認証", "Second factor")}</h2>
            <div class="form">
                <p class="quiet">
                    {t(
                        "ログインのとき、パスワードに加えて、スマートフォンの認証アプリに出る 6 桁の数字も入力します。パスワードが漏れても、ほかの人はログインできません。",
                        "At sign-in you also enter six digits from an app on your phone. A stolen password alone then lets nobody in.",
                    )}
                </p>
                {body}
            </div>
        </section>
    }
    .draw()
}

fn rest(card: Card, state: SecondFactor) -> AnyView {
    if !state.on {
        let begin = move |_| {
            let app = app();
            spawn_local(async move {
                match api::post::<FactorStart>("account/second-factor", &()).await {
                    Ok(start) => card.step.set(Step::Begun(start)),
                    Err(failure) => app.fail(&failure),
                }
            });
        };
        return view! {
            <div class="form-actions">
                <span class="chip">{t("オフ", "Off")}</span>
                <button type="button" class="button" on:click=begin>
                    {t("二段階認証を設定する", "Set it up")}
                </button>
            </div>
        }
        .draw();
    }
    let left = match lang::current() {
        Lang::Ja => format!("使っていない回復コード: {} 個", state.codes_left),
        Lang::En => format!("Recovery codes left: {}", state.codes_left),
    };
    let app = app();
    let codes = move |_| {
        spawn_local(async move {
            match api::post::<RecoveryCodes>("account/recovery-codes", &()).await {
                Ok(codes) => card.step.set(Step::Codes(codes)),
                Err(failure) => app.fail(&failure),
            }
        });
    };
    let off = move |_| {
        app.ask(Confirm {
            title: t("二段階認証をやめますか", "Take the second factor away?").into(),
            text: t(
                "これからはパスワードだけでログインできるようになります。",
                "From now on the password alone signs in.",
            )
            .into(),
            act: t("やめる", "Take it away"),
            danger: true,
            yes: Box::new(move || {
                spawn_local(async move {
                    match api::delete("account/second-factor").await {
                        Ok(()) => card.state.reload(),
                        Err(failure) => app.fail(&failure),
                    }
                });
            }),
        });
    };
    let few = (state.codes_left < 3).then(|| {
        note(
            "warn",
            view! {
                <p>
                    {t(
                        "回復コードが少なくなりました。新しく作ってください。",
                        "Few recovery codes are left. Please make new ones.",
                    )}
                </p>
            },
        )
    });
    view! {
        <p>
            <span class="chip good">{t("オン", "On")}</span>
            " "
            <span class="quiet small">{left}</span>
        </p>
        {few}
        <div class="form-actions">
            <button type="button" class="button" on:click=codes>
                {t("回復コードを作り直す", "Make new recovery codes")}
            </button>
            <button type="button" class="button danger" on:click=off>
                {t("やめる", "Take it away")}
            </button>
        </div>
    }
    .draw()
}

#[component]
fn Begun(card: Card, start: FactorStart) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let body = FactorCode {
            code: code.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::put::<RecoveryCodes>("account/second-factor", &body).await;
            busy.set(false);
            match reply {
                Ok(codes) => card.step.set(Step::Codes(codes)),
                Err(failure) => faults.show(&failure),
            }
        });
    };
    // Readers want some white around the squares.
    let edge = start.size + 8;
    let frame = format!("-4 -4 {edge} {edge}");
    view! {
        <form class="form" novalidate on:submit=submit>
            <ol class="steps">
                <li>
                    {t(
                        "スマートフォンの認証アプリ（Google Authenticator、Microsoft Authenticator など）で、この画像を読み取ります。",
                        "Scan this picture with an authenticator app on your phone (Google Authenticator, Microsoft Authenticator or another).",
                    )}
                </li>
                <li>
                    {t(
                        "アプリに出た 6 桁の数字を下に入力します。",
                        "Enter the six digits that the app shows.",
                    )}
                </li>
            </ol>
            <svg
                class="qr"
                viewBox=frame
                role="img"
                aria-label=t("認証アプリで読み取る QR コード", "QR code for the authenticator app")
            >
                <rect x="-4" y="-4" width=edge.to_string() height=edge.to_string() fill="#fff"></rect>
                <path d=start.picture fill="#000"></path>
            </svg>
            <details>
                <summary>{t("画像を読み取れないとき", "If you cannot scan it")}</summary>
                <p>
                    {t(
                        "アプリで「手動で入力」を選び、このキーを入力します。種類は「時間ベース」です。",
                        "Choose “enter a key” in the app and type this key. The kind is “time based”.",
                    )}
                </p>
                <Copy text=start.secret/>
            </details>
            <CodeInput value=code faults=faults/>
            <div class="form-actions">
                <Submit label=t("確認してオンにする", "Check and turn it on") busy=busy faults=faults/>
                <button type="button" class="button" on:click=move |_| card.step.set(Step::Rest)>
                    {t("キャンセル", "Cancel")}
                </button>
            </div>
        </form>
    }
    .draw()
}

fn shown(card: Card, codes: RecoveryCodes) -> AnyView {
    let app = app();
    let done = move |_| {
        card.step.set(Step::Rest);
        card.state.reload();
        // What was closed without it opens.
        if app.session_now().needs_factor {
            app.refresh();
        }
    };
    note(
        "good",
        view! {
            <p>
                {t(
                    "回復コードです。スマートフォンをなくしたとき、確認コードの代わりに 1 つ 1 回だけ使えます。印刷するか、安全な場所に保存してください。ここでしか表示されません。",
                    "Your recovery codes. Each works once in the place of the six digits when you have lost your phone. Print them or keep them somewhere safe: they are shown here and never again.",
                )}
            </p>
            <Copy text=codes.codes.join("\n")/>
            <button type="button" class="button" on:click=done>
                {t("保存しました", "I have kept them")}
            </button>
        },
    )
    .draw()
}
