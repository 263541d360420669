//! One letter: its words in both languages, what can stand in braces, and how it reads with an example.

use super::words;
use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    app::{App, app},
    dates,
    lang::{self, t},
    remote::Remote,
    router,
    ui::{BackLink, Confirm, Faults, PageHead, Submit, TextArea, TextInput, note},
};
use kotae_shared::{
    Lang, Localised, Uuid,
    access::Permission,
    api::{
        forms::limits as sizes,
        letters::{Letter, LetterEdit, limits},
    },
    letters::{LetterKind, Place, fill, unknown},
};
use leptos::{prelude::*, task::spawn_local};

/// The page of a letter, or of a new one.
#[component]
pub(crate) fn LetterPage(id: String) -> impl IntoView {
    let app = app();
    let (title, body) = if id == "new" {
        let kind = untrack(|| app.parameter("kind")).unwrap_or_default();
        let letter = Letter {
            kind: LetterKind::from_tag(&kind).unwrap_or(LetterKind::Reply),
            ..Letter::default()
        };
        let title = Signal::stored(t("新しい文面", "New words").to_owned());
        (title, view! { <Editor letter=letter is_new=true/> }.draw())
    } else {
        let path = format!("letters/{id}");
        let letter = Remote::<Letter>::new(move || path.clone());
        let title = Signal::derive(move || {
            letter.get().map_or_else(
                || t("メールの文面", "Words of mails").to_owned(),
                |letter| letter.name.get(lang::current()).to_owned(),
            )
        });
        let may_write = app.session_now().user.role.may(Permission::EditForms);
        let body = letter.view(move |letter| {
            if may_write {
                view! { <Editor letter=letter is_new=false/> }.draw()
            } else {
                reading(&letter)
            }
        });
        (title, body)
    };
    view! {
        <div class="page">
            <BackLink to="letters" label=t("メールの文面", "Words of mails")/>
            <PageHead title=title/>
            {body}
        </div>
    }
    .draw()
}

/// For who may not change it.
fn reading(letter: &Letter) -> AnyView {
    let (name, explained) = words(letter.kind);
    let texts = [Lang::Ja, Lang::En].map(|lang| example(letter.kind, &letter.subject, &letter.text, lang));
    view! {
        <section class="card">
            <h2>{name}</h2>
            <p class="quiet small">{explained}</p>
            {texts.into_iter().collect_view()}
        </section>
    }
    .draw()
}

/// The texts of a letter that is being written. A handle: copies are the same.
#[derive(Clone, Copy)]
struct Draft {
    kind: LetterKind,
    name: [RwSignal<String>; 2],
    subject: [RwSignal<String>; 2],
    text: [RwSignal<String>; 2],
    version: RwSignal<u32>,
}

impl Draft {
    fn of(letter: &Letter) -> Self {
        let both = |text: &Localised| [RwSignal::new(text.ja.clone()), RwSignal::new(text.en.clone())];
        Self {
            kind: letter.kind,
            name: both(&letter.name),
            subject: both(&letter.subject),
            text: both(&letter.text),
            version: RwSignal::new(letter.version),
        }
    }

    fn edit(self) -> LetterEdit {
        let both = |[ja, en]: [RwSignal<String>; 2]| Localised::new(ja.get(), en.get());
        LetterEdit {
            kind: self.kind,
            name: both(self.name),
            subject: both(self.subject),
            text: both(self.text),
            version: self.version.get(),
        }
    }
}

