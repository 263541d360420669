//! The `kotae` binary.

/// The C library's allocator keeps what passes through it: forty sign-ins, each with 19 MiB for its password hash, left
/// a server of 10 MB at 650 MB. This one gives memory back (docs/benchmarks.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    kotae::cli::run()
}
