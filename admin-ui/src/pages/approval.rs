//! Whether entries need the approval of a second person.

use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    lang::{self, number, t},
    place,
    remote::Remote,
    ui::{Confirm, Faults, Submit},
};
use kotae_shared::{
    Lang,
    api::approval::{Approval, ApprovalEdit},
};
use leptos::{prelude::*, task::spawn_local};

/// The card, on the page of the workspace's security.
#[component]
pub(crate) fn ApprovalCard() -> impl IntoView {
    let state = Remote::<Approval>::new(|| "approval".into());
    view! {
        <section class="card">
            <h2>{t("公開の承認", "Approval of entries")}</h2>
            {state.view(move |now| view! { <Form now=now state=state/> }.draw())}
        </section>
    }
    .draw()
}

#[component]
fn Form(now: Approval, state: Remote<Approval>) -> impl IntoView {
    let app = app();
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let wanted = RwSignal::new(now.four_eyes);
    let send = move || {
        faults.clear();
        busy.set(true);
        let edit = ApprovalEdit {
            four_eyes: wanted.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::put::<Approval>("approval", &edit).await;
            busy.set(false);
            match reply {
                Ok(_) => {
                    app.say(t("保存しました。", "Saved."));
                    app.refresh();
                    state.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let same = Signal::derive(move || wanted.get() == now.four_eyes);
    let waiting = (now.in_review > 0).then(|| {
        let text = match lang::current() {
            Lang::Ja => format!("レビュー中の FAQ: {} 件", number(now.in_review)),
            Lang::En => format!("Entries in review: {}", number(now.in_review)),
        };
        view! {
            <p>
                <a href=place::href("entries?status=in_review")>{text}</a>
            </p>
        }
    });
    let unapproved = (now.unapproved > 0).then(|| {
        let text = match lang::current() {
            Lang::Ja => format!("未承認の変更がある FAQ: {} 件", number(now.unapproved)),
            Lang::En => format!(
                "Published entries with changes that are not approved: {}",
                number(now.unapproved)
            ),
        };
        view! {
            <p>
                <a href=place::href("entries?unapproved=true")>{text}</a>
            </p>
        }
    });
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                // Switched off, what waits is published without anybody's look.
                if now.four_eyes && now.unapproved > 0 && !wanted.get_untracked() {
                    ask(app, now.unapproved, send);
                } else {
                    send();
                }
            }
        >
            <label class="check">
                <input
                    type="checkbox"
                    name="four_eyes"
                    prop:checked=wanted
                    on:change=move |event| wanted.set(event_target_checked(&event))
                />
                {t("FAQ の公開に、ほかの人の承認を必須にする", "Entries need the approval of a second person")}
            </label>
            <p class="quiet small">
                {t(
                    "編集した人がレビューを依頼し、別の承認者・管理者・オーナーが承認すると公開できます。公開中の FAQ を変更しても、承認されるまでは承認済みの内容が表示されます。取り下げ（下書き・アーカイブ）に承認は要りません。有効にしたときにまだ公開されていない内容は、承認待ちになります。",
                    "Whoever wrote an entry asks for a review; another approver, administrator or owner approves it. While a change of a published entry waits, visitors see what was approved. Taking an entry away needs no approval. What is not published yet when this is switched on waits for its approval.",
                )}
            </p>
            {waiting}
            {unapproved}
            <div class="form-actions">
                <Submit label=t("保存する", "Save") busy=busy faults=faults idle=same/>
            </div>
        </form>
    }
    .draw()
}

fn ask(app: App, count: u32, send: impl FnOnce() + 'static) {
    app.ask(Confirm {
        title: t(
            "承認なしで公開できるようにします",
            "Entries will need no approval",
        )
        .into(),
        text: match lang::current() {
            Lang::Ja => format!(
                "未承認の変更がある FAQ {} 件は、次の公開で、いま書かれている内容になります。",
                number(count)
            ),
            Lang::En => format!(
                "The next publication shows the changes of {} entries that nobody approved.",
                number(count)
            ),
        },
        act: t("承認を不要にする", "Switch it off"),
        danger: true,
        yes: Box::new(send),
    });
}
