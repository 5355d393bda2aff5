"""Take words on orders: function for the commands that push and pull."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import plain
from tenant_apps.integrations.commands.apply_order import apply_order
from tenant_apps.integrations.commands.connection_of import as_connection
from tenant_apps.integrations.commands.keeping import (
    Heard,
    SyncVerdicts,
    check_form,
    drop_known,
    keep,
    refuse,
    verdicts,
)
from tenant_apps.integrations.models import Connection, OrderWord
from tenant_apps.integrations.types import OrderMessage, Told
from tenant_apps.orders.queries import find_numbers
from tenant_apps.trading.kernel.types import AwareTime


class ConfirmedLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the seller's system confirms of a line; decimal text in the line's unit."""

    line_no: int
    quantity: str


class OrderMessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One word of a system on an order, named by the marketplace's number. Only what is given counts.

    `version` rises with every change of the order over there; an older one never takes back a newer one's fields.
    """

    message_id: str
    order_number: str
    version: int
    said_at: AwareTime
    state: Literal["confirmed", "shipped", "cancelled"] | None = None
    confirmed_date: date | None = None
    lines: list[ConfirmedLineIn] | None = None
    carrier: str | None = None
    tracking: str | None = None
    reason: str | None = None
    invoice_number: str | None = None


TEXTS = {"carrier": 80, "tracking": 80, "reason": 200, "invoice_number": 60}


def heard_of(messages: Sequence[OrderMessageIn]) -> list[Heard]:
    """The messages as they are kept."""
    return [
        Heard(
            index=index,
            message_id=one.message_id,
            kind="order",
            thing=one.order_number,
            sequence=one.version,
            said_at=one.said_at,
            body=_body(one),
        )
        for index, one in enumerate(messages)
    ]


def _body(one: OrderMessageIn) -> dict[str, Any]:
    body: dict[str, Any] = {name: told for name in ("state", *TEXTS) if (told := getattr(one, name)) is not None}
    if one.confirmed_date is not None:
        body["confirmed_date"] = one.confirmed_date.isoformat()
    if one.lines is not None:
        body["lines"] = {str(line.line_no): line.quantity for line in one.lines}
    return body


def receive_orders(ctx: Context, connection: Connection, heard: Sequence[Heard]) -> SyncVerdicts:
    """Merge what was said, act on it in the connection's name, and keep every message once.

    Locks the connection (the caller), then each order through the command that moves it, in the order of numbers.
    """
    for one in heard:
        check_form(ctx, one)
        if not one.state:
            _check(one)
    if not all(one.row is not None for one in heard):
        drop_known(connection, heard)
    acting = as_connection(ctx, connection)
    orders = find_numbers(acting.actor, [one.thing for one in heard if not one.state])
    found: dict[str, list[Heard]] = {}
    for one in heard:
        if one.state:
            continue
        if one.thing in orders:
            found.setdefault(one.thing, []).append(one)
        else:
            one.at_field, one.told = "order_number", Told("dead", f"the company has no order {one.thing}")
    rows = OrderWord.objects.filter(connection=connection, order_id__in=[one.id for one in orders.values()])
    words = {row.order_id: row for row in rows}
    for number in sorted(found):
        order = orders[number]
        word = words.get(order.id) or OrderWord(connection=connection, order_id=order.id, heard_at=ctx.now)
        told = apply_order(acting, connection, word, order, [_message(one) for one in found[number]])
        for one in found[number]:
            one.told = told[one.message_id]
    ctx.owed += acting.owed
    keep(ctx, connection, heard, {})
    return verdicts(heard)


def _check(one: Heard) -> None:
    if not one.body:
        refuse(one, "state", "the message says nothing about the order")
    for name, most in TEXTS.items():
        if len(one.body.get(name, "")) > most:
            refuse(one, name, f"at most {most} characters")
    for number, text in one.body.get("lines", {}).items():
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value < 10**14 or not 0 < int(number) < 10**6:
            refuse(one, "lines", f"{text!r} is not a quantity of a line")
        else:
            one.body["lines"][number] = plain(value)


def _message(one: Heard) -> OrderMessage:
    return OrderMessage(one.message_id, one.sequence, one.said_at, one.body)
