"""Words of a system through the database: effects once, in whatever order, by the rules of its connection."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, NotFound
from tenant_apps.integrations.commands import (
    DecideDisagreement,
    GiveUpMessage,
    RetryMessage,
    SyncStock,
    decide_disagreement,
    give_up_message,
    retry_message,
    sync_stock,
)
from tenant_apps.integrations.models import Disagreement, Message, OrderWord, StockWord
from tenant_apps.integrations.simulator.chaos import Chaos
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.inventory.models import StockMovement
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.queries import get_order
from tests.fixtures.people import SYSTEM
from tests.fixtures.systems import connection, level, movement, say, say_order, winners
from tests.fixtures.trade import Market, by_hand, deliver, kilos

NOW = datetime.now(UTC)


def ordered(market: Market, quantity: str = "10") -> Any:
    line = OrderLineIn(item_id=market.items["steel"], quantity=kilos(quantity))
    done = run(
        place_order, SYSTEM, PlaceOrder(buyer_id=market.buyer, seller_id=market.seller, currency="EUR", lines=[line])
    )
    deliver()
    return done


def count(market: Market, quantity: str) -> None:
    """Somebody counts here."""
    data = AdjustStock(
        item_id=market.items["steel"], warehouse_id=market.warehouse, on_hand=quantity, reason="counted by hand"
    )
    run(adjust_stock, SYSTEM, data)


def test_words_apply_once_wait_for_gaps_and_never_go_back(market: Market) -> None:
    connection(market.seller)
    assert say(market.seller, level(2, "800")) == ["applied"]
    assert say(market.seller, level(2, "800"), movement(1, "5"), movement(5, "-7")) == [
        "duplicate", "superseded", "parked",
    ]  # fmt: skip
    assert market.stock("steel")[0] == 800
    assert say(market.seller, movement(4, "-3"), movement(3, "10")) == ["applied", "applied"]
    assert market.stock("steel")[0] == 800
    assert Message.objects.get(message_id="Msteel5").state == "applied"
    # A level heals what is lost for good.
    assert say(market.seller, movement(8, "1"), level(9, "650")) == ["superseded", "applied"]
    assert market.stock("steel")[0] == 650
    assert check_all() == []


def test_every_message_has_its_own_verdict(market: Market) -> None:
    made = connection(market.seller)
    told = say(
        market.seller, level(1, "700"), level(1, "5", sku="nothing"),
        level(1, "3", place="W9", message_id="far"), level(2, "a lot"),
        level(0, "3"), movement(3, "1", on_hand="3", message_id="both"), level(4, "1", said_at=NOW + timedelta(days=1)),
    )  # fmt: skip
    assert told == ["applied", "dead", "dead", "dead", "refused", "refused", "refused"]
    assert market.stock("steel")[0] == 700
    dead = Message.objects.get(connection_id=made, thing="nothing@W1")
    assert "nothing" in dead.reason
    assert run(retry_message, SYSTEM, RetryMessage(message_id=dead.pk)).state == "dead"
    run(give_up_message, SYSTEM, GiveUpMessage(message_id=dead.pk, reason="never ours"))
    with pytest.raises(Conflict):
        run(retry_message, SYSTEM, RetryMessage(message_id=dead.pk))


def test_a_dead_message_counts_once_its_article_is_there(market: Market) -> None:
    from tests.fixtures.goods import item

    connection(market.seller)
    assert say(market.seller, level(3, "70", sku="nail"), movement(4, "2", sku="nail")) == ["dead", "dead"]
    nail = item(market.seller, "nail", "Nail", unit="C62")
    rows = list(Message.objects.filter(thing="nail@W1").order_by("-sequence"))
    assert [run(retry_message, SYSTEM, RetryMessage(message_id=row.pk)).state for row in rows] == ["parked", "applied"]
    assert StockWord.objects.get(item_id=nail).theirs == 72
    assert check_all() == []


@pytest.mark.parametrize("seed", range(4))
def test_bad_days_end_where_good_ones_do(market: Market, seed: int) -> None:
    connection(market.seller)
    random, messages = Random(seed), []
    for number in range(1, 25):
        sku = random.choice(["steel", "bolt"])
        own = 1 + sum(one.sku == sku for one in messages)
        messages.append(
            level(own, str(random.randint(100, 900)), sku=sku, said_at=NOW)
            if number % 6 == 0 or own == 1
            else movement(own, str(random.randint(-4, 9)), sku=sku, said_at=NOW)
        )
    arrived = Chaos(duplicate=30, reorder=True).spoil(random, messages)
    while arrived:
        many = random.randint(2, 7)
        say(market.seller, *arrived[:many])
        arrived = arrived[random.randint(1, many) :]  # what came is said again: the overlap must change nothing
    assert {one.state for one in Message.objects.filter(kind__in=["level", "movement"])} <= {"applied", "superseded"}
    for sku in ("steel", "bolt"):
        there = Decimal(0)
        for one in (one for one in messages if one.sku == sku):
            there = Decimal(one.on_hand) if one.on_hand is not None else there + Decimal(one.change or "0")
        assert market.stock(sku)[0] == there, f"SEED={seed}"
    assert check_all() == []


def test_goods_that_moved_after_a_word_was_said_are_not_given_back(market: Market) -> None:
    connection(market.seller)
    said_at = datetime.now(UTC)
    ordered(market, "10")  # shipped at once by the rule
    assert market.stock("steel") == (990, 0)
    say(market.seller, level(1, "1000", said_at=said_at))
    assert market.stock("steel")[0] == 990


def test_a_word_below_what_is_promised_waits_for_a_person(market: Market) -> None:
    by_hand("shipping")
    connection(market.seller)
    ordered(market, "10")
    assert say(market.seller, level(1, "4")) == ["applied"]
    found = Disagreement.objects.get()
    assert (found.state, found.why, found.ours, found.theirs) == ("open", "promised", "1000", "4")
    with pytest.raises(Conflict, match="below_reserved"):
        run(decide_disagreement, SYSTEM, DecideDisagreement(disagreement_id=found.pk, winner="theirs", reason="try it"))
    assert market.stock("steel") == (1000, 10)
    say(market.seller, level(2, "60"))
    found.refresh_from_db()
    assert (market.stock("steel")[0], found.state, found.decided_by) == (60, "decided", "agreed")


@pytest.mark.parametrize(
    ("rule", "there", "state"),
    [("theirs", 700, "decided"), ("ours", 930, "decided"), ("newer", 930, "decided"), ("ask", 930, "open")],
)
def test_the_rule_of_the_connection_decides_and_is_never_silent(
    market: Market, rule: str, there: int, state: str
) -> None:
    made = connection(market.seller)
    winners(made, stock__on_hand=rule)
    said_at = datetime.now(UTC)
    say(market.seller, level(1, "900", said_at=said_at))
    count(market, "930")
    say(market.seller, level(2, "700", said_at=said_at))
    found = Disagreement.objects.get()
    assert (market.stock("steel")[0], found.state, found.ours, found.theirs) == (there, state, "930", "700")
    if state == "open":
        run(decide_disagreement, SYSTEM, DecideDisagreement(disagreement_id=found.pk, winner="ours", reason="recount"))
        say(market.seller, level(3, "700", said_at=said_at))
        assert Disagreement.objects.count() == 1 and market.stock("steel")[0] == 930
        say(market.seller, level(4, "650", said_at=said_at))
        again = Disagreement.objects.get(state="open")
        run(decide_disagreement, SYSTEM, DecideDisagreement(disagreement_id=again.pk, winner="theirs", reason="moved"))
        assert market.stock("steel")[0] == 650
    assert check_all() == []


def test_a_system_ships_cancels_and_confirms_orders(market: Market) -> None:
    by_hand("shipping")
    connection(market.seller)
    first, second = ordered(market), ordered(market)
    assert say_order(market.seller, first.number, 3, state="shipped", carrier="Rail", tracking="T1") == "applied"
    assert get_order(first.order_id).state != "accepted"
    assert [(one.carrier, one.tracking) for one in list_of_order(first.order_id)] == [("Rail", "T1")]
    # Late, and still the last word on the date; its state is not.
    assert say_order(market.seller, first.number, 2, state="confirmed", confirmed_date=NOW.date()) == "applied"
    assert say_order(market.seller, first.number, 1, state="confirmed") == "superseded"
    assert OrderWord.objects.get(order_id=first.order_id).fields["state"]["value"] == "shipped"
    assert say_order(market.seller, second.number, 1, state="cancelled", reason="sold out") == "applied"
    assert get_order(second.order_id).state == "cancelled"
    assert say_order(market.seller, "O-0", 1, state="shipped") == "dead"
    assert not Disagreement.objects.exists()
    # Too late to cancel: nothing happens, and somebody hears of it.
    say_order(market.seller, first.number, 9, state="cancelled", message_id="late")
    assert get_order(first.order_id).state != "cancelled"
    assert check_all() == []


def test_a_smaller_confirmation_is_asked_about_and_changes_no_binding_order(market: Market) -> None:
    from tenant_apps.integrations.commands import ConfirmedLineIn

    by_hand("shipping")
    connection(market.seller)
    order = ordered(market)
    say_order(market.seller, order.number, 1, lines=[ConfirmedLineIn(line_no=1, quantity="6.0")])
    found = Disagreement.objects.get()
    assert (found.field, found.ours, found.theirs) == ("order.confirmed", "1: 10", "1: 6")
    with pytest.raises(Conflict, match="binding"):
        run(decide_disagreement, SYSTEM, DecideDisagreement(disagreement_id=found.pk, winner="theirs", reason="less"))
    say_order(market.seller, order.number, 2, lines=[ConfirmedLineIn(line_no=1, quantity="10")])
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("decided", "agreed")


def test_a_company_speaks_only_of_its_own(market: Market) -> None:
    connection(market.seller)
    stranger = Actor(
        kind="api_key", id="k", company_id=market.other_seller, permissions=frozenset({"integrations.sync_stock"})
    )
    with pytest.raises(NotFound):
        run(sync_stock, stranger, SyncStock(source="WMS", messages=[level(1, "1")]))
    connection(market.other_seller)
    answer = run(sync_stock, stranger, SyncStock(source="WMS", messages=[level(1, "1")]))
    assert answer.counts == {"dead": 1} and market.stock("steel")[0] == 1000


@pytest.mark.parametrize("point", ["integrations.after_stock", "integrations.sync_stock.before_commit"])
def test_dying_between_effect_and_answer_leaves_one_effect(market: Market, point: str) -> None:
    connection(market.seller)
    messages = [level(1, "400"), movement(2, "-5")]
    faults.arm(f"{point}=fail")
    with pytest.raises(faults.InjectedFault):
        say(market.seller, *messages)
    assert market.stock("steel")[0] == 1000 and not Message.objects.exists()
    assert say(market.seller, *messages) == ["applied", "applied"]
    assert say(market.seller, *messages) == ["duplicate", "duplicate"]
    assert StockMovement.objects.filter(kind="adjustment").count() == 1 and market.stock("steel")[0] == 395
