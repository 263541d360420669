//! The Unix socket in the data folder, through which commands reach the running server.

use super::{
    execute::{self, Context},
    wire::{self, Outcome, Request},
};
use crate::{
    store::{DataDir, EraseRule, Store},
    vault::Vault,
};
use std::{
    io,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::UnixListener;

/// A server that has just locked the folder needs a moment until it listens.
const PATIENCE: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_millis(50);

/// The server's end. Dropping it removes the socket.
pub struct Socket {
    path: PathBuf,
    listener: UnixListener,
}

impl Socket {
    /// Listens in the data folder, which this process has locked: a socket that lies there already is a dead one.
    pub fn listen(store: &Store) -> io::Result<Self> {
        let path = DataDir::socket(store.path());
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        // The folder itself admits only its owner, so nobody gets in before this line.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { path, listener })
    }

    /// Serves commands, each on a blocking thread, until the task is dropped. A command that runs goes on to its end.
    /// `base` is the address that links begin with.
    pub async fn serve(self, store: Arc<Store>, vault: Vault, base: String, erasure: EraseRule) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(AGAIN).await;
                continue;
            };
            let (store, vault, base) = (Arc::clone(&store), vault.clone(), base.clone());
            tokio::task::spawn_blocking(move || {
                let served = stream.into_std().and_then(|mut stream| {
                    stream.set_nonblocking(false)?;
                    wire::answer(&mut stream, |request, file, progress| {
                        execute::execute(
                            &Context {
                                store: &store,
                                vault: &vault,
                                base: &base,
                                erasure,
                            },
                            request,
                            file,
                            progress,
                        )
                    })
                });
                if let Err(error) = served {
                    tracing::warn!(%error, "A command on the socket broke off");
                }
            });
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The command line's end.
pub(super) fn call(
    data: &Path,
    request: &Request,
    file: &[u8],
    progress: &mut dyn FnMut(&str),
) -> io::Result<(Outcome, Vec<u8>)> {
    let path = DataDir::socket(data);
    let begun = Instant::now();
    let mut stream = loop {
        match UnixStream::connect(&path) {
            Ok(stream) => break stream,
            Err(error) if begun.elapsed() > PATIENCE => return Err(error),
            Err(_) => std::thread::sleep(AGAIN),
        }
    };
    wire::call(&mut stream, request, file, progress)
}
