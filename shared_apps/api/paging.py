"""Keyset pages: a cursor is the key of the last row seen, signed for this marketplace and this list.

Rows that arrive while somebody pages never shift a page; a cursor of another list or another marketplace is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy import keys

DEFAULT = 50
LARGEST = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of rows, and the cursor of the next one, empty on the last."""

    rows: Sequence[Any]
    next_cursor: str


def read_limit(text: str | None) -> int:
    """The page size asked for; Invalid outside 1 to 200."""
    if text is None:
        return DEFAULT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST:
        raise Invalid(
            "api.bad_limit", _("limit must be a whole number from 1 to %(most)s.") % {"most": LARGEST},
            field="limit", remedy=_("Leave it out for pages of %(usual)s.") % {"usual": DEFAULT},
        )  # fmt: skip
    return int(text)


def cut(
    rows: QuerySet[Model], of: str, *, cursor: str | None, limit: int, key: str = "id", sort: Sequence[str] = ()
) -> Cut:
    """Newest first. `of` names the list; `key` is its unique ordered column (UUIDv7 or a sequence).

    `sort` are columns that come before the key, with "-" where they fall; none of them may be null. A cursor belongs to
    one order: in another it would skip rows, and is refused.
    """
    order = (*sort, f"-{key}")
    named = " ".join((of, *sort))
    if cursor:
        rows = rows.filter(_after(order, _open(cursor, named, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return Cut(found, _seal([getattr(found[-1], one.lstrip("-")) for one in order], named) if more else "")


def _after(order: Sequence[str], values: Sequence[str]) -> Q:
    """Rows that come after the one with these values: the first column that differs decides."""
    after, same = Q(), Q()
    for column, value in zip(order, values, strict=True):
        name = column.lstrip("-")
        after |= same & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return after


def _seal(values: Sequence[Any], of: str) -> str:
    return keys.signer("api-cursor").sign_object([of, *(str(value) for value in values)])


def _open(cursor: str, of: str, columns: int) -> list[str]:
    try:
        named, *values = keys.signer("api-cursor").unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise _bad() from error
    if named != of or len(values) != columns:
        raise _bad()
    return values


def _bad() -> Invalid:
    return Invalid(
        "api.bad_cursor", _("This cursor was not made by this list."),
        field="cursor", remedy=_("Start again without a cursor and follow next_cursor."),
    )  # fmt: skip
