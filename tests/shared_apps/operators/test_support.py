"""Visits of support on the side of the platform, and the way between console and region."""

from collections.abc import Iterator

import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.operators.commands import (
    AskSupport,
    EndSupport,
    EnterSupport,
    ask_support,
    end_support,
    enter_support,
)
from shared_apps.operators.models import SupportRequest
from shared_apps.outbox import jobs, relay
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.support.commands import Consent, consent
from tenant_apps.support.models import SupportVisit
from tenants.models import ControlInbox, RegionJob
from tenants.saga import control, region
from tests.fixtures.people import person, stranger

RIGHTS = frozenset({"operators.ask_support", "operators.view_support"})


@pytest.fixture
def operator(tenant_a: TenantRef) -> Iterator[Actor]:
    with scope.enter(scope.CONTROL):
        who = stranger("support@kontor.example")
    yield Actor(kind="operator", id=str(who.id), user_id=who.id, display="Sue", permissions=RIGHTS, fresh_factor=True)


def carried() -> None:
    """Everything that is owed between the two sides."""
    with scope.enter(scope.CONTROL):
        relay.drain()
    for job in RegionJob.objects.filter(kind="support", state="owed").select_related("tenant").order_by("created_at"):
        region.perform(job)
    control.take_in()


def test_from_the_question_to_the_end_by_jobs_and_reports_alone(operator: Actor, tenant_a: TenantRef) -> None:
    with scope.enter(tenant_a):
        owner = person("owner", "owner@a.example")
    with scope.enter(scope.CONTROL):
        asked = AskSupport(tenant_id=tenant_a.id, reason="An order does not arrive", ticket="T-7")
        request_id = run(ask_support, operator, asked).request_id
    carried()
    with scope.enter(tenant_a):
        visit = SupportVisit.objects.get(pk=request_id)
        assert (visit.state, visit.operator, visit.ticket) == ("asked", operator.user_id, "T-7")
        head = Actor(kind="user", id=str(owner.id), user_id=owner.id, permissions=frozenset({"support.consent"}),
                     fresh_factor=True)  # fmt: skip
        run(consent, head, Consent(visit_id=request_id, minutes=10))
        relay.drain()
        jobs.run_due()
    carried()
    with scope.enter(scope.CONTROL):
        row = SupportRequest.objects.get(pk=request_id)
        assert row.state == "consented" and row.ends_at is not None
        door = run(enter_support, operator, EnterSupport(request_id=request_id))
        assert door.code not in str(list(RegionJob.objects.values_list("payload", flat=True)))
    carried()
    with scope.enter(tenant_a):
        assert SupportVisit.objects.get(pk=request_id).entry_hash
    with scope.enter(scope.CONTROL):
        run(end_support, operator, EndSupport(request_id=request_id))
    carried()
    with scope.enter(tenant_a):
        assert SupportVisit.objects.get(pk=request_id).state == "ended"
    assert not RegionJob.objects.filter(kind="support", state="owed").exists()
    told = str(list(ControlInbox.objects.filter(kind="support").values_list("payload", flat=True)))
    assert str(owner.id) not in told, "the control plane learns nothing of the marketplace's people"


def test_what_is_refused(operator: Actor, tenant_a: TenantRef) -> None:
    with scope.enter(scope.CONTROL):
        for data, code in (
            (AskSupport(tenant_id=tenant_a.id, reason=" ", ticket="T"), "operators.reason"),
            (AskSupport(tenant_id=tenant_a.id, reason="R", ticket=""), "operators.ticket"),
            (AskSupport(tenant_id=uuid7(), reason="R", ticket="T"), "operators.no_marketplace"),
        ):
            with pytest.raises(Refusal) as refused:
                run(ask_support, operator, data)
            assert refused.value.code == code
        request_id = run(ask_support, operator, AskSupport(tenant_id=tenant_a.id, reason="R", ticket="T")).request_id
        with pytest.raises(Refusal) as refused:
            run(enter_support, operator, EnterSupport(request_id=request_id))
        assert refused.value.code == "operators.not_let_in"
        other = Actor(kind="operator", id="x", user_id=stranger("other@kontor.example").id, permissions=RIGHTS,
                      fresh_factor=True)  # fmt: skip
        with pytest.raises(Refusal) as refused:
            run(end_support, other, EndSupport(request_id=request_id))
        assert refused.value.code == "operators.no_request"


def test_a_region_reports_of_its_own_marketplaces_alone(operator: Actor, tenant_a: TenantRef) -> None:
    with scope.enter(scope.CONTROL):
        request_id = run(ask_support, operator, AskSupport(tenant_id=tenant_a.id, reason="R", ticket="T")).request_id
        from shared_apps.foundation import clock

        ControlInbox.objects.create(
            region="cn", kind="support", at=clock.now("control"),
            payload={"tenant": str(tenant_a.id), "visit": str(request_id), "state": "consented", "may_write": True,
                     "how": "", "ends_at": ""},
        )  # fmt: skip
        control.take_in()
        assert SupportRequest.objects.get(pk=request_id).state == "asked"
