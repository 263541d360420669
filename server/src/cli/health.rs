//! `kotae healthcheck`: one plain HTTP request to the own server, for systemd, containers and monitors.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(5);
/// More than any reply of `readyz`.
const REPLY_BYTES: u64 = 65_536;

/// Asks the server at `listen` for `path` (below its prefix). `Ok`: the body of a 200; `Err`: what went wrong.
pub(crate) fn ask(listen: SocketAddr, path: &str) -> Result<String, String> {
    let target = reachable(listen);
    let reply = fetch(target, path).map_err(|error| format!("http://{target}{path}: {error}"))?;
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) == Some("200") {
        Ok(body.trim().to_owned())
    } else {
        Err(format!("http://{target}{path}: {status}"))
    }
}

/// A server that listens on every address is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn fetch(target: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&target, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut reply = Vec::new();
    stream.take(REPLY_BYTES).read_to_end(&mut reply)?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn says_whether_the_server_is_well() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = std::thread::spawn(move || {
            for status in ["200 OK", "503 Service Unavailable"] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut seen = Vec::new();
                // A request may come in any number of pieces.
                while !seen.ends_with(b"\r\n\r\n") {
                    let mut piece = [0; 1024];
                    let length = stream.read(&mut piece).unwrap();
                    assert!(length > 0, "the request broke off");
                    seen.extend_from_slice(&piece[..length]);
                }
                assert!(seen.starts_with(b"GET /kotae/readyz HTTP/1.1\r\nHost: 127.0.0.1:"));
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok").unwrap();
            }
        });
        let everywhere = SocketAddr::from(([0, 0, 0, 0], address.port()));
        assert_eq!(ask(everywhere, "/kotae/readyz"), Ok("ok".to_owned()));
        assert!(
            ask(address, "/kotae/readyz")
                .unwrap_err()
                .ends_with("HTTP/1.1 503 Service Unavailable")
        );
        serving.join().unwrap();
        assert!(ask(address, "/").is_err());
    }
}
