"""Who owns a company in the end, and until when it takes part in no event: for the marketplace to say."""

from datetime import date
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties import errors
from tenant_apps.parties.commands.add_company import CompanyWritten
from tenant_apps.parties.events import CompanyBarred
from tenant_apps.parties.models import Company


class NameOwner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`owner` is a register number or a name, written alike for all its companies; empty where nobody is known."""

    company_id: UUID
    owner: str


class BarCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`until` is the last day of the bar; empty lifts it."""

    company_id: UUID
    until: date | None = None
    reason: str = ""


@command("parties.name_owner", input=NameOwner)
def name_owner(ctx: Context, data: NameOwner) -> CompanyWritten:
    """Says who owns a company in the end. Companies of one owner may not bid in each other's events that ask for it."""
    row = _locked(ctx, data.company_id)
    row.owner = " ".join(data.owner.split())[:60]
    row.save(update_fields=["owner"])
    ctx.audit(target="parties.company", target_id=row.id, facts={"owner": row.owner})
    return CompanyWritten(company_id=row.id, code=row.code)


@command("parties.bar_company", input=BarCompany, needs_fresh_factor=True, risk="high")
def bar_company(ctx: Context, data: BarCompany) -> CompanyWritten:
    """Bars a company from joining and winning events up to a day, with a reason, or lifts the bar."""
    row = _locked(ctx, data.company_id)
    if data.until is not None and data.until < ctx.now.date():
        raise errors.bar_in_the_past()
    if data.until is not None and not data.reason.strip():
        raise errors.reason_needed()
    row.barred_until, row.barred_reason = data.until, data.reason.strip()[:300] if data.until else ""
    row.save(update_fields=["barred_until", "barred_reason"])
    until = data.until.isoformat() if data.until else ""
    ctx.emit(CompanyBarred(company_id=row.id, until=until))
    ctx.audit(target="parties.company", target_id=row.id, facts={"barred_until": until, "reason": row.barred_reason})
    return CompanyWritten(company_id=row.id, code=row.code)


def _locked(ctx: Context, company_id: UUID) -> Company:
    row = Company.objects.select_for_update().filter(pk=company_id).first()
    if row is None or ctx.actor.company_id not in (None, row.id):
        raise errors.company_unknown(company_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    return row
