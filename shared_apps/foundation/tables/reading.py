"""Read an uploaded file as rows of text, or say in one word why it cannot be read."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from shared_apps.foundation.tables.text import BadTable, decode, read_text

LARGEST_BYTES = 8 * 1024 * 1024
UNPACKED_MOST = 120 * 1024 * 1024
RATIO_MOST = 200
# A part smaller than this may be packed as tightly as it likes.
RATIO_FROM = 1024 * 1024
PARTS_MOST = 2000
CHILD_S = 20
ROWS_MOST = 20_000
CHILD = Path(__file__).with_name("child.py")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_file(content: bytes) -> list[list[str]]:
    """Rows of a CSV or xlsx file; what it is follows from its bytes, never from its name."""
    if not content.strip():
        raise BadTable("empty")
    if len(content) > LARGEST_BYTES:
        raise BadTable("too_large")
    if content.startswith(OLD_OFFICE):
        raise BadTable("old_or_encrypted")
    if content.startswith(b"PK"):
        _look_through(content)
        rows = _in_child(content)
    else:
        rows = read_text(decode(content))
    if len(rows) > ROWS_MOST:
        raise BadTable("too_many_rows")
    return rows


def _look_through(content: bytes) -> None:
    """Refuse what would unpack to far more than it is, by the directory of the archive alone."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadTable("not_a_table") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise BadTable("not_a_table")
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
        raise BadTable("unpacks_too_large")
    for part in parts:
        if part.flag_bits & 1:
            raise BadTable("old_or_encrypted")
        if part.file_size > RATIO_FROM and part.file_size > RATIO_MOST * max(1, part.compress_size):
            raise BadTable("unpacks_too_large")


def _in_child(content: bytes) -> list[list[str]]:
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", str(CHILD), str(ROWS_MOST + 1)],
            input=content,
            capture_output=True,
            timeout=CHILD_S,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise BadTable("took_too_long") from error
    if done.returncode != 0:
        raise BadTable("not_a_table")
    found: list[list[str]] = json.loads(done.stdout)
    return found
