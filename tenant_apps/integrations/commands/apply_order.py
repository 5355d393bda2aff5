"""Give the words on one order their effect: goods sent, an order cancelled, a difference noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.integrations.commands.disagreements import kept_ours, note_difference
from tenant_apps.integrations.decisions.conflicts import settle_state, winner_of
from tenant_apps.integrations.decisions.order_words import merge
from tenant_apps.integrations.models import Connection, OrderWord
from tenant_apps.integrations.types import CONFIRMED, STATE, FieldWord, OrderMessage, Settled, Told
from tenant_apps.logistics.commands import PlanShipment, Ship, plan_shipment, ship
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.orders.commands import CancelOrder, cancel_order
from tenant_apps.orders.types import OrderFacts


def apply_order(
    ctx: Context, connection: Connection, word: OrderWord, order: OrderFacts, messages: Sequence[OrderMessage]
) -> Mapping[str, Told]:
    """Merge the words field by field and act on what is new. `ctx` acts as the connection; the word is saved here."""
    known = {
        name: FieldWord(one["version"], datetime.fromisoformat(one["said_at"]), one["value"])
        for name, one in word.fields.items()
    }
    fields, told = merge(known, messages)
    word.fields = {
        name: {"version": one.version, "said_at": one.said_at.isoformat(), "value": one.value}
        for name, one in fields.items()
    }
    word.version = max((one.version for one in fields.values()), default=0)
    word.said_at = max((one.said_at for one in fields.values()), default=None)
    word.heard_at = ctx.now
    word.save()
    if fields.get("state") != known.get("state"):
        _state(ctx, connection, word, order, fields["state"], fields)
    if "lines" in fields and fields["lines"] != known.get("lines"):
        _confirmed(ctx, connection, word, order, fields["lines"].value)
    return told


def _state(
    ctx: Context, connection: Connection, word: OrderWord, order: OrderFacts, said: FieldWord, fields: Mapping[str, Any]
) -> None:
    rule = winner_of(connection.winners, STATE)
    found = settle_state(rule, ours=order.state, theirs=said.value, ours_at=order.accepted_at, said_at=said.said_at)
    if found.winner == "theirs":
        refused = move_order(ctx, word, order)
        if refused is not None:
            found = Settled("open", True, "refused")
    if found.winner == "open" and kept_ours(connection, STATE, order.number, order.state, said.value):
        return
    note_difference(ctx, connection, STATE, order.number, word.pk, order.state, said.value, found)


def move_order(ctx: Context, word: OrderWord, order: OrderFacts) -> Refusal | None:
    """Bring the order where the system says it stands; the refusal if that is not possible, with nothing written."""
    wanted = word.fields["state"]["value"]
    try:
        with ctx.attempt():
            if wanted == "cancelled":
                told = str(word.fields.get("reason", {}).get("value", ""))
                ctx.call(cancel_order, CancelOrder(order_id=order.id, reason=told))
            else:
                _ship(ctx, word, order)
    except Refusal as refusal:
        return refusal
    faultpoint("integrations.after_order")
    return None


def _ship(ctx: Context, word: OrderWord, order: OrderFacts) -> None:
    planned = next((one.id for one in list_of_order(order.id) if one.state == "planned"), None)
    shipment = planned or ctx.call(plan_shipment, PlanShipment(order_id=order.id)).shipment_id
    told = {name: str(word.fields.get(name, {}).get("value", "")) for name in ("carrier", "tracking")}
    ctx.call(ship, Ship(shipment_id=shipment, carrier=told["carrier"], tracking=told["tracking"]))


def _confirmed(
    ctx: Context, connection: Connection, word: OrderWord, order: OrderFacts, lines: Mapping[str, str]
) -> None:
    """Compare what was confirmed with what was ordered; only lines that differ are shown."""
    ordered = {str(line.line_no): plain(line.quantity) for line in order.lines}
    other = {number: told for number, told in lines.items() if ordered.get(number) != told}
    ours = ", ".join(f"{number}: {ordered.get(number, '–')}" for number in other)[:120]
    theirs = ", ".join(f"{number}: {told}" for number, told in other.items())[:120]
    rule = winner_of(connection.winners, CONFIRMED)
    found = Settled("ours", False)
    if other and not kept_ours(connection, CONFIRMED, order.number, ours, theirs):
        found = Settled("open", True, "asked") if rule == "ask" else Settled("ours", True, "rule")
    note_difference(ctx, connection, CONFIRMED, order.number, word.pk, ours, theirs, found)
