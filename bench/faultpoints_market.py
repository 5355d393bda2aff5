"""The marketplace of the bench of fault points, and what people do in it: lists of acts, each under a key of its own.

An act gets what the acts before it answered. Doing a whole list again gives the same answers, or the test has found
something.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Command, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox import cleaning, jobs, relay
from shared_apps.outbox.models import Job, OutboxMessage, Reservation, Saga
from shared_apps.outbox.sagas import drive, tcc
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue import commands as catalogue
from tenant_apps.identity import commands as identity
from tenant_apps.inventory import commands as inventory
from tenant_apps.logistics import commands as logistics
from tenant_apps.logistics.queries import list_of_order as shipments_of
from tenant_apps.orders import commands as orders
from tenant_apps.orders.models import Order
from tenant_apps.orders.tentative.models import TentativeOrder
from tenant_apps.parties import commands as parties
from tenant_apps.payments import commands as payments
from tenant_apps.payments.models import Payment
from tenant_apps.prepayment import commands as prepayment
from tenant_apps.prepayment.models import Prepayment
from tenant_apps.pricing import commands as pricing
from tenant_apps.processes import commands as processes
from tenant_apps.rulesets import commands as rulesets
from tenant_apps.trading.engines.listing import commands as listing

SYSTEM = Actor.system("bench")
Answers = dict[str, Any]
Act = Callable[["Doing"], Any]


@dataclass
class Market:
    """Two sellers with goods, a buyer on invoice and one that pays first."""

    ref: TenantRef
    sellers: list[UUID]
    items: list[UUID]
    warehouse: UUID
    buyer: UUID
    payer: UUID


@dataclass
class Doing:
    """One run through a list of acts. `tag` makes keys and references its own; the same tag is the same run."""

    market: Market
    tag: str
    answers: Answers = field(default_factory=dict)

    def do(self, name: str, command: Command[Any, Any], data: Any) -> Any:
        """Run a command under a key that belongs to this act of this run."""
        answer = run(command, SYSTEM, data, idempotency_key=f"{self.tag}:{name}")
        self.answers[name] = msgspec.to_builtins(answer)
        return answer

    def id_of(self, name: str, field_name: str) -> UUID:
        return UUID(self.answers[name][field_name])


def company(name: str, *, sells: bool = False) -> UUID:
    return run(parties.add_company, SYSTEM, parties.AddCompany(name=name, country="DE", can_sell=sells)).company_id


def stand_up(ref: TenantRef) -> Market:
    """In the scope of `ref`."""
    by_hand = {f"fulfilment.{name}": "manual" for name in ("shipping", "receipt", "payment")}
    run(
        rulesets.change_settings, SYSTEM, rulesets.ChangeSettings(changes={**by_hand, "fulfilment.papers": "on_demand"})
    )
    sellers, items, places = [], [], []
    for number in range(2):
        seller = company(f"Seller {number}", sells=True)
        wish = catalogue.CreateItem(supplier_id=seller, sku=f"bar{number}", name=f"Bar {number}", unit="KGM")
        item = run(catalogue.create_item, SYSTEM, wish).item_id
        place = inventory.CreateWarehouse(company_id=seller, code="W", name="Yard")
        warehouse = run(inventory.create_warehouse, SYSTEM, place).warehouse_id
        opening = [inventory.OpeningLine(item_id=item, quantity="1000000")]
        run(inventory.set_opening_stock, SYSTEM, inventory.SetOpeningStock(warehouse_id=warehouse, lines=opening))
        line = pricing.PriceLine(item_id=item, unit_price="2.50")
        run(pricing.set_prices, SYSTEM, pricing.SetPrices(supplier_id=seller, currency="EUR", lines=[line]))
        sellers.append(seller)
        items.append(item)
        places.append(warehouse)
    payer = company("Pays first")
    terms = orders.SetPrepaid(seller_id=sellers[0], buyer_id=payer, is_prepaid=True)
    run(orders.set_prepaid, SYSTEM, terms)
    work(None)
    return Market(ref, sellers, items, places[0], company("Buyer"), payer)


def work(_doing: Doing | None) -> None:
    """What a worker does until nothing is due."""
    for _ in range(50):
        if not relay.drain() + drive.drive_due() + tcc.expire_due() + jobs.run_due():
            return


def after_death() -> None:
    """Time passes for what a dead worker held: its leases and pauses are over."""
    now = clock.now(scope.alias())
    Saga.objects.filter(state__in=("forward", "backward"), lease_until__isnull=False).update(lease_until=None)
    Job.objects.filter(state="running").update(lease_until=now - timedelta(seconds=1))
    OutboxMessage.objects.filter(delivered_at__isnull=True).update(next_attempt_at=now)
    time.sleep(0.002)


def order_of(market: Market, tag: str, *, seller: int = 0, quantity: str = "10", buyer: UUID | None = None) -> Any:
    line = orders.OrderLineIn(item_id=market.items[seller], quantity=QuantityIn(quantity, "KGM"))
    return orders.PlaceOrder(
        seller_id=market.sellers[seller], buyer_id=buyer or market.buyer, currency="EUR", lines=[line],
        client_reference=f"{tag}:{seller}",
    )  # fmt: skip


def place(doing: Doing) -> None:
    doing.do("place", orders.place_order, order_of(doing.market, doing.tag))


def place_many(doing: Doing) -> None:
    many = orders.PlaceOrders(orders=[order_of(doing.market, doing.tag, seller=at) for at in range(2)])
    doing.do("many", orders.place_orders, many)


def ship(doing: Doing) -> None:
    shipment = shipments_of(doing.id_of("place", "order_id"))[0]
    doing.do("ship", logistics.ship, logistics.Ship(shipment_id=shipment.id))


def send_part(doing: Doing) -> None:
    """Four of ten leave; the others are a shipment of their own then, younger than this one."""
    order_id = doing.id_of("place", "order_id")
    line = Order.objects.get(pk=order_id).lines.get()
    sent = [logistics.SentLine(order_line_id=line.pk, quantity="4")]
    doing.do("ship", logistics.ship, logistics.Ship(shipment_id=shipments_of(order_id)[0].id, lines=sent))


def cancel_rest(doing: Doing) -> None:
    data = orders.CancelRest(order_id=doing.id_of("place", "order_id"), reason="no more needed")
    doing.do("rest", orders.cancel_rest, data)


def change(doing: Doing) -> None:
    """The buyer wants three instead of ten, and the seller agrees."""
    order_id = doing.id_of("place", "order_id")
    less = orders.LineChangeIn(line_no=1, quantity=QuantityIn("3", "KGM"))
    data = orders.ProposeAmendment(
        order_id=order_id, version=1, change=orders.ChangeOrder(lines=[less]), side="buyer", reason="less needed"
    )
    made = doing.do("proposed", orders.propose_amendment, data)
    agreed = orders.NamedAmendment(amendment_id=made.amendment_id)
    doing.do("agreed", orders.accept_amendment, agreed)


def sheet(doing: Doing) -> None:
    """A pasted sheet: opened, kept as a list, ordered."""
    data = orders.OpenSheet(
        text="bar0\t2\nbar1\t3\nnothing\t1", buyer_id=doing.market.buyer, currency="EUR", again=True,
        client_reference=doing.tag,
    )  # fmt: skip
    made = doing.do("sheet", orders.open_sheet, data)
    doing.do(
        "list", orders.keep_list, orders.KeepList(name=doing.tag, sheet_id=made.sheet_id, buyer_id=doing.market.buyer)
    )
    doing.do("ordered", orders.order_sheet, orders.OrderSheet(sheet_id=made.sheet_id))


def receive(doing: Doing) -> None:
    shipment = shipments_of(doing.id_of("place", "order_id"))[0]
    doing.do("receive", logistics.confirm_receipt, logistics.ConfirmReceipt(shipment_id=shipment.id))


def pay(doing: Doing, *, payer: UUID | None = None, reference: str = "") -> None:
    due = MoneyIn("25.00", "EUR")
    data = payments.RecordPayment(
        payer_id=payer or doing.market.buyer, payee_id=doing.market.sellers[0], amount=due,
        reference=f"{reference} {doing.tag}".strip(),
    )  # fmt: skip
    doing.do("pay", payments.record_payment, data)


def give_back(doing: Doing) -> None:
    order = Order.objects.get(pk=doing.id_of("place", "order_id"))
    line = orders.OrderLineIn(item_id=doing.market.items[0], quantity=QuantityIn("1", "KGM"))
    data = orders.AcceptReturn(
        order_number=order.number, seller_id=doing.market.sellers[0], lines=[line], reason="scratched",
        client_reference=f"{doing.tag}:back",
    )  # fmt: skip
    doing.do("return", orders.accept_return, data)


def cancel(doing: Doing) -> None:
    doing.do("cancel", orders.cancel_order, orders.CancelOrder(order_id=doing.id_of("place", "order_id")))


def group(doing: Doing, quantity: str = "10") -> None:
    both = [order_of(doing.market, doing.tag), order_of(doing.market, doing.tag, seller=1, quantity=quantity)]
    doing.do("group", orders.place_group, orders.PlaceGroup(buyer_id=doing.market.buyer, orders=both))


def prepaid(doing: Doing) -> None:
    doing.do("prepaid", prepayment.order_prepaid, order_of(doing.market, doing.tag, buyer=doing.market.payer))


def pay_first(doing: Doing) -> None:
    pay(doing, payer=doing.market.payer, reference=doing.answers["prepaid"]["number"])


def withdraw(doing: Doing) -> None:
    data = prepayment.WithdrawPrepayment(prepayment_id=doing.id_of("prepaid", "prepayment_id"), reason="no need")
    doing.do("withdraw", prepayment.withdraw_prepayment, data)


def expire(doing: Doing) -> None:
    key = Prepayment.objects.get(pk=doing.id_of("prepaid", "prepayment_id")).tentative_id
    Reservation.objects.filter(key=key, state="tried").update(expires_at=clock.now(scope.alias()))


def _saga_of(doing: Doing) -> UUID:
    return Saga.objects.get(reference=doing.answers["prepaid"]["number"]).pk


def retry(doing: Doing) -> None:
    doing.do("retry", processes.retry_process, processes.RetryProcess(process_id=_saga_of(doing)))


def undo(doing: Doing) -> None:
    doing.do("undo", processes.undo_process, processes.UndoProcess(process_id=_saga_of(doing), reason="bench"))


def stock(doing: Doing) -> None:
    seller = doing.market.sellers[0]
    goods = catalogue.CreateItem(supplier_id=seller, sku=doing.tag, name=doing.tag, unit="KGM")
    item = doing.do("item", catalogue.create_item, goods).item_id
    yard = inventory.CreateWarehouse(company_id=seller, code=doing.tag[-18:], name=doing.tag)
    warehouse = doing.do("yard", inventory.create_warehouse, yard).warehouse_id
    opening = [inventory.OpeningLine(item_id=item, quantity="10")]
    doing.do("opening", inventory.set_opening_stock, inventory.SetOpeningStock(warehouse_id=warehouse, lines=opening))
    change = inventory.AdjustStock(item_id=item, warehouse_id=warehouse, reason="counted", change="-3")
    doing.do("adjust", inventory.adjust_stock, change)
    line = pricing.PriceLine(item_id=item, unit_price="1.00")
    doing.do("prices", pricing.set_prices, pricing.SetPrices(supplier_id=seller, currency="EUR", lines=[line]))
    doing.do("retire", catalogue.retire_item, catalogue.RetireItem(item_id=item))


def people(doing: Doing) -> None:
    added = doing.do("company", parties.add_company, parties.AddCompany(name=doing.tag, country="DE"))
    site = parties.AddSite(company_id=added.company_id, name="Yard", country="DE", city="Bremen")
    doing.do("site", parties.add_site, site)
    person = identity.InvitePerson(
        email=f"{doing.tag}@example.com", name="Ada", role="buyer", company_id=added.company_id
    )
    doing.do("invite", identity.invite_person, person)
    doing.do("suspend", parties.suspend_company, parties.SuspendCompany(company_id=added.company_id, reason="debts"))
    back = parties.ReactivateCompany(company_id=added.company_id)
    doing.do("again", parties.reactivate_company, back)


def sell_openly(doing: Doing) -> None:
    offer = listing.PublishListing(
        initiator_id=doing.market.sellers[0], item_id=doing.market.items[0], warehouse_id=doing.market.warehouse,
        unit_price="2.00", quantity=QuantityIn("50", "KGM"), currency="EUR", title=doing.tag,
    )  # fmt: skip
    made = doing.do("listing", listing.publish_listing, offer)
    take = listing.TakeListing(
        listing_id=made.listing_id, version=1, quantity=QuantityIn("5", "KGM"), company_id=doing.market.buyer
    )
    doing.do("take", listing.take_listing, take)
    doing.do("end", listing.withdraw_listing, listing.WithdrawListing(listing_id=made.listing_id))


def prepay_terms(doing: Doing) -> None:
    for at, told in enumerate((True, False)):
        data = orders.SetPrepaid(seller_id=doing.market.sellers[1], buyer_id=doing.market.buyer, is_prepaid=told)
        doing.do(f"terms{at}", orders.set_prepaid, data)


def clean(doing: Doing) -> None:
    if "clean" not in doing.answers:
        known = Job.objects.filter(kind=cleaning.KIND, state__in=("owed", "running"))
        if not known.exists():
            jobs.enqueue(cleaning.KIND, "Cleaning", {}, at=clock.now(scope.alias()))
        doing.answers["clean"] = {}


SCENARIOS: Mapping[str, tuple[Act, ...]] = {
    "sale": (place, work, ship, work, receive, work, pay, work, give_back, work),
    "cancelled": (place, work, cancel, work),
    "parts": (place, work, send_part, work, receive, work, cancel_rest, work),
    "changed": (place, work, change, work),
    "sheet": (sheet, work),
    "many": (place_many, work),
    "group": (group, work),
    "group_refused": (lambda doing: group(doing, "99999999"), work),
    "prepaid": (prepaid, work, retry, pay_first, work),
    "withdrawn": (prepaid, work, withdraw, work),
    "undone": (prepaid, work, undo, work),
    "expired": (prepaid, work, expire, work, pay_first, work),
    "stock": (stock, work),
    "people": (people, work),
    "listing": (sell_openly, work),
    "terms": (prepay_terms,),
    "cleaning": (clean, work),
}


def wrong_of(tag: str, answers: Answers) -> list[str]:
    """What a run left more or less than once, seen from its own references."""
    found = []
    for reference in (f"{tag}:0", f"{tag}:1"):
        times = Order.objects.filter(client_reference=reference).count()
        wanted = _wanted(tag, reference, answers)
        if wanted is not None and times != wanted:
            found.append(f"{reference}: {times} orders instead of {wanted}")
    paid = Payment.objects.filter(reference__endswith=tag).count()
    if paid != int("pay" in answers):
        found.append(f"{tag}: {paid} payments")
    held = TentativeOrder.objects.filter(request__client_reference__startswith=f"{tag}:", state__in=("asked", "held"))
    if held.exists():
        found.append(f"{tag}: something is held still")
    open_ = Saga.objects.filter(state__in=("forward", "backward", "stuck"), reference__in=_numbers(answers))
    found += [f"{tag}: saga {row.reference} is {row.state}" for row in open_]
    return found


def _numbers(answers: Answers) -> list[str]:
    return [answers[name]["number"] for name in ("group", "prepaid") if name in answers]


def _wanted(tag: str, reference: str, answers: Answers) -> int | None:
    name = tag.split("-")[1]
    first = reference.endswith(":0")
    return {
        "sale": int(first), "cancelled": int(first), "parts": int(first), "changed": int(first), "many": 1,
        "group": 1, "group_refused": 0,
        "prepaid": int(first), "withdrawn": 0, "undone": 0, "expired": 0,
    }.get(name)  # fmt: skip
