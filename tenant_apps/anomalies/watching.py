"""The watch: read the log on, judge, raise alerts, and move on, all in one transaction per few hundred acts.

A killed watch has judged a batch and moved on, or neither. Two watches of one marketplace take turns by the lock of its
row. What a rule cannot judge is counted and told, and holds nobody up.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.notary.models import Leaf, Tree
from shared_apps.tenancy import scope
from tenant_apps.anomalies import reading, settings, windows
from tenant_apps.anomalies.commands.raise_alerts import Found, RaiseAlerts, found_of, keep, raise_alerts
from tenant_apps.anomalies.decisions.judging import asks_of, judge
from tenant_apps.anomalies.models import Watch
from tenant_apps.anomalies.types import REGISTRY, Act

log = structlog.get_logger(__name__)

WATCHER = Actor.system("anomalies.watch")
BATCH = 500
CANARY = "anomalies.send_canary"


def is_behind() -> bool:
    """Whether the log has places that were not read yet, in the scope that is open."""
    row = Watch.objects.values_list("seq", flat=True).first()
    return row is None or Leaf.objects.filter(seq__gte=row).exists()


def watch(most: int = 200) -> int:
    """Read on until the end of the log, at most so many batches; return the number of places read."""
    done = 0
    for _batch in range(most):
        some = step()
        done += some
        if some < BATCH:
            break
    return done


def step(most: int = BATCH) -> int:
    """One batch in a transaction of its own; nothing where another watch is at it."""
    using = scope.alias()
    with transaction.atomic(using=using):
        now = clock.now(using)
        row = _locked(now)
        if row is None:
            return 0
        rows, after = reading.read(row.seq, most)
        read = after - row.seq
        if not read:
            return 0
        acts = reading.acts_of(rows)
        failures = take(acts, now, quiet_below=row.quiet_below)
        faultpoint("anomalies.judged")
        if any(act.action == CANARY for act in acts):
            row.canary_seen_at = now
        row.seq, row.looked_at = after, now
        if failures:
            row.failures += len(failures)
            row.last_failure = failures[-1][:200]
        row.save(update_fields=["seq", "looked_at", "canary_seen_at", "failures", "last_failure"])
    faultpoint("anomalies.moved_on")
    return read


def take(acts: Sequence[Act], now: datetime, quiet_below: int = 0) -> list[str]:
    """Judge these acts in the open transaction and raise what is found; returns what could not be judged."""
    if not acts:
        return []
    modes, in_force = settings.in_force()
    before = windows.load(asks_of(acts, REGISTRY.values()), min(act.at for act in acts))
    judged, left, failed = judge(acts, before, modes, in_force, quiet_below - 1)
    windows.add(left)
    found: list[Found] = [found_of(one, modes[one.kind.code]) for one in judged if one.reasons]
    keep([one for one in judged if not one.reasons], now)
    if found:
        run(raise_alerts, WATCHER, RaiseAlerts(found=found))
    for code, error in failed:
        log.warning("anomalies.not_judged", rule=code, error=f"{type(error).__name__}: {error}")
    return [f"{code}: {type(error).__name__}" for code, error in failed]


def _locked(now: datetime) -> Watch | None:
    rows = Watch.objects.select_for_update(skip_locked=True)
    row = rows.first()
    if row is None and not Watch.objects.exists():
        # What happened before anybody watched fills the windows and raises nothing.
        size = Tree.objects.values_list("size", flat=True).first() or 0
        Watch.objects.bulk_create([Watch(looked_at=now, quiet_below=size)], ignore_conflicts=True)
        row = rows.first()
    return row
