"""Orders over HTTP: one, or up to five hundred with a verdict each, in the queue of their marketplace."""

import re
from collections.abc import Hashable, Sequence

import msgspec

from shared_apps.api import bodies, problems
from shared_apps.api.endpoint import Verdict, Verdicts
from shared_apps.api.ordinary import Headers
from shared_apps.commands.runner import is_plain_key
from shared_apps.foundation.refusals import Refusal
from shared_apps.lane.asks import Answer, Counted, Outcome, Refused
from shared_apps.lane.desk import Sender, single
from shared_apps.lane.queues import Lane
from tenant_apps.orders.acceptance.work import OrderAsk
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.place_orders import ORDERS_MAX

# Orders of a marketplace wait in one queue, whoever they are from.
ALL = "orders"


def _ask(sender: Sender, data: PlaceOrder, key: str, counted: Counted) -> OrderAsk | None:
    buyer_id = data.buyer_id or sender.known.company_id
    # Terms other than the usual ones are looked at by the ordinary command, which gives the same verdicts.
    if buyer_id is None or data.payment_terms is not None:
        return None
    return OrderAsk(
        key_hash=sender.key_hash, counted=counted, idempotency_key=key, request_id=sender.request_id,
        origin=sender.origin, language=sender.language, data=data, buyer_id=buyer_id,
    )  # fmt: skip


class OrderRoute:
    """`POST /api/v1/orders`."""

    pattern = re.compile(r"/api/v1/orders")
    largest = 512 * 1024
    allow = "GET, POST, HEAD, OPTIONS"

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    def asks(self, found: "re.Match[str]", body: bytes, sender: Sender) -> tuple[Hashable, Sequence[OrderAsk]] | None:
        """The order, if it or its key names the company that buys."""
        data = bodies.command_input(body, PlaceOrder, {})
        ask = _ask(sender, data, sender.idempotency_key, sender.counted)
        return (ALL, [ask]) if ask is not None else None

    def reply(self, outcomes: Sequence[Outcome], path: str) -> tuple[int, Headers, bytes] | None:
        made = single(outcomes[0], path)
        if made is None or made[0] != 201:
            return made
        status, headers, text = made
        order_id = msgspec.json.decode(text, type=_Named).order_id
        return status, [*headers, (b"location", f"/api/v1/orders/{order_id}".encode())], text


class OrdersRoute:
    """`POST /api/v1/orders:batch`. Each element has the request's key and its place as its own key."""

    pattern = re.compile(r"/api/v1/orders:batch")
    largest = 4 * 1024 * 1024
    allow = "POST, OPTIONS"

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    def asks(self, found: "re.Match[str]", body: bytes, sender: Sender) -> tuple[Hashable, Sequence[OrderAsk]] | None:
        """The orders, if all of them read as such and name their buyer."""
        parts = bodies.elements(body, "orders", ORDERS_MAX)
        asked, counted = [], sender.counted
        for at, part in enumerate(parts):
            key = f"{sender.idempotency_key}/{at}"
            ask = _ask(sender, bodies.command_input(bytes(part), PlaceOrder, {}), key, counted)
            if ask is None or not is_plain_key(key):
                return None
            asked.append(ask)
        return ALL, asked

    def reply(self, outcomes: Sequence[Outcome], path: str) -> tuple[int, Headers, bytes] | None:
        found: list[Verdict] = []
        for at, one in enumerate(outcomes):
            if isinstance(one, Answer):
                found.append(Verdict(index=at, status=201, result=msgspec.Raw(one.body.encode())))
            elif isinstance(one, Refused):
                refusal: Refusal = one.why()
                problem = problems.of_refusal(refusal, path)
                found.append(Verdict(index=at, status=refusal.status, problem=problem))
            else:
                return None
        accepted = sum(one.problem is None for one in found)
        text = msgspec.json.encode(Verdicts(found, accepted, len(found) - accepted))
        return 200, [(b"content-type", b"application/json")], text


class _Named(msgspec.Struct):
    order_id: str