#[allow(
    clippy::large_types_passed_by_value,
    reason = "a component gets its properties by value"
)]
#[component]
fn Editor(letter: Letter, is_new: bool) -> impl IntoView {
    let app = app();
    let draft = Draft::of(&letter);
    let saved = RwSignal::new(untrack(|| draft.edit()));
    let dirty = Memo::new(move |_| saved.with(|saved| *saved != draft.edit()));
    router::guard(dirty.into());
    let (faults, busy) = (Faults::new(), RwSignal::new(false));
    let id = letter.id;
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        faults.clear();
        busy.set(true);
        let edit = untrack(|| draft.edit());
        spawn_local(async move {
            let reply: Result<Letter, Failure> = if is_new {
                api::post("letters", &edit).await
            } else {
                api::put(&format!("letters/{id}"), &edit).await
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(letter) => {
                    app.say(t("文面を保存しました。", "The words were saved."));
                    // What was typed meanwhile stays, and is a change of what is stored now.
                    draft.version.set(letter.version);
                    saved.set(LetterEdit {
                        version: letter.version,
                        ..edit
                    });
                    if is_new {
                        app.swap(&format!("letters/{}", letter.id));
                    }
                }
                Err(failure) => faults.show(&failure),
            }
        });
    };
    let (kind, explained) = words(letter.kind);
    let optional = letter.kind == LetterKind::Reply;
    let subject_help = optional.then(|| {
        t(
            "空欄なら「Re: [受付番号] フォーム名」になります。",
            "When empty: Re: [number] name of the form.",
        )
    });
    view! {
        <div class="letter-page">
            <form class="card" novalidate on:submit=submit>
                <p class="quiet small">{kind} " – " {explained}</p>
                <div class="form wide">
                    <div class="form-row">
                        <TextInput
                            name="name.ja"
                            label=t("名前（日本語）", "Name (Japanese)")
                            value=draft.name[0]
                            faults=faults
                            max=limits::NAME
                        />
                        <TextInput
                            name="name.en"
                            label=t("名前（英語）", "Name (English)")
                            value=draft.name[1]
                            faults=faults
                            max=limits::NAME
                            optional=true
                        />
                    </div>
                    {places(letter.kind)}
                    <div class="form-row">
                        <TextInput
                            name="subject.ja"
                            label=t("件名（日本語）", "Subject (Japanese)")
                            value=draft.subject[0]
                            faults=faults
                            max=sizes::SUBJECT
                            optional=optional
                            help=subject_help.unwrap_or_default()
                        />
                        <TextInput
                            name="subject.en"
                            label=t("件名（英語）", "Subject (English)")
                            value=draft.subject[1]
                            faults=faults
                            max=sizes::SUBJECT
                            optional=true
                            help=subject_help.unwrap_or_default()
                        />
                    </div>
                    {move || strangers(draft, true)}
                    <div class="form-row">
                        <TextArea
                            name="text.ja"
                            label=t("本文（日本語）", "Text (Japanese)")
                            value=draft.text[0]
                            faults=faults
                            rows=10
                            max=sizes::LETTER
                        />
                        <TextArea
                            name="text.en"
                            label=t("本文（英語）", "Text (English)")
                            value=draft.text[1]
                            faults=faults
                            rows=10
                            max=sizes::LETTER
                            optional=true
                        />
                    </div>
                    {move || strangers(draft, false)}
                    <div class="form-actions">
                        <Submit
                            label=t("保存する", "Save")
                            busy=busy
                            faults=faults
                            idle=Signal::derive(move || !dirty.get())
                        />
                        {(!is_new).then(|| away(app, &letter))}
                    </div>
                </div>
            </form>
            <section class="card" aria-labelledby="letter-example">
                <h2 id="letter-example">{t("見本", "An example")}</h2>
                <p class="quiet small">
                    {t(
                        "例の値を入れるとこうなります。値のない差し込みがある行は省かれます。",
                        "With an example filled in. A line with braces of which nothing is known is left out.",
                    )}
                </p>
                <div class="form-row">{move || examples(draft)}</div>
            </section>
        </div>
    }
    .draw()
}

/// What can stand in braces.
fn places(kind: LetterKind) -> AnyView {
    let one = |place: &Place| {
        view! {
            <li>
                <code>{format!("{{{}}}", place.tag())}</code>
                " "
                <span class="quiet small">{place.explanation(lang::current())}</span>
            </li>
        }
    };
    let in_texts = (kind == LetterKind::Notice).then(|| {
        t(
            "{answers} と {link} は本文だけで使えます。",
            "{answers} and {link} can stand in the text alone.",
        )
    });
    view! {
        <fieldset class="field letter-places">
            <legend>{t("差し込み", "What can stand in braces")}</legend>
            <ul class="plain">{kind.places().iter().map(one).collect_view()}</ul>
            {in_texts.map(|words| view! { <p class="field-help">{words}</p> })}
        </fieldset>
    }
    .draw()
}

