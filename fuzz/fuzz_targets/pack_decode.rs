//! Any bytes are a pack or they are not: reading them, and asking what was read, never panics.
//!
//! Built for fuzzing, a pack's checksum is not compared, so that what is behind it gets read.

#![no_main]

mod check;

use kotae_shared::{matcher::Matcher, pack::Pack};
use libfuzzer_sys::fuzz_target;

const QUESTIONS: [&str; 4] = [
    "パスワード わすれた",
    "VPN に接続できません",
    "how do I reset my password",
    "yuukyuu",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(pack) = Pack::decode(bytes) else { return };
    let matcher = Matcher::new(pack);
    for index in 0..=matcher.pack().len().min(100) as u32 {
        let _ = matcher.pack().entry(index);
    }
    for question in QUESTIONS {
        check::check(&matcher, question);
    }
});
