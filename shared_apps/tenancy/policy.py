"""What must hold of sign-in, sessions, access and records, for floors that lie below the rule book.

A key is declared beside the code that enforces it. In a marketplace its value is that of the rule book: the app
`compliance` makes a rule of every key, bounded by the marketplace's compliance profiles, and registers itself here. In
the control plane, and where nothing is registered, the value of the declaration holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from shared_apps.tenancy import scope

Kind = Literal["int", "flag", "choice", "codes", "text"]
Value = str | int | bool | list[str]
# Which of two demands is the stricter one; "none" for keys of which no profile may demand anything.
Merge = Literal["min", "max", "or", "and", "union", "intersect", "none"]


@dataclass(frozen=True, slots=True)
class Key:
    """One demand. Texts are lazy translations, `choices` are `(code, label)`, `low` and `high` bound an int.

    `control` is what holds in the control plane; without one, `default`. `check` says of a value whether it fits, each
    time it is read; `ready` refuses to put a value in force while the marketplace is not ready for it.
    """

    key: str
    kind: Kind
    default: Value
    merge: Merge
    label: Any
    help: Any = ""
    unit: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int = 200
    control: Value | None = None
    check: Callable[[Any], None] | None = None
    ready: Callable[[Any], None] | None = None


KEYS: dict[str, Key] = {}
_resolver: Callable[[str], Value] | None = None


def declare(*keys: Key) -> None:
    """Make keys known. A key has one owner."""
    for one in keys:
        other = KEYS.get(one.key)
        if other is not None and other != one:
            raise RuntimeError(f"two policies are named {one.key}")
        KEYS[one.key] = one


def check_ready(key: str, value: Any) -> None:
    """Refuse, with what the owner of the key says, to put this value in force now; other keys pass."""
    declared = KEYS.get(key)
    if declared is not None and declared.ready is not None and value is not None:
        declared.ready(value)


def register(resolver: Callable[[str], Value]) -> None:
    """`resolver(key)` answers with the value in force in the marketplace in scope; what it raises goes on."""
    global _resolver
    _resolver = resolver


def value(key: str) -> Any:
    """The value in force in the current scope; KeyError for a key nobody declares, NoTenant outside any scope."""
    declared = KEYS[key]
    if scope.is_control():
        return declared.default if declared.control is None else declared.control
    scope.tenant()
    return declared.default if _resolver is None else _resolver(key)
