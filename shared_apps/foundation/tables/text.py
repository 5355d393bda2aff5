"""Pasted text and CSV: which encoding, which separator, which rows."""

import codecs
import csv
import re
import unicodedata

SEPARATORS = "\t;|,"
# `5 x steel`, and `steel 5`, `steel 2,5 kg`: what people type without any separator.
TIMES_FIRST = re.compile(r"^(?P<count>\d[\d.,]*)\s*[x×*]\s+(?P<article>\S.*)$", re.IGNORECASE)
TIMES_LAST = re.compile(r"^(?P<article>\S.*?)\s+[x×*]?\s*(?P<count>\d[\d.,'’]*)(?:\s*(?P<unit>[^\W\d]\S*))?$")
COLUMNS_MOST = 40
TEXT_MOST = 400


class BadTable(ValueError):
    """`args[0]` is a word for the reason: empty, too_large, too_many_rows, not_a_table, old_or_encrypted, …"""


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 (with or without a mark), GB18030 or Windows-1252, told apart by the bytes."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if content.startswith(mark):
            return _strictly(content, name)
    if b"\x00" in content:
        # No text of one byte a sign has a zero; in UTF-16 every Western sign has one, on the side of its high byte.
        return _strictly(content, "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "gb18030" if _is_chinese(content) else "cp1252")


def _strictly(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise BadTable("encoding") from error


def _is_chinese(content: bytes) -> bool:
    """Chinese text comes in pairs of high bytes; a Western letter stands alone between low ones."""
    runs = re.findall(rb"[\x80-\xff]+", content)
    paired = sum(1 for run in runs if len(run) % 2 == 0)
    return paired * 2 > len(runs)


def read_text(text: str) -> list[list[str]]:
    """Rows of cells. The separator is the one that most lines agree on; without any, words are taken apart."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(sign) == "Cc" for sign in set(text) - {"\n", "\t"}):
        raise BadTable("not_a_table")
    lines = [line for line in text.split("\n") if line.strip()]
    separator = _separator(lines)
    if separator is None:
        return [_words(line.strip()) for line in text.split("\n")]
    try:
        rows = list(csv.reader(text.split("\n"), delimiter=separator, skipinitialspace=separator != "\t"))
    except csv.Error as error:
        raise BadTable("not_a_table") from error
    return [[cell.strip()[:TEXT_MOST] for cell in row[:COLUMNS_MOST]] for row in rows]


def _separator(lines: list[str]) -> str | None:
    for sign in SEPARATORS:
        if sign == ",":
            # `steel 2,5` has a comma and no separator: a separating comma has its article to the left, without blanks.
            fits = [line for line in lines if re.match(r'^("[^"]*"|[^,"]*[^\d,"\s][^,"]*|\d{4,}|\S+\s*)\s*,', line)]
            spaced = [line for line in lines if re.search(r"\s\d+,\d+(\s*[^\W\d]+)?\s*$", line)]
            if lines and len(fits) * 10 >= len(lines) * 9 and len(spaced) * 2 < len(lines):
                return sign
        elif sum(sign in line for line in lines) * 2 > len(lines):
            return sign
    return None


def _words(line: str) -> list[str]:
    for sign in "\t;|":
        if sign in line:
            return [part.strip()[:TEXT_MOST] for part in line.split(sign)[:COLUMNS_MOST]]
    found = TIMES_FIRST.match(line)
    if found:
        return [found["article"], found["count"], ""]
    found = TIMES_LAST.match(line)
    if found:
        return [found["article"], found["count"], found["unit"] or ""]
    return [line[:TEXT_MOST]] if line else []
