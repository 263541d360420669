//! What is said of the chosen part: the form's words, a page, or a field.

use super::{
    super::words,
    choices, condition,
    desk::{Chosen, Desk},
    edit::{self, At},
    fields::{self, Text, lens},
    limits as sizes, outline, pattern,
};
use crate::{
    app::app,
    draw::Draw,
    lang::{self, t},
    remote::Remote,
    ui::{Confirm, Icon, icon},
};
use kotae_shared::{
    api::visitor_fields::VisitorFieldRecord,
    form::{Kind, limits},
};
use leptos::prelude::*;

/// The part of the page.
#[component]
pub(super) fn Panel(desk: Desk) -> impl IntoView {
    // Fields are drawn anew when another one is shown, or this one asks for something else.
    let shown = Memo::new(move |_| {
        let chosen = desk.chosen.get();
        let kind = match chosen {
            Chosen::Field(at) => desk.field(at, |field| field.kind),
            Chosen::Form | Chosen::Page(_) => None,
        };
        (chosen, kind)
    });
    move || match shown.get() {
        (Chosen::Field(at), Some(kind)) => field(desk, at, kind),
        (Chosen::Page(page), _) => self::page(desk, page),
        _ => form(desk),
    }
}

fn form(desk: Desk) -> AnyView {
    view! {
        <div class="form">
            {fields::both(
                desk,
                "name",
                ["form-name-ja", "form-name-en"],
                t("フォーム名", "Name"),
                (0, limits::NAME),
                lens(|doc| Some(&mut doc.form.name)),
            )}
            {fields::both(
                desk,
                "intro",
                ["form-intro-ja", "form-intro-en"],
                t("最初の説明", "Introduction"),
                (3, limits::INTRO),
                lens(|doc| Some(&mut doc.form.intro)),
            )}
            {fields::both(
                desk,
                "send",
                ["form-send-ja", "form-send-en"],
                t("送信ボタン（空欄なら「送信する」）", "Button (empty: “Send”)"),
                (0, limits::TITLE),
                lens(|doc| Some(&mut doc.form.send)),
            )}
            {fields::both(
                desk,
                "thanks",
                ["form-thanks-ja", "form-thanks-en"],
                t("送信後のお礼", "Thanks"),
                (3, limits::INTRO),
                lens(|doc| Some(&mut doc.form.thanks)),
            )}
            {fields::below(fields::fault(desk, "pages".into()), "form-pages")}
        </div>
    }
    .draw()
}

fn page(desk: Desk, page: usize) -> AnyView {
    let app = app();
    let last = Memo::new(move |_| desk.doc.with(|doc| doc.form.pages.len() < 2));
    let remove = move |_| {
        let fields = desk
            .doc
            .with_untracked(|doc| doc.form.pages.get(page).map_or(0, |page| page.fields.len()));
        let act = move || {
            desk.change("", |doc| _ = edit::remove_page(&mut doc.form, page));
            desk.choose(Chosen::Form);
            desk.say(t("ページを削除しました。", "The page was deleted."));
            crate::dom::focus_soon(".outline-row");
        };
        if fields == 0 {
            return act();
        }
        app.ask(Confirm {
            title: t("ページを削除しますか？", "Delete this page?").into(),
            text: t(
                "このページの欄も一緒に消えます。「元に戻す」で戻せます。",
                "Its fields go with it. Undo brings them back.",
            )
            .into(),
            act: t("削除する", "Delete"),
            danger: true,
            yes: Box::new(act),
        });
    };
    let tools = desk.may_write.then(|| {
        view! {
            <div class="form-actions">
                <button type="button" class="button small" on:click=move |_| outline::shift_page(desk, page, false)>
                    {icon(Icon::ArrowUp)}
                    <span>{t("前へ", "Earlier")}</span>
                </button>
                <button type="button" class="button small" on:click=move |_| outline::shift_page(desk, page, true)>
                    {icon(Icon::ArrowDown)}
                    <span>{t("後へ", "Later")}</span>
                </button>
                <button type="button" class="button small danger" disabled=last on:click=remove>
                    {t("ページを削除", "Delete the page")}
                </button>
            </div>
        }
    });
    view! {
        <div class="form">
            {tools}
            {fields::both(
                desk,
                &format!("pages.{page}.title"),
                ["page-title-ja", "page-title-en"],
                t("ページの見出し", "Heading of the page"),
                (0, limits::TITLE),
                lens(move |doc| Some(&mut doc.form.pages.get_mut(page)?.title)),
            )}
            {fields::below(fields::fault(desk, format!("pages.{page}.fields")), "page-fields")}
        </div>
    }
    .draw()
}

