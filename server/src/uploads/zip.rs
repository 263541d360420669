//! The names of the files in a ZIP archive, read from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16).

/// More files than this are not an Office document.
const MOST: usize = 20_000;
/// The end record with the longest comment.
const END: usize = 22 + 65_535;

/// The names; `None` when it is no archive, or one of more than [`MOST`] files.
pub(super) fn names(archive: &[u8]) -> Option<Vec<&[u8]>> {
    let from = archive.len().saturating_sub(END);
    let tail = &archive[from..];
    let end = from + tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = usize::from(short(archive, end + 10)?);
    if count > MOST {
        return None;
    }
    let mut at = long(archive, end + 16)? as usize;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        if archive.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|field| short(archive, at + field).map(usize::from));
        let start = at + 46;
        names.push(archive.get(start..start + name?)?);
        at = start + name? + extra? + comment?;
    }
    Some(names)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
