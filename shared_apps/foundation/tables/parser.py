"""Takes a table file apart: CSV or Excel bytes to rows of text. Runs in the limited child; imports nothing of Kontor.

An archive's directory is looked through before anything is unpacked. Formulas are never reckoned; what the file says
they came to is taken. Numbers leave as decimal text.
"""

import datetime
import importlib.util
import io
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

UNPACKED_MOST = 120 * 1024 * 1024
RATIO_MOST = 200
# A part smaller than this may be packed as tightly as it likes.
RATIO_FROM = 1024 * 1024
PARTS_MOST = 2000
COLUMNS_MOST = 40
TEXT_MOST = 400


def prepare() -> None:
    """Load the neighbour that reads texts, and the library for workbooks."""
    spec = importlib.util.spec_from_file_location("text", Path(__file__).with_name("text.py"))
    assert spec is not None and spec.loader is not None
    sys.modules["text"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    import python_calamine  # noqa: F401


def read(data: bytes, *, rows_most: int) -> list[list[str]]:
    """Rows of a CSV or xlsx file; what it is follows from its bytes. ValueError with a word for the reason."""
    if data.startswith(b"PK"):
        look_through(data)
        return workbook(data, rows_most)
    text = sys.modules["text"]
    found: list[list[str]] = text.read_text(text.decode(data))
    return found[: rows_most + 1]


def look_through(content: bytes) -> None:
    """Refuse what would unpack to far more than it is, by the directory of the archive alone."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ValueError("not_a_table") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise ValueError("not_a_table")
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
        raise ValueError("unpacks_too_large")
    for part in parts:
        if part.flag_bits & 1:
            raise ValueError("old_or_encrypted")
        if part.file_size > RATIO_FROM and part.file_size > RATIO_MOST * max(1, part.compress_size):
            raise ValueError("unpacks_too_large")


def workbook(content: bytes, rows_most: int) -> list[list[str]]:
    """Rows of the first sheet."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows: list[list[str]] = []
        for row in book.get_sheet_by_index(0).iter_rows():
            rows.append([cell_text(cell) for cell in row[:COLUMNS_MOST]])
            if len(rows) > rows_most:
                break
    except MemoryError:
        raise
    except Exception as error:
        raise ValueError("not_a_table") from error
    return rows


def cell_text(value: object) -> str:
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
