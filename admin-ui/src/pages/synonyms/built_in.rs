//! Whether the built-in synonyms take part.

use crate::draw::Draw;
use crate::{
    api,
    app::app,
    lang::t,
    remote::Remote,
    ui::{Faults, Submit},
};
use kotae_shared::{access::Permission, api::words::Matching};
use leptos::{prelude::*, task::spawn_local};

/// The switch, for who may set it; the others read how it stands.
#[component]
pub(super) fn BuiltIn() -> impl IntoView {
    let now = Remote::<Matching>::new(|| "matching".into());
    let may = app().may(Permission::EditSettings);
    let body = move |matching: Matching| {
        if may {
            view! { <Form matching=matching now=now/> }.draw()
        } else if matching.built_in_synonyms {
            view! { <p>{t("使っています。", "They are used.")}</p> }.draw()
        } else {
            view! { <p>{t("使っていません。", "They are not used.")}</p> }.draw()
        }
    };
    view! {
        <section class="card">
            <h2>{t("内蔵の同義語", "Built-in synonyms")}</h2>
            <p class="quiet small">
                {t(
                    "「レンタル」と「貸出」のような、一般的な言い換えの辞書です。社内では別のものを指す言葉が混ざってしまうときは、使わないようにできます。その場合も、ここで登録した同義語は効きます。",
                    "A dictionary of common words that mean the same. Switch it off when it mixes up words that mean different things in your company; your own groups keep working.",
                )}
            </p>
            {now.view(body)}
        </section>
    }
    .draw()
}

#[component]
fn Form(matching: Matching, now: Remote<Matching>) -> impl IntoView {
    let app = app();
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let used = RwSignal::new(matching.built_in_synonyms);
    let same = Signal::derive(move || used.get() == matching.built_in_synonyms);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        faults.clear();
        busy.set(true);
        let edit = Matching {
            built_in_synonyms: used.get_untracked(),
        };
        spawn_local(async move {
            let reply = api::put::<Matching>("matching", &edit).await;
            busy.try_set(false);
            match reply {
                Ok(_) => {
                    app.say(t(
                        "保存しました。次の公開から効きます。",
                        "Saved. It takes effect with the next publication.",
                    ));
                    app.refresh();
                    now.reload();
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <label class="check">
                <input
                    type="checkbox"
                    name="built_in_synonyms"
                    prop:checked=used
                    on:change=move |event| used.set(event_target_checked(&event))
                />
                {t("内蔵の同義語を使う", "Use the built-in synonyms")}
            </label>
            <div class="form-actions">
                <Submit label=t("保存する", "Save") busy=busy faults=faults idle=same/>
            </div>
        </form>
    }
    .draw()
}
