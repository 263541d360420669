//! Texts with some parts marked.

use std::ops::Range;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its characters.
    pub text: String,
    /// Whether it is marked.
    pub marked: bool,
}

/// Cuts `text` at `ranges` (byte ranges, ascending). A range that does not fit the text is left out.
pub fn pieces(text: &str, ranges: &[Range<usize>]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut push = |part: &str, marked| {
        if !part.is_empty() {
            out.push(Piece {
                text: part.to_owned(),
                marked,
            });
        }
    };
    let mut at = 0;
    for range in ranges {
        if let Some(before) = text.get(at..range.start)
            && let Some(part) = text.get(range.clone())
        {
            push(before, false);
            push(part, true);
            at = range.end;
        }
    }
    push(text.get(at..).unwrap_or_default(), false);
    out
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn show(text: &str, ranges: &[(usize, usize)]) -> String {
        let ranges: Vec<_> = ranges.iter().map(|&(start, end)| start..end).collect();
        let mut out = String::new();
        for piece in pieces(text, &ranges) {
            if piece.marked {
                out.extend(["[", &piece.text, "]"]);
            } else {
                out.push_str(&piece.text);
            }
        }
        out
    }

    #[test]
    fn cuts_at_the_ranges() {
        assert_eq!(show("VPNに接続", &[(0, 3), (6, 12)]), "[VPN]に[接続]");
        assert_eq!(show("VPN", &[]), "VPN");
    }

    #[test]
    fn ignores_ranges_that_do_not_fit() {
        assert_eq!(show("接続", &[(1, 3)]), "接続");
        assert_eq!(show("接続", &[(0, 99)]), "接続");
        assert_eq!(show("接続", &[(3, 6), (0, 3)]), "接[続]");
    }
}
