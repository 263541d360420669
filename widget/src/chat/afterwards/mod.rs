//! What nobody needs before he has an answer. The build makes a second file of it, which is loaded then
//! (`xtask/src/build/split` finds it by this module's name); so whatever is here is called through
//! [`Chat::later`](super::Chat::later) alone, and what is called from elsewhere is `#[inline(never)]`.

mod claims;
mod deliver;
mod dress;
mod early;
mod feedback;
pub(crate) mod forms;
mod identity;
mod keep;
mod language;
mod links;
mod preview;
mod scenario;
mod sign_in;
