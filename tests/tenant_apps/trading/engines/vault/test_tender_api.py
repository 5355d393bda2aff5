"""A tender over the API: a program seals, hands in, and reads its receipt; an opener's program reads what to unlock."""

from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.vault.queries.client import seal_contents
from tests.fixtures.api import caller, problem
from tests.fixtures.trade import SYSTEM, Market
from tests.numbers import shows
from tests.tenant_apps.trading.engines.vault.test_tenders import Tender


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["sealed_tender"]}))


def test_a_program_hands_in_a_sealed_bid(market: Market, tenant_a: TenantRef) -> None:
    tender = Tender(market, side="sell", lasts_s=60)
    tender.join(market.as_buyer())
    api = caller(tenant_a, "vault.submit_bid", "vault.withdraw_bid", "trading.view_event", company_id=market.buyer)
    lot = f"lots/{tender.lot_id}"
    envelopes: Any = seal_contents(tender.lot_id, market.buyer, {"price": {"price": "2.10"}})
    made = api.post(f"{lot}/sealed-bids", {"envelopes": envelopes})
    assert made.status_code == 201, made.content
    facts = api.get(f"events/{tender.event_id}").json()["facts"]
    receipt = facts["own_receipts"][0]
    assert (receipt["seq"], receipt["commitments"]) == (made.json()["seq"], {"price": envelopes["price"]["commitment"]})
    assert "opening" not in facts and not shows(facts, "2.1")
    assert len(facts["tender"]["openers"]) == 3 and facts["tender"]["threshold"] == 2
    envelopes["price"]["keys"] = envelopes["price"]["keys"][:1]
    bad = problem(api.post(f"{lot}/sealed-bids", {"envelopes": envelopes}))
    assert bad["code"] == "trading.bad_envelope"
    assert api.post(f"{lot}/sealed-bids:withdraw", {}).status_code in (200, 201)
    assert problem(api.get(f"{lot}/opening"))["status"] == 403, "who bids opens nothing"


def test_an_openers_program_sees_nothing_before_the_deadline(market: Market, tenant_a: TenantRef) -> None:
    tender = Tender(market, side="sell", lasts_s=60)
    api = caller(tenant_a, "vault.open_bids", company_id=market.seller)
    work = api.get(f"lots/{tender.lot_id}/opening").json()
    assert (work["envelope"], work["opener"], work["bids"]) == ("", None, {})
