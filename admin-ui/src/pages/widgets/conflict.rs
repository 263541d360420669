//! Somebody else saved first: says where it differs, and lets the reader decide.

use super::draft::Draft;
use crate::{
    lang::{self, t},
    ui::note,
};
use kotae_shared::{Lang, api::admin::Widget, settings::WidgetSettings};
use leptos::prelude::*;

/// The explanation, while there is a newer version.
#[component]
pub(super) fn Conflict(newer: RwSignal<Option<Widget>>, draft: Draft, save: Callback<()>) -> impl IntoView {
    let take = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            draft.replace(newer);
        }
    };
    let overwrite = move |_| {
        if let Some(newer) = newer.try_update(Option::take).flatten() {
            draft.rebase(newer);
            save.run(());
        }
    };
    move || {
        newer.get().map(|newer| {
            let parts = differing(&untrack(|| draft.settings()), &newer.settings);
            let text = match lang::current() {
                Lang::Ja => format!(
                    "あなたの変更はまだ保存されていません。最新の設定と異なるところ: {}。どちらを残すか選んでください。",
                    parts.join("、")
                ),
                Lang::En => format!(
                    "Your changes are not saved yet. They differ from the newer settings in: {}. Choose what stays.",
                    parts.join(", ")
                ),
            };
            note(
                "warn",
                view! {
                    <b>
                        {t(
                            "ほかの人が先にこの設定を変更しました",
                            "Someone else changed these settings first",
                        )}
                    </b>
                    <p>{text}</p>
                    <div class="form-actions">
                        <button type="button" class="button" on:click=take>
                            {t("最新の設定を読み込む（自分の入力を破棄）", "Load the newer settings, drop mine")}
                        </button>
                        <button type="button" class="button" on:click=overwrite>
                            {t("自分の入力で上書きする", "Overwrite them with mine")}
                        </button>
                    </div>
                },
            )
        })
    }
}

/// The parts of the page in which two versions differ.
fn differing(mine: &WidgetSettings, theirs: &WidgetSettings) -> Vec<&'static str> {
    let design = |settings: &WidgetSettings| {
        let design = &settings.design;
        (
            design.primary.clone(),
            design.on_primary.clone(),
            design.color_scheme,
            design.light.clone(),
            design.dark.clone(),
        )
    };
    let parts = [
        (t("色", "colours"), design(mine) != design(theirs)),
        (
            t("位置・形・画像", "place, shape and images"),
            mine.design != theirs.design && design(mine) == design(theirs),
        ),
        (
            t("ことば", "words"),
            mine.texts != theirs.texts || mine.words != theirs.words,
        ),
        (t("最初のボタン", "start buttons"), mine.start != theirs.start),
        (
            t("問い合わせ先", "contact"),
            mine.contact != theirs.contact || mine.forms != theirs.forms,
        ),
        (
            t("設置できるページ", "pages"),
            mine.allowed_origins != theirs.allowed_origins,
        ),
    ];
    parts
        .into_iter()
        .filter(|(_, differ)| *differ)
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_only_what_differs() {
        let mine = WidgetSettings::default();
        let mut theirs = mine.clone();
        assert!(differing(&mine, &theirs).is_empty());
        theirs.design.primary = "#000000".into();
        theirs.contact.phone = "110".into();
        assert_eq!(differing(&mine, &theirs), ["色", "問い合わせ先"]);
    }
}
