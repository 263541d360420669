//! The `kotae` binary.

fn main() -> std::process::ExitCode {
    kotae::cli::run()
}
