//! One-time links: the first administrator's, and those for a new password.

use super::token;
use crate::store::{
    Error, Result, Workspace,
    audit::Actor,
    engine::Tx,
    links::{self, NewLink, Purpose},
    sessions,
    users::{self, Account, NewUser},
};
use kotae_shared::{
    Lang, Uuid,
    access::Role,
    api::{
        admin::{UserEdit, limits},
        problem::Fault,
    },
};

/// How long a link can be used.
const LIFETIME_MS: i64 = 3 * 24 * 3_600_000;
/// The time zone of a user who named none.
const TIME_ZONE: &str = "Asia/Tokyo";

/// Makes a new link for the first administrator, below the address that Kotae is reached at (`base` ends in `/`).
/// `None` when the workspace has a user already. Blocks. Earlier such links end.
pub fn set_up_link(workspace: &Workspace, secret: &str, base: &str, actor: Actor) -> Result<Option<String>> {
    let token = token::digest(secret);
    let made = workspace.main().write_blocking(move |tx| {
        if users::any(tx)? {
            return Ok(false);
        }
        let expires_at = tx.now() + LIFETIME_MS;
        links::create(
            tx,
            &actor,
            &NewLink {
                token,
                purpose: Purpose::SetUp,
                user: None,
                expires_at,
            },
        )?;
        Ok(true)
    })?;
    Ok(made.then(|| format!("{base}admin/{}/setup#{secret}", workspace.name())))
}

/// Makes a link with which the user of `email` chooses a password, and ends the user's sessions. Blocks.
pub fn password_link(
    workspace: &Workspace,
    secret: &str,
    base: &str,
    email: &str,
    actor: Actor,
) -> Result<String> {
    let (given, email) = (secret.to_owned(), email.to_owned());
    workspace.main().write_blocking(move |tx| {
        let user = users::by_email(tx, &email)?.ok_or_else(unknown)?.user.id;
        link_for(tx, &actor, user, &given)
    })?;
    Ok(address(base, workspace.name(), secret))
}

/// Makes the link's record in a transaction of the caller's: the user's password until now and his sessions end. Until
/// when the link works.
pub fn link_for(tx: &Tx<'_>, actor: &Actor, user: Uuid, secret: &str) -> Result<i64> {
    let expires_at = tx.now() + LIFETIME_MS;
    let new = NewLink {
        token: token::digest(secret),
        purpose: Purpose::Password,
        user: Some(user),
        expires_at,
    };
    links::create(tx, actor, &new)?;
    users::set_password(tx, actor, user, users::NO_PASSWORD)?;
    sessions::end_others(tx, actor, user, None)?;
    Ok(expires_at)
}

/// The address of such a link, below the address that Kotae is reached at (`base` ends in `/`). What stands behind `#`
/// reaches no server, proxy or log.
pub fn address(base: &str, workspace: &str, secret: &str) -> String {
    format!("{base}admin/{workspace}/password#{secret}")
}

/// Adds a user; the first one owns the workspace whatever `role` says; with `hash` `None` nobody can sign in as him until [`password_link`] was used. Blocks.
pub fn add_user(
    workspace: &Workspace,
    (name, email, lang): (&str, &str, Lang),
    role: Role,
    hash: Option<String>,
    actor: Actor,
) -> Result<()> {
    check_person(name, email)?;
    let mut new = NewUser {
        name: name.trim().to_owned(),
        email: email.trim().to_owned(),
        password: hash.unwrap_or_else(|| users::NO_PASSWORD.to_owned()),
        lang,
        time_zone: TIME_ZONE.to_owned(),
        role,
        categories: None,
    };
    workspace.main().write_blocking(move |tx| {
        if !users::has_owner(tx)? {
            new.role = Role::Owner;
        }
        users::create(tx, &actor, &new)
    })?;
    Ok(())
}

/// Sets a user's password to a ready hash and ends the user's sessions. Blocks.
pub fn set_password(workspace: &Workspace, email: &str, hash: String, actor: Actor) -> Result<()> {
    let email = email.to_owned();
    workspace.main().write_blocking(move |tx| {
        let user = users::by_email(tx, &email)?.ok_or_else(unknown)?.user.id;
        users::set_password(tx, &actor, user, &hash)?;
        sessions::end_others(tx, &actor, user, None)?;
        Ok(())
    })
}

/// The user that an unused password link is for; uses the link up. For a transaction of the caller's.
pub fn user_of_password_link(tx: &Tx<'_>, actor: &Actor, secret: &str) -> Result<Account> {
    let user = links::consume(tx, actor, &token::digest(secret), Purpose::Password)?;
    users::get(tx, user.ok_or(Error::Gone)?)
}

/// Checks what those who manage users wrote, and trims it.
pub fn check_user(mut edit: UserEdit) -> Result<UserEdit> {
    for text in [&mut edit.name, &mut edit.email, &mut edit.time_zone] {
        *text = text.trim().to_owned();
    }
    check_person(&edit.name, &edit.email)?;
    check_time_zone(&edit.time_zone)?;
    if let Some(categories) = &mut edit.categories {
        if !edit.role.can_be_limited() {
            return Err(Error::field("categories", Fault::Unknown));
        }
        if categories.is_empty() {
            return Err(Error::field("categories", Fault::Required));
        }
        if categories.len() > limits::CATEGORIES {
            return Err(Error::field(
                "categories",
                Fault::TooLong(limits::CATEGORIES as u32),
            ));
        }
        categories.sort_unstable();
        categories.dedup();
    }
    Ok(edit)
}

/// Checks the name of a time zone.
pub fn check_time_zone(name: &str) -> Result<()> {
    let known = name.len() <= limits::TIME_ZONE && jiff::tz::TimeZone::get(name).is_ok();
    if known {
        Ok(())
    } else {
        Err(Error::field("time_zone", Fault::Unknown))
    }
}

/// Checks a user's name and mail address, as every way to make or change a user must.
pub fn check_person(name: &str, email: &str) -> Result<()> {
    let mut faults = Vec::new();
    let name = name.trim();
    if name.is_empty() {
        faults.push(("name".to_owned(), Fault::Required));
    } else if name.chars().count() > limits::PERSON {
        faults.push(("name".to_owned(), Fault::TooLong(limits::PERSON as u32)));
    } else if name.chars().any(char::is_control) {
        faults.push(("name".to_owned(), Fault::BadCharacters));
    }
    let email = email.trim();
    if email.is_empty() {
        faults.push(("email".to_owned(), Fault::Required));
    } else if email.chars().count() > limits::MAIL {
        faults.push(("email".to_owned(), Fault::TooLong(limits::MAIL as u32)));
    } else if !is_mail(email) {
        faults.push(("email".to_owned(), Fault::NotMail));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Whether a text has the shape of a mail address; whether mail arrives there, only sending can tell.
pub fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    !local.is_empty()
        && local.chars().all(plain)
        && !domain.is_empty()
        && domain
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(plain))
}

fn unknown() -> Error {
    Error::field("email", Fault::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses() {
        for good in ["a@b", "hanako.suzuki+x@example.co.jp", "花子@例え.jp"] {
            assert!(is_mail(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b..c",
            "a@b@c",
            "<a@b>",
            "a@b\r\nBcc: x",
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
        let Err(Error::Invalid(faults)) = check_person(" ", "x") else {
            unreachable!("must be refused")
        };
        assert_eq!(
            faults,
            [("name".into(), Fault::Required), ("email".into(), Fault::NotMail)]
        );
    }
}
