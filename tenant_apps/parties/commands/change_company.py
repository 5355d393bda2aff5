"""Change a company's name, country, tax number or sides."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties import errors
from tenant_apps.parties.commands.add_company import CompanyWritten
from tenant_apps.parties.company_fields import checked
from tenant_apps.parties.models import Company


class ChangeCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fields left out stay as they are."""

    company_id: UUID
    name: str | None = None
    country: str | None = None
    tax_id: str | None = None
    can_buy: bool | None = None
    can_sell: bool | None = None


@command("parties.change_company", input=ChangeCompany)
def change_company(ctx: Context, data: ChangeCompany) -> CompanyWritten:
    """Changes a company's facts. Which sides it trades on is for the marketplace to say, not for the company."""
    row = Company.objects.select_for_update().filter(pk=data.company_id).first()
    if row is None or ctx.actor.company_id not in (None, row.id):
        raise errors.company_unknown(data.company_id)
    if (data.can_buy, data.can_sell) != (None, None):
        ctx.require("parties.suspend_company")
        if not ctx.actor.is_marketplace:
            raise errors.only_the_marketplace()
    before = {name: getattr(row, name) for name in ("name", "country", "tax_id", "can_buy", "can_sell")}
    asked = {name: getattr(data, name) for name in before if getattr(data, name) is not None}
    fields = checked(**{**before, **asked})
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "tax_id_index"])
    changed = {name: [before[name], fields[name]] for name in before if before[name] != fields[name]}
    if "tax_id" in changed:
        # The trail is for ever and is not encrypted: it says that the number changed, not what it is.
        changed["tax_id"] = []
    ctx.audit(target="parties.company", target_id=row.id, facts={"changed": changed})
    return CompanyWritten(company_id=row.id, code=row.code)
