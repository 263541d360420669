//! An identity provider's settings.

use super::Faults;
use crate::sso::is_safe;
use kotae_shared::api::{
    problem::Fault,
    sso::{
        ProviderEdit,
        limits::{GRACE, LABEL, LIST, RECHECK, ROLES, TEXT},
    },
};
use url::Url;

/// The settings as they are stored, or what is wrong with them.
pub fn provider(mut edit: ProviderEdit) -> Result<ProviderEdit, Faults> {
    let mut faults = Faults::new();
    let settings = &mut edit.settings;
    text("settings.label", &mut settings.label, LABEL, true, &mut faults);
    text("settings.issuer", &mut settings.issuer, TEXT, true, &mut faults);
    text(
        "settings.client_id",
        &mut settings.client_id,
        TEXT,
        true,
        &mut faults,
    );
    text(
        "settings.groups_claim",
        &mut settings.groups_claim,
        TEXT,
        false,
        &mut faults,
    );
    if let Some(secret) = &mut edit.secret {
        text("secret", secret, TEXT, false, &mut faults);
    }
    // What a provider calls itself holds neither query nor fragment (OpenID Connect Discovery 1.0, 3).
    let address = Url::parse(&settings.issuer).ok();
    let fits = |url: &Url| is_safe(url) && url.query().is_none() && url.fragment().is_none();
    if !settings.issuer.is_empty() && !address.as_ref().is_some_and(fits) {
        faults.push(("settings.issuer".to_owned(), Fault::NotUrl));
    }
    list("settings.scopes", &mut settings.scopes, is_scope, &mut faults);
    settings.scopes.retain(|scope| scope != "openid");
    for domain in &mut settings.domains {
        *domain = domain.trim().trim_start_matches('@').to_lowercase();
    }
    list("settings.domains", &mut settings.domains, is_domain, &mut faults);
    if settings.roles.len() > ROLES {
        faults.push(("settings.roles".to_owned(), Fault::TooLong(ROLES as u32)));
    }
    for (index, row) in settings.roles.iter_mut().enumerate() {
        let field = format!("settings.roles.{index}.group");
        text(&field, &mut row.group, TEXT, true, &mut faults);
    }
    let (least, most) = RECHECK;
    if !(least..=most).contains(&settings.recheck_minutes) {
        let fault = Fault::OutOfRange(least.into(), most.into());
        faults.push(("settings.recheck_minutes".to_owned(), fault));
    }
    if settings.grace_minutes > GRACE {
        let fault = Fault::OutOfRange(0, GRACE.into());
        faults.push(("settings.grace_minutes".to_owned(), fault));
    }
    if faults.is_empty() { Ok(edit) } else { Err(faults) }
}

fn text(field: &str, value: &mut String, most: usize, required: bool, faults: &mut Faults) {
    *value = value.trim().to_owned();
    let fault = if required && value.is_empty() {
        Fault::Required
    } else if value.chars().count() > most {
        Fault::TooLong(most as u32)
    } else if value.chars().any(char::is_control) {
        Fault::BadCharacters
    } else {
        return;
    };
    faults.push((field.to_owned(), fault));
}

fn list(field: &str, values: &mut Vec<String>, fits: impl Fn(&str) -> bool, faults: &mut Faults) {
    for value in values.iter_mut() {
        *value = value.trim().to_owned();
    }
    values.retain(|value| !value.is_empty());
    if values.len() > LIST {
        faults.push((field.to_owned(), Fault::TooLong(LIST as u32)));
    }
    for (index, value) in values.iter().enumerate() {
        if !fits(value) {
            faults.push((format!("{field}.{index}"), Fault::BadCharacters));
        }
    }
}

/// RFC 6749, 3.3.
fn is_scope(text: &str) -> bool {
    let plain = |c: char| matches!(c, '!' | '#'..='[' | ']'..='~');
    text.len() <= TEXT && text.chars().all(plain)
}

fn is_domain(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.len() <= 63 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kotae_shared::api::sso::ProviderSettings;

    fn edit(change: impl FnOnce(&mut ProviderSettings)) -> ProviderEdit {
        let mut settings = ProviderSettings {
            label: "会社".into(),
            issuer: "https://login.example.co.jp/a".into(),
            client_id: "kotae".into(),
            ..ProviderSettings::default()
        };
        change(&mut settings);
        ProviderEdit {
            settings,
            secret: None,
            version: 0,
        }
    }

    fn fault(change: impl FnOnce(&mut ProviderSettings)) -> (String, Fault) {
        provider(edit(change)).unwrap_err().remove(0)
    }

    #[test]
    fn settings_are_trimmed_and_checked() {
        let good = provider(edit(|settings| {
            settings.domains = vec![" @Example.CO.JP ".into(), String::new()];
            settings.scopes = vec!["openid".into(), "email ".into()];
        }));
        let good = good.unwrap().settings;
        assert_eq!(good.domains, ["example.co.jp"]);
        assert_eq!(good.scopes, ["email"]);
        for issuer in [
            "http://login.example.co.jp",
            "login",
            "https://a.example/?x",
            "https://u@a.example/",
        ] {
            let found = fault(|settings| settings.issuer = issuer.into());
            assert_eq!(found, ("settings.issuer".to_owned(), Fault::NotUrl), "{issuer}");
        }
        assert_eq!(fault(|settings| settings.label.clear()).1, Fault::Required);
        assert_eq!(
            fault(|settings| settings.domains = vec!["co jp".into()]).0,
            "settings.domains.0"
        );
        assert_eq!(
            fault(|settings| settings.scopes = vec!["a b".into()]).0,
            "settings.scopes.0"
        );
        assert_eq!(
            fault(|settings| settings.recheck_minutes = 0).1,
            Fault::OutOfRange(1, 1440)
        );
    }
}
