"""Suspend a company: it finishes its deals and starts none; and let it trade again."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict
from tenant_apps.parties import errors
from tenant_apps.parties.commands.add_company import CompanyWritten
from tenant_apps.parties.events import CompanyReactivated, CompanySuspended
from tenant_apps.parties.models import Company


class SuspendCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    company_id: UUID
    reason: str = ""


class ReactivateCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    company_id: UUID


@command("parties.suspend_company", input=SuspendCompany, needs_fresh_factor=True, risk="high")
def suspend_company(ctx: Context, data: SuspendCompany) -> CompanyWritten:
    """Stops a company from starting new deals."""
    row = _change(ctx, data.company_id, "active", "suspended")
    ctx.emit(CompanySuspended(company_id=row.id))
    ctx.audit(target="parties.company", target_id=row.id, facts={"reason": data.reason[:300]})
    return CompanyWritten(company_id=row.id, code=row.code)


@command("parties.reactivate_company", input=ReactivateCompany)
def reactivate_company(ctx: Context, data: ReactivateCompany) -> CompanyWritten:
    """Lets a suspended company trade again."""
    row = _change(ctx, data.company_id, "suspended", "active")
    ctx.emit(CompanyReactivated(company_id=row.id))
    ctx.audit(target="parties.company", target_id=row.id)
    return CompanyWritten(company_id=row.id, code=row.code)


def _change(ctx: Context, company_id: UUID, before: str, after: str) -> Company:
    """Only the marketplace says who trades: no company may do this to another, nor let itself in again."""
    row = Company.objects.select_for_update().filter(pk=company_id).first()
    if row is None or ctx.actor.company_id not in (None, row.id):
        raise errors.company_unknown(company_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    if row.state != before:
        raise Conflict(
            "parties.wrong_state",
            _("The company is not in that state any more."),
            remedy=_("Load the page again to see how it stands."),
            facts={"state": row.state},
        )
    row.state = after
    row.save(update_fields=["state"])
    return row
