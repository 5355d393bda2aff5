"""A guest company: made where somebody asks it for a quote, admitted by the marketplace or never."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict
from tenant_apps.parties import errors
from tenant_apps.parties.commands.add_company import CompanyWritten, stored
from tenant_apps.parties.company_fields import checked
from tenant_apps.parties.events import CompanyAdmitted
from tenant_apps.parties.models import Company


class AddGuest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    country: str
    can_buy: bool = False
    can_sell: bool = False


class AdmitCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    company_id: UUID


@command("parties.add_guest", input=AddGuest, system_only=True)
def add_guest(ctx: Context, data: AddGuest) -> CompanyWritten:
    """Makes a company that may do nothing but answer where it is asked."""
    fields = checked(name=data.name, country=data.country, tax_id="", can_buy=data.can_buy, can_sell=data.can_sell)
    row = stored(Company(created_at=ctx.now, state="guest", **fields), "")
    ctx.audit(target="parties.company", target_id=row.id, facts={"code": row.code})
    return CompanyWritten(company_id=row.id, code=row.code)


@command("parties.admit_company", input=AdmitCompany)
def admit_company(ctx: Context, data: AdmitCompany) -> CompanyWritten:
    """Makes a guest a company of the marketplace: from now on it trades like any other."""
    row = Company.objects.select_for_update().filter(pk=data.company_id).first()
    if row is None or ctx.actor.company_id not in (None, row.id):
        raise errors.company_unknown(data.company_id)
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    if row.state != "guest":
        raise Conflict(
            "parties.wrong_state",
            _("The company is not in that state any more."),
            remedy=_("Load the page again to see how it stands."),
            facts={"state": row.state},
        )
    row.state = "active"
    row.save(update_fields=["state"])
    ctx.emit(CompanyAdmitted(company_id=row.id))
    ctx.audit(target="parties.company", target_id=row.id)
    return CompanyWritten(company_id=row.id, code=row.code)
