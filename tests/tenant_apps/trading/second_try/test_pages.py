"""Running an event again from its room, links both ways, and what the marketplace records of a company."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company, Qualification
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.second_try.models import Succession
from tests.fixtures.api import caller
from tests.fixtures.people import authenticator, person, signed_in
from tests.fixtures.trade import SYSTEM, Market
from tests.tenant_apps.trading.deposits.test_participation import end
from tests.tenant_apps.trading.test_events import MODES, now, sell

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def test_an_event_is_run_again_from_its_room(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    seller = signed_in(client_of(tenant_a), person("supplier", "s@x.example", company_id=market.seller))
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=market.buyer))
    made = sell(market)
    assert "Run it again" not in seller.get(f"/events/{made.event_id}/").content.decode()
    assert seller.get(f"/events/{made.event_id}/rerun/").status_code == 404, "it runs"
    end(made)
    assert "Run it again" in seller.get(f"/events/{made.event_id}/").content.decode()
    assert "Run it again" not in buyer.get(f"/events/{made.event_id}/").content.decode()
    assert buyer.get(f"/events/{made.event_id}/rerun/").status_code == 404
    over = seller.post(f"/events/{made.event_id}/rerun/", {"changed_percent": "21"})
    assert over.status_code == 422 and "at most 20" in over.content.decode()
    sent = seller.post(f"/events/{made.event_id}/rerun/", {"changed_percent": "10"})
    link = Succession.objects.select_related("successor").get(event_id=made.event_id)
    assert sent["Location"] == f"/events/{link.successor_id}/"
    assert link.successor.number in buyer.get(f"/events/{made.event_id}/").content.decode()
    again = buyer.get(sent["Location"]).content.decode()
    assert made.number in again and "start price lowered by" in again


def test_an_event_is_run_again_over_the_api(market: Market, tenant_a: TenantRef) -> None:
    made = sell(market)
    end(made)
    system = caller(tenant_a, "trading.rerun_event", "trading.publish_event", company_id=market.seller)
    answer = system.post(f"events/{made.event_id}:rerun", {"changed_percent": "5"})
    assert answer.status_code == 201
    found = TradingEvent.objects.get(pk=json.loads(answer.content)["event_id"])
    assert found.rules["start_price"] == "1.900000"


def test_what_the_marketplace_records_of_a_company(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    rights = ("parties.record_qualification", "parties.revoke_qualification", "parties.bar_company",
              "parties.name_owner", "parties.view_company")  # fmt: skip
    house = caller(tenant_a, *rights)
    path = f"companies/{market.buyer}"
    made = house.post(f"{path}/qualifications", {"kind": "iso9001", "number": "Q 17", "issuer": "A body"})
    assert made.status_code == 201
    until = (now().date() + timedelta(days=3)).isoformat()
    assert house.post(f"{path}:bar", {"until": until, "reason": "Two defaults"}).status_code == 200
    assert house.post(f"{path}:name-owner", {"owner": "Tarn Holding"}).status_code == 200
    listed = json.loads(house.get("qualifications?kind=iso9001").content)["data"]
    assert [(one["number"], one["state"]) for one in listed] == [("Q 17", "granted")]
    own = signed_in(client_of(tenant_a), person("company_admin", "own@x.example", company_id=market.buyer))
    page = own.get(f"/companies/{market.buyer}/").content.decode()
    assert all(word in page for word in ("iso9001", "Q 17", "Tarn Holding", "Two defaults", "Barred from events until"))
    assert "Record a qualification" not in page and "Revoke" not in page
    for place in ("qualifications/new/", "owner/", "bar/"):
        assert own.get(f"/companies/{market.buyer}/{place}").status_code == 403
    paper = Qualification.objects.get()
    revoke = house.post(f"qualifications/{paper.pk}:revoke", {"reason": "Withdrawn by the body"})
    assert revoke.status_code == 200
    assert "Withdrawn by the body" in own.get(f"/companies/{market.buyer}/").content.decode()


def test_pages_of_the_house(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner", "o@x.example")
    owner = signed_in(client_of(tenant_a), who, device=authenticator(who.id))
    path = f"/companies/{market.buyer}/"
    bad = owner.post(f"{path}qualifications/new/", {"kind": "NO!"})
    assert bad.status_code == 422
    assert owner.post(f"{path}qualifications/new/", {"kind": "steel"}).status_code == 302
    assert owner.post(f"{path}owner/", {"owner": "One"}).status_code == 302
    day = (now().date() + timedelta(days=3)).isoformat()
    assert owner.post(f"{path}bar/", {"until": day, "reason": ""}).status_code == 422
    assert owner.post(f"{path}bar/", {"until": day, "reason": "x"}).status_code == 302
    company, paper = Company.objects.get(pk=market.buyer), Qualification.objects.get()
    assert (company.owner, company.barred_reason) == ("One", "x")
    assert owner.post(f"{path}qualifications/{paper.pk}/revoke/", {"reason": "gone"}).status_code == 302
    paper.refresh_from_db()
    assert paper.state == "revoked"
