"""Alerts, cut to what the actor may see, as lists and one of them as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.names import names_of
from shared_apps.foundation.actor import Actor
from tenant_apps.anomalies import errors
from tenant_apps.anomalies.models import Alert, Hold, Judgement
from tenant_apps.anomalies.permissions import VIEW_ALERT
from tenant_apps.anomalies.types import LIVE, REGISTRY
from tenant_apps.anomalies.wording import bar_text, deed_text, figure_text, reason_text
from tenant_apps.parties.queries import names_of as companies_of

PAGE = 40
EVIDENCE = 20
ICONS = {"warn": "alert-circle", "high": "alert-triangle", "critical": "shield-check"}


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as lists show it. `subject` is a name where somebody still has it, else the pseudonym."""

    id: UUID
    number: str
    rule: str
    title: Any
    severity: str
    state: str
    subject: str
    reason: str
    times: int
    happened_at: datetime
    found_at: datetime
    last_at: datetime
    owner: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class BarLine:
    label: str
    text: str
    value: int
    is_this: bool


@dataclass(frozen=True, slots=True)
class DeedLine:
    text: str
    thing: str
    refused: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One act behind an alert, as the log has it."""

    act_id: UUID
    seq: int
    at: datetime
    action: str
    who: str


@dataclass(frozen=True, slots=True)
class AlertShown:
    line: AlertLine
    help: Any
    reasons: Sequence[str]
    bars: Sequence[BarLine]
    most: int
    deeds: Sequence[DeedLine]
    evidence: Sequence[EvidenceLine]
    evidence_count: int
    held: int
    needs_second: bool
    note: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[AlertLine]
    next_cursor: str


def alert_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Alert]:
    """Alerts; filters are column values."""
    return Alert.objects.visible_to(actor).filter(**filters)


def find_alert(actor: Actor, alert_id: UUID) -> Alert:
    """One alert, if the actor may see it."""
    row = Alert.objects.visible_to(actor).filter(pk=alert_id).first()
    if row is None:
        raise errors.unknown()
    return row


def live_counts(actor: Actor) -> dict[str, int]:
    """How many alerts are live, nobody’s, in one’s own hands, and critical or high."""
    if not actor.may(VIEW_ALERT):
        return {"all": 0, "free": 0, "mine": 0, "urgent": 0}
    mine = Q(owner_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    found: dict[str, int] = Alert.objects.visible_to(actor).filter(state__in=LIVE).aggregate(
        all=Count("pk"), free=Count("pk", filter=Q(state="open")), mine=Count("pk", filter=mine),
        urgent=Count("pk", filter=~Q(severity="warn")),
    )  # fmt: skip
    return found


def first_live(actor: Actor, most: int) -> list[AlertLine]:
    """The newest that nobody has taken."""
    rows = Alert.objects.visible_to(actor).filter(state="open").order_by("-last_at")[:most]
    return lines_of(actor, list(rows))


def alert_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """The list, newest first."""
    rows = Alert.objects.visible_to(actor)
    view = filters.get("view", "")
    if view == "over":
        rows = rows.exclude(state__in=LIVE)
    else:
        rows = rows.filter(state__in=LIVE)
        if view == "mine":
            rows = rows.filter(owner_id=actor.user_id)
        elif view == "free":
            rows = rows.filter(state="open")
    for name in ("severity", "rule"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    for word in filters.get("q", "").split():
        rows = rows.filter(Q(number__icontains=word) | Q(owner_name__icontains=word))
    found = cut(rows, "anomalies", cursor=cursor, limit=PAGE)
    return Page(lines_of(actor, found.rows), found.next_cursor)


def lines_of(actor: Actor, rows: Sequence[Alert]) -> list[AlertLine]:
    """Rows that were cut already, with the names of what they are about asked once for all."""
    named = subjects_of(rows)
    return [
        AlertLine(
            id=row.pk, number=row.number, rule=row.rule, title=REGISTRY[row.rule].title if row.rule in REGISTRY else
            row.rule, severity=row.severity, state=row.state, subject=named[row.subject_kind, row.subject_id],
            reason=reason_text(row.reasons[0]) if row.reasons else "", times=row.times, happened_at=row.happened_at,
            found_at=row.found_at, last_at=row.last_at, owner=row.owner_name,
            is_mine=row.owner_id is not None and row.owner_id == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip


def subjects_of(rows: Sequence[Alert]) -> dict[tuple[str, str], str]:
    """What alerts are about, in words."""
    pairs = {(row.subject_kind, row.subject_id) for row in rows}
    people = names_of(sorted(one for one in pairs if one[0] in ("user", "api_key")))
    ids = {company for kind, key in pairs if kind == "pair" for company in _ids(key)}
    companies = companies_of(ids)
    named = dict(people)
    for kind, key in pairs:
        if kind == "pair":
            named[kind, key] = " → ".join(companies.get(one, str(one)) for one in _ids(key))
        else:
            named.setdefault((kind, key), key)
    return named


def _ids(key: str) -> list[UUID]:
    try:
        return [UUID(one) for one in key.split("|")]
    except ValueError:
        return []


def told(reason: Mapping[str, Any]) -> str:
    """A stored reason as a sentence in the language of the reader."""
    return reason_text(reason)


def newest_acts(row: Alert) -> Sequence[Judgement]:
    """What was judged last of the acts behind an alert."""
    return list(Judgement.objects.filter(alert=row).order_by("-at", "-id")[:EVIDENCE])


def alert_shown(actor: Actor, alert_id: UUID) -> AlertShown:
    """One alert as its page shows it; NotFound when the actor may not see it."""
    row = find_alert(actor, alert_id)
    kind = REGISTRY.get(row.rule)
    judgements = Judgement.objects.filter(alert=row).order_by("-at", "-id")
    return AlertShown(
        line=lines_of(actor, [row])[0],
        help=kind.help if kind else "",
        reasons=[reason_text(one) for one in row.reasons],
        bars=[
            BarLine(bar_text(one["code"]), figure_text(one["value"], one["form"], one["unit"]), one["value"],
                    one["is_this"])
            for one in row.bars
        ],
        most=max((one["value"] for one in row.bars), default=1) or 1,
        deeds=[
            DeedLine(deed_text(one), str(one.get("id", "")), str(one.get("refused", "")),
                     datetime.fromisoformat(one["at"]))
            for one in row.deeds
        ],
        evidence=_evidence(list(judgements[:EVIDENCE])),
        evidence_count=judgements.count(),
        held=Hold.objects.filter(alert=row, released_at__isnull=True).count(),
        needs_second=row.needs_second,
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )  # fmt: skip


def _evidence(rows: Sequence[Judgement]) -> list[EvidenceLine]:
    acts = AuditRecord.objects.in_bulk([row.act_id for row in rows])
    names = names_of((one.actor_kind, one.actor_id) for one in acts.values())
    return [
        EvidenceLine(
            row.act_id, row.seq, row.at, row.action,
            names.get((act.actor_kind, act.actor_id), "") if (act := acts.get(row.act_id)) is not None else "",
        )
        for row in rows
    ]  # fmt: skip
