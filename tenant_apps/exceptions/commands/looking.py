"""One look at everything: new rows first, then a part of the slow second look, then what is open already.

No row of the audit trail and no job is written for a look that finds nothing. The place that was reached and what was
found are one transaction, and two workers never look at the same place at once: the second one passes by.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from shared_apps.commands import Context, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.tenancy import scope
from tenant_apps.exceptions.commands.keep_time import keep_time
from tenant_apps.exceptions.commands.open_exceptions import LookAt, clear_exceptions, off, open_exceptions, there
from tenant_apps.exceptions.models import ExceptionWatch, OrderException
from tenant_apps.exceptions.queries.scanning import PAGE, beginning, read_page, start_of, with_rows
from tenant_apps.exceptions.types import REGISTRY, Found, Scan, Source, sources_of

log = structlog.get_logger(__name__)

LOOKER = Actor.system("exceptions.look")
# Pages of new rows in one look; what is left is the next look's.
PAGES_MOST = 20


def look() -> int:
    """Look for every kind once; return how many exceptions were opened or closed. A kind that fails stops no other."""
    moved = keep_time()
    closed = set(off())
    for code, source in _worth_it(closed):
        try:
            moved += _look_at(code, source, find=code not in closed)
        except Exception as error:
            log.warning("exceptions.look_failed", kind=code, place=source.subject, error=str(error))
    return moved


def look_for(code: str) -> int:
    """The same for one kind, where a failure is not swallowed."""
    found = code not in set(off())
    return sum(_look_at(code, source, find=found) for source in sources_of(code))


def judge_now(ctx: Context, code: str, source: Source, subject_ids: Sequence[UUID]) -> None:
    """What an event has touched, inside the transaction of its delivery."""
    ids = list(dict.fromkeys(subject_ids))[:PAGE]
    if not ids:
        return
    data = LookAt(kind=code, subject=source.subject, subject_ids=ids, found_by="event")
    causes = {one.subject_id for one in source.judge(ids, ctx.now)}
    known = there(code, ids)
    if causes - known:
        ctx.call(open_exceptions, data)
    if known - causes:
        ctx.call(clear_exceptions, data)


def _worth_it(closed: Collection[str]) -> list[tuple[str, Source]]:
    """Places with a row to judge or an exception that is open, asked of all at once: an idle marketplace has none."""
    using = scope.alias()
    now = clock.now(using)
    watches = {row.place: row for row in ExceptionWatch.objects.all()}
    live = set(OrderException.objects.filter(gone_at__isnull=True).order_by().values_list("kind", "subject").distinct())
    everywhere = [(code, source) for code in REGISTRY for source in sources_of(code)]
    asked: list[tuple[Scan, str]] = []
    of: list[int] = []
    busy: set[int] = set()
    for number, (code, source) in enumerate(everywhere):
        watch = watches.get(f"{code}:{source.subject}")
        if (code, source.subject) in live or (watch is not None and (watch.behind or watch.round or watch.there)):
            busy.add(number)
        elif code not in closed:
            places = {_front_of(source.scan, watch, now)}
            if source.scan.back is not None:
                places.add(beginning(source.scan, now))
            asked += [(source.scan, place) for place in places]
            of += [number] * len(places)
    busy |= {of[number] for number in with_rows(asked, now, using)}
    return [one for number, one in enumerate(everywhere) if number in busy]


def _front_of(scan: Scan, watch: ExceptionWatch | None, now: datetime) -> str:
    """Where the look for new rows begins."""
    if watch is None:
        return beginning(scan, now)
    return (watch.front if watch.behind else start_of(scan, watch.front)) or beginning(scan, now)


def _look_at(code: str, source: Source, *, find: bool) -> int:
    using = scope.alias()
    with transaction.atomic(using=using):
        now = clock.now(using)
        watch = _watch(f"{code}:{source.subject}", now)
        if watch is None:
            return 0
        moved = 0
        if find:
            moved += _new(code, source, watch, now)
            moved += _again(code, source, watch, now)
        moved += _open_ones(code, source, watch, now)
        watch.looked_at = now
        watch.save()
        faultpoint("exceptions.looked")
    return moved


def _watch(place: str, now: datetime) -> ExceptionWatch | None:
    rows = ExceptionWatch.objects.select_for_update(skip_locked=True)
    watch = rows.filter(place=place).first()
    if watch is None and not ExceptionWatch.objects.filter(place=place).exists():
        ExceptionWatch.objects.bulk_create([ExceptionWatch(place=place, looked_at=now)], ignore_conflicts=True)
        watch = rows.filter(place=place).first()
    return watch


def _new(code: str, source: Source, watch: ExceptionWatch, now: datetime) -> int:
    scan = source.scan
    place = _front_of(scan, watch, now)
    opened = 0
    for _page in range(PAGES_MOST):
        read = read_page(scan, place, now)
        opened += _found(code, source, read.subjects, now)
        place = read.place
        watch.behind = read.more
        if not read.more:
            break
    # What lies before the place that was reached once is never the new place: the overlap may hold no row.
    watch.front = place if _is_after(place, watch.front) else watch.front
    return opened


def _again(code: str, source: Source, watch: ExceptionWatch, now: datetime) -> int:
    if source.scan.back is None:
        return 0
    read = read_page(source.scan, watch.round or beginning(source.scan, now), now)
    watch.round = read.place if read.more else ""
    return _found(code, source, read.subjects, now)


def _open_ones(code: str, source: Source, watch: ExceptionWatch, now: datetime) -> int:
    rows = OrderException.objects.filter(kind=code, subject=source.subject, gone_at__isnull=True)
    if watch.there:
        rows = rows.filter(pk__gt=UUID(watch.there))
    page = list(rows.order_by("id")[:PAGE])
    watch.there = str(page[-1].pk) if len(page) == PAGE else ""
    if not page:
        return 0
    causes = {one.subject_id: one for one in source.judge([row.subject_id for row in page], now)}
    for row in page:
        if row.subject_id in causes and not row.how:
            _refresh(row, causes[row.subject_id])
    gone = [row.subject_id for row in page if row.subject_id not in causes]
    if not gone:
        return 0
    return run(clear_exceptions, LOOKER, LookAt(kind=code, subject=source.subject, subject_ids=gone)).count


def _found(code: str, source: Source, subjects: Sequence[UUID], now: datetime) -> int:
    if not subjects:
        return 0
    causes = [one.subject_id for one in source.judge(subjects, now)]
    fresh = [one for one in causes if one not in there(code, causes)] if causes else []
    if not fresh:
        return 0
    return run(open_exceptions, LOOKER, LookAt(kind=code, subject=source.subject, subject_ids=fresh)).count


def _refresh(row: OrderException, cause: Found) -> None:
    """What the page says of it follows the cause: half of what was missing has come."""
    facts = dict(cause.facts)
    if facts != row.facts or cause.amount_minor != row.amount_minor:
        same = OrderException.objects.filter(pk=row.pk, gone_at__isnull=True)
        same.update(facts=facts, amount_minor=cause.amount_minor, currency=cause.currency)


def _is_after(place: str, front: str) -> bool:
    """Places sort as their texts do: ISO moments of one zone, and keys made in their order."""
    return place > front
