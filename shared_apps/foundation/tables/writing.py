"""Write rows as CSV or xlsx. A text that a spreadsheet would take for a formula is written as text."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run; plain numbers stay as they are."""
    if text.startswith(FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that every spreadsheet reads it."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of text cells with a head that stays in sight."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, cell in enumerate(head):
            sheet.write_string(0, column, cell, bold)
            sheet.set_column(column, column, max(10, min(40, len(cell) + 4)))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
