"""Requests for quotation from publication to settled books, in both directions, and what must not pass."""

import importlib.util
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.thread.commands import (
    AcceptCounter,
    AskFinalOffers,
    AwardLineIn,
    AwardRequest,
    CloseRequest,
    QuoteLineIn,
    SendCounter,
    SendQuote,
    SetBasis,
    WishIn,
    accept_counter,
    ask_final_offers,
    award_request,
    close_request,
    send_counter,
    send_quote,
    set_basis,
)
from tenant_apps.trading.engines.thread.queries import request_view
from tenant_apps.trading.kernel.commands import (
    EventLine,
    EventResult,
    JoinEvent,
    PublishEvent,
    join_event,
    publish_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, DealLine, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.rooms import room
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos, pieces
from tests.proofs import proves


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "rfq"]}))


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[3] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(market: Market, *, lasts_s: float = 3600, **told: Any) -> EventResult:
    """The buyer asks for steel and bolts."""
    wish: dict[str, Any] = {
        "mode": "rfq", "side": "buy", "currency": "EUR", "title": "Steel and bolts",
        "lines": [EventLine(quantity=kilos("100"), need="Steel"), EventLine(quantity=pieces("40"), need="Bolts")],
        "ends_at": clock.now(scope.alias()) + timedelta(seconds=lasts_s), "rules": {"award_before_deadline": True},
    }  # fmt: skip
    return run(publish_event, market.as_buyer(), PublishEvent(**(wish | told)))


def stocked(company: Any) -> dict[str, Any]:
    """Items of another seller, with stock."""
    place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=company, code="W9", name="Other")).warehouse_id
    made = {
        sku: run(create_item, SYSTEM, CreateItem(
            supplier_id=company, sku=sku, name=f"Other {sku}", unit=unit, tax_rate="0.19", stocked=True)).item_id
        for sku, unit in (("steel", "KGM"), ("bolt", "C62"))
    }  # fmt: skip
    lines = [OpeningLine(item_id=item, quantity="500") for item in made.values()]
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=place, lines=lines))
    return made


def quote(actor: Any, made: EventResult, *lines: tuple[int, str, Any], **more: Any) -> Any:
    rows = [QuoteLineIn(line=line, unit_price=price, item_id=item) for line, price, item in lines]
    return run(send_quote, actor, SendQuote(lot_id=made.lot_id, lines=rows, **more))


def award(actor: Any, made: EventResult, *rows: tuple[int, int], text: str = "") -> Any:
    lines = [AwardLineIn(quote=seq, line=line) for seq, line in rows]
    return run(award_request, actor, AwardRequest(lot_id=made.lot_id, lines=lines, text=text))


def join(actor: Any, made: EventResult) -> None:
    run(join_event, actor, JoinEvent(event_id=made.event_id))


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def assert_settled(deal: Deal) -> None:
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert_sound()


def holds(verifier: ModuleType, actor: Any, made: EventResult) -> None:
    assert verifier.verify(audit_file(actor, made.lot_id))[0] == []


def test_a_request_is_negotiated_split_and_settled(market: Market, verifier: ModuleType) -> None:
    others = stocked(market.other_seller)
    made = ask(market)
    seller, other, buyer = market.as_seller(), market.acting(market.other_seller), market.as_buyer()
    for actor in (seller, other):
        join(actor, made)
    first = quote(seller, made, (1, "2.40", market.items["steel"]), (2, "0.08", market.items["bolt"]))
    second = quote(other, made, (1, "2.30", others["steel"]), (2, "0.09", others["bolt"]))
    wish = run(
        send_counter, buyer,
        SendCounter(lot_id=made.lot_id, number=1, lines=[WishIn(line=2, unit_price="0.0755")], text="For all bolts?"),
    )  # fmt: skip
    agreed = run(accept_counter, seller, AcceptCounter(lot_id=made.lot_id, counter=wish.seq))
    assert refused(lambda: award(buyer, made, (first.seq, 2))).code == "trading.stale_quote"
    answer = award(buyer, made, (second.seq, 1), (agreed.seq, 2))
    assert answer.closed
    deals = {deal.seller_id: deal for deal in Deal.objects.filter(trading_event_id=made.event_id)}
    assert deals[market.other_seller].net_minor == 23000
    assert deals[market.seller].net_minor == 302, "40 at 0.0755 is 3.02 to the cent"
    assert DealLine.objects.get(deal=deals[market.seller]).unit_price == Decimal("0.0755")
    for deal in deals.values():
        assert_settled(deal)
    holds(verifier, buyer, made)
    words = [bid.payload["act"] for bid in Bid.objects.filter(lot_id=made.lot_id).order_by("seq")]
    assert words == ["quote", "quote", "counter", "accept", "award", "award"]


