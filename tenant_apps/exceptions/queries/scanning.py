"""Keys of the rows that a look reads: a page of one table in the order of a moment, never all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.db.models import Q, QuerySet

from shared_apps.foundation.ids import lowest_of
from tenant_apps.exceptions.types import Scan

PAGE = 500
# Rows become visible when they are committed, not at their moment: what was reached is read again from so far before.
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Read:
    """`subjects` to judge, `place` that was reached, and whether more lies behind it."""

    subjects: list[UUID]
    place: str
    more: bool


def read_page(scan: Scan, place: str, now: datetime) -> Read:
    """At most `PAGE` rows behind `place`, up to those whose delay has passed."""
    rows = list(page_of(scan, place, now).values_list(scan.at, "pk", scan.key))
    if not rows:
        return Read([], place, False)
    at, key, _subject = rows[-1]
    subjects = list(dict.fromkeys(row[2] for row in rows if row[2] is not None))
    return Read(subjects, f"{at.isoformat()}|{key}" if scan.at != "pk" else str(key), len(rows) == PAGE)


def with_rows(places: Sequence[tuple[Scan, str]], now: datetime, using: str) -> set[int]:
    """Which of these places have a row behind them, in one statement: the same pages, asked for one row each."""
    if not places:
        return set()
    parts: list[str] = []
    values: list[Any] = []
    for number, (scan, place) in enumerate(places):
        # Without the end of the page an index that is entered at `place` answers with its first row.
        page = page_of(scan, place, now).values("pk")
        page.query.set_limits(0, 1)
        sql, params = page.query.get_compiler(using).as_sql()
        parts.append(f"SELECT {number} WHERE EXISTS ({sql})")
        values += params
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return {row[0] for row in cursor.fetchall()}


def page_of(scan: Scan, place: str, now: datetime) -> QuerySet[Any]:
    """The statement of such a page."""
    model = apps.get_model(scan.model)
    rows = model._default_manager.filter(**scan.where)
    until = now - scan.delay()
    if scan.at == "pk":
        rows = rows.filter(pk__lt=lowest_of(until))
        return (rows.filter(pk__gt=UUID(place)) if place else rows).order_by("pk")[:PAGE]
    field = model._meta.get_field(scan.at)
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    rows = rows.filter(**{f"{scan.at}__lte": until.date() if is_day else until})
    if place:
        moment, _sep, key = place.partition("|")
        at: date | datetime = date.fromisoformat(moment) if is_day else datetime.fromisoformat(moment)
        # The first condition is what the index is entered by; the second leaves out what was read of that moment.
        rows = rows.filter(**{f"{scan.at}__gte": at}).exclude(Q(**{scan.at: at}) & Q(pk__lte=UUID(key)))
    return rows.order_by(scan.at, "pk")[:PAGE]


def start_of(scan: Scan, front: str) -> str:
    """Where to begin again so that rows which were committed late are seen."""
    if not front or scan.at == "pk":
        return _earlier(front)
    moment, _sep, key = front.partition("|")
    if len(moment) == 10:  # a day: whatever is entered later has a greater key
        return front
    return f"{(datetime.fromisoformat(moment) - OVERLAP).isoformat()}|{key}"


def beginning(scan: Scan, now: datetime) -> str:
    """Where the round begins: rows older than `back` are looked at no more."""
    if scan.back is None:
        return ""
    since = now - scan.delay() - scan.back
    if scan.at == "pk":
        return str(lowest_of(since))
    field = apps.get_model(scan.model)._meta.get_field(scan.at)
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return f"{(since.date() if is_day else since).isoformat()}|{UUID(int=0)}"


def _earlier(front: str) -> str:
    if not front:
        return ""
    millis = (UUID(front).int >> 80) - int(OVERLAP.total_seconds() * 1000)
    return str(UUID(int=(max(millis, 0) & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | 0b10 << 62))
