//! Images made anew: decoded within limits, turned as the camera was held, made smaller when they are large, and encoded
//! again, so that nothing is left but the picture: no place, no name of a person, no thumbnail of what was cut away.

use super::Kind;
use image::{
    AnimationDecoder, DynamicImage, ExtendedColorType, Frame, ImageDecoder, ImageEncoder, ImageError,
    ImageFormat, ImageReader, Limits,
    codecs::{
        gif::{GifDecoder, GifEncoder, Repeat},
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
        webp::{WebPDecoder, WebPEncoder},
    },
    imageops,
    metadata::Orientation,
};
use kotae_shared::api::{problem::Fault, uploads::limits};
use std::io::Cursor;

/// Width and height at most, in pixels.
const SIDE: u32 = 16_384;
/// Memory for decoding one image, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Frames of an animation.
const FRAMES: usize = 1_000;
const PIXELS: u64 = limits::MEGAPIXELS as u64 * 1_000_000;
/// Quality of JPEG, of 100: no difference to the eye.
const QUALITY: u8 = 88;
/// Speed of finding an animation's colours, 1 to 30.
const SPEED: i32 = 10;

/// An image made anew.
pub(super) struct Image {
    pub(super) kind: Kind,
    pub(super) size: (u32, u32),
    pub(super) bytes: Vec<u8>,
}

/// Makes an image anew, its longer side at most `side` pixels.
pub(super) fn remake(bytes: &[u8], kind: Kind, side: u32) -> Result<Image, Fault> {
    let input = Cursor::new(bytes);
    match kind {
        Kind::Gif => {
            let mut decoder = GifDecoder::new(input).map_err(fault)?;
            prepare(&mut decoder)?;
            animation(decoder, side)
        }
        Kind::Webp => {
            let mut decoder = WebPDecoder::new(input).map_err(fault)?;
            prepare(&mut decoder)?;
            if decoder.has_animation() {
                // No encoder for moving WebP; every browser shows a GIF.
                animation(decoder, side)
            } else {
                still(decoder, kind, side)
            }
        }
        _ => {
            let format = if kind == Kind::Png {
                ImageFormat::Png
            } else {
                ImageFormat::Jpeg
            };
            let mut reader = ImageReader::with_format(input, format);
            reader.limits(memory());
            let mut decoder = reader.into_decoder().map_err(fault)?;
            prepare(&mut decoder)?;
            still(decoder, kind, side)
        }
    }
}

fn memory() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    limits
}

/// Refuses what is too large before anything of it is decoded.
fn prepare(decoder: &mut impl ImageDecoder) -> Result<(), Fault> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(Fault::TooManyPixels(limits::MEGAPIXELS));
    }
    decoder.set_limits(memory()).map_err(fault)
}

fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooManyPixels(limits::MEGAPIXELS),
        _ => Fault::BadImage,
    }
}

fn still(mut decoder: impl ImageDecoder, kind: Kind, side: u32) -> Result<Image, Fault> {
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(fault)?;
    image.apply_orientation(orientation);
    let image = eight_bits(image);
    let image = if image.width().max(image.height()) > side {
        image.resize(side, side, imageops::FilterType::CatmullRom)
    } else {
        image
    };
    let (kind, bytes) = match kind {
        Kind::Jpeg => (kind, jpeg(&image)?),
        Kind::Webp => webp(&image)?,
        _ => (Kind::Png, png(&image)?),
    };
    Ok(Image {
        kind,
        size: (image.width(), image.height()),
        bytes,
    })
}

/// What every encoder takes.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    match (image.color().has_alpha(), image.color().has_color()) {
        (true, true) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (true, false) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        (false, true) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
    }
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    write(encoder, image).map(|()| bytes)
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    write(JpegEncoder::new_with_quality(&mut bytes, QUALITY), image).map(|()| bytes)
}

/// WebP without loss is the only one that there is an encoder for; what came with loss, as photographs do, is smaller
/// as JPEG.
fn webp(image: &DynamicImage) -> Result<(Kind, Vec<u8>), Fault> {
    let mut bytes = Vec::new();
    let rgba = DynamicImage::ImageRgba8(image.to_rgba8());
    let plain = DynamicImage::ImageRgb8(image.to_rgb8());
    let has_alpha = image.color().has_alpha();
    let whole = if has_alpha { &rgba } else { &plain };
    write(WebPEncoder::new_lossless(&mut bytes), whole)?;
    if !has_alpha {
        let photograph = jpeg(&plain)?;
        if photograph.len() < bytes.len() {
            return Ok((Kind::Jpeg, photograph));
        }
    }
    Ok((Kind::Webp, bytes))
}

fn write(encoder: impl ImageEncoder, image: &DynamicImage) -> Result<(), Fault> {
    let color: ExtendedColorType = image.color().into();
    encoder
        .write_image(image.as_bytes(), image.width(), image.height(), color)
        .map_err(fault)
}

fn animation<'a>(decoder: impl AnimationDecoder<'a>, side: u32) -> Result<Image, Fault> {
    let mut frames = Vec::new();
    let mut pixels = 0;
    for frame in decoder.into_frames() {
        let frame = frame.map_err(fault)?;
        let (width, height) = frame.buffer().dimensions();
        pixels += u64::from(width) * u64::from(height);
        if pixels > PIXELS || frames.len() >= FRAMES {
            return Err(Fault::TooManyPixels(limits::MEGAPIXELS));
        }
        frames.push(smaller(frame, side));
    }
    let size = frames.first().ok_or(Fault::BadImage)?.buffer().dimensions();
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, SPEED);
        if frames.len() > 1 {
            encoder.set_repeat(Repeat::Infinite).map_err(fault)?;
        }
        encoder.encode_frames(frames).map_err(fault)?;
    }
    Ok(Image {
        kind: Kind::Gif,
        size,
        bytes,
    })
}

fn smaller(frame: Frame, side: u32) -> Frame {
    let (width, height) = frame.buffer().dimensions();
    let longer = width.max(height);
    if longer <= side {
        return frame;
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    let delay = frame.delay();
    let buffer = imageops::resize(
        frame.buffer(),
        scaled(width),
        scaled(height),
        imageops::FilterType::Triangle,
    );
    Frame::from_parts(buffer, 0, 0, delay)
}
