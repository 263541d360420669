//! Where the master key comes from.

use anyhow::{Context as _, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// What the first line of a key file says.
const HEAD: &str = "# Kotae's master key. Whoever has it and the data folder can read the stored secrets; without it they are lost.\n\
    # Keep a copy in a safe place, apart from the backups. The first key seals, all of them open.\n";

/// A key of 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.name())
    }
}

impl Key {
    /// From random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Names the key without revealing it: the beginning of its SHA-256.
    pub fn name(&self) -> String {
        let hash = Sha256::digest(self.0);
        hash.iter()
            .take(4)
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// Where the master key comes from.
#[derive(Clone, Default)]
pub enum KeySource {
    /// A file; without a path `master.key` in the data folder. Made when there is none.
    #[default]
    OwnFile,
    /// A file at this path.
    File(PathBuf),
    /// The operator's environment: keys in base64, separated by commas or white space, the newest first.
    Given(String),
    /// A program and its arguments, which prints the same.
    Command(Vec<String>),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnFile => f.write_str("OwnFile"),
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Given(_) => f.write_str("Given"),
            Self::Command(line) => write!(f, "Command({:?})", line.first()),
        }
    }
}

impl KeySource {
    /// The own file lies in the data folder.
    pub(super) fn in_folder(self, data: &Path) -> Self {
        match self {
            Self::OwnFile => Self::File(data.join("master.key")),
            other => other,
        }
    }

    /// The keys, the newest first; at least one.
    pub(super) fn read(&self, fresh: [u8; 32]) -> anyhow::Result<Vec<Key>> {
        match self {
            Self::Given(text) => parse(text).context("KOTAE_SECRETS_KEY"),
            Self::Command(line) => {
                let (program, arguments) = line.split_first().context("secrets.key_command: empty")?;
                let output = Command::new(program)
                    .args(arguments)
                    .output()
                    .with_context(|| format!("secrets.key_command: {program}"))?;
                if !output.status.success() {
                    bail!("secrets.key_command: {program} ended with {}", output.status);
                }
                let text = String::from_utf8(output.stdout).context("secrets.key_command: not text")?;
                parse(&text).context("secrets.key_command")
            }
            Self::OwnFile => bail!("the master key has no place"),
            Self::File(path) => {
                let name = path.display().to_string();
                match std::fs::read_to_string(path) {
                    Ok(text) => {
                        check_private(path)?;
                        parse(&text).context(name)
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                        let keys = vec![Key::new(fresh)];
                        write_file(path, &keys).context(name)?;
                        Ok(keys)
                    }
                    Err(error) => Err(error).context(name),
                }
            }
        }
    }

    /// Writes the keys down, where they are ours to write.
    pub(super) fn write(&self, keys: &[Key]) -> anyhow::Result<bool> {
        match self {
            Self::File(path) => {
                write_file(path, keys).with_context(|| path.display().to_string())?;
                Ok(true)
            }
            Self::OwnFile | Self::Given(_) | Self::Command(_) => Ok(false),
        }
    }
}

fn parse(text: &str) -> anyhow::Result<Vec<Key>> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(|line| line.split([',', ' ', '\t'])).map(str::trim);
    let keys: Vec<Key> = words
        .filter(|word| !word.is_empty())
        .map(|word| {
            let bytes = STANDARD.decode(word).ok();
            let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
            // The word itself may be the secret: an error never repeats it.
            bytes.map(Key::new).context("a key must be 32 bytes in base64")
        })
        .collect::<anyhow::Result<_>>()?;
    if keys.is_empty() {
        bail!("there is no key");
    }
    Ok(keys)
}

/// Replaces the file as a whole, readable by its owner alone, and waits until it is on the disk.
fn write_file(path: &Path, keys: &[Key]) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let _ = std::fs::remove_file(&new);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(HEAD.as_bytes())?;
    for key in keys {
        writeln!(file, "{}", STANDARD.encode(key.bytes()))?;
    }
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    if let Some(folder) = path.parent() {
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// A key that others can read is no secret.
#[cfg(unix)]
fn check_private(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            "{}: others can read the master key; run: chmod 600",
            path.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_never_repeated() {
        let (a, b) = (STANDARD.encode([1; 32]), STANDARD.encode([2; 32]));
        assert_eq!(
            parse(&format!("# x\n{a}, {b}\n")).unwrap(),
            [Key([1; 32]), Key([2; 32])]
        );
        let short = parse("c2VjcmV0").unwrap_err();
        assert!(!format!("{short:#}").contains("c2VjcmV0"));
        assert!(parse("\n# only words\n").is_err());
        let shown = format!("{:?} {:?}", KeySource::Given(a.clone()), Key([1; 32]));
        assert!(!shown.contains(&a), "{shown}");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_the_owners_and_a_command_prints_the_same() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let source = KeySource::default().in_folder(temp.path());
        assert_eq!(source.read([1; 32]).unwrap(), [Key([1; 32])]);
        let path = temp.path().join("master.key");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let command = KeySource::Command(vec!["cat".into(), path.display().to_string()]);
        assert_eq!(command.read([9; 32]).unwrap(), [Key([1; 32])]);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(source.read([1; 32]).is_err());
        let missing = KeySource::Command(vec!["false".into()]);
        assert!(missing.read([9; 32]).is_err());
    }
}
