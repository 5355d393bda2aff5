"""Qualifications of a company: the marketplace records what it has seen, and revokes what no longer holds."""

import re
from datetime import date
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
    kind = data.kind.strip()
    if not _KIND.fullmatch(kind):
        raise errors.bad_kind()
    first = data.valid_from or ctx.now.date()
    if data.valid_until is not None and data.valid_until < first:
        raise errors.ends_before_it_begins()
    row = Qualification.objects.create(
        company=company,
        kind=kind,
        number=data.number.strip()[:80],
        issuer=data.issuer.strip()[:120],
        valid_from=first,
        valid_until=data.valid_until,
        recorded_at=ctx.now,
    )
    ctx.emit(QualificationChanged(company_id=company.id, kind=kind, state=row.state))
    ctx.audit(target="parties.company", target_id=company.id, facts={"qualification": kind, "number": row.number})
    return QualificationWritten(qualification_id=row.pk, company_id=company.id, kind=kind, state=row.state)


@command("parties.revoke_qualification", input=RevokeQualification)
def revoke_qualification(ctx: Context, data: RevokeQualification) -> QualificationWritten:
    """Revokes a qualification, from now on and with a reason; events that need it then refuse the company's bids."""
    row = Qualification.objects.select_for_update().filter(pk=data.qualification_id).first()
    if row is None or ctx.actor.company_id not in (None, row.company_id):
        raise errors.qualification_unknown(data.qualification_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    if row.state == "revoked":
        raise errors.qualification_revoked()
    if not data.reason.strip():
        raise errors.reason_needed()
    row.state, row.revoked_at, row.reason = "revoked", ctx.now, data.reason.strip()[:300]
    row.save(update_fields=["state", "revoked_at", "reason"])
    ctx.emit(QualificationChanged(company_id=row.company_id, kind=row.kind, state=row.state))
    ctx.audit(
        target="parties.company", target_id=row.company_id, facts={"qualification": row.kind, "reason": row.reason}
    )
    return QualificationWritten(qualification_id=row.pk, company_id=row.company_id, kind=row.kind, state=row.state)
