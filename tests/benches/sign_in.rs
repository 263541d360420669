//! How long visitors wait while somebody tries passwords, 200 a second, beside the same server without him. Each try is of
//! another account and another address, so that nothing slows it down before its password is hashed.
//!
//! `cargo xtask bench sign-in`

#![allow(clippy::print_stdout, reason = "a bench tells its result")]

use anyhow::{Result, ensure};
use kotae_shared::{
    Lang,
    api::widget::{Event, EventBatch, EventKind, Outcome, Question, Visit},
    codec,
};
use kotae_tests::{
    Kotae, Start,
    load::{Latencies, Load},
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const TRIES: u32 = 200;
const POSTS: u32 = 200;
const QUIET: Duration = Duration::from_secs(10);
const FLOOD: Duration = Duration::from_secs(30);
/// What the widget is promised meanwhile.
const LIMIT: Duration = Duration::from_millis(50);

fn main() -> Result<()> {
    kotae_tests::run(async {
        let start = Start {
            demo: true,
            settings: vec![
                ("KOTAE_LIMITS_VISITOR_PER_MINUTE", "1000000".to_owned()),
                ("KOTAE_LIMITS_ADDRESS_PER_MINUTE", "1000000".to_owned()),
                ("KOTAE_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
            ],
            ..Start::default()
        };
        let kotae = Kotae::start(&start).await?;
        let address = format!("127.0.0.1:{}", kotae.port());
        let visit = kotae.visit("demo").await?;
        let (visitors, guesser) = (visitors(address.clone(), visit), guesser(address));
        println!("{POSTS} posts a second of visitors, {TRIES} tries of passwords a second");
        let quiet = visitors.run_for(QUIET).await?;
        println!("visitors, nobody else:   {quiet}");
        let (busy, tries) = visitors.run_while(guesser.run_for(FLOOD)).await?;
        let tries = tries?;
        println!("visitors, in the flood:  {busy}");
        println!("the tries:               {tries}");
        println!("answered with:           {:?}", tries.statuses());
        println!(
            "the server held at most {:.0} MB",
            kotae.memory("VmHWM")? as f64 / 1e6
        );
        kotae.stop().await?;
        ensure!(quiet.refused() + busy.refused() == 0, "visitors were refused");
        verdict(&busy)
    })
}

fn verdict(busy: &Latencies) -> Result<()> {
    let p99 = busy.share(0.99);
    ensure!(p99 < LIMIT, "p99 is {p99:?}, more than {LIMIT:?}");
    println!("p99 {p99:?} is under {LIMIT:?}");
    Ok(())
}

fn guesser(address: String) -> Load {
    let body = |number: u64| {
        format!(r#"{{"email":"user{number}@example.co.jp","password":"wrong password {number}","code":""}}"#)
            .into_bytes()
    };
    let head = |number: u64| {
        let [_, a, b, c] = u32::try_from(number % (1 << 24)).unwrap_or(0).to_be_bytes();
        format!("X-Kotae-Csrf: 1\r\nX-Forwarded-For: 198.{a}.{b}.{c}\r\n")
    };
    Load {
        address,
        path: "/api/admin/default/session".to_owned(),
        kind: "application/json",
        rate: TRIES,
        connections: 256,
        head: Arc::new(head),
        body: Arc::new(body),
    }
}

fn visitors(address: String, visit: String) -> Load {
    let visitors: Vec<Uuid> = (0..500).map(|_| Uuid::now_v7()).collect();
    let body = move |number: u64| {
        let visitor = visitors[(number % 500) as usize];
        let question = Question {
            text: format!("パスワード わすれた {number}"),
            pack: "0".repeat(64),
            outcome: Outcome::NotFound,
            candidates: Vec::new(),
        };
        let event = Event {
            id: Uuid::now_v7(),
            conversation: visitor,
            seq: number as u32,
            kind: EventKind::Question(question),
        };
        let visit = Visit {
            id: visitor,
            visitor,
            page: "http://localhost/portal".into(),
            lang: Lang::Ja,
            claims: Vec::new(),
        };
        codec::encode(&EventBatch {
            visit,
            events: vec![event],
        })
    };
    Load {
        address,
        path: "/w/demo/events".to_owned(),
        kind: codec::MEDIA_TYPE,
        rate: POSTS,
        connections: 16,
        head: Arc::new(move |_| format!("Kotae-Visit: {visit}\r\n")),
        body: Arc::new(body),
    }
}
