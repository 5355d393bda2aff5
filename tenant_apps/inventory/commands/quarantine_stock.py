"""Keep goods back by hand, release them, or book them as a loss."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.keeping_back import SOURCE, keep_back, keep_back_expired, lock_balance, who
from tenant_apps.inventory.commands.levels import Move, lock_levels, record_movements, today_of
from tenant_apps.inventory.commands.ownership import in_unit
from tenant_apps.inventory.decisions.choose_lots import has_expired
from tenant_apps.inventory.events import QuarantineEnded, StockAdjusted
from tenant_apps.inventory.models import Quarantine
from tenant_apps.rulesets.queries import effective


class QuarantineStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`withheld` is decimal text in the item's unit."""

    balance_id: UUID
    withheld: str
    reason: str


class EndQuarantine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    quarantine_id: UUID
    reason: str


class QuarantineResult(msgspec.Struct, frozen=True, kw_only=True):
    quarantine_id: UUID
    state: str
    quantity: str


@command("inventory.quarantine_stock", input=QuarantineStock)
def quarantine_stock(ctx: Context, data: QuarantineStock) -> QuarantineResult:
    """Keep goods of one lot in one bin back, with a reason.

    Locks the level. Refuses what is promised already, because it could no longer be met.
    """
    reason = check_reason(data.reason)
    try:
        balance, level = lock_balance(ctx, data.balance_id)
    except LookupError as error:
        raise errors.unknown("balance_id", _("There are no such goods.")) from error
    wanted = in_unit(data.withheld, balance.item.unit, "withheld")
    if wanted <= 0:
        raise errors.bad("withheld", _("A quantity above zero is needed."))
    there = balance.on_hand - balance.quarantined
    if balance.owner_id is None and level is not None:
        there = min(there, level.on_hand - level.reserved - level.quarantined)
    if wanted > there:
        raise errors.too_little("withheld", max(there, Decimal(0)), balance.item.unit)
    move = Move(
        balance.item_id, balance.warehouse_id, "quarantine", quarantined=wanted, bin_id=balance.bin_id,
        lot_id=balance.lot_id, owner_id=balance.owner_id, note=reason,
    )  # fmt: skip
    row = keep_back(ctx, [move], "person", reason)[0]
    faultpoint("inventory.quarantine.before_commit")
    ctx.audit(
        target="inventory.quarantine", target_id=row.pk,
        facts={"sku": balance.item.sku, "quantity": plain(wanted), "reason": reason},
    )  # fmt: skip
    return QuarantineResult(quarantine_id=row.pk, state="open", quantity=plain(wanted))


@command("inventory.release_quarantine", input=EndQuarantine)
def release_quarantine(ctx: Context, data: EndQuarantine) -> QuarantineResult:
    """Let goods that were kept back be sold again.

    Refuses expired lots, and the person who kept them back where the rules ask for another.
    """
    row, reason = _lock(ctx, data)
    if row.lot is not None and has_expired(row.lot.expires_on, today_of(ctx)):
        raise errors.wrong_state(
            "lot_expired", _("This lot has expired and cannot be sold."), _("Book it as a loss instead.")
        )
    _another_person(ctx, row)
    record_movements(ctx, [_back(row, "release", Decimal(0), reason)], SOURCE, row.pk)
    if row.owner_id is None:
        told = StockAdjusted(
            item_id=row.item_id, warehouse_id=row.warehouse_id, change=plain(row.quantity), reason=reason
        )
        ctx.emit(told)
    return _end(ctx, row, "released", reason)


@command("inventory.scrap_quarantine", input=EndQuarantine)
def scrap_quarantine(ctx: Context, data: EndQuarantine) -> QuarantineResult:
    """Book goods that were kept back as a loss: they leave the books of the warehouse.

    Refuses the person who kept them back where the rules ask for another.
    """
    row, reason = _lock(ctx, data)
    _another_person(ctx, row)
    record_movements(ctx, [_back(row, "loss", -row.quantity, reason)], SOURCE, row.pk)
    return _end(ctx, row, "scrapped", reason)


def check_reason(text: str) -> str:
    """A reason of 3 to 200 characters, or a refusal."""
    text = text.strip()
    if not 3 <= len(text) <= 200:
        raise errors.bad("reason", _("Say why, in 3 to 200 characters."))
    return text


def _lock(ctx: Context, data: EndQuarantine) -> tuple[Quarantine, str]:
    """The open quarantine, behind its locked level."""
    reason = check_reason(data.reason)
    rows = Quarantine.objects.filter(ctx.within(warehouses="warehouse_id"), pk=data.quarantine_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=ctx.actor.company_id)
    known = rows.first()
    if known is None:
        raise errors.unknown("quarantine_id", _("There is no such quarantine."))
    lock_levels([known.item_id])
    row = rows.select_related("lot").select_for_update(of=("self",)).get()
    if row.state != "open":
        raise errors.wrong_state(
            "quarantine_over", _("This was decided already."), _("Look at the list again; nothing was changed.")
        )
    return row, reason


def _another_person(ctx: Context, row: Quarantine) -> None:
    if effective("stock.quarantine_release").value == "another" and row.made_by == who(ctx.actor):
        raise errors.same_person()


def _back(row: Quarantine, kind: str, quantity: Decimal, reason: str) -> Move:
    return Move(
        row.item_id, row.warehouse_id, kind, quantity, -row.quantity, row.bin_id, row.lot_id, row.owner_id, reason
    )


def _end(ctx: Context, row: Quarantine, state: str, reason: str) -> QuarantineResult:
    row.state, row.ended_at, row.end_reason = state, ctx.now, reason
    row.ended_by_name = (ctx.actor.display or ctx.actor.id)[:120]
    row.save(update_fields=["state", "ended_at", "end_reason", "ended_by_name"])
    keep_back_expired(ctx, [row.item_id])
    faultpoint("inventory.quarantine_end.before_commit")
    ctx.emit(QuarantineEnded(quarantine_id=row.pk, state=state))
    ctx.audit(
        target="inventory.quarantine", target_id=row.pk,
        facts={"state": state, "quantity": plain(row.quantity), "reason": reason},
    )  # fmt: skip
    return QuarantineResult(quarantine_id=row.pk, state=state, quantity=plain(row.quantity))
