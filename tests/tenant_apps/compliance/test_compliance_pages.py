"""The pages and the API of compliance: find a control, propose, decide, approve; nobody else sees the proposal."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.compliance.queries import current_choice
from tests.fixtures.api import caller
from tests.fixtures.people import authenticator, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def administrator(client: Client, role: str, email: str) -> Client:
    """Somebody who must have a second factor, signed in with it."""
    who = person(role, email)
    return signed_in(client, who, device=authenticator(who.id))


@pytest.fixture
def anna(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return administrator(client_of(tenant_a), "owner", "anna@house.example")


@pytest.fixture
def bo(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return administrator(client_of(tenant_a), "admin", "bo@house.example")


@pytest.fixture
def auditor(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("auditor", "look@house.example"))


def page(client: Client, tail: str = "") -> str:
    answer = client.get(f"/settings/compliance/{tail}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_each_control_says_value_reason_source_date_and_how_sure(auditor: Client) -> None:
    text = page(auditor, "?q=12(3)")
    assert "30 days" in text
    assert "GDPR 12(3)" in text
    assert "read in the primary text" in text
    assert "May 25, 2018" in text
    assert "GDPR 33(1)" not in text


def test_controls_are_found_by_profile_keeper_and_mark(auditor: Client) -> None:
    assert "No control matches" in page(auditor, "?q=dragons")
    assert "crypto.at_rest" in page(auditor, "?state=software")
    assert "crypto.at_rest" not in page(auditor, "?state=evidence")


def test_propose_look_decide_approve(anna: Client, bo: Client) -> None:
    look = page(anna, "choose/?profile=gdpr&profile=cn_data")
    assert "nothing is left that all profiles allow" in look
    assert "not demanded" in look
    sent = anna.post("/settings/compliance/propose/", {"profile": ["gdpr", "cn_data"], "reason": "Chinese buyers."})
    assert sent.status_code == 302
    proposal = ProfileChoice.objects.get(state="proposed")
    waiting = page(bo, "proposal/")
    assert "Chinese buyers." in waiting
    assert "Every conflict needs a decision" in waiting
    stopped = bo.post("/settings/compliance/proposal/approve/", {"edition": 1})
    assert stopped.status_code == 409
    decided = {"edition": 1, "key": "transfer.allowed_regions", "place": "1", "reason": "We sit in the EU."}
    assert anna.post("/settings/compliance/proposal/decide/", decided).status_code == 302
    proposal.refresh_from_db()
    assert proposal.decisions["transfer.allowed_regions"]["reason"] == "We sit in the EU."
    assert anna.post("/settings/compliance/proposal/approve/", {"edition": 2}).status_code == 403
    assert bo.post("/settings/compliance/proposal/approve/", {"edition": 2}).status_code == 302
    now = current_choice()
    assert now is not None and now.profiles == ("gdpr", "cn_data")
    assert "China, data and personal information" in page(bo)


def test_a_proposal_is_rejected_or_taken_back(anna: Client, bo: Client) -> None:
    for _round in range(2):
        anna.post("/settings/compliance/propose/", {"profile": ["gdpr", "ccpa"], "reason": "r"})
        if _round == 0:
            assert bo.post("/settings/compliance/proposal/approve/", {"edition": 1, "reject": "1"}).status_code == 422
            rejected = {"edition": 1, "reject": "1", "reason": "Not now."}
            assert bo.post("/settings/compliance/proposal/approve/", rejected).status_code == 302
        else:
            assert anna.post("/settings/compliance/proposal/withdraw/", {"edition": 1}).status_code == 302
    states = list(ProfileChoice.objects.order_by("number").values_list("state", flat=True))
    assert states == ["in_force", "rejected", "withdrawn"]
    assert "No proposal waits" in page(anna, "proposal/")


def test_what_is_refused_comes_back_with_what_was_typed(anna: Client) -> None:
    answer = anna.post("/settings/compliance/propose/", {"profile": ["ccpa"], "reason": "Because."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "cannot be left out" in text
    assert "Because." in text


def test_a_mainland_marketplace_reads_why_the_order_book_is_closed(tenant_cn: TenantRef, client_of: ClientOf) -> None:
    with scope.enter(tenant_cn):
        client = administrator(client_of(tenant_cn), "owner", "wang@house.example")
    text = page(client)
    assert "国发〔2011〕38号" in text
    assert "Closed" in text


def test_the_largest_fine_is_said(tenant_cn: TenantRef, client_of: ClientOf) -> None:
    with scope.enter(tenant_cn):
        auditor = signed_in(client_of(tenant_cn), person("auditor", "kan@house.example"))
    text = page(auditor, "?q=PIPL 66")
    assert "50 M CNY / 5 %" in text
    assert "privacy.officer" not in text


def test_a_company_sees_neither_page_nor_proposal(tenant_a: TenantRef, client_of: ClientOf) -> None:
    theirs = signed_in(client_of(tenant_a), person("company_admin", "c@firm.example", company_id=company()))
    for tail in ("", "choose/", "proposal/"):
        assert theirs.get(f"/settings/compliance/{tail}").status_code in (403, 404)


def test_the_api_tells_controls_reasons_and_ways(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "compliance.view_profiles")
    found = api.get("compliance").json()
    assert (found["home"], found["profiles"]) == ("gdpr", ["gdpr"])
    control = next(one for one in found["controls"] if one["key"] == "privacy.dsr_due_days")
    assert (control["value"], control["kept_by"], control["needs_counsel"]) == (30, "rule", False)
    assert control["reasons"][0] == {
        "profile": "gdpr", "value": 30, "source": "GDPR 12(3)", "effective_from": "2018-05-25", "status": "V",
        "decides": True,
    }  # fmt: skip
    assert len(found["ways"]) == 12
    assert {one["profile"]: one["is_chosen"] for one in api.get("compliance/profiles").json()["data"]}["gdpr"]
    choices = api.get("compliance/choices").json()["data"]
    assert [(one["number"], one["state"]) for one in choices] == [(1, "in_force")]
    preview = api.get("compliance/preview/gdpr,ccpa").json()
    assert preview["profiles"] == ["gdpr", "ccpa"]
    assert "privacy.optout_business_days" in {one["key"] for one in preview["data"]}
    assert api.get("compliance/preview/atlantis").status_code == 404
