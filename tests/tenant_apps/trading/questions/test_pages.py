"""Asking, answering, changing and confirming from the pages alone, and what others do not find there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.outbox import jobs, relay
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    EventLine,
    EventResult,
    JoinEvent,
    PublishEvent,
    cancel_event,
    join_event,
    publish_event,
)
from tenant_apps.trading.kernel.models import LotItem, TradingEvent
from tenant_apps.trading.questions.models import Amendment, Question
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, kilos

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["rfq", "reverse_auction", "sealed_tender"]}))


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("buyer", "b@buy.example", company_id=market.buyer))


@pytest.fixture
def seller(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("supplier", "s@sell.example", company_id=market.seller))


@pytest.fixture
def other(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("supplier", "o@other.example", company_id=market.other_seller))


def times_of(page: Any) -> dict[str, str]:
    """What the fields for times say, in the zone of the page."""
    found = re.findall(r'<input type="datetime-local" name="(\w+)" value="([^"]*)"', page.content.decode())
    assert found
    return dict(found)


def published(market: Market, mode: str = "rfq", *, opens_in: float = 0, **told: Any) -> EventResult:
    moment = clock.now(scope.alias())
    wish: dict[str, Any] = {
        "mode": mode, "side": "buy", "currency": "EUR", "title": "Steel",
        "opens_at": moment + timedelta(hours=opens_in),
        "ends_at": moment + timedelta(hours=48),
        "rules": {"start_price": "3.00"} if mode == "reverse_auction" else {},
    }  # fmt: skip
    if mode == "rfq":
        wish["lines"] = [
            EventLine(quantity=kilos("100"), need="Steel plate"),
            EventLine(quantity=kilos("7"), need="Nuts"),
        ]
    else:
        wish |= {"quantity": kilos("100"), "need": "Steel plate"}
    made = run(publish_event, market.as_buyer(), PublishEvent(**(wish | told)))
    item = None if mode == "rfq" else market.items["steel"]
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id, item_id=item))
    return made


@pytest.mark.parametrize("mode", ["rfq", "reverse_auction", "sealed_tender"])
def test_a_question_is_asked_and_answered_in_the_room_of_every_engine(
    market: Market, buyer: Client, seller: Client, other: Client, mode: str
) -> None:
    made = published(market, mode)
    room = f"/events/{made.event_id}/"
    assert "Send the question" in seller.get(room).content.decode()
    assert "Send the question" not in buyer.get(room).content.decode()
    assert "Send the question" not in other.get(room).content.decode(), "it has not joined"
    empty = seller.post(room + "questions/", {"text": " "})
    assert empty.status_code == 422
    assert seller.post(room + "questions/", {"text": "Which <b>alloy</b>?"}).status_code == 302
    assert "1 waits for your answer" in buyer.get(room).content.decode()
    assert "Which" not in other.get(room + "questions/").content.decode()
    assert seller.post(room + "questions/1/answer/", {"text": "x"}).status_code == 404
    assert buyer.post(room + "questions/1/answer/", {"text": ""}).status_code == 422
    assert buyer.post(room + "questions/1/answer/", {"text": "S235"}).status_code == 302
    told = other.get(room).content.decode()
    assert "Which &lt;b&gt;alloy&lt;/b&gt;?" in told and "S235" in told and "Seller Ltd" not in told
    assert Question.objects.get().answer == "S235"


def test_a_change_is_looked_at_made_and_confirmed(market: Market, buyer: Client, seller: Client, other: Client) -> None:
    made = published(market)
    room = f"/events/{made.event_id}/"
    assert seller.get(room + "change/").status_code == 404
    page = buyer.get(room + "change/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else str(value) for name, value in sent.items()}
    end = TradingEvent.objects.get().scheduled_end_at
    assert end is not None
    sent |= times_of(page) | {"reason": "A second shift"}
    nothing = buyer.post(room + "change/", sent)
    assert nothing.status_code == 422 and "Nothing is changed" in nothing.content.decode()
    wish = sent | {"quantity-1": "120", "need-2": "Nuts M8"}
    shown = buyer.post(room + "change/", wish).content.decode()
    assert "Line 1: Quantity" in shown and "1 company that takes part has to confirm" in shown
    assert not Amendment.objects.exists(), "looking changes nothing"
    wrong = buyer.post(room + "change/", wish | {"quantity-1": "0", "apply": "1"})
    assert wrong.status_code == 422 and "quantity-1" in wrong.context["form"].errors
    assert buyer.post(room + "change/", wish | {"apply": "1"}).status_code == 302
    assert [str(one.quantity.normalize()) for one in LotItem.objects.order_by("line_no")] == ["1.2E+2", "7"]
    assert TradingEvent.objects.get().scheduled_end_at == end, "a field shows minutes, the end keeps its seconds"
    assert "Seller Ltd" in buyer.get(room).content.decode(), "who has not confirmed"
    assert "Confirm the change" in seller.get(room).content.decode()
    told = other.get(room + "changes/").content.decode()
    assert "A second shift" in told and "Nuts M8" in told and "Confirm the change" not in told
    assert seller.post(room + "changes/confirm/", {"number": "1"}, follow=True).status_code == 200
    assert "Confirm the change" not in seller.get(room).content.decode()


def test_rules_are_changed_on_the_page_until_the_event_opens(market: Market, buyer: Client) -> None:
    made = published(market, "reverse_auction", opens_in=1)
    room = f"/events/{made.event_id}/"
    page = buyer.get(room + "change/")
    form = page.context["form"]
    assert "rule_start_price" in form.fields and "opens_at" in form.fields
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False):
            sent[name] = "on" if value is True else value
    sent |= times_of(page) | {"reason": "Cheaper now", "rule_start_price": "2.50", "apply": "1"}
    assert buyer.post(room + "change/", sent).status_code == 302
    found = Amendment.objects.get()
    assert [one["field"] for one in found.changes] == ["rules.start_price"]
    assert TradingEvent.objects.get().rules["start_price"] == "2.50"
    open_now = published(market, "reverse_auction")
    answer = buyer.get(f"/events/{open_now.event_id}/change/", follow=True).content.decode()
    assert "rule_start_price" not in answer


def test_a_withdrawn_event_is_told_by_mail(market: Market, seller: Client) -> None:
    made = published(market, opens_in=1)
    run(cancel_event, market.as_buyer(), CancelEvent(event_id=made.event_id, reason="budget_cut"))
    assert TradingEvent.objects.get().final_state == "withdrawn"
    relay.drain()
    while jobs.run_due():
        pass
    assert ["s@sell.example"] in [one.to for one in mail.outbox if "called off" in one.subject]
