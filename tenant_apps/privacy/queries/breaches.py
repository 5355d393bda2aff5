"""The register of breaches, with its clocks, and what a report to the authority says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.privacy import errors
from tenant_apps.privacy.decisions.breaches import is_late, missing
from tenant_apps.privacy.models import Breach, BreachDuty

PAGE = 40


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody to be told. `left_minutes` until its time is over, negative when late; `used` percent of the time."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    reference: str
    late_why: str
    waived_why: str
    left_minutes: int
    used: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class BreachView:
    """`row` with its duties; `lacks` names parts of a report's content that are not known yet."""

    row: Breach
    duties: Sequence[Duty]
    lacks: Sequence[str]

    @property
    def next_due(self) -> datetime | None:
        return min((one.due_at for one in self.duties if one.done_at is None), default=None)

    @property
    def is_late(self) -> bool:
        return any(one.is_late and one.done_at is None for one in self.duties)


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[BreachView]
    next_cursor: str


def breach_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Breach]:
    rows = Breach.objects.all() if actor.is_marketplace else Breach.objects.none()
    return rows.filter(**filters)  # type: ignore[return-value]


def breach_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows = breach_rows(actor, {}).filter(_views(timezone.now()).get(filters.get("view", ""), Q()))
    found = cut(rows, "privacy.breaches", cursor=cursor, limit=PAGE)
    return Page(views_of(found.rows), found.next_cursor)


def breach_counts(actor: Actor) -> dict[str, int]:
    counts = {code: Count("pk", filter=condition) for code, condition in _views(timezone.now()).items()}
    return breach_rows(actor, {}).aggregate(all=Count("pk"), **counts)


def _views(now: datetime) -> dict[str, Q]:
    late = BreachDuty.objects.filter(breach=OuterRef("pk"), done_at__isnull=True, due_at__lt=now)
    return {"open": Q(closed_at__isnull=True), "late": Q(Exists(late)), "closed": Q(closed_at__isnull=False)}


def find_breach(actor: Actor, breach_id: UUID) -> BreachView:
    row = breach_rows(actor, {"pk": breach_id}).first()
    if row is None:
        raise errors.unknown("breach")
    return views_of([row])[0]


def views_of(rows: Sequence[Any]) -> list[BreachView]:
    now = timezone.now()
    duties: dict[UUID, list[Duty]] = {}
    aware = {row.pk: row.aware_at for row in rows}
    for one in BreachDuty.objects.filter(breach__in=rows).order_by("due_at", "id"):
        total = max(1.0, (one.due_at - aware[one.breach_id]).total_seconds())
        at = one.done_at or now
        duties.setdefault(one.breach_id, []).append(
            Duty(
                one.kind, one.due_at, one.done_at, one.reference, one.late_why, one.waived_why,
                int((one.due_at - now).total_seconds() // 60),
                max(0, min(100, int((at - aware[one.breach_id]).total_seconds() * 100 / total))),
                is_late(one.due_at, at),
            )
        )  # fmt: skip
    return [BreachView(row, duties.get(row.pk, ()), missing(_facts(row))) for row in rows]


def _facts(row: Breach) -> dict[str, Any]:
    return {
        "what": row.what, "kinds": row.kinds, "persons": row.persons, "records": row.records,
        "consequences": row.consequences, "measures": row.measures, "contact_point": row.contact_point,
    }  # fmt: skip


def report_of(view: BreachView) -> dict[str, Any]:
    """The file for the authority: GDPR art. 33(3), with the times of all reports and the reasons for delays."""
    row = view.row
    return {
        "format": "kontor-breach-report/1",
        "marketplace": scope.tenant().name,
        "region": scope.tenant().region,
        "number": row.number,
        "title": row.title,
        "role": row.role,
        "aware_at": row.aware_at.isoformat(),
        "began_at": row.began_at.isoformat() if row.began_at else None,
        "risk": row.risk,
        "relatively_major": row.is_major,
        **_facts(row),
        "not_known_yet": list(view.lacks),
        "reports": [
            {
                "who": one.kind, "due_at": one.due_at.isoformat(),
                "told_at": one.done_at.isoformat() if one.done_at else None, "reference": one.reference,
                "reasons_for_delay": one.late_why, "not_needed_because": one.waived_why,
            }
            for one in view.duties
        ],
        "lessons": row.lessons,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }  # fmt: skip
