"""Read a stock file: runs in the limited child (`shared_apps/foundation/untrusted`) and imports nothing of Kontor.

The answer is `{"rows": [...], "bad": [[row, column, reason], ...]}`. Rows count from 1, the head of a CSV file not
counted. CSV with a head (`sku, warehouse, on_hand, change, sequence, said_at`; comma, semicolon or tab) or XML with
`<row>` elements that have the same names as attributes or children.
"""

import csv
import io
import xml.etree.ElementTree as ElementTree
from typing import Any

COLUMNS = ("sku", "warehouse", "on_hand", "change", "sequence", "said_at")
ROWS_MOST = 100_000


def read(data: bytes) -> dict[str, Any]:
    """Rows and bad rows; Unreadable says why the file as a whole cannot be read."""
    rows = from_xml(data) if data.lstrip()[:1] == b"<" else from_csv(data)
    good, bad = [], []
    for number, row in enumerate(rows, start=1):
        told = {name: (row.get(name) or "").strip() for name in COLUMNS}
        fault = fault_of(told)
        if fault is None:
            good.append({"row": number, **told})
        else:
            bad.append([number, *fault])
    return {"rows": good, "bad": bad}


class Unreadable(ValueError):
    """The file as a whole cannot be read; `args[0]` says why."""


def from_csv(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("the file is not UTF-8 text") from error
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "sku" not in names or "warehouse" not in names or not {"on_hand", "change"} & set(names):
        raise Unreadable("the head must name sku, warehouse and on_hand or change")
    reader.fieldnames = names
    return limited([{key: value for key, value in row.items() if isinstance(value, str)} for row in reader])


def from_xml(data: bytes) -> list[dict[str, str]]:
    # In an encoding of two bytes a sign the look for declarations would see none.
    if b"\x00" in data:
        raise Unreadable("the file is not UTF-8 text")
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        raise Unreadable("the file declares a document type; send it without")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise Unreadable(f"the file is not XML: {error}") from error
    found = []
    for row in root.iter("row"):
        found.append({**row.attrib, **{child.tag: child.text or "" for child in row}})
    if not found:
        raise Unreadable("the file has no <row>")
    return limited(found)


def limited(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if len(rows) > ROWS_MOST:
        raise Unreadable(f"the file has more than {ROWS_MOST} rows")
    return rows


def fault_of(row: dict[str, str]) -> tuple[str, str] | None:
    """`(column, reason)` of the first thing that is wrong with a row."""
    for name in ("sku", "warehouse"):
        if not 1 <= len(row[name]) <= 60:
            return name, "1 to 60 characters are needed"
    if bool(row["on_hand"]) == bool(row["change"]):
        return "on_hand", "give on_hand or change, one of them"
    if row["sequence"] and not row["sequence"].isdecimal():
        return "sequence", "a whole number is needed"
    if row["change"] and not row["sequence"]:
        return "sequence", "a change needs its number"
    return None
