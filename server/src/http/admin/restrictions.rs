//! From where the admin screens can be used.

use super::guard::Admin;
use crate::{
    config::{Network, any_contains},
    error::{Error, Result},
    http::extract::Json,
    knowledge::validate,
    store::{engine::Read, restrictions},
};
use kotae_shared::api::{
    problem::Fault,
    restrictions::{Restrictions, RestrictionsEdit},
};

/// The restrictions now, and the address that asks.
pub async fn show(admin: Admin) -> Result<Json<Restrictions>> {
    let load = |read: &Read<'_>| Ok((restrictions::get(read)?, restrictions::demands_factor(read)?));
    let (addresses, second_factor) = admin.workspace.main().read(load).await?;
    Ok(Json(Restrictions {
        addresses,
        second_factor,
        your_address: admin.client.0.to_string(),
    }))
}

/// Replaces them. A list without the address that sends it is refused, unless that is what is wished.
pub async fn update(admin: Admin, Json(edit): Json<RestrictionsEdit>) -> Result<Json<Restrictions>> {
    let mut faults = Vec::new();
    let addresses = validate::ranges("addresses", &edit.addresses, &mut faults);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let ranges: Vec<Network> = addresses.iter().filter_map(|range| range.parse().ok()).collect();
    if !ranges.is_empty() && !any_contains(&ranges, admin.client.0) && !edit.shut_me_out {
        return Err(Error::field("addresses", Fault::ShutsYouOut));
    }
    let actor = admin.actor();
    let (kept, second_factor) = (addresses.clone(), edit.second_factor);
    admin
        .workspace
        .main()
        .write(move |tx| restrictions::update(tx, &actor, &kept, second_factor))
        .await?;
    Ok(Json(Restrictions {
        addresses,
        second_factor,
        your_address: admin.client.0.to_string(),
    }))
}
