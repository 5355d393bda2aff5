"""Write down what was counted, and decide on differences.

Nothing stands still for a count: what the books say is reckoned for the moment of counting, and the difference is
booked, not the counted quantity. So whatever moves before, meanwhile or afterwards stays right.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.keeping_back import keep_back_expired, who
from tenant_apps.inventory.commands.levels import Move, lock_levels, make_levels, record_movements
from tenant_apps.inventory.commands.ownership import in_unit
from tenant_apps.inventory.commands.quarantine_stock import check_reason
from tenant_apps.inventory.commands.valuing import limit_of, unit_values
from tenant_apps.inventory.decisions.judge_count import judge_count
from tenant_apps.inventory.events import CountClosed, StockAdjusted
from tenant_apps.inventory.models import CountLine, StockBalance, StockCount, StockLevel, StockMovement

SOURCE = "inventory.count"
AGO_MOST = timedelta(hours=24)


class RecordCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`found` is decimal text in the item's unit; `counted_at` is when, if not just now (at most a day ago)."""

    line_id: UUID
    found: str
    counted_at: datetime | None = None


class DecideCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`accept` books the difference; otherwise the line is counted anew."""

    line_id: UUID
    accept: bool
    reason: str


class CountLineResult(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: recount (count it again), review (waits for another person) or done."""

    line_id: UUID
    count_id: UUID
    state: str


@command("inventory.record_count", input=RecordCount)
def record_count(ctx: Context, data: RecordCount) -> CountLineResult:
    """Write down what was counted of one line of a sheet.

    Locks the sheet, then the level. Refuses a line that somebody has counted meanwhile. What the books say is not told.
    """
    line, level = _lock(ctx, data.line_id, "open", "recount")
    found = in_unit(data.found, line.item.unit, "found")
    if found < 0:
        raise errors.bad("found", _("A quantity of at least zero is needed."))
    moment = data.counted_at or ctx.now
    if not ctx.now - AGO_MOST <= moment <= ctx.now:
        raise errors.bad("counted_at", _("A moment of the last 24 hours is needed."))
    line.expected = _expected(line, moment)
    line.found, line.counted_at = found, moment
    line.rounds += 1
    line.counted_by, line.counted_by_name = who(ctx.actor), (ctx.actor.display or ctx.actor.id)[:120]
    difference = found - line.expected
    price = unit_values(ctx, [line.item_id]).get(line.item_id)
    line.value = None if price is None else abs(difference) * price
    verdict = judge_count(
        line.expected, found, rounds=line.rounds, tolerance_percent=limit_of("stock.count_tolerance") or Decimal(0),
        value=line.value, approve_above=limit_of("stock.count_approve_value"),
        may_book=_refusal(line, level, difference) is None,
    )  # fmt: skip
    if line.was_exact is None:
        line.was_exact = verdict == "exact"
    line.state = {"exact": "done", "book": "done"}.get(verdict, verdict)
    if verdict == "book":
        _book(ctx, line, difference, _("Count %(number)s") % {"number": line.count.number})
    line.save()
    _close_if_done(ctx, line.count)
    faultpoint("inventory.count.before_commit")
    ctx.audit(
        target="inventory.count", target_id=line.count_id,
        facts={"line": str(line.pk), "found": plain(found), "state": line.state},
    )  # fmt: skip
    return CountLineResult(line_id=line.pk, count_id=line.count_id, state=line.state)


