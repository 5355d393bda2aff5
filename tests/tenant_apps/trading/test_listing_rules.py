"""Listings under the rule book, through their commands to settled books.

Each rule that counts outside the engine; takes that wait; purchases, tiers, baskets; gates, audit file, replay.
"""

import importlib.util
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.outbox.models import Job
from tenant_apps.inventory.models import StockHold
from tenant_apps.ledger.queries import trial_balance
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.listing.commands import (
    AnswerTake,
    ApproveTake,
    BasketLine,
    ChangeListing,
    ListingResult,
    PublishListing,
    ReleaseTake,
    ReviewListing,
    TakeBasket,
    TakeListing,
    WithdrawListing,
    answer_take,
    approve_take,
    change_listing,
    publish_listing,
    release_take,
    review_listing,
    take_basket,
    take_listing,
    withdraw_listing,
)
from tenant_apps.trading.engines.listing.queries import waiting_takes
from tenant_apps.trading.kernel import gates
from tenant_apps.trading.kernel.decisions.engine import Verdict
from tenant_apps.trading.kernel.gates import Gate, declare_gate
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.listings import find_listing
from tenant_apps.trading.kernel.queries.simulations import past_events, replay_event
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos, pieces
from tests.proofs import proves


def setting(**values: Any) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"spot_listing.{name}": one for name, one in values.items()}))


def offer(market: Market, **terms: Any) -> ListingResult:
    """100 kg of steel at 2.50, any quantity from 1 on."""
    data = {"item_id": market.items["steel"], "quantity": kilos("100"), "unit_price": "2.50", "currency": "EUR"}
    return run(publish_listing, market.as_seller(), PublishListing(**{**data, **terms}))  # type: ignore[arg-type]


def wanted(market: Market, **terms: Any) -> ListingResult:
    """100 kg of bars wanted at 2.50."""
    data = {"side": "buy", "need": "Bars", "place": "Dock 4", "quantity": kilos("100"), "unit_price": "2.50"}
    given: Any = {**data, "currency": "EUR", **terms}
    return run(publish_listing, market.as_buyer(), PublishListing(**given))


def take(made: ListingResult, quantity: str, **more: Any) -> TakeListing:
    return TakeListing(**{"listing_id": made.listing_id, "version": 1, "quantity": kilos(quantity), **more})


def code_of(action: Any, *told: Any) -> str:
    with pytest.raises(Refusal) as caught:
        run(action, *told)
    assert caught.value.message and caught.value.remedy
    return caught.value.code


def holds_of_takes() -> list[Decimal]:
    return list(StockHold.objects.filter(source="trading.take", state="held").values_list("quantity", flat=True))


# -- what counts when a listing is published or shown ------------------------------------------------------------------


@proves("spot_listing.audience")
def test_a_named_listing_is_there_for_the_named_alone(market: Market) -> None:
    setting(audience="named")
    assert code_of(publish_listing, market.as_seller(), publishing(market)) == "trading.nobody_invited"
    made = offer(market, invite=[market.buyer])
    with pytest.raises(NotFound):
        run(take_listing, market.as_other_buyer(), take(made, "10"))
    assert find_listing(market.as_other_buyer(), made.listing_id, TradingEvent.objects.get().created_at) is None
    assert run(take_listing, market.as_buyer(), take(made, "10")).state == "contracted"
    assert Bid.objects.filter(verdict="refused").count() == 0


def publishing(market: Market, **terms: Any) -> PublishListing:
    data: Any = {"item_id": market.items["steel"], "quantity": kilos("100"), "unit_price": "2.50", "currency": "EUR"}
    return PublishListing(**{**data, **terms})


@proves("spot_listing.review", "spot_listing.review_above")
def test_a_listing_of_high_value_waits_for_its_review(market: Market) -> None:
    setting(review="by_value", review_above="200")
    assert offer(market, quantity=kilos("80")).state == "open"
    made = offer(market)
    assert made.state == "review" and market.stock("steel") == (1000, 180)
    with pytest.raises(NotFound):
        run(take_listing, market.as_buyer(), take(made, "10"))
    answer = ReviewListing(listing_id=made.listing_id, answer="open")
    assert code_of(review_listing, market.as_seller(), answer) in (
        "commands.not_allowed",
        "trading.only_the_marketplace",
    )
    assert run(review_listing, market.as_marketplace(), answer).state == "open"
    assert code_of(review_listing, market.as_marketplace(), answer) == "trading.nothing_to_review"
    assert run(take_listing, market.as_buyer(), take(made, "10")).state == "contracted"


