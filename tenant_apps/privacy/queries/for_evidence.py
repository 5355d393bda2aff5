"""What an evidence pack says of requests of people, consents, holds and breaches: counts and times, nobody's words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count, F, Q

from tenant_apps.privacy.models import Breach, BreachDuty, ConsentAct, SubjectRequest
from tenant_apps.privacy.queries.holds import holds_in_force
from tenant_apps.privacy.queries.periods import clocks, periods
from tenant_apps.privacy.queries.purposes import current_purposes
from tenant_apps.privacy.types import LIVE

MOST_BREACHES = 500


class RequestsTold(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of one kind: how many came in, how they ended, how many kept their time. Days are whole, rounded up."""

    kind: str
    received: int
    answered: int
    refused: int
    withdrawn: int
    open: int
    open_and_late: int
    closed_in_time: int
    closed_late: int
    extended: int
    acknowledged_late: int
    longest_days: int


class PeriodsTold(msgspec.Struct, frozen=True, kw_only=True):
    """The periods in force: days until an answer, by how much it may be extended, working days until a receipt."""

    answer_days: int
    extend_days: int
    acknowledge_working_days: int
    opt_out_working_days: int
    counts_working_days: bool
    counts_whole_months: bool


class PurposeTold(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose in force, the digests of its texts, and what people have said about it so far."""

    code: str
    version: int
    basis: str
    digest_en: str
    digest_zh_hans: str
    given: int
    withdrawn: int
    objected: int
    lifted: int


class PrivacyTold(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of people and what is done with their consent. `holds` counts legal holds in force by what they hold."""

    periods: PeriodsTold
    requests: list[RequestsTold]
    refusals: dict[str, int]
    purposes: list[PurposeTold]
    holds: dict[str, int]


class DutyTold(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who must be told of a breach. Times are RFC 3339, or empty; `waived`: need not be, with a reason."""

    who: str
    due_at: str
    told_at: str
    late: bool
    waived: bool


class BreachTold(msgspec.Struct, frozen=True, kw_only=True):
    """One breach in the register. The clocks run from `aware_at`."""

    number: str
    role: str
    risk: str
    relatively_major: bool
    kinds: list[str]
    persons: int | None
    aware_at: str
    registered_at: str
    closed_at: str
    duties: list[DutyTold]


class ClocksTold(msgspec.Struct, frozen=True, kw_only=True):
    """How soon breaches have to be reported here."""

    authority_hours: int
    controller_hours: int
    final_report_days: int
    people_are_told: bool


class BreachesTold(msgspec.Struct, frozen=True, kw_only=True):
    """The register of breaches with its clocks; the newest five hundred."""

    clocks: ClocksTold
    breaches: list[BreachTold]


def privacy_told(now: datetime) -> PrivacyTold:
    """As it stands now."""
    rule = periods()
    refused = SubjectRequest.objects.filter(state="refused").values_list("refusal").annotate(n=Count("pk"))
    holds: dict[str, int] = {}
    for one in holds_in_force(now):
        holds[one.target] = holds.get(one.target, 0) + 1
    return PrivacyTold(
        periods=PeriodsTold(
            answer_days=rule.due, extend_days=rule.extend, acknowledge_working_days=rule.ack,
            opt_out_working_days=rule.optout, counts_working_days=rule.working, counts_whole_months=rule.months,
        ),
        requests=_requests(now),
        refusals=dict(refused.order_by("refusal")),
        purposes=_purposes(),
        holds=holds,
    )  # fmt: skip


def _requests(now: datetime) -> list[RequestsTold]:
    live, late = Q(state__in=LIVE), Q(closed_at__gt=F("due_at"))
    rows: Any = SubjectRequest.objects.order_by("kind").values("kind").annotate(
        received=Count("pk"),
        **{state: Count("pk", filter=Q(state=state)) for state in ("answered", "refused", "withdrawn")},
        open=Count("pk", filter=live),
        open_and_late=Count("pk", filter=live & Q(due_at__lt=now)),
        closed_in_time=Count("pk", filter=Q(closed_at__isnull=False) & ~late),
        closed_late=Count("pk", filter=late),
        extended=Count("pk", filter=Q(extended_at__isnull=False)),
        acknowledged_late=Count("pk", filter=Q(acked_at__gt=F("ack_by"))),
    )  # fmt: skip
    longest: dict[str, int] = {}
    closed = SubjectRequest.objects.filter(closed_at__isnull=False)
    for kind, began, ended in closed.values_list("kind", "received_at", "closed_at"):
        assert ended is not None
        longest[kind] = max(longest.get(kind, 0), -(-int((ended - began).total_seconds()) // 86_400))
    return [RequestsTold(**dict(row), longest_days=longest.get(row["kind"], 0)) for row in rows]


def _purposes() -> list[PurposeTold]:
    counts: dict[str, dict[str, int]] = {}
    for code, act, number in ConsentAct.objects.order_by("code").values_list("code", "act").annotate(n=Count("pk")):
        counts.setdefault(code, {})[act] = number
    return [
        PurposeTold(
            code=row.code, version=row.version, basis=row.basis, digest_en=row.digest_en,
            digest_zh_hans=row.digest_zh_hans,
            **{act: counts.get(row.code, {}).get(act, 0) for act in ("given", "withdrawn", "objected", "lifted")},
        )
        for row in current_purposes()
    ]  # fmt: skip


def breaches_told(now: datetime) -> BreachesTold:
    """Every breach with whom it had to be told to, until when, and when that was done."""
    rule = clocks()
    rows: Sequence[Breach] = list(Breach.objects.order_by("-aware_at", "-id")[:MOST_BREACHES])  # type: ignore[arg-type]
    duties: dict[object, list[DutyTold]] = {}
    for one in BreachDuty.objects.filter(breach__in=rows).order_by("due_at", "id"):
        at = one.done_at or now  # type: ignore[attr-defined]
        duties.setdefault(one.breach_id, []).append(  # type: ignore[attr-defined]
            DutyTold(
                who=one.kind, due_at=one.due_at.isoformat(),  # type: ignore[attr-defined]
                told_at=one.done_at.isoformat() if one.done_at and not one.waived_why else "",  # type: ignore[attr-defined]
                late=at > one.due_at and not one.waived_why, waived=bool(one.waived_why),  # type: ignore[attr-defined]
            )
        )  # fmt: skip
    return BreachesTold(
        clocks=ClocksTold(
            authority_hours=rule.authority_hours, controller_hours=rule.controller_hours,
            final_report_days=rule.final_days, people_are_told=rule.tell_subjects,
        ),
        breaches=[
            BreachTold(
                number=row.number, role=row.role, risk=row.risk, relatively_major=row.is_major, kinds=row.kinds,
                persons=row.persons, aware_at=row.aware_at.isoformat(), registered_at=row.registered_at.isoformat(),
                closed_at=row.closed_at.isoformat() if row.closed_at else "", duties=duties.get(row.pk, []),
            )
            for row in rows
        ],
    )  # fmt: skip
