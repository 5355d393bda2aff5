"""Which column of a sheet is what: by the words of a header row, or by position where there is none."""

import re
import unicodedata
from collections.abc import Sequence

COLUMNS = ("article", "part_number", "supplier", "quantity", "unit", "wanted_on", "note")
BY_POSITION = ("article", "quantity", "unit", "wanted_on", "note")
# What a sheet of faults adds: whose row it was. Its other columns (reason, remedy) are left alone.
SHEET, ROW = "sheet", "row"
WORDS: dict[str, tuple[str, ...]] = {
    "article": ("article", "article number", "articleno", "item", "item number", "sku", "product", "product number",
                "material", "artikel", "artikelnummer", "商品编号", "货号", "物料编码", "物料号", "商品", "产品编号",
                "编号", "料号", "品号"),
    "part_number": ("customer part number", "your number", "your part number", "our number", "our part number",
                    "part number", "buyer part number", "customer number", "客户料号", "客户物料号", "我方编号",
                    "我方料号", "贵方编号", "客户编号"),
    "supplier": ("supplier", "seller", "vendor", "lieferant", "供应商", "卖方", "供货商"),
    "quantity": ("quantity", "qty", "amount", "count", "menge", "anzahl", "数量", "订购数量", "采购数量"),
    "unit": ("unit", "uom", "unit of measure", "einheit", "单位", "计量单位"),
    "wanted_on": ("date", "wanted", "wanted on", "wanted by", "delivery date", "needed by", "datum", "日期", "交货日期",
                  "到货日期", "需求日期"),
    "note": ("note", "notes", "remark", "remarks", "comment", "text", "备注", "说明"),
    SHEET: ("kontor sheet", "kontor 单据"),
    ROW: ("row", "行", "行号"),
}  # fmt: skip
KNOWN = {word: column for column, words in WORDS.items() for word in words}


def plain_word(text: str) -> str:
    """A heading without case, signs and full-width letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_./()（）:：*#-]+", " ", folded).strip()


def header_of(row: Sequence[str]) -> dict[str, int] | None:
    """Column name → position when this row is a header: it names what and how much."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        column = KNOWN.get(plain_word(cell))
        if column is not None and column not in found:
            found[column] = at
    named = {"article", "part_number"} & set(found)
    return found if named and "quantity" in found else None


def by_position(width: int) -> dict[str, int]:
    """Without a header: article, quantity, unit, date, note."""
    return {name: at for at, name in enumerate(BY_POSITION) if at < max(2, width)}


def cells_of(row: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    """The cells of one row by column name; empty ones are left out. An apostrophe that kept a text a text goes."""
    found = {}
    for name, at in columns.items():
        text = row[at].strip() if at < len(row) else ""
        if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
            text = text[1:]
        if text:
            found[name] = text
    return found


def row_keys(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """The columns of a sheet and the index of its first row of goods; the header is among the first ten rows."""
    for at, row in enumerate(rows[:10]):
        header = header_of(row)
        if header is not None:
            return header, at + 1
    return by_position(max((len(row) for row in rows), default=0)), 0
