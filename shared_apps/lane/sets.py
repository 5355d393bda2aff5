"""Rows of several tables written by one statement: each a set by itself, none joined with another.

A statement that joins sets over `unnest()` is planned for ten rows and takes fifty times as long with five hundred;
these never do. The parts are kept by the apps that own the tables, and put together by who writes them all at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_apps.lane.arrays import array_of


@dataclass(frozen=True, slots=True)
class SetWrite:
    """One part: `{rows}` in `text` stands for the rows, `n`; `columns` are `name type` each, as `n` has them.

    Other names in braces are expressions that who puts the parts together has to say.
    """

    name: str
    columns: tuple[str, ...]
    text: str

    def as_part(self, said: Mapping[str, str]) -> str:
        """The part of a WITH list."""
        casts = ", ".join(
            f"%({self.name}{at})s::{column.rpartition(' ')[2]}[]" for at, column in enumerate(self.columns)
        )
        names = ", ".join(column.rpartition(" ")[0] for column in self.columns)
        return f"{self.name} AS ({self.text.format(rows=f'unnest({casts}) AS n({names})', **said).rstrip()}\n)"

    def values(self, rows: Sequence[tuple[Any, ...]]) -> Mapping[str, str]:
        """What is bound for these rows."""
        columns = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        return {f"{self.name}{at}": array_of(column) for at, column in enumerate(columns)}


def together(parts: Sequence[str | SetWrite], said: Mapping[str, str], last: str = "SELECT 1") -> str:
    """The statement of all parts, some of which may be text already; `last` stands after them."""
    texts = (part if isinstance(part, str) else part.as_part(said) for part in parts)
    return f"WITH {', '.join(texts)}\n{last}"
