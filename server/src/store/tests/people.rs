//! Users, sessions, one-time links and the audit log.

use super::*;
use entries::EntryChange;
use kotae_shared::api::{
    admin::{AccountEdit, BulkEdit, CategoryEdit, Entry, EntryEdit, Status, User, UserEdit},
    problem::Fault,
};
use kotae_shared::{Lang, access::Role};
use links::{NewLink, Purpose};
use sessions::NewSession;
use users::NewUser;

fn new_user(email: &str) -> NewUser {
    NewUser {
        name: "山田".into(),
        email: email.into(),
        password: "$argon2id$x".into(),
        lang: Lang::Ja,
        time_zone: "Asia/Tokyo".into(),
        role: Role::Owner,
        categories: None,
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
        categories: None,
    };
    let edit = AccountEdit {
        name: "山田花子".into(),
        email: "hanako@example.co.jp".into(),
        lang: Lang::En,
        time_zone: "Europe/Berlin".into(),
    };
    let after = world
        .main(move |tx| {
            users::edit(tx, &actor, user.id, &edit)?;
            users::set_password(tx, &actor, user.id, "$argon2id$y")?;
            users::signed_in(tx, &actor, user.id, "Firefox, Linux")?;
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
        device: "Firefox, Linux".into(),
        expires_at: START + 1_000,
        proved_at: START,
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

#[test]
fn a_workspace_of_the_first_version_opens_with_its_administrator_as_owner() {
    let temp = tempfile::tempdir().unwrap();
    let clock = Arc::new(SettableClock::new(START));
    let sources = Sources::with(clock.clone(), Ids::seeded(clock, 7));
    let place = Place {
        file: engine::file(temp.path(), "main"),
        label: "default-main".into(),
        copies: temp.path().join("copies"),
        readers: 1,
    };
    let first = engine::Schema {
        name: "main",
        migrations: &schemas::MAIN.migrations[..1],
    };
    let old = Engine::open(&place, &first, sources.clone()).unwrap();
    let insert = |tx: &engine::Tx<'_>| {
        for (id, created_at) in [(2_u128, 5_i64), (1, 9)] {
            let email = format!("{id}@example.com");
            let sql = engine::Sql::new(
                "INSERT INTO users (id, name, email, email_key, password, lang, created_at) VALUES ($1, $2, $2, $2, $2, 'ja', $3)",
            );
            let values = engine::params![Uuid::from_u128(id), &email, created_at];
            tx.execute(sql, values)?;
        }
        Ok(())
    };
    old.write_blocking(insert).unwrap();
    old.close();
    let new = Engine::open(&place, &schemas::MAIN, sources).unwrap();
    let roles: Vec<_> = new
        .read_blocking(users::list)
        .unwrap()
        .into_iter()
        .map(|row| (row.user.email, row.user.role, row.active, row.user.categories))
        .collect();
    assert_eq!(
        roles,
        [
            ("1@example.com".to_owned(), Role::Administrator, true, None),
            ("2@example.com".to_owned(), Role::Owner, true, None),
        ]
    );
    new.close();
}

fn edit_of(user: &User) -> UserEdit {
    UserEdit {
        name: user.name.clone(),
        email: user.email.clone(),
        lang: user.lang,
        time_zone: user.time_zone.clone(),
        role: user.role,
        categories: user.categories.clone(),
        active: true,
    }
}

#[test]
fn the_last_owner_who_can_sign_in_stays() {
    let world = world();
    let (owner, other) = world
        .main(|tx| {
            let owner = users::create(tx, &cli(), &new_user("a@example.com"))?;
            let mut invited = new_user("b@example.com");
            invited.password = users::NO_PASSWORD.into();
            Ok((owner, users::create(tx, &cli(), &invited)?))
        })
        .unwrap();
    let id = owner.id;
    let refused = |result: Result<()>, field: &str| {
        assert!(
            matches!(result, Err(Error::Invalid(faults)) if faults == [(field.to_owned(), Fault::LastOwner)]),
            "{field}"
        );
    };
    let all_ways = || {
        let mut lower = edit_of(&owner);
        lower.role = Role::Administrator;
        let mut suspended = edit_of(&owner);
        suspended.active = false;
        [
            (
                world.main(move |tx| users::update(tx, &cli(), id, &lower).map(drop)),
                "role",
            ),
            (
                world.main(move |tx| users::update(tx, &cli(), id, &suspended).map(drop)),
                "active",
            ),
            (world.main(move |tx| users::delete(tx, &cli(), id)), "id"),
        ]
    };
    for (result, field) in all_ways() {
        refused(result, field);
    }
    // Once the invited owner has a password, the first one may go, with all that is his.
    let session = NewSession {
        token: [1; 32],
        csrf: "csrf".into(),
        user: id,
        address: String::new(),
        device: String::new(),
        expires_at: START + 1_000,
        proved_at: START,
    };
    world
        .main(move |tx| {
            users::set_password(tx, &cli(), other.id, "$argon2id$x")?;
            sessions::create(tx, &cli(), &session)?;
            users::delete(tx, &cli(), id)
        })
        .unwrap();
    assert!(matches!(
        world.main(move |tx| users::get(tx, id)),
        Err(Error::NotFound)
    ));
}

#[test]
fn suspension_ends_sessions_and_lets_nobody_in() {
    let world = world();
    let session = |token: u8, user| NewSession {
        token: [token; 32],
        csrf: "csrf".into(),
        user,
        address: String::new(),
        device: String::new(),
        expires_at: START + 1_000,
        proved_at: START,
    };
    let found = world
        .main(move |tx| {
            users::create(tx, &cli(), &new_user("a@example.com"))?;
            let mut new = new_user("b@example.com");
            new.role = Role::Editor;
            let user = users::create(tx, &cli(), &new)?;
            sessions::create(tx, &cli(), &session(1, user.id))?;
            let mut edit = edit_of(&user);
            edit.active = false;
            users::update(tx, &cli(), user.id, &edit)?;
            let ended = sessions::find(tx, &[1; 32])?;
            sessions::create(tx, &cli(), &session(2, user.id))?;
            Ok((ended, sessions::find(tx, &[2; 32])?))
        })
        .unwrap();
    assert_eq!(found, (None, None));
}

#[test]
fn a_limited_editor_writes_in_his_categories_alone() {
    let world = world();
    let category = |name: &str, parent| CategoryEdit {
        name: name.into(),
        parent,
        position: None,
    };
    let entry = |title: &str, category| EntryEdit {
        title: title.into(),
        category,
        ..EntryEdit::default()
    };
    let (hr, leave, it, foreign) = world
        .main(move |tx| {
            let hr = categories::create(tx, &cli(), &category("HR", None))?.id;
            let leave = categories::create(tx, &cli(), &category("Leave", Some(hr)))?.id;
            let it = categories::create(tx, &cli(), &category("IT", None))?.id;
            let foreign = entries::create(tx, &cli(), &entry("VPN", Some(it)))?;
            Ok((hr, leave, it, foreign))
        })
        .unwrap();
    let mut new = new_user("editor@example.com");
    (new.role, new.categories) = (Role::Editor, Some(vec![hr]));
    let user = world.main(move |tx| users::create(tx, &cli(), &new)).unwrap();
    let actor = Actor::User {
        id: user.id,
        name: user.name,
        address: String::new(),
        categories: user.categories,
    };
    let own = {
        let actor = actor.clone();
        world
            .main(move |tx| entries::create(tx, &actor, &entry("Holidays", Some(leave))))
            .unwrap()
    };
    let edit = |of: &Entry, category| EntryEdit {
        title: "other".into(),
        version: of.version,
        category,
        ..EntryEdit::default()
    };
    let bulk = |ids: Vec<Uuid>, category| BulkEdit {
        ids,
        status: Some(Status::Archived),
        category,
        ..BulkEdit::default()
    };
    type Try = Box<dyn FnOnce(&engine::Tx<'_>, &Actor) -> Result<()> + Send>;
    let into_it = edit(&own, Some(it));
    let nowhere = edit(&own, None);
    let of_it = edit(&foreign, Some(hr));
    let (own_id, foreign_id) = (own.id, foreign.id);
    let import = EntryChange::Edit(foreign_id, edit(&foreign, Some(hr)));
    let outside: [(&str, Try); 12] = [
        (
            "category",
            Box::new(move |tx, by| entries::create(tx, by, &entry("x", Some(it))).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::create(tx, by, &entry("x", None)).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::update(tx, by, own_id, &into_it).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::update(tx, by, own_id, &nowhere).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::update(tx, by, foreign_id, &of_it).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::bulk(tx, by, &bulk(vec![own_id, foreign_id], None)).map(drop)),
        ),
        (
            "category",
            Box::new(move |tx, by| entries::bulk(tx, by, &bulk(vec![own_id], Some(it))).map(drop)),
        ),
        (
            "0.category",
            Box::new(move |tx, by| entries::apply(tx, by, &[import]).map(drop)),
        ),
        (
            "parent",
            Box::new(move |tx, by| categories::create(tx, by, &category("x", None)).map(drop)),
        ),
        (
            "parent",
            Box::new(move |tx, by| categories::update(tx, by, leave, &category("Leave", Some(it))).map(drop)),
        ),
        (
            "id",
            Box::new(move |tx, by| categories::update(tx, by, hr, &category("Mine", None)).map(drop)),
        ),
        ("id", Box::new(move |tx, by| categories::delete(tx, by, it))),
    ];
    for (number, (field, attempt)) in outside.into_iter().enumerate() {
        let by = actor.clone();
        let result = world.main(move |tx| attempt(tx, &by));
        assert!(
            matches!(&result, Err(Error::Invalid(faults)) if faults == &[(field.to_owned(), Fault::NotYours)]),
            "{number}: {result:?}"
        );
    }
    // Below the own category everything goes; a limit whose category is gone leaves nothing.
    world
        .main(move |tx| {
            let below = categories::create(tx, &actor, &category("Pay", Some(hr)))?.id;
            entries::update(tx, &actor, own_id, &edit(&own, Some(below)))?;
            categories::delete(tx, &actor, leave)?;
            entries::bulk(tx, &cli(), &bulk(vec![own_id], Some(it)))?;
            categories::delete(tx, &cli(), below)?;
            categories::delete(tx, &cli(), hr)?;
            assert_eq!(users::get(tx, user.id)?.user.categories, Some(Vec::new()));
            Ok(())
        })
        .unwrap();
}
