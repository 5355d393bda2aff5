"""Open what a look has found, and close what it finds no more. All is judged again inside the transaction."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.exceptions.commands.moments import close, note
from tenant_apps.exceptions.events import ExceptionOpened
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.types import REGISTRY, Found, Kind, Source, source_of
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective

NOTICE_JOB = "exceptions.notice"
FIRST_JOB = "exceptions.first_step"


class LookAt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Subjects of one kind and place to judge."""

    kind: str
    subject: str
    subject_ids: list[UUID]
    found_by: str = "look"


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """How many exceptions were opened, or closed."""

    count: int


@command("exceptions.open_exceptions", input=LookAt, system_only=True)
def open_exceptions(ctx: Context, data: LookAt) -> Looked:
    """Open an exception for each of these subjects that has the cause and none yet."""
    source = source_of(data.kind, data.subject)
    if source is None or data.kind in off():
        return Looked(count=0)
    kind = REGISTRY[data.kind]
    known = there(data.kind, data.subject_ids)
    causes = [one for one in source.judge(data.subject_ids, ctx.now) if one.subject_id not in known]
    made = [_open(ctx, kind, source, one, data.found_by) for one in causes]
    faultpoint("exceptions.opened")
    _owe(ctx, kind, made)
    ctx.audit(target="exceptions.kind", target_id=kind.code, facts={"opened": [row.number for row in made]})
    return Looked(count=len(made))


@command("exceptions.clear_exceptions", input=LookAt, system_only=True)
def clear_exceptions(ctx: Context, data: LookAt) -> Looked:
    """Close what has no cause any more; what people closed before may come back from now on."""
    source = source_of(data.kind, data.subject)
    if source is None:
        return Looked(count=0)
    rows = OrderException.objects.select_for_update().filter(
        kind=data.kind, subject=data.subject, subject_id__in=data.subject_ids, gone_at__isnull=True
    )
    mine = list(rows.order_by("id"))
    still = {one.subject_id for one in source.judge([row.subject_id for row in mine], ctx.now)}
    gone = [row for row in mine if row.subject_id not in still]
    for row in gone:
        cleared(ctx, row)
    faultpoint("exceptions.cleared")
    ctx.audit(target="exceptions.kind", target_id=data.kind, facts={"cleared": [row.number for row in gone]})
    return Looked(count=len(gone))


def cleared(ctx: Context, row: OrderException) -> None:
    """The cause of a locked exception has gone: end it, or only remember it where somebody has ended it before."""
    if row.how:
        row.gone_at = ctx.now
        row.save(update_fields=["gone_at"])
        return
    close(ctx, row, "cleared")
    kind = REGISTRY.get(row.kind)
    if kind is not None and kind.by_itself(row.subject, last=True) is not None and row.first_at is not None:
        jobs.enqueue(FIRST_JOB, f"Last step of {row.number}", {"exception_id": str(row.pk), "last": True}, at=ctx.now)


def off() -> Collection[str]:
    """Kinds that the marketplace does not want looked for."""
    value = effective("exceptions.off").value
    return value if isinstance(value, list) else ()  # type: ignore[return-value]


def there(kind: str, subject_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the subjects whose cause has an exception already, closed by a person or not."""
    rows = OrderException.objects.filter(kind=kind, subject_id__in=list(subject_ids), gone_at__isnull=True)
    return set(rows.values_list("subject_id", flat=True))


def _open(ctx: Context, kind: Kind, source: Source, cause: Found, found_by: str) -> OrderException:
    row = OrderException(
        id=uuid7(),
        number=take_number("X", ctx.now),
        kind=kind.code,
        subject=source.subject,
        subject_id=cause.subject_id,
        subject_number=cause.number[:80],
        company_id=cause.company_id,
        other_id=cause.other_id,
        roles=list(kind.roles),
        severity=cause.severity or kind.severity,
        amount_minor=cause.amount_minor,
        currency=cause.currency,
        facts=dict(cause.facts),
        found_by=found_by[:60],
        opened_at=ctx.now,
        deadline_at=ctx.now + timedelta(hours=int(str(effective(kind.hours_rule).value))),
    )
    row.save(force_insert=True)
    note(ctx, row, "found")
    ctx.emit(
        ExceptionOpened(
            exception_id=row.pk, number=row.number, kind=kind.code, subject=source.subject,
            subject_id=cause.subject_id, company_id=cause.company_id,
        )
    )  # fmt: skip
    return row


def _owe(ctx: Context, kind: Kind, made: Collection[OrderException]) -> None:
    """The first step of each by a job of its own; one mail for all that one company gets of a kind at once."""
    if kind.first and effective("exceptions.first_step").value:
        for row in (one for one in made if kind.by_itself(one.subject) is not None):
            jobs.enqueue(FIRST_JOB, f"First step of {row.number}", {"exception_id": str(row.pk)}, at=ctx.now)
    heard = effective("exceptions.mail").value
    if heard == "none":
        return
    by_company: dict[UUID | None, list[OrderException]] = {}
    for row in made:
        if heard == "all" or row.severity == "high":
            by_company.setdefault(row.company_id, []).append(row)
    for rows in by_company.values():
        ids = [str(row.pk) for row in rows]
        jobs.enqueue(NOTICE_JOB, f"Notice of {rows[0].number}", {"purpose": "found", "ids": ids}, at=ctx.now)
