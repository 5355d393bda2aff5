"""Taking from a listing: what a take writes, what a refused one writes, and who may do it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import Error, transaction

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.listing.commands import (
    ChangeListing,
    ExpireListing,
    ListingResult,
    PublishListing,
    TakeListing,
    WithdrawListing,
    change_listing,
    expire_listing,
    publish_listing,
    take_listing,
    withdraw_listing,
)
from tenant_apps.trading.kernel.models import Award, Bid, Deal, Lot, LotItem, TradingEvent
from tests.fixtures.trade import SYSTEM, Market, assert_sound, kilos, pieces


@pytest.fixture
def listing(market: Market) -> ListingResult:
    """100 kg of steel at 2.50, at least 10 in steps of 5."""
    return run(
        publish_listing,
        market.as_seller(),
        PublishListing(
            item_id=market.items["steel"], quantity=kilos("100"), unit_price="2.50", currency="EUR", min_take="10",
            take_step="5",
        ),
    )  # fmt: skip


def take(listing: ListingResult, quantity: str, version: int = 1) -> TakeListing:
    return TakeListing(listing_id=listing.listing_id, version=version, quantity=kilos(quantity))


def refused(actor: Actor, data: TakeListing) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(take_listing, actor, data)
    return caught.value


def test_a_take_forms_a_deal_and_moves_the_stock(market: Market, listing: ListingResult) -> None:
    answer = run(take_listing, market.as_buyer(), take(listing, "25"))
    deal = Deal.objects.get(pk=answer.deal_id)
    assert (deal.origin, deal.buyer_id, deal.seller_id) == ("listing", market.buyer, market.seller)
    assert answer.total.amount == "74.38"
    assert market.stock("steel") == (1000, 100)
    offer, bid = Bid.objects.order_by("seq")
    assert (offer.payload["act"], offer.company_id, offer.prev_hash) == ("offer", market.seller, "")
    assert (bid.seq, bid.verdict, bid.prev_hash) == (2, "accepted", offer.hash)
    assert Award.objects.get().bid_id == bid.pk
    assert_sound()


def test_the_last_take_ends_the_listing(market: Market, listing: ListingResult) -> None:
    run(take_listing, market.as_buyer(), take(listing, "95"))
    run(take_listing, market.as_buyer(), take(listing, "5"))
    run_row = TradingEvent.objects.get(pk=listing.listing_id)
    assert run_row.final_state == "complete"
    assert refused(market.as_other_buyer(), take(listing, "10")).code == "trading.listing_closed"
    assert market.stock("steel") == (1000, 100)
    assert_sound()


@pytest.mark.parametrize(
    ("quantity", "version", "code", "status", "field"),
    [
        ("5", 1, "trading.below_min_take", 422, "quantity"),
        ("12", 1, "trading.bad_step", 422, "quantity"),
        ("105", 1, "trading.insufficient_remaining", 409, "quantity"),
        ("10", 7, "trading.stale_version", 409, "version"),
    ],
)
def test_a_refused_take_is_written_as_a_refused_bid_and_nothing_else(
    market: Market, listing: ListingResult, quantity: str, version: int, code: str, status: int, field: str
) -> None:
    events = OutboxMessage.objects.count()
    refusal = refused(market.as_buyer(), take(listing, quantity, version))
    assert (refusal.code, refusal.status, refusal.field) == (code, status, field)
    assert refusal.message and refusal.remedy
    bid = Bid.objects.get(seq=2)
    assert (bid.verdict, bid.verdict_reason, bid.company_id) == ("refused", code, market.buyer)
    assert (Deal.objects.count(), Award.objects.count(), OutboxMessage.objects.count()) == (0, 0, events)
    assert LotItem.objects.get().taken == 0
    assert market.stock("steel") == (1000, 100)
    assert_sound()


def test_a_wrong_unit_names_the_field(market: Market, listing: ListingResult) -> None:
    data = TakeListing(listing_id=listing.listing_id, version=1, quantity=pieces("10"))
    assert refused(market.as_buyer(), data).field == "quantity"


def test_a_seller_cannot_take_its_own_listing(market: Market, listing: ListingResult) -> None:
    assert refused(market.as_seller(), take(listing, "10")).code == "trading.own_listing"


def test_nobody_takes_for_another_company(market: Market, listing: ListingResult) -> None:
    data = TakeListing(listing_id=listing.listing_id, version=1, quantity=kilos("10"), company_id=market.other_buyer)
    with pytest.raises(NotAllowed):
        run(take_listing, market.as_buyer(), data)
    assert Bid.objects.count() == 1


def test_one_idempotency_key_is_one_bid(market: Market, listing: ListingResult) -> None:
    key = str(uuid4())
    first = run(take_listing, market.as_buyer(), take(listing, "10"), idempotency_key=key)
    again = run(take_listing, market.as_buyer(), take(listing, "10"), idempotency_key=key)
    assert first == again
    assert (Bid.objects.count(), Deal.objects.count()) == (2, 1)


def test_a_changed_price_is_a_new_version(market: Market, listing: ListingResult) -> None:
    changed = run(
        change_listing,
        market.as_seller(),
        ChangeListing(listing_id=listing.listing_id, version=1, unit_price="2.75", quantity=kilos("60")),
    )
    assert changed.version == 2
    assert market.stock("steel") == (1000, 60)
    assert refused(market.as_buyer(), take(listing, "10", 1)).code == "trading.stale_version"
    answer = run(take_listing, market.as_buyer(), take(listing, "10", 2))
    assert Deal.objects.get(pk=answer.deal_id).net_minor == 2750
    assert_sound()


def test_withdrawing_frees_what_was_not_taken(market: Market, listing: ListingResult) -> None:
    run(take_listing, market.as_buyer(), take(listing, "20"))
    run(withdraw_listing, market.as_seller(), WithdrawListing(listing_id=listing.listing_id))
    assert market.stock("steel") == (1000, 20)
    assert refused(market.as_buyer(), take(listing, "10")).code == "trading.listing_closed"


def test_another_company_can_neither_change_nor_withdraw(market: Market, listing: ListingResult) -> None:
    stranger = market.acting(market.other_seller)
    with pytest.raises(NotFound):
        run(withdraw_listing, stranger, WithdrawListing(listing_id=listing.listing_id))
    with pytest.raises(NotFound):
        run(change_listing, stranger, ChangeListing(listing_id=listing.listing_id, version=1, unit_price="1"))
    assert TradingEvent.objects.get().version == 1


def test_an_expired_listing_sells_nothing_even_before_the_clock_has_come(
    market: Market, listing: ListingResult
) -> None:
    lot = Lot.objects.get()
    lot.engine_state["end"] = TradingEvent.objects.get().published_at.isoformat()
    lot.save()
    assert refused(market.as_buyer(), take(listing, "10")).code == "trading.listing_closed"
    run(expire_listing, SYSTEM, ExpireListing(listing_id=listing.listing_id))
    assert TradingEvent.objects.get().final_state == "expired"
    assert market.stock("steel") == (1000, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit_price": "0"}, "unit_price"),
        ({"unit_price": "2.1234567"}, "unit_price"),
        ({"currency": "XYZ"}, "currency"),
        ({"quantity": pieces("10")}, "quantity"),
        ({"quantity": kilos("0")}, "quantity"),
        ({"min_take": "200"}, "min_take"),
    ],
)
def test_publishing_bad_terms_names_the_field_and_holds_nothing(
    market: Market, change: dict[str, object], field: str
) -> None:
    terms = {"item_id": market.items["steel"], "quantity": kilos("100"), "unit_price": "2.50", "currency": "EUR"}
    with pytest.raises(Refusal) as caught:
        run(publish_listing, market.as_seller(), PublishListing(**{**terms, **change}))  # type: ignore[arg-type]
    assert caught.value.field == field
    assert market.stock("steel") == (1000, 0)
    assert TradingEvent.objects.count() == 0


def test_more_than_is_free_is_not_listed(market: Market, listing: ListingResult) -> None:
    with pytest.raises(Refusal) as caught:
        run(
            publish_listing,
            market.as_seller(),
            PublishListing(item_id=market.items["steel"], quantity=kilos("901"), unit_price="2", currency="EUR"),
        )
    assert caught.value.code == "inventory.insufficient_stock"
    assert market.stock("steel") == (1000, Decimal(100))


def test_a_bid_can_be_neither_changed_nor_removed(market: Market, listing: ListingResult) -> None:
    run(take_listing, market.as_buyer(), take(listing, "10"))
    for attempt in (lambda: Bid.objects.update(verdict="refused"), lambda: Bid.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic(using=scope.alias()):
            Award.objects.all().delete()
            attempt()
    assert set(Bid.objects.values_list("verdict", flat=True)) == {"accepted"}


def test_a_bid_is_seen_by_its_maker_and_the_initiator_alone(market: Market, listing: ListingResult) -> None:
    run(take_listing, market.as_buyer(), take(listing, "10"))
    seen = {
        who: Bid.objects.visible_to(actor).count()
        for who, actor in {
            "buyer": market.as_buyer(), "seller": market.as_seller(), "other": market.as_other_buyer(),
            "visitor": Actor.anonymous(), "marketplace": market.as_marketplace(),
        }.items()
    }  # fmt: skip
    assert seen == {"buyer": 1, "seller": 2, "other": 0, "visitor": 0, "marketplace": 2}
