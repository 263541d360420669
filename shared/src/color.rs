//! Colours: reading them, how well they can be read on each other, and the readable set derived from a design.
//! Also used by the admin's settings page.

/// An opaque colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// What WCAG 2.2 AA asks of text: 4.5 to 1.
pub const READABLE: f64 = 4.5;

impl Color {
    /// A colour from its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let mut value = 0u32;
        for digit in digits.chars() {
            value = value << 4 | digit.to_digit(16)?;
        }
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self { red, green, blue })
    }

    /// Writes `#rrggbb`.
    pub fn hex(self) -> String {
        let mut text = String::from("#");
        for part in [self.red, self.green, self.blue] {
            for digit in [part >> 4, part & 15] {
                text.extend(char::from_digit(u32::from(digit), 16));
            }
        }
        text
    }

    /// This colour with `percent` (0 to 100) of another mixed in.
    #[must_use]
    pub fn mix(self, other: Self, percent: u8) -> Self {
        let percent = u32::from(percent.min(100));
        let part =
            |a: u8, b: u8| ((u32::from(a) * (100 - percent) + u32::from(b) * percent + 50) / 100) as u8;
        Self {
            red: part(self.red, other.red),
            green: part(self.green, other.green),
            blue: part(self.blue, other.blue),
        }
    }

    /// This colour, moved towards black or white until it can be read on `ground`.
    #[must_use]
    pub fn readable_on(self, ground: Self) -> Self {
        let goal = if contrast(WHITE, ground) > contrast(BLACK, ground) {
            WHITE
        } else {
            BLACK
        };
        let mut percent = 0;
        loop {
            let color = self.mix(goal, percent);
            if percent >= 100 || contrast(color, ground) >= READABLE {
                return color;
            }
            percent += 4;
        }
    }

    fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// White.
pub const WHITE: Color = Color::new(255, 255, 255);
/// Black.
pub const BLACK: Color = Color::new(0, 0, 0);

/// The contrast ratio of WCAG, 1 to 21.
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// sRGB to linear light. `x^2.4` is `x² · x^(2/5)`, and the fifth root comes from Newton's method: the maths
/// library's `pow` would cost the widget more than this whole file.
fn linear(part: u8) -> f64 {
    let value = f64::from(part) / 255.0;
    if value <= 0.04045 {
        return value / 12.92;
    }
    let x = (value + 0.055) / 1.055;
    let square = x * x;
    let mut root = 1.0;
    for _ in 0..12 {
        let fourth = root * root * root * root;
        root -= (root * fourth - square) / (5.0 * fourth);
    }
    square * root
}

/// The colours that follow from a design's two, for light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Filled surfaces: header, own bubbles, buttons.
    pub primary: Color,
    /// Text on `primary`.
    pub on_primary: Color,
    /// The primary colour as text, icon or focus ring on any of our surfaces.
    pub accent: Color,
    /// A hint of the primary colour behind marked text and chosen rows.
    pub tint: Color,
}

/// The ground of the panel in light and dark, as in `css/tokens.css`.
pub const SURFACE: [Color; 2] = [WHITE, Color::new(0x17, 0x1a, 0x1f)];

impl Palette {
    /// Derives the set for a `surface`, or for ours. A colour that cannot be read falls back to the default design's.
    pub fn derive(primary: &str, on_primary: &str, surface: &str, dark: bool) -> Self {
        let primary = Color::parse(primary).unwrap_or(Color::new(0x0b, 0x6b, 0x5c));
        let on_primary = Color::parse(on_primary).unwrap_or(WHITE);
        let surface = Color::parse(surface).unwrap_or(SURFACE[usize::from(dark)]);
        let tint = surface.mix(primary, if dark { 28 } else { 10 });
        let accent = primary.readable_on(tint).readable_on(surface);
        Self {
            primary,
            on_primary,
            accent,
            tint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLACK, Color, Palette, READABLE, SURFACE, WHITE, contrast, linear};

    #[test]
    fn reads_and_writes_hex() {
        assert_eq!(Color::parse("#0B6b5c"), Some(Color::new(11, 107, 92)));
        assert_eq!(Color::new(11, 107, 92).hex(), "#0b6b5c");
        for bad in ["", "#fff", "0b6b5c", "#0b6b5g", "#あい", "#0b6b5c0"] {
            assert_eq!(Color::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn light_is_exact() {
        for part in 0..=255u8 {
            let value = f64::from(part) / 255.0;
            let exact = if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            };
            assert!((linear(part) - exact).abs() < 1e-9, "{part}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(Color::new(0x77, 0x77, 0x77), WHITE) - 4.478).abs() < 0.001);
    }

    #[test]
    fn every_primary_colour_gives_a_readable_accent() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let primary = Color::new(red, green, blue).hex();
                    for dark in [false, true] {
                        let palette = Palette::derive(&primary, "#ffffff", "", dark);
                        for ground in [SURFACE[usize::from(dark)], palette.tint] {
                            let ratio = contrast(palette.accent, ground);
                            assert!(ratio >= READABLE, "{primary} dark={dark}: {ratio}");
                        }
                    }
                }
            }
        }
    }
}
