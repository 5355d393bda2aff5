"""Budgets, limits of members and credit: who sets them, what none, zero and less than used mean, what closing does."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.spending.commands import CloseLimit, GrantCredit, SetBudget, close_limit, grant_credit, set_budget
from tenant_apps.spending.models import SpendingLimit
from tests.fixtures.api import caller
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import Market, assert_sound, kilos

ClientOf = Callable[[TenantRef | None], Client]


def order(market: Market, **more: object) -> PlaceOrder:
    """Two kilos of steel: 6.07 EUR."""
    lines = [OrderLineIn(sku="steel", quantity=kilos("2"))]
    return PlaceOrder(**{"seller_id": market.seller, "currency": "EUR", "lines": lines, **more})  # type: ignore[arg-type]


def code_of(act: object, *words: object) -> str:
    with pytest.raises(Refusal) as caught:
        act(*words)  # type: ignore[operator]
    return caught.value.code


def test_lowered_below_its_use_a_budget_stands_and_lets_nothing_more_through(market: Market) -> None:
    made = run(set_budget, market.as_buyer(), SetBudget(currency="EUR", amount="100.00"))
    run(place_order, market.as_buyer(), order(market))
    again = run(set_budget, market.as_buyer(), SetBudget(currency="EUR", amount="5.00"))
    assert again.limit_id == made.limit_id
    assert code_of(run, place_order, market.as_buyer(), order(market)) == "spending.over_budget"
    row = SpendingLimit.objects.get()
    assert (row.amount_minor, row.used_minor) == (500, 607)
    run(set_budget, market.as_buyer(), SetBudget(currency="EUR"))
    run(place_order, market.as_buyer(), order(market))
    run(set_budget, market.as_buyer(), SetBudget(currency="EUR", amount="0"))
    assert code_of(run, place_order, market.as_buyer(), order(market)) == "spending.over_budget"
    assert_sound()


def test_credit_is_granted_lowered_and_closed_by_its_seller_alone(market: Market) -> None:
    grant = GrantCredit(buyer_id=market.buyer, currency="EUR", amount="6.07")
    made = run(grant_credit, market.as_seller(), grant)
    run(place_order, market.as_buyer(), order(market))
    assert code_of(run, place_order, market.as_buyer(), order(market)) == "spending.over_credit"
    forged = GrantCredit(buyer_id=market.buyer, grantor_id=market.seller, currency="EUR", amount="600")
    assert code_of(run, grant_credit, market.as_buyer(), forged) == "commands.not_allowed"
    shut = CloseLimit(limit_id=made.limit_id)
    assert code_of(run, close_limit, market.as_buyer(), shut) == "spending.limit_unknown"
    run(close_limit, market.as_seller(), shut)
    run(place_order, market.as_buyer(), order(market))
    assert_sound()


def test_a_period_that_is_over_bounds_nothing_and_the_next_begins_anew(market: Market) -> None:
    past = {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    data = {"currency": "EUR", "amount": "0"}
    from shared_apps.commands.inputs import from_mapping

    run(set_budget, market.as_buyer(), from_mapping(data | past, SetBudget))
    run(place_order, market.as_buyer(), order(market))
    run(set_budget, market.as_buyer(), from_mapping(data | {"starts_on": "2026-01-01"}, SetBudget))
    assert SpendingLimit.objects.count() == 2
    assert code_of(run, place_order, market.as_buyer(), order(market)) == "spending.over_budget"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"currency": "XXX"}, "spending.bad_amount"),
        ({"currency": "EUR", "amount": "-1"}, "spending.bad_amount"),
        ({"currency": "EUR", "amount": "1.234"}, "spending.bad_amount"),
        ({"currency": "EUR", "code": "x" * 41}, "spending.bad_code"),
        ({"currency": "EUR", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "spending.bad_period"),
        ({"currency": "EUR", "member_id": "01a21907-285b-74f4-a018-b540f463ed43"}, "spending.no_member"),
    ],
)
def test_bad_input_is_named(market: Market, data: dict[str, str], code: str) -> None:
    from shared_apps.commands.inputs import from_mapping

    assert code_of(run, set_budget, market.as_buyer(), from_mapping(data, SetBudget)) == code
    assert SpendingLimit.objects.count() == 0


def test_a_company_sets_its_budget_on_the_page_and_reads_it_by_api(
    market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    client = signed_in(client_of(tenant_a), person("company_admin", "a@b.example", company_id=market.buyer))
    bad = client.post("/spending/budgets/", {"currency": "EUR", "amount": "1,5"})
    assert bad.status_code == 422
    sent = client.post("/spending/budgets/", {"currency": "EUR", "amount": "1200.50", "code": "K1"})
    assert sent.status_code == 302
    page = client.get("/spending/").content.decode()
    assert "K1" in page and "1,200.50" in page and "Grant credit" not in page
    system = caller(tenant_a, "spending.view_limit", company_id=market.buyer)
    [row] = json.loads(system.get("limits").content)["data"]
    assert (row["code"], row["amount"], row["used"]["amount"]) == (
        "K1", {"amount": "1200.50", "currency": "EUR"}, "0.00",
    )  # fmt: skip
    other = caller(tenant_a, "spending.view_limit", company_id=market.other_buyer)
    assert json.loads(other.get("limits").content)["data"] == []
