//! What visitor fields have: of a visit beside the events, of a submission beside it. A value is taken when its field is in
//! use and may come from there; whatever else is said of a visitor is dropped.

use super::{Result, engine::Read, visitor_fields};
use kotae_shared::{
    Lang,
    api::visitor_fields::VisitorFieldRecord,
    form::{
        Form, Kind,
        answers::{self, Answer},
    },
    visitor::{Mark, RESERVED, VisitorField, VisitorValue, written},
};

/// A value as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The field's key.
    pub key: String,
    /// The value, as its field judged it.
    pub value: String,
    /// How sure it is.
    pub mark: Mark,
}

/// The visitor fields of a workspace, the archived ones too.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<VisitorFieldRecord>);

/// All of them.
pub fn fields(read: &Read<'_>) -> Result<Fields> {
    Ok(Fields(visitor_fields::list(read)?))
}

impl Fields {
    /// Those that take values.
    pub fn used(&self) -> impl Iterator<Item = &VisitorField> {
        let used = self.0.iter().filter(|record| !record.archived);
        used.map(|record| &record.field)
    }

    /// All of them, in their order.
    pub fn all(&self) -> impl Iterator<Item = &VisitorField> {
        self.0.iter().map(|record| &record.field)
    }

    /// What is taken of what somebody says: what has no field for it, or does not fit it, is dropped.
    pub fn take<'a>(&self, mark: Mark, said: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Stored> {
        let one = |(key, value): (&str, &str)| {
            let field = self.used().find(|field| field.key == key)?;
            let sources = field.sources;
            let may = match mark {
                Mark::Verified => sources.token,
                Mark::Claimed => sources.page,
                Mark::Asked => sources.start || sources.forms,
            };
            Some(Stored {
                value: field.judge(value).ok().filter(|_| may)?,
                key: key.to_owned(),
                mark,
            })
        };
        said.into_iter().filter_map(one).collect()
    }

    /// What was written in those fields of a form that begin with a visitor field which is asked in forms.
    pub fn take_answers(&self, form: &Form, answers: &[Answer]) -> Vec<Stored> {
        let said: Vec<(String, String)> = form
            .fields()
            .filter(|field| {
                let mut used = self.used();
                used.any(|known| known.key == field.default_from && known.sources.forms)
            })
            .filter_map(|field| {
                let answer = answers.iter().find(|answer| answer.key == field.key)?;
                Some((field.default_from.clone(), written(&answer.value)))
            })
            .collect();
        self.take(
            Mark::Asked,
            said.iter().map(|(key, value)| (key.as_str(), value.as_str())),
        )
    }

    /// A form for a visitor with what is known of him for sure, and without leave to fill in from elsewhere what he does not
    /// see, or what no field is for.
    pub fn fill(&self, form: &mut Form<String>, known: &[(String, String)]) -> Vec<Answer> {
        let is_hidden = |key: &str| self.used().any(|field| field.key == key && field.sources.hidden);
        let mut seen = known.to_vec();
        seen.retain(|(key, _)| !is_hidden(key));
        let unseen = answers::defaults(form, known);
        let mut filled = answers::defaults(form, &seen);
        for field in form.pages.iter_mut().flat_map(|page| &mut page.fields) {
            if field.kind == Kind::Hidden {
                filled.retain(|answer| answer.key != field.key);
                filled.extend(unseen.iter().find(|answer| answer.key == field.key).cloned());
            }
            let from = field.default_from.as_str();
            let is_known = RESERVED.contains(&from) || self.used().any(|known| known.key == from);
            if !is_known || (is_hidden(from) && field.kind != Kind::Hidden) {
                field.default_from.clear();
            }
        }
        filled
    }

    /// What is kept, for a reader: in the order of the fields, and what is personal masked for who may not see it.
    pub fn show(&self, stored: &[Stored], lang: Lang, may: bool) -> Vec<VisitorValue> {
        let of = |field: &VisitorField| {
            let one = stored.iter().find(|one| one.key == field.key)?;
            let masked = field.personal && !may;
            let unless = |text: String| if masked { String::new() } else { text };
            Some(VisitorValue {
                key: field.key.clone(),
                name: field.name.clone(),
                value: unless(one.value.clone()),
                shown: unless(field.shown(&one.value, lang)),
                mark: one.mark,
                masked,
            })
        };
        let strange = stored
            .iter()
            .filter(|one| !self.all().any(|field| field.key == one.key));
        // Of before there were fields: nothing says that it is personal, and nothing that it is not.
        let strange = strange.map(|one| VisitorValue {
            key: one.key.clone(),
            value: if may { one.value.clone() } else { String::new() },
            shown: if may { one.value.clone() } else { String::new() },
            mark: one.mark,
            masked: !may,
            ..VisitorValue::default()
        });
        self.all().filter_map(of).chain(strange).collect()
    }

    /// The fields whose values are kept for so many days only.
    pub fn retentions(&self) -> Vec<(String, u32)> {
        let days = self.all().map(|field| (field.key.clone(), field.retention_days));
        days.filter(|(_, days)| *days > 0).collect()
    }
}

/// The surest of each key.
pub fn surest(mut all: Vec<Stored>) -> Vec<Stored> {
    all.sort_by(|one, other| one.key.cmp(&other.key).then(other.mark.cmp(&one.mark)));
    all.dedup_by(|later, first| later.key == first.key);
    all
}
