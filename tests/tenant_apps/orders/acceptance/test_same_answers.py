"""An order gets the same answer and leaves the same rows, whether the lane takes it or the views."""

import asyncio
import random
import re
from typing import Any
from uuid import UUID, uuid4

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation import clock
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import (
    ChangeItem,
    CreateCategory,
    RequireLicence,
    change_item,
    create_category,
    require_licence,
)
from tenant_apps.inventory.models import StockHold, StockLevel
from tenant_apps.ledger.models import Leg
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.parties.commands import RecordQualification, record_qualification
from tenant_apps.parties.models import Qualification
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tenant_apps.terms.commands import OfferTerms, TermsStepIn, offer_terms
from tenant_apps.trading.kernel.models import DealLine
from tests.fixtures.approvals import by_role, policy, staff_of, step
from tests.fixtures.lane import Reply, post, viewed, with_lane
from tests.fixtures.trade import SYSTEM, assert_sound
from tests.tenant_apps.orders.acceptance.conftest import Counter

VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[OD]-\d{4}-\d{6,}")
SEED = 20261126


def line(sku: Any, quantity: Any, unit: str = "KGM", **more: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": {"value": quantity, "unit": unit}} | more


def wishes(seller: UUID, other: UUID, terms: UUID) -> list[tuple[str, Any, str | None]]:
    """Who, what, and under which key; `seller` as the one who sells."""
    base: dict[str, Any] = {"seller_id": str(seller), "currency": "EUR", "lines": [line("steel", "2")]}

    def order(*lines: Any, **more: Any) -> dict[str, Any]:
        return base | ({"lines": list(lines)} if lines else {}) | more

    good = [
        order(),
        order(line("steel", "3.5"), line("bolt", "7", "C62"), line("post", "1", "C62")),
        order(line("steel", "0.1", "TNE")),
        order(line("steel", "60"), line("steel", "60")),
        order(line("bolt", "2", "DZN")),
        order(line("steel", "1", unit_price="2.55")),
        order(note="urgent, “quoted” \\ and {O} {D} 𝛑"),
        order(cost_centre="K-1"),
        order(ordered_at="2026-01-02T03:04:05Z"),
        order(client_reference="R-1"),
        order(payment_terms=str(terms)),
    ]
    bad = [
        order(client_reference="R-1"),
        order(line("steel", "1", unit_price="2.54")),
        order(line("steel", "1", unit_price="x")),
        order(line("nothing", "1")),
        order(line("steel", "0")),
        order(line("steel", "1.5", "C62")),
        order(line("bolt", "1.5", "C62")),
        order(line("steel", "1e3")),
        order(line("steel", "5000")),
        order(currency="USD"),
        order(currency="XYZ"),
        order(lines=[]),
        order(cost_centre="K-9"),
        order(payment_terms=str(uuid4())),
        order(payment_terms="soon"),
        order(cost_centre="K-2"),
        order(ordered_at="2126-01-01T00:00:00Z"),
        order(seller_id=str(other)),
        order(seller_id=str(uuid4())),
        order(note="x" * 301),
        order(unknown=1),
        order({"quantity": {"value": "1", "unit": "KGM"}}),
        {"nonsense": True},
        [],
        b"{",
        b'{"seller_id": "\x00"}',
    ]
    found: list[tuple[str, Any, str | None]] = [("buyer", one, None) for one in [*good, *bad]]
    found += [("agreeing", order(line("steel", "1", unit_price="1.111111")), None)]
    found += [("other", order(buyer_id=str(other)), None), ("powerless", order(), None), ("house", order(), None)]
    found += [("house", order(buyer_id=str(other)), None)]
    found += [("buyer", order(line("bolt", "1", "C62")), "twice"), ("buyer", order(line("bolt", "1", "C62")), "twice")]
    found += [
        ("buyer", order(line("bolt", "2", "C62")), "twice"),
        ("buyer", order(), ""),
        ("buyer", order(), "k" * 256),
    ]
    random.Random(SEED).shuffle(found)
    return found


def told(reply: Reply, seller: UUID) -> dict[str, Any]:
    """An answer without what is different each time."""
    text = VARYING.sub("…", repr(reply.body).replace(str(seller), "seller"))
    skipped = {"x-request-id", "location", "content-length", "x-ratelimit-remaining", "ratelimit", "x-ratelimit-reset"}
    headers = {name: value for name, value in reply.headers.items() if name not in skipped and "rate" not in name}
    headers["content-security-policy"] = str(sorted(headers["content-security-policy"].split("; ")))
    return {"status": reply.status, "body": text, **headers}


def rows(seller: UUID) -> dict[str, Any]:
    orders = Order.objects.filter(seller_id=seller).order_by("number")
    deals = list(orders.values_list("deal_id", flat=True))
    names = ("description", "quantity", "unit", "unit_price", "tax_rate", "net_minor", "tax_minor", "line_no")
    heads = ("buyer_id", "currency", "net_minor", "tax_minor", "total_minor", "state", "note", "cost_centre",
             "client_reference")  # fmt: skip
    ids = [str(pk) for pk in orders.values_list("id", flat=True)]
    return {
        "orders": list(orders.values_list(*heads)),
        "lines": sorted(OrderLine.objects.filter(order__in=orders).values_list(*names)),
        "deal_lines": sorted(DealLine.objects.filter(deal_id__in=deals).values_list(*names)),
        "holds": sorted(StockHold.objects.filter(source_id__in=deals).values_list("quantity", "state", "source")),
        "levels": sorted(StockLevel.objects.filter(item__supplier_id=seller).values_list("on_hand", "reserved")),
        "legs": sorted(
            Leg.objects.filter(entry__source_id__in=ids).values_list(
                "amount_minor", "account__kind", "account__company"
            )
        ),
        "uses": sorted(SpendingUse.objects.filter(source_id__in=ids).values_list("amount_minor", "limit__kind")),
        "owed": sorted(
            OutboxMessage.objects.filter(aggregate__in=[f"orders:{pk}" for pk in ids]).values_list("name", "version")
        ),
        "audits": sorted(
            AuditRecord.objects.filter(target_id__in=ids).values_list("action", "actor_kind", "outcome", "target")
        ),
    }


def test_lane_and_views_agree(counter: Counter) -> None:
    market = counter.market
    with scope.enter(counter.ref):
        for code, amount in (("K-1", None), ("K-2", 100)):
            SpendingLimit.objects.create(
                kind="budget", company_id=market.buyer, code=code, currency="EUR", amount_minor=amount,
                created_at=clock.now(scope.alias()),
            )  # fmt: skip
        late = [TermsStepIn(share="100", milestone="received", days=30)]
        terms = {
            seller: run(offer_terms, SYSTEM, OfferTerms(name="30 days", steps=late, seller_id=seller)).terms_id
            for seller in (market.seller, market.other_seller)
        }
    here, there = market.seller, market.other_seller

    async def in_lane(desk: Any) -> list[Reply]:
        for who in counter.callers.values():
            await post(desk, who, "orders", {"nonsense": 1})
        return [
            await post(desk, counter.callers[who], "orders", body, f"l-{key}" if key and len(key) < 200 else key)
            for who, body, key in wishes(here, market.other_buyer, terms[here])
        ]  # fmt: skip

    fast = with_lane(in_lane)
    slow = [
        viewed(counter.callers[who], "orders", body, f"v-{key}" if key and len(key) < 200 else key)
        for who, body, key in wishes(there, market.other_buyer, terms[there])
    ]
    assert {one.status for one in fast} >= {201, 400, 403, 404, 409, 422}
    for number, (one, other) in enumerate(zip(fast, slow, strict=True)):
        assert told(one, here) == told(other, there), (number, wishes(here, market.other_buyer, terms[here])[number])
        assert ("location" in one.headers) == ("location" in other.headers)
    with scope.enter(counter.ref):
        ours, theirs = rows(here), rows(there)
        for name, found in ours.items():
            assert found == [
                tuple(market.seller if cell == there else cell for cell in row) for row in theirs[name]
            ] or sorted(map(str, found)) == sorted(str(row).replace(str(there), str(here)) for row in theirs[name]), (
                name
            )
        keys = IdempotencyRecord.objects.filter(route="orders.place_order")
        assert keys.filter(key__startswith="l-").count() == keys.filter(key__startswith="v-").count() == 1
        note = Order.objects.filter(seller_id=here, note__contains="{O}").get()
        assert "{D} 𝛑" in note.note
        pinned = dict(Order.objects.exclude(payment_terms=None).values_list("seller_id", "payment_terms"))
        assert pinned == terms and Order.objects.exclude(payment_terms=None).count() == 2
        assert_sound()


def test_what_policies_want_approved_is_refused_by_both(counter: Counter) -> None:
    market, who = counter.market, counter.callers["buyer"]
    with scope.enter(counter.ref):
        staff = staff_of(market.buyer)
        policy(staff, step("Finance", by_role("finance")), when="any(lines, quantity > 5)")
    order = {"seller_id": str(market.seller), "currency": "EUR"}
    bodies = [order | {"lines": [line("steel", quantity)]} for quantity in ("6", "5")]

    async def in_lane(desk: Any) -> list[Reply]:
        return [await post(desk, who, "orders", body) for body in (*bodies, *bodies)][2:]

    fast = with_lane(in_lane)
    slow = [viewed(who, "orders", body) for body in bodies]
    assert [one.status for one in fast] == [one.status for one in slow] == [409, 201]
    assert told(fast[0], market.seller) == told(slow[0], market.seller)
    assert "orders.approval_needed" in repr(fast[0].body)


def test_lane_and_views_refuse_goods_without_licence_from_the_next_order_on(counter: Counter) -> None:
    market, who = counter.market, counter.callers["buyer"]
    body = {"seller_id": str(market.seller), "currency": "EUR", "lines": [line("bolt", "1", "C62"), line("steel", "1")]}

    def arrange(act: Any) -> Any:
        with scope.enter(counter.ref):
            return act()

    def in_category() -> None:
        run(create_category, SYSTEM, CreateCategory(code="metals", name_en="Metals"))
        run(create_category, SYSTEM, CreateCategory(code="steels", name_en="Steels", parent="metals"))
        run(change_item, SYSTEM, ChangeItem(item_id=market.items["steel"], category="steels"))

    def grant() -> None:
        run(record_qualification, SYSTEM, RecordQualification(company_id=market.buyer, kind="metal-trade"))

    async def in_lane(desk: Any) -> list[Reply]:
        await post(desk, who, "orders", {"nonsense": 1})
        found = [await post(desk, who, "orders", body)]
        for change in (
            lambda: run(require_licence, SYSTEM, RequireLicence(category="metals", kind="metal-trade")), grant,
        ):  # fmt: skip
            await asyncio.to_thread(arrange, change)
            found.append(await post(desk, who, "orders", body))
        return found

    arrange(in_category)
    fast = with_lane(in_lane)
    assert [one.status for one in fast] == [201, 409, 201]
    refused = fast[1].body
    assert refused["type"].endswith("orders.licence_missing") and refused["remedy"]
    arrange(lambda: Qualification.objects.update(state="revoked"))
    slow = viewed(who, "orders", body)
    assert told(slow, market.seller) == told(fast[1], market.seller)
    with scope.enter(counter.ref):
        assert Order.objects.count() == 2
        assert_sound()