def test_a_listing_that_is_sent_back_frees_its_stock(market: Market) -> None:
    setting(review="always")
    made = offer(market)
    run(review_listing, market.as_marketplace(), ReviewListing(listing_id=made.listing_id, answer="send_back"))
    assert (TradingEvent.objects.get().final_state, market.stock("steel")) == ("withdrawn", (1000, 0))
    assert verified(made) == []


@proves("spot_listing.price_band_percent", "spot_listing.reference_price", "spot_listing.band_action")
def test_a_price_outside_of_the_band_is_refused_or_looked_at(market: Market) -> None:
    assert offer(market).state == "open"
    setting(price_band_percent="10", reference_price="3")
    assert code_of(publish_listing, market.as_seller(), publishing(market)) == "trading.outside_band"
    assert offer(market, unit_price="2.70").state == "open"
    setting(band_action="approval")
    assert offer(market).state == "review"


def test_without_a_reference_the_last_deal_is_one(market: Market) -> None:
    run(take_listing, market.as_buyer(), take(offer(market), "10"))
    setting(price_band_percent="10")
    assert code_of(publish_listing, market.as_seller(), publishing(market, unit_price="2")) == "trading.outside_band"
    made = offer(market, unit_price="2.6")
    change = ChangeListing(listing_id=made.listing_id, version=1, unit_price="3")
    assert code_of(change_listing, market.as_seller(), change) == "trading.outside_band"


@proves("spot_listing.hide_identity")
def test_who_lists_may_stay_unnamed_until_a_deal(market: Market) -> None:
    setting(hide_identity="until_take")
    made = offer(market)
    now = TradingEvent.objects.get().created_at
    seen = {
        name: find_listing(actor, made.listing_id, now)
        for name, actor in {
            "buyer": market.as_buyer(), "seller": market.as_seller(), "house": market.as_marketplace(),
        }.items()
    }  # fmt: skip
    ids = {name: (one.initiator_id, one.item_id, one.warehouse_id) for name, one in seen.items() if one}
    assert ids["buyer"] == (None, None, None)
    assert ids["seller"][0] == ids["house"][0] == market.seller
    taken = run(take_listing, market.as_buyer(), take(made, "10"))
    assert Deal.objects.get(pk=taken.deal_id).seller_id == market.seller


