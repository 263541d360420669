use super::*;
use ::image::{
    Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::{gif::GifEncoder, jpeg::JpegEncoder},
};
use std::io::Cursor;

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image
        .into()
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// Left half red, right half blue.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 0, 0])
        } else {
            Rgb([0, 0, 220])
        }
    })
}

fn answer(bytes: Vec<u8>, name: &str) -> Result<Made, Fault> {
    make(bytes, name, UploadPlace::Answer)
}

/// A JPEG with an EXIF block that says where it was taken and that the camera was held upright.
fn photograph() -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes)
        .encode_image(&DynamicImage::ImageRgb8(flag(40, 20)))
        .unwrap();
    // One entry: orientation (0x0112), SHORT, 1, value 6: turn by 90 degrees. Then words that must not survive.
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    tiff.extend_from_slice(b"SECRET-PLACE 35.6895N 139.6917E");
    let mut exif = vec![0xff, 0xe1];
    exif.extend_from_slice(&(tiff.len() as u16 + 8).to_be_bytes());
    exif.extend_from_slice(b"Exif\0\0");
    exif.extend_from_slice(&tiff);
    bytes.splice(2..2, exif);
    bytes
}

#[test]
fn a_photograph_loses_its_place_and_stands_upright() {
    let before = photograph();
    assert!(before.windows(6).any(|window| window == b"SECRET"));
    let made = answer(before, "IMG_0001.JPG").unwrap();
    assert_eq!((made.kind, made.size), (Kind::Jpeg, Some((20, 40))));
    assert!(
        !made
            .bytes
            .windows(4)
            .any(|window| window == b"Exif" || window == b"SECR")
    );
    assert_eq!(made.name, "IMG_0001.jpg");
    assert_eq!(made.hash.len(), 64);
    let seen = ::image::load_from_memory(&made.bytes).unwrap().to_rgb8();
    let [red, _, blue] = seen.get_pixel(10, 4).0;
    assert!(red > 150 && blue < 80, "the left half is on top now");
}

#[test]
fn the_kind_comes_from_the_content_and_not_from_the_name() {
    let png = encoded(flag(10, 10), ImageFormat::Png);
    let made = answer(png.clone(), "report.pdf").unwrap();
    assert_eq!((made.kind, made.name.as_str()), (Kind::Png, "report.png"));
    assert_eq!(
        made,
        answer(made.bytes.clone(), "report.png").unwrap(),
        "the same again"
    );
    assert_eq!(answer(b"not a png".to_vec(), "x.png"), Err(Fault::BadFile));
    let broken = png[..40].to_vec();
    assert_eq!(answer(broken, "x.png"), Err(Fault::BadImage));
    assert_eq!(answer(Vec::new(), "x.png"), Err(Fault::Required));
}

#[test]
fn what_a_browser_might_run_is_refused() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (bytes, name) in [
        (&svg[..], "a.svg"),
        (svg, "a.txt"),
        (b"\xef\xbb\xbf \n<html>", "a.txt"),
        (b"<?xml version='1.0'?><svg/>", "a.csv"),
        (b"MZ\x90\0", "a.txt"),
        (b"#!/bin/sh", "a.sh"),
        (b"PK\x03\x04 not an archive", "a.docx"),
    ] {
        assert_eq!(answer(bytes.to_vec(), name), Err(Fault::BadFile), "{name}");
        let design = make(bytes.to_vec(), name, UploadPlace::Design);
        assert_eq!(design, Err(Fault::NotImage), "{name}");
    }
}

/// An archive with empty files.
fn archive(names: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for name in names {
        let at = bytes.len() as u32;
        let length = name.len() as u16;
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&[0; 22]);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(name.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&[0; 24]);
        directory.extend_from_slice(&length.to_le_bytes());
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, count) = (bytes.len() as u32, names.len() as u16);
    bytes.extend_from_slice(&directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&start.to_le_bytes());
    bytes.extend_from_slice(&[0; 2]);
    bytes
}

