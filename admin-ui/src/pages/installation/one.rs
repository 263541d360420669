//! One workspace: its limits and host name, and whether it is in use.

use super::{PATH, state};
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    lang::{self, t},
    remote::Remote,
    ui::{BackLink, Confirm, Faults, PageHead, Submit, TextInput, failed},
};
use kotae_shared::api::{
    problem::{Fault, Problem},
    workspaces::{LimitsEdit, Quota, Quotas, StandingEdit, WorkspaceRow, WorkspaceState},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub(crate) fn WorkspacePage(name: String) -> impl IntoView {
    let rows = Remote::<Vec<WorkspaceRow>>::new(|| PATH.into());
    let title = name.clone();
    let body = move |all: Vec<WorkspaceRow>| match all.into_iter().find(|row| row.name == name) {
        Some(row) => view! {
            <p>{state(&row)}</p>
            <Limits row=row.clone()/>
            {(!row.operators).then(|| view! { <Use row=row.clone() rows=rows/> })}
        }
        .draw(),
        None => failed(&Failure::Strange(404), move || rows.reload()),
    };
    view! {
        <div class="page narrow">
            <BackLink to="installation" label=t("ワークスペース", "Workspaces")/>
            <PageHead title=title/>
            {rows.view(body)}
        </div>
    }
    .draw()
}

/// Numbers and the host name.
#[component]
fn Limits(row: WorkspaceRow) -> impl IntoView {
    let app = app();
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let host = RwSignal::new(row.host.clone());
    let texts = Quota::ALL.map(|quota| {
        let limit = row.quotas.get(quota);
        RwSignal::new(limit.map_or_else(String::new, |limit| limit.to_string()))
    });
    let name = row.name.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        let mut quotas = Quotas::default();
        for (quota, text) in Quota::ALL.into_iter().zip(texts) {
            let text = text.get_untracked();
            match text.trim() {
                "" => {}
                number => match number.parse() {
                    Ok(limit) => quotas.set(quota, Some(limit)),
                    Err(_) => return faults.show(&not_a_number(quota)),
                },
            }
        }
        let edit = LimitsEdit {
            quotas,
            host: host.get_untracked(),
        };
        let path = format!("{PATH}/{name}/limits");
        busy.set(true);
        spawn_local(async move {
            let reply = api::put::<WorkspaceRow>(&path, &edit).await;
            busy.set(false);
            match reply {
                Ok(saved) => {
                    host.set(saved.host);
                    app.say(t("保存しました。", "Saved."));
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let inputs = Quota::ALL.into_iter().zip(texts).map(|(quota, text)| {
        let now = row.usage.get(quota);
        view! {
            <TextInput
                name=quota.tag()
                label=quota.name(lang::current())
                value=text
                faults=faults
                max=13
                optional=true
                help=format!("{}: {now}", t("現在", "Now"))
            />
        }
    });
    view! {
        <section class="card">
            <h2>{t("上限とホスト名", "Limits and host name")}</h2>
            <form class="form" novalidate on:submit=submit>
                <p class="quiet">
                    {t(
                        "空欄は上限なしです。80% でオーナーに知らせます。ページビューが上限を超えても、チャットは止まりません。",
                        "Empty means no limit. Owners are told at 80%. The chat goes on beyond its page views.",
                    )}
                </p>
                {inputs.collect_view()}
                <TextInput
                    name="host"
                    label=t("専用のホスト名", "Host name of its own")
                    value=host
                    faults=faults
                    max=253
                    optional=true
                    placeholder="faq.example.co.jp"
                />
                <div class="form-actions">
                    <Submit label=t("保存する", "Save") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}

/// What the server would say, without asking it.
fn not_a_number(quota: Quota) -> Failure {
    let fault = Fault::OutOfRange(0, 1_000_000_000_000);
    Failure::Problem(Problem::invalid(&[(quota.tag().into(), fault)], lang::current()))
}

/// Suspended, resumed, ended.
#[component]
fn Use(row: WorkspaceRow, rows: Remote<Vec<WorkspaceRow>>) -> impl IntoView {
    let app = app();
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let [reason, ends, confirm] = [(); 3].map(|()| RwSignal::new(String::new()));
    let name = StoredValue::new(row.name.clone());
    let send = move |edit: StandingEdit| {
        faults.clear();
        busy.set(true);
        let path = name.with_value(|name| format!("{PATH}/{name}/standing"));
        spawn_local(async move {
            let reply = api::put::<WorkspaceRow>(&path, &edit).await;
            busy.set(false);
            match reply {
                Ok(_) => {
                    app.say(t("変更しました。", "Changed."));
                    rows.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    if row.state != WorkspaceState::Active {
        return view! {
            <section class="card">
                <h2>{t("利用の再開", "Use")}</h2>
                <form class="form" on:submit=move |event| {
                    event.prevent_default();
                    send(StandingEdit::Resume);
                }>
                    <p class="quiet">
                        {t(
                            "停止や終了を取り消して、これまでどおり使えるようにします。データは残っています。",
                            "Takes the suspension or the end back. Nothing was lost.",
                        )}
                    </p>
                    <div class="form-actions">
                        <Submit label=t("利用を再開する", "Let it be used again") busy=busy faults=faults/>
                    </div>
                </form>
            </section>
        }
        .draw();
    }
    let suspend = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask(
            app,
            t("利用を停止しますか？", "Suspend it?"),
            t(
                "管理画面もチャットも、すぐに使えなくなります。データは残り、いつでも再開できます。",
                "Nobody can use its screens or its chat any more, from now on. Nothing is lost, and you can resume it.",
            ),
            t("停止する", "Suspend"),
            move || {
                send(StandingEdit::Suspend {
                    reason: reason.get_untracked(),
                });
            },
        );
    };
    let end = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask(
            app,
            t("利用を終了しますか？", "End it?"),
            t(
                "最終日まで使え、そのあと決められた日（設定を変えていなければ翌月 20 日）にすべてのデータを消去します。オーナーにメールで知らせ、画面にも表示します。消去までは取り消せます。",
                "It can be used until that day; all its data is erased on the 20th of the month after, unless the configuration has another day. Its owners get a mail and see it on every screen. Until then you can take it back.",
            ),
            t("終了する", "End it"),
            move || {
                send(StandingEdit::End {
                    ends: ends.get_untracked(),
                    confirm: confirm.get_untracked(),
                });
            },
        );
    };
    view! {
        <section class="card">
            <h2>{t("利用の停止", "Suspension")}</h2>
            <form class="form" novalidate on:submit=suspend>
                <TextInput
                    name="reason"
                    label=t("理由（運用担当者だけに表示）", "Why (operators alone see it)")
                    value=reason
                    faults=faults
                    max=200
                    optional=true
                />
                <div class="form-actions">
                    <button type="submit" class="button" disabled=busy>{t("停止する", "Suspend")}</button>
                </div>
            </form>
        </section>
        <section class="card">
            <h2>{t("利用の終了", "End")}</h2>
            <form class="form" novalidate on:submit=end>
                <TextInput
                    name="ends"
                    kind="date"
                    label=t("最終利用日（日本時間）", "Last day of use (Japan time)")
                    value=ends
                    faults=faults
                />
                <TextInput
                    name="confirm"
                    label=t("確認のため、ワークスペースの名前", "The workspace’s name, to be sure")
                    value=confirm
                    faults=faults
                    max=40
                />
                <div class="form-actions dangerous">
                    <Submit label=t("終了する", "End it") busy=busy faults=faults/>
                </div>
            </form>
        </section>
    }
    .draw()
}

fn ask(app: App, title: &'static str, text: &'static str, act: &'static str, yes: impl FnOnce() + 'static) {
    app.ask(Confirm {
        title: title.into(),
        text: text.into(),
        act,
        danger: true,
        yes: Box::new(yes),
    });
}
