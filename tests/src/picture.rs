//! Pictures of a page, compared point by point.

use crate::Browser;
use anyhow::{Context, Result};
use image::RgbImage;

/// How far a colour channel may be off: less than what the edge of a letter differs by when it is drawn anew.
const SHADE: u8 = 24;

/// A part of the visible page in CSS pixels, as `getBoundingClientRect` gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Rect {
    /// The same place and size, to half a pixel.
    pub fn is_like(&self, other: &Self) -> bool {
        let pairs = [
            (self.x, other.x),
            (self.y, other.y),
            (self.width, other.width),
            (self.height, other.height),
        ];
        pairs.iter().all(|(one, other)| (one - other).abs() <= 0.5)
    }
}

/// Takes pictures of parts of what the browser shows now; `scale` is the screen's pixels to one of CSS.
pub async fn parts(browser: &Browser, rects: &[Rect], scale: f64) -> Result<Vec<RgbImage>> {
    let png = browser.screenshot_as_png().await?;
    let whole = image::load_from_memory(&png)
        .context("the browser's picture cannot be read")?
        .to_rgb8();
    let crop = |rect: &Rect| {
        let pixels = |length: f64| (length * scale).round().max(0.0) as u32;
        let (x, y) = (
            pixels(rect.x).min(whole.width()),
            pixels(rect.y).min(whole.height()),
        );
        let width = pixels(rect.width).min(whole.width() - x);
        let height = pixels(rect.height).min(whole.height() - y);
        image::imageops::crop_imm(&whole, x, y, width, height).to_image()
    };
    Ok(rects.iter().map(crop).collect())
}

/// The share (0 to 1) of points that differ; pictures of different sizes differ wholly.
pub fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    if one.dimensions() != other.dimensions() || one.is_empty() {
        return 1.0;
    }
    let differs = one.pixels().zip(other.pixels()).filter(|(one, other)| {
        let mut channels = one.0.iter().zip(&other.0);
        channels.any(|(one, other)| one.abs_diff(*other) > SHADE)
    });
    differs.count() as f64 / one.pixels().len() as f64
}

#[cfg(test)]
mod tests {
    use super::difference;
    use image::{Rgb, RgbImage};

    #[test]
    fn one_point_of_four_is_a_quarter() {
        let one = RgbImage::from_pixel(2, 2, Rgb([200, 200, 200]));
        let mut other = one.clone();
        assert!(difference(&one, &other).abs() < f64::EPSILON);
        other.put_pixel(1, 1, Rgb([200, 170, 200]));
        assert!((difference(&one, &other) - 0.25).abs() < f64::EPSILON);
        assert!((difference(&one, &RgbImage::new(1, 4)) - 1.0).abs() < f64::EPSILON);
    }
}
