"""What can be promised for which day, as the API shows it."""

from datetime import date
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.inventory.queries.promising import promise_of


class PromiseStepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """From `day` on, `available` can be promised. `why` is free, arrives, expires or late (no day can be believed).

    `what` names the goods, `note` who sends them or why they come later.
    """

    day: date | None
    why: str
    what: str
    note: str
    change: QuantityOut
    available: QuantityOut


class PromiseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What can be promised of an item over all warehouses, day by day, with the reason of each change."""

    item_id: UUID
    on_hand: QuantityOut
    reserved: QuantityOut
    quarantined: QuantityOut
    in_transit: QuantityOut
    steps: list[PromiseStepRecord]


def promise_record(actor: Actor, item_id: UUID) -> PromiseRecord:
    """One item; NotFound when its stock is not the actor's."""
    found = promise_of(actor, item_id)
    steps = [
        PromiseStepRecord(
            day=step.day, why=step.why, what=step.what, note=step.note, change=quantity(step.change, found.unit),
            available=quantity(step.available, found.unit),
        )
        for step in found.steps
    ]  # fmt: skip
    sums = {
        name: quantity(getattr(found, name), found.unit)
        for name in ("on_hand", "reserved", "quarantined", "in_transit")
    }
    return PromiseRecord(item_id=item_id, steps=steps, **sums)
