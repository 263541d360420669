//! Any bytes are a pack or they are not: reading them, and asking what was read, never panics.
//!
//! Built for fuzzing, a pack's checksum is not compared, so that what is behind it gets read.

#![no_main]

mod check;

use kotae_shared::{
    matcher::Matcher,
    pack::{Bodies, Pack},
};
use libfuzzer_sys::fuzz_target;

const QUESTIONS: [&str; 4] = [
    "パスワード わすれた",
    "VPN に接続できません",
    "how do I reset my password",
    "yuukyuu",
];

fn halves(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<3>()?;
    let [a, b, c] = *length;
    rest.split_at_checked(u32::from_le_bytes([a, b, c, 0]) as usize)
}

fuzz_target!(|bytes: &[u8]| {
    // Two files, the length of the first before them; or one file, of either kind.
    let (first, second) = halves(bytes).unwrap_or((bytes, bytes));
    let bodies = Bodies::decode(second.to_vec());
    let Ok(pack) = Pack::decode(first) else { return };
    let mut matcher = Matcher::new(pack);
    if let Ok(bodies) = bodies {
        matcher.sharpen(bodies);
    }
    for index in 0..=matcher.pack().len().min(100) as u32 {
        let _ = matcher.pack().entry(index);
    }
    for question in QUESTIONS {
        check::check(&matcher, question);
    }
});
