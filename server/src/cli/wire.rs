//! How a command reaches the running server: frames over the Unix socket in the data folder.
//!
//! A frame is a kind (1 byte), a length (4 bytes, big endian) and so many bytes. The client sends a request (JSON),
//! then its file in data frames and an end; the server answers with any number of progress frames, an outcome
//! (JSON), then its file likewise.

use crate::tables::TableFormat;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};

/// Raised when a frame or a type in it changes: an old command line must not talk to a new server.
pub(crate) const PROTOCOL: u32 = 9;
/// The largest frame.
const FRAME_BYTES: usize = 1 << 20;
/// The largest file.
const FILE_BYTES: usize = 512 << 20;

const REQUEST: u8 = 1;
const DATA: u8 = 2;
const END: u8 = 3;
const PROGRESS: u8 = 4;
const OUTCOME: u8 = 5;

/// What the command line asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    /// [`PROTOCOL`].
    pub(crate) protocol: u32,
    /// The language of the messages.
    pub(crate) lang: kotae_shared::Lang,
    /// The operating system's name of whoever typed it; the socket admits only the folder's owner.
    pub(crate) os_user: String,
    /// The workspace.
    pub(crate) workspace: String,
    /// The command.
    pub(crate) task: Task,
}

/// The commands that work on data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Task {
    /// The file follows; the refused rows may come back.
    Import(Import),
    /// The file comes back.
    Export {
        /// Which kind of file.
        format: TableFormat,
    },
    /// Publish; `force`: why, although pinned questions break.
    Publish {
        note: String,
        #[serde(default)]
        force: String,
    },
    /// Add a user; the password, when there is one, follows as the file.
    UserAdd {
        email: String,
        name: String,
        lang: kotae_shared::Lang,
        role: kotae_shared::access::Role,
        with_password: bool,
    },
    /// Reset a password; the new one, when there is one, follows as the file.
    UserReset { email: String, with_password: bool },
    /// Take a user's second factor away.
    UserResetFactor { email: String },
    /// Print from where the admin screens can be used.
    AccessShow,
    /// Let them be used from everywhere.
    AccessClear,
    /// Create the workspace that the request names.
    WorkspaceCreate,
    /// Seal all secrets with a new master key.
    SecretsRotate,
    /// Look whether the data is whole: of one workspace, or of all and of the installation. The findings come as the file.
    Verify { workspace: Option<String>, json: bool },
    /// List all workspaces.
    WorkspaceList,
    /// Let nobody use the workspace.
    WorkspaceSuspend { reason: String },
    /// Let it be used again.
    WorkspaceResume,
    /// End it with a day (`YYYY-MM-DD`) in a time zone.
    WorkspaceDelete { ends: String, time_zone: String },
    /// Print the certificates of its erasure.
    WorkspaceCertificate,
    /// Write its archive into the data folder's handover, under a name.
    WorkspaceExport { handover: String, with_passwords: bool },
    /// Change what it may have (`[entries, storage, users, page views]`, `None`: as it is), and print it.
    WorkspaceQuota { limits: [Option<(bool, u64)>; 4] },
    /// Change its host name (`None`: as it is), and print it.
    WorkspaceHost { host: Option<String> },
    /// Add an operator.
    OperatorAdd {
        email: String,
        name: String,
        lang: kotae_shared::Lang,
    },
    /// List the operators.
    OperatorList,
    /// Make it from the archive that lies there.
    WorkspaceImport { handover: String },
}

/// How a file of entries is imported.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Import {
    pub(crate) dry_run: bool,
    /// `NAME=FIELD` each, or the fields in order; empty: as is remembered, or by the names.
    pub(crate) map: Vec<String>,
    pub(crate) remember: bool,
    pub(crate) header: Option<u32>,
    pub(crate) html: Option<bool>,
    pub(crate) good_rows: bool,
    /// Which kind of file the refused rows come back as.
    pub(crate) refused: Option<TableFormat>,
    /// The file's name.
    pub(crate) name: String,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// It did what it was asked.
    pub(crate) done: bool,
    /// For standard output when done, else for standard error.
    pub(crate) text: String,
}

impl Outcome {
    /// It did what it was asked.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self {
            done: true,
            text: text.into(),
        }
    }

    /// It changed nothing, and why.
    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Self {
            done: false,
            text: text.into(),
        }
    }
}

