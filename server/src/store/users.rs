//! The users of a workspace's admin screens.

use super::audit::{self, Actor, Change};
use super::engine::{Read, Row, Topic, Tx, params, statements};
use super::names::{lang, lang_name};
use super::{
    Error, Result, categories, entries, entry_drafts, factors, limits as quotas, sessions, sign_in_places,
    sso,
};
use kotae_shared::Lang;
use kotae_shared::access::{Permission, Role};
use kotae_shared::api::{
    admin::{AccountEdit, User, UserEdit, UserRow, limits},
    improve::Person,
    problem::Fault,
    workspaces::Quota,
};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// A password hash that no password fits: the account of someone who has not chosen one yet.
pub const NO_PASSWORD: &str = "!";

/// A user with what only the server may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The user as the screens know it.
    pub user: User,
    /// The password's hash, in PHC form.
    pub password: String,
    /// When the user was made, in epoch milliseconds.
    pub created_at: i64,
    /// When, in epoch milliseconds; `None`: never.
    pub last_sign_in: Option<i64>,
    /// Since when he may not sign in, in epoch milliseconds.
    pub suspended_at: Option<i64>,
}

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Shown name.
    pub name: String,
    /// Mail address; unique in the workspace, in any case.
    pub email: String,
    /// The password's hash, in PHC form, or [`NO_PASSWORD`].
    pub password: String,
    /// Language of the screens.
    pub lang: Lang,
    /// The time zone's name.
    pub time_zone: String,
    /// What he may do.
    pub role: Role,
    /// The categories that he may write in; `None`: all.
    pub categories: Option<Vec<Uuid>>,
}

/// Makes a user. [`Fault::Taken`] on `email` when another has it.
pub fn create(tx: &Tx<'_>, actor: &Actor, new: &NewUser) -> Result<User> {
    if tx
        .query(COUNT, params![], |row| row.get::<u32>(0))?
        .first()
        .copied()
        >= Some(limits::USERS as u32)
    {
        return Err(Error::field("email", Fault::TooLong(limits::USERS as u32)));
    }
    quotas::room(tx, "email", Quota::Users, 1)?;
    let user = User {
        id: tx.new_id(),
        name: new.name.clone(),
        email: new.email.clone(),
        lang: new.lang,
        time_zone: new.time_zone.clone(),
        role: new.role,
        categories: new.categories.clone(),
    };
    email_is_free(tx, &user.email, user.id)?;
    tx.execute(
        INSERT,
        params![
            user.id,
            &user.name,
            &user.email,
            &email_key(&user.email),
            &new.password,
            lang_name(user.lang),
            tx.now(),
            &user.time_zone,
            user.role.tag(),
            user.categories.is_some(),
        ],
    )?;
    set_categories(tx, &user)?;
    audit::record(
        tx,
        actor,
        change("user.create", &user.id.to_string()),
        audit::NOTHING,
        Some(&user),
    )?;
    Ok(user)
}

/// Changes a user's own name, mail address, language and time zone.
pub fn edit(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &AccountEdit) -> Result<User> {
    let before = get(tx, id)?;
    let user = User {
        name: edit.name.clone(),
        email: edit.email.clone(),
        lang: edit.lang,
        time_zone: edit.time_zone.clone(),
        ..before.user.clone()
    };
    let after = Account {
        user,
        ..before.clone()
    };
    save(tx, actor, &before, &after)?;
    Ok(after.user)
}

/// Changes a user by one who manages users; a user who may not sign in any more has no sessions and no entries any more.
/// [`Fault::LastOwner`] when nobody would be left who owns the workspace.
pub fn update(tx: &Tx<'_>, actor: &Actor, id: Uuid, edit: &UserEdit) -> Result<User> {
    let before = get(tx, id)?;
    let after = Account {
        user: User {
            id,
            name: edit.name.clone(),
            email: edit.email.clone(),
            lang: edit.lang,
            time_zone: edit.time_zone.clone(),
            role: edit.role,
            categories: edit.categories.clone(),
        },
        suspended_at: (!edit.active).then(|| before.suspended_at.unwrap_or_else(|| tx.now())),
        ..before.clone()
    };
    if owns(&before) && !owns(&after) {
        let field = if edit.active { "role" } else { "active" };
        another_owner(tx, id, field)?;
    }
    save(tx, actor, &before, &after)?;
    // What he has scheduled is looked at.
    tx.wake(Topic::Jobs);
    if after.suspended_at.is_some() && before.suspended_at.is_none() {
        sessions::end_others(tx, actor, id, None)?;
        entries::owner_left(tx, actor, id)?;
    }
    Ok(after.user)
}

