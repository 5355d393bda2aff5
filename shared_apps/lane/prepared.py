"""Statements that are prepared once on a connection and then called, several in one message.

A message of calls goes to the database and back once, and the driver handles it in one step. In a pipeline of the
driver every statement is a step of its own, which cost a lone bid more time than the database took for it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, Connection
from psycopg.pq import Escaping

from shared_apps.lane.arrays import array_of
from shared_apps.tenancy.backend.base import EXTENSIONS
from shared_apps.tenancy.refs import TenantRef

_MARK = re.compile(r"%s|%\((\w+)\)s")
_READY: "WeakKeyDictionary[AsyncConnection[Any], set[str]]" = WeakKeyDictionary()


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


# Search path and role for this transaction alone; and which keys somebody else works on, by the runner's numbers.
BEGIN = Prepared(
    "lane_begin",
    """
SELECT set_config('search_path', %s::text, true), set_config('role', %s::text, true),
       ARRAY(SELECT asked.n FROM unnest(%s::bigint[]) AS asked(n) WHERE NOT pg_try_advisory_xact_lock(asked.n))
""",
)


async def send(connection: AsyncConnection[Any], *calls: bytes) -> list[tuple[Any, ...] | None]:
    """Send calls as one message; the first row of each that returns rows, in their order."""
    cursor = await connection.execute(b";".join(calls), prepare=False)
    found: list[tuple[Any, ...] | None] = []
    while True:
        if cursor.pgresult is not None and cursor.pgresult.nfields:
            found.append(await cursor.fetchone())
        if not cursor.nextset():
            return found


async def begin(
    connection: AsyncConnection[Any],
    ref: TenantRef,
    numbers: Iterable[int],
    statements: Sequence[Prepared],
    calls: Sequence[bytes],
) -> list[tuple[Any, ...] | None]:
    """Open a transaction with the marketplace's search path and role, and make `calls` in the same message if it can.

    The first row tells which of the `numbers` (`lock_number`) somebody else works on. `statements` are prepared where
    this connection does not know them yet, for as long as it lives, whatever becomes of the transaction.
    """
    known = _READY.setdefault(connection, set())
    start = BEGIN.call(connection, [f'"{ref.schema_name}", {EXTENSIONS}', ref.role, array_of(numbers)])
    missing = [one for one in statements if one.name not in known]
    if BEGIN.name in known and not missing:
        return await send(connection, b"BEGIN", start, *calls)
    # Tables are found once the search path is set.
    first = [] if BEGIN.name in known else [BEGIN.preparing.encode()]
    begun = await send(connection, b"BEGIN", *first, start)
    await connection.execute(";".join(one.preparing for one in missing).encode(), prepare=False)
    known.update([BEGIN.name, *(one.name for one in missing)])
    return [*begun, *await send(connection, *calls)]


def _literal(quote: Any, value: Any) -> bytes:
    if value is None:
        return b"NULL"
    text = value if isinstance(value, str) else str(value)
    if "\0" in text:
        raise ValueError("the database takes no text with a zero character")
    found: bytes = quote(text.encode())
    return found
