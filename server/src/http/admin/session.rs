//! Set-up of the first administrator, sign-in and sign-out.

use super::{
    cookie,
    guard::{self, Admin, Anonymous},
};
use crate::{
    app::App,
    auth::{invite, password::Check, strength, token},
    error::{Error, Result},
    http::{client::Client, extract::Json},
    mail::{letters, post},
    store::{
        self, Actor, Workspace, approval,
        engine::{Read, Tx},
        entries, factors, links, mail_server, sessions, sign_in_places, sso,
        standing::State as Is,
        submissions, users,
    },
    vault::Vault,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kotae_shared::Uuid;
use kotae_shared::access::{Permission, Role};
use kotae_shared::api::{
    admin::{PasswordReset, Proof, Session, SetUp, SignIn, Start, User, limits},
    problem::Fault,
    sso::{Provider, SignInWith, SignedOut},
    workspaces::{Banner, Quotas},
};
use std::sync::Arc;

/// What the sign-in screen must know.
pub async fn start(caller: Anonymous) -> Result<Json<Start>> {
    let workspace = caller.workspace.name().to_owned();
    let find = move |read: &Read<'_>| {
        let providers = sso::list(read)?;
        let active = providers.into_iter().filter(|provider| provider.settings.active);
        let button = |provider: Provider| SignInWith {
            id: provider.id,
            label: provider.settings.label,
        };
        Ok(Start {
            workspace,
            needs_set_up: !users::any(read)?,
            providers: active.map(button).collect(),
            mail: mail_server::is_set(read)?,
            providers_only: sso::local(read)?.only.is_some(),
        })
    };
    caller
        .workspace
        .main()
        .read(find)
        .await
        .map(Json)
        .map_err(Error::from)
}

/// Makes the first administrator by the one-time link, and signs him in.
pub async fn set_up(
    State(app): State<App>,
    caller: Anonymous,
    Json(form): Json<SetUp>,
) -> Result<impl IntoResponse> {
    let key = token::digest(&form.token);
    let usable =
        move |read: &Read<'_>| Ok(links::is_usable(read, &key, links::Purpose::SetUp)? && !users::any(read)?);
    if !caller.workspace.main().read(usable).await? {
        return Err(Error::Gone);
    }
    let (name, email) = (form.name.trim().to_owned(), form.email.trim().to_owned());
    invite::check_person(&name, &email)?;
    invite::check_time_zone(&form.time_zone)?;
    let about = [name.as_str(), email.as_str(), caller.workspace.name()];
    check_password("password", &form.password, &about)?;
    let password = app.passwords.hash(form.password, app.ids.secret()).await?;
    let new = users::NewUser {
        name,
        email,
        password,
        lang: form.lang,
        time_zone: form.time_zone,
        role: Role::Owner,
        categories: None,
    };
    let actor = Actor::SetUp {
        address: caller.client.0.to_string(),
    };
    let made = move |tx: &Tx<'_>| {
        links::consume(tx, &actor, &key, links::Purpose::SetUp)?;
        if users::any(tx)? {
            return Err(store::Error::Gone);
        }
        users::create(tx, &actor, &new)
    };
    let user = caller.workspace.main().write(made).await?;
    begin(&app, &caller.workspace, (caller.client, caller.device), user).await
}

