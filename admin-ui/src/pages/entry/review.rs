//! The review of an entry: who asked for it, and what somebody else decided.

use super::{draft::Draft, editor::Next};
use crate::draw::Draw;
use crate::{
    api,
    app::{App, app},
    dates,
    lang::{self, t},
    place,
    remote::Remote,
    ui::{Faults, Icon, TextArea, icon, note},
};
use kotae_shared::{
    Lang,
    access::Permission,
    api::{
        admin::{Entry, Status},
        approval::{Decision, Review, ReviewAct, ReviewStep, limits},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// What was done, in a word.
pub(super) fn said(act: ReviewAct) -> &'static str {
    match act {
        ReviewAct::Asked => t("レビューを依頼", "Asked for a review"),
        ReviewAct::Approved => t("承認", "Approved"),
        ReviewAct::SentBack => t("差し戻し", "Sent back"),
    }
}

/// What the card's pieces share. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Card {
    app: App,
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    comment: RwSignal<String>,
    faults: Faults,
    busy: RwSignal<bool>,
    dirty: Memo<bool>,
    read_only: Memo<bool>,
    /// Saves the form, and then asks.
    save: Callback<Next>,
}

/// The card of an entry that was saved before.
#[component]
pub(super) fn ReviewCard(
    draft: Draft,
    entry: RwSignal<Option<Entry>>,
    dirty: Memo<bool>,
    read_only: Memo<bool>,
    save: Callback<Next>,
) -> impl IntoView {
    let card = Card {
        app: app(),
        draft,
        entry,
        comment: RwSignal::new(String::new()),
        faults: Faults::new(),
        busy: RwSignal::new(false),
        dirty,
        read_only,
        save,
    };
    let at = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| (entry.id, entry.version))));
    let status = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.status)));
    move || {
        // A new entry has none; each new version asks anew.
        let (id, _) = at.get()?;
        let review = Remote::<Review>::new(move || format!("entries/{id}/review"));
        Some(review.view(move |review| card.draw(status.get_untracked().unwrap_or_default(), review)))
    }
}

impl Card {
    fn draw(self, status: Status, review: Review) -> AnyView {
        let app = self.app;
        let (four_eyes, may_decide) = (app.session_now().four_eyes, app.may(Permission::Publish));
        let waits = status == Status::InReview;
        let writes = !self.read_only.get();
        if !waits && !four_eyes && (status != Status::Draft || !writes) {
            return ().draw();
        }
        let last = review.last.clone();
        let body = match (waits, may_decide) {
            (true, true) if review.own => t(
                "自分で書いた内容は承認できません。ほかの承認者が確認します。",
                "You wrote this yourself. Another approver will look at it.",
            )
            .draw(),
            (true, true) => self.deciding(&review),
            (true, false) => t(
                "承認者の確認を待っています。",
                "It waits for an approver to look at it.",
            )
            .draw(),
            (false, _) => {
                // What is not saved yet can be asked for too.
                let asks = Memo::new(move |_| writes && (review.unapproved || self.dirty.get()));
                let state = if review.unapproved {
                    t(
                        "いまの内容は、まだ承認されていません。",
                        "What is written now is not approved yet.",
                    )
                } else {
                    t(
                        "いまの内容は承認されています。",
                        "What is written now is approved.",
                    )
                };
                let body = move || if asks.get() { self.asking() } else { state.draw() };
                body.draw()
            }
        };
        view! {
            <section class="card review">
                <h2>{t("レビュー", "Review")}</h2>
                {last.map(step)}
                {move || self.faults.rest().map(|text| note("bad", text))}
                <div class="review-body">{body}</div>
            </section>
        }
        .draw()
    }

    /// For who wrote it: a word, and the button.
    fn asking(self) -> AnyView {
        let send = move |_| self.save.run(Next::Ask(self.comment.get_untracked()));
        view! {
            <TextArea
                name="comment"
                label=t("確認してほしいこと", "What to look at")
                value=self.comment
                faults=self.faults
                optional=true
                rows=2
                max=limits::COMMENT
            />
            <button type="button" class="button" disabled=self.busy on:click=send>
                {icon(Icon::Send)}
                <span>
                    {move || {
                        if self.dirty.get() {
                            t("保存してレビューを依頼する", "Save and ask for a review")
                        } else {
                            t("レビューを依頼する", "Ask for a review")
                        }
                    }}
                </span>
            </button>
        }
        .draw()
    }

