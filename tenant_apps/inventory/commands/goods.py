"""Lots and bins by what people write of them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.outbox import jobs
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import StockBin, StockLot
from tenant_apps.parties.queries import list_by_ids

EXPIRE_JOB = "inventory.expire_lots"
_CODE = re.compile(r"\S(?:.{0,58}\S)?")


def find_bin(warehouse_id: UUID, code: str) -> UUID | None:
    """The bin of this code; None for no code; refuses an unknown one."""
    if not code.strip():
        return None
    row = StockBin.objects.filter(warehouse_id=warehouse_id, code=code.strip()).values_list("pk", flat=True).first()
    if row is None:
        raise errors.unknown("bin", _("This warehouse has no such bin."))
    return row


def bin_for_goods(warehouse_id: UUID, code: str) -> UUID | None:
    """The bin of this code for goods that are put into it; refuses a blocked one."""
    found = find_bin(warehouse_id, code)
    why = StockBin.objects.filter(pk=found).values_list("blocked_for", flat=True).first() if found else ""
    if why:
        raise errors.bin_blocked(code.strip(), why)
    return found


def find_lot(item: ItemFacts, code: str) -> UUID | None:
    """The known lot of this code; None for no code, where the item needs none."""
    if not code.strip():
        if item.tracked_by == "lot":
            raise errors.lot_needed(item.name)
        return None
    row = StockLot.objects.filter(item_id=item.id, code=code.strip()).values_list("pk", flat=True).first()
    if row is None:
        raise errors.unknown("lot", _("There is no such batch of this item."))
    return row


def make_lot(ctx: Context, item: ItemFacts, code: str, expires_on: date | None) -> UUID | None:
    """The lot of this code, made if it is new. Refuses another day of expiry than the lot is known with."""
    code = code.strip()
    if not code:
        if item.tracked_by == "lot":
            raise errors.lot_needed(item.name)
        if expires_on is not None:
            raise errors.bad("expires_on", _("Only a batch has a day of expiry; write its number."))
        return None
    if item.tracked_by != "lot":
        raise errors.bad("lot", _("%(name)s is not kept by batch.") % {"name": item.name})
    if not _CODE.fullmatch(code):
        raise errors.bad("lot", _("1 to 60 characters are needed."))
    made = StockLot(item_id=item.id, code=code, expires_on=expires_on, received_at=ctx.now)
    StockLot.objects.bulk_create([made], ignore_conflicts=True)
    row = StockLot.objects.get(item_id=item.id, code=code)
    if row.expires_on != expires_on:
        known = row.expires_on.isoformat() if row.expires_on else _("none")
        raise errors.bad("expires_on", _("This batch is known with another day of expiry: %(day)s.") % {"day": known})
    if row.pk == made.pk and expires_on is not None:
        owe_expiry(ctx, expires_on)
    return row.pk


def owe_expiry(ctx: Context, expires_on: date) -> None:
    """Look for expired lots right after the last good day; one job for all lots of a day."""
    payload = {"day": expires_on.isoformat()}
    after = datetime.combine(expires_on + timedelta(days=1), time(), UTC)
    if after > ctx.now and not jobs.is_owed(EXPIRE_JOB, payload):
        jobs.enqueue(EXPIRE_JOB, f"Lots that expire on {payload['day']}", payload, at=after)


def check_owner(owner_id: UUID | None, item: ItemFacts) -> UUID | None:
    """None for the supplier itself; refuses a company nobody knows."""
    if owner_id is None or owner_id == item.supplier_id:
        return None
    if owner_id not in list_by_ids([owner_id]):
        raise errors.bad("owner_id", _("There is no such company."))
    return owner_id
