//! What the server did not accept in a form.

use crate::{api::Failure, dom};
use kotae_shared::api::problem::{FieldProblem, ProblemCode};
use leptos::prelude::*;

/// The faults of one form: those of fields stand at the fields, the rest above the button.
#[derive(Clone, Copy)]
pub(crate) struct Faults {
    fields: RwSignal<Vec<FieldProblem>>,
    rest: RwSignal<Option<String>>,
}

impl Faults {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            fields: RwSignal::new(Vec::new()),
            rest: RwSignal::new(None),
        }
    }

    /// Forgets all, as a form does when it is sent.
    pub(crate) fn clear(self) {
        self.fields.set(Vec::new());
        self.rest.set(None);
    }

    /// Shows why a form was refused, and moves the focus to the first field at fault.
    pub(crate) fn show(self, failure: &Failure) {
        if failure.code() == Some(ProblemCode::SignInRequired) {
            // The sign-in over the page says it already.
            return;
        }
        self.fields.set(failure.fields().to_vec());
        self.rest.set(Some(failure.message()));
        dom::focus_soon("[aria-invalid='true']");
    }

    /// What is wrong with a field, or with one of its items (`phrasings.3`). Reactive.
    pub(crate) fn of(self, field: &str) -> Option<String> {
        self.fields.with(|faults| message_of(faults, field))
    }

    /// The sentence about the form as a whole. Reactive.
    pub(crate) fn rest(self) -> Option<String> {
        self.rest.get()
    }

    /// Forgets a field's fault, once the field is changed.
    pub(crate) fn mended(self, field: &str) {
        if self
            .fields
            .with_untracked(|faults| message_of(faults, field).is_some())
        {
            self.fields
                .update(|faults| faults.retain(|fault| !concerns(&fault.field, field)));
            if self.fields.with_untracked(Vec::is_empty) {
                self.rest.set(None);
            }
        }
    }
}

fn message_of(faults: &[FieldProblem], field: &str) -> Option<String> {
    let fault = faults.iter().find(|fault| concerns(&fault.field, field))?;
    Some(match item_number(&fault.field, field) {
        Some(number) => format!("{number}: {}", fault.message),
        None => fault.message.clone(),
    })
}

fn concerns(named: &str, field: &str) -> bool {
    named
        .strip_prefix(field)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The item's number as a person counts, from `phrasings.3` or `phrasings[3]`.
fn item_number(named: &str, field: &str) -> Option<usize> {
    let rest = named.strip_prefix(field)?.trim_matches(['.', '[', ']']);
    rest.parse::<usize>().ok().map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::problem::Fault;

    fn fault(field: &str) -> FieldProblem {
        FieldProblem {
            field: field.into(),
            fault: Fault::Required,
            message: "必須".into(),
        }
    }

    #[test]
    fn finds_fields_and_their_items() {
        let faults = [fault("title"), fault("phrasings.2"), fault("keywords[0]")];
        assert_eq!(message_of(&faults, "title").as_deref(), Some("必須"));
        assert_eq!(message_of(&faults, "phrasings").as_deref(), Some("3: 必須"));
        assert_eq!(message_of(&faults, "keywords").as_deref(), Some("1: 必須"));
        assert_eq!(message_of(&faults, "tit"), None);
        assert_eq!(message_of(&faults, "answer"), None);
    }
}
