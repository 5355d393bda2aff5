"""What apps above have prepared of an order, and take back before the order is changed.

An app above registers what it does; this one knows none of them. They take back before the order is locked, because
they lock their own rows before orders; they may refuse.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from shared_apps.commands.context import Context


class Preparation(NamedTuple):
    """`take_back(ctx, order_id)` ends what is prepared; `forget(ctx, line_ids)` lets go of lines that are removed."""

    take_back: Callable[[Context, UUID], None]
    forget: Callable[[Context, Collection[UUID]], None]


_prepared: dict[str, Preparation] = {}


def before_amendment(name: str, preparation: Preparation) -> None:
    """Have it called in the transaction that changes an order's lines; the name keeps it from being called twice."""
    _prepared[name] = preparation


def take_back(ctx: Context, order_id: UUID) -> None:
    """Let every app above take back what it prepared."""
    for one in _prepared.values():
        one.take_back(ctx, order_id)


def forget(ctx: Context, line_ids: Collection[UUID]) -> None:
    """Let every app above let go of lines."""
    for one in _prepared.values():
        one.forget(ctx, line_ids)
