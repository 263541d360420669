//! Users, sessions, one-time links and the audit log.

use super::*;
use kotae_shared::Lang;
use kotae_shared::api::{admin::AccountEdit, problem::Fault};
use links::{NewLink, Purpose};
use sessions::NewSession;
use users::NewUser;

fn new_user(email: &str) -> NewUser {
    NewUser {
        name: "山田".into(),
        email: email.into(),
        password: "$argon2id$x".into(),
        lang: Lang::Ja,
    }
}

#[test]
fn mail_addresses_are_unique_in_any_case_and_changes_are_audited() {
    let world = world();
    let user = world
        .main(|tx| {
            assert!(!users::any(tx)?);
            users::create(tx, &cli(), &new_user("Yamada@example.co.jp"))
        })
        .unwrap();
    let taken = world.main(|tx| users::create(tx, &cli(), &new_user("yamada@EXAMPLE.co.jp")));
    assert!(matches!(taken, Err(Error::Invalid(faults)) if faults == [("email".into(), Fault::Taken)]));

    let actor = Actor::User {
        id: user.id,
        name: user.name.clone(),
        address: "10.0.0.7".into(),
    };
    let edit = AccountEdit {
        name: "山田花子".into(),
        email: "hanako@example.co.jp".into(),
        lang: Lang::En,
    };
    let after = world
        .main(move |tx| {
            users::edit(tx, &actor, user.id, &edit)?;
            users::set_password(tx, &actor, user.id, "$argon2id$y")?;
            users::signed_in(tx, &actor, user.id)?;
            users::get(tx, user.id)
        })
        .unwrap();
    assert_eq!(
        (after.user.name.as_str(), after.user.lang),
        ("山田花子", Lang::En)
    );
    assert_eq!(after.last_sign_in, Some(START));

    let log = world
        .main(move |tx| audit::of(tx, "user", &user.id.to_string(), 10))
        .unwrap();
    let actions: Vec<_> = log.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(
        actions,
        ["user.create", "user.update", "user.password", "user.sign_in"]
    );
    assert_eq!(
        (log[0].actor_kind.as_str(), log[0].actor_name.as_str()),
        ("cli", "test")
    );
    assert_eq!(
        (log[1].address.as_str(), log[1].actor_id),
        ("10.0.0.7", Some(user.id))
    );
    assert!(log[1].before.as_ref().unwrap().contains("Yamada@"));
    assert!(log[1].after.as_ref().unwrap().contains("hanako@"));
    assert!(!format!("{log:?}").contains("argon2id"));
}

#[test]
fn a_session_ends_at_its_time_or_when_it_is_ended() {
    let world = world();
    let session = |token: u8, user| NewSession {
        token: [token; 32],
        csrf: "csrf".into(),
        user,
        address: "10.0.0.7".into(),
        expires_at: START + 1_000,
    };
    let (user, first) = world
        .main(move |tx| {
            let user = users::create(tx, &cli(), &new_user("a@example.com"))?;
            let first = sessions::create(tx, &cli(), &session(1, user.id))?;
            sessions::create(tx, &cli(), &session(2, user.id))?;
            sessions::create(tx, &cli(), &session(3, user.id))?;
            Ok((user, first))
        })
        .unwrap();
    let find = |token: u8| {
        let workspace = world.workspace();
        workspace
            .main()
            .read_blocking(|read| sessions::find(read, &[token; 32]))
            .unwrap()
    };
    assert_eq!(
        find(1).map(|session| (session.id, session.user)),
        Some((first, user.clone()))
    );
    assert_eq!(find(4), None);
    let ended = world.main(move |tx| sessions::end_others(tx, &cli(), user.id, Some(first)));
    assert_eq!(ended.unwrap(), 2);
    assert_eq!((find(2), find(1).is_some()), (None, true));
    world
        .main(move |tx| sessions::touch(tx, first, START + 5_000))
        .unwrap();
    world.clock.advance(2_000);
    assert!(find(1).is_some());
    world.clock.advance(3_000);
    assert_eq!(find(1), None);
    assert_eq!(world.main(|tx| sessions::sweep(tx, &cli())).unwrap(), 1);
}

#[test]
fn a_link_works_once_until_its_time_and_the_newest_alone() {
    let world = world();
    let link = |token: u8| NewLink {
        token: [token; 32],
        purpose: Purpose::SetUp,
        user: None,
        expires_at: START + 1_000,
    };
    let create = |token| {
        world
            .main(move |tx| links::create(tx, &cli(), &link(token)))
            .unwrap()
    };
    let consume =
        |token: u8, purpose| world.main(move |tx| links::consume(tx, &cli(), &[token; 32], purpose));
    create(1);
    create(2);
    assert!(matches!(consume(1, Purpose::SetUp), Err(Error::Gone)));
    assert!(matches!(consume(2, Purpose::Password), Err(Error::Gone)));
    // A set-up that fails after using the link leaves the link usable.
    let failed: Result<()> = world.main(|tx| {
        links::consume(tx, &cli(), &[2; 32], Purpose::SetUp)?;
        Err(Error::Conflict)
    });
    assert!(matches!(failed, Err(Error::Conflict)));
    assert!(
        world
            .main(|tx| links::is_usable(tx, &[2; 32], Purpose::SetUp))
            .unwrap()
    );
    assert_eq!(consume(2, Purpose::SetUp).unwrap(), None);
    assert!(matches!(consume(2, Purpose::SetUp), Err(Error::Gone)));
    create(3);
    world.clock.advance(1_000);
    assert!(matches!(consume(3, Purpose::SetUp), Err(Error::Gone)));
}
