"""Rows of several tables written by one statement: each a set by itself, none joined with another.

A statement that joins sets over `unnest()` is planned for ten rows and takes fifty times as long with five hundred;
these never do. The parts are kept by the apps that own the tables, and put together by who writes them all at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_apps.lane.arrays import array_of, plain_array_of

QUOTED = frozenset({"text", "timestamptz"})


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a statement, as arrays: `columns` are `name type` each."""

    name: str
    columns: tuple[str, ...]

    def source(self) -> str:
        """The rows as `n`, with the columns by their names."""
        casts = ", ".join(f"%({self.name}{at})s::{_type(column)}[]" for at, column in enumerate(self.columns))
        return f"unnest({casts}) AS n({', '.join(_name(column) for column in self.columns)})"

    def values(self, rows: Sequence[tuple[Any, ...]]) -> Mapping[str, str]:
        """What is bound for these rows."""
        columns = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        return {
            f"{self.name}{at}": (array_of if _type(kind) in QUOTED else plain_array_of)(column)
            for at, (kind, column) in enumerate(zip(self.columns, columns, strict=True))
        }


@dataclass(frozen=True, slots=True)
class SetWrite:
    """One part: `{rows}` in `text` stands for rows `n` that have at least the columns in `needs`.

    Other names in braces are expressions that who puts the parts together has to say.
    """

    name: str
    needs: str
    text: str

    def over(self, rows: Rows, **said: str) -> str:
        """The part of a WITH list that writes these rows."""
        missing = set(self.needs.split()) - {_name(column) for column in rows.columns}
        if missing:
            raise ValueError(f"{self.name} needs {', '.join(sorted(missing))} of {rows.name}")
        return f"{self.name} AS ({self.text.format(rows=rows.source(), **said).rstrip()}\n)"


def together(parts: Sequence[str], last: str = "SELECT 1") -> str:
    """The statement of all parts; `last` stands after them."""
    return f"WITH {', '.join(parts)}\n{last}"


def _type(column: str) -> str:
    return column.rpartition(" ")[2]


def _name(column: str) -> str:
    return column.rpartition(" ")[0]