/// Deletes a user with his sessions and links; his entries have no owner then. What he did stays in the log. [`Fault::LastOwner`] as in [`update`].
pub fn delete(tx: &Tx<'_>, actor: &Actor, id: Uuid) -> Result<()> {
    let before = get(tx, id)?;
    if owns(&before) {
        another_owner(tx, id, "id")?;
    }
    sessions::end_others(tx, actor, id, None)?;
    factors::remove(tx, actor, id)?;
    sign_in_places::forget(tx, id)?;
    sso::forget_user(tx, id)?;
    entries::owner_left(tx, actor, id)?;
    entry_drafts::forget_user(tx, id)?;
    tx.wake(Topic::Jobs);
    for statement in [DELETE_LINKS, DELETE_CATEGORIES] {
        tx.execute(statement, params![id])?;
    }
    tx.execute_one(DELETE, params![id])?;
    audit::record(
        tx,
        actor,
        change("user.delete", &id.to_string()),
        Some(&before.user),
        audit::NOTHING,
    )
}

fn owns(account: &Account) -> bool {
    account.user.role == Role::Owner && account.suspended_at.is_none()
}

/// Another user than `id` owns the workspace and can sign in; else [`Fault::LastOwner`] on `field`.
fn another_owner(tx: &Tx<'_>, id: Uuid, field: &str) -> Result<()> {
    // Nor can the one go who alone can sign in without a provider.
    if sso::local(tx)?.only != Some(id)
        && tx.exists(
            OTHER_OWNER,
            params![id, Role::Owner.tag(), NO_PASSWORD, sso::NO_PASSWORD],
        )?
    {
        Ok(())
    } else {
        Err(Error::field(field, Fault::LastOwner))
    }
}

/// Whether somebody owns the workspace.
pub fn has_owner(read: &Read<'_>) -> Result<bool> {
    read.exists(OWNER, params![Role::Owner.tag()])
}

fn save(tx: &Tx<'_>, actor: &Actor, before: &Account, after: &Account) -> Result<()> {
    if after == before {
        return Ok(());
    }
    let user = &after.user;
    email_is_free(tx, &user.email, user.id)?;
    tx.execute_one(
        UPDATE,
        params![
            user.id,
            &user.name,
            &user.email,
            &email_key(&user.email),
            lang_name(user.lang),
            &user.time_zone,
            user.role.tag(),
            user.categories.is_some(),
            after.suspended_at,
        ],
    )?;
    if user.categories != before.user.categories {
        tx.execute(DELETE_CATEGORIES, params![user.id])?;
        set_categories(tx, user)?;
    }
    let value = |account: &Account| json!({ "user": account.user, "active": account.suspended_at.is_none() });
    audit::record(
        tx,
        actor,
        change("user.update", &user.id.to_string()),
        Some(&value(before)),
        Some(&value(after)),
    )
}

fn set_categories(tx: &Tx<'_>, user: &User) -> Result<()> {
    for category in user.categories.iter().flatten() {
        if !categories::exists(tx, *category)? {
            return Err(Error::field("categories", Fault::Unknown));
        }
        tx.execute(INSERT_CATEGORY, params![user.id, *category])?;
    }
    Ok(())
}

/// Sets a user's password to a hash in PHC form. Ends no session: see [`super::sessions::end_others`].
pub fn set_password(tx: &Tx<'_>, actor: &Actor, id: Uuid, password: &str) -> Result<()> {
    tx.execute_one(SET_PASSWORD, params![id, password])?;
    audit::record(
        tx,
        actor,
        change("user.password", &id.to_string()),
        audit::NOTHING,
        audit::NOTHING,
    )
}

/// Notes that a user has signed in, with what browser.
pub fn signed_in(tx: &Tx<'_>, actor: &Actor, id: Uuid, device: &str) -> Result<()> {
    tx.execute_one(SET_LAST_SIGN_IN, params![id, tx.now()])?;
    audit::record(
        tx,
        actor,
        change("user.sign_in", &id.to_string()),
        audit::NOTHING,
        Some(&json!({ "device": device })),
    )
}

