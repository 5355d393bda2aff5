"""The text of a dump with the same meaning in fewer statements.

`pg_dump` says one thing a statement, so that any part can be restored alone: a table, then its key, then each foreign
key. The server pays for that: every `ALTER TABLE` rewrites the catalogue row and rebuilds what is cached of the table,
and every foreign key added later is checked by a query. A clone needs all or nothing, so here a table is created with
its identity columns, keys and foreign keys in one statement, and rights are granted for many tables at once.

Only entries whose text is exactly what is known are touched; every other entry stays word for word and in its place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_HEAD = re.compile(r"^--\n-- Name: .*; Type: (?P<type>[A-Z ]+); Schema: .*; Owner: .*\n--\n", re.MULTILINE)
_NAME = r'(?:\w+|"[^"]+")'
_TABLE = re.compile(rf"CREATE TABLE (?P<table>\w+\.{_NAME}) \(\n(?P<body>(?:    [^\n]*\n)+)\);")
_IDENTITY = re.compile(
    rf"ALTER TABLE (?P<table>\w+\.{_NAME}) ALTER COLUMN (?P<column>{_NAME}) ADD"
    r" (?P<what>GENERATED (?:BY DEFAULT|ALWAYS) AS IDENTITY \(\n(?:    [^\n]*\n)+\));"
)
_CONSTRAINT = re.compile(
    rf"ALTER TABLE ONLY (?P<table>\w+\.{_NAME})\n"
    rf"    ADD (?P<what>CONSTRAINT {_NAME} (?P<kind>PRIMARY KEY|UNIQUE|FOREIGN KEY) [^\n]*);"
)
_REFERENCES = re.compile(rf" REFERENCES (?P<table>\w+\.{_NAME})(?P<columns>\([^)]+\))")
_GRANT = re.compile(r"GRANT (?P<rights>[A-Z,]+) ON (?P<kind>TABLE|SEQUENCE) (?P<object>\S+) TO (?P<role>\w+);")

_PARTITION = re.compile(rf" ATTACH PARTITION (?P<table>\w+\.{_NAME}) ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a dump. `raw` is its text with its heading, so that entries put together again are the dump."""

    kind: str
    raw: str
    text: str


@dataclass(slots=True)
class _Table:
    name: str
    lines: list[str]
    foreign: list[str] = field(default_factory=list)

    def needs(self) -> set[str]:
        """Tables that its foreign keys point to, itself left out."""
        return {match["table"] for text in self.foreign for match in _REFERENCES.finditer(text)} - {self.name}

    def has_key(self, columns: str) -> bool:
        return any(f" PRIMARY KEY {columns}" in line or f" UNIQUE {columns}" in line for line in self.lines)

    def text(self) -> str:
        return f"CREATE TABLE {self.name} (\n" + ",\n".join([*self.lines, *self.foreign]) + "\n);"


def entries(text: str) -> list[Entry]:
    """The entries of a dump that has lost its head and tail. Text before the first heading is an entry as well."""
    heads = list(_HEAD.finditer(text))
    starts = [head.start() for head in heads] + [len(text)]
    before = text[: starts[0]]
    found = [
        Entry(head["type"], text[head.start() : end], text[head.end() : end].strip())
        for head, end in zip(heads, starts[1:], strict=True)
    ]
    return [Entry("", before, before.strip()), *found] if before.strip() else found