/// What stands in braces and cannot, by name, while it is written.
fn strangers(draft: Draft, subjects: bool) -> Option<AnyView> {
    let texts = if subjects { draft.subject } else { draft.text };
    let places: Vec<Place> = if subjects {
        draft.kind.subject_places().collect()
    } else {
        draft.kind.places().to_vec()
    };
    let found = texts.iter().find_map(|text| {
        let text = text.get();
        unknown(&text, places.iter().copied()).map(str::to_owned)
    })?;
    let braces = if found.starts_with('{') {
        found
    } else {
        format!("{{{found}}}")
    };
    let words = match lang::current() {
        Lang::Ja => format!("{braces} はここでは使えません。"),
        Lang::En => format!("{braces} cannot stand here."),
    };
    Some(note("warn", view! { <p>{words}</p> }).draw())
}

fn examples(draft: Draft) -> AnyView {
    let edit = draft.edit();
    let of = |lang| example(edit.kind, &edit.subject, &edit.text, lang);
    [Lang::Ja, Lang::En].map(of).into_iter().collect_view().draw()
}

/// How it reads in a language.
fn example(kind: LetterKind, subject: &Localised, text: &Localised, lang: Lang) -> AnyView {
    let value = |place: Place| match place {
        Place::Number => "128".to_owned(),
        Place::Form => lang.pick("PC の相談", "PC trouble").to_owned(),
        Place::Date => lang.pick("2027/01/31", "31 Jan 2027").to_owned(),
        Place::Name => lang.pick("山田 太郎", "Jane Doe").to_owned(),
        Place::Question => lang
            .pick("画面が映りません。", "The screen stays dark.")
            .to_owned(),
        Place::Answers => lang
            .pick(
                "内容: 故障\n機種: A12\n詳しく: 画面が映りません。",
                "About: Broken\nModel: A12\nDetails: The screen stays dark.",
            )
            .to_owned(),
        Place::Link => "https://faq.example.co.jp/admin/default/submissions/…".to_owned(),
        Place::By => lang.pick("佐藤 葵", "Alex Smith").to_owned(),
    };
    let mut line = fill(subject.get(lang), value);
    if line.is_empty() && kind == LetterKind::Reply {
        line = format!("Re: [{}] {}", value(Place::Number), value(Place::Form));
    }
    let name = lang.pick("日本語", "English");
    view! {
        <article class="letter-example" lang=lang.tag() aria-label=name>
            <p class="quiet small">{name}</p>
            <p class="letter-subject">{line}</p>
            <p class="letter-text">{fill(text.get(lang), value)}</p>
        </article>
    }
    .draw()
}

/// The button that deletes it, or takes it back to what it said at first.
fn away(app: App, letter: &Letter) -> Option<AnyView> {
    let (id, built_in) = (letter.id, letter.built_in);
    if built_in && !letter.changed {
        return None;
    }
    let (title, text, act) = if built_in {
        (
            t("初期の文面に戻しますか", "Take it back to what it said at first?"),
            t("いまの文面は失われます。", "What it says now is lost."),
            t("初期の文面に戻す", "Take it back"),
        )
    } else {
        (
            t("この文面を削除しますか", "Delete these words?"),
            t("元に戻せません。", "This cannot be undone."),
            t("削除する", "Delete"),
        )
    };
    let ask = move |_| {
        app.ask(Confirm {
            title: title.into(),
            text: text.into(),
            act,
            danger: true,
            yes: Box::new(move || remove(app, id, built_in)),
        });
    };
    let label = if built_in { act } else { t("削除", "Delete") };
    let changed = (letter.updated_at > 0).then(|| {
        let at = letter.updated_at;
        let by = letter.updated_by.clone();
        view! {
            <span class="quiet small">
                {t("最終更新", "Last changed")}
                " "
                <time datetime=dates::machine(at)>{dates::full(at)}</time>
                " "
                {by}
            </span>
        }
    });
    Some(
        view! {
            <button type="button" class="button danger" on:click=ask>
                {label}
            </button>
            {changed}
        }
        .draw(),
    )
}

fn remove(app: App, id: Uuid, built_in: bool) {
    spawn_local(async move {
        match api::delete(&format!("letters/{id}")).await {
            Ok(()) => {
                app.say(if built_in {
                    t("初期の文面に戻しました。", "It says again what it did at first.")
                } else {
                    t("文面を削除しました。", "The words were deleted.")
                });
                app.go("letters");
            }
            Err(failure) => app.fail(&failure),
        }
    });
}
