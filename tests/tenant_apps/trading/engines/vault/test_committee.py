"""Committees: how many, whose names are known when, and what lies far apart."""

from random import Random

import pytest

from shared_apps.commands import run
from tenant_apps.trading.engines.vault.commands import PublishRoot, TenderCriterion, publish_root
from tenant_apps.trading.engines.vault.queries import officers_of
from tests.fixtures.people import person
from tests.fixtures.tenders import COMPANIES, INITIATOR, Lot, judged, rules_of, terms_of
from tests.fixtures.trade import SYSTEM, Market
from tests.fixtures.travel import Travel
from tests.tenant_apps.trading.engines.vault.test_tenders import (  # noqa: F401  one is a fixture
    Tender,
    modes,
    two_sellers,
)


@pytest.mark.parametrize(("scorers", "fits"), [(3, False), (4, False), (5, True), (6, False), (7, True)])
def test_a_committee_is_odd_and_of_a_least_size_where_the_rules_say_so(scorers: int, fits: bool) -> None:
    lot = Lot(terms_of(), rules_of(method="scored", committee_least=5, committee_odd=True), Random(1))
    assert lot.fix(criteria=[judged("service", "40")], scorers=scorers).accepted is fits


def test_where_nothing_is_judged_no_committee_is_needed() -> None:
    lot = Lot(terms_of(), rules_of(committee_least=5, committee_odd=True), Random(1))
    assert lot.fix().accepted


def test_marks_are_locked_before_a_price_is_opened() -> None:
    lot = Lot(terms_of(), rules_of(method="scored", format="two_envelopes", min_sheets=3, min_bidders=1), Random(1))
    assert lot.fix(criteria=[judged("service", "40")], scorers=3).accepted
    for company in COMPANIES[:2]:
        lot.seal(company, technical={"statement": "x"}, price={"price": "9"})
    lot.publish_root()
    lot.open_all()
    for scorer, marks in enumerate((("9", "2"), ("8", "7"), ("1", "6")), 1):
        for bid, mark in zip((2, 3), marks, strict=True):
            lot.act(INITIATOR, "score", scorer=scorer, bid=bid, marks={"service": mark})
        assert lot.act(INITIATOR, "admit", refused={}).reason == "trading.sheets_open"
        assert lot.act(INITIATOR, "lock_sheet", scorer=scorer).accepted
    alarms = [row["alarm"] for row in lot.facts["documents"]["sheets"]["spread"]]
    assert alarms == [True, True], "9 against 1, and 7 against 2"
    assert lot.act(INITIATOR, "admit", refused={}).accepted
    assert lot.act(INITIATOR, "score", scorer=1, bid=2, marks={"service": "0"}).reason == "trading.not_now"


def test_names_of_scorers_are_secret_until_the_result(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    travel = Travel(monkeypatch)
    scorers = [person("buyer", f"s{at}@example.com", company_id=market.buyer) for at in range(3)]
    tender = Tender(
        market, lasts_s=600, method="scored", criteria=[TenderCriterion(code="service", label="Service", weight="60")],
        scorers=[one.id for one in scorers],
    )  # fmt: skip
    seller, _other = two_sellers(market, tender)

    def parts(actor: object) -> set[str]:
        return {one.part for one in officers_of(actor, tender.lot_id)}  # type: ignore[arg-type]

    assert parts(seller) == {"opener"} and parts(tender.initiator) == {"opener", "scorer"}
    travel.forward(minutes=11)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))  # nobody has bid, so that it ends
    assert parts(seller) == {"opener", "scorer"}
    assert parts(market.as_other_buyer()) == {"opener"}, "who did not take part never learns them"
