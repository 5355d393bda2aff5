"""Deposits to take part, from the request to settled books, and everything that must be refused on the way."""

from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.money import MoneyIn
from shared_apps.outbox import jobs
from tenant_apps.ledger.queries import balances
from tenant_apps.payments.models import Payment
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.deposits.commands import (
    ConfirmDeposit,
    ForfeitDeposit,
    ReleaseDeposit,
    ReleaseOfEvent,
    ReportDeposit,
    ReturnDeposit,
    confirm_deposit,
    forfeit_deposit,
    release_deposit,
    release_of_event,
    report_deposit,
    return_deposit,
)
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    CloseLot,
    EventResult,
    JoinEvent,
    cancel_event,
    close_lot,
    join_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, Lot
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver
from tests.proofs import proves
from tests.tenant_apps.trading.test_events import MODES, QUIET, assert_settled, bid, refused, sell
from tests.tenant_apps.trading.test_formats import move_back

FIXED = {"participation_deposit": "fixed", "participation_amount": "30.00", "deposit_release_hours": 0}
RULES = {"start_price": "2.00", "increment": "0.10", **QUIET}


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def with_deposit(market: Market, **rules: Any) -> EventResult:
    """A sale of 100 kg from 2.00 with both buyers joined."""
    made = sell(market, rules=RULES | FIXED | rules)
    for actor in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
    return made


def deposit_of(made: EventResult, company: UUID) -> Deposit:
    return Deposit.objects.get(trading_event_id=made.event_id, payer_id=company)


def block(market: Market, made: EventResult, company: UUID, *, guarantee: bool = False) -> Deposit:
    row = deposit_of(made, company)
    told = ReportDeposit(deposit_id=row.pk, reference="transfer 7", guarantee=guarantee)
    run(report_deposit, market.acting(company), told)
    run(confirm_deposit, market.as_seller(), ConfirmDeposit(deposit_id=row.pk))
    row.refresh_from_db()
    return row


def end(made: EventResult) -> None:
    move_back(made, 3601)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))


def run_jobs() -> None:
    jobs.run_due()


def booked(company: UUID) -> dict[str, int]:
    return {one.kind: one.balance_minor for one in balances(company) if one.kind.startswith("deposit")}


def euros(amount: str) -> MoneyIn:
    return MoneyIn(amount, "EUR")


def won(market: Market) -> tuple[EventResult, Deal]:
    made = with_deposit(market)
    for company in (market.buyer, market.other_buyer):
        block(market, made, company)
    bid(market.as_other_buyer(), made.lot_id, price="2.00")
    bid(market.as_buyer(), made.lot_id, price="2.50")
    end(made)
    return made, Deal.objects.get(trading_event_id=made.event_id)


@proves("english_auction.participation_deposit", "english_auction.participation_amount")
def test_a_bid_counts_once_the_deposit_is_blocked(market: Market) -> None:
    made = with_deposit(market)
    early = refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00"))
    assert early.code == "trading.deposit_missing"
    assert early.facts["deposit"] == "30.00 EUR" and "30.00 EUR" in early.remedy
    kept = Bid.objects.get(lot_id=made.lot_id)
    assert (kept.verdict, kept.verdict_reason) == ("refused", "trading.deposit_missing"), "in the ledger like every bid"
    row = deposit_of(made, market.buyer)
    run(report_deposit, market.as_buyer(), ReportDeposit(deposit_id=row.pk, reference="transfer 7"))
    still = refused(lambda: bid(market.as_buyer(), made.lot_id, price="2.00"))
    assert still.code == "trading.deposit_missing", "reported is not blocked"
    run(confirm_deposit, market.as_seller(), ConfirmDeposit(deposit_id=row.pk))
    bid(market.as_buyer(), made.lot_id, price="2.00")
    assert booked(market.buyer) == {"deposit_paid": 3000}
    assert booked(market.seller) == {"deposit_held": -3000}
    assert_sound()


def test_the_winners_deposit_pays_a_part_of_the_price_and_the_losers_goes_back(market: Market) -> None:
    made, deal = won(market)
    run_jobs()
    assert [deposit_of(made, one).state for one in (market.buyer, market.other_buyer)] == ["blocked", "released"]
    assert_settled(market, deal)
    winner = deposit_of(made, market.buyer)
    assert (winner.state, winner.applied_minor) == ("applied", 3000)
    paid = {row.method: row.amount_minor for row in Payment.objects.filter(payer_id=market.buyer)}
    assert paid == {"deposit": 3000, "standing_order": deal.total_minor - 3000}
    assert booked(market.other_buyer) == {"deposit_paid": 0, "deposit_due": 3000}
    loser = deposit_of(made, market.other_buyer)
    run(return_deposit, market.as_seller(), ReturnDeposit(deposit_id=loser.pk))
    assert set(booked(market.other_buyer).values()) == set(booked(market.seller).values()) == {0}
    again = refused(lambda: run(return_deposit, market.as_seller(), ReturnDeposit(deposit_id=loser.pk)))
    assert again.code == "deposits.nothing_owed"
    assert_sound()


