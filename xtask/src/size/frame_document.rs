//! The frame document has parts that only the server puts together, so a real server is asked for it.

use crate::{files, project};
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

/// The demo widget's frame document, uncompressed.
pub(super) fn fetch() -> Result<Vec<u8>> {
    let data = project::scratch().join("size-data");
    files::remove_folder(&data)?;
    let mut server = Server::start(&data.to_string_lossy())?;
    let address = server.address()?;
    get(&address, "/w/demo")
}

/// A server that ends with this value, and its output, which stays open as long.
struct Server(Child, Option<BufReader<ChildStdout>>);

impl Server {
    fn start(data: &str) -> Result<Self> {
        let program = project::server();
        let child = Command::new(&program)
            .env_remove("KOTAE_TOOLS")
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| {
                format!(
                    "cannot start {}: run `cargo xtask build` first",
                    program.display()
                )
            })?;
        Ok(Self(child, None))
    }

    /// The address in the first link that the server prints.
    fn address(&mut self) -> Result<String> {
        let output = BufReader::new(self.0.stdout.take().context("no output")?);
        for line in self.1.insert(output).lines() {
            if let Some((_, link)) = line?.split_once("http://") {
                let address = link.split('/').next().unwrap_or_default();
                return Ok(address.to_owned());
            }
        }
        bail!("the server ended without printing a link")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    let end = reply
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .context("no HTTP reply")?;
    let status = String::from_utf8_lossy(&reply[..end])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    if status.split(' ').nth(1) != Some("200") {
        bail!("GET {path} gave {status}");
    }
    Ok(reply.split_off(end + 4))
}
