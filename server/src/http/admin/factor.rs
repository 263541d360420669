//! One's own second factor: an authenticator app, and recovery codes.

use super::{guard::Admin, session::slow_down};
use crate::{
    app::App,
    auth::totp,
    error::{Error, Result},
    http::extract::{Json, created},
    store::{
        engine::{Read, Tx},
        factors,
    },
};
use axum::{extract::State, http::StatusCode};
use kotae_shared::api::admin::{FactorCode, FactorStart, RecoveryCodes, SecondFactor};

/// Letters of recovery codes: none that look alike.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Whether it is on.
pub async fn show(admin: Admin) -> Result<Json<SecondFactor>> {
    let user = admin.session.user.id;
    let load = move |read: &Read<'_>| {
        Ok(SecondFactor {
            on: factors::is_on(read, user)?,
            codes_left: factors::codes_left(read, user)?,
        })
    };
    Ok(Json(admin.workspace.main().read(load).await?))
}

/// Begins: a new secret for the app.
pub async fn begin(State(app): State<App>, admin: Admin) -> Result<(StatusCode, Json<FactorStart>)> {
    let seed: [u8; totp::SECRET_BYTES] = app.ids.secret();
    let (user, vault) = (admin.session.user.id, app.vault.clone());
    admin
        .workspace
        .main()
        .write(move |tx| factors::begin(tx, &vault, user, &seed))
        .await?;
    let issuer = format!("Kotae {}", admin.workspace.name());
    let address = totp::address(&seed, &issuer, &admin.session.user.email);
    let (picture, size) =
        totp::picture(&address).ok_or_else(|| Error::internal(anyhow::anyhow!("too long for a QR code")))?;
    Ok(created(FactorStart {
        secret: totp::base32(&seed),
        address,
        picture,
        size,
    }))
}

/// Ends the beginning with the app's first code; the recovery codes are shown this once.
pub async fn confirm(
    State(app): State<App>,
    admin: Admin,
    Json(form): Json<FactorCode>,
) -> Result<Json<RecoveryCodes>> {
    slow_down(&app, &admin.workspace, &admin.session.user.email, admin.client)?;
    let codes = make_codes(&app);
    let (actor, user, vault, shown) = (
        admin.actor(),
        admin.session.user.id,
        app.vault.clone(),
        codes.clone(),
    );
    let change = move |tx: &Tx<'_>| {
        factors::confirm(tx, &actor, &vault, user, &form.code)?;
        let hashes: Vec<_> = codes.iter().map(|code| factors::digest(code)).collect();
        factors::set_recovery_codes(tx, &actor, user, &hashes)
    };
    admin.workspace.main().write(change).await?;
    Ok(Json(RecoveryCodes { codes: shown }))
}

/// New recovery codes in the place of the earlier ones.
pub async fn codes(State(app): State<App>, admin: Admin) -> Result<(StatusCode, Json<RecoveryCodes>)> {
    let codes = make_codes(&app);
    let (actor, user, shown) = (admin.actor(), admin.session.user.id, codes.clone());
    let change = move |tx: &Tx<'_>| {
        if !factors::is_on(tx, user)? {
            return Err(crate::store::Error::NotFound);
        }
        let hashes: Vec<_> = codes.iter().map(|code| factors::digest(code)).collect();
        factors::set_recovery_codes(tx, &actor, user, &hashes)
    };
    admin.workspace.main().write(change).await?;
    Ok(created(RecoveryCodes { codes: shown }))
}

/// Takes it away.
pub async fn remove(admin: Admin) -> Result<StatusCode> {
    let (actor, user) = (admin.actor(), admin.session.user.id);
    admin
        .workspace
        .main()
        .write(move |tx| factors::remove(tx, &actor, user))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `K7QM2P-X4RTAB-CD3EFG-H5JKLM`: 120 random bits each, so that their hashes tell nothing to who has the database.
fn make_codes(app: &App) -> Vec<String> {
    let code = |_| {
        let bytes: [u8; 24] = app.ids.secret();
        let group = |bytes: &[u8]| -> String {
            let letter = |byte: &u8| char::from(LETTERS[usize::from(byte & 31)]);
            bytes.iter().map(letter).collect()
        };
        bytes.chunks(6).map(group).collect::<Vec<_>>().join("-")
    };
    (0..factors::CODES).map(code).collect()
}
