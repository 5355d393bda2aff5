"""Spot listing from offer to settlement: through commands and deliveries, with no manual step."""

import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound
from shared_apps.outbox import jobs
from shared_apps.outbox.models import OutboxMessage
from tenant_apps.documents.queries import list_for, read
from tenant_apps.invoicing.queries import list_of_order
from tenant_apps.ledger.queries import balances, trial_balance
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, Ship, confirm_receipt, ship
from tenant_apps.logistics.queries import find_shipment
from tenant_apps.logistics.queries import list_of_order as shipments_of
from tenant_apps.orders.queries import find_of_deal, find_order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.settlement.queries import timeline
from tenant_apps.trading.engines.listing.commands import (
    PublishListing,
    TakeListing,
    publish_listing,
    take_listing,
)
from tenant_apps.trading.kernel.models import Bid, Deal
from tests.fixtures.trade import Market, by_hand, deliver, kilos


def offered(market: Market) -> PublishListing:
    return PublishListing(
        item_id=market.items["steel"],
        warehouse_id=market.warehouse,
        quantity=kilos("400"),
        unit_price="2.3455",
        currency="EUR",
        min_take="50",
        take_step="10",
        title="Offcuts",
    )


def taken(market: Market, quantity: str = "150") -> "tuple[object, Deal]":
    listing = run(publish_listing, market.as_seller(), offered(market))
    answer = run(
        take_listing,
        market.as_buyer(),
        TakeListing(listing_id=listing.listing_id, version=1, quantity=kilos(quantity)),
    )
    return answer, Deal.objects.get(pk=answer.deal_id)


def test_a_take_runs_to_settled_by_itself(market: Market, sound: object) -> None:
    _answer, deal = taken(market)
    assert market.stock("steel") == (1000, 400)
    deliver()
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert (deal.net_minor, deal.tax_minor, deal.total_minor) == (35183, 6685, 41868)
    assert market.stock("steel") == (850, 250)
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    (invoice,) = list_of_order(order.id)
    assert (invoice.total_minor, invoice.paid_minor) == (41868, 41868)
    assert trial_balance() == {"EUR": 0}
    books = {(row.company_id, row.kind): row.balance_minor for row in balances()}
    assert books[market.seller, "bank"] == 41868 == -books[market.buyer, "bank"]
    assert books[market.seller, "receivable"] == 0 == books[market.buyer, "payable"]
    sound()  # type: ignore[operator]


def test_the_timeline_shows_every_step_with_its_number(market: Market) -> None:
    _answer, deal = taken(market)
    deliver()
    seen = timeline(deal.pk, market.as_buyer())
    assert [(step.kind, step.state) for step in seen.steps] == [
        (kind, "done")
        for kind in ("listing", "bid", "deal", "order", "shipment", "receipt", "invoice", "payment", "settled")
    ]
    assert all(step.number and step.id and step.at for step in seen.steps)
    times = [step.at for step in seen.steps if step.at is not None]
    assert times == sorted(times)


def test_a_timeline_is_for_the_two_parties_and_the_marketplace(market: Market) -> None:
    _answer, deal = taken(market)
    timeline(deal.pk, market.as_seller())
    timeline(deal.pk, market.as_marketplace())
    for stranger in (market.as_other_buyer(), Actor.anonymous()):
        with pytest.raises(NotFound):
            timeline(deal.pk, stranger)


def test_by_hand_each_step_waits_for_its_person(market: Market, sound: object) -> None:
    by_hand()
    _answer, deal = taken(market)
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "accepted"
    (shipment,) = shipments_of(order.id)
    waiting = [(step.kind, step.state) for step in timeline(deal.pk, market.as_buyer()).steps][4:]
    assert waiting == [
        ("shipment", "current"), ("receipt", "waiting"), ("invoice", "waiting"), ("payment", "waiting"),
        ("settled", "waiting"),
    ]  # fmt: skip
    run(ship, market.as_seller(), Ship(shipment_id=shipment.id, carrier="Rail"))
    deliver()
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=shipment.id))
    deliver()
    (invoice,) = list_of_order(order.id)
    assert invoice.paid_minor == 0
    run(
        record_payment,
        market.as_buyer(),
        RecordPayment(payee_id=market.seller, amount=_answer.total, reference=invoice.number),
    )
    deliver()
    deal.refresh_from_db()
    assert deal.settled_at is not None
    sound()  # type: ignore[operator]


def test_refused_goods_are_not_invoiced_and_go_back(market: Market, sound: object) -> None:
    by_hand("receipt")
    _answer, deal = taken(market)
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None
    (shipment,) = shipments_of(order.id)
    (line,) = find_shipment(market.as_buyer(), shipment.id).lines
    run(
        confirm_receipt,
        market.as_buyer(),
        ConfirmReceipt(
            shipment_id=shipment.id,
            lines=[ReceivedLine(order_line_id=line.order_line_id, accepted="120.5", refused="29.5")],
        ),
    )
    deliver()
    (invoice,) = list_of_order(order.id)
    assert (invoice.net_minor, invoice.tax_minor) == (28263, 5370)
    assert find_order(market.as_buyer(), order.id).state == "settled"
    assert market.stock("steel") == (1000 - 150 + 29.5, 250)
    sound()  # type: ignore[operator]


def test_papers_are_made_once_and_for_the_two_parties(market: Market) -> None:
    _answer, deal = taken(market)
    deliver()
    while jobs.run_due():
        pass
    order = find_of_deal(deal.pk)
    assert order is not None
    (invoice,) = list_of_order(order.id)
    (shipment,) = shipments_of(order.id)
    for paper in (invoice.document_id, shipment.document_id):
        assert paper is not None
        _facts, content = read(market.as_buyer(), paper)
        assert content.startswith(b"%PDF")
        with pytest.raises(NotFound):
            read(market.as_other_buyer(), paper)
    assert len(list_for(market.as_seller(), [invoice.id, shipment.id])) == 2


def test_delivering_everything_again_changes_nothing(market: Market, sound: object) -> None:
    taken(market)
    deliver()
    before = (Deal.objects.count(), len(balances()), Bid.objects.count())
    OutboxMessage.objects.update(delivered_at=None)
    deliver()
    assert (Deal.objects.count(), len(balances()), Bid.objects.count()) == before
    sound()  # type: ignore[operator]