def test_rules_of_a_category_and_of_the_listing_are_pinned(market: Market) -> None:
    made = offer(market, rules={"sessions": "Mon-Sun 00:00-24:00", "min_take": "20"})
    run_row = TradingEvent.objects.get(pk=made.listing_id)
    assert (run_row.rules["min_take"], run_row.rules["session_zone"]) == ("20", "Europe/Berlin")
    assert len(run_row.ruleset_hash) == 64
    setting(min_take="50")
    assert run(take_listing, market.as_buyer(), take(made, "20")).state == "contracted"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"rules": {"sessions": "soon"}}, "rules.sessions"),
        ({"rules": {"session_zone": "Mars/Base"}}, "rules.session_zone"),
        ({"rules": {"holidays": "yesterday"}}, "rules.holidays"),
        ({"rules": {"review": "none"}}, "rules.review"),
        ({"rules": {"price_kind": "tiered"}}, "rules.tiers"),
        ({"rules": {"price_kind": "tiered", "tiers": [["0", "3"]]}}, "rules.tiers"),
        ({"min_take": "0"}, "min_take"),
        ({"side": "buy"}, "item_id"),
        ({"side": "buy", "item_id": None}, "need"),
        ({"invite_codes": ["nobody"]}, "invite_codes[0]"),
        ({"category": "x"}, "category"),
    ],
)
def test_publishing_names_the_field_that_is_wrong(market: Market, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        run(publish_listing, market.as_marketplace(), publishing(market, initiator_id=market.seller, **terms))
    assert caught.value.field == field
    assert TradingEvent.objects.count() == 0


# -- takes that wait ---------------------------------------------------------------------------------------------------


def test_a_take_waits_for_the_seller_and_its_deal_settles(market: Market) -> None:
    made = offer(market, rules={"accept": "seller_confirms"})
    first = run(take_listing, market.as_buyer(), take(made, "60"))
    assert (first.state, first.deal_id, market.stock("steel")) == ("confirmation", None, (1000, 100))
    assert code_of(take_listing, market.as_other_buyer(), take(made, "50")) == "trading.insufficient_remaining"
    now = Lot.objects.get().trading_event.created_at
    seen = {
        name: [(one.take, one.may_answer) for one in waiting_takes(actor, now)]
        for name, actor in {
            "seller": market.as_seller(), "buyer": market.as_buyer(), "other": market.as_other_buyer(),
            "house": market.as_marketplace(),
        }.items()
    }  # fmt: skip
    assert seen == {"seller": [(2, True)], "buyer": [(2, False)], "other": [], "house": [(2, False)]}
    answer = AnswerTake(listing_id=made.listing_id, take=2, answer="confirm")
    with pytest.raises(NotFound):
        run(answer_take, market.as_buyer(), answer)
    done = run(answer_take, market.as_seller(), answer)
    assert code_of(answer_take, market.as_seller(), answer) == "trading.take_does_not_wait"
    deliver()
    assert done.deal_id is not None
    order = find_of_deal(done.deal_id)
    assert order is not None and order.state == "settled"
    assert trial_balance() == {"EUR": 0}
    assert market.stock("steel") == (940, 40)
    assert_sound()


def test_a_rejected_take_gives_its_quantity_back(market: Market) -> None:
    made = offer(market, rules={"accept": "seller_confirms"})
    run(take_listing, market.as_buyer(), take(made, "60"))
    reject = AnswerTake(listing_id=made.listing_id, take=2, answer="reject", reason="Broken")
    assert run(answer_take, market.as_seller(), reject).state == "released"
    assert run(take_listing, market.as_other_buyer(), take(made, "100")).state == "confirmation"
    assert Deal.objects.count() == 0


def test_a_take_of_high_value_waits_for_the_marketplace_first(market: Market) -> None:
    setting(approve_above="100", hold_seconds=600)
    made = offer(market, rules={"accept": "seller_confirms"})
    taken = run(take_listing, market.as_buyer(), take(made, "60"))
    assert taken.state == "approval" and taken.waits_until is not None
    assert taken.waits_until - Bid.objects.get(seq=2).received_at == timedelta(seconds=600)
    approve = ApproveTake(listing_id=made.listing_id, take=2, answer="approve")
    with pytest.raises(NotAllowed):
        run(approve_take, market.as_seller(), approve)
    assert run(approve_take, market.as_marketplace(), approve).state == "confirmation"
    confirm = AnswerTake(listing_id=made.listing_id, take=2, answer="confirm")
    assert run(answer_take, market.as_seller(), confirm).state == "contracted"
    acts = [bid.payload["act"] for bid in Bid.objects.order_by("seq")]
    assert acts == ["offer", "take", "approve", "confirm"]
    assert Bid.objects.get(seq=3).company_id == market.buyer


def test_the_clock_lets_go_of_what_nobody_answered(market: Market) -> None:
    made = wanted(market, rules={"accept": "seller_confirms"})
    run(take_listing, market.as_seller(), take(made, "40", item_id=market.items["steel"]))
    assert holds_of_takes() == [Decimal(40)]
    job = Job.objects.get(kind="trading.release_take")
    release = ReleaseTake(listing_id=made.listing_id, take=2)
    assert run(release_take, SYSTEM, release).state == "kept"
    lot = Lot.objects.get()
    lot.engine_state["holds"][0]["until"] = Bid.objects.get(seq=2).received_at.isoformat()
    lot.save()
    assert job.payload == {"listing_id": str(made.listing_id), "take": 2}
    assert run(release_take, SYSTEM, release).state == "released"
    assert holds_of_takes() == [] and market.stock("steel") == (1000, 0)
    assert run(release_take, SYSTEM, release).state == "kept"


def test_withdrawing_lets_go_of_what_waits(market: Market) -> None:
    made = wanted(market, rules={"accept": "seller_confirms"})
    run(take_listing, market.as_seller(), take(made, "40", item_id=market.items["steel"]))
    run(withdraw_listing, market.as_buyer(), WithdrawListing(listing_id=made.listing_id))
    assert holds_of_takes() == [] and market.stock("steel") == (1000, 0)
    assert verified(made) == []


# -- purchases, prices, baskets ----------------------------------------------------------------------------------------


def test_a_purchase_is_served_with_roles_turned_and_settles(market: Market) -> None:
    made = wanted(market)
    taken = run(take_listing, market.as_seller(), take(made, "40", item_id=market.items["steel"]))
    deal = Deal.objects.get(pk=taken.deal_id)
    assert (deal.buyer_id, deal.seller_id, deal.net_minor) == (market.buyer, market.seller, 10000)
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    assert market.stock("steel") == (960, 0)
    assert find_listing(market.as_seller(), made.listing_id, deal.formed_at).offer.remaining == 60  # type: ignore[union-attr]
    assert_sound()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "trading.item_needed"),
        ({"item_id": "bolt"}, "trading.other_unit"),
        ({"item_id": "steel", "company": "other_seller"}, "trading.item_not_yours"),
        ({"item_id": "steel", "quantity": "2000"}, "trading.insufficient_remaining"),
        ({"item_id": "steel", "version": 3}, "trading.stale_version"),
    ],
)
def test_a_refused_delivery_is_a_row_in_the_ledger(market: Market, more: dict[str, Any], code: str) -> None:
    made = wanted(market)
    told = dict(more)
    who = market.acting(getattr(market, told.pop("company", "seller")))
    if "item_id" in told:
        told["item_id"] = market.items[told["item_id"]]
    assert code_of(take_listing, who, take(made, told.pop("quantity", "40"), **told)) == code
    assert Bid.objects.get(seq=2).verdict_reason == code
    assert Deal.objects.count() == 0


