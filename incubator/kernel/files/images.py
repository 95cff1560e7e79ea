"""What is left of a picture when only the picture is kept?

Re-encoding alone is not stripping: Pillow carries XMP, comments and profiles from the opened
picture into the saved one. So the notes are emptied before the picture is saved.
"""

import contextlib
import io
import struct
from typing import TYPE_CHECKING

from incubator.kernel.files.refusals import FileRefused

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 40_000_000
PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
JPEG_QUALITY = 90
PLAIN_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "RGB", "RGBA", "I;16"}}


def check_picture(data: bytes, kind: str) -> None:
    """Refuse a picture that is too large or can't be decoded to its end; nothing is changed."""
    _decode(data, kind)


def clean_picture(data: bytes, kind: str) -> bytes:
    """The picture alone, upright: no place, camera, time, comment, thumbnail or colour profile."""
    picture = _decode(data, kind)
    _turn_upright(picture)
    saved_as = PILLOW_NAMES[kind]
    picture = _plain(picture, saved_as)
    picture.info = {}
    out = io.BytesIO()
    if saved_as == "PNG":
        picture.save(out, "PNG", compress_level=4)
    else:
        picture.save(out, saved_as, quality=JPEG_QUALITY)
    return out.getvalue()


def _decode(data: bytes, kind: str) -> "Image":
    """Open with this one decoder, look at the size, and only then decode."""
    from PIL import Image  # noqa: PLC0415 slow import

    if kind == "webp":
        _check_pixels(*_webp_size(data))
    try:
        picture = Image.open(io.BytesIO(data), formats=[PILLOW_NAMES[kind]])
        _check_pixels(*picture.size)
        picture.load()
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused("pixels") from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise FileRefused("damaged") from error
    return picture


def _turn_upright(picture: "Image") -> None:
    """Apply the orientation note before it is dropped; a broken note turns nothing."""
    from PIL import ImageOps  # noqa: PLC0415 slow import

    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FileRefused("pixels")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header: the decoder reserves memory as soon as it is opened."""
    chunk = data[12:16]
    if len(data) < 30:
        raise FileRefused("damaged")
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise FileRefused("damaged")


def _plain(picture: "Image", saved_as: str) -> "Image":
    """A picture whose colours and transparency lie in its pixels, not in its notes."""
    picture = _standard_colours(picture)
    plain = PLAIN_MODES.get(saved_as, {"RGB", "RGBA"})
    if picture.mode in plain and "transparency" not in picture.info:
        return picture
    if saved_as == "JPEG":
        return picture.convert("RGB")
    see_through = picture.has_transparency_data
    return picture.convert("RGBA" if see_through else "RGB")


def _standard_colours(picture: "Image") -> "Image":
    """Convert wide colours to sRGB, since the profile that names them is dropped."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK"}:
        return picture
    from PIL import ImageCms  # noqa: PLC0415 slow import

    try:
        converted = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture
