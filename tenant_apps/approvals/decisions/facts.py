"""Facts of a subject as they are kept with a request, and which of them changed.

Kept as JSON; a number is kept as text, so that nothing is rounded on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenant_apps.approvals.types import Change, Field


def frozen(fields: Sequence[Field], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON. Names that no field has are left out."""
    return {one.name: _freeze(one, facts.get(one.name)) for one in fields}


def thawed(fields: Sequence[Field], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Kept facts with their numbers as numbers again."""
    return {one.name: _thaw(one, kept.get(one.name)) for one in fields}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Fields with another value, of two frozen sets of facts."""
    names = sorted(before.keys() | after.keys())
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def touches(looked_at: Iterable[str], changed: Iterable[Change]) -> bool:
    """Whether a change is one that a step decided about. A step that looks at nothing decides about everything."""
    names = {one.field for one in changed}
    wanted = set(looked_at)
    return bool(names & wanted) if wanted else bool(names)


def _freeze(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind == "rows":
        return [frozen(field.of, row) for row in value]
    if field.kind == "texts":
        return sorted(set(value))
    if field.kind == "number":
        return _text(value)
    return value


def _thaw(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind == "rows":
        return [thawed(field.of, row) for row in value]
    return Fraction(value) if field.kind == "number" else value


def _text(value: Decimal | int | Fraction) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return str(value)
