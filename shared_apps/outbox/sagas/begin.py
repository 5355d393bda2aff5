"""Begin a saga, wake one that waits, turn one back: functions for the commands and subscribers of the apps above."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Least

from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import wake
from shared_apps.outbox.sagas.models import Saga, SagaStep
from shared_apps.outbox.sagas.types import OPEN, REGISTRY


def begin(
    name: str,
    reference: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    title: str = "",
    parts: int = 1,
    deadline_at: datetime | None = None,
    asked_by: str = "",
) -> UUID:
    """Owe a saga in the open transaction. The same reference again is the saga there is."""
    kind = REGISTRY[name]
    known = Saga.objects.filter(type=name, reference=reference).values_list("pk", flat=True).first()
    if known is not None:
        return known
    saga = Saga(
        id=uuid7(),
        type=name,
        reference=reference,
        title=title[:200],
        data=dict(data),
        started_at=at,
        deadline_at=deadline_at or at + kind.deadline,
        next_at=at,
        asked_by=asked_by[:200],
    )
    saga.save(force_insert=True)
    rows: list[SagaStep] = []
    for step in kind.steps:
        for part in range(parts if step.each else 1):
            rows.append(SagaStep(id=uuid7(), saga_id=saga.pk, number=len(rows), name=step.name, part=part))
    SagaStep.objects.bulk_create(rows)
    wake.after_commit()
    return saga.pk


def poke(name: str, reference: str, at: datetime) -> bool:
    """Let a waiting saga look again at once. Call it in a transaction of its own: a subscriber's, after the fact."""
    rows = Saga.objects.filter(type=name, reference=reference, state__in=OPEN)
    found = rows.update(next_at=Least("next_at", at))
    if found:
        wake.after_commit()
    return bool(found)


def turn_back(name: str, reference: str, at: datetime, reason: str) -> bool:
    """Undo a saga that has not passed its pivot; False when it has, has ended, or stands still for a person."""
    rows = Saga.objects.select_for_update().filter(type=name, reference=reference)
    saga = rows.filter(state="forward", is_past_pivot=False).first()
    if saga is None:
        return False
    saga.state, saga.reason, saga.next_at = "backward", reason[:400], at
    saga.lease_until = None  # whoever holds it is fenced off by its state
    saga.save(update_fields=["state", "reason", "next_at", "lease_until"])
    wake.after_commit()
    return True