def test_what_a_seller_does_not_have_is_refused_and_kept(market: Market) -> None:
    made = wanted(market, quantity=kilos("5000"))
    data = take(made, "2000", item_id=market.items["steel"])
    assert code_of(take_listing, market.as_seller(), data) == "inventory.insufficient_stock"
    assert Bid.objects.get(seq=2).verdict_reason == "inventory.insufficient_stock"
    run(withdraw_listing, market.as_buyer(), WithdrawListing(listing_id=made.listing_id))
    assert verified(made) == []


def test_tiers_price_the_deal_and_may_be_changed(market: Market) -> None:
    made = offer(market, rules={"price_kind": "tiered", "tiers": [["0", "2.5"], ["20", "2"]]})
    run(take_listing, market.as_buyer(), take(made, "20"))
    assert Deal.objects.get().net_minor == 4000
    change = ChangeListing(listing_id=made.listing_id, version=1, tiers=[["0", "2.4"], ["30", "1.5"]])
    assert run(change_listing, market.as_seller(), change).version == 2
    assert LotItem.objects.get().unit_price == Decimal("2.4")
    assert code_of(take_listing, market.as_buyer(), take(made, "20")) == "trading.stale_version"


def test_a_price_is_proposed_and_confirmed(market: Market) -> None:
    made = offer(market, rules={"price_kind": "negotiable"})
    taken = run(take_listing, market.as_buyer(), take(made, "20", unit_price="2.25"))
    assert taken.state == "confirmation"
    (row,) = waiting_takes(market.as_seller(), Bid.objects.get(seq=2).received_at)
    assert (row.unit_price, row.listed_price) == (Decimal("2.25"), Decimal("2.5"))
    run(answer_take, market.as_seller(), AnswerTake(listing_id=made.listing_id, take=2, answer="confirm"))
    assert Deal.objects.get().net_minor == 4500


def basket(*parts: tuple[ListingResult, Any]) -> TakeBasket:
    return TakeBasket(
        lines=[BasketLine(listing_id=made.listing_id, version=1, quantity=quantity) for made, quantity in parts]
    )


def test_a_mixed_basket_takes_less_of_each_if_all_of_it_is_enough(market: Market) -> None:
    setting(mixed_batch="amount", batch_min="30", min_take="10")
    steel = offer(market)
    bolts = offer(market, item_id=market.items["bolt"], quantity=pieces("200"), unit_price="0.50")
    small = basket((steel, kilos("5")), (bolts, pieces("30")))
    assert code_of(take_basket, market.as_buyer(), small) == "trading.below_min_take"
    done = run(take_basket, market.as_buyer(), basket((bolts, pieces("30")), (steel, kilos("6"))))
    assert [one.listing_id for one in done.takes] == [bolts.listing_id, steel.listing_id]
    assert sorted(Deal.objects.values_list("net_minor", flat=True)) == [1500, 1500]
    reasons = {bid.lot.trading_event_id: bid.verdict_reason for bid in Bid.objects.filter(verdict="refused")}
    assert reasons == {steel.listing_id: "trading.below_min_take", bolts.listing_id: "trading.basket_refused"}
    for made in (steel, bolts):
        run(withdraw_listing, market.as_seller(), WithdrawListing(listing_id=made.listing_id))
        assert verified(made) == []
    assert_sound()


