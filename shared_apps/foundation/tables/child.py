"""The child process that reads an Excel file: limits first, then standard input to JSON rows on standard output.

It runs as a script of its own and imports nothing of Kontor. Numbers leave it as decimal text.
"""

import datetime
import io
import json
import resource
import sys
from decimal import Decimal

MEMORY_BYTES = 700 * 1024 * 1024
CPU_S = 15
COLUMNS_MOST = 40
TEXT_MOST = 400


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text(value: object) -> str:
    """A cell as text: 1001.0 is 1001, a date is ISO, an empty cell is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return f"{number.quantize(Decimal(1)):f}" if number == number.to_integral_value() else f"{number:f}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)[:TEXT_MOST]


def main() -> None:
    content = sys.stdin.buffer.read()
    from python_calamine import CalamineWorkbook

    limit()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[str]] = []
    for row in book.get_sheet_by_index(0).iter_rows():
        rows.append([text(cell) for cell in row[:COLUMNS_MOST]])
        if len(rows) >= int(sys.argv[1]):
            break
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
