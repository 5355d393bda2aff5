"""People of the marketplace watch sagas, let them try again, undo them, give them away; nobody else sees any."""

from collections.abc import Callable

import pytest
from django.test import Client

from config.celery import app
from shared_apps.accounts.actors import known_permissions
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import invariants
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.permissions import expand
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import checks
from shared_apps.outbox.models import InvariantRun, Saga, SagaStep
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, SetPrepaid, set_prepaid
from tenant_apps.prepayment.commands import order_prepaid
from tenant_apps.prepayment.models import Prepayment
from tenant_apps.processes.commands import (
    GiveProcess,
    RetryProcess,
    UndoProcess,
    give_process,
    retry_process,
    undo_process,
)
from tests.fixtures.people import person, signed_in
from tests.fixtures.sagas import settle_down
from tests.fixtures.trade import Market, assert_sound, kilos

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def saga(market: Market) -> Saga:
    """A prepaid order that waits for its payment."""
    run(set_prepaid, market.as_seller(), SetPrepaid(buyer_id=market.buyer, is_prepaid=True))
    line = OrderLineIn(sku="steel", quantity=kilos("10"))
    wish = PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line])
    made = run(order_prepaid, market.as_buyer(), wish)
    settle_down()
    return Saga.objects.get(pk=Prepayment.objects.get(pk=made.prepayment_id).saga_id)


def test_the_pages_show_a_process_and_what_stands_still(
    saga: Saga, market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    client = signed_in(client_of(tenant_a), person("auditor"))
    listed = client.get("/processes/").content.decode()
    assert saga.reference in listed and "Under way" in listed
    SagaStep.objects.filter(saga=saga, name="pay").update(last_error="ConnectionError: the bank is away", attempts=6)
    Saga.objects.update(state="stuck", stuck_in="forward", stuck_at=saga.started_at)
    shown = client.get(f"/processes/{saga.pk}/").content.decode()
    assert "the bank is away" in shown and "It waits for a person" in shown and "point of no return" in shown
    assert client.get("/processes/?view=stuck").content.decode().count(saga.reference) == 1
    assert saga.reference not in client.get("/processes/?view=done").content.decode()
    # Who only looks has no button, and a company does not even look.
    assert "Try again now" not in shown and client.post(f"/processes/{saga.pk}/retry/").status_code == 403
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=market.buyer))
    assert buyer.get("/processes/").status_code == 403
    assert buyer.get(f"/prepayments/{Prepayment.objects.get().pk}/").status_code == 200
    other = signed_in(client_of(tenant_a), person("buyer", "o@x.example", company_id=market.other_buyer))
    assert other.get(f"/prepayments/{Prepayment.objects.get().pk}/").status_code == 404


def test_a_person_lets_it_try_again_takes_it_and_undoes_it(saga: Saga, market: Market) -> None:
    house = market.as_marketplace()
    person("owner")
    Saga.objects.update(state="stuck", stuck_in="forward", stuck_at=saga.started_at)
    assert run(retry_process, house, RetryProcess(process_id=saga.pk)).state == "forward"
    colleague = person("auditor", "eve@house.example")
    assert colleague.membership_id is not None
    run(give_process, house, GiveProcess(process_id=saga.pk, handler_id=colleague.membership_id))
    saga.refresh_from_db()
    assert (saga.handler_id, saga.stuck_at) == (colleague.membership_id, None)
    stranger = person("buyer", "b@x.example", company_id=market.buyer)
    assert stranger.membership_id is not None
    with pytest.raises(Refusal) as refused:
        run(give_process, house, GiveProcess(process_id=saga.pk, handler_id=stranger.membership_id))
    assert refused.value.code == "processes.not_of_the_marketplace"
    run(undo_process, house, UndoProcess(process_id=saga.pk, reason="the buyer called"))
    settle_down()
    row = Prepayment.objects.get()
    assert (row.state, row.reason, market.stock("steel")[1]) == ("lapsed", "the buyer called", 0)
    acts = AuditRecord.objects.filter(target="outbox.saga", target_id=str(saga.pk)).values_list("action", flat=True)
    assert {"processes.retry_process", "processes.give_process", "processes.undo_process"} <= set(acts)
    with pytest.raises(Refusal) as refused:
        run(undo_process, house, UndoProcess(process_id=saga.pk, reason="again"))
    assert refused.value.code == "outbox.saga_over"
    assert_sound()


def test_nobody_of_a_company_may_touch_a_process(saga: Saga, market: Market) -> None:
    for role in BUILT_IN:
        if role.side == "company":
            rights = expand(role.permissions, known_permissions())
            assert not [code for code in rights if code.startswith("processes.")], role.code
    bare = Actor(kind="user", id="x", company_id=market.buyer)
    with pytest.raises(NotAllowed):
        run(retry_process, bare, RetryProcess(process_id=saga.pk))


def test_the_scheduled_check_keeps_its_finding_and_the_page_says_it(
    market: Market, tenant_a: TenantRef, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("owner")
    assert checks.check() == 0
    client = signed_in(client_of(tenant_a), person("auditor"))
    assert f"All {len(invariants.REGISTRY)} checks" in client.get("/processes/").content.decode()
    monkeypatch.setitem(invariants.REGISTRY, "tests.broken", lambda: ["row 7 is wrong"])
    assert checks.check() == 1
    assert InvariantRun.objects.count() == 1
    shown = client.get("/processes/").content.decode()
    assert "row 7 is wrong" in shown and "The books do not add up" in shown


def test_it_is_checked_every_five_minutes() -> None:
    (entry,) = [one for one in app.conf.beat_schedule.values() if one["task"] == "outbox.check_invariants"]
    assert entry["schedule"] == 300.0
