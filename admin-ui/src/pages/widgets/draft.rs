//! What stands in the form, and whether it differs from what was saved.

use super::access::AccessFields;
use super::parts::{Shades, WordFields};
use kotae_shared::{
    Localised,
    api::{
        admin::{Widget, WidgetEdit},
        problem::{Fault, FieldProblem},
    },
    settings::{
        ColorScheme, Contact, Design, Launcher, OfferedForms, Position, StartItem, Texts, WidgetSettings,
    },
};
use leptos::prelude::*;
use std::str::FromStr;
use uuid::Uuid;

/// A text in both languages.
#[derive(Clone, Copy)]
pub(super) struct Both {
    pub(super) ja: RwSignal<String>,
    pub(super) en: RwSignal<String>,
}

impl Both {
    pub(super) fn new(text: &Localised) -> Self {
        Self {
            ja: signal(&text.ja),
            en: signal(&text.en),
        }
    }

    pub(super) fn get(self) -> Localised {
        Localised::new(trimmed(self.ja), trimmed(self.en))
    }

    pub(super) fn show(self, text: &Localised) {
        set(self.ja, &text.ja);
        set(self.en, &text.en);
    }
}

/// The form. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Draft(StoredValue<Fields>, WordFields);

/// The form's fields.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) primary: RwSignal<String>,
    pub(super) on_primary: RwSignal<String>,
    pub(super) scheme: RwSignal<String>,
    pub(super) position: RwSignal<String>,
    pub(super) offset_x: RwSignal<String>,
    pub(super) offset_y: RwSignal<String>,
    pub(super) z_index: RwSignal<String>,
    pub(super) radius: RwSignal<String>,
    pub(super) launcher: RwSignal<String>,
    /// Light and dark.
    pub(super) shades: [Shades; 2],
    pub(super) font: RwSignal<String>,
    pub(super) font_size: RwSignal<String>,
    pub(super) width: RwSignal<String>,
    pub(super) height: RwSignal<String>,
    /// Logo, avatar, launcher.
    pub(super) images: [RwSignal<String>; 3],
    pub(super) start: RwSignal<Vec<StartItem>>,
    pub(super) name: Both,
    pub(super) greeting: Both,
    pub(super) placeholder: Both,
    pub(super) not_found: Both,
    pub(super) not_solved: Both,
    pub(super) contact: Both,
    pub(super) phone: RwSignal<String>,
    pub(super) mail: RwSignal<String>,
    pub(super) link: RwSignal<String>,
    pub(super) link_label: Both,
    /// The forms beside that: where nothing was found, where an answer did not help; empty: none.
    pub(super) forms: [RwSignal<String>; 2],
    /// One a line.
    pub(super) origins: RwSignal<String>,
    /// The identity provider by which visitors sign in; empty: none.
    pub(super) sign_in: RwSignal<String>,
    /// Who may use it: [`WHO`].
    pub(super) who: RwSignal<String>,
    pub(super) tell_questions: RwSignal<bool>,
    pub(super) access: AccessFields,
    /// What the server has.
    saved: RwSignal<Widget>,
}

/// The schemes by their names in the API.
pub(super) const SCHEMES: [(&str, ColorScheme); 3] = [
    ("auto", ColorScheme::Auto),
    ("light", ColorScheme::Light),
    ("dark", ColorScheme::Dark),
];

/// The corners by their names in the API, as they lie on a page: row by row.
pub(super) const POSITIONS: [(&str, Position); 4] = [
    ("top-left", Position::TopLeft),
    ("top-right", Position::TopRight),
    ("bottom-left", Position::BottomLeft),
    ("bottom-right", Position::BottomRight),
];

/// The launchers by their names in the API.
pub(super) const LAUNCHERS: [(&str, Launcher); 3] = [
    ("button", Launcher::Button),
    ("labelled", Launcher::Labelled),
    ("none", Launcher::None),
];

/// Whether visitors must have shown who they are.
pub(super) const WHO: [(&str, bool); 2] = [("anybody", false), ("known", true)];

