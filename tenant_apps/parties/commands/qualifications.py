"""Qualifications of a company: the marketplace records what it has seen, and revokes what no longer holds.

A company hands in its own; the marketplace grants or refuses them.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties import errors
from tenant_apps.parties.events import QualificationChanged
from tenant_apps.parties.models import Company, Qualification

_KIND = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}")


class RecordQualification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` is the code that rules of events name. `valid_from` empty: today; `valid_until` empty: no last day."""

    company_id: UUID
    kind: str
    number: str = ""
    issuer: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class RevokeQualification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    qualification_id: UUID
    reason: str


class SubmitQualification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    company_id: UUID
    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None


class JudgeQualification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` is needed to refuse; the company reads it."""

    qualification_id: UUID
    granted: bool
    reason: str = ""


class QualificationWritten(msgspec.Struct, frozen=True, kw_only=True):
    qualification_id: UUID
    company_id: UUID
    kind: str
    state: str


@command("parties.record_qualification", input=RecordQualification)
def record_qualification(ctx: Context, data: RecordQualification) -> QualificationWritten:
    """Records a qualification that the marketplace has seen proof of. A company cannot record its own."""
    company = Company.objects.filter(pk=data.company_id).first()
    if company is None or ctx.actor.company_id not in (None, company.id):
        raise errors.company_unknown(data.company_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    kind, first = _checked(data.kind, data.valid_from or ctx.now.date(), data.valid_until)
    row = Qualification.objects.create(
        company=company,
        kind=kind,
        number=data.number.strip()[:80],
        issuer=data.issuer.strip()[:120],
        valid_from=first,
        valid_until=data.valid_until,
        recorded_at=ctx.now,
        judged_at=ctx.now,
    )
    return _written(ctx, row, {"number": row.number})


@command("parties.submit_qualification", input=SubmitQualification, system_only=True)
def submit_qualification(ctx: Context, data: SubmitQualification) -> QualificationWritten:
    """Keep what a company hands in, unproven. Apps above call it, which keep the paper itself."""
    kind, first = _checked(data.kind, data.valid_from, data.valid_until)
    row = Qualification.objects.create(
        company_id=data.company_id, kind=kind, number=data.number.strip()[:80], issuer=data.issuer.strip()[:120],
        valid_from=first, valid_until=data.valid_until, state="submitted", recorded_at=ctx.now,
    )  # fmt: skip
    return _written(ctx, row, {"number": row.number})


@command("parties.judge_qualification", input=JudgeQualification)
def judge_qualification(ctx: Context, data: JudgeQualification) -> QualificationWritten:
    """Grants what a company handed in, or refuses it with a reason. From then on it counts, on its days."""
    row = _lock(ctx, data.qualification_id)
    if row.state != "submitted":
        raise errors.qualification_judged()
    if not data.granted and not data.reason.strip():
        raise errors.reason_needed()
    row.state = "granted" if data.granted else "refused"
    row.judged_at, row.reason = ctx.now, data.reason.strip()[:300]
    row.save(update_fields=["state", "judged_at", "reason"])
    return _written(ctx, row, {"granted": data.granted, "reason": row.reason})


@command("parties.revoke_qualification", input=RevokeQualification)
def revoke_qualification(ctx: Context, data: RevokeQualification) -> QualificationWritten:
    """Revokes a qualification, from now on and with a reason; events that need it then refuse the company's bids."""
    row = _lock(ctx, data.qualification_id)
    if row.state == "revoked":
        raise errors.qualification_revoked()
    if not data.reason.strip():
        raise errors.reason_needed()
    row.state, row.revoked_at, row.reason = "revoked", ctx.now, data.reason.strip()[:300]
    row.save(update_fields=["state", "revoked_at", "reason"])
    return _written(ctx, row, {"reason": row.reason})


def _checked(kind: str, first: date, last: date | None) -> tuple[str, date]:
    kind = kind.strip()
    if not _KIND.fullmatch(kind):
        raise errors.bad_kind()
    if last is not None and last < first:
        raise errors.ends_before_it_begins()
    return kind, first


def _lock(ctx: Context, qualification_id: UUID) -> Qualification:
    """The locked row, for the marketplace alone."""
    row = Qualification.objects.select_for_update().filter(pk=qualification_id).first()
    if row is None or ctx.actor.company_id not in (None, row.company_id):
        raise errors.qualification_unknown(qualification_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    return row


def _written(ctx: Context, row: Qualification, facts: dict[str, Any]) -> QualificationWritten:
    ctx.emit(QualificationChanged(company_id=row.company_id, kind=row.kind, state=row.state))
    ctx.audit(target="parties.company", target_id=row.company_id, facts={"qualification": row.kind, **facts})
    return QualificationWritten(qualification_id=row.pk, company_id=row.company_id, kind=row.kind, state=row.state)
