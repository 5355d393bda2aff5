"""Create a warehouse of a company."""

import re
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import Warehouse
from tenant_apps.parties.queries import list_by_ids


class CreateWarehouse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: str
    name: str
    country: str = ""
    company_id: UUID | None = None


class WarehouseResult(msgspec.Struct, frozen=True, kw_only=True):
    warehouse_id: UUID
    code: str


@command("inventory.create_warehouse", input=CreateWarehouse)
def create_warehouse(ctx: Context, data: CreateWarehouse) -> WarehouseResult:
    """Create a warehouse of the company."""
    company_id = data.company_id or ctx.actor.company_id
    if company_id is None or company_id not in list_by_ids([company_id]):
        raise errors.bad("company_id", _("Name the company whose warehouse it is."))
    if ctx.actor.company_id not in (None, company_id):
        raise errors.not_yours()
    code, name = data.code.strip(), " ".join(data.name.split())
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", code):
        raise errors.bad("code", _("1 to 20 letters, digits, dots or dashes are needed."))
    if not 1 <= len(name) <= 120:
        raise errors.bad("name", _("1 to 120 characters are needed."))
    if data.country and not re.fullmatch(r"[A-Z]{2}", data.country):
        raise errors.bad("country", _("A country code of two letters is needed."))
    row = Warehouse(company_id=company_id, code=code, name=name, country=data.country)
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.warehouse_taken(code) from error
    ctx.audit(target="inventory.warehouse", target_id=row.pk, facts={"code": code})
    return WarehouseResult(warehouse_id=row.pk, code=code)