/// A sign-in that was refused.
#[derive(Clone, Debug)]
pub struct RefusedSignIn {
    /// The mail address that was tried.
    pub email: String,
    /// What browser.
    pub device: String,
    /// `unknown` (no such account), `password`, `suspended`, `provider_only`, `second_factor`, or why a provider's answer was refused.
    pub reason: &'static str,
}

/// Writes a refused sign-in into the audit log (the address that was tried, never the password).
pub fn sign_in_refused(tx: &Tx<'_>, actor: &Actor, refused: &RefusedSignIn) -> Result<()> {
    let known = by_email(tx, &refused.email)?;
    let id = known.map_or_else(String::new, |account| account.user.id.to_string());
    audit::record(
        tx,
        actor,
        Change {
            action: "user.sign_in_refused",
            kind: "user",
            id: &id,
        },
        audit::NOTHING,
        Some(&json!({ "email": refused.email, "device": refused.device, "reason": refused.reason })),
    )
}

/// The user with an id.
pub fn get(read: &Read<'_>, id: Uuid) -> Result<Account> {
    let found = read.first(BY_ID, params![id], from_row)?;
    with_categories(read, found.ok_or(Error::NotFound)?)
}

/// The user with a mail address, in any case.
pub fn by_email(read: &Read<'_>, email: &str) -> Result<Option<Account>> {
    let found = read.first(BY_EMAIL, params![&email_key(email)], from_row)?;
    found.map(|account| with_categories(read, account)).transpose()
}

/// The mail addresses of owners who are active and have no password.
pub(super) fn owners_without_password(read: &Read<'_>) -> Result<Vec<String>> {
    let owners = read.query(ACTIVE_OWNERS, params![Role::Owner.tag(), NO_PASSWORD], |row| {
        row.get(0)
    })?;
    Ok(owners)
}

/// Whether somebody with this id may sign in.
pub fn is_active(read: &Read<'_>, id: Uuid) -> Result<bool> {
    read.exists(ACTIVE, params![id])
}

/// Whether an actor may do something, by the role that he has now. The command line may everything; Kotae itself does only what it
/// was told before.
pub(super) fn may(read: &Read<'_>, actor: &Actor, permission: Permission) -> Result<bool> {
    match actor {
        Actor::User { id, .. } => match get(read, *id) {
            Ok(account) => Ok(account.user.role.may(permission)),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        },
        Actor::Cli { .. } => Ok(true),
        Actor::Job(_) | Actor::SetUp { .. } => Ok(false),
    }
}