#[test]
fn attachments_are_told_apart_and_macros_refused() {
    let kind = |bytes: Vec<u8>, name: &str| answer(bytes, name).map(|made| made.kind);
    assert_eq!(kind(b"%PDF-1.7 ...".to_vec(), "x"), Ok(Kind::Pdf));
    assert_eq!(kind("名前,内線\n".into(), "x.csv"), Ok(Kind::Csv));
    assert_eq!(kind("手順\n1. 開く\n".into(), "x.md"), Ok(Kind::Text));
    let sheet = ["[Content_Types].xml", "xl/workbook.xml"];
    assert_eq!(kind(archive(&sheet), "申請書.xlsx"), Ok(Kind::Xlsx));
    assert_eq!(
        kind(archive(&["[Content_Types].xml", "word/document.xml"]), "a"),
        Ok(Kind::Docx)
    );
    let with_macros = ["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"];
    assert_eq!(kind(archive(&with_macros), "a.xlsx"), Err(Fault::BadFile));
    assert_eq!(kind(archive(&["run.exe"]), "a.zip"), Err(Fault::BadFile));
    for cut in 0..archive(&sheet).len() {
        let _ = kind(archive(&sheet)[..cut].to_vec(), "a.xlsx");
    }
}

#[test]
fn large_images_are_made_smaller_and_bombs_are_not_opened() {
    let wide = encoded(flag(1_000, 100), ImageFormat::Png);
    let logo = make(wide, "logo.png", UploadPlace::Design).unwrap();
    assert_eq!(logo.size, Some((512, 51)));
    // The header of a PNG of 16,000 x 16,000 pixels, its checksum mended.
    let mut bomb = encoded(flag(4, 4), ImageFormat::Png);
    bomb[16..20].copy_from_slice(&16_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&16_000_u32.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert_eq!(
        answer(bomb, "bomb.png"),
        Err(Fault::TooManyPixels(limits::MEGAPIXELS))
    );
}

#[test]
fn webp_stays_small_and_keeps_what_is_transparent() {
    // The grain of a camera over a slope of light.
    let grain = |x: u32, y: u32| (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)) >> 7 & 15;
    let noise = RgbImage::from_fn(128, 128, |x, y| {
        Rgb([(x + grain(x, y)) as u8, (y + grain(y, x)) as u8, 90])
    });
    let photograph = answer(encoded(noise, ImageFormat::WebP), "a.webp").unwrap();
    assert_eq!(photograph.kind, Kind::Jpeg);
    let clear = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 0]));
    let logo = answer(encoded(clear, ImageFormat::WebP), "a.webp").unwrap();
    assert_eq!(logo.kind, Kind::Webp);
    assert!(
        ::image::load_from_memory(&logo.bytes)
            .unwrap()
            .color()
            .has_alpha()
    );
}

#[test]
fn an_animation_goes_on_moving() {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        for shade in [0, 100, 200] {
            let still = RgbaImage::from_pixel(600, 300, Rgba([shade, 0, 0, 255]));
            let delay = Delay::from_numer_denom_ms(200, 1);
            encoder
                .encode_frame(Frame::from_parts(still, 0, 0, delay))
                .unwrap();
        }
    }
    let made = make(bytes, "steps.gif", UploadPlace::Design).unwrap();
    assert_eq!((made.kind, made.size), (Kind::Gif, Some((512, 256))));
    let decoder = ::image::codecs::gif::GifDecoder::new(Cursor::new(&made.bytes)).unwrap();
    let frames = ::image::AnimationDecoder::into_frames(decoder)
        .collect_frames()
        .unwrap();
    let delays: Vec<_> = frames
        .iter()
        .map(|frame| frame.delay().numer_denom_ms().0)
        .collect();
    assert_eq!(delays, [200; 3]);
}

#[test]
fn names_are_for_people_and_hide_nothing() {
    for (given, shown) in [
        ("C:\\Users\\hanako\\手順.PNG", "手順.png"),
        ("../../etc/passwd", "passwd.png"),
        ("", "file.png"),
        ("a\u{202e}gnp.exe", "agnp.png"),
        ("a<b>\"c\n.png", "abc.png"),
        (".png", "file.png"),
    ] {
        assert_eq!(tidy_name(given, Kind::Png), shown);
    }
    let long = "あ".repeat(500);
    assert_eq!(tidy_name(&long, Kind::Pdf).chars().count(), limits::NAME + 4);
}
