"""Approving on pages and by API: from a draft to a decision, with what is refused shown where it was typed."""

import json
from collections.abc import Callable

from django.test import Client

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.approvals.models import ApprovalDelegation, ApprovalPolicy, ApprovalRequest
from tenant_apps.orders.models import Order, OrderDraft
from tests.fixtures.api import caller
from tests.fixtures.people import Person, person, signed_in
from tests.fixtures.trade import Market, deliver

ClientOf = Callable[[TenantRef | None], Client]


def test_a_policy_a_draft_a_decision(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    def sign_in(role: str, name: str) -> tuple[Client, Person]:
        who = person(role, f"{name}@buyer.example", company_id=market.buyer)
        return signed_in(client_of(tenant_a), who), who

    (admin, _dan), (finance, bob), (buyer, _ann) = (
        sign_in("company_admin", "dan"), sign_in("finance", "bob"), sign_in("buyer", "ann"),
    )  # fmt: skip
    assert buyer.get("/approvals/policies/new/").status_code == 403
    typed = {"name": "Above five", "when": "totl > 5", "name_1": "Finance", "who_1": ["role:finance"], "quorum_1": "1"}
    bad = admin.post("/approvals/policies/new/", typed)
    assert bad.status_code == 422 and "there is no such field" in bad.content.decode()
    tried = admin.post("/approvals/policies/new/", {**typed, "when": "total > 5", "try": "1"})
    assert tried.status_code == 200 and "0 of the last 0 orders" in tried.content.decode()
    assert ApprovalPolicy.objects.count() == 0
    saved = admin.post("/approvals/policies/new/", {**typed, "when": "total > 5"})
    assert saved["Location"] == f"/approvals/policies/{ApprovalPolicy.objects.get().pk}/"
    assert "Above five" in admin.get("/approvals/policies/").content.decode()

    fields = {"seller_id": str(market.seller), "currency": "EUR", "lines": "steel\t2"}
    made = buyer.post("/orders/drafts/new/", fields)
    page = buyer.get(made["Location"]).content.decode()
    assert "it waits for:" in page and "6.07" in page
    buyer.post(f"{made['Location']}submit/")
    request = ApprovalRequest.objects.get()
    here = f"/approvals/{request.pk}/"
    assert "You made it, so others decide" in buyer.get(here).content.decode()
    assert buyer.post(f"{here}decide/", {"verdict": "approve"}).status_code == 403
    assert request.number in finance.get("/approvals/").content.decode()
    silent = finance.post(f"{here}decide/", {"verdict": "reject", "reason": " "})
    assert silent.status_code == 422 and "Say why." in silent.content.decode()
    assert finance.post(f"{here}decide/", {"verdict": "approve"})["Location"] == here
    deliver()
    order = Order.objects.get()
    assert OrderDraft.objects.get().order_id == order.pk
    assert "Agreed:" in buyer.get(here).content.decode()
    assert "1 of the last 1 orders" in admin.get(saved["Location"]).content.decode()

    when = {"taker_id": str(bob.id), "starts_at": "2031-01-01T00:00", "ends_at": "2031-01-09T00:00"}
    assert admin.post("/approvals/delegations/new/", when).status_code == 302
    delegation = ApprovalDelegation.objects.get()
    assert "Finance" in buyer.get("/approvals/people/").content.decode()
    assert finance.post(f"/approvals/delegations/{delegation.pk}/end/").status_code == 302
    delegation.refresh_from_db()
    assert delegation.ended_at is not None


def test_the_same_by_api(market: Market, tenant_a: TenantRef) -> None:
    rights = ("approvals.save_policy", "approvals.view_policy", "approvals.view_request", "approvals.decide_request",
              "approvals.withdraw_request", "orders.save_order_draft", "orders.submit_order_draft",
              "orders.view_order", "orders.place_order")  # fmt: skip
    person("finance", "f@buyer.example", company_id=market.buyer)
    system = caller(tenant_a, *rights, company_id=market.buyer)
    steps = [{"name": "Finance", "approvers": [{"kind": "role", "who": "finance"}]}]
    faulty = system.post("approval-policies", {"name": "All", "steps": steps, "when": "total >> 1"})
    assert (faulty.status_code, json.loads(faulty.content)["code"]) == (422, "approvals.bad_condition")
    made = json.loads(system.post("approval-policies", {"name": "All", "steps": steps}).content)
    assert (
        json.loads(system.get(f"approval-policies/{made['policy_id']}").content)["content"]["steps"][0]["quorum"] == 1
    )
    line = {"sku": "steel", "quantity": {"value": "2", "unit": "KGM"}}
    order = {"seller_id": str(market.seller), "currency": "EUR", "lines": [line]}
    refused = system.post("orders", order)
    assert (refused.status_code, json.loads(refused.content)["code"]) == (409, "orders.approval_needed")
    draft = order | {"lines": [{"sku": "steel", "quantity": "2", "unit": "KGM"}]}
    saved = json.loads(system.post("orders/drafts", draft).content)
    done = json.loads(system.post(f"orders/drafts/{saved['draft_id']}:submit", {}).content)
    assert (done["state"], done["order_id"]) == ("waiting", None)
    shown = json.loads(system.get(f"approvals/{done['approval_id']}").content)
    assert (shown["state"], shown["amount"]["amount"], len(shown["steps"][0]["seats"])) == ("waiting", "6.07", 1)
    decided = system.post(f"approvals/{done['approval_id']}:decide", {"approve": True})
    assert (decided.status_code, json.loads(decided.content)["code"]) == (403, "approvals.person_needed")
    assert system.post(f"approvals/{done['approval_id']}:withdraw", {}).status_code == 200
    deliver()
    assert json.loads(system.get(f"orders/drafts/{saved['draft_id']}").content)["state"] == "withdrawn"
