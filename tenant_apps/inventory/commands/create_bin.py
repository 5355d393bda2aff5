"""Create a place inside a warehouse."""

import re
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.ownership import own_warehouse
from tenant_apps.inventory.models import StockBin


class CreateBin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`position` is the bin's turn on the way through the warehouse."""

    warehouse_id: UUID
    code: str
    zone: str = ""
    position: int = 0


class BinResult(msgspec.Struct, frozen=True, kw_only=True):
    bin_id: UUID
    code: str


@command("inventory.create_bin", input=CreateBin)
def create_bin(ctx: Context, data: CreateBin) -> BinResult:
    """Create a bin of a warehouse."""
    warehouse = own_warehouse(ctx, data.warehouse_id)
    code, zone = data.code.strip(), data.zone.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,29}", code):
        raise errors.bad("code", _("1 to 30 letters, digits, dots, slashes or dashes are needed."))
    if len(zone) > 20:
        raise errors.bad("zone", _("At most 20 characters are needed."))
    if not 0 <= data.position < 1_000_000:
        raise errors.bad("position", _("A number from 0 to 999,999 is needed."))
    row = StockBin(warehouse=warehouse, code=code, zone=zone, position=data.position)
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.wrong_state(
            "bin_taken", _("The warehouse has a bin %(code)s.") % {"code": code}, _("Use another code.")
        ) from error
    ctx.audit(target="inventory.warehouse", target_id=warehouse.pk, facts={"bin": code, "zone": zone})
    return BinResult(bin_id=row.pk, code=code)
