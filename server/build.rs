//! Makes `dist/` exist, so that the server compiles before the front ends were built; its pages then say so.
fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=../dist");
    std::fs::create_dir_all("../dist")
}
