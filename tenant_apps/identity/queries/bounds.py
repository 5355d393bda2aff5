"""What a grant can be bounded by: categories and warehouses are things of apps above, which register them here."""

from collections.abc import Callable, Sequence
from uuid import UUID

# `(value, label)` of all that a grant in this company (None: in the marketplace itself) can name.
Source = Callable[[UUID | None], Sequence[tuple[str, str]]]

_SOURCES: dict[str, Source] = {}


def register_choices(axis: str, source: Source) -> None:
    """`axis` is `categories` or `warehouses`; called once, when the app that knows them is ready."""
    _SOURCES[axis] = source


def choices_of(axis: str, company_id: UUID | None) -> Sequence[tuple[str, str]]:
    """What can be named, nothing where no app knows any."""
    source = _SOURCES.get(axis)
    return source(company_id) if source else ()
