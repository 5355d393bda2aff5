"""What an evidence pack says of the watch over the log: alerts by rule, open ones, how soon they came."""

from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Q

from tenant_apps.anomalies.models import Alert, Hold, Watch
from tenant_apps.anomalies.types import LIVE, REGISTRY

# Latencies are reckoned over so many of the newest alerts.
NEWEST = 10_000
MOST_OPEN = 500


class RuleTold(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts of one rule, by where they stand."""

    rule: str
    alerts: int
    open: int
    taken: int
    confirmed: int
    dismissed: int


class OpenTold(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that nobody has decided. `subject_kind` says what it is about; who it is stays in the marketplace."""

    number: str
    rule: str
    severity: str
    state: str
    subject_kind: str
    times: int
    happened_at: str
    found_at: str


class LatencyTold(msgspec.Struct, frozen=True, kw_only=True):
    """From the act to its alert, in milliseconds, over `alerts` of the newest."""

    alerts: int
    median_ms: int
    p99_ms: int
    longest_ms: int


class AlertsTold(msgspec.Struct, frozen=True, kw_only=True):
    """The watch: how far it has read, when its canary was last found, what it found. Times are RFC 3339, or empty."""

    rules: list[RuleTold]
    undecided: list[OpenTold]
    latency: LatencyTold
    holds: int
    read_up_to: int
    looked_at: str
    canary_at: str
    canary_seen_at: str
    failures: int


def alerts_told(now: datetime, days: int) -> AlertsTold:
    """Alerts of so many days; undecided ones whatever their age."""
    since = now - timedelta(days=days)
    states = {state: Count("pk", filter=Q(state=state)) for state in ("open", "taken", "confirmed", "dismissed")}
    counted = {
        row["rule"]: row
        for row in Alert.objects.filter(Q(found_at__gte=since) | Q(state__in=LIVE))
        .order_by("rule").values("rule").annotate(alerts=Count("pk"), **states)
    }  # fmt: skip
    nothing = {"alerts": 0, **dict.fromkeys(states, 0)}
    watch = Watch.objects.first()
    return AlertsTold(
        rules=[
            RuleTold(**(nothing | {"rule": code} | counted.get(code, {})))
            for code in sorted(REGISTRY | counted, key=_place)
        ],
        undecided=[
            OpenTold(
                number=row.number, rule=row.rule, severity=row.severity, state=row.state,
                subject_kind=row.subject_kind, times=row.times, happened_at=row.happened_at.isoformat(),
                found_at=row.found_at.isoformat(),
            )
            for row in Alert.objects.filter(state__in=LIVE).order_by("-id")[:MOST_OPEN]
        ],
        latency=_latency(since),
        holds=Hold.objects.filter(released_at__isnull=True).count(),
        read_up_to=watch.seq if watch else 0,
        looked_at=watch.looked_at.isoformat() if watch else "",
        canary_at=watch.canary_at.isoformat() if watch and watch.canary_at else "",
        canary_seen_at=watch.canary_seen_at.isoformat() if watch and watch.canary_seen_at else "",
        failures=watch.failures if watch else 0,
    )  # fmt: skip


def _place(code: str) -> tuple[int, str]:
    """A2 before A10."""
    return len(code), code


def _latency(since: datetime) -> LatencyTold:
    rows = Alert.objects.filter(found_at__gte=since).order_by("-id").values_list("happened_at", "found_at")[:NEWEST]
    took = sorted(max(0, (found - happened) // timedelta(milliseconds=1)) for happened, found in rows)
    if not took:
        return LatencyTold(alerts=0, median_ms=0, p99_ms=0, longest_ms=0)
    return LatencyTold(
        alerts=len(took), median_ms=took[(len(took) - 1) // 2], p99_ms=took[-(-len(took) * 99 // 100) - 1],
        longest_ms=took[-1],
    )  # fmt: skip
