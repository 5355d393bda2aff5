"""What secures a contract: performance deposits of one side or both, and earnest money of the buyer."""

from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.money import MoneyIn
from tenant_apps.logistics.commands import Ship, ship
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.payments.models import Payment
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.deposits.commands import (
    ConfirmDeposit,
    ReleaseDeposit,
    ReportDeposit,
    ReturnDeposit,
    confirm_deposit,
    release_deposit,
    report_deposit,
    return_deposit,
)
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.commands import JoinEvent, join_event
from tenant_apps.trading.kernel.models import Deal
from tests.fixtures.trade import SYSTEM, Market, assert_sound, by_hand, deliver
from tests.tenant_apps.trading.deposits.test_participation import booked, end
from tests.tenant_apps.trading.test_events import MODES, QUIET, bid, refused, sell

RULES = {"start_price": "2.00", "increment": "0.10", **QUIET}
TOTAL = 23_800  # 100 kg at 2.00 and 19 % tax


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def formed(market: Market, *waits: str, **rules: Any) -> Deal:
    """A deal over 238.00 whose goods, or what is named, wait for people."""
    by_hand(*(waits or ("shipping",)))
    made = sell(market, rules=RULES | rules)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    deliver()
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert deal.total_minor == TOTAL
    return deal


def deposits(deal: Deal) -> dict[tuple[str, UUID], Deposit]:
    return {(row.kind, row.payer_id): row for row in Deposit.objects.filter(deal_id=deal.pk)}


def confirm(market: Market, row: Deposit, **told: Any) -> None:
    run(report_deposit, market.acting(row.payer_id), ReportDeposit(deposit_id=row.pk, reference="transfer 9"))
    run(confirm_deposit, market.acting(row.receiver_id), ConfirmDeposit(deposit_id=row.pk, **told))


def send_goods(market: Market, deal: Deal) -> None:
    order = find_of_deal(deal.pk)
    assert order is not None
    run(ship, market.as_seller(), Ship(shipment_id=list_of_order(order.id)[0].id))
    deliver()


def test_both_sides_secure_the_contract_until_it_is_settled(market: Market) -> None:
    deal = formed(market, performance_deposit="both", performance_percent="10")
    found = deposits(deal)
    assert {key: row.amount_minor for key, row in found.items()} == {
        ("performance", market.buyer): 2380, ("performance", market.seller): 2380,
    }  # fmt: skip
    for row in found.values():
        confirm(market, row)
    assert booked(market.buyer) == {"deposit_paid": 2380, "deposit_held": -2380}
    send_goods(market, deal)
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert {row.state for row in deposits(deal).values()} == {"released"}, "none of it pays the price"
    assert Payment.objects.filter(payer_id=market.buyer).get().amount_minor == TOTAL
    assert_sound()


def test_earnest_money_counts_towards_the_price(market: Market) -> None:
    deal = formed(market, earnest_percent="20")
    row = deposits(deal)["earnest", market.buyer]
    assert row.amount_minor == 4760
    confirm(market, row)
    send_goods(market, deal)
    row.refresh_from_db()
    deal.refresh_from_db()
    assert (row.state, row.applied_minor, deal.settled_at is not None) == ("applied", 4760, True)
    assert sorted(Payment.objects.values_list("method", "amount_minor")) == [
        ("deposit", 4760), ("standing_order", TOTAL - 4760),
    ]  # fmt: skip
    assert_sound()


def test_earnest_money_that_comes_after_the_invoice_pays_it_too(market: Market) -> None:
    deal = formed(market, "payment", earnest_percent="20")
    row = deposits(deal)["earnest", market.buyer]
    confirm(market, row)
    deliver()
    row.refresh_from_db()
    assert row.state == "applied"
    assert Payment.objects.get().amount_minor == 4760
    assert_sound()


def test_more_than_earnest_money_is_paid_in_advance(market: Market) -> None:
    deal = formed(market, earnest_percent="20")
    row = deposits(deal)["earnest", market.buyer]
    short = ConfirmDeposit(deposit_id=row.pk, received=MoneyIn("47.59", "EUR"))
    assert refused(lambda: run(confirm_deposit, market.as_seller(), short)).code == "deposits.less_than_asked"
    foreign = ConfirmDeposit(deposit_id=row.pk, received=MoneyIn("60.00", "USD"))
    assert refused(lambda: run(confirm_deposit, market.as_seller(), foreign)).code == "deposits.other_currency"
    confirm(market, row, received=MoneyIn("60.00", "EUR"))
    deliver()
    assert booked(market.buyer) == {"deposit_paid": 4760}, "no more than a fifth of the contract is earnest money"
    assert Payment.objects.get().amount_minor == 1240
    send_goods(market, deal)
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert sum(Payment.objects.values_list("amount_minor", flat=True)) >= TOTAL
    assert_sound()


def test_a_performance_deposit_takes_no_more_than_was_asked_for(market: Market) -> None:
    deal = formed(market, performance_deposit="buyer")
    row = deposits(deal)["performance", market.buyer]
    more = ConfirmDeposit(deposit_id=row.pk, received=MoneyIn("20.00", "EUR"))
    assert refused(lambda: run(confirm_deposit, market.as_seller(), more)).code == "deposits.no_excess"
    twice = ReleaseDeposit(deposit_id=row.pk, own_default=True)
    assert refused(lambda: run(release_deposit, market.as_seller(), twice)).code == "deposits.only_earnest"


def test_a_seller_that_breaks_the_contract_owes_earnest_money_twice(market: Market) -> None:
    deal = formed(market, earnest_percent="10")
    row = deposits(deal)["earnest", market.buyer]
    confirm(market, row)
    wish = ReleaseDeposit(deposit_id=row.pk, own_default=True)
    mine = refused(lambda: run(release_deposit, market.as_buyer(), wish))
    assert mine.code == "deposits.only_the_receiver"
    run(release_deposit, market.as_seller(), wish)
    assert booked(market.buyer) == {"deposit_paid": 0, "deposit_due": 4760, "deposit_gained": -2380}
    assert booked(market.seller) == {"deposit_held": 0, "deposit_owed": -4760, "deposit_lost": 2380}
    assert_sound()
    run(return_deposit, market.as_buyer(), ReturnDeposit(deposit_id=row.pk))
    assert booked(market.buyer)["deposit_due"] == booked(market.seller)["deposit_owed"] == 0
    assert_sound()
