"""Add a place of a company: where goods or papers go."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Invalid
from tenant_apps.parties import errors
from tenant_apps.parties.models import Company, Site
from tenant_apps.parties.queries.countries import is_country


class AddSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    company_id: UUID
    name: str
    country: str
    lines: str = ""
    postcode: str = ""
    city: str = ""
    is_delivery: bool = True
    is_billing: bool = False


class SiteAdded(msgspec.Struct, frozen=True, kw_only=True):
    site_id: UUID


@command("parties.add_site", input=AddSite)
def add_site(ctx: Context, data: AddSite) -> SiteAdded:
    """Adds an address of a company."""
    company = Company.objects.filter(pk=data.company_id).first()
    if company is None or ctx.actor.company_id not in (None, company.id):
        raise errors.company_unknown(data.company_id)
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= 120:
        raise Invalid("parties.bad_site_name", _("A place needs a name of 1 to 120 characters."), field="name")
    if not is_country(data.country.strip().upper()):
        raise errors.bad_country()
    for field, most in (("lines", 1000), ("postcode", 20), ("city", 120)):
        if len(getattr(data, field)) > most:
            raise Invalid("parties.too_long", _("At most %(most)s characters.") % {"most": most}, field=field)
    row = Site.objects.create(
        company=company,
        name=name,
        lines=data.lines.strip(),
        postcode=data.postcode.strip(),
        city=data.city.strip(),
        country=data.country.strip().upper(),
        is_delivery=data.is_delivery,
        is_billing=data.is_billing,
    )
    ctx.audit(target="parties.company", target_id=company.id, facts={"site": str(row.id)})
    return SiteAdded(site_id=row.id)