/// Sets a password by a one-time link, and signs its holder in.
pub async fn reset_password(
    State(app): State<App>,
    caller: Anonymous,
    Json(form): Json<PasswordReset>,
) -> Result<impl IntoResponse> {
    let key = token::digest(&form.token);
    let workspace = caller.workspace;
    let find = move |read: &Read<'_>| {
        let user = links::user_of(read, &key, links::Purpose::Password)?.ok_or(store::Error::Gone)?;
        Ok((users::get(read, user)?.user, factors::is_on(read, user)?))
    };
    let (user, has_factor) = workspace.main().read(find).await?;
    if !may_use_password(&workspace, user.id).await? {
        return Err(Error::Forbidden);
    }
    if has_factor {
        // A link alone is one factor; guesses of the other are slowed down as at sign-in.
        if form.code.is_empty() {
            return Err(Error::SecondFactor);
        }
        slow_down(&app, &workspace, &user.email, caller.client)?;
    }
    check_password("password", &form.password, &[workspace.name()])?;
    let hash = app
        .passwords
        .hash(form.password.clone(), app.ids.secret())
        .await?;
    let actor = Actor::SetUp {
        address: caller.client.0.to_string(),
    };
    let (vault, base, name) = (app.vault.clone(), app.url.join(""), workspace.name().to_owned());
    let address = caller.client.0.to_string();
    let change = move |tx: &Tx<'_>| {
        let account = invite::user_of_password_link(tx, &actor, &form.token)?;
        if account.suspended_at.is_some() {
            return Err(store::Error::Gone);
        }
        let user = account.user.clone();
        if factors::is_on(tx, user.id)? {
            factors::check(tx, &actor, &vault, user.id, &form.code)?;
        }
        // Who the link is for is known only here; an error gives the link back.
        if let Some(fault) = strength::fault(&form.password, &[&user.name, &user.email]) {
            return Err(store::Error::field("password", fault));
        }
        users::set_password(tx, &actor, user.id, &hash)?;
        sessions::end_others(tx, &actor, user.id, None)?;
        // Who has just been invited knows that he chose a password.
        if account.last_sign_in.is_some() {
            let letter = letters::password_changed(&user, &base, &name, (&address, tx.now()));
            post(tx, &actor, &vault, &base, &letter)?;
        }
        Ok(user)
    };
    let changed = workspace.main().write(change).await;
    if note_wrong_code(&app, &workspace, &user.email, caller.client, &changed) {
        note_refused(
            &workspace,
            caller.client,
            (&user.email, &caller.device),
            "second_factor",
        )
        .await?;
    }
    let user = changed?;
    begin(&app, &workspace, (caller.client, caller.device), user).await
}

/// Whether a user may sign in without a provider.
async fn may_use_password(workspace: &Workspace, user: Uuid) -> Result<bool> {
    let allowed = workspace
        .main()
        .read(move |read| sso::may_sign_in_locally(read, user))
        .await?;
    Ok(allowed)
}

/// Whether a new password is accepted. `about` is what others know of the account.
pub(super) fn check_password(field: &str, password: &str, about: &[&str]) -> Result<()> {
    strength::fault(password, about).map_or(Ok(()), |fault| Err(Error::field(field, fault)))
}

/// Signs in by mail address and password.
pub async fn sign_in(
    State(app): State<App>,
    caller: Anonymous,
    Json(form): Json<SignIn>,
) -> Result<impl IntoResponse> {
    let Anonymous {
        workspace,
        client,
        device,
        ..
    } = caller;
    // What can be no account costs no hash.
    if form.email.len() > limits::MAIL * 4
        || form.password.len() > limits::PASSWORD_MAX * 4
        || form.code.len() > limits::PASSWORD_MAX
    {
        return Err(Error::SignInFailed);
    }
    slow_down(&app, &workspace, &form.email, client)?;
    let email = form.email.clone();
    let account = workspace
        .main()
        .read(move |read| users::by_email(read, &email))
        .await?;
    let stored = account.as_ref().map(|account| account.password.clone());
    let check = app.passwords.check(form.password.clone(), stored).await?;
    // Those who sent many guesses at once learn nothing from those that came after the first few.
    slow_down(&app, &workspace, &form.email, client)?;
    // A suspended user learns no more than one who does not exist; the audit log knows.
    let account = match account {
        None => Err("unknown"),
        Some(_) if check == Check::Wrong => Err("password"),
        Some(account) if account.suspended_at.is_some() => Err("suspended"),
        Some(account) if may_use_password(&workspace, account.user.id).await? => Ok(account),
        Some(_) => Err("provider_only"),
    };
    let account = match account {
        Ok(account) => account,
        Err(reason) => {
            app.throttle.failed(workspace.name(), &form.email, client.0);
            note_refused(&workspace, client, (&form.email, &device), reason).await?;
            return Err(Error::SignInFailed);
        }
    };
    let (id, actor) = (account.user.id, actor_of(&account.user, client));
    if workspace
        .main()
        .read(move |read| factors::is_on(read, id))
        .await?
    {
        if form.code.is_empty() {
            return Err(Error::SecondFactor);
        }
        let (vault, code) = (app.vault.clone(), form.code.clone());
        let work = move |tx: &Tx<'_>| factors::check(tx, &actor, &vault, id, &code);
        let checked = workspace.main().write(work).await;
        if note_wrong_code(&app, &workspace, &form.email, client, &checked) {
            note_refused(&workspace, client, (&form.email, &device), "second_factor").await?;
        }
        checked?;
    }
    app.throttle.succeeded(workspace.name(), &form.email, client.0);
    if check == Check::RightButOld {
        let hash = app.passwords.hash(form.password, app.ids.secret()).await?;
        let (id, actor) = (account.user.id, actor_of(&account.user, client));
        workspace
            .main()
            .write(move |tx| users::set_password(tx, &actor, id, &hash))
            .await?;
    }
    begin(&app, &workspace, (client, device), account.user).await
}

