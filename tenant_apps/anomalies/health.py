"""What the watch asks of Kontor itself: is the log sealed in time, do the invariants hold, is the watch awake?

Asked by the watch, and by the worker's ordinary looks: each notices when the other is silent.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from shared_apps.audit.models import Unsealed
from shared_apps.commands import run
from shared_apps.foundation import clock, ids
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.notary.queries import head
from shared_apps.outbox.models import InvariantRun
from shared_apps.tenancy import scope
from tenant_apps.anomalies import settings
from tenant_apps.anomalies.commands.raise_alerts import RaiseAlerts, found_of, raise_alerts
from tenant_apps.anomalies.commands.send_canary import SendCanary, send_canary
from tenant_apps.anomalies.decisions.health import HEALTH
from tenant_apps.anomalies.decisions.judging import judge_act
from tenant_apps.anomalies.models import Alert, Watch
from tenant_apps.anomalies.types import LIVE, REGISTRY, Act, Windows

log = structlog.get_logger(__name__)

CHECKER = Actor.system("anomalies.health")
SILENT = timedelta(seconds=30)
CANARY_EVERY = timedelta(seconds=60)
# The same illness is written down once in so long, not at every look.
AGAIN = timedelta(minutes=10)
LEAST_LATE_S = 5


def look() -> int:
    """Ask everything once, in the scope that is open; return how much was ill. Where all is well nothing is written."""
    now = clock.now(scope.alias())
    row = Watch.objects.first()
    if row is None:
        return 0
    ill = _illness(row, now)
    if ill:
        _raise(ill, now)
    return len(ill)


def canary_if_due(now: datetime) -> bool:
    """Send a canary into the scope that is open, unless one was sent less than a minute ago."""
    row = Watch.objects.first()
    if row is None or (row.canary_at is not None and now - row.canary_at < CANARY_EVERY):
        return False
    return run(send_canary, CHECKER, SendCanary()).sent


def _illness(row: Watch, now: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    late = _late(now)
    if late:
        found.append({"late_s": late})
    if row.canary_at is not None and (row.canary_seen_at is None or row.canary_seen_at < row.canary_at):
        silent = now - row.canary_at
        if silent > SILENT:
            found.append({"silent_s": silent.days * 86_400 + silent.seconds})
            log.error("anomalies.silent", seconds=found[-1]["silent_s"], canary_at=str(row.canary_at))
    checked = InvariantRun.objects.first()
    if checked is not None and checked.breaches and (row.checked_at is None or checked.at > row.checked_at):
        which = sorted({one["invariant"] for one in checked.breaches})
        found.append({"breaches": len(checked.breaches), "which": which, "checked_at": checked.at})
    return found


def _late(now: datetime) -> int:
    """Seconds that the oldest act waits for its place, where the sealer has sealed nothing meanwhile either."""
    oldest = Unsealed.objects.filter(id__lt=ids.lowest_of(now - timedelta(seconds=LEAST_LATE_S))).order_by("id").first()
    if oldest is None:
        return 0
    waits = now - ids.moment_of(oldest.pk)
    newest = head()
    # An act of a long transaction is old as soon as it is committed: it is late where nothing was sealed since.
    idle = now - newest.at if newest is not None else waits
    least = min(waits, idle)
    return max(least.days * 86_400 + least.seconds, 0)


def _raise(ill: list[dict[str, Any]], now: datetime) -> None:
    kind = REGISTRY["A15"]
    mode = settings.mode_of(kind)
    checked = next((one["checked_at"] for one in ill if "checked_at" in one), None)
    if checked is not None:
        Watch.objects.update(checked_at=checked)
    if mode == "off":
        return
    values = settings.in_force()[1]["A15"]
    found = []
    for one in ill:
        facts = {key: value for key, value in one.items() if key != "checked_at"}
        act = Act(id=uuid7(), seq=-1, at=now, action=HEALTH, actor_kind="system", facts=facts)
        judged = judge_act(kind, act, Windows(), values)
        if judged is not None and judged.reasons and not _told_lately(judged.subject.id, now):
            found.append(found_of(judged, mode))
    if found:
        with transaction.atomic(using=scope.alias()):
            run(raise_alerts, CHECKER, RaiseAlerts(found=found))


def _told_lately(subject_id: str, now: datetime) -> bool:
    rows = Alert.objects.filter(rule="A15", subject_kind="kontor", subject_id=subject_id, state__in=LIVE)
    return rows.filter(last_at__gt=now - AGAIN).exists()
