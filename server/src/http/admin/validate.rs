//! Checks of people's data. Each adds to a list of faults, so that a form shows all of them at once.

use crate::{
    auth::strength,
    error::{Error, Result},
};
use kotae_shared::api::{admin::limits, problem::Fault};

/// What is wrong with a request, field by field.
#[derive(Default)]
pub(super) struct Faults(Vec<(String, Fault)>);

impl Faults {
    /// A shown name.
    pub(super) fn person(&mut self, field: &str, name: &str) -> &mut Self {
        if name.trim().is_empty() {
            self.add(field, Fault::Required);
        } else if name.chars().count() > limits::PERSON {
            self.add(field, Fault::TooLong(limits::PERSON as u32));
        } else if name.chars().any(char::is_control) {
            self.add(field, Fault::BadCharacters);
        }
        self
    }

    /// A mail address: something before and after one `@`, a dot or `localhost` behind it, nothing odd.
    pub(super) fn mail(&mut self, field: &str, mail: &str) -> &mut Self {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
        let parts = mail.split_once('@');
        if mail.is_empty() {
            self.add(field, Fault::Required);
        } else if mail.chars().count() > limits::MAIL {
            self.add(field, Fault::TooLong(limits::MAIL as u32));
        } else if !mail.chars().all(plain)
            || !parts.is_some_and(|(name, host)| {
                !name.is_empty()
                    && !host.is_empty()
                    && !host.contains('@')
                    && !host.starts_with('.')
                    && !host.ends_with('.')
            })
        {
            self.add(field, Fault::NotMail);
        }
        self
    }

    /// A new password. `about` is what others know of the account.
    pub(super) fn password(&mut self, field: &str, password: &str, about: &[&str]) -> &mut Self {
        if let Some(fault) = strength::fault(password, about) {
            self.add(field, fault);
        }
        self
    }

    /// All faults as one error; nothing when there is none.
    pub(super) fn done(&mut self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(std::mem::take(&mut self.0)))
        }
    }

    fn add(&mut self, field: &str, fault: Fault) {
        self.0.push((field.to_owned(), fault));
    }
}