/// Proves once more who is at the screen, which opens sensitive changes for a while. The session gets a new token.
pub async fn prove(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<Proof>,
) -> Result<impl IntoResponse> {
    let user = admin.session.user.clone();
    if form.password.len() > limits::PASSWORD_MAX * 4 || form.code.len() > limits::PASSWORD_MAX {
        return Err(Error::field("password", Fault::WrongPassword));
    }
    slow_down(&app, &admin.workspace, &user.email, admin.client)?;
    let (actor, vault, session, id) = (admin.actor(), app.vault.clone(), admin.session.id, user.id);
    let token = token::new(&app.ids);
    let key = token::digest(&token);
    if form.code.is_empty() {
        let stored = admin
            .workspace
            .main()
            .read(move |read| users::get(read, id))
            .await?;
        let check = app.passwords.check(form.password, Some(stored.password)).await?;
        if check == Check::Wrong {
            app.throttle
                .failed(admin.workspace.name(), &user.email, admin.client.0);
            let refuse = move |tx: &Tx<'_>| sessions::proof_refused(tx, &actor, session);
            admin.workspace.main().write(refuse).await?;
            return Err(Error::field("password", Fault::WrongPassword));
        }
        admin
            .workspace
            .main()
            .write(move |tx| sessions::prove(tx, &actor, session, &key))
            .await?;
    } else {
        let work = move |tx: &Tx<'_>| {
            factors::check(tx, &actor, &vault, id, &form.code)?;
            sessions::prove(tx, &actor, session, &key)
        };
        let proved = admin.workspace.main().write(work).await;
        if note_wrong_code(&app, &admin.workspace, &user.email, admin.client, &proved) {
            let actor = admin.actor();
            let refuse = move |tx: &Tx<'_>| sessions::proof_refused(tx, &actor, session);
            admin.workspace.main().write(refuse).await?;
        }
        proved?;
    }
    app.throttle
        .succeeded(admin.workspace.name(), &user.email, admin.client.0);
    Ok((StatusCode::NO_CONTENT, kept(&app, &admin.workspace, &token)))
}

/// Writes a refused sign-in into the audit log.
async fn note_refused(
    workspace: &Workspace,
    client: Client,
    (email, device): (&str, &str),
    reason: &'static str,
) -> Result<()> {
    let actor = Actor::SetUp {
        address: client.0.to_string(),
    };
    let refused = users::RefusedSignIn {
        email: email.to_owned(),
        device: device.to_owned(),
        reason,
    };
    let note = move |tx: &Tx<'_>| users::sign_in_refused(tx, &actor, &refused);
    workspace.main().write(note).await.map_err(Error::from)
}

/// A wrong code counts as a wrong password does. Whether it was one.
fn note_wrong_code<T>(
    app: &App,
    workspace: &Workspace,
    email: &str,
    client: Client,
    result: &store::Result<T>,
) -> bool {
    let wrong = matches!(result, Err(store::Error::Invalid(faults))
        if faults.iter().any(|(_, fault)| *fault == Fault::WrongCode));
    if wrong {
        app.throttle.failed(workspace.name(), email, client.0);
    }
    wrong
}

/// Who is signed in.
pub async fn show(State(app): State<App>, admin: Admin) -> Result<Json<Session>> {
    let session = admin.session;
    let asked = (session.csrf, session.needs_factor);
    describe(&app, &admin.workspace, session.user, asked)
        .await
        .map(Json)
}

/// Signs out; where a provider answers for the session and has a page for it, the browser goes on there.
pub async fn sign_out(State(app): State<App>, admin: Admin) -> Result<Response> {
    let go_on = super::sso::sign_out_page(&app, &admin).await?;
    let (actor, id) = (admin.actor(), admin.session.id);
    admin
        .workspace
        .main()
        .write(move |tx| sessions::end(tx, &actor, id))
        .await?;
    let forget = [(header::SET_COOKIE, cookie::forget(&app, admin.workspace.name()))];
    Ok(match go_on {
        Some(go_on) => (forget, Json(SignedOut { go_on })).into_response(),
        None => (StatusCode::NO_CONTENT, forget).into_response(),
    })
}

pub(super) fn slow_down(app: &App, workspace: &Workspace, email: &str, client: Client) -> Result<()> {
    match app.throttle.wait_ms(workspace.name(), email, client.0) {
        Some(ms) => Err(Error::TooMany(
            u32::try_from(ms.div_euclid(1000) + 1).unwrap_or(u32::MAX),
        )),
        None => Ok(()),
    }
}