impl Draft {
    /// A form that shows `widget`.
    pub(super) fn new(widget: Widget) -> Self {
        let WidgetSettings {
            design,
            texts,
            contact,
            allowed_origins,
            ..
        } = &widget.settings;
        let words = WordFields::new(&widget.settings.words);
        let fields = Fields {
            primary: signal(&design.primary),
            on_primary: signal(&design.on_primary),
            scheme: signal(key_of(&SCHEMES, design.color_scheme)),
            position: signal(key_of(&POSITIONS, design.position)),
            offset_x: signal(&design.offset_x.to_string()),
            offset_y: signal(&design.offset_y.to_string()),
            z_index: signal(&design.z_index.to_string()),
            radius: signal(&design.radius.to_string()),
            launcher: signal(key_of(&LAUNCHERS, design.launcher)),
            shades: [Shades::new(&design.light), Shades::new(&design.dark)],
            font: signal(&design.font),
            font_size: signal(&design.font_size.to_string()),
            width: signal(&design.width.to_string()),
            height: signal(&design.height.to_string()),
            images: [&design.logo, &design.avatar, &design.launcher_image].map(|file| signal(file)),
            start: RwSignal::new(widget.settings.start.clone()),
            name: Both::new(&texts.name),
            greeting: Both::new(&texts.greeting),
            placeholder: Both::new(&texts.placeholder),
            not_found: Both::new(&texts.not_found),
            not_solved: Both::new(&texts.not_solved),
            contact: Both::new(&contact.label),
            phone: signal(&contact.phone),
            mail: signal(&contact.mail),
            link: signal(&contact.link),
            link_label: Both::new(&contact.link_label),
            forms: [widget.settings.forms.not_found, widget.settings.forms.not_solved]
                .map(|form| signal(&id_text(form))),
            origins: signal(&allowed_origins.join("\n")),
            who: signal(key_of(&WHO, widget.settings.require_identity)),
            sign_in: signal(&id_text(widget.settings.sign_in)),
            tell_questions: RwSignal::new(widget.settings.tell_questions),
            access: AccessFields::new(&widget.settings.access),
            saved: RwSignal::new(widget),
        };
        Self(StoredValue::new(fields), words)
    }

    /// The words in the place of built-in ones.
    pub(super) fn words(self) -> WordFields {
        self.1
    }

    /// The fields.
    pub(super) fn fields(self) -> Fields {
        self.0.get_value()
    }

    fn server(self) -> RwSignal<Widget> {
        self.0.with_value(|fields| fields.saved)
    }

    /// The form as settings; a number that cannot be read is as it was saved. Reactive.
    pub(super) fn settings(self) -> WidgetSettings {
        let fields = self.fields();
        let old = fields.saved.with(|saved| saved.settings.design.clone());
        WidgetSettings {
            design: Design {
                primary: trimmed(fields.primary),
                on_primary: trimmed(fields.on_primary),
                color_scheme: value_of(&SCHEMES, fields.scheme),
                position: value_of(&POSITIONS, fields.position),
                offset_x: number(fields.offset_x).unwrap_or(old.offset_x),
                offset_y: number(fields.offset_y).unwrap_or(old.offset_y),
                z_index: number(fields.z_index).unwrap_or(old.z_index),
                radius: number(fields.radius).unwrap_or(old.radius),
                launcher: value_of(&LAUNCHERS, fields.launcher),
                light: fields.shades[0].get(),
                dark: fields.shades[1].get(),
                font: trimmed(fields.font),
                font_size: number(fields.font_size).unwrap_or(old.font_size),
                width: number(fields.width).unwrap_or(old.width),
                height: number(fields.height).unwrap_or(old.height),
                logo: fields.images[0].get(),
                avatar: fields.images[1].get(),
                launcher_image: fields.images[2].get(),
            },
            texts: Texts {
                name: fields.name.get(),
                greeting: fields.greeting.get(),
                placeholder: fields.placeholder.get(),
                not_found: fields.not_found.get(),
                not_solved: fields.not_solved.get(),
            },
            words: self.words().get(),
            start: fields.start.get(),
            contact: Contact {
                label: fields.contact.get(),
                phone: trimmed(fields.phone),
                mail: trimmed(fields.mail),
                link: trimmed(fields.link),
                link_label: fields.link_label.get(),
            },
            forms: {
                let [not_found, not_solved] =
                    fields.forms.map(|form| form.with(|id| Uuid::try_parse(id).ok()));
                OfferedForms {
                    not_found,
                    not_solved,
                }
            },
            allowed_origins: fields.origins.with(|text| super::origins::lines(text)),
            require_identity: value_of(&WHO, fields.who),
            sign_in: fields.sign_in.with(|id| Uuid::try_parse(id).ok()),
            tell_questions: fields.tell_questions.get(),
            access: fields.access.get(),
        }
    }

