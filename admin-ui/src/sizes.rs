//! Sizes of files as people write them.

/// `512 B`, `14.2 KB`, `3.5 MB`; KB = 1,000 bytes.
pub(crate) fn bytes(size: f64) -> String {
    // Whole numbers on the way: the library's code that writes fractions is larger than this page.
    let size = size.max(0.0) as u64;
    if size < 1_000 {
        return format!("{size} B");
    }
    let (unit_size, unit) = if size < 999_500 {
        (1_000, "KB")
    } else {
        (1_000_000, "MB")
    };
    if size < unit_size * 100 {
        let tenths = (size * 10 + unit_size / 2) / unit_size;
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", (size + unit_size / 2) / unit_size)
    }
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
