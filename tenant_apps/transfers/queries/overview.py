"""The meter of the year, the declared flows with what left by them, what was blocked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from shared_apps.egress import flows
from shared_apps.foundation.actor import Actor
from tenant_apps.transfers import reading
from tenant_apps.transfers.decisions.crossing import bands_of, together
from tenant_apps.transfers.models import AbroadTotal, BlockedFlow, FlowCount
from tenant_apps.transfers.types import ALL, Counted, Meter


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A declared flow and what left by it in the last 30 days; `abroad` of it to other countries than the region's."""

    code: str
    title: str
    way: str
    classes: tuple[str, ...]
    to: str
    purpose: str
    basis: str
    exempt: str
    passed: int
    abroad: int
    blocked: int


def meter(now: datetime) -> Meter:
    """Distinct people whose data went abroad in the calendar year that runs, and the bands that bind."""
    day = reading.today(now)
    rows = AbroadTotal.objects.filter(year=day.year).exclude(country=ALL).order_by("-persons", "country")
    own = reading.counted(day.year).get(ALL, Counted())
    others = reading.elsewhere(day.year)
    rules = reading.rules()
    return Meter(
        year=day.year,
        own=own,
        elsewhere=others,
        countries={row.country: Counted(row.persons, row.sensitive) for row in rows},
        bands=bands_of(rules, together([own, others]), reading.strongest(rules, day)),
    )


def flow_lines(now: datetime, days: int = 30) -> Sequence[FlowLine]:
    """Every declared flow, those that were used first."""
    since = reading.today(now) - timedelta(days=days)
    counts: Mapping[str, dict[str, int]] = _counts(since)
    found = [
        FlowLine(
            code=one.code, title=str(one.title), way=one.way, classes=tuple(sorted(one.classes)), to=one.to,
            purpose=one.purpose, basis=one.basis, exempt=one.exempt,
            **{name: counts.get(one.code, {}).get(name, 0) for name in ("passed", "abroad", "blocked")},
        )
        for one in flows.REGISTRY.values()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-(one.passed + one.blocked), one.code))


def _counts(since: Any) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = FlowCount.objects.filter(day__gte=since).values("flow", "country", "outcome").annotate(n=Sum("count"))
    for row in rows:
        told = found.setdefault(row["flow"], {"passed": 0, "abroad": 0, "blocked": 0})
        told[row["outcome"]] += int(row["n"])
        if row["outcome"] == "passed" and row["country"] and not reading.home(row["country"]):
            told["abroad"] += int(row["n"])
    return found


def blocked_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[BlockedFlow]:
    """What was blocked, for the marketplace's own people."""
    rows = BlockedFlow.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def unseen_blocks(actor: Actor) -> int:
    return blocked_rows(actor, {"seen_at__isnull": True}).count()
