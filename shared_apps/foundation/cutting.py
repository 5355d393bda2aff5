"""The bounds of an actor's right as a condition on rows: the other half of `Actor.may_about`, for `visible_to`."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q, QuerySet

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.permissions import LOOKED_AT
from shared_apps.foundation.reach import Reach

# Where a bound is found in a row: the name of a column, or what makes the condition of its values.
Column = str | Callable[[Collection[Any]], Q]
NOTHING = Q(pk__in=())
# Bounds that an app above finds for a thing of an app below, which does not know it: `payments.payment` and the axis.
_ADDED: dict[str, dict[str, Column]] = {}


def add_columns(thing: str, **columns: Column) -> None:
    """Say where bounds of a thing of an app below are found; called once, when the app that knows it is ready."""
    _ADDED.setdefault(thing, {}).update(columns)


def added(thing: str) -> dict[str, Column]:
    """What apps above have said of it. Without them nothing is found, and so nothing is seen."""
    return _ADDED.get(thing, {})


def all_lines(lines: "QuerySet[Model]", owner: str, allowed: Q) -> Q:
    """Things that have lines and none that is not allowed; `owner` is the column that names the thing in a line."""
    return Q(pk__in=lines.filter(allowed).values(owner)) & ~Q(pk__in=lines.exclude(allowed).values(owner))


def within(actor: Actor, permission: str, **columns: Column) -> Q:
    """Rows that the actor's `permission` reaches; `columns` says where `people`, `categories`, `warehouses` stand.

    Who does not hold the permission is here for another right and is cut by the company alone, as long as nothing they
    hold is narrowed; else they see nothing. A bound that the permission looks at and no column stands for: nothing.
    """
    if not actor.narrowed:
        return Q()
    reaches = actor.reaches(permission)
    if reaches is None:
        return Q()
    parts = [_part(permission, reach, columns) for reach in reaches]
    # An empty condition is all rows, and vanishes in a disjunction.
    if not all(parts):
        return Q()
    found = NOTHING
    for part in parts:
        found |= part
    return found


def _part(permission: str, reach: Reach, columns: dict[str, Column]) -> Q:
    part = Q()
    for axis in ("people", "categories", "warehouses"):
        values: Collection[Any] | None = getattr(reach, axis)
        if values is None or axis not in LOOKED_AT.get(permission, ()):
            continue
        if axis not in columns:
            return NOTHING
        column = columns[axis]
        part &= Q(**{f"{column}__in": values}) if isinstance(column, str) else column(values)
    return part
