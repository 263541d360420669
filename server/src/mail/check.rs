//! What may be set as the mail server.

use crate::{
    auth::invite::is_mail,
    store::{Error, Result},
};
use kotae_shared::api::{
    admin::{MailEdit, Security, limits},
    problem::Fault,
};
use std::net::IpAddr;

/// Checks what was typed, and trims it.
pub fn check(mut edit: MailEdit) -> Result<MailEdit> {
    for text in [
        &mut edit.host,
        &mut edit.user,
        &mut edit.sender_name,
        &mut edit.sender_address,
    ] {
        *text = text.trim().to_owned();
    }
    // An empty field means: as before.
    edit.password = edit.password.filter(|password| !password.is_empty());
    let mut faults = Vec::new();
    let mut fault = |field: &str, fault: Fault| faults.push((field.to_owned(), fault));
    if edit.host.is_empty() {
        fault("host", Fault::Required);
    } else if edit.host.len() > limits::HOST {
        fault("host", Fault::TooLong(limits::HOST as u32));
    } else if !is_host(&edit.host) {
        fault("host", Fault::BadCharacters);
    }
    if edit.port == 0 {
        fault("port", Fault::OutOfRange(1, 65_535));
    }
    if edit.security == Security::None && !is_this_machine(&edit.host) {
        fault("security", Fault::NotProtected);
    }
    for (field, text) in [
        ("user", edit.user.as_str()),
        ("password", edit.password.as_deref().unwrap_or_default()),
    ] {
        if text.len() > limits::MAIL_SIGN_IN {
            fault(field, Fault::TooLong(limits::MAIL_SIGN_IN as u32));
        } else if text.chars().any(char::is_control) {
            fault(field, Fault::BadCharacters);
        }
    }
    if edit.sender_name.chars().count() > limits::PERSON {
        fault("sender_name", Fault::TooLong(limits::PERSON as u32));
    } else if edit.sender_name.chars().any(char::is_control) {
        fault("sender_name", Fault::BadCharacters);
    }
    if let Some(wrong) = address_fault(&edit.sender_address) {
        fault("sender_address", wrong);
    }
    if faults.is_empty() {
        Ok(edit)
    } else {
        Err(Error::Invalid(faults))
    }
}

/// What is wrong with a mail address that mail shall go to or come from.
pub fn address_fault(address: &str) -> Option<Fault> {
    if address.is_empty() {
        Some(Fault::Required)
    } else if address.chars().count() > limits::MAIL {
        Some(Fault::TooLong(limits::MAIL as u32))
    } else if !is_mail(address) || address.parse::<lettre::Address>().is_err() {
        Some(Fault::NotMail)
    } else {
        None
    }
}

/// Whether mail to this host stays on this machine.
pub fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

fn is_host(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
        || host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit() -> MailEdit {
        MailEdit {
            host: " smtp.example.co.jp ".into(),
            port: 587,
            sender_address: "faq@example.co.jp".into(),
            ..MailEdit::default()
        }
    }

    fn faults(change: impl FnOnce(&mut MailEdit)) -> Vec<(String, Fault)> {
        let mut edit = edit();
        change(&mut edit);
        match check(edit) {
            Err(Error::Invalid(faults)) => faults,
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_typed_is_trimmed_and_checked() {
        assert_eq!(check(edit()).unwrap().host, "smtp.example.co.jp");
        for host in ["a b", "smtp://x", "x\r\nMAIL FROM", "", "a..b"] {
            assert_eq!(faults(|edit| edit.host = host.into())[0].0, "host", "{host:?}");
        }
        assert_eq!(faults(|edit| edit.port = 0)[0].0, "port");
        assert_eq!(
            faults(|edit| edit.sender_name = "Kotae\r\nBcc: x@y".into())[0].0,
            "sender_name"
        );
        assert_eq!(
            faults(|edit| edit.sender_address = "x".into()),
            [("sender_address".to_owned(), Fault::NotMail)]
        );
        assert_eq!(
            faults(|edit| edit.user = "x".repeat(300)),
            [("user".to_owned(), Fault::TooLong(limits::MAIL_SIGN_IN as u32))]
        );
    }

    #[test]
    fn unprotected_mail_stays_on_this_machine() {
        let unprotected = |host: &str| {
            faults(|edit| {
                edit.security = Security::None;
                edit.host = host.into();
            })
        };
        for own in ["localhost", "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            assert!(unprotected(own).is_empty(), "{own}");
        }
        for other in ["smtp.example.co.jp", "10.0.0.1", "localhost.example"] {
            assert_eq!(
                unprotected(other),
                [("security".to_owned(), Fault::NotProtected)],
                "{other}"
            );
        }
    }
}
