//! Security of the workspace: from where its admin screens can be used, and with what.

use super::approval::ApprovalCard;
use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    lang::t,
    place,
    remote::Remote,
    ui::{Confirm, Faults, Icon, PageHead, Submit, TextArea, icon},
};
use kotae_shared::access::Permission;
use kotae_shared::api::{
    problem::Fault,
    restrictions::{Restrictions, RestrictionsEdit},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn Security() -> impl IntoView {
    let app = app();
    let state = Remote::<Restrictions>::new(|| "restrictions".into());
    view! {
        <div class="page narrow">
            <PageHead title=t("セキュリティ", "Security")/>
            <section class="card">
                <h2>{t("管理画面へのアクセス", "Access to the admin screens")}</h2>
                {state.view(|state| view! { <Addresses state=state/> }.draw())}
            </section>
            <ApprovalCard/>
            {app.may(Permission::ExportWorkspace).then(|| view! { <Whole/> })}
        </div>
    }
    .draw()
}

/// The whole workspace as a file.
#[component]
fn Whole() -> impl IntoView {
    let app = app();
    let save = move |_| {
        spawn_local(async move {
            // Asks for the proof, where one is due; then the browser takes the file itself, whatever its size.
            match api::text("export/workspace.zip?check=true").await {
                Ok(_) => {
                    let to = place::api("export/workspace.zip");
                    let _ = leptos::prelude::window().location().set_href(&to);
                }
                Err(failure) => app.fail(&failure),
            }
        });
    };
    view! {
        <section class="card">
            <h2>{t("すべての書き出し", "Take everything out")}</h2>
            <div class="form wide">
                <p class="quiet">
                    {t(
                        "FAQ と履歴、設定、利用者、質問の記録、添付ファイルを 1 つの ZIP に書き出します。ほかの Kotae に kotae workspace import で取り込めます。パスワードや鍵などの秘密情報は含みません。",
                        "All entries with their history, settings, users, the log and uploads in one ZIP, which kotae workspace import takes elsewhere. No passwords, keys or other secrets are in it.",
                    )}
                </p>
                <div class="form-actions">
                    <button type="button" class="button" on:click=save>
                        {icon(Icon::Download)}
                        <span>{t("ZIP をダウンロード", "Download the ZIP")}</span>
                    </button>
                </div>
            </div>
        </section>
    }
    .draw()
}

/// The form. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Form {
    text: RwSignal<String>,
    factor: RwSignal<bool>,
    faults: Faults,
    busy: RwSignal<bool>,
    app: App,
}

impl Form {
    fn send(self, shut_me_out: bool) {
        self.faults.clear();
        self.busy.set(true);
        let lines = |text: &String| text.lines().map(str::to_owned).collect();
        let edit = RestrictionsEdit {
            addresses: self.text.with_untracked(lines),
            second_factor: self.factor.get_untracked(),
            shut_me_out,
        };
        spawn_local(async move {
            let reply = api::put::<Restrictions>("restrictions", &edit).await;
            self.busy.set(false);
            match reply {
                Ok(saved) => {
                    self.text.set(saved.addresses.join("\n"));
                    self.app.say(t("保存しました。", "Saved."));
                    // It may be demanded of oneself.
                    self.app.refresh();
                }
                Err(failure) => {
                    let shuts_out = failure
                        .fields()
                        .iter()
                        .any(|field| field.fault == Fault::ShutsYouOut);
                    self.faults.show(&failure);
                    if shuts_out {
                        self.ask();
                    }
                }
            }
        });
    }

    /// Asks whether one wants to be shut out.
    fn ask(self) {
        self.app.ask(Confirm {
            title: t("あなたも管理画面を使えなくなります", "You shut yourself out").into(),
            text: t(
                "いまお使いのアドレスが含まれていません。保存すると、許可したアドレスからでないと管理画面を開けません。サーバーで kotae access clear を実行すると、制限をなくせます。",
                "Your own address is not among them. Once saved, the screens open from the allowed addresses only. On the server, kotae access clear lifts the restriction.",
            )
            .into(),
            act: t("それでも保存する", "Save it all the same"),
            danger: true,
            yes: Box::new(move || self.send(true)),
        });
    }
}

#[component]
fn Addresses(state: Restrictions) -> impl IntoView {
    let form = Form {
        text: RwSignal::new(state.addresses.join("\n")),
        factor: RwSignal::new(state.second_factor),
        faults: Faults::new(),
        busy: RwSignal::new(false),
        app: app(),
    };
    let own = state.your_address;
    let add = {
        let own = own.clone();
        move |_| {
            let own = own.clone();
            form.text.update(|text| {
                if !text.lines().any(|line| line.trim() == own) {
                    if !text.is_empty() && !text.ends_with('\n') {
                        text.push('\n');
                    }
                    text.push_str(&own);
                }
            });
            form.faults.mended("addresses");
        }
    };
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                form.send(false);
            }
        >
            <TextArea
                name="addresses"
                label=t("許可するアドレス", "Allowed addresses")
                value=form.text
                faults=form.faults
                rows=4
                optional=true
                placeholder="10.0.0.0/8"
                help=t(
                    "1 行に 1 つ、アドレスか範囲を書きます（IPv4、IPv6）。空欄なら、どこからでも使えます。ウィジェットの制限は、ウィジェットごとの設定にあります。",
                    "One address or range a line (IPv4 and IPv6). Empty: they can be used from everywhere. Each widget has a restriction of its own.",
                )
            />
            <p class="quiet small">
                {t("いまお使いのアドレス: ", "Your address now: ")} <code>{own}</code> " "
                <button type="button" class="button small" on:click=add>
                    {t("加える", "Add it")}
                </button>
            </p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=form.factor
                    on:change=move |_| form.factor.update(|on| *on = !*on)
                />
                {t("二段階認証を必須にする", "Demand a second factor")}
            </label>
            <p class="quiet small">
                {t(
                    "設定していない人は、設定するまでほかの画面を使えません。シングルサインオンの人には求めません（認証サービスの側で設定してください）。",
                    "Whoever has none sets it up before anything else. Not of those who sign in by single sign-on: demand it at the provider.",
                )}
            </p>
            <div class="form-actions">
                <Submit label=t("保存する", "Save") busy=form.busy faults=form.faults/>
            </div>
        </form>
    }
    .draw()
}
