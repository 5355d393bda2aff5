"""Read an uploaded file as rows of text, or say in one word why it cannot be read."""

from pathlib import Path

from shared_apps.foundation.tables.text import BadTable
from shared_apps.foundation.untrusted import Overrun, Parser, Unreadable, declare, read

LARGEST_BYTES = 8 * 1024 * 1024
ROWS_MOST = 20_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
TABLE = declare(Parser("table", Path(__file__).with_name("parser.py"), memory=700 * 1024 * 1024, cpu_s=15, wall_s=20))


def read_file(content: bytes) -> list[list[str]]:
    """Rows of a CSV or xlsx file; what it is follows from its bytes, never from its name."""
    if not content.strip():
        raise BadTable("empty")
    if len(content) > LARGEST_BYTES:
        raise BadTable("too_large")
    if content.startswith(OLD_OFFICE):
        raise BadTable("old_or_encrypted")
    try:
        rows: list[list[str]] = read(TABLE, content, rows_most=ROWS_MOST)
    except Overrun as error:
        raise BadTable("took_too_long" if error.args[0] == "took_too_long" else "not_a_table") from error
    except Unreadable as error:
        raise BadTable(*error.args) from error
    if len(rows) > ROWS_MOST:
        raise BadTable("too_many_rows")
    return rows