def test_a_sale_by_request_holds_the_goods_and_settles(market: Market, verifier: ModuleType) -> None:
    seller = market.as_seller()
    made = run(
        publish_event, seller,
        PublishEvent(
            mode="rfq", side="sell", currency="EUR", rules={"award_before_deadline": True},
            lines=[EventLine(quantity=kilos("100"), item_id=market.items["steel"]),
                   EventLine(quantity=pieces("50"), item_id=market.items["bolt"])],
            ends_at=clock.now(scope.alias()) + timedelta(hours=1),
        ),
    )  # fmt: skip
    assert market.stock("steel") == (Decimal(1000), Decimal(100))
    for actor in (market.as_buyer(), market.as_other_buyer()):
        join(actor, made)
    quote(market.as_buyer(), made, (1, "2.00", None), (2, "0.10", None))
    best = quote(market.as_other_buyer(), made, (1, "2.20", None), (2, "0.12", None))
    award(seller, made, (best.seq, 1), (best.seq, 2))
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.buyer_id, deal.net_minor) == (market.other_buyer, 22600)
    assert deal.lines.count() == 2, "one deal for each winner, with all its lines"
    assert_settled(deal)
    assert market.stock("steel") == (Decimal(900), Decimal(0))
    holds(verifier, seller, made)


def test_a_quote_in_another_currency_becomes_a_deal_in_it(market: Market, verifier: ModuleType) -> None:
    made = ask(market, rules={"award_before_deadline": True, "currency_policy": "any"})
    join(market.as_seller(), made)
    given = quote(market.as_seller(), made, (1, "2.605", market.items["steel"]), currency="USD")
    need = refused(lambda: award(market.as_buyer(), made, (given.seq, 1)))
    assert (need.code, need.field) == ("trading.award_reason_needed", "text")
    run(set_basis, market.as_buyer(), SetBasis(lot_id=made.lot_id, rates={"USD": "0.92"}))
    award(market.as_buyer(), made, (given.seq, 1))
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.currency, deal.net_minor) == ("USD", 26050)
    deliver()
    assert_sound()
    holds(verifier, market.as_buyer(), made)


def test_a_price_per_ton_becomes_one_per_kilogram_exactly(market: Market) -> None:
    made = ask(market)
    join(market.as_seller(), made)
    row = QuoteLineIn(line=1, unit_price="2405.50", quantity="0.1", unit="TNE", item_id=market.items["steel"])
    given = run(send_quote, market.as_seller(), SendQuote(lot_id=made.lot_id, lines=[row]))
    payload = Bid.objects.get(lot_id=made.lot_id, seq=given.seq).payload["lines"][0]
    assert (payload["unit_price"], payload["quantity"]) == ("2.4055", "100")
    odd = QuoteLineIn(line=1, unit_price="2405.5003333", unit="TNE", item_id=market.items["steel"])
    fine = QuoteLineIn(line=1, unit_price="0.000001", unit="TNE", item_id=market.items["steel"])
    for bad, code in ((odd, "trading.bad_price"), (fine, "thread.not_exact")):
        data = SendQuote(lot_id=made.lot_id, lines=[bad])
        assert refused(lambda data=data: run(send_quote, market.as_seller(), data)).code == code
    metres = QuoteLineIn(line=1, unit_price="1", unit="MTR", item_id=market.items["steel"])
    wrong = refused(lambda: run(send_quote, market.as_seller(), SendQuote(lot_id=made.lot_id, lines=[metres])))
    assert (wrong.code, wrong.field) == ("thread.other_dimension", "lines[0].unit")


def test_only_ones_own_items_can_be_quoted(market: Market) -> None:
    made = ask(market)
    join(market.acting(market.other_seller), made)
    wrong = refused(lambda: quote(market.acting(market.other_seller), made, (1, "2", market.items["steel"])))
    assert (wrong.code, wrong.field) == ("trading.item_not_yours", "lines[0].item_id")
    assert not Bid.objects.filter(lot_id=made.lot_id, verdict="accepted").exists()


