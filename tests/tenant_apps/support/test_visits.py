"""A visit of support from the question to its end: who lets it in, what it sees, what it leaves behind."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.support.commands import (
    Consent,
    EndStanding,
    EndVisit,
    GiveStanding,
    OpenEntry,
    ReceiveRequest,
    Refuse,
    consent,
    end_standing,
    end_visit,
    give_standing,
    open_entry,
    receive_request,
    refuse,
)
from tenant_apps.support.decisions.rights import lent
from tenant_apps.support.jobs import end_due, perform
from tenant_apps.support.models import StandingConsent, SupportLook, SupportVisit
from tests.fixtures.people import SYSTEM, Person, authenticator, company, person, signed_in
from tests.proofs import proves

pytestmark = pytest.mark.usefixtures("tenant_a")
OPERATOR, CODE = uuid7(), "a secret of the console"


@pytest.fixture
def owner() -> Person:
    return person("owner", "owner@a.example")


def actor(who: Person, *, fresh: bool = True) -> Actor:
    rights = frozenset({"support.consent", "support.give_standing", "support.view_visit"})
    return Actor(kind="user", id=str(who.id), user_id=who.id, display="Owner", permissions=rights, fresh_factor=fresh)


def asked(*, writing: bool = False, member: UUID | None = None) -> UUID:
    data = ReceiveRequest(
        visit_id=uuid7(), operator=OPERATOR, reason="An order does not arrive", ticket="T-1", member_id=member,
        wants_writing=writing,
    )  # fmt: skip
    return run(receive_request, SYSTEM, data).visit_id


def rule(monkeypatch: pytest.MonkeyPatch, **held: object) -> None:
    told = {f"support.{name}": value for name, value in held.items()}
    monkeypatch.setattr(policy, "_resolver", lambda key: told.get(key, policy.KEYS[key].default))


def inside(tenant: TenantRef, visit_id: UUID) -> Client:
    """A browser of support that came in."""
    told = OpenEntry(visit_id=visit_id, code_hash=hashlib.sha256(CODE.encode()).hexdigest())
    run(open_entry, SYSTEM, told)
    client = Client(headers={"host": f"{tenant.slug}.localhost"})
    assert CODE in client.get(f"/support/enter/{visit_id}/?code={CODE}").content.decode()
    answer = client.post(f"/support/enter/{visit_id}/", {"code": CODE})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


def test_nobody_comes_in_before_somebody_lets_them(owner: Person, tenant_a: TenantRef) -> None:
    visit_id = asked(writing=True)
    run(open_entry, SYSTEM, OpenEntry(visit_id=visit_id, code_hash=hashlib.sha256(CODE.encode()).hexdigest()))
    client = Client(headers={"host": f"{tenant_a.slug}.localhost"})
    assert client.post(f"/support/enter/{visit_id}/", {"code": CODE}).status_code == 404
    for who, data, code in (
        (SYSTEM, Consent(visit_id=visit_id), "support.person_needed"),
        (actor(owner, fresh=False), Consent(visit_id=visit_id), "commands.fresh_factor_needed"),
        (actor(owner), Consent(visit_id=visit_id, minutes=61), "support.minutes"),
        (actor(owner), Consent(visit_id=visit_id, member_id=uuid7()), "support.member_id"),
        (actor(owner), Consent(visit_id=uuid7()), "support.unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            run(consent, who, data)
        assert refused.value.code == code
    run(refuse, actor(owner), Refuse(visit_id=visit_id, reason="Not today"))
    with pytest.raises(Refusal) as refused:
        run(consent, actor(owner), Consent(visit_id=visit_id))
    assert refused.value.code == "support.not_asked"
    with pytest.raises(Refusal) as refused:
        run(consent, actor(owner), Consent(visit_id=asked(), may_write=True))
    assert refused.value.field == "may_write"


def test_a_visit_looks_and_everything_it_looks_at_is_kept(owner: Person, tenant_a: TenantRef) -> None:
    visit_id = asked()
    run(consent, actor(owner), Consent(visit_id=visit_id, minutes=20))
    client = inside(tenant_a, visit_id)
    page = client.get("/companies/")
    assert page.status_code == 200
    assert 'class="k-visit"' in page.content.decode() and str(OPERATOR)[-8:] in page.content.decode()
    assert client.get("/account/").status_code == 403, "the person's own account"
    assert client.get("/support/").status_code == 403, "where support is let in"
    assert client.post("/people/invite/", {"email": "x@example.com"}).status_code == 403
    assert client.get("/orders/?format=csv&export=csv").status_code in (200, 403)
    told = list(SupportLook.objects.filter(visit=visit_id).order_by("id").values_list("method", "path", "status"))
    assert ("GET", "/companies/", 200) in told and ("POST", "/people/invite/", 403) in told
    act = AuditRecord.objects.get(action="support.consent")
    assert (act.actor_id, act.target_id) == (str(owner.id), str(visit_id))
    shown = signed_in(Client(headers={"host": f"{tenant_a.slug}.localhost"}), owner, device=authenticator(owner.id))
    assert "/companies/" in shown.get(f"/support/{visit_id}/").content.decode(), "the marketplace sees it"


def test_a_visit_that_may_write_does_so_under_both_names(owner: Person, tenant_a: TenantRef) -> None:
    visit_id = asked(writing=True)
    run(consent, actor(owner), Consent(visit_id=visit_id, may_write=True))
    client = inside(tenant_a, visit_id)
    answer = client.post("/companies/new/", {"name": "Made by support", "country": "NO", "can_buy": "on"})
    assert answer.status_code == 302
    row = AuditRecord.objects.get(action="parties.add_company")
    assert (row.actor_kind, row.actor_id, row.on_behalf_of, row.strength) == (
        "operator", str(OPERATOR), str(owner.id), "support",
    )  # fmt: skip
    assert client.post("/people/invite/", {"email": "x@example.com", "name": "X", "role": "auditor"}).status_code == 403


def test_the_way_in_works_once_in_one_browser_and_not_for_long(owner: Person, tenant_a: TenantRef) -> None:
    visit_id = asked()
    run(consent, actor(owner), Consent(visit_id=visit_id))
    client = inside(tenant_a, visit_id)
    other = Client(headers={"host": f"{tenant_a.slug}.localhost"})
    assert other.post(f"/support/enter/{visit_id}/", {"code": CODE}).status_code == 404
    run(open_entry, SYSTEM, OpenEntry(visit_id=visit_id, code_hash=hashlib.sha256(CODE.encode()).hexdigest()))
    SupportVisit.objects.update(entry_until=clock.now(scope.alias()) - timedelta(seconds=1))
    assert other.post(f"/support/enter/{visit_id}/", {"code": CODE}).status_code == 404
    assert client.get("/companies/").status_code == 200
    SupportVisit.objects.update(session_hash="of another browser")
    assert client.get("/companies/").status_code == 302, "sent to sign in"


@pytest.mark.parametrize("how", ["time", "marketplace", "operator", "leave"])
def test_a_visit_ends_by_itself_and_by_either_side(owner: Person, tenant_a: TenantRef, how: str) -> None:
    visit_id = asked()
    run(consent, actor(owner), Consent(visit_id=visit_id))
    client = inside(tenant_a, visit_id)
    if how == "time":
        SupportVisit.objects.update(ends_at=clock.now(scope.alias()))
        assert client.get("/companies/").status_code == 302, "refused before anybody ended it"
        assert (end_due(), end_due()) == (1, 0)
    elif how == "marketplace":
        run(end_visit, actor(owner), EndVisit(visit_id=visit_id))
    elif how == "operator":
        perform({"act": "end", "visit": str(visit_id)})
    else:
        assert client.post("/support/leave/").status_code == 302
    row = SupportVisit.objects.get()
    assert (row.state, row.ended_how) == ("ended", "operator" if how == "leave" else how)
    assert client.get("/companies/").status_code == 302
    told = str(list(OutboxMessage.objects.filter(name="support.visit_changed").values_list("payload", flat=True)))
    assert "consented" in told and "ended" in told, "the console is told"


@proves("support.consent")
def test_consent_in_advance_looks_only_and_has_an_end(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal) as refused:
        run(give_standing, actor(owner), GiveStanding(days=5))
    assert refused.value.code == "support.never"
    rule(monkeypatch, consent="standing")
    run(give_standing, actor(owner), GiveStanding(days=5, minutes=15))
    row = SupportVisit.objects.get(pk=asked())
    assert (row.state, row.is_standing, row.minutes, row.member_id, row.may_write) == (
        "consented", True, 15, owner.id, False,
    )  # fmt: skip
    assert SupportVisit.objects.get(pk=asked(writing=True)).state == "asked"
    StandingConsent.objects.update(until=clock.now(scope.alias()))
    assert SupportVisit.objects.get(pk=asked()).state == "asked"
    assert run(end_standing, actor(owner), EndStanding()).ended == 1
    rule(monkeypatch, consent="never")
    closed = asked()
    assert SupportVisit.objects.get(pk=closed).state == "refused"


@proves("support.minutes")
def test_a_visit_lasts_as_long_as_the_rule_says(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    rule(monkeypatch, minutes=10)
    with pytest.raises(Refusal) as refused:
        run(consent, actor(owner), Consent(visit_id=asked(), minutes=11))
    assert refused.value.field == "minutes"
    run(consent, actor(owner), Consent(visit_id=asked(), minutes=10))


def test_what_is_lent() -> None:
    held = {"orders.view_order", "orders.place_order", "payments.pay", "accounts.view_api_key", "mixed.act"}
    commands = [("orders.place_order", True), ("payments.pay", False), ("mixed.act", True), ("mixed.act", False)]
    declared = {"orders.view_order", "accounts.view_api_key", "payments.pay"}
    assert lent(held, commands, may_write=False, declared=declared) == {"orders.view_order"}
    assert lent(held, commands, may_write=True, declared=declared) == {"orders.view_order", "orders.place_order"}


def test_a_company_lets_nobody_in(owner: Person) -> None:
    visit_id = asked()
    other = Actor(kind="user", id="x", user_id=owner.id, company_id=company(), fresh_factor=True,
                  permissions=frozenset({"support.consent"}))  # fmt: skip
    with pytest.raises(Refusal) as refused:
        run(consent, other, Consent(visit_id=visit_id))
    assert refused.value.code == "support.house_only"