    /// The form as a request. Reactive.
    pub(super) fn edit(self) -> WidgetEdit {
        WidgetEdit {
            settings: self.settings(),
            version: self.server().with(|saved| saved.version),
        }
    }

    /// The numbers that cannot be read.
    pub(super) fn unreadable(self) -> Vec<FieldProblem> {
        let lang = crate::lang::current();
        let form = self.fields();
        let number_of = |field, value, least: i64, most: i64| {
            let text = number::<u32>(value);
            (field, text.is_none(), least, most)
        };
        let fields = [
            number_of("design.offset_x", form.offset_x, 0, 200),
            number_of("design.offset_y", form.offset_y, 0, 200),
            number_of("design.z_index", form.z_index, 0, i64::from(i32::MAX)),
            number_of("design.font_size", form.font_size, 12, 20),
            number_of("design.width", form.width, 300, 640),
            number_of("design.height", form.height, 360, 960),
        ];
        let bad = fields.into_iter().filter(|(_, bad, _, _)| *bad);
        bad.map(|(field, _, least, most)| {
            let fault = Fault::OutOfRange(least, most);
            FieldProblem {
                field: field.to_owned(),
                fault,
                message: fault.message(lang),
            }
        })
        .collect()
    }

    /// Whether the form differs from what the server has. Reactive.
    pub(super) fn is_dirty(self) -> bool {
        let settings = self.settings();
        self.server().with(|saved| saved.settings != settings) || !untrack(|| self.unreadable()).is_empty()
    }

    /// What the server has. Reactive.
    pub(super) fn saved(self) -> Widget {
        self.server().get()
    }

    /// `sent` was saved and came back as `widget`, perhaps tidied. What was typed meanwhile stays.
    pub(super) fn was_saved(self, sent: &WidgetSettings, widget: Widget) {
        let untouched = untrack(|| self.settings() == *sent);
        if untouched {
            self.show(&widget.settings);
        }
        self.server().set(widget);
    }

    /// Throws away what was typed, and shows `widget`.
    pub(super) fn replace(self, widget: Widget) {
        self.show(&widget.settings);
        self.server().set(widget);
    }

    /// Keeps what was typed, as a change of `widget`.
    pub(super) fn rebase(self, widget: Widget) {
        self.server().set(widget);
    }

    fn show(self, settings: &WidgetSettings) {
        let WidgetSettings {
            design,
            texts,
            contact,
            allowed_origins,
            ..
        } = settings;
        let fields = self.fields();
        set(fields.primary, &design.primary);
        set(fields.on_primary, &design.on_primary);
        set(fields.scheme, key_of(&SCHEMES, design.color_scheme));
        set(fields.position, key_of(&POSITIONS, design.position));
        set(fields.offset_x, &design.offset_x.to_string());
        set(fields.offset_y, &design.offset_y.to_string());
        set(fields.z_index, &design.z_index.to_string());
        set(fields.radius, &design.radius.to_string());
        set(fields.launcher, key_of(&LAUNCHERS, design.launcher));
        fields.shades[0].show(&design.light);
        fields.shades[1].show(&design.dark);
        set(fields.font, &design.font);
        set(fields.font_size, &design.font_size.to_string());
        set(fields.width, &design.width.to_string());
        set(fields.height, &design.height.to_string());
        let files = [&design.logo, &design.avatar, &design.launcher_image];
        for (image, file) in fields.images.into_iter().zip(files) {
            set(image, file);
        }
        self.words().show(&settings.words);
        fields.start.set(settings.start.clone());
        fields.name.show(&texts.name);
        fields.greeting.show(&texts.greeting);
        fields.placeholder.show(&texts.placeholder);
        fields.not_found.show(&texts.not_found);
        fields.not_solved.show(&texts.not_solved);
        fields.contact.show(&contact.label);
        set(fields.phone, &contact.phone);
        set(fields.mail, &contact.mail);
        set(fields.link, &contact.link);
        fields.link_label.show(&contact.link_label);
        let forms = [settings.forms.not_found, settings.forms.not_solved];
        for (field, form) in fields.forms.into_iter().zip(forms) {
            set(field, &id_text(form));
        }
        set(fields.origins, &allowed_origins.join("\n"));
        set(fields.who, key_of(&WHO, settings.require_identity));
        set(fields.sign_in, &id_text(settings.sign_in));
        fields.tell_questions.set(settings.tell_questions);
        fields.access.show(&settings.access);
    }
}

fn id_text(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

pub(super) fn signal(text: &str) -> RwSignal<String> {
    RwSignal::new(text.to_owned())
}

/// An unchanged field is left alone, so that its cursor stays.
pub(super) fn set(field: RwSignal<String>, text: &str) {
    if field.with_untracked(|old| old != text) {
        field.set(text.to_owned());
    }
}

pub(super) fn trimmed(field: RwSignal<String>) -> String {
    field.with(|text| text.trim().replace("\r\n", "\n"))
}

fn number<T: FromStr>(field: RwSignal<String>) -> Option<T> {
    field.with(|text| text.trim().parse().ok())
}

fn key_of<T: Copy + PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names
        .iter()
        .find(|(_, other)| *other == value)
        .map_or("", |(key, _)| key)
}

fn value_of<T: Copy + Default>(names: &[(&'static str, T)], field: RwSignal<String>) -> T {
    field.with(|text| {
        names
            .iter()
            .find(|(key, _)| key == text)
            .map_or_else(T::default, |(_, value)| *value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn widget() -> Widget {
        Widget {
            id: Uuid::from_u128(1),
            key: "demo".into(),
            settings: WidgetSettings {
                design: Design {
                    position: Position::TopLeft,
                    color_scheme: ColorScheme::Dark,
                    launcher: Launcher::Labelled,
                    ..Design::default()
                },
                texts: Texts {
                    name: Localised::new("社内サポート", "Support"),
                    ..Texts::default()
                },
                allowed_origins: vec!["https://a.example".into(), "https://b.example".into()],
                ..WidgetSettings::default()
            },
            version: 3,
        }
    }

    #[test]
    fn shows_what_was_saved() {
        let _owner = Owner::new();
        let draft = Draft::new(widget());
        assert_eq!(untrack(|| draft.settings()), widget().settings);
        assert!(!untrack(|| draft.is_dirty()));
    }

    #[test]
    fn names_are_those_of_the_api() {
        let name = |value| serde_json::to_string(&value).expect("a name");
        for (key, scheme) in SCHEMES {
            assert_eq!(name(serde_json::json!(scheme)), format!("\"{key}\""));
        }
        for (key, position) in POSITIONS {
            assert_eq!(name(serde_json::json!(position)), format!("\"{key}\""));
        }
        for (key, launcher) in LAUNCHERS {
            assert_eq!(name(serde_json::json!(launcher)), format!("\"{key}\""));
        }
    }

    #[test]
    fn knows_when_it_is_dirty() {
        let _owner = Owner::new();
        let draft = Draft::new(widget());
        draft.fields().greeting.ja.set("ようこそ".into());
        assert!(untrack(|| draft.is_dirty()));
        draft.fields().greeting.ja.set("  ".into());
        assert!(!untrack(|| draft.is_dirty()));
        draft.fields().offset_x.set("たくさん".into());
        assert!(untrack(|| draft.is_dirty()));
        assert_eq!(draft.unreadable()[0].field, "design.offset_x");
        assert_eq!(untrack(|| draft.settings()).design.offset_x, 24);
    }

    #[test]
    fn keeps_what_was_typed_while_saving() {
        let _owner = Owner::new();
        let draft = Draft::new(widget());
        draft.fields().phone.set("内線 1234".into());
        let sent = untrack(|| draft.settings());
        draft.fields().mail.set("help@example.co.jp".into());
        let saved = Widget {
            settings: sent.clone(),
            version: 4,
            ..widget()
        };
        draft.was_saved(&sent, saved);
        assert_eq!(draft.fields().mail.get_untracked(), "help@example.co.jp");
        assert_eq!(untrack(|| draft.edit()).version, 4);
        assert!(untrack(|| draft.is_dirty()));
    }

    #[test]
    fn rebase_keeps_and_replace_drops() {
        let _owner = Owner::new();
        let draft = Draft::new(widget());
        draft.fields().primary.set("#112233".into());
        let newer = Widget {
            version: 9,
            ..widget()
        };
        draft.rebase(newer.clone());
        let edit = untrack(|| draft.edit());
        assert_eq!(
            (edit.version, edit.settings.design.primary.as_str()),
            (9, "#112233")
        );
        draft.replace(newer);
        assert!(!untrack(|| draft.is_dirty()));
    }
}
