"""Write down what of a transfer arrived less or more than was sent. Functions for the commands that receive."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money
from tenant_apps.inventory.commands.levels import Move
from tenant_apps.inventory.commands.valuing import unit_values
from tenant_apps.inventory.events import TransferDiffers
from tenant_apps.inventory.models import Transfer, TransferDifference, TransferPart
from tenant_apps.rulesets.queries import effective

CURRENCY = "general.currency"
LIVE = ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Differs:
    """So much of a part less or more, and why."""

    part: TransferPart
    kind: Literal["shortage", "surplus"]
    quantity: Decimal
    reason: str


def shorten(row: Transfer, parts: Sequence[TransferPart], reason: str, moves: list[Move]) -> list[Differs]:
    """Book what is still on its way as a loss of the warehouse that should have got it: in and out again."""
    found = []
    for part in parts:
        left = part.in_transit
        if not left:
            continue
        place = (part.line.item_id, row.target_id)
        moves.append(Move(*place, "transfer_in", left, lot_id=part.lot_id, note=reason))
        moves.append(Move(*place, "loss", -left, lot_id=part.lot_id, note=reason))
        part.lost += left
        found.append(Differs(part, "shortage", left, reason))
    return found


def keep_differences(ctx: Context, row: Transfer, found: Sequence[Differs]) -> None:
    """One row for each, at list prices of today; whoever looks for exceptions hears of it."""
    if not found:
        return
    values, currency = unit_values(ctx, {one.part.line.item_id for one in found}), str(effective(CURRENCY).value)
    rows = []
    for one in found:
        price = values.get(one.part.line.item_id)
        worth = Money.of_product(price, one.quantity, currency).minor if price is not None else None
        rows.append(
            TransferDifference(
                id=uuid7(), part=one.part, kind=one.kind, quantity=one.quantity, reason=one.reason[:200],
                found_at=ctx.now, value_minor=worth, currency=currency if worth is not None else "",
            )
        )  # fmt: skip
    TransferDifference.objects.bulk_create(rows)
    for difference in rows:
        tell(ctx, row, difference)


def tell(ctx: Context, row: Transfer, difference: TransferDifference) -> None:
    ctx.emit(
        TransferDiffers(
            difference_id=difference.pk, transfer_id=row.pk, number=row.number, kind=difference.kind,
            state=difference.state,
        )
    )  # fmt: skip