    /// For who may publish it: what changed, a word, and the two ways.
    fn deciding(self, review: &Review) -> AnyView {
        let compared = self.entry.with_untracked(|entry| {
            let (id, now) = entry.as_ref().map(|entry| (entry.id, entry.version))?;
            Some(match review.release_version {
                Some(version) => format!("entries/{id}/history?version={version}&with=now"),
                None => format!("entries/{id}/history?version={now}"),
            })
        });
        let link = compared.map(|to| {
            let text = if review.release_version.is_some() {
                t("公開中の内容との違いを見る", "What it changes for visitors")
            } else {
                t("履歴を見る", "See its history")
            };
            view! { <a href=place::href(&to)>{text}</a> }
        });
        let off = move || self.busy.get() || self.dirty.get();
        view! {
            {link}
            <TextArea
                name="comment"
                label=t("コメント", "Comment")
                value=self.comment
                faults=self.faults
                rows=2
                max=limits::COMMENT
                help=t("差し戻すときは、理由を書いてください。", "To send it back, say why.")
            />
            {move || {
                self.dirty
                    .get()
                    .then(|| {
                        view! {
                            <p class="field-help">
                                {t(
                                    "保存していない変更があります。自分の変更は自分では承認できません。",
                                    "There are unsaved changes. You cannot approve your own.",
                                )}
                            </p>
                        }
                    })
            }}
            <div class="form-actions">
                <button type="button" class="button primary" disabled=off on:click=move |_| self.decide(true)>
                    {icon(Icon::Check)}
                    <span>{t("承認する", "Approve")}</span>
                </button>
                <button type="button" class="button" disabled=off on:click=move |_| self.decide(false)>
                    <span>{t("差し戻す", "Send back")}</span>
                </button>
            </div>
        }
        .draw()
    }

    fn decide(self, approve: bool) {
        let Some((id, version)) = self
            .entry
            .with_untracked(|entry| entry.as_ref().map(|entry| (entry.id, entry.version)))
        else {
            return;
        };
        self.faults.clear();
        self.busy.set(true);
        let decision = Decision {
            approve,
            comment: self.comment.get_untracked(),
            version,
        };
        spawn_local(async move {
            let reply = api::post::<Entry>(&format!("entries/{id}/decision"), &decision).await;
            self.busy.set(false);
            match reply {
                Ok(entry) => {
                    self.comment.set(String::new());
                    self.draft.follow(&entry);
                    self.entry.set(Some(entry));
                    self.app.refresh();
                    self.app.say(if approve {
                        t(
                            "承認しました。次の公開で表示されます。",
                            "Approved. The next publication shows it.",
                        )
                    } else {
                        t("差し戻しました。", "Sent back.")
                    });
                }
                Err(failure) => self.faults.show(&failure),
            }
        });
    }
}

/// Who did what, when, and what he said.
fn step(step: ReviewStep) -> AnyView {
    let when = dates::full(step.at);
    let text = match (step.act, lang::current()) {
        (ReviewAct::Asked, Lang::Ja) => format!("{} が {when} にレビューを依頼しました。", step.by),
        (ReviewAct::Asked, Lang::En) => format!("{} asked for a review on {when}.", step.by),
        (ReviewAct::Approved, Lang::Ja) => format!("{} が {when} に承認しました。", step.by),
        (ReviewAct::Approved, Lang::En) => format!("{} approved it on {when}.", step.by),
        (ReviewAct::SentBack, Lang::Ja) => format!("{} が {when} に差し戻しました。", step.by),
        (ReviewAct::SentBack, Lang::En) => format!("{} sent it back on {when}.", step.by),
    };
    let comment = (!step.comment.is_empty()).then(|| view! { <blockquote>{step.comment}</blockquote> });
    view! {
        <div class="review-step" class:warn=step.act == ReviewAct::SentBack>
            <p class="small">{text}</p>
            {comment}
        </div>
    }
    .draw()
}