@command("inventory.decide_count", input=DecideCount)
def decide_count(ctx: Context, data: DecideCount) -> CountLineResult:
    """Book a difference that waits for approval, or have the line counted anew.

    Refuses the person who counted, and a difference that would leave less than is promised.
    """
    line, level = _lock(ctx, data.line_id, "review")
    reason = check_reason(data.reason)
    if line.counted_by == who(ctx.actor):
        raise errors.same_person()
    line.decided_by_name, line.reason = (ctx.actor.display or ctx.actor.id)[:120], reason
    if data.accept:
        difference = line.difference or Decimal(0)
        refusal = _refusal(line, level, difference)
        if refusal is not None:
            raise refusal
        _book(ctx, line, difference, reason)
        line.state = "done"
    else:
        line.state, line.rounds = "open", 0
    line.save()
    _close_if_done(ctx, line.count)
    faultpoint("inventory.count_decision.before_commit")
    ctx.audit(
        target="inventory.count", target_id=line.count_id,
        facts={"line": str(line.pk), "accepted": data.accept, "reason": reason},
    )  # fmt: skip
    return CountLineResult(line_id=line.pk, count_id=line.count_id, state=line.state)


def _lock(ctx: Context, line_id: UUID, *states: str) -> tuple[CountLine, StockLevel]:
    rows = CountLine.objects.filter(ctx.within(warehouses="count__warehouse_id"), pk=line_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(count__warehouse__company_id=ctx.actor.company_id)
    known = rows.first()
    if known is None:
        raise errors.unknown("line_id", _("There is no such line."))
    count = StockCount.objects.select_for_update().get(pk=known.count_id)
    make_levels([(known.item_id, count.warehouse_id)])
    levels = lock_levels([known.item_id])
    line = rows.select_related("item").get()
    if count.state != "open" or line.state not in states:
        raise errors.wrong_state(
            "counted_already", _("This line was counted already."), _("Go on with the next one; nothing was changed.")
        )
    line.count = count
    return line, next(row for row in levels if row.warehouse_id == count.warehouse_id)


def _balance(line: CountLine) -> StockBalance | None:
    return StockBalance.objects.filter(
        item_id=line.item_id, warehouse_id=line.count.warehouse_id, bin_id=line.bin_id, lot_id=line.lot_id,
        owner_id=line.owner_id,
    ).first()  # fmt: skip


def _expected(line: CountLine, moment: datetime) -> Decimal:
    """What the books say there was at that moment: today's balance less what has moved since."""
    row = _balance(line)
    since = StockMovement.objects.filter(
        item_id=line.item_id, warehouse_id=line.count.warehouse_id, bin_id=line.bin_id, lot_id=line.lot_id,
        owner_id=line.owner_id, at__gt=moment,
    ).aggregate(total=Sum("quantity"))["total"]  # fmt: skip
    return (row.on_hand if row else Decimal(0)) - (since or Decimal(0))


def _refusal(line: CountLine, level: StockLevel, difference: Decimal) -> Exception | None:
    """Why this difference cannot be booked now, if it cannot."""
    row = _balance(line)
    there = row.on_hand - row.quarantined if row else Decimal(0)
    if there + difference < 0:
        return errors.too_little("found", there, line.item.unit)
    if line.owner_id is None and level.on_hand - level.reserved - level.quarantined + difference < 0:
        return errors.below_reserved(level.reserved, line.item.unit)
    return None


def _book(ctx: Context, line: CountLine, difference: Decimal, note: str) -> None:
    if not difference:
        return
    place = line.count.warehouse_id
    move = Move(
        line.item_id, place, "count", difference, bin_id=line.bin_id, lot_id=line.lot_id, owner_id=line.owner_id,
        note=note,
    )  # fmt: skip
    record_movements(ctx, [move], SOURCE, line.count_id)
    keep_back_expired(ctx, [line.item_id])
    ctx.emit(StockAdjusted(item_id=line.item_id, warehouse_id=place, change=plain(difference), reason=note))


def _close_if_done(ctx: Context, count: StockCount) -> None:
    lines = CountLine.objects.filter(count=count)
    if lines.exclude(state="done").exists():
        return
    count.state, count.ended_at = "closed", ctx.now
    count.counted, count.exact = lines.count(), lines.filter(was_exact=True).count()
    count.save(update_fields=["state", "ended_at", "counted", "exact"])
    ctx.emit(CountClosed(count_id=count.pk, number=count.number, counted=count.counted, exact=count.exact))
