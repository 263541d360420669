//! Sizes of files as people write them.

/// `512 B`, `14.2 KB`, `3.5 MB`; KB = 1,000 bytes.
pub(crate) fn bytes(size: f64) -> String {
    if size < 1_000.0 {
        return format!("{size:.0} B");
    }
    let (size, unit) = if size < 999_500.0 {
        (size / 1_000.0, "KB")
    } else {
        (size / 1_000_000.0, "MB")
    };
    let digits = usize::from(size < 100.0);
    format!("{size:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn writes_sizes() {
        let shown = [0.0, 999.0, 1_000.0, 14_230.0, 345_678.0, 999_600.0, 104_857_600.0].map(bytes);
        assert_eq!(
            shown,
            ["0 B", "999 B", "1.0 KB", "14.2 KB", "346 KB", "1.0 MB", "105 MB"]
        );
    }
}
