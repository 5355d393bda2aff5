"""Who may take part: qualifications, owners and bars, at joining, at a bid and at the award."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed
from tenant_apps.parties.commands import (
    BarCompany,
    NameOwner,
    RecordQualification,
    RevokeQualification,
    bar_company,
    name_owner,
    record_qualification,
    revoke_qualification,
)
from tenant_apps.parties.types import Standing
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.eligibility.decisions.fitness import unfit
from tenant_apps.trading.kernel.commands import CloseLot, EventResult, JoinEvent, close_lot, join_event
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, Participant, TradingEvent
from tests.fixtures.trade import SYSTEM, Market
from tests.proofs import proves
from tests.tenant_apps.trading.test_events import MODES, QUIET, bid, now, refused, sell
from tests.tenant_apps.trading.test_formats import move_back

RULES = {"start_price": "2.00", "increment": "0.10", **QUIET}
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def qualified(market: Market, company: Any, **told: Any) -> Any:
    return run(
        record_qualification, market.as_marketplace(), RecordQualification(company_id=company, kind="steel", **told)
    ).qualification_id


def join(actor: Any, made: EventResult) -> None:
    run(join_event, actor, JoinEvent(event_id=made.event_id))


def end(made: EventResult) -> None:
    move_back(made, 3601)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))


@proves(*(f"{mode}.required_qualifications" for mode in ("english_auction", "reverse_auction", "dutch_auction",
                                                         "sealed_tender", "rfq")))  # fmt: skip
def test_a_missing_qualification_stops_at_joining_at_the_bid_and_at_the_award(market: Market) -> None:
    made = sell(market, rules=RULES | {"required_qualifications": ["steel"]})
    outside = refused(lambda: join(market.as_buyer(), made))
    assert (outside.code, outside.facts) == ("trading.not_qualified", {"missing": "steel"})
    assert "steel" in outside.remedy
    assert not Participant.objects.filter(trading_event_id=made.event_id).exists(), "nothing was written"
    papers = {one: qualified(market, one) for one in (market.buyer, market.other_buyer)}
    for actor in (market.as_buyer(), market.as_other_buyer()):
        join(actor, made)
    bid(market.as_other_buyer(), made.lot_id, price="2.00")
    bid(market.as_buyer(), made.lot_id, price="2.50")
    revoke = RevokeQualification(qualification_id=papers[market.buyer], reason="The certificate was withdrawn")
    run(revoke_qualification, market.as_marketplace(), revoke)
    late = refused(lambda: bid(market.as_buyer(), made.lot_id, price="3.00"))
    assert late.code == "trading.not_qualified"
    last = Bid.objects.filter(lot_id=made.lot_id).order_by("-seq")[0]
    assert (last.verdict, last.verdict_reason) == ("refused", "trading.not_qualified")
    end(made)
    assert Deal.objects.get(trading_event_id=made.event_id).buyer_id == market.other_buyer, "the cascade went on"
    assert Lot.objects.get(pk=made.lot_id).outcome["passed_over"] == {str(market.buyer): "trading.not_qualified"}


def test_a_qualification_counts_on_its_days(market: Market) -> None:
    made = sell(market, rules=RULES | {"required_qualifications": ["steel"]})
    today = now().date()
    qualified(market, market.buyer, valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1))
    qualified(market, market.buyer, valid_from=today + timedelta(days=1))
    assert refused(lambda: join(market.as_buyer(), made)).code == "trading.not_qualified"
    qualified(market, market.buyer, valid_from=today, valid_until=today)
    join(market.as_buyer(), made)


@proves(*(f"{mode}.owner_check" for mode in ("english_auction", "reverse_auction", "dutch_auction", "sealed_tender",
                                             "rfq")))  # fmt: skip
def test_companies_of_the_initiators_owner_do_not_bid(market: Market) -> None:
    for company, owner in ((market.seller, "Holding  One"), (market.buyer, "holding one"), (market.other_buyer, "")):
        run(name_owner, market.as_marketplace(), NameOwner(company_id=company, owner=owner))
    plain, checked = sell(market), sell(market, rules=RULES | {"owner_check": True})
    join(market.as_buyer(), plain)
    assert refused(lambda: join(market.as_buyer(), checked)).code == "trading.conflict_of_interest"
    join(market.as_other_buyer(), checked)
    bid(market.as_other_buyer(), checked.lot_id, price="2.00")
    run(name_owner, market.as_marketplace(), NameOwner(company_id=market.other_buyer, owner="Holding One"))
    assert refused(lambda: bid(market.as_other_buyer(), checked.lot_id, price="3.00")).code == (
        "trading.conflict_of_interest"
    )
    end(checked)
    event = TradingEvent.objects.get(pk=checked.event_id)
    assert (event.final_state, Deal.objects.filter(trading_event_id=event.pk).count()) == ("unsuccessful", 0)


def test_a_barred_company_neither_joins_nor_wins(market: Market) -> None:
    made = sell(market)
    for actor in (market.as_buyer(), market.as_other_buyer()):
        join(actor, made)
    bid(market.as_other_buyer(), made.lot_id, price="2.00")
    bid(market.as_buyer(), made.lot_id, price="2.50")
    until = now().date() + timedelta(days=30)
    bar = BarCompany(company_id=market.buyer, until=until, reason="Did not pay twice")
    run(bar_company, market.as_marketplace(), bar)
    other = sell(market)
    stopped = refused(lambda: join(market.as_buyer(), other))
    assert (stopped.code, stopped.facts["until"]) == ("trading.barred", until.isoformat())
    end(made)
    assert Deal.objects.get(trading_event_id=made.event_id).buyer_id == market.other_buyer
    run(bar_company, market.as_marketplace(), BarCompany(company_id=market.buyer))
    join(market.as_buyer(), other)


def test_only_the_marketplace_says_what_a_company_is(market: Market) -> None:
    mine = market.as_buyer()
    for act, data in (
        (record_qualification, RecordQualification(company_id=market.buyer, kind="steel")),
        (name_owner, NameOwner(company_id=market.buyer, owner="Nobody")),
        (bar_company, BarCompany(company_id=market.buyer)),
    ):
        answer = refused(lambda act=act, data=data: run(act, mine, data))  # type: ignore[misc]
        assert isinstance(answer, NotAllowed)
    of_another = RecordQualification(company_id=market.seller, kind="steel")
    assert refused(lambda: run(record_qualification, mine, of_another)).code == "parties.company_unknown"


def test_what_is_refused_names_its_field(market: Market) -> None:
    house = market.as_marketplace()
    today = now().date()
    cases: list[tuple[Any, Any, str]] = [
        (record_qualification, RecordQualification(company_id=market.buyer, kind="Steel!"), "kind"),
        (record_qualification, RecordQualification(
            company_id=market.buyer, kind="steel", valid_from=today, valid_until=today - timedelta(days=1)
        ), "valid_until"),
        (bar_company, BarCompany(company_id=market.buyer, until=today - timedelta(days=1), reason="x"), "until"),
        (bar_company, BarCompany(company_id=market.buyer, until=today), "reason"),
    ]  # fmt: skip
    for act, data, field in cases:
        assert refused(lambda act=act, data=data: run(act, house, data)).field == field  # type: ignore[misc]
    paper = qualified(market, market.buyer)
    run(revoke_qualification, house, RevokeQualification(qualification_id=paper, reason="gone"))
    again = RevokeQualification(qualification_id=paper, reason="gone")
    assert refused(lambda: run(revoke_qualification, house, again)).code == "parties.qualification_revoked"


@pytest.mark.parametrize(
    ("rules", "company", "initiator", "reason"),
    [
        ({}, {}, {}, ""),
        ({"owner_check": True}, {"owner": ""}, {"owner": ""}, ""),
        ({"owner_check": True}, {"owner": "A b"}, {"owner": " a  B "}, "trading.conflict_of_interest"),
        ({"owner_check": False}, {"owner": "A"}, {"owner": "A"}, ""),
        ({"required_qualifications": ["x"]}, {"qualifications": frozenset({"x", "y"})}, {}, ""),
        ({"required_qualifications": ["x", "z"]}, {"qualifications": frozenset({"x"})}, {}, "trading.not_qualified"),
        ({}, {"barred_until": TODAY}, {}, "trading.barred"),
        ({}, {"barred_until": TODAY - timedelta(days=1)}, {}, ""),
        ({"required_qualifications": ["x"]}, {"barred_until": TODAY}, {}, "trading.barred"),
    ],
)
def test_decisions(rules: dict[str, Any], company: dict[str, Any], initiator: dict[str, Any], reason: str) -> None:
    import uuid

    found = unfit(rules, Standing(uuid.UUID(int=1), **company), Standing(uuid.UUID(int=2), **initiator), TODAY)
    assert (found.reason if found else "") == reason
