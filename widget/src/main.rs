//! The program that Trunk builds for the browser.

/// Constant time, like the standard one, at a fifth of its bytes.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    kotae_widget::run();
}
