"""Take words on stock: function for the commands that push, pull and read files.

Everything of one batch commits together: messages, effects on stock, differences. Locks the connection (the caller),
then stock levels in the order of item and warehouse.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import BadQuantity, Quantity
from tenant_apps.catalogue.queries import ItemFacts, list_of_supplier
from tenant_apps.integrations.commands.apply_stock import NOTHING, apply_stock
from tenant_apps.integrations.commands.connection_of import as_connection
from tenant_apps.integrations.commands.keeping import (
    Heard,
    SyncVerdicts,
    check_form,
    drop_known,
    keep,
    parked_of,
    refuse,
    verdicts,
)
from tenant_apps.integrations.models import Connection, Message, StockWord
from tenant_apps.integrations.types import MessageKind, StockMessage, Told
from tenant_apps.inventory.commands import lock_standing
from tenant_apps.inventory.queries import warehouses_by_code
from tenant_apps.trading.kernel.types import AwareTime


class StockMessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One word of a system on an article in a warehouse: `on_hand`, all that lies there, or `change`, plus or minus.

    `sequence` counts the words on this article in this warehouse, levels and changes together, from 1.
    """

    message_id: str
    sku: str
    warehouse: str
    sequence: int
    said_at: AwareTime
    on_hand: str | None = None
    change: str | None = None


def heard_of(messages: Sequence[StockMessageIn]) -> list[Heard]:
    """The messages as they are kept."""
    return [
        Heard(
            index=index,
            message_id=one.message_id,
            kind="level" if one.on_hand is not None else "movement",
            thing=f"{one.sku}@{one.warehouse}",
            sequence=one.sequence,
            said_at=one.said_at,
            body={name: value for name in ("sku", "warehouse", "on_hand", "change") if (value := getattr(one, name))},
        )
        for index, one in enumerate(messages)
    ]


def receive_stock(ctx: Context, connection: Connection, heard: Sequence[Heard]) -> SyncVerdicts:
    """Apply what can be applied, park what waits for an earlier word, and keep every message once."""
    for one in heard:
        check_form(ctx, one)
        if not one.state and ("on_hand" in one.body) == ("change" in one.body):
            refuse(one, "on_hand", "give on_hand or change, one of them")
    if not all(one.row is not None for one in heard):
        drop_known(connection, heard)
    fresh = [one for one in heard if not one.state]
    _name(connection, fresh)
    things = _by_thing([one for one in fresh if one.told is None])
    parked = parked_of(connection, things)
    own = {one.row.pk for one in fresh if one.row is not None}
    words = _words(ctx, connection, things)
    levels = lock_standing(ctx, [(word.item_id, word.warehouse_id) for word in words.values()])
    acting = as_connection(ctx, connection)
    woken: dict[Message, Told] = {}
    for thing in sorted(things, key=lambda name: (words[name].item_id, words[name].warehouse_id)):
        word = words[thing]
        waiting = {row.message_id: row for row in parked.get(thing, ()) if row.pk not in own}
        all_of_it = [_message(one.message_id, one.sequence, one.body, one.said_at) for one in things[thing]]
        all_of_it += [_message(row.message_id, row.sequence, row.body, row.said_at) for row in waiting.values()]
        level = levels.get((word.item_id, word.warehouse_id), NOTHING)
        told = apply_stock(acting, connection, thing, word, level, all_of_it)
        for one in things[thing]:
            one.told = told[one.message_id]
        woken |= {row: told[pk] for pk, row in waiting.items()}
    ctx.owed += acting.owed
    _save_words(words.values())
    keep(ctx, connection, heard, woken)
    return verdicts(heard)


def _name(connection: Connection, heard: Sequence[Heard]) -> None:
    """Find article and warehouse, and read the quantity; what is not known here is dead until it is."""
    items = {one.sku: one for one in list_of_supplier(connection.company_id, skus=[h.body["sku"] for h in heard])}
    places = warehouses_by_code(connection.company_id)
    for one in heard:
        item, place = items.get(one.body["sku"]), places.get(one.body["warehouse"])
        if item is None or not item.stocked:
            one.at_field, one.told = "sku", Told("dead", f"the company has no stocked article {one.body['sku']}")
        elif place is None:
            one.at_field, one.told = "warehouse", Told("dead", f"the company has no warehouse {one.body['warehouse']}")
        elif why := _unreadable(one.body, item):
            one.at_field, one.told = "on_hand" if one.kind == "level" else "change", Told("dead", why)
        else:
            one.facts = {"item": item, "place": place}


def _unreadable(body: dict[str, Any], item: ItemFacts) -> str:
    text = body.get("on_hand") or body.get("change") or ""
    try:
        value = Quantity.parse(Decimal(text), item.unit).value
    except (InvalidOperation, BadQuantity) as error:
        return str(error) if isinstance(error, BadQuantity) else f"{text!r} is not a number"
    return "a level is at least 0" if "on_hand" in body and value < 0 else ""


def _by_thing(heard: Sequence[Heard]) -> dict[str, list[Heard]]:
    found: dict[str, list[Heard]] = {}
    for one in heard:
        found.setdefault(one.thing, []).append(one)
    return found


def _words(ctx: Context, connection: Connection, things: dict[str, list[Heard]]) -> dict[str, StockWord]:
    """The last words on these things, new ones not yet written."""
    wanted: dict[tuple[UUID, UUID], str] = {
        (ones[0].facts["item"].id, ones[0].facts["place"]): thing for thing, ones in things.items()
    }
    found = {}
    rows = StockWord.objects.filter(connection=connection, item_id__in={item for item, _place in wanted})
    for row in rows:
        if (row.item_id, row.warehouse_id) in wanted:
            found[wanted[(row.item_id, row.warehouse_id)]] = row
    for (item, place), thing in wanted.items():
        if thing not in found:
            found[thing] = StockWord(connection=connection, item_id=item, warehouse_id=place, heard_at=ctx.now)
    return found


def _save_words(words: Any) -> None:
    new = [word for word in words if word._state.adding]
    old = [word for word in words if not word._state.adding]
    StockWord.objects.bulk_update(old, ["sequence", "theirs", "agreed", "said_at", "heard_at"])
    StockWord.objects.bulk_create(new)


def _message(pk: str, sequence: int, body: dict[str, Any], said_at: Any) -> StockMessage:
    is_level = "on_hand" in body
    return StockMessage(pk, sequence, is_level, Decimal(body["on_hand" if is_level else "change"]), said_at)


def again(row: Message) -> Heard:
    """A message that is kept already, to be tried once more."""
    kind = cast(MessageKind, row.kind)
    return Heard(0, row.message_id, kind, row.thing, row.sequence, row.said_at, dict(row.body), row=row)
