"""Canonical JSON (RFC 8785) for everything that is hashed or signed.

Only the types that have one spelling are taken: text, whole numbers, booleans, null, lists, objects. A float is
refused: amounts travel as text or minor units, so a float here is always a mistake.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

_SAFE = 2**53 - 1
# What `json.dumps(text, ensure_ascii=False)` comes to.
_text = json.encoder.encode_basestring


def dumps(value: Any) -> bytes:
    """Return the RFC 8785 bytes of `value`; TypeError for a type without one spelling."""
    return _write(value).encode("utf-8")


def digest(value: Any) -> str:
    """Hex SHA-256 of the canonical bytes."""
    return hashlib.sha256(dumps(value)).hexdigest()


def _write(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        if abs(value) > _SAFE:
            raise TypeError(f"{value} is beyond 2**53 - 1: write it as text")
        return str(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError("object names are text")
        # RFC 8785 sorts by UTF-16 code units, which differs from code points beyond the basic plane.
        plain = all(name.isascii() for name in value)
        names = sorted(value) if plain else sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(name)}:{_write(value[name])}" for name in names) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(_write(item) for item in value) + "]"
    raise TypeError(f"{type(value).__name__} has no canonical form")
