"""Statements that are prepared once on a connection and then called, several in one message.

A message of calls goes to the database and back once, and the driver handles it in one step. In a pipeline of the
driver every statement is a step of its own, which cost a lone bid more time than the database took for it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakSet

from psycopg import AsyncConnection, Connection
from psycopg.pq import Escaping

_MARK = re.compile(r"%s|%\((\w+)\)s")
_READY: "WeakSet[AsyncConnection[Any]]" = WeakSet()


class Prepared:
    """One statement under a name of its own. Values are text to the database, cast where the statement says so."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.fields: list[str] = []
        numbered = _MARK.sub(self._number, text)
        self.preparing = f"PREPARE {name} AS {numbered.strip()}"

    def call(
        self, connection: AsyncConnection[Any] | Connection[Any], values: Sequence[Any] | Mapping[str, Any]
    ) -> bytes:
        """The call with these values, quoted by the driver's library: in order, or by the names of the statement."""
        told = [values[name] for name in self.fields] if isinstance(values, Mapping) else values
        if len(told) != len(self.fields):
            raise ValueError(f"{self.name} takes {len(self.fields)} values")
        quote = Escaping(connection.pgconn).escape_literal
        return b"EXECUTE %s(%s)" % (self.name.encode(), b",".join(_literal(quote, one) for one in told))

    def _number(self, mark: "re.Match[str]") -> str:
        name = mark[1] or str(len(self.fields))
        if name not in self.fields:
            self.fields.append(name)
        return f"${self.fields.index(name) + 1}"


async def send(connection: AsyncConnection[Any], *calls: bytes) -> list[tuple[Any, ...] | None]:
    """Send calls as one message; the first row of each that returns rows, in their order."""
    cursor = await connection.execute(b";".join(calls), prepare=False)
    found: list[tuple[Any, ...] | None] = []
    while True:
        if cursor.pgresult is not None and cursor.pgresult.nfields:
            found.append(await cursor.fetchone())
        if not cursor.nextset():
            return found


def is_ready(connection: AsyncConnection[Any]) -> bool:
    """Whether `prepare` was done on this connection."""
    return connection in _READY


async def prepare(connection: AsyncConnection[Any], statements: Sequence[Prepared]) -> None:
    """Prepare them for as long as the connection lives, whatever becomes of the transaction."""
    await connection.execute(";".join(one.preparing for one in statements).encode(), prepare=False)
    _READY.add(connection)


def _literal(quote: Any, value: Any) -> bytes:
    if value is None:
        return b"NULL"
    text = value if isinstance(value, str) else str(value)
    if "\0" in text:
        raise ValueError("the database takes no text with a zero character")
    found: bytes = quote(text.encode())
    return found