def test_a_basket_is_from_one_seller_and_each_listing_once(market: Market) -> None:
    steel = offer(market)
    twice = basket((steel, kilos("5")), (steel, kilos("5")))
    assert code_of(take_basket, market.as_buyer(), twice) == "trading.basket_size"
    bars = wanted(market)
    both = basket((steel, kilos("5")), (bars, kilos("5")))
    assert code_of(take_basket, market.as_other_buyer(), both) == "trading.basket_of_many_sellers"
    assert Deal.objects.count() == 0


# -- gates, audit file, simulation -------------------------------------------------------------------------------------


class Guard(Gate):
    """Lets nobody take, keeps what it heard."""

    code = "test_guard"

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.stops = False

    def asks(self, rules: Any) -> bool:
        return True

    def at_publish(self, ctx: Any, run: Any, lot: Any, terms: Any) -> None:
        self.heard.append(f"publish {terms.side}")

    def at_bid(self, ctx: Any, running: Any, company_id: Any) -> Verdict | None:
        return Verdict(False, "trading.not_eligible", {"why": "test"}) if self.stops else None

    def at_award(self, ctx: Any, run: Any, company_id: Any, allocations: Any) -> None:
        self.heard.append(f"award {allocations[0].quantity:f}")

    def at_deal(self, ctx: Any, run: Any, deal: Any) -> None:
        self.heard.append(f"deal {deal.net_minor}")

    def at_end(self, ctx: Any, run: Any, lot: Any) -> None:
        self.heard.append(f"end {run.final_state}")


@pytest.fixture
def guard() -> Iterator[Guard]:
    made = Guard()
    declare_gate(made)
    yield made
    del gates._GATES[made.code]


def test_gates_are_asked_at_every_moment_of_a_listing(market: Market, guard: Guard) -> None:
    made = offer(market)
    run(take_listing, market.as_buyer(), take(made, "40"))
    guard.stops = True
    assert code_of(take_listing, market.as_buyer(), take(made, "40")) == "trading.not_eligible"
    assert Bid.objects.get(verdict="refused").verdict_reason == "trading.not_eligible"
    run(withdraw_listing, market.as_seller(), WithdrawListing(listing_id=made.listing_id))
    assert guard.heard == ["publish sell", "award 40", "deal 10000", "end withdrawn"]


def verified(made: ListingResult) -> list[tuple[str, str]]:
    """What the independent verifier finds wrong with the listing's audit file."""
    path = Path(__file__).parents[3] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found, _audit = module.verify(audit_file(SYSTEM, Lot.objects.get(trading_event_id=made.listing_id).pk))
    return list(found)


def test_the_audit_file_holds_and_a_replay_gives_the_same(market: Market) -> None:
    made = offer(market, min_take="10", take_step="5")
    run(take_listing, market.as_buyer(), take(made, "25"))
    code_of(take_listing, market.as_buyer(), take(made, "7"))
    change = ChangeListing(listing_id=made.listing_id, version=1, unit_price="2.75", quantity=kilos("60"))
    run(change_listing, market.as_seller(), change)
    assert code_of(take_listing, market.as_buyer(), take(made, "10")) == "trading.stale_version"
    run(take_listing, market.as_other_buyer(), take(made, "35", version=2))
    assert verified(made) == []
    told = json.loads(audit_file(SYSTEM, Lot.objects.get().pk))
    rows = [(row["seq"], row["quantity"], row["unit_price"]) for row in told["outcome"]["allocations"]]
    assert rows == [(2, "25", "2.5"), (6, "35", "2.75")]
    assert [one.id for one in past_events(market.as_marketplace(), "spot_listing")] == [made.listing_id]
    replayed = replay_event(market.as_marketplace(), made.listing_id)
    assert replayed.differences == () and len(replayed.own.allocations) == 2


def test_an_audit_file_of_an_open_listing_is_nobodys(market: Market) -> None:
    made = offer(market)
    with pytest.raises(Refusal):
        audit_file(SYSTEM, Lot.objects.get(trading_event_id=made.listing_id).pk)
