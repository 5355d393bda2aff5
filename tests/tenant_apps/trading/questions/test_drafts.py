"""Drafts of events: saved as they stand, opened again in every form, published by a second person where rules ask."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import relay
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.thread.decisions.state import load_state
from tenant_apps.trading.kernel.commands import CancelEvent, PublishEvent, cancel_event, publish_event
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.questions import commands
from tenant_apps.trading.questions.commands import (
    ChangeDraft,
    SaveDraft,
    SubmitDraft,
    change_draft,
    save_draft,
    submit_draft,
)
from tenant_apps.trading.questions.models import EventDraft
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, kilos
from tests.proofs import proves

ClientOf = Callable[[TenantRef | None], Client]
MODES = ["rfq", "english_auction", "reverse_auction", "dutch_auction", "sealed_tender"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("buyer", "b@buy.example", company_id=market.buyer))


@pytest.fixture
def colleague(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("buyer", "c@buy.example", company_id=market.buyer))


@pytest.fixture
def seller(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("supplier", "s@sell.example", company_id=market.seller))


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


CONTENT: dict[str, Any] = {
    "side": "buy", "currency": "EUR", "title": "Steel for spring", "need": "Steel",
    "quantity": {"value": "100", "unit": "KGM"}, "rules": {"start_price": "2.00"},
}  # fmt: skip


def draft(actor: Any, mode: str = "reverse_auction", **changed: Any) -> UUID:
    return run(save_draft, actor, SaveDraft(mode=mode, content=CONTENT | changed)).draft_id


def test_half_a_request_is_saved_opened_and_published_by_its_form(buyer: Client) -> None:
    form = {"side": "buy", "rows": "3", "currency": "EUR", "title": "Half", "need-0": "Bolts", "quantity-0": "",
            "unit-0": "C62", "target-0": "0.08", "need-2": "Nuts", "quantity-2": "abc", "unit-2": "KGM",
            "ends_at": "2031-05-04T10:30", "description": "At our gate", "audience": "all",
            "rule_award_before_deadline": "on", "rule_partial_lines": "on", "rule_guests": "on",
            "save_draft": "1"}  # fmt: skip
    answer = buyer.post("/events/new/rfq/", form)
    row = EventDraft.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/events/drafts/{row.pk}/"
    assert row.title == "Half" and row.content["targets"] == {"1": "0.08"}
    assert row.content["rules"] == {"award_before_deadline": True}
    page = buyer.get(f"/events/drafts/{row.pk}/").content.decode()
    assert "Bolts" in page and "Nuts" in page and "At our gate" in page
    opened = buyer.get(f"/events/new/rfq/?draft={row.pk}").content.decode()
    for shown in ('value="Bolts"', 'value="Nuts"', 'value="abc"', 'value="0.08"', 'value="2031-05-04T10:30"'):
        assert shown in opened
    assert "invalid-feedback" not in opened, "an incomplete draft is no mistake yet"
    refused_page = buyer.post(f"/events/drafts/{row.pk}/publish/", {"version": "1"}, follow=True).content.decode()
    assert "not complete" in refused_page and not TradingEvent.objects.exists()
    whole = form | {"quantity-0": "40", "quantity-2": "12", "draft": str(row.pk), "draft_version": "1"}
    del whole["save_draft"]
    done = buyer.post(f"/events/new/rfq/?draft={row.pk}", whole)
    made = TradingEvent.objects.get()
    assert done["Location"] == f"/events/{made.pk}/"
    row.refresh_from_db()
    assert (row.state, row.trading_event_id) == ("published", made.pk)
    assert buyer.get("/events/drafts/").content.decode().count("Half") == 0


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("reverse_auction", {"need": "Steel", "quantity": "5", "unit": "TNE", "rule_start_price": "700",
                             "rule_increment": "3"}),
        ("sealed_tender", {"need": "Steel", "quantity": "5", "unit": "TNE", "rule_method": "scored"}),
        ("english_auction", {"item_id": "steel", "quantity": "5", "rule_start_price": "2.00",
                             "rule_increment_kind": "table", "rule_increment_table": "0: 1, 100: 5"}),
        ("dutch_auction", {"item_id": "steel", "quantity": "5", "rule_start_price": "9", "rule_floor": "1"}),
    ],
)  # fmt: skip
def test_the_form_of_every_mode_comes_back_as_it_was_saved(
    market: Market, buyer: Client, seller: Client, mode: str, form: dict[str, str]
) -> None:
    client = seller if "item_id" in form else buyer
    told = {"side": "sell" if "item_id" in form else "buy", "currency": "CHF", "audience": "named", "title": "Mine",
            "invite_codes": "X1, X2", "save_draft": "1", **form}  # fmt: skip
    if "item_id" in form:
        told["item_id"] = str(market.items["steel"])
    page = client.get(f"/events/new/{mode}/")
    flags = {name: "on" for name, field in page.context["form"].fields.items()
             if name.startswith("rule_") and field.initial is True}  # fmt: skip
    client.post(f"/events/new/{mode}/", flags | told)
    row = EventDraft.objects.get()
    assert set(row.content["rules"]) == {name[5:] for name in form if name.startswith("rule_")}
    opened = client.get(f"/events/new/{mode}/?draft={row.pk}")
    shown = opened.context["form"]
    for name, value in told.items():
        if name != "save_draft":
            assert str(shown[name].value()) == value, name
    seen: dict[str, Any] = {name: shown[name].value() for name in shown.fields}
    sent = {name: "on" if value is True else value for name, value in seen.items() if value not in (None, False, "")}
    again = client.post(f"/events/new/{mode}/", sent | {"save_draft": "1"})
    assert again.status_code == 302
    kept = EventDraft.objects.get()
    assert (kept.version, kept.content) == (2, row.content)


def test_a_stale_form_loses_nothing_and_overwrites_nothing(market: Market, buyer: Client, colleague: Client) -> None:
    form = {"side": "buy", "currency": "EUR", "title": "First", "need": "Steel", "unit": "KGM", "save_draft": "1"}
    buyer.post("/events/new/reverse_auction/", form)
    row = EventDraft.objects.get()
    known = {"draft": str(row.pk), "draft_version": "1"}
    colleague.post("/events/new/reverse_auction/", form | known | {"title": "Second"})
    late = buyer.post("/events/new/reverse_auction/", form | known | {"title": "Third"}, follow=True)
    assert "draft of its own" in late.content.decode()
    assert sorted(EventDraft.objects.values_list("title", "version")) == [("Second", 2), ("Third", 1)]


def test_a_draft_is_its_companys_alone(market: Market, seller: Client, buyer: Client) -> None:
    made = draft(market.as_buyer())
    for address in (f"/events/drafts/{made}/", f"/events/new/reverse_auction/?draft={made}"):
        assert seller.get(address).status_code == 404
        assert buyer.get(address).status_code == 200
    for verb in ("delete", "submit", "return", "publish"):
        assert seller.post(f"/events/drafts/{made}/{verb}/", {"version": "1"}).status_code == 404
    assert "Steel for spring" not in seller.get("/events/drafts/").content.decode()
    assert (
        refused(lambda: run(change_draft, market.as_other_buyer(), ChangeDraft(draft_id=made, content={}))).status
        == 404
    )
    assert buyer.post(f"/events/drafts/{made}/delete/").status_code == 302
    assert not EventDraft.objects.exists()


def test_what_a_draft_cannot_hold_is_refused(market: Market) -> None:
    for content, field in (
        ({"initiator_id": str(market.seller)}, "content.initiator_id"),
        ({"rules": []}, "content.rules"),
        ({"lines": ["x"]}, "content.lines"),
        ({"description": "x" * 500_000}, "content"),
    ):
        wish = SaveDraft(mode="rfq", content=content)
        with pytest.raises(Refusal) as caught:
            run(save_draft, market.as_buyer(), wish)
        assert caught.value.field == field
    assert refused(lambda: run(save_draft, market.as_buyer(), SaveDraft(mode="spot_listing"))).field == "mode"


@proves(*(f"{mode}.review_before_publish" for mode in MODES), *(f"{mode}.review_from_value" for mode in MODES))
@pytest.mark.parametrize("mode", MODES)
def test_the_rule_asks_for_a_second_person_always_or_from_a_value_on(market: Market, mode: str) -> None:
    sells = mode in ("english_auction", "dutch_auction")
    actor = market.as_seller() if sells else market.as_buyer()
    goods: dict[str, Any] = {"item_id": market.items["steel"]} if sells else {"need": "Steel"}
    prices: dict[str, dict[str, str]] = {
        "dutch_auction": {"start_price": "2", "floor": "1", "decrement": "0.5"},
        "sealed_tender": {"ceiling": "2"},
        "rfq": {},
    }
    wish = PublishEvent(
        mode=mode, side="sell" if sells else "buy", currency="EUR", quantity=kilos("100"),
        rules=prices.get(mode, {"start_price": "2"}), **goods,
    )  # fmt: skip
    if mode in ("sealed_tender", "rfq"):
        wish = PublishEvent(**{
            **{name: getattr(wish, name) for name in wish.__struct_fields__},
            "ends_at": clock.now(scope.alias()) + timedelta(days=30),
        })  # fmt: skip

    def code(**rules: str) -> str:
        told = {f"{mode}.review_{name}": value for name, value in rules.items()}
        run(change_settings, SYSTEM, ChangeSettings(changes=told))
        try:
            run(publish_event, actor, wish)
        except Refusal as refusal:
            return refusal.code
        return ""

    assert code() == ""
    assert code(before_publish="always") == "trading.review_needed"
    known = "trading.review_needed" if mode == "rfq" else ""
    assert code(before_publish="above_value", from_value="201") == known, "no value is known of a request"
    assert code(before_publish="above_value", from_value="200") == "trading.review_needed"


def test_nobody_publishes_what_they_have_worked_on(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"rfq.review_before_publish": "always"}))
    first = market.as_buyer()
    second, third = replace(first, id="second"), replace(first, id="third")
    lines = [{"need": "Steel", "quantity": {"value": "5", "unit": "TNE"}}]
    content = {"side": "buy", "currency": "EUR", "title": "Four eyes", "lines": lines, "targets": {"1": "700"}}
    made = run(save_draft, first, SaveDraft(mode="rfq", content=content)).draft_id
    told = ChangeDraft(draft_id=made, version=1, content=content | {"description": "More"})
    run(change_draft, second, told)

    def publish(actor: Any, version: int = 2) -> Any:
        return run(commands.publish_draft, actor, commands.PublishDraft(draft_id=made, version=version))

    assert refused(lambda: publish(third)).code == "trading.review_needed"
    assert refused(lambda: run(submit_draft, first, SubmitDraft(draft_id=made, version=1))).code == (
        "trading.draft_changed"
    )
    run(submit_draft, first, SubmitDraft(draft_id=made, version=2))
    assert refused(lambda: run(change_draft, third, told)).code == "trading.draft_in_review"
    assert refused(lambda: publish(first)).code == "trading.own_draft"
    assert refused(lambda: publish(second)).code == "trading.own_draft"
    assert refused(lambda: publish(third, 1)).code == "trading.draft_changed"
    run(commands.return_draft, third, commands.ReturnDraft(draft_id=made, note="No dates?"))
    assert EventDraft.objects.get().note == "No dates?"
    run(submit_draft, first, SubmitDraft(draft_id=made, version=2))
    event = publish(third)
    assert LotItem.objects.get(lot_id=event.lot_id).description == "Steel"
    relay.drain()
    state = load_state(Lot.objects.get(pk=event.lot_id).engine_state)
    assert {line: str(price) for line, price in state.targets.items()} == {1: "700"}
    assert refused(lambda: publish(third)).code == "trading.draft_over"


def test_an_ended_event_is_copied_without_its_dates(market: Market, buyer: Client, seller: Client) -> None:
    wish = PublishEvent(
        mode="reverse_auction", side="buy", currency="EUR", quantity=kilos("100"), need="Steel", title="Spring",
        audience="named", invite=[market.seller], rules={"start_price": "2.00", "increment": "0.05"},
        ends_at=clock.now(scope.alias()) + timedelta(days=1),
    )  # fmt: skip
    made = run(publish_event, market.as_buyer(), wish)
    run(cancel_event, SYSTEM, CancelEvent(event_id=made.event_id, reason="no_demand"))
    assert seller.post(f"/events/{made.event_id}/copy/").status_code == 404
    assert "Copy as a draft" in buyer.get(f"/events/{made.event_id}/").content.decode()
    buyer.post(f"/events/{made.event_id}/copy/")
    row = EventDraft.objects.get()
    assert row.content["rules"] == {"start_price": "2", "increment": "0.05"} or row.content["rules"] == {
        "start_price": "2.00", "increment": "0.05"}  # fmt: skip
    assert row.content["invite"] == [str(market.seller)] and "ends_at" not in row.content
    done = buyer.post(f"/events/drafts/{row.pk}/publish/", {"version": "1"})
    assert TradingEvent.objects.filter(title="Spring").count() == 2
    assert done["Location"].startswith("/events/")


def test_drafts_over_the_api(market: Market, tenant_a: TenantRef) -> None:
    rights = ("trading.publish_event", "trading.view_event", "trading.save_draft", "trading.change_draft",
              "trading.delete_draft",
              "trading.publish_draft")  # fmt: skip
    api = caller(tenant_a, *rights, company_id=market.buyer)
    other = caller(tenant_a, *rights, company_id=market.seller)
    made = json.loads(api.post("event-drafts", {"mode": "reverse_auction", "content": CONTENT}).content)
    here = f"event-drafts/{made['draft_id']}"
    read = api.get(here)
    assert other.get(here).status_code == 404
    assert json.loads(other.get("event-drafts").content)["data"] == []
    changed = api.patch(here, {"content": CONTENT | {"title": "Changed"}}, read.headers["ETag"])
    assert changed.status_code == 200
    assert api.patch(here, {"content": CONTENT}, read.headers["ETag"]).status_code == 412
    assert json.loads(api.get("event-drafts?state=draft").content)["data"][0]["title"] == "Changed"
    assert api.post(f"{here}:publish", {"version": 1}).status_code == 409
    assert other.post(f"{here}:publish", {"version": 2}).status_code == 404
    done = api.post(f"{here}:publish", {"version": 2})
    assert done.status_code == 201
    assert TradingEvent.objects.get().title == "Changed"
    assert api.post(f"{here}:delete", {}).status_code == 409
