"""Pictures with every kind of note, and pictures that lie about their size."""

import io
import struct
import zlib

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

MARKER = "GEHEIM-LEAK-3141"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>{MARKER}</rdf></x:xmpmeta>"


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Not one colour only, so that decoders have something to do; the left half is red."""
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    return made.convert(mode)


def saved(saved_as: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **options) -> bytes:
    out = io.BytesIO()
    picture(mode, size).save(out, saved_as, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.Artist] = MARKER
    notes[ExifTags.Base.Make] = MARKER
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = MARKER.encode()
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = MARKER
    return notes


def profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The profile's own text, in the middle of a valid profile.
    at = made.find("sRGB built-in".encode("utf-16-be"))
    text = MARKER[:13].encode("utf-16-be")
    return made[:at] + text + made[at + len(text) :] if at > 0 else made


def png_notes() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", MARKER)
    notes.add_text("Packed", MARKER * 9, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP)
    return notes


def jpeg_with_segment(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment behind its start: 0xED carries IPTC, 0xFE a comment."""
    plain = saved("JPEG")
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + plain[2:]


def carriers() -> dict[str, tuple[str, bytes]]:
    """Twelve and more places of a picture where a note can hide: label, name, bytes."""
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x78\0\x10" + MARKER.encode()
    thumbnail = exif()
    return {
        "jpeg exif": ("a.jpg", saved("JPEG", exif=exif())),
        "jpeg exif turned": ("a.jpeg", saved("JPEG", exif=exif(6))),
        "jpeg xmp": ("a.jpg", saved("JPEG", xmp=XMP.encode())),
        "jpeg comment": ("a.jpg", saved("JPEG", comment=MARKER)),
        "jpeg iptc": ("a.jpg", jpeg_with_segment(0xED, iptc)),
        "jpeg unknown segment": ("a.jpg", jpeg_with_segment(0xEB, MARKER.encode())),
        "jpeg profile": ("a.jpg", saved("JPEG", icc_profile=profile())),
        "jpeg thumbnail": (
            "a.jpg",
            saved("JPEG", exif=thumbnail.tobytes() + saved("JPEG", comment=MARKER)),
        ),
        "jpeg trailer": ("a.jpg", saved("JPEG") + MARKER.encode()),
        "jpeg cmyk": ("a.jpg", saved("JPEG", "CMYK", comment=MARKER)),
        "png text": ("a.png", saved("PNG", pnginfo=png_notes())),
        "png exif": ("a.png", saved("PNG", exif=exif())),
        "png profile": ("a.png", saved("PNG", icc_profile=profile())),
        "png palette": ("a.png", saved("PNG", "P", pnginfo=png_notes(), transparency=0)),
        "png 16 bit": ("a.png", saved("PNG", "I;16", pnginfo=png_notes())),
        "png trailer": ("a.png", saved("PNG") + MARKER.encode()),
        "webp exif": ("a.webp", saved("WEBP", exif=exif())),
        "webp xmp": ("a.webp", saved("WEBP", "RGBA", xmp=XMP)),
        "webp profile": ("a.webp", saved("WEBP", icc_profile=profile())),
    }


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is this large, with a few bytes of picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000), 9))
        + chunk(b"IEND", b"")
    )


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG whose frame says another size."""
    data = bytearray(saved("JPEG"))
    at = data.find(b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, height, width)
    return bytes(data)


def webp_header(width: int, height: int) -> bytes:
    """A WebP whose extended header says another size."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + sizes + saved("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body
