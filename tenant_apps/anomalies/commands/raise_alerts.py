"""Raise what rules have found: a new alert, or one more time of one that is live; deeds in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.anomalies.commands.deeds import do_deeds
from tenant_apps.anomalies.events import AlertRaised
from tenant_apps.anomalies.models import Alert, Judgement
from tenant_apps.anomalies.types import LIVE, REGISTRY, Bar, Judged, Mode, Reason
from tenant_apps.rulesets.commands import take_number

log = structlog.get_logger(__name__)
NOTICE_JOB = "anomalies.notice"


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a rule found in one act. Ids of people are pseudonyms."""

    rule: str
    act_id: UUID
    seq: int
    action: str
    at: datetime
    subject_kind: str
    subject_id: str
    measure: dict[str, Any]
    reasons: list[dict[str, Any]]
    bars: list[dict[str, Any]] = []
    mode: Mode = "notify"
    target: str = ""
    target_id: str = ""


class RaiseAlerts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    found: list[Found]


class AlertsRaised(msgspec.Struct, frozen=True, kw_only=True):
    """How many alerts are new, and how many of what was found joined one that was live."""

    raised: int
    joined: int


def found_of(judged: Judged, mode: Mode) -> Found:
    act = judged.act
    return Found(
        rule=judged.kind.code, act_id=act.id, seq=act.seq, action=act.action, at=act.at,
        subject_kind=judged.subject.kind[:20], subject_id=judged.subject.id[:120], measure=judged.measure,
        reasons=[_reason(one) for one in judged.reasons], bars=[_bar(one) for one in judged.bars], mode=mode,
        target=act.target, target_id=act.target_id,
    )  # fmt: skip


def keep(judged: Sequence[Judged], now: datetime) -> None:
    """Keep what was measured and did not fire, for the tuning page."""
    Judgement.objects.bulk_create(
        [
            Judgement(
                rule=one.kind.code, act_id=one.act.id, seq=one.act.seq, action=one.act.action, at=one.act.at,
                judged_at=now, measure=one.measure,
            )
            for one in judged
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@command("anomalies.raise_alerts", input=RaiseAlerts, system_only=True)
def raise_alerts(ctx: Context, data: RaiseAlerts) -> AlertsRaised:
    """Raise an alert for what was found, once per rule and subject while it is live, and do what the rule may do."""
    raised: list[Alert] = []
    joined = 0
    known = set(Judgement.objects.filter(act_id__in=[one.act_id for one in data.found], alert__isnull=False)
                .values_list("rule", "act_id"))  # fmt: skip
    for one in data.found:
        if (one.rule, one.act_id) in known:
            continue
        known.add((one.rule, one.act_id))
        alert, is_new = _alert_for(ctx, one)
        Judgement.objects.update_or_create(
            rule=one.rule, act_id=one.act_id,
            defaults={
                "seq": one.seq, "action": one.action[:80], "at": one.at, "judged_at": ctx.now, "measure": one.measure,
                "alert": alert,
            },
        )  # fmt: skip
        if one.mode == "act":
            do_deeds(ctx, alert, one.target, one.target_id)
        alert.save(force_insert=False)
        if is_new:
            raised.append(alert)
        else:
            joined += 1
    faultpoint("anomalies.raised")
    if raised:
        ids = [str(row.pk) for row in raised]
        jobs.enqueue(NOTICE_JOB, f"Notice of {raised[0].number}", {"purpose": "raised", "ids": ids}, at=ctx.now)
    ctx.audit(
        target="anomalies.alert",
        target_id=raised[0].pk if len(raised) == 1 else "",
        facts={
            "raised": [row.number for row in raised], "rules": sorted({one.rule for one in data.found}),
            "joined": joined,
        },
    )  # fmt: skip
    return AlertsRaised(raised=len(raised), joined=joined)


def _alert_for(ctx: Context, found: Found) -> tuple[Alert, bool]:
    """The live alert of the rule about the subject, locked, or a new one."""
    kind = REGISTRY[found.rule]
    row = Alert.objects.select_for_update().filter(
        rule=found.rule, subject_kind=found.subject_kind, subject_id=found.subject_id, state__in=LIVE
    ).first()  # fmt: skip
    if row is not None:
        row.times += 1
        row.last_at, row.last_seq = ctx.now, max(row.last_seq, found.seq)
        # What is said is the newest: the figures of something that goes on grow.
        row.reasons, row.bars = list(found.reasons), list(found.bars)
        return row, False
    row = Alert(
        id=uuid7(), number=take_number("AL", ctx.now), rule=kind.code, severity=kind.severity,
        subject_kind=found.subject_kind, subject_id=found.subject_id, reasons=list(found.reasons),
        bars=list(found.bars), needs_second=kind.code == "A6" or (found.mode == "act" and "hold" in kind.deeds),
        first_seq=found.seq, last_seq=found.seq, happened_at=found.at, found_at=ctx.now, last_at=ctx.now,
    )  # fmt: skip
    row.save(force_insert=True)
    ctx.emit(AlertRaised(alert_id=row.pk, number=row.number, rule=row.rule, severity=row.severity, mode=found.mode))
    say = log.error if row.severity == "critical" else log.warning
    say("anomalies.alert", number=row.number, rule=row.rule, severity=row.severity)
    return row, True


def _reason(one: Reason) -> dict[str, Any]:
    return {"code": one.code, "values": {key: _plain(value) for key, value in one.values.items()}}


def _bar(one: Bar) -> dict[str, Any]:
    return {"code": one.code, "value": one.value, "form": one.form, "unit": one.unit, "is_this": one.is_this}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list) or value is None else str(value)