def test_what_a_deposit_has_beyond_the_price_goes_back_when_the_deal_is_settled(market: Market) -> None:
    made = with_deposit(market, participation_amount="400.00")
    block(market, made, market.buyer)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert_settled(market, deal)
    row = deposit_of(made, market.buyer)
    assert (row.applied_minor, row.released_minor, row.state) == (deal.total_minor, 40000 - deal.total_minor, "applied")
    assert_sound()


@proves("english_auction.deposit_release_hours")
def test_losers_wait_as_long_as_the_rule_says(market: Market) -> None:
    made = with_deposit(market, deposit_release_hours=24)
    for company in (market.buyer, market.other_buyer):
        block(market, made, company)
    bid(market.as_buyer(), made.lot_id, price="2.50")
    end(made)
    run_jobs()
    assert deposit_of(made, market.other_buyer).state == "blocked", "released a day after the end"
    run(release_of_event, SYSTEM, ReleaseOfEvent(event_id=made.event_id))
    assert deposit_of(made, market.other_buyer).state == "released"


@proves("english_auction.participation_percent")
def test_a_percentage_is_of_start_price_times_quantity(market: Market) -> None:
    made = with_deposit(market, participation_deposit="percent", participation_percent="7.5", participation_amount="")
    assert deposit_of(made, market.buyer).amount_minor == 1500


def test_joining_again_asks_for_no_second_deposit(market: Market) -> None:
    made = with_deposit(market)
    run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
    assert Deposit.objects.filter(trading_event_id=made.event_id, payer_id=market.buyer).count() == 1


def test_whose_deposit_is_gone_at_the_award_is_passed_over(market: Market) -> None:
    made = with_deposit(market)
    for company in (market.buyer, market.other_buyer):
        block(market, made, company)
    bid(market.as_other_buyer(), made.lot_id, price="2.00")
    bid(market.as_buyer(), made.lot_id, price="2.50")
    early = refused(
        lambda: run(release_deposit, market.as_seller(), ReleaseDeposit(deposit_id=deposit_of(made, market.buyer).pk))
    )
    assert early.code == "deposits.still_running", "the initiator cannot choose its winner by a release"
    # A guarantee that turned out to be worth nothing: only the database of the house can say that here.
    Deposit.objects.filter(pk=deposit_of(made, market.buyer).pk).update(state="lapsed")
    end(made)
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert deal.buyer_id == market.other_buyer
    assert Lot.objects.get(pk=made.lot_id).outcome["passed_over"] == {str(market.buyer): "trading.deposit_missing"}


def test_a_cancelled_event_releases_at_once(market: Market) -> None:
    made = with_deposit(market, deposit_release_hours=24)
    block(market, made, market.buyer)
    run(cancel_event, market.as_marketplace(), CancelEvent(event_id=made.event_id, reason="force_majeure"))
    run_jobs()
    assert deposit_of(made, market.buyer).state == "released"
    assert deposit_of(made, market.other_buyer).state == "lapsed", "nothing was paid, nothing is asked any more"
    assert_sound()


def test_money_that_arrives_late_is_released_too(market: Market) -> None:
    made = with_deposit(market)
    row = deposit_of(made, market.buyer)
    run(report_deposit, market.as_buyer(), ReportDeposit(deposit_id=row.pk, reference="slow transfer"))
    end(made)
    run_jobs()
    run(confirm_deposit, market.as_seller(), ConfirmDeposit(deposit_id=row.pk))
    run_jobs()
    row.refresh_from_db()
    assert row.state == "released"
    assert_sound()


def test_a_defaulter_loses_costs_gap_and_debt_and_gets_the_rest_back(market: Market) -> None:
    made, _deal = won(market)
    row = deposit_of(made, market.buyer)
    keep = ForfeitDeposit(
        deposit_id=row.pk, reason="did_not_pay", costs=euros("5.00"), price_gap=euros("12.50"), note="resale",
    )  # fmt: skip
    mine = refused(lambda: run(forfeit_deposit, market.as_buyer(), keep))
    assert mine.code == "deposits.only_the_receiver"
    run(forfeit_deposit, market.as_seller(), keep)
    row.refresh_from_db()
    assert (row.state, row.forfeited_minor, row.released_minor) == ("partly_forfeited", 1750, 1250)
    assert row.parts == {"costs": "500", "price_gap": "1250"}
    assert booked(market.buyer) == {"deposit_paid": 0, "deposit_lost": 1750, "deposit_due": 1250}
    assert booked(market.seller)["deposit_gained"] == -1750
    assert_sound()