def test_a_winner_that_cannot_be_awarded_is_named_and_nothing_happens(market: Market) -> None:
    made = ask(market)
    join(market.as_seller(), made)
    given = quote(market.as_seller(), made, (1, "2", market.items["steel"]))
    run(suspend_company, SYSTEM, SuspendCompany(company_id=market.seller, reason="late"))
    wrong = refused(lambda: award(market.as_buyer(), made, (given.seq, 1)))
    assert wrong.code == "thread.winner_unavailable"
    assert TradingEvent.objects.get(pk=made.event_id).final_state == ""


def test_a_company_reads_its_own_thread_and_nothing_of_the_others(market: Market) -> None:
    made = ask(market)
    others = stocked(market.other_seller)
    seller, other = market.as_seller(), market.acting(market.other_seller)
    for actor in (seller, other):
        join(actor, made)
    quote(seller, made, (1, "2.345678", market.items["steel"]), text="Ours alone")
    quote(other, made, (1, "3.21", others["steel"]))
    now = clock.now(scope.alias())
    mine, theirs = room(seller, made.event_id, now), room(other, made.event_id, now)
    assert mine is not None and theirs is not None
    assert mine.facts["own_thread"]["quote"]["lines"][0]["unit_price"] == "2.345678"
    assert "2.345678" not in str(theirs) and "Ours alone" not in str(theirs)
    assert "bids" not in theirs.facts and "bidders" not in theirs.facts
    assert [row.seq for row in theirs.ladder] == [2]


def test_after_final_offers_the_state_is_evaluation_and_closing_frees_the_goods(market: Market) -> None:
    made = ask(market)
    join(market.as_seller(), made)
    quote(market.as_seller(), made, (1, "2", market.items["steel"]))
    until = clock.now(scope.alias()) + timedelta(seconds=0.3)
    run(ask_final_offers, market.as_buyer(), AskFinalOffers(lot_id=made.lot_id, until=until))
    time.sleep(0.35)
    found = room(market.as_buyer(), made.event_id, clock.now(scope.alias()))
    assert found is not None and found.state == "evaluation"
    late = refused(lambda: quote(market.as_seller(), made, (1, "1.9", market.items["steel"])))
    assert late.code == "trading.bafo_over"
    run(close_request, market.as_buyer(), CloseRequest(lot_id=made.lot_id, reason="too_expensive"))
    event = TradingEvent.objects.get(pk=made.event_id)
    assert (event.final_state, event.final_reason) == ("unsuccessful", "too_expensive")
    assert_sound()


def test_strangers_learn_nothing_and_do_nothing(market: Market) -> None:
    made = ask(market, audience="named", invite=[market.seller])
    other = market.acting(market.other_seller)
    for act in (
        lambda: award(other, made, (1, 1)),
        lambda: run(send_counter, other, SendCounter(lot_id=made.lot_id, number=1, text="x")),
        lambda: quote(other, made, (1, "2", market.items["steel"])),
    ):
        assert refused(act).code == "trading.event_unknown"
    assert not Bid.objects.filter(lot_id=made.lot_id).exists()


@proves("rfq.duration_s")
def test_the_usual_time_for_answers_counts_where_none_is_set(market: Market) -> None:
    for seconds in (3600, 7200):
        made = ask(market, ends_at=None, rules={"duration_s": seconds})
        event = TradingEvent.objects.get(pk=made.event_id)
        assert event.opens_at is not None and event.bids_end_at is not None
        assert event.bids_end_at - event.opens_at == timedelta(seconds=seconds)


@proves("rfq.visibility")
def test_a_masked_initiator_reads_numbers_until_it_has_awarded(market: Market) -> None:
    made = ask(market, rules={"award_before_deadline": True, "visibility": "thread_masked"})
    join(market.as_seller(), made)
    given = quote(market.as_seller(), made, (1, "2", market.items["steel"]))

    def names() -> list[str]:
        now = clock.now(scope.alias())
        found = room(market.as_buyer(), made.event_id, now)
        assert found is not None
        assert ("Seller Ltd" in str(found)) == bool(found.final_state)
        return [one.name for one in request_view(found, now).threads]

    assert names() == ["#1"]
    award(market.as_buyer(), made, (given.seq, 1))
    assert names() == ["Seller Ltd"]