/// Everybody who may sign in, by name.
pub fn people(read: &Read<'_>) -> Result<Vec<Person>> {
    read.query(PEOPLE, params![], |row| {
        Ok(Person {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    })
}

/// Whether there is any user.
pub fn any(read: &Read<'_>) -> Result<bool> {
    read.exists(ANY, params![])
}

/// All users, by name.
pub fn list(read: &Read<'_>) -> Result<Vec<UserRow>> {
    let accounts = read.query(LIST, params![], from_row)?;
    let sessions: HashMap<Uuid, u32> = read
        .query(SESSIONS, params![read.now()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .into_iter()
        .collect();
    let mut limited: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (user, category) in read.query(ALL_CATEGORIES, params![], |row| Ok((row.get(0)?, row.get(1)?)))? {
        limited.entry(user).or_default().push(category);
    }
    let (factors, tied) = (factors::users(read)?, sso::users(read)?);
    let rows = accounts.into_iter().map(|mut account| {
        if let Some(categories) = &mut account.user.categories {
            *categories = limited.remove(&account.user.id).unwrap_or_default();
        }
        let sessions = sessions.get(&account.user.id).copied().unwrap_or(0);
        let (factor, provider) = (
            factors.contains(&account.user.id),
            tied.contains(&account.user.id),
        );
        row_of(account, sessions, factor, provider)
    });
    Ok(rows.collect())
}

/// One user as [`list`] has him.
pub fn row(read: &Read<'_>, id: Uuid) -> Result<UserRow> {
    let sessions = sessions::list(read, id)?.len() as u32;
    let (factor, provider) = (factors::is_on(read, id)?, sso::is_tied(read, id)?);
    Ok(row_of(get(read, id)?, sessions, factor, provider))
}

fn row_of(account: Account, sessions: u32, second_factor: bool, provider: bool) -> UserRow {
    UserRow {
        active: account.suspended_at.is_none(),
        waiting: account.password == NO_PASSWORD && !provider,
        second_factor,
        provider,
        created_at: account.created_at,
        last_sign_in: account.last_sign_in,
        sessions,
        user: account.user,
    }
}

/// Puts in the categories that a limited user may write in.
fn with_categories(read: &Read<'_>, mut account: Account) -> Result<Account> {
    if let Some(categories) = &mut account.user.categories {
        *categories = categories_of(read, account.user.id)?;
    }
    Ok(account)
}

/// The categories that a limited user may write in.
pub(super) fn categories_of(read: &Read<'_>, id: Uuid) -> Result<Vec<Uuid>> {
    read.query(CATEGORIES, params![id], |row| row.get(0))
}

/// Mail addresses that differ only in case are one.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn email_is_free(tx: &Tx<'_>, email: &str, id: Uuid) -> Result<()> {
    match by_email(tx, email)? {
        Some(other) if other.user.id != id => Err(Error::field("email", Fault::Taken)),
        _ => Ok(()),
    }
}

fn change<'a>(action: &'a str, id: &'a str) -> Change<'a> {
    Change {
        action,
        kind: "user",
        id,
    }
}

/// The columns of a user from `at` on: id, name, email, lang, time zone, role, limited. A limited user's categories are
/// not among them.
pub(super) fn user_at(row: Row<'_>, at: usize) -> Result<User> {
    let limited: bool = row.get(at + 6)?;
    Ok(User {
        id: row.get(at)?,
        name: row.get(at + 1)?,
        email: row.get(at + 2)?,
        lang: row.parse(at + 3, lang)?,
        time_zone: row.get(at + 4)?,
        role: row.parse(at + 5, Role::from_tag)?,
        categories: limited.then(Vec::new),
    })
}

fn from_row(row: Row<'_>) -> Result<Account> {
    Ok(Account {
        user: user_at(row, 0)?,
        password: row.get(7)?,
        created_at: row.get(8)?,
        last_sign_in: row.get(9)?,
        suspended_at: row.get(10)?,
    })
}

statements! {
    INSERT = "INSERT INTO users (id, name, email, email_key, password, lang, created_at, time_zone, role, limited)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE = "UPDATE users SET name = $2, email = $3, email_key = $4, lang = $5, time_zone = $6, role = $7,
        limited = $8, suspended_at = $9 WHERE id = $1";
    DELETE = "DELETE FROM users WHERE id = $1";
    DELETE_LINKS = "DELETE FROM link WHERE user_id = $1";
    DELETE_CATEGORIES = "DELETE FROM user_category WHERE user_id = $1";
    INSERT_CATEGORY = "INSERT INTO user_category (user_id, category) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    SET_PASSWORD = "UPDATE users SET password = $2 WHERE id = $1";
    SET_LAST_SIGN_IN = "UPDATE users SET last_sign_in = $2 WHERE id = $1";
    BY_ID = "SELECT id, name, email, lang, time_zone, role, limited, password, created_at, last_sign_in, suspended_at
        FROM users WHERE id = $1";
    BY_EMAIL = "SELECT id, name, email, lang, time_zone, role, limited, password, created_at, last_sign_in,
        suspended_at FROM users WHERE email_key = $1";
    LIST = "SELECT id, name, email, lang, time_zone, role, limited, password, created_at, last_sign_in, suspended_at
        FROM users ORDER BY name, id";
    ACTIVE = "SELECT 1 FROM users WHERE id = $1 AND suspended_at IS NULL";
    PEOPLE = "SELECT id, name FROM users WHERE suspended_at IS NULL ORDER BY name, id";
    ANY = "SELECT 1 FROM users LIMIT 1";
    COUNT = "SELECT COUNT(*) FROM users";
    OWNER = "SELECT 1 FROM users WHERE role = $1 LIMIT 1";
    ACTIVE_OWNERS = "SELECT email FROM users WHERE role = $1 AND password = $2 AND suspended_at IS NULL
        ORDER BY created_at, id";
    OTHER_OWNER = "SELECT 1 FROM users WHERE id <> $1 AND role = $2 AND suspended_at IS NULL AND password <> $3
        AND password <> $4 LIMIT 1";
    CATEGORIES = "SELECT category FROM user_category WHERE user_id = $1 ORDER BY category";
    ALL_CATEGORIES = "SELECT user_id, category FROM user_category ORDER BY user_id, category";
    SESSIONS = "SELECT user_id, COUNT(*) FROM session WHERE expires_at > $1 GROUP BY user_id";
}