fn field(desk: Desk, at: At, kind: Kind) -> AnyView {
    let place = at.name();
    let (asks, written) = (
        !matches!(kind, Kind::Hidden | Kind::Heading),
        edit::is_written(kind),
    );
    let label = match kind {
        Kind::Heading => t("見出し", "Heading"),
        Kind::Consent => t("同意の文", "What is agreed to"),
        Kind::Hidden => t("名前", "Name"),
        _ => t("質問", "Question"),
    };
    let rows = if kind == Kind::Consent { 2 } else { 0 };
    let required = asks.then(|| {
        let (name, help) = if kind == Kind::Consent {
            (t("同意がないと送信できない", "It must be agreed to"), "")
        } else {
            (t("必須", "Required"), "")
        };
        fields::check(
            desk,
            "field-required",
            name,
            help,
            lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.required)),
        )
    });
    let help = (kind != Kind::Hidden).then(|| {
        fields::both(
            desk,
            &format!("{place}.help"),
            ["field-help-ja", "field-help-en"],
            t("補足", "Help"),
            (2, limits::HELP),
            lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.help)),
        )
    });
    let placeholder = (written || kind == Kind::Number).then(|| {
        fields::both(
            desk,
            &format!("{place}.placeholder"),
            ["field-placeholder-ja", "field-placeholder-en"],
            t("入力例", "Placeholder"),
            (0, limits::PLACEHOLDER),
            lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.placeholder)),
        )
    });
    let ends = kind.scale().map(|_| {
        let end = |index: usize, ids, name| {
            fields::both(
                desk,
                &format!("{place}.ends.{index}"),
                ids,
                name,
                (0, limits::TITLE),
                lens(move |doc| edit::field_mut(&mut doc.form, at)?.ends.get_mut(index)),
            )
        };
        view! {
            {end(0, ["field-low-ja", "field-low-en"], t("低い側の言葉", "Words at the low end"))}
            {end(1, ["field-high-ja", "field-high-en"], t("高い側の言葉", "Words at the high end"))}
        }
    });
    view! {
        <div class="form">
            {head(desk, at, kind)}
            {fields::both(
                desk,
                &format!("{place}.label"),
                ["field-label-ja", "field-label-en"],
                label,
                (rows, limits::LABEL),
                lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.label)),
            )}
            {required}
            {kind.has_choices().then(|| choices::choices(desk, at))}
            {ends}
            {help}
            {condition::condition(desk, at)}
            <details class="field-more" open=has_more(desk, at)>
                <summary>{t("詳しい設定", "More settings")}</summary>
                <div class="form">
                    {placeholder}
                    {edit::is_sized(kind).then(|| sizes::range(desk, at, kind))}
                    {(kind == Kind::Number).then(|| sizes::decimals(desk, at))}
                    {written.then(|| pattern::pattern(desk, at))}
                    {edit::starts(kind).then(|| start(desk, at, kind))}
                    {key(desk, at)}
                </div>
            </details>
        </div>
    }
    .draw()
}

/// Whether anything of the further settings is set or wrong.
fn has_more(desk: Desk, at: At) -> bool {
    let set = desk.doc.with_untracked(|doc| {
        edit::field(&doc.form, at).is_some_and(|field| {
            field.least.is_some()
                || field.most.is_some()
                || !field.pattern.is_empty()
                || !field.default.is_empty()
                || !field.default_from.is_empty()
        })
    });
    let start = format!("{}.", at.name());
    let bad = [
        "key",
        "least",
        "most",
        "decimals",
        "pattern",
        "pattern_help",
        "default",
        "default_from",
    ];
    set || desk.findings.with_untracked(|found| {
        found.iter().any(|finding| {
            let rest = finding.field.strip_prefix(&start);
            rest.is_some_and(|rest| bad.iter().any(|name| rest.starts_with(name)))
        })
    })
}

