"""A picture as it is kept: small enough to be drawn anywhere, and without what its camera wrote beside it.

Where and when a photo was taken, with which device and by whom, stands in parts that nobody needs to see the picture.
Only the parts that draw it are copied, and nothing behind its end; its pixels are neither unpacked nor changed. Runs in
the limited child process (`shared_apps/foundation/untrusted`) and imports nothing of Kontor.
"""

import struct
from collections.abc import Iterator

SIDE_MOST = 10_000
PIXELS_MOST = 40_000_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# PNG (ISO/IEC 15948): size, palette, pixels, end, transparency and how colours are meant.
DRAWING = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
})  # fmt: skip
# JPEG (ITU-T T.81 table B.1): markers without a length, frames with the size, and the parts applications add.
BARE = frozenset({0x01, *range(0xD0, 0xD9)})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
APPLICATIONS = frozenset({*range(0xE0, 0xF0), 0xFE})
SCAN, END = 0xDA, 0xD9


class BadPicture(ValueError):
    """`args[0]` is a word for the reason: not_a_picture, too_many_pixels."""


def read(data: bytes) -> bytes:
    """What the child process answers."""
    return cleaned(data)


def cleaned(content: bytes) -> bytes:
    """The same picture without what does not draw it. BadPicture for anything but a whole PNG or JPEG."""
    if content.startswith(PNG):
        return PNG + b"".join(_chunks(content))
    if content.startswith(JPEG):
        return JPEG + b"".join(_segments(content))
    raise BadPicture("not_a_picture")


def _measure(width: int, height: int) -> None:
    if not (width and height):
        raise BadPicture("not_a_picture")
    if max(width, height) > SIDE_MOST or width * height > PIXELS_MOST:
        raise BadPicture("too_many_pixels")


def _chunks(content: bytes) -> Iterator[bytes]:
    at, name = len(PNG), b""
    while name != b"IEND":
        if at + 12 > len(content):
            raise BadPicture("not_a_picture")
        (length,) = struct.unpack_from(">I", content, at)
        first, name = not name, content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content) or first is not (name == b"IHDR") or (first and length != 13):
            raise BadPicture("not_a_picture")
        if first:
            _measure(*struct.unpack_from(">II", content, at + 8))
        if name in DRAWING:
            yield content[at:end]
        at = end


def _segments(content: bytes) -> Iterator[bytes]:
    at, measured = len(JPEG), False
    while True:
        at, marker = _marker(content, at)
        if marker == END:
            if not measured:
                raise BadPicture("not_a_picture")
            yield b"\xff\xd9"
            return
        if marker in BARE:
            continue
        if at + 2 > len(content):
            raise BadPicture("not_a_picture")
        (length,) = struct.unpack_from(">H", content, at)
        body, end = content[at + 2 : at + length], at + length
        if length < 2 or end > len(content):
            raise BadPicture("not_a_picture")
        if marker in FRAMES:
            if len(body) < 6:
                raise BadPicture("not_a_picture")
            height, width = struct.unpack_from(">HH", body, 1)
            _measure(width, height)
            measured = True
        if marker == SCAN:
            end = _end_of_scan(content, end)
        if marker not in APPLICATIONS or _draws(marker, body):
            yield bytes((0xFF, marker)) + content[at:end]
        at = end


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Where the marker at `at` ends, and which it is; it may be preceded by any number of fill bytes."""
    start = at
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at == start or at >= len(content):
        raise BadPicture("not_a_picture")
    return at + 1, content[at]


def _draws(marker: int, body: bytes) -> bool:
    """JFIF, the colour profile and Adobe's word on the colour space change what is seen."""
    starts = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
    return marker in starts and body.startswith(starts[marker])


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker begins: in pixels, 0xFF is followed by zero or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BadPicture("not_a_picture")
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
