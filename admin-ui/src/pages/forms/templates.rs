//! Forms to begin with, as files of the kind that is exported.

use crate::lang::t;
use kotae_shared::{
    Localised,
    api::forms::FormEdit,
    form::{Field, Form, Kind, Page},
};

/// A form to begin with.
pub(super) struct Template {
    /// Its name in addresses.
    pub(super) key: &'static str,
    file: &'static str,
}

/// All of them.
pub(super) const ALL: [Template; 4] = [
    Template {
        key: "help_desk",
        file: include_str!("templates/help_desk.json"),
    },
    Template {
        key: "satisfaction",
        file: include_str!("templates/satisfaction.json"),
    },
    Template {
        key: "pc_trouble",
        file: include_str!("templates/pc_trouble.json"),
    },
    Template {
        key: "leave",
        file: include_str!("templates/leave.json"),
    },
];

impl Template {
    /// The form. Tests read each file.
    pub(super) fn edit(&self) -> FormEdit {
        serde_json::from_str(self.file).unwrap_or_else(|_| blank())
    }

    /// What it is for.
    pub(super) fn explanation(&self) -> &'static str {
        match self.key {
            "help_desk" => t(
                "件名と内容を聞き、メールで返事をします。",
                "Asks for subject and details; answered by mail.",
            ),
            "satisfaction" => t(
                "顔を 1 つ選んで送るだけ。低い評価のときだけ理由を聞きます。匿名です。",
                "One face, and it is sent. Asks why only when it is low. Anonymous.",
            ),
            "pc_trouble" => t(
                "症状によって聞くことが変わります。写真と管理番号も受け取れます。",
                "Asks by symptom, with a photo and the asset number.",
            ),
            _ => t(
                "休みの種類と時期を聞き、同意を得て受け取ります。",
                "Asks which leave and when, with a consent.",
            ),
        }
    }
}

/// A form with one question.
pub(super) fn blank() -> FormEdit {
    FormEdit {
        form: Form {
            name: Localised::default(),
            pages: vec![Page {
                fields: vec![Field {
                    key: "detail".into(),
                    kind: Kind::LongText,
                    label: Localised::new("内容", "Details"),
                    required: true,
                    ..Field::default()
                }],
                ..Page::default()
            }],
            ..Form::default()
        },
        ..FormEdit::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::{Lang, form::check::check};

    #[test]
    fn templates_are_good_forms_in_both_languages() {
        for template in ALL {
            let edit: FormEdit = serde_json::from_str(template.file).expect(template.key);
            assert_eq!(edit.form.tidy(), edit.form, "{}", template.key);
            assert_eq!(check(&edit.form, edit.purpose, Lang::Ja), [], "{}", template.key);
            edit.form.map(&|text: &Localised| {
                assert_eq!(
                    text.ja.is_empty(),
                    text.en.is_empty(),
                    "{}: {text:?}",
                    template.key
                );
            });
        }
    }

    #[test]
    fn a_blank_form_only_lacks_its_name() {
        let edit = blank();
        let found = check(&edit.form, edit.purpose, Lang::Ja);
        let fields: Vec<&str> = found.iter().map(|finding| finding.field.as_str()).collect();
        assert_eq!(fields, ["name.ja"]);
    }
}