fn write_frame(to: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    to.write_all(&[kind])?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(bytes)
}

fn read_frame(from: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
    if length > FRAME_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame too large"));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok((head[0], bytes))
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    serde_json::from_slice(bytes).map_err(io::Error::other)
}

fn write_file(to: &mut impl Write, file: &[u8]) -> io::Result<()> {
    for chunk in file.chunks(FRAME_BYTES) {
        write_frame(to, DATA, chunk)?;
    }
    write_frame(to, END, &[])?;
    to.flush()
}

fn read_file(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    loop {
        match read_frame(from)? {
            (DATA, bytes) if file.len() + bytes.len() <= FILE_BYTES => file.extend_from_slice(&bytes),
            (END, _) => return Ok(file),
            _ => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "unexpected frame or file too large",
                ));
            }
        }
    }
}

/// The client's side: sends, passes progress on, returns the outcome and the file that came back.
pub(crate) fn call(
    stream: &mut (impl Read + Write),
    request: &Request,
    file: &[u8],
    progress: &mut dyn FnMut(&str),
) -> io::Result<(Outcome, Vec<u8>)> {
    write_frame(stream, REQUEST, &serde_json::to_vec(request)?)?;
    write_file(stream, file)?;
    loop {
        match read_frame(stream)? {
            (PROGRESS, text) => progress(&String::from_utf8_lossy(&text)),
            (OUTCOME, bytes) => return Ok((json(&bytes)?, read_file(stream)?)),
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "unexpected frame")),
        }
    }
}

/// The server's side of one connection. A client that goes away does not stop the work.
pub(crate) fn answer(
    stream: &mut (impl Read + Write),
    work: impl FnOnce(Request, Vec<u8>, &mut dyn FnMut(&str)) -> (Outcome, Vec<u8>),
) -> io::Result<()> {
    let (REQUEST, bytes) = read_frame(stream)? else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "unexpected frame"));
    };
    let request: Request = json(&bytes)?;
    let file = read_file(stream)?;
    let (outcome, file) = if request.protocol == PROTOCOL {
        work(request, file, &mut |text| {
            let _ = write_frame(stream, PROGRESS, text.as_bytes());
        })
    } else {
        let text = request.lang.pick(
            "動いている Kotae とバージョンが違います。同じバージョンのコマンドを使ってください。",
            "The running Kotae has another version. Use the command of the same version.",
        );
        (Outcome::refused(text), Vec::new())
    };
    write_frame(stream, OUTCOME, &serde_json::to_vec(&outcome)?)?;
    write_file(stream, &file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    fn request(protocol: u32) -> Request {
        Request {
            protocol,
            lang: kotae_shared::Lang::En,
            os_user: "hanako".into(),
            workspace: "default".into(),
            task: Task::Import(Import::default()),
        }
    }

    #[test]
    fn files_progress_and_outcome_pass_both_ways() {
        let (mut client, mut server) = UnixStream::pair().unwrap();
        let serving = std::thread::spawn(move || {
            answer(&mut server, |request, file, progress| {
                progress("half");
                (Outcome::done(format!("{} {}", request.os_user, file.len())), file)
            })
        });
        let sent = vec![7; FRAME_BYTES * 2 + 5];
        let mut seen = Vec::new();
        let (outcome, back) = call(&mut client, &request(PROTOCOL), &sent, &mut |text| {
            seen.push(text.to_owned());
        })
        .unwrap();
        assert_eq!(outcome, Outcome::done(format!("hanako {}", sent.len())));
        assert_eq!((back, seen), (sent, vec!["half".to_owned()]));
        serving.join().unwrap().unwrap();
    }

    #[test]
    fn another_version_is_refused() {
        let (mut client, mut server) = UnixStream::pair().unwrap();
        let serving = std::thread::spawn(move || answer(&mut server, |_, _, _| unreachable!("must not run")));
        let (outcome, _) = call(&mut client, &request(PROTOCOL + 1), &[], &mut |_| {}).unwrap();
        assert!(!outcome.done && outcome.text.contains("version"));
        serving.join().unwrap().unwrap();
    }

    #[test]
    fn rubbish_is_an_error() {
        let (mut client, mut server) = UnixStream::pair().unwrap();
        client.write_all(&[9, 0xff, 0xff, 0xff, 0xff]).unwrap();
        assert!(answer(&mut server, |_, _, _| unreachable!("must not run")).is_err());
    }
}