def test_what_cannot_be_kept(market: Market) -> None:
    made = with_deposit(market)
    row = block(market, made, market.buyer)
    whole = ForfeitDeposit(deposit_id=row.pk, reason="withdrew", debt=euros("30.00"))
    assert refused(lambda: run(forfeit_deposit, market.as_seller(), whole)).code == "deposits.still_running"
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    too_much = ForfeitDeposit(deposit_id=row.pk, reason="withdrew", costs=euros("1.00"), debt=euros("30.00"))
    answer = refused(lambda: run(forfeit_deposit, market.as_seller(), too_much))
    assert (answer.code, answer.field, answer.facts["left"]) == ("deposits.over_what_is_left", "debt", "30.00 EUR")
    nothing = ForfeitDeposit(deposit_id=row.pk, reason="withdrew")
    assert refused(lambda: run(forfeit_deposit, market.as_seller(), nothing)).code == "deposits.nothing_kept"
    foreign = ForfeitDeposit(deposit_id=row.pk, reason="withdrew", costs=MoneyIn("1.00", "USD"))
    assert refused(lambda: run(forfeit_deposit, market.as_seller(), foreign)).field == "costs"
    minus = ForfeitDeposit(deposit_id=row.pk, reason="withdrew", costs=euros("-1.00"), debt=euros("2.00"))
    assert refused(lambda: run(forfeit_deposit, market.as_seller(), minus)).field == "costs"
    run(forfeit_deposit, market.as_seller(), whole)
    row.refresh_from_db()
    assert row.state == "forfeited"
    assert_sound()


def test_a_guarantee_moves_no_money_until_it_is_kept(market: Market) -> None:
    made = with_deposit(market)
    row = block(market, made, market.buyer, guarantee=True)
    assert booked(market.buyer) == {}
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    run(forfeit_deposit, market.as_seller(), ForfeitDeposit(deposit_id=row.pk, reason="withdrew", debt=euros("30.00")))
    assert booked(market.buyer) == {"deposit_lost": 3000, "deposit_owed": -3000}
    assert_sound()
    run(return_deposit, market.as_seller(), ReturnDeposit(deposit_id=row.pk))
    assert booked(market.seller) == {"deposit_due": 0, "deposit_gained": -3000}
    assert_sound()


def test_who_may_do_what(market: Market) -> None:
    made = with_deposit(market)
    row = deposit_of(made, market.buyer)
    told = ReportDeposit(deposit_id=row.pk, reference="x")
    assert refused(lambda: run(report_deposit, market.as_other_buyer(), told)).code == "deposits.deposit_unknown"
    assert refused(lambda: run(report_deposit, market.as_seller(), told)).code == "deposits.only_the_payer"
    blank = ReportDeposit(deposit_id=row.pk, reference="  ")
    assert refused(lambda: run(report_deposit, market.as_buyer(), blank)).field == "reference"
    confirm = ConfirmDeposit(deposit_id=row.pk)
    assert refused(lambda: run(confirm_deposit, market.as_buyer(), confirm)).code == "deposits.only_the_receiver"
    run(confirm_deposit, market.as_marketplace(), confirm)
    assert refused(lambda: run(confirm_deposit, market.as_seller(), confirm)).code == "deposits.not_in_state"
    assert refused(lambda: run(report_deposit, market.as_buyer(), told)).code == "deposits.not_in_state"


def test_rules_that_ask_for_nothing_that_can_be_reckoned(market: Market) -> None:
    def published(**rules: Any) -> str:
        return str(refused(lambda: sell(market, rules=RULES | rules)).field)

    assert published(participation_deposit="fixed") == "rules.participation_amount"
    assert published(participation_deposit="fixed", participation_amount="1.005") == "rules.participation_amount"


def test_bidders_of_a_sealed_event_are_unknown_to_its_initiator_until_it_ends(market: Market) -> None:
    made = with_deposit(market, visibility="sealed")
    row = deposit_of(made, market.buyer)
    run(report_deposit, market.as_buyer(), ReportDeposit(deposit_id=row.pk, reference="transfer 7"))
    seen = Deposit.objects.visible_to(market.as_seller())
    assert not seen.exists()
    confirm = ConfirmDeposit(deposit_id=row.pk)
    assert refused(lambda: run(confirm_deposit, market.as_seller(), confirm)).code == "deposits.deposit_unknown"
    run(confirm_deposit, market.as_marketplace(), confirm)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    deliver()
    assert seen.filter(pk=row.pk).exists()