def compact(before: str, after: str, filled: Iterable[str]) -> tuple[str, str]:
    """Both parts of a dump (before and after the rows), shorter.

    `filled` are the tables (`schema.table`) that get rows in between: their foreign keys stay behind the rows.
    """
    tables, first, rest = _take_tables(entries(before))
    foreign: list[tuple[str, str]] = []
    last: list[Entry] = []
    for entry in entries(after):
        found = _CONSTRAINT.fullmatch(entry.text) if entry.kind in ("CONSTRAINT", "FK CONSTRAINT") else None
        if found is None or found["table"] not in tables or found["what"].endswith(" NOT VALID"):
            last.append(entry)
        elif found["kind"] == "FOREIGN KEY":
            foreign.append((found["table"], f"    {found['what']}"))
        else:
            tables[found["table"]].lines.append(f"    {found['what']}")
    late = _take_foreign(tables, foreign, set(filled))
    created = _in_order(tables, late)
    altered = [f"ALTER TABLE ONLY {table} {', '.join(map(_add, texts))};" for table, texts in late.items()]
    return "\n".join([*_together(first), *created, *_together(rest)]), "\n".join([*_together(last), *altered])


def _take_tables(found: Sequence[Entry]) -> tuple[dict[str, _Table], list[Entry], list[Entry]]:
    """Plain tables with their identity columns; the entries before the first of them; the other entries.

    A partition is not plain: it must come after the table it belongs to, whose names it shares.
    """
    partitions = {match["table"] for entry in found for match in _PARTITION.finditer(entry.text)}
    tables: dict[str, _Table] = {}
    first: list[Entry] = []
    rest: list[Entry] = []
    for entry in found:
        table = _TABLE.fullmatch(entry.text) if entry.kind == "TABLE" else None
        if table and table["table"] not in partitions:
            lines = [line.removesuffix(",") for line in table["body"].splitlines()]
            tables[table["table"]] = _Table(table["table"], lines)
        elif entry.kind != "SEQUENCE" or not _put_identity(tables, entry.text):
            (rest if tables else first).append(entry)
    return tables, first, rest


def _put_identity(tables: dict[str, _Table], text: str) -> bool:
    found = _IDENTITY.fullmatch(text)
    table = tables.get(found["table"]) if found else None
    if found is None or table is None:
        return False
    for number, line in enumerate(table.lines):
        if line.startswith(f"    {found['column']} "):
            table.lines[number] = f"{line} {found['what']}"
            return True
    return False


def _take_foreign(
    tables: dict[str, _Table], foreign: Sequence[tuple[str, str]], filled: set[str]
) -> dict[str, list[str]]:
    """Give each table its foreign keys; return those that must be added later, by table."""
    late: dict[str, list[str]] = {}
    for name, text in foreign:
        target = _REFERENCES.search(text)
        other = tables.get(target["table"]) if target else None
        if name in filled or target is None or other is None or not other.has_key(target["columns"]):
            late.setdefault(name, []).append(text)
        else:
            tables[name].foreign.append(text)
    return late


def _in_order(tables: dict[str, _Table], late: dict[str, list[str]]) -> list[str]:
    """Each table after those it points to. Where tables point in a circle, one of them gets its keys later."""
    waiting, done, texts = dict(tables), set[str](), list[str]()
    while waiting:
        ready = [table for table in waiting.values() if table.needs() <= done]
        if not ready:
            stuck = next(iter(waiting.values()))
            late.setdefault(stuck.name, []).extend(stuck.foreign)
            stuck.foreign = []
            ready = [stuck]
        for table in ready:
            texts.append(table.text())
            done.add(table.name)
            del waiting[table.name]
    return texts


def _together(found: Sequence[Entry]) -> list[str]:
    """The texts, with grants of the same rights to the same role in one statement behind the others."""
    kept, grants = list[str](), dict[tuple[str, str, str], list[str]]()
    for entry in found:
        if entry.kind == "ACL" and (grant := _GRANT.fullmatch(entry.text)):
            grants.setdefault((grant["rights"], grant["kind"], grant["role"]), []).append(grant["object"])
        else:
            kept.append(entry.raw)
    # Nothing in between: what looked like a heading may stand inside a function.
    texts = ["".join(kept)] if kept else []
    return texts + [
        f"GRANT {rights} ON {kind} {', '.join(objects)} TO {role};" for (rights, kind, role), objects in grants.items()
    ]


def _add(text: str) -> str:
    return f"ADD {text.strip()}"
