"""What every list page does with its address: read filters, make tabs, page on, export the same rows.

The address is the state: whoever gets the link sees the same list (cut to what they may see). A filter that is not
understood is left out rather than guessed at.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date

from shared_apps.foundation import masks
from shared_apps.foundation.tables import harmless
from shared_apps.ui.downloads import LIST, file_answer
from shared_apps.ui.hiding import refuse_field
from shared_apps.ui.shapes import PageCursor, SavedView

BOM = "\ufeff"


def wanted(request: HttpRequest, *names: str) -> dict[str, str]:
    """The filters of these names that are set, cut to a sensible length."""
    found = {name: request.GET.get(name, "").strip()[:120].replace("\x00", "") for name in names}
    for name in names:
        if found[name]:
            refuse_field(name)
    return {name: value for name, value in found.items() if value}


def wanted_date(filters: Mapping[str, str], name: str) -> date | None:
    try:
        return parse_date(filters.get(name, ""))
    except ValueError:
        return None


def address(filters: Mapping[str, str], **changes: str) -> str:
    """The list's own address with some filters changed; an empty value removes one. Never keeps a cursor."""
    every = {**filters, **changes}
    return "?" + urlencode({name: value for name, value in every.items() if value})


def kept(filters: Mapping[str, str]) -> dict[str, str]:
    """What a filter bar carries along: the tab and the order of the list."""
    return {name: filters[name] for name in ("view", "sort") if name in filters}


def order_of(filters: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The columns behind `?sort=total` or `?sort=-total`; none for an order that is not on offer."""
    asked = filters.get("sort", "")
    sign = "-" if asked.startswith("-") else ""
    for column in (asked.removeprefix("-"), *columns.get(asked.removeprefix("-"), ())):
        refuse_field(column)
    return tuple(f"{sign}{one}" for one in columns.get(asked.removeprefix("-"), ()))


def tabs(
    filters: Mapping[str, str], views: Iterable[tuple[str, str, int | None]], *, name: str = "view"
) -> list[SavedView]:
    """Saved views over the filter `name`; the first is the one without it."""
    found = []
    for at, (code, label, count) in enumerate(views):
        value = "" if at == 0 else code
        here = filters.get(name, "") == value
        found.append(SavedView(label, address(filters, **{name: value}), count, current=here))
    return found


def pager(request: HttpRequest, filters: Mapping[str, str], next_cursor: str) -> PageCursor:
    """Links to the next rows, and back to the newest; a keyset has no page numbers."""
    first = address(filters) if request.GET.get("cursor") else ""
    return PageCursor(previous=first, next=address(filters, cursor=next_cursor) if next_cursor else "")


def csv_answer(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, flow: str = LIST,
    persons: frozenset[str] = frozenset(), hides: Mapping[str, Sequence[int]] | None = None,
) -> HttpResponse:  # fmt: skip
    """The rows as a file a spreadsheet opens; figures plain, with a point, so that they can be reckoned with.

    `hides` says which columns are empty for whom a kind of field is hidden from. Without it they do not get the file.
    """
    gone = {column for kind, columns in (hides or {}).items() if masks.hides(kind) for column in columns}
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    # Names of companies and of questions stand in heads too.
    for row in (head, *rows):
        writer.writerow(
            ["" if value is None or at in gone else harmless(str(value)) for at, value in enumerate(row)]
            if row is not head
            else [harmless(str(value)) for value in row]
        )
    return file_answer(
        flow, text.getvalue(), "text/csv; charset=utf-8", f"{name}.csv", persons=persons, has_blanks=hides is not None
    )
