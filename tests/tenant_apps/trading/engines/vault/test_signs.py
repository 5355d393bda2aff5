"""What opened bids have in common: equal distances, equal words, one account. Nothing before, nothing for bidders."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.trading.engines.vault.commands import PublishRoot, publish_root
from tenant_apps.trading.engines.vault.decisions.signs import signs_of
from tenant_apps.trading.engines.vault.queries import signs_of as asked
from tests.fixtures.api import caller
from tests.fixtures.openers import submit
from tests.fixtures.tenders import COMPANIES, Lot, rules_of, terms_of
from tests.fixtures.trade import SYSTEM, Market
from tests.fixtures.travel import Travel
from tests.tenant_apps.trading.engines.vault.test_tenders import (  # noqa: F401  one is a fixture
    Tender,
    modes,
    two_sellers,
)

SAME = "Delivered in four weeks, packed on pallets"


def opened(*bids: tuple[str, str]) -> Lot:
    """Bids as (price, statement); the first has number 2."""
    lot = Lot(terms_of(), rules_of(min_bidders=1), Random(4))
    lot.fix()
    for company, (price, words) in zip(COMPANIES, bids, strict=False):
        content: dict[str, Any] = {"price": price}
        lot.seal(company, price=content | ({"statement": words} if words else {}))
    lot.publish_root()
    assert signs_of(lot.state, [("one", 2), ("one", 3)]) == (), "nothing before the opening"
    lot.open_all()
    return lot


def kinds(lot: Lot, *accounts: tuple[str, int]) -> list[tuple[str, tuple[int, ...], str]]:
    return [(one.kind, one.bids, one.fact) for one in signs_of(lot.state, accounts)]


def test_prices_at_one_distance() -> None:
    lot = opened(("100", ""), ("90", ""), ("110", ""), ("111.5", ""))
    assert kinds(lot) == [("same_gap", (3, 2, 4), "10")]
    assert kinds(opened(("100", ""), ("90", ""))) == [], "two prices have always one distance"
    assert kinds(opened(("100", ""), ("100", ""), ("100", ""))) == [], "equal prices are a tie, no distance"


def test_the_same_words_but_for_blanks_and_capitals() -> None:
    lot = opened(("100", SAME), ("90", SAME.upper().replace(" ", "  ")), ("111", "Delivered next month on request"))
    ((kind, bids, digest),) = kinds(lot)
    assert (kind, bids) == ("same_words", (2, 3)) and len(digest) == 64
    assert kinds(opened(("100", "Four weeks"), ("90", "four weeks"))) == [], "what anybody writes says nothing"


def test_one_account_for_several_companies() -> None:
    lot = opened(("100", ""), ("90", ""), ("111", ""))
    assert kinds(lot, ("one", 2), ("one", 4), ("other", 3)) == [("same_account", (2, 4), "one")]
    assert kinds(lot, ("one", 2), ("one", 2), ("other", 3)) == []


def test_the_initiator_alone_reads_them_after_the_opening(
    market: Market, tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel, tender = Travel(monkeypatch), Tender(market, lasts_s=600)
    seller, other = two_sellers(market, tender)
    agent = replace(market.as_marketplace(), id="agent-7", display="Agent Seven")
    for actor, price in ((seller, "3.70"), (other, "3.50")):
        submit(agent, tender.lot_id, company=actor.company_id, price={"price": price, "statement": SAME})
    assert asked(tender.initiator, tender.lot_id) == ()
    travel.forward(minutes=11)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    tender.open()
    found = asked(tender.initiator, tender.lot_id)
    assert [(one.kind, one.fact) for one in found if one.kind == "same_account"] == [("same_account", "agent-7")]
    assert {one.kind for one in found} == {"same_account", "same_words"}
    assert asked(seller, tender.lot_id) == ()
    api = caller(tenant_a, "trading.view_event", company_id=market.buyer)
    told = api.get(f"lots/{tender.lot_id}/signs").json()
    assert {one["kind"] for one in told["signs"]} == {"same_account", "same_words"}
