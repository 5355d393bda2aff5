"""Alerts as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.anomalies.queries.alerts import find_alert, newest_acts, told


class AlertReason(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is in the language asked for; `values` are the numbers in it."""

    code: str
    text: str
    values: dict[str, Any]


class AlertFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the comparison; money in minor units of `unit`. `is_this` marks what is odd."""

    code: str
    value: int
    form: str
    unit: str
    is_this: bool


class AlertSummary(msgspec.Struct, frozen=True, kw_only=True):
    """`rule` is A1 to A15. `subject_id` is a pseudonym, or two ids of companies with a bar between."""

    id: UUID
    number: str
    rule: str
    severity: str
    state: str
    subject_kind: str
    subject_id: str
    reasons: list[AlertReason]
    times: int
    needs_second: bool
    happened_at: datetime
    found_at: datetime
    last_at: datetime
    owner_name: str
    decided_at: datetime | None
    note: str


class AlertAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act behind the alert: its id in the log of acts and its place there."""

    id: UUID
    seq: int
    action: str
    at: datetime


class AlertDeed(msgspec.Struct, frozen=True, kw_only=True):
    """What was done by itself; `refused` is the code of the refusal where it could not be done."""

    deed: str
    what: str
    id: str
    at: str
    refused: str


class AlertRecord(AlertSummary, frozen=True, kw_only=True):
    """An alert with its figures, its deeds and its newest evidence."""

    figures: list[AlertFigure]
    deeds: list[AlertDeed]
    acts: list[AlertAct]


_SAME = tuple(name for name in AlertSummary.__struct_fields__ if name != "reasons")


def _summary(row: Any) -> dict[str, Any]:
    reasons = [AlertReason(code=one["code"], text=told(one), values=one["values"]) for one in row.reasons]
    return {name: getattr(row, name) for name in _SAME} | {"reasons": reasons}


def alert_summaries(rows: Sequence[Any]) -> list[AlertSummary]:
    return [AlertSummary(**_summary(row)) for row in rows]


def alert_record(actor: Actor, alert_id: UUID) -> AlertRecord:
    """One alert; NotFound when the actor may not see it."""
    row = find_alert(actor, alert_id)
    return AlertRecord(
        **_summary(row),
        figures=[AlertFigure(**one) for one in row.bars],
        deeds=[
            AlertDeed(**{name: str(one.get(name, "")) for name in AlertDeed.__struct_fields__}) for one in row.deeds
        ],
        acts=[AlertAct(id=one.act_id, seq=one.seq, action=one.action, at=one.at) for one in newest_acts(row)],
    )
