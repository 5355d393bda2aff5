"""Deposits as people and other systems meet them: the room, the list, one deposit, the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.api import caller
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market
from tests.tenant_apps.trading.deposits.test_participation import block, deposit_of, end, with_deposit
from tests.tenant_apps.trading.test_events import MODES, bid

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture
def people(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> dict[str, Client]:
    def of(role: str, company: Any) -> Client:
        return signed_in(client_of(tenant_a), person(role, f"{role}@x.example", company_id=company))

    return {
        "buyer": of("company_admin", market.buyer),
        "seller": of("supplier", market.seller),
        "house": of("finance_manager", None),
        "auditor": of("auditor", None),
    }


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_from_the_room_to_the_winner_and_back(market: Market, people: dict[str, Client]) -> None:
    made = with_deposit(market)
    room, row = f"/events/{made.event_id}/", deposit_of(made, market.buyer)
    assert "Deposit to take part" in text(people["buyer"], room) and "Report it" in text(people["buyer"], room)
    blank = people["buyer"].post(f"/deposits/{row.pk}/report/", {"cover": "money", "reference": ""})
    assert blank.status_code == 422
    told = {"cover": "money", "reference": "transfer 7", "from": "room"}
    assert people["buyer"].post(f"/deposits/{row.pk}/report/", told)["Location"] == room
    assert "it counts once it is confirmed" in text(people["buyer"], room)
    assert "transfer 7" in text(people["house"], room)
    assert people["auditor"].post(f"/deposits/{row.pk}/confirm/", {}).status_code == 403
    assert people["seller"].post(f"/deposits/{row.pk}/confirm/", {}).status_code == 403, "finance confirms, not sales"
    assert people["house"].post(f"/deposits/{row.pk}/confirm/", {"from": "room"})["Location"] == room
    row.refresh_from_db()
    assert row.state == "blocked"
    page = text(people["house"], f"/deposits/{row.pk}/")
    assert "Keep the deposit" not in page and "Release" not in page, "not while the event runs"


def test_a_deposit_is_kept_in_parts(market: Market, people: dict[str, Client]) -> None:
    made = with_deposit(market)
    row = block(market, made, market.buyer)
    bid(market.as_buyer(), made.lot_id, price="2.00")
    end(made)
    assert "Keep the deposit" in text(people["house"], f"/deposits/{row.pk}/")
    too_much = {"reason": "did_not_pay", "costs": "31"}
    answer = people["house"].post(f"/deposits/{row.pk}/forfeit/", too_much)
    assert answer.status_code == 422 and "30.00 EUR" in answer.content.decode()
    keep = {"reason": "did_not_pay", "costs": "10", "note": "Lawyer"}
    assert people["house"].post(f"/deposits/{row.pk}/forfeit/", keep).status_code == 302
    page = text(people["buyer"], f"/deposits/{row.pk}/")
    assert "Partly kept" in page and "Did not pay" in page and "Lawyer" in page and "pay" in page
    assert people["buyer"].post(f"/deposits/{row.pk}/return/", {}).status_code == 302
    row.refresh_from_db()
    assert row.returned_at is not None


def test_lists_by_view_and_as_a_file(market: Market, people: dict[str, Client]) -> None:
    made = with_deposit(market)
    mine, other = (deposit_of(made, one) for one in (market.buyer, market.other_buyer))
    seen = text(people["buyer"], "/deposits/")
    assert mine.number in seen and other.number not in seen
    both = text(people["house"], "/deposits/?view=open")
    assert mine.number in both and other.number in both
    assert mine.number not in text(people["house"], "/deposits/?view=owed")
    assert mine.number in text(people["buyer"], "/deposits/?view=given")
    assert mine.number not in text(people["buyer"], "/deposits/?view=held")
    assert mine.number in text(people["house"], f"/deposits/?q={mine.number}")
    file = people["house"].get("/deposits/?export=csv")
    assert mine.number in b"".join(file).decode() if file.streaming else mine.number in file.content.decode()
    assert people["buyer"].get(f"/deposits/{other.pk}/").status_code == 404


def test_every_act_over_the_api(market: Market, tenant_a: TenantRef) -> None:
    rights = [f"deposits.{one}_deposit" for one in ("view", "report", "confirm", "release", "forfeit", "return")]
    payer = caller(tenant_a, *rights, company_id=market.buyer)
    holder = caller(tenant_a, *rights, company_id=market.seller)
    made = with_deposit(market)
    row = deposit_of(made, market.buyer)
    listed = json.loads(payer.get(f"deposits?trading_event_id={made.event_id}").content)
    assert [one["number"] for one in listed["data"]] == [row.number]
    assert payer.post(f"deposits/{row.pk}:report", {"reference": "API 1"}).status_code == 200
    early = holder.post(f"deposits/{row.pk}:release", {})
    assert (early.status_code, json.loads(early.content)["code"]) == (409, "deposits.still_running")
    assert holder.post(f"deposits/{row.pk}:confirm", {}).status_code == 200
    one = json.loads(payer.get(f"deposits/{row.pk}").content)
    assert (one["state"], one["amount"]) == ("blocked", {"amount": "30.00", "currency": "EUR"})
    end(made)
    assert holder.post(f"deposits/{row.pk}:release", {}).status_code == 200
    assert holder.post(f"deposits/{row.pk}:return", {}).status_code == 200
    again = json.loads(payer.get(f"deposits/{row.pk}").content)
    assert again["state"] == "released" and again["returned_at"] is not None
