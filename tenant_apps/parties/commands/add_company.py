"""Add a company to the marketplace."""

import secrets
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.parties import errors
from tenant_apps.parties.company_fields import checked, checked_code
from tenant_apps.parties.events import CompanyAdded
from tenant_apps.parties.models import Company

MADE_UP_TRIES = 8


class AddCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`code` is the company's number in other systems; left empty, one is made."""

    name: str
    country: str
    code: str = ""
    tax_id: str = ""
    can_buy: bool = True
    can_sell: bool = False


class CompanyWritten(msgspec.Struct, frozen=True, kw_only=True):
    company_id: UUID
    code: str


@command("parties.add_company", input=AddCompany)
def add_company(ctx: Context, data: AddCompany) -> CompanyWritten:
    """Adds a company that buys, sells, or both. Refuses a code that another company has."""
    ctx.require("parties.add_company")
    fields = checked(
        name=data.name, country=data.country, tax_id=data.tax_id, can_buy=data.can_buy, can_sell=data.can_sell
    )
    given = checked_code(data.code) if data.code.strip() else ""
    row = stored(Company(created_at=ctx.now, **fields), given)
    ctx.emit(CompanyAdded(company_id=row.id, code=row.code))
    ctx.audit(target="parties.company", target_id=row.id, facts={"code": row.code, "name": row.name})
    return CompanyWritten(company_id=row.id, code=row.code)


def stored(row: Company, given: str) -> Company:
    """Write a new company under the code that was given, or under one that is made."""
    for _attempt in range(1 if given else MADE_UP_TRIES):
        row.code = given or f"C-{secrets.token_hex(4)}".upper()
        Company.objects.bulk_create([row], ignore_conflicts=True)
        if Company.objects.filter(pk=row.id).exists():
            return row
    raise errors.code_taken(row.code)
