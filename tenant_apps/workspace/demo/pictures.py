"""Pictures of the demo, drawn here: a cutting disc with a crack through it."""

import zlib
from struct import pack

WIDE, HIGH = 480, 360
BENCH, DISC, LABEL, HOLE, CRACK = (196, 186, 168), (70, 72, 78), (176, 58, 46), (150, 140, 122), (238, 232, 222)


def cracked_disc(turn: int = 0) -> bytes:
    """A PNG; `turn` moves the crack, so that two pictures are not the same."""
    rows = b"".join(b"\0" + b"".join(bytes(_colour(x, y, turn)) for x in range(WIDE)) for y in range(HIGH))
    head = pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _colour(x: int, y: int, turn: int) -> tuple[int, int, int]:
    across, down = x - WIDE // 2, y - HIGH // 2
    far = across * across + down * down
    shade = (x * 7 + y * 13) % 11 - 5  # the grain of bench and disc
    if far > 150 * 150:
        base = BENCH
    elif far < 16 * 16:
        base = HOLE
    elif _is_crack(across, down, turn):
        base = CRACK
    elif far < 56 * 56:
        base = LABEL
    else:
        base = DISC
    red, green, blue = (max(0, min(255, part + shade)) for part in base)
    return red, green, blue


def _is_crack(across: int, down: int, turn: int) -> bool:
    """A crooked line from the hole to the rim, to the right and down."""
    bend = (down // 18 % 2) * 6 - 3
    return down > 0 and abs(across - (down * (3 + turn)) // 6 - bend) < 3


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