/// What it asks for, and where it stands.
fn head(desk: Desk, at: At, kind: Kind) -> AnyView {
    let key_of = |kind: Kind| format!("{kind:?}");
    let kinds = Kind::ALL
        .map(|one| (key_of(one), words::kind(one).to_owned()))
        .into();
    let change = move |value: String| {
        if let Some(kind) = Kind::ALL.into_iter().find(|one| key_of(*one) == value) {
            desk.change_field(at, "kind", |field| edit::set_kind(field, kind));
            crate::dom::focus_soon("#field-kind");
        }
    };
    let pages = move || {
        let count = desk.doc.with(|doc| doc.form.pages.len());
        let option = |page: usize| {
            view! {
                <option value=page.to_string() prop:selected=page == at.page>{(page + 1).to_string()}</option>
            }
        };
        (0..count).map(option).collect_view()
    };
    let to_page = move |event: web_sys::Event| {
        if let Ok(page) = event_target_value(&event).parse() {
            let to = At {
                page,
                index: usize::MAX,
            };
            desk.shift(|form| edit::move_field(form, at, to));
        }
    };
    let tools = desk.may_write.then(|| {
        view! {
            <div class="form-actions field-tools">
                <button
                    type="button"
                    class="button small icon"
                    title="Alt+↑"
                    aria-label=t("上へ", "Up")
                    on:click=move |_| desk.shift(|form| edit::step(form, at, false))
                >
                    {icon(Icon::ArrowUp)}
                </button>
                <button
                    type="button"
                    class="button small icon"
                    title="Alt+↓"
                    aria-label=t("下へ", "Down")
                    on:click=move |_| desk.shift(|form| edit::step(form, at, true))
                >
                    {icon(Icon::ArrowDown)}
                </button>
                <label class="field-page">
                    <span>{t("ページ", "Page")}</span>
                    <select class="select small" on:change=to_page>{pages}</select>
                </label>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| desk.shift(|form| edit::duplicate(form, at))
                >
                    {t("複製", "Copy")}
                </button>
                <button type="button" class="button small danger" on:click=move |_| desk.remove(at)>
                    {t("削除", "Delete")}
                </button>
            </div>
        }
    });
    let now = key_of(kind);
    view! {
        {tools}
        {fields::select(desk, "field-kind", t("種類", "Kind"), kinds, Signal::stored(now), change)}
    }
    .draw()
}

/// What is there at first.
fn start(desk: Desk, at: At, kind: Kind) -> AnyView {
    let place = at.name();
    let from = Text {
        help: t(
            "name・email、訪問者情報の項目のキー、question（直前の質問）、page（表示中のページ）。",
            "name, email, the key of a visitor field; question (the last one), page (the address).",
        ),
        list: "default-sources",
        ..Text::new(
            format!("{place}.default_from"),
            "field-default-from",
            t("最初に入れておく項目", "Filled in from"),
            limits::KEY,
        )
    };
    let help = match kind {
        Kind::Choices => t(
            "選択肢の値をカンマで区切ります。",
            "Values of choices, with commas between.",
        ),
        Kind::YesNo => t("yes か no。", "yes or no."),
        Kind::Choice => t("選択肢の値。", "The value of a choice."),
        Kind::Date => t("2027-01-31 の形。", "Like 2027-01-31."),
        _ => "",
    };
    let value = Text {
        help,
        ..Text::new(
            format!("{place}.default"),
            "field-default",
            t("それ以外の初期値", "Else"),
            limits::TEXT,
        )
    };
    let built_in = [
        ("name", t("名前", "Name")),
        ("email", t("メールアドレス", "E-mail address")),
        ("question", t("直前の質問", "The last question")),
        ("page", t("表示中のページ", "The page’s address")),
    ];
    let fields = Remote::<Vec<VisitorFieldRecord>>::new(|| "visitor-fields".into());
    let sources = move || {
        let all = fields.get().unwrap_or_default();
        let own = all.into_iter().filter(|record| !record.archived);
        let own = own.map(|record| {
            let name = record.field.name.get(lang::current()).to_owned();
            (record.field.key, name)
        });
        let option = |(key, name): (String, String)| view! { <option value=key>{name}</option> };
        let built_in = built_in.map(|(key, name)| (key.to_owned(), name.to_owned()));
        built_in.into_iter().chain(own).map(option).collect_view()
    };
    view! {
        <datalist id="default-sources">
            {sources}
        </datalist>
        {fields::text(desk, from, lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.default_from)))}
        {fields::text(desk, value, lens(move |doc| Some(&mut edit::field_mut(&mut doc.form, at)?.default)))}
    }
    .draw()
}

/// The key: taken over when the field is left, since conditions follow it.
fn key(desk: Desk, at: At) -> AnyView {
    let fault = fields::fault(desk, format!("{}.key", at.name()));
    let value = move || desk.field(at, |field| field.key.clone()).unwrap_or_default();
    let change = move |event: web_sys::Event| {
        let key = event_target_value(&event).trim().to_owned();
        desk.change("", |doc| edit::set_key(&mut doc.form, at, &key));
    };
    view! {
        <div class="field">
            <label for="field-key">{t("キー", "Key")}</label>
            <p class="field-help" id="field-key-help">
                {t(
                    "書き出しで列を見分ける名前です（英小文字・数字・_・-）。条件は自動で追従します。",
                    "Names the field in files: lower-case letters, digits, _ and -. Conditions follow it.",
                )}
            </p>
            <input
                class="input mono"
                id="field-key"
                autocomplete="off"
                spellcheck="false"
                maxlength=limits::KEY
                readonly=!desk.may_write
                prop:value=value
                on:change=change
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby="field-key-help field-key-error"
            />
            {fields::below(fault, "field-key")}
        </div>
    }
    .draw()
}