pub(super) fn actor_of(user: &User, client: Client) -> Actor {
    Actor::User {
        id: user.id,
        name: user.name.clone(),
        address: client.0.to_string(),
        categories: user.categories.clone(),
    }
}

/// A session to be made, and the token of its cookie.
pub(super) fn new_session(
    app: &App,
    (client, device): (Client, String),
    user: Uuid,
    proved_at: i64,
) -> (String, sessions::NewSession) {
    let token = token::new(&app.ids);
    let now = app.clock.now_ms();
    let new = sessions::NewSession {
        token: token::digest(&token),
        csrf: token::derived(&token, "csrf"),
        user,
        address: client.0.to_string(),
        device,
        expires_at: guard::ends_at(app, now, now),
        proved_at,
    };
    (token, new)
}

/// Begins a session: the cookie, and what the screens show.
async fn begin(
    app: &App,
    workspace: &Arc<Workspace>,
    (client, device): (Client, String),
    user: User,
) -> Result<([(header::HeaderName, HeaderValue); 1], Json<Session>)> {
    let (token, new) = new_session(app, (client, device), user.id, app.clock.now_ms());
    let csrf = new.csrf.clone();
    let id = user.id;
    let (actor, to) = (actor_of(&user, client), user.clone());
    let (vault, base, name) = (app.vault.clone(), app.url.join(""), workspace.name().to_owned());
    let started = move |tx: &Tx<'_>| record(tx, &actor, &vault, (&base, &name), (&to, client), &new);
    workspace.main().write(started).await?;
    let needs_factor = workspace
        .main()
        .read(move |read| factors::is_missing(read, id))
        .await?;
    let body = describe(app, workspace, user, (csrf, needs_factor)).await?;
    Ok((kept(app, workspace, &token), Json(body)))
}

/// The header that makes the browser keep a session's token.
pub(super) fn kept(app: &App, workspace: &Workspace, token: &str) -> [(header::HeaderName, HeaderValue); 1] {
    let lasts = app.config.sessions.absolute.as_secs();
    [(
        header::SET_COOKIE,
        cookie::keep(app, workspace.name(), token, lasts),
    )]
}

/// Writes down a session that begins, and tells its user of it when he comes from somewhere new.
pub(super) fn record(
    tx: &Tx<'_>,
    actor: &Actor,
    vault: &Vault,
    (base, workspace): (&str, &str),
    (user, client): (&User, Client),
    new: &sessions::NewSession,
) -> store::Result<Uuid> {
    sessions::sweep(tx, actor)?;
    users::signed_in(tx, actor, user.id, &new.device)?;
    if sign_in_places::note(tx, user.id, &new.device, client.0)? {
        let letter = letters::new_sign_in(user, base, workspace, (&new.device, &new.address, tx.now()));
        post(tx, actor, vault, base, &letter)?;
    }
    sessions::create(tx, actor, new)
}

/// What every screen's frame shows.
pub(super) async fn describe(
    app: &App,
    workspace: &Arc<Workspace>,
    user: User,
    (csrf, needs_factor): (String, bool),
) -> Result<Session> {
    let approves = user.role.may(Permission::Publish).then_some(user.id);
    let reads = user.role.may(Permission::ReadSubmissions);
    let load = move |read: &Read<'_>| {
        Ok((
            entries::count_unpublished(read)?,
            mail_server::is_set(read)?,
            approval::four_eyes(read)?,
            approves.map_or(Ok(0), |user| entries::count_to_approve(read, user))?,
            if reads { submissions::count_open(read)? } else { 0 },
        ))
    };
    let (unpublished, mail, four_eyes, to_approve, open_submissions) = workspace.main().read(load).await?;
    let standing = workspace.standing();
    let ending = standing.state == Is::Ending;
    let quotas = workspace.quotas();
    // Most have none, and then nothing is counted.
    let near = if quotas != Quotas::default() && user.role.may(Permission::EditSettings) {
        workspace.usage().await?.near(&quotas)
    } else {
        Vec::new()
    };
    Ok(Session {
        banner: Banner {
            ends_at: standing.ends_at.filter(|_| ending),
            erase_at: standing.erase_at.filter(|_| ending),
            near,
        },
        operator: workspace.is_operators() && user.role.may(Permission::Operators),
        user,
        workspace: workspace.name().to_owned(),
        csrf,
        needs_factor,
        unpublished,
        four_eyes,
        to_approve,
        open_submissions,
        mail,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        public_url: app.url.to_string(),
    })
}
