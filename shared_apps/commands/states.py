"""What a command acts on, before it and after it: read by the runner, kept as keyed digests in the audit row.

An app says in its `states.py` which commands change what is worth that. Only digests are kept, under a key of the
marketplace: whoever has the values can prove them, nobody can guess them, and nothing personal gets into the log.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from django.db.models import Model

from shared_apps.crypto.fields import BlindIndexField

# `read(given)`: the state of what an input or a result names; None where it names nothing, or nothing is there.
Read = Callable[[Any], Any]
WATCHED: dict[str, Read] = {}


def watch(*codes: str, read: Read) -> None:
    """Keep digests of what `read` answers for these commands. A command has one state."""
    for code in codes:
        if WATCHED.get(code, read) is not read:
            raise RuntimeError(f"two states are kept of {code}")
        WATCHED[code] = read


def row_of(model: type[Model], name: str) -> Read:
    """The row of a model whose id stands in the field `name` of the input, or of the result where it is made anew."""

    def read(given: Any) -> Any:
        key = getattr(given, name, None)
        row = None if key is None else model._base_manager.filter(pk=key).first()
        return None if row is None else values_of(row)

    return read


def values_of(row: Model) -> dict[str, Any]:
    """Every column of a row as text; encrypted ones as what they say. Blind indexes say nothing more."""
    return {
        str(field.column): _text(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not isinstance(field, BlindIndexField)
    }


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value, enc_hook=str, order="deterministic").decode()


class Around:
    """The two states of one command that is run."""

    def __init__(self, code: str, data: Any) -> None:
        self._read, self._data = WATCHED.get(code), data
        self.before = self._read(data) if self._read else None

    def after(self, result: Any) -> Any:
        """What the input names now; for what was made, what the result names."""
        if self._read is None:
            return None
        found = self._read(self._data)
        return self._read(result) if found is None else found
