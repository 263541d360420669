//! The review of who has access: looked at now and then, and signed off by the owner.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    dates,
    lang::{self, t},
    remote::Remote,
    ui::{Faults, SaveTable, Submit, TextInput, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::admin::{AccessReview, AccessReviews, SignOff, limits},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The part of the page.
#[component]
pub(super) fn Review() -> impl IntoView {
    let app = app();
    let reviews = Remote::<AccessReviews>::new(|| "access-reviews".into());
    let may_sign = app.session_now().user.role.may(Permission::ReviewAccess);
    let body = move |state: AccessReviews| {
        let sign = may_sign.then(|| view! { <Sign reviews=reviews/> });
        view! {
            {standing(&state)}
            {sign}
            {past(state.reviews)}
        }
        .draw()
    };
    view! {
        <section class="card" id="review">
            <h2>{t("利用者の定期確認", "Access review")}</h2>
            <div class="form wide">
                <p class="quiet">
                    {t(
                        "退職や異動のあとに使える人が残っていないか、3 か月に 1 度、上の一覧を確認します。確認した一覧は記録に残り、監査で提出できます。",
                        "Every three months, check the list above for people who have left or changed jobs. What was signed off is kept for auditors.",
                    )}
                </p>
                {reviews.view(body)}
                <p>{t("いまの一覧を保存:", "Download the present list:")}</p>
                {save(None)}
            </div>
        </section>
    }
    .draw()
}

fn standing(state: &AccessReviews) -> AnyView {
    let when = dates::full(state.due_at);
    let text = match (lang::current(), state.due) {
        (Lang::Ja, true) => format!("確認の時期です（期限 {when}）。"),
        (Lang::En, true) => format!("The review is due since {when}."),
        (Lang::Ja, false) => format!("次の確認は {when} までです。"),
        (Lang::En, false) => format!("The next review is due by {when}."),
    };
    if state.due {
        note("warn", view! { <p>{text}</p> }).draw()
    } else {
        view! { <p>{text}</p> }.draw()
    }
}

#[component]
fn Sign(reviews: Remote<AccessReviews>) -> impl IntoView {
    let app = app();
    let text = RwSignal::new(String::new());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let body = SignOff {
            note: text.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::post::<AccessReviews>("access-reviews", &body).await;
            busy.set(false);
            match reply {
                Ok(_) => {
                    app.say(t("確認を記録しました。", "The review was signed off."));
                    reviews.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <TextInput
                name="note"
                label=t("メモ", "Note")
                value=text
                faults=faults
                max=limits::NOTE
                optional=true
                placeholder=t("例: 退職した 2 名を削除", "For example: removed two who left")
            />
            <div class="form-actions">
                <Submit label=t("この一覧で問題ないと記録する", "Sign off this list") busy=busy faults=faults/>
            </div>
        </form>
    }
    .draw()
}

fn past(reviews: Vec<AccessReview>) -> AnyView {
    if reviews.is_empty() {
        return ().draw();
    }
    let rows = reviews.into_iter().map(|review| {
        let users = match lang::current() {
            Lang::Ja => format!("{} 人", review.users),
            Lang::En => format!("{} users", review.users),
        };
        let id = review.id;
        view! {
            <li>
                <span class="device-name">
                    <b>
                        <time datetime=dates::machine(review.at)>{dates::full(review.at)}</time>
                        " "
                        {review.by}
                    </b>
                    <span class="quiet small">{users} " " {review.note}</span>
                </span>
                {save(Some(id))}
            </li>
        }
    });
    view! {
        <details>
            <summary>{t("これまでの確認", "Reviews so far")}</summary>
            <ul class="devices">{rows.collect_view()}</ul>
        </details>
    }
    .draw()
}

fn save(review: Option<Uuid>) -> AnyView {
    let path = move |ending: &'static str| {
        api::Query::default()
            .maybe("review", review)
            .on(&format!("export/access.{ending}"))
    };
    view! { <SaveTable path=path name="access"/> }.draw()
}
