//! The list of submissions however long it is.

use super::*;
use crate::store::engine::{Dialect, Sql, Value};
use crate::store::submissions::{Mailing, NewSubmission, page, receive, variants};
use crate::vault::{KeySource, Vault};
use kotae_shared::Localised;
use kotae_shared::api::forms::{FormEdit, FormState, FormStateEdit, SubmissionQuery, SubmissionState};
use kotae_shared::form::{Field, Form, Kind, Page};
use std::time::Instant;

#[test]
fn no_page_of_the_list_is_sorted_after_it_was_found() {
    let world = world();
    for sql in variants(Dialect::Sqlite) {
        let values = vec![Value::Null; sql.matches('$').count()];
        let explained = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = world
            .workspace()
            .main()
            .read_blocking(|read| read.query(Sql::new(&explained), &values, |row| row.get::<String>(3)))
            .unwrap()
            .join("\n");
        let is_count = sql.starts_with("SELECT COUNT(*)");
        assert!(plan.contains("USING INDEX") || is_count, "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
#[ignore = "takes a while; prints measurements"]
fn a_hundred_thousand_submissions() {
    const ALL: u128 = 100_000;
    let world = world();
    let workspace = world.workspace();
    let vault = Vault::open(KeySource::OwnFile, world.temp.path(), [7; 32]).unwrap();
    let mailing = Mailing {
        vault,
        base: "https://faq.example/".into(),
        workspace: "default".into(),
    };
    let edit = FormEdit {
        form: Form {
            name: Localised::new("相談", ""),
            pages: vec![Page {
                fields: vec![Field {
                    key: "text".into(),
                    kind: Kind::LongText,
                    label: Localised::new("内容", ""),
                    ..Field::default()
                }],
                ..Page::default()
            }],
            ..Form::default()
        },
        ..FormEdit::default()
    };
    let form = world
        .main(move |tx| {
            let id = forms::create(tx, &cli(), &edit)?;
            let open = FormStateEdit {
                state: FormState::Open,
                version: 1,
            };
            forms::set_state(tx, &cli(), id, open)?;
            Ok(id)
        })
        .unwrap();
    let started = Instant::now();
    for batch in 0..ALL / 1_000 {
        let mailing = mailing.clone();
        world
            .main(move |tx| {
                for n in batch * 1_000..(batch + 1) * 1_000 {
                    let text = format!("{n} 台目の PC が起動しません。{}", "詳しい説明です。".repeat(20));
                    let new = NewSubmission {
                        // Ids as widgets make them: in no order.
                        id: Uuid::from_u128((n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)),
                        form,
                        version: 1,
                        widget: "demo".into(),
                        summary: text.chars().take(120).collect(),
                        words: text,
                        spam: n % 10 == 0,
                        ..NewSubmission::default()
                    };
                    receive(tx, &new, &mailing)?;
                }
                Ok(())
            })
            .unwrap();
        world.clock.advance(1_000);
    }
    println!("{ALL} submissions: {:?}", started.elapsed());
    let look = |what: &str, query: SubmissionQuery| {
        let started = Instant::now();
        let found = workspace.main().read_blocking(|read| page(read, &query)).unwrap();
        println!("{what}: {:?}, {} rows", started.elapsed(), found.items.len());
        found
    };
    let query = SubmissionQuery::default;
    let first = look("first page", query());
    assert_eq!(first.counts, [90_000, 0, 0, 10_000]);
    look(
        "second page",
        SubmissionQuery {
            before: first.next,
            ..query()
        },
    );
    let middle = format!("{}-{}", START + 50_000, Uuid::max().simple());
    look(
        "a page in the middle",
        SubmissionQuery {
            before: Some(middle),
            ..query()
        },
    );
    look(
        "spam of the form",
        SubmissionQuery {
            form: Some(form),
            state: Some(SubmissionState::Spam),
            ..query()
        },
    );
    for (what, q) in [
        ("search that finds many", "起動"),
        ("search that finds one, old", "77 台目の"),
        ("search that finds none", "存在しない言葉"),
    ] {
        look(
            what,
            SubmissionQuery {
                q: q.into(),
                ..query()
            },
        );
    }
    let started = Instant::now();
    let rows = workspace.main().read_blocking(forms::list).unwrap();
    println!(
        "the list of forms: {:?}, {} open",
        started.elapsed(),
        rows[0].open
    );
}
