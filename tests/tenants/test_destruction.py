"""All keys of a marketplace destroyed: by two operators, days apart; then nothing is readable, killed anywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.crypto import keys
from shared_apps.crypto.cabinet import cabinet
from shared_apps.crypto.errors import NoKey
from shared_apps.foundation import clock, faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.notary.models import Leaf
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tenant_apps.privacy.models import LegalHold
from tenants.commands import (
    AgreeKeyDestruction,
    AskKeyDestruction,
    ChangeState,
    TakeBackKeyDestruction,
    agree_key_destruction,
    ask_key_destruction,
    reactivate_marketplace,
    suspend_marketplace,
    take_back_key_destruction,
)
from tenants.decisions.destruction import frame, judge
from tenants.models import ControlInbox, Domain, KeyDestruction, RegionJob, Tenant
from tenants.queries import get_destruction
from tenants.saga import control, region
from tests.fixtures.people import PASSWORD, Person, authenticator, person, signed_in

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
RIGHTS = frozenset({
    "tenants.ask_key_destruction", "tenants.agree_key_destruction", "tenants.suspend_marketplace",
    "tenants.reactivate_marketplace",
})  # fmt: skip


def operator(number: UUID) -> Actor:
    return Actor(kind="operator", id=str(number), user_id=number, permissions=RIGHTS, fresh_factor=True)


def console(name: str) -> Client:
    email = f"{name}@kontor.example"
    made = run(invite_operator, Actor.system("tests"), InviteOperator(email=email, name=name))
    run(set_password, Actor.system("tests"), SetPassword(user_id=made.user_id, password=PASSWORD))
    client = Client(headers={"host": "localhost"})
    return signed_in(client, Person(made.user_id, email), device=authenticator(made.user_id))


def code_of(command: object, actor: Actor, data: object) -> str:
    with pytest.raises(Refusal) as refused:
        run(command, actor, data)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.parametrize(
    ("by", "hours", "verdict"),
    [(OTHER, 24, "yes"), (OTHER, 168, "yes"), (OTHER, 23.99, "early"), (OTHER, 168.01, "late"),
     (ONE, 24, "same_person")],
)  # fmt: skip
def test_who_may_agree_when(by: UUID, hours: float, verdict: str) -> None:
    begin, end = frame(NOW, 24)
    assert judge(ONE, by, NOW + timedelta(hours=hours), begin, end) == verdict


class TestAsking:
    @pytest.fixture
    def suspended(self, control: None, tenant_b: TenantRef) -> TenantRef:
        run(suspend_marketplace, operator(ONE), ChangeState(tenant_id=tenant_b.id, reason="over"))
        return tenant_b

    def test_an_open_marketplace_is_refused(self, control: None, tenant_b: TenantRef) -> None:
        data = AskKeyDestruction(tenant_id=tenant_b.id, reason="over")
        assert code_of(ask_key_destruction, operator(ONE), data) == "tenants.not_closed"

    def test_what_is_asked_for_waits_and_can_be_taken_back(self, suspended: TenantRef) -> None:
        data = AskKeyDestruction(tenant_id=suspended.id, reason="over")
        for hours in (23, 145):
            hasty = AskKeyDestruction(tenant_id=suspended.id, reason="over", wait_hours=hours)
            assert code_of(ask_key_destruction, operator(ONE), hasty) == "tenants.bad_wait"
        assert code_of(ask_key_destruction, Actor.system("tests"), data) == "tenants.operator_needed"
        asked = run(ask_key_destruction, operator(ONE), data).destruction_id
        assert code_of(ask_key_destruction, operator(OTHER), data) == "tenants.destruction_open"
        assert code_of(agree_key_destruction, operator(OTHER), AgreeKeyDestruction(destruction_id=asked)) == (
            "tenants.agreed_too_early"
        )
        again = ChangeState(tenant_id=suspended.id, reason="on")
        assert code_of(reactivate_marketplace, operator(ONE), again) == "tenants.destruction_open"
        run(take_back_key_destruction, operator(OTHER), TakeBackKeyDestruction(destruction_id=asked))
        assert code_of(agree_key_destruction, operator(OTHER), AgreeKeyDestruction(destruction_id=asked)) == (
            "tenants.destruction_over"
        )
        assert run(reactivate_marketplace, operator(ONE), again).state == "active"
        assert not RegionJob.objects.filter(kind="destroy_keys").exists()

    def test_nobody_agrees_too_late_and_it_can_be_asked_anew(self, suspended: TenantRef) -> None:
        data = AskKeyDestruction(tenant_id=suspended.id, reason="over")
        asked = run(ask_key_destruction, operator(ONE), data).destruction_id
        KeyDestruction.objects.update(agree_from=NOW, agree_until=NOW)
        assert code_of(agree_key_destruction, operator(OTHER), AgreeKeyDestruction(destruction_id=asked)) == (
            "tenants.agreed_too_late"
        )
        assert run(ask_key_destruction, operator(OTHER), data).state == "asked"
        assert KeyDestruction.objects.get(pk=asked).state == "expired"


@pytest.mark.usefixtures("control")
def test_two_operators_do_it_on_the_page(tenant_b: TenantRef) -> None:
    Tenant.objects.filter(pk=tenant_b.id).update(state="suspended")
    one, other = console("one"), console("other")
    page = f"/console/marketplaces/{tenant_b.id}/"
    asked = {"ask-reason": "the contract ended", "ask-wait_hours": "48", "ask-slug": "market-b"}
    wrong = one.post(f"{page}keys/ask/", asked | {"ask-wait_hours": "1", "ask-slug": "market-b"})
    assert wrong.status_code == 422 and "24 to 144 hours" in wrong.content.decode()
    assert one.post(f"{page}keys/ask/", asked | {"ask-slug": "market-a"}).status_code == 422
    assert one.post(f"{page}keys/ask/", asked).status_code == 302
    assert "Agree and destroy" not in other.get(page).content.decode(), "the waiting time runs"
    KeyDestruction.objects.update(agree_from=clock.now("control"))
    assert "another operator has to agree" in one.get(page).content.decode()
    own = one.post(f"{page}keys/agree/", {"agree-slug": "market-b"})
    assert own.status_code == 422 and "Whoever asked cannot agree" in own.content.decode()
    assert "Agree and destroy" in other.get(page).content.decode()
    assert other.post(f"{page}keys/agree/", {"agree-slug": "market-b"}).status_code == 302
    assert KeyDestruction.objects.get().state == "agreed"
    assert one.post(f"{page}keys/take-back/").status_code == 302
    assert KeyDestruction.objects.get().state == "agreed", "too late to take it back"
    assert Tenant.objects.get(pk=tenant_b.id).state == "closing"


@pytest.fixture
def place(committed_tenant: TenantRef) -> Iterator[TenantRef]:
    """With real commits: a destroyed key does not come back by a rollback."""
    ref = committed_tenant
    with scope.enter(ref):
        person("owner", "owner@gone.example")
        Company.objects.create(
            code="C-1", name="Wire", country="NO", tax_id="NO 123 456", created_at=clock.now("default")
        )
    with scope.enter(scope.CONTROL):
        run(suspend_marketplace, operator(ONE), ChangeState(tenant_id=ref.id, reason="over"))
    yield ref
    faults.arm("")
    keys.forget()
    directory.forget()
    KeyDestruction.objects.all().delete()


def agreed(ref: TenantRef) -> UUID:
    with scope.enter(scope.CONTROL):
        data = AskKeyDestruction(tenant_id=ref.id, reason="the contract ended")
        asked = run(ask_key_destruction, operator(ONE), data).destruction_id
        KeyDestruction.objects.filter(pk=asked).update(agree_from=clock.now("control"))
        agree = AgreeKeyDestruction(destruction_id=asked)
        assert code_of(agree_key_destruction, operator(ONE), agree) == "tenants.same_person"
        run(agree_key_destruction, operator(OTHER), agree)
    directory.forget()
    return asked


def owed_job() -> RegionJob:
    return RegionJob.objects.select_related("tenant").get(kind="destroy_keys", state="owed")


def test_a_legal_hold_forbids_it(place: TenantRef) -> None:
    with scope.enter(place):
        LegalHold.objects.create(
            number="LH-1", target="class", record_class="consents", reason="dispute", placed_by="",
            placed_at=clock.now("default"),
        )  # fmt: skip
    asked = agreed(place)
    region.perform(owed_job())
    control.take_in()
    row = KeyDestruction.objects.get(pk=asked)
    assert (row.state, row.refused_by) == ("refused", ["LH-1"])
    assert Tenant.objects.get(pk=place.id).state == "suspended", "so that it can be opened to lift the hold"
    with scope.enter(place):
        assert Company.objects.get().tax_id == "NO 123 456"


def test_killed_anywhere_it_goes_on_until_nothing_is_readable(place: TenantRef) -> None:
    with scope.enter(place):
        assert Company.objects.get().tax_id == "NO 123 456"
        there = len(list(cabinet().list()))
    assert there >= 4
    agreed(place)
    for point in ("tenants.destroy_keys.marked", "tenants.destroy_keys.gone"):
        faults.arm(f"{point}=fail")
        with pytest.raises(InjectedFault):
            region.perform(owed_job())
        faults.arm("")
    region.perform(owed_job())
    # Once more, as by a worker that had looked before the report came.
    late = owed_job()
    control.take_in()
    late.tenant.refresh_from_db()
    region.perform(late)
    control.take_in()
    assert not RegionJob.objects.filter(state="owed").exists()

    with scope.enter(scope.CONTROL):
        shown = get_destruction(place.id, clock.now("control"))
        mine = AuditRecord.objects.filter(target_id=str(place.id), action="tenants.note_key_destruction")
        facts = mine.order_by("at").values_list("facts", flat=True)[0]
    assert shown is not None and (shown.state, shown.key_count) == ("destroyed", there)
    assert (facts["keys"], facts["log_root"]) == (there, shown.log_root)
    with scope.enter(place):
        keys.forget()
        assert list(cabinet().list()) == []
        with pytest.raises(NoKey):
            _ = Company.objects.get().tax_id
        with pytest.raises(NoKey):
            Company(code="C-2", name="New", country="NO", tax_id="NO 1", created_at=NOW, id=uuid7()).save()
        record = AuditRecord.objects.get(action="accounts.destroy_data_keys")
        assert Leaf.objects.get(entry_id=record.pk).seq < (shown.log_size or 0), "the head covers the act"
    assert ControlInbox.objects.filter(kind="keys", taken_at__isnull=True).count() == 0
    host = Domain.objects.get(tenant_id=place.id).domain
    directory.forget()
    assert Client(headers={"host": host}).get("/sign-in/").status_code == 403
    again = ChangeState(tenant_id=place.id, reason="on")
    with scope.enter(scope.CONTROL):
        assert code_of(reactivate_marketplace, operator(ONE), again) == "tenants.wrong_state"
